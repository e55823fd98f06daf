//! Circuits as netlists of ngspice, to be checked or continued elsewhere.
//!
//! [`operating_point`] writes a static circuit of ohmic devices, [`device_operating_point`] one of devices of a model,
//! [`transient`] an array whose sources change in time and whose devices switch. A netlist is a text: who calls decides where it goes. `ngspice -b FILE` runs it.
//!
//! Nodes are called `word<row>_<column>` and `bit<row>_<column>` after the device that they touch, line ends `left<row>`,
//! `right<row>`, `top<column>` and `bottom<column>`. Nodes that a zero resistance joins are one and have the name of the
//! first, or of the line end that holds them. `i(vbottom0)` is the current (A) out of the array through that end.

mod error;
mod names;
mod network;
mod operating_point;
mod switching;
mod transient;

pub use error::NetlistError;
pub use operating_point::{device_operating_point, operating_point};
pub use switching::Switching;
pub use transient::{Transient, transient};

#[cfg(test)]
mod tests;
