//! How the domains of one junction answer to their doses.

use multiversion::multiversion;

use super::block::Direction;
use crate::math::exp;
use crate::rng::{Purpose, exponential, key};

/// Bins of one junction that take part in a step; all slices have the same length.
pub(crate) struct Bins<'a> {
    pub direction: Direction,
    /// Domains in each bin.
    pub capacity: &'a [f64],
    /// Domains that are up.
    pub up: &'a mut [f64],
    /// Integral of dt / tau since the field last turned.
    pub dose: &'a mut [f64],
}

/// Random clocks of the same bins.
pub(crate) struct Clocks<'a> {
    /// Hazard left until the next event, summed over the domains that can still switch.
    pub residual: &'a mut [f64],
    /// Random numbers used so far.
    pub events: &'a mut [u32],
    /// Number of the first of these bins in the whole array.
    pub first: usize,
    pub seed: u64,
}

/// Domains of a bin that can still switch in `direction`.
#[inline(always)]
pub(crate) fn left(direction: Direction, up: f64, capacity: f64) -> f64 {
    match direction {
        Direction::Up => capacity - up,
        Direction::Down => up,
    }
}

/// Unit exponential number `event` of bin `bin` (counted over the whole array).
pub(crate) fn event_wait(seed: u64, bin: usize, event: u32) -> f64 {
    exponential(key(seed, Purpose::Nucleation, bin as u64), u64::from(event))
}

impl Bins<'_> {
    /// All domains of a bin switch when its dose reaches 1; true when one did.
    pub fn step(self, doses: &[f64]) -> bool {
        if !add_doses(self.direction, self.capacity, self.up, self.dose, doses) {
            return false;
        }
        for ((up, &dose), &capacity) in self.up.iter_mut().zip(&*self.dose).zip(self.capacity) {
            if dose >= 1.0 {
                *up = full(self.direction, capacity);
            }
        }
        true
    }

    /// Expected value: the remaining part shrinks by exp(-(change of dose^shape)).
    pub fn decay(self, doses: &mut [f64], shape: f64) -> bool {
        hazards(self.dose, doses, shape);
        shrink(self.direction, self.capacity, self.up, doses);
        true
    }

    /// One domain after the other, each when the hazard of all that are left has used up the residual.
    ///
    /// The residual of an exponential waiting time is itself exponential, so it stays valid when the field turns.
    pub fn nucleate(self, doses: &mut [f64], shape: f64, clocks: Clocks<'_>) -> bool {
        hazards(self.dose, doses, shape);
        if !run_down(self.direction, self.capacity, self.up, doses, clocks.residual) {
            return false;
        }
        for (bin, residual) in clocks.residual.iter_mut().enumerate() {
            let mut left = left(self.direction, self.up[bin], self.capacity[bin]);
            while *residual <= 0.0 && left > 0.0 {
                let unused = -*residual / left; // hazard of each domain after this event
                left -= 1.0;
                *residual = event_wait(clocks.seed, clocks.first + bin, clocks.events[bin]) - left * unused;
                clocks.events[bin] = clocks.events[bin].wrapping_add(1);
                self.up[bin] += match self.direction {
                    Direction::Up => 1.0,
                    Direction::Down => -1.0,
                };
            }
        }
        true
    }
}

/// Domains that are up in a bin that has switched altogether.
#[inline(always)]
fn full(direction: Direction, capacity: f64) -> f64 {
    match direction {
        Direction::Up => capacity,
        Direction::Down => 0.0,
    }
}

/// Adds `increments` to `dose`; true when a bin is due to switch.
#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
fn add_doses(direction: Direction, capacity: &[f64], up: &[f64], dose: &mut [f64], increments: &[f64]) -> bool {
    let mut due = false;
    for (((dose, increment), up), capacity) in dose.iter_mut().zip(increments).zip(up).zip(capacity) {
        *dose += increment;
        due |= (*dose >= 1.0) & (left(direction, *up, *capacity) > 0.0);
    }
    due
}

/// Adds `increments` to `dose` and turns them into changes of dose^shape.
fn hazards(dose: &mut [f64], increments: &mut [f64], shape: f64) {
    for (dose, increment) in dose.iter_mut().zip(increments) {
        let before = *dose;
        *dose += *increment;
        if shape != 1.0 {
            *increment = dose.powf(shape) - before.powf(shape);
        }
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

/// Shrinks what is left by exp(-hazard); a remaining fraction below 1e-12 counts as none.
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
