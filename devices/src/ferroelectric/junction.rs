//! Ferroelectric tunnel junction: parameters of an ensemble of domains that conduct in parallel.
//!
//! A junction has K bins of domains. A bin switches after the time that its [`NucleationLaw`] gives, and remembers its
//! dose (the integral of dt / tau). It conducts as S I_on + (1 - S) I_off (6), S = fraction of domains in the conducting
//! (ON) state.
//!
//! What happens when the voltage turns is a choice of its own ([`Reversal`]); by default a nucleus that has not grown
//! through vanishes. Below `v_th` nothing happens.

use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};

use super::array::JunctionArray;
use super::film::Film;
use super::gradual::Gradual;
use super::nucleation::NucleationLaw;
use super::sharp::Sharp;
use crate::catalogue::Parameters;
use crate::conduction::Conduction;
use crate::error::{ModelError, positive, within};
use crate::model::DeviceArray;
use crate::units::engineering;

/// Parameters of a junction; every one has to be given.
///
/// Bytes that a junction of 64 bins takes: 297 with the step kernel; with the Weibull kernel 550 for infinitely many
/// domains, 1320 for counted ones, in both cases 512 more when `shape` is not 1 or doses survive a reversal. Drawn
/// disorder adds 1650. Copies for a rollback are taken of junctions that move only, and take as much again.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Junction {
    /// How the junction conducts.
    pub conduction: Conduction,
    /// Which sign of V_row - V_col turns the junction ON.
    pub potentiation: Potentiation,
    /// Switching by positive voltage (to the up state).
    pub up: NucleationLaw,
    /// Switching by negative voltage (to the down state).
    pub down: NucleationLaw,
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
    /// Standard deviation s of the domains' diameters: a domain weighs N(1, s)^2 in the polarization; 0 for equal ones.
    #[serde(deserialize_with = "crate::units::fraction")]
    pub weight_spread: f64,
    /// Standard deviation of the built-in voltages of single domains (V), as from offset fields; cut at four times it.
    ///
    /// They help or hinder an applied voltage; without one they switch nothing. Each domain is computed by itself,
    /// which takes some twenty times as long.
    #[serde(deserialize_with = "crate::units::volts")]
    pub sigma_off: f64,
    /// What becomes of the doses when the voltage turns.
    pub reversal: Reversal,
    /// The film between its plates; without one the junction holds no charge.
    #[serde(default)]
    pub film: Option<Film>,
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

/// What becomes of the doses, the nuclei that have not grown through, when they are no longer driven.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Reversal {
    /// They vanish when the voltage turns.
    Reset,
    /// The opposite voltage takes off what it would have added to the other domains, down to nothing; at rest they stay
    /// (Deng et al. 2020, doi:10.1109/VLSITechnology18217.2020.9265014).
    Decrement,
    /// They decay exponentially while the voltage does not drive them.
    Relax {
        /// Time constant (s).
        #[serde(deserialize_with = "crate::units::seconds")]
        tau_rel: f64,
    },
    /// They stay.
    Keep,
}

/// Where the disorder of a junction comes from.
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
    /// That many domains, shared out evenly over the bins; with the step kernel those of a bin switch together.
    Count(usize),
}

impl std::fmt::Display for Domains {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Domains::Infinite => f.write_str("infinite"),
            Domains::Count(count) => count.fmt(f),
        }
    }
}

/// Largest accepted number of bins; more would only cost time.
const MAX_BINS: usize = 4096;

/// Largest accepted number of domains.
const MAX_DOMAINS: usize = 1_000_000_000;

impl Junction {
    /// Laws and film must agree about the thickness.
    fn validate_thickness(&self) -> Result<(), ModelError> {
        let Some(film) = self.film else { return Ok(()) };
        for (table, law) in [("up", &self.up), ("down", &self.down)] {
            if let NucleationLaw::ActivationField(law) = law
                && (law.thickness / film.thickness - 1.0).abs() > 1e-9
            {
                let name = format!("{table}.activation_field.thickness");
                let (value, film) = (engineering(law.thickness, "m"), engineering(film.thickness, "m"));
                let allowed = format!("`film.thickness` = {film}");
                return Err(ModelError::new(&name, value, &allowed, "give both the thickness of the ferroelectric"));
            }
        }
        Ok(())
    }

