//! Nonlinear devices: Newton's method around a linear solver.

mod point;

use devices::{DeviceArray, Segment};

use crate::{
    array::{LinearSolver, Nodes, SolveStats},
    choose::{Automatic, Solver},
    circuit::{Circuit, Injected, Shunts},
    drive::Drive,
    error::SolveError,
    homotopy,
    wires::Wires,
};

use point::Point;

/// Tolerance of the linear solves far from the solution; near it they follow the mismatch.
const LOOSE: f64 = 1e-5;

/// Halvings of a step before the attempt is given up.
const HALVINGS: usize = 12;

/// What joins word and bit line at each crossing, seen at one moment.
pub trait Elements {
    /// Current (A), positive from word to bit line, and slope dI/dV (S) of every element at `voltages` (V) across them.
    /// `nodes` are the same voltages against ground, for elements with a third terminal.
    fn respond(&mut self, nodes: &Nodes, voltages: &[f64], currents: &mut [f64], conductances: &mut [f64]);
}

/// Devices in their present states, as elements of a circuit at rest.
pub struct Conduction<'a>(pub &'a mut dyn DeviceArray);

impl Elements for Conduction<'_> {
    fn respond(&mut self, nodes: &Nodes, voltages: &[f64], currents: &mut [f64], conductances: &mut [f64]) {
        self.0.stand(Segment { start: &nodes.bit, end: &nodes.bit });
        self.0.branches(voltages, currents, conductances);
    }
}

/// Everything linear around the elements.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// The lines.
    pub wires: &'a Wires,
    /// What holds their ends.
    pub drive: &'a Drive,
    /// Conductances to ground.
    pub shunts: Shunts,
    /// Currents into the nodes.
    pub injected: Option<&'a Injected>,
}

/// How a nonlinear solve went.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NewtonStats {
    /// The linear solver.
    pub solver: Solver,
    /// Linear circuits solved; 0 where sources without resistance hold every node.
    pub iterations: usize,
    /// Iterations of the linear solver in all of them.
    pub linear_iterations: usize,
    /// Largest violation of Kirchhoff's current law, relative to the largest source current.
    pub residual: f64,
    /// What was needed to get there.
    pub path: Path,
}

/// How Newton's method came to the solution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    /// From the starting guess.
    Straight,
    /// Sources were raised from 0 V step by step.
    SourceStepping,
    /// A conductance beside every element was lowered step by step.
    ConductanceStepping,
}

/// Newton's method with damping; raises sources or lowers an added conductance step by step where that fails.
///
/// Each iteration replaces the elements by their tangents and solves the linear circuit exactly, so the lines always obey
/// Kirchhoff's laws and what is left is the mismatch between each element's current and its tangent. Where all slopes are
/// positive the solution minimizes a convex function (the content, Millar 1951, doi:10.1080/14786445108561362), whose
/// slope along the step is the sum of mismatch times change of voltage: a step that overshoots is shortened until that
/// slope has fallen by half, which converges from everywhere. Buffers are kept, nothing else.
#[derive(Clone, Debug)]
pub struct Newton {
    /// Largest mismatch of an element, relative to the largest current of all, as far as rounding of the voltages lets it
    /// fall. Default 1e-11.
    pub tolerance: f64,
    /// Iterations of an attempt before it is given up. Default 100.
    pub max_iterations: usize,
    solver: Automatic,
    /// Residual that the last linear solve was held to.
    held: f64,
    now: Point,
    next: Point,
    nodes: Nodes,
    injected: Injected,
}

impl Default for Newton {
    fn default() -> Newton {
        Newton::new()
    }
}

impl Newton {
    /// A solver for a mismatch of 1e-11.
    pub fn new() -> Newton {
        Newton {
            tolerance: 1e-11,
            max_iterations: 100,
            solver: Automatic::new(),
            held: 0.0,
            now: Point::default(),
            next: Point::default(),
            nodes: Nodes::default(),
            injected: Injected::default(),
        }
    }

