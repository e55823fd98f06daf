//! Trained weights on the devices of crossbars, and what comes out at the columns.

use crossbar::{Automatic, Circuit, Differential, Drive, Wires, pair_differences, transfer};
use devices::catalogue::Device;

use super::SupervisedError;
use super::dense::Dense;
use super::write_verify::{WriteVerify, Written};

/// How trained weights become those of a crossbar: one array per layer, each weight on a pair of devices, see
/// [`Differential`].
#[derive(Clone, Debug)]
pub struct Transfer<'a> {
    /// What the devices are.
    pub device: &'a Device,
    /// How they are written.
    pub write: WriteVerify,
    /// How finely weights are rounded before.
    pub precision: Precision,
    /// Resistance of a line between neighboring devices (ohm); drivers and sense amplifiers are ideal.
    pub segment: f64,
    /// Seed of everything random about the devices.
    pub seed: u64,
}

/// How many values a weight can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// Any.
    Continuous,
    /// `2^bits - 1` values that are evenly spaced between minus and plus the largest weight, 0 among them.
    Bits(u32),
}

/// A layer on its array; weights are row-major, sources x targets.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerOnArray {
    /// Weights that were to be written, rounded to their precision.
    pub wanted: Vec<f64>,
    /// Weights that the last readings of the devices stand for.
    pub reached: Vec<f64>,
    /// Weights that act at the column ends, line resistance included.
    pub effective: Vec<f64>,
    /// Largest wanted weight.
    pub largest: f64,
    /// What writing came to, for devices row-major, sources x 2 targets.
    pub written: Written,
}

/// A network on its two arrays.
#[derive(Clone, Debug, PartialEq)]
pub struct NetOnArrays {
    sizes: [usize; 3],
    /// The layers, inputs first.
    pub layers: [LayerOnArray; 2],
}

impl Transfer<'_> {
    /// Writes all weights of a network.
    ///
    /// # Errors
    /// [`SupervisedError`] for an impossible precision, devices without a window, and circuits that cannot be solved.
    pub fn write(&self, dense: &Dense) -> Result<NetOnArrays, SupervisedError> {
        let layers = [self.layer(dense, 0)?, self.layer(dense, 1)?];
        Ok(NetOnArrays { sizes: dense.sizes(), layers })
    }

    fn layer(&self, dense: &Dense, layer: usize) -> Result<LayerOnArray, SupervisedError> {
        let [rows, columns] = [dense.sizes()[layer], dense.sizes()[layer + 1]];
        let wanted = self.precision.round(dense.layer(layer))?;
        // a layer of zeros has no scale of its own
        let largest = Some(largest_magnitude(&wanted)).filter(|largest| *largest > 0.0).unwrap_or(1.0);
        let mut devices = self.device.array(2 * rows * columns, self.seed.wrapping_add(layer as u64));
        let window = self.write.window(devices.as_mut());
        let differential = Differential::new(window.g_min, window.g_max, largest)?;
        let written = self.write.write(devices.as_mut(), window, &differential.conductances(&wanted)?);
        let reached = differential.weights(&written.conductances);
        let effective = effective_weights(&differential, &written.conductances, rows, self.segment)?;
        Ok(LayerOnArray { wanted, reached, effective, largest, written })
    }
}

impl Precision {
    /// Checks the number of bits.
    ///
    /// # Errors
    /// [`SupervisedError::Setting`] for fewer than 2 or more than 24.
    pub fn check(self) -> Result<(), SupervisedError> {
        match self {
            Precision::Bits(bits) if !(2..=24).contains(&bits) => {
                let expected = "a signed weight has 2 to 24 bits";
                Err(SupervisedError::Setting { name: "bits", value: bits.to_string(), expected })
            }
            _ => Ok(()),
        }
    }

