//! Generalized memristor: sinh conduction scaled by the state, exponential rates beyond two thresholds.
//!
//! Yakopcic et al. 2011, doi:10.1109/LED.2011.2163292, and 2013, doi:10.1109/TCAD.2013.2252057:
//! I = a1 x sinh(b V) (V >= 0), a2 x sinh(b V) (V < 0); dx/dt = eta g(V) f(x). The rate is constant up to a knee and
//! slows down beyond it, which the exponential integral solves in closed form.

use serde::Deserialize;

use crate::batch::Batch;
use crate::catalogue::Parameters;
use crate::error::{ModelError, positive, within};
use crate::math::{between, exp, expm1, sinh_cosh, sinh_over_less_one, sinh_over_less_one_near_zero};
use crate::model::{Branch, Column, DeviceArray, DeviceModel, Segment};
use crate::ramp::Ramp;
use crate::rng::Random;
use crate::spice::Subcircuit;

/// Parameters; the state is x, 0 to 1. Voltages of exponents are in units of 1 V, as published.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Yakopcic {
    /// Current scale at positive voltage (A).
    #[serde(deserialize_with = "crate::units::amperes")]
    pub a1: f64,
    /// Current scale at negative voltage (A).
    #[serde(deserialize_with = "crate::units::amperes")]
    pub a2: f64,
    /// Curvature of the I-V characteristic (1/V).
    #[serde(deserialize_with = "crate::units::per_volt")]
    pub b: f64,
    /// Threshold of positive voltage (V).
    #[serde(deserialize_with = "crate::units::volts")]
    pub v_p: f64,
    /// Threshold of negative voltage (V), as a magnitude.
    #[serde(deserialize_with = "crate::units::volts")]
    pub v_n: f64,
    /// Rate scale at positive voltage (1/s).
    #[serde(deserialize_with = "crate::units::hertz")]
    pub a_p: f64,
    /// Rate scale at negative voltage (1/s).
    #[serde(deserialize_with = "crate::units::hertz")]
    pub a_n: f64,
    /// State (0 to 1) above which rising slows down.
    pub x_p: f64,
    /// Falling slows down where x is below 1 - x_n (0 to 1).
    pub x_n: f64,
    /// Decay of the rate beyond `x_p`, per unit of x.
    pub alpha_p: f64,
    /// Decay of the rate below 1 - `x_n`, per unit of x.
    pub alpha_n: f64,
    /// Which voltage makes x rise: 1 positive, -1 negative.
    pub eta: f64,
}

/// Voltage beyond a threshold (V) from which the rate grows no further: e^300 stays far from overflow.
const MAX_EXCESS: f64 = 300.0;

/// Part of the distance to the end that one hop beyond the knee covers at most.
const HOP: f64 = 0.25;

/// Distance to an end that counts as none: an end at 1 has no number closer to it.
const ARRIVED: f64 = 1e-17;

/// One direction of motion: `room` is the distance to the end that is approached.
#[derive(Clone, Copy)]
struct Knee {
    /// Room (of x) at the knee, from which the motion slows down: 1 - x_p or 1 - x_n.
    room: f64,
    /// Decay of the rate beyond.
    alpha: f64,
}

/// What does not depend on the device, once for all: within a loop it would be selected first and computed then.
#[derive(Clone, Copy)]
struct Scales {
    positive: f64,
    negative: f64,
    per_upper_room: f64,
    per_lower_room: f64,
}

/// The way that a ramp beyond one threshold takes.
#[derive(Clone, Copy)]
struct Way {
    negative: bool,
    rises: bool,
    knee: Knee,
}

impl Way {
    /// Distance from `x` to the end that is approached.
    #[inline(always)]
    fn room(self, x: f64) -> f64 {
        if self.rises { 1.0 - x } else { x }
    }
}

impl Knee {
    /// Room left after `dose`, the integral of |g| over time, from `room`.
    fn approach(&self, room: f64, dose: f64) -> f64 {
        let straight = (room - self.room).max(0.0);
        if dose <= straight { room - dose } else { self.beyond(room.min(self.room), dose - straight) }
    }

