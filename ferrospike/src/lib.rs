//! The library's front door: every crate of ferrospike under one name.
//!
//! ```
//! use ferrospike::crossbar::{Nodes, Reference, end_currents, solver_for};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let reference = Reference { size: 16, seed: 1, segment: 1.0, g_min: 1e-6, g_max: 1e-4, v_max: 0.2 };
//! let (wires, drive, conductances) = reference.circuit();
//! let mut nodes = Nodes::default();
//! let stats = solver_for(&wires).solve(&wires, &drive, &conductances, &mut nodes)?;
//! let currents = end_currents(&wires, &drive, &conductances, &nodes).bottom;
//! assert!(stats.residual <= 1e-10 && currents.len() == 16);
//! # Ok(())
//! # }
//! ```

pub use {benchmarks, crossbar, devices, learning, traces};
