//! Post spikes of two pulses: which amplitudes and widths give the steps of the recipe and leave other devices alone.

use devices::catalogue::{Protocol, Pulse};

use super::pulses::{PostSpike, trapezoid};
use super::sample::Sample;
use super::smallest::{rounded, smallest};
use super::target::{Found, Target, WIDTHS, at, limit};
use super::{CalibrationError, LARGEST_DISTURBANCE};

/// The plateau as a share of the voltage at which devices begin to move, as in the recipe (0.7 V of 0.8 V).
const MARGIN: f64 = 0.875;

/// The plateau is at most this share of the potentiating voltage, so that neither part alone comes near it.
const HALF: f64 = 0.5;

/// A plateau below this share of the potentiating pulse reads nothing worth the name.
const LEAST: f64 = 0.02;

/// Disturbances below this share of a step are as good as none: of such pulses the shortest are taken.
const NEGLIGIBLE: f64 = 0.02;

/// Positions at which devices are looked at.
const POSITIONS: [f64; 3] = [0.0, 0.5, 1.0];

/// Two pulses, and what they do to devices they are not meant for.
#[derive(Clone, Copy)]
struct Pair {
    plateau: f64,
    potentiating: Pulse,
    depressing: Pulse,
    disturbance: f64,
}

/// The best pulses for the devices of `sample`.
pub(super) fn search(
    device: &str,
    sample: &mut Sample,
    protocol: &Protocol,
    target: &Target,
) -> Result<Found, CalibrationError> {
    let limit = limit(protocol);
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
    let mut best: Option<Pair> = None;
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
    found: Pair,
    target: &Target,
    limit: f64,
) -> Result<Found, CalibrationError> {
    let Pair { plateau, mut potentiating, mut depressing, .. } = found;
    sample.read_at(plateau);
    let up = |sample: &mut Sample, v: f64| sample.change(0.0, plateau, &trapezoid(at(-v, potentiating))) >= target.up;
    let down = |sample: &mut Sample, v: f64| -sample.change(1.0, 0.0, &trapezoid(at(v, depressing))) >= target.down;
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
    Ok(Found { plateau, post: PostSpike::Twofold { potentiating, depressing }, ends: [0.0, 1.0], disturbance })
}

/// The highest plateau for two pulses, and what they then do to devices they are not meant for.
fn assess(sample: &mut Sample, (up, down): (Pulse, Pulse), target: &Target, limit: f64) -> Pair {
    let post = PostSpike::Twofold { potentiating: up, depressing: down };
    let highest = smallest(limit, |v| !target.stands_still(sample, POSITIONS, v, post));
    let plateau = rounded((MARGIN * highest.unwrap_or(limit)).min(HALF * up.voltage));
    let potentiating = at(up.voltage - plateau, up);
    let disturbance = disturbance(sample, plateau, (potentiating, down), target);
    Pair { plateau, potentiating, depressing: down, disturbance }
}

/// Largest change in the wrong direction by a whole post spike, or the part by which a step falls short, as a share of the step.
fn disturbance(sample: &mut Sample, plateau: f64, (potentiating, depressing): (Pulse, Pulse), target: &Target) -> f64 {
    let post = PostSpike::Twofold { potentiating, depressing }.corners();
    let [fired, silent] = [plateau, 0.0].map(|base| POSITIONS.map(|at| sample.change(at, base, &post)));
    let short = [1.0 - fired[0] / target.up, 1.0 + silent[2] / target.down];
    short.into_iter().fold(target.disturbance(&fired, &silent), f64::max)
}

impl Pair {
    /// Less disturbance, or as little in shorter pulses.
    fn beats(&self, other: &Pair) -> bool {
        let key = |pair: &Pair| {
            let Pair { potentiating, depressing, .. } = *pair;
            (pair.disturbance.max(NEGLIGIBLE), PostSpike::Twofold { potentiating, depressing }.duration())
        };
        key(self) < key(other)
    }
}
