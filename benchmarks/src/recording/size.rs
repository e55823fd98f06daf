//! How much a table `[record]` asks for, before anything runs.

use learning::{LearningError, Mode, Moment, Observer};

use super::taken::{Extent, Layout};
use crate::{RunError, Setup};

/// Bytes that a moment takes beside its quantities: moment, time, split, training, presentation and sample.
const MARKS: usize = 5 * 8 + 1;

/// Bytes that become one in the file at most: the bound of deflate. Devices at rest come within a factor of ten of it.
const COMPRESSION: f64 = 1032.0;

/// What a table `[record]` asks for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RecordingSize {
    /// Presentations of all recorded splits.
    pub presentations: u64,
    /// Moments of all of them: as many as if each had those of the first row before training.
    pub moments: f64,
    /// Bytes of a moment.
    pub bytes_per_moment: usize,
}

impl RecordingSize {
    /// Bytes before compression.
    pub fn bytes(&self) -> f64 {
        self.moments * self.bytes_per_moment as f64
    }

    /// Bytes that the recording takes in a file at least.
    pub fn least_bytes(&self) -> u64 {
        (self.bytes() / COMPRESSION) as u64
    }
}

impl Setup {
    /// What the table `[record]` asks for; nothing without one.
    ///
    /// Steps are as many as the devices need, so that a training row is shown to an untrained network, and a test row read.
    ///
    /// # Errors
    /// [`RunError`] when the circuit cannot be solved or stepped.
    pub fn recording_size(&self) -> Result<Option<RecordingSize>, RunError> {
        let Some(settings) = &self.experiment.record else { return Ok(None) };
        let split = self.split(0);
        let splits = settings.splits.get_ref().count_below(self.experiment.protocol.splits()) as u64;
        let shown = split.train.len() * self.experiment.training.epochs;
        let [training, test] = [(&settings.training, shown), (&settings.test, split.test.len())]
            .map(|(numbers, count)| splits * numbers.get_ref().count_below(count) as u64);
        let (mut learned, mut read) = (Steps(0), Steps(0));
        if training > 0 {
            self.show_untrained(&split, &mut learned)?;
        }
        if let Some(&row) = split.test.first().filter(|_| test > 0) {
            let (encoder, samples) = self.encode(&split, &self.data.filled(&split.train))?;
            self.network(&encoder, 0)?.present(&samples[row].spikes, Mode::Infer, usize::MAX, Some(&mut read))?;
        }
        let every = *settings.every.get_ref();
        let moments = |presentations: u64, steps: Steps| presentations as f64 * steps.taken(every) as f64;
        let device = self.device.array(1, 0);
        Ok(Some(RecordingSize {
            presentations: training + test,
            moments: moments(training, learned) + moments(test, read),
            bytes_per_moment: Layout::new(settings, (self.rows(), self.columns()), device.columns()).bytes(),
        }))
    }
}

/// Counts the steps of a presentation.
struct Steps(usize);

impl Steps {
    /// Those of which every n-th is taken, and the last.
    fn taken(&self, every: usize) -> usize {
        let last_is_more = self.0 > 0 && !(self.0 - 1).is_multiple_of(every);
        self.0.div_ceil(every) + usize::from(last_is_more)
    }
}

impl Observer for Steps {
    fn observe(&mut self, _moment: &Moment<'_>) -> Result<(), LearningError> {
        self.0 += 1;
        Ok(())
    }
}

impl Layout {
    /// Bytes of a moment.
    fn bytes(&self) -> usize {
        let (rows, columns) = (self.rows.len(), self.columns.len());
        let values = |extent: Extent| match extent {
            Extent::Whole => 1,
            Extent::Rows => rows,
            Extent::Columns => columns,
            Extent::Devices => rows * columns,
        };
        MARKS + self.variables.iter().map(|variable| size_of::<f64>() * values(variable.extent)).sum::<usize>()
    }
}
