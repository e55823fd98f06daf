//! Learning from labels by gradient, batch after batch.

use devices::rng::{Purpose, stream};
use rand::seq::SliceRandom;

use super::SupervisedError;
use super::adam::Adam;
use super::dense::Dense;
use super::error::{check_classes, check_rows};

/// A network whose weights have a gradient.
pub trait Trainable {
    /// Its weights.
    fn dense(&self) -> &Dense;

    /// Its weights, to change them.
    fn dense_mut(&mut self) -> &mut Dense;

    /// Adds the slopes of the loss of one pattern to `gradient`, one per weight; returns the loss.
    fn gradient(&self, pattern: &[f64], label: usize, gradient: &mut [f64]) -> f64;

    /// The class that is read for a pattern; the lower class in a tie.
    fn classify(&self, pattern: &[f64]) -> usize;

    /// Share of the patterns whose class is read as their label; not a number when there is none.
    fn accuracy(&self, patterns: &[Vec<f64>], labels: &[usize]) -> f64 {
        let right = patterns.iter().zip(labels).filter(|(pattern, label)| self.classify(pattern) == **label).count();
        right as f64 / patterns.len() as f64
    }
}

/// How long and how fast a network learns.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trainer {
    /// Times each pattern is seen.
    pub epochs: usize,
    /// Patterns whose mean gradient makes one step.
    pub batch: usize,
    /// Size of a step of [`Adam`] in the beginning.
    pub rate: f64,
    /// Seed of the order in which patterns are seen.
    pub seed: u64,
}

impl Trainer {
    /// Trains `net` on patterns labeled 0 to the number of its outputs; returns the mean loss of every epoch.
    ///
    /// # Errors
    /// [`SupervisedError`] for patterns or settings that are not usable, and when the weights diverge.
    pub fn train<N: Trainable>(
        &self,
        net: &mut N,
        patterns: &[Vec<f64>],
        labels: &[usize],
    ) -> Result<Vec<f64>, SupervisedError> {
        self.check()?;
        let [.., classes] = net.dense().sizes();
        check_classes(labels, classes)?;
        check_rows(patterns, labels, classes)?;
        let count = net.dense().weights().len();
        let mut adam = Adam::new(count, self.rate);
        let mut order: Vec<usize> = (0..patterns.len()).collect();
        let mut losses = Vec::with_capacity(self.epochs);
        for epoch in 0..self.epochs {
            order.shuffle(&mut stream(self.seed, Purpose::Order, epoch as u64));
            let mut sum = 0.0;
            for batch in order.chunks(self.batch) {
                let mut gradient = vec![0.0; count];
                sum += batch.iter().map(|&k| net.gradient(&patterns[k], labels[k], &mut gradient)).sum::<f64>();
                gradient.iter_mut().for_each(|slope| *slope /= batch.len() as f64);
                adam.step(net.dense_mut().weights_mut(), &gradient);
            }
            let loss = sum / patterns.len() as f64;
            if !(loss.is_finite() && net.dense().weights().iter().all(|weight| weight.is_finite())) {
                return Err(SupervisedError::Diverged { epoch: epoch + 1, loss, rate: self.rate });
            }
            losses.push(loss);
        }
        Ok(losses)
    }

    fn check(&self) -> Result<(), SupervisedError> {
        let refuse = |name, value: String, expected| Err(SupervisedError::Setting { name, value, expected });
        if self.batch == 0 {
            return refuse("batch", "0".into(), "a step needs at least one pattern");
        }
        if !(self.rate > 0.0 && self.rate.is_finite()) {
            return refuse("rate", self.rate.to_string(), "it must be finite and above 0");
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "trainer_tests.rs"]
mod tests;
