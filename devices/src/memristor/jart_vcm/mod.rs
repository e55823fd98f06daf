//! JART VCM v1b: a filament of oxygen vacancies whose concentration in a thin disc at the contact sets the current.
//!
//! Cüppers et al. 2019, doi:10.1063/1.5108654, and Bengel et al. 2020, doi:10.1109/TCSI.2020.3018502. Negative voltage
//! turns the device ON (SET). Contact, disc, plug and leads are solved in series, self-consistently with Joule heating.

mod circuit;
mod contact;
mod spread;

use std::cell::Cell;
use std::f64::consts::PI;

use serde::Deserialize;

use self::circuit::{GUESS, Operation, operate};
pub use self::spread::{ConcentrationScatter, LengthScatter, Spread};
use crate::batch::Batch;
use crate::catalogue::Parameters;
use crate::constants::{E, K_B};
use crate::error::{ModelError, positive, within};
use crate::integrate::integrate;
use crate::model::{Branch, Column, DeviceArray, DeviceModel};
use crate::ramp::Ramp;
use crate::rng::Random;
use crate::words::words;

/// Parameters of a JART VCM v1b device.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JartVcm {
    /// Ambient temperature (K).
    #[serde(deserialize_with = "crate::units::kelvins")]
    pub t_0: f64,
    /// Relative permittivity of the oxide.
    pub eps: f64,
    /// Relative permittivity for the lowering of the barrier.
    pub eps_phi_b: f64,
    /// Height of the Schottky barrier without lowering (J).
    #[serde(deserialize_with = "crate::units::joules")]
    pub phi_bn0: f64,
    /// Conduction band above the Fermi level in the oxide (J).
    #[serde(deserialize_with = "crate::units::joules")]
    pub phi_n: f64,
    /// Mobility of the electrons (m^2/(V s)).
    #[serde(deserialize_with = "crate::units::square_meters_per_volt_second")]
    pub mu_n: f64,
    /// Smallest concentration of vacancies in the disc, OFF (1/m^3).
    #[serde(deserialize_with = "crate::units::per_cubic_meter")]
    pub n_min: f64,
    /// Largest concentration of vacancies in the disc, ON (1/m^3).
    #[serde(deserialize_with = "crate::units::per_cubic_meter")]
    pub n_max: f64,
    /// Concentration of vacancies in the plug (1/m^3).
    #[serde(deserialize_with = "crate::units::per_cubic_meter")]
    pub n_plug: f64,
    /// Hopping distance of the vacancies (m).
    #[serde(deserialize_with = "crate::units::meters")]
    pub a: f64,
    /// Attempt frequency (Hz).
    #[serde(deserialize_with = "crate::units::hertz")]
    pub nu_0: f64,
    /// Activation energy of hopping (J).
    #[serde(deserialize_with = "crate::units::joules")]
    pub dw_a: f64,
    /// Charge number of a vacancy.
    pub z: f64,
    /// Effective mass for tunneling (kg, given in electron masses).
    #[serde(deserialize_with = "electron_masses")]
    pub m_diel: f64,
    /// Effective Richardson constant (A/(m^2 K^2)).
    #[serde(deserialize_with = "crate::units::richardson")]
    pub richardson: f64,
    /// Radius of the filament (m).
    #[serde(deserialize_with = "crate::units::meters")]
    pub r_det: f64,
    /// Length of the disc (m).
    #[serde(deserialize_with = "crate::units::meters")]
    pub l_det: f64,
    /// Length of disc and plug (m).
    #[serde(deserialize_with = "crate::units::meters")]
    pub l_cell: f64,
    /// Thermal resistance of the filament at radius `r_det` for V < 0 (K/W).
    #[serde(deserialize_with = "crate::units::kelvins_per_watt")]
    pub r_th0: f64,
    /// The same for V > 0, as a fraction.
    pub r_th_scaling: f64,
    /// Resistance of the TiOx layer (ohm).
    #[serde(deserialize_with = "crate::units::ohms")]
    pub r_tiox: f64,
    /// Resistance of the leads when cold (ohm).
    #[serde(deserialize_with = "crate::units::ohms")]
    pub r_0: f64,
    /// Thermal resistance of the leads (K/W).
    #[serde(deserialize_with = "crate::units::kelvins_per_watt")]
    pub r_th_line: f64,
    /// Temperature coefficient of the leads (1/K).
    #[serde(deserialize_with = "crate::units::per_kelvin")]
    pub alpha_line: f64,
    /// Scatter between devices.
    pub spread: Spread,
}

/// State of one device, with the dimensions that it was made with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Disc {
    /// ln(N / n_min) / ln(n_max / n_min): 0 at the smallest, 1 at the largest concentration.
    pub x: f64,
    /// Smallest concentration (1/m^3).
    pub n_min: f64,
    /// ln(n_max / n_min).
    pub ln_ratio: f64,
    /// Length of the disc (m).
    pub l: f64,
    /// Radius of the filament (m).
    pub r: f64,
}

