//! Arrays in time: sources on the lines, Kirchhoff's laws in between, devices that switch.

mod error;
mod glimpse;
mod moment;
mod scheme;
mod step;
mod storage;
#[cfg(test)]
mod tests;
mod waypoint;

use devices::DeviceArray;

use crate::{drive::Drive, newton::Newton, wires::Wires};

pub use error::StepError;
pub use moment::Moment;
pub use step::Step;
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

/// A crossbar with its devices, advanced in steps that are accepted only when their error is small.
///
/// Between two times the sources are linear. The voltages at the end of a step are solved with the states before it, the
/// devices move along the straight line between both voltages, the voltages are solved again: the difference is the error,
/// and moving the devices once more with the corrected voltages makes the step second order.
pub struct Dynamics {
    wires: Wires,
    devices: Box<dyn DeviceArray>,
    capacitance: Capacitance,
    /// Errors allowed in one step.
    pub tolerance: Tolerance,
    newton: Newton,
    /// Beginning of the last step.
    start: Moment,
    /// End of the last step.
    end: Moment,
    /// Length of the next step that the last error suggests (s); infinite when there is none.
    suggestion: f64,
    scratch: step::Scratch,
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
        let refuse = |name, value: String, expected| Err(StepError::Setting { name, value, expected });
        if devices.len() != wires.devices() {
            return refuse("devices", devices.len().to_string(), "there must be one device per row and column");
        }
        for (name, value) in [("word", capacitance.word), ("bit", capacitance.bit), ("device", capacitance.device)] {
            if !(value >= 0.0 && value.is_finite()) {
                return refuse(name, format!("{value} F"), "a capacitance must be finite and not negative");
            }
        }
        if !(tolerance.voltage > 0.0 && tolerance.voltage.is_finite()) {
            return refuse(
                "tolerance",
                format!("{} V", tolerance.voltage),
                "it must be a positive voltage, such as 1 mV",
            );
        }
        if tolerance.state.is_nan() || tolerance.state <= 0.0 {
            return refuse(
                "tolerance",
                tolerance.state.to_string(),
                "that of the states must be positive, such as 1e-4",
            );
        }
        let moment = Moment::new(drive);
        Ok(Dynamics {
            wires,
            devices,
            capacitance,
            tolerance,
            newton: Newton::new(),
            start: moment.clone(),
            end: moment,
            suggestion: f64::INFINITY,
            scratch: step::Scratch::default(),
        })
    }

    /// Geometry and line resistance.
    pub fn wires(&self) -> &Wires {
        &self.wires
    }

    /// What stores charge.
    pub fn capacitance(&self) -> Capacitance {
        self.capacitance
    }

    /// The devices.
    pub fn devices(&self) -> &dyn DeviceArray {
        self.devices.as_ref()
    }

    /// Beginning and end of the last step.
    pub fn moments(&self) -> (&Moment, &Moment) {
        (&self.start, &self.end)
    }

    /// Puts each device at a position of its range, see [`DeviceArray::program`].
    pub fn program(&mut self, positions: &[f64]) {
        self.devices.program(positions);
        self.forget();
    }

    /// Lets `dt` seconds pass in which no device changes, see [`DeviceArray::wait`].
    pub fn wait(&mut self, dt: f64) {
        self.devices.wait(dt);
        self.forget();
    }

    /// Forgets the last solution, so that what follows depends on the states alone; stored charge comes to rest.
    pub fn forget(&mut self) {
        for moment in [&mut self.start, &mut self.end] {
            moment.time = f64::NAN;
            moment.nodes.word.fill(0.0);
            moment.nodes.bit.fill(0.0);
        }
        self.suggestion = f64::INFINITY;
    }

    /// Returns to the beginning of the last step.
    pub fn undo(&mut self) {
        self.devices.rollback();
        self.end.time = f64::NAN;
        self.suggestion = f64::INFINITY;
    }
}
