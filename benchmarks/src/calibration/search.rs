//! Which amplitudes and widths give the steps of the recipe and leave other devices alone.

use devices::catalogue::{Protocol, Pulse};

use super::sample::Sample;
use super::{CalibrationError, LARGEST_DISTURBANCE};
use crate::{Experiment, RunError};

/// Each ramp of a pulse lasts this share of its width.
const RAMP: f64 = 0.2;

/// Widths that are tried, in widths of the pulses that the parameter set is meant for.
const WIDTHS: [f64; 6] = [0.01, 0.03, 0.1, 0.3, 1.0, 3.0];

/// Amplitudes up to this many times the largest voltage of the set's protocol are tried.
const BEYOND: f64 = 1.25;

/// A plateau may move a device by this share of a step: some hundred plateaus then do less than one post spike.
const PLATEAU_SHARE: f64 = 1e-3;

/// The plateau as a share of the voltage at which devices begin to move, as in the recipe (0.7 V of 0.8 V).
const MARGIN: f64 = 0.875;

/// The plateau is at most this share of the potentiating voltage, so that neither part alone comes near it.
const HALF: f64 = 0.5;

/// A plateau below this share of the potentiating pulse reads nothing worth the name.
const LEAST: f64 = 0.02;

/// Disturbances below this share of a step are as good as none: of such pulses the shortest are taken.
const NEGLIGIBLE: f64 = 0.02;

/// What the recipe's own device does under its own spikes.
pub(super) struct Target {
    /// Change of an OFF device whose row has fired, under a post spike.
    pub up: f64,
    /// Change of an ON device whose row is silent.
    pub down: f64,
    /// Plateau (V).
    pub plateau: f64,
    /// Current of an ON device at the plateau (A).
    pub current: f64,
    /// Length of a presentation (s).
    presentation: f64,
    /// Length of a post spike (s).
    post: f64,
}

/// Pulses, and what they do to devices they are not meant for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub plateau: f64,
    pub potentiating: Pulse,
    pub depressing: Pulse,
    pub stretch: f64,
    pub disturbance: f64,
}

impl Target {
    /// Measured on the device of the experiment.
    pub fn of(recipe: &Experiment) -> Result<Self, Box<RunError>> {
        let spikes = &recipe.spikes;
        let (_, plateau) = spikes.pre.range();
        let mut sample = Sample::new(&recipe.device, recipe.device.mounting, plateau, recipe.seed)?;
        Ok(Self {
            up: sample.change(0.0, plateau, spikes.post.corners()),
            down: -sample.change(1.0, 0.0, spikes.post.corners()),
            plateau,
            current: sample.currents()[0],
            presentation: spikes.presentation,
            post: spikes.post.duration(),
        })
    }
}

/// Corners of a post spike on a column: below 0 V first, then above.
pub(super) fn post(potentiating: Pulse, depressing: Pulse) -> Vec<(f64, f64)> {
    let first = trapezoid(reversed(potentiating));
    let start = (1.0 + 2.0 * RAMP) * potentiating.width;
    let second = trapezoid(depressing).into_iter().skip(1);
    first.into_iter().chain(second.map(|(time, voltage)| (start + time, voltage))).collect()
}

fn reversed(pulse: Pulse) -> Pulse {
    Pulse { voltage: -pulse.voltage, ..pulse }
}

/// Corners of a pulse with its ramps.
pub(super) fn trapezoid(Pulse { voltage, width }: Pulse) -> Vec<(f64, f64)> {
    let ramp = RAMP * width;
    vec![(0.0, 0.0), (ramp, voltage), (ramp + width, voltage), (2.0 * ramp + width, 0.0)]
}

/// The best pulses for the devices of `sample`.
pub(super) fn search(
    device: &str,
    sample: &mut Sample,
    protocol: &Protocol,
    target: &Target,
) -> Result<Found, CalibrationError> {
    let largest = [protocol.on.voltage, protocol.off.voltage, protocol.sweep.voltage];
    let limit = BEYOND * largest.into_iter().fold(0.0f64, |largest, voltage| largest.max(voltage.abs()));
    let mut pulses = |width: f64, moved: &mut dyn FnMut(&mut Sample, f64, f64) -> bool| -> Vec<Pulse> {
        let widths = WIDTHS.map(|share| share * width);
        let found = widths.map(|width| (width, smallest(limit, |voltage| moved(sample, voltage, width))));
        found.into_iter().filter_map(|(width, voltage)| Some(Pulse { voltage: voltage?, width })).collect()
    };
    let ups = pulses(protocol.on.width, &mut |sample, v, width| {
        sample.change(0.0, 0.0, &trapezoid(Pulse { voltage: -v, width })) >= target.up
    });
    let downs = pulses(protocol.off.width, &mut |sample, v, width| {
        -sample.change(1.0, 0.0, &trapezoid(Pulse { voltage: v, width })) >= target.down
    });
    let none = |from, to, step, width: f64| CalibrationError::NoStep {
        device: device.into(),
        from,
        to,
        step,
        limit,
        shortest: WIDTHS[0] * width,
        longest: WIDTHS[WIDTHS.len() - 1] * width,
    };
    if downs.is_empty() {
        return Err(none("ON", "OFF", target.down, protocol.off.width));
    }
    let mut best: Option<Found> = None;
    for up in &ups {
        for down in &downs {
            let found = assess(sample, (*up, *down), target, limit);
            if best.as_ref().is_none_or(|best| found.beats(best)) {
                best = Some(found);
            }
        }
    }
    match best {
        None => Err(none("OFF", "ON", target.up, protocol.on.width)),
        Some(best) => settle(device, sample, best, target, limit),
    }
}

