//! All kinds of figures: what they show, which group of a file they are drawn from, and by what.

use traces::figures::Svg;
use traces::{ReadError, TraceFile};

use super::{DrawError, Figures, Selection, learning, presentation};
use crate::measure::{endurance, iv_figures as iv, neuron, pulses, retention, stdp_places, stdp_window, switching};
use crate::{bench, fit, patterns, problem, robustness, supervised, sweep, tune};

/// A kind of figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Test accuracy after each epoch.
    LearningCurve,
    /// Conductances before and after learning.
    Conductances,
    /// What the neurons of each class have learned.
    ConductancesByClass,
    /// Conductances over the epochs.
    ConductanceFilm,
    /// True against predicted class.
    Confusion,
    /// Spikes and membrane potentials of one presentation.
    Raster,
    /// Which neuron fired in which training presentation.
    TrainingSpikes,
    /// Recognized share over presentations.
    RecognitionOverPresentations,
    /// Recognized share over noise.
    RecognitionOverNoise,
    /// Conductances as the images that were learned.
    ConductanceMaps,
    /// Which neuron answered which image.
    Winners,
    /// Current over voltage.
    Hysteresis,
    /// The same by magnitude.
    HysteresisLogarithmic,
    /// Current that charges and switches, over voltage.
    DisplacementCurrent,
    /// Charge over voltage.
    ChargeLoop,
    /// Potentiation and depression, pulse by pulse.
    Pulses,
    /// Energy of each pulse.
    PulseEnergy,
    /// Switched fraction over pulse length and voltage.
    Switching,
    /// Change of conductance over the delay of two spikes.
    StdpWindow,
    /// The two spikes.
    StdpSpikes,
    /// The window at places of an array.
    StdpArray,
    /// The strongest changes over the array.
    StdpArrayMap,
    /// Conductance over waiting time.
    Retention,
    /// Window between on and off over cycles.
    Endurance,
    /// Measured values and the fitted model.
    Fit,
    /// Variables and spikes of a neuron.
    Neuron,
    /// Rate of a neuron over its input.
    FiCurve,
    /// Device voltage, IR drop and power in an array.
    HeatMaps,
    /// Voltage lost on the lines.
    IrDrop,
    /// Voltages, currents and device positions over time.
    Transient,
    /// Errors of the weights that were written.
    Weights,
    /// Accuracy over the bits of a weight.
    AccuracyBits,
    /// Accuracy over the steps of a presentation.
    AccuracySteps,
    /// Pulses of the pixels of an image.
    ImagePulses,
    /// Number of pixels that pulse, iteration by iteration.
    ImageSignature,
    /// Accuracy over the keys of a sweep.
    Sweep,
    /// Accuracy of classical methods.
    Baselines,
    /// What conditions cost in accuracy.
    Robustness,
    /// Accuracy of the trials of a search.
    Trials,
}

/// What draws a kind: one figure of its name where the data are there, or several with names of their own.
enum Drawer {
    One(fn(&TraceFile, &Selection) -> Result<Option<Svg>, DrawError>),
    Several(fn(&TraceFile) -> Result<Figures, ReadError>),
}

/// A row of the table below.
struct Row {
    kind: Kind,
    /// Name in commands and of files.
    name: &'static str,
    /// What it shows.
    title: &'static str,
    /// Groups it can be drawn from: any of them must be there.
    groups: &'static [&'static str],
    /// The command that records them.
    command: &'static str,
    draw: Drawer,
}

