//! Data, devices and files of a training.

use std::path::Path;

use benchmarks::DataSet;
use benchmarks::measure::Outcome;
use benchmarks::supervised::Task;
use devices::units::RESISTANCE;
use learning::supervised::{Precision, SupervisedError};

use crate::cli::Trained;
use crate::commands::device::{Set, count, stem, with_imperfections};
use crate::commands::progress::counting;
use crate::commands::quantity::quantity;
use crate::commands::report::deliver;
use crate::failure::Failure;
use crate::results::Destination;

/// What is trained on what.
pub struct Prepared {
    data: DataSet,
    set: Set,
}

impl Prepared {
    /// Finds data and devices.
    ///
    /// # Errors
    /// [`Failure`] for what does not exist or cannot be used.
    pub fn new(arguments: &Trained) -> Result<Prepared, Failure> {
        let path = Path::new(&arguments.data);
        let data = match path.extension() {
            Some(_) => DataSet::open(path, &arguments.label),
            None => DataSet::embedded(&arguments.data),
        };
        let help = "give the name of an embedded set, or the path of a CSV file with an extension";
        let data = data.map_err(|error| Failure::usage_help(error, help))?;
        data.report.sentences().iter().for_each(|sentence| tracing::warn!("{}: {sentence}", data.name));
        Ok(Prepared { data, set: with_imperfections(&arguments.choice, arguments.imperfections.as_ref())? })
    }

    /// The task that the arguments ask for.
    ///
    /// # Errors
    /// [`Failure`] naming the first impossible value.
    pub fn task(&self, arguments: &Trained, epochs: usize) -> Result<Task<'_>, Failure> {
        let segment = quantity("segment", &arguments.segment, RESISTANCE)?;
        if !(segment >= 0.0 && segment.is_finite()) {
            return Err(Failure::usage(format!("--segment {}: give a resistance of 0 ohm or more", arguments.segment)));
        }
        if !(arguments.tolerance > 0.0 && arguments.tolerance < 1.0) {
            let tolerance = arguments.tolerance;
            return Err(Failure::usage(format!(
                "--tolerance {tolerance}: give a share of the window, above 0, below 1"
            )));
        }
        let precision = arguments.bits.map_or(Precision::Continuous, Precision::Bits);
        precision.check().map_err(Failure::usage)?;
        Ok(Task {
            data: &self.data,
            device: &self.set.device,
            protocol: self.set.entry.protocol,
            hidden: count("hidden", arguments.hidden)?,
            epochs,
            splits: count("splits", arguments.splits)?,
            seed: arguments.seed,
            precision,
            segment,
            tolerance: arguments.tolerance,
            pulses: count("pulses", arguments.pulses)?,
        })
    }

    /// Trains by `run`, which calls what it is given after each split; records, draws and prints the outcome.
    ///
    /// # Errors
    /// [`Failure`] when the training cannot go on or the result cannot be written; the latter shows before it begins.
    pub fn take<O: Outcome>(
        &self,
        arguments: &Trained,
        run: impl FnOnce(&(dyn Fn() + Sync)) -> Result<O, SupervisedError>,
    ) -> Result<(), Failure> {
        let name = format!("{}-{}-{}", O::NAME, stem(&self.data.name), stem(&self.set.entry.name));
        let destination = Destination::new(&name, &arguments.output)?;
        let trace = destination.create(arguments.seed, &self.set.text, vec![self.set.entry.source.clone()])?;
        let bar = counting(arguments.splits, "splits");
        let outcome = run(&|| bar.inc(1)).map_err(failure)?;
        bar.finish_and_clear();
        deliver(trace, &outcome, &destination, &[], arguments.json)
    }
}

/// What must change when a training cannot go on: settings and data, or nothing that was given.
fn failure(error: SupervisedError) -> Failure {
    match error {
        SupervisedError::Circuit(_) => Failure::run(error),
        _ => Failure::usage(error),
    }
}
