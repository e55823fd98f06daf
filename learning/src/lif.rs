//! Leaky integrate-and-fire neurons at the column ends, integrated exactly.

use crate::LearningError;
use crate::neuron::Input;
use crate::neuron::membrane::{Course, Membrane};
use devices::units::engineering;

/// A layer of leaky integrate-and-fire neurons: `c_m dv/dt = i - c_m v / tau_m`, a spike at `v = v_th`.
///
/// Between two corners the current is linear in time, so the potential has a closed form and the spike time is the
/// root of it: nothing is stepped.
#[derive(Clone, Debug)]
pub struct Lif {
    /// Membrane capacitance (F).
    c_m: f64,
    /// Membrane time constant (s).
    tau_m: f64,
    /// Membrane potentials (V), rest at 0 V.
    v: Vec<f64>,
    /// Firing thresholds (V), moved by homeostasis.
    v_th: Vec<f64>,
    /// Time after a spike in which a neuron stays silent (s); infinite: until the end of the presentation.
    t_ref: f64,
    /// Neurons that do not integrate: they fired, or they are inhibited.
    blocked: Vec<bool>,
    /// Times (s) at which blocked neurons listen again.
    release: Vec<f64>,
    /// Highest `v / v_th` that each neuron has reached since it was at rest.
    peaks: Vec<f64>,
}

/// Adaptive thresholds: who fires becomes harder to fire, the others become easier.
///
/// A spike multiplies the threshold of its neuron by `1 + gain` and all others by `1 - gain / neurons`, never below `floor`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Homeostasis {
    /// Relative change of the threshold of the neuron that fired.
    pub gain: f64,
    /// Lowest threshold (V).
    pub floor: f64,
}

impl Lif {
    /// `neurons` neurons at rest with membrane capacitance `c_m` (F), time constant `tau_m` (s) and equal thresholds `v_th` (V).
    ///
    /// # Errors
    /// [`LearningError::Setting`] when there is no neuron or a value is not positive.
    pub fn new(neurons: usize, c_m: f64, tau_m: f64, v_th: f64) -> Result<Self, LearningError> {
        let refuse = |name, value: String, expected| Err(LearningError::Setting { name, value, expected });
        if neurons == 0 {
            return refuse("neurons", "0".into(), "the network needs at least one neuron");
        }
        for (name, value) in [("c_m", c_m), ("tau_m", tau_m), ("v_th", v_th)] {
            if !(value > 0.0 && value.is_finite()) {
                return refuse(name, value.to_string(), "it must be positive");
            }
        }
        Ok(Self {
            c_m,
            tau_m,
            v: vec![0.0; neurons],
            v_th: vec![v_th; neurons],
            t_ref: f64::INFINITY,
            blocked: vec![false; neurons],
            release: vec![f64::INFINITY; neurons],
            peaks: vec![0.0; neurons],
        })
    }

    /// The same neurons with a refractory time `t_ref` (s) after each spike, so that they may fire more than once.
    ///
    /// # Errors
    /// [`LearningError::Setting`] when it is negative.
    pub fn with_refractory_time(self, t_ref: f64) -> Result<Self, LearningError> {
        if t_ref.is_nan() || t_ref < 0.0 {
            let expected = "a refractory time is not negative";
            return Err(LearningError::Setting { name: "t_ref", value: engineering(t_ref, "s"), expected });
        }
        Ok(Self { t_ref, ..self })
    }

    /// Time after a spike in which a neuron stays silent (s).
    pub fn t_ref(&self) -> f64 {
        self.t_ref
    }

    /// Number of neurons.
    pub fn len(&self) -> usize {
        self.v.len()
    }

    /// True when there is no neuron, which [`Lif::new`] refuses.
    pub fn is_empty(&self) -> bool {
        self.v.is_empty()
    }

    /// Membrane potentials (V).
    pub fn potentials(&self) -> &[f64] {
        &self.v
    }

    /// Firing thresholds (V).
    pub fn thresholds(&self) -> &[f64] {
        &self.v_th
    }

