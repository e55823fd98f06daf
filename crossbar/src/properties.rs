//! Claims about every circuit, tried on random ones.

use proptest::{prelude::*, test_runner::RngSeed};

use crate::{
    Automatic, Bridge, Circuit, CoupledColumns, Direct, Drive, Ideal, Injected, Line, LineCg, LinearSolver, Node,
    Nodes, Segments, Shunts, SingleColumn, SolveError, Terminal, Wires, end_currents, power, transfer,
};

/// A circuit and its conductances (S).
#[derive(Clone, Debug)]
struct Sample {
    wires: Wires,
    drive: Drive,
    conductances: Vec<f64>,
    shunts: Shunts,
    injected: Option<Injected>,
}

impl Sample {
    fn circuit(&self) -> Circuit<'_> {
        let Sample { wires, drive, conductances, shunts, injected } = self;
        Circuit { wires, drive, conductances, shunts: *shunts, injected: injected.as_ref() }
    }

    fn solve(&self, solver: &mut dyn LinearSolver) -> Nodes {
        let mut nodes = Nodes::default();
        let stats = solver.solve(&self.circuit(), &mut nodes).unwrap();
        // the largest line conductance is 1e6 times the smallest device's: rounding of the elimination, times that
        assert!(stats.residual < 1e-7, "{stats:?}");
        nodes
    }

    /// Range of the source voltages (V): the scale of all voltages.
    fn swing(&self) -> f64 {
        let (low, high) = self.drive.voltage_range();
        (high - low).max(low.abs()).max(high.abs())
    }

    /// Largest conductance of a segment (S).
    fn largest_segment(&self) -> f64 {
        let conductance = |line: &Line| match &line.segment {
            Segments::Uniform(segment) if *segment > 0.0 => 1.0 / segment,
            Segments::Uniform(_) => 0.0,
            Segments::Each(segments) => segments
                .iter()
                .filter(|segment| **segment > 0.0)
                .fold(0.0, |most: f64, segment| most.max(1.0 / segment)),
        };
        conductance(&self.wires.word).max(conductance(&self.wires.bit))
    }

    /// Current (A) that rounding makes where nothing flows: an assembled matrix rounds sums of all conductances at a node.
    fn rounding(&self) -> f64 {
        let conductances = self.largest_segment() + self.conductances.iter().sum::<f64>();
        16.0 * f64::EPSILON * self.swing() * conductances
    }

    /// Relative voltage error (1) of an assembled matrix: a line that hangs on its weakest device loses that device's
    /// last digits in the sum with its segments.
    fn conditioning(&self) -> f64 {
        let weakest = self.conductances.iter().filter(|g| **g > 0.0).fold(f64::INFINITY, |a, b| a.min(*b));
        16.0 * f64::EPSILON * self.largest_segment() / weakest
    }
}

fn resistance() -> impl Strategy<Value = f64> {
    (-2.0..3.0f64).prop_map(|decades| 10f64.powf(decades))
}

/// A driver: ideal, or with resistance.
fn driver() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), resistance()]
}

fn line(segment: impl Strategy<Value = f64>) -> impl Strategy<Value = Line> {
    (segment, driver(), driver()).prop_map(|(segment, driver_first, driver_last)| Line {
        segment: Segments::Uniform(segment),
        driver_first,
        driver_last,
    })
}

fn terminal() -> impl Strategy<Value = Terminal> {
    prop_oneof![(-1.0..1.0f64).prop_map(Terminal::Voltage), Just(Terminal::VirtualGround), Just(Terminal::Floating),]
}

/// Any terminals but with one source at least; some devices are open, the others log-uniform over four decades.
fn circuit<S: Strategy<Value = f64> + 'static>(segment: fn() -> S) -> impl Strategy<Value = Sample> {
    circuit_of(1..20, segment)
}

