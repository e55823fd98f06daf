//! The table that ranks devices on one task.

use std::path::Path;

use devices::units::engineering;
use traces::figures::{Axis, Curve, Line, Svg};
use traces::{ReadError, TraceFile};

use super::row::{percent, with_deviation};
use super::text::quoted;
use super::{DeviceJob, Origin};
use crate::{Experiment, mean_and_sd, parameter_set};

/// What a device has reached, from its recorded file.
#[derive(Clone, Debug, PartialEq)]
pub struct Reached {
    /// How rows are divided.
    pub protocol: String,
    /// Share of test rows that the first neuron to fire reads rightly, split by split.
    pub winner: Vec<f64>,
    /// The same by vote of the first neurons to fire.
    pub vote: Vec<f64>,
    /// Share of test rows for which no neuron fired: the one nearest to its threshold answered.
    pub silent: f64,
    /// Mean energy of a test presentation (J).
    pub energy_per_classification: f64,
    /// Mean energy of a training presentation (J).
    pub energy_per_training: f64,
    /// Mean simulated time of a split (s).
    pub simulated: f64,
    /// Mean wall time of a split (s).
    pub wall: f64,
}

/// One device in the table.
#[derive(Clone, Debug, PartialEq)]
pub struct DeviceRow {
    /// The parameter set.
    pub device: String,
    /// The model that its values belong to.
    pub model: String,
    /// Where its spikes come from; none when it cannot follow the task.
    pub origin: Option<Origin>,
    /// What it has reached; none when it could not run.
    pub reached: Option<Reached>,
    /// Why it could not run, or how far its values are verified.
    pub remark: String,
}

impl Reached {
    /// What the file of an experiment holds.
    ///
    /// # Errors
    /// [`ReadError`] when the file cannot be read.
    pub fn recorded(file: &Path, experiment: &Experiment) -> Result<Self, ReadError> {
        let trace = TraceFile::open(file)?;
        let values = |name: &str| Ok(trace.read::<f64>(&format!("test/{name}"))?.values);
        let mean = |name: &str| -> Result<f64, ReadError> { Ok(mean_and_sd(&values(name)?).0) };
        let fired = trace.read::<i64>("test/fired")?.values;
        let count = |value: i64| fired.iter().filter(|fired| **fired == value).count() as f64;
        Ok(Self {
            silent: count(0) / (count(0) + count(1)).max(1.0),
            protocol: experiment.protocol.describe(),
            winner: values("accuracy_winner")?,
            vote: values("accuracy")?,
            energy_per_classification: mean("energy_per_classification")?,
            energy_per_training: mean("energy_per_training")?,
            simulated: mean("simulated_time")?,
            wall: mean("wall_time")?,
        })
    }
}

impl DeviceRow {
    /// Titles of [`cells`](DeviceRow::cells).
    pub const TITLES: [&'static str; 12] = [
        "rank",
        "device",
        "model",
        "protocol",
        "first neuron (%)",
        "vote (%)",
        "on/off",
        "energy per classification",
        "energy per training",
        "simulated per split",
        "pulses",
        "remark",
    ];

    /// A device that has run.
    pub fn new(job: &DeviceJob, reached: Reached) -> Self {
        let (model, remark) = known(&job.device);
        let hand = "spikes chosen by hand on validation rows";
        let remark = if job.origin == Origin::Experiment { format!("{hand}; {remark}") } else { remark };
        let silent = match reached.silent {
            0.0 => String::new(),
            share => format!("; no neuron fired for {:.1} % of the test rows, the nearest answered", 100.0 * share),
        };
        let (device, remark) = (job.device.clone(), remark + &silent);
        Self { device, model, origin: Some(job.origin.clone()), reached: Some(reached), remark }
    }

    /// A device that cannot do the task, and why.
    pub fn refused(device: &str, origin: Option<Origin>, why: String) -> Self {
        Self { device: device.into(), model: known(device).0, origin, reached: None, remark: why }
    }

    /// Mean accuracy of the first neuron; none for a device that could not run.
    fn accuracy(&self) -> Option<f64> {
        self.reached.as_ref().map(|reached| mean_and_sd(&reached.winner).0)
    }

