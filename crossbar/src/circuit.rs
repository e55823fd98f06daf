//! One linear circuit: lines, what holds them, and what joins them.

use crate::{
    connected::check_connected,
    drive::Drive,
    error::SolveError,
    wires::{Wires, check_length},
};

/// Conductance (S) from every node of a set of lines to ground, such as a line's capacitance leaves in a step of time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shunts {
    /// From every word-line node.
    pub word: f64,
    /// From every bit-line node.
    pub bit: f64,
}

/// Current (A) that flows from outside into every node, row-major.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Injected {
    /// Into each word-line node, length rows * columns.
    pub word: Vec<f64>,
    /// Into each bit-line node, length rows * columns.
    pub bit: Vec<f64>,
}

/// A linear circuit, to be solved for the voltages of its nodes.
///
/// Devices of current I(V) are brought to this form by their tangent: conductance dI/dV, and `I - V dI/dV` taken out of
/// the word-line node and brought into the bit-line node.
#[derive(Clone, Copy, Debug)]
pub struct Circuit<'a> {
    /// The lines.
    pub wires: &'a Wires,
    /// What holds their ends.
    pub drive: &'a Drive,
    /// Conductance (S) of each device, row-major.
    pub conductances: &'a [f64],
    /// Conductances to ground.
    pub shunts: Shunts,
    /// Currents into the nodes; none when nothing flows in but through the line ends.
    pub injected: Option<&'a Injected>,
}

impl<'a> Circuit<'a> {
    /// Devices that obey Ohm's law, and nothing else; `conductances` (S) row-major, length rows * columns.
    pub fn ohmic(wires: &'a Wires, drive: &'a Drive, conductances: &'a [f64]) -> Circuit<'a> {
        Circuit { wires, drive, conductances, shunts: Shunts::default(), injected: None }
    }

    /// Everything that can be wrong with a circuit of passive devices, checked once at the border of a solver.
    ///
    /// # Errors
    /// [`SolveError`] naming the first value that is impossible, sizes that disagree, or a part that floats.
    pub fn check(&self) -> Result<(), SolveError> {
        self.wires.check()?;
        self.drive.check(self.wires)?;
        self.wires.check_conductances(self.conductances)?;
        self.check_extras()?;
        check_connected(self)
    }

    /// [`check`](Circuit::check) where conductances may be negative.
    pub(crate) fn check_active(&self) -> Result<(), SolveError> {
        self.wires.check()?;
        self.drive.check(self.wires)?;
        check_length("`conductances`", "device", self.wires.devices(), self.conductances.len())?;
        if let Some(k) = self.conductances.iter().position(|g| !g.is_finite()) {
            let (row, column) = (k / self.wires.columns, k % self.wires.columns);
            return Err(SolveError::Conductance { row, column, value: self.conductances[k] });
        }
        self.check_extras()?;
        check_connected(self)
    }

    fn check_extras(&self) -> Result<(), SolveError> {
        for value in [self.shunts.word, self.shunts.bit] {
            if !(value >= 0.0 && value.is_finite()) {
                return Err(SolveError::Shunt { value });
            }
        }
        let Some(injected) = self.injected else { return Ok(()) };
        check_length("`injected.word`", "device", self.wires.devices(), injected.word.len())?;
        check_length("`injected.bit`", "device", self.wires.devices(), injected.bit.len())?;
        match injected.word.iter().chain(&injected.bit).position(|current| !current.is_finite()) {
            Some(k) => {
                let device = k % self.wires.devices();
                Err(SolveError::Injection { row: device / self.wires.columns, column: device % self.wires.columns })
            }
            None => Ok(()),
        }
    }

    /// Whether nothing but lines and devices carries current.
    pub(crate) fn is_plain(&self) -> bool {
        self.shunts == Shunts::default() && self.injected.is_none() && self.wires.loads.is_empty()
    }

    /// Conductance (S) to ground from the word-line node of device `k`.
    #[inline(always)]
    pub(crate) fn word_shunt(&self, k: usize) -> f64 {
        self.shunts.word + self.wires.loads.get(k).map_or(0.0, |load| load.conductance)
    }

    /// Current (A) into a node of the word line of device `k` at `voltage` (V) from what is neither line nor device.
    #[inline(always)]
    pub(crate) fn enters_word(&self, k: usize, voltage: f64) -> f64 {
        let entering = self.injected.map_or(0.0, |injected| injected.word[k]) - self.shunts.word * voltage;
        match self.wires.loads.get(k) {
            Some(load) => entering + (load.current - load.conductance * voltage),
            None => entering,
        }
    }

    /// The same for the bit line.
    #[inline(always)]
    pub(crate) fn enters_bit(&self, k: usize, voltage: f64) -> f64 {
        self.injected.map_or(0.0, |injected| injected.bit[k]) - self.shunts.bit * voltage
    }
}
