//! Many junctions with equivalent time, stepped some lanes at a time so that the compiler vectorizes.

use multiversion::multiversion;
use rayon::prelude::*;

use super::law::{self, Law, SwitchingLaw};
use super::EquivalentTime;
use crate::ferroelectric::Potentiation;
use crate::math::ln;
use crate::model::{Advance, CONDUCTANCE, Column, DeviceArray, Segment};

/// Devices stepped together.
const LANES: usize = 32;

/// Devices handed to a thread at a time.
const BLOCK: usize = 1024;

/// Arrays from this size on are stepped by all threads; below it handing out the work costs more than it saves.
const PARALLEL_FROM: usize = 4096;

/// Most steps for one ramp: enough for over 100 V, and the bound of the time that any ramp can take.
const MAX_STEPS: f64 = 4096.0;

const COLUMNS: &[Column] =
    &[Column { name: "switched_fraction", unit: "1", long_name: "fraction of domains in the ON state" }, CONDUCTANCE];

/// States of the devices: the front, and the fraction that it stands for.
#[derive(Clone, Debug, PartialEq)]
struct States {
    /// cot(pi up).
    fronts: Vec<f64>,
    /// Fraction of domains that are up.
    ups: Vec<f64>,
}

/// Many junctions of one [`EquivalentTime`] kind, all OFF at first.
#[derive(Clone, Debug)]
pub(super) struct EquivalentTimeArray {
    kind: EquivalentTime,
    states: States,
    marked: States,
}

impl EquivalentTimeArray {
    pub fn new(kind: EquivalentTime, count: usize) -> EquivalentTimeArray {
        let states = States { fronts: vec![0.0; count], ups: vec![0.0; count] };
        let mut array = EquivalentTimeArray { kind, marked: states.clone(), states };
        array.program(&vec![0.0; count]);
        array.mark();
        array
    }

    fn on(&self, up: f64) -> f64 {
        match self.kind.potentiation {
            Potentiation::Positive => up,
            Potentiation::Negative => 1.0 - up,
        }
    }
}

impl DeviceArray for EquivalentTimeArray {
    fn len(&self) -> usize {
        self.states.ups.len()
    }

    fn branches(&self, voltages: &[f64], currents: &mut [f64], conductances: &mut [f64]) {
        assert_eq!(voltages.len(), self.len(), "one voltage per device");
        let outputs = currents.iter_mut().zip(conductances);
        for ((&up, &voltage), (current, conductance)) in self.states.ups.iter().zip(voltages).zip(outputs) {
            let branch = self.kind.conduction.branch(self.on(up), voltage);
            (*current, *conductance) = (branch.current, branch.conductance);
        }
    }

    fn idle(&self, lowest: f64, highest: f64, _dt: f64) -> bool {
        lowest >= -self.kind.v_th && highest <= self.kind.v_th
    }

    fn advance(&mut self, segment: Segment<'_>, dt: f64) -> Advance {
        let len = self.len();
        assert!(segment.start.len() == len && segment.end.len() == len, "one voltage per device");
        let (kind, States { fronts, ups }) = (&self.kind, &mut self.states);
        if len < PARALLEL_FROM {
            return advance_block(kind, fronts, ups, segment, dt);
        }
        let voltages = segment.start.par_chunks(BLOCK).zip(segment.end.par_chunks(BLOCK));
        let blocks = fronts.par_chunks_mut(BLOCK).zip(ups.par_chunks_mut(BLOCK)).zip(voltages);
        let steps = blocks
            .map(|((fronts, ups), (start, end))| advance_block(kind, fronts, ups, Segment { start, end }, dt));
        steps.reduce(Advance::default, Advance::join)
    }

    fn mark(&mut self) {
        self.marked.fronts.copy_from_slice(&self.states.fronts);
        self.marked.ups.copy_from_slice(&self.states.ups);
    }

    fn rollback(&mut self) {
        self.states.fronts.copy_from_slice(&self.marked.fronts);
        self.states.ups.copy_from_slice(&self.marked.ups);
    }

    fn program(&mut self, positions: &[f64]) {
        assert_eq!(positions.len(), self.len(), "one position per device");
        for (device, &position) in positions.iter().enumerate() {
            assert!((0.0..=1.0).contains(&position), "position {position} is not in 0..1");
            let up = self.on(position); // its own inverse
            (self.states.ups[device], self.states.fronts[device]) = (up, law::front(up));
        }
    }

    fn columns(&self) -> &[Column] {
        COLUMNS
    }

    fn read(&self, column: usize, out: &mut [f64]) {
        assert!(column < COLUMNS.len(), "these devices have {} columns", COLUMNS.len());
        for (&up, value) in self.states.ups.iter().zip(out) {
            *value = match column {
                0 => self.on(up),
                _ => self.kind.conduction.branch(self.on(up), 0.0).conductance,
            };
        }
    }
}

type Lanes = [f64; LANES];

