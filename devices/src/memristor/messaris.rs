//! Data-driven model of resistive memories: the resistance itself is the state and saturates at levels set by the voltage.
//!
//! Messaris et al. 2018, doi:10.1109/TCAD.2018.2791468, eqs. (3) to (7), and (9), (10) for constant voltage.

use serde::Deserialize;

use crate::batch::Batch;
use crate::catalogue::Parameters;
use crate::error::{ModelError, positive, within};
use crate::integrate::integrate;
use crate::math::{exp, sinh_continued};
use crate::model::{Branch, Column, DeviceArray, DeviceModel};
use crate::ramp::Ramp;
use crate::rng::Random;

/// Parameters of a data-driven device; the state is the resistance R (ohm).
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Messaris {
    /// Direction: +1 when positive voltage raises the resistance, -1 when it lowers it.
    pub eta: f64,
    /// Lowest resistance, ON (ohm).
    #[serde(deserialize_with = "crate::units::ohms")]
    pub r_on: f64,
    /// Highest resistance, OFF (ohm).
    #[serde(deserialize_with = "crate::units::ohms")]
    pub r_off: f64,
    /// What V > 0 does.
    pub positive: Polarity,
    /// What V <= 0 does.
    pub negative: Polarity,
}

/// Parameters for one sign of the voltage; the source writes them with index p or n.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Polarity {
    /// Switching sensitivity A (ohm/s), with the sign of the change of R.
    #[serde(rename = "A", deserialize_with = "crate::units::ohms_per_second")]
    pub sensitivity: f64,
    /// Growth of the sensitivity with |V| (1/V).
    #[serde(deserialize_with = "crate::units::per_volt")]
    pub t: f64,
    /// Growth of the rate with the distance from the level of saturation (1/ohm).
    #[serde(deserialize_with = "crate::units::siemens")]
    pub k: f64,
    /// Level of saturation at 0 V (ohm).
    #[serde(deserialize_with = "crate::units::ohms")]
    pub r_0: f64,
    /// Its linear term in V (ohm/V).
    #[serde(deserialize_with = "crate::units::ohms_per_volt")]
    pub r_1: f64,
    /// Its quadratic term in V (ohm/V^2).
    #[serde(deserialize_with = "crate::units::ohms_per_volt_squared")]
    pub r_2: f64,
    /// Scale of the current, a sinh(b V) / R: in V, a plain number in files.
    pub a: f64,
    /// Curvature of the current (1/V).
    #[serde(deserialize_with = "crate::units::per_volt")]
    pub b: f64,
}

/// Error of one step of the integrator, as part of the range of the resistance.
const TOLERANCE: f64 = 1e-6;

/// Exponents are cut here; the rate stays a finite number and the resistance saturates at once.
const MAX_EXPONENT: f64 = 200.0;

impl Polarity {
    /// Level of saturation r(V) (ohm).
    #[inline(always)]
    pub fn level(&self, voltage: f64) -> f64 {
        self.r_0 + voltage * (self.r_1 + voltage * self.r_2)
    }

    /// dR/dt (ohm/s), eqs. (4) to (6).
    #[inline(always)]
    fn rate(&self, resistance: f64, voltage: f64) -> f64 {
        let distance = self.k * (self.level(voltage) - resistance) * self.sensitivity.signum();
        let window = exp(distance.clamp(0.0, MAX_EXPONENT)) - 1.0;
        self.sensitivity * (exp((self.t * voltage.abs()).min(MAX_EXPONENT)) - 1.0) * window
    }

    /// R after a ramp of this polarity whose level of saturation is `level` all the time, eqs. (9) and (10).
    #[inline(always)]
    fn relaxed(&self, resistance: f64, level: f64, ramp: Ramp) -> f64 {
        let direction = self.sensitivity.signum();
        let distance = self.k * (level - resistance) * direction;
        if distance <= 0.0 {
            return resistance;
        }
        let dose = self.k * self.sensitivity.abs() * self.sensitivity_integral(ramp);
        // 1 - e^-dose + e^(-distance - dose), the source's argument of the logarithm over e^(k r)
        let argument = (exp(-distance - dose) - (-dose).exp_m1()).max(f64::MIN_POSITIVE);
        level + direction * (argument.ln() / self.k).min(0.0)
    }

