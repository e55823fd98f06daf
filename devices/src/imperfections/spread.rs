//! Device-to-device spread: every device is a little different, and stays so.

use serde::Deserialize;

use super::draws::normal_within_three;
use super::layer::{Layer, divided, scale};
use crate::error::{ModelError, within};
use crate::rng::{Purpose, key};
use crate::words::words;

/// Spread between devices: `I = e^(conductance z_1) I_ideal(V)`, written by `(V - imprint z_3) / (1 + switching z_2)`.
///
/// z is normal with the given correlations, z = L n with L the Cholesky factor of their matrix; all three are cut at
/// three standard deviations. The factor of the current is one for all states, as from scattered areas; lognormal
/// conductances and normal switching voltages are what arrays show (Deng et al. 2020,
/// doi:10.1109/VLSITechnology18217.2020.9265014).
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spread {
    /// Standard deviation of ln G.
    #[serde(default, deserialize_with = "crate::units::fraction")]
    pub conductance: f64,
    /// Relative standard deviation of the switching voltages, both signs together.
    #[serde(default, deserialize_with = "crate::units::fraction")]
    pub switching: f64,
    /// Standard deviation of the imprint (V): the voltage that a device must see to feel none.
    #[serde(default, deserialize_with = "crate::units::volts")]
    pub imprint: f64,
    /// Correlation between ln G and the switching voltages (-1 to 1).
    #[serde(default)]
    pub conductance_switching: f64,
    /// Correlation between ln G and the imprint (-1 to 1).
    #[serde(default)]
    pub conductance_imprint: f64,
    /// Correlation between the switching voltages and the imprint (-1 to 1).
    #[serde(default)]
    pub switching_imprint: f64,
}

impl Spread {
    pub(super) fn validate(&self) -> Result<(), ModelError> {
        within("spread.conductance", self.conductance, 0.0, 3.0, "it is the standard deviation of ln G")?;
        within("spread.switching", self.switching, 0.0, 0.3, "larger spreads would let switching voltages reach zero")?;
        within("spread.imprint", self.imprint, 0.0, 1e3, "a standard deviation is not negative")?;
        let coefficients = [
            ("spread.conductance_switching", self.conductance_switching),
            ("spread.conductance_imprint", self.conductance_imprint),
            ("spread.switching_imprint", self.switching_imprint),
        ];
        for (name, value) in coefficients {
            within(name, value, -1.0, 1.0, "it is a correlation coefficient")?;
        }
        let (a, b, c) = (self.conductance_switching, self.conductance_imprint, self.switching_imprint);
        let determinant = 1.0 - a * a - b * b - c * c + 2.0 * a * b * c;
        if determinant < -1e-12 {
            let allowed = format!("possible together with {a} and {b}");
            let remedy = "three quantities cannot be correlated like this; bring the coefficients closer to zero";
            return Err(ModelError::new("spread.switching_imprint", c, &allowed, remedy));
        }
        Ok(())
    }

    /// Lower triangle of the Cholesky factor of the correlation matrix.
    fn factor(&self) -> [[f64; 3]; 3] {
        let (a, b, c) = (self.conductance_switching, self.conductance_imprint, self.switching_imprint);
        let l22 = (1.0 - a * a).max(0.0).sqrt();
        let l32 = if l22 > 1e-8 { (c - a * b) / l22 } else { 0.0 };
        let l33 = (1.0 - b * b - l32 * l32).max(0.0).sqrt();
        [[1.0, 0.0, 0.0], [a, l22, 0.0], [b, l32, l33]]
    }

    /// `count` devices drawn from `seed`.
    pub(super) fn layer(&self, count: usize, seed: u64) -> SpreadDevices {
        let factor = self.factor();
        let mut devices = SpreadDevices {
            conductances: Vec::new(),
            inverses: Vec::new(),
            imprints: Vec::new(),
            bounds: Bounds::NONE,
        };
        for device in 0..count {
            let key = key(seed, Purpose::Spread, device as u64);
            let n: [f64; 3] = std::array::from_fn(|part| normal_within_three(key, part as u64));
            let z = factor.map(|row| row.iter().zip(&n).map(|(l, n)| l * n).sum::<f64>().clamp(-3.0, 3.0));
            let (switching, imprint) = (1.0 + self.switching * z[1], self.imprint * z[2]);
            devices.conductances.push((self.conductance * z[0]).exp());
            devices.inverses.push(1.0 / switching);
            devices.imprints.push(imprint);
            devices.bounds.include(switching, imprint);
        }
        devices
    }
}

/// Parameters of every device.
#[derive(Clone, Debug)]
pub(super) struct SpreadDevices {
    /// Factors of the current.
    conductances: Vec<f64>,
    /// Inverse factors of the switching voltages.
    inverses: Vec<f64>,
    /// Built-in voltages (V).
    imprints: Vec<f64>,
    bounds: Bounds,
}

words!(SpreadDevices {});

/// Between which values the parameters of all devices lie, as (least, most).
#[derive(Clone, Copy, Debug)]
struct Bounds {
    switching: (f64, f64),
    imprint: (f64, f64),
}

impl Bounds {
    /// Of no device.
    const NONE: Bounds =
        Bounds { switching: (f64::INFINITY, f64::NEG_INFINITY), imprint: (f64::INFINITY, f64::NEG_INFINITY) };

    fn include(&mut self, switching: f64, imprint: f64) {
        self.switching = (self.switching.0.min(switching), self.switching.1.max(switching));
        self.imprint = (self.imprint.0.min(imprint), self.imprint.1.max(imprint));
    }
}

impl Layer for SpreadDevices {
    fn reach(&self, lowest: f64, highest: f64, _dt: f64) -> Option<(f64, f64)> {
        let Bounds { switching, imprint } = self.bounds;
        Some(divided(lowest - imprint.1, highest - imprint.0, switching.0, switching.1))
    }

    fn bends_voltages(&self) -> bool {
        true
    }

    fn voltages(&mut self, start: &mut [f64], end: &mut [f64]) {
        for (((start, end), &inverse), &imprint) in start.iter_mut().zip(end).zip(&self.inverses).zip(&self.imprints) {
            *start = (*start - imprint) * inverse;
            *end = (*end - imprint) * inverse;
        }
    }

    fn readings(&self, _voltages: &[f64], currents: &mut [f64], conductances: &mut [f64]) {
        scale(currents, conductances, self.conductances.iter().copied());
    }
}
