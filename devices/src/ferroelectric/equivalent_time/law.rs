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
use crate::ferroelectric::{Distribution, LogTime, RandomField, Width};
use crate::math::{arccot, exp, exp_to_fourteen_digits, ln, ln_1p_unit};

/// Closed form of the switched fraction at constant voltage.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SwitchingLaw {
    /// Equations (4), (5), Lorentz distributed.
    RandomField(RandomField),
    /// Equations (1) to (3): Lorentz distributed with a width of `gamma_0 / V^2`.
    LogTime(LogTime),
    /// Kolmogorov-Avrami-Ishibashi.
    Kai(Kai),
}

impl SwitchingLaw {
    pub(super) fn validate(&self, table: &str) -> Result<(), ModelError> {
        match self {
            SwitchingLaw::RandomField(law) => {
                law.validate(table)?;
                lorentz(table, law.distribution)
            }
            SwitchingLaw::LogTime(law) => {
                law.validate(table)?;
                lorentz(table, law.distribution)?;
                match law.width {
                    Width::InverseSquare { .. } => Ok(()),
                    Width::Constant { .. } => {
                        let remedy = "take width.inverse_square, or the model `ferroelectric_junction`";
                        Err(ModelError::new(&format!("{table}.width"), "constant", "inverse_square", remedy))
                    }
                }
            }
            SwitchingLaw::Kai(law) => law.validate(table),
        }
    }
}

/// One number describes how far a Lorentz distribution has switched; other distributions need an ensemble.
fn lorentz(table: &str, distribution: Distribution) -> Result<(), ModelError> {
    match distribution {
        Distribution::Lorentz => Ok(()),
        other => {
            let remedy = "other distributions need the model `ferroelectric_junction`";
            Err(ModelError::new(&format!("{table}.distribution"), format!("{other:?}"), "lorentz", remedy))
        }
    }
}

/// [`LogTime`] as far as equivalent time takes it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct LinearizedLorentz {
    t_inf: f64,
    alpha: f64,
    gamma_0: f64,
}

impl From<LogTime> for LinearizedLorentz {
    fn from(law: LogTime) -> LinearizedLorentz {
        // checked parameters have a width of gamma_0 / V^2, which at 1 V is gamma_0
        LinearizedLorentz { t_inf: law.t_inf, alpha: law.alpha, gamma_0: law.width(1.0) }
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

    /// d(age)/dz at `middle`, where the age is `age_middle`, over d(age)/dz at `voltage`, where it is `age`.
    fn stretch(&self, middle: f64, age_middle: f64, voltage: f64, age: f64) -> f64;

    /// Front when its age has grown from `age` by `gain` to `later`.
    fn moved(&self, front: f64, voltage: f64, age: f64, gain: f64, later: f64) -> f64;
}

/// True where adding a small change to the front is more precise than computing it anew.
#[inline(always)]
fn small(age: f64, gain: f64) -> bool {
    gain < if age < 1.0 { age } else { 1.0 }
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
    fn stretch(&self, _middle: f64, age_middle: f64, _voltage: f64, age: f64) -> f64 {
        let ratio = if age > 0.0 { age_middle / age } else { 1.0 };
        ratio * ratio
    }

    #[inline(always)]
    fn moved(&self, front: f64, voltage: f64, age: f64, gain: f64, later: f64) -> f64 {
        let (per_later, per_delta) = (1.0 / later, 1.0 / self.delta);
        let anew = (self.activation() * per_later - voltage) * per_delta;
        let field = voltage + self.delta * front;
        if small(age, gain) { front - field * gain * per_later * per_delta } else { anew }
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
    fn stretch(&self, middle: f64, _age_middle: f64, voltage: f64, _age: f64) -> f64 {
        voltage * voltage / (middle * middle)
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

/// Front after a step in which the voltage runs by `rise` through `voltage` at half time.
///
/// Gauss's rule of two points for the dose, given at half time; the front is where the voltage at half time would have
/// brought it by each point. Of third order; of fourth where the front is slow.
#[inline(always)]
pub(super) fn ramp<L: Law>(law: &L, front: f64, voltage: f64, rise: f64, ln_x: f64) -> f64 {
    const POINT: f64 = 0.288_675_134_594_812_9; // 1 / (2 sqrt 3): the points are at 1/2 -+ this
    const LN_EARLY: f64 = -1.554_358_683_076_436; // ln(1/2 - POINT)
    const LN_LATE: f64 = -0.237_400_786_151_619_16; // ln(1/2 + POINT)
    let age = law.age(front, voltage);
    let early = rate_after(law, front, voltage, age, ln_x + LN_EARLY, voltage - POINT * rise);
    let late = rate_after(law, front, voltage, age, ln_x + LN_LATE, voltage + POINT * rise);
    grow(law, front, voltage, age, ln_x + ln(0.5 * (early + late)))
}

/// Rate at the voltage `there` over that at `voltage`, for the front that `voltage` has moved for e^`ln_x`.
#[inline(always)]
fn rate_after<L: Law>(law: &L, front: f64, voltage: f64, age: f64, ln_x: f64, there: f64) -> f64 {
    let front = grow(law, front, voltage, age, ln_x);
    let (age, age_there) = (law.age(front, voltage), law.age(front, there));
    // bounded, and 0 where both are infinite: fronts that are out of reach do not take part
    let faster = if age == age_there { 0.0 } else { (age - age_there).clamp(-2.0, 2.0) };
    law.stretch(voltage, age, there, age_there).min(2.0) * exp(faster)
}

#[inline(always)]
fn grow<L: Law>(law: &L, front: f64, voltage: f64, age: f64, ln_x: f64) -> f64 {
    grown(law, front, voltage, Aging { age, ln_x, growth: growth(age, ln_x) })
}

/// A step at constant voltage, in the numbers that its front depends on.
#[derive(Clone, Copy)]
pub(super) struct Aging {
    /// Before the step.
    pub age: f64,
    /// ln(dt / t_inf).
    pub ln_x: f64,
    /// [`growth`] of the two.
    pub growth: f64,
}

/// The smaller over the larger of the equivalent time and the step.
#[inline(always)]
pub(super) fn growth(age: f64, ln_x: f64) -> f64 {
    exp_to_fourteen_digits(-(age - ln_x).abs())
}

/// Front after a step at constant `voltage`.
#[inline(always)]
pub(super) fn grown<L: Law>(law: &L, front: f64, voltage: f64, Aging { age, ln_x, growth }: Aging) -> f64 {
    let excess = age - ln_x;
    let rest = ln_1p_unit(growth);
    let gain = if excess > 0.0 { rest } else { rest - excess };
    let later = rest + if age > ln_x { age } else { ln_x };
    let moved = law.moved(front, voltage, age, gain, later);
    if moved < front { moved } else { front } // also where arithmetic with an infinite front gives no number
}

/// Largest part of the active voltage that one step may run through.
const STEP: f64 = 0.05;

/// Switching slower than e^-this of the step is not resolved when steps are chosen.
const IDLE_AGE: f64 = 25.0;

/// Longest step of the voltage (V) on ramps of `dt` (s) with an error of S below 1e-4.
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
