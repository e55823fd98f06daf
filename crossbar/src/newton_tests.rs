//! Claims about nonlinear circuits.

use approx::assert_relative_eq;
use devices::catalogue;
use devices::rng::uniform;
use toml::Table;

use crate::{
    Conduction, Drive, Elements, Frame, Line, Newton, NewtonStats, Nodes, Path, Reference, Shunts, SolveError,
    Terminal, Wires, end_currents,
};

/// Elements of current i(k, v) and slope g(k, v).
struct Law<F>(F);

impl<F: Fn(usize, f64) -> (f64, f64)> Elements for Law<F> {
    fn respond(&mut self, _nodes: &Nodes, voltages: &[f64], currents: &mut [f64], conductances: &mut [f64]) {
        for (k, voltage) in voltages.iter().enumerate() {
            (currents[k], conductances[k]) = self.0(k, *voltage);
        }
    }
}

/// I = i_0 sinh(V / v_0).
fn exponential(i_0: f64, v_0: f64) -> impl Fn(usize, f64) -> (f64, f64) {
    move |_, v| (i_0 * (v / v_0).sinh(), i_0 / v_0 * (v / v_0).cosh())
}

fn solve(
    wires: &Wires,
    drive: &Drive,
    law: impl Fn(usize, f64) -> (f64, f64),
) -> Result<(Nodes, NewtonStats), SolveError> {
    let mut nodes = Nodes::default();
    let frame = Frame { wires, drive, shunts: Shunts::default(), injected: None };
    let stats = Newton::new().solve(&frame, &mut Law(law), &mut nodes)?;
    Ok((nodes, stats))
}

/// Current (A) through one element in series with `resistance` (ohm) at `source` (V), by bisection.
fn series(resistance: f64, source: f64, law: impl Fn(usize, f64) -> (f64, f64)) -> f64 {
    let (mut low, mut high) = (0.0, source);
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if law(0, middle).0 * resistance > source - middle {
            high = middle;
        } else {
            low = middle;
        }
    }
    (source - low) / resistance
}

#[test]
fn an_exponential_element_behind_a_resistor_carries_the_current_found_by_bisection() {
    for (source, path) in [(0.1, Path::Straight), (0.5, Path::Straight), (100.0, Path::SourceStepping)] {
        let wires = Wires::new(1, 1, Line::with_segment(700.0), Line::with_segment(300.0));
        // at 100 V the sinh of the first guess overflows
        let law = exponential(1e-9, 0.025);
        let (nodes, stats) = solve(&wires, &Drive::read(&[source], 1), &law).unwrap();
        assert_relative_eq!(nodes.bit[0] / 300.0, series(1000.0, source, &law), max_relative = 1e-9);
        assert_eq!(stats.path, path, "{source} V");
        assert!(stats.residual < 1e-10);
    }
}

#[test]
fn an_array_of_exponential_elements_obeys_kirchhoff_and_tellegen() {
    let (wires, drive, conductances) =
        Reference { size: 24, seed: 3, segment: 5.0, g_min: 1e-6, g_max: 1e-4, v_max: 2.0 }.circuit();
    let law = |k: usize, v: f64| exponential(0.25 * conductances[k], 0.25)(k, v);
    let (nodes, stats) = solve(&wires, &drive, law).unwrap();
    assert!(stats.residual < 1e-10, "{stats:?}");
    // chords give the same currents, and to them the independent checks of linear circuits apply
    let chord = |k: usize| {
        let v = nodes.word[k] - nodes.bit[k];
        law(k, v).0 / v
    };
    let chords: Vec<f64> = (0..wires.devices()).map(chord).collect();
    let circuit = crate::Circuit::ohmic(&wires, &drive, &chords);
    assert!(crate::kirchhoff_residual(&circuit, &nodes) < 1e-10);
    let power = crate::power(&circuit, &nodes);
    assert_relative_eq!(power.sources, power.devices + power.wires, max_relative = 1e-9);
}

#[test]
fn the_mismatch_falls_quadratically_near_the_solution() {
    let wires = Wires::uniform(1, 1, 500.0);
    let drive = Drive::read(&[0.3], 1);
    let frame = Frame { wires: &wires, drive: &drive, shunts: Shunts::default(), injected: None };
    let residual = |iterations: usize| {
        let mut newton = Newton::new();
        (newton.tolerance, newton.max_iterations) = (0.0, iterations);
        let mut nodes = Nodes { word: vec![0.0], bit: vec![0.0] };
        let law = exponential(1e-6, 0.1);
        // never satisfied, so it ends after its iterations; the straight path stays in the guess
        let _ = newton.attempt(&frame, &mut Law(&law), 0.0, &mut nodes);
        let v = nodes.word[0] - nodes.bit[0];
        (law(0, v).0 - (0.3 - v) / 1000.0).abs()
    };
    let (first, second, third) = (residual(1), residual(2), residual(3));
    // error e -> c e^2: the logarithms double
    assert!(second < first / 5.0 && third < second * second / first * 2.0, "{first:e} {second:e} {third:e}");
}