/// The pulses with their amplitudes set anew, now that the plateau is known.
fn settle(
    device: &str,
    sample: &mut Sample,
    found: Found,
    target: &Target,
    limit: f64,
) -> Result<Found, CalibrationError> {
    let Found { plateau, mut potentiating, mut depressing, stretch, .. } = found;
    sample.read_at(plateau);
    let up = |sample: &mut Sample, v: f64| {
        sample.change(0.0, plateau, &trapezoid(Pulse { voltage: -v, ..potentiating })) >= target.up
    };
    let down = |sample: &mut Sample, v: f64| {
        -sample.change(1.0, 0.0, &trapezoid(Pulse { voltage: v, ..depressing })) >= target.down
    };
    let new = [smallest(limit, |v| up(sample, v)), smallest(limit, |v| down(sample, v))];
    potentiating.voltage = new[0].unwrap_or(potentiating.voltage);
    depressing.voltage = new[1].unwrap_or(depressing.voltage);
    let disturbance = disturbance(sample, plateau, (potentiating, depressing), target);
    if disturbance > LARGEST_DISTURBANCE || plateau < LEAST * potentiating.voltage {
        let (potentiating, depressing) = (potentiating.voltage, depressing.voltage);
        return Err(CalibrationError::NoThreshold {
            device: device.into(),
            plateau,
            potentiating,
            depressing,
            disturbance,
        });
    }
    Ok(Found { plateau, potentiating, depressing, stretch, disturbance })
}

/// The highest plateau for two pulses, and what they then do to devices they are not meant for.
fn assess(sample: &mut Sample, (up, down): (Pulse, Pulse), target: &Target, limit: f64) -> Found {
    let stretch = (post(up, down).last().map_or(0.0, |corner| corner.0) / target.post).max(1.0);
    let (dt, share) = (stretch * target.presentation, PLATEAU_SHARE * target.up.min(target.down));
    let highest = smallest(limit, |v| ![0.0, 0.5, 1.0].into_iter().all(|at| sample.stands_still(at, v, dt, share)));
    let plateau = rounded((MARGIN * highest.unwrap_or(limit)).min(HALF * up.voltage));
    let potentiating = Pulse { voltage: up.voltage - plateau, ..up };
    let disturbance = disturbance(sample, plateau, (potentiating, down), target);
    Found { plateau, potentiating, depressing: down, stretch, disturbance }
}

/// Largest change in the wrong direction by a whole post spike, or the part by which a step falls short, as a share of the
/// step: rows that have fired must not move towards OFF, silent ones not towards ON.
fn disturbance(sample: &mut Sample, plateau: f64, (up, down): (Pulse, Pulse), target: &Target) -> f64 {
    let post = post(up, down);
    let [fired, silent] = [plateau, 0.0].map(|base| [0.0, 0.5, 1.0].map(|at| sample.change(at, base, &post)));
    let towards_off = fired.into_iter().map(|change| -change / target.down);
    let towards_on = silent.into_iter().map(|change| change / target.up);
    let short = [1.0 - fired[0] / target.up, 1.0 + silent[2] / target.down];
    towards_off.chain(towards_on).chain(short).fold(0.0, f64::max)
}

impl Found {
    /// Less disturbance, or as little in shorter pulses.
    fn beats(&self, other: &Found) -> bool {
        let key = |found: &Found| {
            (
                found.disturbance.max(NEGLIGIBLE),
                post(found.potentiating, found.depressing).last().map_or(0.0, |last| last.0),
            )
        };
        key(self) < key(other)
    }
}

/// The smallest voltage up to `limit` for which `holds`, to 1e-4 of the limit: the first of some steps, then halved.
fn smallest(limit: f64, mut holds: impl FnMut(f64) -> bool) -> Option<f64> {
    const STEPS: usize = 64;
    let step = limit / STEPS as f64;
    let first = (1..=STEPS).find(|&k| holds(k as f64 * step))?;
    let (mut low, mut high) = ((first - 1) as f64 * step, first as f64 * step);
    for _ in 0..8 {
        let middle = 0.5 * (low + high);
        (low, high) = if holds(middle) { (low, middle) } else { (middle, high) };
    }
    Some(rounded(high))
}

/// To four digits, so that texts are short and say what was measured.
fn rounded(value: f64) -> f64 {
    format!("{value:.3e}").parse().expect("a number that was just written")
}
