//! What a circuit sees of its devices ([`DeviceArray`]) and what a scalar model says about itself ([`DeviceModel`]).

use std::fmt::Debug;

use crate::checkpoint::RestoreError;
use crate::ramp::Ramp;
use crate::rng::Random;
use crate::words::Words;

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
    #[inline(always)]
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

/// Second column of every array: what a small voltage reads.
pub(crate) const CONDUCTANCE: Column = Column { name: "conductance", unit: "S", long_name: "conductance at 0 V" };

/// Many devices of one kind, as the circuit sees them: object safe, one virtual call per array.
pub trait DeviceArray: Send + Sync {
    /// Number of devices.
    fn len(&self) -> usize;

    /// True when the array holds no device.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Current (A) and differential conductance dI/dV (S) of every device at `voltages` (V), state unchanged.
    ///
    /// Conduction alone: what charges the plates is in [`charges`](DeviceArray::charges).
    fn branches(&self, voltages: &[f64], currents: &mut [f64], conductances: &mut [f64]);

    /// Charge on the plates of every device (C) and its slope dQ/dV (F) at `voltages` (V), state unchanged.
    ///
    /// The current of a device is that of its branch plus dQ/dt, which holds the displacement current and the charge
    /// that switches. Zero for devices that store none.
    fn charges(&self, _voltages: &[f64], charges: &mut [f64], capacitances: &mut [f64]) {
        charges.fill(0.0);
        capacitances.fill(0.0);
    }

