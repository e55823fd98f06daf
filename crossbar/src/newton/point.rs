//! Elements at one set of voltages, and how far they are from what the lines bring.

use crate::{
    array::Nodes,
    circuit::{Circuit, Injected},
    currents::device_voltages,
    error::SolveError,
    wires::Wires,
};

use super::{Elements, Frame};

/// Where devices count as ohmic: offset of the tangent at 0 V relative to the largest current.
const OHMIC: f64 = 1e-9;

/// Mismatch below which one that does not fall any more is put down to rounding.
const STAGNANT: f64 = 1e-8;

/// Change of a voltage that counts as rounding whatever the other voltages are (V): across lines that all stand at about a volt
/// nothing finer is known, and the current of a device that is found by iteration is not exact at less.
const UNNOTICED: f64 = 1e-15;

/// Elements at one set of voltages.
#[derive(Clone, Debug, Default)]
pub(super) struct Point {
    pub voltages: Vec<f64>,
    pub currents: Vec<f64>,
    pub conductances: Vec<f64>,
    /// What the lines bring to each element (A): its tangent at the point before.
    pub brought: Vec<f64>,
}

impl Point {
    /// Elements at the voltages of `nodes`, with `added` conductance (S) beside each.
    pub fn evaluate(&mut self, elements: &mut dyn Elements, nodes: &Nodes, added: f64) {
        let devices = nodes.word.len();
        for buffer in [&mut self.voltages, &mut self.currents, &mut self.conductances, &mut self.brought] {
            buffer.resize(devices, 0.0);
        }
        device_voltages(nodes, &mut self.voltages);
        elements.respond(nodes, &self.voltages, &mut self.currents, &mut self.conductances);
        if added > 0.0 {
            for ((current, conductance), voltage) in
                self.currents.iter_mut().zip(&mut self.conductances).zip(&self.voltages)
            {
                *current += added * voltage;
                *conductance += added;
            }
        }
    }

    /// [`evaluate`](Point::evaluate) after a solve with the tangents at `before`.
    pub fn evaluate_brought(&mut self, before: &Point, elements: &mut dyn Elements, nodes: &Nodes, added: f64) {
        self.evaluate(elements, nodes, added);
        let tangents = before.currents.iter().zip(&before.conductances).zip(&before.voltages);
        for ((brought, voltage), ((i, g), v)) in self.brought.iter_mut().zip(&self.voltages).zip(tangents) {
            *brought = i + g * (voltage - v);
        }
    }

    /// The linear circuit of the tangents, whose offsets have been gathered in `injected`.
    pub fn tangents<'a>(&'a self, frame: &Frame<'a>, injected: &'a Injected) -> Circuit<'a> {
        let ohmic = frame.injected.is_none() && self.is_exactly_ohmic();
        Circuit {
            wires: frame.wires,
            drive: frame.drive,
            conductances: &self.conductances,
            shunts: frame.shunts,
            injected: if ohmic { None } else { Some(injected) },
        }
    }

    /// Whether every element answers with numbers.
    pub fn is_finite(&self) -> bool {
        self.currents.iter().zip(&self.conductances).fold(true, |all, (i, g)| all & (i.abs() + g.abs() < f64::INFINITY))
    }

    /// Whether rounding keeps this point from being better than the one `before`: the voltages are the same to their last
    /// digits, or a small mismatch, such as of large charges that cancel, no longer falls.
    pub fn is_settled(&self, before: &Point) -> bool {
        let mismatch = self.mismatch();
        if mismatch <= STAGNANT && mismatch >= 0.5 * before.mismatch() {
            return true;
        }
        let largest = self.voltages.iter().fold(0.0, |most: f64, voltage| most.max(voltage.abs()));
        let rounding = UNNOTICED.max(4.0 * f64::EPSILON * largest);
        self.voltages.iter().zip(&before.voltages).all(|(a, b)| (a - b).abs() <= rounding)
    }

    /// Largest difference (A) between what an element carries and what the lines bring.
    pub fn largest_mismatch(&self) -> f64 {
        let pairs = self.currents.iter().zip(&self.brought);
        pairs.fold(0.0, |largest: f64, (current, brought)| largest.max((current - brought).abs()))
    }

    /// [`largest_mismatch`](Point::largest_mismatch) relative to the largest current.
    pub fn mismatch(&self) -> f64 {
        let largest = self.largest_mismatch();
        let pairs = self.currents.iter().zip(&self.brought);
        let scale = pairs.fold(0.0, |most: f64, (current, brought)| most.max(current.abs()).max(brought.abs()));
        if largest == 0.0 { 0.0 } else { largest / scale }
    }

    /// The error that names the element that is farthest off.
    pub fn not_converged(&self, wires: &Wires, iterations: usize) -> SolveError {
        let off = |k: usize| (self.currents[k] - self.brought[k]).abs();
        let worse = |a: usize, b: usize| if off(b) > off(a) || off(b).is_nan() { b } else { a };
        let device = (0..self.currents.len()).fold(0, worse);
        let (row, column) = (device / wires.columns, device % wires.columns);
        let (voltage, current) = (self.voltages[device], self.currents[device]);
        if !current.is_finite() {
            return SolveError::DeviceCurrent { row, column, voltage, current };
        }
        SolveError::NotConverged { row, column, voltage, current, expected: self.brought[device], iterations }
    }

    /// Whether currents flow and all tangents pass through the origin, but for a share that does not matter far from the solution.
    pub fn is_ohmic(&self) -> bool {
        let mut triples = self.currents.iter().zip(&self.conductances).zip(&self.voltages);
        let largest = self.currents.iter().fold(0.0, |most: f64, current| most.max(current.abs()));
        largest > 0.0 && triples.all(|((i, g), v)| (i - g * v).abs() <= OHMIC * largest)
    }

    /// Whether tangents pass through the origin to rounding.
    pub fn is_exactly_ohmic(&self) -> bool {
        let triples = self.currents.iter().zip(&self.conductances).zip(&self.voltages);
        triples.fold(true, |all, ((i, g), v)| all & ((i - g * v).abs() <= 4.0 * f64::EPSILON * i.abs()))
    }
}
