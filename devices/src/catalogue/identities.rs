//! What must hold for every parameter set, whatever its model.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;

use super::*;
use crate::model::{DeviceArray, Segment};
use crate::rng::{Purpose, key, uniform};

/// Devices of each set that an identity is tried on.
pub(crate) const COUNT: usize = 16;

/// Sets of a single domain: positions between its two states are on their way to one of them.
const TWO_STATES: [&str; 1] = ["materlik2015_landau_demo"];

/// Models that integrate with many steps, a set of 2000 domains each with a field of its own, and one with feedback by
/// depolarization: a million segments of any of them would take hours.
const COSTLY: [&str; 7] = [
    "jart_vcm_v1b",
    "phase_change",
    "landau_khalatnikov",
    "team",
    "stanford_pku",
    "deng2020_mfm",
    "hzo_bilayer_ftj_demo",
];

/// Sets in which chance decides how far a pulse reaches.
const RANDOM: [&str; 2] = ["stanford_pku_noise_demo", "chen2018_neurosim"];

/// A phase-change device that is heated beyond its melting point loses what it has crystallized; the level to which that
/// data-driven device tends was fitted as a parabola of the voltage.
const TURNING: [&str; 2] = ["pcm_demo", "messaris2018_taox_tio2_demo"];

/// Every write draws a new programming error, so that the ends of the range of conductance move.
const REDRAWN: [&str; 1] = ["pcm_demo"];

pub(crate) struct Subject {
    pub name: &'static str,
    pub entry: Entry,
    pub array: Box<dyn DeviceArray>,
}

/// Tries a claim on `count` devices of every set and names all sets for which it fails.
pub(crate) fn every(count: usize, claim: fn(&mut Subject)) {
    let fails = |name: &&'static str| {
        let mut subject = Subject::new(name, count);
        catch_unwind(AssertUnwindSafe(|| claim(&mut subject))).is_err()
    };
    let failed: Vec<&str> = names().into_par_iter().filter(fails).collect();
    assert!(failed.is_empty(), "not so: {failed:?}");
}

impl Subject {
    pub fn new(name: &'static str, count: usize) -> Subject {
        let entry = find(name).unwrap();
        let array = entry.device(&Table::new()).unwrap().array(count, 1);
        Subject { name, entry, array }
    }

    /// The same devices anew.
    fn renew(&mut self) {
        *self = Subject::new(self.name, self.array.len());
    }

    /// Random segments that each of 1000 devices goes through: a million in all for scalar models, a tenth of that for
    /// ensembles, of which one is tried on a million where ensembles are tested.
    pub fn segments(&self) -> u64 {
        match self.entry.model.as_str() {
            _ if self.costly() => 5,
            "ferroelectric_junction" => 100,
            _ => 1000,
        }
    }

    fn costly(&self) -> bool {
        COSTLY.contains(&self.entry.model.as_str()) || COSTLY.contains(&self.name)
    }

    /// Devices spread evenly over their range.
    pub fn spread(&mut self) {
        let positions: Vec<f64> = (0..self.array.len()).map(|device| self.level(device)).collect();
        self.array.program(&positions);
    }

    /// Position of a device that is one of [`spread`](Subject::spread).
    fn level(&self, device: usize) -> f64 {
        let position = device as f64 / (self.array.len() - 1) as f64;
        if TWO_STATES.contains(&self.name) { position.round() } else { position }
    }

    fn positions(&self) -> Vec<f64> {
        let mut out = vec![0.0; self.array.len()];
        self.array.read(0, &mut out);
        out
    }

    fn ramp(&mut self, start: f64, end: f64, dt: f64) {
        let (start, end) = (vec![start; self.array.len()], vec![end; self.array.len()]);
        self.array.advance(Segment { start: &start, end: &end }, dt);
    }

    fn pulse(&mut self, pulse: Pulse) {
        self.ramp(pulse.voltage, pulse.voltage, pulse.width);
    }

