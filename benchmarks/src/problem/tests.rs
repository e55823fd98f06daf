//! What problem files mean.

use crossbar::{
    Bridge, Capacitance, Drive, Node, PiecewiseLinear, Plates, Reference, Segments, Source, Terminal, Tolerance, Wires,
};

use super::{Devices, EXAMPLE, Matrix, Method, Outputs, Problem, Solution, Solver};

const TWO_BY_TWO: &str = r#"conductances = [["10 uS", "20 uS"], ["open", "2 uS"]]
wires = { segment = "1 ohm" }
drive = { left = ["0.2 V", "0.1 V"] }
"#;

fn parsed(text: &str) -> Problem {
    Problem::parse("mine.toml", text).unwrap_or_else(|error| panic!("{:?}", miette::Report::new(*error)))
}

fn conductances(problem: &Problem) -> &[f64] {
    match &problem.devices {
        Devices::Ohmic(conductances) => conductances,
        Devices::Model(devices) => panic!("{devices:?}"),
    }
}

fn with(from: &str, to: &str) -> Problem {
    assert!(TWO_BY_TWO.contains(from), "the problem has `{from}`");
    parsed(&TWO_BY_TWO.replace(from, to))
}

fn solved(problem: &Problem) -> Vec<Solution> {
    let mut solver = Solver::new(problem, Method::Automatic);
    problem.batches().flat_map(|batch| solver.solve(batch).unwrap().0).collect()
}

#[test]
fn a_short_file_is_the_usual_read() {
    let problem = parsed(TWO_BY_TWO);
    assert_eq!(conductances(&problem), [10e-6, 20e-6, 0.0, 2e-6]);
    assert_eq!(problem.wires, Wires::uniform(2, 2, 1.0));
    assert_eq!(problem.drives, [Drive::read(&[0.2, 0.1], 2)]);
    assert_eq!((problem.outputs, &problem.waveforms), (Outputs::Columns, &None));
}

#[test]
fn json_has_the_same_structure() {
    let json = r#"{
        "conductances": [["10 uS", "20 uS"], ["open", "2 uS"]],
        "wires": {"segment": "1 ohm", "word": {"driver_left": "50 ohm"},
                  "bridges": [{"from": "ground", "to": {"bit": [1, 0]}, "resistance": "1 kohm"}]},
        "drive": {"left": ["0.2 V", "ground"], "top": "floating"}
    }"#;
    let toml = r#"conductances = [["10 uS", "20 uS"], ["open", "2 uS"]]
        [wires]
        segment = "1 ohm"
        word.driver_left = "50 ohm"
        bridges = [{ from = "ground", to = { bit = [1, 0] }, resistance = "1 kohm" }]
        [drive]
        left = ["0.2 V", "ground"]
        top = "floating""#;
    let (json, toml) = (Problem::parse("mine.json", json).unwrap(), parsed(toml));
    assert_eq!((conductances(&json), &json.wires, &json.drives), (conductances(&toml), &toml.wires, &toml.drives));
    assert_eq!(json.wires.word.driver_first, 50.0);
    assert_eq!(json.drives[0].left, [Terminal::Voltage(0.2), Terminal::VirtualGround]);
}

#[test]
fn the_example_holds_what_it_says() {
    let problem = parsed(EXAMPLE);
    assert_eq!(conductances(&problem), [1e-5, 1e-3, 3e-5, 1e-6, 2e-6, 0.0]);
    let Wires { word, bit, bridges, .. } = &problem.wires;
    assert_eq!((word.driver_first, word.driver_last, bit.driver_first, bit.driver_last), (50.0, 100.0, 50.0, 50.0));
    assert_eq!(word.segment, Segments::Uniform(1.0));
    let open = f64::INFINITY;
    assert_eq!(bit.segment, Segments::Each(vec![1.0, 1.0, open, 1.0, 5.0, 1.0, 1.0, 1.0, 1.0]));
    let nodes = [Node::Word { row: 0, column: 1 }, Node::Word { row: 1, column: 1 }];
    assert_eq!(bridges, &[Bridge { nodes, resistance: 1e4 }]);
    let solution = &solved(&problem)[0];
    assert!(solution.stats.residual < 1e-10 && solution.currents.bottom.iter().all(|current| *current > 0.0));
}

