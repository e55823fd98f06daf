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
    drive::{Drive, Terminal},
    error::SolveError,
    line::OneLine,
    wires::{Wires, check_length},
};

/// How one line end is held in time.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// Corners (s, V) of a piecewise linear voltage, time never running backwards; the first and last voltage hold before
    /// and after. Two corners at one time are a jump, which the netlist makes a ramp of a billionth of the whole time.
    PiecewiseLinear(Vec<(f64, f64)>),
    /// 0 V.
    VirtualGround,
    /// Nothing.
    Floating,
}

/// All line ends: `left` and `right` have one entry per row, `top` and `bottom` one per column.
#[derive(Clone, Debug, PartialEq)]
pub struct Sources {
    /// First ends of the word lines.
    pub left: Vec<Source>,
    /// Last ends of the word lines.
    pub right: Vec<Source>,
    /// First ends of the bit lines.
    pub top: Vec<Source>,
    /// Last ends of the bit lines.
    pub bottom: Vec<Source>,
}

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
    pub sources: &'a Sources,
    /// What joins them.
    pub switching: Switching<'a>,
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
    /// A source without corners, with a value that is not finite, or whose time runs backwards.
    #[error("corner {corner} of the source at {end} {problem}")]
    Corner {
        /// Line end, such as `left0`.
        end: String,
        /// Number of the corner, from 0.
        corner: usize,
        /// What is wrong with it, and what to do.
        problem: &'static str,
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
    let Transient { wires, sources, stop, .. } = *transient;
    let mut netlist = Netlist::new("Crossbar in time", wires, &drive);
    netlist.line(
        "* v(position<row>_<column>) is the position of a device, 0 off to 1 on.\n\
         .options reltol=1e-6 abstol=1e-15 vntol=1e-10 chgtol=1e-20 trtol=1 method=trap",
    );
    netlist.network(&drive, |line, end| sources.text(line, end, stop));
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
        let drive = self.sources.drive()?;
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
            if perfect && both_held && self.sources.at(&line, 0) != self.sources.at(&line, 1) {
                return Err(NetlistError::Short { first: terminal(&line, 0), last: terminal(&line, 1) });
            }
        }
        Ok(())
    }
}

impl Sources {
    /// The source at the first (0) or last (1) end of a line.
    fn at(&self, line: &OneLine<'_>, end: usize) -> &Source {
        let ends = match line.lines {
            crate::Lines::Word => [&self.left, &self.right],
            crate::Lines::Bit => [&self.top, &self.bottom],
        };
        &ends[end][line.index]
    }

    /// The source as ngspice reads it.
    fn text(&self, line: &OneLine<'_>, end: usize, stop: f64) -> String {
        let Source::PiecewiseLinear(corners) = self.at(line, end) else { return "DC 0".into() };
        let (mut last, mut text) = (f64::NEG_INFINITY, Vec::new());
        for &(time, voltage) in corners {
            let time = if time > last { time } else { last + JUMP * stop };
            text.push(format!("{time:e} {voltage:e}"));
            last = time;
        }
        format!("PWL({})", text.join("\n+ "))
    }

    /// The line ends at the beginning.
    fn drive(&self) -> Result<Drive, NetlistError> {
        let ends = |side: &str, sources: &[Source]| -> Result<Vec<Terminal>, NetlistError> {
            sources.iter().enumerate().map(|(index, source)| source.terminal(&format!("{side}{index}"))).collect()
        };
        Ok(Drive {
            left: ends("left", &self.left)?,
            right: ends("right", &self.right)?,
            top: ends("top", &self.top)?,
            bottom: ends("bottom", &self.bottom)?,
        })
    }
}

/// Part of the whole time that a jump takes.
const JUMP: f64 = 1e-9;

impl Source {
    /// The terminal at the beginning, when all corners are possible.
    fn terminal(&self, end: &str) -> Result<Terminal, NetlistError> {
        let corners = match self {
            Source::PiecewiseLinear(corners) => corners,
            Source::VirtualGround => return Ok(Terminal::VirtualGround),
            Source::Floating => return Ok(Terminal::Floating),
        };
        let refuse = |corner, problem| Err(NetlistError::Corner { end: end.into(), corner, problem });
        let Some((_, first)) = corners.first() else {
            return refuse(0, "is missing; give at least one");
        };
        if let Some(k) = corners.iter().position(|(time, voltage)| !(time.is_finite() && voltage.is_finite())) {
            return refuse(k, "is not finite; check the waveform");
        }
        match corners.windows(2).position(|pair| pair[1].0 < pair[0].0) {
            Some(k) => refuse(k + 1, "lies before the corner in front of it; sort the corners by time"),
            None => Ok(Terminal::Voltage(*first)),
        }
    }
}
