//! The solution of a problem for one vector of inputs.

use std::ops::Range;
use std::time::Instant;

use crossbar::{
    Automatic, Circuit, Direct, EndCurrents, LinearSolver, Nodes, Power, SolveError, SolveStats, device_voltages,
    end_currents, ir_drops, pair_differences, power, transfer,
};

use super::{Devices, Outputs, Problem};

/// Nodes that are kept at once while many inputs are solved together (128 MB).
const MOST_NODES: usize = 1 << 23;

/// Largest number of inputs solved together: more gain nothing.
const MOST_INPUTS: usize = 32;

/// How a problem is to be solved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// By the fastest solver that suits the wires.
    Automatic,
    /// By sparse factorization, for verification.
    Direct,
}

impl Method {
    /// A solver without buffers.
    pub fn solver(self) -> Box<dyn LinearSolver> {
        match self {
            Method::Automatic => Box::new(Automatic::new()),
            Method::Direct => Box::new(Direct::new()),
        }
    }
}

/// Everything that follows from one vector of inputs.
#[derive(Clone, Debug, PartialEq)]
pub struct Solution {
    /// Voltages of all nodes (V).
    pub nodes: Nodes,
    /// How the solver went.
    pub stats: SolveStats,
    /// Currents out through all line ends (A).
    pub currents: EndCurrents,
    /// Where the power goes (W).
    pub power: Power,
    /// Voltage lost on the lines of each device (V), row-major; see [`ir_drops`].
    pub ir_drops: Vec<f64>,
}

impl Solution {
    fn new(circuit: &Circuit<'_>, nodes: Nodes, stats: SolveStats) -> Solution {
        let mut drops = vec![0.0; circuit.wires.devices()];
        ir_drops(circuit, &nodes, &mut drops);
        let (currents, power) = (end_currents(circuit, &nodes), power(circuit, &nodes));
        Solution { nodes, stats, currents, power, ir_drops: drops }
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

impl Problem {
    /// Conductances of the devices (S), row-major.
    pub fn conductances(&self) -> &[f64] {
        match &self.devices {
            Devices::Ohmic(conductances) => conductances,
            Devices::Model(_) => &[],
        }
    }

    /// Current through each device (A) at these voltages (V), row-major, positive from word to bit line.
    pub fn device_currents(&self, voltages: &[f64]) -> Vec<f64> {
        self.conductances().iter().zip(voltages).map(|(g, v)| g * v).collect()
    }

    /// The inputs in groups that are solved together.
    pub fn batches(&self) -> impl Iterator<Item = Range<usize>> {
        let (count, nodes) = (self.drives.len(), 2 * self.wires.devices());
        let size = (MOST_NODES / nodes).clamp(1, MOST_INPUTS);
        (0..count).step_by(size).map(move |first| first..count.min(first + size))
    }

    /// Solutions for a group of inputs, and the time that the solver took (s).
    ///
    /// # Errors
    /// Those of the solver; [`locate`](Problem::locate) finds their places in the text.
    pub fn solve(
        &self,
        solver: &mut dyn LinearSolver,
        inputs: Range<usize>,
    ) -> Result<(Vec<Solution>, f64), SolveError> {
        let drives = &self.drives[inputs];
        let mut nodes = vec![Nodes::default(); drives.len()];
        let circuit = Circuit::ohmic(&self.wires, &drives[0], self.conductances());
        let started = Instant::now();
        let stats = match drives {
            [_] => vec![solver.solve(&circuit, &mut nodes[0])?],
            _ => solver.solve_many(&circuit, drives, &mut nodes)?,
        };
        let seconds = started.elapsed().as_secs_f64();
        let solved = drives.iter().zip(nodes).zip(stats);
        let solution = |((drive, nodes), stats)| Solution::new(&Circuit { drive, ..circuit }, nodes, stats);
        Ok((solved.map(solution).collect(), seconds))
    }

    /// Transfer conductances (S), rows x columns, row-major; see [`transfer`].
    ///
    /// # Errors
    /// Those of the solver.
    pub fn transfer(&self, solver: &mut dyn LinearSolver) -> Result<Vec<f64>, SolveError> {
        let mut out = vec![0.0; self.wires.devices()];
        transfer(solver, &Circuit::ohmic(&self.wires, &self.drives[0], self.conductances()), &mut out)?;
        Ok(out)
    }
}
