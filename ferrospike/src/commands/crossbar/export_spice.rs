//! `ferrospike crossbar export-spice`: circuits as netlists of ngspice.

use std::path::Path;

use crossbar::spice::{Switching, Transient, operating_point, transient};
use crossbar::{Capacitance, Circuit, ReferencePulses};
use devices::units::RESISTANCE;
use toml::Table;
use traces::whole_file;

use super::problem_netlist::problem_netlist;
use super::reference::{Texts, reference};
use crate::cli::ExportSpice;
use crate::commands::device::find;
use crate::commands::quantity::quantity;
use crate::failure::Failure;
use crate::output::print;

/// Largest array (lines): its netlist has some 100 MB.
pub const LARGEST: usize = 1024;

/// Rows of the table of a transient.
pub const INTERVALS: f64 = 1000.0;

/// Steps of ngspice per row of the table, at least.
pub const STEPS: f64 = 10.0;

/// Writes the netlist.
///
/// # Errors
/// [`Failure`] for impossible values, what has no netlist, and a file that exists or cannot be written.
pub fn export(arguments: &ExportSpice) -> Result<(), Failure> {
    if let Some(file) = arguments.output.as_deref().filter(|file| file.exists() && !arguments.force) {
        return Err(Failure::usage_help(format!("{} exists", file.display()), "name another file, or add --force"));
    }
    let table = table_name(arguments.output.as_deref());
    let netlist = match &arguments.problem {
        Some(path) => problem_netlist(path, &table)?,
        None => random(arguments, arguments.random.unwrap_or(0), &table)?,
    };
    let Some(file) = &arguments.output else { return print(netlist.trim_end()) };
    whole_file::write(file, netlist).map_err(|error| {
        Failure::usage_help(format!("cannot write {}: {error}", file.display()), "name another file")
    })?;
    if arguments.json {
        return print(&serde_json::json!({ "netlist": file }).to_string());
    }
    print(&format!("netlist    {}", file.display()))
}

fn random(arguments: &ExportSpice, size: usize, table: &str) -> Result<String, Failure> {
    if !(1..=LARGEST).contains(&size) {
        return Err(Failure::usage(format!("--random {size}: a netlist has 1 to {LARGEST} lines")));
    }
    match &arguments.device {
        None => static_reference(arguments, size),
        Some(name) => pulsed_reference(arguments, size, name, table),
    }
}

fn static_reference(arguments: &ExportSpice, size: usize) -> Result<String, Failure> {
    let texts = Texts {
        segment: &arguments.segment,
        g_min: &arguments.g_min,
        g_max: &arguments.g_max,
        v_max: &arguments.v_max,
    };
    let reference = reference(size, arguments.seed, &texts)?;
    let (wires, drive, conductances) = reference.circuit();
    operating_point(&Circuit::ohmic(&wires, &drive, &conductances)).map_err(Failure::usage)
}

fn pulsed_reference(arguments: &ExportSpice, size: usize, name: &str, table: &str) -> Result<String, Failure> {
    let entry = find(name)?;
    let device = entry.device(&Table::new()).map_err(Failure::usage)?;
    let subcircuit = device.subcircuit().map_err(|error| Failure::usage(format!("--device {name}: {error}")))?;
    let pulses = ReferencePulses {
        size,
        seed: arguments.seed,
        segment: quantity("segment", &arguments.segment, RESISTANCE)?,
        on: entry.protocol.on,
        off: entry.protocol.off,
    };
    let (wires, sources, positions) = pulses.circuit().map_err(Failure::usage)?;
    let interval = pulses.stop() / INTERVALS;
    transient(&Transient {
        wires: &wires,
        sources: &sources,
        switching: Switching::Devices { subcircuit: &subcircuit, positions: &positions },
        capacitance: Capacitance::default(),
        stop: pulses.stop(),
        interval,
        longest_step: interval / STEPS,
        table,
    })
    .map_err(Failure::usage)
}

/// Name of the table that ngspice writes, after that of the netlist.
fn table_name(netlist: Option<&Path>) -> String {
    let stem = netlist.and_then(Path::file_stem).map_or("crossbar".into(), |stem| stem.to_string_lossy());
    format!("{stem}.table")
}