    /// Weights rounded to what can be told apart.
    ///
    /// # Errors
    /// As [`check`](Precision::check).
    pub fn round(self, weights: &[f64]) -> Result<Vec<f64>, SupervisedError> {
        self.check()?;
        let Precision::Bits(bits) = self else { return Ok(weights.to_vec()) };
        let step = largest_magnitude(weights) / f64::from((1u32 << (bits - 1)) - 1);
        let round = |weight: &f64| if step > 0.0 { (weight / step).round() * step } else { 0.0 };
        Ok(weights.iter().map(round).collect())
    }
}

/// Weights that act between the row voltages and the differences of the column currents, for devices of these
/// conductances (S) on lines with segments of this resistance (ohm).
///
/// Rows are driven at their left ends, columns sensed at 0 V at their bottom ends. The circuit is linear, so that these
/// weights hold for all voltages: a feature between 0 and 1 is the share of a step for which its row is at the read
/// voltage.
///
/// # Errors
/// [`SupervisedError::Circuit`] when the circuit cannot be solved.
pub fn effective_weights(
    differential: &Differential,
    conductances: &[f64],
    rows: usize,
    segment: f64,
) -> Result<Vec<f64>, SupervisedError> {
    let columns = conductances.len() / rows;
    let (wires, drive) = (Wires::uniform(rows, columns, segment), Drive::read(&vec![0.0; rows], columns));
    let mut transferred = vec![0.0; conductances.len()];
    transfer(&mut Automatic::new(), &Circuit::ohmic(&wires, &drive, conductances), &mut transferred)?;
    Ok(differential.products(&pair_differences(&transferred)))
}

impl NetOnArrays {
    /// The weights that were to be written.
    pub fn wanted(&self) -> Dense {
        self.dense(|layer| &layer.wanted)
    }

    /// The weights that the devices stand for.
    pub fn reached(&self) -> Dense {
        self.dense(|layer| &layer.reached)
    }

    /// The weights that act at the column ends.
    pub fn effective(&self) -> Dense {
        self.dense(|layer| &layer.effective)
    }

    fn dense(&self, of: impl Fn(&LayerOnArray) -> &Vec<f64>) -> Dense {
        let mut dense = Dense::zero(self.sizes);
        for (layer, on_array) in self.layers.iter().enumerate() {
            dense.layer_mut(layer).copy_from_slice(of(on_array));
        }
        dense
    }

    /// Errors of all reached weights, each as a share of the largest weight of its layer.
    fn errors(&self) -> impl Iterator<Item = f64> {
        let of = |layer: &LayerOnArray| {
            let pairs = layer.reached.iter().zip(&layer.wanted);
            pairs.map(|(reached, wanted)| (reached - wanted) / layer.largest).collect::<Vec<f64>>()
        };
        self.layers.iter().flat_map(of)
    }

    /// Root mean square of the errors of writing, as a share of the largest weight of a layer.
    pub fn rms_error(&self) -> f64 {
        let count = self.errors().count();
        (self.errors().map(|error| error * error).sum::<f64>() / count as f64).sqrt()
    }

    /// Largest error of writing, as a share of the largest weight of its layer.
    pub fn worst_error(&self) -> f64 {
        self.errors().fold(0.0, |worst, error| worst.max(error.abs()))
    }

    /// Number of devices.
    pub fn devices(&self) -> usize {
        self.layers.iter().map(|layer| layer.written.pulses.len()).sum()
    }

    /// Pulses over all devices.
    pub fn pulses(&self) -> usize {
        self.layers.iter().flat_map(|layer| &layer.written.pulses).sum()
    }

    /// Devices whose pulses were used up before they were near enough.
    pub fn unreached(&self) -> usize {
        self.layers.iter().flat_map(|layer| &layer.written.reached).filter(|reached| !**reached).count()
    }

    /// Energy of the conduction current of all pulses (J).
    pub fn energy(&self) -> f64 {
        self.layers.iter().map(|layer| layer.written.energy).sum()
    }
}

fn largest_magnitude(weights: &[f64]) -> f64 {
    weights.iter().fold(0.0, |largest, weight| largest.max(weight.abs()))
}

#[cfg(test)]
#[path = "transfer_tests.rs"]
mod tests;
