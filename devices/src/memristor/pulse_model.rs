//! NeuroSim's behavioral device: identical pulses move the conductance along one curve up and another one down.
//!
//! Chen, Peng and Yu 2018, doi:10.1109/TCAD.2018.2789723. After P pulses from the end of the range
//!
//! ```text
//! up:    G = g_min + B (1 - exp(-P/A))                  B = (g_max - g_min) / (1 - exp(-P_max/A))
//! down:  G = g_max - B (1 - exp((P - P_max)/A))         P runs from P_max down
//! ```
//!
//! so that each pulse relaxes G towards a target a little beyond the range, whatever its history. Published pulse by
//! pulse, the law is continued in time here: a voltage beyond half the write amplitude (what a half-selected device of
//! an array gets at most) counts dt/width pulses, and each pulse that is complete adds one normal number. That makes
//! both the curve and the scatter independent of how a pulse is cut into segments.

use serde::Deserialize;

use crate::batch::Batch;
use crate::catalogue::Parameters;
use crate::error::{ModelError, positive, within};
use crate::model::{Branch, Column, DeviceArray, DeviceModel};
use crate::ramp::Ramp;
use crate::rng::{Purpose, Random, normal};
use crate::words::words;

/// Nonlinearity label of a curve that deviates from the straight line by its whole range.
///
/// NeuroSim tabulates labels against A/P_max without a formula; this factor gives every digit of that table.
const LABEL: f64 = 10.1015;

/// Part of a pulse by which rounding may miss its end.
const ROUNDING: f64 = 1e-9;

/// So many constants A (or whole ranges) of pulses leave e^-40 of what was before.
const FORGOTTEN: f64 = 40.0;

/// Parameters of a device that is written with identical pulses.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PulseModel {
    /// Largest conductance (S).
    #[serde(deserialize_with = "crate::units::siemens")]
    pub g_max: f64,
    /// Smallest conductance (S).
    #[serde(deserialize_with = "crate::units::siemens")]
    pub g_min: f64,
    /// Pulses from one end of the range to the other, upwards.
    pub p_max_ltp: f64,
    /// The same, downwards.
    pub p_max_ltd: f64,
    /// Nonlinearity label upwards, -9 to 9: positive when the first pulses move most, 0 for a straight line.
    pub nl_ltp: f64,
    /// Nonlinearity label downwards, -9 to 9: negative when the first pulses move most.
    pub nl_ltd: f64,
    /// Amplitude of a pulse upwards (V).
    #[serde(deserialize_with = "crate::units::volts")]
    pub v_ltp: f64,
    /// Amplitude of a pulse downwards (V), given as a positive number.
    #[serde(deserialize_with = "crate::units::volts")]
    pub v_ltd: f64,
    /// Duration of a pulse upwards (s).
    #[serde(deserialize_with = "crate::units::seconds")]
    pub width_ltp: f64,
    /// Duration of a pulse downwards (s).
    #[serde(deserialize_with = "crate::units::seconds")]
    pub width_ltd: f64,
    /// Standard deviation that each pulse adds, as a fraction of the range.
    #[serde(deserialize_with = "crate::units::fraction")]
    pub sigma_c2c: f64,
}

impl PulseModel {
    /// Constants A of the curves up and down, in pulses; negative for curves whose last pulses move most.
    pub fn curve_constants(&self) -> [f64; 2] {
        [self.p_max_ltp * normalized_a(self.nl_ltp), self.p_max_ltd * normalized_a(-self.nl_ltd)]
    }
}

/// A/P_max of a curve with nonlinearity label `label`, of the same sign.
///
/// The label is 10.1015 times the largest deviation of (1 - exp(-p/A)) / (1 - exp(-1/A)) from p, 0 <= p <= 1.
pub fn normalized_a(label: f64) -> f64 {
    let deviation = |k: f64| {
        let whole = -(-k).exp_m1();
        let steepest = (k / whole).ln() / k;
        -(-k * steepest).exp_m1() / whole - steepest
    };
    // a deviation of 1e-7 of the range is a straight line
    let (mut low, mut high) = (1e-6f64, 1e6f64);
    for _ in 0..100 {
        let k = (low * high).sqrt();
        if LABEL * deviation(k) < label.abs() { low = k } else { high = k }
    }
    (1.0 / low).copysign(label)
}

/// Relaxation towards a target outside 0..1.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Curve {
    /// Pulses per factor e.
    a: f64,
    /// Where the curve would end.
    target: f64,
}

impl Curve {
    fn upwards(a: f64, p_max: f64) -> Curve {
        Curve { a, target: -1.0 / (-p_max / a).exp_m1() }
    }

    fn downwards(a: f64, p_max: f64) -> Curve {
        Curve { a, target: 1.0 - Curve::upwards(a, p_max).target }
    }

    /// Position after `pulses` more.
    fn after(&self, position: f64, pulses: f64) -> f64 {
        // expm1 stays finite where an accelerating curve has long reached its bound
        let change = (position - self.target) * (-pulses / self.a).min(700.0).exp_m1();
        (position + change).clamp(0.0, 1.0)
    }
}

/// A device with the curves worked out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PulsedDevice {
    parameters: PulseModel,
    up: Curve,
    down: Curve,
    /// Pulses after which nothing of the state before is left.
    memory: f64,
}

/// Position and count of pulses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PulseState {
    position: f64,
    /// Part of the present pulse that has passed.
    begun: f64,
    /// Pulses completed, up and down together: the number of the next random draw.
    completed: u64,
}

words!(PulseState { position, begun, completed });

