//! Phase-change memory: an amorphous layer that melts, crystallizes, drifts.
//!
//! The state is the thickness u_a of amorphous material over the heater and the time since the last write.
//!
//! ```text
//! V = r_on I + u_a F_0 asinh(I/i_0)                     F_0 = 2 k T_amb / (q dz): hopping between traps at distance dz
//! T = T_amb + r_th V I (1 - u_a/l)                      at the edge of the amorphous layer
//! du_a/dt = -v_peak (1 - exp(-dH/k (1/T - 1/T_m))) / (1 + exp(E_a/k (1/T - 1/T_peak)))
//! ```
//!
//! The current through amorphous material is the Poole-Frenkel law for close traps (Ielmini and Zhang 2007,
//! doi:10.1063/1.2773688), in series with the rest. The edge moves by a growth law as of Wilson and
//! Frenkel with a mobility that is Arrhenius up to T_peak: crystal grows below the melting point and melts above; a fast quench leaves what was molten
//! amorphous, a slow one does not. Scatter, drift and noise are statistical laws, see [`Programming`], [`Drift`],
//! [`ReadNoise`]; they multiply the current and do not act back on the heating.

use serde::Deserialize;

use super::phase_change_statistics::{Drift, Programming, ReadNoise};
use crate::batch::Batch;
use crate::catalogue::Parameters;
use crate::constants::{E, K_B};
use crate::error::{ModelError, positive, within};
use crate::integrate::integrate;
use crate::math::exp;
use crate::model::{Branch, Column, DeviceArray, DeviceModel};
use crate::ramp::Ramp;
use crate::rng::{Purpose, Random, normal};
use crate::words::words;

/// Nothing is modeled beyond; keeps every rate finite.
const HOTTEST: f64 = 5000.0;

/// Voltages beyond are taken as this one (V).
const LARGEST_VOLTAGE: f64 = 1e9;

/// Error allowed in one step of the edge, as a fraction of `u_max`.
const TOLERANCE: f64 = 1e-5;

/// A ramp is cut where the heater would pass multiples of this temperature (K), so that none jumps over the window of
/// some hundred kelvin in which crystal grows.
const WINDOW: f64 = 100.0;

/// Rise of temperature beyond which a ramp is not cut (K): the edge melts there.
const WINDOWS_END: f64 = 4000.0;

/// Change of the edge that one explicit step follows well enough, as a fraction of `u_max`.
const SMALL: f64 = 1e-9;

/// Relative change of a reading that nobody notices.
const UNNOTICED: f64 = 1e-6;

/// Parameters of a phase-change device.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhaseChange {
    /// Resistance of the crystalline device with heater (ohm).
    #[serde(deserialize_with = "crate::units::ohms")]
    pub r_on: f64,
    /// Thickest amorphous layer (m).
    #[serde(deserialize_with = "crate::units::meters")]
    pub u_max: f64,
    /// Scale of the current through amorphous material (A).
    #[serde(deserialize_with = "crate::units::amperes")]
    pub i_0: f64,
    /// Distance of traps in amorphous material (m).
    #[serde(deserialize_with = "crate::units::meters")]
    pub dz: f64,
    /// Temperature of the surroundings (K).
    #[serde(deserialize_with = "crate::units::kelvins")]
    pub t_amb: f64,
    /// Thermal resistance from the heater to the surroundings (K/W).
    #[serde(deserialize_with = "crate::units::kelvins_per_watt")]
    pub r_th: f64,
    /// Distance from the heater at which it is as cold as the surroundings (m), above `u_max`.
    #[serde(deserialize_with = "crate::units::meters")]
    pub l: f64,
    /// Melting point (K).
    #[serde(deserialize_with = "crate::units::kelvins")]
    pub t_melt: f64,
    /// Temperature above which amorphous material forgets its age, and a pulse counts as a write (K).
    #[serde(deserialize_with = "crate::units::kelvins")]
    pub t_glass: f64,
    /// Speed scale of crystal growth above `t_peak` (m/s).
    #[serde(deserialize_with = "crate::units::meters_per_second")]
    pub v_peak: f64,
    /// Temperature up to which growth is thermally activated (K).
    #[serde(deserialize_with = "crate::units::kelvins")]
    pub t_peak: f64,
    /// Activation energy of crystal growth (J).
    #[serde(deserialize_with = "crate::units::joules")]
    pub e_a: f64,
    /// Heat of fusion of what moves at once (J).
    #[serde(deserialize_with = "crate::units::joules")]
    pub dh: f64,
    /// Scatter of programming.
    pub programming: Programming,
    /// Drift after programming.
    pub drift: Drift,
    /// Noise of readings.
    pub read_noise: ReadNoise,
}

