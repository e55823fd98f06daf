//! Evidence across crates, one module per kind of evidence; `end_to_end.rs` runs the program and belongs to its crate.

mod convergence;
mod identities;
mod reproducible;
mod setup;
