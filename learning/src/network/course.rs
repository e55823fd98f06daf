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
        let Some(observer) = &mut self.observer else { return Ok(()) };
        let (circuit, lines) = array;
        let row_voltages: Vec<f64> = lines.rows.iter().map(|line| line.before(time)).collect();
        let column_voltages: Vec<f64> = lines.columns.iter().map(|line| line.before(time)).collect();
        let column_currents: Vec<f64> = currents.iter().zip(&self.constant).map(|(all, own)| all - own).collect();
        let row_spike_times: Vec<f64> =
            lines.rows.iter().map(|line| line.last_spike(time).unwrap_or(f64::NAN)).collect();
        let mut column_spike_times = vec![f64::NAN; neurons.len()];
        self.result.spikes.iter().for_each(|spike| column_spike_times[spike.neuron] = spike.time);
        observer.observe(&Moment {
            time,
            row_voltages: &row_voltages,
            column_voltages: &column_voltages,
            column_currents: &column_currents,
            potentials: neurons.potentials(),
            row_spike_times: &row_spike_times,
            column_spike_times: &column_spike_times,
            energy,
            circuit,
        })
    }
}