    /// Replaces the thresholds (V), for instance with those of a checkpoint.
    pub fn set_thresholds(&mut self, thresholds: &[f64]) {
        self.v_th.copy_from_slice(thresholds);
    }

    /// All neurons to rest and free to fire.
    pub fn rest(&mut self) {
        self.v.fill(0.0);
        self.blocked.fill(false);
        self.release.fill(f64::INFINITY);
        self.peaks.fill(0.0);
    }

    /// The neuron that has come nearest to its threshold since all were at rest; the lower number wins a tie.
    pub fn closest(&self) -> usize {
        (0..self.len()).fold(0, |best, neuron| if self.peaks[neuron] > self.peaks[best] { neuron } else { best })
    }

    /// The neuron fires at `time` (s): to rest, and silent for its refractory time.
    pub fn fire(&mut self, neuron: usize, time: f64) {
        self.v[neuron] = 0.0;
        self.blocked[neuron] = true;
        self.release[neuron] = time + self.t_ref;
    }

    /// Hard lateral inhibition: every neuron to rest and silent until [`Lif::rest`].
    pub fn inhibit(&mut self) {
        self.v.fill(0.0);
        self.blocked.fill(true);
        self.release.fill(f64::INFINITY);
    }

    /// Soft lateral inhibition: every neuron keeps this share of its potential.
    pub fn scale(&mut self, keep: f64) {
        self.v.iter_mut().for_each(|v| *v *= keep);
    }

    /// Lets the neurons listen again whose refractory time ends by `time` (s).
    pub fn release(&mut self, time: f64) {
        for (blocked, release) in self.blocked.iter_mut().zip(&mut self.release) {
            if *release <= time {
                (*blocked, *release) = (false, f64::INFINITY);
            }
        }
    }

    /// The next time (s) at which a neuron listens again; infinite when none will.
    pub fn next_release(&self) -> f64 {
        self.release.iter().copied().fold(f64::INFINITY, f64::min)
    }

    /// True when no neuron can fire until `end` (s).
    pub fn all_blocked(&self, end: f64) -> bool {
        self.blocked.iter().all(|&blocked| blocked) && self.next_release() >= end
    }

    /// Potential of a neuron in time, in closed form.
    fn course(&self, neuron: usize, start: f64, slope: f64) -> Course<0> {
        let membrane = Membrane { c_m: self.c_m, tau_m: self.tau_m, e_l: 0.0 };
        Course { membrane, v: self.v[neuron], input: Input { start, slope }, currents: [] }
    }

    /// Potential (V) of a neuron after `dt` (s), and how fast it changes (V/s) at the beginning and then; `decay` is
    /// exp(-dt / tau_m), which all neurons share.
    fn after(&self, neuron: usize, (start, slope): (f64, f64), dt: f64, decay: f64) -> (f64, [f64; 2]) {
        let resistance = self.tau_m / self.c_m;
        let linear = resistance * (start - slope * self.tau_m);
        let (away, rise) = (self.v[neuron] - linear, resistance * slope);
        (linear + rise * dt + away * decay, [rise - away / self.tau_m, rise - away / self.tau_m * decay])
    }

    /// Highest potential (V) of a neuron that rises first and falls then.
    fn summit(&self, neuron: usize, start: f64, slope: f64) -> f64 {
        let resistance = self.tau_m / self.c_m;
        let (linear, rise) = (resistance * (start - slope * self.tau_m), resistance * slope);
        let time = self.tau_m * ((self.v[neuron] - linear) / (rise * self.tau_m)).ln();
        linear + rise * (time + self.tau_m)
    }

