//! What an element in series with every device says about itself.

use std::fmt::Debug;

use crate::model::{Branch, Column, Segment};
use crate::words::Words;

/// Elements in series with the devices of an array, one per device; what most of them lack has an empty default.
pub(super) trait Series: Words + Send + Sync {
    /// The quantity that [`read`](Series::read) gives.
    const COLUMN: Column;

    /// Parameters that all elements have in common.
    fn law(&self) -> &dyn Debug;

    /// Quantity [`COLUMN`](Series::COLUMN) of element number `cell`.
    fn read(&self, cell: usize) -> f64;

    /// Current (A) and dI/dV (S) of element number `cell` with `drop` (V) across it; never falls with `drop`.
    fn branch(&self, cell: usize, drop: f64) -> Branch;

    /// The drop (V) at which the element flips while its drop goes from `from` to `to` (V); `from` when it should have
    /// flipped before, `None` when it stays as it is.
    fn limit(&self, _cell: usize, _from: f64, _to: f64) -> Option<f64> {
        None
    }

    /// Element number `cell` goes over into its other state.
    fn flip(&mut self, _cell: usize) {}

    /// Element number `cell` returns to the state in which it was made.
    fn reset(&mut self, _cell: usize) {}

    /// True when no element can flip while the voltages across the cells stay between `lowest` and `highest` (V).
    fn idle(&self, _lowest: f64, _highest: f64) -> bool {
        true
    }

    /// True when an element may flip.
    fn jumps(&self) -> bool {
        false
    }

    /// Sees to it that [`branch`](Series::branch) holds after the share `share` (0 to 1) of a segment.
    fn turn(&mut self, _share: f64) {}

    /// True when [`turn`](Series::turn) changes nothing.
    fn steady(&self) -> bool {
        true
    }

    /// See [`DeviceArray::stand`](crate::DeviceArray::stand).
    fn stand(&mut self, _bit_nodes: Segment<'_>) {}

    /// See [`DeviceArray::set_gates`](crate::DeviceArray::set_gates).
    fn set_gates(&mut self, _gates: Segment<'_>) {}

    /// Keeps the present states for [`rollback`](Series::rollback).
    fn mark(&mut self) {}

    /// Returns to the last [`mark`](Series::mark).
    fn rollback(&mut self) {}
}