/// What a phase-change device remembers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PhaseState {
    /// Thickness of the amorphous layer (m).
    u_a: f64,
    /// Time since the heater was last above `t_glass` (s).
    age: f64,
    /// True while it is.
    hot: bool,
    /// Writes so far: number of the present draw.
    writes: u64,
    /// Normal number of the last write.
    scatter: f64,
    /// Normal number of the device for its drift.
    own_drift: f64,
}

words!(PhaseState { u_a, age, hot, writes, scatter });

impl PhaseChange {
    /// Current and slope through a layer of thickness `u_a` (m), without scatter and drift.
    ///
    /// With I = i_0 sinh(w): r_on i_0 sinh(w) + u_a F_0 w = |V|, convex in w, by Newton's method from above.
    #[inline(always)]
    pub fn current(&self, u_a: f64, voltage: f64) -> Branch {
        let (rest, drop) = (self.r_on * self.i_0, u_a * self.field_scale());
        let size = voltage.abs().min(LARGEST_VOLTAGE);
        let mut w = (size / drop).min((size / rest).asinh());
        for _ in 0..6 {
            let up = exp(w);
            let down = 1.0 / up;
            w -= (rest * 0.5 * (up - down) + drop * w - size) / (rest * 0.5 * (up + down) + drop);
        }
        let cosh = self.i_0 * 0.5 * (exp(w) + exp(-w));
        Branch { current: (self.i_0 * w.sinh()).copysign(voltage), conductance: cosh / (self.r_on * cosh + drop) }
    }

    /// Temperature (K) at distance `u_a` (m) from the heater, where the amorphous layer ends.
    #[inline(always)]
    pub fn edge_temperature(&self, u_a: f64, voltage: f64) -> f64 {
        let peak = self.peak_temperature(u_a, voltage);
        self.t_amb + (peak - self.t_amb) * (1.0 - u_a / self.l)
    }

    /// Speed at which crystal grows at `temperature` (K) into amorphous material (m/s); negative where it melts.
    #[inline(always)]
    pub fn growth(&self, temperature: f64) -> f64 {
        let drive = self.dh / K_B * (1.0 / temperature - 1.0 / self.t_melt);
        self.mobility(temperature) * (1.0 - exp(-drive))
    }

    /// Speed of growth at an infinite heat of fusion (m/s).
    #[inline(always)]
    fn mobility(&self, temperature: f64) -> f64 {
        self.v_peak / (1.0 + exp(self.e_a / K_B * (1.0 / temperature - 1.0 / self.t_peak)))
    }

    /// Conductance of a layer of thickness `u_a` (m) at 0 V (S), without scatter and drift.
    fn nominal(&self, u_a: f64) -> f64 {
        1.0 / (self.r_on + u_a * self.field_scale() / self.i_0)
    }

    fn field_scale(&self) -> f64 {
        2.0 * K_B * self.t_amb / (E * self.dz)
    }

    #[inline(always)]
    fn peak_temperature(&self, u_a: f64, voltage: f64) -> f64 {
        let power = self.current(u_a, voltage).current * voltage;
        (self.t_amb + self.r_th * power).min(HOTTEST)
    }

    fn hot(&self, u_a: f64, voltage: f64) -> bool {
        self.hottest(voltage) > self.t_glass && self.peak_temperature(u_a, voltage) > self.t_glass
    }

    /// Hottest that a voltage can make the heater: with all of the layer crystalline (K).
    fn hottest(&self, voltage: f64) -> f64 {
        (self.t_amb + self.r_th * voltage * voltage / self.r_on).min(HOTTEST)
    }

    /// Conductance at time `t_0` after the last write, with its scatter (S); no less than that of the thickest layer.
    fn programmed(&self, state: &PhaseState) -> f64 {
        let nominal = self.nominal(state.u_a);
        let sigma = self.programming.sigma(nominal * self.r_on);
        (nominal + sigma * state.scatter).max(self.nominal(self.u_max))
    }

    /// Exponent of drift in `state`.
    pub fn drift_exponent(&self, state: &PhaseState) -> f64 {
        self.drift.nu(self.nominal(state.u_a) * self.r_on, state.own_drift)
    }

    /// Reading number `number` of the conductance (S): what a small voltage reads, with its noise.
    pub fn reading(&self, state: &PhaseState, random: Random, number: u64) -> f64 {
        let conductance = self.branch(state, 0.0).conductance;
        let noise = self.read_noise(state) * normal(random.key(Purpose::Noise), number);
        (conductance + noise).max(0.0)
    }

    /// Standard deviation of a reading now (S).
    pub fn read_noise(&self, state: &PhaseState) -> f64 {
        let relative = self.read_noise.relative(self.programmed(state) * self.r_on, state.age);
        self.branch(state, 0.0).conductance * relative
    }

