//! Claims about the text of netlists; what ngspice makes of them is tested in tests/ngspice.

use super::*;
use crate::{
    Bridge, Capacitance, Circuit, Drive, Line, LineSources, Node, PiecewiseLinear, Segments, SolveError, Source,
    Terminal, Wires,
};

/// The elements of a netlist by name, without what ngspice is told to do.
fn elements(netlist: &str) -> Vec<&str> {
    netlist.lines().filter(|line| line.starts_with(['R', 'V', 'F', 'I', 'X'])).collect()
}

#[test]
fn one_device_between_two_lines_is_five_elements() {
    let wires = Wires::new(1, 1, Line { driver_first: 50.0, ..Line::with_segment(2.0) }, Line::with_segment(3.0));
    let drive = Drive::read(&[0.1], 1);
    let netlist = operating_point(&Circuit::ohmic(&wires, &drive, &[1e-3])).unwrap();
    let expected = [
        "Vleft0 left0 0 DC 1e-1",
        "Rleft0 word0_0 left0 5.2e1",
        "Vbottom0 bottom0 0 DC 0e0",
        "Rbottom0 bit0_0 bottom0 3e0",
        "Rdevice0_0 word0_0 bit0_0 1e3",
    ];
    assert_eq!(elements(&netlist), expected);
}

#[test]
fn zero_resistances_merge_nodes_and_broken_segments_and_open_devices_are_left_out() {
    let word = Segments::Each(vec![0.0, 0.0, 5.0, f64::INFINITY, 1.0]);
    let wires = Wires::new(1, 4, Line { segment: word, ..Line::with_segment(0.0) }, Line::with_segment(0.0));
    let drive = Drive::read(&[0.1], 4);
    let netlist = operating_point(&Circuit::ohmic(&wires, &drive, &[1e-3, 0.0, 1e-3, 1e-3])).unwrap();
    let resistors: Vec<&str> = elements(&netlist).into_iter().filter(|line| line.starts_with('R')).collect();
    let expected = [
        "Rword0_2 left0 word0_2 5e0",
        "Rdevice0_0 left0 bottom0 1e3",
        "Rdevice0_2 word0_2 bottom2 1e3",
        "Rdevice0_3 word0_3 bottom3 1e3",
    ];
    assert_eq!(resistors, expected);
}

#[test]
fn bridges_join_any_nodes_but_a_node_with_itself() {
    let mut wires = Wires::new(1, 2, Line::with_segment(0.0), Line::with_segment(1.0));
    let word = |column| Node::Word { row: 0, column };
    let bridge = |a, b| Bridge { nodes: [a, b], resistance: 10.0 };
    let bit = Node::Bit { row: 0, column: 1 };
    wires.bridges = vec![bridge(word(0), word(1)), bridge(bit, word(1)), bridge(Node::Ground, bit)];
    let drive = Drive::read(&[0.1], 2);
    let netlist = operating_point(&Circuit::ohmic(&wires, &drive, &[1e-3; 2])).unwrap();
    let bridges: Vec<&str> = netlist.lines().filter(|line| line.starts_with("Rbridge")).collect();
    assert_eq!(bridges, ["Rbridge1 bit0_1 left0 1e1", "Rbridge2 0 bit0_1 1e1"]);
}

#[test]
fn a_circuit_that_floats_has_no_netlist() {
    let (wires, mut drive) = (Wires::uniform(1, 1, 1.0), Drive::read(&[0.1], 1));
    drive.bottom[0] = Terminal::Floating;
    let refused = operating_point(&Circuit::ohmic(&wires, &drive, &[0.0]));
    assert!(matches!(refused, Err(SolveError::Floating { .. })), "{refused:?}");
}

