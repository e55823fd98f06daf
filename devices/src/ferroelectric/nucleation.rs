//! Nucleation-limited switching laws at constant voltage, in closed form.
//!
//! Equation numbers (1) to (5) follow the crate's own list:
//! (1) S = 1/2 + arctan((log10 t - log10 t_mean) / Gamma) / pi, (2) log10 t_mean = log10 t_inf + alpha / |V| (Merz),
//! (3) Gamma = Gamma0 / V^2 (Jo et al. 2007, doi:10.1103/PhysRevLett.99.267602),
//! (4) tau = t_inf 10^(alpha / (|V| + eta)), eta ~ Lorentz(0, Delta), (5) the switched fraction that (4) gives.

use std::f64::consts::PI;

use serde::Deserialize;

use crate::error::{ModelError, positive};

/// Median switching time of the Merz law (s), equation (2); infinite at `voltage` 0.
///
/// `t_inf` in s, `alpha` in V·decade, `voltage` in V (its magnitude counts).
pub fn merz_time(t_inf: f64, alpha: f64, voltage: f64) -> f64 {
    t_inf * 10f64.powf(alpha / voltage.abs())
}

/// Random-field law (4), (5): each domain sees the applied voltage plus a local field of Lorentz distribution.
///
/// Monotone in time and voltage, and quiet at low voltage, where the linearized law (1) to (3) is not.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RandomField {
    /// Switching time at infinite voltage (s).
    #[serde(deserialize_with = "crate::units::seconds")]
    pub t_inf: f64,
    /// Activation voltage (V·decade): the slope of log10 of the median time against 1/|V|.
    #[serde(deserialize_with = "crate::units::volt_decades")]
    pub alpha: f64,
    /// Half width at half maximum of the local fields, as a voltage (V).
    #[serde(deserialize_with = "crate::units::volts")]
    pub delta: f64,
}

impl RandomField {
    /// Switching time (s) of a domain with local field `eta` (V), equation (4); infinite where |V| + eta <= 0.
    pub fn time(&self, voltage: f64, eta: f64) -> f64 {
        let field = voltage.abs() + eta;
        if field <= 0.0 {
            return f64::INFINITY;
        }
        self.t_inf * 10f64.powf(self.alpha / field)
    }

    /// Local field (V) of the domains of which the fraction `easier` switches more easily.
    pub fn quantile(&self, easier: f64) -> f64 {
        self.delta / (PI * easier).tan()
    }

    /// Switched fraction after `time` (s) at constant `voltage` (V) from none switched, equation (5).
    pub fn fraction(&self, time: f64, voltage: f64) -> f64 {
        let decades = (time / self.t_inf).log10();
        self.fraction_after_decades(decades, voltage)
    }

    /// Time (s) at which [`fraction`](RandomField::fraction) reaches `fraction`; infinite where it never does.
    pub fn time_to(&self, fraction: f64, voltage: f64) -> f64 {
        self.t_inf * 10f64.powf(self.decades_to(fraction, voltage))
    }

    pub(crate) fn fraction_after_decades(&self, decades: f64, voltage: f64) -> f64 {
        if decades.is_nan() || decades <= 0.0 {
            return 0.0;
        }
        // arctan2 keeps small fractions exact where 1/2 - arctan(..)/pi would cancel
        self.delta.atan2(self.alpha / decades - voltage.abs()) / PI
    }

    pub(crate) fn decades_to(&self, fraction: f64, voltage: f64) -> f64 {
        let field = voltage.abs() + self.quantile(fraction);
        if field <= 0.0 { f64::INFINITY } else { self.alpha / field }
    }

    pub(crate) fn validate(&self, name: &str) -> Result<(), ModelError> {
        positive(name, "t_inf", self.t_inf, "s")?;
        positive(name, "alpha", self.alpha, "V decade")?;
        positive(name, "delta", self.delta, "V")
    }
}

/// Law (1) to (3): Lorentz distribution of log10 of the switching time, its width growing as 1/V^2.
///
/// Not monotone in the voltage: below [`guard`](LinearizedLorentz::guard) it runs backwards and tends to 1/2 at 0 V,
/// so it must not be used there.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinearizedLorentz {
    /// Switching time at infinite voltage (s).
    #[serde(deserialize_with = "crate::units::seconds")]
    pub t_inf: f64,
    /// Activation voltage (V·decade).
    #[serde(deserialize_with = "crate::units::volt_decades")]
    pub alpha: f64,
    /// Half width at half maximum in decades, times V^2 (V^2·decade).
    #[serde(deserialize_with = "crate::units::volt_squared_decades")]
    pub gamma_0: f64,
}

impl LinearizedLorentz {
    /// Half width of the distribution of log10 of time (decades), equation (3).
    pub fn width(&self, voltage: f64) -> f64 {
        self.gamma_0 / (voltage * voltage)
    }

    /// Switched fraction after `time` (s) at constant `voltage` (V) from none switched, equation (1).
    pub fn fraction(&self, time: f64, voltage: f64) -> f64 {
        self.fraction_after_decades((time / self.t_inf).log10(), voltage)
    }

