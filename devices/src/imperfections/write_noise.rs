//! Write noise: every part of the way that a device is written adds a random error of its own.

use serde::Deserialize;

use super::layer::{Books, Layer, Passage};
use crate::error::{ModelError, within};
use crate::rng::{Purpose, key, normal};
use crate::words::words;

/// Write noise: the position is read as `x + o`, where o is a random walk along the way w that x has been moved:
/// `do = -o dw + deviation dW(w)`, w in units of the range.
///
/// The variance of an error grows with the motion, `deviation^2 w`, so N equal pulses scatter by sqrt(N) times one
/// (as in NeuroSim, Chen et al. 2018, doi:10.1109/TCAD.2018.2789723: 3.5 % of the range times sqrt(N)); what has been
/// written over is forgotten, and after much use o has the variance `deviation^2 / 2`. The walk is drawn in steps of
/// the way, never of time, so it does not depend on segments. Programming a device sets o to 0.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WriteNoise {
    /// Standard deviation that a motion over the whole range would add, as a fraction of the range.
    #[serde(deserialize_with = "crate::units::fraction")]
    pub deviation: f64,
    /// Motion, as a fraction of the range, within which the error goes on evenly.
    #[serde(default = "thousandth", deserialize_with = "crate::units::fraction")]
    pub step: f64,
}

fn thousandth() -> f64 {
    1e-3
}

impl WriteNoise {
    pub(super) fn validate(&self) -> Result<(), ModelError> {
        within("write_noise.deviation", self.deviation, 0.0, 1.0, "it is a fraction of the range")?;
        within("write_noise.step", self.step, 1e-5, 0.1, "1e-3 is fine enough for most devices")
    }

    pub(super) fn layer(&self, count: usize, seed: u64) -> Errors {
        let kept = (-self.step).exp();
        let error = |device: usize| Error {
            key: key(seed, Purpose::WriteNoise, device as u64),
            steps: 0,
            share: 0.0,
            from: 0.0,
            to: None,
        };
        let added = self.deviation * ((1.0 - kept * kept) / 2.0).sqrt();
        Errors { step: self.step, kept, added, errors: Books::new((0..count).map(error).collect()) }
    }
}

/// Errors of the positions of all devices.
#[derive(Clone, Debug)]
pub(super) struct Errors {
    step: f64,
    /// Part of an error that is left after a step.
    kept: f64,
    /// Standard deviation of what a step adds: the walk over one step, exactly.
    added: f64,
    errors: Books<Error>,
}

words!(Errors { errors });

#[derive(Clone, Copy, Debug)]
struct Error {
    key: u64,
    /// Number of whole steps so far.
    steps: u64,
    /// Part of the present step that has been gone.
    share: f64,
    /// Error at the beginning of the present step.
    from: f64,
    /// Error at its end, once a motion has begun it.
    to: Option<f64>,
}

words!(Error { steps, share, from, to });

impl Error {
    fn now(&self) -> f64 {
        self.to.map_or(self.from, |to| self.from + (to - self.from) * self.share)
    }
}

impl Layer for Errors {
    fn keeps_books(&self) -> bool {
        true
    }

    fn passed(&mut self, passage: Passage<'_>) {
        let (step, kept, added) = (self.step, self.kept, self.added);
        self.errors.each(|device, error| {
            let way = passage.moved(device).abs() / step;
            if way == 0.0 {
                return;
            }
            error.share += way;
            let mut to = error.to.unwrap_or_else(|| kept * error.from + added * normal(error.key, error.steps));
            while error.share >= 1.0 {
                error.share -= 1.0;
                error.steps += 1;
                error.from = to;
                to = kept * error.from + added * normal(error.key, error.steps);
            }
            error.to = Some(to);
        });
    }

    fn shifts_positions(&self) -> bool {
        true
    }

    fn positions(&self, positions: &mut [f64]) {
        for (position, error) in positions.iter_mut().zip(&self.errors.now) {
            *position = (*position + error.now()).clamp(0.0, 1.0);
        }
    }

    fn programmed(&mut self, device: usize) {
        let error = &mut self.errors.now[device];
        *error = Error { steps: error.steps + 1, share: 0.0, from: 0.0, to: None, ..*error };
    }

    fn mark(&mut self) {
        self.errors.mark();
    }

    fn rollback(&mut self) {
        self.errors.rollback();
    }
}
