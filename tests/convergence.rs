//! Errors that fall as they should.

use learning::{Circuit, Columns, Lines, Waveform};

use crate::setup::{deterministic_junction, wires};

/// Conductances (S) after a pulse across an array whose lines drop much of the voltage, in `steps` equal steps.
fn after_pulse(steps: usize) -> Vec<f64> {
    // 500 ohm segments make the drop depend strongly on the conductances, which is the coupling that steps split
    let mut circuit =
        Circuit::new(wires(8, 4, 500.0, 1e3), Columns::of(&deterministic_junction(), 8, 4, 1), 20e-3).unwrap();
    circuit.program(&[0.3; 32]);
    let pulse = Waveform::new(vec![(0.0, 2.1), (100e-9, 2.1)]).unwrap();
    let mut lines = Lines::new(8, 4);
    lines.rows.iter_mut().for_each(|row| row.play(0.0, &pulse));
    for step in 0..steps {
        let at = |k: usize| 100e-9 * k as f64 / steps as f64;
        let taken = circuit.step(&lines, at(step), at(step + 1)).unwrap();
        assert_eq!(taken.time, at(step + 1), "the tolerance lets every step through");
    }
    circuit.conductances().to_vec()
}

#[test]
fn the_coupling_of_circuit_and_devices_is_second_order_in_time() {
    let exact = after_pulse(512);
    let error = |steps| {
        let found = after_pulse(steps);
        found.iter().zip(&exact).fold(0.0f64, |largest, (a, b)| largest.max((a - b).abs()))
    };
    let (coarse, fine) = (error(8), error(16));
    assert!(coarse > 1e-12, "the pulse must couple devices and lines, error {coarse:e} S");
    let order = (coarse / fine).log2();
    assert!((order - 2.0).abs() < 0.3, "measured order {order:.2}, errors {coarse:.2e} and {fine:.2e} S");
}

#[test]
fn a_smaller_tolerance_takes_more_steps_and_comes_nearer() {
    let exact = after_pulse(512);
    let run = |tolerance: f64| {
        let mut circuit =
            Circuit::new(wires(8, 4, 500.0, 1e3), Columns::of(&deterministic_junction(), 8, 4, 1), tolerance).unwrap();
        circuit.program(&[0.3; 32]);
        let mut lines = Lines::new(8, 4);
        let pulse = Waveform::new(vec![(0.0, 2.1), (100e-9, 2.1)]).unwrap();
        lines.rows.iter_mut().for_each(|row| row.play(0.0, &pulse));
        let (mut time, mut steps) = (0.0, 0);
        while time < 100e-9 {
            let step = circuit.step(&lines, time, 100e-9).unwrap();
            assert!(step.error <= 1.0, "an accepted step is within the tolerance");
            (time, steps) = (step.time, steps + 1);
        }
        let found = circuit.conductances();
        (steps, found.iter().zip(&exact).fold(0.0f64, |largest, (a, b)| largest.max((a - b).abs())))
    };
    let (few, coarse) = run(30e-3);
    let (many, fine) = run(1e-3);
    assert!(many > few && fine < coarse / 10.0, "{few} steps {coarse:e} S, {many} steps {fine:e} S");
}
