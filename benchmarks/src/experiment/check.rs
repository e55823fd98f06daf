//! Which values an experiment may hold.

use devices::units::engineering;
use learning::LearningError;

use super::spikes::{Bias, IMPLAUSIBLE, LARGEST_VOLTAGE, Shares, plausible};
use super::training::{MOST_ROWS, TeacherChoice};
use super::{AdaptationSettings, Experiment, InhibitionChoice, LifSettings, NeuronChoice, Protocol, Read};

/// Whether a value may stand, else its key and a message.
type Check = (bool, &'static str, String);

/// Largest current that a teacher may inject (A).
const LARGEST_CURRENT: f64 = 1.0;

/// Smallest tolerance of device voltages (V): steps below it would follow errors of rounding.
const SMALLEST_TOLERANCE: f64 = 1e-8;

impl Experiment {
    /// Values outside their range: keys and messages.
    pub(super) fn problems(&self) -> Vec<(&'static str, String)> {
        let encoder = match self.encoder.check() {
            Err(LearningError::Setting { name, value, expected }) => Some((name, format!("{value}: {expected}"))),
            _ => None,
        };
        let NeuronChoice::Lif(lif) = self.neuron;
        let fields = within("fields_per_feature", self.encoder.lines_per_feature(), 1000, "fields");
        let checks = neuron_checks(&lif)
            .into_iter()
            .chain(lif.adaptation.iter().flat_map(|adaptation| adaptation_checks(adaptation, &lif)))
            .chain(self.protocol_checks())
            .chain([fields, self.device.start_check()])
            .chain(self.spike_checks())
            .chain(self.training_checks(&lif))
            .chain(self.training.teacher.iter().flat_map(teacher_checks));
        let failed = checks.filter(|(holds, ..)| !holds).map(|(_, key, problem)| (key, problem));
        encoder.into_iter().chain(failed).chain(self.wires.problem()).collect()
    }

    fn protocol_checks(&self) -> Vec<Check> {
        match self.protocol {
            Protocol::HalfSplits(splits) => vec![within("half_splits", splits, 100_000, "splits")],
            Protocol::Official { seeds } => vec![within("seeds", seeds, 100_000, "seeds")],
            Protocol::Folds { repeats, folds } => vec![
                within("repeats", repeats, 10_000, "repeats"),
                ((2..=1000).contains(&folds), "folds", format!("{folds} folds: give at least 2 and at most 1000")),
            ],
        }
    }

    /// Shortest presentation (s) for data with `features` features: the latest pre spike, and the spike back that it may
    /// cause.
    pub(crate) fn shortest_presentation(&self, features: usize) -> f64 {
        let punished = |teacher: &TeacherChoice| Some(teacher.punish_delay + teacher.punish.as_ref()?.duration());
        let feedback = self.training.teacher.as_ref().and_then(punished).unwrap_or(0.0);
        let [pre, post] = self.spikes.longest();
        self.encoder.latest(features) + pre + feedback.max(post)
    }

    fn spike_checks(&self) -> [Check; 4] {
        let spikes = &self.spikes;
        // what needs no data; rows of signals in time are checked where they are known
        let needed = self.shortest_presentation(1);
        let too_short = "too short for the latest pre spike and the spike back that it may cause, or above 1000 s";
        let shares = match spikes.bias {
            Bias::Scheme(_) => true,
            Bias::Shares(Shares { columns, rows }) => [columns, rows].iter().all(|share| (-1.0..=1.0).contains(share)),
        };
        [
            (plausible(&spikes.pre), "pre", IMPLAUSIBLE.to_string()),
            (plausible(&spikes.post), "post", IMPLAUSIBLE.to_string()),
            (
                (needed..=1e3).contains(&spikes.presentation),
                "presentation",
                format!(
                    "{} is {too_short}: {} are needed",
                    engineering(spikes.presentation, "s"),
                    engineering(needed, "s")
                ),
            ),
            (shares, "bias", "a share of the post spike lies between -1 and 1".into()),
        ]
    }

    fn training_checks(&self, lif: &LifSettings) -> [Check; 9] {
        let (training, neurons) = (&self.training, lif.count);
        let shares = &training.ridge_thresholds;
        let among = |key, count, what: &str| {
            let message = format!("{count} neurons {what}, but there are {neurons}; give 1 to {neurons}");
            ((1..=neurons).contains(&count), key, message)
        };
        [
            (
                lif.t_ref.is_some() || matches!(training.read, Read::Winner | Read::Vote),
                "read",
                "rates and intervals need several spikes of a neuron: give `[neuron.lif]` a `t_ref`".into(),
            ),
            within("epochs", training.epochs, 100_000, "epochs"),
            among("vote", training.vote, "vote"),
            among("inhibit_after", training.inhibit_after, "may fire"),
            (
                (1..=16).contains(&shares.len()) && shares.iter().all(|share| *share > 0.0 && *share <= 1.0),
                "ridge_thresholds",
                format!("{shares:?} are no shares of the threshold; give 1 to 16 of them, each more than 0, at most 1"),
            ),
            (
                training.ridge_decay.is_none_or(|decay| decay > 0.0 && decay.is_finite()),
                "ridge_decay",
                "the time constant with which first spikes count for the regression must be positive".into(),
            ),
            within("every", training.snapshots.every, 100_000, "epochs"),
            within("rows", training.snapshots.rows, MOST_ROWS, "rows"),
            (
                (SMALLEST_TOLERANCE..=1.0).contains(&training.tolerance),
                "tolerance",
                format!("{} is outside 10 nV to 1 V", engineering(training.tolerance, "V")),
            ),
        ]
    }
}

fn neuron_checks(lif: &LifSettings) -> [Check; 7] {
    let keep = match lif.inhibition {
        InhibitionChoice::Hard => 0.0,
        InhibitionChoice::Soft(keep) => keep,
    };
    [
        within("count", lif.count, 4096, "neurons"),
        (
            lif.v_th_per_feature > 0.0 && lif.v_th_per_feature <= LARGEST_VOLTAGE,
            "v_th_per_feature",
            format!("{} is no threshold; give a positive voltage", engineering(lif.v_th_per_feature, "V")),
        ),
        (
            (0.0..=lif.v_th_per_feature).contains(&lif.v_th_floor_per_feature),
            "v_th_floor_per_feature",
            "the floor lies between 0 V and `v_th_per_feature`".into(),
        ),
        (
            (0.0..1.0).contains(&lif.homeostasis),
            "homeostasis",
            format!("{} is outside 0 (thresholds stay) to 1", lif.homeostasis),
        ),
        (
            lif.t_ref.is_none_or(|t_ref| (0.0..=1e3).contains(&t_ref)),
            "t_ref",
            "a refractory time lies between 0 s and 1000 s; leave it out for one spike per presentation".into(),
        ),
        (
            lif.tau_syn.is_none_or(|tau_syn| tau_syn > 0.0 && tau_syn <= 1e3),
            "tau_syn",
            "the time constant of the synaptic current is a positive time up to 1000 s; leave it out for a current that \
             reaches the neuron as it is"
                .into(),
        ),
        (
            (0.0..=1.0).contains(&keep),
            "inhibition",
            format!("{keep} is no share of the potential; give 0 (none is kept) to 1"),
        ),
    ]
}

fn adaptation_checks(adaptation: &AdaptationSettings, lif: &LifSettings) -> [Check; 3] {
    let AdaptationSettings { beta_per_feature, tau_b } = *adaptation;
    [
        (
            (0.0..=LARGEST_VOLTAGE).contains(&beta_per_feature),
            "beta_per_feature",
            format!("{} is no rise of a threshold; give 0 V or more", engineering(beta_per_feature, "V")),
        ),
        (
            tau_b > 0.0 && tau_b <= 1e3,
            "tau_b",
            format!("{} is no time in which a threshold comes back; give up to 1000 s", engineering(tau_b, "s")),
        ),
        (
            lif.t_ref.is_some(),
            "adaptation",
            "it acts on neurons that fire again within a presentation: give `[neuron.lif]` a `t_ref`, or leave it out"
                .into(),
        ),
    ]
}

fn teacher_checks(teacher: &TeacherChoice) -> [Check; 5] {
    let current = |key, current: f64| {
        let message = format!("{} is beyond 1 A; give the current into a neuron", engineering(current, "A"));
        (current.abs() <= LARGEST_CURRENT, key, message)
    };
    let delay = teacher.punish_delay;
    [
        current("right", teacher.right),
        current("wrong", teacher.wrong),
        (teacher.punish.as_ref().is_none_or(plausible), "punish", IMPLAUSIBLE.to_string()),
        (
            (0.0..=1e3).contains(&delay),
            "punish_delay",
            format!("{} is outside 0 s (at once) to 1000 s", engineering(delay, "s")),
        ),
        (
            teacher.punish.is_some() || delay == 0.0,
            "punish_delay",
            "there is no punishment to delay; give its spike as `punish`, or leave the delay out".into(),
        ),
    ]
}

/// A count from 1 to `most`.
pub(crate) fn within(key: &'static str, value: usize, most: usize, what: &str) -> (bool, &'static str, String) {
    ((1..=most).contains(&value), key, format!("{value} {what}: give at least 1 and at most {most}"))
}
