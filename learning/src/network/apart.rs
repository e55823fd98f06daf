//! Several columns driven between lines without resistance.

use super::{Course, Network, Spike};
use crate::LearningError;

impl Network {
    /// One step in which each driven column is followed by itself: what flows into the neurons that listen does not depend on
    /// these columns, so that the step ends at a spike from the first.
    pub(super) fn step_apart(
        &mut self,
        (time, until): (f64, f64),
        course: &mut Course<'_>,
    ) -> Result<f64, LearningError> {
        let listening = !self.neurons.all_blocked(until);
        let flowing = listening.then(|| {
            let currents = self.circuit.currents_ahead(&self.lines, time, until);
            self.neuron_currents(currents, (time, until), course)
        });
        let spike = self.first_spike(flowing.as_ref(), until - time);
        let end = spike.map_or(until, |(wait, _)| (time + wait).min(until));
        if end > time {
            let step = self.circuit.step_apart(&self.lines, time, end)?;
            if let Some((start, slopes)) = flowing {
                self.neurons.advance(&start, &slopes, end - time);
            }
            self.account(step, course)?;
        }
        if let Some((_, neuron)) = spike {
            self.fire(Spike { neuron, time: end }, course)?;
        }
        Ok(end)
    }
}
