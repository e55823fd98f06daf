use std::fmt::Display;
use std::path::PathBuf;
use std::sync::Arc;

use hdf5::{Dataset, Extent, Extents, SimpleExtents};

use crate::element::{Element, sealed::Stored};
use crate::error::WriteError;
use crate::growing::Growing;
use crate::queue::Queue;
use crate::scale::{attach_scale, set_scale};
use crate::write::write_text;

/// Largest chunk of a variable whose size is known (bytes): HDF5 reads and unpacks whole chunks.
const CHUNK: usize = 1 << 20;
/// Largest chunk of a growing variable of few values per entry (bytes): at least one chunk is written even for one value.
const GROWING_CHUNK: usize = 1 << 16;
/// Largest chunk of a growing variable with many values per entry (bytes): it grows fast, and every chunk has its place in an
/// index that is kept in memory.
const FAST_CHUNK: usize = 1 << 18;
/// Bytes per entry from which a variable grows fast.
const FAST: usize = 1 << 10;
/// Below this size (bytes) a chunk's index costs more than compression saves.
const SMALL: usize = 1 << 12;
/// gzip level 4 of 9: higher levels cost time and gain a few percent on shuffled floats.
const GZIP: u8 = 4;

/// What the numbers of a variable are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About<'a> {
    /// SI unit as UDUNITS writes it (`S`, `V m-1`; `1` for pure numbers). Empty for text.
    pub units: &'a str,
    /// The quantity in words, as an axis title would say it.
    pub long_name: &'a str,
}

impl<'a> About<'a> {
    /// Unit and meaning.
    pub fn new(units: &'a str, long_name: &'a str) -> Self {
        Self { units, long_name }
    }
}

/// A group of a [`Trace`](crate::Trace): coordinates, and variables over them.
///
/// Names must be new in the group; each dimension that a variable names must have its coordinate
/// in the same group already.
pub struct Group {
    group: hdf5::Group,
    path: PathBuf,
    queue: Arc<Queue>,
}

impl Group {
    pub(crate) fn new(group: hdf5::Group, path: PathBuf, queue: Arc<Queue>) -> Self {
        Self { group, path, queue }
    }

    /// A dimension called `name` with one value per entry.
    ///
    /// # Errors
    /// [`WriteError::Write`].
    pub fn coordinate<T: Element>(&self, name: &str, about: About, values: &[T]) -> Result<(), WriteError> {
        let dataset = self.whole(name, &[values.len()], about, values)?;
        set_scale(&dataset, name).map_err(|reason| self.failure(name, &reason))
    }

    /// A dimension called `name` that counts 0, 1, ... `length - 1`: rows, columns, inputs.
    ///
    /// # Errors
    /// [`WriteError::Write`].
    pub fn index(&self, name: &str, length: usize, long_name: &str) -> Result<(), WriteError> {
        let counts: Vec<i64> = (0..length).map(|k| k as i64).collect();
        self.coordinate(name, About::new("1", long_name), &counts)
    }

    /// A dimension called `name` that starts empty and grows by [`Growing::append`]: epochs, samples.
    ///
    /// # Errors
    /// [`WriteError::Write`].
    pub fn growing_coordinate<T: Element>(&self, name: &str, about: About) -> Result<Growing<T>, WriteError> {
        let growing = self.empty_growing(name, Vec::new(), about)?;
        set_scale(growing.dataset(), name).map_err(|reason| self.failure(name, &reason))?;
        Ok(growing)
    }

    /// A variable whose values are all there (row-major), over the dimensions `dims`.
    ///
    /// # Errors
    /// [`WriteError::Write`].
    ///
    /// # Panics
    /// When a dimension has no coordinate in this group, or `values` has not one entry per
    /// combination of coordinates.
    pub fn variable<T: Element>(
        &self,
        name: &str,
        dims: &[&str],
        about: About,
        values: &[T],
    ) -> Result<(), WriteError> {
        let coordinates = self.coordinates_of(name, dims);
        let shape: Vec<usize> = coordinates.iter().map(|dimension| dimension.size()).collect();
        let dataset = self.whole(name, &shape, about, values)?;
        self.attach(name, &dataset, &coordinates)
    }

    /// A variable that grows along its first dimension, which must be a growing coordinate.
    ///
    /// Append to the variables of a dimension as many entries as to the coordinate itself.
    ///
    /// # Errors
    /// [`WriteError::Write`].
    ///
    /// # Panics
    /// When a dimension has no coordinate in this group, or the first does not grow or another does.
    pub fn growing<T: Element>(&self, name: &str, dims: &[&str], about: About) -> Result<Growing<T>, WriteError> {
        let coordinates = self.coordinates_of(name, dims);
        for (axis, coordinate) in coordinates.iter().enumerate() {
            assert!(
                coordinate.is_resizable() == (axis == 0),
                "variable `{name}` must grow along its first dimension only, not along `{}`",
                dims[axis]
            );
        }
        let slab = coordinates[1..].iter().map(|dimension| dimension.size()).collect();
        let growing = self.empty_growing(name, slab, about)?;
        self.attach(name, growing.dataset(), &coordinates)?;
        Ok(growing)
    }

