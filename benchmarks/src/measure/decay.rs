//! Exponential and stretched exponential decays, fitted by the method of Levenberg and Marquardt.

use levenberg_marquardt::{LeastSquaresProblem, LevenbergMarquardt};
use nalgebra::storage::Owned;
use nalgebra::{Const, DVector, Dyn, OMatrix, SVector};

/// `y = amplitude exp(-x / tau)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exponential {
    /// Value at x = 0, in the unit of y.
    pub amplitude: f64,
    /// Decay constant, in the unit of x; infinite where it exceeds the range of x a hundred times.
    pub tau: f64,
    /// Share of the variance of y that the law explains; near or below 0 where y is no exponential.
    pub r_squared: f64,
}

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

/// Change of y, as a share of its largest value, below which there is nothing to fit.
const FLAT: f64 = 1e-6;

/// Decay constant over the range of x above which y does not decay.
const LONGEST_TAU: f64 = 100.0;

/// Fits an exponential to `points`; nothing for fewer than three points or values that are all the same.
pub fn exponential(points: &[(f64, f64)]) -> Option<Exponential> {
    let scaled = Scaled::of(points, 3)?;
    let law = |x: f64, p: &SVector<f64, 2>| {
        let decay = (-x * (-p[1]).exp()).exp();
        (p[0] * decay, SVector::<f64, 2>::new(decay, p[0] * decay * x * (-p[1]).exp()))
    };
    let starts = [-4.0, -2.5, -1.0, 0.5, 2.0].map(|ln_tau: f64| {
        // the best amplitude for this decay constant
        let decays: Vec<f64> = scaled.x.iter().map(|x| (-x * (-ln_tau).exp()).exp()).collect();
        let overlap: f64 = decays.iter().zip(&scaled.y).map(|(decay, y)| decay * y).sum();
        SVector::<f64, 2>::new(overlap / decays.iter().map(|decay| decay * decay).sum::<f64>(), ln_tau)
    });
    let (p, r_squared) = scaled.best(law, &starts)?;
    let tau = if p[1] > LONGEST_TAU.ln() { f64::INFINITY } else { p[1].exp() * scaled.x_unit };
    Some(Exponential { amplitude: p[0] * scaled.y_unit, tau, r_squared })
}

/// Fits a stretched exponential to `points`; nothing for fewer than five points or values that are all the same.
pub fn stretched(points: &[(f64, f64)]) -> Option<Stretched> {
    let scaled = Scaled::of(points, 5)?;
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

/// R2 = 1 - sum of squared residuals / sum of squares about the mean; not a number when nothing varies.
pub(super) fn r_squared(measured: &[f64], fitted: &[f64]) -> f64 {
    let mean = measured.iter().sum::<f64>() / measured.len() as f64;
    let residual: f64 = measured.iter().zip(fitted).map(|(y, f)| (y - f).powi(2)).sum();
    let total: f64 = measured.iter().map(|y| (y - mean).powi(2)).sum();
    if total > 0.0 { 1.0 - residual / total } else { f64::NAN }
}

/// Points in units of their largest values, so that the fit does not see the unit.
struct Scaled {
    x: Vec<f64>,
    y: Vec<f64>,
    x_unit: f64,
    y_unit: f64,
}

impl Scaled {
    fn of(points: &[(f64, f64)], fewest: usize) -> Option<Scaled> {
        let finite: Vec<_> = points.iter().filter(|p| p.0.is_finite() && p.1.is_finite()).collect();
        let largest = |of: fn(f64, f64) -> f64| finite.iter().map(|p| of(p.0, p.1).abs()).fold(0.0, f64::max);
        let (x_unit, y_unit) = (largest(|x, _| x), largest(|_, y| y));
        let (low, high) = finite.iter().fold((f64::INFINITY, -f64::INFINITY), |(l, h), p| (l.min(p.1), h.max(p.1)));
        if finite.len() < fewest || x_unit <= 0.0 || high - low <= FLAT * y_unit {
            return None;
        }
        let x = finite.iter().map(|p| p.0 / x_unit).collect();
        Some(Scaled { x, y: finite.iter().map(|p| p.1 / y_unit).collect(), x_unit, y_unit })
    }

    /// The best of the fits from several starting points, with its R2.
    fn best<const P: usize, L>(&self, law: L, starts: &[SVector<f64, P>]) -> Option<(SVector<f64, P>, f64)>
    where
        L: Fn(f64, &SVector<f64, P>) -> (f64, SVector<f64, P>) + Copy,
    {
        let fit = |&start: &SVector<f64, P>| {
            let (problem, report) = LevenbergMarquardt::new().minimize(Fit { points: self, law, p: start });
            report.objective_function.is_finite().then_some((problem.p, report.objective_function))
        };
        let (p, _) = starts.iter().filter_map(fit).min_by(|a, b| a.1.total_cmp(&b.1))?;
        let fitted: Vec<f64> = self.x.iter().map(|&x| law(x, &p).0).collect();
        Some((p, r_squared(&self.y, &fitted)))
    }
}

/// A law and the points it should meet.
struct Fit<'a, const P: usize, L> {
    points: &'a Scaled,
    law: L,
    p: SVector<f64, P>,
}

