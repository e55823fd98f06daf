//! The rule of triplets: a second, slower trace on either side scales the pairs.

use super::IdealSynapse;
use super::trace::Trace;
use crate::LearningError;
use crate::error::setting;

/// All-to-all triplet rule of Pfister and Gerstner 2006, doi:10.1523/JNEUROSCI.1425-06.2006.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TripletRule {
    /// Decay time of the fast trace of pre spikes (s).
    pub tau_plus: f64,
    /// Decay time of the slow trace of pre spikes (s).
    pub tau_x: f64,
    /// Decay time of the fast trace of post spikes (s).
    pub tau_minus: f64,
    /// Decay time of the slow trace of post spikes (s).
    pub tau_y: f64,
    /// Potentiation by a pair, in the unit of the weight.
    pub a_2_plus: f64,
    /// Depression by a pair.
    pub a_2_minus: f64,
    /// Further potentiation per earlier post spike.
    pub a_3_plus: f64,
    /// Further depression per earlier pre spike.
    pub a_3_minus: f64,
    /// Largest weight.
    pub w_max: f64,
}

/// One weight under a [`TripletRule`].
#[derive(Clone, Debug, PartialEq)]
pub struct TripletSynapse {
    rule: TripletRule,
    weight: f64,
    /// Fast and slow trace of pre spikes.
    r: [Trace; 2],
    /// Fast and slow trace of post spikes.
    o: [Trace; 2],
}

impl TripletSynapse {
    /// A weight that has not seen any spike.
    ///
    /// # Errors
    /// [`LearningError::Setting`] for a time or `w_max` that is not positive, amplitudes that are not finite, or a weight
    /// outside 0 to `w_max`.
    pub fn new(rule: TripletRule, weight: f64) -> Result<Self, LearningError> {
        let TripletRule { tau_plus, tau_x, tau_minus, tau_y, w_max, .. } = rule;
        let positive =
            [("tau_plus", tau_plus), ("tau_x", tau_x), ("tau_minus", tau_minus), ("tau_y", tau_y), ("w_max", w_max)];
        for (name, value) in positive {
            setting(value > 0.0 && value.is_finite(), name, value, "it must be positive and finite")?;
        }
        for value in [rule.a_2_plus, rule.a_2_minus, rule.a_3_plus, rule.a_3_minus] {
            setting(value.is_finite(), "a", value, "amplitudes must be finite")?;
        }
        setting((0.0..=w_max).contains(&weight), "weight", weight, "weights lie between 0 and `w_max`")?;
        let (r, o) = ([tau_plus, tau_x].map(Trace::new), [tau_minus, tau_y].map(Trace::new));
        Ok(Self { rule, weight, r, o })
    }
}

impl IdealSynapse for TripletSynapse {
    fn pre(&mut self, time: f64) {
        let rule = self.rule;
        let change = self.o[0].all(time) * (rule.a_2_minus + rule.a_3_minus * self.r[1].all(time));
        self.weight = (self.weight - change).max(0.0);
        self.r.iter_mut().for_each(|trace| trace.spike(time));
    }

    fn post(&mut self, time: f64) {
        let rule = self.rule;
        let change = self.r[0].all(time) * (rule.a_2_plus + rule.a_3_plus * self.o[1].all(time));
        self.weight = (self.weight + change).min(rule.w_max);
        self.o.iter_mut().for_each(|trace| trace.spike(time));
    }

    fn weight(&self) -> f64 {
        self.weight
    }
}