impl PulsedDevice {
    /// A device with `parameters`, which have been checked.
    pub fn new(parameters: PulseModel) -> PulsedDevice {
        let ([a_up, a_down], PulseModel { p_max_ltp, p_max_ltd, .. }) = (parameters.curve_constants(), parameters);
        let (up, down) = (Curve::upwards(a_up, p_max_ltp), Curve::downwards(a_down, p_max_ltd));
        let memory = FORGOTTEN * a_up.max(a_down).max(p_max_ltp).max(p_max_ltd).min(1e5);
        PulsedDevice { parameters, up, down, memory }
    }

    /// State after `pulses` along `curve`, which need not be a whole number.
    fn write(&self, state: PulseState, curve: Curve, pulses: f64, key: u64) -> PulseState {
        if self.parameters.sigma_c2c == 0.0 {
            return PulseState { position: curve.after(state.position, pulses), ..state };
        }
        let (mut state, mut pulses) = (state, pulses);
        if pulses > self.memory {
            let skipped = (pulses - self.memory).floor();
            state.completed = state.completed.wrapping_add(skipped as u64);
            pulses = (pulses - skipped).clamp(self.memory, self.memory + 1.0);
        }
        while state.begun + pulses >= 1.0 - ROUNDING {
            let rest = 1.0 - state.begun;
            let noise = self.parameters.sigma_c2c * normal(key, state.completed);
            let position = (curve.after(state.position, rest) + noise).clamp(0.0, 1.0);
            state = PulseState { position, begun: 0.0, completed: state.completed.wrapping_add(1) };
            pulses = (pulses - rest).max(0.0);
        }
        PulseState { position: curve.after(state.position, pulses), begun: state.begun + pulses, ..state }
    }
}

impl DeviceModel for PulsedDevice {
    type State = PulseState;

    const POSITION: Column = Column { name: "position", unit: "1", long_name: "conductance within its range" };

    fn state(&self, position: f64, _random: Random) -> PulseState {
        PulseState { position, begun: 0.0, completed: 0 }
    }

    #[inline(always)]
    fn position(&self, state: &PulseState) -> f64 {
        state.position
    }

    #[inline(always)]
    fn branch(&self, state: &PulseState, voltage: f64) -> Branch {
        let PulseModel { g_max, g_min, .. } = self.parameters;
        let conductance = g_min + state.position * (g_max - g_min);
        Branch { current: conductance * voltage, conductance }
    }

    /// Exact: the rate of a curve does not depend on the voltage beyond the threshold.
    /// Each completed pulse adds its scatter.
    fn jumps(&self) -> bool {
        self.parameters.sigma_c2c > 0.0
    }

    #[inline(always)]
    fn advance(&self, state: &PulseState, ramp: Ramp, random: Random) -> PulseState {
        let PulseModel { v_ltp, v_ltd, width_ltp, width_ltd, .. } = self.parameters;
        let ups = ramp.above(0.5 * v_ltp).map_or(0.0, |part| part.dt / width_ltp);
        let downs = ramp.negated().above(0.5 * v_ltd).map_or(0.0, |part| part.dt / width_ltd);
        let key = random.key(Purpose::Write);
        let (first, second) = ((self.up, ups), (self.down, downs));
        let (first, second) = if ramp.start >= ramp.end { (first, second) } else { (second, first) };
        let middle = if first.1 > 0.0 { self.write(*state, first.0, first.1, key) } else { *state };
        if second.1 > 0.0 { self.write(middle, second.0, second.1, key) } else { middle }
    }

    fn idle(&self, lowest: f64, highest: f64, _dt: f64) -> bool {
        highest <= 0.5 * self.parameters.v_ltp && lowest >= -0.5 * self.parameters.v_ltd
    }
}

impl Parameters for PulseModel {
    const MODEL: &'static str = "pulse_model";
    const REFERENCE: &'static str = "Chen, Peng and Yu 2018 (NeuroSim), doi:10.1109/TCAD.2018.2789723";
    const EQUATIONS: &'static str = "\
up:   G = g_min + B (1 - exp(-P/A)),         B = (g_max - g_min) / (1 - exp(-P_max/A))
down: G = g_max - B (1 - exp((P - P_max)/A))
P counts time/width_ltp above v_ltp/2 upwards, time/width_ltd below -v_ltd/2 downwards
A/P_max follows from the label nl: |nl| = 10.1015 times the largest deviation of the curve from a straight line
each complete pulse adds a normal number of standard deviation sigma_c2c (g_max - g_min)";

    fn validate(&self) -> Result<(), ModelError> {
        positive("", "g_min", self.g_min, "S")?;
        positive("", "g_max", self.g_max, "S")?;
        positive("", "g_max - g_min", self.g_max - self.g_min, "S")?;
        within("p_max_ltp", self.p_max_ltp, 1.0, 1e5, "pulses over the whole range")?;
        within("p_max_ltd", self.p_max_ltd, 1.0, 1e5, "pulses over the whole range")?;
        within("nl_ltp", self.nl_ltp, -9.0, 9.0, "0 is a straight line")?;
        within("nl_ltd", self.nl_ltd, -9.0, 9.0, "0 is a straight line")?;
        positive("", "v_ltp", self.v_ltp, "V")?;
        positive("", "v_ltd", self.v_ltd, "V")?;
        positive("", "width_ltp", self.width_ltp, "s")?;
        positive("", "width_ltd", self.width_ltd, "s")?;
        within("sigma_c2c", self.sigma_c2c, 0.0, 1.0, "a fraction of the range, such as \"3.5 %\"")
    }

    fn array(&self, count: usize, seed: u64) -> Box<dyn DeviceArray> {
        Box::new(Batch::new(PulsedDevice::new(*self), count, seed))
    }
}

#[cfg(test)]
#[path = "pulse_model_tests.rs"]
mod tests;
