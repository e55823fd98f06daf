//! The search for the minimum: once from the start, and from other places where that leaves a misfit.
//!
//! A descent ends in the minimum whose valley it starts in. Where many parameters are free there are several, and the
//! intervals of a wrong one are as narrow as those of the right one.

use devices::rng::{Purpose, key, normal};
use levenberg_marquardt::{LeastSquaresProblem, LevenbergMarquardt, TerminationReason};
use nalgebra::DVector;
use rayon::prelude::*;

use super::problem::Problem;

/// Evaluations of the model, per parameter, after which a descent gives up.
const PATIENCE: usize = 100;

/// Part of the variance of the data that the first descent may leave without others being tried.
const EXPLAINED: f64 = 1e-3;

/// Places that are looked at, per parameter, and how many of the best a descent starts from.
const DRAWN: usize = 30;
const STARTS: usize = 5;

/// Standard deviation of ln(parameter) around the start.
const SPREAD: f64 = 1.0;

/// Relative difference of two sums of squares that count as equally good, and the part of the variance of the data below which
/// all do.
const ALIKE: f64 = 1e-3;
const EXACT: f64 = 1e-9;

/// Where the searches ended.
pub(super) struct Found<'a> {
    /// The best end.
    pub problem: Problem<'a>,
    /// Why that descent ended.
    pub termination: TerminationReason,
    /// Number of descents, and how many of them ended with a fit as good.
    pub descents: usize,
    pub alike: usize,
}

/// The best minimum around `start`; `seed` draws the other starts.
pub(super) fn search(start: Problem<'_>, seed: u64) -> Found<'_> {
    let variation = start.variation();
    let mut ends = vec![descend(start.clone())];
    if ends[0].0.misfit() > EXPLAINED * variation {
        ends.par_extend(other_starts(&start, seed).into_par_iter().map(descend));
    }
    let best = ends.iter().map(|(problem, _)| problem.misfit()).fold(f64::INFINITY, f64::min);
    let enough = best * (1.0 + ALIKE) + EXACT * variation;
    let descents = ends.len();
    let alike = ends.iter().filter(|(problem, _)| problem.misfit() <= enough).count();
    // the first of equals, so that a fit from a good start stays where it is
    let end = ends.iter().position(|(problem, _)| problem.misfit() <= enough).unwrap_or(0);
    let (problem, termination) = ends.swap_remove(end);
    Found { problem, termination, descents, alike }
}

/// Down from `start`; then once more with the pull to where that ended, so that it moves nothing the data determine.
pub(super) fn descend(start: Problem<'_>) -> (Problem<'_>, TerminationReason) {
    let search = LevenbergMarquardt::new().with_patience(PATIENCE);
    let (mut end, _) = search.minimize(start);
    end.drop_anchor();
    let (end, report) = search.minimize(end);
    (end, report.termination)
}

/// The best of places drawn around `start`.
fn other_starts<'a>(start: &Problem<'a>, seed: u64) -> Vec<Problem<'a>> {
    let parameters = start.free.len();
    let draw = |number: usize| {
        let stream = key(seed, Purpose::Search, number as u64);
        let mut place = start.clone();
        place.set_params(&DVector::from_fn(parameters, |k, _| SPREAD * normal(stream, k as u64)));
        (place.misfit(), place)
    };
    let mut places: Vec<_> = (0..DRAWN * parameters).into_par_iter().map(draw).collect();
    places.retain(|(_, place)| !place.prediction.is_empty());
    places.sort_by(|a, b| a.0.total_cmp(&b.0));
    places.into_iter().take(STARTS).map(|(_, place)| place).collect()
}
