//! Generalized memristor: sinh conduction scaled by the state, exponential rates beyond two thresholds.
//!
//! Yakopcic et al. 2011, doi:10.1109/LED.2011.2163292, and 2013, doi:10.1109/TCAD.2013.2252057:
//! I = a1 x sinh(b V) (V >= 0), a2 x sinh(b V) (V < 0); dx/dt = eta g(V) f(x). The rate is constant up to a knee and
//! slows down beyond it, which the exponential integral solves in closed form.

use serde::Deserialize;

use super::knee::Knee;
use crate::batch::Batch;
use crate::catalogue::Parameters;
use crate::error::{ModelError, positive, within};
use crate::extent::Extent;
use crate::math::{
    between, exp, expm1_to_fourteen_digits, sinh_cosh, sinh_over_less_one, sinh_over_less_one_near_zero,
};
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

/// Longest ramp (V) that [`Way::ramp_dose`] takes.
const SHORT_RAMP: f64 = 2.0;

/// Devices whose exponential functions are computed before anything else.
const TOGETHER: usize = 1024;

/// Voltage beyond a threshold (V) from which the rate grows no further: e^300 stays far from overflow.
const MAX_EXCESS: f64 = 300.0;

/// What the sign of a voltage beyond its threshold decides.
#[derive(Clone, Copy)]
struct Way {
    negative: bool,
    /// Magnitude of the threshold (V).
    v_th: f64,
    /// Motion of x before the knee per [`drive`] (1/s).
    rate: f64,
    rises: bool,
    knee: Knee,
    /// 1 / `knee.room`, once for all: within a loop it would be selected first and computed then.
    per_room: f64,
}

impl Way {
    /// Distance from `x` to the end that is approached.
    #[inline(always)]
    fn room(self, x: f64) -> f64 {
        if self.rises { 1.0 - x } else { x }
    }

    /// `x` nearer to that end by `distance`.
    #[inline(always)]
    fn nearer(self, x: f64, distance: f64) -> f64 {
        x + if self.rises { distance } else { -distance }
    }

    /// How far x moves before the knee at the constant voltage that `ramp` starts with.
    #[inline(always)]
    fn level_dose(self, ramp: Ramp) -> f64 {
        let voltage = if self.negative { -ramp.start } else { ramp.start };
        self.rate * (ramp.dt * expm1_to_fourteen_digits(between(voltage - self.v_th, 0.0, MAX_EXCESS)))
    }

    /// How far x moves before the knee along a ramp of up to [`SHORT_RAMP`].
    #[inline(always)]
    fn ramp_dose(self, ramp: Ramp) -> f64 {
        let ramp = if self.negative { ramp.negated() } else { ramp };
        self.rate * drive(ramp.excess(self.v_th), sinh_over_less_one_near_zero)
    }

    /// State after `dose`, and whether that is before the knee, where this holds.
    #[inline(always)]
    fn before_knee(self, x: f64, dose: f64) -> (f64, bool) {
        (self.nearer(x, dose), (self.room(x) - dose >= self.knee.room) | (dose == 0.0))
    }

    /// State after `dose`, for states before the knee and for short ways beyond it; `needed` as [`Knee::needed`].
    #[inline(always)]
    fn on_either_side(self, x: f64, dose: f64, needed: f64) -> (f64, bool) {
        let room = self.room(x);
        let (part, short) = self.knee.short_part(room, needed);
        let starts_beyond = room <= self.knee.room;
        let distance = if starts_beyond { room * part } else { dose };
        // without a dose x stays, also where a knee without room makes the part no number
        let distance = if dose == 0.0 { 0.0 } else { distance };
        let serves = if starts_beyond { short } else { room - dose >= self.knee.room };
        (self.nearer(x, distance), serves | (dose == 0.0))
    }
}

/// A step of many devices.
#[derive(Clone, Copy)]
struct Step<'a> {
    segment: Segment<'a>,
    dt: f64,
}

