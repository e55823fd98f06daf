//! A measurement to try a fit on: what the set itself gives under its own pulses, with noise.

use devices::catalogue::Entry;
use devices::rng::{Purpose, key, normal};
use toml::Table;

use super::model::Model;
use super::{Experiment, FitError, Measured, Settings};

/// Pulse lengths of the example, spread over four decades up to ten times the pulse of the set.
const LENGTHS: usize = 17;

/// Standard deviation of the noise.
const NOISE: f64 = 0.01;

/// Text of a CSV file: switched fractions of `entry` with a noise of 1 %.
///
/// # Errors
/// [`FitError::Device`] when the set with its changes cannot be built.
pub fn example(entry: &Entry, settings: &Settings) -> Result<String, FitError> {
    let pulse = if entry.protocol.on.voltage > 0.0 { entry.protocol.on } else { entry.protocol.off };
    let lengths: Vec<f64> =
        (0..LENGTHS).map(|k| pulse.width * 10f64.powf(4.0 * k as f64 / (LENGTHS - 1) as f64 - 3.0)).collect();
    let factors = [0.8, 0.9, 1.0];
    let voltage: Vec<f64> = factors.iter().flat_map(|factor| vec![factor * pulse.voltage; LENGTHS]).collect();
    let time = lengths.repeat(factors.len());
    let count = time.len();
    let experiment = Experiment::Switching { voltage: voltage.clone(), time: time.clone() };
    let measured = Measured { experiment, values: vec![0.0; count], deviations: vec![1.0; count] };
    let values = Model::new(entry, &measured, settings)?.predict(&Table::new())?;
    let noise = key(settings.seed, Purpose::Noise, 0);
    let lines = (0..count).map(|k| {
        let fraction = values[k] + NOISE * normal(noise, k as u64);
        format!("{},{:.4e},{fraction:.4}\n", (1e6 * voltage[k]).round() / 1e6, time[k])
    });
    Ok(format!("voltage (V),time (s),switched_fraction\n{}", lines.collect::<String>()))
}
