//! Charge, energy, and the feedback of an interlayer.

use super::*;
use crate::constants::EPSILON_0;
use crate::ferroelectric::{Film, Interlayer};

const BARE: Film = Film { area: 1e-12, p_r: 0.227, epsilon_r: 30.0, thickness: 8.3e-9, interlayer: None };
const BILAYER: Film = Film { interlayer: Some(Interlayer { thickness: 1e-9, epsilon_r: 9.0 }), ..BARE };

fn charge(array: &dyn DeviceArray, voltage: f64) -> (f64, f64) {
    let (mut charge, mut capacitance) = ([0.0], [0.0]);
    array.charges(&[voltage], &mut charge, &mut capacitance);
    (charge[0], capacitance[0])
}

fn film_junction(film: Film, bins: usize) -> Junction {
    let gradual = Junction { kernel: Kernel::Weibull, shape: 2.0, film: Some(film), ..mean_junction(bins, 1.0) };
    with_law(hzo(), gradual)
}

#[test]
fn switched_charge_is_twice_the_remanent_polarization_times_the_area() {
    for film in [BARE, BILAYER] {
        let mut array = one(film_junction(film, 64));
        let (mut integral, mut last) = (0.0, charge(&*array, 2.0).0);
        for _ in 0..200 {
            pulse(&mut *array, 2.0, 1e-6);
            let now = charge(&*array, 2.0).0;
            integral += now - last; // the current of each step times its duration
            last = now;
        }
        let s = fraction(&*array);
        assert!(s > 0.5);
        let switched = 2.0 * film.p_r * film.area * s;
        // in a series with an interlayer only the share of the ferroelectric reaches the plates
        assert!((integral / (switched * film.share()) - 1.0).abs() < 1e-12, "{integral:e}");
    }
}

#[test]
fn writing_costs_the_switched_charge_times_the_voltage() {
    let mut array = one(film_junction(BARE, 64));
    let before = charge(&*array, 3.0).0;
    pulse(&mut *array, 3.0, 1e-2);
    assert!(fraction(&*array) > 0.999_999);
    let energy = 3.0 * (charge(&*array, 3.0).0 - before);
    assert!((energy / (2.0 * BARE.p_r * BARE.area * 3.0) - 1.0).abs() < 1e-5);
}

#[test]
fn displacement_is_continuous_at_the_interlayer() {
    for s in [0.0, 0.3, 1.0] {
        for voltage in [-2.0, 0.0, 1.5] {
            let layer = BILAYER.interlayer.unwrap();
            let ferroelectric = BILAYER.drop(voltage, s) / BILAYER.thickness;
            let dielectric = (voltage - BILAYER.drop(voltage, s)) / layer.thickness;
            let displacement = EPSILON_0 * BILAYER.epsilon_r * ferroelectric + BILAYER.p_r * (2.0 * s - 1.0);
            let other = EPSILON_0 * layer.epsilon_r * dielectric;
            assert!((displacement - other).abs() < 1e-12 * BILAYER.p_r, "{displacement} and {other}");
            let charge = BILAYER.charge(voltage, s);
            assert!((charge.charge / BILAYER.area - other).abs() < 1e-12 * BILAYER.p_r);
            let slope = (BILAYER.charge(voltage + 0.5, s).charge - BILAYER.charge(voltage - 0.5, s).charge) / 1.0;
            assert!((slope / charge.capacitance - 1.0).abs() < 1e-9);
        }
    }
    // without polarization: two capacitors in series
    let capacitor = |epsilon_r: f64, thickness: f64| EPSILON_0 * epsilon_r * BILAYER.area / thickness;
    let series = 1.0 / (1.0 / capacitor(30.0, 8.3e-9) + 1.0 / capacitor(9.0, 1e-9));
    assert!((BILAYER.charge(0.0, 0.5).capacitance / series - 1.0).abs() < 1e-12);
}

/// An interlayer thin enough that the film still switches most of the way: depolarization of half a volt.
fn thin() -> Film {
    Film { p_r: 0.05, interlayer: Some(Interlayer { thickness: 1e-9, epsilon_r: 9.0 }), ..BARE }
}

#[test]
fn feedback_of_the_depolarization_converges_to_second_order() {
    for bins in [1, 256] {
        let state = |feedback_step: f64| {
            let mut array = JunctionArray::<Gradual>::new(film_junction(thin(), bins), 1, 1);
            array.set_feedback_step(feedback_step);
            pulse(&mut array, 2.0, 2e-6);
            fraction(&array)
        };
        let exact = state(1e-4);
        assert!((0.2..0.9).contains(&exact), "{exact}");
        let error = |step: f64| (state(step) - exact).abs();
        // steps are halved until S moves little: their number goes as 1/step only on average
        let order = (error(0.08) / error(0.005)).log2() / 4.0;
        assert!(order > 1.6, "{bins} bins: measured order {order}");
        assert!(error(0.01) < 1e-4, "{bins} bins: error of the step in use {:e}", error(0.01));
    }
}

#[test]
fn depolarization_slows_switching_and_undoes_it_at_rest() {
    let run = |film: Film, voltage: f64| {
        let mut array = one(film_junction(film, 128));
        pulse(&mut *array, voltage, 3e-6);
        let written = fraction(&*array);
        pulse(&mut *array, 0.0, 10.0);
        (written, fraction(&*array))
    };
    let (with, without) = (run(thin(), 2.0), run(BARE, 2.0));
    assert!(with.0 < without.0, "{with:?} and {without:?}");
    assert_eq!(without.0, without.1);
    let strong = run(Film { p_r: 0.1, ..thin() }, 4.0);
    assert!(strong.1 < strong.0 - 0.01, "depolarization of a volt undoes nothing: {strong:?}");
}

#[test]
fn feedback_handles_any_duration_and_any_number_of_bins() {
    for bins in [1, 2, 32] {
        for kernel in [Kernel::Step, Kernel::Weibull] {
            let junction = Junction { kernel, ..film_junction(thin(), bins) };
            let mut array = one(junction);
            for (start, end, dt) in [(0.0, 3.0, 1.0), (3.0, -3.0, 1e3), (-3.0, 0.0, 1e-9), (0.0, 0.0, 1e6)] {
                ramp(&mut *array, start, end, dt);
                assert!((0.0..=1.0).contains(&fraction(&*array)));
            }
        }
    }
}

#[test]
fn polarization_vanishes_at_the_curie_temperature() {
    let hot = |kelvin: f64| BARE.at_temperature(kelvin, 300.0, 700.0).p_r;
    assert!((hot(300.0) / BARE.p_r - 1.0).abs() < 1e-14);
    // (1 - 600/700)^(1/2) / (1 - 300/700)^(1/2) = 1/2
    assert!((hot(600.0) / BARE.p_r - 0.5).abs() < 1e-12);
    assert_eq!(hot(700.0), 0.0);
}
