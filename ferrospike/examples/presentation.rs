//! One presentation, watched: rows spike, a neuron fires, its spike back changes the devices of its column.
//!
//! `cargo run --release --example presentation`
#![allow(clippy::print_stdout)] // an example prints

use std::error::Error;

use ferrospike::crossbar::{Line, Wires};
use ferrospike::devices::catalogue;
use ferrospike::learning::{
    Circuit, Columns, Homeostasis, LearningError, Lif, Mode, Moment, Network, NetworkSettings, Observer, Waveform,
};

/// Keeps the highest potential of each neuron (V), and the longest way of time that passed without a step (s).
#[derive(Default)]
struct Watch {
    highest: Vec<f64>,
    time: f64,
    longest: f64,
}

impl Observer for Watch {
    fn observe(&mut self, moment: &Moment<'_>) -> Result<(), LearningError> {
        self.highest.resize(moment.potentials.len(), 0.0);
        self.highest.iter_mut().zip(moment.potentials).for_each(|(highest, v)| *highest = highest.max(*v));
        self.longest = self.longest.max(moment.time - self.time);
        self.time = moment.time;
        Ok(())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let (rows, columns) = (12, 3);
    // the junction of the Iris experiment, with expected values in place of random events
    let changes = "potentiation = 'positive'\nv_th = '0.8 V'\ndomains = 'infinite'".parse()?;
    let devices = Columns::of(&catalogue::load("bfo_demo", &changes)?, rows, columns, 42);
    let line = |driver_first, driver_last| Line { segment: 1.0.into(), driver_first, driver_last }; // ohm
    let mut circuit = Circuit::new(Wires::new(rows, columns, line(50.0, 0.0), line(0.0, 50.0)), devices, 1e-3)?;
    circuit.program(&(0..rows * columns).map(|k| 0.2 + 0.05 * (k * 7 % 11) as f64).collect::<Vec<_>>());

    // s and V: a plateau below every threshold; potentiation, then depression
    let pre = Waveform::new(vec![(0.0, 0.0), (2e-9, 0.7), (2400e-9, 0.7), (2402e-9, 0.0)])?;
    let post = Waveform::new(vec![(0.0, 0.0), (2e-9, -1.3), (12e-9, -1.3), (16e-9, 2.0), (22e-9, 2.0), (24e-9, 0.0)])?;
    let settings = NetworkSettings::new(pre, post, 5e-6, Homeostasis { gain: 0.01, floor: 0.01 });
    let neurons = Lif::new(columns, 1e-12, 100e-9, 0.15)?; // F, s, V
    let mut network = Network::new(circuit, neurons, settings)?;

    let before = network.circuit().conductances().to_vec();
    let spikes: Vec<(usize, f64)> = (0..6).map(|row| (row, 0.2e-6 * row as f64)).collect(); // the lower half of the rows
    let mut watch = Watch::default();
    let shown = network.present(&spikes, Mode::Learn, 1, Some(&mut watch))?;

    for spike in &shown.spikes {
        println!("neuron {} fires at {:.3} us", spike.neuron, 1e6 * spike.time);
        for row in 0..rows {
            let k = row * columns + spike.neuron;
            let (old, new) = (1e6 * before[k], 1e6 * network.circuit().conductances()[k]);
            println!("  row {row:2}: {old:.3} -> {new:.3} uS");
        }
    }
    println!("highest potentials (V): {:.3?}", watch.highest);
    println!(
        "energy {:.2} pJ; {} steps, up to {:.0} ns passed at once",
        1e12 * shown.energy,
        shown.device_steps,
        1e9 * watch.longest
    );
    Ok(())
}
