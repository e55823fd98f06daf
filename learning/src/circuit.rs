//! The array in time: sources on the lines, Kirchhoff's laws in between, devices that switch.

use crossbar::{Drive, EndCurrents, LinearSolver, Nodes, Terminal, Wires};
use devices::{DeviceArray, Segment};

use crate::{LearningError, Lines};

/// Largest change of a device in one step, as a fraction of its range, while the step can still be halved.
const LARGEST_CHANGE: f64 = 0.25;

/// A crossbar with its devices, advanced in steps that are accepted only when their error is small.
pub struct Circuit {
    wires: Wires,
    drive: Drive,
    solver: Box<dyn LinearSolver>,
    devices: Box<dyn DeviceArray>,
    /// Allowed difference between predicted and corrected device voltages within a step (V).
    tolerance: f64,
    /// Conductance of each device (S), always that of the present states.
    conductances: Vec<f64>,
    nodes: Nodes,
    start: Moment,
    end: Moment,
    /// Transfer conductances (S), row-major; kept while no device changes.
    transfer: Vec<f64>,
    transfer_valid: bool,
    before_step: Before,
    /// 0 V across every device.
    rest: Vec<f64>,
    scratch: Vec<f64>,
}

/// The solved array at one time.
#[derive(Clone, Debug, Default)]
struct Moment {
    /// Voltage across each device (V).
    voltages: Vec<f64>,
    /// Currents out of the line ends (A).
    ends: EndCurrents,
    /// Source voltages of the rows, then of the columns (V).
    sources: Vec<f64>,
}

/// What [`Circuit::undo`] returns to.
#[derive(Default)]
struct Before {
    conductances: Vec<f64>,
    transfer_valid: bool,
}

/// An accepted step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Time reached (s).
    pub time: f64,
    /// Largest change of any device, as a fraction of its range.
    pub largest_change: f64,
    /// Energy delivered by the line drivers during the step (J).
    pub energy: f64,
    /// Difference between predicted and corrected device voltages (V).
    pub error: f64,
}