/// [`circuit`] with a number of columns within `columns`.
fn circuit_of<S: Strategy<Value = f64> + 'static>(
    columns: std::ops::Range<usize>,
    segment: fn() -> S,
) -> impl Strategy<Value = Sample> {
    (1usize..20, columns).prop_flat_map(move |(rows, columns)| {
        let wires =
            (line(segment()), line(segment())).prop_map(move |(word, bit)| Wires::new(rows, columns, word, bit));
        let ends = |lines| prop::collection::vec(terminal(), lines);
        let drive = (ends(rows), ends(rows), ends(columns), ends(columns))
            .prop_map(|(left, right, top, bottom)| Drive { left, right, top, bottom });
        let device = prop_oneof![1 => Just(0.0), 9 => (-7.0..-3.0f64).prop_map(|decades| 10f64.powf(decades))];
        (wires, drive, prop::collection::vec(device, rows * columns))
            .prop_map(|(wires, drive, conductances)| Sample {
                wires,
                drive,
                conductances,
                shunts: Shunts::default(),
                injected: None,
            })
            .prop_filter("floats or is shorted", |circuit| circuit.circuit().check().is_ok())
    })
}

fn mixed_resistance() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), resistance()]
}

/// Segments of their own: positive, perfect or broken.
fn any_line(segments: usize) -> impl Strategy<Value = Line> {
    let segment = prop_oneof![6 => resistance(), 1 => Just(0.0), 1 => Just(f64::INFINITY)];
    (prop::collection::vec(segment, segments), driver(), driver()).prop_map(|(segments, driver_first, driver_last)| {
        Line { segment: Segments::Each(segments), driver_first, driver_last }
    })
}

fn bridge(rows: usize, columns: usize) -> impl Strategy<Value = Bridge> {
    let node = move || {
        prop_oneof![
            3 => (0..rows, 0..columns).prop_map(|(row, column)| Node::Word { row, column }),
            3 => (0..rows, 0..columns).prop_map(|(row, column)| Node::Bit { row, column }),
            1 => Just(Node::Ground),
        ]
    };
    (node(), node(), resistance()).prop_map(|(a, b, resistance)| Bridge { nodes: [a, b], resistance })
}

/// Everything at once: segments of their own, bridges, shunts and injected currents.
fn anything() -> impl Strategy<Value = Sample> {
    anything_of(1..20)
}

/// [`anything`] with a number of columns within `columns`.
fn anything_of(columns: std::ops::Range<usize>) -> impl Strategy<Value = Sample> {
    circuit_of(columns, resistance).prop_flat_map(|sound| {
        let (rows, columns) = (sound.wires.rows, sound.wires.columns);
        let lines = (any_line(rows * (columns + 1)), any_line((rows + 1) * columns));
        let bridges = prop::collection::vec(bridge(rows, columns), 0..4);
        let shunt = || prop_oneof![Just(0.0), (-9.0..-5.0f64).prop_map(|decades| 10f64.powf(decades))];
        let current = || prop::collection::vec(-1e-6..1e-6f64, rows * columns);
        let extras = (shunt(), shunt(), current(), current());
        (lines, bridges, extras)
            .prop_map(move |((word, bit), bridges, (shunt_word, shunt_bit, into_word, into_bit))| Sample {
                wires: Wires { word, bit, bridges, ..sound.wires.clone() },
                shunts: Shunts { word: shunt_word, bit: shunt_bit },
                injected: Some(Injected { word: into_word, bit: into_bit }),
                ..sound.clone()
            })
            .prop_filter("floats or is shorted", |sample| sample.circuit().check().is_ok())
    })
}

fn zero() -> impl Strategy<Value = f64> {
    Just(0.0)
}

fn largest_difference(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).fold(0.0, |largest: f64, (a, b)| largest.max((a - b).abs()))
}

fn all_ends(circuit: &Sample, nodes: &Nodes) -> Vec<f64> {
    let ends = end_currents(&circuit.circuit(), nodes);
    [ends.left, ends.right, ends.top, ends.bottom].concat()
}

/// The same random circuits on every run.
fn trials() -> ProptestConfig {
    ProptestConfig { cases: 200, rng_seed: RngSeed::Fixed(1), failure_persistence: None, ..ProptestConfig::default() }
}

/// Whether two solutions are equal within `tolerance` of the largest source voltage.
fn same_voltages(circuit: &Sample, a: &Nodes, b: &Nodes, tolerance: f64) -> Result<(), TestCaseError> {
    let difference = largest_difference(&a.word, &b.word).max(largest_difference(&a.bit, &b.bit));
    prop_assert!(difference <= tolerance * circuit.swing(), "voltages differ by {difference:.1e} V");
    Ok(())
}

