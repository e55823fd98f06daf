//! What must hold for every parameter set, whatever its model.

use super::*;
use crate::model::{DeviceArray, Segment};
use crate::rng::{Purpose, key, uniform};

/// Devices of each set that an identity is tried on.
const COUNT: usize = 16;

struct Subject {
    name: &'static str,
    protocol: Protocol,
    array: Box<dyn DeviceArray>,
}

fn subjects(count: usize) -> impl Iterator<Item = Subject> {
    names().into_iter().map(move |name| {
        let entry = find(name).unwrap();
        let array = entry.device(&Table::new()).unwrap().array(count, 1);
        Subject { name, protocol: entry.protocol, array }
    })
}

impl Subject {
    /// Devices spread evenly over their range.
    fn spread(&mut self) {
        let count = self.array.len();
        self.array.program(&(0..count).map(|k| k as f64 / (count - 1) as f64).collect::<Vec<_>>());
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
        let Protocol { on, off, sweep, .. } = self.protocol;
        on.voltage.abs().max(off.voltage.abs()).max(sweep.voltage)
    }
}

#[test]
fn no_voltage_drives_no_current_and_every_device_is_passive() {
    for mut subject in subjects(COUNT) {
        subject.spread();
        let (currents, slopes) = subject.branches(0.0);
        assert!(currents.iter().all(|current| *current == 0.0), "{}: {currents:?}", subject.name);
        assert!(slopes.iter().all(|slope| *slope >= 0.0), "{}: {slopes:?}", subject.name);
        for part in [-1.0, -0.3, -0.01, 0.01, 0.3, 1.0] {
            let voltage = part * subject.largest_voltage();
            let (currents, _) = subject.branches(voltage);
            assert!(currents.iter().all(|current| current * voltage >= 0.0), "{} at {voltage} V", subject.name);
        }
    }
}

#[test]
fn the_slope_of_the_current_is_its_derivative() {
    for mut subject in subjects(COUNT) {
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
    }
}

#[test]
fn reading_currents_and_charges_changes_no_state() {
    for mut subject in subjects(COUNT) {
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
    }
}

#[test]
fn programmed_positions_are_read_back_and_order_the_conductances() {
    for mut subject in subjects(COUNT) {
        subject.spread();
        let conductances = subject.array.conductances();
        assert!(conductances.windows(2).all(|pair| pair[1] >= pair[0]), "{}: {conductances:?}", subject.name);
        for (k, position) in subject.positions().into_iter().enumerate() {
            // counted domains come in whole numbers, the fewest in any set are 20
            assert!((position - k as f64 / (COUNT - 1) as f64).abs() <= 0.5 / 20.0, "{}: {position}", subject.name);
        }
    }
}

#[test]
fn the_pulses_of_the_protocol_switch_and_its_reading_does_not() {
    for mut subject in subjects(COUNT) {
        let Protocol { read, on, off, .. } = subject.protocol;
        let mean = |positions: Vec<f64>| positions.iter().sum::<f64>() / positions.len() as f64;
        let steps = [(0.0, on, 1.0), (1.0, off, -1.0)];
        for (start, pulse, sign) in steps {
            subject.array.program(&[start; COUNT]);
            let (before, from) = (subject.array.conductances()[0], mean(subject.positions()));
            subject.pulse(pulse);
            let change = mean(subject.positions()) - from;
            assert!(sign * change > 0.02, "{}: {pulse:?} moves by {change}", subject.name);
            assert!(sign * (subject.array.conductances()[0] - before) > 0.0, "{}", subject.name);
        }
        subject.spread();
        let before = subject.positions();
        subject.ramp(read, read, 1e-6);
        for (after, before) in subject.positions().iter().zip(before) {
            assert!((after - before).abs() < 1e-3, "{}: reading moves {before} to {after}", subject.name);
        }
    }
}

#[test]
fn no_voltage_and_no_time_move_nothing() {
    for mut subject in subjects(COUNT) {
        subject.spread();
        let before = subject.positions();
        subject.ramp(subject.largest_voltage(), -subject.largest_voltage(), 0.0);
        assert_eq!(subject.positions(), before, "{}", subject.name);
        subject.ramp(0.0, 0.0, subject.protocol.on.width);
        for (after, before) in subject.positions().iter().zip(before) {
            assert!((after - before).abs() < 1e-3, "{}: rest moves {before} to {after}", subject.name);
        }
    }
}

