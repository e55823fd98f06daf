//! The solution of a problem for one vector of inputs.

use crossbar::{
    Circuit, EndCurrents, NewtonStats, Nodes, Power, SolveStats, device_voltages, end_currents, ir_drops,
    pair_differences, power,
};

use super::Outputs;

/// Everything that follows from one vector of inputs.
#[derive(Clone, Debug, PartialEq)]
pub struct Solution {
    /// Voltages of all nodes (V).
    pub nodes: Nodes,
    /// How the linear solver went; its iterations are those of all linear circuits.
    pub stats: SolveStats,
    /// How Newton's method went, where devices are nonlinear.
    pub newton: Option<NewtonStats>,
    /// Currents out through all line ends (A).
    pub currents: EndCurrents,
    /// Where the power goes (W).
    pub power: Power,
    /// Voltage lost on the lines of each device (V), row-major; see [`ir_drops`].
    pub ir_drops: Vec<f64>,
}

impl Solution {
    /// What follows from the node voltages of a circuit whose conductances are current over voltage of each device.
    pub(super) fn new(circuit: &Circuit<'_>, nodes: Nodes, stats: SolveStats) -> Solution {
        let mut drops = vec![0.0; circuit.wires.devices()];
        ir_drops(circuit, &nodes, &mut drops);
        let (currents, power) = (end_currents(circuit, &nodes), power(circuit, &nodes));
        Solution { nodes, stats, newton: None, currents, power, ir_drops: drops }
    }

    /// Voltage across each device (V), row-major.
    pub fn device_voltages(&self) -> Vec<f64> {
        let mut voltages = vec![0.0; self.nodes.word.len()];
        device_voltages(&self.nodes, &mut voltages);
        voltages
    }

    /// Row, column and largest voltage lost on the lines of a device (V).
    pub fn largest_ir_drop(&self, columns: usize) -> (usize, usize, f64) {
        let larger = |best: (usize, f64), (k, &drop): (usize, &f64)| if drop > best.1 { (k, drop) } else { best };
        let (k, drop) = self.ir_drops.iter().enumerate().fold((0, 0.0), larger);
        (k / columns, k % columns, drop)
    }
}

impl Outputs {
    /// Number of outputs of an array with so many columns.
    pub fn count(&self, columns: usize) -> usize {
        match self {
            Outputs::Columns => columns,
            Outputs::Pairs | Outputs::Weights(_) => columns / 2,
        }
    }

    /// Output currents (A) from the column currents: those themselves, or the differences of pairs.
    pub fn currents(&self, columns: &[f64]) -> Vec<f64> {
        match self {
            Outputs::Columns => columns.to_vec(),
            Outputs::Pairs | Outputs::Weights(_) => pair_differences(columns),
        }
    }

    /// Weighted sums of the inputs (V) from the column currents (A), where conductances stand for weights.
    pub fn products(&self, columns: &[f64]) -> Option<Vec<f64>> {
        match self {
            Outputs::Weights(map) => Some(map.products(&pair_differences(columns))),
            Outputs::Columns | Outputs::Pairs => None,
        }
    }
}
