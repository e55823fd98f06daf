//! Spikes for any device: from what the device does under pulses, never from what is learned.
//!
//! The recipe is that of the experiments: a pre spike is a plateau that moves nothing; a post spike is a pulse that, on
//! top of the plateau, potentiates, then one that alone depresses. Amplitudes and widths are sought such that the device
//! takes the steps that the recipe's own device takes under its own spikes, while whole post spikes
//! move no device whose row has fired towards OFF, and none whose row is silent towards ON. Times stretch as the post spike does, and the capacitance of the
//! neurons follows the current through an ON device, so that the same number of matching rows makes a neuron fire.

mod sample;
mod search;
mod text;

use devices::catalogue::Pulse;
use devices::units::engineering;

use crate::experiment::{DeviceChoice, Mounting};
use crate::{Experiment, RunError};

use sample::Sample;
use search::{Found, Target, search};

/// Largest share of a step by which a post spike may move devices in the wrong direction.
pub const LARGEST_DISTURBANCE: f64 = 0.25;

/// Spikes for a device, and what it does under them.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    /// Which electrode faces the word line, so that positive voltage turns the device on.
    pub mounting: Mounting,
    /// Plateau of a pre spike (V).
    pub plateau: f64,
    /// Potentiating pulse of a post spike: what it adds to the plateau (V, positive), and its width between the ramps.
    pub potentiating: Pulse,
    /// Depressing pulse of a post spike: what a silent device sees (V, positive for negative voltage), and its width.
    pub depressing: Pulse,
    /// Change of an OFF device, whose row has fired, under a post spike (share of the range of currents at the plateau).
    pub step_up: f64,
    /// Change of an ON device, whose row is silent, under a post spike (share of the range, positive towards OFF).
    pub step_down: f64,
    /// Largest change in the wrong direction, towards OFF of devices whose row has fired or towards ON of those whose row is
    /// silent, or the part by which a step falls short, as a share of the step of the recipe.
    pub disturbance: f64,
    /// Factor of all times of an experiment.
    pub stretch: f64,
    /// Mean current through ON and OFF devices at the plateau (A).
    pub currents: [f64; 2],
    /// The same of an ON device of the recipe (A).
    recipe_current: f64,
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

/// Spikes for `choice` in place of the device and the spikes of the experiment `recipe`.
///
/// Depends on both devices, the spikes of the recipe and its seed alone.
/// # Errors
/// [`CalibrationError`] for an unknown device, and for one whose behaviour does not allow the recipe.
pub fn calibrate(choice: &DeviceChoice, recipe: &Experiment) -> Result<Calibration, CalibrationError> {
    let target = Target::of(recipe)?;
    let protocol = crate::parameter_set(&choice.parameters).map_err(RunError::from).map_err(Box::new)?.protocol;
    let mut sample = Sample::new(choice, Mounting::Forward, protocol.read, recipe.seed)?;
    let towards_on = |sample: &mut Sample, sign: f64| {
        sample.change(
            0.0,
            0.0,
            &[(0.0, 0.0), (0.0, -sign * protocol.on.voltage), (protocol.on.width, -sign * protocol.on.voltage)],
        )
    };
    let side = protocol.on.voltage.signum();
    let mounting = match towards_on(&mut sample, side) < towards_on(&mut sample, -side) {
        true => Mounting::Reversed,
        false => Mounting::Forward,
    };
    let mut sample = Sample::new(choice, mounting, protocol.read, recipe.seed)?;
    let Found { plateau, potentiating, depressing, stretch, disturbance } =
        search(&choice.parameters, &mut sample, &protocol, &target)?;
    let post = search::post(potentiating, depressing);
    Ok(Calibration {
        mounting,
        plateau,
        potentiating,
        depressing,
        step_up: sample.change(0.0, plateau, &post),
        step_down: -sample.change(1.0, 0.0, &post),
        disturbance,
        stretch,
        currents: sample.currents(),
        recipe_current: target.current,
        recipe_plateau: target.plateau,
        start: recipe.device.start.map(|weight| sample.position(weight)),
    })
}

impl Calibration {
    /// The pulses in words.
    pub fn describe(&self) -> String {
        let pulse = |pulse: Pulse| format!("{} {}", engineering(pulse.voltage, "V"), engineering(pulse.width, "s"));
        let [plateau, up, down] = [engineering(self.plateau, "V"), pulse(self.potentiating), pulse(self.depressing)];
        let side = if self.mounting == Mounting::Reversed { ", reversed" } else { "" };
        format!("{plateau}; +{up}; -{down}{side}")
    }
}

#[cfg(test)]
mod tests;
