//! Symmetric systems in which each unknown meets its two neighbors only.

/// A symmetric tridiagonal matrix of n rows.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tridiagonal {
    /// Diagonal, n numbers.
    pub diagonal: Vec<f64>,
    /// What stands beside it, n - 1 numbers.
    pub next: Vec<f64>,
}

/// L D L^T of such a matrix.
pub(super) struct Factors {
    inverse_diagonal: Vec<f64>,
    lower: Vec<f64>,
}

impl Tridiagonal {
    /// Product with the vector `x`.
    pub fn times(&self, x: &[f64]) -> Vec<f64> {
        let last = x.len() - 1;
        let row = |i: usize| {
            let before = if i > 0 { self.next[i - 1] * x[i - 1] } else { 0.0 };
            let after = if i < last { self.next[i] * x[i + 1] } else { 0.0 };
            before + self.diagonal[i] * x[i] + after
        };
        (0..x.len()).map(row).collect()
    }

    /// `diagonal` + `share` times this matrix.
    pub fn shifted(mut self, diagonal: &[f64], share: f64) -> Self {
        self.diagonal.iter_mut().zip(diagonal).for_each(|(value, shift)| *value = shift + share * *value);
        self.next.iter_mut().for_each(|value| *value *= share);
        self
    }

    /// The factors of this matrix, which has to be positive definite: no pivots.
    pub fn factored(self) -> Factors {
        let (mut inverse_diagonal, mut lower) = (self.diagonal, self.next);
        inverse_diagonal[0] = 1.0 / inverse_diagonal[0];
        for i in 1..inverse_diagonal.len() {
            let next = lower[i - 1];
            lower[i - 1] = next * inverse_diagonal[i - 1];
            inverse_diagonal[i] = 1.0 / (inverse_diagonal[i] - lower[i - 1] * next);
        }
        Factors { inverse_diagonal, lower }
    }
}

impl Factors {
    /// Turns the right-hand side `x` into the solution.
    pub fn solve(&self, x: &mut [f64]) {
        for i in 1..x.len() {
            x[i] -= self.lower[i - 1] * x[i - 1];
        }
        x.iter_mut().zip(&self.inverse_diagonal).for_each(|(x, inverse)| *x *= inverse);
        for i in (1..x.len()).rev() {
            x[i - 1] -= self.lower[i - 1] * x[i];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_solution_times_the_matrix_is_the_right_hand_side() {
        for count in [1, 2, 7] {
            let diagonal: Vec<f64> = (0..count).map(|i| 3.0 + i as f64).collect();
            let matrix = Tridiagonal { diagonal, next: (1..count).map(|i| -1.0 / i as f64).collect() };
            let side: Vec<f64> = (0..count).map(|i| (i as f64).cos()).collect();
            let mut x = side.clone();
            matrix.clone().factored().solve(&mut x);
            for (found, expected) in matrix.times(&x).iter().zip(&side) {
                assert!((found - expected).abs() < 1e-15, "{found} {expected}");
            }
        }
    }
}
