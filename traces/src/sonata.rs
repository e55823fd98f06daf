//! Spike files in the SONATA format, which libsonata, BMTK, PyNN and NetPyNE read.
//!
//! Layout after the SONATA developer guide, section "Spike file"
//! (<https://github.com/AllenInstitute/sonata/blob/master/docs/SONATA_DEVELOPER_GUIDE.md>; Dai et al. 2020,
//! doi:10.1371/journal.pcbi.1007696): `/spikes/<population>/timestamps` (ms) and `node_ids`, sorted by time.

use std::path::{Path, PathBuf};

use hdf5::types::{EnumMember, EnumType, IntSize, TypeDescriptor};
use hdf5::{File, H5Type};

use crate::error::WriteError;
use crate::write::{Overwrite, begin, complete, create_group, write_text};

/// First root attribute of every SONATA file.
const MAGIC: u32 = 0x0A7A;
/// Version of the format, major and minor.
const VERSION: [u32; 2] = [0, 1];

/// A spike of a node of a population.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spike {
    /// Which node.
    pub node: u64,
    /// When (s).
    pub time: f64,
}

/// How the spikes of a population are sorted, the enumeration of the format.
#[derive(Clone, Copy)]
#[repr(u8)]
enum Sorting {
    None,
    ById,
    ByTime,
}

// SAFETY: the type is one byte, and the descriptor names exactly its three values.
unsafe impl H5Type for Sorting {
    fn type_descriptor() -> TypeDescriptor {
        let names = [(Self::None, "none"), (Self::ById, "by_id"), (Self::ByTime, "by_time")];
        let members = names.map(|(value, name)| EnumMember { name: name.into(), value: value as u64 }).to_vec();
        TypeDescriptor::Enum(EnumType { size: IntSize::U1, signed: false, members })
    }
}

/// Nodes that spike together.
#[derive(Clone, Debug, PartialEq)]
pub struct Population {
    /// Its name in the file.
    pub name: String,
    /// Its spikes, in any order.
    pub spikes: Vec<Spike>,
}

/// Writes the spikes of populations, each in the order of time; spikes of the same time keep their order.
///
/// # Errors
/// [`WriteError`] when the file exists and may not be replaced, or cannot be written.
pub fn write_spikes(path: &Path, populations: &[Population], overwrite: Overwrite) -> Result<PathBuf, WriteError> {
    let (file, partial) = begin(path, overwrite)?;
    fill(&file, populations).map_err(|reason| WriteError::of_write(&partial, "/spikes".into(), &reason))?;
    complete(file, partial, path.into(), overwrite)
}

fn fill(file: &File, populations: &[Population]) -> hdf5::Result<()> {
    file.new_attr::<u32>().create("magic")?.write_scalar(&MAGIC)?;
    file.new_attr::<u32>().shape(2).create("version")?.write_raw(&VERSION)?;
    let spikes = create_group(file, "spikes")?;
    populations.iter().try_for_each(|population| fill_population(&create_group(&spikes, &population.name)?, population))
}

fn fill_population(group: &hdf5::Group, population: &Population) -> hdf5::Result<()> {
    let mut spikes = population.spikes.clone();
    spikes.sort_by(|a, b| a.time.total_cmp(&b.time));
    group.new_attr::<Sorting>().create("sorting")?.write_scalar(&Sorting::ByTime)?;
    let times: Vec<f64> = spikes.iter().map(|spike| 1e3 * spike.time).collect();
    let nodes: Vec<u64> = spikes.iter().map(|spike| spike.node).collect();
    let timestamps = dataset(group, "timestamps", &times)?;
    write_text(&timestamps, "units", "ms")?;
    dataset(group, "node_ids", &nodes)?;
    Ok(())
}

fn dataset<T: H5Type>(group: &hdf5::Group, name: &str, values: &[T]) -> hdf5::Result<hdf5::Dataset> {
    let builder = group.new_dataset_builder().empty::<T>().obj_track_times(false).shape(values.len());
    let dataset = builder.create(name)?;
    if !values.is_empty() {
        dataset.write_raw(values)?;
    }
    Ok(dataset)
}
