//! What a circuit sees of its devices ([`DeviceArray`]) and what a scalar model says about itself ([`DeviceModel`]).

/// Voltages across all devices (V) that change linearly from `start` to `end` during one step.
///
/// Positive voltage: the word line (row) is above the bit line (column).
#[derive(Clone, Copy, Debug)]
pub struct Segment<'a> {
    /// Voltage across each device at the beginning of the step (V).
    pub start: &'a [f64],
    /// Voltage across each device at the end of the step (V).
    pub end: &'a [f64],
}

/// What one step did to the devices; lets the loop choose the next step.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Advance {
    /// Largest change of any device, as a fraction of its whole range (0 to 1).
    pub largest_change: f64,
    /// Number of devices whose state was touched; the others were idle.
    pub active: usize,
}

impl Advance {
    /// Both together: the larger change, the sum of the active.
    pub fn join(self, other: Advance) -> Advance {
        Advance { largest_change: self.largest_change.max(other.largest_change), active: self.active + other.active }
    }
}

/// One quantity that can be read from every device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Name in files, such as `switched_fraction`.
    pub name: &'static str,
    /// SI unit, `1` where there is none.
    pub unit: &'static str,
    /// The name in words, for figure axes.
    pub long_name: &'static str,
}

/// Many devices of one kind, as the circuit sees them: object safe, one virtual call per array.
pub trait DeviceArray: Send + Sync {
    /// Number of devices.
    fn len(&self) -> usize;

    /// True when the array holds no device.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Current (A) and differential conductance dI/dV (S) of every device at `voltages` (V), state unchanged.
    fn branches(&self, voltages: &[f64], currents: &mut [f64], conductances: &mut [f64]);

    /// Differential conductance of every device at 0 V (S), the reading of a small voltage.
    fn conductances(&self) -> Vec<f64> {
        let (rest, mut currents) = (vec![0.0; self.len()], vec![0.0; self.len()]);
        let mut conductances = vec![0.0; self.len()];
        self.branches(&rest, &mut currents, &mut conductances);
        conductances
    }

    /// True when no device can change noticeably (the array's own idle rule) while all voltages stay between `lowest`
    /// and `highest` (V) for `dt` seconds. The loop then skips the devices and treats the array as a linear circuit.
    fn idle(&self, lowest: f64, highest: f64, dt: f64) -> bool;

    /// Moves every device through `segment`, which lasts `dt` seconds.
    fn advance(&mut self, segment: Segment<'_>, dt: f64) -> Advance;

    /// Makes the present states those that [`rollback`](DeviceArray::rollback) returns to.
    fn mark(&mut self);

    /// Returns every device to the last [`mark`](DeviceArray::mark), as if no step had been tried since.
    fn rollback(&mut self);

    /// Puts each device at `positions[k]` of its range, 0 = off (`g_off`), 1 = on (`g_on`), with an empty history.
    fn program(&mut self, positions: &[f64]);

    /// Quantities that [`read`](DeviceArray::read) can give.
    fn columns(&self) -> &'static [Column];

    /// Writes column number `column` of [`columns`](DeviceArray::columns) for every device into `out`.
    fn read(&self, column: usize, out: &mut [f64]);
}

/// Current through a device and its slope at the given voltage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Branch {
    /// Current (A), positive from word line to bit line.
    pub current: f64,
    /// dI/dV (S) at that voltage.
    pub conductance: f64,
}

/// A device whose history is one number: the author writes the equations of one device,
/// [`Batch`](crate::Batch) keeps the states of many.
pub trait DeviceModel: Send + Sync {
    /// The quantity that runs from 0 (off) to 1 (on).
    const POSITION: Column;

    /// State of a device that is fully off.
    fn off_state(&self) -> f64;

    /// State of a device that is fully on.
    fn on_state(&self) -> f64;

    /// Current and conductance in `state` at `voltage` (V).
    fn branch(&self, state: f64, voltage: f64) -> Branch;

    /// State after a ramp from `start` to `end` (V) that lasts `dt` seconds; stays between off and on.
    fn advance(&self, state: f64, start: f64, end: f64, dt: f64) -> f64;

    /// True when no state changes noticeably while the voltage stays between `lowest` and `highest` (V) for `dt` seconds.
    fn idle(&self, lowest: f64, highest: f64, dt: f64) -> bool;
}
