//! Points drawn at random.

use devices::rng::{Purpose, key, stream, uniform};
use rand::seq::SliceRandom;
use serde::Deserialize;
use toml::Value;

use crate::Range;

/// How points are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    /// Each value of each point on its own.
    Random,
    /// Every range is cut into as many equal parts as there are points, and each part holds one point (McKay, Beckman and
    /// Conover 1979, doi:10.1080/00401706.1979.10489755).
    LatinHypercube,
}

/// How many points are drawn, and their seed.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) struct Draws {
    pub points: usize,
    #[serde(default = "one")]
    pub seed: u64,
}

fn one() -> u64 {
    1
}

/// A sample: everything that decides its points but their ranges.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample {
    pub method: Method,
    pub draws: Draws,
}

impl Method {
    /// All of them with their keys in `[vary]`.
    pub const ALL: [(&str, Self); 2] = [("random", Self::Random), ("latin_hypercube", Self::LatinHypercube)];
}

impl Sample {
    /// The values of point number `point`, one of each range.
    pub fn values<'a>(&self, point: usize, ranges: impl Iterator<Item = &'a Range>) -> Vec<Value> {
        let Draws { points, seed } = self.draws;
        match self.method {
            Method::Random => Range::draw(ranges, stream(seed, Purpose::Sweep, point as u64)),
            Method::LatinHypercube => {
                let within = key(seed, Purpose::Sweep, point as u64);
                let share = |dimension: usize| {
                    let part = parts(seed, dimension, points)[point] as f64;
                    (part + uniform(within, dimension as u64)) / points as f64
                };
                ranges.enumerate().map(|(dimension, range)| range.at(share(dimension))).collect()
            }
        }
    }
}

/// Which part of a range each point takes.
fn parts(seed: u64, dimension: usize, points: usize) -> Vec<usize> {
    let mut parts: Vec<usize> = (0..points).collect();
    parts.shuffle(&mut stream(seed, Purpose::Strata, dimension as u64));
    parts
}
