//! Metastable switches that hop one by one, at times that do not depend on how time is cut into segments.
//!
//! All switches that are off share one clock, all that are on the other. A clock rings when the integral of its hazard
//! (number of its switches times their rate) reaches a unit exponential number, and takes the next one then: the random
//! time change of Anderson 2007, doi:10.1063/1.2799998. What is left of the two numbers is part of the state, so a cut
//! changes nothing but rounding.

use super::metastable_switch::{FRACTION, MetastableSwitch};
use crate::model::{Branch, Column, DeviceModel};
use crate::ramp::Ramp;
use crate::rng::{Purpose, Random, exponential};
use crate::words::words;

/// Of a longer ramp only the last hundred relaxation times are run through: no switch remembers what was before
/// (e^-100), so the statistics are exact, though the random numbers then depend on where a ramp begins.
const FORGOTTEN: f64 = 100.0;

/// Part of a clock's time that passes unnoticed.
const UNNOTICED: f64 = 1e-12;

/// A given number of metastable switches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SampledSwitches {
    /// Their law.
    pub law: MetastableSwitch,
    /// How many.
    pub switches: u32,
}

/// Switches that are on, and the two clocks (off to on, on to off).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SwitchState {
    pub(super) on: u32,
    /// Hazard left until each clock rings.
    pub(super) left: [f64; 2],
    /// Random numbers that each clock has taken.
    pub(super) draws: [u64; 2],
}

words!(SwitchState { on, left, draws });

impl SampledSwitches {
    /// Switches that each clock may flip.
    fn waiting(&self, state: &SwitchState) -> [f64; 2] {
        [f64::from(self.switches - state.on), f64::from(state.on)]
    }

    /// Lets `part` pass, over which the rates are smooth, with every hop in it.
    fn pass(&self, state: &mut SwitchState, part: Ramp, key: u64) {
        let voltage = |share: f64| part.start + share * (part.end - part.start);
        let mut from = 0.0;
        loop {
            let rest = Ramp { start: voltage(from), end: part.end, dt: part.dt * (1.0 - from) };
            let (waiting, hops) = (self.waiting(state), self.law.hops(rest));
            let rings = |clock: usize| {
                let needed = state.left[clock] / waiting[clock];
                if needed < hops[clock] { self.share_of(rest, clock, needed, hops[clock]) } else { f64::INFINITY }
            };
            let (on, off) = (rings(0), rings(1));
            let first = on.min(off);
            if first > 1.0 {
                state.left = [state.left[0] - waiting[0] * hops[0], state.left[1] - waiting[1] * hops[1]];
                return;
            }
            let until = rest.start + first * (rest.end - rest.start);
            let passed = self.law.hops(Ramp { start: rest.start, end: until, dt: rest.dt * first });
            let clock = usize::from(off < on);
            let other = 1 - clock;
            state.left[other] = (state.left[other] - waiting[other] * passed[other]).max(0.0);
            state.left[clock] = exponential(key, 2 * state.draws[clock] + clock as u64);
            state.draws[clock] += 1;
            state.on = if clock == 0 { state.on + 1 } else { state.on - 1 };
            from += first * (1.0 - from);
        }
    }

    /// Share of `rest` after which the rate of `clock` has summed to `needed`, of `total` in all of it.
    fn share_of(&self, rest: Ramp, clock: usize, needed: f64, total: f64) -> f64 {
        let voltage = |share: f64| rest.start + share * (rest.end - rest.start);
        let mut share = needed / total;
        // Newton steps; the rate changes by a quarter at most within `rest`, the first of them is exact at constant rate
        for _ in 0..5 {
            let passed = self.law.hops(Ramp { start: rest.start, end: voltage(share), dt: rest.dt * share })[clock];
            let slope = self.law.rates(voltage(share))[clock] * rest.dt;
            let change = (needed - passed) / slope;
            share = (share + change).clamp(0.0, 1.0);
            if change.abs() < 1e-14 {
                break;
            }
        }
        share
    }

    /// The end of `ramp`, from where the switches remember anything.
    fn remembered(&self, ramp: Ramp) -> Ramp {
        let Ramp { start, end, dt } = ramp;
        if self.law.most_hops(start.min(end), start.max(end), dt) < FORGOTTEN {
            return ramp;
        }
        let voltage = |before: f64| end + before * (start - end);
        let (mut right, mut memory) = (0.0, 0.0);
        while right < 1.0 && memory < FORGOTTEN {
            let left = 1.0 - right;
            let by_rate = 1.0 / (self.law.rates(voltage(right)).iter().sum::<f64>() * dt);
            let share = self.law.step(voltage(right), start, left).min(by_rate);
            let part = Ramp { start: voltage(right + share), end: voltage(right), dt: dt * share };
            memory += self.law.hops(part).iter().sum::<f64>();
            right = if share >= left { 1.0 } else { right + share };
        }
        Ramp { start: voltage(right), end, dt: dt * right }
    }
}

impl DeviceModel for SampledSwitches {
    type State = SwitchState;

    const POSITION: Column = FRACTION;

    fn state(&self, position: f64, random: Random) -> SwitchState {
        let key = random.key(Purpose::Write);
        let on = (position * f64::from(self.switches)).round() as u32;
        SwitchState { on, left: [exponential(key, 0), exponential(key, 1)], draws: [1, 1] }
    }

    fn position(&self, state: &SwitchState) -> f64 {
        f64::from(state.on) / f64::from(self.switches)
    }

    #[inline(always)]
    fn branch(&self, state: &SwitchState, voltage: f64) -> Branch {
        self.law.branch_at(self.position(state), voltage)
    }

    /// Exact in law for any ramp; the same hops for any splitting.
    /// Whole switches hop.
    fn jumps(&self) -> bool {
        true
    }

    fn advance(&self, state: &SwitchState, ramp: Ramp, random: Random) -> SwitchState {
        let (mut next, key) = (*state, random.key(Purpose::Write));
        let ramp = self.remembered(ramp);
        let voltage = |share: f64| ramp.start + share * (ramp.end - ramp.start);
        let mut done = 0.0;
        while done < 1.0 {
            let step = self.law.step(voltage(done), ramp.end, 1.0 - done);
            let to = if step >= 1.0 - done { 1.0 } else { done + step };
            let part = Ramp { start: voltage(done), end: voltage(to), dt: ramp.dt * (to - done) };
            self.pass(&mut next, part, key);
            done = to;
        }
        next
    }

    fn idle(&self, lowest: f64, highest: f64, dt: f64) -> bool {
        self.law.most_hops(lowest, highest, dt) * f64::from(self.switches) < UNNOTICED
    }
}
