//! Imprint: a state that is kept grows a built-in voltage that holds it.

use serde::Deserialize;

use super::layer::{Books, Layer, Passage};
use super::temperature::{arrhenius, room, validate_activation, validate_kelvins};
use crate::error::{ModelError, positive, within};
use crate::ferroelectric::Potentiation;
use crate::words::words;

/// Imprint: after the time t in one state the device is written by `V + s v_i log10(1 + t / t_i)`.
///
/// s = +1 in a state that positive voltage writes, -1 in the other: more voltage is needed to leave a state that has
/// been kept. An empirical logarithm describes hafnia films (Chojecki et al. 2021). t_i is thermally
/// activated. Where a device is switched before, the voltage goes on from where it is by the same law read as a rate,
/// d(u)/dt = 10^(-s u) / (t_i ln 10) with u = voltage / v_i, of which the logarithm is the solution from u = 0: an
/// imprint against the state decays within about t_i, then the new one grows. Programming a device empties it.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Imprint {
    /// Voltage per decade of time (V).
    #[serde(deserialize_with = "crate::units::volts")]
    pub v_i: f64,
    /// Time at which it begins (s), at the temperature `measured_at`.
    #[serde(deserialize_with = "crate::units::seconds")]
    pub t_i: f64,
    /// Which sign of V_row - V_col turns the device on.
    pub potentiation: Potentiation,
    /// Activation energy of `t_i` (J).
    #[serde(default, deserialize_with = "crate::units::joules")]
    pub activation_energy: f64,
    /// Temperature (K) that `t_i` is for.
    #[serde(default = "room", deserialize_with = "crate::units::kelvins")]
    pub measured_at: f64,
}

impl Imprint {
    pub(super) fn validate(&self) -> Result<(), ModelError> {
        within("imprint.v_i", self.v_i, 0.0, 1e3, "it holds the state that is kept, so it is not negative")?;
        positive("imprint", "t_i", self.t_i, "s")?;
        validate_activation("imprint.activation_energy", self.activation_energy)?;
        validate_kelvins("imprint.measured_at", self.measured_at)
    }

    pub(super) fn layer(&self, count: usize, temperature: Option<f64>) -> Imprints {
        let temperature = temperature.unwrap_or(self.measured_at);
        Imprints {
            v_i: self.v_i,
            t_i: self.t_i * arrhenius(self.activation_energy, temperature, self.measured_at),
            on_sign: if self.potentiation == Potentiation::Positive { 1.0 } else { -1.0 },
            held: Books::new(vec![Held::NEW; count]),
            most: 0.0,
        }
    }
}

/// Built-in voltages of all devices.
#[derive(Clone, Debug)]
pub(super) struct Imprints {
    v_i: f64,
    /// At the temperature of the devices (s).
    t_i: f64,
    /// Sign of the voltage that writes position 1.
    on_sign: f64,
    held: Books<Held>,
    /// Largest magnitude of any voltage (V).
    most: f64,
}

words!(Imprints { held, most });

#[derive(Clone, Copy, Debug)]
struct Held {
    /// 10^(s u): linear in time while the state is kept.
    growth: f64,
    /// The sign s that `growth` belongs to; 0 before the first.
    sign: f64,
    /// Built-in voltage (V), to be added to the applied one.
    voltage: f64,
}

words!(Held { growth, sign, voltage });

impl Held {
    const NEW: Held = Held { growth: 1.0, sign: 0.0, voltage: 0.0 };
}

/// Thirty decades of time: nothing grows or shrinks beyond them.
const DECADES: f64 = 1e30;

impl Layer for Imprints {
    fn reach(&self, lowest: f64, highest: f64, dt: f64) -> Option<(f64, f64)> {
        let grown = self.v_i * (1.0 + dt / self.t_i).min(DECADES).log10();
        let most = self.most + grown;
        Some((lowest - most, highest + most))
    }

    fn bends_voltages(&self) -> bool {
        true
    }

    fn voltages(&mut self, start: &mut [f64], end: &mut [f64]) {
        for ((start, end), held) in start.iter_mut().zip(end).zip(&self.held.now) {
            *start += held.voltage;
            *end += held.voltage;
        }
    }

    fn keeps_books(&self) -> bool {
        true
    }

    fn passed(&mut self, passage: Passage<'_>) {
        let (grown, v_i, on_sign) = (passage.dt / self.t_i, self.v_i, self.on_sign);
        self.held.each(|device, held| {
            // the state before: it was the one that was kept while the time passed
            let sign = if passage.before[device] > 0.5 { on_sign } else { -on_sign };
            if held.sign == -sign {
                held.growth = 1.0 / held.growth;
            }
            held.sign = sign;
            held.growth = (held.growth + grown).clamp(1.0 / DECADES, DECADES);
            held.voltage = sign * v_i * held.growth.log10();
        });
        self.most = -self.held.least(|held| -held.voltage.abs());
    }

    fn programmed(&mut self, device: usize) {
        self.held.now[device] = Held::NEW;
    }

    fn mark(&mut self) {
        self.held.mark();
    }

    fn rollback(&mut self) {
        self.held.rollback();
        self.most = -self.held.least(|held| -held.voltage.abs());
    }
}