impl<const P: usize, L> LeastSquaresProblem<f64, Dyn, Const<P>> for Fit<'_, P, L>
where
    L: Fn(f64, &SVector<f64, P>) -> (f64, SVector<f64, P>),
{
    type ParameterStorage = Owned<f64, Const<P>>;
    type ResidualStorage = Owned<f64, Dyn>;
    type JacobianStorage = Owned<f64, Dyn, Const<P>>;

    fn set_params(&mut self, p: &SVector<f64, P>) {
        self.p = *p;
    }

    fn params(&self) -> SVector<f64, P> {
        self.p
    }

    fn residuals(&self) -> Option<DVector<f64>> {
        let points = self.points.x.iter().zip(&self.points.y);
        let residuals = DVector::from_iterator(self.points.x.len(), points.map(|(&x, y)| (self.law)(x, &self.p).0 - y));
        residuals.iter().all(|r| r.is_finite()).then_some(residuals)
    }

    fn jacobian(&self) -> Option<OMatrix<f64, Dyn, Const<P>>> {
        let rows: Vec<_> = self.points.x.iter().map(|&x| (self.law)(x, &self.p).1.transpose()).collect();
        let jacobian = OMatrix::<f64, Dyn, Const<P>>::from_rows(&rows);
        jacobian.iter().all(|slope| slope.is_finite()).then_some(jacobian)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exponential_is_found_from_its_values() {
        let points: Vec<_> = (1..20).map(|k| f64::from(k) * 50e-9).map(|x| (x, -3e-7 * (-x / 160e-9).exp())).collect();
        let fit = exponential(&points).unwrap();
        // the default tolerance of the method is 30 rounding units in the objective
        assert!((fit.amplitude / -3e-7 - 1.0).abs() < 1e-7 && (fit.tau / 160e-9 - 1.0).abs() < 1e-7, "{fit:?}");
        assert!(fit.r_squared > 1.0 - 1e-12);
    }

    #[test]
    fn the_order_of_the_points_does_not_matter() {
        // a plateau with an edge, farthest first, that begins with a small value of the other sign
        let mut points: Vec<_> = (1..14).rev().map(|k| (f64::from(k), if k > 10 { 2e-4 } else { -3.0 })).collect();
        let fit = exponential(&points).unwrap();
        points.reverse();
        let reversed = exponential(&points).unwrap();
        assert!(fit.amplitude < -3.0 && fit.r_squared > 0.4, "{fit:?}");
        assert!((fit.tau / reversed.tau - 1.0).abs() < 1e-6, "{fit:?} {reversed:?}");
    }

    #[test]
    fn a_hat_is_not_taken_for_an_exponential() {
        let points: Vec<_> = (1..20).map(|k| (f64::from(k), if (8..12).contains(&k) { 1.0 } else { 0.0 })).collect();
        let fit = exponential(&points).unwrap();
        assert!(fit.r_squared < 0.3, "{fit:?}");
        let rising = exponential(&[(1.0, 1.0), (2.0, 2.0), (3.0, 3.0), (4.0, 2.5)]).unwrap();
        assert!(rising.tau.is_infinite() && rising.r_squared < 0.1, "{rising:?}");
        assert_eq!(exponential(&[(1.0, 2.0), (2.0, 2.0), (3.0, 2.0)]), None, "a constant has no decay");
    }

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
