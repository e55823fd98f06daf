//! What all junctions of an array have in common.

use super::bins::Direction;
use super::ensemble::{Disorder, MOST_OFFSET};
use super::film::Film;
use super::junction::{Domains, Ensemble, Junction, Kernel, Potentiation};
use super::nucleation::NucleationLaw;

/// Parameters and what follows from them.
#[derive(Clone, Debug)]
pub(crate) struct Kind {
    pub junction: Junction,
    /// Disorder when all junctions share it.
    pub shared: Disorder,
    /// Domains in each bin; 1 each where bins fill continuously.
    pub capacity: Vec<f64>,
    pub seed: u64,
    /// Largest change of S in one step of the feedback between polarization and voltage.
    pub feedback_step: f64,
    share: f64,
    depolarization: f64,
}

/// Change of S up to which the depolarization voltage may be taken at its value in the middle of a step.
const FEEDBACK_STEP: f64 = 0.01;

impl Kind {
    pub fn new(junction: Junction, seed: u64) -> Kind {
        let k = junction.bins;
        let capacity: Vec<f64> = match junction.domains {
            Domains::Infinite => vec![1.0; k],
            Domains::Count(n) => (0..k).map(|i| ((i + 1) * n / k - i * n / k) as f64).collect(),
        };
        let share = junction.film.as_ref().map_or(1.0, Film::share);
        let depolarization = junction.film.as_ref().map_or(0.0, Film::depolarization);
        let grain = match (junction.kernel, junction.domains) {
            (Kernel::Step, _) => 1.0 / k as f64,
            (Kernel::Weibull, Domains::Count(n)) => 1.0 / n as f64,
            (Kernel::Weibull, Domains::Infinite) => 0.0,
        };
        let feedback_step = FEEDBACK_STEP.max(2.0 * grain); // two events must fit into a step
        let shared = Disorder::quantiles(&junction, &capacity);
        Kind { shared, junction, capacity, seed, feedback_step, share, depolarization }
    }

    pub fn law(&self, direction: Direction) -> &NucleationLaw {
        match direction {
            Direction::Up => &self.junction.up,
            Direction::Down => &self.junction.down,
        }
    }

    /// True when all junctions have the same disorder.
    pub fn shares_disorder(&self) -> bool {
        self.junction.ensemble == Ensemble::Quantiles
    }

    /// Largest built-in voltage of a domain (V).
    pub fn largest_offset(&self) -> f64 {
        MOST_OFFSET * self.junction.sigma_off
    }

    /// True when the polarization acts back on the voltage that drives it.
    pub fn has_feedback(&self) -> bool {
        self.depolarization > 0.0
    }

    /// Voltage (V) that drives the domains when `voltage` lies across the device.
    #[inline(always)]
    pub fn drop(&self, voltage: f64, up_fraction: f64) -> f64 {
        self.share * voltage - self.depolarization * (2.0 * up_fraction - 1.0) - self.junction.imprint
    }

    /// Voltage across the device that drives the domains with `voltage`: the inverse of [`drop`](Kind::drop).
    pub fn applied(&self, voltage: f64, up_fraction: f64) -> f64 {
        (voltage + self.junction.imprint + self.depolarization * (2.0 * up_fraction - 1.0)) / self.share
    }

    /// Fraction of ON domains when the fraction `up` is up, and the other way round.
    #[inline(always)]
    pub fn on_fraction(&self, up: f64) -> f64 {
        match self.junction.potentiation {
            Potentiation::Positive => up,
            Potentiation::Negative => 1.0 - up,
        }
    }
}
