//! Ferroelectric tunnel junction: parameters of an ensemble of domains that conduct in parallel.
//!
//! A junction has K bins of domains. A bin sees the applied voltage plus its own local field, switches after the time
//! of [`RandomField`], and remembers its dose (the integral of dt / tau). The conductance is
//! `G = g_off + S (g_on - g_off)` (6), S = fraction of domains in the conducting (ON) state.
//!
//! Reversal of the voltage empties all doses: a nucleus that has not grown through vanishes when the field turns.
//! Retention at rest is not described: below `v_th` nothing happens.

use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};

use super::array::JunctionArray;
use super::nucleation::RandomField;
use crate::catalogue::Parameters;
use crate::conduction::Conduction;
use crate::error::{ModelError, within};
use crate::model::DeviceArray;

/// Parameters of a junction; every one has to be given.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Junction {
    /// How the junction conducts.
    pub conduction: Conduction,
    /// Which sign of V_row - V_col turns the junction ON.
    pub potentiation: Potentiation,
    /// Switching by positive voltage (to the up state).
    pub up: RandomField,
    /// Switching by negative voltage (to the down state).
    pub down: RandomField,
    /// Magnitude of the voltage below which nothing nucleates (V); 0 V leaves the laws alone.
    #[serde(deserialize_with = "crate::units::volts")]
    pub v_th: f64,
    /// Built-in voltage (V), subtracted from the applied one.
    #[serde(deserialize_with = "crate::units::volts")]
    pub imprint: f64,
    /// Number of bins K, the resolution of the distribution: S is exact up to 1/(2K).
    pub bins: usize,
    /// Number of domains of one junction.
    pub domains: Domains,
    /// How a domain waits before it switches.
    pub kernel: Kernel,
    /// Exponent beta of the Weibull waiting time, 1 = Poisson nucleation; without meaning for the step kernel.
    pub shape: f64,
    /// Correlation rho between the ranks for up and for down switching (Gaussian copula): -1 random fields
    /// (a domain easy to switch up is hard to switch down), +1 random bonds.
    pub rank_correlation: f64,
    /// Whether all junctions share one distribution or draw their own.
    pub ensemble: Ensemble,
    /// Standard deviation of ln G between devices; one factor for `g_on` and `g_off`, as from scattered areas.
    #[serde(deserialize_with = "crate::units::fraction")]
    pub g_spread: f64,
    /// Relative standard deviation of `alpha` between devices, cut at three standard deviations.
    #[serde(deserialize_with = "crate::units::fraction")]
    pub threshold_spread: f64,
    /// Standard deviation of `imprint` between devices (V).
    #[serde(deserialize_with = "crate::units::volts")]
    pub imprint_spread: f64,
}

/// Sign of the voltage V_row - V_col that turns a junction ON: set by which electrode faces the word line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Potentiation {
    /// Up domains conduct.
    Positive,
    /// Down domains conduct.
    Negative,
}

/// Waiting time of a domain in terms of its dose D.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kernel {
    /// Switches when D reaches 1: no cycle-to-cycle scatter.
    Step,
    /// Has switched with probability 1 - exp(-D^beta): random from cycle to cycle when the domains are counted.
    Weibull,
}

/// Where the local fields of a junction come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ensemble {
    /// Mid-quantiles (i + 1/2) / K of the distribution, the same in all junctions.
    Quantiles,
    /// Drawn for each junction: the fraction scatters between devices with variance S (1 - S) / K.
    Drawn,
}

/// Number of domains in a junction: `"infinite"` or a whole number in files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Domains {
    /// Expected value: bins fill continuously, nothing is random.
    Infinite,
    /// That many domains, shared out evenly over the bins.
    Count(usize),
}

/// Largest accepted number of bins; more would only cost time.
const MAX_BINS: usize = 4096;

/// Largest accepted number of domains.
const MAX_DOMAINS: usize = 1_000_000_000;

impl Junction {
    /// True when nucleation events are random.
    pub(crate) fn random_events(&self) -> bool {
        self.kernel == Kernel::Weibull && self.domains != Domains::Infinite
    }
}

impl Parameters for Junction {
    const MODEL: &'static str = "ferroelectric_junction";
    const REFERENCE: &'static str =
        "Boyn et al. 2017, doi:10.1038/ncomms14736; Jo et al. 2007, doi:10.1103/PhysRevLett.99.267602";
    const EQUATIONS: &'static str = "\
tau_i = t_inf 10^(alpha / (|V| + eta_i)), eta_i Lorentz distributed with half width delta
S(t, V) = 1/2 - arctan((alpha / log10(t / t_inf) - |V|) / delta) / pi   at constant voltage";

    fn validate(&self) -> Result<(), ModelError> {
        self.conduction.validate()?;
        self.up.validate("up")?;
        self.down.validate("down")?;
        within("v_th", self.v_th, 0.0, 1e3, "give the magnitude, or \"0 V\" for none")?;
        within("imprint", self.imprint, -1e3, 1e3, "check the unit")?;
        within("imprint_spread", self.imprint_spread, 0.0, 1e3, "a standard deviation is not negative")?;
        within("bins", self.bins as f64, 1.0, MAX_BINS as f64, "32 or 64 bins are usual")?;
        within("rank_correlation", self.rank_correlation, -1.0, 1.0, "it is a correlation coefficient")?;
        within("g_spread", self.g_spread, 0.0, 3.0, "it is the standard deviation of ln G")?;
        within("threshold_spread", self.threshold_spread, 0.0, 0.3, "larger spreads would let `alpha` reach zero")?;
        within("shape", self.shape, 0.1, 10.0, "1 is Poisson nucleation, 2 is usual for films")?;
        match self.domains {
            Domains::Count(domains) if domains < self.bins || domains > MAX_DOMAINS => {
                let allowed = format!("between `bins` = {} and {MAX_DOMAINS}", self.bins);
                Err(ModelError::new("domains", domains, &allowed, "lower `bins`, or take domains = \"infinite\""))
            }
            _ => Ok(()),
        }
    }

    fn array(&self, count: usize, seed: u64) -> Box<dyn DeviceArray> {
        Box::new(JunctionArray::of_valid(self.clone(), count, seed))
    }
}

impl<'de> Deserialize<'de> for Domains {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Domains, D::Error> {
        deserializer.deserialize_any(DomainsVisitor)
    }
}

struct DomainsVisitor;

impl Visitor<'_> for DomainsVisitor {
    type Value = Domains;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a whole number of domains, or \"infinite\"")
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Domains, E> {
        usize::try_from(value)
            .map(Domains::Count)
            .map_err(|_| E::custom(format!("{value} domains are impossible; give a positive number, or \"infinite\"")))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Domains, E> {
        match text {
            "infinite" => Ok(Domains::Infinite),
            _ => Err(E::invalid_value(serde::de::Unexpected::Str(text), &self)),
        }
    }
}
