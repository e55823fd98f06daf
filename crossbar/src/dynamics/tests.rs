//! Convergence and balance of arrays in time.

use devices::catalogue;

use crate::{
    Capacitance, Drive, Dynamics, Line, LineSources, PiecewiseLinear, Plates, Side, Sources, Terminal, Tolerance, Wires,
};

/// So large that every step is taken as asked for, so small that all are corrected.
const LOOSE: Tolerance = Tolerance { voltage: 20e-3, state: 1e3 };

/// 3 x 2 devices of a parameter set behind lines that drop much of the voltage.
fn array(set: &str, capacitance: Capacitance) -> Dynamics {
    let wires = Wires::new(3, 2, Line::with_segment(50.0), Line::with_segment(50.0));
    let device = catalogue::load(set, &Default::default()).unwrap();
    let mut array = Dynamics::new(wires, Drive::read(&[0.0; 3], 2), device.array(6, 1), capacitance, LOOSE).unwrap();
    array.program(&[0.2, 0.3, 0.4, 0.5, 0.6, 0.7]);
    array
}

/// Triangles on the rows, with corners at 0, 0.4 and 1 of `duration` (s).
fn triangles(height: f64, duration: f64) -> LineSources {
    let triangle =
        |scale: f64| PiecewiseLinear::new(vec![(0.0, 0.0), (0.4 * duration, scale * height), (duration, 0.0)]).unwrap();
    LineSources::left_and_bottom(
        vec![triangle(1.0), triangle(0.8), triangle(-0.5)],
        vec![PiecewiseLinear::constant(0.0), PiecewiseLinear::constant(0.01)],
    )
}

/// Positions, and voltages of all nodes, at 0.9 of the triangles after `steps` steps on each side of their corner.
fn followed(set: &str, capacitance: Capacitance, (height, duration): (f64, f64), steps: usize) -> (Vec<f64>, Vec<f64>) {
    let (mut array, sources) = (array(set, capacitance), triangles(height, duration));
    let corners = [0.0, 0.4 * duration, 0.9 * duration];
    for pair in corners.windows(2) {
        let at = |k: usize| pair[0] + (pair[1] - pair[0]) * k as f64 / steps as f64;
        for k in 0..steps {
            let end = if k + 1 == steps { pair[1] } else { at(k + 1) };
            let step = array.step(&sources, if k == 0 { pair[0] } else { at(k) }, end).unwrap();
            assert_eq!(step.time, end, "the tolerance lets every step through");
        }
    }
    let mut positions = vec![0.0; 6];
    array.devices().read(0, &mut positions);
    let nodes = &array.moments().1.nodes;
    (positions, [nodes.word.clone(), nodes.bit.clone()].concat())
}

fn difference(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).fold(0.0, |most: f64, (a, b)| most.max((a - b).abs()))
}

#[test]
fn states_and_voltages_converge_with_second_order() {
    let lines = Capacitance { word: 2e-12, bit: 1e-12, ..Capacitance::default() };
    let cases = [
        ("lammie2020_vteam", Capacitance::default(), (0.4, 200e-9)),
        ("lammie2020_vteam", lines, (0.4, 2e-9)),
        ("lammie2020_vteam", Capacitance { device: 1e-12, ..Capacitance::default() }, (0.4, 2e-9)),
        ("yakopcic2013", Capacitance::default(), (0.5, 1e-3)),
    ];
    for (set, capacitance, pulse) in cases {
        let exact = followed(set, capacitance, pulse, 512);
        let (coarse, fine) = (followed(set, capacitance, pulse, 16), followed(set, capacitance, pulse, 32));
        for (coarse, fine, exact) in [(&coarse.0, &fine.0, &exact.0), (&coarse.1, &fine.1, &exact.1)] {
            let (coarse, fine) = (difference(coarse, exact), difference(fine, exact));
            // states that the pulse does not move, or voltages that do not feel them, have no error to fall
            if coarse > 1e-9 {
                let order = (coarse / fine).log2();
                assert!(order > 1.7, "{set} {capacitance:?}: order {order:.2}, errors {coarse:.1e} and {fine:.1e}");
            }
        }
    }
}