    /// One number or text without dimensions.
    ///
    /// # Errors
    /// [`WriteError::Write`].
    pub fn scalar<T: Element>(&self, name: &str, about: About, value: T) -> Result<(), WriteError> {
        let write = || {
            let builder = self.group.new_dataset_builder().empty::<T::Disk>();
            let dataset = builder.obj_track_times(false).shape(()).create(name)?;
            dataset.write_scalar(&T::store(&[value])[0])?;
            describe::<T>(&dataset, about)
        };
        write().map_err(|reason: hdf5::Error| self.failure(name, &reason))
    }

    /// A text attribute of the group.
    ///
    /// # Errors
    /// [`WriteError::Write`].
    pub fn attribute(&self, name: &str, text: &str) -> Result<(), WriteError> {
        write_text(&self.group, name, text).map_err(|reason| self.failure(name, &reason))
    }

    fn coordinates_of(&self, name: &str, dims: &[&str]) -> Vec<Dataset> {
        assert!(!dims.is_empty(), "variable `{name}` has no dimensions: use `scalar`");
        let coordinate = |dim: &&str| {
            self.group
                .dataset(dim)
                .unwrap_or_else(|_| panic!("dimension `{dim}` of variable `{name}` has no coordinate in its group"))
        };
        dims.iter().map(coordinate).collect()
    }

    fn attach(&self, name: &str, dataset: &Dataset, dims: &[Dataset]) -> Result<(), WriteError> {
        for (axis, coordinate) in dims.iter().enumerate() {
            attach_scale(dataset, coordinate, axis).map_err(|reason| self.failure(name, &reason))?;
        }
        Ok(())
    }

    fn whole<T: Element>(
        &self,
        name: &str,
        shape: &[usize],
        about: About,
        values: &[T],
    ) -> Result<Dataset, WriteError> {
        let size: usize = shape.iter().product();
        assert!(
            values.len() == size,
            "variable `{name}` has shape {shape:?}, that is {size} values, but {} were given",
            values.len()
        );
        let chunk = chunk_shape(shape, size_of::<T::Disk>(), CHUNK);
        let small = size * size_of::<T::Disk>() <= SMALL;
        let write = || {
            let mut builder = self.group.new_dataset_builder().empty::<T::Disk>().obj_track_times(false);
            if !small {
                builder = builder.chunk(&chunk).shuffle().deflate(GZIP);
            }
            let dataset = builder.shape(SimpleExtents::fixed(shape)).create(name)?;
            if size > 0 {
                dataset.write_raw(T::store(values).as_ref())?;
            }
            describe::<T>(&dataset, about)?;
            Ok(dataset)
        };
        write().map_err(|reason: hdf5::Error| self.failure(name, &reason))
    }

    fn empty_growing<T: Element>(&self, name: &str, slab: Vec<usize>, about: About) -> Result<Growing<T>, WriteError> {
        let fixed = slab.iter().map(|&length| Extent::fixed(length));
        let extents: Vec<Extent> = std::iter::once(Extent::resizable(0)).chain(fixed).collect();
        let entry = slab.iter().product::<usize>() * size_of::<T::Disk>();
        let limit = if entry < FAST { GROWING_CHUNK } else { FAST_CHUNK };
        let mut shape = vec![limit];
        shape.extend(&slab);
        let chunk = chunk_shape(&shape, size_of::<T::Disk>(), limit);
        let write = || {
            let dataset = self
                .group
                .new_dataset_builder()
                .empty::<T::Disk>()
                .obj_track_times(false)
                .chunk(&chunk)
                .shuffle()
                .deflate(GZIP)
                .shape(Extents::Simple(SimpleExtents::from_vec(extents)))
                .create(name)?;
            describe::<T>(&dataset, about)?;
            Ok(dataset)
        };
        let dataset = write().map_err(|reason: hdf5::Error| self.failure(name, &reason))?;
        Ok(Growing::new(dataset, slab, Arc::clone(&self.queue)))
    }

    fn failure(&self, name: &str, reason: &dyn Display) -> WriteError {
        let object = format!("{}/{name}", self.group.name().trim_end_matches('/'));
        WriteError::of_write(&self.path, object, reason)
    }
}

/// Writes what readers need to know about a variable.
fn describe<T: Element>(dataset: &Dataset, about: About) -> hdf5::Result<()> {
    if !about.units.is_empty() {
        write_text(dataset, "units", about.units)?;
    }
    write_text(dataset, "long_name", about.long_name)?;
    if T::NAME == bool::NAME {
        write_text(dataset, "dtype", "bool")?; // how xarray marks bytes that are truth values
    }
    Ok(())
}

/// The chunk that fits into `limit` bytes: the leading axes are cut first, so that a chunk is a run
/// of whole trailing slabs.
fn chunk_shape(shape: &[usize], element: usize, limit: usize) -> Vec<usize> {
    let mut chunk: Vec<usize> = shape.iter().map(|&length| length.max(1)).collect();
    for axis in 0..chunk.len() {
        let rest: usize = chunk[axis + 1..].iter().product::<usize>() * element;
        chunk[axis] = chunk[axis].min((limit / rest).max(1));
        if chunk.iter().product::<usize>() * element <= limit {
            break;
        }
    }
    chunk
}
