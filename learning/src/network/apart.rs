//! Several columns driven, each followed by itself.

use super::{Course, Network, Spike};
use crate::LearningError;

impl Network {
    /// One step in which each driven column is followed by itself: what flows into the neurons that listen is known before
    /// these columns move, so that the step ends at a spike from the first.
    pub(super) fn step_apart(
        &mut self,
        (time, until): (f64, f64),
        course: &mut Course<'_>,
    ) -> Result<f64, LearningError> {
        let spike = if self.neurons.all_blocked(until) { None } else { self.listen((time, until), course) };
        let end = spike.map_or(until, |spike| spike.time);
        if end > time {
            let step = self.circuit.step_apart(&self.lines, time, end)?;
            self.account(step, course)?;
        }
        if let Some(spike) = spike {
            self.fire(spike, course)?;
        }
        Ok(end)
    }

    /// Integrates the neurons from `time` to `until` (s), or to the first spike.
    fn listen(&mut self, (time, until): (f64, f64), course: &Course<'_>) -> Option<Spike> {
        let mut now = time;
        while now < until {
            let bend = self.circuit.next_bend(&self.lines, now).min(until);
            let currents = self.circuit.currents_ahead(&self.lines, now, bend);
            let (start, slopes) = self.neuron_currents(currents, (now, bend), course);
            let spike = self.neurons.first_spike(&start, &slopes, bend - now);
            let end = spike.map_or(bend, |(wait, _)| (now + wait).min(bend));
            if end > now {
                self.neurons.advance(&start, &slopes, end - now);
            }
            if let Some((_, neuron)) = spike {
                return Some(Spike { neuron, time: end });
            }
            now = end;
        }
        None
    }
}