    /// First spike while the currents run from `start` (A) with `slope` (A/s) for `dt` (s): time from the start of the
    /// step (s) and neuron; the lower number wins a tie.
    pub fn first_spike(&self, start: &[f64], slope: &[f64], dt: f64) -> Option<(f64, usize)> {
        let decay = (-dt / self.tau_m).exp();
        let mut first: Option<(f64, usize)> = None;
        for neuron in (0..self.len()).filter(|&neuron| !self.blocked[neuron]) {
            let v_th = self.v_th[neuron];
            let (end, [first_slope, last_slope]) = self.after(neuron, (start[neuron], slope[neuron]), dt, decay);
            // a potential that neither ends above the threshold nor has a summit on the way does not reach it
            if self.v[neuron] < v_th && end < v_th && !(first_slope > 0.0 && last_slope < 0.0) {
                continue;
            }
            if let Some(time) = self.course(neuron, start[neuron], slope[neuron]).crossing(v_th, [], dt)
                && first.is_none_or(|(earliest, _)| time < earliest)
            {
                first = Some((time, neuron));
            }
        }
        first
    }

    /// Moves all free neurons by `dt` (s) under currents from `start` (A) with `slope` (A/s).
    pub fn advance(&mut self, start: &[f64], slope: &[f64], dt: f64) {
        let decay = (-dt / self.tau_m).exp();
        for neuron in 0..self.len() {
            if !self.blocked[neuron] {
                let (end, [first_slope, last_slope]) = self.after(neuron, (start[neuron], slope[neuron]), dt, decay);
                let summit = first_slope > 0.0 && last_slope < 0.0;
                let highest = if summit { self.summit(neuron, start[neuron], slope[neuron]) } else { end };
                self.peaks[neuron] = self.peaks[neuron].max(highest / self.v_th[neuron]);
                self.v[neuron] = end;
            }
        }
    }

    /// Moves the thresholds after `winner` fired; all neurons compete.
    pub fn adapt(&mut self, winner: usize, rule: Homeostasis) {
        let share = rule.gain / self.len() as f64;
        for (neuron, v_th) in self.v_th.iter_mut().enumerate() {
            let factor = if neuron == winner { 1.0 + rule.gain } else { 1.0 - share };
            *v_th = (*v_th * factor).max(rule.floor);
        }
    }