proptest! {
    #![proptest_config(trials())]

    #[test]
    fn conjugate_gradients_and_cholesky_find_the_same_voltages(circuit in circuit(resistance)) {
        let (iterated, factored) = (circuit.solve(&mut LineCg::new()), circuit.solve(&mut Direct::new()));
        // 1e-10 in the energy norm, weakened by the conditioning of lines that hang on one device of 1e-7 S
        same_voltages(&circuit, &iterated, &factored, 1e-8 + circuit.conditioning())?;
    }

    #[test]
    fn both_find_the_same_voltages_with_shunts_and_injected_currents(
        circuit in circuit(resistance),
        shunts in (-9.0..-4.0f64, -9.0..-4.0f64),
        currents in prop::collection::vec(-1e-5..1e-5f64, 800),
    ) {
        let devices = circuit.wires.devices();
        let loaded = Sample {
            shunts: Shunts { word: 10f64.powf(shunts.0), bit: 10f64.powf(shunts.1) },
            injected: Some(Injected { word: currents[..devices].to_vec(), bit: currents[400..400 + devices].to_vec() }),
            ..circuit
        };
        let (iterated, factored) = (loaded.solve(&mut LineCg::new()), loaded.solve(&mut Direct::new()));
        let largest = factored.iter().fold(loaded.swing(), |most: f64, voltage| most.max(voltage.abs()));
        let difference = largest_difference(&iterated.word, &factored.word)
            .max(largest_difference(&iterated.bit, &factored.bit));
        prop_assert!(difference <= (1e-8 + loaded.conditioning()) * largest, "{difference:.1e} V of {largest:.1e} V");
    }

    #[test]
    fn a_chain_has_the_voltages_of_the_assembled_circuit(circuit in anything_of(1..2)) {
        let circuit = Sample { wires: Wires { bridges: Vec::new(), ..circuit.wires.clone() }, ..circuit };
        prop_assume!(circuit.circuit().check().is_ok());
        let (chain, direct) = (circuit.solve(&mut SingleColumn::new()), circuit.solve(&mut Direct::new()));
        // injected currents into weakly held lines go far beyond the sources
        let largest = direct.iter().fold(circuit.swing(), |most: f64, v| most.max(v.abs()));
        let difference = largest_difference(&chain.word, &direct.word).max(largest_difference(&chain.bit, &direct.bit));
        prop_assert!(difference <= (1e-9 + circuit.conditioning()) * largest, "voltages differ by {difference:.1e} V");
    }

    #[test]
    fn columns_solved_in_turn_have_the_voltages_of_the_assembled_circuit(circuit in anything_of(1..6)) {
        let circuit = Sample { wires: Wires { bridges: Vec::new(), ..circuit.wires.clone() }, ..circuit };
        let mut turns = Nodes::default();
        // devices of 1 mS behind lines of 1 kohm may need more sweeps than are allowed
        prop_assume!(CoupledColumns::new().solve(&circuit.circuit(), &mut turns).is_ok());
        let direct = circuit.solve(&mut Direct::new());
        let largest = direct.iter().fold(circuit.swing(), |most: f64, v| most.max(v.abs()));
        let difference = largest_difference(&turns.word, &direct.word).max(largest_difference(&turns.bit, &direct.bit));
        prop_assert!(difference <= (1e-9 + circuit.conditioning()) * largest, "voltages differ by {difference:.1e} V");
    }

    #[test]
    fn lumped_lines_have_the_voltages_of_the_assembled_circuit(circuit in circuit(zero)) {
        let (lumped, factored) = (circuit.solve(&mut Ideal::new()), circuit.solve(&mut Direct::new()));
        same_voltages(&circuit, &lumped, &factored, 1e-8)?;
    }

    #[test]
    fn no_charge_is_lost_in_any_mixture_of_resistances(circuit in circuit(mixed_resistance)) {
        let nodes = circuit.solve(&mut Automatic::new());
        let out = all_ends(&circuit, &nodes);
        let scale = out.iter().fold(0.0, |a: f64, b| a.max(b.abs()));
        // what enters leaves; lines that float at both ends keep the residual of the solve
        prop_assert!(out.iter().sum::<f64>().abs() <= 1e-6 * scale + circuit.rounding());
    }

    #[test]
    fn sources_deliver_what_devices_and_wires_dissipate(circuit in circuit(mixed_resistance)) {
        let nodes = circuit.solve(&mut Automatic::new());
        let power = power(&circuit.circuit(), &nodes);
        prop_assert!(power.devices >= 0.0 && power.wires >= 0.0);
        let lost = power.devices + power.wires;
        let rounding = circuit.rounding() * circuit.swing();
        prop_assert!((power.sources - lost).abs() <= 1e-6 * lost + rounding, "{power:?}");
    }

    #[test]
    fn no_node_leaves_the_range_of_the_sources(circuit in circuit(mixed_resistance)) {
        let nodes = circuit.solve(&mut Automatic::new());
        let (low, high) = circuit.drive.voltage_range();
        let slack = 1e-8 * circuit.swing();
        for voltage in nodes.word.iter().chain(&nodes.bit) {
            prop_assert!(*voltage >= low - slack && *voltage <= high + slack);
        }
    }

    #[test]
    fn the_currents_of_two_drives_add(circuit in circuit(resistance), factor in -2.0..2.0f64) {
        // the same terminals with other voltages, and the weighted sum of both
        let change = |terminal: &Terminal, f: fn(f64, f64) -> f64| match terminal {
            Terminal::Voltage(v) => Terminal::Voltage(f(*v, factor)),
            other => *other,
        };
        let changed = |f: fn(f64, f64) -> f64| Sample {
            drive: Drive {
                left: circuit.drive.left.iter().map(|end| change(end, f)).collect(),
                right: circuit.drive.right.iter().map(|end| change(end, f)).collect(),
                top: circuit.drive.top.iter().map(|end| change(end, f)).collect(),
                bottom: circuit.drive.bottom.iter().map(|end| change(end, f)).collect(),
            },
            ..circuit.clone()
        };
        let (second, both) = (changed(|v, _| 0.3 - v * v), changed(|v, factor| v + factor * (0.3 - v * v)));
        let current = |circuit: &Sample| all_ends(circuit, &circuit.solve(&mut LineCg::new()));
        let (first, second, both) = (current(&circuit), current(&second), current(&both));
        let sum: Vec<f64> = first.iter().zip(&second).map(|(a, b)| a + factor * b).collect();
        let scale = [first, second].concat().iter().fold(0.0, |a: f64, b| a.max(b.abs()));
        prop_assert!(largest_difference(&sum, &both) <= 1e-7 * scale + 10.0 * circuit.rounding());
    }

    #[test]
    fn transfer_conductances_predict_the_change_of_the_outputs(circuit in circuit(mixed_resistance)) {
        let mut conductances = vec![0.0; circuit.wires.devices()];
        let wires = &circuit.wires;
        match transfer(&mut Automatic::new(), &circuit.circuit(), &mut conductances) {
            // an input joined to the other end of its line by a perfect conductor has none
            Err(SolveError::Short { .. }) => return Ok(()),
            result => result.unwrap(),
        }
        let before = circuit.solve(&mut Automatic::new());
        let mut moved = circuit.clone();
        let step = |row: usize| 0.1 * (1.0 + row as f64);
        for (row, end) in moved.drive.left.iter_mut().enumerate() {
            if let Some(voltage) = end.voltage() {
                *end = Terminal::Voltage(voltage + step(row));
            }
        }
        prop_assume!(moved.drive.check(wires).is_ok());
        let after = moved.solve(&mut Automatic::new());
        let out = |circuit: &Sample, nodes: &Nodes| end_currents(&circuit.circuit(), nodes).bottom;
        let scale = all_ends(&moved, &after).iter().chain(&all_ends(&circuit, &before)).fold(0.0, |a: f64, b| a.max(b.abs()));
        for (column, (after, before)) in out(&moved, &after).iter().zip(out(&circuit, &before)).enumerate() {
            let predicted: f64 =
                (0..wires.rows).map(|row| conductances[row * wires.columns + column] * step(row)).sum();
            let error = (after - before - predicted).abs();
            prop_assert!(error <= 1e-7 * scale + circuit.rounding(), "{error:.1e} of {scale:.1e} A");
        }
    }

    #[test]
    fn a_starting_guess_changes_the_answer_by_no_more_than_the_tolerance(
        circuit in circuit(resistance), guess in -10.0..10.0f64
    ) {
        let cold = circuit.solve(&mut LineCg::new());
        let mut warm = Nodes { word: vec![guess; cold.word.len()], bit: vec![guess; cold.bit.len()] };
        warm.bit[0] = f64::NAN;
        LineCg::new().solve(&circuit.circuit(), &mut warm).unwrap();
        same_voltages(&circuit, &cold, &warm, 1e-8)?;
    }
}

