//! One task on many devices: which experiments run, with spikes from the calibration of each device.

use std::path::Path;

use toml::{Table, Value};

use super::{Benchmark, Job, Options, Recipe};
use crate::Experiment;
use crate::calibration::{Calibration, CalibrationError, calibrate};
use crate::experiment::MOST_ROWS;
use crate::trained::device_fingerprint;

/// Devices that are compared when none are named: ferroelectric junctions and transistors, resistive and phase-change
/// memories.
pub const DEVICES: [&str; 9] = [
    "bfo_demo",
    "alessandri2019_hzo",
    "deng2020_fefet_demo",
    "chanthbouala2012_demo",
    "lammie2020_vteam",
    "yakopcic2013",
    "nugent2014_wox",
    "lammie2020_stanford_pku",
    "pcm_demo",
];

/// Half splits per device when no number is given.
const SPLITS: usize = 10;

/// Where the spikes of a row come from.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// The experiment, as it is written.
    Experiment,
    /// What the device does under pulses.
    Calibration(Calibration),
}

/// One device, ready to learn.
#[derive(Clone, Debug, PartialEq)]
pub struct DeviceJob {
    /// The parameter set.
    pub device: String,
    /// What runs.
    pub job: Job,
    /// Where its spikes come from.
    pub origin: Origin,
}

impl Benchmark {
    /// The experiment without a teacher, as it is written, under half splits (under the official split where those are not
    /// allowed): what devices are compared with.
    pub fn by_hand(&self, options: &Options) -> DeviceJob {
        let task = self.device_task(&Options { device: None, ..options.clone() });
        let device = self.recipe(&task).device.parameters;
        let job = Job { name: format!("{device}-by-hand"), ..task };
        DeviceJob { device, job, origin: Origin::Experiment }
    }

    /// The same task for the device `device` with the spikes that its calibration finds.
    ///
    /// # Errors
    /// [`CalibrationError`] for an unknown device, and for one that cannot follow the recipe.
    pub fn on_device(&self, device: &str, options: &Options) -> Result<DeviceJob, CalibrationError> {
        let options = Options { device: Some(device.into()), ..options.clone() };
        let (job, calibration) = self.calibrated(&self.device_task(&options))?;
        let stem = Path::new(device).file_stem().map_or_else(|| device.into(), |stem| stem.to_string_lossy());
        let job = Job { name: stem.into_owned(), ..job };
        Ok(DeviceJob { device: device.into(), job, origin: Origin::Calibration(calibration) })
    }

    fn device_task(&self, options: &Options) -> Job {
        let count = options.count.or((!options.quick).then_some(SPLITS));
        let job = self.of_recipe(Recipe::Unsupervised, &Options { count, ..options.clone() });
        looked_at_in_the_end(&job.expect("every set is learned without labels"))
    }

    /// A job whose device is not that of the experiment, with the spikes that its calibration finds.
    ///
    /// # Errors
    /// [`CalibrationError`] for an unknown device, and for one that cannot follow the recipe.
    ///
    /// # Panics
    /// When the job is none of this benchmark.
    pub fn calibrated(&self, job: &Job) -> Result<(Job, Calibration), CalibrationError> {
        let recipe = self.recipe(job);
        let mut text: Table = job.text.parse().expect("jobs are TOML");
        let device = text.get_mut("device").and_then(Value::as_table_mut).expect("jobs name a device");
        if device.get("parameters").and_then(Value::as_str) == Some(recipe.device.parameters.as_str()) {
            // the experiment's own device, with the changes that make it fit for reading
            device.insert("change".into(), Value::Table(recipe.device.change.clone()));
        }
        let asked = Experiment::parse(&job.name, &text.to_string()).expect("what changes in a job keeps it readable");
        let calibration = calibrate(&asked, &recipe)?;
        let (device, _) = asked.device.load().map_err(Box::new)?;
        calibration.apply(&mut text, &recipe);
        let comments = comments(job);
        // a file of the same name may hold other values: the text has to differ where the devices do
        let mark = device_fingerprint(&device);
        let text = format!(
            "{comments}\n# Spikes, times, capacitance and what holds the lines follow from a calibration of the device.\n\
             # Device parameters have the fingerprint {mark:016x}.\n{text}"
        );
        Ok((Job { text, ..job.clone() }, calibration))
    }
}

/// The same job without what the ranking does not show: a learning curve and a regression at several thresholds are more presentations
/// than the learning itself, and each takes long where devices do not obey Ohm's law. What is learned is the same.
fn looked_at_in_the_end(job: &Job) -> Job {
    let mut text: Table = job.text.parse().expect("jobs are TOML");
    let training = text.get_mut("training").and_then(Value::as_table_mut).expect("jobs have a training");
    let epochs = training.get("epochs").cloned().expect("jobs say how long they learn");
    let all = super::plan::integer(MOST_ROWS as u64);
    training.insert("snapshots".into(), Table::from_iter([("every".into(), epochs), ("rows".into(), all)]).into());
    training.insert("ridge_thresholds".into(), vec![1.0].into());
    Job { text: format!("{}\n{text}", comments(job)), ..job.clone() }
}

/// The lines of a job before its first key.
fn comments(job: &Job) -> String {
    job.text.lines().take_while(|line| line.starts_with('#')).collect::<Vec<_>>().join("\n")
}