    /// Thickness after `ramp`, along which |V| rises or falls.
    fn edge(&self, u_a: f64, ramp: Ramp) -> f64 {
        let speed = |u_a: f64, voltage: f64| -self.growth(self.edge_temperature(u_a, voltage));
        let hottest = self.hottest(ramp.start.abs().max(ramp.end.abs()));
        let bound = self.mobility(hottest) * ramp.dt;
        if bound < f64::EPSILON * self.u_max && hottest < self.t_melt {
            return u_a;
        }
        if bound < SMALL * self.u_max && hottest < self.t_melt {
            return (u_a + ramp.dt * speed(u_a, ramp.middle())).clamp(0.0, self.u_max);
        }
        let (mut u_a, mut rest) = (u_a, ramp);
        loop {
            let next = self.next_cut(rest);
            let share = if next == rest.end { 1.0 } else { (next - rest.start) / (rest.end - rest.start) };
            let part = Ramp { start: rest.start, end: next, dt: rest.dt * share };
            u_a = integrate(u_a, part, speed, [0.0, self.u_max], TOLERANCE * self.u_max);
            if next == rest.end {
                return u_a;
            }
            rest = Ramp { start: next, end: rest.end, dt: rest.dt * (1.0 - share) };
        }
    }

    /// The first voltage of a monotone ramp at which the heater of a crystalline device passes a multiple of [`WINDOW`]
    /// over the surroundings; its end when there is none.
    fn next_cut(&self, Ramp { start, end, .. }: Ramp) -> f64 {
        let windows = |voltage: f64| ((self.hottest(voltage) - self.t_amb) / WINDOW).min(WINDOWS_END / WINDOW);
        let (from, to) = (windows(start), windows(end));
        // half a window at least, so that rounding at a cut cannot stop it
        let next = if to > from { (from + 0.5).ceil() } else { (from - 0.5).floor() };
        if (to - next) * (next - from) <= 0.0 {
            return end;
        }
        let side = if start.abs() > end.abs() { start } else { end };
        (next * WINDOW * self.r_on / self.r_th).sqrt().copysign(side)
    }

    /// Time left when the heater cools below `t_glass` on a falling `ramp` that starts hot and ends cold.
    fn cold_for(&self, u_a: f64, ramp: Ramp) -> f64 {
        let voltage = |share: f64| ramp.start + share * (ramp.end - ramp.start);
        let (mut hot, mut cold) = (0.0, 1.0);
        for _ in 0..60 {
            let middle = 0.5 * (hot + cold);
            if self.hot(u_a, voltage(middle)) { hot = middle } else { cold = middle }
        }
        ramp.dt * (1.0 - cold)
    }

    /// State after `ramp`, along which |V| rises or falls.
    fn monotone(&self, state: PhaseState, ramp: Ramp, random: Random) -> PhaseState {
        let u_a = self.edge(state.u_a, ramp);
        let (hot_before, hot) = (self.hot(state.u_a, ramp.start), self.hot(u_a, ramp.end));
        let mut next = PhaseState { u_a, hot, ..state };
        if (hot_before || hot) && !state.hot {
            next.writes += 1;
            next.scatter = normal(random.key(Purpose::Write), next.writes);
        }
        next.age = match (hot_before, hot) {
            (_, true) => 0.0,
            (true, false) => self.cold_for(u_a, ramp),
            (false, false) if state.hot => ramp.dt,
            (false, false) => state.age + ramp.dt,
        };
        next
    }
}

impl DeviceModel for PhaseChange {
    type State = PhaseState;

    const POSITION: Column =
        Column { name: "crystallinity", unit: "1", long_name: "nominal conductance within its range" };

