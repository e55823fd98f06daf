//! All codes that turn a row of features into spikes.

use serde::Deserialize;

use super::{
    Amplitude, Bernoulli, Burst, Delta, Direct, GaussianPopulation, Latency, PhaseCode, Poisson, Regular,
    SnntorchLatency,
};
use crate::LearningError;

/// How a feature becomes spikes. `x` is where it lies in its range over the training rows, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// Gaussian population with first-spike latency.
    PopulationLatency(GaussianPopulation),
    /// One spike, the sooner the larger.
    Latency(Latency),
    /// The same as snnTorch has it.
    SnntorchLatency(SnntorchLatency),
    /// Poisson process.
    RatePoisson(Poisson),
    /// One draw per step.
    RateBernoulli(Bernoulli),
    /// Accumulate and fire.
    RateDeterministic(Regular),
    /// Binary digits.
    Phase(PhaseCode),
    /// Bursts.
    Burst(Burst),
    /// A current into a neuron at the head of the row.
    Direct(Direct),
    /// The voltage of one spike.
    Amplitude(Amplitude),
    /// Events where signals in time have changed.
    Delta(Delta),
}

impl From<GaussianPopulation> for Code {
    fn from(code: GaussianPopulation) -> Self {
        Self::PopulationLatency(code)
    }
}

impl From<Amplitude> for Code {
    fn from(code: Amplitude) -> Self {
        Self::Amplitude(code)
    }
}

impl Code {
    /// Checks the settings.
    ///
    /// # Errors
    /// [`LearningError::Setting`] for the first that is impossible.
    pub fn check(&self) -> Result<(), LearningError> {
        match self {
            Self::PopulationLatency(code) => code.check(),
            Self::Latency(code) => code.check(),
            Self::SnntorchLatency(code) => code.check(),
            Self::RatePoisson(code) => code.check(),
            Self::RateBernoulli(code) => code.check(),
            Self::RateDeterministic(code) => code.check(),
            Self::Phase(code) => code.check(),
            Self::Burst(code) => code.check(),
            Self::Direct(code) => code.check(),
            Self::Amplitude(code) => code.check(),
            Self::Delta(code) => code.check(),
        }
    }

    /// Checks the settings against rows of `features` values.
    ///
    /// # Errors
    /// [`LearningError::Setting`] when such rows cannot be coded.
    pub fn check_features(&self, features: usize) -> Result<(), LearningError> {
        if let Self::Delta(code) = self { code.check_features(features) } else { Ok(()) }
    }

    /// Lines that rows of `features` values drive.
    pub fn lines(&self, features: usize) -> usize {
        match self {
            Self::Delta(code) => 2 * code.channels,
            _ => features * self.lines_per_feature(),
        }
    }

    /// Lines that one feature drives, or one signal in time.
    pub fn lines_per_feature(&self) -> usize {
        match self {
            Self::PopulationLatency(code) => code.fields,
            Self::Delta(_) => 2,
            _ => 1,
        }
    }

    /// Time (s) after which no spike begins, for rows of `features` values.
    pub fn latest(&self, features: usize) -> f64 {
        let end = |steps: usize, dt: f64| steps.saturating_sub(1) as f64 * dt;
        match *self {
            Self::PopulationLatency(code) => code.window * (1.0 - code.cutoff),
            Self::Latency(Latency { steps, dt }) | Self::SnntorchLatency(SnntorchLatency { steps, dt, .. }) => {
                end(steps, dt)
            }
            Self::RatePoisson(code) => code.window,
            Self::RateBernoulli(Bernoulli { steps, dt }) | Self::RateDeterministic(Regular { steps, dt }) => {
                end(steps, dt)
            }
            Self::Phase(PhaseCode { bits, periods, dt }) => end(bits.saturating_mul(periods), dt),
            Self::Burst(code) => end(code.n_max, code.dt) * code.longest as f64,
            Self::Direct(code) => code.window,
            Self::Amplitude(_) => 0.0,
            Self::Delta(code) => end(code.samples(features), code.dt),
        }
    }

    /// Whether presentations of one row differ.
    pub fn is_random(&self) -> bool {
        matches!(self, Self::RatePoisson(_) | Self::RateBernoulli(_))
    }

    /// Where the equations come from.
    pub fn source(&self) -> &'static str {
        match self {
            Self::PopulationLatency(_) => "population code: doi:10.1016/S0925-2312(01)00658-0",
            Self::Latency(_) => "latency code: step round((1 - x)(steps - 1))",
            Self::SnntorchLatency(_) => "latency code: snntorch.spikegen.latency, linear and normalized",
            Self::RatePoisson(_) => "rate code: Poisson process",
            Self::RateBernoulli(_) => "rate code: one Bernoulli draw per step",
            Self::RateDeterministic(_) => "rate code: accumulate and fire",
            Self::Phase(_) => "phase code: binary digits",
            Self::Burst(_) => "burst code: number and distance of spikes",
            Self::Direct(_) => "direct code: constant current into a leaky integrate-and-fire neuron per row",
            Self::Amplitude(_) => "amplitude code: each feature is the voltage of one spike",
            Self::Delta(_) => "delta code: events where a signal has changed by a threshold",
        }
    }

    /// Appends the spikes (line, time in s) of a feature at `x`, lines counted from `first`; `key` names the random stream.
    /// Not for [`Delta`], which reads whole rows.
    pub(super) fn append(&self, x: f64, first: usize, key: u64, spikes: &mut Vec<(usize, f64)>) {
        let on_first = |time| (first, time);
        match self {
            Self::PopulationLatency(code) => spikes.extend(code.spikes(x).map(|(field, t)| (first + field, t))),
            Self::Latency(code) => spikes.extend(code.spike(x).map(on_first)),
            Self::SnntorchLatency(code) => spikes.extend(code.spike(x).map(on_first)),
            Self::RatePoisson(code) => spikes.extend(code.spikes(x, key).map(on_first)),
            Self::RateBernoulli(code) => spikes.extend(code.spikes(x, key).map(on_first)),
            Self::RateDeterministic(code) => spikes.extend(code.spikes(x).map(on_first)),
            Self::Phase(code) => spikes.extend(code.spikes(x).map(on_first)),
            Self::Burst(code) => spikes.extend(code.spikes(x).map(on_first)),
            Self::Direct(code) => spikes.extend(code.spikes(x).map(on_first)),
            Self::Amplitude(code) => spikes.extend(code.spike(x).map(on_first)),
            Self::Delta(_) => unreachable!("signals in time are coded row by row"),
        }
    }
}
