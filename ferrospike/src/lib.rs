//! The library's front door: every crate of ferrospike under one name.
//!
//! ```
//! use ferrospike::crossbar::{Automatic, Circuit, LinearSolver, Nodes, Reference, end_currents};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let reference = Reference { size: 16, seed: 1, segment: 1.0, g_min: 1e-6, g_max: 1e-4, v_max: 0.2 };
//! let (wires, drive, conductances) = reference.circuit();
//! let mut nodes = Nodes::default();
//! let circuit = Circuit::ohmic(&wires, &drive, &conductances);
//! let stats = Automatic::new().solve(&circuit, &mut nodes)?;
//! let currents = end_currents(&circuit, &nodes).bottom;
//! assert!(stats.residual <= 1e-10 && currents.len() == 16);
//! # Ok(())
//! # }
//! ```

pub use {benchmarks, crossbar, devices, learning, traces};

/// Programs on the pages of the documentation, compiled and run with the tests.
#[cfg(doctest)]
mod pages {
    #[doc = include_str!("../../docs/src/library.md")]
    mod library {}
    #[doc = include_str!("../../docs/src/models/device.md")]
    mod device {}
    #[doc = include_str!("../../docs/src/models/neuron.md")]
    mod neuron {}
}
