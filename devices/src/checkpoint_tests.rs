//! Claims about saved states of every kind of array.

use std::ops::Range;

use toml::Table;

use crate::catalogue::identities::{COUNT, Subject, every, random_segment};
use crate::catalogue::{find, names};
use crate::cell::{Cell, Exponential, Threshold, Transistor};
use crate::checkpoint::RestoreError;
use crate::imperfections::Imperfections;
use crate::imperfections::stack_tests::ALL;
use crate::model::{DeviceArray, Segment};

/// Devices of set `name` with all imperfections.
fn imperfect(name: &str, seed: u64) -> Box<dyn DeviceArray> {
    let imperfections = Imperfections::from_table(&ALL.parse().unwrap()).unwrap();
    find(name).unwrap().device(&Table::new()).unwrap().with(imperfections).unwrap().array(COUNT, seed)
}

/// Bits of everything that can be read, and of currents and charges at some voltages.
fn seen(array: &dyn DeviceArray) -> Vec<u64> {
    let count = array.len();
    let mut all = Vec::new();
    for column in 0..array.columns().len() {
        let mut out = vec![0.0; count];
        array.read(column, &mut out);
        all.extend(out);
    }
    for voltage in [-0.4, 0.1, 0.3] {
        let (mut values, mut slopes) = (vec![0.0; count], vec![0.0; count]);
        array.branches(&vec![voltage; count], &mut values, &mut slopes);
        all.extend(values.iter().chain(&slopes));
        array.charges(&vec![voltage; count], &mut values, &mut slopes);
        all.extend(values.iter().chain(&slopes));
    }
    all.into_iter().map(f64::to_bits).collect()
}

/// Takes random segments with marks, steps that are taken back, waiting and programming; what is seen after each.
fn course(subject: &mut Subject, segments: Range<u64>) -> Vec<Vec<u64>> {
    let mut all = Vec::new();
    for n in segments {
        let (start, end, dt) = random_segment(subject, n);
        let array = &mut *subject.array;
        array.mark();
        if n % 3 == 0 {
            array.advance(Segment { start: &end, end: &start }, dt);
            array.rollback();
        }
        let advance = array.advance(Segment { start: &start, end: &end }, dt);
        let idle = array.idle(-0.01, 0.01, dt);
        if idle {
            array.wait(dt);
        }
        if n % 4 == 3 {
            array.place(&[1, 4], &[0.0, 1.0]);
        }
        all.push(seen(array));
        all.push(vec![advance.largest_change.to_bits(), advance.active as u64, u64::from(idle)]);
    }
    all
}

fn saved(array: &dyn DeviceArray) -> Vec<u64> {
    let mut state = Vec::new();
    array.save(&mut state);
    state
}

fn restore(array: &mut dyn DeviceArray, state: &[u64]) -> Result<(), RestoreError> {
    let mut rest = state;
    let restored = array.restore(&mut rest);
    assert!(if restored.is_ok() { rest.is_empty() } else { rest == state }, "{} words are left", rest.len());
    restored
}

/// Saves half way along a course of at most twice `most` segments and goes on in arrays that `make` makes: a fresh one, and one that has been used.
fn goes_on(subject: &mut Subject, most: u64, make: &dyn Fn(&Subject) -> Box<dyn DeviceArray>) {
    let half = subject.segments().min(most);
    subject.array = make(subject);
    subject.spread();
    course(subject, 0..half);
    let (state, middle) = (saved(&*subject.array), seen(&*subject.array));
    let after = course(subject, half..2 * half);
    assert_eq!(saved(&*make(subject)).len(), state.len(), "{}: its length is fixed", subject.name);
    for used in [false, true] {
        subject.array = make(subject);
        if used {
            course(subject, half + 1..half + 3);
        }
        restore(&mut *subject.array, &state).unwrap();
        assert_eq!(saved(&*subject.array), state, "{}", subject.name);
        course(subject, 1..2);
        let array = &mut *subject.array;
        restore(array, &state).unwrap();
        array.place(&[0], &[0.5]);
        array.rollback(); // to the restored states
        assert_eq!(seen(array), middle, "{}", subject.name);
        assert_eq!(course(subject, half..2 * half), after, "{}, used before: {used}", subject.name);
    }
}

#[test]
fn a_restored_array_goes_on_to_the_bit_with_every_set() {
    every(COUNT, |subject| {
        let table = Table::new();
        goes_on(subject, 8, &|subject| subject.entry.device(&table).unwrap().array(COUNT, 1));
    });
}

#[test]
fn a_restored_array_goes_on_to_the_bit_with_all_imperfections() {
    every(COUNT, |subject| goes_on(subject, 8, &|subject| imperfect(subject.name, 1)));
}

