//! An array in time as a netlist.

use super::{
    error::NetlistError,
    names::{suffix, terminal},
    network::Netlist,
    operating_point::nodes,
    switching::Switching,
};
use crate::{
    drive::Drive,
    dynamics::Capacitance,
    error::Lines,
    line::OneLine,
    transient::{LineSources, Source},
    wires::Wires,
};

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

/// A netlist of ngspice that follows the array in time and writes a table: time (s), the position of every device,
/// `v(position<row>_<column>)`, and the current (A) out of every held line end, one row per `interval`.
///
/// # Errors
/// [`NetlistError`] names the value that is impossible.
pub fn transient(transient: &Transient<'_>) -> Result<String, NetlistError> {
    let drive = transient.check()?;
    let Transient { wires, switching, stop, .. } = *transient;
    let mut netlist = Netlist::new("Crossbar in time", wires, &drive);
    netlist.line(
        "* v(position<row>_<column>) is the position of a device, 0 off to 1 on.\n\
         .options reltol=1e-6 abstol=1e-15 vntol=1e-10 chgtol=1e-20 trtol=1 method=trap",
    );
    netlist.network(&drive, |line, end| transient.source_text(line, end));
    transient.capacitors(&mut netlist);
    switching.write(&mut netlist, wires.columns, |node, position| format!(".ic v({node})={position:e}"));
    let positions = switching.position_nodes(wires.columns).into_iter().map(|node| format!("v({node})"));
    let currents = netlist.sources.iter().map(|source| format!("i({source})"));
    let saved: Vec<String> = positions.chain(currents).collect();
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
        if !self.sources.gates.is_empty() {
            return Err(NetlistError::Gates { count: self.sources.gates.len() });
        }
        let drive = self.sources.drive(0.0);
        self.switching.check(self.wires, &drive)?;
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
        let LineSources { left, right, top, bottom, .. } = self.sources;
        let ends = match line.lines {
            Lines::Word => [left, right],
            Lines::Bit => [top, bottom],
        };
        &ends[end][line.index]
    }

    /// The source as ngspice reads it.
    fn source_text(&self, line: &OneLine<'_>, end: usize) -> String {
        let Source::Voltage(voltage) = self.source(line, end) else { return "DC 0".into() };
        // ngspice has no times below 0 s and no rule for those before the first corner
        let later = voltage.corners().iter().copied().filter(|corner| corner.0 > 0.0);
        let corners = std::iter::once((0.0, voltage.at(0.0))).chain(later);
        let corners: Vec<String> = corners.map(|(time, v)| format!("{time:e} {v:e}")).collect();
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
