//! Direct code: the value itself is a current, and a neuron at the head of each row turns it into spikes.

use devices::units::engineering;
use serde::Deserialize;

use super::clock::count;
use crate::LearningError;
use crate::error::setting;

/// A constant current `x i_max` charges a leaky integrate-and-fire neuron at the head of the row from 0 s to `window`:
/// spikes at `t_1`, `t_1 + (t_1 + t_ref)`, .. with `t_1 = -tau_m ln(1 - v_th / (x i_max tau_m / c_m))`, in closed form.
///
/// A feature whose current does not reach the threshold is silent.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Direct {
    /// Current at the top of a range (A).
    #[serde(deserialize_with = "devices::units::amperes")]
    pub i_max: f64,
    /// Membrane capacitance (F).
    #[serde(deserialize_with = "devices::units::farads")]
    pub c_m: f64,
    /// Membrane time constant (s).
    #[serde(deserialize_with = "devices::units::seconds")]
    pub tau_m: f64,
    /// Threshold above rest, to which a spike resets (V).
    #[serde(deserialize_with = "devices::units::volts")]
    pub v_th: f64,
    /// Time after a spike in which the neuron does not integrate (s).
    #[serde(deserialize_with = "devices::units::seconds")]
    pub t_ref: f64,
    /// How long the current flows (s).
    #[serde(deserialize_with = "devices::units::seconds")]
    pub window: f64,
}

impl Direct {
    pub(super) fn check(&self) -> Result<(), LearningError> {
        let units = [
            ("i_max", self.i_max, "A"),
            ("c_m", self.c_m, "F"),
            ("tau_m", self.tau_m, "s"),
            ("v_th", self.v_th, "V"),
            ("window", self.window, "s"),
        ];
        for (name, value, unit) in units {
            setting(value > 0.0 && value.is_finite(), name, format!("{value} {unit}"), "it must be positive")?;
        }
        let t_ref = self.t_ref >= 0.0 && self.t_ref.is_finite();
        setting(t_ref, "t_ref", engineering(self.t_ref, "s"), "a refractory time is not negative")?;
        let Some(first) = self.charging_time(1.0) else {
            let given =
                format!("{}, which charges to {}", engineering(self.i_max, "A"), engineering(self.plateau(1.0), "V"));
            return setting(false, "i_max", given, "the highest current must charge a neuron above `v_th`");
        };
        count("window", self.window / (first + self.t_ref))
    }

    /// Current (A) of a feature that lies at `x` in its range (0 to 1), constant from 0 s to `window`.
    pub fn current(&self, x: f64) -> f64 {
        x * self.i_max
    }

    /// Spike times (s, ascending) of a feature that lies at `x` in its range (0 to 1).
    pub fn spikes(&self, x: f64) -> impl Iterator<Item = f64> {
        let (t_ref, window) = (self.t_ref, self.window);
        let train = self
            .charging_time(x)
            .into_iter()
            .flat_map(move |first| (0u32..).map(move |number| first + f64::from(number) * (first + t_ref)));
        train.take_while(move |&time| time < window)
    }

    /// Potential to which the current charges a neuron that does not fire (V).
    fn plateau(&self, x: f64) -> f64 {
        self.current(x) * self.tau_m / self.c_m
    }

    /// Time from rest to the threshold (s); none when the current is too weak.
    fn charging_time(&self, x: f64) -> Option<f64> {
        let share = self.v_th / self.plateau(x);
        (share < 1.0).then(|| -self.tau_m * (-share).ln_1p())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Lif;

    const CODE: Direct = Direct { i_max: 2e-6, c_m: 1e-12, tau_m: 500e-9, v_th: 0.1, t_ref: 30e-9, window: 5e-6 };

    #[test]
    fn a_row_spikes_when_a_followed_neuron_under_its_current_does() {
        for x in [0.1001, 0.11, 0.3, 0.5, 1.0] {
            let mut neuron =
                Lif::new(1, CODE.c_m, CODE.tau_m, CODE.v_th).unwrap().with_refractory_time(CODE.t_ref).unwrap();
            let (mut time, mut followed) = (0.0, Vec::new());
            while let Some((wait, _)) = neuron.first_spike(&[CODE.current(x)], &[0.0], CODE.window - time) {
                followed.push(time + wait);
                neuron.fire(0, time + wait);
                time += wait + CODE.t_ref;
                neuron.release(time + 1e-18);
                if time > CODE.window {
                    break;
                }
            }
            let spikes: Vec<f64> = CODE.spikes(x).collect();
            assert_eq!(spikes.len(), followed.len(), "x = {x}");
            for (closed, followed) in spikes.iter().zip(&followed) {
                // each of up to some 40 spike times is a root located to 1e-12 of its wait
                assert!((closed / followed - 1.0).abs() < 1e-10, "x = {x}: {closed} and {followed}");
            }
        }
    }

    #[test]
    fn a_current_that_cannot_reach_the_threshold_is_silent() {
        assert_eq!(CODE.spikes(0.1).count(), 0, "0.1 V is reached after infinite time");
        assert_eq!(CODE.spikes(0.0).count(), 0);
        let weak = Direct { i_max: 0.2e-6, ..CODE }.check().unwrap_err().to_string();
        assert!(weak.contains("`i_max`") && weak.contains("above `v_th`"), "{weak}");
        assert!(Direct { v_th: 1e-9, t_ref: 0.0, window: 1.0, ..CODE }.check().is_err(), "too many spikes");
        assert!(Direct { t_ref: -1.0, ..CODE }.check().is_err());
    }
}