    /// Node voltages at which elements and lines agree. The content of `nodes` is the starting guess.
    ///
    /// # Errors
    /// [`SolveError`]: [`NotConverged`](SolveError::NotConverged) with the element that is farthest off, or what a linear
    /// solver says of the circuit.
    pub fn solve(
        &mut self,
        frame: &Frame<'_>,
        elements: &mut dyn Elements,
        nodes: &mut Nodes,
    ) -> Result<NewtonStats, SolveError> {
        frame.wires.check()?;
        nodes.fit(frame.wires.devices());
        if frame.wires.are_perfect() && frame.drive.holds_every_line() {
            return self.read(frame, elements, nodes);
        }
        let first = match self.attempt(frame, elements, 0.0, nodes) {
            Err(failure) if may_be_helped(&failure) => failure,
            ended => return ended,
        };
        tracing::debug!("raising the sources step by step: {first}");
        match homotopy::raise_sources(self, frame, elements, nodes) {
            Err(failure) if may_be_helped(&failure) => {}
            ended => return ended,
        }
        tracing::debug!("lowering a conductance beside every element: source stepping failed");
        match homotopy::lower_conductance(self, frame, elements, nodes) {
            Err(failure) if may_be_helped(&failure) => Err(first),
            ended => ended,
        }
    }

    /// Sources without resistance hold every node: nothing is left to be solved.
    fn read(
        &mut self,
        frame: &Frame<'_>,
        elements: &mut dyn Elements,
        nodes: &mut Nodes,
    ) -> Result<NewtonStats, SolveError> {
        frame.drive.check(frame.wires)?;
        frame.drive.impose(nodes);
        self.now.evaluate(elements, nodes, 0.0);
        if !self.now.is_finite() {
            return Err(self.now.not_converged(frame.wires, 0));
        }
        self.gather(frame);
        let (solver, path) = (Solver::Ideal, Path::Straight);
        Ok(NewtonStats { solver, iterations: 0, linear_iterations: 0, residual: 0.0, path })
    }

    /// Newton's method from `nodes`, with `added` conductance (S) beside every element.
    pub(crate) fn attempt(
        &mut self,
        frame: &Frame<'_>,
        elements: &mut dyn Elements,
        added: f64,
        nodes: &mut Nodes,
    ) -> Result<NewtonStats, SolveError> {
        self.now.evaluate(elements, nodes, added);
        if !self.now.is_finite() {
            return Err(self.now.not_converged(frame.wires, 0));
        }
        let mut tolerance = if self.now.is_ohmic() { self.final_tolerance() } else { LOOSE };
        let mut linear_iterations = 0;
        for iterations in 1..=self.max_iterations {
            self.nodes.clone_from(nodes);
            let stats = self.solve_tangent(frame, tolerance, nodes)?;
            linear_iterations += stats.iterations;
            self.next.evaluate_brought(&self.now, elements, nodes, added);
            // the lines agree with the elements' tangents from the first solve on, so the second step is the first that can
            // be judged; one within rounding cannot be improved upon
            let settled = iterations > 1 && self.next.is_settled(&self.now);
            let improved = match iterations {
                1 => self.next.is_finite(),
                _ => settled || self.damp(elements, added, nodes),
            };
            if !improved {
                return Err(self.next.not_converged(frame.wires, iterations));
            }
            std::mem::swap(&mut self.now, &mut self.next);
            let mismatch = self.now.mismatch();
            if (mismatch <= self.tolerance || settled) && self.held <= self.final_tolerance() {
                let (solver, residual) = (stats.solver, stats.residual.max(mismatch));
                self.gather(frame);
                return Ok(NewtonStats { solver, iterations, linear_iterations, residual, path: Path::Straight });
            }
            let wanted = if settled { 0.0 } else { 0.01 * mismatch };
            tolerance = wanted.clamp(self.final_tolerance(), LOOSE);
        }
        Err(self.now.not_converged(frame.wires, self.max_iterations))
    }