impl Step<'_> {
    #[inline(always)]
    fn ramps(&self) -> impl Iterator<Item = Ramp> {
        self.segment.start.iter().zip(self.segment.end).map(|(&start, &end)| Ramp { start, end, dt: self.dt })
    }

    /// Hands each device to `take`, with its `way` and its `dose`, which says whether it fits.
    #[inline(always)]
    fn all(
        self,
        states: &mut [f64],
        way: impl Fn(Ramp) -> Way,
        dose: impl Fn(Way, Ramp) -> (f64, bool),
        mut take: impl FnMut(usize, &mut f64, (f64, bool)),
    ) {
        let any_beyond = states.iter().zip(self.ramps()).fold(0, |any, (x, ramp)| {
            let way = way(ramp);
            any | if way.room(*x) <= way.knee.room { u64::MAX } else { 0 }
        });
        if any_beyond != 0 {
            return self.all_on_either_side(states, way, dose, take);
        }
        for (device, (x, ramp)) in states.iter_mut().zip(self.ramps()).enumerate() {
            let way = way(ramp);
            let (dose, fits) = dose(way, ramp);
            let (next, serves) = way.before_knee(*x, dose);
            take(device, x, (next, serves & fits));
        }
    }

    /// First the exponential functions, then what follows from them: two short loops wait less than a long one.
    #[inline(always)]
    fn all_on_either_side(
        self,
        states: &mut [f64],
        way: impl Fn(Ramp) -> Way,
        dose: impl Fn(Way, Ramp) -> (f64, bool),
        mut take: impl FnMut(usize, &mut f64, (f64, bool)),
    ) {
        let (mut doses, mut needed) = ([0.0; TOGETHER], [0.0; TOGETHER]);
        let parts = self.segment.start.chunks(TOGETHER).zip(self.segment.end.chunks(TOGETHER));
        for (part, (states, (start, end))) in states.chunks_mut(TOGETHER).zip(parts).enumerate() {
            let (doses, needed) = (&mut doses[..states.len()], &mut needed[..states.len()]);
            let step = Step { segment: Segment { start, end }, ..self };
            let devices = doses.iter_mut().zip(needed.iter_mut()).zip(step.ramps()).zip(states.iter());
            for (((own_dose, needed), ramp), x) in devices {
                let way = way(ramp);
                *own_dose = dose(way, ramp).0;
                *needed = way.knee.needed(way.room(*x), *own_dose, way.per_room);
            }
            let devices = states.iter_mut().zip(doses.iter().zip(needed.iter())).zip(step.ramps()).enumerate();
            for (device, ((x, (own_dose, needed)), ramp)) in devices {
                let way = way(ramp);
                let (next, serves) = way.on_either_side(*x, *own_dose, *needed);
                take(part * TOGETHER + device, x, (next, serves & dose(way, ramp).1));
            }
        }
    }
}

/// Integral of e^(v - v_th) - 1 over time while v exceeds the threshold by `excess` (V): with the middle m and the half
/// width h of the ramp the mean is e^m sinh(h)/h - 1. `sinh_over_less_one` is the function of that name.
#[inline(always)]
fn drive(excess: Ramp, sinh_over_less_one: impl Fn(f64) -> f64) -> f64 {
    let (start, end) = (excess.start.min(MAX_EXCESS), excess.end.min(MAX_EXCESS));
    let rise = expm1_to_fourteen_digits(0.5 * (start + end));
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

    /// The way at voltages beyond the threshold of that sign.
    #[inline(always)]
    fn way(&self, negative: bool) -> Way {
        let (v_th, rate) = if negative { (self.v_n, self.negative_rate()) } else { (self.v_p, self.positive_rate()) };
        let rises = negative != (self.eta > 0.0);
        let knee = if rises { self.upper_knee() } else { self.lower_knee() };
        Way { negative, v_th, rate, rises, knee, per_room: 1.0 / knee.room }
    }

    /// Whether [`Way::ramp_dose`] has all of a ramp: it is short, and beyond one threshold at most.
    #[inline(always)]
    fn fits(&self, Ramp { start, end, .. }: Ramp) -> bool {
        let both = (start.min(end) < -self.v_n) & (start.max(end) > self.v_p);
        !both & ((end - start).abs() <= SHORT_RAMP)
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
        let way = self.way(ramp.start.min(ramp.end) < -self.v_n);
        let dose = way.ramp_dose(ramp);
        let needed = way.knee.needed(way.room(*x), dose, way.per_room);
        let (next, serves) = way.on_either_side(*x, dose, needed);
        (next, serves & self.fits(ramp))
    }

    /// Constant voltages need no mean over a ramp, equal ones one dose for all; voltages of one sign need no selection.
    #[inline(always)]
    fn shortcuts(
        &self,
        states: &mut [f64],
        segment: Segment<'_>,
        dt: f64,
        _random: impl Fn(usize) -> Random,
        take: impl FnMut(usize, &mut f64, (f64, bool)),
    ) {
        let Extent { lowest, highest, level } = Extent::of(segment);
        let (negative, positive) = (lowest < -self.v_n, highest > self.v_p);
        let step = Step { segment, dt };
        let way = self.way(negative);
        let along_ramp = |way: Way, ramp| (way.ramp_dose(ramp), self.fits(ramp));
        if negative && positive {
            let (up, down) = (self.way(false), way);
            step.all(states, |ramp| if ramp.start.min(ramp.end) < -self.v_n { down } else { up }, along_ramp, take);
        } else if !level {
            step.all(states, |_| way, along_ramp, take);
        } else if lowest < highest {
            step.all(states, |_| way, |way, ramp| (way.level_dose(ramp), true), take);
        } else {
            let dose = way.level_dose(Ramp { start: lowest, end: lowest, dt });
            step.all(states, |_| way, |_, _| (dose, true), take);
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