    fn branches(&self, voltage: f64) -> (Vec<f64>, Vec<f64>) {
        let count = self.array.len();
        let (mut currents, mut slopes) = (vec![0.0; count], vec![0.0; count]);
        self.array.branches(&vec![voltage; count], &mut currents, &mut slopes);
        (currents, slopes)
    }

    fn largest_voltage(&self) -> f64 {
        let Protocol { on, off, sweep, .. } = self.entry.protocol;
        on.voltage.abs().max(off.voltage.abs()).max(sweep.voltage)
    }
}

#[test]
fn no_voltage_drives_no_current_and_every_device_is_passive() {
    every(COUNT, |subject| {
        subject.spread();
        let (currents, slopes) = subject.branches(0.0);
        assert!(currents.iter().all(|current| *current == 0.0), "{}: {currents:?}", subject.name);
        assert!(slopes.iter().all(|slope| *slope >= 0.0), "{}: {slopes:?}", subject.name);
        for part in [-1.0, -0.3, -0.01, 0.01, 0.3, 1.0] {
            let voltage = part * subject.largest_voltage();
            let (currents, _) = subject.branches(voltage);
            assert!(currents.iter().all(|current| current * voltage >= 0.0), "{} at {voltage} V", subject.name);
        }
    });
}

#[test]
fn the_slope_of_the_current_is_its_derivative() {
    every(COUNT, |subject| {
        subject.spread();
        for part in [-0.83, -0.31, -0.01, 0.01, 0.17, 0.59, 0.97] {
            let voltage = part * subject.largest_voltage();
            let h = 1e-5 * subject.largest_voltage(); // error of the central difference: h^2 / 6 of the third derivative
            let ((high, _), (low, _)) = (subject.branches(voltage + h), subject.branches(voltage - h));
            let (_, slopes) = subject.branches(voltage);
            for (k, slope) in slopes.iter().enumerate() {
                let difference = (high[k] - low[k]) / (2.0 * h);
                // rounding of the currents leaves 1e-16 I / h
                let rounding = 1e-10 * (high[k] / voltage.abs().max(h)).abs();
                assert!(
                    (difference - slope).abs() <= 1e-5 * slope.abs() + rounding,
                    "{}, device {k}, {voltage} V: {slope:e} S, but the difference gives {difference:e} S",
                    subject.name
                );
            }
        }
    });
}

#[test]
fn reading_currents_and_charges_changes_no_state() {
    every(COUNT, |subject| {
        subject.spread();
        let before = subject.positions();
        let currents = subject.branches(0.3 * subject.largest_voltage());
        for part in [1.0, -1.0, 0.5] {
            let voltages = vec![part * subject.largest_voltage(); COUNT];
            subject.branches(voltages[0]);
            subject.array.charges(&voltages, &mut [0.0; COUNT], &mut [0.0; COUNT]);
        }
        assert_eq!(subject.positions(), before, "{}", subject.name);
        assert_eq!(subject.branches(0.3 * subject.largest_voltage()), currents, "{}", subject.name);
    });
}

#[test]
fn programmed_positions_are_read_back_and_order_the_conductances() {
    every(COUNT, |subject| {
        subject.spread();
        let mut last = vec![0.0; COUNT];
        for step in 0..=10 {
            subject.array.program(&[f64::from(step) / 10.0; COUNT]);
            let conductances = subject.array.conductances();
            assert!(
                conductances.iter().zip(&last).all(|(now, last)| now >= last),
                "{}: {conductances:?}",
                subject.name
            );
            last = conductances;
        }
        subject.spread();
        for (k, position) in subject.positions().into_iter().enumerate() {
            // counted domains come in whole numbers: the fewest in any set are 20, whose weights reach 2.4 times their mean
            assert!((position - subject.level(k)).abs() <= 0.5 * 2.4 / 20.0, "{}: {position}", subject.name);
        }
    });
}

