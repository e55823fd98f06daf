//! Spikes for any device: from what the device does under pulses, never from what is learned.
//!
//! The recipe is that of the experiments: a pre spike is a plateau that moves nothing; a post spike is a pulse that, on
//! top of the plateau, potentiates, then one that alone depresses (`twofold.rs`). Amplitudes and widths are sought such that the device
//! takes the steps that the recipe's own device takes under its own spikes, while whole post spikes
//! move no device whose row has fired towards OFF, and none whose row is silent towards ON. A device that goes the same way under either
//! polarity, as phase-change memory does, cannot follow that: then one pulse is sought that alone depresses and that the plateau weakens
//! to one that potentiates (`single.rs`).
//!
//! Times stretch as the post spike does, and the capacitance of the neurons follows the current that an ON device sends through the lines, so
//! that the same number of matching rows makes a neuron fire. Drivers and sense amplifiers are made for the devices (`array.rs`).

mod array;
mod pulses;
mod sample;
mod single;
mod smallest;
mod target;
mod text;
mod twofold;

use devices::catalogue::Protocol;
use devices::units::engineering;
use learning::LearningError;

use crate::experiment::{DeviceChoice, Mounting, Resistances};
use crate::{Experiment, RunError};

use array::Array;
pub use pulses::PostSpike;
use sample::Sample;
use target::{Found, Target};

/// Largest share of a step by which a post spike may move devices in the wrong direction.
pub const LARGEST_DISTURBANCE: f64 = 0.25;

/// Spikes for a device, and what it does under them.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    /// Which electrode faces the word line, so that positive voltage turns the device on.
    pub mounting: Mounting,
    /// Plateau of a pre spike (V).
    pub plateau: f64,
    /// The post spike.
    pub post: PostSpike,
    /// Change of an OFF device, whose row has fired, under a post spike (share of the range of currents at the plateau).
    pub step_up: f64,
    /// Change of an ON device, whose row is silent, under a post spike (share of the range, positive towards OFF).
    pub step_down: f64,
    /// Largest change in the wrong direction, towards OFF of devices whose row has fired or towards ON of those whose row is
    /// silent, or the part by which a step falls short, as a share of the step of the recipe.
    pub disturbance: f64,
    /// Factor of all times of an experiment.
    pub stretch: f64,
    /// Positions between which post spikes move devices, OFF and ON: the whole range under two pulses, a part of it under one.
    pub ends: [f64; 2],
    /// Mean current through ON and OFF devices at the plateau (A).
    pub currents: [f64; 2],
    /// Lines with drivers and sense amplifiers that suit the devices.
    pub wires: Resistances,
    /// Charge that reaches a neuron through an ON device in a presentation, in that of the recipe.
    pub charge: f64,
    /// Plateau of the recipe (V).
    recipe_plateau: f64,
    /// Positions at which the currents are those of the recipe's `start`.
    pub start: [f64; 2],
}

/// A device that cannot be calibrated.
#[derive(Debug, thiserror::Error)]
pub enum CalibrationError {
    /// There is no such device.
    #[error(transparent)]
    Device(#[from] Box<RunError>),
    /// No pulse moves the device far enough.
    #[error(
        "no pulse up to {limit:.3} V moves an {from} device of `{device}` by {step:.3} of its range towards {to}; widths \
         from {shortest:e} s to {longest:e} s were tried: give another protocol in its parameter file"
    )]
    NoStep {
        /// The parameter set.
        device: String,
        /// Position before the pulse.
        from: &'static str,
        /// Position that the pulse should lead to.
        to: &'static str,
        /// Share of the range.
        step: f64,
        /// Highest voltage tried (V).
        limit: f64,
        /// Shortest and longest width tried (s).
        shortest: f64,
        /// Longest width tried (s).
        longest: f64,
    },
    /// No pulses move devices whose row has fired one way and the others the other way.
    #[error(
        "`{device}` has no threshold sharp enough: under the best pulses (plateau {plateau:.3} V, {potentiating:.3} V, {depressing:.3} \
         V) devices move the wrong way, or too little, by {disturbance:.2} of a step, at most {LARGEST_DISTURBANCE} are allowed; \
         give it a selector or a transistor, or take another device"
    )]
    NoThreshold {
        /// The parameter set.
        device: String,
        /// Plateau of the best pulses (V).
        plateau: f64,
        /// Potentiating amplitude of the best pulses (V).
        potentiating: f64,
        /// Depressing amplitude of the best pulses (V).
        depressing: f64,
        /// Change in the wrong direction, as a share of the step.
        disturbance: f64,
    },
}

