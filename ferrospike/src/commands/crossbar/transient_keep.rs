//! Files that keep a run through time.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use benchmarks::figures;
use benchmarks::problem::{Problem, TimeCsv, TimeRecorder, draw_strips};
use crossbar::{Moment, Observer};
use devices::DeviceArray;

use super::keep::{check_figure, check_free};
use crate::cli::{Output, Transient};
use crate::failure::Failure;
use crate::results::{Destination, display};

/// What is written while time runs.
pub struct Keeper<'a> {
    arguments: &'a Transient,
    recording: Option<(Destination, TimeRecorder)>,
    csv: Option<(&'a Path, TimeCsv<BufWriter<File>>)>,
}

impl<'a> Keeper<'a> {
    /// Opens the files, so that everything that could keep them from being written shows before the run.
    ///
    /// # Errors
    /// [`Failure`] when a file exists and may not be replaced, or cannot be written.
    pub fn open(arguments: &'a Transient, problem: &Problem) -> Result<Keeper<'a>, Failure> {
        if let Some(figure) = &arguments.figure {
            check_figure(figure)?;
        }
        for file in [&arguments.csv, &arguments.figure].into_iter().flatten() {
            check_free(file, arguments.force)?;
        }
        let beside = |figure: &PathBuf| figure.with_extension("h5");
        let recording = match arguments.output.clone().or_else(|| arguments.figure.as_ref().map(beside)) {
            None => None,
            Some(file) => {
                let destination = Destination::new("", &Output { output: Some(file), force: arguments.force })?;
                let trace = destination.create(problem.seed(), &problem.text, problem.sources())?;
                Some((destination, TimeRecorder::new(trace, problem).map_err(Failure::run)?))
            }
        };
        let csv = arguments.csv.as_deref().map(|file| open_csv(file, problem)).transpose()?;
        Ok(Keeper { arguments, recording, csv })
    }

    /// Completes all files and returns what each holds, and its name.
    ///
    /// # Errors
    /// [`Failure`] when a file cannot be written.
    pub fn finish(self) -> Result<Vec<(&'static str, String)>, Failure> {
        let mut written = Vec::new();
        if let Some((file, csv)) = self.csv {
            csv.finish().map_err(|error| cannot_write(file, &error))?;
            written.push(("samples", display(file)));
        }
        let Some((destination, recorder)) = self.recording else { return Ok(written) };
        let file = recorder.finish().map_err(Failure::run)?;
        written.push(("recorded", display(&file)));
        if let Some(figure) = &self.arguments.figure {
            draw_strips(&file, figure).map_err(Failure::run)?;
            written.push(("figure", display(figure)));
        } else {
            let drawn = figures::draw(&file, &destination.figures).map_err(Failure::run)?;
            written.extend(drawn.iter().map(|figure| ("figure", display(figure))));
        }
        Ok(written)
    }
}

impl Observer for Keeper<'_> {
    fn sample(&mut self, moment: &Moment, devices: &dyn DeviceArray) {
        if let Some((_, recorder)) = &mut self.recording {
            recorder.sample(moment, devices);
        }
        if let Some((_, csv)) = &mut self.csv {
            csv.sample(moment, devices);
        }
    }
}

fn open_csv<'a>(file: &'a Path, problem: &Problem) -> Result<(&'a Path, TimeCsv<BufWriter<File>>), Failure> {
    let opened = File::create(file).and_then(|opened| TimeCsv::new(BufWriter::new(opened), &problem.wires));
    opened.map(|csv| (file, csv)).map_err(|error| cannot_write(file, &error))
}

fn cannot_write(file: &Path, error: &std::io::Error) -> Failure {
    Failure::usage(format!("cannot write {}: {error}", display(file)))
}