#[test]
fn a_smaller_tolerance_takes_more_steps_and_comes_nearer() {
    let pulse = (0.4, 200e-9);
    let exact = followed("lammie2020_vteam", Capacitance::default(), pulse, 512).0;
    let adaptive = |state: f64| {
        let (mut array, sources) = (array("lammie2020_vteam", Capacitance::default()), triangles(pulse.0, pulse.1));
        array.stepper.tolerance = Tolerance { voltage: 1.0, state };
        let (mut time, mut steps) = (0.0, 0);
        for corner in [0.4 * pulse.1, 0.9 * pulse.1] {
            while time < corner {
                let step = array.step(&sources, time, corner).unwrap();
                assert!(step.error <= 1.0, "an accepted step is within the tolerance");
                (time, steps) = (step.time, steps + 1);
            }
        }
        let mut positions = vec![0.0; 6];
        array.devices().read(0, &mut positions);
        (steps, difference(&positions, &exact))
    };
    let ((few, coarse), (many, fine)) = (adaptive(1e-2), adaptive(1e-4));
    assert!(many > few && fine < coarse / 10.0, "{few} steps {coarse:.1e}, {many} steps {fine:.1e}");
    assert!(fine < 1e-4, "{fine:.1e}");
}

#[test]
fn a_device_that_stops_itself_is_followed_however_long_the_plateau_lasts() {
    // behind 1 kohm at -0.5 V a VTEAM device turns on until 0.2 V, its threshold, are left: at R = 1 kohm * 0.2 / 0.3
    let device = catalogue::load("lammie2020_vteam", &Default::default()).unwrap();
    let word = Line { segment: 0.0.into(), driver_first: 1e3, driver_last: 0.0 };
    for plateau in [1e-3, 1.0, 1e3] {
        let wires = Wires::new(1, 1, word.clone(), Line::with_segment(0.0));
        let (drive, tolerance) = (Drive::read(&[0.0], 1), Tolerance::default());
        let mut array = Dynamics::new(wires, drive, device.array(1, 1), Capacitance::default(), tolerance).unwrap();
        array.program(&[0.3]);
        let ramp = PiecewiseLinear::new(vec![(0.0, 0.0), (1e-8, -0.5)]).unwrap();
        let sources = LineSources::left_and_bottom(vec![ramp], vec![PiecewiseLinear::constant(0.0)]);
        let mut time = 0.0;
        for corner in [1e-8, plateau] {
            while time < corner {
                time = array.step(&sources, time, corner).unwrap().time;
            }
        }
        let mut position = [0.0];
        array.devices().read(0, &mut position);
        let end = (1000.0 - 1e3 * 0.2 / 0.3) / 950.0;
        assert!(position[0] < end && end - position[0] < 1e-3, "{plateau} s: {} instead of {end}", position[0]);
    }
}

#[test]
fn sources_deliver_what_devices_and_wires_dissipate_and_capacitors_keep() {
    let capacitance = Capacitance { word: 2e-12, bit: 1e-12, device: 0.5e-12, plates: Plates::Ignored };
    let (mut array, sources) = (array("lammie2020_vteam", capacitance), triangles(0.1, 1e-9));
    let (mut delivered, mut devices, mut wires) = (0.0, 0.0, 0.0);
    let steps = 400;
    // from the voltages alone, whatever flows in the devices
    let loss = |array: &Dynamics| {
        let moment = array.moments().1;
        let (word, bit) = (&moment.nodes.word, &moment.nodes.bit);
        let drop = |first: f64, second: f64| (first - second) * (first - second) / 50.0;
        let rows = (0..3).map(|row| drop(word[2 * row], word[2 * row + 1]));
        let columns = (0..4).map(|k| drop(bit[k], bit[k + 2]));
        let held = |end: Terminal, node: f64| end.voltage().map_or(0.0, |v| drop(v, node));
        let left = (0..3).map(|row| held(moment.drive.left[row], word[2 * row]));
        let bottom = (0..2).map(|column| held(moment.drive.bottom[column], bit[4 + column]));
        rows.chain(columns).chain(left).chain(bottom).sum::<f64>()
    };
    for k in 0..steps {
        let at = |k: usize| 1e-9 * k as f64 / steps as f64;
        let before = if k == 0 { 0.0 } else { loss(&array) };
        let step = array.step(&sources, at(k), at(k + 1)).unwrap();
        let (start, end) = array.moments();
        delivered += step.energy;
        devices += crate::Moment::dissipated(start, end);
        wires += 0.5 * (before + loss(&array)) * 1e-9 / steps as f64;
    }
    let end = array.moments().1;
    let stored = |capacitance: f64, voltages: &[f64]| 0.5 * capacitance * voltages.iter().map(|v| v * v).sum::<f64>();
    let kept = stored(2e-12, &end.nodes.word) + stored(1e-12, &end.nodes.bit) + stored(0.5e-12, &end.voltages);
    let lost = devices + wires + kept;
    approx::assert_relative_eq!(delivered, lost, max_relative = 1e-3);
}