    /// Room u after `dose` beyond the knee, where du/d(dose) = -u exp(-alpha (u_knee - u)) / u_knee.
    ///
    /// With u = u0 (1 - e) and a = alpha u0 the dose over the rate at u0 is the integral of exp(a e)/(1 - e) over e, a
    /// difference of exponential integrals E1. [`spent`] sums it without cancellation; Newton's method inverts it.
    fn beyond(&self, mut room: f64, mut dose: f64) -> f64 {
        while room > ARRIVED {
            let (a, rate) = (self.alpha * room, exp(-self.alpha * (self.room - room)) / self.room);
            let needed = dose * rate;
            if needed <= HOP || needed <= spent(a, HOP) {
                return room * (1.0 - part_for(a, needed));
            }
            dose -= spent(a, HOP) / rate;
            room *= 1.0 - HOP;
        }
        0.0
    }
}

/// Integral of exp(a e)/(1 - e) from 0 to `part`: the sum of e_k(a) part^(k + 1)/(k + 1), e_k the partial sums of e^a.
fn spent(a: f64, part: f64) -> f64 {
    let (mut term, mut partial, mut power, mut sum) = (1.0, 1.0, part, part);
    for k in 1..200 {
        let k = f64::from(k);
        term *= a / k;
        partial += term;
        power *= part;
        let next = partial * power / (k + 1.0);
        sum += next;
        if next <= 1e-17 * sum {
            break;
        }
    }
    sum
}

/// The part whose [`spent`] is `needed`. The function is convex and lies above its argument, so Newton's method comes
/// down to the root from above.
fn part_for(a: f64, needed: f64) -> f64 {
    let mut part = needed.min(HOP);
    for _ in 0..20 {
        let change = (spent(a, part) - needed) * (1.0 - part) * exp(-a * part);
        part -= change;
        if change.abs() <= 1e-16 * part {
            break;
        }
    }
    part.clamp(0.0, HOP)
}

/// Limit of needed (1 + a) for [`short_part_for`].
const SHORT: f64 = 0.005;

/// [`part_for`] without branches where needed (1 + a) is below [`SHORT`]: six terms of [`spent`] leave a relative
/// remainder of 1e-15, and so does one Newton step from the reversed series of third order.
#[inline(always)]
fn short_part_for(a: f64, needed: f64) -> f64 {
    let (e_1, t_2, t_3) = (1.0 + a, a * a * 0.5, a * a * a * (1.0 / 6.0));
    let (e_2, e_3) = (e_1 + t_2, e_1 + t_2 + t_3);
    let (e_4, e_5) = (e_3 + t_3 * a * 0.25, e_3 + t_3 * a * (0.25 + 0.05 * a));
    let q = needed;
    let p = q * (1.0 - q * (0.5 * e_1 - q * (0.5 * e_1 * e_1 - (1.0 / 3.0) * e_2)));
    let (p2, p4) = (p * p, p * p * p * p);
    let excess = (0.5 * e_1 + (1.0 / 3.0) * e_2 * p) + (0.25 * e_3 + 0.2 * e_4 * p) * p2 + (1.0 / 6.0) * e_5 * p4;
    let spent = p + p2 * excess;
    // the correction is 1e-7 of p at most: 1e-9 is enough for its slope 1 + d, and for 1/(1 + d) = 1 - d + d^2 - d^3
    let d = e_1 * p + (e_2 + e_3 * p) * p2;
    p - (spent - q) * ((1.0 - d) * (1.0 + d * d))
}

/// Integral of e^(v - v_th) - 1 over time while v exceeds the threshold by `excess` (V): with the middle m and the half
/// width h of the ramp the mean is e^m sinh(h)/h - 1. `sinh_over_less_one` is the function of that name.
#[inline(always)]
fn drive(excess: Ramp, sinh_over_less_one: impl Fn(f64) -> f64) -> f64 {
    let (start, end) = (excess.start.min(MAX_EXCESS), excess.end.min(MAX_EXCESS));
    let rise = expm1(0.5 * (start + end));
    excess.dt * (rise + (1.0 + rise) * sinh_over_less_one(0.5 * (end - start)))
}

impl Yakopcic {
    /// Rise of x per [`drive`] at positive voltage (1/s): g = a_p e^v_p (e^(V - v_p) - 1).
    #[inline(always)]
    fn positive_rate(&self) -> f64 {
        self.a_p * exp(self.v_p)
    }

    /// The same at negative voltage.
    #[inline(always)]
    fn negative_rate(&self) -> f64 {
        self.a_n * exp(self.v_n)
    }