words!(Disc { x });

impl Disc {
    /// Concentration of vacancies N (1/m^3).
    pub fn concentration(&self) -> f64 {
        self.n_min * (self.x * self.ln_ratio).exp()
    }

    /// Cross-section (m^2).
    fn area(&self) -> f64 {
        PI * self.r * self.r
    }
}

/// Error of one step of the integrator, in `x`.
const TOLERANCE: f64 = 1e-5;

/// Exponent of the concentration in the limiting factor.
const LIMIT_EXPONENT: f64 = 10.0;

/// Resting devices may move by this part of their range in one step.
const NOTICEABLE: f64 = 1e-9;

impl JartVcm {
    /// Resistance of the disc (ohm).
    fn r_disc(&self, disc: &Disc) -> f64 {
        disc.l / (E * self.z * disc.concentration() * self.mu_n * disc.area())
    }

    /// Resistance of the plug (ohm).
    fn r_plug(&self, disc: &Disc) -> f64 {
        (self.l_cell - disc.l) / (E * self.z * self.n_plug * self.mu_n * disc.area())
    }

    /// Rate of `x` (1/s) at `voltage` (V): Mott-Gurney hopping of vacancies between plug and disc.
    fn rate(&self, disc: &Disc, voltage: f64, guess: &mut f64) -> f64 {
        if voltage == 0.0 {
            return 0.0;
        }
        let Operation { v_s, current, temperature, r_disc, r_plug, .. } = operate(self, disc, voltage, guess);
        let (field, left) = if voltage > 0.0 {
            ((v_s + current * (r_disc + r_plug)) / self.l_cell, disc.x)
        } else {
            (current * r_disc / disc.l, 1.0 - disc.x)
        };
        let limit = -(-LIMIT_EXPONENT * disc.ln_ratio * left).exp_m1();
        let n = disc.concentration();
        let hops = 0.5 * (self.n_plug + n) * self.a * self.nu_0 * self.hopping(field, temperature) / (disc.l * n);
        -hops * limit / disc.ln_ratio * voltage.signum()
    }

    /// Difference of the Boltzmann factors of hops along and against `field` (V/m).
    fn hopping(&self, field: f64, temperature: f64) -> f64 {
        // from gamma = 1 on the field takes the whole barrier away
        let gamma = (self.z * E * field * self.a / (PI * self.dw_a)).min(1.0);
        let barrier = self.dw_a / (K_B * temperature);
        let lower = (1.0 - gamma * gamma).sqrt() + gamma * gamma.asin() - 0.5 * PI * gamma;
        -(-barrier * lower).exp() * (-barrier * PI * gamma).exp_m1()
    }

    /// Upper bound of the rate of `x` (1/s) of any device in any state while |V| <= `magnitude`.
    fn fastest(&self, magnitude: f64) -> f64 {
        let Spread { n_min, n_max, l, r } = self.spread;
        let lowest = if n_min.sigma > 0.0 { n_min.lowest } else { self.n_min };
        let highest = if n_max.sigma > 0.0 { n_max.lowest } else { self.n_max };
        let length = if l.sigma > 0.0 { l.lowest } else { self.l_det };
        let radius = if r.sigma > 0.0 { r.lowest } else { self.r_det };
        // no more heat than the leads can pass on
        let power = magnitude * magnitude / (4.0 * (self.r_tiox + self.r_0));
        let r_th = self.r_th0 * (self.r_det / radius).powi(2) * self.r_th_scaling.max(1.0);
        let hopping = self.hopping(magnitude / length.min(self.l_cell), self.t_0 + r_th * power);
        let ratio = 0.5 * (1.0 + self.n_plug / lowest);
        ratio * self.a * self.nu_0 * hopping / (length * (highest / lowest).ln())
    }
}

impl DeviceModel for JartVcm {
    type State = Disc;

    const POSITION: Column =
        Column { name: "filling", unit: "1", long_name: "logarithmic filling of the disc with vacancies" };

    const INTERNALS: &'static [Column] = &[
        Column { name: "concentration", unit: "m^-3", long_name: "oxygen vacancies in the disc" },
        Column { name: "radius", unit: "m", long_name: "radius of the filament" },
        Column { name: "disc_length", unit: "m", long_name: "length of the disc" },
    ];

    fn state(&self, position: f64, random: Random) -> Disc {
        self.spread.draw(self, position, random)
    }

    fn position(&self, state: &Disc) -> f64 {
        state.x
    }

    /// Slope at 0 V: that of the positive side. Beyond the validity of the model, where SET pulses below -1.3 V heat the
    /// filament by thousands of kelvin, the published law falls with the temperature and the slope may be slightly negative.
    fn branch(&self, state: &Disc, voltage: f64) -> Branch {
        let Operation { current, conductance, .. } = operate(self, state, voltage, &mut { GUESS });
        let current = if voltage == 0.0 { 0.0 } else { current.copysign(voltage) };
        Branch { current, conductance }
    }

    fn advance(&self, state: &Disc, ramp: Ramp, _random: Random) -> Disc {
        // each solution begins the search for the next
        let last = Cell::new(GUESS);
        let rate = |x: f64, voltage: f64| {
            let mut guess = last.get();
            let rate = self.rate(&Disc { x, ..*state }, voltage, &mut guess);
            last.set(guess);
            rate
        };
        Disc { x: integrate(state.x, ramp, rate, [0.0, 1.0], TOLERANCE), ..*state }
    }

    fn idle(&self, lowest: f64, highest: f64, dt: f64) -> bool {
        self.fastest(lowest.abs().max(highest.abs())) * dt <= NOTICEABLE
    }

    fn internal(&self, state: &Disc, index: usize) -> f64 {
        [state.concentration(), state.r, state.l][index]
    }
}

