//! Evidence across crates.