#[test]
fn the_pulses_of_the_protocol_switch_and_its_reading_does_not() {
    every(COUNT, |subject| {
        let Protocol { read, on, off, .. } = subject.entry.protocol;
        let mean = |positions: Vec<f64>| positions.iter().sum::<f64>() / positions.len() as f64;
        let steps = [(0.0, on, 1.0), (1.0, off, -1.0)];
        for (start, pulse, sign) in steps {
            subject.array.program(&[start; COUNT]);
            let (before, from) = (subject.array.conductances()[0], mean(subject.positions()));
            subject.pulse(pulse);
            let change = mean(subject.positions()) - from;
            assert!(sign * change > 0.05, "{}: {pulse:?} moves by {change}", subject.name);
            assert!(sign * (subject.array.conductances()[0] - before) > 0.0, "{}", subject.name);
        }
        subject.spread();
        let before = subject.positions();
        subject.ramp(read, read, 1e-6);
        for (after, before) in subject.positions().iter().zip(before) {
            assert!((after - before).abs() < 1e-3, "{}: reading moves {before} to {after}", subject.name);
        }
    });
}

#[test]
fn no_voltage_and_no_time_move_nothing() {
    every(COUNT, |subject| {
        subject.spread();
        let before = subject.positions();
        subject.ramp(subject.largest_voltage(), -subject.largest_voltage(), 0.0);
        assert_eq!(subject.positions(), before, "{}", subject.name);
        subject.ramp(0.0, 0.0, subject.entry.protocol.on.width);
        for (after, before) in subject.positions().iter().zip(before) {
            assert!((after - before).abs() < 2e-3, "{}: rest moves {before} to {after}", subject.name);
        }
    });
}

/// Random voltages up to 1.2 times the largest of the protocol, and durations over four decades around its pulses.
pub(crate) fn random_segment(subject: &Subject, segment: u64) -> (Vec<f64>, Vec<f64>, f64) {
    let key = key(3, Purpose::Noise, segment);
    let count = subject.array.len() as u64;
    let voltage = |n| 1.2 * subject.largest_voltage() * (2.0 * uniform(key, n) - 1.0);
    let start = (0..count).map(voltage).collect();
    let end = (count..2 * count).map(voltage).collect();
    let width = subject.entry.protocol.on.width.max(subject.entry.protocol.off.width);
    (start, end, width * 10f64.powf(4.0 * uniform(key, 2 * count) - 3.0))
}

#[test]
fn random_segments_stay_within_the_range() {
    every(1000, |subject| {
        let mut at = |position: f64| {
            subject.array.program(&[position; 1000]);
            subject.array.conductances()
        };
        let (off, on) = (at(0.0), at(1.0));
        subject.spread();
        for segment in 0..subject.segments() {
            let (start, end, dt) = random_segment(subject, segment);
            let advance = subject.array.advance(Segment { start: &start, end: &end }, dt);
            assert!((0.0..=1.0).contains(&advance.largest_change), "{}: {advance:?}", subject.name);
        }
        for position in subject.positions() {
            assert!((0.0..=1.0).contains(&position), "{}: {position}", subject.name);
        }
        for (k, conductance) in subject.array.conductances().into_iter().enumerate() {
            let inside = off[k] * (1.0 - 1e-9)..=on[k] * (1.0 + 1e-9);
            let inside = inside.contains(&conductance) || REDRAWN.contains(&subject.name) && conductance > 0.0;
            assert!(inside, "{}: {conductance:e} S outside {:e} to {:e} S", subject.name, off[k], on[k]);
        }
    });
}