    /// The row in words; `rank` counts from 1.
    pub fn cells(&self, rank: usize) -> [String; 12] {
        let [device, model] = [&self.device, &self.model].map(String::clone);
        let (ratio, pulses) = match &self.origin {
            Some(Origin::Calibration(calibration)) => {
                let [on, off] = calibration.currents;
                (format!("{:.3}", on / off), calibration.describe())
            }
            Some(Origin::Experiment) => (String::new(), "of the experiment".into()),
            None => Default::default(),
        };
        let Some(reached) = &self.reached else {
            let none = String::new;
            let remark = self.remark.clone();
            return [none(), device, model, none(), none(), none(), ratio, none(), none(), none(), pulses, remark];
        };
        let shares = |shares: &[f64]| with_deviation(percent(shares), shares.len());
        let [classification, training] =
            [reached.energy_per_classification, reached.energy_per_training].map(|energy| engineering(energy, "J"));
        let (winner, vote) = (shares(&reached.winner), shares(&reached.vote));
        let (protocol, simulated) = (reached.protocol.clone(), engineering(reached.simulated, "s"));
        let (rank, remark) = (rank.to_string(), self.remark.clone());
        [rank, device, model, protocol, winner, vote, ratio, classification, training, simulated, pulses, remark]
    }
}

/// Model and status of a parameter set.
fn known(device: &str) -> (String, String) {
    parameter_set(device).map_or_else(|_| Default::default(), |set| (set.model, format!("values {}", set.status)))
}

/// Best devices first, those that could not run last.
pub fn rank(rows: &mut [DeviceRow]) {
    let key = |row: &DeviceRow| row.accuracy().unwrap_or(-1.0);
    rows.sort_by(|a, b| key(b).total_cmp(&key(a)).then_with(|| a.device.cmp(&b.device)));
}

/// Accuracy of the first neuron, device by device in the order of `rows`, with standard deviations over the splits.
pub fn device_figure(rows: &[DeviceRow]) -> Svg {
    let ran = rows.iter().filter_map(|row| Some((row, row.reached.as_ref()?)));
    let line = |(k, (row, reached)): (usize, (&DeviceRow, &Reached))| {
        let (mean, sd) = percent(&reached.winner);
        let hand = if row.origin == Some(Origin::Experiment) { " (by hand)" } else { "" };
        Line::with_bars(&format!("{}{hand}", row.device), vec![((k + 1) as f64, mean)], vec![sd])
    };
    let (x, y) = (Axis::whole("Rank"), Axis::percent("Test accuracy, first neuron"));
    Curve { x, y, lines: ran.enumerate().map(line).collect() }.draw()
}

/// Devices as comma-separated values: numbers in SI units, accuracy in percent; a header row first.
pub fn device_csv(rows: &[DeviceRow]) -> String {
    let header = "rank,device,model,protocol,first_neuron_mean_percent,first_neuron_sd_percent,vote_mean_percent,\
                  vote_sd_percent,splits,current_on_A,current_off_A,energy_per_classification_J,energy_per_training_J,\
                  simulated_s,wall_s,plateau_V,potentiating_V,potentiating_s,depressing_V,depressing_s,remark";
    let lines = rows.iter().enumerate().map(|(k, row)| {
        let reached = row.reached.as_ref().map_or_else(
            || vec![String::new(); 10],
            |reached| {
                let ((winner, sd), (vote, vote_sd)) = (percent(&reached.winner), percent(&reached.vote));
                let Reached { energy_per_classification, energy_per_training, simulated, wall, .. } = *reached;
                let percents = [winner, sd, vote, vote_sd].map(|value| format!("{value:.4}"));
                let rest = [energy_per_classification, energy_per_training, simulated, wall].map(|v| format!("{v:e}"));
                let splits = reached.winner.len().to_string();
                [&[reached.protocol.clone()][..], &percents, &[splits], &rest].concat()
            },
        );
        let pulses = match &row.origin {
            Some(Origin::Calibration(c)) => {
                let (up, down) = (c.post.potentiating(), c.post.depressing());
                let first = [c.currents[0], c.currents[1], c.plateau].map(Some);
                let second = [up.map(|up| up.voltage), up.map(|up| up.width), Some(down.voltage), Some(down.width)];
                let field = |value: &Option<f64>| value.map_or_else(String::new, |value| format!("{value:e}"));
                first.iter().chain(&second).map(field).collect()
            }
            _ => vec![String::new(); 7],
        };
        let rank = row.reached.as_ref().map_or_else(String::new, |_| (k + 1).to_string());
        let names = [rank, row.device.clone(), row.model.clone()];
        let fields =
            [&names[..], &reached[..6], &pulses[..2], &reached[6..], &pulses[2..], std::slice::from_ref(&row.remark)];
        fields.concat().iter().map(|field| quoted(field)).collect::<Vec<_>>().join(",")
    });
    [header.to_string()].into_iter().chain(lines).map(|line| line + "\n").collect()
}
