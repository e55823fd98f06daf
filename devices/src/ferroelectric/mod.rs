//! Ferroelectric switching: nucleation in ensembles of domains, equivalent time.

mod array;
mod bins;
mod block;
mod doses;
mod ensemble;
mod equivalent_time;
mod film;
mod idle;
mod journal;
mod junction;
mod nucleation;

pub use array::JunctionArray;
pub use equivalent_time::{EquivalentTime, SwitchingLaw};
pub use film::{Film, Interlayer};
pub use junction::{Domains, Ensemble, Junction, Kernel, Potentiation};
pub use nucleation::{LinearizedLorentz, RandomField, merz_time};
