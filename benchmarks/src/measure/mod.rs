//! Measurements on single devices, as a laboratory would make them.
//!
//! A [`Measurement`] drives many devices with the same voltages; its [`Outcome`] names its quantities once, and the HDF5
//! file, the JSON object and the figures follow from that list. Each measurement is made `of` the
//! [`Protocol`](devices::catalogue::Protocol) of a parameter set, so that it suits the device without further settings.

mod decay;
pub(crate) mod endurance;
mod iv;
pub(crate) mod iv_figures;
pub mod neuron;
mod probe;
pub(crate) mod pulses;
mod quantity;
pub(crate) mod retention;
mod stdp;
mod stdp_array;
pub(crate) mod stdp_places;
pub(crate) mod stdp_window;
mod summary;
pub(crate) mod switching;

use devices::DeviceArray;

pub use decay::{Stretched, stretched};
pub use endurance::{Endurance, EnduranceWindow, readings};
pub use iv::{Iv, IvLoop};
pub use probe::Energy;
pub use pulses::{PulseTrain, Pulses};
pub use quantity::{Quantity, record};
pub use retention::{Retention, RetentionCurves};
pub use stdp::{Stdp, delays};
pub use stdp_array::StdpArray;
pub use stdp_places::{Peaks, Place, StdpPlaces};
pub use stdp_window::{ConductanceDependence, StdpWindow};
pub use summary::Summary;
pub(crate) use summary::{number, shown};
pub use switching::{Switching, SwitchingFamily, VoltageSummary};

/// Who hears how much of a measurement is done, 0 to 1.
pub type Progress<'a> = &'a dyn Fn(f64);

/// What is done to devices, all of which see the same voltages.
pub trait Measurement {
    /// What comes of it.
    type Outcome: Outcome;

    /// Takes it and reports the share that is done, 0 to 1, now and then; the devices are programmed first, so that what
    /// they went through before does not matter.
    fn watched(&self, devices: &mut dyn DeviceArray, progress: Progress<'_>) -> Self::Outcome;

    /// Takes it without a report.
    fn measure(&self, devices: &mut dyn DeviceArray) -> Self::Outcome {
        self.watched(devices, &|_| ())
    }
}

/// The numbers of a measurement: means and standard deviations over the devices.
pub trait Outcome {
    /// Name of the group in recorded files, of the command, and of result files.
    const NAME: &'static str;

    /// Everything that is recorded, coordinates before what lies over them.
    fn quantities(&self) -> Vec<Quantity>;

    /// What a reader wants to see first, at most [`Summary::ROWS`] rows.
    fn summary(&self) -> Summary;
}

/// Mean and standard deviation over the devices, reading by reading, in the unit of what was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spread {
    /// Means.
    pub mean: Vec<f64>,
    /// Sample standard deviations; 0 for a single device.
    pub sd: Vec<f64>,
}

impl Spread {
    fn push(&mut self, values: &[f64]) {
        let (mean, sd) = crate::mean_and_sd(values);
        self.mean.push(mean);
        self.sd.push(sd);
    }
}

/// `lowest` times whole powers of `10^(1 / per_decade)` below `highest`, then `highest`.
pub fn logarithmic(lowest: f64, highest: f64, per_decade: usize) -> Vec<f64> {
    let power = |k: usize| lowest * 10f64.powf(k as f64 / per_decade as f64);
    let below = (0..).map(power).take_while(|value| *value < highest * (1.0 - 1e-9));
    below.chain([highest]).collect()
}

/// Least-squares line through `points`: intercept, slope and R2; nothing for fewer than two different abscissas.
pub(crate) fn line(points: &[(f64, f64)]) -> Option<[f64; 3]> {
    let count = points.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
    let (x_mean, y_mean) = (mean(|p| p.0), mean(|p| p.1));
    let moment = |of: &dyn Fn(f64, f64) -> f64| points.iter().map(|p| of(p.0 - x_mean, p.1 - y_mean)).sum::<f64>();
    let (xx, xy) = (moment(&|x, _| x * x), moment(&|x, y| x * y));
    if points.len() < 2 || xx <= 0.0 {
        return None;
    }
    let slope = xy / xx;
    let intercept = y_mean - slope * x_mean;
    let fitted: Vec<f64> = points.iter().map(|p| intercept + slope * p.0).collect();
    let measured: Vec<f64> = points.iter().map(|p| p.1).collect();
    Some([intercept, slope, learning::curve_fit::r_squared(&measured, &fitted)])
}

#[cfg(test)]
#[path = "measure_tests.rs"]
mod tests;
