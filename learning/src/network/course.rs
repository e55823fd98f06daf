//! One presentation on its way.

use super::{Mode, Presentation};
use crate::{Circuit, LearningError, Lif, Lines, Moment, Observer};

/// One presentation on its way.
pub(super) struct Course<'o> {
    pub mode: Mode,
    /// Neurons that may fire before inhibition comes into force.
    pub inhibit_after: usize,
    pub observer: Option<&'o mut dyn Observer>,
    pub result: Presentation,
    /// Which neurons ought to fire, in a lesson.
    pub lesson: Option<&'o [bool]>,
    /// Current into each neuron besides that of its column (A).
    pub constant: Vec<f64>,
    /// What was shown last.
    pub shown: Option<Shown>,
}

/// What is known of a moment beside the network itself.
#[derive(Clone)]
pub(super) struct Shown {
    /// Time within the presentation (s).
    time: f64,
    /// Energy delivered until then (J).
    energy: f64,
    /// Current out of each column (A).
    column_currents: Vec<f64>,
}

impl Course<'_> {
    /// Shows the moment at the end of a step to who observes; `currents` are those into the neurons (A), `energy` is what
    /// was delivered until then (J).
    ///
    /// # Errors
    /// What the observer says.
    pub fn show(
        &mut self,
        array: (&Circuit, &Lines),
        neurons: &Lif,
        currents: &[f64],
        (time, energy): (f64, f64),
    ) -> Result<(), LearningError> {
        if self.observer.is_none() {
            return Ok(());
        }
        let column_currents = currents.iter().zip(&self.constant).map(|(all, own)| all - own).collect();
        let shown = Shown { time, energy, column_currents };
        self.show_moment(array, neurons, &shown)?;
        self.shown = Some(shown);
        Ok(())
    }

    /// Shows the last moment again, after a spike: potentials and thresholds have moved, the array has not.
    ///
    /// # Errors
    /// What the observer says.
    pub fn show_fired(&mut self, array: (&Circuit, &Lines), neurons: &Lif) -> Result<(), LearningError> {
        match self.shown.take() {
            Some(shown) => {
                self.show_moment(array, neurons, &shown)?;
                self.shown = Some(shown);
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn show_moment(
        &mut self,
        (circuit, lines): (&Circuit, &Lines),
        neurons: &Lif,
        shown: &Shown,
    ) -> Result<(), LearningError> {
        let Some(observer) = &mut self.observer else { return Ok(()) };
        let Shown { time, energy, ref column_currents } = *shown;
        let row_voltages: Vec<f64> = lines.rows.iter().map(|line| line.before(time)).collect();
        let column_voltages: Vec<f64> = lines.columns.iter().map(|line| line.before(time)).collect();
        let row_spike_times: Vec<f64> =
            lines.rows.iter().map(|line| line.last_spike(time).unwrap_or(f64::NAN)).collect();
        let mut column_spike_times = vec![f64::NAN; neurons.len()];
        self.result.spikes.iter().for_each(|spike| column_spike_times[spike.neuron] = spike.time);
        observer.observe(&Moment {
            time,
            row_voltages: &row_voltages,
            column_voltages: &column_voltages,
            column_currents,
            potentials: neurons.potentials(),
            thresholds: &neurons.thresholds_at(time),
            row_spike_times: &row_spike_times,
            column_spike_times: &column_spike_times,
            energy,
            circuit,
        })
    }
}
