//! Training rows divided again: some learn, the others judge.

use devices::rng::{Purpose, key, stream};
use rand::seq::SliceRandom;

use crate::split::{fold_splits, half_split};
use crate::{DataSet, Split};

/// Training rows of a split and nothing else: a search that sees cuts alone cannot see a test row.
#[derive(Clone, Debug)]
pub struct Cut {
    /// The training rows.
    pub data: DataSet,
    /// Which of them learn (`train`) and which judge (`test`).
    pub split: Split,
}

/// `count` cuts of a set. With official training rows these are divided again, a quarter judges, `most` of them at most
/// where that is given; without, the training half of half split `k` of `protocol_seed` is divided into halves, for k below `count`.
pub fn cuts(data: &DataSet, count: usize, most: Option<usize>, protocol_seed: u64, seed: u64) -> Vec<Cut> {
    let classes = data.classes.len();
    let cut = |k: usize| {
        let own = key(seed, Purpose::Search, k as u64);
        let train = match data.official {
            Some(training) => (0..training).collect(),
            None => half_split(&data.labels, classes, protocol_seed, k).train,
        };
        let data = data.subset(&train);
        let data = match most {
            Some(most) if most < data.rows.len() => data.subset(&stratified(&data, most, own)),
            _ => data,
        };
        let split = match train.len() == data.rows.len() && most.is_none() && train.len() < FEW {
            true => half_split(&data.labels, classes, own, 0),
            false => fold_splits(&data.labels, classes, 4, own, 0).swap_remove(0),
        };
        Cut { data, split }
    };
    (0..count).map(cut).collect()
}

/// So few rows are divided into halves, as the protocols of the small sets do.
const FEW: usize = 1000;

/// `count` rows, classes in proportion, in the order of the table.
fn stratified(data: &DataSet, count: usize, seed: u64) -> Vec<usize> {
    let mut random = stream(seed, Purpose::Search, u64::MAX);
    let mut ranked = Vec::with_capacity(data.rows.len());
    for class in 0..data.classes.len() {
        let mut members: Vec<usize> = (0..data.labels.len()).filter(|&row| data.labels[row] == class).collect();
        members.shuffle(&mut random);
        let size = members.len() as f64;
        ranked.extend(members.into_iter().enumerate().map(|(k, row)| ((k as f64 + 0.5) / size, row)));
    }
    ranked.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut chosen: Vec<usize> = ranked.into_iter().take(count).map(|(_, row)| row).collect();
    chosen.sort_unstable();
    chosen
}
