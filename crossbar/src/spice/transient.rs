//! An array in time as a netlist.

use devices::spice::Subcircuit;
use thiserror::Error;

use super::{
    names::{suffix, terminal},
    network::Netlist,
    operating_point::{devices, nodes},
};
use crate::{
    circuit::Circuit,
    drive::Drive,
    dynamics::Capacitance,
    error::{Lines, SolveError},
    line::OneLine,
    transient::{LineSources, Source},
    wires::{Wires, check_length},
};

/// What joins the word and bit lines.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Switching<'a> {
    /// Resistors of these conductances (S), row-major.
    Ohmic(&'a [f64]),
    /// Devices of one model.
    Devices {
        /// The model and its parameters.
        subcircuit: &'a Subcircuit,
        /// Where each device starts, 0 off to 1 on, row-major.
        positions: &'a [f64],
    },
}

/// An array whose sources change in time.
#[derive(Clone, Copy, Debug)]
pub struct Transient<'a> {
    /// The lines.
    pub wires: &'a Wires,
    /// What holds their ends.
    pub sources: &'a LineSources,
    /// What joins them.
    pub switching: Switching<'a>,
    /// What stores charge; no model that has a subcircuit stores any in its plates.
    pub capacitance: Capacitance,
    /// Duration (s).
    pub stop: f64,
    /// Interval at which results are written (s).
    pub interval: f64,
    /// Longest step of ngspice (s).
    pub longest_step: f64,
    /// Name of the file into which ngspice writes its table, without blanks.
    pub table: &'a str,
}

/// Why a transient cannot be written down.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum NetlistError {
    /// The circuit itself is impossible.
    #[error(transparent)]
    Circuit(#[from] SolveError),
    /// A time that nothing can last.
    #[error("`{field}` is {value} s; give a finite time above 0 s")]
    Time {
        /// `stop`, `interval` or `longest_step`.
        field: &'static str,
        /// Time found (s).
        value: f64,
    },
    /// A capacitance that no line has.
    #[error("`{field}` of the capacitance is {value} F; it must be finite and not negative")]
    Capacitance {
        /// `word`, `bit` or `device`.
        field: &'static str,
        /// Capacitance found (F).
        value: f64,
    },
    /// A position that no device has.
    #[error("device ({row}, {column}) starts at position {value}; give 0 (off) to 1 (on)")]
    Position {
        /// Word line of the device.
        row: usize,
        /// Bit line of the device.
        column: usize,
        /// Position found.
        value: f64,
    },
    /// Two sources joined by a perfect conductor.
    #[error(
        "the sources at {first} and {last} are joined by a perfect conductor but differ; give the line a resistance"
    )]
    Short {
        /// One line end.
        first: String,
        /// The other.
        last: String,
    },
    /// A name that ngspice cannot read.
    #[error("ngspice cannot write the table `{name}`; give a file name without blanks and quotes")]
    Table {
        /// The name.
        name: String,
    },
}

/// A netlist of ngspice that follows the array in time and writes a table: time (s), the position of every device,
/// `v(position<row>_<column>)`, and the current (A) out of every held line end, one row per `interval`.
///
/// # Errors
/// [`NetlistError`] names the value that is impossible.
pub fn transient(transient: &Transient<'_>) -> Result<String, NetlistError> {
    let drive = transient.check()?;
    let Transient { wires, stop, .. } = *transient;
    let mut netlist = Netlist::new("Crossbar in time", wires, &drive);
    netlist.line(
        "* v(position<row>_<column>) is the position of a device, 0 off to 1 on.\n\
         .options reltol=1e-6 abstol=1e-15 vntol=1e-10 chgtol=1e-20 trtol=1 method=trap",
    );
    netlist.network(&drive, |line, end| transient.source_text(line, end));
    transient.capacitors(&mut netlist);
    let mut saved: Vec<String> = Vec::new();
    match transient.switching {
        Switching::Ohmic(conductances) => devices(&mut netlist, wires.columns, conductances),
        Switching::Devices { subcircuit, positions } => {
            netlist.text.push_str(&subcircuit.text);
            for (device, position) in positions.iter().enumerate() {
                let ([word, bit], suffix) = (nodes(&netlist, device), suffix(device, wires.columns));
                netlist.line(&format!("Xdevice{suffix} {word} {bit} position{suffix} {}", subcircuit.name));
                netlist.line(&format!(".ic v(position{suffix})={position:e}"));
                saved.push(format!("v(position{suffix})"));
            }
        }
    }
    saved.extend(netlist.sources.iter().map(|source| format!("i({source})")));
    netlist.line(&format!(".save {}", saved.join("\n+ ")));
    netlist.line(&format!(".tran {:e} {stop:e} 0 {:e}", transient.interval, transient.longest_step));
    netlist.line(".control\nrun\nlinearize\nset wr_singlescale\nset wr_vecnames\nset numdgt=12");
    netlist.line(&format!("wrdata {} all\nquit\n.endc\n.end", transient.table));
    Ok(netlist.text)
}

