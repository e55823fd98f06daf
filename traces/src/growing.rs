use std::sync::{Arc, Mutex, PoisonError, Weak};

use hdf5::Dataset;
use ndarray::{ArrayViewD, IxDyn};

use crate::element::Element;
use crate::error::WriteError;
use crate::leave_open::leave_all_open;
use crate::part::Part;
use crate::queue::{Queue, Refusal, Waiting};

/// Bytes that are collected before they go to the queue: HDF5 takes one large piece much faster than many small ones.
const PIECE: usize = 1 << 16;

/// A variable or coordinate that grows along its first dimension.
///
/// Do not append after [`Trace::finish`](crate::Trace::finish): the file is closed then, and the
/// append fails.
pub struct Growing<T: Element> {
    values: Arc<Values<T>>,
}

/// What was appended and has not been handed over yet; handed over when dropped.
struct Values<T: Element> {
    dataset: Dataset,
    slab: Vec<usize>,
    queue: Arc<Queue>,
    collected: Mutex<Vec<T>>,
}

impl<T: Element> Growing<T> {
    pub(crate) fn new(dataset: Dataset, slab: Vec<usize>, queue: Arc<Queue>) -> Self {
        let values = Arc::new(Values { dataset, slab, queue: Arc::clone(&queue), collected: Mutex::new(Vec::new()) });
        queue.register(Arc::downgrade(&values) as Weak<dyn Waiting>);
        Self { values }
    }

    pub(crate) fn dataset(&self) -> &Dataset {
        &self.values.dataset
    }

    /// Appends one entry of the first dimension (row-major over the others), or several at once.
    ///
    /// # Errors
    /// [`WriteError::Write`] when this or anything before it could not be written.
    ///
    /// # Panics
    /// When `values` is not a whole number of entries.
    pub fn append(&self, values: &[T]) -> Result<(), WriteError> {
        let Values { dataset, slab, queue, collected } = &*self.values;
        let size: usize = slab.iter().product();
        assert!(
            size > 0 && values.len().is_multiple_of(size),
            "`{}` takes {size} values (shape {slab:?}) per entry, but {} were given",
            dataset.name(),
            values.len()
        );
        queue.check()?;
        let mut collected = collected.lock().unwrap_or_else(PoisonError::into_inner);
        collected.extend_from_slice(values);
        if size_of_val(collected.as_slice()) < PIECE { Ok(()) } else { self.values.send(&mut collected) }
    }
}

impl<T: Element> Values<T> {
    /// Gives everything that was collected to the queue.
    fn send(&self, collected: &mut Vec<T>) -> Result<(), WriteError> {
        if collected.is_empty() {
            return Ok(());
        }
        let values = std::mem::take(collected);
        let bytes = size_of_val(values.as_slice());
        let (dataset, slab) = (self.dataset.clone(), self.slab.clone());
        let job = move || {
            write(&dataset, &slab, &values).map_err(|reason| {
                leave_all_open(); // before the dataset goes with this job
                Refusal { object: dataset.name(), reason: reason.to_string() }
            })
        };
        self.queue.send(bytes, Box::new(job))
    }
}

impl<T: Element> Waiting for Values<T> {
    fn hand_over(&self) -> Result<(), WriteError> {
        self.send(&mut self.collected.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<T: Element> Drop for Values<T> {
    fn drop(&mut self) {
        // a failure is told when the file is flushed
        let _ = self.hand_over();
    }
}

/// Puts whole entries behind those that are there.
fn write<T: Element>(dataset: &Dataset, slab: &[usize], values: &[T]) -> hdf5::Result<()> {
    let entries = values.len() / slab.iter().product::<usize>();
    let mut shape = vec![entries];
    shape.extend(slab);
    let stored = T::store(values);
    let array =
        ArrayViewD::from_shape(IxDyn(&shape), &stored).map_err(|reason| hdf5::Error::Internal(reason.to_string()))?;
    let start = dataset.shape().first().copied().unwrap_or(0);
    shape[0] = start + entries;
    dataset.resize(&shape)?;
    let place = Part::of(&shape, std::slice::from_ref(&(start..shape[0])))?;
    dataset.write_slice(array, place.selection())
}
