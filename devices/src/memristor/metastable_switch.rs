//! Generalized metastable switch: a device is a collection of two-state switches that hop thermally over two barriers.
//!
//! Nugent and Molter 2014, doi:10.1371/journal.pone.0085175. Their probabilities of a hop in dt, divided by dt, are rates:
//!
//! ```text
//! k_on(V)  = 1 / (t_c (1 + exp(-(V - v_on)/V_T)))      off to on, V_T = k T / q
//! k_off(V) = 1 / (t_c (1 + exp(+(V + v_off)/V_T)))     on to off
//! dx/dt = k_on (1 - x) - k_off x                        x: fraction of switches that are on
//! ```
//!
//! At constant voltage x relaxes exactly exponentially to k_on/(k_on + k_off) with the rate k_on + k_off. Nothing holds
//! the state at 0 V but the barriers: it fades with the time constant 1/(k_on(0) + k_off(0)).

use serde::Deserialize;

use super::switch_clocks::SampledSwitches;
use crate::batch::Batch;
use crate::catalogue::Parameters;
use crate::constants::{E, K_B};
use crate::error::{ModelError, positive, within};
use crate::ferroelectric::Potentiation;
use crate::math::exp;
use crate::model::{Branch, Column, DeviceArray, DeviceModel};
use crate::ramp::Ramp;
use crate::rng::Random;

/// A beginning of which no more than this is left is not integrated.
const FORGOTTEN: f64 = 1e-17;

/// Beyond this many thermal voltages from a barrier its rate is constant to e^-40.
const FLAT: f64 = 40.0;

/// Steps along a ramp end after this many thermal voltages: three Gauss points are then exact to 1e-10.
const STEP: f64 = 0.25;

/// Shortest part of a ramp for one step; it matters for ramps of more than 500 V only.
const SHORTEST: f64 = 1e-5;

/// Share of a step that no switch notices.
const UNNOTICED: f64 = 1e-12;

/// Nodes and weights of the Gauss-Legendre rule with three points on 0..1.
const GAUSS_3: [(f64, f64); 3] =
    [(0.112_701_665_379_258_3, 5.0 / 18.0), (0.5, 8.0 / 18.0), (0.887_298_334_620_741_7, 5.0 / 18.0)];

/// Largest number of relaxation times in one step of the mean field: the step is then exact to 1e-9.
const RELAXATION: f64 = 0.25;

/// Coefficients of the collocation method on those three nodes, order 6 (Butcher 1964).
const COLLOCATION: [[f64; 3]; 3] = [
    [5.0 / 36.0, 2.0 / 9.0 - SQRT_15 / 15.0, 5.0 / 36.0 - SQRT_15 / 30.0],
    [5.0 / 36.0 + SQRT_15 / 24.0, 2.0 / 9.0, 5.0 / 36.0 - SQRT_15 / 24.0],
    [5.0 / 36.0 + SQRT_15 / 30.0, 2.0 / 9.0 + SQRT_15 / 15.0, 5.0 / 36.0],
];

const SQRT_15: f64 = 3.872_983_346_207_417;

/// Parameters of a collection of metastable switches.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MetastableSwitch {
    /// Resistance with all switches on (ohm).
    #[serde(deserialize_with = "crate::units::ohms")]
    pub r_on: f64,
    /// Resistance with all switches off (ohm).
    #[serde(deserialize_with = "crate::units::ohms")]
    pub r_off: f64,
    /// Barrier from off to on (V).
    #[serde(deserialize_with = "crate::units::volts")]
    pub v_on: f64,
    /// Barrier from on to off (V), positive: switches go off below -`v_off`.
    #[serde(deserialize_with = "crate::units::volts")]
    pub v_off: f64,
    /// Time constant far above a barrier (s).
    #[serde(deserialize_with = "crate::units::seconds")]
    pub t_c: f64,
    /// Temperature (K).
    #[serde(deserialize_with = "crate::units::kelvins")]
    pub temperature: f64,
    /// Sign of the voltage that turns switches on.
    pub potentiation: Potentiation,
    /// How the switches of one device are counted.
    pub switches: Switches,
    /// Share of the current that flows through the switches; the rest crosses a Schottky barrier.
    pub phi: f64,
    /// Scale of the forward Schottky current (A).
    #[serde(deserialize_with = "crate::units::amperes")]
    pub alpha_f: f64,
    /// Steepness of the forward Schottky current (1/V).
    #[serde(deserialize_with = "crate::units::per_volt")]
    pub beta_f: f64,
    /// Scale of the reverse Schottky current (A).
    #[serde(deserialize_with = "crate::units::amperes")]
    pub alpha_r: f64,
    /// Steepness of the reverse Schottky current (1/V).
    #[serde(deserialize_with = "crate::units::per_volt")]
    pub beta_r: f64,
}