#[multiversion(targets("x86_64+avx512f+avx512dq+avx512vl", "x86_64+avx2", "aarch64+neon"))]
fn advance_block(
    kind: &EquivalentTime,
    fronts: &mut [f64],
    ups: &mut [f64],
    segment: Segment<'_>,
    dt: f64,
) -> Advance {
    let mut sum = Advance::default();
    let voltages = segment.start.chunks(LANES).zip(segment.end.chunks(LANES));
    for ((fronts, ups), (starts, ends)) in fronts.chunks_mut(LANES).zip(ups.chunks_mut(LANES)).zip(voltages) {
        let count = fronts.len();
        let (mut front, mut up, mut start, mut end) = ([0.0; LANES], [0.5; LANES], [0.0; LANES], [0.0; LANES]);
        front[..count].copy_from_slice(fronts);
        up[..count].copy_from_slice(ups);
        start[..count].copy_from_slice(starts);
        end[..count].copy_from_slice(ends);
        sum = sum.join(advance_lanes(kind, &mut front, &mut up, Ramps { start, end, dt }));
        fronts.copy_from_slice(&front[..count]);
        ups.copy_from_slice(&up[..count]);
    }
    sum
}

/// Voltages of some devices.
#[derive(Clone, Copy, Debug)]
struct Ramps {
    start: Lanes,
    end: Lanes,
    dt: f64,
}

#[inline(always)]
fn advance_lanes(kind: &EquivalentTime, fronts: &mut Lanes, ups: &mut Lanes, ramps: Ramps) -> Advance {
    let before = *fronts;
    let mut falls = ramps;
    falls.start.iter_mut().chain(&mut falls.end).for_each(|voltage| *voltage = -*voltage);
    // a rising ramp through 0 V is negative first
    drive(&kind.down, fronts, -1.0, &Parts::new(&falls, kind.v_th, |start, end| start > end));
    drive(&kind.up, fronts, 1.0, &Parts::new(&ramps, kind.v_th, |_, _| true));
    drive(&kind.down, fronts, -1.0, &Parts::new(&falls, kind.v_th, |start, end| start <= end));
    let mut sum = Advance::default();
    for lane in 0..LANES {
        let moved = fronts[lane] != before[lane];
        let up = if moved { law::fraction(fronts[lane]) } else { ups[lane] };
        let change = (up - ups[lane]).abs();
        ups[lane] = up;
        sum.largest_change = if change > sum.largest_change { change } else { sum.largest_change };
        sum.active += usize::from(moved);
    }
    sum
}

/// The parts of some ramps that lie above a threshold.
#[derive(Clone, Copy, Debug)]
struct Parts {
    from: Lanes,
    to: Lanes,
    /// Duration (s); 0 for no part.
    dt: Lanes,
    any: bool,
    any_slope: bool,
    whole: f64,
}

impl Parts {
    #[inline(always)]
    fn new(ramps: &Ramps, threshold: f64, wanted: impl Fn(f64, f64) -> bool) -> Parts {
        let mut parts =
            Parts { from: [0.0; LANES], to: [0.0; LANES], dt: [0.0; LANES], any: false, any_slope: false, whole: ramps.dt };
        for lane in 0..LANES {
            let (start, end) = (ramps.start[lane], ramps.end[lane]);
            let (from, to) = (start.max(threshold), end.max(threshold));
            let above = start.max(end) > threshold && wanted(start, end);
            let share = if start == end { 1.0 } else { ((to - from) / (end - start)).min(1.0) };
            parts.dt[lane] = if above { ramps.dt * share } else { 0.0 };
            (parts.from[lane], parts.to[lane]) = (from, to);
            parts.any |= above;
            parts.any_slope |= above && from != to;
        }
        parts
    }
}

/// Moves the fronts, seen from the polarity that `sign` names, with its law.
#[inline(always)]
fn drive(law: &SwitchingLaw, fronts: &mut Lanes, sign: f64, parts: &Parts) {
    if !parts.any {
        return;
    }
    fronts.iter_mut().for_each(|front| *front *= sign);
    match law {
        SwitchingLaw::RandomField(law) => drive_with(law, fronts, parts),
        SwitchingLaw::LinearizedLorentz(law) => drive_with(law, fronts, parts),
        SwitchingLaw::Kai(law) => drive_with(law, fronts, parts),
    }
    fronts.iter_mut().for_each(|front| *front *= sign);
}

#[inline(always)]
fn drive_with<L: Law>(law: &L, fronts: &mut Lanes, parts: &Parts) {
    let t_inf = law.t_inf();
    if !parts.any_slope {
        for lane in 0..LANES {
            let after = law::hold(law, fronts[lane], parts.from[lane], ln(parts.dt[lane] / t_inf));
            fronts[lane] = if parts.dt[lane] > 0.0 { after } else { fronts[lane] };
        }
        return;
    }
    let longest = law::longest_step(law, parts.whole);
    let (mut steps, mut rise, mut ln_x, mut most) = ([0.0; LANES], [0.0; LANES], [0.0; LANES], 0.0f64);
    for lane in 0..LANES {
        let whole = parts.to[lane] - parts.from[lane];
        let n = (whole.abs() / longest).ceil().clamp(1.0, MAX_STEPS);
        steps[lane] = if parts.dt[lane] > 0.0 { n } else { 0.0 };
        rise[lane] = whole / n;
        ln_x[lane] = ln(parts.dt[lane] / (n * t_inf));
        most = most.max(steps[lane]);
    }
    let mut step = 0.0;
    while step < most {
        for lane in 0..LANES {
            let voltage = parts.from[lane] + rise[lane] * (step + 0.5);
            let after = law::ramp(law, fronts[lane], voltage, rise[lane], ln_x[lane]);
            fronts[lane] = if step < steps[lane] { after } else { fronts[lane] };
        }
        step += 1.0;
    }
}
