//! What the lines of an array leave of the current of its devices, and what holds these lines.

use crossbar::{Automatic, Circuit, Drive, SolveError};

use super::smallest::rounded;
use crate::experiment::{NeuronChoice, Resistances};
use crate::{Experiment, RunError};

/// Drivers and sense amplifiers take at most this share of a line's voltage while all of its devices are halfway from OFF to ON.
const LARGEST_LOSS: f64 = 0.1;

/// An array of devices that conduct alike.
#[derive(Clone, Copy)]
pub(super) struct Array {
    pub rows: usize,
    pub columns: usize,
    /// Conductance of every device (S).
    pub conductance: f64,
}

impl Array {
    /// The array of an experiment, its devices halfway between these ON and OFF `currents` (A) at `plateau` (V).
    pub fn of(experiment: &Experiment, currents: [f64; 2], plateau: f64) -> Result<Self, RunError> {
        let NeuronChoice::Lif(lif) = experiment.neuron;
        let rows = experiment.data_set()?.features.len() * experiment.encoder.lines_per_feature();
        let conductance = 0.5 * (currents[0] + currents[1]) / plateau;
        Ok(Self { rows, columns: lif.count, conductance })
    }

    /// The same lines, held by drivers and sense amplifiers that suit the devices: R n G is the ratio of the voltage lost in a driver of
    /// resistance R to what is left for n devices of conductance G. None becomes worse.
    pub fn held(&self, wires: Resistances) -> Resistances {
        let most = |devices: usize| LARGEST_LOSS / (devices as f64 * self.conductance);
        let suited = |resistance: f64, most: f64| if resistance > most { rounded(most) } else { resistance };
        let (driver, sense) = (suited(wires.driver, most(self.columns)), suited(wires.sense, most(self.rows)));
        Resistances { driver, sense, ..wires }
    }

    /// Share of the current of the devices that reaches the neurons when all rows are driven.
    ///
    /// # Errors
    /// [`SolveError`] when the array cannot be solved.
    pub fn arriving(&self, wires: Resistances) -> Result<f64, SolveError> {
        let wires = wires.wires(self.rows, self.columns);
        if wires.are_perfect() {
            return Ok(1.0);
        }
        let (drive, conductances) =
            (Drive::read(&vec![0.0; self.rows], self.columns), vec![self.conductance; wires.devices()]);
        let mut transfer = vec![0.0; wires.devices()];
        crossbar::transfer(&mut Automatic::new(), &Circuit::ohmic(&wires, &drive, &conductances), &mut transfer)?;
        Ok(transfer.iter().sum::<f64>() / conductances.iter().sum::<f64>())
    }
}