impl Parameters for JartVcm {
    const MODEL: &'static str = "jart_vcm_v1b";
    const REFERENCE: &'static str =
        "Cueppers et al. 2019, doi:10.1063/1.5108654; Bengel et al. 2020, doi:10.1109/TCSI.2020.3018502";
    const EQUATIONS: &'static str = "\
V = V_s + I (R_disc + R_plug + r_tiox + r_0 (1 + r_0 alpha_line I^2 r_th_line)), A = pi r^2
R_disc = l_det / (e z N mu_n A), R_plug = (l_cell - l_det) / (e z n_plug mu_n A)
V > 0 (RESET): I = A richardson T^2 exp(-phi/kT) (exp(eV_s/kT) - 1)
V < 0 (SET): I = -A richardson T/k sqrt(pi W00 e (|V_s| + phi/cosh^2 x)) exp(-e phi/W0) (exp(e|V_s|/eps') - 1)
  W00 = e h/4pi sqrt(z N/(m_diel eps)), x = W00/kT, W0 = W00 coth x, eps' = W00/(x - tanh x)
phi = phi_bn0 - (e^3 z N psi/(8 pi^2 eps_phi_b^3))^(1/4), psi = phi_bn0 - phi_n - V_s; not below 0, dphi/dV_s <= 1
T = t_0 + r_th I (V_s + I (R_disc + R_plug)), r_th = r_th0 (r_det/r)^2, times r_th_scaling for V > 0
dN/dt = -+ (n_plug + N)/2 a nu_0/l_det (exp(-dW_min/kT) - exp(-dW_max/kT)) F for V > 0 and V < 0
  dW = dw_a (sqrt(1 - gamma^2) -+ pi gamma/2 + gamma asin gamma), gamma = z e a E/(pi dw_a)
  E = (V_s + I (R_disc + R_plug))/l_cell, F = 1 - (n_min/N)^10 for V > 0; E = I R_disc/l_det, F = 1 - (N/n_max)^10";

    fn validate(&self) -> Result<(), ModelError> {
        let quantities = [
            ("t_0", self.t_0, "K"),
            ("eps", self.eps, ""),
            ("eps_phi_b", self.eps_phi_b, ""),
            ("phi_n", self.phi_n, "J"),
            ("phi_bn0 - phi_n", self.phi_bn0 - self.phi_n, "J"),
            ("mu_n", self.mu_n, "m^2/V s"),
            ("n_min", self.n_min, "m^-3"),
            ("n_max - n_min", self.n_max - self.n_min, "m^-3"),
            ("n_plug", self.n_plug, "m^-3"),
            ("a", self.a, "m"),
            ("nu_0", self.nu_0, "Hz"),
            ("dw_a", self.dw_a, "J"),
            ("z", self.z, ""),
            ("m_diel", self.m_diel, "kg"),
            ("richardson", self.richardson, "A/m^2 K^2"),
            ("r_det", self.r_det, "m"),
            ("l_det", self.l_det, "m"),
            ("l_cell - l_det", self.l_cell - self.l_det, "m"),
            ("r_0", self.r_0, "ohm"),
        ];
        for (name, value, unit) in quantities {
            positive("", name, value, unit)?;
        }
        within("r_th0", self.r_th0, 0.0, 1e12, "it is a thermal resistance, 0 K/W switches heating off")?;
        within("r_th_scaling", self.r_th_scaling, 0.0, 10.0, "0.1 to 1 are usual")?;
        within("r_tiox", self.r_tiox, 0.0, 1e12, "it is a resistance in series")?;
        within("r_th_line", self.r_th_line, 0.0, 1e12, "it is a thermal resistance, 0 K/W leaves the leads cold")?;
        within("alpha_line", self.alpha_line, 0.0, 1.0, "metals have 0.004 per kelvin")?;
        self.spread.validate(self)
    }

    fn array(&self, count: usize, seed: u64) -> Box<dyn DeviceArray> {
        Box::new(Batch::new(*self, count, seed))
    }
}

/// For `deserialize_with`: a number of electron masses, in kilograms.
fn electron_masses<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    Ok(crate::units::fraction(deserializer)? * crate::constants::M_E)
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
