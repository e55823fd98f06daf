//! One segment: states and inner voltages together.
//!
//! A part of the segment in which inner voltages are nearly straight is taken at once: the device voltage at its end is
//! solved with the states before, the devices move, it is solved again, and they move anew to the corrected voltage,
//! which is second order. Where inner voltages bend or are corrected by too much, parts are halved. Where an element
//! flips, the segment is cut: a flip is found by asking at which voltage across the cell it happens, before and after
//! the part.

use super::array::Cells;
use super::node;
use super::series::Series;
use crate::model::{Advance, Branch, Segment};

/// How far (V) an inner voltage may bend or be corrected within a part.
const TOLERANCE: f64 = 1e-3;

/// Shortest part, as a share of the segment: states that jump are corrected by as much however short it is.
const SHORTEST: f64 = 1.0 / 64.0;

/// A part is cut where elements flip in at most so many places of a segment; where more of them flip, those that are next
/// to each other do so together, and the last ones at the ends of their parts.
const MOST_CUTS: usize = 8;

/// Corrections below this share of the tolerance move the states by less than a part's own error.
const NEGLIGIBLE: f64 = 1e-4;

/// The cells after a share of a segment.
struct Moment {
    share: f64,
    /// Voltage across each cell (V).
    cells: Vec<f64>,
    /// Voltage across each device (V).
    devices: Vec<f64>,
}

/// What is to be passed.
#[derive(Clone, Copy)]
struct Course<'a> {
    segment: Segment<'a>,
    /// Duration (s).
    dt: f64,
}

/// What flips in a part, and when.
struct Cut {
    /// Share of the segment at which it does.
    share: f64,
    cells: Vec<usize>,
}

impl<S: Series> Cells<S> {
    /// Moves all devices through `segment`, which lasts `dt` seconds.
    pub(super) fn pass(&mut self, segment: Segment<'_>, dt: f64) -> Advance {
        let mut sum = Advance::default();
        let course = Course { segment, dt };
        let (mut size, mut cuts) = (1.0, 0);
        let mut start = self.moment(segment, 0.0);
        loop {
            let late = self.late(&start);
            if !late.is_empty() {
                sum = then(sum, self.flip(&late));
                start = self.moment(segment, start.share);
            }
            if start.share == 1.0 {
                break;
            }
            let end = self.moment(segment, (start.share + size).min(1.0));
            if size > SHORTEST && self.bend(segment, &start, &end) > TOLERANCE {
                size *= 0.5;
                continue;
            }
            let largest = if size > SHORTEST { TOLERANCE } else { f64::INFINITY };
            let Some((advance, corrected)) = self.attempt(course, &start, end, largest) else {
                size *= 0.5;
                continue;
            };
            let cut = if cuts < MOST_CUTS { self.cut(&start, &corrected, MOST_CUTS - cuts) } else { None };
            let (advance, reached) = match cut {
                None => (advance, corrected.share),
                Some(cut) => {
                    cuts += 1;
                    (self.advance_to(course, &start, &cut), cut.share)
                }
            };
            sum = then(sum, advance);
            start = self.moment(segment, reached);
            size = (2.0 * size).min(1.0);
        }
        self.last.copy_from_slice(&start.devices);
        sum
    }

    /// The cells after `share` of `segment`, in the present states.
    fn moment(&mut self, segment: Segment<'_>, share: f64) -> Moment {
        self.series.turn(share);
        let mut cells = vec![0.0; segment.start.len()];
        between(segment.start, segment.end, share, &mut cells);
        let devices = self.solve(&cells).devices;
        Moment { share, cells, devices }
    }

    /// By how much an inner voltage leaves the straight line from `start` to `end` halfway (V).
    fn bend(&mut self, segment: Segment<'_>, start: &Moment, end: &Moment) -> f64 {
        if self.series.steady() && segment.start == segment.end {
            return 0.0;
        }
        let middle = self.moment(segment, 0.5 * (start.share + end.share));
        let straight = start.devices.iter().zip(&end.devices).map(|(start, end)| 0.5 * (start + end));
        largest_difference(straight, &middle.devices)
    }

    /// Takes a part that ends at `end`, predicted with the states at `start`; `None`, with nothing done, when the end has
    /// to be corrected by more than `largest` (V).
    fn attempt(&mut self, course: Course<'_>, start: &Moment, end: Moment, largest: f64) -> Option<(Advance, Moment)> {
        let lasts = course.dt * (end.share - start.share);
        let advance = self.trail.advance(&start.devices, &end.devices, lasts);
        if advance.largest_change == 0.0 {
            return Some((advance, end));
        }
        let corrected = self.moment(course.segment, end.share);
        let correction = largest_difference(end.devices.iter().copied(), &corrected.devices);
        if correction <= NEGLIGIBLE * TOLERANCE {
            return Some((advance, corrected));
        }
        self.trail.retract();
        if correction > largest {
            return None;
        }
        Some((self.trail.advance(&start.devices, &corrected.devices, lasts), corrected))
    }