#[test]
fn charge_that_switches_flows_through_the_lines() {
    // a film that switches fully sends 2 P_r A through its line, whatever the conduction; here with the plates counted
    let set = "alessandri2019_hzo";
    let current_with = |plates: Plates| {
        let device = catalogue::load(set, &Default::default()).unwrap();
        // 1 Mohm and 0.03 pF: what a domain sends at once flows within 30 ns, which steps resolve
        let wires = Wires::uniform(1, 1, 5e5);
        let capacitance = Capacitance { plates, ..Capacitance::default() };
        let tolerance = Tolerance { voltage: 1e-3, state: f64::INFINITY };
        let mut array =
            Dynamics::new(wires, Drive::read(&[0.0], 1), device.array(1, 1), capacitance, tolerance).unwrap();
        array.program(&[0.0]);
        let mut before = [0.0];
        let mut slopes = [0.0];
        array.devices().charges(&[0.0], &mut before, &mut slopes);
        let pulse = PiecewiseLinear::new(vec![(0.0, 0.0), (1e-7, 3.0), (1e-5, 3.0), (1.01e-5, 0.0)]).unwrap();
        let sources = LineSources::left_and_bottom(vec![pulse], vec![PiecewiseLinear::constant(0.0)]);
        let (mut time, mut charge) = (0.0, 0.0);
        for corner in [1e-7, 1e-5, 1.01e-5, 1.2e-5] {
            while time < corner {
                let step = array.step(&sources, time, corner).unwrap();
                let (start, end) = array.moments();
                charge += 0.5 * (start.ends.bottom[0] + end.ends.bottom[0]) * (step.time - time);
                charge -= 0.5 * (start.currents[0] + end.currents[0]) * (step.time - time);
                time = step.time;
            }
        }
        let mut after = [0.0];
        array.devices().charges(&[0.0], &mut after, &mut slopes);
        (charge, after[0] - before[0])
    };
    let (charge, switched) = current_with(Plates::Counted);
    assert!(switched.abs() > 0.0, "the pulse must switch the film");
    approx::assert_relative_eq!(charge, switched, max_relative = 2e-2);
    let (charge, _) = current_with(Plates::Ignored);
    assert!(charge.abs() < 1e-6 * switched.abs());
}

#[test]
fn a_step_that_is_undone_leaves_no_trace() {
    let (mut once, mut twice) =
        (array("lammie2020_vteam", Capacitance::default()), array("lammie2020_vteam", Capacitance::default()));
    let sources = triangles(0.4, 200e-9);
    twice.step(&sources, 0.0, 80e-9).unwrap();
    twice.undo();
    let ends = [once.step(&sources, 0.0, 50e-9).unwrap(), twice.step(&sources, 0.0, 50e-9).unwrap()];
    assert_eq!(ends[0], ends[1]);
    assert_eq!(once.moments().1, twice.moments().1);
    let mut drive = once.moments().1.drive.clone();
    sources.hold(50e-9, Side::Before, &mut drive);
    assert_eq!(once.moments().1.drive, drive);
}
