//! Evidence across crates: one binary, one module per kind of evidence.

mod convergence;
mod end_to_end;
mod identities;
mod reproducible;
mod setup;