#[test]
fn driver_resistances_of_one_end_replace_the_general_one() {
    let wires = r#"segment = "1 ohm", driver = "50 ohm", bit = { segment = "2 ohm", driver_bottom = "0 ohm" }"#;
    let wires = with("segment = \"1 ohm\"", wires).wires;
    assert_eq!((wires.word.driver_first, wires.word.driver_last), (50.0, 50.0));
    assert_eq!((wires.bit.driver_first, wires.bit.driver_last), (50.0, 0.0));
    assert_eq!((wires.word.segment, wires.bit.segment), (Segments::Uniform(1.0), Segments::Uniform(2.0)));
}

#[test]
fn broken_and_individual_segments_stand_where_they_lie_in_the_array() {
    let wires = r#"bit = { segment = "2 ohm" }, word = { segment = [["1 ohm", "2 ohm", "3 ohm"],
        ["4 ohm", "open", "6 ohm"]] }, open = [{ word = 0, before = 2 }, { bit = 1, before = 0 }]"#;
    let wires = with("segment = \"1 ohm\"", &wires.replace('\n', " ")).wires;
    let open = f64::INFINITY;
    assert_eq!(wires.word.segment, Segments::Each(vec![1.0, 2.0, open, 4.0, open, 6.0]));
    assert_eq!(wires.bit.segment, Segments::Each(vec![2.0, open, 2.0, 2.0, 2.0, 2.0]));
}

#[test]
fn random_conductances_of_a_square_array_are_those_of_the_reference_problem() {
    let text = r#"rows = 8
        columns = 8
        conductances = { random = { seed = 5, g_min = "1 uS", g_max = "100 uS" } }
        wires = { segment = "1 ohm" }
        drive = { left = "0.1 V" }"#;
    let reference = Reference { size: 8, seed: 5, segment: 1.0, g_min: 1e-6, g_max: 1e-4, v_max: 0.2 };
    assert_eq!(conductances(&parsed(text)), reference.circuit().2);
}

#[test]
fn weights_on_ideal_lines_are_multiplied_with_the_voltages() {
    let text = r#"conductances = { weights = { matrix = [[0.5, -1.0], [0.25, 1]], largest = 1.0, g_min = "1 uS", g_max = "100 uS" } }
        wires = { segment = "0 ohm" }
        drive = { inputs = [["0.2 V", "0.1 V"], ["-0.1 V", "0 V"]] }"#;
    let problem = parsed(text);
    assert_eq!(problem.outputs.count(problem.wires.columns), 2);
    let products =
        solved(&problem).into_iter().map(|solution| problem.outputs.products(&solution.currents.bottom).unwrap());
    for (found, expected) in products.flatten().zip([0.125, -0.1, -0.05, 0.1]) {
        assert!((found - expected).abs() < 1e-14, "{found} V in place of {expected} V");
    }
}

#[test]
fn pairs_are_the_differences_of_neighboring_columns() {
    let problem = with("wires", "outputs = \"pairs\"\nwires");
    let bottom = &solved(&problem)[0].currents.bottom;
    assert_eq!(problem.outputs.currents(bottom), [bottom[0] - bottom[1]]);
}

#[test]
fn stuck_devices_replace_the_values_of_the_matrix() {
    let stuck =
        "stuck = [{ row = 1, column = 0, conductance = \"1 mS\" }, { row = 0, column = 1, conductance = \"open\" }]";
    assert_eq!(conductances(&with("wires", &format!("{stuck}\nwires"))), [10e-6, 0.0, 1e-3, 2e-6]);
}

#[test]
fn a_selection_is_a_writing_scheme() {
    let select = "select = { row = 0, columns = [1], voltage = \"1.2 V\", scheme = \"third\" }";
    let drive = &with("left = [\"0.2 V\", \"0.1 V\"]", select).drives[0];
    assert_eq!(drive.left, [Terminal::Voltage(1.2), Terminal::Voltage(1.2 / 3.0)]);
    assert_eq!(drive.bottom, [Terminal::Voltage(2.4 / 3.0), Terminal::VirtualGround]);
}