    /// Time (s) at which [`fraction`](LinearizedLorentz::fraction) reaches `fraction`.
    pub fn time_to(&self, fraction: f64, voltage: f64) -> f64 {
        self.t_inf * 10f64.powf(self.decades_to(fraction, voltage))
    }

    /// Voltage (V) below which the law is wrong for pulses of `time` (s): half of that which switches one half.
    pub fn guard(&self, time: f64) -> f64 {
        self.alpha / (2.0 * (time / self.t_inf).log10())
    }

    pub(crate) fn fraction_after_decades(&self, decades: f64, voltage: f64) -> f64 {
        self.width(voltage).atan2(self.alpha / voltage.abs() - decades) / PI
    }

    pub(crate) fn decades_to(&self, fraction: f64, voltage: f64) -> f64 {
        self.alpha / voltage.abs() - self.width(voltage) / (PI * fraction).tan()
    }

    pub(crate) fn validate(&self, name: &str) -> Result<(), ModelError> {
        positive(name, "t_inf", self.t_inf, "s")?;
        positive(name, "alpha", self.alpha, "V decade")?;
        positive(name, "gamma_0", self.gamma_0, "V^2 decade")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: RandomField = RandomField { t_inf: 1e-14, alpha: 14.0, delta: 0.0286 };
    // gamma_0 = alpha Delta: the first-order expansion of FIELDS
    const LORENTZ: LinearizedLorentz = LinearizedLorentz { t_inf: 1e-14, alpha: 14.0, gamma_0: 14.0 * 0.0286 };

    #[test]
    fn both_laws_give_the_published_numbers() {
        let near = |value: f64, expected: f64| assert!((value - expected).abs() < 6e-5, "{value}, not {expected}");
        near(FIELDS.fraction(1e-7, 2.0), 0.5);
        near(LORENTZ.fraction(1e-7, 2.0), 0.5);
        near(FIELDS.fraction(1e-8, 2.0), 0.0272);
        near(LORENTZ.fraction(1e-8, 2.0), 0.0318);
        near(FIELDS.fraction(1e-6, 2.0), 0.9637);
        near(LORENTZ.fraction(1e-6, 2.0), 0.9682);
        assert!((FIELDS.fraction(1e-7, 0.1) - 0.005).abs() < 5e-4);
    }

    #[test]
    fn logarithm_of_the_median_time_is_a_line_in_inverse_voltage() {
        let point = |voltage: f64| FIELDS.time_to(0.5, voltage).log10();
        let slope = (point(1.0) - point(4.0)) / (1.0 - 0.25);
        assert!((slope - 14.0).abs() < 1e-6, "slope {slope}");
        assert!((point(1.0) - slope + 14.0).abs() < 1e-6, "intercept {}", point(1.0) - slope);
        assert!((merz_time(1e-14, 14.0, -2.0) / FIELDS.time_to(0.5, 2.0) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn slope_and_quartiles_follow_the_width() {
        let law = LinearizedLorentz { gamma_0: 1.0, ..LORENTZ };
        let (voltage, width) = (2.0, law.width(2.0));
        let decades = |fraction| law.time_to(fraction, voltage).log10();
        assert!((decades(0.75) - decades(0.25) - 2.0 * width).abs() < 1e-9);
        let h = 1e-4; // central difference, error of order h^2
        let slope =
            (law.fraction(1e-7 * 10f64.powf(h), voltage) - law.fraction(1e-7 * 10f64.powf(-h), voltage)) / (2.0 * h);
        assert!((slope * PI * width - 1.0).abs() < 1e-6, "{slope}");
    }

    #[test]
    fn linearized_law_turns_back_at_half_its_median_voltage() {
        let law = LinearizedLorentz { gamma_0: 1.0, ..LORENTZ };
        let guard = law.guard(1e-7);
        assert!((guard - 1.0).abs() < 1e-12);
        let s = |voltage: f64| law.fraction(1e-7, voltage);
        assert!(s(guard) < s(0.9 * guard) && s(guard) < s(1.1 * guard));
        for (voltage, expected) in [(2.0, 0.5), (1.5, 0.060), (1.0, 0.045), (0.5, 0.060), (0.2, 0.120), (0.05, 0.309)] {
            assert!((s(voltage) - expected).abs() < 6e-4, "S({voltage} V) = {}", s(voltage));
        }
    }

    #[test]
    fn random_field_law_never_falls_with_voltage_or_time() {
        for decade in -13..0 {
            for step in 0..60 {
                let (time, voltage) = (10f64.powi(decade), 0.05 * f64::from(step));
                let s = FIELDS.fraction(time, voltage);
                assert!(FIELDS.fraction(time, voltage + 0.05) >= s && FIELDS.fraction(10.0 * time, voltage) >= s);
            }
        }
    }

    #[test]
    fn time_to_a_fraction_inverts_the_fraction() {
        for fraction in [0.01, 0.1, 0.5, 0.9, 0.97] {
            for voltage in [1.2, 2.0, -3.0] {
                assert!((FIELDS.fraction(FIELDS.time_to(fraction, voltage), voltage) - fraction).abs() < 1e-10);
                assert!((LORENTZ.fraction(LORENTZ.time_to(fraction, voltage), voltage) - fraction).abs() < 1e-10);
            }
        }
    }
}
