//! Domains in a ring, each in Landau's potential and coupled to its two neighbors.
//!
//! Where the polarization is stable the quasi-static branch costs a step no more than its curvature; where it is not, a
//! step is at most the time in which a deviation grows e-fold.

use crate::rosenbrock::{Law, Slopes};

/// Up to `N` domains with the fields that act on them; the drive is the applied field (V/m), the state P (C/m^2).
#[derive(Clone, Copy, Debug)]
pub(super) struct Ring<const N: usize> {
    pub count: usize,
    /// Coefficients of P, P^3 and P^5 in the field.
    pub landau: [f64; 3],
    /// To each of the two neighbors (V m/C).
    pub coupling: f64,
    /// Local fields (V/m).
    pub bias: [f64; N],
    /// Viscosity (ohm m).
    pub rho_v: f64,
    /// Polarization of full size (C/m^2).
    pub p_r: f64,
    /// Estimated error permitted in a step, the sum over the domains (C/m^2).
    pub tolerance: f64,
}

/// The first step changes the polarization by this part of `p_r`.
const FIRST_CHANGE: f64 = 0.1;

impl<const N: usize> Ring<N> {
    /// Neighbors of domain `i`; a pair is coupled twice, a single domain to itself, which is nothing.
    #[inline(always)]
    fn neighbors(&self, i: usize) -> [usize; 2] {
        let count = self.count();
        [if i + 1 == count { 0 } else { i + 1 }, if i == 0 { count - 1 } else { i - 1 }]
    }

    /// Slope of the restoring field of one domain, over rho_v (1/s).
    #[inline(always)]
    fn stiffness(&self, p: f64) -> f64 {
        let [a, b, c] = self.landau;
        let square = p * p;
        (a + square * (3.0 * b + square * 5.0 * c)) / self.rho_v
    }
}

impl<const N: usize> Law<N> for Ring<N> {
    #[inline(always)]
    fn count(&self) -> usize {
        if N == 1 { 1 } else { self.count }
    }

    #[inline(always)]
    fn rate(&self, p: &[f64; N], field: f64) -> [f64; N] {
        let [a, b, c] = self.landau;
        let mut rate = [0.0; N];
        for i in 0..self.count() {
            let square = p[i] * p[i];
            let coupling: f64 = self.neighbors(i).iter().map(|&j| p[j] - p[i]).sum();
            let restoring = p[i] * (a + square * (b + square * c));
            rate[i] = (field + self.bias[i] + self.coupling * coupling - restoring) / self.rho_v;
        }
        rate
    }

    #[inline(always)]
    fn slopes(&self, p: &[f64; N], field: f64, change: f64) -> Slopes<N> {
        let mut by_state = [[0.0; N]; N];
        let k = self.coupling / self.rho_v;
        for i in 0..self.count() {
            by_state[i][i] -= self.stiffness(p[i]);
            for j in self.neighbors(i) {
                by_state[i][i] -= k;
                by_state[i][j] += k;
            }
        }
        Slopes { rate: self.rate(p, field), by_state, by_share: [change / self.rho_v; N] }
    }

    #[inline(always)]
    fn first_share(&self, rate: &[f64; N], dt: f64) -> f64 {
        let fastest = rate[..self.count()].iter().fold(0.0, |fastest: f64, rate| fastest.max(rate.abs()));
        FIRST_CHANGE * self.p_r / (fastest * dt)
    }

    #[inline(always)]
    fn measure(&self, _p: &[f64; N], error: &[f64; N]) -> f64 {
        // a sum, so that what is not a number shows
        error[..self.count()].iter().map(|error| error.abs()).sum::<f64>() / self.tolerance
    }
}

#[cfg(test)]
#[path = "ring_tests.rs"]
mod tests;