#[test]
fn one_text_holds_all_ends_of_a_side() {
    let drive =
        &with("left = [\"0.2 V\", \"0.1 V\"]", "left = \"0.3 V\", right = \"ground\", bottom = \"floating\"").drives[0];
    assert_eq!(drive.left, [Terminal::Voltage(0.3); 2]);
    assert_eq!(
        (drive.right[0], drive.top[0], drive.bottom[1]),
        (Terminal::VirtualGround, Terminal::Floating, Terminal::Floating)
    );
}

#[test]
fn many_inputs_are_solved_as_each_alone() {
    let many = with("left = [\"0.2 V\", \"0.1 V\"]", "inputs = [[\"0.2 V\", \"0.1 V\"], [\"0 V\", \"-0.1 V\"]]");
    for (solution, input) in solved(&many).iter().zip(["\"0.2 V\", \"0.1 V\"", "\"0 V\", \"-0.1 V\""]) {
        let alone = &solved(&with("\"0.2 V\", \"0.1 V\"", input))[0];
        for (together, alone) in solution.currents.bottom.iter().zip(&alone.currents.bottom) {
            // both are within the tolerance of the solver
            assert!((together - alone).abs() <= 1e-9 * alone.abs(), "{together:e} A in place of {alone:e} A");
        }
    }
}

#[test]
fn matrices_and_inputs_come_from_files() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let (g, v) = (file("g.csv", "uS\n10,20\nopen,2\n"), file("v.csv", "0.2,0.1\n0.3,0.4\n"));
    let text = format!("conductances = '{g}'\nwires = {{ segment = \"1 ohm\" }}\ndrive = {{ inputs = '{v}' }}");
    let problem = parsed(&text);
    assert_eq!(conductances(&problem), [10e-6, 20e-6, 0.0, 2e-6]);
    assert_eq!(problem.drives, [Drive::read(&[0.2, 0.1], 2), Drive::read(&[0.3, 0.4], 2)]);
    let path = file("mine.toml", &text);
    assert_eq!(Problem::open(path.as_ref()).unwrap().drives.len(), 2);
}

#[test]
fn a_bare_matrix_takes_one_voltage_for_all_rows_or_one_per_row() {
    let conductances = Matrix { rows: 2, columns: 1, values: vec![1e-6, 2e-6] };
    let of = |values: Vec<f64>| {
        let voltages = Matrix { rows: 1, columns: values.len(), values };
        Problem::of_matrix("g.csv", conductances.clone(), 1.0, &voltages)
    };
    assert_eq!(of(vec![0.2]).unwrap().drives, [Drive::read(&[0.2, 0.2], 1)]);
    assert_eq!(of(vec![0.2, 0.1]).unwrap().drives, [Drive::read(&[0.2, 0.1], 1)]);
    assert!(
        of(vec![0.2, 0.1, 0.3]).unwrap_err().to_string().contains("3 voltages are given, but the array has 2 rows")
    );
}

#[test]
fn devices_of_a_model_stand_at_their_positions() {
    let text = r#"wires = { segment = "1 ohm" }
        drive = { left = "0.1 V" }
        [device]
        parameters = "lammie2020_vteam"
        positions = [[0, 0.25], [0.5, 1]]"#;
    let problem = parsed(text);
    let Devices::Model(devices) = &problem.devices else { panic!("{:?}", problem.devices) };
    let mut positions = [0.0; 4];
    devices.array().read(0, &mut positions);
    for (found, expected) in positions.iter().zip([0.0, 0.25, 0.5, 1.0]) {
        assert!((found - expected).abs() < 1e-12, "{found} in place of {expected}");
    }
    assert_eq!((problem.wires.rows, problem.wires.columns), (2, 2));
}

