//! What is trained, and on which devices its weights go.

use devices::catalogue::{Device, Protocol};
use devices::rng::{Purpose, key};
use learning::supervised::{Precision, SupervisedError, Transfer, WriteVerify};
use rayon::prelude::*;

use crate::{DataSet, Split, half_split};

/// What training by surrogate gradient and conversion have in common.
#[derive(Clone, Debug)]
pub struct Task<'a> {
    /// Rows and labels.
    pub data: &'a DataSet,
    /// Devices that hold the weights, in pairs.
    pub device: &'a Device,
    /// Pulses that write them, and the voltage that reads.
    pub protocol: Protocol,
    /// Hidden neurons.
    pub hidden: usize,
    /// Times each training row is seen.
    pub epochs: usize,
    /// Stratified half splits, each trained and tested anew.
    pub splits: usize,
    /// Seed of splits, first weights, order and devices.
    pub seed: u64,
    /// How finely weights are rounded before they are written.
    pub precision: Precision,
    /// Resistance of a line between neighboring devices (ohm).
    pub segment: f64,
    /// Difference from its target at which a device is left alone, as a share of the window.
    pub tolerance: f64,
    /// Most pulses for one device.
    pub pulses: usize,
}

/// Rows with their labels.
pub(super) struct Rows {
    pub rows: Vec<Vec<f64>>,
    pub labels: Vec<usize>,
}

impl Task<'_> {
    /// Does `work` for every split on all threads, in the order of their numbers; `done` is called after each.
    pub(super) fn over_splits<T: Send>(
        &self,
        done: &(dyn Fn() + Sync),
        work: impl Fn(usize) -> Result<T, SupervisedError> + Sync,
    ) -> Result<Vec<T>, SupervisedError> {
        (0..self.splits).into_par_iter().map(|index| work(index).inspect(|_| done())).collect()
    }

    /// Training rows and test rows of a split.
    pub(super) fn rows(&self, index: usize) -> (Rows, Rows) {
        let data = self.data;
        let Split { train, test } = half_split(&data.labels, data.classes.len(), self.seed, index);
        let of = |chosen: Vec<usize>| Rows {
            rows: chosen.iter().map(|&row| data.rows[row].clone()).collect(),
            labels: chosen.iter().map(|&row| data.labels[row]).collect(),
        };
        (of(train), of(test))
    }

    /// Seed of everything random in a split but the choice of its rows.
    pub(super) fn seed(&self, index: usize) -> u64 {
        key(self.seed, Purpose::Split, index as u64)
    }

    /// How the weights of a split go onto devices.
    pub(super) fn transfer(&self, index: usize) -> Transfer<'_> {
        let write = WriteVerify { protocol: self.protocol, tolerance: self.tolerance, budget: self.pulses };
        let (precision, segment, seed) = (self.precision, self.segment, self.seed(index));
        Transfer { device: self.device, write, precision, segment, seed }
    }
}
