//! A neurite followed to a permitted error.

use super::super::NeuronError;
use super::super::parameter::positive;
use super::{Cable, Electrode};

/// Shorter steps (s) than this are given up.
const SHORTEST: f64 = 1e-12;

/// A gate that is off by 1 counts as much as a potential that is off by this (V), about the height of a spike.
const PER_GATE: f64 = 0.1;

impl Cable {
    /// Moves the neurite by `duration` seconds in steps that the method chooses: each is taken once and in two halves, the
    /// difference is three times the error of the halves, which may be `tolerance` (V) in any compartment.
    ///
    /// # Errors
    /// Those of [`advance`](Cable::advance); [`NeuronError::Diverged`], with the worst compartment, when steps of 1 ps are
    /// too long for the tolerance.
    pub fn follow(&mut self, duration: f64, tolerance: f64, electrodes: &[Electrode]) -> Result<(), NeuronError> {
        self.follow_seen(duration, tolerance, electrodes, |_, _| ())
    }

    /// [`follow`](Cable::follow), telling after each step the time (s, from now on) and the potentials (V) of both end faces.
    ///
    /// # Errors
    /// As there.
    pub fn follow_seen(
        &mut self,
        duration: f64,
        tolerance: f64,
        electrodes: &[Electrode],
        mut see: impl FnMut(f64, [f64; 2]),
    ) -> Result<(), NeuronError> {
        positive("duration", duration, "s")?;
        positive("tolerance", tolerance, "V")?;
        let mut done = 0.0;
        while done < duration {
            let left = duration - done;
            let taken = self.step.min(left);
            let start = self.state.clone();
            let (neuron, error) = self.step_twice(taken, electrodes)?;
            let accepted = error <= tolerance;
            if accepted {
                done = if taken == left { duration } else { done + taken };
                see(done, self.ends());
            } else {
                self.state = start;
            }
            let wanted = taken * (0.8 * (tolerance / error).cbrt()).clamp(0.2, 3.0);
            // A step cut short by the end of the run says nothing against a longer one.
            self.step = if accepted && taken < self.step { self.step.max(wanted) } else { wanted };
            if !accepted && self.step < SHORTEST {
                let problem =
                    format!("steps of {:.0e} s miss the tolerance by {:.1e} V: raise it", taken, error - tolerance);
                return Err(NeuronError::Diverged { neuron, time: self.state.time, problem });
            }
        }
        Ok(())
    }

    /// Moves by `dt` in two halves; tells the compartment that differs most from one step, and the error (V) by that.
    fn step_twice(&mut self, dt: f64, electrodes: &[Electrode]) -> Result<(usize, f64), NeuronError> {
        let start = self.state.clone();
        self.advance(dt, electrodes)?;
        let once = std::mem::replace(&mut self.state, start);
        self.advance(0.5 * dt, electrodes)?;
        self.advance(0.5 * dt, electrodes)?;
        let mut worst = (0, 0.0);
        let two = &self.state;
        for i in 0..two.potentials.len() {
            let gates = two.gates[i].iter().zip(once.gates[i]).map(|(two, one)| PER_GATE * (two - one).abs());
            let error = gates.fold((two.potentials[i] - once.potentials[i]).abs(), f64::max) / 3.0;
            if error > worst.1 {
                worst = (i, error);
            }
        }
        Ok(worst)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{HodgkinHuxley, Input, Neuron};
    use super::super::{Compartment, Membrane, Place};
    use super::*;

    fn soma() -> (Cable, [Electrode; 1]) {
        let part = Compartment { length: 20e-6, diameter: 20e-6, membrane: Membrane::Channels(HodgkinHuxley::squid()) };
        let electrode = Electrode { place: Place::Middle(0), current: 0.1 * part.area() };
        (Cable::new(vec![part], 1.0).unwrap(), [electrode])
    }

    #[test]
    fn a_tighter_tolerance_comes_nearer_to_the_point_neuron() {
        let point = HodgkinHuxley::squid();
        let error = |tolerance: f64| {
            let (mut cable, electrodes) = soma();
            let (mut state, mut worst) = (point.rest(), 0.0_f64);
            for _ in 0..200 {
                cable.follow(1e-4, tolerance, &electrodes).unwrap();
                let mut done = 0.0;
                while let Some(wait) = point.advance(&mut state, Input::constant(0.1), 1e-4 - done).unwrap() {
                    done += wait;
                }
                worst = worst.max((cable.potentials()[0] - state[0]).abs());
            }
            worst
        };
        // During the upstroke of 400 V/s, 1 us is 0.4 mV.
        let (coarse, fine) = (error(1e-5), error(1e-7));
        assert!(fine < 1e-3 && fine < 0.2 * coarse, "{coarse:e} V, {fine:e} V");
    }

    #[test]
    fn a_tolerance_that_cannot_be_met_is_an_error_and_not_an_endless_loop() {
        let (mut cable, electrodes) = soma();
        let problem = cable.follow(1e-3, 1e-30, &electrodes).unwrap_err();
        assert!(problem.to_string().contains("raise it"), "{problem}");
        assert!(cable.follow(1e-3, 0.0, &electrodes).is_err() && cable.follow(f64::NAN, 1e-6, &electrodes).is_err());
    }
}