const fn row(
    (kind, name): (Kind, &'static str),
    title: &'static str,
    (groups, command): (&'static [&'static str], &'static str),
    draw: fn(&TraceFile, &Selection) -> Result<Option<Svg>, DrawError>,
) -> Row {
    Row { kind, name, title, groups, command, draw: Drawer::One(draw) }
}

const RUN: &str = "`ferrospike run`";
const RASTER: &str = "`ferrospike run`, where `[record] quantities` has spike_time and potential";
const IR_DROP: &str = "`ferrospike crossbar solve`, and `ferrospike run` with device_voltage, row_voltage and column_voltage in `[record] quantities`";
const ARRAY: &str = "`ferrospike run boyn2017-array`";
const IV: (&[&str], &str) = (&["iv"], "`ferrospike device iv`");
const PULSES: (&[&str], &str) = (&["pulses"], "`ferrospike device pulses`");
const STDP: (&[&str], &str) = (&["stdp"], "`ferrospike device stdp`");
const STDP_ARRAY: (&[&str], &str) = (&["stdp_array"], "`ferrospike device stdp-array`");
const SOLVE: &str = "`ferrospike crossbar solve`";
const PCNN: (&[&str], &str) = (&["pcnn"], "`ferrospike neuron pcnn`");
const PATTERNS: (&[&str], &str) = (&["patterns"], ARRAY);

/// Every kind once, in the order of [`Kind`].
#[rustfmt::skip]
const TABLE: &[Row] = &[
    row((Kind::LearningCurve, "learning-curve"), "Test accuracy over epochs", (&["training"], RUN), |f, _| learning::curve(f)),
    row((Kind::Conductances, "conductances"), "Conductances before and after learning", (&["training", "network"], RUN), learning::conductances),
    row((Kind::ConductancesByClass, "conductances-by-class"), "What the neurons of each class have learned", (&["training"], RUN), learning::by_class),
    row((Kind::ConductanceFilm, "conductance-film"), "Conductances while learning", (&["training", "patterns"], RUN), learning::film),
    row((Kind::Confusion, "confusion"), "True and predicted classes of all test rows", (&["test"], RUN), |f, _| learning::confusion(f)),
    row((Kind::Raster, "raster"), "Spikes and membrane potentials in one presentation", (&["presentation"], RASTER), presentation::raster),
    row((Kind::TrainingSpikes, "training-spikes"), "Neurons that fired in training", (&["spikes"], RUN), learning::spikes),
    row((Kind::RecognitionOverPresentations, "recognition-over-presentations"), "Recognized images over presentations", PATTERNS, |f, _| patterns::over_presentations(f)),
    row((Kind::RecognitionOverNoise, "recognition-over-noise"), "Recognized images over noise", PATTERNS, |f, _| patterns::over_noise(f)),
    row((Kind::ConductanceMaps, "conductance-maps"), "Conductances as images", PATTERNS, |f, _| patterns::conductance_maps(f)),
    row((Kind::Winners, "winners"), "Neurons that answered to the images", PATTERNS, |f, _| patterns::winners(f)),
    row((Kind::Hysteresis, "hysteresis"), "Current over voltage", IV, |f, _| iv::current(f)),
    row((Kind::HysteresisLogarithmic, "hysteresis-logarithmic"), "Magnitude of the current over voltage", IV, |f, _| iv::magnitude(f)),
    row((Kind::DisplacementCurrent, "displacement-current"), "Displacement current over voltage", IV, |f, _| iv::displacement(f)),
    row((Kind::ChargeLoop, "charge-loop"), "Charge over voltage", IV, |f, _| iv::charge(f)),
    row((Kind::Pulses, "pulses"), "Potentiation and depression", PULSES, |f, _| pulses::course(f)),
    row((Kind::PulseEnergy, "pulse-energy"), "Energy of the pulses", PULSES, |f, _| pulses::energies(f)),
    row((Kind::Switching, "switching"), "Switched fraction over pulse length", (&["switching"], "`ferrospike device switching`"), |f, _| switching::family(f)),
    row((Kind::StdpWindow, "stdp-window"), "Change of conductance over the delay of two spikes", STDP, |f, _| stdp_window::window_figure(f)),
    row((Kind::StdpSpikes, "stdp-spikes"), "The two spikes", STDP, |f, _| stdp_window::spikes(f)),
    row((Kind::StdpArray, "stdp-array"), "The window at three places of an array", STDP_ARRAY, |f, _| stdp_places::windows(f)),
    row((Kind::StdpArrayMap, "stdp-array-map"), "Strongest changes over an array", STDP_ARRAY, |f, _| stdp_places::map(f)),
    row((Kind::Retention, "retention"), "Conductance over waiting time", (&["retention"], "`ferrospike device retention`"), |f, _| retention::course(f)),
    row((Kind::Endurance, "endurance"), "Conductances over cycles", (&["endurance"], "`ferrospike device endurance`"), |f, _| endurance::course(f)),
    row((Kind::Fit, "fit"), "Measured values and the fitted model", (&["fit"], "`ferrospike device fit`"), |f, _| fit::figure(f)),
    row((Kind::Neuron, "neuron"), "Variables and spikes of a neuron", (&["neuron"], "`ferrospike neuron NAME`"), |f, _| neuron::course_figure(f)),
    row((Kind::FiCurve, "f-i-curve"), "Rate of a neuron over its input", (&["neuron_rates"], "`ferrospike neuron NAME --sweep`"), |f, _| neuron::rate_figure(f)),
    row((Kind::HeatMaps, "heat-maps"), "Device voltage, IR drop and power", (&["crossbar"], SOLVE), |f, _| problem::heat_maps(f)),
    row((Kind::IrDrop, "ir-drop"), "Voltage lost on the lines", (&["crossbar", "presentation"], IR_DROP), presentation::ir_drop),
    row((Kind::Transient, "transient"), "Voltages, currents and positions over time", (&["transient"], "`ferrospike crossbar transient`"), |f, _| problem::strips(f)),
    row((Kind::Weights, "weights"), "Errors of the weights", (&["surrogate", "conversion"], "`ferrospike train`"), |f, _| supervised::weights(f)),
    row((Kind::AccuracyBits, "accuracy-bits"), "Accuracy over the bits of a weight", (&["surrogate"], "`ferrospike train surrogate`"), |f, _| supervised::over_bits(f)),
    row((Kind::AccuracySteps, "accuracy-steps"), "Accuracy over the steps of a presentation", (&["conversion"], "`ferrospike train convert`"), |f, _| supervised::over_steps(f)),
    row((Kind::ImagePulses, "image-pulses"), "An image and the pulses of its pixels", PCNN, |f, _| neuron::pulse_maps(f)),
    row((Kind::ImageSignature, "image-signature"), "Pixels that pulsed", PCNN, |f, _| neuron::signature(f)),
    Row { kind: Kind::Sweep, name: "sweep", title: "Accuracy over the keys of a sweep", groups: &[sweep::GROUP], command: "`ferrospike sweep`", draw: Drawer::Several(sweep::figures) },
    row((Kind::Baselines, "baselines"), "Accuracy of classical methods", (&["baselines"], "`ferrospike bench`"), |f, _| bench::accuracies(f)),
    row((Kind::Robustness, "robustness"), "Accuracy lost under imperfections", (&["robustness"], "`ferrospike bench robustness`"), |f, _| robustness::losses(f)),
    row((Kind::Trials, "trials"), "Accuracy of the trials of a search", (&["tune"], "`ferrospike bench tune`"), |f, _| tune::trials(f)),
];

impl Kind {
    /// All kinds.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|row| row.kind)
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::all().find(|kind| kind.name() == name)
    }

    fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }

    /// Name in commands and of files.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// What it shows, as a heading.
    pub fn title(self) -> &'static str {
        self.row().title
    }

    /// The command that records its data.
    pub fn command(self) -> &'static str {
        self.row().command
    }

    /// Names and figures, where the file holds their data; a run that was interrupted may hold the group and no data.
    ///
    /// # Errors
    /// [`DrawError`] when the file is not as it is written, or holds no such split or neuron.
    pub fn figures(self, trace: &TraceFile, selection: &Selection) -> Result<Figures, DrawError> {
        let present = trace.groups()?;
        if !self.row().groups.iter().any(|group| present.iter().any(|present| present == group)) {
            return Ok(Vec::new());
        }
        match self.row().draw {
            Drawer::One(draw) => Ok(draw(trace, selection)?.map(|svg| (self.name().into(), svg)).into_iter().collect()),
            Drawer::Several(draw) => Ok(draw(trace)?),
        }
    }
}
