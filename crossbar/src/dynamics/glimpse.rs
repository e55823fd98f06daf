//! The array inside an accepted step.

use devices::DeviceArray;

use crate::transient::Observer;

use super::{Side, Sources, StepError, Stepper, moment::Moment};

impl Stepper {
    /// Shows the array at a time (s) inside the last accepted step, then goes on from its end as if nothing had been asked.
    ///
    /// # Errors
    /// [`StepError::Circuit`] from the solver.
    pub(super) fn glimpse(
        &mut self,
        devices: &mut dyn DeviceArray,
        sources: &dyn Sources,
        time: f64,
        observer: &mut dyn Observer,
    ) -> Result<(), StepError> {
        if time == self.end.time && self.capacitance.stores() {
            observer.sample(&self.end, devices);
            return Ok(());
        }
        devices.rollback();
        let mut moment = self.start.clone();
        self.move_until(devices, time);
        let shown = if self.capacitance.stores() {
            self.interpolate(time, &mut moment);
            sources.hold(time, Side::Before, &mut moment.drive);
            Ok(())
        } else {
            self.settle(devices, sources, time, Side::Before, &mut moment)
        };
        if shown.is_ok() {
            observer.sample(&moment, devices);
        }
        devices.rollback();
        let end = self.end.time;
        self.move_until(devices, end);
        shown
    }

    /// Moves the devices from the start of the step to `time` along the voltages of its stages.
    fn move_until(&mut self, devices: &mut dyn DeviceArray, time: f64) {
        let mut begin = self.start.time;
        for (stage, ends) in self.scratch.stages.iter().zip(self.scratch.way.windows(2)) {
            let dt = stage.time - begin;
            if time >= stage.time {
                ends[0].go(&ends[1], dt, devices);
            } else if time > begin {
                let inside = ends[0].towards(&ends[1], (time - begin) / dt);
                ends[0].go(&inside, time - begin, devices);
            }
            begin = stage.time;
        }
    }

    /// Voltages and currents at `time` on the parabola through the start and both stages of the step.
    fn interpolate(&self, time: f64, moment: &mut Moment) {
        let [middle, end] = &self.scratch.stages[..] else { return };
        let points = [&self.start, middle, end];
        let weights = lagrange(points.map(|point| point.time), time);
        moment.time = time;
        let mix = |out: &mut Vec<f64>, part: fn(&Moment) -> &Vec<f64>| {
            out.clear();
            out.extend((0..part(middle).len()).map(|k| (0..3).map(|p| weights[p] * part(points[p])[k]).sum::<f64>()));
        };
        mix(&mut moment.nodes.word, |moment| &moment.nodes.word);
        mix(&mut moment.nodes.bit, |moment| &moment.nodes.bit);
        mix(&mut moment.voltages, |moment| &moment.voltages);
        mix(&mut moment.currents, |moment| &moment.currents);
        mix(&mut moment.ends.left, |moment| &moment.ends.left);
        mix(&mut moment.ends.right, |moment| &moment.ends.right);
        mix(&mut moment.ends.top, |moment| &moment.ends.top);
        mix(&mut moment.ends.bottom, |moment| &moment.ends.bottom);
    }
}

/// Weights of the values at three times for the parabola through them at `time`.
fn lagrange([a, b, c]: [f64; 3], time: f64) -> [f64; 3] {
    let weight = |own: f64, other: f64, third: f64| (time - other) * (time - third) / ((own - other) * (own - third));
    [weight(a, b, c), weight(b, a, c), weight(c, a, b)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_points_give_a_parabola_back() {
        let parabola = |t: f64| 2.0 - 3.0 * t + 5.0 * t * t;
        let times = [0.1, 0.6, 1.0];
        let weights = lagrange(times, 0.35);
        let found: f64 = weights.iter().zip(times).map(|(weight, time)| weight * parabola(time)).sum();
        approx::assert_relative_eq!(found, parabola(0.35), max_relative = 1e-13);
    }
}
