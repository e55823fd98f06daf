//! Bins of the Weibull kernel: a domain has switched with probability 1 - exp(-D^shape), D its dose.
//!
//! With infinitely many domains a bin holds the expected part; counted domains switch one after the other. Then a
//! bin's waiting time is drawn once per event and run down by the hazard, so that neither the number of events nor
//! their order depends on how time is cut into steps: the conditional Weibull increment, equation (11), is exact.

use std::ops::Range;

use multiversion::multiversion;

use super::bins::{Bins, Direction, Window, take};
use super::doses::LANES;
use super::junction::Reversal;
use super::kind::Kind;
use crate::math::{exp, ln};
use crate::rng::{Purpose, exponential, key};
use crate::words::words;

/// State of junctions whose domains switch with a probability.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Gradual {
    /// Domains that are up, per bin.
    up: Vec<f64>,
    /// Integral of dt / tau, per bin; empty where the hazard does not depend on it.
    dose: Vec<f64>,
    /// Hazard left until the next event (unit exponential), per bin; empty when events are not random.
    residual: Vec<f64>,
    /// Random numbers used so far, per bin; empty when events are not random.
    events: Vec<u32>,
}

words!(Gradual { up, dose, residual, events });

/// Copies of parts of [`Gradual`].
#[derive(Clone, Debug, Default)]
pub(crate) struct Saved {
    numbers: Vec<f64>,
    events: Vec<u32>,
}

/// Domains of a bin that can still switch in `direction`.
#[inline(always)]
fn left(direction: Direction, up: f64, capacity: f64) -> f64 {
    match direction {
        Direction::Up => capacity - up,
        Direction::Down => up,
    }
}

/// Unit exponential number `event` of bin `bin` (counted over the whole array).
fn event_wait(seed: u64, bin: usize, event: u32) -> f64 {
    exponential(key(seed, Purpose::Nucleation, bin as u64), u64::from(event))
}

fn own(kind: &Kind, device: usize, bins: &Range<usize>) -> Range<usize> {
    let first = device * kind.junction.bins;
    first + bins.start..first + bins.end
}

/// The part `range` of a column, nothing of an empty column.
fn part<T>(column: &mut [T], range: Range<usize>) -> &mut [T] {
    if column.is_empty() { column } else { &mut column[range] }
}

impl Bins for Gradual {
    type Saved = Saved;

    fn new(kind: &Kind, first: usize, count: usize) -> Gradual {
        let bins = kind.junction.bins;
        let total = count * bins;
        let doses = if kind.junction.shape != 1.0 || kind.junction.reversal != Reversal::Reset { total } else { 0 };
        let random = if kind.junction.random_events() { total } else { 0 };
        Gradual {
            up: vec![0.0; total],
            dose: vec![0.0; doses],
            residual: (0..random).map(|n| event_wait(kind.seed, first * bins + n, 0)).collect(),
            events: vec![1; random],
        }
    }

    #[inline(always)]
    fn any_left(
        &self,
        kind: &Kind,
        device: usize,
        direction: Direction,
        first: usize,
        q: &[f64],
        hardest: f64,
    ) -> bool {
        let bins = first..first + q.len();
        let (up, capacity) = (&self.up[own(kind, device, &bins)], &kind.capacity[bins]);
        let any = |up: &[f64], capacity: &[f64], q: &[f64]| {
            let mut any = false;
            for bin in 0..q.len() {
                any |= (q[bin] <= hardest) & (left(direction, up[bin], capacity[bin]) > 0.0);
            }
            any
        };
        // a whole group at once
        match (up.first_chunk::<LANES>(), capacity.first_chunk::<LANES>(), q.first_chunk::<LANES>()) {
            (Some(up), Some(capacity), Some(q)) => any(up, capacity, q),
            _ => any(up, capacity, q),
        }
    }

    fn up<'a>(&'a self, kind: &Kind, device: usize, _scratch: &'a mut [f64]) -> &'a [f64] {
        &self.up[own(kind, device, &(0..kind.junction.bins))]
    }

    fn set(&mut self, kind: &Kind, device: usize, bin: usize, up: f64) {
        self.up[device * kind.junction.bins + bin] = up;
    }

    fn empty(&mut self, kind: &Kind, device: usize) {
        part(&mut self.dose, own(kind, device, &(0..kind.junction.bins))).fill(0.0);
    }

    fn dosed(&self, kind: &Kind, _device: usize) -> Range<usize> {
        if self.dose.is_empty() { 0..0 } else { 0..kind.junction.bins }
    }

    fn relax(&mut self, kind: &Kind, device: usize, direction: Direction, resting: f64, aligned: f64) {
        for bin in 0..kind.junction.bins {
            let index = device * kind.junction.bins + bin;
            let opposed = left(direction, self.up[index], kind.capacity[bin]) > 0.0;
            self.dose[index] *= if opposed { resting } else { resting * aligned };
        }
    }

    fn respond(&mut self, kind: &Kind, first: usize, window: &Window, doses: &[f64], scratch: &mut [f64]) -> bool {
        let Window { device, ref bins, direction } = *window;
        let own = own(kind, device, bins);
        let capacity = &kind.capacity[bins.clone()];
        let up = &mut self.up[own.clone()];
        let hazards = if self.dose.is_empty() {
            doses
        } else {
            let hazards = &mut scratch[..doses.len()];
            hazards.copy_from_slice(doses);
            let rule = Hazards { direction, shape: kind.junction.shape, reversal: kind.junction.reversal };
            rule.collect(hazards, &mut self.dose[own.clone()], up, capacity);
            hazards
        };
        if self.residual.is_empty() {
            shrink(direction, capacity, up, hazards);
            return true;
        }
        if !run_down(direction, capacity, up, hazards, &mut self.residual[own.clone()]) {
            return false;
        }
        self.nucleate(kind, first, window);
        true
    }

