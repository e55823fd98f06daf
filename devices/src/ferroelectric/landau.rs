//! Landau-Khalatnikov dynamics of the polarization, of one domain or of a ring of coupled domains.
//!
//! `rho_v dP_i/dt = V/t + b_i + k (P_(i-1) - 2 P_i + P_(i+1)) - (2 alpha P_i + 4 beta P_i^3 + 6 gamma P_i^5)`,
//! alpha = (T - t_c) / (2 epsilon_0 c_0) (Landau and Khalatnikov 1954; coupled domains of a film: Hoffmann et al. 2018,
//! doi:10.1039/C8NR02752H).
//!
//! Closed forms at k = 0: remanent P_r^2 = (-4 beta + sqrt(16 beta^2 - 48 alpha gamma)) / (12 gamma); the branch ends
//! at P_f^2 = (-12 beta + sqrt(144 beta^2 - 240 alpha gamma)) / (60 gamma), whose field is the coercive field.

use serde::Deserialize;

use super::junction::Potentiation;
use super::plates::Plates;
use super::ring::Ring;
use crate::batch::Batch;
use crate::catalogue::Parameters;
use crate::conduction::Conduction;
use crate::constants::EPSILON_0;
use crate::error::{ModelError, positive, within};
use crate::model::{Branch, Charge, Column, DeviceArray, DeviceModel};
use crate::ramp::Ramp;
use crate::rng::{Purpose, Random, normal};
use crate::rosenbrock::solve;

/// Most domains of a ring.
pub const MAX_DOMAINS: usize = 8;

/// Parameters of a film with Landau's free energy.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LandauKhalatnikov {
    /// How the junction conducts.
    pub conduction: Conduction,
    /// Which sign of V_row - V_col turns the junction ON.
    pub potentiation: Potentiation,
    /// Film; its `epsilon_r` is the part of the permittivity that is not in the polarization.
    pub plates: Plates,
    /// Temperature T (K), below `t_c`.
    #[serde(deserialize_with = "crate::units::kelvins")]
    pub temperature: f64,
    /// Curie temperature (K).
    #[serde(deserialize_with = "crate::units::kelvins")]
    pub t_c: f64,
    /// Curie constant (K).
    #[serde(deserialize_with = "crate::units::kelvins")]
    pub c_0: f64,
    /// Landau coefficient beta (V m^5/C^3), also written J m^5 C^-4.
    #[serde(deserialize_with = "crate::units::landau_beta")]
    pub beta: f64,
    /// Landau coefficient gamma (V m^9/C^5), also written J m^9 C^-6.
    #[serde(deserialize_with = "crate::units::landau_gamma")]
    pub gamma: f64,
    /// Viscosity rho_v (ohm m).
    #[serde(deserialize_with = "crate::units::ohm_meters")]
    pub rho_v: f64,
    /// The domains.
    pub domains: Domains,
}

/// Domains in a ring.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Domains {
    /// Number of domains, 1 to [`MAX_DOMAINS`].
    pub count: usize,
    /// Coupling k to the two neighbors (V m/C).
    #[serde(deserialize_with = "crate::units::landau_alpha")]
    pub coupling: f64,
    /// Standard deviation of the local bias fields (V/m), drawn for each domain of each device.
    #[serde(deserialize_with = "crate::units::volts_per_meter")]
    pub bias_spread: f64,
}

impl LandauKhalatnikov {
    /// Landau coefficient alpha (V m/C), negative.
    pub fn alpha(&self) -> f64 {
        (self.temperature - self.t_c) / (2.0 * EPSILON_0 * self.c_0)
    }

    /// Remanent polarization of a domain without bias (C/m^2).
    pub fn p_r(&self) -> f64 {
        let (alpha, beta, gamma) = (self.alpha(), self.beta, self.gamma);
        ((-4.0 * beta + (16.0 * beta * beta - 48.0 * alpha * gamma).sqrt()) / (12.0 * gamma)).sqrt()
    }

    /// Field (V/m) at which the polarization of a domain without bias becomes unstable.
    pub fn e_c(&self) -> f64 {
        let (alpha, beta, gamma) = (self.alpha(), self.beta, self.gamma);
        let p = ((-12.0 * beta + (144.0 * beta * beta - 240.0 * alpha * gamma).sqrt()) / (60.0 * gamma)).sqrt();
        -self.field(p)
    }

    /// Field (V/m) that holds the polarization `p` (C/m^2).
    pub fn field(&self, p: f64) -> f64 {
        let square = p * p;
        p * (2.0 * self.alpha() + square * (4.0 * self.beta + square * 6.0 * self.gamma))
    }

    fn mean(&self, domains: &[f64; MAX_DOMAINS]) -> f64 {
        domains[..self.domains.count].iter().sum::<f64>() / self.domains.count as f64
    }

