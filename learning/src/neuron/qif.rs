//! The quadratic integrate-and-fire neuron: the normal form of a neuron that begins to fire at arbitrarily low rates.

use devices::units::{Dimension, FRACTION};
use serde::Deserialize;

use super::catalogue::Described;
use super::integrate::{Accuracy, until_level};
use super::parameter::{finite, positive, require};
use super::{Input, Neuron, NeuronError, Variable};

/// tau dv/dt = v^2 + eta + input, from `v_r` to `v_p`; v, eta and input are without unit (Ermentrout and Kopell 1986).
///
/// Constant input is followed in closed form, a ramp by integration. Without limit the neuron fires every
/// `pi tau / sqrt(eta)` seconds.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Qif {
    /// Time constant (s).
    #[serde(deserialize_with = "devices::units::seconds")]
    pub tau: f64,
    /// Distance from the saddle-node: above zero it fires without input.
    pub eta: f64,
    /// Where it fires.
    pub v_p: f64,
    /// Where it goes then.
    pub v_r: f64,
}

/// Permitted error per step when the input is a ramp.
const TOLERANCE: f64 = 1e-11;

impl Qif {
    /// Time (s) from `v` to `v_p` under the constant `drive` = eta + input, infinite when it is not reached.
    fn wait(&self, v: f64, drive: f64) -> f64 {
        if v >= self.v_p {
            return 0.0;
        }
        // The flow is v(t) = (v + drive T) / (1 - v T) with T = t/tau, or tan or tanh of it, over the root of |drive|.
        let (rise, product) = (self.v_p - v, drive + v * self.v_p);
        let root = drive.abs().sqrt();
        if drive > 0.0 {
            return self.tau / root * (root * rise).atan2(product);
        }
        let blocked = v <= root || self.v_p <= root;
        match (blocked, drive == 0.0) {
            (true, _) => f64::INFINITY,
            (false, true) => self.tau * rise / product,
            (false, false) => self.tau / root * (root * rise / product).atanh(),
        }
    }

    /// Value after `t` seconds that do not reach `v_p`.
    fn after(&self, v: f64, drive: f64, t: f64) -> f64 {
        let root = drive.abs().sqrt();
        let turned = root * t / self.tau;
        if drive > 0.0 {
            let (sin, cos) = turned.sin_cos();
            (v * cos + root * sin) / (cos - v * sin / root)
        } else {
            let share = if drive == 0.0 { t / self.tau } else { turned.tanh() / root };
            (v + drive * share) / (1.0 - v * share)
        }
    }
}

impl Neuron for Qif {
    type State = f64;

    const VARIABLES: &'static [Variable] = &[Variable { name: "v", unit: "1", long_name: "membrane potential" }];

    fn rest(&self) -> f64 {
        if self.eta < 0.0 { -(-self.eta).sqrt() } else { self.v_r }
    }

    fn read(&self, state: &f64, _index: usize) -> f64 {
        *state
    }

    fn advance(&self, state: &mut f64, input: Input, dt: f64) -> Result<Option<f64>, String> {
        if !(state.is_finite() && input.start.is_finite() && input.slope.is_finite() && dt >= 0.0) {
            return Err(format!("v = {state}, {input:?}, step of {dt} s: not numbers to go on with"));
        }
        let wait = if *state >= self.v_p {
            Some(0.0)
        } else if input.slope == 0.0 {
            let drive = self.eta + input.start;
            let wait = self.wait(*state, drive);
            if wait <= dt {
                Some(wait)
            } else {
                *state = self.after(*state, drive, dt);
                None
            }
        } else {
            let rate = |t: f64, &[v]: &[f64; 1]| [(v * v + self.eta + input.at(t)) / self.tau];
            let mut moved = [*state];
            let accuracy = Accuracy { tolerance: TOLERANCE, scales: [1.0], longest: self.tau };
            let wait = until_level(&rate, &mut moved, dt, self.v_p, &accuracy)?;
            [*state] = moved;
            wait
        };
        if wait.is_some() {
            *state = self.v_r;
        }
        Ok(wait)
    }

    fn check(&self) -> Result<(), NeuronError> {
        positive("tau", self.tau, "s")?;
        finite("eta", self.eta, "")?;
        finite("v_r", self.v_r, "")?;
        require("v_p", self.v_p, "", self.v_p > self.v_r && self.v_p.is_finite(), "has to be finite and above `v_r`")
    }
}

impl Described for Qif {
    const MODEL: &'static str = "qif";
    const REFERENCE: &'static str = "quadratic integrate-and-fire, the normal form of Ermentrout and Kopell 1986 (SIAM Journal on Applied Mathematics 46)";
    const EQUATIONS: &'static str = "\
tau dv/dt = v^2 + eta + input
spike at v = v_p, then v = v_r
period without end of either: pi tau / sqrt(eta + input)";
    const INPUT: Dimension = FRACTION;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn neuron() -> Qif {
        Qif { tau: 0.01, eta: 0.5, v_p: 1000.0, v_r: -1000.0 }
    }

    #[test]
    fn the_period_is_the_closed_form() {
        let Qif { tau, eta, v_p, .. } = neuron();
        let period = 2.0 * tau * (v_p / eta.sqrt()).atan() / eta.sqrt();
        let spikes = super::super::firing::spikes(&neuron(), &[(0.5, 0.0)], 1e-3);
        assert_eq!(spikes.len(), 11); // 0.5 s / 44.4 ms
        for (k, time) in spikes.iter().enumerate() {
            // Some hundred roundings of the time at ends of steps.
            assert!((time / (period * (k + 1) as f64) - 1.0).abs() < 1e-11, "{time}");
        }
    }

    #[test]
    fn integration_and_closed_form_agree() {
        // A slope too small to matter selects the integration; both directions of drive, and none.
        for drive in [0.7, 0.0, -0.7] {
            let neuron = Qif { eta: drive, v_r: -0.3, ..neuron() };
            let input = |slope| Input { start: 0.0, slope };
            let (mut exact, mut integrated) = (1.1, 1.1);
            let times = [0.0, 1e-30].map(|slope| neuron.clone().advance(&mut 1.1, input(slope), 1.0).unwrap().unwrap());
            assert!((times[0] / times[1] - 1.0).abs() < 1e-9, "{drive}: {times:?}");
            let dt = 0.5 * times[0];
            neuron.advance(&mut exact, input(0.0), dt).unwrap();
            neuron.advance(&mut integrated, input(1e-30), dt).unwrap();
            assert!((exact / integrated - 1.0).abs() < 1e-9, "{drive}: {exact} {integrated}");
        }
    }

    #[test]
    fn below_the_saddle_node_it_rests_unless_pushed_over_the_unstable_point() {
        let neuron = Qif { eta: -0.25, ..neuron() };
        assert_eq!(neuron.rest(), -0.5);
        let (mut under, mut over) = (0.499, 0.501);
        assert_eq!(neuron.advance(&mut under, Input::default(), 1.0).unwrap(), None);
        assert!((under + 0.5).abs() < 1e-12, "{under}"); // 100 time constants of 10 ms
        assert!(neuron.advance(&mut over, Input::default(), 1.0).unwrap().is_some());
    }

    #[test]
    fn impossible_parameters_and_inputs_are_refused() {
        assert!(Qif { tau: 0.0, ..neuron() }.check().is_err());
        assert!(Qif { eta: f64::NAN, ..neuron() }.check().is_err());
        assert!(Qif { v_p: -2000.0, ..neuron() }.check().is_err());
        assert!(neuron().advance(&mut 0.0, Input::constant(f64::NAN), 1.0).is_err());
    }
}
