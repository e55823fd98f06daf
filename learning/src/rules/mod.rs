//! Ideal rules of spike-timing dependent plasticity.
//!
//! No network of devices learns by these: they are what measured windows are compared with. A rule moves the number
//! between two neurons by their spike times alone, where a device is moved by voltages.

mod facets;
mod network;
mod pair;
mod timing;
mod trace;
mod triplet;

pub use facets::{FacetsRule, FacetsSynapse};
pub use network::{IdealNetwork, IdealNetworkSettings};
pub use pair::{Dependence, PairRule, PairSynapse, Pairing};
pub use timing::{Delay, IdealSynapse, weights_at_pre_spikes};
pub use triplet::{TripletRule, TripletSynapse};

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
