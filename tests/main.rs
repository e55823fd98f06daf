//! Evidence across crates, one module per kind of evidence; `end_to_end/` runs the program and belongs to its crate.

// In a test an unwrap that fails is a failed test.
#![allow(clippy::unwrap_used)]

mod convergence;
mod golden_transients;
mod identities;
mod measurements;
mod networks;
mod ngspice;
mod observation;
mod pattern_array;
mod reproducible;
mod setup;
