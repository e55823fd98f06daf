//! Physics of ferroelectric tunnel junctions and memristors, stepped many at a time.
//!
//! A circuit sees a [`DeviceArray`]: currents at given voltages, and states that move along voltage ramps. Parameter
//! sets come from the [`catalogue`] by name. All quantities are in SI.

mod batch;
pub mod catalogue;
mod doses;
mod ensemble;
mod equivalent_time;
mod error;
mod ferroelectric_junction;
mod junction_array;
mod junction_bins;
mod junction_block;
mod junction_idle;
mod junction_journal;
pub mod math;
mod model;
mod nucleation;
mod ramp;
pub mod rng;
pub mod units;
mod vteam;

pub use batch::Batch;
pub use equivalent_time::{EquivalentTime, SwitchingLaw};
pub use error::ModelError;
pub use ferroelectric_junction::{Domains, Ensemble, Junction, Kernel, Potentiation};
pub use junction_array::JunctionArray;
pub use model::{Advance, Branch, Column, DeviceArray, DeviceModel, Segment};
pub use nucleation::{LinearizedLorentz, RandomField, merz_time};
pub use vteam::{Resistance, Vteam};
