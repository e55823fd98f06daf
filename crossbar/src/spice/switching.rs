//! What joins the lines of a netlist.

use devices::spice::Subcircuit;

use super::{
    error::NetlistError,
    names::suffix,
    network::Netlist,
    operating_point::{devices, nodes},
};
use crate::{
    circuit::Circuit,
    drive::Drive,
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

impl Switching<'_> {
    /// Whether this array of devices is possible between lines held by `drive`.
    pub(super) fn check(&self, wires: &Wires, drive: &Drive) -> Result<(), NetlistError> {
        let conducting;
        let conductances = match *self {
            Switching::Ohmic(conductances) => conductances,
            Switching::Devices { positions, .. } => {
                check_length("`positions`", "device", wires.devices(), positions.len())?;
                if let Some(k) = positions.iter().position(|position| !(0.0..=1.0).contains(position)) {
                    let (row, column) = (k / wires.columns, k % wires.columns);
                    return Err(NetlistError::Position { row, column, value: positions[k] });
                }
                conducting = vec![1.0; positions.len()];
                &conducting
            }
        };
        Ok(Circuit::ohmic(wires, drive, conductances).check()?)
    }

    /// Writes every device, and below each of a model what `place(node, position)` says of the node of its position.
    pub(super) fn write(&self, netlist: &mut Netlist<'_>, columns: usize, place: impl Fn(&str, f64) -> String) {
        let (subcircuit, positions) = match *self {
            Switching::Ohmic(conductances) => return devices(netlist, columns, conductances),
            Switching::Devices { subcircuit, positions } => (subcircuit, positions),
        };
        netlist.text.push_str(&subcircuit.text);
        for (device, position) in positions.iter().enumerate() {
            let ([word, bit], suffix) = (nodes(netlist, device), suffix(device, columns));
            netlist.line(&format!("Xdevice{suffix} {word} {bit} position{suffix} {}", subcircuit.name));
            netlist.line(&place(&format!("position{suffix}"), *position));
        }
    }

    /// Nodes of the positions that move in time.
    pub(super) fn position_nodes(&self, columns: usize) -> Vec<String> {
        match self {
            Switching::Ohmic(_) => Vec::new(),
            Switching::Devices { positions, .. } => {
                (0..positions.len()).map(|device| format!("position{}", suffix(device, columns))).collect()
            }
        }
    }
}
