//! Arrays in time: sources on the lines, Kirchhoff's laws in between, devices that switch.

mod error;
mod glimpse;
mod moment;
mod scheme;
mod step;
mod stepper;
mod storage;
#[cfg(test)]
mod tests;
mod waypoint;

use devices::DeviceArray;

use crate::{drive::Drive, transient::Observer, wires::Wires};

pub use error::StepError;
pub use moment::Moment;
pub use step::Step;
pub use stepper::Stepper;
use stepper::check_count;
pub use storage::{Capacitance, Plates};

/// Which value holds at a jump.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The one that comes to it.
    Before,
    /// The one that leaves it.
    After,
}

/// What holds the line ends in time: voltages that are linear between corners.
pub trait Sources {
    /// Sets the voltages at `time` (s) in `drive`; at a jump those of `side`. The same ends are held at all times.
    fn hold(&self, time: f64, side: Side, drive: &mut Drive);

    /// Writes the gate voltage of each device (V against ground, row-major) at `time` (s); nothing where there are none.
    fn gates(&self, _time: f64, _side: Side, _gates: &mut Vec<f64>) {}
}

/// Errors allowed in one step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tolerance {
    /// Difference between predicted and corrected device voltages, and error of stored voltages (V).
    pub voltage: f64,
    /// Difference between predicted and corrected states, as a share of their range; infinite for devices that jump at
    /// random, where only the voltage counts.
    pub state: f64,
}

impl Default for Tolerance {
    fn default() -> Tolerance {
        Tolerance { voltage: 1e-3, state: 1e-4 }
    }
}

/// A crossbar with its devices, advanced in steps that are accepted only when their error is small; see [`Stepper`].
pub struct Dynamics {
    stepper: Stepper,
    devices: Box<dyn DeviceArray>,
}

impl Dynamics {
    /// An array of `devices` whose line ends are held like those of `drive`.
    ///
    /// # Errors
    /// [`StepError::Setting`] when the number of devices does not fit the wires, or a tolerance or capacitance is
    /// impossible.
    pub fn new(
        wires: Wires,
        drive: Drive,
        devices: Box<dyn DeviceArray>,
        capacitance: Capacitance,
        tolerance: Tolerance,
    ) -> Result<Dynamics, StepError> {
        check_count(&wires, devices.as_ref())?;
        Ok(Dynamics { stepper: Stepper::new(wires, drive, capacitance, tolerance)?, devices })
    }

    /// Geometry and line resistance.
    pub fn wires(&self) -> &Wires {
        self.stepper.wires()
    }

    /// What stores charge.
    pub fn capacitance(&self) -> Capacitance {
        self.stepper.capacitance
    }

    /// The devices.
    pub fn devices(&self) -> &dyn DeviceArray {
        self.devices.as_ref()
    }

    /// Beginning and end of the last step.
    pub fn moments(&self) -> (&Moment, &Moment) {
        self.stepper.moments()
    }

    /// Takes one step, see [`Stepper::step`].
    ///
    /// # Errors
    /// Those of [`Stepper::step`].
    pub fn step(&mut self, sources: &dyn Sources, time: f64, until: f64) -> Result<Step, StepError> {
        self.stepper.step(self.devices.as_mut(), sources, time, until)
    }

    /// Solves the circuit at `time` (s) with the present states, at rest when nothing is known from before.
    ///
    /// # Errors
    /// [`StepError::Circuit`] from the solver.
    pub fn solve_at(&mut self, sources: &dyn Sources, time: f64) -> Result<&Moment, StepError> {
        self.stepper.solve_at(self.devices.as_mut(), sources, time)
    }

    /// Shows the array at a time (s) inside the last accepted step, then goes on from its end as if nothing had been asked.
    pub(crate) fn glimpse(
        &mut self,
        sources: &dyn Sources,
        time: f64,
        observer: &mut dyn Observer,
    ) -> Result<(), StepError> {
        self.stepper.glimpse(self.devices.as_mut(), sources, time, observer)
    }

    /// Puts each device at a position of its range, see [`DeviceArray::program`].
    pub fn program(&mut self, positions: &[f64]) {
        self.devices.program(positions);
        self.stepper.forget();
    }

    /// Returns to the beginning of the last step.
    pub fn undo(&mut self) {
        self.stepper.undo(self.devices.as_mut());
    }
}
