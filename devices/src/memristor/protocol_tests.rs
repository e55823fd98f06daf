use crate::catalogue::{self, Pulse};
use crate::model::{DeviceArray, Segment};

const SETS: [&str; 8] = [
    "knowm_mss",
    "nugent2014_ag_chalcogenide",
    "nugent2014_aist",
    "nugent2014_gst",
    "nugent2014_wox",
    "chen2018_neurosim",
    "lookup_demo",
    "pcm_demo",
];

fn position(array: &dyn DeviceArray) -> f64 {
    let mut out = [0.0];
    array.read(0, &mut out);
    out[0]
}

fn pulse(array: &mut dyn DeviceArray, Pulse { voltage, width }: Pulse) {
    array.advance(Segment { start: &[voltage], end: &[voltage] }, width);
    array.advance(Segment { start: &[0.0], end: &[0.0] }, 1e-9);
}

#[test]
fn the_pulses_of_a_set_move_its_device_a_good_part_of_the_way_and_its_reading_does_not() {
    for name in SETS {
        let entry = catalogue::find(name).unwrap();
        let mut array = entry.device(&toml::Table::new()).unwrap().array(1, 1);
        let off = array.conductances()[0];
        pulse(&mut *array, entry.protocol.on);
        let up = position(&*array);
        assert!(up > 0.3 && array.conductances()[0] > 1.2 * off, "{name}: on pulse leads to {up}");
        array.program(&[1.0]);
        let on = array.conductances()[0];
        pulse(&mut *array, entry.protocol.off);
        let down = position(&*array);
        assert!(down < 0.7 && array.conductances()[0] < 0.9 * on, "{name}: off pulse leads to {down}");
        array.program(&[0.5]);
        pulse(&mut *array, Pulse { voltage: entry.protocol.read, width: 1e-6 });
        assert!((position(&*array) - 0.5).abs() < 1e-3, "{name}: reading moves to {}", position(&*array));
    }
}
