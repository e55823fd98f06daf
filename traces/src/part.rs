//! Parts of a dataset: ranges of its first dimensions, all of the others.

use std::ops::Range;

use hdf5::{Dataset, H5Type, Hyperslab, Selection, SliceOrIndex};
use ndarray::ArrayD;

/// One range for each dimension of a dataset.
pub(crate) struct Part(Vec<Range<usize>>);

impl Part {
    /// What lies within `ranges` of the first dimensions of this shape.
    ///
    /// # Errors
    /// A range ends behind the last entry.
    pub fn of(shape: &[usize], ranges: &[Range<usize>]) -> hdf5::Result<Self> {
        let whole = |(axis, &length): (usize, &usize)| ranges.get(axis).cloned().unwrap_or(0..length);
        let part: Vec<Range<usize>> = shape.iter().enumerate().map(whole).collect();
        match part.iter().zip(shape).find(|(range, length)| range.end > **length) {
            Some((range, length)) => Err(hdf5::Error::Internal(format!("it has {length} entries, not {}", range.end))),
            None => Ok(Self(part)),
        }
    }

    /// Length along each dimension.
    pub fn shape(&self) -> Vec<usize> {
        self.0.iter().map(Range::len).collect()
    }

    /// The values, row-major.
    pub fn read<T: H5Type>(&self, dataset: &Dataset) -> hdf5::Result<Vec<T>> {
        if self.0.is_empty() {
            return dataset.read_raw();
        }
        if self.0.iter().any(Range::is_empty) {
            return Ok(Vec::new());
        }
        let values: ArrayD<T> = dataset.read_slice(self.selection())?;
        Ok(values.into_raw_vec_and_offset().0)
    }

    /// The same in terms of HDF5.
    pub fn selection(&self) -> Selection {
        let ranges: Vec<SliceOrIndex> = self.0.iter().map(|range| range.clone().into()).collect();
        Hyperslab::from(ranges).into()
    }
}