    /// Where rising slows down.
    #[inline(always)]
    fn upper_knee(&self) -> Knee {
        Knee { room: 1.0 - self.x_p, alpha: self.alpha_p }
    }

    /// Where falling slows down.
    #[inline(always)]
    fn lower_knee(&self) -> Knee {
        Knee { room: 1.0 - self.x_n, alpha: self.alpha_n }
    }

    #[inline(always)]
    fn scales(&self) -> Scales {
        Scales {
            positive: self.positive_rate(),
            negative: self.negative_rate(),
            per_upper_room: 1.0 / (1.0 - self.x_p),
            per_lower_room: 1.0 / (1.0 - self.x_n),
        }
    }

    /// What the sign of a ramp decides; a ramp beyond neither threshold counts as positive.
    #[inline(always)]
    fn way(&self, ramp: Ramp) -> Way {
        let negative = ramp.start.min(ramp.end) < -self.v_n;
        let rises = negative != (self.eta > 0.0);
        Way { negative, rises, knee: if rises { self.upper_knee() } else { self.lower_knee() } }
    }

    /// State after `ramp` and whether this form serves it: a `RAMP` or a constant voltage, states `BEYOND` the knee or
    /// before it.
    #[inline(always)]
    fn hop<const RAMP: bool, const BEYOND: bool>(&self, scales: Scales, x: &f64, ramp: Ramp) -> (f64, bool) {
        let way = self.way(ramp);
        let Way { negative, rises, knee } = way;
        let positive = ramp.start.max(ramp.end) > self.v_p;
        let ramp = if negative { ramp.negated() } else { ramp };
        let v_th = if negative { self.v_n } else { self.v_p };
        let dose = (if negative { scales.negative } else { scales.positive })
            * if RAMP {
                drive(ramp.excess(v_th), sinh_over_less_one_near_zero)
            } else {
                ramp.dt * expm1(between(ramp.start - v_th, 0.0, MAX_EXCESS))
            };
        let moved = |way: f64| if dose == 0.0 { *x } else { x + if rises { way } else { -way } };
        let room = way.room(*x);
        let fits = !(negative & positive) & (!RAMP | ((ramp.end - ramp.start).abs() <= 2.0));
        let before_knee = (room - dose >= knee.room) | (dose == 0.0);
        if !BEYOND {
            return (moved(dose), before_knee & fits);
        }
        let a = knee.alpha * room;
        let per_room = if rises { scales.per_upper_room } else { scales.per_lower_room };
        let needed = dose * (exp(a - knee.alpha * knee.room) * per_room);
        let starts_beyond = room <= knee.room;
        let short = needed * (1.0 + a) <= SHORT;
        let beyond = room * short_part_for(a, needed);
        (moved(if starts_beyond { beyond } else { dose }), ((starts_beyond & short) | before_knee) & fits)
    }

    /// State after the positive `dose` in the direction of `eta` times the sign of the voltage.
    fn go(&self, x: f64, dose: f64, direction: f64) -> f64 {
        if dose == 0.0 {
            x
        } else if direction > 0.0 {
            1.0 - self.upper_knee().approach(1.0 - x, dose)
        } else {
            self.lower_knee().approach(x, dose)
        }
    }
}

impl DeviceModel for Yakopcic {
    type State = f64;

    const POSITION: Column = Column { name: "x", unit: "1", long_name: "state x" };

    fn state(&self, position: f64, _random: Random) -> f64 {
        position
    }

    #[inline(always)]
    fn position(&self, x: &f64) -> f64 {
        *x
    }

    #[inline(always)]
    fn branch(&self, x: &f64, voltage: f64) -> Branch {
        let scale = x * if voltage < 0.0 { self.a2 } else { self.a1 };
        let (sinh, cosh) = sinh_cosh(self.b * voltage);
        Branch { current: scale * sinh, conductance: scale * self.b * cosh }
    }

    /// Exact on both sides of the knees.
    fn advance(&self, x: &f64, ramp: Ramp, _random: Random) -> f64 {
        let up = self.positive_rate() * drive(ramp.excess(self.v_p), sinh_over_less_one);
        let down = self.negative_rate() * drive(ramp.negated().excess(self.v_n), sinh_over_less_one);
        if ramp.start >= ramp.end {
            self.go(self.go(*x, up, self.eta), down, -self.eta)
        } else {
            self.go(self.go(*x, down, -self.eta), up, self.eta)
        }
    }

