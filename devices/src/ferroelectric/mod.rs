//! Ferroelectric switching: nucleation in ensembles of domains, equivalent time.
//!
//! To be read in this order: `nucleation` and its laws `random_field`, `log_time`, `activation_field` (how long does a
//! domain take?), `distribution` (how do domains differ?), `exponent` (the two forms all laws have), `ensemble` (the
//! domains of one junction), `doses` (a law along a ramp), `bins` with `sharp` and `gradual` (what doses do), `film`
//! (voltage and charge), `junction` (parameters), `block` and `array` (many junctions), `idle` and `journal` (what need
//! not be computed, what can be taken back). `equivalent_time` is the same with one number as memory. Not nucleation-limited:
//! `zones` that grow (with times from `merz`), `preisach` hysterons, `landau` domains (integrated by `relaxation`), with
//! their charge on `plates`.

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
mod landau;
mod log_time;
mod merz;
mod nucleation;
mod plates;
mod preisach;
mod random_field;
mod ring;
mod sharp;
mod zones;

pub use activation_field::ActivationField;
pub use distribution::{ActivationFields, Distribution};
pub use equivalent_time::{EquivalentTime, Kai, SwitchingLaw};
pub use film::{Film, Interlayer};
pub use junction::{Domains, Ensemble, Junction, Kernel, Potentiation, Reversal};
pub use landau::{Domains as LandauDomains, LandauKhalatnikov, MAX_DOMAINS};
pub use log_time::{LogTime, Width};
pub use merz::Merz;
pub use nucleation::{NucleationLaw, merz_time};
pub use plates::Plates;
pub use preisach::{Coercivity, Distribution as HysteronDistribution, MAX_CLASSES, Peak, Plays, Preisach};
pub use random_field::RandomField;
pub use zones::{MAX_ZONES, Stages, Zone, ZoneState, Zones};

#[cfg(test)]
mod tests;