#[test]
fn waveforms_are_corners_for_one_line_or_for_all() {
    let text = r#"[waveforms]
        left = [[["0 ns", "0 V"], ["10 ns", "1 V"]], "0.5 V"]
        top = [["0 ns", "0 V"], ["5 ns", "-1 V"]]
        sample = "1 ns"
        stop = "20 ns""#;
    let problem = parsed(&format!("{}{text}", TWO_BY_TWO.replace("drive = { left = [\"0.2 V\", \"0.1 V\"] }\n", "")));
    let waveforms = problem.waveforms.unwrap();
    let through = |corners: &[(f64, f64)]| Source::Voltage(PiecewiseLinear::new(corners.to_vec()).unwrap());
    let constant = Source::Voltage(PiecewiseLinear::constant(0.5));
    assert_eq!(waveforms.sources.left, [through(&[(0.0, 0.0), (1e-8, 1.0)]), constant]);
    assert_eq!(waveforms.sources.top, vec![through(&[(0.0, 0.0), (5e-9, -1.0)]); 2]);
    assert_eq!(waveforms.sources.right, vec![Source::Floating; 2]);
    assert_eq!(waveforms.sources.bottom, vec![Source::VirtualGround; 2]);
    assert!(problem.drives.is_empty());
    let samples = waveforms.samples();
    assert_eq!((samples.len(), samples[0], samples[20]), (21, 0.0, 20.0 / 1e9));
}

#[test]
fn nonlinear_devices_carry_what_their_lines_bring() {
    let text = r#"wires = { segment = "10 ohm" }
        drive = { left = ["0.8 V", "0.3 V"] }
        [device]
        parameters = "sinh_demo"
        positions = [[1, 0.5, 0.2], [0, 0.7, 1]]"#;
    let problem = parsed(text);
    let mut solver = Solver::new(&problem, Method::Automatic);
    let (solutions, _) = solver.solve(0..1).unwrap();
    let solution = &solutions[0];
    let (currents, _) = solver.branches(solution);
    for column in 0..3 {
        let from_devices = currents[column] + currents[3 + column];
        let out = solution.currents.bottom[column];
        // the mismatch is below 1e-11 of the largest current
        assert!((out - from_devices).abs() < 1e-9 * from_devices.abs(), "{out:e} A in place of {from_devices:e} A");
    }
    let power = solution.power;
    assert!((power.sources / (power.devices + power.wires) - 1.0).abs() < 1e-9, "{power:?}");
    assert!(solution.newton.unwrap().iterations > 1);
}

#[test]
fn capacitances_and_tolerances_are_those_of_the_file_or_none_and_the_usual_ones() {
    let text = r#"rows = 2
        columns = 2
        [wires]
        segment = "1 ohm"
        capacitance = { word = "1 fF", bit = "2 fF" }
        [device]
        parameters = "sinh_demo"
        positions = 0.5
        capacitance = "3 fF"
        plates = "counted"
        [waveforms]
        left = "1 V"
        sample = "1 ns"
        stop = "1 ns"
        [tolerance]
        voltage = "2 mV""#;
    let problem = parsed(text);
    let stored = Capacitance { word: 1e-15, bit: 2e-15, device: 3e-15, plates: Plates::Counted };
    assert_eq!((problem.capacitance, problem.tolerance), (stored, Tolerance { voltage: 2e-3, ..Tolerance::default() }));
    let usual = parsed(TWO_BY_TWO);
    assert_eq!((usual.capacitance, usual.tolerance), (Capacitance::default(), Tolerance::default()));
}

#[test]
fn a_static_array_of_transistors_conducts_in_the_rows_whose_gates_are_on_for_every_input() {
    let text = r#"rows = 2
        columns = 1
        [wires]
        segment = "10 ohm"
        [drive]
        inputs = [["0.2 V", "0.2 V"], ["0.4 V", "0.4 V"]]
        gates = ["1.5 V", "0 V"]
        [device]
        parameters = "sinh_demo"
        positions = 1
        [device.cell.transistor]
        i_s = "1 uA"
        v_t0 = "0.4 V"
        n = 1.3
        v_g = "0 V""#;
    let problem = parsed(text);
    let mut solver = Solver::new(&problem, Method::Automatic);
    let (solutions, _) = solver.solve(0..2).unwrap();
    for solution in &solutions {
        // the first is asked for after the second has been solved
        let (currents, _) = solver.branches(solution);
        assert!(currents[0] > 1e3 * currents[1] && currents[1] > 0.0, "{currents:?}");
        let out = solution.currents.bottom[0];
        assert!((out - currents[0] - currents[1]).abs() < 1e-9 * out, "{out:e} A of {currents:?}");
    }
    assert!(solutions[1].currents.bottom[0] > solutions[0].currents.bottom[0]);
}
