//! Marks, threads, idleness, programming, and what reading leaves alone.

use super::super::array::PARALLEL_FROM;
use super::*;

fn kinds() -> [Junction; 5] {
    [
        mean_junction(70, -1.0),
        counted_junction(1.0),
        counted_junction(2.0),
        single_domains(Reversal::Decrement),
        Junction { reversal: Reversal::Relax { tau_rel: 1e-7 }, ..mean_junction(70, 0.3) },
    ]
}

/// Calls `check` with an array of the kind of bins that `junction` wants.
macro_rules! with_bins {
    ($junction:expr, $count:expr, $check:ident) => {
        match $junction.kernel {
            Kernel::Step => $check(JunctionArray::<Sharp>::new($junction, $count, 3)),
            Kernel::Weibull => $check(JunctionArray::<Gradual>::new($junction, $count, 3)),
        }
    };
}

#[test]
fn rollback_restores_every_bit() {
    fn check<B: Bins>(mut array: JunctionArray<B>) {
        pulse(&mut array, 2.0, 5e-8);
        array.mark();
        let before = array.states();
        for _ in 0..2 {
            ramp(&mut array, 1.9, 2.1, 1e-9);
            pulse(&mut array, 2.1, 1e-7);
            pulse(&mut array, -2.1, 1e-7);
            array.program(&[0.5; 40]);
            assert!(array.states() != before);
            array.rollback();
            assert!(array.states() == before, "{:?}", array.states());
        }
    }
    for junction in kinds() {
        with_bins!(junction, 40, check);
    }
}

#[test]
fn currents_charges_and_readings_move_no_state() {
    fn check<B: Bins>(mut array: JunctionArray<B>) {
        ramp(&mut array, 1.0, 2.0, 1e-7);
        let before = array.states();
        let (mut first, mut second) = ([0.0; 40], [0.0; 40]);
        for voltage in [0.1, 2.5, -2.5] {
            array.branches(&[voltage; 40], &mut first, &mut second);
            array.charges(&[voltage; 40], &mut first, &mut second);
            array.read(0, &mut first);
            array.idle(-voltage.abs(), voltage.abs(), 1e-3);
        }
        assert!(array.states() == before);
    }
    for junction in kinds() {
        with_bins!(junction, 40, check);
    }
}

#[test]
fn number_of_threads_changes_no_bit() {
    fn run<B: Bins>(junction: &Junction, threads: usize) -> (Advance, Vec<f64>, bool) {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let mut array = JunctionArray::<B>::new(junction.clone(), PARALLEL_FROM + 100, 3);
            let advance = ramp(&mut array, 1.0, 2.2, 1e-7);
            (advance, fractions(&array), array.states() == array.clone().states())
        })
    }
    assert_eq!(run::<Gradual>(&counted_junction(1.0), 1), run::<Gradual>(&counted_junction(1.0), 3));
    let drawn = Junction { ensemble: Ensemble::Drawn, ..mean_junction(16, 0.5) };
    assert_eq!(run::<Sharp>(&drawn, 1), run::<Sharp>(&drawn, 3));
}

#[test]
fn idle_arrays_would_not_have_moved() {
    for law in laws() {
        let mut array = several(with_law(law, mean_junction(64, -1.0)), 50, 1);
        pulse(&mut *array, 2.0, 1e-6);
        pulse(&mut *array, -0.3, 1e-9); // empties the doses
        let (low, high, dt) = (-0.2, 0.15, 1e-9);
        assert!(array.idle(low, high, dt) && !array.idle(-2.0, high, 1e-6), "{law:?}");
        assert_eq!(ramp(&mut *array, low, high, dt), Advance::default());
    }
}

#[test]
fn built_in_voltage_shifts_the_applied_one() {
    let shifted = Junction { imprint: 0.2, ..mean_junction(64, -1.0) };
    let (mut plain, mut imprinted) = (one(mean_junction(64, -1.0)), one(shifted));
    for (start, end, dt) in [(0.5, 2.0, 1e-7), (-1.9, -1.9, 3e-8), (1.8, 2.1, 1e-8)] {
        ramp(&mut *plain, start, end, dt);
        ramp(&mut *imprinted, start + 0.2, end + 0.2, dt);
        assert_eq!(fractions(&*plain), fractions(&*imprinted));
    }
}

#[test]
fn program_reaches_its_position_within_half_a_domain() {
    let weighted = Junction { weight_spread: 0.2, ..mean_junction(100, 0.0) };
    for (junction, resolution) in [
        (counted_junction(1.0), 200.0),
        (mean_junction(32, -1.0), 32.0),
        (mean_junction(50, 0.4), 50.0),
        (weighted, 50.0), // the heaviest of 100 domains weighs twice the mean
    ] {
        for potentiation in [Potentiation::Positive, Potentiation::Negative] {
            let positions: Vec<f64> = (0..=20).map(|n| f64::from(n) / 20.0).collect();
            let mut array = several(Junction { potentiation, ..junction.clone() }, positions.len(), 1);
            array.program(&positions);
            for (s, position) in fractions(&*array).iter().zip(&positions) {
                assert!((s - position).abs() <= 0.5 / resolution + 1e-12, "{s} instead of {position}");
            }
        }
    }
}
