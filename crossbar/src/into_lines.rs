//! What flows into the lines of any circuit.

use crate::{
    array::Nodes,
    bridge::{Bridge, Node},
    circuit::{Circuit, Injected},
    wires::Wires,
};

/// Current (A) into every node from everything but its line: device, bridges, shunt and injection.
pub(crate) fn into_lines(circuit: &Circuit<'_>, nodes: &Nodes) -> Injected {
    let wires = circuit.wires;
    let mut into = Injected { word: vec![0.0; wires.devices()], bit: vec![0.0; wires.devices()] };
    for (k, g) in circuit.conductances.iter().enumerate() {
        let (word, bit) = (nodes.word[k], nodes.bit[k]);
        into.word[k] = circuit.enters_word(k, word) - g * (word - bit);
        into.bit[k] = circuit.enters_bit(k, bit) + g * (word - bit);
    }
    let number = |row: usize, column: usize| row * wires.columns + column;
    for (bridge, current) in bridge_currents(wires, nodes) {
        for (node, current) in bridge.nodes.into_iter().zip([-current, current]) {
            match node {
                Node::Word { row, column } => into.word[number(row, column)] += current,
                Node::Bit { row, column } => into.bit[number(row, column)] += current,
                Node::Ground => {}
            }
        }
    }
    into
}

/// Every bridge with the current (A) from its first to its second node.
pub(crate) fn bridge_currents<'a>(wires: &'a Wires, nodes: &'a Nodes) -> impl Iterator<Item = (&'a Bridge, f64)> {
    let voltage = |node: Node| match node {
        Node::Word { row, column } => nodes.word[row * wires.columns + column],
        Node::Bit { row, column } => nodes.bit[row * wires.columns + column],
        Node::Ground => 0.0,
    };
    wires.bridges.iter().map(move |bridge| {
        let [a, b] = bridge.nodes.map(voltage);
        (bridge, (a - b) / bridge.resistance)
    })
}