proptest! {
    #![proptest_config(trials())]

    #[test]
    fn driving_a_row_and_reading_a_column_gives_the_current_of_the_reverse(circuit in circuit(resistance)) {
        // every end held at 0 V, so that any pair of ends can be driven and read
        let ground = |lines: usize| vec![Terminal::VirtualGround; lines];
        let (rows, columns) = (circuit.wires.rows, circuit.wires.columns);
        let quiet = Drive { left: ground(rows), right: ground(rows), top: ground(columns), bottom: ground(columns) };
        let (mut forth, mut back) = (circuit.clone(), circuit);
        (forth.drive, back.drive) = (quiet.clone(), quiet);
        forth.drive.left[rows - 1] = Terminal::Voltage(1.0);
        back.drive.top[0] = Terminal::Voltage(1.0);
        let currents = |circuit: &Sample| {
            end_currents(&circuit.circuit(), &circuit.solve(&mut LineCg::new()))
        };
        let (forth, back) = (currents(&forth), currents(&back));
        prop_assert!((forth.top[0] - back.left[rows - 1]).abs() <= 1e-9 * forth.left[rows - 1].abs());
    }

    #[test]
    fn any_circuit_obeys_kirchhoff_and_tellegen(sample in anything()) {
        let mut nodes = Nodes::default();
        let stats = Automatic::new().solve(&sample.circuit(), &mut nodes).unwrap();
        // small devices beside good conductors: rounding of the factorization, see `conditioning`
        prop_assert!(stats.residual < 1e-8, "{stats:?}");
        let power = power(&sample.circuit(), &nodes);
        prop_assert!(power.devices >= 0.0 && power.wires >= 0.0 && power.shunts >= 0.0);
        let lost = power.devices + power.wires + power.shunts;
        let delivered = power.sources + power.injected;
        let scale = power.sources.abs() + power.injected.abs() + lost;
        prop_assert!((delivered - lost).abs() <= 1e-6 * scale, "{power:?}");
    }

    #[test]
    fn what_enters_any_circuit_leaves_it(sample in anything()) {
        let mut nodes = Nodes::default();
        Automatic::new().solve(&sample.circuit(), &mut nodes).unwrap();
        let out: f64 = all_ends(&sample, &nodes).iter().sum();
        let injected: f64 = sample.injected.iter().flat_map(|injected| injected.word.iter().chain(&injected.bit)).sum();
        let shunted = sample.shunts.word * nodes.word.iter().sum::<f64>() + sample.shunts.bit * nodes.bit.iter().sum::<f64>();
        let to_ground: f64 = sample.wires.bridges.iter().map(|bridge| {
            let voltage = |node: Node| match node {
                Node::Word { row, column } => nodes.word[row * sample.wires.columns + column],
                Node::Bit { row, column } => nodes.bit[row * sample.wires.columns + column],
                Node::Ground => 0.0,
            };
            let grounded = bridge.nodes.contains(&Node::Ground);
            if grounded { (voltage(bridge.nodes[0]) + voltage(bridge.nodes[1])) / bridge.resistance } else { 0.0 }
        }).sum();
        let scale = all_ends(&sample, &nodes).iter().fold(1e-6, |a: f64, b| a.max(b.abs())).max(to_ground.abs());
        prop_assert!((injected - out - shunted - to_ground).abs() <= 1e-6 * scale);
    }
}
