//! A network of ideal neurons and weights that learns by a pair rule: what the networks of devices are compared with.

use devices::rng::{Purpose, exponential, key, uniform};
use devices::units::engineering;

use super::{PairRule, Pairing};
use crate::error::setting;
use crate::{LearningError, Spike};

/// Poisson inputs, all-to-all weights, leaky integrate-and-fire neurons with exponential synapses that inhibit each other.
///
/// `tau_m dv/dt = s - v` and `tau_syn ds/dt = -s`; a spike of an input adds its weight (V) to `s`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IdealNetworkSettings {
    /// Number of inputs.
    pub inputs: usize,
    /// Number of neurons.
    pub neurons: usize,
    /// Mean rate of each input (Hz).
    pub rate: f64,
    /// Step (s): spikes are counted at the beginning (inputs) or the end (neurons) of the step in which they lie.
    pub dt: f64,
    /// Membrane time constant (s).
    pub tau_m: f64,
    /// Time constant of the synapses (s).
    pub tau_syn: f64,
    /// Potential above which a neuron fires and is reset to 0 V (V).
    pub v_th: f64,
    /// Time for which it then stays there (s).
    pub t_ref: f64,
    /// By how much it lowers the potential of all others (V).
    pub inhibition: f64,
    /// How weights (V) move; all spikes make pairs.
    pub rule: PairRule,
}

/// A network in motion.
#[derive(Clone, Debug)]
pub struct IdealNetwork {
    settings: IdealNetworkSettings,
    keys: Vec<u64>,
    /// Next spike of each input (s), and how many it has drawn.
    next: Vec<(f64, u64)>,
    /// Row-major, inputs by neurons (V).
    weights: Vec<f64>,
    s: Vec<f64>,
    v: Vec<f64>,
    /// Steps for which each neuron still rests.
    resting: Vec<u32>,
    pre: Vec<f64>,
    post: Vec<f64>,
    inputs: Vec<usize>,
    fired: Vec<usize>,
    /// The weights of one neuron.
    column: Vec<f64>,
    steps: u64,
    decay: Decay,
}

/// What a step leaves of each quantity, exactly.
#[derive(Clone, Copy, Debug)]
struct Decay {
    v: f64,
    /// Share of `s` that arrives in `v`.
    s_to_v: f64,
    s: f64,
    pre: f64,
    post: f64,
}

/// A trace below this is as good as none; smaller numbers would be denormal and slow.
const SILENT: f64 = 1e-280;

impl IdealNetworkSettings {
    fn check(&self) -> Result<(), LearningError> {
        self.rule.check()?;
        let counts = [("inputs", self.inputs), ("neurons", self.neurons)];
        for (name, count) in counts {
            setting((1..=1 << 20).contains(&count), name, count, "give at least 1 and at most 2^20")?;
        }
        let taus = [self.tau_m, self.tau_syn, self.rule.tau_plus, self.rule.tau_minus];
        let positive = [("rate", self.rate), ("dt", self.dt), ("tau_m", self.tau_m), ("tau_syn", self.tau_syn)];
        for (name, value) in positive.into_iter().chain([("v_th", self.v_th)]) {
            setting(value > 0.0 && value.is_finite(), name, value, "it must be positive and finite")?;
        }
        for (name, value) in [("t_ref", self.t_ref), ("inhibition", self.inhibition)] {
            setting(value >= 0.0 && value.is_finite(), name, value, "it must be 0 or positive, and finite")?;
        }
        let resolved = taus.iter().all(|tau| self.dt <= *tau) && self.rate * self.dt <= 1.0;
        let expected = "it must not exceed any time constant, nor the mean interval of the inputs";
        setting(resolved, "dt", engineering(self.dt, "s"), expected)?;
        setting(self.t_ref / self.dt < f64::from(u32::MAX), "t_ref", self.t_ref, "give less than 2^32 steps")?;
        setting(self.rule.pairing == Pairing::AllToAll, "pairing", "nearest", "in a network all spikes make pairs")
    }

    fn decay(&self) -> Decay {
        let left = |tau: f64| (-self.dt / tau).exp();
        // s_to_v = dt/tau_m e^(-dt/tau_m) (e^x - 1) / x, which holds for equal time constants (x = 0) as well
        let x = self.dt * (1.0 / self.tau_m - 1.0 / self.tau_syn);
        let mean = if x == 0.0 { 1.0 } else { x.exp_m1() / x };
        Decay {
            v: left(self.tau_m),
            s_to_v: self.dt / self.tau_m * left(self.tau_m) * mean,
            s: left(self.tau_syn),
            pre: left(self.rule.tau_plus),
            post: left(self.rule.tau_minus),
        }
    }
}

