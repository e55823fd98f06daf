//! What the nodes of a netlist are called.

use crate::{bridge::Node, drive::Drive, error::Lines, line::OneLine, wires::Wires};

/// Name of every word-line, then of every bit-line node, row-major.
pub(super) struct NodeNames {
    names: Vec<String>,
    columns: usize,
}

impl NodeNames {
    /// One name for nodes that a zero resistance joins; that of the terminal where it reaches one.
    pub fn of(wires: &Wires, drive: &Drive) -> NodeNames {
        let mut names = NodeNames { names: vec![String::new(); 2 * wires.devices()], columns: wires.columns };
        for line in OneLine::all(wires, drive) {
            let held = |end: usize| line.holds()[end].is_some_and(|(_, resistance)| resistance == 0.0);
            for run in line.runs() {
                let name = if run.start == 0 && held(0) {
                    terminal(&line, 0)
                } else if run.end == line.nodes() && held(1) {
                    terminal(&line, 1)
                } else {
                    own_name(&line, run.start, wires.columns)
                };
                for k in run {
                    let place = names.place(line.lines, line.device(k));
                    names.names[place].clone_from(&name);
                }
            }
        }
        names
    }

    /// Name of node `k` of a line.
    pub fn on(&self, line: &OneLine<'_>, k: usize) -> &str {
        self.of_device(line.lines, line.device(k))
    }

    /// Name of the node of device `device` (row-major number) on its word or bit line.
    pub fn of_device(&self, lines: Lines, device: usize) -> &str {
        &self.names[self.place(lines, device)]
    }

    /// Name of any node; ground is `0`.
    pub fn of_node(&self, node: Node) -> &str {
        match node {
            Node::Word { row, column } => self.of_device(Lines::Word, row * self.columns + column),
            Node::Bit { row, column } => self.of_device(Lines::Bit, row * self.columns + column),
            Node::Ground => "0",
        }
    }

    fn place(&self, lines: Lines, device: usize) -> usize {
        match lines {
            Lines::Word => device,
            Lines::Bit => self.names.len() / 2 + device,
        }
    }
}

/// Name of the first (0) or last (1) end of a line.
pub(super) fn terminal(line: &OneLine<'_>, end: usize) -> String {
    let side = match line.lines {
        Lines::Word => ["left", "right"],
        Lines::Bit => ["top", "bottom"],
    };
    format!("{}{}", side[end], line.index)
}

/// `row_column` of a device.
pub(super) fn suffix(device: usize, columns: usize) -> String {
    format!("{}_{}", device / columns, device % columns)
}

/// Name of a node that it shares with no terminal.
fn own_name(line: &OneLine<'_>, k: usize, columns: usize) -> String {
    let lines = match line.lines {
        Lines::Word => "word",
        Lines::Bit => "bit",
    };
    format!("{lines}{}", suffix(line.device(k), columns))
}