/// How the switches of one device are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Switches {
    /// Infinitely many: the fraction that is on moves smoothly.
    Mean,
    /// This many, each hopping at random.
    Sampled(u32),
}

impl MetastableSwitch {
    /// Rates of one switch at `voltage` (1/s): off to on, on to off.
    #[inline(always)]
    pub fn rates(&self, voltage: f64) -> [f64; 2] {
        let (drive, v_t) = (self.drive(voltage), self.thermal_voltage());
        let hop = |barrier: f64| 1.0 / (self.t_c * (1.0 + exp(barrier / v_t)));
        [hop(self.v_on - drive), hop(self.v_off + drive)]
    }

    /// Current and slope with the fraction `on` of the switches on.
    ///
    /// The published Schottky term does not vanish at 0 V where `alpha_f` and `alpha_r` differ; here each of its two
    /// exponentials passes through the origin.
    #[inline(always)]
    pub(super) fn branch_at(&self, on: f64, voltage: f64) -> Branch {
        let conductance = on / self.r_on + (1.0 - on) / self.r_off;
        let (forward, reverse) = (exp(self.beta_f * voltage), exp(-self.beta_r * voltage));
        let schottky = self.alpha_f * (forward - 1.0) - self.alpha_r * (reverse - 1.0);
        let slope = self.alpha_f * self.beta_f * forward + self.alpha_r * self.beta_r * reverse;
        Branch {
            current: self.phi * conductance * voltage + (1.0 - self.phi) * schottky,
            conductance: self.phi * conductance + (1.0 - self.phi) * slope,
        }
    }

    /// Largest number of hops per switch between `lowest` and `highest` (V) in `dt`, no less than the true one.
    pub(super) fn most_hops(&self, lowest: f64, highest: f64, dt: f64) -> f64 {
        let ([on_low, off_low], [on_high, off_high]) = (self.rates(lowest), self.rates(highest));
        (on_low.max(on_high) + off_low.max(off_high)) * dt
    }

    /// Integrals of both rates over a part of a ramp no longer than [`step`](Self::step) allows.
    #[inline(always)]
    pub(super) fn hops(&self, Ramp { start, end, dt }: Ramp) -> [f64; 2] {
        let mut sums = [0.0; 2];
        for (node, weight) in GAUSS_3 {
            let rates = self.rates(start + node * (end - start));
            sums = [sums[0] + weight * dt * rates[0], sums[1] + weight * dt * rates[1]];
        }
        sums
    }

    /// The next part of a ramp over which the rates are smooth enough for one quadrature, where `left` of its whole is
    /// still to come between `from` and `to` (V).
    #[inline(always)]
    pub(super) fn step(&self, from: f64, to: f64, left: f64) -> f64 {
        let (v_t, from, to) = (self.thermal_voltage(), self.drive(from), self.drive(to));
        let near = |barrier: f64| {
            let (away, end) = ((from - barrier) / v_t, (to - barrier) / v_t);
            let crosses = (away > FLAT && end < FLAT) || (away < -FLAT && end > -FLAT);
            if away.abs() <= FLAT {
                STEP
            } else if crosses {
                (away.abs() - FLAT).max(STEP)
            } else {
                f64::INFINITY
            }
        };
        let share = near(self.v_on).min(near(-self.v_off)) * v_t / (to - from).abs();
        if share < 1.0 { (share * left).max(SHORTEST).min(left) } else { left }
    }

