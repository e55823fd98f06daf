//! The pulses of the parameter sets do what they are for.

use toml::Table;

use crate::catalogue::{self, Pulse};
use crate::{DeviceArray, Segment};

const SETS: [&str; 5] =
    ["bfo_demo_scalar", "chanthbouala2012_demo", "quindeau2014_demo", "preisach_demo", "materlik2015_landau_demo"];

fn at(name: &str, position: f64) -> Box<dyn DeviceArray> {
    let mut array = catalogue::load(name, &Table::new()).unwrap().array(1, 1);
    array.program(&[position]);
    array
}

/// Position after a pulse and as long at rest.
fn after(array: &mut dyn DeviceArray, Pulse { voltage, width }: Pulse) -> f64 {
    for voltage in [[voltage], [0.0]] {
        array.advance(Segment { start: &voltage, end: &voltage }, width);
    }
    position(array)
}

fn position(array: &dyn DeviceArray) -> f64 {
    let mut position = [0.0];
    array.read(0, &mut position);
    position[0]
}

#[test]
fn one_pulse_on_and_one_pulse_off_move_a_good_part_of_the_range() {
    for name in SETS {
        let protocol = catalogue::find(name).unwrap().protocol;
        let (mut off, mut on) = (at(name, 0.0), at(name, 1.0));
        let (up, down) = (after(&mut *off, protocol.on), after(&mut *on, protocol.off));
        assert!(up > 0.2 && down < 0.8, "{name}: {up} and {down}");
        assert!(off.conductances()[0] > at(name, 0.0).conductances()[0]);
        assert!(on.conductances()[0] < at(name, 1.0).conductances()[0]);
    }
}

#[test]
fn reading_for_a_microsecond_moves_nothing() {
    for name in SETS {
        let read = Pulse { voltage: catalogue::find(name).unwrap().protocol.read, width: 1e-6 };
        for start in [0.0, 1.0] {
            let mut array = at(name, start);
            let change = after(&mut *array, read) - start;
            assert!(change.abs() < 1e-3, "{name} at {start}: {change}");
        }
    }
}
