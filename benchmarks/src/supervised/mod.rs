//! Training with labels on data sets, and what devices and lines make of the trained weights.

mod conversion;
mod figures;
mod on_arrays;
mod surrogate;
mod task;
#[cfg(test)]
mod tests;

pub use conversion::{Conversion, ConversionOutcome};
pub use on_arrays::OnArrays;
pub use surrogate::{SurrogateOutcome, SurrogateTraining};
pub use task::Task;

pub(crate) use figures::{over_bits, over_steps, weights};