    fn save(&self, kind: &Kind, device: usize, bins: Range<usize>, saved: &mut Saved) {
        let own = own(kind, device, &bins);
        for column in [&self.up, &self.dose, &self.residual].into_iter().filter(|column| !column.is_empty()) {
            saved.numbers.extend_from_slice(&column[own.clone()]);
        }
        if !self.events.is_empty() {
            saved.events.extend_from_slice(&self.events[own]);
        }
    }

    fn restore(&mut self, kind: &Kind, device: usize, bins: Range<usize>, saved: &mut Saved) {
        let own = own(kind, device, &bins);
        take(&mut saved.events, part(&mut self.events, own.clone()));
        take(&mut saved.numbers, part(&mut self.residual, own.clone()));
        take(&mut saved.numbers, part(&mut self.dose, own.clone()));
        take(&mut saved.numbers, &mut self.up[own]);
    }

    fn forget(saved: &mut Saved) {
        saved.numbers.clear();
        saved.events.clear();
    }

    #[cfg(test)]
    fn bytes(&self, saved: &Saved) -> usize {
        let numbers = self.up.capacity() + self.dose.capacity() + self.residual.capacity() + saved.numbers.capacity();
        8 * numbers + 4 * (self.events.capacity() + saved.events.capacity())
    }
}

impl Gradual {
    /// One domain after the other, each when the hazard of all that are left has used up the residual.
    ///
    /// The residual of an exponential waiting time is itself exponential, so it stays valid when the field turns.
    fn nucleate(&mut self, kind: &Kind, first: usize, window: &Window) {
        let Window { device, ref bins, direction } = *window;
        for bin in bins.clone() {
            let index = device * kind.junction.bins + bin;
            let mut left = left(direction, self.up[index], kind.capacity[bin]);
            while self.residual[index] <= 0.0 && left > 0.0 {
                let unused = -self.residual[index] / left; // hazard of each domain after this event
                left -= 1.0;
                let wait = event_wait(kind.seed, first * kind.junction.bins + index, self.events[index]);
                self.residual[index] = wait - left * unused;
                self.events[index] = self.events[index].wrapping_add(1);
                self.up[index] += match direction {
                    Direction::Up => 1.0,
                    Direction::Down => -1.0,
                };
                if kind.junction.reversal != Reversal::Reset {
                    self.dose[index] = 0.0; // the only domain of its bin starts anew
                }
            }
        }
    }
}

/// How doses turn into hazards.
struct Hazards {
    direction: Direction,
    shape: f64,
    reversal: Reversal,
}

impl Hazards {
    /// Adds `increments` to `dose` and turns them into changes of dose^shape.
    ///
    /// Where doses survive a reversal there is one domain per bin; only those that can switch collect, and
    /// [`Reversal::Decrement`] takes off the others.
    fn collect(&self, increments: &mut [f64], dose: &mut [f64], up: &[f64], capacity: &[f64]) {
        let others = match self.reversal {
            Reversal::Reset => 1.0, // domains of a bin share their dose
            Reversal::Decrement => -1.0,
            Reversal::Keep | Reversal::Relax { .. } => 0.0,
        };
        add_doses(self.direction, others, capacity, up, dose, increments);
        if self.shape == 1.0 {
            rise(|dose| dose, dose, increments);
        } else if self.shape == 2.0 {
            rise(|dose| dose * dose, dose, increments);
        } else {
            let shape = self.shape;
            rise(|dose| exp(shape * ln(dose.max(f64::MIN_POSITIVE))), dose, increments);
        }
    }
}

/// Adds `increments` to the doses of domains that can switch, and `others` times as much to the rest, down to nothing;
/// leaves the doses as they were in `increments`.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
fn add_doses(
    direction: Direction,
    others: f64,
    capacity: &[f64],
    up: &[f64],
    dose: &mut [f64],
    increments: &mut [f64],
) {
    for (((dose, increment), up), capacity) in dose.iter_mut().zip(increments).zip(up).zip(capacity) {
        let share = if left(direction, *up, *capacity) > 0.0 { 1.0 } else { others };
        let sum = *dose + share * *increment;
        *increment = *dose;
        *dose = if sum > 0.0 { sum } else { 0.0 };
    }
}

/// Turns what the doses were into the rise of `power` of them since, 0 where they fell.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
fn rise<P: Fn(f64) -> f64>(power: P, dose: &[f64], before: &mut [f64]) {
    for (before, dose) in before.iter_mut().zip(dose) {
        let rise = power(*dose) - power(*before);
        *before = if rise > 0.0 { rise } else { 0.0 };
    }
}

/// Takes the hazards of all domains that are left off the residuals; true when an event is due.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
fn run_down(direction: Direction, capacity: &[f64], up: &[f64], hazards: &[f64], residual: &mut [f64]) -> bool {
    let mut due = false;
    for (((residual, hazard), up), capacity) in residual.iter_mut().zip(hazards).zip(up).zip(capacity) {
        *residual -= left(direction, *up, *capacity) * hazard;
        due |= *residual <= 0.0;
    }
    due
}

/// Expected value: what is left shrinks by exp(-hazard); a remaining fraction below 1e-12 counts as none.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
fn shrink(direction: Direction, capacity: &[f64], up: &mut [f64], hazards: &[f64]) {
    for ((up, capacity), hazard) in up.iter_mut().zip(capacity).zip(hazards) {
        let left = left(direction, *up, *capacity) * exp(-hazard);
        let left = if left < 1e-12 { 0.0 } else { left };
        *up = match direction {
            Direction::Up => capacity - left,
            Direction::Down => left,
        };
    }
}
