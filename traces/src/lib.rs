//! Everything that is recorded: HDF5 files out and in, and figures drawn from recorded data only.
//!
//! A [`Trace`] is one HDF5 file in the netCDF4 data model: groups hold *variables* over named
//! *dimensions*, each dimension has a *coordinate* (its values), every variable its units. So
//! `xarray.open_dataset(path, group="...")` and h5py open it without this crate.
//!
//! ```
//! # use ferrospike_traces as traces;
//! use traces::{About, Overwrite, Provenance, Trace, TraceFile};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("iris.h5");
//! let provenance = Provenance {
//!     version: "0.1.0".into(),
//!     command: "ferrospike run iris.toml".into(),
//!     seed: 42,
//!     experiment: "seed = 42\n".into(),
//!     sources: vec!["10.1038/ncomms14736".into()],
//!     created: traces::timestamp(std::time::SystemTime::now()),
//! };
//! let trace = Trace::create(&path, &provenance, Overwrite::Refuse)?;
//!
//! let learning = trace.group("learning")?;
//! learning.index("row", 2, "word line")?;
//! learning.index("column", 3, "bit line")?;
//! let epoch = learning.growing_coordinate::<i64>("epoch", About::new("1", "passes over the data"))?;
//! let conductance = learning.growing::<f64>(
//!     "conductance",
//!     &["epoch", "row", "column"],
//!     About::new("S", "device conductance at the read voltage"),
//! )?;
//! for pass in 0..4 {
//!     epoch.append(&[pass])?;
//!     conductance.append(&[1e-6; 6])?;
//!     trace.flush()?; // readable up to here, whatever happens next
//! }
//! learning.scalar("accuracy", About::new("1", "share of test samples classified correctly"), 0.93)?;
//! trace.finish()?; // only now does `iris.h5` exist
//!
//! let file = TraceFile::open(&path)?;
//! let conductance = file.read::<f64>("learning/conductance")?;
//! assert_eq!(conductance.dims, ["epoch", "row", "column"]);
//! assert_eq!(conductance.shape, [4, 2, 3]);
//! assert_eq!(conductance.units, "S");
//! assert_eq!(conductance.slab(3), [1e-6; 6]);
//! # Ok(())
//! # }
//! ```
//!
//! The layout of the files that the commands write is documented in `docs/traces.md`.

pub mod figures;

mod element;
mod error;
mod growing;
mod leave_open;
mod part;
mod provenance;
mod queue;
mod read;
mod scale;
pub mod sonata;
mod variable;
pub mod whole_file;
mod write;

#[cfg(test)]
extern crate self as ferrospike_traces; // the example, which a test runs, says so
#[cfg(test)]
mod tests;
#[cfg(test)]
mod writing_tests;

pub use element::Element;
pub use error::{ReadError, WriteError};
pub use growing::Growing;
pub use provenance::{Provenance, timestamp};
pub use read::{Recorded, TraceFile, Variable};
pub use variable::{About, Group};
pub use write::{Overwrite, Trace};
