//! Stretched exponential decays, fitted by the method of Levenberg and Marquardt.

use learning::curve_fit::Scaled;
use nalgebra::SVector;

/// `y = last + (first - last) exp(-(x / tau)^beta)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretched {
    /// Value at x = 0.
    pub first: f64,
    /// Value at long times.
    pub last: f64,
    /// Time constant, in the unit of x.
    pub tau: f64,
    /// Stretching exponent, 1 for a plain exponential.
    pub beta: f64,
    /// Share of the variance of y that the law explains.
    pub r_squared: f64,
}

/// Fits a stretched exponential to `points`; nothing for fewer than five points or values that are all the same.
pub fn stretched(points: &[(f64, f64)]) -> Option<Stretched> {
    let scaled = Scaled::of(points, 5)?.varying()?;
    let law = |x: f64, p: &SVector<f64, 4>| {
        // p: last, first - last, ln tau, ln beta
        let ln_ratio = x.ln() - p[2];
        let power = (p[3].exp() * ln_ratio).exp();
        let decay = (-power).exp();
        let by_power = -p[1] * decay * power * p[3].exp();
        let gradient = SVector::<f64, 4>::new(1.0, decay, -by_power, by_power * ln_ratio);
        (p[0] + p[1] * decay, gradient)
    };
    let (first, last) = (scaled.y[0], scaled.y[scaled.y.len() - 1]);
    let ln_shortest = scaled.x.iter().copied().filter(|&x| x > 0.0).fold(1.0, f64::min).ln();
    let starts: Vec<SVector<f64, 4>> = (0..=8)
        .flat_map(|k| [-1.5, -0.3].map(|ln_beta| (ln_shortest * f64::from(k) / 8.0, ln_beta)))
        .map(|(ln_tau, ln_beta)| SVector::<f64, 4>::new(last, first - last, ln_tau, ln_beta))
        .collect();
    let (p, r_squared) = scaled.best(law, &starts)?;
    Some(Stretched {
        first: (p[0] + p[1]) * scaled.y_unit,
        last: p[0] * scaled.y_unit,
        tau: p[2].exp() * scaled.x_unit,
        beta: p[3].exp(),
        r_squared,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretched_exponential_is_found_over_fourteen_decades() {
        let (first, last, tau, beta): (f64, f64, f64, f64) = (1e-6, 2e-7, 3.0, 0.4);
        let law = |t: f64| last + (first - last) * (-(t / tau).powf(beta)).exp();
        let points: Vec<_> = (0..30).map(|k| 1e-6 * 10f64.powf(f64::from(k) / 2.0)).map(|t| (t, law(t))).collect();
        let fit = stretched(&points).unwrap();
        for (found, given) in [(fit.first, first), (fit.last, last), (fit.tau, tau), (fit.beta, beta)] {
            assert!((found / given - 1.0).abs() < 1e-6, "{fit:?}");
        }
    }
}
