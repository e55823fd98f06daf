//! Files that keep a run through time.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use benchmarks::figures;
use benchmarks::problem::{Problem, TimeCsv, TimeRecorder, draw_strips};
use crossbar::{Moment, Observer};
use devices::DeviceArray;
use traces::whole_file;

use super::keep::{check_figure, check_free, destination};
use crate::cli::Transient;
use crate::failure::Failure;
use crate::results::{Destination, display};

/// What is written while time runs.
pub struct Keeper<'a> {
    arguments: &'a Transient,
    recording: Option<(Destination, TimeRecorder)>,
    csv: Option<Samples<'a>>,
}

/// Samples as CSV, which take their name when they are complete.
struct Samples<'a> {
    file: &'a Path,
    /// The name until then; a device such as /dev/stdout takes none.
    partial: Option<PathBuf>,
    csv: TimeCsv<BufWriter<File>>,
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
        let (output, figure) = (arguments.output.as_deref(), arguments.figure.as_deref());
        let recording = match destination(output, figure, arguments.force)? {
            None => None,
            Some(destination) => {
                let trace = destination.create(problem.seed(), &problem.text, problem.sources())?;
                Some((destination, TimeRecorder::new(trace, problem).map_err(Failure::run)?))
            }
        };
        let csv = arguments.csv.as_deref().map(|file| Samples::open(file, problem)).transpose()?;
        Ok(Keeper { arguments, recording, csv })
    }

    /// Completes all files and returns what each holds, and its name.
    ///
    /// # Errors
    /// [`Failure`] when a file cannot be written.
    pub fn finish(self) -> Result<Vec<(&'static str, String)>, Failure> {
        let mut written = Vec::new();
        if let Some(samples) = self.csv {
            written.push(("samples", samples.finish()?));
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
        if let Some(samples) = &mut self.csv {
            samples.csv.sample(moment, devices);
        }
    }
}

impl<'a> Samples<'a> {
    fn open(file: &'a Path, problem: &Problem) -> Result<Self, Failure> {
        let is_file = file.metadata().map_or(true, |found| found.is_file());
        let partial = is_file.then(|| whole_file::partial_path(file));
        let opened = File::create(partial.as_deref().unwrap_or(file));
        let csv = opened.and_then(|opened| TimeCsv::new(BufWriter::new(opened), &problem.wires));
        csv.map(|csv| Self { file, partial, csv }).map_err(|error| cannot_write(file, &error))
    }

    /// Completes the file and returns its name.
    fn finish(self) -> Result<String, Failure> {
        let Self { file, partial, csv } = self;
        let finished = csv.finish().and_then(|()| partial.map_or(Ok(()), |partial| whole_file::rename(&partial, file)));
        finished.map(|()| display(file)).map_err(|error| cannot_write(file, &error))
    }
}

fn cannot_write(file: &Path, error: &std::io::Error) -> Failure {
    Failure::usage(format!("cannot write {}: {error}", display(file)))
}

#[cfg(test)]
mod tests {
    use benchmarks::problem::TRANSIENT_EXAMPLE;
    use clap::Parser;

    use super::*;
    use crate::cli::{Cli, Command, CrossbarTask};

    #[test]
    fn samples_take_their_name_when_they_are_complete() {
        let folder = tempfile::tempdir().unwrap();
        let (text, csv) = (folder.path().join("a.toml"), folder.path().join("o.csv"));
        std::fs::write(&text, TRANSIENT_EXAMPLE).unwrap();
        std::fs::write(&csv, "old").unwrap();
        let words = ["ferrospike", "crossbar", "transient", "a.toml", "--force", "--csv", csv.to_str().unwrap()];
        let Command::Crossbar(asked) = Cli::try_parse_from(words).unwrap().command else { panic!("another command") };
        let CrossbarTask::Transient(arguments) = asked.task else { panic!("another task") };
        let keeper = Keeper::open(&arguments, &Problem::open(&text).unwrap()).ok().unwrap();
        assert_eq!(std::fs::read_to_string(&csv).unwrap(), "old", "a run that ends early leaves it alone");
        keeper.finish().ok().unwrap();
        assert!(std::fs::read_to_string(&csv).unwrap().starts_with("time_s,"));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "nothing stays beside it");
    }
}
