//! What the chip of the FACETS project makes of a rule: 16 weights, look-up tables, and a controller that comes by.

use super::IdealSynapse;
use crate::LearningError;
use crate::error::setting;

/// Largest level of a weight of 4 bits.
const TOP: u8 = 15;

/// Reduced symmetric nearest-neighbor rule of Pfeil et al. 2012, doi:10.3389/fnins.2012.00090.
///
/// Between two pre spikes the first post spike adds to a causal, the last to an anti-causal charge. A controller reads
/// the charges once per `readout` (at the next pre spike): where one exceeds `threshold` the weight is replaced by the
/// entry of a table, and both charges are cleared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FacetsRule {
    /// Decay time of causal pairs (s).
    pub tau_plus: f64,
    /// Decay time of anti-causal pairs (s).
    pub tau_minus: f64,
    /// Charge, in pairs without delay, above which a weight is moved.
    pub threshold: f64,
    /// Time between readings of one weight (s).
    pub readout: f64,
    /// Weight of the largest level.
    pub w_max: f64,
    /// Next level where the causal charge exceeds the threshold.
    pub causal: [u8; 16],
    /// Next level where the anti-causal charge does.
    pub anticausal: [u8; 16],
    /// Next level where both do.
    pub both: [u8; 16],
}

/// One weight under a [`FacetsRule`].
#[derive(Clone, Debug, PartialEq)]
pub struct FacetsSynapse {
    rule: FacetsRule,
    level: u8,
    charges: [f64; 2],
    next_readout: f64,
    last_pre: Option<f64>,
    /// First and last post spike since the last pre spike.
    since: Option<(f64, f64)>,
}

impl FacetsSynapse {
    /// The level nearest to `weight`, without any charge; the first reading is due at 0 s.
    ///
    /// # Errors
    /// [`LearningError::Setting`] for a time, threshold or `w_max` that is not positive, a table that leads to a level above
    /// 15, or a weight outside 0 to `w_max`.
    pub fn new(rule: FacetsRule, weight: f64) -> Result<Self, LearningError> {
        let FacetsRule { tau_plus, tau_minus, threshold, readout, w_max, .. } = rule;
        let positive = [
            ("tau_plus", tau_plus),
            ("tau_minus", tau_minus),
            ("threshold", threshold),
            ("readout", readout),
            ("w_max", w_max),
        ];
        for (name, value) in positive {
            setting(value > 0.0 && value.is_finite(), name, value, "it must be positive and finite")?;
        }
        for (name, table) in [("causal", rule.causal), ("anticausal", rule.anticausal), ("both", rule.both)] {
            let highest = table.into_iter().fold(0, u8::max);
            setting(highest <= TOP, name, format!("a table with level {highest}"), "levels run from 0 to 15")?;
        }
        setting((0.0..=w_max).contains(&weight), "weight", weight, "weights lie between 0 and `w_max`")?;
        let level = (weight / rule.w_max * f64::from(TOP)).round().clamp(0.0, f64::from(TOP)) as u8;
        Ok(Self { rule, level, charges: [0.0; 2], next_readout: 0.0, last_pre: None, since: None })
    }

    /// The controller comes by.
    fn readout(&mut self) {
        let table = match self.charges.map(|charge| charge > self.rule.threshold) {
            [false, false] => return,
            [true, false] => self.rule.causal,
            [false, true] => self.rule.anticausal,
            [true, true] => self.rule.both,
        };
        self.level = table[usize::from(self.level)];
        self.charges = [0.0; 2];
    }
}

impl IdealSynapse for FacetsSynapse {
    fn pre(&mut self, time: f64) {
        if time > self.next_readout {
            self.readout();
            // a whole number of cycles, so that no rounding adds up
            self.next_readout = self.rule.readout * (time / self.rule.readout).ceil();
        }
        if let Some((first, last)) = self.since.take() {
            if let Some(pre) = self.last_pre {
                self.charges[0] += (-(first - pre) / self.rule.tau_plus).exp();
            }
            self.charges[1] += (-(time - last) / self.rule.tau_minus).exp();
        }
        self.last_pre = Some(time);
    }

    fn post(&mut self, time: f64) {
        self.since = Some((self.since.map_or(time, |(first, _)| first), time));
    }

    fn weight(&self) -> f64 {
        f64::from(self.level) * self.rule.w_max / f64::from(TOP)
    }
}
