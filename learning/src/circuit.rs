//! The array in time, as a network sees it: rows driven at their left ends, columns sensed or driven at their bottom ends.

use crossbar::{
    Capacitance, Circuit as Linear, Drive, Dynamics, LinearSolver, Side, Sources, Step, Terminal, Tolerance, Wires,
};
use devices::DeviceArray;

use crate::{LearningError, Lines};

/// A crossbar with its devices, and what a linear array answers while no device changes.
pub struct Circuit {
    dynamics: Dynamics,
    solver: Box<dyn LinearSolver>,
    /// Conductance of each device at 0 V (S), always that of the present states.
    conductances: Vec<f64>,
    /// Transfer conductances (S), row-major; kept while no device changes.
    transfer: Vec<f64>,
    transfer_valid: bool,
    before_step: Before,
    /// 0 V across every device.
    rest: Vec<f64>,
    scratch: Vec<f64>,
}

/// What [`Circuit::undo`] returns to.
#[derive(Default)]
struct Before {
    conductances: Vec<f64>,
    transfer_valid: bool,
}

impl Sources for Lines {
    fn hold(&self, time: f64, side: Side, drive: &mut Drive) {
        let voltage = |line: &crate::Line| match side {
            Side::After => line.after(time),
            Side::Before => line.before(time),
        };
        let set = |ends: &mut [Terminal], lines: &[crate::Line]| {
            ends.iter_mut().zip(lines).for_each(|(end, line)| *end = Terminal::Voltage(voltage(line)));
        };
        set(&mut drive.left, &self.rows);
        // a sensed column and one driven with 0 V are held alike, so the kind of terminal need not change here
        set(&mut drive.bottom, &self.columns);
    }
}

impl Circuit {
    /// An array at rest: rows driven at their left ends, columns sensed at their bottom ends, the other ends floating.
    ///
    /// `tolerance` is the allowed difference between predicted and corrected device voltages within a step (V). States
    /// are not judged: domains that switch one by one jump.
    ///
    /// # Errors
    /// [`LearningError::Array`] when the number of devices does not fit the wires or the tolerance is not positive.
    pub fn new(wires: Wires, devices: Box<dyn DeviceArray>, tolerance: f64) -> Result<Self, LearningError> {
        let count = devices.len();
        let drive = Drive::read(&vec![0.0; wires.rows], wires.columns);
        let tolerance = Tolerance { voltage: tolerance, state: f64::INFINITY };
        let mut circuit = Self {
            dynamics: Dynamics::new(wires, drive, devices, Capacitance::default(), tolerance)?,
            solver: Box::new(crossbar::Automatic::new()),
            conductances: vec![0.0; count],
            transfer: vec![0.0; count],
            transfer_valid: false,
            before_step: Before::default(),
            rest: vec![0.0; count],
            scratch: vec![0.0; count],
        };
        circuit.refresh();
        Ok(circuit)
    }

    /// Geometry and line resistance.
    pub fn wires(&self) -> &Wires {
        self.dynamics.wires()
    }

    /// The devices.
    pub fn devices(&self) -> &dyn DeviceArray {
        self.dynamics.devices()
    }

    /// Puts each device at a position of its range, see [`DeviceArray::program`].
    pub fn program(&mut self, positions: &[f64]) {
        self.dynamics.program(positions);
        self.refresh();
        self.transfer_valid = false;
    }

    /// Conductance of each device at 0 V (S), row-major.
    pub fn conductances(&self) -> &[f64] {
        &self.conductances
    }

    /// Currents out of the columns at the beginning and at the end of the last step (A).
    pub fn column_currents(&self) -> (&[f64], &[f64]) {
        let (start, end) = self.dynamics.moments();
        (&start.ends.bottom, &end.ends.bottom)
    }

    /// dI_column/dV_row with line resistance (S), row-major, every column sensed; solved anew only after devices changed.
    ///
    /// # Errors
    /// [`LearningError::Circuit`] when the array cannot be solved.
    pub fn transfer(&mut self) -> Result<&[f64], LearningError> {
        if !self.transfer_valid {
            let drive = Drive::read(&vec![0.0; self.wires().rows], self.wires().columns);
            let circuit = Linear::ohmic(self.dynamics.wires(), &drive, &self.conductances);
            crossbar::transfer(self.solver.as_mut(), &circuit, &mut self.transfer)?;
            self.transfer_valid = true;
        }
        Ok(&self.transfer)
    }

    /// Takes one step from `time` towards `until` (s), where no corner of `lines` lies in between; see [`Dynamics::step`].
    ///
    /// # Errors
    /// [`LearningError::Array`] when the array cannot be followed.
    pub fn step(&mut self, lines: &Lines, time: f64, until: f64) -> Result<Step, LearningError> {
        self.before_step.conductances.clone_from(&self.conductances);
        self.before_step.transfer_valid = self.transfer_valid;
        let step = self.dynamics.step(lines, time, until)?;
        if step.largest_change > 0.0 {
            self.refresh();
            self.transfer_valid = false;
        }
        Ok(step)
    }

    /// Forgets the last solution as a starting guess, so that what follows depends on the states alone, and reads the
    /// devices anew: those with clocks (drift, noise) may have changed while they waited.
    pub fn forget(&mut self) {
        self.dynamics.forget();
        self.before_step.conductances.clone_from(&self.conductances);
        self.refresh();
        self.transfer_valid &= self.conductances == self.before_step.conductances;
    }

    /// Lets `dt` seconds pass in which no device changes, see [`DeviceArray::wait`].
    pub fn wait(&mut self, dt: f64) {
        self.dynamics.wait(dt);
    }

    /// Returns to the beginning of the last step.
    pub fn undo(&mut self) {
        self.dynamics.undo();
        self.conductances.copy_from_slice(&self.before_step.conductances);
        self.transfer_valid = self.before_step.transfer_valid;
    }

    /// Whether every device obeys Ohm's law between -`swing` and `swing` (V) while its state stands still: then currents
    /// are transfer conductances times voltages.
    pub fn is_ohmic(&self, swing: f64) -> bool {
        let count = self.conductances.len();
        let (mut currents, mut slopes) = (vec![0.0; count], vec![0.0; count]);
        [-swing, swing].into_iter().all(|voltage| {
            self.devices().branches(&vec![voltage; count], &mut currents, &mut slopes);
            let chords = currents.iter().zip(&self.conductances);
            chords.clone().all(|(current, g)| (current - g * voltage).abs() <= OHMIC * (g * voltage).abs())
        })
    }

    /// Reads the conductances of the present states at 0 V.
    fn refresh(&mut self) {
        self.dynamics.devices().branches(&self.rest, &mut self.scratch, &mut self.conductances);
    }
}

/// Deviation of the current from Ohm's law that a read does not notice.
const OHMIC: f64 = 1e-6;
