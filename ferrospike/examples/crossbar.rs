//! A crossbar with line resistance: what its columns deliver, what the lines cost, where the voltage is lost.
//!
//! `cargo run --release --example crossbar`
#![allow(clippy::print_stdout)] // an example prints

use std::error::Error;

use ferrospike::crossbar::{
    Automatic, Circuit, Drive, Line, LinearSolver, Nodes, Wires, end_currents, ir_drops, log_uniform, power,
};

fn main() -> Result<(), Box<dyn Error>> {
    let (rows, columns) = (128, 64);
    let conductances = log_uniform(rows * columns, 1, 1e-6, 1e-4); // S, row-major
    let voltages: Vec<f64> = (0..rows).map(|row| if row % 2 == 0 { 0.2 } else { 0.1 }).collect();
    let drive = Drive::read(&voltages, columns); // rows driven from the left, columns sensed at the bottom

    let mut ideal = Vec::new();
    for segment in [0.0, 0.5, 2.0] {
        // 50 ohm behind the driven and the sensed ends
        let line = |driver_first, driver_last| Line { segment: segment.into(), driver_first, driver_last };
        let wires = Wires::new(rows, columns, line(50.0, 0.0), line(0.0, 50.0));
        let circuit = Circuit::ohmic(&wires, &drive, &conductances);
        let mut nodes = Nodes::default();
        let stats = Automatic::new().solve(&circuit, &mut nodes)?;
        assert!(stats.residual < 1e-9, "Kirchhoff's current law holds at every node");

        let currents = end_currents(&circuit, &nodes).bottom; // A, one per column
        let mut drops = vec![0.0; wires.devices()];
        ir_drops(&circuit, &nodes, &mut drops); // V, one per device
        let power = power(&circuit, &nodes); // W
        if ideal.is_empty() {
            ideal.clone_from(&currents);
        }
        let kept: f64 = currents.iter().sum::<f64>() / ideal.iter().sum::<f64>();
        println!(
            "{segment} ohm per segment: {:.1} % of the current, largest IR drop {:.1} mV, {:.1} % of the power in the lines",
            100.0 * kept,
            1e3 * drops.iter().fold(0.0, |largest: f64, drop| largest.max(*drop)),
            100.0 * power.wires / power.sources
        );
    }
    Ok(())
}
