//! Laws of spike-timing dependent plasticity fitted to measured changes.
//!
//! What a device does is compared here with the ideal pair rule of [`rules`](crate::rules); it does not follow it.

use nalgebra::SVector;

use crate::curve_fit::{Scaled, r_squared};

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

/// `y = amplitude x^mu`: how a change depends on the room that is left, `x` from 0 (none) to 1 (the whole range).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Power {
    /// Value at x = 1, in the unit of y.
    pub amplitude: f64,
    /// Exponent: 0 for an additive rule, 1 for a multiplicative one.
    pub mu: f64,
    /// Share of the variance of y that the law explains; not a number where y is the same everywhere.
    pub r_squared: f64,
}

/// A window `a_plus exp(-delay / tau_plus)` above, `a_minus exp(delay / tau_minus)` below a delay of 0 s.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// Where post follows pre; none where nothing changes.
    pub plus: Option<Exponential>,
    /// Where pre follows post.
    pub minus: Option<Exponential>,
    /// Share of the variance over all delays but 0 s that both explain together.
    pub r_squared: f64,
}

/// The ideal pair rule with one time constant, `a exp(-delay / tau)` above and `-alpha a exp(delay / tau)` below a delay of
/// 0 s, as near to a measured window as it gets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IdealPair {
    /// Change at no delay, in the unit of the changes.
    pub a: f64,
    /// Decay constant (s).
    pub tau: f64,
    /// Share of the variance over all delays but 0 s that the rule explains.
    pub r_squared: f64,
}

/// Decay constant over the range of x above which y does not decay.
const LONGEST_TAU: f64 = 100.0;

/// Fits an exponential to `points`; nothing for fewer than three points or values that are all the same.
pub fn exponential(points: &[(f64, f64)]) -> Option<Exponential> {
    let scaled = Scaled::of(points, 3)?.varying()?;
    let law = |x: f64, p: &SVector<f64, 2>| {
        let decay = (-x * (-p[1]).exp()).exp();
        (p[0] * decay, SVector::<f64, 2>::new(decay, p[0] * decay * x * (-p[1]).exp()))
    };
    let starts = LN_TAU.map(|ln_tau| {
        // the best amplitude for this decay constant
        let decays: Vec<f64> = scaled.x.iter().map(|x| (-x * (-ln_tau).exp()).exp()).collect();
        let overlap: f64 = decays.iter().zip(&scaled.y).map(|(decay, y)| decay * y).sum();
        SVector::<f64, 2>::new(overlap / decays.iter().map(|decay| decay * decay).sum::<f64>(), ln_tau)
    });
    let (p, r_squared) = scaled.best(law, &starts)?;
    let tau = if p[1] > LONGEST_TAU.ln() { f64::INFINITY } else { p[1].exp() * scaled.x_unit };
    Some(Exponential { amplitude: p[0] * scaled.y_unit, tau, r_squared })
}

/// Starting points of searches for a decay constant, in logarithms of the range.
const LN_TAU: [f64; 5] = [-4.0, -2.5, -1.0, 0.5, 2.0];

/// Fits both sides of a window of `changes` against `delays` (s, `t_post - t_pre`).
pub fn window(delays: &[f64], changes: &[f64]) -> Window {
    let side = |sign: f64| {
        let points = delays.iter().zip(changes).filter(|(delay, _)| sign * **delay > 0.0);
        exponential(&points.map(|(delay, change)| (delay.abs(), *change)).collect::<Vec<_>>())
    };
    let (plus, minus) = (side(1.0), side(-1.0));
    let course = |delay: f64| {
        let fit = if delay > 0.0 { plus } else { minus };
        fit.map_or(0.0, |fit| fit.amplitude * (-delay.abs() / fit.tau).exp())
    };
    let (measured, fitted): (Vec<f64>, Vec<f64>) =
        delays.iter().zip(changes).filter(|(delay, _)| **delay != 0.0).map(|(&delay, &y)| (y, course(delay))).unzip();
    Window { plus, minus, r_squared: r_squared(&measured, &fitted) }
}

/// Fits the ideal pair rule whose depression is `alpha` times its potentiation to a window of `changes` against `delays`;
/// nothing for fewer than three delays apart from 0 s, or where nothing changes.
pub fn ideal_pair(delays: &[f64], changes: &[f64], alpha: f64) -> Option<IdealPair> {
    let points = delays.iter().copied().zip(changes.iter().copied()).filter(|(delay, _)| *delay != 0.0);
    let scaled = Scaled::of(&points.collect::<Vec<_>>(), 3)?.varying()?;
    let shape = move |x: f64, ln_tau: f64| {
        let decay = (-x.abs() * (-ln_tau).exp()).exp();
        if x > 0.0 { decay } else { -alpha * decay }
    };
    let law = move |x: f64, p: &SVector<f64, 2>| {
        let value = shape(x, p[1]);
        (p[0] * value, SVector::<f64, 2>::new(value, p[0] * value * x.abs() * (-p[1]).exp()))
    };
    let starts = LN_TAU.map(|ln_tau| {
        let values: Vec<f64> = scaled.x.iter().map(|&x| shape(x, ln_tau)).collect();
        let overlap: f64 = values.iter().zip(&scaled.y).map(|(value, y)| value * y).sum();
        SVector::<f64, 2>::new(overlap / values.iter().map(|value| value * value).sum::<f64>(), ln_tau)
    });
    let (p, r_squared) = scaled.best(law, &starts)?;
    let tau = if p[1] > LONGEST_TAU.ln() { f64::INFINITY } else { p[1].exp() * scaled.x_unit };
    Some(IdealPair { a: p[0] * scaled.y_unit, tau, r_squared })
}

