//! Devices whose last step can be taken back without giving up the mark of the circuit.

use crate::checkpoint::RestoreError;
use crate::model::{Advance, DeviceArray, Segment};

/// An array of devices, and what has been done to it since the circuit marked it.
///
/// An array has one mark. Until the circuit sets it, it is free for [`retract`](Trail::retract); from then on a step is
/// taken back by rolling back to the mark and doing all others again. Circuits mark before every step of theirs, so
/// that there are few; who marks once and goes on for long pays for it.
pub(super) struct Trail {
    devices: Box<dyn DeviceArray>,
    marked: bool,
    since: Vec<Action>,
}

/// What can be done to devices.
enum Action {
    Advance { start: Vec<f64>, end: Vec<f64>, dt: f64 },
    Wait(f64),
    Program(Vec<f64>),
    Place { devices: Vec<usize>, positions: Vec<f64> },
}

impl Action {
    fn act(&self, devices: &mut dyn DeviceArray) -> Advance {
        match self {
            Action::Advance { start, end, dt } => return devices.advance(Segment { start, end }, *dt),
            Action::Wait(dt) => devices.wait(*dt),
            Action::Program(positions) => devices.program(positions),
            Action::Place { devices: numbers, positions } => devices.place(numbers, positions),
        }
        Advance::default()
    }
}

impl Trail {
    pub fn new(devices: Box<dyn DeviceArray>) -> Trail {
        Trail { devices, marked: false, since: Vec::new() }
    }

    /// The devices in their present state.
    pub fn devices(&self) -> &dyn DeviceArray {
        &*self.devices
    }

    /// A step that [`retract`](Trail::retract) takes back.
    pub fn advance(&mut self, start: &[f64], end: &[f64], dt: f64) -> Advance {
        if !self.marked {
            self.devices.mark();
        }
        self.act(Action::Advance { start: start.to_vec(), end: end.to_vec(), dt })
    }

    /// Takes the last step back.
    pub fn retract(&mut self) {
        self.devices.rollback();
        self.since.pop();
        for action in &self.since {
            action.act(&mut *self.devices);
        }
    }

    pub fn wait(&mut self, dt: f64) {
        self.act(Action::Wait(dt));
    }

    pub fn program(&mut self, positions: &[f64]) {
        self.act(Action::Program(positions.to_vec()));
    }

    pub fn place(&mut self, devices: &[usize], positions: &[f64]) {
        self.act(Action::Place { devices: devices.to_vec(), positions: positions.to_vec() });
    }

    pub fn mark(&mut self) {
        self.devices.mark();
        self.marked = true;
        self.since.clear();
    }

    pub fn rollback(&mut self) {
        assert!(self.marked, "rollback needs a mark to return to");
        self.devices.rollback();
        self.since.clear();
    }

    /// Restores the devices, and marks them.
    pub fn restore(&mut self, state: &mut &[u64]) -> Result<(), RestoreError> {
        self.devices.restore(state)?;
        self.mark();
        Ok(())
    }

    fn act(&mut self, action: Action) -> Advance {
        let advance = action.act(&mut *self.devices);
        if self.marked {
            self.since.push(action);
        }
        advance
    }
}