    /// Moves the thresholds after `winner` fired where only its `rivals` ought to have fired instead: that of the winner
    /// rises by the gain, theirs fall by equal factors such that the product of all stays (unless the floor is reached), and
    /// those of other neurons do not move. Without rivals nothing moves.
    pub fn adapt_against(&mut self, winner: usize, rivals: impl Fn(usize) -> bool, rule: Homeostasis) {
        let rivals: Vec<usize> = (0..self.len()).filter(|&neuron| neuron != winner && rivals(neuron)).collect();
        if rivals.is_empty() {
            return;
        }
        let fall = (1.0 + rule.gain).powf(-1.0 / rivals.len() as f64);
        for neuron in rivals {
            self.v_th[neuron] = (self.v_th[neuron] * fall).max(rule.floor);
        }
        self.v_th[winner] *= 1.0 + rule.gain;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn a_constant_current_fires_at_the_closed_form_time() {
        let (c_m, tau_m, v_th, current) = (1e-12, 100e-9, 0.3, 4e-6);
        let neurons = Lif::new(1, c_m, tau_m, v_th).unwrap();
        let exact = -tau_m * (1.0 - v_th / (current * tau_m / c_m)).ln();
        let (time, neuron) = neurons.first_spike(&[current], &[0.0], 1e-6).unwrap();
        assert_eq!(neuron, 0);
        assert_relative_eq!(time, exact, max_relative = 1e-12);
        assert_eq!(neurons.first_spike(&[current], &[0.0], 0.99 * exact), None);
    }

    #[test]
    fn one_long_step_equals_many_short_ones() {
        let mut one = Lif::new(1, 1e-12, 80e-9, 1.0).unwrap();
        let mut many = one.clone();
        one.advance(&[2e-6], &[-3.0], 400e-9);
        for k in 0..40 {
            many.advance(&[2e-6 - 3.0 * 10e-9 * f64::from(k)], &[-3.0], 10e-9);
        }
        assert_relative_eq!(one.potentials()[0], many.potentials()[0], max_relative = 1e-12);
    }

    #[test]
    fn a_potential_that_rises_and_falls_within_a_step_still_fires() {
        // the current falls through zero: the potential has a summit inside the step and is below v_th at both ends
        let neurons = Lif::new(1, 1e-12, 100e-9, 0.15).unwrap();
        let (start, slope, dt) = ([5e-6], [-5e-6 / 100e-9], 200e-9);
        let (time, _) = neurons.first_spike(&start, &slope, dt).expect("the summit is above the threshold");
        let (mut past, mut highest) = (neurons.clone(), 0.0f64);
        past.advance(&start, &slope, dt);
        for k in 1..2000 {
            let mut until = neurons.clone();
            until.advance(&start, &slope, dt * f64::from(k) / 2000.0);
            highest = highest.max(until.potentials()[0]);
        }
        assert_relative_eq!(past.peaks[0] * 0.15, highest, max_relative = 1e-6);
        let mut at_spike = neurons.clone();
        at_spike.advance(&start, &slope, time);
        assert_relative_eq!(at_spike.potentials()[0], 0.15, max_relative = 1e-9);
        let mut end = neurons;
        end.advance(&start, &slope, dt);
        assert!(end.potentials()[0] < 0.15);
    }

    #[test]
    fn inhibited_neurons_neither_integrate_nor_fire_until_they_rest() {
        let mut neurons = Lif::new(2, 1e-12, 100e-9, 0.1).unwrap();
        neurons.inhibit();
        assert_eq!(neurons.first_spike(&[1e-3, 1e-3], &[0.0, 0.0], 1e-6), None);
        neurons.rest();
        neurons.fire(0, 0.0);
        assert_eq!(neurons.first_spike(&[1e-3, 1e-3], &[0.0, 0.0], 1e-6).map(|(_, n)| n), Some(1));
    }

    #[test]
    fn a_neuron_listens_again_after_its_refractory_time() {
        let mut neurons = Lif::new(2, 1e-12, 100e-9, 0.1).unwrap().with_refractory_time(300e-9).unwrap();
        neurons.fire(1, 200e-9);
        assert_eq!(neurons.next_release(), 500e-9);
        neurons.release(499e-9);
        assert!(neurons.blocked[1]);
        neurons.release(500e-9);
        assert_eq!((neurons.blocked[1], neurons.next_release()), (false, f64::INFINITY));
        assert!(neurons.with_refractory_time(-1.0).is_err());
    }

    #[test]
    fn homeostasis_favors_the_losers_and_keeps_the_floor() {
        let mut neurons = Lif::new(4, 1e-12, 100e-9, 0.2).unwrap();
        let rule = Homeostasis { gain: 0.02, floor: 0.1998 };
        neurons.adapt(1, rule);
        assert_eq!(neurons.thresholds(), [0.1998, 0.2 * 1.02, 0.1998, 0.1998]);
    }

    #[test]
    fn against_rivals_what_the_winner_gains_they_lose_and_nobody_else() {
        let (rule, start) = (Homeostasis { gain: 0.02, floor: 0.1 }, Lif::new(5, 1e-12, 100e-9, 0.2).unwrap());
        let check = |winner, rivals: &dyn Fn(usize) -> bool, factors: [f64; 5]| {
            let mut neurons = start.clone();
            neurons.adapt_against(winner, rivals, rule);
            for (v_th, factor) in neurons.thresholds().iter().zip(factors) {
                assert_relative_eq!(*v_th, 0.2 * factor, max_relative = 1e-14);
            }
        };
        let (up, half, whole) = (1.02, 1.0 / 1.02f64.sqrt(), 1.0 / 1.02);
        check(0, &|neuron| neuron % 2 == 0, [up, 1.0, half, 1.0, half]); // one of its own class won
        check(1, &|neuron| neuron == 2, [1.0, up, whole, 1.0, 1.0]); // one of another class won
        check(3, &|neuron| neuron == 3, [1.0; 5]); // nobody to compete with
    }

    #[test]
    fn impossible_neurons_are_refused() {
        assert!(Lif::new(0, 1e-12, 1e-7, 0.1).is_err());
        assert!(Lif::new(1, 1e-12, 0.0, 0.1).is_err());
        assert!(Lif::new(1, 1e-12, 1e-7, f64::NAN).is_err());
    }
}