    fn ring<const N: usize>(&self, random: Random) -> Ring<N> {
        let key = random.key(Purpose::Ensemble);
        let mut bias = [0.0; N];
        if self.domains.bias_spread > 0.0 {
            let local = bias.iter_mut().take(self.domains.count);
            local.enumerate().for_each(|(k, bias)| *bias = self.domains.bias_spread * normal(key, k as u64));
        }
        let landau = [2.0 * self.alpha(), 4.0 * self.beta, 6.0 * self.gamma];
        Ring {
            count: self.domains.count,
            landau,
            coupling: self.domains.coupling,
            bias,
            rho_v: self.rho_v,
            p_r: self.p_r(),
            tolerance: TOLERANCE * self.p_r(),
        }
    }
}

impl DeviceModel for LandauKhalatnikov {
    type State = [f64; MAX_DOMAINS];

    const POSITION: Column =
        Column { name: "switched_fraction", unit: "1", long_name: "polarization between the two remanent states" };

    const INTERNALS: &'static [Column] =
        &[Column { name: "polarization", unit: "C/m^2", long_name: "mean polarization" }];

    fn state(&self, position: f64, _random: Random) -> Self::State {
        let up = match self.potentiation {
            Potentiation::Positive => position,
            Potentiation::Negative => 1.0 - position,
        };
        // as many domains up as the mean asks for, one of them in between
        let share = |k: usize| (up * self.domains.count as f64 - k as f64).clamp(0.0, 1.0);
        std::array::from_fn(|k| if k < self.domains.count { self.p_r() * (2.0 * share(k) - 1.0) } else { 0.0 })
    }

    fn position(&self, domains: &Self::State) -> f64 {
        let up = (0.5 + 0.5 * self.mean(domains) / self.p_r()).clamp(0.0, 1.0);
        match self.potentiation {
            Potentiation::Positive => up,
            Potentiation::Negative => 1.0 - up,
        }
    }

    fn branch(&self, domains: &Self::State, voltage: f64) -> Branch {
        self.conduction.branch(self.position(domains), voltage)
    }

    fn charge(&self, domains: &Self::State, voltage: f64) -> Charge {
        self.plates.charge(self.mean(domains), voltage)
    }

    fn advance(&self, domains: &Self::State, ramp: Ramp, random: Random) -> Self::State {
        let field =
            Ramp { start: ramp.start / self.plates.thickness, end: ramp.end / self.plates.thickness, dt: ramp.dt };
        if self.domains.count > 1 {
            return solve(&self.ring(random), *domains, field);
        }
        let mut moved = *domains;
        [moved[0]] = solve(&self.ring::<1>(random), [domains[0]], field);
        moved
    }

    /// Never: a polarization may be on its way at any voltage.
    fn idle(&self, _lowest: f64, _highest: f64, _dt: f64) -> bool {
        false
    }

    fn internal(&self, domains: &Self::State, _index: usize) -> f64 {
        self.mean(domains)
    }
}

/// Estimated error of one step, as a part of the remanent polarization.
const TOLERANCE: f64 = 1e-6;

impl Parameters for LandauKhalatnikov {
    const MODEL: &'static str = "landau_khalatnikov";
    const REFERENCE: &'static str =
        "Landau and Khalatnikov 1954; coupled domains: Hoffmann et al. 2018, doi:10.1039/C8NR02752H";
    const EQUATIONS: &'static str = "\
rho_v dP_i/dt = V/thickness + b_i + coupling (P_(i-1) - 2 P_i + P_(i+1)) - (2 alpha P_i + 4 beta P_i^3 + 6 gamma P_i^5)
alpha = (temperature - t_c) / (2 epsilon_0 c_0), b_i normal with standard deviation bias_spread
Q = area (P + epsilon_0 epsilon_r V / thickness), P = mean of P_i
S = 1/2 + P / (2 P_r), kept between 0 and 1; P_r is the remanent polarization of a domain without bias";

    fn validate(&self) -> Result<(), ModelError> {
        self.conduction.validate()?;
        self.plates.validate()?;
        positive("", "temperature", self.temperature, "K")?;
        positive("", "t_c - temperature", self.t_c - self.temperature, "K")?;
        positive("", "c_0", self.c_0, "K")?;
        positive("", "gamma", self.gamma, "V m^9/C^5")?;
        within("beta", self.beta, -1e15, 1e15, "check the unit")?;
        positive("", "rho_v", self.rho_v, "ohm m")?;
        within("domains.count", self.domains.count as f64, 1.0, MAX_DOMAINS as f64, "1 is a single domain")?;
        within("domains.coupling", self.domains.coupling, 0.0, 1e15, "neighbors pull each other along")?;
        within("domains.bias_spread", self.domains.bias_spread, 0.0, 1e12, "a standard deviation is not negative")
    }

    fn array(&self, count: usize, seed: u64) -> Box<dyn DeviceArray> {
        Box::new(Batch::new(*self, count, seed))
    }
}

#[cfg(test)]
#[path = "landau_tests.rs"]
mod tests;
