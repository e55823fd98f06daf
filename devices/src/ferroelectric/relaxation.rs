//! Relaxation of coupled polarizations along a ramp of the field: adaptive, implicit, stable for any step.
//!
//! Rodas3 (Sandu et al. 1997, doi:10.1016/S1352-2310(97)83212-8), an L-stable Rosenbrock pair of order 3 with an
//! embedded solution of order 2. Where the polarization is stable a step may be longer than rho_v / |2 alpha| by any
//! factor, so the quasi-static branch costs no more than its curvature. Where it is unstable a step is at most the time
//! in which a deviation grows e-fold: the stage equations then stay positive definite.

use crate::ramp::Ramp;

/// Most steps of one ramp; a switching event takes about a hundred.
const MAX_STEPS: usize = 20_000;

/// Up to `N` domains with the fields that act on them.
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
}

impl<const N: usize> Ring<N> {
    /// Neighbors of domain `i`; a pair is coupled twice, a single domain to itself, which is nothing.
    fn neighbors(&self, i: usize) -> [usize; 2] {
        [(i + 1) % self.count, (i + self.count - 1) % self.count]
    }

    /// dP/dt (C/m^2/s) in the applied `field` (V/m).
    pub fn rate(&self, p: &[f64; N], field: f64) -> [f64; N] {
        let [a, b, c] = self.landau;
        let mut rate = [0.0; N];
        for i in 0..self.count {
            let square = p[i] * p[i];
            let coupling: f64 = self.neighbors(i).iter().map(|&j| p[j] - p[i]).sum();
            let restoring = p[i] * (a + square * (b + square * c));
            rate[i] = (field + self.bias[i] + self.coupling * coupling - restoring) / self.rho_v;
        }
        rate
    }

    /// Slope of the restoring field of one domain, over rho_v (1/s).
    fn stiffness(&self, p: f64) -> f64 {
        let [a, b, c] = self.landau;
        let square = p * p;
        (a + square * (3.0 * b + square * 5.0 * c)) / self.rho_v
    }

    /// The matrix 2 - dt J, factored; J is the Jacobian of the rate.
    fn factored(&self, p: &[f64; N], dt: f64) -> [[f64; N]; N] {
        let mut m = [[0.0; N]; N];
        let k = dt * self.coupling / self.rho_v;
        for i in 0..self.count {
            m[i][i] += 2.0 + dt * self.stiffness(p[i]);
            for j in self.neighbors(i) {
                m[i][i] += k;
                m[i][j] -= k;
            }
        }
        // symmetric and positive definite, so elimination needs no pivots
        for i in 0..self.count {
            for row in i + 1..self.count {
                m[row][i] /= m[i][i];
                for column in i + 1..self.count {
                    m[row][column] -= m[row][i] * m[i][column];
                }
            }
        }
        m
    }

    fn solve(&self, m: &[[f64; N]; N], mut x: [f64; N]) -> [f64; N] {
        for i in 0..self.count {
            for j in 0..i {
                x[i] -= m[i][j] * x[j];
            }
        }
        for i in (0..self.count).rev() {
            for j in i + 1..self.count {
                x[i] -= m[i][j] * x[j];
            }
            x[i] /= m[i][i];
        }
        x
    }
}

/// Polarizations (C/m^2) after the field has run through `field` (V/m); `tolerance` (C/m^2) limits the estimated error
/// of each step.
pub(super) fn relax<const N: usize>(ring: &Ring<N>, domains: [f64; N], field: Ramp, tolerance: f64) -> [f64; N] {
    let slope = (field.end - field.start) / field.dt;
    let (mut p, mut time, mut dt) = (domains, 0.0, field.dt);
    for _ in 0..MAX_STEPS {
        let left = field.dt - time;
        if left <= 0.0 || left.is_nan() {
            return p;
        }
        let growth = p[..ring.count].iter().map(|&p| -ring.stiffness(p)).fold(0.0, f64::max);
        let step = dt.min(left).min(1.0 / growth);
        let (next, error) = stages(ring, &p, field.start + slope * time, slope, step);
        if error <= tolerance {
            (p, time) = (next, if step == left { field.dt } else { time + step });
        }
        let factor = (0.9 * (tolerance / error).cbrt()).clamp(0.05, 8.0);
        dt = step * if factor.is_nan() { 0.05 } else { factor };
    }
    p
}

/// One step: polarizations at its end and the estimated error.
fn stages<const N: usize>(ring: &Ring<N>, p: &[f64; N], field: f64, slope: f64, dt: f64) -> ([f64; N], f64) {
    let m = ring.factored(p, dt);
    let drift = dt * dt * slope / ring.rho_v;
    let combine = |terms: &[(f64, &[f64; N])]| {
        std::array::from_fn(|i| terms.iter().map(|(factor, values)| factor * values[i]).sum())
    };
    let mut ones = [0.0; N];
    ones[..ring.count].fill(1.0);
    // coefficients in the form of Hairer and Wanner, Solving ODEs II, eq. (IV.7.25); gamma = 1/2
    let rate = ring.rate(p, field);
    let k1 = ring.solve(&m, combine(&[(dt, &rate), (0.5 * drift, &ones)]));
    let k2 = ring.solve(&m, combine(&[(dt, &rate), (4.0, &k1), (1.5 * drift, &ones)]));
    let end = field + slope * dt;
    let third = ring.rate(&combine(&[(1.0, p), (2.0, &k1)]), end);
    let k3 = ring.solve(&m, combine(&[(dt, &third), (1.0, &k1), (-1.0, &k2)]));
    let fourth = ring.rate(&combine(&[(1.0, p), (2.0, &k1), (1.0, &k3)]), end);
    let k4 = ring.solve(&m, combine(&[(dt, &fourth), (1.0, &k1), (-1.0, &k2), (-8.0 / 3.0, &k3)]));
    let error = k4.iter().map(|k| k.abs()).sum(); // a sum, so that what is not a number shows
    (combine(&[(1.0, p), (2.0, &k1), (1.0, &k3), (1.0, &k4)]), error)
}

#[cfg(test)]
#[path = "relaxation_tests.rs"]
mod tests;