#[test]
fn restored_cells_go_on_to_the_bit() {
    let cells = [
        Cell::Exponential(Exponential { i_0: 1e-9, v_0: 0.06 }),
        Cell::Threshold(Threshold { r_off: 1e6, r_on: 100.0, v_th: 0.4, v_hold: 0.1 }),
        Cell::Transistor(Transistor { i_s: 1e-6, v_t0: 0.4, n: 1.3, v_g: 1.5, temperature: 300.0 }),
    ];
    for name in ["lammie2020_vteam", "bfo_demo"] {
        for cell in cells {
            let make = |gate: f64| {
                let mut array = cell.around(imperfect(name, 1)).unwrap();
                array.set_gates(Segment { start: &[gate; COUNT], end: &[gate; COUNT] });
                array
            };
            // the state holds the gates: they are set on the first array alone
            let gates = std::cell::Cell::new(1.2);
            goes_on(&mut Subject::new(name, COUNT), 2, &|_| make(gates.replace(0.9)));
        }
    }
}

#[test]
fn restored_junctions_go_on_to_the_bit_however_their_doses_are_kept() {
    let relax = "domains = 40\nbins = 40\nreversal = { relax = { tau_rel = '100 ns' } }";
    let variants = [
        ("bfo_demo", format!("kernel = 'weibull'\nshape = 2.0\n{relax}")),
        ("bfo_demo", format!("kernel = 'step'\n{relax}\nensemble = 'drawn'\nsigma_off = '50 mV'")),
        ("bfo_demo", "kernel = 'weibull'\nshape = 2.0\ndomains = 40\nbins = 40\nreversal = 'decrement'".to_owned()),
        ("bfo_demo", "kernel = 'weibull'\nshape = 1.5\ndomains = 'infinite'\nensemble = 'drawn'".to_owned()),
    ];
    for (name, changes) in variants {
        let changes: Table = changes.parse().unwrap();
        goes_on(&mut Subject::new(name, COUNT), 8, &|subject| subject.entry.device(&changes).unwrap().array(COUNT, 1));
    }
}

/// Asserts that `state` is refused, and that `subject` is as it was, its mark too.
fn refused(subject: &mut Subject, state: &[u64]) -> RestoreError {
    let before = (saved(&*subject.array), seen(&*subject.array));
    let (start, end, dt) = random_segment(subject, 5);
    subject.array.mark();
    subject.array.advance(Segment { start: &start, end: &end }, dt);
    let error = restore(&mut *subject.array, state).unwrap_err();
    subject.array.rollback();
    assert_eq!((saved(&*subject.array), seen(&*subject.array)), before, "{}", subject.name);
    error
}

#[test]
fn states_of_other_sets_seeds_and_numbers_of_devices_are_refused() {
    every(COUNT, |subject| {
        subject.spread();
        let all = names();
        let place = all.iter().position(|name| *name == subject.name).unwrap();
        let other = Subject::new(all[(place + 1) % all.len()], COUNT);
        let error = refused(subject, &saved(&*other.array));
        assert!(matches!(error, RestoreError::OtherDevices { .. }), "{}: {error}", subject.name);
        let fewer = Subject::new(subject.name, COUNT - 1);
        let error = refused(subject, &saved(&*fewer.array));
        assert_eq!(error, RestoreError::OtherCount { saved: COUNT as u64 - 1, here: COUNT }, "{}", subject.name);
        let plain = saved(&*subject.array);
        subject.array = imperfect(subject.name, 1);
        assert!(matches!(refused(subject, &plain), RestoreError::OtherDevices { .. }), "{}", subject.name);
        let other_seed = saved(&*imperfect(subject.name, 2));
        assert!(matches!(refused(subject, &other_seed), RestoreError::OtherDevices { .. }), "{}", subject.name);
    });
}

#[test]
fn states_cut_off_or_damaged_anywhere_are_refused() {
    for name in ["bfo_demo", "lammie2020_vteam"] {
        let mut subject = Subject::new(name, COUNT);
        let cell = Cell::Threshold(Threshold { r_off: 1e6, r_on: 100.0, v_th: 0.4, v_hold: 0.1 });
        subject.array = cell.around(imperfect(name, 1)).unwrap();
        subject.spread();
        course(&mut subject, 0..1);
        let state = saved(&*subject.array);
        for end in [0, 1, 4, state.len() / 2, state.len() - COUNT - 1, state.len() - 1] {
            let error = refused(&mut subject, &state[..end]);
            assert!(matches!(error, RestoreError::TooShort { .. }), "{name}, {end} of {}: {error}", state.len());
        }
        for word in [3, state.len() / 2, state.len() - 1] {
            let mut damaged = state.clone();
            damaged[word] ^= 1 << 40;
            let error = refused(&mut subject, &damaged);
            assert!(matches!(error, RestoreError::Damaged { .. }), "{name}, word {word}: {error}");
        }
    }
}
