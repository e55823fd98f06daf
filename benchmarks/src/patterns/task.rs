//! Images, their noise, and their spikes.

use devices::rng::{Purpose, stream};
use rand::RngExt;
use rand::seq::SliceRandom;

use super::experiment::{Code, Experiment, Image};

/// What is shown in a run: a function of seed, noise level and number of the presentation.
#[derive(Clone, Debug)]
pub struct Task {
    /// Brightness of every pixel of every image, 0 or 1, row by row.
    images: Vec<Vec<f64>>,
    code: Code,
    noise: f64,
    seed: u64,
}

/// Brightness of the pixels of an image, row by row: 1 where it is bright, else 0.
pub fn flat(image: &Image) -> Vec<f64> {
    image.pixels.iter().flat_map(|row| row.chars()).map(|pixel| if pixel == '#' { 1.0 } else { 0.0 }).collect()
}

impl Task {
    /// The images of an experiment under this noise.
    pub fn new(experiment: &Experiment, noise: f64, seed: u64) -> Self {
        Self { images: experiment.patterns.images.iter().map(flat).collect(), code: experiment.code, noise, seed }
    }

    /// Brightness of every pixel of every image.
    pub fn images(&self) -> &[Vec<f64>] {
        &self.images
    }

    /// Which image a presentation shows: all are equally likely, whatever came before, so that guessing cannot be right
    /// more often than once per number of images.
    pub fn class(&self, presentation: usize) -> usize {
        stream(self.seed, Purpose::Order, presentation as u64).random_range(0..self.images.len())
    }

    /// Brightness of the pixels that a presentation shows: `p + noise U(-1, 1)` within 0 and 1.
    pub fn pixels(&self, presentation: usize) -> Vec<f64> {
        let mut random = stream(self.seed, Purpose::Noise, presentation as u64);
        let noisy = |p: &f64| (p + self.noise * (2.0 * random.random::<f64>() - 1.0)).clamp(0.0, 1.0);
        self.images[self.class(presentation)].iter().map(noisy).collect()
    }

    /// Spikes of a presentation, pairs of row and time (s): the brighter the earlier, none below the cutoff.
    pub fn spikes(&self, presentation: usize) -> Vec<(usize, f64)> {
        let pixels = self.pixels(presentation);
        let bright = pixels.iter().enumerate().filter(|(_, p)| **p >= self.code.cutoff);
        let mut spikes: Vec<(usize, f64)> = bright.map(|(row, p)| (row, self.code.window * (1.0 - p))).collect();
        spikes.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        spikes
    }
}

/// The same spikes on other rows of `rows`, drawn anew for each presentation: as many, as far apart, but unrelated to
/// the image. A control.
pub fn permuted(spikes: &[(usize, f64)], rows: usize, seed: u64, presentation: usize) -> Vec<(usize, f64)> {
    let mut places: Vec<usize> = (0..rows).collect();
    places.shuffle(&mut stream(seed, Purpose::Permutation, presentation as u64));
    spikes.iter().map(|&(row, time)| (places[row], time)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::run::tests::boyn;
    use super::*;

    #[test]
    fn the_three_images_are_bars_and_a_diagonal_through_the_middle() {
        let task = Task::new(&boyn(), 0.0, 1);
        // counted from 0, as rows of the array
        let bright = |image: &[f64]| (0..9).filter(|&k| image[k] == 1.0).collect::<Vec<_>>();
        let images: Vec<_> = task.images().iter().map(|image| bright(image)).collect();
        assert_eq!(images, [[3, 4, 5], [0, 4, 8], [1, 4, 7]]);
    }

    #[test]
    fn a_pixel_stays_within_noise_and_full_scale() {
        let noise = 0.3;
        let task = Task::new(&boyn(), noise, 1);
        for presentation in 0..300 {
            let image = &task.images()[task.class(presentation)];
            for (noisy, clean) in task.pixels(presentation).iter().zip(image) {
                assert!((noisy - clean).abs() <= noise && (0.0..=1.0).contains(noisy));
            }
        }
    }

    #[test]
    fn bright_pixels_spike_first_and_white_ones_at_once() {
        let task = Task::new(&boyn(), 0.0, 3);
        let spikes = task.spikes(0);
        assert!(spikes[..3].iter().all(|spike| spike.1 == 0.0));
        assert!(spikes[3..].iter().all(|spike| spike.1 == task.code.window));
    }

    #[test]
    fn images_are_equally_frequent_and_do_not_depend_on_the_noise_level() {
        let (clean, noisy) = (Task::new(&boyn(), 0.0, 5), Task::new(&boyn(), 0.6, 5));
        let shown: Vec<usize> = (0..3000).map(|k| clean.class(k)).collect();
        assert_eq!(shown, (0..3000).map(|k| noisy.class(k)).collect::<Vec<_>>());
        for class in 0..3 {
            let count = shown.iter().filter(|&&c| c == class).count() as f64;
            // five standard errors of a binomial count
            assert!((count - 1000.0).abs() < 5.0 * (3000.0f64 * 2.0 / 9.0).sqrt(), "class {class}: {count}");
        }
    }

    #[test]
    fn permuted_spikes_keep_their_times_and_no_row_spikes_twice() {
        let spikes = Task::new(&boyn(), 0.6, 5).spikes(0);
        let other = permuted(&spikes, 9, 5, 0);
        let times = |spikes: &[(usize, f64)]| spikes.iter().map(|spike| spike.1).collect::<Vec<_>>();
        assert_eq!(times(&spikes), times(&other));
        let rows: std::collections::BTreeSet<usize> = other.iter().map(|spike| spike.0).collect();
        assert_eq!(rows.len(), spikes.len());
    }
}
