//! Lines, what holds their ends, and what bridges them, as elements of a netlist.

use std::fmt::Write;

use super::names::{NodeNames, suffix, terminal};
use crate::{drive::Drive, error::Lines, line::OneLine, wires::Wires};

/// A netlist while it is being written.
pub(super) struct Netlist<'a> {
    pub text: String,
    pub names: NodeNames,
    /// Sources of the held line ends, such as `vleft0`; the current through each flows out of the array.
    pub sources: Vec<String>,
    wires: &'a Wires,
}

impl<'a> Netlist<'a> {
    /// A netlist with a title and what its names mean.
    pub fn new(what: &str, wires: &'a Wires, drive: &Drive) -> Netlist<'a> {
        let text = format!(
            "* {what}: {} word lines, {} bit lines\n\
             * Nodes: word<row>_<column> and bit<row>_<column> at device (row, column); line ends left<row>, right<row>,\n\
             * top<column>, bottom<column>. i(v<line end>) flows out of the array.\n",
            wires.rows, wires.columns
        );
        Netlist { text, names: NodeNames::of(wires, drive), sources: Vec::new(), wires }
    }

    /// One line of text.
    pub fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    /// All line ends, segments and bridges; `source(line, end)` is what a held end does, such as `DC 0.1`.
    pub fn network(&mut self, drive: &Drive, source: impl Fn(&OneLine<'_>, usize) -> String) {
        for line in OneLine::all(self.wires, drive) {
            for (end, hold) in line.holds().into_iter().enumerate() {
                if let Some((_, resistance)) = hold {
                    self.end(&line, end, resistance, &source(&line, end));
                }
            }
            for k in 1..line.nodes() {
                let resistance = line.between(k - 1);
                if resistance > 0.0 && resistance.is_finite() {
                    let kind = if line.lines == Lines::Word { "word" } else { "bit" };
                    let name = format!("{kind}{}", suffix(line.device(k), self.wires.columns));
                    let (a, b) = (self.names.on(&line, k - 1).to_owned(), self.names.on(&line, k).to_owned());
                    self.resistor(&name, &a, &b, resistance);
                }
            }
        }
        for (index, bridge) in self.wires.bridges.iter().enumerate() {
            let [a, b] = bridge.nodes.map(|node| self.names.of_node(node).to_owned());
            self.resistor(&format!("bridge{index}"), &a, &b, bridge.resistance);
        }
    }

    /// A resistor (ohm); none where both its ends are one node.
    pub fn resistor(&mut self, name: &str, a: &str, b: &str, resistance: f64) {
        if a != b {
            writeln!(self.text, "R{name} {a} {b} {resistance:e}").expect("writing to memory cannot fail");
        }
    }

    /// A held end and its resistance (ohm) to the line.
    fn end(&mut self, line: &OneLine<'_>, end: usize, resistance: f64, source: &str) {
        let name = terminal(line, end);
        let node = self.names.on(line, if end == 0 { 0 } else { line.nodes() - 1 }).to_owned();
        self.line(&format!("V{name} {name} 0 {source}"));
        if resistance > 0.0 {
            self.resistor(&name, &node, &name, resistance);
        } else if node != name {
            // A perfect conductor held at both ends: its nodes have the name of the other end. This one takes the same
            // current, half of all, as two equal end resistances would leave it in the limit.
            self.line(&format!("F{name} {node} {name} V{node} 1"));
        }
        self.sources.push(format!("v{name}"));
    }
}
