//! Ferroelectric switching: nucleation in ensembles of domains, equivalent time.
//!
//! To be read in this order: `nucleation` and its laws `random_field`, `log_time`, `activation_field` (how long does a
//! domain take?), `distribution` (how do domains differ?), `exponent` (the two forms all laws have), `ensemble` (the
//! domains of one junction), `doses` (a law along a ramp), `bins` with `sharp` and `gradual` (what doses do), `film`
//! (voltage and charge), `junction` (parameters), `block` and `array` (many junctions), `idle` and `journal` (what need
//! not be computed, what can be taken back). `equivalent_time` is the same with one number as memory.

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
