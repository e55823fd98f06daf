//! Post spikes of one pulse, for devices without polarity: which amplitude, width and plateau make the pulse alone depress and what
//! the plateau leaves of it potentiate.
//!
//! A device that melts and crystallizes has a state for each amplitude at which pulses move it no further. The range between the
//! state of the pulse alone and that of the weakened pulse is what learning uses: steps are shares of it.

use devices::catalogue::{Protocol, Pulse};

use super::LARGEST_DISTURBANCE;
use super::pulses::{PostSpike, trapezoid};
use super::sample::Sample;
use super::smallest::{rounded, smallest};
use super::target::{Found, Target, limit};

/// Widths that are tried, in widths of the pulse that the parameter set is meant for: what melts and crystallizes in both
/// directions takes gradual steps under pulses of nanoseconds alone (GeTe crystallizes
/// within 1 ns: Bruns et al. 2009, doi:10.1063/1.3191670).
const WIDTHS: [f64; 7] = [0.005, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0];

/// Amplitudes that are tried, in amplitudes that depress a device that is fully ON by a step.
const ALONE: [f64; 5] = [1.04, 1.07, 1.1, 1.15, 1.2];

/// What the plateau leaves of them, in the same amplitude.
const WEAKENED: [f64; 5] = [1.02, 1.0, 0.98, 0.95, 0.9];

/// After so many post spikes nothing moves any more.
const REPEATS: usize = 24;

/// Post spikes over which a step is averaged, so that the scatter of single writes does not decide.
const AVERAGED: usize = 3;

/// ON and OFF currents at the plateau differ at least by this factor.
const LEAST_RATIO: f64 = 2.0;

/// A step is at most this factor from that of the recipe.
const LARGEST_FACTOR: f64 = 10.0;

/// A spike that would do, and how far it is from what the recipe does.
struct Candidate {
    found: Found,
    distance: f64,
}

/// The best pulse for the devices of `sample`; none when there is none that moves them both ways.
///
/// Steps grow with the width: the search ends where a longer pulse is no better.
pub(super) fn search(sample: &mut Sample, protocol: &Protocol, target: &Target) -> Option<Found> {
    let mut best: Option<Candidate> = None;
    for width in WIDTHS.map(|share| rounded(share * protocol.off.width)) {
        let candidate = of_width(sample, protocol, width, target);
        let worse = |best: &Candidate| candidate.as_ref().is_none_or(|candidate| candidate.distance >= best.distance);
        if best.as_ref().is_some_and(worse) {
            break;
        }
        best = candidate.or(best);
    }
    best.map(|best| best.found)
}

/// The best pulse of this width (s).
fn of_width(sample: &mut Sample, protocol: &Protocol, width: f64, target: &Target) -> Option<Candidate> {
    sample.span([0.0, 1.0]);
    sample.read_at(protocol.read);
    let least = smallest(limit(protocol), |voltage| {
        -sample.change(1.0, 0.0, &trapezoid(Pulse { voltage, width })) >= target.down
    })?;
    let pairs = ALONE.iter().flat_map(|alone| WEAKENED.iter().map(move |weakened| (alone, weakened)));
    let candidates = pairs.filter_map(|(alone, weakened)| {
        let (voltage, plateau) = (rounded(alone * least), rounded((alone - weakened) * least));
        assess(sample, Pulse { voltage, width }, plateau, target)
    });
    candidates.min_by(|a, b| a.distance.total_cmp(&b.distance))
}

/// What a pulse and a plateau (V) do; none when that is not enough.
fn assess(sample: &mut Sample, pulse: Pulse, plateau: f64, target: &Target) -> Option<Candidate> {
    let spike = PostSpike::Single(pulse);
    let post = spike.corners();
    let off = sample.settled(1.0, 0.0, &post, REPEATS);
    let on = sample.settled(off, plateau, &post, REPEATS);
    sample.span([off, on]);
    sample.read_at(plateau);
    let [on_current, off_current] = sample.currents();
    if on <= off || on_current < LEAST_RATIO * off_current {
        return None;
    }
    let middle = sample.position(0.5);
    let (fired, silent) = (sample.change(middle, plateau, &post), sample.change(middle, 0.0, &post));
    let disturbance = target.disturbance(&[fired], &[silent]);
    let (up, down) = steps(sample, spike, plateau);
    let mismatch = factor(up, target.up).max(factor(down, target.down));
    if disturbance > LARGEST_DISTURBANCE || mismatch > LARGEST_FACTOR {
        return None;
    }
    if !target.stands_still(sample, [off, middle, on], plateau, spike) {
        return None;
    }
    // what an OFF device carries beside what tells ON from OFF
    let background = off_current / (on_current - off_current);
    let found = Found { plateau, post: spike, ends: [off, on], disturbance };
    Some(Candidate { found, distance: mismatch.ln() + background })
}

/// Change of an OFF device whose row has fired, and of an ON device whose row is silent, both as positive shares of the range.
pub(super) fn steps(sample: &mut Sample, spike: PostSpike, plateau: f64) -> (f64, f64) {
    let [off, on] = sample.ends();
    let mut mean = |at: f64, base: f64| sample.repeated_change(at, base, &spike.corners(), AVERAGED) / AVERAGED as f64;
    (mean(off, plateau), -mean(on, 0.0))
}

/// How many times larger the larger one is; infinite for a step in the wrong direction.
fn factor(step: f64, wanted: f64) -> f64 {
    if step > 0.0 { (step / wanted).max(wanted / step) } else { f64::INFINITY }
}