    #[inline(always)]
    fn drive(&self, voltage: f64) -> f64 {
        match self.potentiation {
            Potentiation::Positive => voltage,
            Potentiation::Negative => -voltage,
        }
    }

    #[inline(always)]
    fn thermal_voltage(&self) -> f64 {
        K_B * self.temperature / E
    }
}

/// Infinitely many metastable switches; the state is the fraction that is on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanSwitches(pub MetastableSwitch);

impl MeanSwitches {
    /// Solution of dx/dt = k_on (1 - x) - k_off x along a ramp. Each step maps x to `kept` x + `gained`; the maps are
    /// joined from the end of the ramp backwards until nothing earlier is remembered.
    fn along(&self, x: f64, Ramp { start, end, dt }: Ramp) -> f64 {
        // counted from the end, where a short memory may be a tiny share of the ramp
        let voltage = |before: f64| end + before * (start - end);
        let (mut done, mut kept, mut gained) = (0.0, 1.0, 0.0);
        while done < 1.0 && kept > FORGOTTEN {
            let left = 1.0 - done;
            let [on, off] = self.0.rates(voltage(done));
            let share = self.0.step(voltage(done), start, left).min(RELAXATION / ((on + off) * dt));
            let part = Ramp { start: voltage(done + share), end: voltage(done), dt: dt * share };
            let step = self.collocate(part);
            (kept, gained) = (kept * step[0], gained + kept * step[1]);
            done = if share >= left { 1.0 } else { done + share };
        }
        let remembered = if done < 1.0 { 0.0 } else { x * kept };
        (remembered + gained).clamp(0.0, 1.0)
    }

    /// What one step keeps of x and what it gains.
    ///
    /// The values X at the nodes solve X + A K X = x + A a, with a = dt k_on, K = dt (k_on + k_off) at the nodes.
    #[inline(always)]
    fn collocate(&self, Ramp { start, end, dt }: Ramp) -> [f64; 2] {
        let rates = GAUSS_3.map(|(node, _)| self.0.rates(start + node * (end - start)));
        let (gain, loss) = (rates.map(|[on, _]| dt * on), rates.map(|[on, off]| dt * (on + off)));
        let mut rows = COLLOCATION.map(|row| {
            let gained = row[0] * gain[0] + row[1] * gain[1] + row[2] * gain[2];
            [row[0] * loss[0], row[1] * loss[1], row[2] * loss[2], 1.0, gained]
        });
        rows.iter_mut().enumerate().for_each(|(node, row)| row[node] += 1.0);
        // no pivoting: the matrix is the identity and a quarter at most
        for pivot in 0..3 {
            let lead = rows[pivot].map(|value| value / rows[pivot][pivot]);
            for (row, values) in rows.iter_mut().enumerate() {
                let factor = if row == pivot { 0.0 } else { values[pivot] };
                let old = if row == pivot { lead } else { *values };
                *values = std::array::from_fn(|column| old[column] - factor * lead[column]);
            }
        }
        let (mut kept, mut gained) = (1.0, 0.0);
        for (node, (_, weight)) in GAUSS_3.into_iter().enumerate() {
            kept -= weight * loss[node] * rows[node][3];
            gained += weight * (gain[node] - loss[node] * rows[node][4]);
        }
        [kept, gained]
    }
}

impl DeviceModel for MeanSwitches {
    type State = f64;

    const POSITION: Column = FRACTION;

    fn state(&self, position: f64, _random: Random) -> f64 {
        position
    }

    #[inline(always)]
    fn position(&self, x: &f64) -> f64 {
        *x
    }