/// Fits a power to points (room, change); nothing for fewer than three points with room, or where nothing changes.
pub fn power(points: &[(f64, f64)]) -> Option<Power> {
    let with_room: Vec<_> = points.iter().copied().filter(|(room, _)| *room > 0.0).collect();
    let scaled = Scaled::of(&with_room, 3)?;
    let law = |x: f64, p: &SVector<f64, 2>| {
        let value = x.powf(p[1]);
        (p[0] * value, SVector::<f64, 2>::new(value, p[0] * value * x.ln()))
    };
    let last = scaled.y[scaled.y.len() - 1];
    let starts = [0.0, 0.5, 1.0, 2.0, 4.0].map(|mu| SVector::<f64, 2>::new(last, mu));
    let (p, r_squared) = scaled.best(law, &starts)?;
    Some(Power { amplitude: p[0] * scaled.y_unit * scaled.x_unit.powf(-p[1]), mu: p[1], r_squared })
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

    /// Within 1e-6: the default tolerance of the method is 30 rounding units in the sum of squares.
    fn near(found: f64, given: f64) {
        assert!((found / given - 1.0).abs() < 1e-6, "{found} instead of {given}");
    }

    #[test]
    fn both_sides_of_an_exact_window_are_found() {
        let delays: Vec<f64> = (-20..=20).map(|k| f64::from(k) * 5e-9).collect();
        let change = |d: f64| if d > 0.0 { 3e-7 * (-d / 40e-9).exp() } else { -2e-7 * (d / 17e-9).exp() };
        let fit = window(&delays, &delays.iter().map(|&d| change(d)).collect::<Vec<_>>());
        let (plus, minus) = (fit.plus.unwrap(), fit.minus.unwrap());
        for (found, given) in [(plus.amplitude, 3e-7), (plus.tau, 40e-9), (minus.amplitude, -2e-7), (minus.tau, 17e-9)]
        {
            near(found, given);
        }
        assert!(fit.r_squared > 1.0 - 1e-12);
    }

    #[test]
    fn the_parameters_of_the_reference_window_are_found() {
        let summary: serde_json::Value =
            serde_json::from_str(include_str!("../../tests/golden/spiking/stdp/summary.json")).unwrap();
        let given = |name: &str| summary["params"][name].as_f64().unwrap();
        let table = include_str!("../../tests/golden/spiking/stdp/pair_window.csv");
        let rows = table.lines().skip(1).map(|line| line.split(',').map(|value| value.parse::<f64>().unwrap()));
        let rows: Vec<Vec<f64>> = rows.map(Iterator::collect).collect();
        let (delays, changes): (Vec<f64>, Vec<f64>) = rows.iter().map(|row| (row[0], row[2])).unzip();
        let fit = window(&delays, &changes);
        let (plus, minus) = (fit.plus.unwrap(), fit.minus.unwrap());
        near(plus.amplitude, given("lambda_") * given("Wmax"));
        near(minus.amplitude, -given("alpha") * given("lambda_") * given("Wmax"));
        near(plus.tau, given("tau_plus"));
        near(minus.tau, given("tau_minus"));
        let ideal = ideal_pair(&delays, &changes, given("alpha")).unwrap();
        near(ideal.a, given("lambda_") * given("Wmax"));
        near(ideal.tau, given("tau_plus"));
        assert!(ideal.r_squared > 1.0 - 1e-12);
    }

    #[test]
    fn the_powers_of_additive_multiplicative_and_mixed_rules_are_found() {
        let rooms = || (1..10).map(|k| f64::from(k) / 10.0);
        for mu in [0.4, 1.0, 2.5] {
            let fit = power(&rooms().map(|room| (room, -3e-8 * room.powf(mu))).collect::<Vec<_>>()).unwrap();
            near(fit.mu, mu);
            near(fit.amplitude, -3e-8);
        }
        let additive = power(&rooms().map(|room| (room, 3e-8)).collect::<Vec<_>>()).unwrap();
        assert!(additive.mu.abs() < 1e-6 && additive.r_squared.is_nan(), "{additive:?}");
        assert_eq!(power(&[(0.5, 0.0), (0.6, 0.0), (0.7, 0.0)]), None, "a device that does not change has no power");
    }

    #[test]
    fn a_window_without_depression_is_no_pair_rule() {
        let delays: Vec<f64> = (-10..=10).map(f64::from).collect();
        let changes: Vec<f64> = delays.iter().map(|delay| (-delay.abs() / 3.0).exp()).collect();
        let ideal = ideal_pair(&delays, &changes, 1.05).unwrap();
        assert!(ideal.r_squared < 0.1, "{ideal:?}");
        assert_eq!(ideal_pair(&delays, &vec![0.0; delays.len()], 1.05), None);
    }
}
