//! Rules of pairs: each pre spike depresses by the post spikes before it, each post spike potentiates by the pre spikes
//! before it.

use super::IdealSynapse;
use super::trace::Trace;
use crate::LearningError;
use crate::error::setting;

/// How a change depends on the weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Dependence {
    /// Not at all; weights stop at 0 and `w_max`.
    Additive,
    /// In proportion to the room that is left.
    Multiplicative,
    /// By these powers of the room that is left (Gütig et al. 2003, doi:10.1523/JNEUROSCI.23-09-03697.2003).
    Power {
        /// Power of `1 - w / w_max` in potentiation.
        mu_plus: f64,
        /// Power of `w / w_max` in depression.
        mu_minus: f64,
    },
}

/// Which spikes make pairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pairing {
    /// Each spike with all before it.
    AllToAll,
    /// Each spike with the last one before it: symmetric nearest neighbors (Morrison, Diesmann, Gerstner 2008,
    /// doi:10.1007/s00422-008-0233-1).
    Nearest,
}

/// `dw = lambda w_max (1 - w / w_max)^mu_plus exp(-delay / tau_plus)` where post follows pre, else
/// `dw = -alpha lambda w_max (w / w_max)^mu_minus exp(delay / tau_minus)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairRule {
    /// Decay time of potentiation (s).
    pub tau_plus: f64,
    /// Decay time of depression (s).
    pub tau_minus: f64,
    /// Step of potentiation over `w_max`.
    pub lambda: f64,
    /// Depression over potentiation.
    pub alpha: f64,
    /// Largest weight.
    pub w_max: f64,
    /// How a change depends on the weight.
    pub dependence: Dependence,
    /// Which spikes make pairs.
    pub pairing: Pairing,
}

impl PairRule {
    /// Checks the parameters.
    ///
    /// # Errors
    /// [`LearningError::Setting`] for the first that is impossible.
    pub fn check(&self) -> Result<(), LearningError> {
        let (mu_plus, mu_minus) = self.powers();
        for (name, value) in [("tau_plus", self.tau_plus), ("tau_minus", self.tau_minus), ("w_max", self.w_max)] {
            setting(value > 0.0 && value.is_finite(), name, value, "it must be positive and finite")?;
        }
        for (name, value) in
            [("lambda", self.lambda), ("alpha", self.alpha), ("mu_plus", mu_plus), ("mu_minus", mu_minus)]
        {
            setting(value >= 0.0 && value.is_finite(), name, value, "it must be 0 or positive, and finite")?;
        }
        Ok(())
    }

    /// Change of a weight `w` by one pair with `delay = t_post - t_pre` at the place where they meet (s); 0 for spikes that
    /// meet at the same time.
    pub fn window(&self, w: f64, delay: f64) -> f64 {
        let mut weight = [w];
        if delay > 0.0 {
            self.potentiate(&mut weight, &[(-delay / self.tau_plus).exp()]);
        } else if delay < 0.0 {
            self.depress(&mut weight, &[(delay / self.tau_minus).exp()]);
        }
        weight[0] - w
    }

    /// Potentiates each weight by the trace of its pre spikes.
    pub fn potentiate(&self, weights: &mut [f64], traces: &[f64]) {
        let (step, w_max) = (self.lambda * self.w_max, self.w_max);
        let each = weights.iter_mut().zip(traces);
        match self.dependence {
            Dependence::Additive => each.for_each(|(w, trace)| *w = (*w + step * trace).min(w_max)),
            Dependence::Multiplicative => {
                each.for_each(|(w, trace)| *w = (*w + step * (1.0 - *w / w_max) * trace).min(w_max));
            }
            Dependence::Power { mu_plus, .. } => {
                each.for_each(|(w, trace)| *w = (*w + step * (1.0 - *w / w_max).powf(mu_plus) * trace).min(w_max));
            }
        }
    }

    /// Depresses each weight by the trace of its post spikes.
    pub fn depress(&self, weights: &mut [f64], traces: &[f64]) {
        let (step, w_max) = (self.alpha * self.lambda * self.w_max, self.w_max);
        let each = weights.iter_mut().zip(traces);
        match self.dependence {
            Dependence::Additive => each.for_each(|(w, trace)| *w = (*w - step * trace).max(0.0)),
            Dependence::Multiplicative => {
                each.for_each(|(w, trace)| *w = (*w - step * (*w / w_max) * trace).max(0.0));
            }
            Dependence::Power { mu_minus, .. } => {
                each.for_each(|(w, trace)| *w = (*w - step * (*w / w_max).powf(mu_minus) * trace).max(0.0));
            }
        }
    }

    fn powers(&self) -> (f64, f64) {
        match self.dependence {
            Dependence::Additive => (0.0, 0.0),
            Dependence::Multiplicative => (1.0, 1.0),
            Dependence::Power { mu_plus, mu_minus } => (mu_plus, mu_minus),
        }
    }
}

/// One weight under a [`PairRule`].
#[derive(Clone, Debug, PartialEq)]
pub struct PairSynapse {
    rule: PairRule,
    weight: f64,
    pre: Trace,
    post: Trace,
}

impl PairSynapse {
    /// A weight that has not seen any spike.
    ///
    /// # Errors
    /// [`LearningError::Setting`] for an impossible rule, or a weight outside 0 to `w_max`.
    pub fn new(rule: PairRule, weight: f64) -> Result<Self, LearningError> {
        rule.check()?;
        setting((0.0..=rule.w_max).contains(&weight), "weight", weight, "weights lie between 0 and `w_max`")?;
        Ok(Self { rule, weight, pre: Trace::new(rule.tau_plus), post: Trace::new(rule.tau_minus) })
    }

    fn read(&self, trace: &Trace, time: f64) -> f64 {
        match self.rule.pairing {
            Pairing::AllToAll => trace.all(time),
            Pairing::Nearest => trace.nearest(time),
        }
    }
}

impl IdealSynapse for PairSynapse {
    fn pre(&mut self, time: f64) {
        let trace = self.read(&self.post, time);
        self.rule.depress(std::slice::from_mut(&mut self.weight), &[trace]);
        self.pre.spike(time);
    }

    fn post(&mut self, time: f64) {
        let trace = self.read(&self.pre, time);
        self.rule.potentiate(std::slice::from_mut(&mut self.weight), &[trace]);
        self.post.spike(time);
    }

    fn weight(&self) -> f64 {
        self.weight
    }
}