impl Circuit {
    /// An array at rest: rows driven at their left ends, columns sensed at their bottom ends, the other ends floating.
    ///
    /// # Errors
    /// [`LearningError::Setting`] when the number of devices does not fit the wires or the tolerance is not positive.
    pub fn new(wires: Wires, devices: Box<dyn DeviceArray>, tolerance: f64) -> Result<Self, LearningError> {
        let refuse = |name, value: String, expected| Err(LearningError::Setting { name, value, expected });
        if devices.len() != wires.rows * wires.columns {
            return refuse("devices", devices.len().to_string(), "there must be one device per row and column");
        }
        if !(tolerance > 0.0 && tolerance.is_finite()) {
            return refuse("tolerance", format!("{tolerance} V"), "it must be a positive voltage, such as 1 mV");
        }
        let count = devices.len();
        let mut circuit = Self {
            drive: Drive {
                left: vec![Terminal::Voltage(0.0); wires.rows],
                right: vec![Terminal::Floating; wires.rows],
                top: vec![Terminal::Floating; wires.columns],
                bottom: vec![Terminal::VirtualGround; wires.columns],
            },
            wires,
            solver: Box::new(crossbar::Automatic::new()),
            devices,
            tolerance,
            conductances: vec![0.0; count],
            nodes: Nodes { word: vec![0.0; count], bit: vec![0.0; count] },
            start: Moment::default(),
            end: Moment::default(),
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
        &self.wires
    }

    /// The devices.
    pub fn devices(&self) -> &dyn DeviceArray {
        self.devices.as_ref()
    }

    /// Puts each device at a position of its range, see [`DeviceArray::program`].
    pub fn program(&mut self, positions: &[f64]) {
        self.devices.program(positions);
        self.refresh();
        self.transfer_valid = false;
    }

    /// Conductance of each device (S), row-major.
    pub fn conductances(&self) -> &[f64] {
        &self.conductances
    }

    /// Currents out of the columns at the beginning and at the end of the last step (A).
    pub fn column_currents(&self) -> (&[f64], &[f64]) {
        (&self.start.ends.bottom, &self.end.ends.bottom)
    }

    /// dI_column/dV_row with line resistance (S), row-major, every column sensed; solved anew only after devices changed.
    ///
    /// # Errors
    /// [`LearningError::Circuit`] when the array cannot be solved.
    pub fn transfer(&mut self) -> Result<&[f64], LearningError> {
        if !self.transfer_valid {
            self.drive.bottom.fill(Terminal::VirtualGround);
            let (wires, drive) = (&self.wires, &self.drive);
            let circuit = crossbar::Circuit::ohmic(wires, drive, &self.conductances);
            crossbar::transfer(self.solver.as_mut(), &circuit, &mut self.transfer)?;
            self.transfer_valid = true;
        }
        Ok(&self.transfer)
    }

    /// Takes one step from `time` towards `until` (s), where no corner of `lines` lies in between; shorter when the
    /// error asks for it.
    ///
    /// The voltage at the end is solved with the conductances before the step, the devices move, the voltage is solved
    /// again; the difference is the error. A step below the tolerance is repeated once with the corrected voltage,
    /// which makes it second order; a step above it is taken back and halved.
    ///
    /// # Errors
    /// [`LearningError::StepTooShort`] when no step is short enough, [`LearningError::Circuit`] from the solver.
    pub fn step(&mut self, lines: &Lines, time: f64, until: f64) -> Result<Step, LearningError> {
        self.begin();
        let mut start = std::mem::take(&mut self.start);
        self.solve(lines, time, Side::After, &mut start)?;
        self.start = start;
        let mut dt = until - time;
        loop {
            let end = if dt == until - time { until } else { time + dt };
            let (largest_change, error) = self.attempt(lines, time, end)?;
            // Currents and energy are taken as linear in a step; a step kernel may really jump, so halving has an end.
            let bent = largest_change > LARGEST_CHANGE && dt > (until - time) / 64.0;
            if error <= self.tolerance && !bent {
                let energy = delivered(&self.start, &self.end, end - time);
                return Ok(Step { time: end, largest_change, energy, error });
            }
            self.undo();
            dt *= 0.5;
            if time + dt <= time || dt < 1e-6 * (until - time) {
                return Err(LearningError::StepTooShort { time, dt, change: error, tolerance: self.tolerance });
            }
        }
    }

    /// Forgets the last solution as a starting guess, so that what follows depends on the states alone, and reads the
    /// devices anew: those with clocks (drift, noise) may have changed while they waited.
    pub fn forget(&mut self) {
        self.nodes.word.fill(0.0);
        self.nodes.bit.fill(0.0);
        self.before_step.conductances.clone_from(&self.conductances);
        self.refresh();
        self.transfer_valid &= self.conductances == self.before_step.conductances;
    }

    /// Lets `dt` seconds pass in which no device changes, see [`DeviceArray::wait`].
    pub fn wait(&mut self, dt: f64) {
        self.devices.wait(dt);
    }

    /// Returns to the beginning of the last step.
    pub fn undo(&mut self) {
        self.devices.rollback();
        self.conductances.copy_from_slice(&self.before_step.conductances);
        self.transfer_valid = self.before_step.transfer_valid;
    }

    fn begin(&mut self) {
        self.devices.mark();
        self.before_step.conductances.clone_from(&self.conductances);
        self.before_step.transfer_valid = self.transfer_valid;
    }

    /// Predict, move, correct; returns the largest change of a device and the error in volts.
    fn attempt(&mut self, lines: &Lines, time: f64, end: f64) -> Result<(f64, f64), LearningError> {
        let mut moment = std::mem::take(&mut self.end);
        self.solve(lines, end, Side::Before, &mut moment)?;
        let mut change = self.move_devices(&moment.voltages, end - time);
        let mut error = 0.0;
        if change > 0.0 {
            self.scratch.copy_from_slice(&moment.voltages);
            self.solve(lines, end, Side::Before, &mut moment)?;
            error = largest_difference(&self.scratch, &moment.voltages);
            // Far below the tolerance the corrected voltage moves the states by less than the step's own error.
            if error <= self.tolerance && error > 1e-4 * self.tolerance {
                self.undo();
                change = self.move_devices(&moment.voltages, end - time);
            }
        }
        self.end = moment;
        Ok((change, error))
    }

    fn move_devices(&mut self, end_voltages: &[f64], dt: f64) -> f64 {
        let segment = Segment { start: &self.start.voltages, end: end_voltages };
        let change = self.devices.advance(segment, dt).largest_change;
        if change > 0.0 {
            self.refresh();
            self.transfer_valid = false;
        }
        change
    }

    /// Reads the conductances of the present states (devices are ohmic while their state stands still).
    fn refresh(&mut self) {
        self.devices.branches(&self.rest, &mut self.scratch, &mut self.conductances);
    }

    /// Solves the array with the sources of one moment.
    fn solve(&mut self, lines: &Lines, time: f64, side: Side, moment: &mut Moment) -> Result<(), LearningError> {
        let voltage = |line: &crate::Line| match side {
            Side::After => line.after(time),
            Side::Before => line.before(time),
        };
        moment.sources.clear();
        moment.sources.extend(lines.rows.iter().chain(&lines.columns).map(voltage));
        let (rows, columns) = moment.sources.split_at(self.wires.rows);
        let held = rows.iter().map(|&v| Terminal::Voltage(v));
        self.drive.left.iter_mut().zip(held).for_each(|(end, terminal)| *end = terminal);
        // A sensed column and one driven with 0 V are held alike, so the kind of terminal need not change here.
        let held = columns.iter().map(|&v| Terminal::Voltage(v));
        self.drive.bottom.iter_mut().zip(held).for_each(|(end, terminal)| *end = terminal);
        let circuit = crossbar::Circuit::ohmic(&self.wires, &self.drive, &self.conductances);
        self.solver.solve(&circuit, &mut self.nodes)?;
        moment.voltages.resize(self.conductances.len(), 0.0);
        crossbar::device_voltages(&self.nodes, &mut moment.voltages);
        moment.ends.update(&circuit, &self.nodes);
        Ok(())
    }
}

/// Which value holds at a jump.
#[derive(Clone, Copy)]
enum Side {
    Before,
    After,
}

fn largest_difference(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).fold(0.0, |largest, (x, y)| (x - y).abs().max(largest))
}

/// Energy from the sources (J) while voltages and currents are linear in time: exact for conductances that stand still.
fn delivered(start: &Moment, end: &Moment, dt: f64) -> f64 {
    let currents =
        |moment: &Moment| -> Vec<f64> { moment.ends.left.iter().chain(&moment.ends.bottom).copied().collect() };
    let (from, to) = (currents(start), currents(end));
    let sum: f64 = (0..from.len())
        .map(|k| {
            let (v0, v1, i0, i1) = (start.sources[k], end.sources[k], -from[k], -to[k]);
            2.0 * (v0 * i0 + v1 * i1) + v0 * i1 + v1 * i0
        })
        .sum();
    sum * dt / 6.0
}
