//! Ferroelectric switching: nucleation in ensembles of domains, equivalent time.

mod array;
mod bins;
mod block;
mod doses;
mod ensemble;
mod equivalent_time;
mod idle;
mod journal;
mod junction;
mod merz;
mod nucleation;
mod zones;

pub use array::JunctionArray;
pub use equivalent_time::{EquivalentTime, Kai, SwitchingLaw};
pub use junction::{Domains, Ensemble, Junction, Kernel, Potentiation};
pub use merz::Merz;
pub use nucleation::{LinearizedLorentz, RandomField, merz_time};
pub use zones::{MAX_ZONES, Stages, Zone, ZoneState, Zones};
