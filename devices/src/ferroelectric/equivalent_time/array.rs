//! Many junctions with equivalent time, stepped some lanes at a time so that the compiler vectorizes.

use multiversion::multiversion;
use rayon::prelude::*;

use super::EquivalentTime;
use super::hold::hold_all;
use super::law::{self, Law, LinearizedLorentz, SwitchingLaw};
use crate::checkpoint::{Heading, RestoreError};
use crate::extent::Extent;
use crate::ferroelectric::Potentiation;
use crate::math::ln;
use crate::model::{Advance, CONDUCTANCE, Column, DeviceArray, Segment};
use crate::words::{Words, words};

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

words!(States { fronts, ups });

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

    fn jumps(&self) -> bool {
        false
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
        let steps =
            blocks.map(|((fronts, ups), (start, end))| advance_block(kind, fronts, ups, Segment { start, end }, dt));
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

    fn save(&self, state: &mut Vec<u64>) {
        Heading::new(&self.kind, self.len()).save(&self.states, state);
    }

    fn restore(&mut self, state: &mut &[u64]) -> Result<(), RestoreError> {
        let mut words = Heading::new(&self.kind, self.len()).take(&self.states, state)?;
        self.states.take_from(&mut words);
        self.mark();
        Ok(())
    }

    fn place(&mut self, devices: &[usize], positions: &[f64]) {
        assert_eq!(devices.len(), positions.len(), "one position per device");
        for (&device, &position) in devices.iter().zip(positions) {
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
fn advance_block(kind: &EquivalentTime, fronts: &mut [f64], ups: &mut [f64], segment: Segment<'_>, dt: f64) -> Advance {
    let extent = Extent::of(segment);
    if let Some(advance) = hold_all(kind, (fronts, ups), segment.start, extent, dt) {
        return advance;
    }
    let mut changes = Changes { largest: [0.0; LANES], active: [0; LANES] };
    let (whole_fronts, fronts) = fronts.as_chunks_mut::<LANES>();
    let (whole_ups, ups) = ups.as_chunks_mut::<LANES>();
    let ((starts, start), (ends, end)) = (segment.start.as_chunks::<LANES>(), segment.end.as_chunks::<LANES>());
    for ((fronts, ups), (start, end)) in whole_fronts.iter_mut().zip(whole_ups).zip(starts.iter().zip(ends)) {
        advance_lanes(kind, &mut changes, (fronts, ups), (start, end), dt);
    }
    if !fronts.is_empty() {
        let (mut front, mut up) = (padded(fronts), padded(ups));
        advance_lanes(kind, &mut changes, (&mut front, &mut up), (&padded(start), &padded(end)), dt);
        fronts.copy_from_slice(&front[..fronts.len()]);
        ups.copy_from_slice(&up[..ups.len()]);
    }
    changes.sum()
}

/// Lanes that begin with `values` and end with zeros, which stay at rest as long as the voltages are zero, too.
#[inline(always)]
fn padded(values: &[f64]) -> Lanes {
    let mut lanes = [0.0; LANES];
    lanes[..values.len()].copy_from_slice(values);
    lanes
}

#[inline(always)]
fn advance_lanes(
    kind: &EquivalentTime,
    changes: &mut Changes,
    (fronts, ups): (&mut Lanes, &mut Lanes),
    (start, end): (&Lanes, &Lanes),
    dt: f64,
) {
    let before = *fronts;
    if advance_fronts(kind, fronts, start, end, dt) {
        changes.update(&before, fronts, ups);
    }
}

/// What happened in each lane.
struct Changes {
    largest: Lanes,
    active: [u64; LANES],
}

impl Changes {
    /// Fractions of the fronts, where they have moved.
    #[inline(always)]
    fn update(&mut self, before: &Lanes, fronts: &Lanes, ups: &mut Lanes) {
        for lane in 0..LANES {
            let moved = fronts[lane] != before[lane];
            let up = if moved { law::fraction(fronts[lane]) } else { ups[lane] };
            let change = (up - ups[lane]).abs();
            self.largest[lane] = if change > self.largest[lane] { change } else { self.largest[lane] };
            self.active[lane] += u64::from(moved);
            ups[lane] = up;
        }
    }

    fn sum(&self) -> Advance {
        let largest_change = self.largest.iter().copied().fold(0.0, f64::max);
        Advance { largest_change, active: self.active.iter().sum::<u64>() as usize }
    }
}

/// Moves the fronts; false when no voltage exceeds the guard.
#[inline(always)]
fn advance_fronts(kind: &EquivalentTime, fronts: &mut Lanes, start: &Lanes, end: &Lanes, dt: f64) -> bool {
    let level = start.iter().zip(end).fold(0, |any, (start, end)| any | (start.to_bits() ^ end.to_bits())) == 0;
    let above = |start: &Lanes, end: &Lanes| {
        if level { Parts::level_at(start, kind.v_th, dt) } else { Parts::new(start, end, kind.v_th, dt) }
    };
    let rises = above(start, end);
    let falls = above(&negated(start), &negated(end));
    if falls.any() {
        // a rising ramp through 0 V is negative first
        drive_down(&kind.down, fronts, &falls.only(|lane| start[lane] < end[lane]));
        drive(&kind.up, fronts, &rises);
        drive_down(&kind.down, fronts, &falls.only(|lane| start[lane] >= end[lane]));
        return true;
    }
    drive(&kind.up, fronts, &rises);
    rises.any()
}

#[inline(always)]
fn negated(lanes: &Lanes) -> Lanes {
    let mut negated = *lanes;
    negated.iter_mut().for_each(|value| *value = -*value);
    negated
}

/// The parts of some ramps that lie above a threshold.
#[derive(Clone, Copy, Debug)]
struct Parts {
    from: Lanes,
    rise: Lanes,
    /// Duration (s); 0 where nothing lies above.
    dt: Lanes,
    /// Duration of the whole ramps (s).
    whole: f64,
}

impl Parts {
    /// The same for constant voltages.
    #[inline(always)]
    fn level_at(voltage: &Lanes, threshold: f64, dt: f64) -> Parts {
        let mut parts = Parts { from: *voltage, rise: [0.0; LANES], dt: [0.0; LANES], whole: dt };
        for (part, voltage) in parts.dt.iter_mut().zip(voltage) {
            *part = if *voltage > threshold { dt } else { 0.0 };
        }
        parts
    }

    #[inline(always)]
    fn new(start: &Lanes, end: &Lanes, threshold: f64, dt: f64) -> Parts {
        let mut parts = Parts { from: [0.0; LANES], rise: [0.0; LANES], dt: [0.0; LANES], whole: dt };
        for lane in 0..LANES {
            let (start, end) = (start[lane], end[lane]);
            let from = if start > threshold { start } else { threshold };
            let to = if end > threshold { end } else { threshold };
            let share = if start == end { 1.0 } else { (to - from) / (end - start) };
            let above = (start > threshold) | (end > threshold);
            parts.from[lane] = from;
            parts.rise[lane] = to - from;
            parts.dt[lane] = if above { dt * share } else { 0.0 };
        }
        parts
    }

    /// Those of the lanes that are `wanted`.
    #[inline(always)]
    fn only(mut self, wanted: impl Fn(usize) -> bool) -> Parts {
        for lane in 0..LANES {
            self.dt[lane] = if wanted(lane) { self.dt[lane] } else { 0.0 };
        }
        self
    }

    #[inline(always)]
    fn any(&self) -> bool {
        self.dt.iter().fold(0, |any, dt| any | dt.to_bits()) != 0
    }

    #[inline(always)]
    fn level(&self) -> bool {
        self.rise.iter().fold(0, |any, rise| any | rise.to_bits()) << 1 == 0
    }
}

/// Moves the fronts of devices at negative voltage: seen from there, up and down are exchanged.
#[inline(always)]
fn drive_down(law: &SwitchingLaw, fronts: &mut Lanes, parts: &Parts) {
    let mut mirrored = negated(fronts);
    drive(law, &mut mirrored, parts);
    *fronts = negated(&mirrored);
}

#[inline(always)]
fn drive(law: &SwitchingLaw, fronts: &mut Lanes, parts: &Parts) {
    match law {
        _ if !parts.any() => (),
        SwitchingLaw::RandomField(law) => drive_with(law, fronts, parts),
        SwitchingLaw::LogTime(law) => drive_with(&LinearizedLorentz::from(*law), fronts, parts),
        SwitchingLaw::Kai(law) => drive_with(law, fronts, parts),
    }
}

#[inline(always)]
fn drive_with<L: Law>(law: &L, fronts: &mut Lanes, parts: &Parts) {
    if parts.level() {
        let ln_x = ln(parts.whole / law.t_inf());
        // two at a time: one waits for the other's arithmetic less than for its own
        let (first, second) = fronts.split_at_mut(LANES / 2);
        for (lane, (a, b)) in first.iter_mut().zip(second).enumerate() {
            let other = lane + LANES / 2;
            let after_a = law::hold(law, *a, parts.from[lane], ln_x);
            let after_b = law::hold(law, *b, parts.from[other], ln_x);
            *a = if parts.dt[lane] > 0.0 { after_a } else { *a };
            *b = if parts.dt[other] > 0.0 { after_b } else { *b };
        }
    } else {
        drive_in_steps(law, fronts, parts);
    }
}

/// Ramps in steps; each lane takes as many as it needs on its own.
#[inline(always)]
fn drive_in_steps<L: Law>(law: &L, fronts: &mut Lanes, parts: &Parts) {
    let (longest, per_t_inf) = (law::longest_step(law, parts.whole), 1.0 / law.t_inf());
    let (mut steps, mut rise, mut ln_x) = ([0.0; LANES], [0.0; LANES], [0.0; LANES]);
    for lane in 0..LANES {
        let n = (parts.rise[lane].abs() / longest).ceil().clamp(1.0, MAX_STEPS);
        steps[lane] = if parts.dt[lane] > 0.0 { n } else { 0.0 };
        rise[lane] = parts.rise[lane] / n;
        ln_x[lane] = ln(parts.dt[lane] / n * per_t_inf);
    }
    let most = steps.iter().copied().fold(0.0, f64::max);
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
