//! The pulses that parameter sets name do what the sets say.

use super::*;
use crate::catalogue;

fn ferroelectric_sets() -> impl Iterator<Item = catalogue::Entry> {
    let ours = |entry: &catalogue::Entry| entry.model == Junction::MODEL;
    catalogue::names().into_iter().map(|name| catalogue::find(name).unwrap()).filter(ours)
}

#[test]
fn pulses_of_every_set_write_a_good_part_of_the_range_and_reading_writes_nothing() {
    for entry in ferroelectric_sets() {
        let device = entry.device(&toml::Table::new()).unwrap();
        let mut array = device.array(20, 1);
        let mean = |array: &dyn DeviceArray| mean_and_variance(&fractions(array)).0;
        let catalogue::Protocol { read, on, off, .. } = entry.protocol;
        pulse(&mut *array, read, 1e-6);
        assert!(mean(&*array) < 1e-3, "{}: reading turns it on", entry.name);
        pulse(&mut *array, on.voltage, on.width);
        assert!(mean(&*array) > 0.3, "{}: `on` reaches {}", entry.name, mean(&*array));
        array.program(&[1.0; 20]);
        pulse(&mut *array, -read, 1e-6);
        assert!(mean(&*array) > 1.0 - 1e-3, "{}: reading turns it off", entry.name);
        pulse(&mut *array, off.voltage, off.width);
        assert!(mean(&*array) < 0.7, "{}: `off` leaves {}", entry.name, mean(&*array));
    }
}

#[test]
fn sweep_of_every_set_opens_a_loop() {
    for entry in ferroelectric_sets() {
        let mut array = entry.device(&toml::Table::new()).unwrap().array(20, 1);
        let sweep = entry.protocol.sweep;
        let mut seen = Vec::new();
        for (start, end) in [(0.0, 1.0), (1.0, 0.0), (0.0, -1.0), (-1.0, 0.0)] {
            ramp(&mut *array, start * sweep.voltage, end * sweep.voltage, 0.25 * sweep.period);
            seen.push(mean_and_variance(&fractions(&*array)).0);
        }
        assert!((seen[1] - seen[3]).abs() > 0.3, "{}: {seen:?} after each quarter", entry.name);
    }
}