impl IdealNetwork {
    /// A network at rest whose weights are drawn evenly between 0 and `w_max`.
    ///
    /// # Errors
    /// [`LearningError::Setting`] for impossible settings.
    pub fn new(settings: IdealNetworkSettings, seed: u64) -> Result<Self, LearningError> {
        settings.check()?;
        let IdealNetworkSettings { inputs, neurons, rate, rule, .. } = settings;
        let keys: Vec<u64> = (0..inputs as u64).map(|input| key(seed, Purpose::Encoding, input)).collect();
        let start = key(seed, Purpose::Start, 0);
        Ok(Self {
            settings,
            next: keys.iter().map(|&key| (exponential(key, 0) / rate, 1)).collect(),
            keys,
            weights: (0..(inputs * neurons) as u64).map(|k| rule.w_max * uniform(start, k)).collect(),
            s: vec![0.0; neurons],
            v: vec![0.0; neurons],
            resting: vec![0; neurons],
            pre: vec![0.0; inputs],
            post: vec![0.0; neurons],
            inputs: Vec::new(),
            fired: Vec::new(),
            column: vec![0.0; inputs],
            steps: 0,
            decay: settings.decay(),
        })
    }

    /// Weights (V), row-major, inputs by neurons.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// Inputs that fired at the beginning of the last step; one that fired twice appears twice.
    pub fn inputs(&self) -> &[usize] {
        &self.inputs
    }

    /// Neurons that fired at the end of the last step.
    pub fn fired(&self) -> &[usize] {
        &self.fired
    }

    /// Time that has passed (s).
    pub fn time(&self) -> f64 {
        self.steps as f64 * self.settings.dt
    }

    /// Runs for the whole steps nearest to `duration` (s) and gives the spikes of the neurons.
    pub fn run(&mut self, duration: f64) -> Vec<Spike> {
        let mut spikes = Vec::new();
        for _ in 0..(duration / self.settings.dt).round() as u64 {
            self.step();
            let time = self.time();
            spikes.extend(self.fired.iter().map(|&neuron| Spike { neuron, time }));
        }
        spikes
    }

    /// Takes one step.
    pub fn step(&mut self) {
        self.steps += 1;
        self.receive();
        // only now, because spikes at the same time make no pair
        self.fired.iter().for_each(|&neuron| self.post[neuron] += 1.0);
        self.integrate();
        decay(&mut self.pre, self.decay.pre);
        decay(&mut self.post, self.decay.post);
        self.learn_and_inhibit();
    }

    /// Spikes of inputs: they depress their weights, then act with them.
    fn receive(&mut self) {
        let (end, mean, neurons) = (self.time(), 1.0 / self.settings.rate, self.settings.neurons);
        self.inputs.clear();
        for (input, (next, drawn)) in self.next.iter_mut().enumerate() {
            while *next < end {
                let row = &mut self.weights[input * neurons..][..neurons];
                self.settings.rule.depress(row, &self.post);
                self.s.iter_mut().zip(row).for_each(|(s, w)| *s += *w);
                self.inputs.push(input);
                *next += mean * exponential(self.keys[input], *drawn);
                *drawn += 1;
            }
        }
        self.inputs.iter().for_each(|&input| self.pre[input] += 1.0);
    }

    /// Potentials until the end of the step, and who is above the threshold there.
    fn integrate(&mut self) {
        let Decay { v: left, s_to_v, s: s_left, .. } = self.decay;
        for ((v, s), resting) in self.v.iter_mut().zip(&mut self.s).zip(&mut self.resting) {
            let free = *v * left + *s * s_to_v;
            *v = if *resting == 0 { free } else { 0.0 };
            *resting = resting.saturating_sub(1);
            *s *= s_left;
        }
        self.fired.clear();
        let v_th = self.settings.v_th;
        self.fired.extend(self.v.iter().enumerate().filter(|(_, v)| **v > v_th).map(|(neuron, _)| neuron));
    }

    /// Neurons that have fired potentiate their weights, rest, and lower the potentials of all others.
    fn learn_and_inhibit(&mut self) {
        let IdealNetworkSettings { neurons, dt, t_ref, inhibition, rule, .. } = self.settings;
        for &neuron in &self.fired {
            let own = || self.weights.iter().skip(neuron).step_by(neurons);
            self.column.iter_mut().zip(own()).for_each(|(copy, w)| *copy = *w);
            rule.potentiate(&mut self.column, &self.pre);
            let own = self.weights.iter_mut().skip(neuron).step_by(neurons);
            own.zip(&self.column).for_each(|(w, new)| *w = *new);
        }
        for &neuron in &self.fired {
            self.v.iter_mut().for_each(|v| *v -= inhibition);
            self.resting[neuron] = (t_ref / dt).round() as u32;
        }
        self.fired.iter().for_each(|&neuron| self.v[neuron] = 0.0);
    }
}

fn decay(traces: &mut [f64], left: f64) {
    traces.iter_mut().for_each(|trace| *trace = if *trace > SILENT { *trace * left } else { 0.0 });
}

#[cfg(test)]
#[path = "network_tests.rs"]
mod tests;
