//! Stanford/PKU resistive memory: a filament whose tunneling gap grows and shrinks by field-driven hopping of ions.
//!
//! Guan, Yu and Wong 2012, doi:10.1109/LED.2012.2210856, and Jiang et al. 2016, doi:10.1109/TED.2016.2545412.
//! Positive voltage closes the gap (SET). The field threshold `f_min` stops motion altogether, so that a RESET ends where
//! gamma(gap) |V| / t_ox = f_min: closed forms of both limits keep the integrator away from that cut.
//!
//! The published noise is a normal velocity `delta_g` held for one simulator step, so its effect depends on the step. Here
//! it is a Wiener process with the variance that the published code has at one stated step: delta_g sqrt(`noise_step`).

use serde::Deserialize;

use crate::batch::Batch;
use crate::catalogue::Parameters;
use crate::constants::{E, K_B};
use crate::error::{ModelError, positive, within};
use crate::integrate::integrate;
use crate::math::{exp, sinh_continued};
use crate::model::{Branch, Column, DeviceArray, DeviceModel};
use crate::ramp::Ramp;
use crate::rng::{Purpose, Random};
use crate::wiener;
use crate::words::words;

/// Parameters of a Stanford/PKU device.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StanfordPku {
    /// Smallest gap, the ON state (m).
    #[serde(deserialize_with = "crate::units::meters")]
    pub gap_min: f64,
    /// Largest gap, the OFF state (m).
    #[serde(deserialize_with = "crate::units::meters")]
    pub gap_max: f64,
    /// Current scale (A).
    #[serde(deserialize_with = "crate::units::amperes")]
    pub i_0: f64,
    /// Gap over which the current falls by e (m).
    #[serde(deserialize_with = "crate::units::meters")]
    pub g_0: f64,
    /// Voltage scale of the current (V).
    #[serde(deserialize_with = "crate::units::volts")]
    pub v_0: f64,
    /// Velocity scale of the ions (m/s).
    #[serde(deserialize_with = "crate::units::meters_per_second")]
    pub vel_0: f64,
    /// Activation energy of hopping (J).
    #[serde(deserialize_with = "crate::units::joules")]
    pub e_a: f64,
    /// Hopping distance (m).
    #[serde(deserialize_with = "crate::units::meters")]
    pub a_0: f64,
    /// Thickness of the oxide (m).
    #[serde(deserialize_with = "crate::units::meters")]
    pub t_ox: f64,
    /// Field enhancement at zero gap.
    pub gamma_0: f64,
    /// Loss of field enhancement at a gap of 1 nm; it grows with the gap cubed.
    pub beta: f64,
    /// Enhanced field below which nothing moves (V/m).
    #[serde(deserialize_with = "crate::units::volts_per_meter")]
    pub f_min: f64,
    /// Ambient temperature (K).
    #[serde(deserialize_with = "crate::units::kelvins")]
    pub t_0: f64,
    /// Thermal resistance of the filament (K/W).
    #[serde(deserialize_with = "crate::units::kelvins_per_watt")]
    pub r_th: f64,
    /// Random velocity during one `noise_step`, standard deviation at high temperature (m/s); zero: no noise.
    #[serde(deserialize_with = "crate::units::meters_per_second")]
    pub delta_g: f64,
    /// Duration for which one random velocity is held in the published form (s).
    #[serde(deserialize_with = "crate::units::seconds")]
    pub noise_step: f64,
    /// Temperature at which the noise has half its strength (K).
    #[serde(deserialize_with = "crate::units::kelvins")]
    pub t_crit: f64,
    /// Temperature range over which the noise sets in (K).
    #[serde(deserialize_with = "crate::units::kelvins")]
    pub t_smth: f64,
}

/// What a device remembers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Filament {
    /// Tunneling gap (m).
    pub gap: f64,
    /// Age since programming, which places the noise (ticks of 2^-60 s); stands still without noise.
    pub age: u128,
}

words!(Filament { gap, age });

/// Error of one step of the integrator, as part of the range of the gap.
const TOLERANCE: f64 = 1e-6;

/// Exponents are cut here; the rate stays a finite number and the gap is at a bound at once.
const MAX_EXPONENT: f64 = 200.0;

