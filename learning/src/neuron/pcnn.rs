//! Pulse-coupled neurons, one for each pixel of an image.

use serde::{Deserialize, Serialize};

use super::NeuronError;
use super::parameter::{finite, not_negative, positive};

/// Neurons of Lindblad and Kinser (Image Processing Using Pulse-Coupled Neural Networks, 2nd edition, 2005), one per
/// pixel of brightness S. Once per iteration, with the pulses Y of the iteration before,
///
/// F = e^-alpha_f F + S + v_f (K Y), L = e^-alpha_l L + v_l (K Y), U = F (1 + beta L),
/// Y = 1 where U > Theta, else 0, Theta = e^-alpha_theta Theta + v_theta Y;
///
/// K Y sums over the eight neighbors with the weights of `kernel`. All begin at 0, and nothing pulses outside the image.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Pcnn {
    /// Decay of feeding per iteration.
    pub alpha_f: f64,
    /// Decay of linking per iteration.
    pub alpha_l: f64,
    /// Decay of the threshold per iteration.
    pub alpha_theta: f64,
    /// Strength of feeding by neighbors.
    pub v_f: f64,
    /// Strength of linking.
    pub v_l: f64,
    /// Rise of the threshold by a pulse.
    pub v_theta: f64,
    /// How much linking counts.
    pub beta: f64,
    /// Weights of the pixels around, from above left to below right; that of the pixel itself in the middle.
    pub kernel: [[f64; 3]; 3],
}

impl Pcnn {
    /// The set that is widely quoted after the book; it was not compared with the book itself.
    pub fn lindblad_kinser() -> Self {
        Self {
            alpha_f: 0.1,
            alpha_l: 1.0,
            alpha_theta: 1.0,
            v_f: 0.5,
            v_l: 0.2,
            v_theta: 20.0,
            beta: 0.1,
            kernel: [[0.5, 1.0, 0.5], [1.0, 0.0, 1.0], [0.5, 1.0, 0.5]],
        }
    }
}

/// What an image makes the neurons do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pulses {
    /// Pixels that fired in each iteration (row * columns + column), ascending.
    pub fired: Vec<Vec<usize>>,
}

impl Pulses {
    /// How many pixels fired in each iteration: the time signature G of the image.
    pub fn signature(&self) -> Vec<usize> {
        self.fired.iter().map(Vec::len).collect()
    }
}

/// Feeding, linking, threshold and pulse of one pixel.
#[derive(Clone, Copy, Debug, Default)]
struct Pixel {
    feeding: f64,
    linking: f64,
    threshold: f64,
    pulse: f64,
}

impl Pcnn {
    /// Pulses of `iterations` iterations (40 are usual) on an `image` of rows of `columns` pixels, row-major.
    ///
    /// # Errors
    /// [`NeuronError::Parameter`] for impossible parameters, an image that is no rectangle, or brightness that is negative
    /// or not a number; [`NeuronError::Diverged`] when strengths make a pixel grow without bound (an
    /// iteration counts as a second).
    pub fn pulses(&self, image: &[f64], columns: usize, iterations: usize) -> Result<Pulses, NeuronError> {
        self.check(image, columns)?;
        let mut pixels = vec![Pixel::default(); image.len()];
        let mut fired = Vec::with_capacity(iterations);
        for iteration in 0..iterations {
            let around = self.around(&pixels, columns);
            for (pixel, (brightness, around)) in pixels.iter_mut().zip(image.iter().zip(around)) {
                *pixel = self.next(*pixel, *brightness, around);
            }
            if let Some(neuron) = pixels.iter().position(|pixel| !(pixel.feeding * pixel.linking).is_finite()) {
                let problem = "the pixel grew without bound: lower `v_f`, `v_l` or the brightness".into();
                return Err(NeuronError::Diverged { neuron, time: iteration as f64, problem });
            }
            fired.push((0..pixels.len()).filter(|&k| pixels[k].pulse > 0.0).collect());
        }
        Ok(Pulses { fired })
    }

    fn next(&self, pixel: Pixel, brightness: f64, around: f64) -> Pixel {
        let feeding = (-self.alpha_f).exp() * pixel.feeding + brightness + self.v_f * around;
        let linking = (-self.alpha_l).exp() * pixel.linking + self.v_l * around;
        let activity = feeding * (1.0 + self.beta * linking);
        let pulse = if activity > pixel.threshold { 1.0 } else { 0.0 };
        let threshold = (-self.alpha_theta).exp() * pixel.threshold + self.v_theta * pulse;
        Pixel { feeding, linking, threshold, pulse }
    }

    /// Weighted number of pulses around each pixel.
    fn around(&self, pixels: &[Pixel], columns: usize) -> Vec<f64> {
        let rows = pixels.len() / columns;
        let mut sums = vec![0.0; pixels.len()];
        for row in 0..rows {
            for column in 0..columns {
                let sum = &mut sums[row * columns + column];
                for r in row.saturating_sub(1)..(row + 2).min(rows) {
                    for c in column.saturating_sub(1)..(column + 2).min(columns) {
                        *sum += self.kernel[r + 1 - row][c + 1 - column] * pixels[r * columns + c].pulse;
                    }
                }
            }
        }
        sums
    }

