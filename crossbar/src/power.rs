//! Where the energy goes.

use crate::{
    array::Nodes,
    circuit::Circuit,
    currents::end_currents,
    drive::{Drive, Terminal},
    error::Lines,
    into_lines::{bridge_currents, into_lines},
    line::OneLine,
};

/// Power (W) in the parts of a solved circuit. By Tellegen's theorem `sources + injected = devices + wires + shunts`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Power {
    /// Delivered by the sources at the line ends; negative when they absorb.
    pub sources: f64,
    /// Delivered by the currents that enter the nodes from outside.
    pub injected: f64,
    /// Dissipated in the devices, as conductances.
    pub devices: f64,
    /// Dissipated in segments, drivers, sense amplifiers and bridges.
    pub wires: f64,
    /// Dissipated in the conductances to ground.
    pub shunts: f64,
}

/// Power in devices, wires and sources of a solved circuit.
///
/// Devices: sum of G V^2. Wires: sum of R I^2, with the current of each segment and end summed along the line from the
/// devices. Sources: sum of V I.
pub fn power(circuit: &Circuit<'_>, nodes: &Nodes) -> Power {
    let ends = end_currents(circuit, nodes);
    let into = into_lines(circuit, nodes);
    let device = |(k, g): (usize, &f64)| g * (nodes.word[k] - nodes.bit[k]) * (nodes.word[k] - nodes.bit[k]);
    let delivered = |terminals: &[Terminal], out: &[f64]| -> f64 {
        terminals.iter().zip(out).map(|(end, out)| -out * end.voltage().unwrap_or(0.0)).sum()
    };
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let Drive { left, right, top, bottom } = circuit.drive;
    let lines = OneLine::all(circuit.wires, circuit.drive).map(|line| match line.lines {
        Lines::Word => line_loss(&line, [ends.left[line.index], ends.right[line.index]], &into.word),
        Lines::Bit => line_loss(&line, [ends.top[line.index], ends.bottom[line.index]], &into.bit),
    });
    let bridges = bridge_currents(circuit.wires, nodes).map(|(bridge, current)| bridge.resistance * current * current);
    let loads = circuit.wires.loads.iter().zip(&nodes.word);
    Power {
        sources: delivered(left, &ends.left)
            + delivered(right, &ends.right)
            + delivered(top, &ends.top)
            + delivered(bottom, &ends.bottom),
        injected: circuit
            .injected
            .map_or(0.0, |injected| product(&injected.word, &nodes.word) + product(&injected.bit, &nodes.bit))
            + loads.clone().map(|(load, voltage)| load.current * voltage).sum::<f64>(),
        devices: circuit.conductances.iter().enumerate().map(device).sum(),
        wires: lines.sum::<f64>() + bridges.sum::<f64>(),
        shunts: circuit.shunts.word * product(&nodes.word, &nodes.word)
            + circuit.shunts.bit * product(&nodes.bit, &nodes.bit)
            + loads.map(|(load, voltage)| load.conductance * voltage * voltage).sum::<f64>(),
    }
}

/// Dissipation (W) along one line that `into` enters at its nodes and `out` leaves at its ends (A).
fn line_loss(line: &OneLine<'_>, out: [f64; 2], into: &[f64]) -> f64 {
    // an end that holds nothing carries nothing, whatever its resistance
    let end = |end: usize| if out[end] == 0.0 { 0.0 } else { line.end_resistances()[end] * out[end] * out[end] };
    let mut loss = end(0) + end(1);
    let mut along = -out[0];
    for k in 0..line.nodes() - 1 {
        along += into[line.device(k)];
        if line.between(k).is_finite() {
            loss += line.between(k) * along * along;
        } else {
            along = 0.0;
        }
    }
    loss
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wires::{Line, Wires};
    use approx::assert_relative_eq;

    #[test]
    fn a_divider_spends_its_power_in_proportion_to_resistance() {
        let line = |segment| Line::with_segment(segment);
        let wires = Wires::new(1, 1, line(100.0), line(300.0));
        let current = 1.0 / 1400.0;
        let nodes = Nodes { word: vec![1.0 - 100.0 * current], bit: vec![300.0 * current] };
        let power = power(&Circuit::ohmic(&wires, &Drive::read(&[1.0], 1), &[1e-3]), &nodes);
        assert_relative_eq!(power.sources, current, max_relative = 1e-14);
        assert_relative_eq!(power.devices, 1000.0 * current * current, max_relative = 1e-14);
        assert_relative_eq!(power.wires, 400.0 * current * current, max_relative = 1e-14);
    }
}
