//! Steps against a gradient that find their own size.

/// Adam with its published constants (Kingma and Ba 2015, ICLR, algorithm 1).
#[derive(Clone, Debug, PartialEq)]
pub struct Adam {
    rate: f64,
    /// Running mean of the gradient.
    m: Vec<f64>,
    /// Running mean of its square.
    v: Vec<f64>,
    steps: i32,
}

const BETA_1: f64 = 0.9;
const BETA_2: f64 = 0.999;
const EPSILON: f64 = 1e-8;

impl Adam {
    /// A fresh start for this many weights.
    pub fn new(weights: usize, rate: f64) -> Adam {
        Adam { rate, m: vec![0.0; weights], v: vec![0.0; weights], steps: 0 }
    }

    /// Moves the weights by one step.
    pub fn step(&mut self, weights: &mut [f64], gradient: &[f64]) {
        self.steps += 1;
        let (left_1, left_2) = (1.0 - BETA_1.powi(self.steps), 1.0 - BETA_2.powi(self.steps));
        for (k, (weight, g)) in weights.iter_mut().zip(gradient).enumerate() {
            self.m[k] = BETA_1 * self.m[k] + (1.0 - BETA_1) * g;
            self.v[k] = BETA_2 * self.v[k] + (1.0 - BETA_2) * g * g;
            *weight -= self.rate * (self.m[k] / left_1) / ((self.v[k] / left_2).sqrt() + EPSILON);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn under_a_constant_gradient_every_step_is_the_rate() {
        let (mut adam, mut weights) = (Adam::new(2, 0.01), [1.0, 1.0]);
        for step in 1..=5 {
            adam.step(&mut weights, &[3.0, -0.5]);
            let moved = 0.01 * f64::from(step);
            // epsilon takes 1e-8 over the gradient from each step
            assert!((weights[0] - 1.0 + moved).abs() < 1e-8 && (weights[1] - 1.0 - moved).abs() < 1e-8, "{weights:?}");
        }
    }
}
