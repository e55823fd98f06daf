//! Ferroelectric switching: nucleation in ensembles of domains, equivalent time.
//!
//! Law (`nucleation`, one file per law), distribution of what differs between domains, `ensemble` of one junction,
//! `doses` along a ramp, `bins` that collect them, `block` and `array` of many junctions.

mod activation_field;
mod array;
mod bins;
mod block;
mod distribution;
mod doses;
mod ensemble;
mod equivalent_time;
mod exponent;
mod film;
mod gradual;
mod idle;
mod journal;
mod junction;
mod kind;
mod log_time;
mod nucleation;
mod random_field;
mod sharp;

pub use activation_field::ActivationField;
pub use distribution::{ActivationFields, Distribution};
pub use equivalent_time::EquivalentTime;
pub use film::{Film, Interlayer};
pub use junction::{Domains, Ensemble, Junction, Kernel, Potentiation, Reversal};
pub use log_time::{LogTime, Width};
pub use nucleation::{NucleationLaw, merz_time};
pub use random_field::RandomField;

#[cfg(test)]
mod tests;
