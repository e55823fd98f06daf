//! Laws fitted to points by the method of Levenberg and Marquardt.

use levenberg_marquardt::{LeastSquaresProblem, LevenbergMarquardt};
use nalgebra::storage::Owned;
use nalgebra::{Const, DVector, Dyn, OMatrix, SVector};

/// Change of y, as a share of its largest value, below which there is nothing to fit.
const FLAT: f64 = 1e-6;

/// R2 = 1 - sum of squared residuals / sum of squares about the mean; not a number when nothing varies.
pub fn r_squared(measured: &[f64], fitted: &[f64]) -> f64 {
    let mean = measured.iter().sum::<f64>() / measured.len() as f64;
    let residual: f64 = measured.iter().zip(fitted).map(|(y, f)| (y - f).powi(2)).sum();
    let total: f64 = measured.iter().map(|y| (y - mean).powi(2)).sum();
    if total > 0.0 { 1.0 - residual / total } else { f64::NAN }
}

/// Points in units of their largest values, so that a fit does not see the unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Scaled {
    /// Abscissas over [`x_unit`](Scaled::x_unit).
    pub x: Vec<f64>,
    /// Values over [`y_unit`](Scaled::y_unit).
    pub y: Vec<f64>,
    /// Largest magnitude of an abscissa.
    pub x_unit: f64,
    /// Largest magnitude of a value.
    pub y_unit: f64,
}

impl Scaled {
    /// The finite ones of `points`; nothing when these are fewer than `fewest`, or all abscissas or all values are 0.
    pub fn of(points: &[(f64, f64)], fewest: usize) -> Option<Scaled> {
        let finite: Vec<_> = points.iter().filter(|p| p.0.is_finite() && p.1.is_finite()).collect();
        let largest = |of: fn(f64, f64) -> f64| finite.iter().map(|p| of(p.0, p.1).abs()).fold(0.0, f64::max);
        let (x_unit, y_unit) = (largest(|x, _| x), largest(|_, y| y));
        if finite.len() < fewest || x_unit <= 0.0 || y_unit <= 0.0 {
            return None;
        }
        let x = finite.iter().map(|p| p.0 / x_unit).collect();
        Some(Scaled { x, y: finite.iter().map(|p| p.1 / y_unit).collect(), x_unit, y_unit })
    }

    /// The same, unless all values are alike.
    pub fn varying(self) -> Option<Scaled> {
        let (low, high) = self.y.iter().fold((f64::INFINITY, -f64::INFINITY), |(l, h), &y| (l.min(y), h.max(y)));
        (high - low > FLAT).then_some(self)
    }

    /// The best of the fits of `law` from several starting points, with its R2. The law takes an abscissa and parameters
    /// and gives the value and its derivatives.
    pub fn best<const P: usize, L>(&self, law: L, starts: &[SVector<f64, P>]) -> Option<(SVector<f64, P>, f64)>
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
