//! Physics of ferroelectric tunnel junctions and memristors, stepped many at a time.
//!
//! A circuit sees a [`DeviceArray`]: currents at given voltages, and states that move along voltage ramps. Parameter
//! sets come from the [`catalogue`] by name. All quantities are in SI.

mod batch;
pub mod catalogue;
pub mod cell;
mod checkpoint;
pub mod conduction;
pub mod constants;
mod error;
mod extent;
pub mod ferroelectric;
pub mod imperfections;
pub mod integrate;
pub mod math;
pub mod memristor;
mod model;
mod ramp;
mod reversed;
pub mod rng;
mod rosenbrock;
pub mod spelling;
pub mod spice;
pub mod units;
pub mod wiener;
pub mod wording;
mod words;

pub use batch::Batch;
pub use checkpoint::RestoreError;
pub use error::ModelError;
pub use model::{Advance, Branch, Charge, Column, DeviceArray, DeviceModel, Segment};
pub use ramp::Ramp;
pub use words::Words;
