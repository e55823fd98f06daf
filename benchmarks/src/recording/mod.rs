//! Presentations step by step: the group `presentation` of a recorded file.

mod moments;
mod order;
mod size;
mod taken;
mod watcher;

use std::sync::Arc;

use devices::Column;
use learning::LearningError;
use traces::{Trace, WriteError};

use crate::experiment::RecordSettings;
use crate::{RunError, Setup};

use moments::Moments;
use order::Order;
pub use size::RecordingSize;
use taken::{Layout, Taken};
pub(crate) use watcher::Watcher;

/// Name of the group.
pub(crate) const GROUP: &str = "presentation";

/// What of the presentations of all splits is recorded, and where it goes.
///
/// Splits run at the same time, but stand in the file one after the other: a split whose turn it is writes at once, the
/// others keep what they have until it is theirs, and wait when that becomes much.
pub struct Recording {
    settings: RecordSettings,
    /// Length of a presentation (s).
    duration: f64,
    layout: Layout,
    moments: Moments,
    order: Order,
}

impl Recording {
    /// Lays out the group for an array with `size` rows and columns of devices that tell `states` of themselves, to which
    /// presentations of `duration` (s) are shown.
    ///
    /// # Errors
    /// [`WriteError`] when the file cannot be written.
    pub(crate) fn new(
        trace: &Trace,
        settings: RecordSettings,
        duration: f64,
        size: (usize, usize),
        states: &[Column],
    ) -> Result<Arc<Self>, WriteError> {
        let layout = Layout::new(&settings, size, states);
        let moments = Moments::new(&trace.group(GROUP)?, &layout)?;
        Ok(Arc::new(Self { settings, duration, layout, moments, order: Order::default() }))
    }

    /// Whether presentations of split number `split` are recorded.
    pub(crate) fn holds(&self, split: usize) -> bool {
        self.settings.splits.get_ref().contains(split)
    }

    /// Says that split number `split` is not recorded.
    ///
    /// # Errors
    /// [`WriteError`] when what other splits have kept cannot be written.
    pub(crate) fn pass(&self, split: usize) -> Result<(), WriteError> {
        self.order.end(split, &self.moments)
    }

    fn keep(&self, split: usize, taken: Taken) -> Result<(), LearningError> {
        let kept = self.order.keep(split, taken, &self.moments);
        kept.map_err(|error| LearningError::Observer(Box::new(error)))
    }
}

impl Setup {
    /// The recording of an experiment in a file: as its table `[record]` says, else one presentation of an untrained
    /// network, which is recorded here and now.
    ///
    /// # Errors
    /// [`RunError`] when the file cannot be written or the circuit cannot be solved.
    pub(crate) fn recording(&self, trace: &Trace) -> Result<Option<Arc<Recording>>, RunError> {
        let (size, device) = ((self.rows(), self.columns()), self.device.array(1, 0));
        let duration = self.experiment.spikes.presentation;
        let new = |settings| Recording::new(trace, settings, duration, size, device.columns());
        if let Some(settings) = &self.experiment.record {
            return Ok(Some(new(settings.clone())?));
        }
        let recording = new(RecordSettings::default())?;
        let split = self.split(0);
        let mut watcher = Watcher::new(Some(&recording), 0, [&split.train, &split.test]);
        let row = split.train[self.first_shown(&split)];
        self.show_untrained(&split, watcher.watch(0, row))?;
        Ok(None)
    }

    /// Whether the presentations and lines that are to be recorded exist.
    pub(crate) fn check_recording(&self) -> Result<(), RunError> {
        let Some(settings) = &self.experiment.record else { return Ok(()) };
        let split = self.split(0);
        let shown = split.train.len() * self.experiment.training.epochs;
        for (what, whole, numbers, count) in [
            ("row", "the array", &settings.rows, self.rows()),
            ("column", "the array", &settings.columns, self.columns()),
            ("split", "the protocol", &settings.splits, self.experiment.protocol.splits()),
            ("training presentation", "a split", &settings.training, shown),
            ("test row", "a split", &settings.test, split.test.len()),
        ] {
            if let Some(number) = numbers.get_ref().largest().filter(|number| *number >= count) {
                return Err(RunError::Number { what, number, whole, count, place: numbers.span() });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