/// Random voltages up to 1.2 times the largest of the protocol, and durations over four decades around its pulses.
fn random_segment(subject: &Subject, segment: u64) -> (Vec<f64>, Vec<f64>, f64) {
    let key = key(3, Purpose::Noise, segment);
    let count = subject.array.len() as u64;
    let voltage = |n| 1.2 * subject.largest_voltage() * (2.0 * uniform(key, n) - 1.0);
    let start = (0..count).map(voltage).collect();
    let end = (count..2 * count).map(voltage).collect();
    let width = subject.protocol.on.width.max(subject.protocol.off.width);
    (start, end, width * 10f64.powf(4.0 * uniform(key, 2 * count) - 3.0))
}

#[test]
fn a_million_random_segments_stay_within_the_range() {
    for mut subject in subjects(1000) {
        subject.spread();
        let width = (subject.array.conductances()[0], subject.array.conductances()[999]);
        for segment in 0..1000 {
            let (start, end, dt) = random_segment(&subject, segment);
            let advance = subject.array.advance(Segment { start: &start, end: &end }, dt);
            assert!((0.0..=1.0).contains(&advance.largest_change), "{}: {advance:?}", subject.name);
        }
        for position in subject.positions() {
            assert!((0.0..=1.0).contains(&position), "{}: {position}", subject.name);
        }
        for conductance in subject.array.conductances() {
            let inside = width.0 * (1.0 - 1e-9)..=width.1 * (1.0 + 1e-9);
            assert!(inside.contains(&conductance), "{}: {conductance:e} S outside {inside:?}", subject.name);
        }
    }
}

#[test]
fn splitting_a_ramp_changes_nothing() {
    for mut subject in subjects(COUNT) {
        let Protocol { on, off, .. } = subject.protocol;
        for (pulse, parts) in [(on, 7), (off, 3)] {
            let (start, end) = (0.8 * pulse.voltage, 1.05 * pulse.voltage);
            subject.spread();
            subject.ramp(start, end, pulse.width);
            let whole = subject.positions();
            subject.array = find(subject.name).unwrap().device(&Table::new()).unwrap().array(COUNT, 1);
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
    }
}

#[test]
fn longer_and_higher_pulses_never_do_less() {
    for mut subject in subjects(COUNT) {
        let Protocol { on, off, .. } = subject.protocol;
        for (pulse, start, sign) in [(on, 0.0, 1.0), (off, 1.0, -1.0)] {
            let mut effect = |factor: f64, stretch: f64| {
                subject.array = find(subject.name).unwrap().device(&Table::new()).unwrap().array(COUNT, 1);
                subject.array.program(&[start; COUNT]);
                subject.pulse(Pulse { voltage: factor * pulse.voltage, width: stretch * pulse.width });
                sign * subject.positions().iter().sum::<f64>()
            };
            for pair in [0.5, 0.7, 0.9, 1.0, 1.1].windows(2) {
                assert!(effect(pair[1], 1.0) >= effect(pair[0], 1.0) - 1e-6, "{}: voltage {pair:?}", subject.name);
            }
            for pair in [0.1, 0.3, 1.0, 3.0].windows(2) {
                assert!(effect(1.0, pair[1]) >= effect(1.0, pair[0]) - 1e-6, "{}: time {pair:?}", subject.name);
            }
        }
    }
}

#[test]
fn rollback_returns_to_the_mark() {
    for mut subject in subjects(COUNT) {
        subject.spread();
        subject.pulse(subject.protocol.on);
        subject.array.mark();
        let before = (subject.positions(), subject.branches(subject.protocol.read));
        subject.pulse(subject.protocol.off);
        subject.array.rollback();
        assert_eq!((subject.positions(), subject.branches(subject.protocol.read)), before, "{}", subject.name);
        // what follows is the same as well
        subject.pulse(subject.protocol.on);
        let first = subject.positions();
        subject.array.rollback();
        subject.pulse(subject.protocol.on);
        assert_eq!(subject.positions(), first, "{}", subject.name);
    }
}

#[test]
fn threads_do_not_change_a_bit() {
    for name in names() {
        let run = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| {
                let count = 5000; // from 4096 devices on all threads take part
                let device = find(name).unwrap();
                let mut subject = Subject {
                    name,
                    protocol: device.protocol,
                    array: device.device(&Table::new()).unwrap().array(count, 1),
                };
                subject.spread();
                for segment in 0..3 {
                    let (start, end, dt) = random_segment(&subject, segment);
                    subject.array.advance(Segment { start: &start, end: &end }, dt);
                }
                subject.positions()
            })
        };
        assert_eq!(run(1), run(2), "{name}");
    }
}

#[test]
fn idle_devices_do_not_move() {
    for mut subject in subjects(COUNT) {
        let width = subject.protocol.on.width;
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
    }
}