    /// Says where the bit-line node of every device stands (V against ground), linear from `start` to `end` during the
    /// next [`advance`](DeviceArray::advance); `branches` and `charges` hold at `end`. At 0 V until it is said.
    ///
    /// For devices in series with a third terminal, see [`cell`](crate::cell); to all others the voltage across them
    /// is enough.
    fn stand(&mut self, _bit_nodes: Segment<'_>) {}

    /// Sets the gate voltage of every device (V against ground) in the manner of [`stand`](DeviceArray::stand); for
    /// devices that have a gate.
    fn set_gates(&mut self, _gates: Segment<'_>) {}

    /// Differential conductance of every device at 0 V (S), the reading of a small voltage.
    fn conductances(&self) -> Vec<f64> {
        let (rest, mut currents) = (vec![0.0; self.len()], vec![0.0; self.len()]);
        let mut conductances = vec![0.0; self.len()];
        self.branches(&rest, &mut currents, &mut conductances);
        conductances
    }

    /// True when no device can change noticeably (the array's own idle rule) while all voltages stay between `lowest`
    /// and `highest` (V) for `dt` seconds. The loop may then call [`wait`](DeviceArray::wait) instead of `advance`.
    fn idle(&self, lowest: f64, highest: f64, dt: f64) -> bool;

    /// Moves every device through `segment`, which lasts `dt` seconds.
    fn advance(&mut self, segment: Segment<'_>, dt: f64) -> Advance;

    /// Lets `dt` seconds pass in which [`idle`](DeviceArray::idle) has said that nothing changes; only clocks move on.
    fn wait(&mut self, _dt: f64) {}

    /// True when a state may change by a finite amount at once: a domain that switches, a random draw at a write.
    ///
    /// The circuit follows all other states however fast they move, in steps as short as that takes; what jumps no step
    /// resolves, so it is let pass after a few shorter ones.
    fn jumps(&self) -> bool;

    /// True when waiting changes no current: what is conducted depends on states alone that only
    /// [`advance`](DeviceArray::advance) and [`place`](DeviceArray::place) move. False for drift and noise.
    fn conducts_the_same_after_waiting(&self) -> bool {
        false
    }

    /// Makes the present states those that [`rollback`](DeviceArray::rollback) returns to.
    fn mark(&mut self);

    /// Returns every device to the last [`mark`](DeviceArray::mark), as if no step had been tried since.
    fn rollback(&mut self);

    /// Appends everything that evolves to `state`, in words that keep every bit: states, clocks, histories, numbers of
    /// random draws.
    ///
    /// Neither parameters nor what is drawn once from the seed: they come back with an array that is made in the same
    /// way. The mark is not saved.
    fn save(&self, state: &mut Vec<u64>);

    /// Takes what [`save`](DeviceArray::save) appended off the front of `state`, from an array made with the same
    /// parameters, number of devices and seed; all that follows is then the same to the bit.
    ///
    /// The restored states are also those that [`rollback`](DeviceArray::rollback) returns to.
    /// # Errors
    /// [`RestoreError`] when the state is of other devices, cut off or damaged; the array and `state` are then as they
    /// were.
    fn restore(&mut self, state: &mut &[u64]) -> Result<(), RestoreError>;

    /// Puts each device at `positions[k]` of its range, 0 = off, 1 = on, with an empty history.
    fn program(&mut self, positions: &[f64]) {
        assert_eq!(positions.len(), self.len(), "one position per device");
        self.place(&(0..self.len()).collect::<Vec<_>>(), positions);
    }

    /// Puts the devices `devices` (their numbers, each once) at `positions` of their range, 0 = off, 1 = on, with an
    /// empty history; the others are left alone. [`rollback`](DeviceArray::rollback) undoes it.
    fn place(&mut self, devices: &[usize], positions: &[f64]);

    /// Quantities that [`read`](DeviceArray::read) can give: the position (0 off to 1 on), the conductance at 0 V (S),
    /// then what the model adds.
    fn columns(&self) -> &[Column];

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

/// Charge of a device and its slope at the given voltage.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Charge {
    /// Charge on the plate at the word line (C).
    pub charge: f64,
    /// dQ/dV (F) at that voltage.
    pub capacitance: f64,
}

/// A device whose history is a few numbers: the author writes the equations of one device,
/// [`Batch`](crate::Batch) keeps the states of many and steps them in blocks that the compiler vectorizes.
///
/// Mark `branch` and `advance` `#[inline(always)]`, take functions from [`math`](crate::math), and select instead of
/// branching where it can be done.
pub trait DeviceModel: Clone + Debug + Send + Sync {
    /// What a device remembers; `f64` where one number is enough.
    type State: Copy + Debug + PartialEq + Words + Send + Sync;

    /// The quantity that runs from 0 (off) to 1 (on).
    const POSITION: Column;

    /// Further quantities that [`internal`](DeviceModel::internal) gives.
    const INTERNALS: &'static [Column] = &[];

    /// State at `position` (0 off to 1 on) with an empty history.
    fn state(&self, position: f64, random: Random) -> Self::State;

    /// Position (0 off to 1 on) in `state`.
    fn position(&self, state: &Self::State) -> f64;

    /// Current and conductance in `state` at `voltage` (V).
    fn branch(&self, state: &Self::State, voltage: f64) -> Branch;

    /// Charge in `state` at `voltage` (V).
    #[inline(always)]
    fn charge(&self, _state: &Self::State, _voltage: f64) -> Charge {
        Charge::default()
    }

    /// State after `ramp`; its position stays between 0 and 1. What is random comes from `random` and counters in the
    /// state alone.
    fn advance(&self, state: &Self::State, ramp: Ramp, random: Random) -> Self::State;

    /// [`advance`](DeviceModel::advance) where a short closed form without branches gives the same, and whether it does.
    ///
    /// An array takes this step for many devices at once, in vectors, and asks `advance` for those that answer `false`.
    #[inline(always)]
    fn shortcut(&self, state: &Self::State, ramp: Ramp, random: Random) -> (Self::State, bool) {
        (self.advance(state, ramp, random), true)
    }

    /// [`shortcut`](DeviceModel::shortcut) for many devices, each handed to `take`: its number, its state, and what
    /// `shortcut` says.
    ///
    /// A model may look at all of them first and take a shorter form where none needs more.
    #[inline(always)]
    fn shortcuts(
        &self,
        states: &mut [Self::State],
        segment: Segment<'_>,
        dt: f64,
        random: impl Fn(usize) -> Random,
        mut take: impl FnMut(usize, &mut Self::State, (Self::State, bool)),
    ) {
        let voltages = segment.start.iter().zip(segment.end);
        for (device, (state, (&start, &end))) in states.iter_mut().zip(voltages).enumerate() {
            let step = self.shortcut(state, Ramp { start, end, dt }, random(device));
            take(device, state, step);
        }
    }

    /// True when no state changes noticeably while the voltage stays between `lowest` and `highest` (V) for `dt` seconds.
    fn idle(&self, lowest: f64, highest: f64, dt: f64) -> bool;

    /// True when the state may change by a finite amount at once, see [`DeviceArray::jumps`].
    fn jumps(&self) -> bool {
        false
    }

    /// State after `dt` seconds in which [`idle`](DeviceModel::idle) has said that nothing changes; for models that count time.
    fn wait(&self, state: &Self::State, _dt: f64) -> Self::State {
        *state
    }

    /// Quantity number `index` of [`INTERNALS`](DeviceModel::INTERNALS), in its unit.
    fn internal(&self, _state: &Self::State, index: usize) -> f64 {
        unreachable!("this model has no internal quantity {index}")
    }
}