    /// Takes back the last part and takes it up to `cut` alone, where elements flip.
    fn advance_to(&mut self, course: Course<'_>, start: &Moment, cut: &Cut) -> Advance {
        let end = self.moment(course.segment, cut.share);
        let taken = self.attempt(course, start, end, f64::INFINITY);
        then(taken.map_or(Advance::default(), |(advance, _)| advance), self.flip(&cut.cells))
    }

    /// Flips `cells`: each of them goes through its whole range.
    fn flip(&mut self, cells: &[usize]) -> Advance {
        cells.iter().for_each(|&cell| self.series.flip(cell));
        Advance { largest_change: 1.0, active: cells.len() }
    }

    /// Cells whose element should have flipped before `moment`.
    fn late(&self, moment: &Moment) -> Vec<usize> {
        let drops = moment.cells.iter().zip(&moment.devices).map(|(cell, device)| cell - device).enumerate();
        drops.filter(|&(cell, drop)| self.series.limit(cell, drop, drop).is_some()).map(|(cell, _)| cell).collect()
    }

    /// The elements that flip first between `start` and `end`, after which the devices are; takes the part back if there
    /// are any. The rest of the segment may be cut `left` times with this one.
    fn cut(&mut self, start: &Moment, end: &Moment, left: usize) -> Option<Cut> {
        let drop = |moment: &Moment, cell: usize| moment.cells[cell] - moment.devices[cell];
        let limit = |cell| self.series.limit(cell, drop(start, cell), drop(end, cell));
        let limits: Vec<Option<f64>> = (0..start.cells.len()).map(limit).collect();
        if limits.iter().all(Option::is_none) {
            return None;
        }
        let after = self.flip_voltages(&limits, end);
        self.trail.retract();
        let before = self.flip_voltages(&limits, start);
        let share = |cell: usize| {
            // both the voltage and the one at which the element flips are taken as linear
            let (from, to) = (start.cells[cell] - before[cell], end.cells[cell] - after[cell]);
            let part = from / (from - to);
            let part = if part.is_finite() { part.clamp(0.0, 1.0) } else { 1.0 };
            start.share + (end.share - start.share) * part
        };
        let mut order: Vec<(f64, usize)> =
            (0..limits.len()).filter(|&cell| limits[cell].is_some()).map(|cell| (share(cell), cell)).collect();
        order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        Some(first_cut(&order, left))
    }

    /// Voltages across the cells (V) at which elements reach their `limits` (V), in the present states of the devices;
    /// any voltage for the others.
    fn flip_voltages(&self, limits: &[Option<f64>], moment: &Moment) -> Vec<f64> {
        let element = |cell: usize, drop: f64| match limits[cell] {
            Some(limit) => Branch { conductance: 0.0, ..self.series.branch(cell, limit) },
            None => self.series.branch(cell, drop),
        };
        let solution = node::solve(self.trail.devices(), &moment.cells, element);
        solution.devices.iter().zip(limits).map(|(device, limit)| device + limit.unwrap_or(0.0)).collect()
    }
}

/// The first of `order`, shares and cells in their order; as many of them as leaves no more than `left` cuts.
fn first_cut(order: &[(f64, usize)], left: usize) -> Cut {
    let mut shares: Vec<f64> = order.iter().map(|&(share, _)| share).collect();
    shares.dedup();
    let together = shares.len().div_ceil(left);
    let last = shares[together - 1];
    let cells = order.iter().take_while(|&&(share, _)| share <= last).map(|&(_, cell)| cell).collect();
    Cut { share: shares[(together - 1) / 2], cells }
}

/// One after the other: changes add up.
fn then(first: Advance, second: Advance) -> Advance {
    Advance {
        largest_change: (first.largest_change + second.largest_change).min(1.0),
        active: first.active.max(second.active),
    }
}

/// Voltages after the share `share` of a segment from `start` to `end` (V).
pub(super) fn between(start: &[f64], end: &[f64], share: f64, out: &mut [f64]) {
    for ((&start, &end), out) in start.iter().zip(end).zip(out) {
        *out = if share == 1.0 { end } else { start + (end - start) * share };
    }
}

fn largest_difference(a: impl Iterator<Item = f64>, b: &[f64]) -> f64 {
    a.zip(b).fold(0.0, |largest, (a, b)| (a - b).abs().max(largest))
}