#[test]
fn splitting_a_ramp_changes_nothing() {
    every(COUNT, |subject| {
        let Protocol { on, off, .. } = subject.entry.protocol;
        for (pulse, parts) in [(on, 7), (off, 3)] {
            let (start, end) = (0.8 * pulse.voltage, 1.05 * pulse.voltage);
            subject.renew();
            subject.spread();
            subject.ramp(start, end, pulse.width);
            let whole = subject.positions();
            subject.renew();
            subject.spread();
            for part in 0..parts {
                let at = |k: usize| start + (end - start) * k as f64 / parts as f64;
                subject.ramp(at(part), at(part + 1), pulse.width / parts as f64);
            }
            for (k, (split, whole)) in subject.positions().iter().zip(whole).enumerate() {
                // models that integrate do so to 1e-4 or better
                assert!((split - whole).abs() < 2e-4, "{}, device {k}: {whole} whole, {split} split", subject.name);
            }
        }
    });
}

#[test]
fn longer_and_higher_pulses_never_do_less() {
    every(COUNT, |subject| {
        let Protocol { on, off, .. } = subject.entry.protocol;
        let name = subject.name;
        let slack = if RANDOM.contains(&name) { 0.05 * COUNT as f64 } else { 1e-6 };
        for (pulse, start, sign) in [(on, 0.0, 1.0), (off, 1.0, -1.0)] {
            let mut effect = |factor: f64, stretch: f64| {
                subject.renew();
                subject.array.program(&[start; COUNT]);
                subject.pulse(Pulse { voltage: factor * pulse.voltage, width: stretch * pulse.width });
                sign * subject.positions().iter().sum::<f64>()
            };
            let factors: &[f64] = if TURNING.contains(&name) { &[] } else { &[0.5, 0.7, 0.9, 1.0, 1.1] };
            for pair in factors.windows(2) {
                assert!(effect(pair[1], 1.0) >= effect(pair[0], 1.0) - slack, "{name}: voltage {pair:?}");
            }
            for pair in [0.1, 0.3, 1.0, 3.0].windows(2) {
                assert!(effect(1.0, pair[1]) >= effect(1.0, pair[0]) - slack, "{name}: time {pair:?}");
            }
        }
    });
}

#[test]
fn rollback_returns_to_the_mark() {
    every(COUNT, |subject| {
        subject.spread();
        subject.pulse(subject.entry.protocol.on);
        subject.array.mark();
        let before = (subject.positions(), subject.branches(subject.entry.protocol.read));
        subject.pulse(subject.entry.protocol.off);
        subject.array.rollback();
        assert_eq!((subject.positions(), subject.branches(subject.entry.protocol.read)), before, "{}", subject.name);
        // what follows is the same as well
        subject.pulse(subject.entry.protocol.on);
        let first = subject.positions();
        subject.array.rollback();
        subject.pulse(subject.entry.protocol.on);
        assert_eq!(subject.positions(), first, "{}", subject.name);
    });
}

#[test]
fn threads_do_not_change_a_bit() {
    every(1, |subject| {
        let run = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| {
                // from 4096 devices on all threads take part
                let mut subject = Subject::new(subject.name, 4200);
                subject.spread();
                for segment in 0..if subject.costly() { 1 } else { 3 } {
                    let (start, end, dt) = random_segment(&subject, segment);
                    subject.array.advance(Segment { start: &start, end: &end }, 0.1 * dt);
                }
                subject.positions()
            })
        };
        assert_eq!(run(1), run(2), "{}", subject.name);
    });
}

#[test]
fn idle_devices_do_not_move() {
    every(COUNT, |subject| {
        let width = subject.entry.protocol.on.width;
        for part in [0.0, 0.02, 0.1, 0.3, 0.5, 1.0] {
            let voltage = part * subject.largest_voltage();
            subject.spread();
            if !subject.array.idle(-voltage, voltage, width) {
                continue;
            }
            let before = subject.positions();
            subject.ramp(-voltage, voltage, width);
            for (after, before) in subject.positions().iter().zip(&before) {
                assert!((after - before).abs() < 1e-6, "{} at {voltage} V", subject.name);
            }
        }
    });
}