    /// Before the knee, where x runs with the dose, or a short way beyond it; ramps of up to 2 V beyond one threshold.
    #[inline(always)]
    fn shortcut(&self, x: &f64, ramp: Ramp, _random: Random) -> (f64, bool) {
        self.hop::<true, true>(self.scales(), x, ramp)
    }

    /// Constant voltages need no mean over a ramp, and devices before their knees one exponential function of two.
    #[inline(always)]
    fn shortcuts(
        &self,
        states: &mut [f64],
        Segment { start, end }: Segment<'_>,
        dt: f64,
        _random: impl Fn(usize) -> Random,
        served: &mut [bool],
    ) {
        let ramps = start.iter().zip(end).fold(false, |ramps, (start, end)| ramps | (start != end));
        let voltages = start.iter().zip(end).map(|(&start, &end)| Ramp { start, end, dt });
        let beyond = states.iter().zip(voltages.clone()).fold(false, |beyond, (x, ramp)| {
            let way = self.way(ramp);
            beyond | (way.room(*x) <= way.knee.room)
        });
        let scales = self.scales();
        let devices = states.iter_mut().zip(served).zip(voltages);
        match (ramps, beyond) {
            (false, false) => {
                devices.for_each(|((x, served), ramp)| (*x, *served) = self.hop::<false, false>(scales, x, ramp))
            }
            (false, true) => {
                devices.for_each(|((x, served), ramp)| (*x, *served) = self.hop::<false, true>(scales, x, ramp))
            }
            (true, false) => {
                devices.for_each(|((x, served), ramp)| (*x, *served) = self.hop::<true, false>(scales, x, ramp))
            }
            (true, true) => {
                devices.for_each(|((x, served), ramp)| (*x, *served) = self.hop::<true, true>(scales, x, ramp))
            }
        }
    }

    fn idle(&self, lowest: f64, highest: f64, _dt: f64) -> bool {
        lowest >= -self.v_n && highest <= self.v_p
    }
}

impl Parameters for Yakopcic {
    const MODEL: &'static str = "yakopcic";
    const REFERENCE: &'static str =
        "Yakopcic et al. 2011, doi:10.1109/LED.2011.2163292, and 2013, doi:10.1109/TCAD.2013.2252057";
    const EQUATIONS: &'static str = "\
I = a1 x sinh(b V) for V >= 0, a2 x sinh(b V) for V < 0
dx/dt = eta g(V) f(x),  g = a_p (e^V - e^v_p) for V > v_p, -a_n (e^-V - e^v_n) for V < -v_n, else 0
f = exp(-alpha_p (x - x_p)) (1 - x) / (1 - x_p)     rising x >= x_p, else 1
f = exp(alpha_n (x + x_n - 1)) x / (1 - x_n)        falling x <= 1 - x_n, else 1";

    const SUBCIRCUIT: Option<fn(&Self) -> Subcircuit> = Some(crate::spice::yakopcic);

    fn validate(&self) -> Result<(), ModelError> {
        positive("", "a1", self.a1, "A")?;
        positive("", "a2", self.a2, "A")?;
        positive("", "b", self.b, "V^-1")?;
        positive("", "a_p", self.a_p, "Hz")?;
        positive("", "a_n", self.a_n, "Hz")?;
        within("v_p", self.v_p, 0.0, 100.0, "it is a magnitude in volt")?;
        within("v_n", self.v_n, 0.0, 100.0, "it is a magnitude in volt")?;
        within("x_p", self.x_p, 0.0, 1.0, "it is a state")?;
        within("x_n", self.x_n, 0.0, 1.0, "it is a state")?;
        within("alpha_p", self.alpha_p, 0.0, 30.0, "1 to 10 are usual")?;
        within("alpha_n", self.alpha_n, 0.0, 30.0, "1 to 10 are usual")?;
        if self.eta.abs() != 1.0 {
            return Err(ModelError::new("eta", self.eta, "1 or -1", "it is the sign of the voltage that makes x rise"));
        }
        Ok(())
    }

    fn array(&self, count: usize, seed: u64) -> Box<dyn DeviceArray> {
        Box::new(Batch::new(*self, count, seed))
    }
}

#[cfg(test)]
#[path = "yakopcic_tests.rs"]
mod tests;
