//! Who observes the presentations of one split.

use learning::{Audience, LearningError, Moment, Observer};

use super::Recording;
use super::taken::Taken;

/// Takes what is to be recorded of a split; dropped, it says that the split has ended.
pub(crate) struct Watcher<'a> {
    /// Where it goes; nothing when nothing is recorded.
    recording: Option<&'a Recording>,
    split: usize,
    /// Rows of the data set that train and that test.
    rows: [&'a [usize]; 2],
    /// Whether the network learns; else it is read.
    training: bool,
    presentation: usize,
    sample: usize,
    /// Steps of the presentation that have passed.
    steps: usize,
}

impl<'a> Watcher<'a> {
    /// For split number `split` with these training and test rows, in training.
    pub fn new(recording: Option<&'a Recording>, split: usize, rows: [&'a [usize]; 2]) -> Self {
        Self { recording, split, rows, training: true, presentation: 0, sample: 0, steps: 0 }
    }

    /// From now on the test rows are read.
    pub fn begin_test(&mut self) {
        self.training = false;
    }

    /// Observes presentation number `presentation`, which shows row `sample` of the data set.
    pub fn watch(&mut self, presentation: usize, sample: usize) -> &mut dyn Observer {
        (self.presentation, self.sample, self.steps) = (presentation, sample, 0);
        self
    }
}

impl Audience for Watcher<'_> {
    fn observer(&mut self, number: usize, sample: usize) -> Option<&mut dyn Observer> {
        let settings = &self.recording.filter(|recording| recording.holds(self.split))?.settings;
        let [train, test] = self.rows;
        let (chosen, rows) = if self.training { (&settings.training, train) } else { (&settings.test, test) };
        if !chosen.get_ref().contains(number) {
            return None;
        }
        Some(self.watch(number, rows[sample]))
    }
}

impl Observer for Watcher<'_> {
    fn observe(&mut self, moment: &Moment<'_>) -> Result<(), LearningError> {
        let Some(recording) = self.recording else { return Ok(()) };
        // the last moment tells how it ended
        let taken = self.steps.is_multiple_of(*recording.settings.every.get_ref()) || moment.time >= recording.duration;
        self.steps += 1;
        if !taken {
            return Ok(());
        }
        let Self { split, training, presentation, sample, .. } = *self;
        let (time, values) = (moment.time, recording.layout.take(moment)?);
        recording.keep(split, Taken { split, training, presentation, sample, time, values })
    }
}

impl Drop for Watcher<'_> {
    fn drop(&mut self) {
        if let Some(recording) = self.recording {
            // the file is given up after a failure, which is told when it is flushed
            let _ = recording.order.end(self.split, &recording.moments);
        }
    }
}