impl StanfordPku {
    /// Temperature of the filament (K): t_0 + |V I| r_th.
    #[inline(always)]
    pub fn temperature(&self, gap: f64, voltage: f64) -> f64 {
        self.t_0 + (voltage * self.current(gap, voltage).current).abs() * self.r_th
    }

    /// Speed of the gap (m/s) without noise and without the threshold `f_min`; negative towards ON.
    #[inline(always)]
    pub fn speed(&self, gap: f64, voltage: f64) -> f64 {
        let thermal = K_B * self.temperature(gap, voltage);
        let push = self.gamma(gap).max(0.0) * self.a_0 * E * voltage / (self.t_ox * thermal);
        let barrier = self.e_a / thermal;
        let hop = |exponent: f64| exp(exponent.min(MAX_EXPONENT));
        // the difference of two hopping rates, without cancellation where they are nearly equal
        let difference = if push.abs() < 1e-3 {
            2.0 * push * (1.0 + push * push / 6.0) * hop(-barrier)
        } else {
            hop(push - barrier) - hop(-push - barrier)
        };
        -0.5 * self.vel_0 * difference
    }

    /// Strength of the noise (m / sqrt(s)).
    pub fn noise(&self, temperature: f64) -> f64 {
        self.delta_g * self.noise_step.sqrt() / (1.0 + exp((self.t_crit - temperature) / self.t_smth))
    }

    /// Field enhancement; the source counts the gap in nanometers.
    #[inline(always)]
    fn gamma(&self, gap: f64) -> f64 {
        self.gamma_0 - self.beta * (gap * 1e9).powi(3)
    }

    /// Smallest |V| that moves a gap (V).
    #[inline(always)]
    fn threshold(&self, gap: f64) -> f64 {
        let gamma = self.gamma(gap);
        if gamma > 0.0 { self.f_min * self.t_ox / gamma } else { f64::INFINITY }
    }

    /// Largest gap that |V| can still move (m).
    #[inline(always)]
    fn reach(&self, magnitude: f64) -> f64 {
        let cube = (self.gamma_0 - self.f_min * self.t_ox / magnitude) / self.beta;
        if cube > 0.0 { (cube.cbrt() * 1e-9).min(self.gap_max) } else { self.gap_min }
    }

    #[inline(always)]
    fn current(&self, gap: f64, voltage: f64) -> Branch {
        let scale = self.i_0 * exp(-gap / self.g_0);
        let (sinh, cosh) = sinh_continued(voltage / self.v_0);
        Branch { current: scale * sinh, conductance: scale * cosh / self.v_0 }
    }

    /// Gap after a ramp of one sign, without noise.
    #[inline(always)]
    fn drift(&self, gap: f64, ramp: Ramp) -> f64 {
        let Ramp { start, end, dt } = ramp;
        let highest = start.abs().max(end.abs());
        if highest < self.threshold(gap) {
            return gap;
        }
        let tolerance = TOLERANCE * (self.gap_max - self.gap_min);
        let opening = start + end < 0.0;
        // a gap that |V| could not move stays where it is
        let top = if opening { self.reach(highest).max(gap) } else { self.gap_max };
        let bounds = [self.gap_min, top];
        if end.abs() < start.abs() {
            let rate = |gap: f64, voltage: f64| {
                if voltage.abs() < self.threshold(gap) { 0.0 } else { self.speed(gap, voltage) }
            };
            return integrate(gap, ramp, rate, bounds, tolerance);
        }
        // Once |V| has reached the threshold it stays above: while the gap closes the threshold falls, and while it opens the
        // gap follows the limit of the momentary voltage, where the speed no longer depends on V, to that of the highest.
        let begin = start.abs().max(self.threshold(gap)).copysign(start + end);
        let share = if end == start { 1.0 } else { (end - begin) / (end - start) };
        integrate(gap, Ramp { start: begin, end, dt: dt * share }, |gap, v| self.speed(gap, v), bounds, tolerance)
    }
}

impl DeviceModel for StanfordPku {
    type State = Filament;

    const POSITION: Column =
        Column { name: "filament_length", unit: "1", long_name: "closed part of the tunneling gap" };

    const INTERNALS: &'static [Column] = &[Column { name: "gap", unit: "m", long_name: "tunneling gap" }];

