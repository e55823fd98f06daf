//! Leaky integrate-and-fire neurons at the column ends, integrated exactly.

use crate::LearningError;
use crate::adaptation::{Adaptation, Lift};
use crate::neuron::membrane::{Course, Membrane};
use crate::neuron::{Decay, Input};
use crate::synapse::Synapses;
use devices::units::engineering;

/// A layer of leaky integrate-and-fire neurons: `c_m dv/dt = i - c_m v / tau_m`, a spike at `v = v_th`, with [`Adaptation`]
/// at `v = v_th + b`. The current `i` is what the column delivers, or that [smoothed](Lif::with_synapses).
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
    /// How thresholds rise with spikes.
    adaptation: Option<Adaptation>,
    /// By how much spikes have raised each threshold since all neurons were at rest.
    lifts: Vec<Lift>,
    /// Time (s) that [`release`](Lif::release) was told last: the one at which a step begins.
    now: f64,
    /// Between columns and neurons; none: the current of a column is that into its neuron.
    synapses: Option<Synapses>,
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
            adaptation: None,
            lifts: vec![Lift::default(); neurons],
            now: 0.0,
            synapses: None,
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

    /// The same neurons with thresholds that also rise with each spike; all begin at rest without a rise.
    ///
    /// # Errors
    /// [`LearningError::Setting`] when the rise is negative or its time constant not positive.
    pub fn with_adaptation(self, adaptation: Adaptation) -> Result<Self, LearningError> {
        adaptation.check()?;
        Ok(Self { adaptation: Some(adaptation), ..self })
    }

    /// The same neurons behind exponential synapses (CUBA): `tau_syn di/dt = i_in - i`, with `i_in` all current that is sent
    /// to a neuron and `i` that into its membrane, which flows on while the neuron is silent. `tau_syn` (s) may equal `tau_m`.
    ///
    /// # Errors
    /// [`LearningError::Setting`] when the time constant is not positive.
    pub fn with_synapses(self, tau_syn: f64) -> Result<Self, LearningError> {
        Ok(Self { synapses: Some(Synapses::new(self.len(), tau_syn)?), ..self })
    }

    /// Shortest time constant (s) of the potentials.
    pub(crate) fn shortest(&self) -> f64 {
        self.synapses.as_ref().map_or(self.tau_m, |synapses| self.tau_m.min(synapses.tau_syn()))
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

    /// Firing thresholds (V), without what spikes have added for a while.
    pub fn thresholds(&self) -> &[f64] {
        &self.v_th
    }

    /// Firing thresholds (V) at `time` (s), with what spikes have added.
    pub fn thresholds_at(&self, time: f64) -> Vec<f64> {
        let lift =
            |neuron: usize| self.adaptation.map_or(0.0, |adaptation| self.lifts[neuron].from(adaptation, time).value);
        self.v_th.iter().enumerate().map(|(neuron, v_th)| v_th + lift(neuron)).collect()
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
        self.lifts.fill(Lift::default());
        self.now = 0.0;
        if let Some(synapses) = &mut self.synapses {
            synapses.rest();
        }
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
        if let Some(adaptation) = self.adaptation {
            self.lifts[neuron].spike(adaptation, time);
        }
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

    /// A step begins at `time` (s): lets the neurons listen again whose refractory time ends by then.
    pub fn release(&mut self, time: f64) {
        self.now = time;
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

    /// True when no neuron can fire until `end` (s), and what flows to them until then is of no importance.
    pub fn all_blocked(&self, end: f64) -> bool {
        // a synapse remembers for the time after
        let needed = if self.synapses.is_some() { f64::INFINITY } else { end };
        self.blocked.iter().all(|&blocked| blocked) && self.next_release() >= needed
    }

    /// Potential of a neuron in time, in closed form, under currents into its membrane.
    fn course<const K: usize>(&self, neuron: usize, input: Input, currents: [Decay; K]) -> Course<K> {
        let membrane = Membrane { c_m: self.c_m, tau_m: self.tau_m, e_l: 0.0 };
        Course { membrane, v: self.v[neuron], input, currents }
    }

    /// Time from the beginning of a step (s) at which a neuron first reaches its threshold.
    fn crossing(&self, neuron: usize, (start, slope): (f64, f64), dt: f64) -> Option<f64> {
        let input = Input { start, slope };
        match &self.synapses {
            None => self.reached(neuron, self.course(neuron, input, []), dt),
            Some(synapses) => {
                let (input, decay) = synapses.membrane_current(neuron, input);
                self.reached(neuron, self.course(neuron, input, [decay]), dt)
            }
        }
    }

    /// Time (s) at which the potential of a neuron first reaches its threshold on this course.
    fn reached<const K: usize>(&self, neuron: usize, course: Course<K>, dt: f64) -> Option<f64> {
        let v_th = self.v_th[neuron];
        match self.lift(neuron) {
            None => course.crossing(v_th, [], dt),
            Some(lift) => course.crossing(v_th, [lift], dt),
        }
    }

    /// Whether a neuron may reach its threshold within `dt` (s), by what is known without looking for the time.
    fn may_fire(&self, neuron: usize, (start, slope): (f64, f64), dt: f64, decay: f64) -> bool {
        let v_th = self.v_th[neuron];
        if let Some(synapses) = &self.synapses {
            // a potential moves towards current times resistance, and never beyond
            let most = synapses.most(neuron, Input { start, slope }, dt);
            return self.v[neuron].max(self.tau_m / self.c_m * most) >= v_th;
        }
        let (end, [first_slope, last_slope]) = self.after(neuron, (start, slope), dt, decay);
        // a potential that neither ends above the threshold nor has a summit on the way does not reach it, and one that
        // spikes have raised even less
        self.v[neuron] >= v_th || end >= v_th || (first_slope > 0.0 && last_slope < 0.0)
    }

    /// What spikes have added to the threshold of a neuron, from the beginning of the step on; none when nothing.
    fn lift(&self, neuron: usize) -> Option<Decay> {
        self.adaptation.map(|adaptation| self.lifts[neuron].from(adaptation, self.now)).filter(|lift| lift.value > 0.0)
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
            let current = (start[neuron], slope[neuron]);
            if !self.may_fire(neuron, current, dt, decay) {
                continue;
            }
            if let Some(time) = self.crossing(neuron, current, dt)
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
                let (end, highest) = self.reach(neuron, (start[neuron], slope[neuron]), dt, decay);
                self.peaks[neuron] = self.peaks[neuron].max(highest / self.v_th[neuron]);
                self.v[neuron] = end;
            }
            if let Some(synapses) = &mut self.synapses {
                synapses.advance(neuron, Input { start: start[neuron], slope: slope[neuron] }, dt);
            }
        }
    }

    /// Potential (V) of a neuron after `dt` (s), and the highest on the way, the beginning not counted.
    fn reach(&self, neuron: usize, (start, slope): (f64, f64), dt: f64, decay: f64) -> (f64, f64) {
        if let Some(synapses) = &self.synapses {
            let (input, current) = synapses.membrane_current(neuron, Input { start, slope });
            let course = self.course(neuron, input, [current]);
            return (course.at(dt), course.highest(dt));
        }
        let (end, [first_slope, last_slope]) = self.after(neuron, (start, slope), dt, decay);
        let summit = first_slope > 0.0 && last_slope < 0.0;
        (end, if summit { self.summit(neuron, start, slope) } else { end })
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
#[path = "lif_tests.rs"]
mod tests;