    /// Integral of e^(t |V|) - 1 over a ramp of one sign (s).
    #[inline(always)]
    fn sensitivity_integral(&self, Ramp { start, end, dt }: Ramp) -> f64 {
        let from = (self.t * start.abs()).min(MAX_EXPONENT);
        let rise = (self.t * end.abs()).min(MAX_EXPONENT) - from;
        let ratio = if rise.abs() < 1e-8 { 1.0 + 0.5 * rise } else { rise.exp_m1() / rise };
        dt * if from < 1e-3 && rise.abs() < 1e-3 {
            // series: the mean of x + x^2/2 + x^3/6 over the ramp
            let to = from + rise;
            0.5 * (from + to) + (from * from + from * to + to * to) / 6.0 + (from + to) * (from * from + to * to) / 24.0
        } else {
            exp(from) * ratio - 1.0
        }
    }

    /// Voltage of a ramp at which the level of saturation passes `resistance`; its end, should rounding hide the crossing.
    #[inline(always)]
    fn reaches(&self, resistance: f64, ramp: Ramp) -> f64 {
        let half = 0.5 * self.r_1;
        let constant = self.r_0 - resistance;
        // roots of r_2 V^2 + r_1 V + r_0 - R without cancellation
        let sum = -(half + (half * half - self.r_2 * constant).max(0.0).sqrt().copysign(half));
        let (lowest, highest) = (ramp.start.min(ramp.end), ramp.start.max(ramp.end));
        let inside = |root: &f64| (lowest..=highest).contains(root);
        [constant / sum, sum / self.r_2].into_iter().find(inside).unwrap_or(ramp.end)
    }

    fn validate(&self, table: &str) -> Result<(), ModelError> {
        positive(table, "|A|", self.sensitivity.abs(), "ohm/s")?;
        positive(table, "t", self.t, "V^-1")?;
        positive(table, "k", self.k, "S")?;
        positive(table, "a", self.a, "")?;
        positive(table, "b", self.b, "V^-1")?;
        within(&format!("{table}.r_0"), self.r_0, -1e15, 1e15, "check the unit")?;
        within(&format!("{table}.r_1"), self.r_1, -1e15, 1e15, "check the unit")?;
        within(&format!("{table}.r_2"), self.r_2, -1e15, 1e15, "check the unit")
    }
}

impl Messaris {
    #[inline(always)]
    fn polarity(&self, voltage: f64) -> &Polarity {
        if voltage > 0.0 { &self.positive } else { &self.negative }
    }

    /// R after a ramp of one sign.
    #[inline(always)]
    fn drift(&self, resistance: f64, ramp: Ramp) -> f64 {
        let polarity = self.polarity(ramp.start + ramp.end);
        if ramp.start == ramp.end || (polarity.r_1 == 0.0 && polarity.r_2 == 0.0) {
            return polarity.relaxed(resistance, polarity.level(ramp.end), ramp).clamp(self.r_on, self.r_off);
        }
        // where the level turns back, R may wait and move again
        let turn = -0.5 * polarity.r_1 / polarity.r_2;
        if (turn - ramp.start) * (turn - ramp.end) < 0.0 {
            let middle = self.follow(resistance, part(ramp, ramp.start, turn));
            return self.follow(middle, part(ramp, turn, ramp.end));
        }
        self.follow(resistance, ramp)
    }

    /// R after a ramp of one sign along which the level of saturation moves one way.
    #[inline(always)]
    fn follow(&self, resistance: f64, ramp: Ramp) -> f64 {
        let polarity = self.polarity(ramp.start + ramp.end);
        let waits = |voltage: f64| (polarity.level(voltage) - resistance) * polarity.sensitivity <= 0.0;
        let ramp = match (waits(ramp.start), waits(ramp.end)) {
            (true, true) => return resistance,
            (true, false) => part(ramp, polarity.reaches(resistance, ramp), ramp.end),
            _ => ramp,
        };
        let rate = |resistance: f64, voltage: f64| polarity.rate(resistance, voltage);
        integrate(resistance, ramp, rate, [self.r_on, self.r_off], TOLERANCE * (self.r_off - self.r_on))
    }
}

/// The part of a ramp between two of its voltages.
#[inline(always)]
fn part(ramp: Ramp, start: f64, end: f64) -> Ramp {
    Ramp { start, end, dt: ramp.dt * ((end - start) / (ramp.end - ramp.start)) }
}

impl DeviceModel for Messaris {
    type State = f64;

    const POSITION: Column = Column { name: "position", unit: "1", long_name: "position between off and on" };