    /// Doses that survive a reversal belong to single domains.
    fn validate_reversal(&self) -> Result<(), ModelError> {
        if let Reversal::Relax { tau_rel } = self.reversal {
            positive("reversal.relax", "tau_rel", tau_rel, "s")?;
        }
        let one_each = self.kernel == Kernel::Step || self.domains == Domains::Count(self.bins);
        if self.reversal == Reversal::Reset || one_each {
            return Ok(());
        }
        let remedy = "domains of one bin share a dose, which only `reset` keeps true for all of them";
        Err(ModelError::new("domains", self.domains, &format!("`bins` = {}", self.bins), remedy))
    }

    /// True when nucleation events are random.
    pub(crate) fn random_events(&self) -> bool {
        self.kernel == Kernel::Weibull && self.domains != Domains::Infinite
    }
}

impl Parameters for Junction {
    const MODEL: &'static str = "ferroelectric_junction";
    const REFERENCE: &'static str = "Boyn et al. 2017, doi:10.1038/ncomms14736; \
        Jo et al. 2007, doi:10.1103/PhysRevLett.99.267602; Tagantsev et al. 2002, doi:10.1103/PhysRevB.66.214109; \
        Alessandri et al. 2019, doi:10.1109/TED.2019.2922268";
    const EQUATIONS: &'static str = "\
random_field:     tau_i = t_inf 10^(alpha / (|V| + eta_i)), eta_i of half width delta
log_time:         tau_i = t_inf 10^(alpha / |V| + w z_i), w = gamma_0 / V^2 or gamma
activation_field: tau_i = tau_0 exp((E_i thickness / |V|)^alpha), E_i of distribution e_a
z, eta / delta:   lorentz, lorentz_squared, gauss, tagantsev { plateau }, single; e_a: gb2 { a, b, p, q }, gauss { mean, sigma }
dose D_i = integral dt / tau_i; step: switched at D_i = 1; weibull: with probability 1 - exp(-D_i^shape)
I = S I_on(V) + (1 - S) I_off(V), S = switched fraction; Q = area (p_r (2 S - 1) + eps_0 epsilon_r E)
when V turns:     reversal = reset (D = 0), decrement (-dt / tau_i, not below 0), relax { tau_rel } or keep";

    fn validate(&self) -> Result<(), ModelError> {
        self.conduction.validate()?;
        self.up.validate("up")?;
        self.down.validate("down")?;
        within("v_th", self.v_th, 0.0, 1e3, "give the magnitude, or \"0 V\" for none")?;
        within("imprint", self.imprint, -1e3, 1e3, "check the unit")?;
        within("bins", self.bins as f64, 1.0, MAX_BINS as f64, "32 or 64 bins are usual")?;
        within("rank_correlation", self.rank_correlation, -1.0, 1.0, "it is a correlation coefficient")?;
        within("sigma_off", self.sigma_off, 0.0, 1e3, "a standard deviation is not negative")?;
        within("weight_spread", self.weight_spread, 0.0, 0.3, "larger spreads would let diameters reach zero")?;
        within("shape", self.shape, 0.1, 10.0, "1 is Poisson nucleation, 2 is usual for films")?;
        self.film.map_or(Ok(()), |film| film.validate())?;
        self.validate_thickness()?;
        self.validate_reversal()?;
        match self.domains {
            Domains::Count(domains) if domains < self.bins || domains > MAX_DOMAINS => {
                let allowed = format!("between `bins` = {} and {MAX_DOMAINS}", self.bins);
                Err(ModelError::new("domains", domains, &allowed, "lower `bins`, or take domains = \"infinite\""))
            }
            _ => Ok(()),
        }
    }

    fn array(&self, count: usize, seed: u64) -> Box<dyn DeviceArray> {
        match self.kernel {
            Kernel::Step => Box::new(JunctionArray::<Sharp>::new(self.clone(), count, seed)),
            Kernel::Weibull => Box::new(JunctionArray::<Gradual>::new(self.clone(), count, seed)),
        }
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