#[test]
fn ohmic_elements_take_one_linear_solve_from_a_guess_that_lets_current_flow() {
    let (wires, drive, conductances) =
        Reference { size: 16, seed: 1, segment: 1.0, g_min: 1e-6, g_max: 1e-4, v_max: 0.2 }.circuit();
    let frame = Frame { wires: &wires, drive: &drive, shunts: Shunts::default(), injected: None };
    let mut nodes = Nodes { word: vec![0.1; 256], bit: vec![0.0; 256] };
    let law = |k: usize, v: f64| (conductances[k] * v, conductances[k]);
    let stats = Newton::new().solve(&frame, &mut Law(law), &mut nodes).unwrap();
    assert_eq!(stats.iterations, 1);
}

#[test]
fn negative_differential_resistance_is_solved_where_the_load_line_cuts_it_once() {
    // 1 mA (v - v^3 / 0.75) around 0.5 V falls; with 100 ohm in series the sum still rises
    let law = |_: usize, v: f64| (1e-3 * (v - v * v * v / 0.75), 1e-3 * (1.0 - 4.0 * v * v));
    let wires = Wires::new(1, 1, Line::with_segment(50.0), Line::with_segment(50.0));
    let (nodes, _) = solve(&wires, &Drive::read(&[0.62], 1), law).unwrap();
    let v = nodes.word[0] - nodes.bit[0];
    assert!(law(0, v).1 < 0.0, "the element must work where it falls, {v} V");
    assert_relative_eq!(law(0, v).0, (0.62 - v) / 100.0, max_relative = 1e-9);
}

#[test]
fn an_element_without_an_operating_point_is_named() {
    // the current jumps over the load line at 0.5 V: there is no solution
    let law = |k: usize, v: f64| if k == 3 && v > 0.5 { (1e-2, 0.0) } else { (1e-6 * v, 1e-6) };
    let wires = Wires::uniform(2, 2, 100.0);
    match solve(&wires, &Drive::read(&[1.0, 1.0], 2), law) {
        Err(SolveError::NotConverged { row: 1, column: 1, .. }) => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_element_that_answers_with_nonsense_is_named() {
    let law = |k: usize, v: f64| if k == 2 { (f64::NAN, 1e-6) } else { (1e-6 * v, 1e-6) };
    match solve(&Wires::uniform(2, 2, 1.0), &Drive::read(&[1.0, 1.0], 2), law) {
        Err(SolveError::DeviceCurrent { row: 1, column: 0, .. }) => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn between_perfect_lines_elements_carry_what_they_carry_at_the_source_voltages() {
    let mut drive = Drive::read(&[0.04, -0.03], 2);
    drive.bottom[1] = Terminal::Voltage(0.02);
    let (wires, law) = (Wires::uniform(2, 2, 0.0), exponential(1e-9, 0.025));
    let frame = Frame { wires: &wires, drive: &drive, shunts: Shunts::default(), injected: None };
    let (mut newton, mut nodes) = (Newton::new(), Nodes::default());
    newton.solve(&frame, &mut Law(&law), &mut nodes).unwrap();
    assert_eq!((&nodes.word[..], &nodes.bit[..]), (&[0.04, 0.04, -0.03, -0.03][..], &[0.0, 0.02, 0.0, 0.02][..]));
    let out = end_currents(&newton.tangents(&frame), &nodes);
    let current = |v: f64| law(0, v).0;
    assert_relative_eq!(out.bottom[0], current(0.04) + current(-0.03), max_relative = 1e-12);
    assert_relative_eq!(out.bottom[1], current(0.02) + current(-0.05), max_relative = 1e-12);
    assert_relative_eq!(out.left[0], -current(0.04) - current(0.02), max_relative = 1e-12);
}

#[test]
fn devices_with_nothing_but_rounding_across_them_have_an_operating_point() {
    // the current of a phase-change device is found by iteration, whose error is nothing beside any voltage but these
    for (scale, seed) in [1e-18, 1e-17, 1.3e-16].into_iter().flat_map(|scale| (0..5).map(move |seed| (scale, seed))) {
        let random = |k: u64| uniform(seed, k);
        let mut devices = catalogue::load("pcm_demo", &Table::new()).unwrap().array(192, seed);
        devices.program(&(0..192).map(random).collect::<Vec<_>>());
        let drive = Drive::read(&(500..532).map(|k| scale * (random(k) - 0.5)).collect::<Vec<_>>(), 6);
        let wires = Wires::uniform(32, 6, 100.0);
        let frame = Frame { wires: &wires, drive: &drive, shunts: Shunts::default(), injected: None };
        let mut nodes = Nodes { word: (1000..1192).map(|k| 1e-16 * random(k)).collect(), bit: vec![0.0; 192] };
        let stats = Newton::new().solve(&frame, &mut Conduction(devices.as_mut()), &mut nodes).unwrap();
        assert_eq!(stats.path, Path::Straight, "{scale:e} V, seed {seed}");
        assert!(nodes.iter().all(|node| node.abs() < 1e-15), "{scale:e} V, seed {seed}");
    }
}
