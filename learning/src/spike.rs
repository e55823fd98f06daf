//! Spikes of two phases: the usual shapes of pre and post spikes.

use crate::{LearningError, Waveform};

/// One of the two phases of a spike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Phase {
    /// Amplitude with sign (V).
    pub voltage: f64,
    /// Duration (s).
    pub duration: f64,
}

/// How the voltage runs within the two phases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpikeShape {
    /// A rectangle, then a straight slope to 0 V: Boyn et al. 2017, doi:10.1038/ncomms14736, Fig. 1d, in its linear form.
    Rectangle,
    /// A straight rise, then a straight slope to 0 V.
    Triangle,
    /// An exponential rise, then an exponential decay to 0 V, four time constants each: Zamarreno-Ramos et al. 2011,
    /// doi:10.3389/fnins.2011.00026.
    Exponential,
    /// Two rectangles.
    Biphasic,
}

/// Time constants in a phase of an exponential spike.
const TIME_CONSTANTS: f64 = 4.0;

/// Straight pieces of such a phase: the voltage is met to (4/24)^2/8 = 0.35 % of its local value.
const PIECES: u32 = 24;

impl SpikeShape {
    /// A spike with these two phases.
    ///
    /// # Errors
    /// [`LearningError::Waveform`] when a duration is negative or a value is not finite.
    pub fn spike(self, first: Phase, second: Phase) -> Result<Waveform, LearningError> {
        let (v_1, v_2) = (first.voltage, second.voltage);
        let (middle, end) = (first.duration, first.duration + second.duration);
        Waveform::new(match self {
            Self::Rectangle => return Waveform::rectangle_then_slope(v_1, -v_2, first.duration, second.duration),
            Self::Triangle => vec![(0.0, 0.0), (middle, v_1), (middle, v_2), (end, 0.0)],
            Self::Biphasic => vec![(0.0, v_1), (middle, v_1), (middle, v_2), (end, v_2)],
            Self::Exponential => {
                let shares = || (0..=PIECES).map(|k| f64::from(k) / f64::from(PIECES));
                let rise = shares().map(|x| (x * middle, v_1 * decayed(1.0 - x)));
                rise.chain(shares().map(|x| (middle + x * second.duration, v_2 * decayed(x)))).collect()
            }
        })
    }
}

/// An exponential decay from 1 at 0 to 0 at 1.
fn decayed(x: f64) -> f64 {
    let floor = (-TIME_CONSTANTS).exp();
    ((-TIME_CONSTANTS * x).exp() - floor) / (1.0 - floor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_starts_its_second_phase_with_the_opposite_peak_and_lasts_as_long_as_both() {
        let (first, second) = (Phase { voltage: 1.0, duration: 1e-7 }, Phase { voltage: -0.8, duration: 5e-7 });
        for shape in [SpikeShape::Rectangle, SpikeShape::Triangle, SpikeShape::Exponential, SpikeShape::Biphasic] {
            let spike = shape.spike(first, second).unwrap();
            assert_eq!((spike.before(1e-7), spike.after(1e-7)), (1.0, -0.8), "{shape:?}");
            assert!((spike.duration() - 6e-7).abs() < 1e-21, "{shape:?}");
            assert_eq!(spike.range(), (-0.8, 1.0), "{shape:?}");
        }
    }

    #[test]
    fn an_exponential_spike_decays_by_e_in_a_quarter_of_its_phase() {
        let phase = Phase { voltage: 1.0, duration: 4.0 };
        let spike = SpikeShape::Exponential.spike(phase, phase).unwrap();
        let above_floor = |t: f64| spike.after(4.0 + t) + (-4f64).exp() / (1.0 - (-4f64).exp());
        // straight pieces lie up to 0.35 % above the curve
        assert!((above_floor(0.0) / above_floor(1.0) / 1f64.exp() - 1.0).abs() < 4e-3);
    }
}
