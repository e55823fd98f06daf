//! Kirchhoff's laws on a crossbar of resistive devices whose lines have resistance.
//!
//! An array has `rows` word lines and `columns` bit lines; device (i, j) joins node j of word line i and node i of bit
//! line j. Positive device current flows from word to bit line. All arrays are row-major, `k = row * columns + column`,
//! all numbers SI.
//!
//! [`Wires`] says how large the array is and what its lines resist, [`Drive`] how the line ends are held; with the
//! conductances (S) of the devices they make a [`Circuit`]. [`Automatic`] chooses the [`LinearSolver`] that finds the
//! voltages of all [`Nodes`]; [`end_currents`], [`device_voltages`], [`power`], [`ir_drops`] and [`transfer`] say what follows.
//! [`Selection`] makes the drive that writes some devices, [`Differential`] the conductances that stand for signed weights.
//!
//! ```
//! use ferrospike_crossbar::{Automatic, Circuit, Drive, LinearSolver, Nodes, Wires, end_currents};
//!
//! let wires = Wires::uniform(2, 2, 1.0);
//! let drive = Drive::read(&[0.2, 0.1], 2);
//! let circuit = Circuit::ohmic(&wires, &drive, &[1e-4, 2e-4, 3e-4, 4e-4]);
//! let mut nodes = Nodes::default();
//! let stats = Automatic::new().solve(&circuit, &mut nodes)?;
//! assert!(stats.residual < 1e-10);
//! let out = end_currents(&circuit, &nodes).bottom;
//! // a little less than the ideal 50 uA
//! assert!(out[0] < 1e-4 * 0.2 + 3e-4 * 0.1 && out[0] > 0.998 * 5e-5);
//! # Ok::<(), ferrospike_crossbar::SolveError>(())
//! ```

mod array;
mod assembly;
mod bridge;
#[cfg(test)]
mod cell_tests;
mod choose;
mod circuit;
mod connected;
mod coupled_columns;
mod currents;
mod differential;
mod direct;
mod drive;
mod dynamics;
mod error;
mod homotopy;
mod ideal;
mod into_lines;
mod ir_drop;
mod lanes;
mod line;
mod line_cg;
mod loads;
mod newton;
#[cfg(test)]
mod newton_tests;
mod piecewise_linear;
mod power;
#[cfg(test)]
mod properties;
mod reduction;
mod reference;
mod reference_pulses;
mod residual;
mod scheme;
mod single_column;
pub mod spice;
mod thevenin;
mod transfer;
mod transient;
mod wires;

pub use array::{LinearSolver, Nodes, SolveStats};
pub use assembly::Assembled;
pub use bridge::{Bridge, Node};
pub use choose::{Automatic, Choice, Solver};
pub use circuit::{Circuit, Injected, Shunts};
pub use coupled_columns::CoupledColumns;
pub use currents::{EndCurrents, device_voltages, end_currents};
pub use differential::{Differential, WeightError, pair_differences};
pub use direct::Direct;
pub use drive::{Drive, Terminal};
pub use dynamics::{Capacitance, Dynamics, Moment, Plates, Side, Sources, Step, StepError, Stepper, Tolerance};
pub use error::{Lines, SolveError};
pub use ideal::Ideal;
pub use ir_drop::ir_drops;
pub use line_cg::LineCg;
pub use loads::Load;
pub use newton::{Conduction, Elements, Frame, Newton, NewtonStats, Path};
pub use piecewise_linear::{CornerError, PiecewiseLinear};
pub use power::{Power, power};
pub use reduction::Reduction;
pub use reference::{Reference, log_uniform};
pub use reference_pulses::ReferencePulses;
pub use residual::kirchhoff_residual;
pub use scheme::{Scheme, Selection};
pub use single_column::SingleColumn;
pub use thevenin::Thevenin;
pub use transfer::transfer;
pub use transient::{LineSources, Observer, RunStats, Source, run};
pub use wires::{Line, Segments, Wires};
