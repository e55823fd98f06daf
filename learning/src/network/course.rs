//! One presentation on its way.

use super::{Mode, Presentation};
use crate::{Lif, Lines, Moment, Observer};

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
    /// Highest `v / v_th` that each neuron has reached.
    pub peaks: Vec<f64>,
}

impl Course<'_> {
    /// Keeps the highest `v / v_th` of each neuron.
    pub fn raise_peaks(&mut self, neurons: &Lif) {
        let levels = neurons.potentials().iter().zip(neurons.thresholds()).map(|(v, v_th)| v / v_th);
        self.peaks.iter_mut().zip(levels).for_each(|(peak, level)| *peak = peak.max(level));
    }

    /// Shows the present moment to who observes; `currents` are those out of the columns and into the neurons (A).
    pub fn show(&mut self, lines: &Lines, time: f64, currents: &[f64], neurons: &Lif) {
        let Some(observer) = &mut self.observer else { return };
        let row_voltages: Vec<f64> = lines.rows.iter().map(|line| line.after(time)).collect();
        let column_voltages: Vec<f64> = lines.columns.iter().map(|line| line.after(time)).collect();
        observer.observe(&Moment {
            time,
            row_voltages: &row_voltages,
            column_voltages: &column_voltages,
            column_currents: currents,
            potentials: neurons.potentials(),
        });
    }

    /// The neuron that came first, or nearest to its threshold.
    pub fn closest(&self) -> usize {
        match self.result.spikes.first() {
            Some(first) => first.neuron,
            None => (0..self.peaks.len()).fold(0, |best, j| if self.peaks[j] > self.peaks[best] { j } else { best }),
        }
    }
}
