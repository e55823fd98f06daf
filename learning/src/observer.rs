//! Watching a run without changing it.

use crossbar::{Drive, Elements, Frame, Newton, Nodes, Shunts, Terminal, device_voltages, end_currents};
use devices::{Column, DeviceArray};

use crate::{Circuit, Columns, LearningError};

/// The state of the network at one moment of a presentation.
#[derive(Clone, Copy)]
pub struct Moment<'a> {
    /// Time within the presentation (s).
    pub time: f64,
    /// Source voltage of each word line (V).
    pub row_voltages: &'a [f64],
    /// Source voltage of each bit line (V); 0 V while it is sensed.
    pub column_voltages: &'a [f64],
    /// Current out of each bit line into its neuron (A).
    pub column_currents: &'a [f64],
    /// Membrane potential of each neuron (V).
    pub potentials: &'a [f64],
    /// Firing threshold of each neuron (V), with what spikes have added to it for a while.
    pub thresholds: &'a [f64],
    /// When the last spike on each word line began (s); not a number before the first.
    pub row_spike_times: &'a [f64],
    /// When each neuron fired last (s); not a number before the first time. A spike is seen in the second of two moments of
    /// the same time.
    pub column_spike_times: &'a [f64],
    /// Energy that the line drivers have delivered since the beginning of the presentation (J).
    pub energy: f64,
    pub(crate) circuit: &'a Circuit,
}

/// The array of a moment, solved.
#[derive(Clone, Debug, PartialEq)]
pub struct Solution {
    /// Voltage across each device (V), word line minus bit line, row-major.
    pub device_voltages: Vec<f64>,
    /// Current of each device from word to bit line (A), row-major.
    pub device_currents: Vec<f64>,
    /// Current out of each driver into its word line (A).
    pub row_currents: Vec<f64>,
}

impl Moment<'_> {
    /// Solves the whole array with line resistance for the voltages and states of this moment.
    ///
    /// It begins from 0 V and belongs to nobody but the caller, so that it depends on the moment alone and the run never
    /// knows of it.
    ///
    /// # Errors
    /// [`LearningError::Circuit`] when the circuit cannot be solved.
    pub fn solve(&self) -> Result<Solution, LearningError> {
        let (wires, devices) = (self.circuit.wires(), self.circuit.devices());
        let mut drive = Drive::read(self.row_voltages, wires.columns);
        drive.bottom = self.column_voltages.iter().map(|voltage| Terminal::Voltage(*voltage)).collect();
        let frame = Frame { wires, drive: &drive, shunts: Shunts::default(), injected: None };
        let (mut newton, mut nodes) = (Newton::new(), Nodes::default());
        newton.solve(&frame, &mut Present(devices), &mut nodes)?;
        let circuit = newton.tangents(&frame);
        let count = devices.len();
        let (mut voltages, mut currents, mut slopes) = (vec![0.0; count], vec![0.0; count], vec![0.0; count]);
        device_voltages(&nodes, &mut voltages);
        devices.branches(&voltages, &mut currents, &mut slopes);
        let row_currents = end_currents(&circuit, &nodes).left.iter().map(|out| -out).collect();
        Ok(Solution { device_voltages: voltages, device_currents: currents, row_currents })
    }

    /// Conductance of each device at 0 V (S), row-major.
    pub fn conductances(&self) -> Vec<f64> {
        self.circuit.devices().conductances()
    }

    /// Quantities that [`state`](Moment::state) gives: the position (0 off to 1 on), the conductance at 0 V (S), then what
    /// the model adds.
    pub fn states(&self) -> &[Column] {
        self.circuit.devices().columns()
    }

    /// Quantity number `index` of [`states`](Moment::states) for each device, row-major.
    pub fn state(&self, index: usize) -> Vec<f64> {
        let devices = self.circuit.devices();
        let mut values = vec![0.0; devices.len()];
        devices.read(index, &mut values);
        values
    }
}

/// Devices in their present states, which are looked at and not touched.
struct Present<'a>(&'a Columns);

impl Elements for Present<'_> {
    fn respond(&mut self, _nodes: &Nodes, voltages: &[f64], currents: &mut [f64], conductances: &mut [f64]) {
        self.0.branches(voltages, currents, conductances);
    }
}

/// Sees every step of a presentation, changes nothing.
pub trait Observer {
    /// Called at the beginning, when the array is still at rest, and at the end of every step with the state reached; in quiet
    /// time also a few times in between, as long as neurons listen, so that potentials can be drawn. Where a neuron fires there are two moments of the same time:
    /// as it reaches its threshold, then with what the spike has done to potentials and thresholds; the array is the same.
    ///
    /// # Errors
    /// What keeps it from observing on, which ends the presentation: a circuit that cannot be solved, or
    /// [`LearningError::Observer`].
    fn observe(&mut self, moment: &Moment<'_>) -> Result<(), LearningError>;
}

/// Chooses who observes which of many presentations.
pub trait Audience {
    /// Who observes presentation number `number`, counted from 0 over all epochs, which shows sample number `sample`.
    fn observer(&mut self, number: usize, sample: usize) -> Option<&mut dyn Observer>;
}

/// Nobody observes anything.
pub struct Nobody;

impl Audience for Nobody {
    fn observer(&mut self, _number: usize, _sample: usize) -> Option<&mut dyn Observer> {
        None
    }
}
