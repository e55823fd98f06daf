//! Solves a problem, input by input or many at once.

use std::ops::Range;
use std::time::Instant;

use crossbar::{
    Automatic, Circuit, Conduction, Direct, Drive, Frame, LinearSolver, Newton, Nodes, Shunts, SolveError, SolveStats,
    Wires, device_voltages, transfer,
};
use devices::{DeviceArray, Segment};

use super::{Devices, Problem, Solution};

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

/// Solves one problem; devices keep their initial states.
pub struct Solver<'a> {
    problem: &'a Problem,
    linear: Box<dyn LinearSolver>,
    devices: Prepared<'a>,
}

/// Devices, ready to be solved.
enum Prepared<'a> {
    Ohmic(&'a [f64]),
    Model { array: Box<dyn DeviceArray>, newton: Box<Newton> },
}

impl<'a> Solver<'a> {
    /// A solver of `problem`. Around nonlinear devices Newton's method solves linear circuits by the automatic choice.
    pub fn new(problem: &'a Problem, method: Method) -> Solver<'a> {
        let devices = match &problem.devices {
            Devices::Ohmic(conductances) => Prepared::Ohmic(conductances),
            Devices::Model(devices) => {
                let mut array = devices.array();
                let columns = problem.wires.columns;
                let gates: Vec<f64> =
                    problem.gates.iter().flat_map(|gate| std::iter::repeat_n(*gate, columns)).collect();
                if !gates.is_empty() {
                    array.set_gates(Segment { start: &gates, end: &gates });
                }
                Prepared::Model { array, newton: Box::new(Newton::new()) }
            }
        };
        Solver { problem, linear: method.solver(), devices }
    }

    /// What is solved.
    pub fn problem(&self) -> &'a Problem {
        self.problem
    }

    /// Solutions for a group of inputs, and the time that it took to find the node voltages (s).
    ///
    /// # Errors
    /// Those of the solver; [`Problem::locate`] finds their places in the text.
    pub fn solve(&mut self, inputs: Range<usize>) -> Result<(Vec<Solution>, f64), SolveError> {
        let (wires, drives) = (&self.problem.wires, &self.problem.drives[inputs]);
        match &mut self.devices {
            Prepared::Ohmic(conductances) => solve_ohmic(self.linear.as_mut(), wires, drives, conductances),
            Prepared::Model { array, newton } => {
                let mut solutions = Vec::with_capacity(drives.len());
                let mut seconds = 0.0;
                for drive in drives {
                    let (solution, taken) = solve_model(newton, wires, drive, array.as_mut())?;
                    solutions.push(solution);
                    seconds += taken;
                }
                Ok((solutions, seconds))
            }
        }
    }

    /// Current (A) and slope dI/dV (S) of each device in a solution, row-major.
    pub fn branches(&mut self, solution: &Solution) -> (Vec<f64>, Vec<f64>) {
        let voltages = solution.device_voltages();
        match &mut self.devices {
            Prepared::Ohmic(conductances) => {
                (conductances.iter().zip(voltages).map(|(g, v)| g * v).collect(), conductances.to_vec())
            }
            Prepared::Model { array, .. } => {
                // transistors may stand as another input left them
                array.stand(Segment { start: &solution.nodes.bit, end: &solution.nodes.bit });
                branches(array.as_ref(), &voltages)
            }
        }
    }

    /// Transfer conductances (S), rows x columns, row-major, for small changes around a solution; see [`transfer`].
    ///
    /// # Errors
    /// Those of the solver.
    pub fn transfer(&mut self, around: &Solution) -> Result<Vec<f64>, SolveError> {
        let (_, slopes) = self.branches(around);
        let mut out = vec![0.0; slopes.len()];
        let circuit = Circuit::ohmic(&self.problem.wires, &self.problem.drives[0], &slopes);
        transfer(self.linear.as_mut(), &circuit, &mut out)?;
        Ok(out)
    }
}

fn branches(array: &dyn DeviceArray, voltages: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let (mut currents, mut slopes) = (vec![0.0; voltages.len()], vec![0.0; voltages.len()]);
    array.branches(voltages, &mut currents, &mut slopes);
    (currents, slopes)
}

fn solve_ohmic(
    solver: &mut dyn LinearSolver,
    wires: &Wires,
    drives: &[Drive],
    conductances: &[f64],
) -> Result<(Vec<Solution>, f64), SolveError> {
    let mut nodes = vec![Nodes::default(); drives.len()];
    let circuit = Circuit::ohmic(wires, &drives[0], conductances);
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

/// The solution for one input, from a cold start so that it does not depend on the input before.
fn solve_model(
    newton: &mut Newton,
    wires: &Wires,
    drive: &Drive,
    array: &mut dyn DeviceArray,
) -> Result<(Solution, f64), SolveError> {
    let mut nodes = Nodes::default();
    let started = Instant::now();
    let frame = Frame { wires, drive, shunts: Shunts::default(), injected: None };
    let newton = newton.solve(&frame, &mut Conduction(array), &mut nodes)?;
    let seconds = started.elapsed().as_secs_f64();
    let mut voltages = vec![0.0; wires.devices()];
    device_voltages(&nodes, &mut voltages);
    let (currents, slopes) = branches(array, &voltages);
    // current over voltage makes an ohmic circuit of the same currents, at 0 V its limit
    let chord = |((v, i), g): ((&f64, &f64), &f64)| if *v == 0.0 { *g } else { i / v };
    let chords: Vec<f64> = voltages.iter().zip(&currents).zip(&slopes).map(chord).collect();
    let stats = SolveStats { solver: newton.solver, iterations: newton.linear_iterations, residual: newton.residual };
    let mut solution = Solution::new(&Circuit::ohmic(wires, drive, &chords), nodes, stats);
    solution.newton = Some(newton);
    Ok((solution, seconds))
}

impl Problem {
    /// The inputs in groups that are solved together.
    pub fn batches(&self) -> impl Iterator<Item = Range<usize>> {
        let (count, nodes) = (self.drives.len(), 2 * self.wires.devices());
        let size = (MOST_NODES / nodes).clamp(1, MOST_INPUTS);
        (0..count).step_by(size).map(move |first| first..count.min(first + size))
    }
}
