//! Problem files as netlists of ngspice.

use std::path::Path;

use benchmarks::problem::{Devices, ModelDevices, Problem, Waveforms};
use crossbar::spice::{NetlistError, Switching, Transient, device_operating_point, operating_point, transient};
use crossbar::{Circuit, Plates};
use devices::spice::Subcircuit;

use super::export_spice::{INTERVALS, LARGEST, STEPS};
use crate::failure::Failure;

/// The problem in the file as a netlist: in time where it has waveforms, then writing into `table`, else at rest.
///
/// # Errors
/// [`Failure`] for files that cannot be used, and for what has no netlist: devices without a subcircuit, many inputs.
pub fn problem_netlist(path: &Path, table: &str) -> Result<String, Failure> {
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv")) {
        let name = path.display();
        let help = format!("write a problem file with `conductances = \"{name}\"`, [wires] and [drive]");
        return Err(Failure::usage_help(format!("{name} has no lines and no voltages"), help));
    }
    let problem = Problem::open(path).map_err(|error| Failure::located(*error))?;
    let (rows, columns, name) = (problem.wires.rows, problem.wires.columns, &problem.name);
    let most = LARGEST * LARGEST;
    if rows * columns > most {
        return Err(Failure::usage(format!("{name}: {rows} x {columns} devices; a netlist has at most {most}")));
    }
    match &problem.waveforms {
        Some(waveforms) => in_time(&problem, waveforms, table),
        None => at_rest(&problem),
    }
}

fn at_rest(problem: &Problem) -> Result<String, Failure> {
    let Problem { name, wires, .. } = problem;
    let [drive] = problem.drives.as_slice() else {
        let inputs = problem.drives.len();
        let help = "leave one vector in `inputs`, or give it as `left`";
        return Err(Failure::usage_help(format!("{name} has {inputs} inputs; a netlist has one"), help));
    };
    match &problem.devices {
        Devices::Ohmic(conductances) => {
            operating_point(&Circuit::ohmic(wires, drive, conductances)).map_err(NetlistError::from)
        }
        Devices::Model(devices) => {
            device_operating_point(wires, drive, &subcircuit(problem, devices)?, &devices.positions)
        }
    }
    .map_err(|error| refused(problem, error))
}

fn in_time(problem: &Problem, waveforms: &Waveforms, table: &str) -> Result<String, Failure> {
    let subcircuit_text;
    let switching = match &problem.devices {
        Devices::Ohmic(conductances) => Switching::Ohmic(conductances),
        Devices::Model(devices) => {
            subcircuit_text = subcircuit(problem, devices)?;
            Switching::Devices { subcircuit: &subcircuit_text, positions: &devices.positions }
        }
    };
    transient(&Transient {
        wires: &problem.wires,
        sources: &waveforms.sources,
        switching,
        capacitance: problem.capacitance,
        stop: waveforms.stop,
        interval: waveforms.sample,
        // what is recorded must not decide how well switching is resolved
        longest_step: waveforms.sample.min(waveforms.stop / INTERVALS) / STEPS,
        table,
    })
    .map_err(|error| refused(problem, error))
}

fn subcircuit(problem: &Problem, devices: &ModelDevices) -> Result<Subcircuit, Failure> {
    if devices.has_cell() {
        let message = format!("{}, `device.cell`: cells are not written down for ngspice", problem.name);
        return Err(Failure::usage_help(message, "take the cell out of the problem to export its devices alone"));
    }
    if problem.capacitance.plates == Plates::Counted {
        let message = format!("{}, `device`: the charge of a film is not written down for ngspice", problem.name);
        return Err(Failure::usage_help(message, "leave out the charge of the devices, or give them a `capacitance`"));
    }
    devices.subcircuit().map_err(|error| Failure::usage(format!("{}, `device`: {error}", problem.name)))
}

/// Why there is no netlist, with the place in the problem where it has one.
fn refused(problem: &Problem, error: NetlistError) -> Failure {
    match error {
        NetlistError::Circuit(error) => Failure::located(*problem.locate(error)),
        error => Failure::usage(format!("{}: {error}", problem.name)),
    }
}
