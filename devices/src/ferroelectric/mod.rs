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
mod landau;
mod merz;
mod nucleation;
mod plates;
mod preisach;
mod relaxation;
mod zones;

pub use array::JunctionArray;
pub use equivalent_time::{EquivalentTime, Kai, SwitchingLaw};
pub use film::{Film, Interlayer};
pub use junction::{Domains, Ensemble, Junction, Kernel, Potentiation};
pub use landau::{Domains as LandauDomains, LandauKhalatnikov, MAX_DOMAINS};
pub use merz::Merz;
pub use nucleation::{LinearizedLorentz, RandomField, merz_time};
pub use plates::Plates;
pub use preisach::{Coercivity, Distribution, MAX_CLASSES, Peak, Plays, Preisach};
pub use zones::{MAX_ZONES, Stages, Zone, ZoneState, Zones};

#[cfg(test)]
mod protocol_tests;
