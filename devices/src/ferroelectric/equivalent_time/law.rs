//! Switching laws as equivalent time needs them, and how they move the front.
//!
//! The state is the front z = cot(pi S): a Lorentz distribution of half width w has switched up to its quantile w z, so
//! that neither tangent nor arc tangent is needed, both tails keep their precision, and exchanging up and down is z -> -z.
//! The age lambda = ln(t_eq / t_inf) is the equivalent time; a step of x = dt / t_inf at constant voltage is
//! lambda <- lambda + ln(1 + x e^-lambda).

use std::f64::consts::{LN_10, PI};

use serde::Deserialize;

use super::kai::Kai;
use crate::error::ModelError;
use crate::ferroelectric::nucleation::{LinearizedLorentz, RandomField};
use crate::math::{arccot, exp, ln, ln_1p_unit};

/// Closed form of the switched fraction at constant voltage.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SwitchingLaw {
    /// Equations (4), (5).
    RandomField(RandomField),
    /// Equations (1) to (3).
    LinearizedLorentz(LinearizedLorentz),
    /// Kolmogorov-Avrami-Ishibashi.
    Kai(Kai),
}

impl SwitchingLaw {
    pub(super) fn validate(&self, table: &str) -> Result<(), ModelError> {
        match self {
            SwitchingLaw::RandomField(law) => law.validate(table),
            SwitchingLaw::LinearizedLorentz(law) => law.validate(table),
            SwitchingLaw::Kai(law) => law.validate(table),
        }
    }
}

/// One family of switching curves with a Merz time t_inf e^(a/V); voltages are magnitudes (V).
pub(super) trait Law: Copy {
    /// Switching time at infinite voltage (s).
    fn t_inf(&self) -> f64;

    /// a (V): slope of ln(time) against 1/V.
    fn activation(&self) -> f64;

    /// ln(t_eq / t_inf) of `front` at `voltage`; huge where this voltage never gets as far.
    fn age(&self, front: f64, voltage: f64) -> f64;

    /// -d(age)/dV (1/V) at fixed front.
    fn steepness(&self, front: f64, voltage: f64, age: f64) -> f64;

    /// Front when its age has grown from `age` by `gain` to `later`.
    fn moved(&self, front: f64, voltage: f64, age: f64, gain: f64, later: f64) -> f64;
}

/// True where adding a small change to the front is more precise than computing it anew.
#[inline(always)]
fn small(age: f64, gain: f64) -> bool {
    gain < age.min(1.0)
}

/// (4), (5): the front is where |V| + delta z = a / lambda.
impl Law for RandomField {
    #[inline(always)]
    fn t_inf(&self) -> f64 {
        self.t_inf
    }

    #[inline(always)]
    fn activation(&self) -> f64 {
        self.alpha * LN_10
    }

    #[inline(always)]
    fn age(&self, front: f64, voltage: f64) -> f64 {
        let field = voltage + self.delta * front;
        if field > 0.0 { self.activation() / field } else { 1e300 }
    }

    #[inline(always)]
    fn steepness(&self, _front: f64, _voltage: f64, age: f64) -> f64 {
        age * age / self.activation()
    }

    #[inline(always)]
    fn moved(&self, front: f64, voltage: f64, age: f64, gain: f64, later: f64) -> f64 {
        let field = self.activation() / later;
        if small(age, gain) { front - field * gain / (age * self.delta) } else { (field - voltage) / self.delta }
    }
}

/// (1) to (3): lambda = a / |V| - Gamma ln(10) z.
impl Law for LinearizedLorentz {
    #[inline(always)]
    fn t_inf(&self) -> f64 {
        self.t_inf
    }

    #[inline(always)]
    fn activation(&self) -> f64 {
        self.alpha * LN_10
    }

    #[inline(always)]
    fn age(&self, front: f64, voltage: f64) -> f64 {
        (self.activation() - self.gamma_0 * LN_10 * front / voltage) / voltage
    }

    #[inline(always)]
    fn steepness(&self, front: f64, voltage: f64, _age: f64) -> f64 {
        (self.activation() - 2.0 * self.gamma_0 * LN_10 * front / voltage) / (voltage * voltage)
    }

    #[inline(always)]
    fn moved(&self, front: f64, voltage: f64, age: f64, gain: f64, later: f64) -> f64 {
        let inverse_width = voltage * voltage / (self.gamma_0 * LN_10);
        let anew = (self.activation() / voltage - later) * inverse_width;
        if small(age, gain) { front - gain * inverse_width } else { anew }
    }
}

/// Front after ln(dt / t_inf) = `ln_x` more at constant `voltage`: exact.
#[inline(always)]
pub(super) fn hold<L: Law>(law: &L, front: f64, voltage: f64, ln_x: f64) -> f64 {
    let age = law.age(front, voltage);
    grow(law, front, voltage, age, ln_x)
}

/// Front after a step in which the voltage runs by `rise` through `voltage` at half time: second order in `rise`.
///
/// Exact for a front that stands still while ln(rate) runs linearly: the dose is that at half time, times
/// sinh(k) / k with k = half the change of ln(rate).
#[inline(always)]
pub(super) fn ramp<L: Law>(law: &L, front: f64, voltage: f64, rise: f64, ln_x: f64) -> f64 {
    let age = law.age(front, voltage);
    let k = 0.5 * law.steepness(front, voltage, age) * rise;
    grow(law, front, voltage, age, ln_x + ln_sinhc(k.abs().min(1e9)))
}

#[inline(always)]
fn grow<L: Law>(law: &L, front: f64, voltage: f64, age: f64, ln_x: f64) -> f64 {
    let excess = age - ln_x;
    let rest = ln_1p_unit(exp(-excess.abs()));
    let gain = if excess > 0.0 { rest } else { rest - excess };
    law.moved(front, voltage, age, gain, age.max(ln_x) + rest).min(front)
}

/// ln(sinh(k) / k) for k >= 0.
#[inline(always)]
fn ln_sinhc(k: f64) -> f64 {
    let series = k * k * (1.0 / 6.0 - k * k / 180.0); // next term k^6 / 2835
    let closed = k + ln((1.0 - exp(-2.0 * k)) / (2.0 * k.max(1e-3)));
    if k < 0.02 { series } else { closed }
}

/// Largest part of the active voltage that one step may run through.
const STEP: f64 = 0.05;

/// Switching slower than e^-this of the step is not resolved when steps are chosen.
const IDLE_AGE: f64 = 25.0;

/// Longest step of the voltage (V) on ramps of `dt` (s) with an error of S below 1e-5.
pub(super) fn longest_step<L: Law>(law: &L, dt: f64) -> f64 {
    let age = (dt / law.t_inf()).ln().max(0.0) + IDLE_AGE;
    STEP * law.activation() / age
}

/// S of a front.
#[inline(always)]
pub(super) fn fraction(front: f64) -> f64 {
    arccot(front) * (1.0 / PI)
}

/// Front of a fraction: +infinity at 0, -infinity at 1.
pub(super) fn front(fraction: f64) -> f64 {
    if fraction >= 1.0 { f64::NEG_INFINITY } else { 1.0 / (PI * fraction).tan() }
}