    #[inline(always)]
    fn branch(&self, x: &f64, voltage: f64) -> Branch {
        self.0.branch_at(*x, voltage)
    }

    /// Exact at constant voltage; along a ramp to 1e-9.
    #[inline(always)]
    fn advance(&self, x: &f64, ramp: Ramp, _random: Random) -> f64 {
        if ramp.start != ramp.end {
            return self.along(*x, ramp);
        }
        let [on, off] = self.0.rates(ramp.start);
        let rate = (on + off).max(f64::MIN_POSITIVE);
        (x + (on / rate - x) * one_minus_exp(rate * ramp.dt)).clamp(0.0, 1.0)
    }

    fn idle(&self, lowest: f64, highest: f64, dt: f64) -> bool {
        self.0.most_hops(lowest, highest, dt) < UNNOTICED
    }
}

/// Position of both ways to count.
pub(super) const FRACTION: Column =
    Column { name: "on_fraction", unit: "1", long_name: "fraction of metastable switches that are on" };

/// 1 - e^-y for y >= 0 without cancellation.
#[inline(always)]
fn one_minus_exp(y: f64) -> f64 {
    let series = y * (1.0 - y / 2.0 * (1.0 - y / 3.0 * (1.0 - y / 4.0 * (1.0 - y / 5.0 * (1.0 - y / 6.0)))));
    // the first term left out is below 1e-15 here
    if y < 0.01 { series } else { 1.0 - exp(-y) }
}

impl Parameters for MetastableSwitch {
    const MODEL: &'static str = "metastable_switch";
    const REFERENCE: &'static str = "Nugent and Molter 2014, doi:10.1371/journal.pone.0085175";
    const EQUATIONS: &'static str = "\
k_on = 1 / (t_c (1 + exp(-(V - v_on)/V_T)))    a switch goes on;   V_T = k temperature / q
k_off = 1 / (t_c (1 + exp((V + v_off)/V_T)))   a switch goes off
switches = \"mean\"                              dx/dt = k_on (1 - x) - k_off x
switches = { sampled = N }                     N switches hop at random, one by one
I = phi V (x/r_on + (1 - x)/r_off) + (1 - phi) [alpha_f (exp(beta_f V) - 1) - alpha_r (exp(-beta_r V) - 1)]
potentiation = \"negative\"                      -V takes the place of V in k_on and k_off";

    fn validate(&self) -> Result<(), ModelError> {
        positive("", "r_on", self.r_on, "ohm")?;
        positive("", "r_off", self.r_off, "ohm")?;
        positive("", "r_off - r_on", self.r_off - self.r_on, "ohm")?;
        positive("", "v_on", self.v_on, "V")?;
        positive("", "v_off", self.v_off, "V")?;
        positive("", "t_c", self.t_c, "s")?;
        within("temperature", self.temperature, 1.0, 2000.0, "kelvin, not degrees Celsius")?;
        within("phi", self.phi, 0.0, 1.0, "1 leaves the Schottky current out")?;
        for (name, value) in [("alpha_f", self.alpha_f), ("alpha_r", self.alpha_r)] {
            within(name, value, 0.0, 1.0, "a current in ampere, not negative")?;
        }
        for (name, value) in [("beta_f", self.beta_f), ("beta_r", self.beta_r)] {
            within(name, value, 0.0, 1e3, "at most q/kT makes sense: 39 per volt at 300 K")?;
        }
        if let Switches::Sampled(count) = self.switches {
            within("switches.sampled", f64::from(count), 1.0, 1e6, "one event each: `mean` stands for more")?;
        }
        Ok(())
    }

    fn array(&self, count: usize, seed: u64) -> Box<dyn DeviceArray> {
        match self.switches {
            Switches::Mean => Box::new(Batch::new(MeanSwitches(*self), count, seed)),
            Switches::Sampled(switches) => Box::new(Batch::new(SampledSwitches { law: *self, switches }, count, seed)),
        }
    }
}

#[cfg(test)]
#[path = "metastable_switch_tests.rs"]
mod tests;