    const INTERNALS: &'static [Column] = &[Column { name: "resistance", unit: "ohm", long_name: "resistive state" }];

    fn state(&self, position: f64, _random: Random) -> f64 {
        self.r_off + position * (self.r_on - self.r_off)
    }

    #[inline(always)]
    fn position(&self, resistance: &f64) -> f64 {
        (self.r_off - resistance) / (self.r_off - self.r_on)
    }

    /// Slope at 0 V: that of the negative side, as in eq. (3).
    #[inline(always)]
    fn branch(&self, resistance: &f64, voltage: f64) -> Branch {
        let Polarity { a, b, .. } = self.polarity(voltage);
        let (sinh, cosh) = sinh_continued(b * voltage);
        Branch { current: a * sinh / resistance, conductance: a * b * cosh / resistance }
    }

    #[inline(always)]
    fn advance(&self, resistance: &f64, ramp: Ramp, _random: Random) -> f64 {
        match ramp.split_at_zero() {
            None => self.drift(*resistance, ramp),
            Some([before, after]) => self.drift(self.drift(*resistance, before), after),
        }
    }

    /// True when the fastest change from any resistance at either end of the interval stays below 1e-9 of the range.
    fn idle(&self, lowest: f64, highest: f64, dt: f64) -> bool {
        let small = 1e-9 * (self.r_off - self.r_on);
        let slow = |polarity: &Polarity, voltage: f64| {
            // the level of saturation that is farthest away on this side of 0 V: at the ends or where its slope vanishes
            let inner = (-0.5 * polarity.r_1 / polarity.r_2).clamp(voltage.min(0.0), voltage.max(0.0));
            let inner = if inner.is_nan() { voltage } else { inner };
            let start = if polarity.sensitivity > 0.0 { self.r_on } else { self.r_off };
            let distances =
                [0.0, inner, voltage].map(|v| polarity.k * (polarity.level(v) - start) * polarity.sensitivity.signum());
            let farthest = distances.into_iter().fold(0.0, f64::max).min(MAX_EXPONENT);
            let speed = polarity.sensitivity.abs() * (polarity.t * voltage.abs()).min(MAX_EXPONENT).exp_m1();
            speed * farthest.exp_m1() * dt <= small
        };
        slow(&self.positive, highest.max(0.0)) && slow(&self.negative, lowest.min(0.0))
    }

    fn internal(&self, resistance: &f64, _index: usize) -> f64 {
        *resistance
    }
}

impl Parameters for Messaris {
    const MODEL: &'static str = "messaris";
    const REFERENCE: &'static str = "Messaris et al. 2018, doi:10.1109/TCAD.2018.2791468";
    const EQUATIONS: &'static str = "\
I = a sinh(b V) / R
dR/dt = A (e^(t |V|) - 1) (e^(k |r(V) - R|) - 1)   while R is on its way to r(V), else 0; r_on <= R <= r_off
r(V) = r_0 + r_1 V + r_2 V^2
all but eta, r_on and r_off once for V > 0 (`positive`) and once for V <= 0 (`negative`);
eta = 1 when positive voltage raises R: A > 0 for V > 0 and A < 0 for V < 0; eta = -1: the reverse";

    fn validate(&self) -> Result<(), ModelError> {
        if self.eta.abs() != 1.0 {
            let remedy = "it says whether positive voltage raises (1) or lowers (-1) the resistance";
            return Err(ModelError::new("eta", self.eta, "1 or -1", remedy));
        }
        positive("", "r_on", self.r_on, "ohm")?;
        positive("", "r_off - r_on", self.r_off - self.r_on, "ohm")?;
        self.positive.validate("positive")?;
        self.negative.validate("negative")?;
        for (name, sign) in [
            ("positive.A", self.eta * self.positive.sensitivity),
            ("negative.A", -self.eta * self.negative.sensitivity),
        ] {
            if sign < 0.0 {
                let remedy = "turn the sign of `A` or that of `eta`";
                return Err(ModelError::new(
                    name,
                    "of the wrong sign",
                    "eta times a positive number for V > 0, minus that for V < 0",
                    remedy,
                ));
            }
        }
        Ok(())
    }

    fn array(&self, count: usize, seed: u64) -> Box<dyn DeviceArray> {
        Box::new(Batch::new(*self, count, seed))
    }
}

#[cfg(test)]
#[path = "messaris_tests.rs"]
mod tests;