    fn state(&self, position: f64, _random: Random) -> Filament {
        Filament { gap: self.gap_max - position * (self.gap_max - self.gap_min), age: 0 }
    }

    #[inline(always)]
    fn position(&self, state: &Filament) -> f64 {
        (self.gap_max - state.gap) / (self.gap_max - self.gap_min)
    }

    #[inline(always)]
    fn branch(&self, state: &Filament, voltage: f64) -> Branch {
        self.current(state.gap, voltage)
    }

    /// Drift by an adaptive integration, then the increment of the Brownian path in that time.
    ///
    /// The strength of the noise is that of the middle of the ramp: exact at constant temperature.
    #[inline(always)]
    fn advance(&self, state: &Filament, ramp: Ramp, random: Random) -> Filament {
        let gap = match ramp.split_at_zero() {
            None => self.drift(state.gap, ramp),
            Some([before, after]) => self.drift(self.drift(state.gap, before), after),
        };
        if self.delta_g == 0.0 {
            return Filament { gap, age: state.age };
        }
        let age = state.age.saturating_add(wiener::ticks(ramp.dt));
        let increment = wiener::increment(random.key(Purpose::Noise), state.age, age);
        let noise = self.noise(self.temperature(gap, ramp.middle())) * increment;
        Filament { gap: (gap + noise).clamp(self.gap_min, self.gap_max), age }
    }

    fn idle(&self, lowest: f64, highest: f64, _dt: f64) -> bool {
        self.delta_g == 0.0 && lowest.abs().max(highest.abs()) < self.threshold(self.gap_min)
    }

    fn internal(&self, state: &Filament, _index: usize) -> f64 {
        state.gap
    }
}

impl Parameters for StanfordPku {
    const MODEL: &'static str = "stanford_pku";
    const REFERENCE: &'static str =
        "Guan, Yu and Wong 2012, doi:10.1109/LED.2012.2210856; Jiang et al. 2016, doi:10.1109/TED.2016.2545412";
    const EQUATIONS: &'static str = "\
I = i_0 exp(-gap/g_0) sinh(V/v_0)
dgap/dt = -vel_0 exp(-e_a/kT) sinh(gamma a_0 e V / (t_ox k T)) + noise, gap_min <= gap <= gap_max
gamma = gamma_0 - beta (gap/1 nm)^3     nothing moves where gamma |V| / t_ox < f_min
T = t_0 + |V I| r_th
noise = delta_g sqrt(noise_step) / (1 + exp((t_crit - T) / t_smth)) dW/dt, W a Wiener process";

    fn validate(&self) -> Result<(), ModelError> {
        positive("", "gap_min", self.gap_min, "m")?;
        positive("", "gap_max - gap_min", self.gap_max - self.gap_min, "m")?;
        positive("", "i_0", self.i_0, "A")?;
        positive("", "g_0", self.g_0, "m")?;
        within("v_0", self.v_0, 1e-3, 1e3, "the current would overflow within a volt, check the unit")?;
        positive("", "vel_0", self.vel_0, "m/s")?;
        positive("", "e_a", self.e_a, "J")?;
        positive("", "a_0", self.a_0, "m")?;
        positive("", "t_ox", self.t_ox, "m")?;
        positive("", "gamma_0", self.gamma_0, "")?;
        within("beta", self.beta, 0.0, 1e3, "it is the loss of `gamma_0` at a gap of 1 nm")?;
        positive("", "gamma at gap_min", self.gamma(self.gap_min), "")?;
        within("f_min", self.f_min, 0.0, 1e12, "it is a field, give its magnitude")?;
        positive("", "t_0", self.t_0, "K")?;
        within("r_th", self.r_th, 0.0, 1e12, "it is a thermal resistance, 0 K/W switches heating off")?;
        within("delta_g", self.delta_g, 0.0, 1e6, "it is a standard deviation, 0 m/s switches noise off")?;
        positive("", "noise_step", self.noise_step, "s")?;
        positive("", "t_crit", self.t_crit, "K")?;
        positive("", "t_smth", self.t_smth, "K")
    }

    fn array(&self, count: usize, seed: u64) -> Box<dyn DeviceArray> {
        Box::new(Batch::new(*self, count, seed))
    }
}

#[cfg(test)]
#[path = "stanford_pku_tests.rs"]
mod tests;
