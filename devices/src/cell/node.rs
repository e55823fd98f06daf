//! The inner node of every cell: the voltage at which device and element carry the same current.
//!
//! Newton's method on ln(I_device / I_element), which is nearly straight where currents are exponential, or on the
//! difference where the two differ in sign; bisection where that leaves the bracket or does not halve the step. There
//! is one such voltage for devices whose current never falls with the voltage; of several, one is found.

use rayon::prelude::*;

use crate::math::ln_1p;
use crate::model::{Branch, DeviceArray};

/// Cells handed to a thread at a time.
const BLOCK: usize = 1024;

/// Arrays from this size on are worked on by all threads; below it handing out the work costs more than it saves.
const PARALLEL_FROM: usize = 4096;

/// Difference of the two currents, relative to the larger, at which a cell is solved.
const CONVERGED: f64 = 1e-13;

/// Most trials; bisection alone narrows a volt to its last bit in 53.
const MOST_TRIALS: usize = 200;

/// How far (V) the first step goes beyond a bracket that does not hold, as when a device has a current at 0 V.
const FIRST_REACH: f64 = 1e-3;

/// Solved inner nodes.
pub(super) struct Solution {
    /// Voltage across every device (V).
    pub devices: Vec<f64>,
    /// Current through every cell (A).
    pub currents: Vec<f64>,
    /// dI/dV of every cell (S).
    pub conductances: Vec<f64>,
    /// du/dV: the share of a small change of the voltage that reaches the device.
    pub shares: Vec<f64>,
    /// Trials that the slowest cell took.
    #[cfg(test)]
    pub trials: usize,
}

/// Finds the device voltages in cells with `voltages` (V) across them; `element` gives current and conductance of what is
/// in series with device `cell`, from the voltage across it.
pub(super) fn solve(
    devices: &dyn DeviceArray,
    voltages: &[f64],
    element: impl Fn(usize, f64) -> Branch + Sync,
) -> Solution {
    let len = devices.len();
    assert_eq!(voltages.len(), len, "one voltage per device");
    let mut nodes: Vec<Node> = voltages.iter().map(|&voltage| Node::new(voltage)).collect();
    let mut trial: Vec<f64> = nodes.iter().map(|node| node.trial).collect();
    let (mut currents, mut conductances) = (vec![0.0; len], vec![0.0; len]);
    let mut trials = 0;
    loop {
        devices.branches(&trial, &mut currents, &mut conductances);
        trials += 1;
        let look = |first: usize, nodes: &mut [Node], trial: &mut [f64]| {
            for (k, (node, trial)) in nodes.iter_mut().zip(trial).enumerate() {
                let cell = first + k;
                let device = Branch { current: currents[cell], conductance: conductances[cell] };
                node.look(device, element(cell, node.voltage - node.trial));
                *trial = node.trial;
            }
        };
        if len < PARALLEL_FROM {
            look(0, &mut nodes, &mut trial);
        } else {
            let blocks = nodes.par_chunks_mut(BLOCK).zip(trial.par_chunks_mut(BLOCK)).enumerate();
            blocks.for_each(|(block, (nodes, trial))| look(block * BLOCK, nodes, trial));
        }
        if trials == MOST_TRIALS || nodes.iter().all(|node| node.solved) {
            break;
        }
    }
    for ((current, conductance), node) in currents.iter_mut().zip(&mut conductances).zip(&nodes) {
        (*current, *conductance) = (node.cell.current, node.cell.conductance);
    }
    let shares = nodes.iter().map(|node| node.share).collect();
    Solution {
        devices: trial,
        currents,
        conductances,
        shares,
        #[cfg(test)]
        trials,
    }
}

/// One inner node while it is searched for.
struct Node {
    /// Voltage across the cell (V).
    voltage: f64,
    /// Voltage across the device that is tried (V).
    trial: f64,
    /// Highest voltage tried at which the element carried more; none yet: minus infinity.
    low: f64,
    /// Lowest voltage tried at which the device carried more; none yet: infinity.
    high: f64,
    /// Length of the last step (V).
    step: f64,
    solved: bool,
    /// Current and conductance of the cell at the trial.
    cell: Branch,
    share: f64,
}

impl Node {
    fn new(voltage: f64) -> Node {
        Node {
            voltage,
            trial: 0.5 * voltage,
            low: f64::NEG_INFINITY,
            high: f64::INFINITY,
            step: voltage.abs(),
            solved: false,
            cell: Branch { current: 0.0, conductance: 0.0 },
            share: 0.0,
        }
    }

    /// Takes note of the currents at the trial, and goes on to the next.
    fn look(&mut self, device: Branch, element: Branch) {
        if self.solved {
            return;
        }
        self.combine(device, element);
        let excess = device.current - element.current;
        if excess.abs() <= CONVERGED * device.current.abs().max(element.current.abs()) {
            self.solved = true;
            return;
        }
        if excess > 0.0 {
            self.high = self.trial;
        } else {
            self.low = self.trial;
        }
        let correction = newton_step(excess, device, element);
        let next = self.next(excess > 0.0, self.trial - correction);
        let (step, rounding) = ((next - self.trial).abs(), 2.0 * f64::EPSILON * self.trial.abs());
        // a step that rounding takes away: the currents differ by what the last bits of the voltages make of them
        self.solved = correction.abs() <= rounding || step <= rounding;
        if !self.solved {
            (self.trial, self.step) = (next, step);
        }
    }

    /// Both in series. The two currents still differ by rounding at least; linear in both laws they are the same at the
    /// node, which leaves the digits of the one that is known better.
    fn combine(&mut self, device: Branch, element: Branch) {
        let sum = device.conductance + element.conductance;
        if sum > 0.0 {
            self.share = element.conductance / sum;
            let current = device.current + (element.current - device.current) * (device.conductance / sum);
            self.cell = Branch { current, conductance: device.conductance * self.share };
        } else {
            self.share = 0.0;
            self.cell = Branch { current: element.current, conductance: 0.0 };
        }
    }

    /// The next trial: `newton` if it stays in the bracket and converges.
    fn next(&self, falls: bool, newton: f64) -> f64 {
        let Node { voltage, trial, low, high, step, .. } = *self;
        let inside =
            |bound: f64| if falls { bound < newton && newton < trial } else { trial < newton && newton < bound };
        let proven = if falls { low } else { high };
        if proven.is_finite() {
            let converges = (newton - trial).abs() < 0.5 * step;
            return if inside(proven) && converges { newton } else { trial + 0.5 * (proven - trial) };
        }
        // passive devices stay between 0 V and the voltage of the cell
        let passive = if falls { voltage.min(0.0) } else { voltage.max(0.0) };
        let beyond = 2.0 * (trial.abs() + FIRST_REACH);
        let bound = match falls {
            true if trial <= passive => trial - beyond,
            false if trial >= passive => trial + beyond,
            _ => passive,
        };
        if inside(bound) { newton } else { bound }
    }
}

/// How far (V) the trial lies above the node, as Newton's method sees it.
fn newton_step(excess: f64, device: Branch, element: Branch) -> f64 {
    if device.current * element.current > 0.0 {
        let slope = device.conductance / device.current + element.conductance / element.current;
        return ln_1p(excess / element.current) / slope;
    }
    excess / (device.conductance + element.conductance)
}

#[cfg(test)]
#[path = "node_tests.rs"]
mod tests;