    fn check(&self, image: &[f64], columns: usize) -> Result<(), NeuronError> {
        not_negative("alpha_f", self.alpha_f, "")?;
        not_negative("alpha_l", self.alpha_l, "")?;
        positive("alpha_theta", self.alpha_theta, "")?;
        not_negative("v_f", self.v_f, "")?;
        not_negative("v_l", self.v_l, "")?;
        positive("v_theta", self.v_theta, "")?;
        finite("beta", self.beta, "")?;
        self.kernel.iter().flatten().try_for_each(|weight| finite("kernel", *weight, ""))?;
        if columns == 0 || image.is_empty() || !image.len().is_multiple_of(columns) {
            let value = format!("{columns} for {} pixels", image.len());
            return Err(NeuronError::Parameter {
                name: "columns",
                value,
                expected: "rows of equal length, at least one pixel",
            });
        }
        image.iter().try_for_each(|brightness| not_negative("brightness", *brightness, ""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A bright square with a dim corner on a dark ground of 24 x 24, with its corner at (`row`, `column`).
    fn square(row: usize, column: usize) -> Vec<f64> {
        let mut image = vec![0.0; 24 * 24];
        for r in 0..4 {
            for c in 0..5 {
                image[(row + r) * 24 + column + c] = if r + c < 2 { 0.2 } else { 0.8 };
            }
        }
        image
    }

    fn moved(pulses: &Pulses, to: impl Fn(usize, usize) -> (usize, usize)) -> Vec<Vec<usize>> {
        let place = |k: &usize| {
            let (row, column) = to(k / 24, k % 24);
            row * 24 + column
        };
        let sorted = |fired: &Vec<usize>| {
            let mut fired: Vec<usize> = fired.iter().map(place).collect();
            fired.sort_unstable();
            fired
        };
        pulses.fired.iter().map(sorted).collect()
    }

    #[test]
    fn two_pixels_pulse_as_computed_by_hand() {
        // Brightness 1 and 0. First pixel: F = 1, 1.905, 3.224 (0.5 of it from the pulse of the second), 3.917; L = 0, 0,
        // 0.2, 0.0736; so U = 1, 1.905, 3.288, 3.946 against thresholds 0, 20, 7.358, 2.707: it fires in iterations 1 and 4.
        // Second pixel: F = 0, 0.5, 0.452, 0.409; L = 0, 0.2, 0.0736, 0.0271; against thresholds 0, 0, 20, 7.358 it fires in
        // iteration 2, since 0 does not exceed 0.
        let pulses = Pcnn::lindblad_kinser().pulses(&[1.0, 0.0], 2, 4).unwrap();
        assert_eq!(pulses.fired, [vec![0], vec![1], vec![], vec![0]]);
        assert_eq!(pulses.signature(), [1, 1, 0, 1]);
    }

    #[test]
    fn a_lonely_pixel_follows_its_recursion() {
        let (mut feeding, mut threshold, mut expected) = (0.0, 0.0, Vec::new());
        for n in 0..40 {
            feeding = feeding * (-0.1_f64).exp() + 0.6;
            let fires = feeding > threshold;
            threshold = threshold * (-1.0_f64).exp() + if fires { 20.0 } else { 0.0 };
            expected.extend(fires.then_some(n));
        }
        let pulses = Pcnn::lindblad_kinser().pulses(&[0.6], 1, 40).unwrap();
        let found: Vec<usize> = (0..40).filter(|&n| !pulses.fired[n].is_empty()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_shifted_image_gives_shifted_pulses_until_they_meet_the_border() {
        let network = Pcnn::lindblad_kinser();
        let [here, there] = [square(9, 9), square(11, 8)].map(|image| network.pulses(&image, 24, 8).unwrap());
        assert_eq!(moved(&here, |row, column| (row + 2, column - 1)), there.fired);
        assert_eq!(here.signature(), there.signature());
    }

    #[test]
    fn a_mirrored_or_turned_image_gives_mirrored_or_turned_pulses() {
        let image = square(3, 7);
        let mirrored: Vec<f64> = (0..576).map(|k| image[k / 24 * 24 + 23 - k % 24]).collect();
        let turned: Vec<f64> = (0..576).map(|k| image[k % 24 * 24 + k / 24]).collect();
        let network = Pcnn::lindblad_kinser();
        let [plain, mirrored, turned] = [image, mirrored, turned].map(|image| network.pulses(&image, 24, 40).unwrap());
        assert_eq!(moved(&plain, |row, column| (row, 23 - column)), mirrored.fired);
        assert_eq!(moved(&plain, |row, column| (column, row)), turned.fired);
        assert!(plain.signature().iter().filter(|count| **count > 0).count() > 10);
    }

    #[test]
    fn bright_pixels_fire_before_dim_ones() {
        let network = Pcnn { v_f: 0.0, v_l: 0.0, ..Pcnn::lindblad_kinser() };
        let second = |brightness| {
            let pulses = network.pulses(&[brightness], 1, 40).unwrap();
            (1..40).find(|&n| !pulses.fired[n].is_empty()).unwrap()
        };
        assert!(second(1.0) < second(0.1) && second(0.1) < second(0.01));
    }

    #[test]
    fn impossible_images_and_parameters_are_refused() {
        let network = Pcnn::lindblad_kinser();
        assert!(network.pulses(&[], 1, 40).is_err());
        assert!(network.pulses(&[0.0; 5], 2, 40).is_err());
        assert!(network.pulses(&[f64::NAN], 1, 40).is_err());
        assert!(network.pulses(&[-1.0], 1, 40).is_err());
        assert!(Pcnn { alpha_theta: 0.0, ..Pcnn::lindblad_kinser() }.pulses(&[1.0], 1, 40).is_err());
        assert!(Pcnn { v_f: 1e308, ..Pcnn::lindblad_kinser() }.pulses(&[1.0; 9], 3, 40).is_err());
    }
}