    /// Residual of the last linear solve.
    fn final_tolerance(&self) -> f64 {
        10.0 * self.tolerance
    }

    /// Solves the circuit of tangents.
    fn solve_tangent(
        &mut self,
        frame: &Frame<'_>,
        tolerance: f64,
        nodes: &mut Nodes,
    ) -> Result<SolveStats, SolveError> {
        self.held = tolerance;
        self.solver.tolerate(tolerance);
        self.gather(frame);
        let Newton { solver, now, injected, .. } = self;
        solver.solve(&now.tangents(frame, injected), nodes)
    }

    /// Currents into the nodes that make the tangents at `now` those of the elements.
    fn gather(&mut self, frame: &Frame<'_>) {
        let Injected { word, bit } = &mut self.injected;
        let Point { voltages, currents, conductances, .. } = &self.now;
        word.clear();
        bit.clear();
        let offsets = currents.iter().zip(conductances).zip(voltages).map(|((i, g), v)| i - g * v);
        match frame.injected {
            Some(injected) => {
                let offsets = offsets.zip(injected.word.iter().zip(&injected.bit));
                offsets.for_each(|(offset, (into_word, into_bit))| {
                    word.push(into_word - offset);
                    bit.push(into_bit + offset);
                });
            }
            None => offsets.for_each(|offset| {
                word.push(-offset);
                bit.push(offset);
            }),
        }
    }

    /// The circuit of tangents at the solution that was found last, in which all currents are those of the elements.
    pub fn tangents<'a>(&'a self, frame: &Frame<'a>) -> Circuit<'a> {
        self.now.tangents(frame, &self.injected)
    }

    /// Shortens the step from `now` to `next` until it improves on `now`; false when no length does.
    fn damp(&mut self, elements: &mut dyn Elements, added: f64, nodes: &mut Nodes) -> bool {
        let (before, slope) = (self.now.largest_mismatch(), self.slope(&self.now).abs());
        let full = (nodes.clone(), self.next.brought.clone());
        let mut length = 1.0;
        for _ in 0..HALVINGS {
            let finite = self.next.is_finite();
            let overshoot = self.slope(&self.next).abs();
            let improved = self.next.largest_mismatch() < before || self.next.mismatch() <= self.tolerance;
            // without a slope the step was exact before, and this one only tightens the linear solve
            if finite && (improved || slope == 0.0 || overshoot <= 0.5 * slope) {
                return true;
            }
            length *= if finite { (slope / (slope + overshoot)).clamp(0.1, 0.5) } else { 0.25 };
            for ((node, from), to) in nodes.iter_mut().zip(self.nodes.iter()).zip(full.0.iter()) {
                *node = from + length * (to - from);
            }
            self.next.evaluate(elements, nodes, added);
            let ends = self.now.brought.iter().zip(&full.1);
            for (brought, (from, to)) in self.next.brought.iter_mut().zip(ends) {
                *brought = from + length * (to - from);
            }
        }
        false
    }

    /// Slope of the content along the step (W): mismatch at `point` times the change of voltage.
    fn slope(&self, point: &Point) -> f64 {
        let changes = self.next.voltages.iter().zip(&self.now.voltages).map(|(to, from)| to - from);
        let length = changes.clone().fold(0.0, |most: f64, change| most.max(change.abs()));
        let mismatches = point.currents.iter().zip(&point.brought).map(|(current, brought)| current - brought);
        // per largest change, so that steps of different length compare
        mismatches.zip(changes).map(|(mismatch, change)| mismatch * change).sum::<f64>() / length
    }
}

/// Whether an attempt that failed like this may succeed along another path.
pub(crate) fn may_be_helped(failure: &SolveError) -> bool {
    // absurd slopes on the way make the circuit singular to rounding
    matches!(
        failure,
        SolveError::NotConverged { .. }
            | SolveError::DeviceCurrent { .. }
            | SolveError::Singular { .. }
            | SolveError::Stalled { .. }
    )
}