/// One ohmic device driven by `left`.
fn written(left: Source, change: impl FnOnce(&mut Transient<'_>)) -> Result<String, NetlistError> {
    let (right, top, bottom) = (vec![Source::Floating], vec![Source::Floating], vec![Source::VirtualGround]);
    let sources = LineSources { left: vec![left], right, top, bottom, gates: Vec::new() };
    between(&Wires::uniform(1, 1, 1.0), &sources, change)
}

/// One ohmic device between lines held by `sources`.
fn between(
    wires: &Wires,
    sources: &LineSources,
    change: impl FnOnce(&mut Transient<'_>),
) -> Result<String, NetlistError> {
    let (switching, capacitance, table) = (Switching::Ohmic(&[1e-3]), Capacitance::default(), "t");
    let (stop, interval, longest_step) = (1e-6, 1e-8, 1e-9);
    let mut array = Transient { wires, sources, switching, capacitance, stop, interval, longest_step, table };
    change(&mut array);
    transient(&array)
}

/// A voltage through these corners.
fn corners(corners: &[(f64, f64)]) -> Source {
    Source::Voltage(PiecewiseLinear::new(corners.to_vec()).unwrap())
}

#[test]
fn corners_keep_their_digits_and_capacitances_stand_at_every_node() {
    let source = corners(&[(0.0, 0.0), (3e-7, 0.0), (1.0 / 3e6, 0.3)]);
    let stores = Capacitance { word: 1e-15, bit: 2e-15, device: 3e-15, ..Capacitance::default() };
    let netlist = written(source, |array| array.capacitance = stores).unwrap().replace("\n+", "");
    assert!(netlist.contains("PWL(0e0 0e0 3e-7 0e0 3.3333333333333335e-7 3e-1)"), "{netlist}");
    let capacitors: Vec<&str> = netlist.lines().filter(|line| line.starts_with('C')).collect();
    assert_eq!(capacitors, ["Cword0_0 word0_0 0 1e-15", "Cbit0_0 bit0_0 0 2e-15", "Cdevice0_0 word0_0 bit0_0 3e-15"]);
}

#[test]
fn impossible_transients_are_refused_by_name() {
    let flat = || corners(&[(0.0, 0.1)]);
    let refusals = [
        (written(flat(), |array| array.stop = 0.0), "`stop` is 0 s"),
        (written(flat(), |array| array.longest_step = f64::NAN), "`longest_step` is NaN s"),
        (written(flat(), |array| array.table = "my table"), "`my table`"),
        (written(flat(), |array| array.capacitance.bit = -1e-15), "`bit` of the capacitance"),
        (written(flat(), |array| array.switching = Switching::Ohmic(&[])), "0 entries"),
        (written(Source::Floating, |array| array.switching = Switching::Ohmic(&[0.0])), "floats"),
    ];
    for (refusal, words) in refusals {
        let message = refusal.unwrap_err().to_string();
        assert!(message.contains(words), "{message} should say {words}");
    }
}

#[test]
fn gates_are_refused_as_long_as_no_transistor_has_a_subcircuit() {
    let mut sources = LineSources::left_and_bottom(vec![PiecewiseLinear::constant(0.1)], Vec::new());
    (sources.top, sources.bottom) = (vec![Source::Floating], vec![Source::VirtualGround]);
    sources.gates = vec![PiecewiseLinear::constant(1.0)];
    assert_eq!(between(&Wires::uniform(1, 1, 1.0), &sources, |_| ()), Err(NetlistError::Gates { count: 1 }));
}

#[test]
fn a_waveform_that_begins_before_the_run_or_after_its_start_is_written_from_0_s_on() {
    let early = written(corners(&[(-2e-7, 0.0), (2e-7, 0.4), (3e-7, 0.1)]), |_| ()).unwrap().replace("\n+", "");
    assert!(early.contains("PWL(0e0 2e-1 2e-7 4e-1 3e-7 1e-1)"), "{early}");
    let late = written(corners(&[(1e-7, 0.3), (2e-7, 0.4)]), |_| ()).unwrap().replace("\n+", "");
    assert!(late.contains("PWL(0e0 3e-1 1e-7 3e-1 2e-7 4e-1)"), "{late}");
}

#[test]
fn sources_that_drift_apart_on_a_perfect_line_are_refused() {
    let wires = Wires::uniform(1, 1, 0.0);
    let ramp = |end| corners(&[(0.0, 0.0), (1e-6, end)]);
    let sources = |right| LineSources {
        left: vec![ramp(1.0)],
        right: vec![right],
        top: vec![Source::Floating],
        bottom: vec![Source::VirtualGround],
        gates: Vec::new(),
    };
    let write = |sources: &LineSources| between(&wires, sources, |_| ());
    assert!(matches!(write(&sources(ramp(2.0))), Err(NetlistError::Short { .. })));
    assert!(write(&sources(ramp(1.0))).unwrap().contains("Fright0 left0 right0 Vleft0 1"));
}
