//! Steps in time of devices that belong to somebody else.

use devices::DeviceArray;
use devices::units::engineering;

use crate::{drive::Drive, newton::Newton, wires::Wires};

use super::{Capacitance, Moment, StepError, Tolerance, step::Scratch};

/// Advances the devices of a crossbar in steps that are accepted only when their error is small.
///
/// Between two times the sources are linear. The voltages at the end of a step are solved with the states before it, the
/// devices move along the straight line between both voltages, the voltages are solved again: the difference is the error,
/// and moving the devices once more with the corrected voltages makes the step second order.
///
/// The devices are the same in every call; [`Dynamics`](super::Dynamics) keeps both together.
pub struct Stepper {
    pub(super) wires: Wires,
    pub(super) capacitance: Capacitance,
    pub(super) tolerance: Tolerance,
    pub(super) newton: Newton,
    /// Beginning of the last step.
    pub(super) start: Moment,
    /// End of the last step.
    pub(super) end: Moment,
    /// Length of the next step that the last error suggests (s); infinite when there is none.
    pub(super) suggestion: f64,
    pub(super) scratch: Scratch,
}

impl Stepper {
    /// Steps on these wires, whose line ends are held like those of `drive`.
    ///
    /// # Errors
    /// [`StepError::Setting`] when a tolerance or capacitance is impossible.
    pub fn new(
        wires: Wires,
        drive: Drive,
        capacitance: Capacitance,
        tolerance: Tolerance,
    ) -> Result<Stepper, StepError> {
        check_capacitance(capacitance)?;
        check_tolerance(tolerance)?;
        let moment = Moment::new(drive);
        Ok(Stepper {
            wires,
            capacitance,
            tolerance,
            newton: Newton::new(),
            start: moment.clone(),
            end: moment,
            suggestion: f64::INFINITY,
            scratch: Scratch::default(),
        })
    }

    /// Geometry and line resistance.
    pub fn wires(&self) -> &Wires {
        &self.wires
    }

    /// Replaces the lines by others of the same number and forgets the last solution.
    pub fn rewire(&mut self, wires: Wires) {
        assert_eq!((wires.rows, wires.columns), (self.wires.rows, self.wires.columns), "the array keeps its size");
        self.wires = wires;
        self.forget();
    }

    /// Beginning and end of the last step.
    pub fn moments(&self) -> (&Moment, &Moment) {
        (&self.start, &self.end)
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

    /// Returns `devices` to the beginning of the last step.
    pub fn undo(&mut self, devices: &mut dyn DeviceArray) {
        devices.rollback();
        self.end.time = f64::NAN;
        self.suggestion = f64::INFINITY;
    }
}

/// Whether there is one device at each crossing.
pub(super) fn check_count(wires: &Wires, devices: &dyn DeviceArray) -> Result<(), StepError> {
    if devices.len() == wires.devices() {
        return Ok(());
    }
    let expected = "there must be one device per row and column";
    Err(StepError::Setting { name: "devices", value: devices.len().to_string(), expected })
}

fn check_capacitance(capacitance: Capacitance) -> Result<(), StepError> {
    for (name, value) in [("word", capacitance.word), ("bit", capacitance.bit), ("device", capacitance.device)] {
        if !(value >= 0.0 && value.is_finite()) {
            let expected = "a capacitance must be finite and not negative";
            return Err(StepError::Setting { name, value: engineering(value, "F"), expected });
        }
    }
    Ok(())
}

fn check_tolerance(tolerance: Tolerance) -> Result<(), StepError> {
    let refuse = |value: String, expected| Err(StepError::Setting { name: "tolerance", value, expected });
    if !(tolerance.voltage > 0.0 && tolerance.voltage.is_finite()) {
        return refuse(engineering(tolerance.voltage, "V"), "it must be a positive voltage, such as 1 mV");
    }
    if tolerance.state.is_nan() || tolerance.state <= 0.0 {
        return refuse(tolerance.state.to_string(), "that of the states must be positive, such as 1e-4");
    }
    Ok(())
}