impl Transient<'_> {
    /// The line ends at the beginning, when everything is possible.
    fn check(&self) -> Result<Drive, NetlistError> {
        for (field, value) in [("stop", self.stop), ("interval", self.interval), ("longest_step", self.longest_step)] {
            if !(value > 0.0 && value.is_finite()) {
                return Err(NetlistError::Time { field, value });
            }
        }
        if self.table.is_empty() || self.table.contains(|c: char| c.is_whitespace() || "\"';$&|<>`".contains(c)) {
            return Err(NetlistError::Table { name: self.table.into() });
        }
        let Capacitance { word, bit, device, .. } = self.capacitance;
        for (field, value) in [("word", word), ("bit", bit), ("device", device)] {
            if !(value >= 0.0 && value.is_finite()) {
                return Err(NetlistError::Capacitance { field, value });
            }
        }
        let drive = self.sources.drive(0.0);
        let devices = self.wires.devices();
        let conducting = vec![1.0; devices];
        let conductances = match self.switching {
            Switching::Ohmic(conductances) => conductances,
            Switching::Devices { positions, .. } => {
                check_length("`positions`", "device", devices, positions.len())?;
                if let Some(k) = positions.iter().position(|position| !(0.0..=1.0).contains(position)) {
                    let (row, column) = (k / self.wires.columns, k % self.wires.columns);
                    return Err(NetlistError::Position { row, column, value: positions[k] });
                }
                &conducting
            }
        };
        Circuit::ohmic(self.wires, &drive, conductances).check()?;
        self.check_shorts(&drive)?;
        Ok(drive)
    }

    /// Whether sources joined by a perfect conductor are the same at all times.
    fn check_shorts(&self, drive: &Drive) -> Result<(), NetlistError> {
        for line in OneLine::all(self.wires, drive) {
            let perfect = line.runs().next() == Some(0..line.nodes()) && line.end_resistances() == [0.0; 2];
            let both_held = line.ends.iter().all(|end| end.is_held());
            if perfect && both_held && self.source(&line, 0) != self.source(&line, 1) {
                return Err(NetlistError::Short { first: terminal(&line, 0), last: terminal(&line, 1) });
            }
        }
        Ok(())
    }

    /// The source at the first (0) or last (1) end of a line.
    fn source(&self, line: &OneLine<'_>, end: usize) -> &Source {
        // gates belong to cells with a transistor, of which there is no subcircuit
        let LineSources { left, right, top, bottom, gates: _ } = self.sources;
        let ends = match line.lines {
            Lines::Word => [left, right],
            Lines::Bit => [top, bottom],
        };
        &ends[end][line.index]
    }

    /// The source as ngspice reads it.
    fn source_text(&self, line: &OneLine<'_>, end: usize) -> String {
        let Source::Voltage(voltage) = self.source(line, end) else { return "DC 0".into() };
        let corners: Vec<String> = voltage.corners().iter().map(|(time, v)| format!("{time:e} {v:e}")).collect();
        format!("PWL({})", corners.join("\n+ "))
    }

    /// What stores charge at the nodes and beside the devices.
    fn capacitors(&self, netlist: &mut Netlist<'_>) {
        let Capacitance { word, bit, device, .. } = self.capacitance;
        for k in 0..self.wires.devices() {
            let ([word_node, bit_node], suffix) = (nodes(netlist, k), suffix(k, self.wires.columns));
            let capacitors = [
                ("word", word, word_node.as_str(), "0"),
                ("bit", bit, bit_node.as_str(), "0"),
                ("device", device, word_node.as_str(), bit_node.as_str()),
            ];
            for (kind, capacitance, from, to) in capacitors.into_iter().filter(|capacitor| capacitor.1 > 0.0) {
                netlist.line(&format!("C{kind}{suffix} {from} {to} {capacitance:e}"));
            }
        }
    }
}
