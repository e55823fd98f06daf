//! Named random streams: every random number is a function of (seed, purpose, index) and nothing else.

use rand_pcg::Pcg64Mcg;

/// What a random stream is for; two purposes never share numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Device-to-device scatter of parameters.
    DeviceSpread = 1,
    /// Local fields of the domains of one device.
    Ensemble = 2,
    /// Waiting times of nucleation events (cycle-to-cycle scatter).
    Nucleation = 3,
    /// Features into spikes.
    Encoding = 4,
    /// Splitting a data set into training and test rows.
    Split = 5,
    /// Order in which rows are shown.
    Order = 6,
    /// Starting positions of the devices.
    Start = 7,
    /// Noise added to inputs or read-out.
    Noise = 8,
    /// Scatter from one write pulse to the next.
    Write = 9,
    /// Rows that spikes come on when their relation to an image is destroyed, as a control.
    Permutation = 30,
    /// Device-to-device scatter laid over a model.
    Spread = 40,
    /// Which devices are stuck.
    Stuck = 41,
    /// Difference between a conductance asked for and the one programmed.
    Programming = 42,
    /// Exponents of drift.
    Drift = 43,
    /// Scatter of devices that have not been cycled.
    WakeUp = 44,
    /// White noise of readings.
    ReadNoise = 45,
    /// Fluctuators of 1/f noise.
    Flicker = 46,
    /// Traps of random telegraph noise.
    Telegraph = 47,
    /// Errors that writing adds to positions.
    WriteNoise = 48,
    /// Seeds of the columns of an array.
    Columns = 70,
    /// Weights of a network before training.
    Weights = 60,
    /// Drawing settings of an experiment and the rows on which they are compared, and starts of a fit.
    Search = 95,
    /// Drawing the points of a sweep.
    Sweep = 96,
    /// The order in which a Latin hypercube takes the parts of a range.
    Strata = 97,
    /// Dividing training rows again, to choose settings of a classical method.
    Folds = 90,
    /// Starting centers of clusters.
    Centers = 91,
    /// Starting nodes of a self-organizing map, and the order in which it sees rows.
    Map = 92,
}

/// Where one device takes its random numbers from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Random {
    seed: u64,
    device: u64,
}

impl Random {
    /// Random numbers of device number `device` in an array with `seed`.
    #[inline(always)]
    pub fn new(seed: u64, device: usize) -> Random {
        Random { seed, device: device as u64 }
    }

    /// A generator for one purpose; the same numbers at each call.
    pub fn stream(self, purpose: Purpose) -> Pcg64Mcg {
        stream(self.seed, purpose, self.device)
    }

    /// Identity of that stream as one word, to be used with [`uniform`], [`normal`] and [`exponential`].
    pub fn key(self, purpose: Purpose) -> u64 {
        key(self.seed, purpose, self.device)
    }
}

/// A generator that depends only on `seed`, `purpose` and `index` (such as the number of a device or a row).
pub fn stream(seed: u64, purpose: Purpose, index: u64) -> Pcg64Mcg {
    let key = key(seed, purpose, index);
    Pcg64Mcg::new((u128::from(mix(key)) << 64) | u128::from(mix(key ^ GOLDEN)))
}

/// Identity of a stream as one word, to be used with [`uniform`], [`normal`] and [`exponential`].
pub fn key(seed: u64, purpose: Purpose, index: u64) -> u64 {
    let purpose = (purpose as u64).wrapping_mul(GOLDEN);
    mix(mix(mix(seed).wrapping_add(purpose)).wrapping_add(index))
}

/// Exponentially distributed number of mean 1, always positive: draw number `counter` of the stream `key`.
pub fn exponential(key: u64, counter: u64) -> f64 {
    -uniform(key, counter).ln()
}

/// Normally distributed number of mean 0 and variance 1: draw number `counter` of the stream `key`.
///
/// Box and Muller 1958, doi:10.1214/aoms/1177706645.
pub fn normal(key: u64, counter: u64) -> f64 {
    let radius = (-2.0 * uniform(key, 2 * counter).ln()).sqrt();
    radius * (2.0 * std::f64::consts::PI * uniform(key, 2 * counter + 1)).cos()
}

/// Uniformly distributed number above 0 and below 1: draw number `counter` of the stream `key`.
#[inline(always)]
pub fn uniform(key: u64, counter: u64) -> f64 {
    let word = mix(key ^ mix(counter));
    // 53 random bits, centered in their cell so that neither 0 nor 1 occurs
    ((word >> 11) as f64 + 0.5) * (1.0 / (1u64 << 53) as f64)
}

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// SplitMix64 step (Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195).
pub(crate) fn mix(word: u64) -> u64 {
    let word = word.wrapping_add(GOLDEN);
    let word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::RngExt;

    fn uniforms(seed: u64, purpose: Purpose, index: u64) -> Vec<f64> {
        let mut stream = stream(seed, purpose, index);
        (0..20_000).map(|_| stream.random::<f64>()).collect()
    }

    fn correlation(a: &[f64], b: &[f64]) -> f64 {
        let covariance: f64 = a.iter().zip(b).map(|(x, y)| (x - 0.5) * (y - 0.5)).sum();
        12.0 * covariance / a.len() as f64
    }

    #[test]
    fn same_name_gives_the_same_numbers() {
        assert_eq!(uniforms(7, Purpose::Split, 3), uniforms(7, Purpose::Split, 3));
        assert_eq!(exponential(key(1, Purpose::Nucleation, 2), 9), exponential(key(1, Purpose::Nucleation, 2), 9));
    }

    #[test]
    fn neighboring_streams_are_uncorrelated() {
        let first = uniforms(7, Purpose::Split, 3);
        let others = [uniforms(8, Purpose::Split, 3), uniforms(7, Purpose::Order, 3), uniforms(7, Purpose::Split, 4)];
        for other in others {
            // five standard errors of a correlation of 20 000 pairs
            assert!(correlation(&first, &other).abs() < 5.0 / 20_000f64.sqrt());
        }
    }

    #[test]
    fn normal_draws_have_the_moments_of_a_normal_distribution() {
        let count = 200_000;
        let key = key(11, Purpose::Write, 0);
        let moment = |power: i32| (0..count).map(|n| normal(key, n).powi(power)).sum::<f64>() / count as f64;
        // standard errors of the first four moments: sqrt(1, 2, 15, 96 / count)
        for (power, expected, variance) in [(1, 0.0, 1.0), (2, 1.0, 2.0), (3, 0.0, 15.0), (4, 3.0, 96.0)] {
            let error = 5.0 * f64::sqrt(variance / count as f64);
            assert!((moment(power) - expected).abs() < error, "moment {power}: {}", moment(power));
        }
    }

    #[test]
    fn exponential_draws_have_mean_and_variance_one() {
        let count = 200_000;
        let key = key(11, Purpose::Nucleation, 0);
        let draws: Vec<f64> = (0..count).map(|n| exponential(key, n)).collect();
        let mean = draws.iter().sum::<f64>() / count as f64;
        let variance = draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / count as f64;
        let error = 1.0 / (count as f64).sqrt();
        assert!((mean - 1.0).abs() < 5.0 * error, "mean {mean}");
        assert!((variance - 1.0).abs() < 5.0 * 8f64.sqrt() * error, "variance {variance}"); // var of variance: 8/n
        assert!(draws.iter().all(|&x| x > 0.0));
    }
}
