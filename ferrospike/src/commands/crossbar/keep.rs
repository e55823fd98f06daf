//! Files that keep a solution.

use std::path::Path;

use benchmarks::figures;
use benchmarks::problem::{Devices, Problem, Recorder, Solution, Solver, draw_heat_maps};
use crossbar::{Assembled, Circuit};
use traces::whole_file;

use super::report::Report;
use crate::cli::{Kept, Output};
use crate::failure::Failure;
use crate::results::{Destination, display};

/// What is written while a problem is solved.
pub struct Keeper<'a> {
    kept: &'a Kept,
    recording: Option<(Destination, Recorder)>,
}

impl<'a> Keeper<'a> {
    /// Opens the files, so that everything that could keep them from being written shows before the solve.
    ///
    /// # Errors
    /// [`Failure`] when a file exists and may not be replaced, or cannot be written.
    pub fn open(kept: &'a Kept, problem: &Problem, seed: u64) -> Result<Keeper<'a>, Failure> {
        if let Some(figure) = &kept.figure {
            check_figure(figure)?;
        }
        if kept.matrix_market.is_some() && matches!(problem.devices, Devices::Model(_)) {
            let reason = "the equations of nonlinear devices are no matrix; leave the option out";
            return Err(Failure::usage(format!("--matrix-market: {reason}")));
        }
        if kept.transfer && matches!(&problem.devices, Devices::Model(devices) if devices.have_gates()) {
            let reason = "the current of transistors follows the bit lines as well; leave the option out";
            return Err(Failure::usage(format!("--transfer: {reason}")));
        }
        for file in [&kept.csv, &kept.figure, &kept.matrix_market].into_iter().flatten() {
            check_free(file, kept.force)?;
        }
        let Some(destination) = destination(kept.output.as_deref(), kept.figure.as_deref(), kept.force)? else {
            return Ok(Keeper { kept, recording: None });
        };
        let trace = destination.create(seed, &problem.text, problem.sources())?;
        let recorder = Recorder::new(trace, problem).map_err(Failure::run)?;
        Ok(Keeper { kept, recording: Some((destination, recorder)) })
    }

    /// Records the solution of one input.
    ///
    /// # Errors
    /// [`Failure`] when the file cannot be written.
    pub fn record(&self, solver: &mut Solver<'_>, input: usize, solution: &Solution) -> Result<(), Failure> {
        match &self.recording {
            Some((_, recorder)) => recorder.append(solver, input, solution).map_err(Failure::run),
            None => Ok(()),
        }
    }

    /// Completes all files and returns what each holds, and its name.
    ///
    /// # Errors
    /// [`Failure`] when a file cannot be written.
    pub fn finish(self, problem: &Problem, report: &Report) -> Result<Vec<(&'static str, String)>, Failure> {
        let mut written = Vec::new();
        if let Some(file) = &self.kept.csv {
            write(file, &report.csv())?;
            written.push(("outputs", display(file)));
        }
        if let (Some(file), Devices::Ohmic(conductances)) = (&self.kept.matrix_market, &problem.devices) {
            written.extend(equations(file, problem, conductances)?);
        }
        let Some((destination, recorder)) = self.recording else { return Ok(written) };
        if let Some(conductances) = &report.transfer {
            recorder.transfer(conductances).map_err(Failure::run)?;
        }
        let file = recorder.finish(&report.solver()).map_err(Failure::run)?;
        written.push(("recorded", display(&file)));
        if let Some(figure) = &self.kept.figure {
            draw_heat_maps(&file, figure).map_err(Failure::run)?;
            written.push(("figure", display(figure)));
        } else {
            let drawn = figures::draw(&file, &destination.figures).map_err(Failure::run)?;
            written.extend(drawn.iter().map(|figure| ("figure", display(figure))));
        }
        Ok(written)
    }
}

/// Where to record: the file that was asked for, or one beside the figure that is drawn from it.
pub(super) fn destination(
    output: Option<&Path>,
    figure: Option<&Path>,
    force: bool,
) -> Result<Option<Destination>, Failure> {
    let beside = || Some((figure?.with_extension("h5"), "--figure"));
    let Some((file, option)) = output.map(|file| (file.into(), "--output")).or_else(beside) else { return Ok(None) };
    let destination = Destination::new("", &Output { output: Some(file), force })?;
    Ok(Some(Destination { option, ..destination }))
}

/// Whether `figure` has a name that says its format.
pub(super) fn check_figure(figure: &Path) -> Result<(), Failure> {
    let known = |extension: &std::ffi::OsStr| extension == "svg" || extension == "png";
    match figure.extension().is_some_and(known) {
        true => Ok(()),
        false => Err(Failure::usage(format!("--figure {}: give a name that ends in .svg or .png", display(figure)))),
    }
}

/// Whether `file` is free, or may be replaced.
pub(super) fn check_free(file: &Path, replace: bool) -> Result<(), Failure> {
    match file.exists() && !replace {
        true => Err(Failure::usage_help(format!("{} exists", display(file)), "name another file, or add --force")),
        false => Ok(()),
    }
}

fn write(file: &Path, text: &str) -> Result<(), Failure> {
    whole_file::write(file, text).map_err(|error| Failure::usage(format!("cannot write {}: {error}", display(file))))
}

/// The matrix of the first input in `file`, and its right side in a file whose name ends in `_b`.
fn equations(file: &Path, problem: &Problem, conductances: &[f64]) -> Result<[(&'static str, String); 2], Failure> {
    let circuit = Circuit::ohmic(&problem.wires, &problem.drives[0], conductances);
    let system = Assembled::new(&circuit).map_err(|error| Failure::located(*problem.locate(error)))?;
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    let right = file.with_file_name(format!("{name}_b.mtx"));
    write(file, &system.matrix_market())?;
    write(&right, &system.currents_market())?;
    Ok([("matrix", display(file)), ("right side", display(&right))])
}