/// Spikes for the device of the experiment `asked` in place of the device and the spikes of the experiment `recipe`, whose data, code and
/// times it has.
///
/// Depends on both devices, the spikes and the seed of the recipe, and the size and the lines of the array alone.
/// # Errors
/// [`CalibrationError`] for an unknown device, and for one whose behaviour does not allow the recipe.
pub fn calibrate(asked: &Experiment, recipe: &Experiment) -> Result<Calibration, CalibrationError> {
    let (target, choice) = (Target::of(recipe)?, &asked.device);
    let protocol = crate::parameter_set(&choice.parameters).map_err(RunError::from).map_err(Box::new)?.protocol;
    let mounting = mounting(choice, &protocol, recipe.seed)?;
    let mut sample = Sample::new(choice, mounting, protocol.read, recipe.seed)?;
    let Found { plateau, post, ends, disturbance } =
        match twofold::search(&choice.parameters, &mut sample, &protocol, &target) {
            Ok(found) => found,
            Err(error) => single::search(&mut sample, &protocol, &target).ok_or(error)?,
        };
    sample.span(ends);
    sample.read_at(plateau);
    let (step_up, step_down) = match post {
        PostSpike::Single(_) => single::steps(&mut sample, post, plateau),
        PostSpike::Twofold { .. } => {
            (sample.change(0.0, plateau, &post.corners()), -sample.change(1.0, 0.0, &post.corners()))
        }
    };
    let (currents, stretch) = (sample.currents(), target.stretch(post));
    let (wires, arriving) = lines(asked, recipe, (currents, plateau), &target).map_err(Box::new)?;
    Ok(Calibration {
        mounting,
        plateau,
        post,
        step_up,
        step_down,
        disturbance,
        stretch,
        ends,
        currents,
        wires,
        charge: currents[0] / target.currents[0] * stretch * arriving,
        recipe_plateau: target.plateau,
        start: recipe.device.start.map(|weight| sample.position(weight)),
    })
}

/// The side on which the pulse that turns the device on is positive.
fn mounting(choice: &DeviceChoice, protocol: &Protocol, seed: u64) -> Result<Mounting, Box<RunError>> {
    let mut sample = Sample::new(choice, Mounting::Forward, protocol.read, seed)?;
    let side = protocol.on.voltage.signum();
    let [there, back] = [side, -side].map(|sign| {
        let voltage = -sign * protocol.on.voltage;
        sample.change(0.0, 0.0, &[(0.0, 0.0), (0.0, voltage), (protocol.on.width, voltage)])
    });
    Ok(if there < back { Mounting::Reversed } else { Mounting::Forward })
}

/// Lines that suit devices of these currents (A) at this plateau (V), and the share of the current that they let through, in that of the recipe.
fn lines(
    asked: &Experiment,
    recipe: &Experiment,
    (currents, plateau): ([f64; 2], f64),
    target: &Target,
) -> Result<(Resistances, f64), RunError> {
    let array = Array::of(asked, currents, plateau)?;
    let wires = array.held(asked.wires);
    let own = array.arriving(wires).map_err(LearningError::from)?;
    let usual = Array::of(recipe, target.currents, target.plateau)?.arriving(recipe.wires);
    Ok((wires, own / usual.map_err(LearningError::from)?))
}

impl Calibration {
    /// The pulses in words.
    pub fn describe(&self) -> String {
        let side = if self.mounting == Mounting::Reversed { ", reversed" } else { "" };
        format!("{}; {}{side}", engineering(self.plateau, "V"), self.post.describe())
    }
}

#[cfg(test)]
mod tests;