    const INTERNALS: &'static [Column] = &[
        Column { name: "amorphous_thickness", unit: "m", long_name: "thickness of the amorphous layer" },
        Column { name: "age", unit: "s", long_name: "time since the last write" },
        Column { name: "drift_exponent", unit: "1", long_name: "exponent of drift" },
        Column { name: "read_noise", unit: "S", long_name: "standard deviation of a reading" },
    ];

    /// Programmed and read for the first time: its age is `t_0`, its scatter that of a first write.
    fn state(&self, position: f64, random: Random) -> PhaseState {
        let (g_on, g_off) = (self.nominal(0.0), self.nominal(self.u_max));
        let share = (1.0 / (g_off + position * (g_on - g_off)) - self.r_on) / (1.0 / g_off - self.r_on);
        let scatter = normal(random.key(Purpose::Write), 0);
        let own_drift = normal(random.key(Purpose::DeviceSpread), 0);
        let u_a = share.clamp(0.0, 1.0) * self.u_max;
        PhaseState { u_a, age: self.drift.t_0, hot: false, writes: 0, scatter, own_drift }
    }

    #[inline(always)]
    fn position(&self, state: &PhaseState) -> f64 {
        let (g_on, g_off) = (self.nominal(0.0), self.nominal(self.u_max));
        ((self.nominal(state.u_a) - g_off) / (g_on - g_off)).clamp(0.0, 1.0)
    }

    #[inline(always)]
    fn branch(&self, state: &PhaseState, voltage: f64) -> Branch {
        let nominal = self.current(state.u_a, voltage);
        let drift = self.drift.factor(self.drift_exponent(state), state.age);
        let scale = self.programmed(state) / self.nominal(state.u_a) * drift;
        Branch { current: scale * nominal.current, conductance: scale * nominal.conductance }
    }

    /// Each write draws its own scatter.
    fn jumps(&self) -> bool {
        true
    }

    /// The edge to 1e-5 of `u_max` per step; ages exactly.
    fn advance(&self, state: &PhaseState, ramp: Ramp, random: Random) -> PhaseState {
        let Ramp { start, end, dt } = ramp;
        if start * end >= 0.0 {
            return self.monotone(*state, ramp, random);
        }
        let before = dt * (start / (start - end));
        let middle = self.monotone(*state, Ramp { start, end: 0.0, dt: before }, random);
        self.monotone(middle, Ramp { start: 0.0, end, dt: dt - before }, random)
    }

    /// Cold, no growth of note, and too short for drift to be read.
    fn idle(&self, lowest: f64, highest: f64, dt: f64) -> bool {
        let hottest = self.hottest(lowest.abs().max(highest.abs()));
        let growth = self.mobility(hottest) * dt;
        hottest < self.t_glass && growth < SMALL * self.u_max && self.drift.fastest() * dt < UNNOTICED
    }

    fn wait(&self, state: &PhaseState, dt: f64) -> PhaseState {
        let age = if state.hot { dt } else { state.age + dt };
        let u_a = self.edge(state.u_a, Ramp { start: 0.0, end: 0.0, dt });
        PhaseState { u_a, age, hot: false, ..*state }
    }

    fn internal(&self, state: &PhaseState, index: usize) -> f64 {
        match index {
            0 => state.u_a,
            1 => state.age,
            2 => self.drift_exponent(state),
            _ => self.read_noise(state),
        }
    }
}

impl Parameters for PhaseChange {
    const MODEL: &'static str = "phase_change";
    const REFERENCE: &'static str = "current: Ielmini and Zhang 2007, doi:10.1063/1.2773688; \
                                     statistics: Nandakumar et al. 2019, doi:10.1109/ICECS46596.2019.8964852";
    const EQUATIONS: &'static str = "\
V = r_on I + u_a F_0 asinh(I/i_0)                     F_0 = 2 k t_amb / (q dz), 0 <= u_a <= u_max
T = t_amb + r_th V I (1 - u_a/l)                      at the edge of the amorphous layer
du_a/dt = -v_peak (1 - exp(-dh/k (1/T - 1/t_melt))) / (1 + exp(e_a/k (1/T - 1/t_peak)))
G_0 = G(u_a) + (c_0 + c_1 g + c_2 g^2) N(0,1)         drawn at each write; g = G(u_a) r_on
G = G_0 (t/t_0)^-nu for t > t_0                       t since T was above t_glass at the heater
nu = |limit(nu_slope ln g + nu_offset) + limit(sigma_slope ln g + sigma_offset) N(0,1)|   drawn once per device
read_noise/G = min(q_s/g^q_exponent, q_max) sqrt(ln((t + t_read)/(2 t_read)))             a column, not in the current";

    fn validate(&self) -> Result<(), ModelError> {
        positive("", "r_on", self.r_on, "ohm")?;
        positive("", "u_max", self.u_max, "m")?;
        positive("", "i_0", self.i_0, "A")?;
        positive("", "dz", self.dz, "m")?;
        within("t_amb", self.t_amb, 1.0, 2000.0, "kelvin, not degrees Celsius")?;
        positive("", "r_th", self.r_th, "K/W")?;
        positive("", "l - u_max", self.l - self.u_max, "m")?;
        within("t_glass", self.t_glass, self.t_amb + 1.0, HOTTEST, "above `t_amb`, 400 K to 600 K are usual")?;
        within("t_melt", self.t_melt, self.t_glass, HOTTEST, "above `t_glass`, 900 K is usual")?;
        within("t_peak", self.t_peak, self.t_amb, self.t_melt, "between `t_amb` and `t_melt`")?;
        positive("", "v_peak", self.v_peak, "m/s")?;
        positive("", "e_a", self.e_a, "J")?;
        positive("", "dh", self.dh, "J")?;
        self.programming.validate()?;
        self.drift.validate()?;
        self.read_noise.validate()
    }

    fn array(&self, count: usize, seed: u64) -> Box<dyn DeviceArray> {
        Box::new(Batch::new(*self, count, seed))
    }
}

#[cfg(test)]
#[path = "phase_change_tests.rs"]
mod tests;
