//! Merz's law for one process, and the dose it collects along a voltage ramp.

use std::f64::consts::LN_10;

use serde::Deserialize;

use crate::error::{ModelError, positive};
use crate::ramp::Ramp;

/// `tau(V) = t_inf 10^(alpha / |V|)`; Merz 1954, doi:10.1103/PhysRev.95.690.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Merz {
    /// Time at infinite voltage (s).
    #[serde(deserialize_with = "crate::units::seconds")]
    pub t_inf: f64,
    /// Activation voltage (V·decade).
    #[serde(deserialize_with = "crate::units::volt_decades")]
    pub alpha: f64,
}

/// Gauss's rule of five points on -1..1: exact to 1e-14 where ln(rate) changes by no more than 1.
const GAUSS: [(f64, f64); 5] = [
    (-0.906_179_845_938_664, 0.236_926_885_056_189_1),
    (-0.538_469_310_105_683_1, 0.478_628_670_499_366_5),
    (0.0, 0.568_888_888_888_888_9),
    (0.538_469_310_105_683_1, 0.478_628_670_499_366_5),
    (0.906_179_845_938_664, 0.236_926_885_056_189_1),
];

/// Rates below e^-this of the largest on a ramp add nothing to the last digit.
const NEGLIGIBLE: f64 = 45.0;

impl Merz {
    /// tau (s) at `voltage` (V), of which the magnitude counts; infinite at 0 V.
    pub fn time(&self, voltage: f64) -> f64 {
        super::merz_time(self.t_inf, self.alpha, voltage)
    }

    /// Integral of dt / tau over a ramp of voltages that are not negative.
    pub fn dose(&self, Ramp { start, end, dt }: Ramp) -> f64 {
        if start == end {
            return dt / self.time(start);
        }
        let a = self.alpha * LN_10;
        let (lower, upper) = (start.min(end), start.max(end));
        let (first, last) = (a / upper, (a / lower).min(a / upper + NEGLIGIBLE));
        let pieces = (last - first).ceil().max(1.0);
        let edge = |k: f64| if k == pieces { a / last } else { a / (first + (last - first) * k / pieces) };
        let piece = |k: f64| {
            let (high, low) = (edge(k), edge(k + 1.0));
            let sum: f64 = GAUSS
                .iter()
                .map(|(x, weight)| weight * (-a / (0.5 * (high + low) + 0.5 * (high - low) * x)).exp())
                .sum();
            0.5 * (high - low) * sum
        };
        let integral: f64 = (0..pieces as usize).map(|k| piece(k as f64)).sum();
        dt / self.t_inf * integral / (upper - lower)
    }

    /// The part of the ramp that remains when the dose has reached `dose`, which the whole ramp exceeds.
    pub(crate) fn after(&self, dose: f64, ramp: Ramp) -> Ramp {
        let Ramp { start, end, dt } = ramp;
        let voltage = |share: f64| start + (end - start) * share;
        let excess = |share: f64| self.dose(Ramp { start, end: voltage(share), dt: dt * share }) - dose;
        let (mut low, mut high) = (0.0, 1.0);
        let mut share = if start == end { (dose * self.time(start) / dt).min(1.0) } else { 0.5 };
        for _ in 0..100 {
            let error = excess(share);
            *(if error > 0.0 { &mut high } else { &mut low }) = share;
            if error == 0.0 {
                break;
            }
            let newton = share - error * self.time(voltage(share)) / dt;
            let next = if (low..=high).contains(&newton) { newton } else { 0.5 * (low + high) };
            let change = (next - share).abs();
            share = next;
            if change <= 1e-15 {
                break;
            }
        }
        Ramp { start: voltage(share), end, dt: dt * (1.0 - share) }
    }

    pub(crate) fn validate(&self, table: &str) -> Result<(), ModelError> {
        positive(table, "t_inf", self.t_inf, "s")?;
        positive(table, "alpha", self.alpha, "V decade")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MERZ: Merz = Merz { t_inf: 1e-14, alpha: 14.0 };

    #[test]
    fn dose_of_a_ramp_is_the_closed_form_with_the_exponential_integral() {
        // integral of exp(-a/V) dV = V exp(-a/V) - a E1(a/V), E1 by its continued fraction (large arguments)
        let a = 14.0 * LN_10;
        let e1 = |x: f64| (-x).exp() / (1..200).rev().fold(x, |sum, k| x + f64::from(k) / (1.0 + f64::from(k) / sum));
        let primitive = |v: f64| v * (-a / v).exp() - a * e1(a / v);
        for (start, end) in [(1.0, 3.0), (3.0, 1.0), (2.0, 2.3), (0.2, 2.0)] {
            let exact = 1e-7 / 1e-14 * (primitive(end) - primitive(start)) / (end - start);
            let dose = MERZ.dose(Ramp { start, end, dt: 1e-7 });
            // the primitive cancels to about 20 of its size
            assert!((dose / exact - 1.0).abs() < 1e-12, "{dose} instead of {exact}");
        }
    }

    #[test]
    fn ramps_from_zero_and_at_zero_are_finite() {
        assert_eq!(MERZ.dose(Ramp { start: 0.0, end: 0.0, dt: 1.0 }), 0.0);
        let (zero, little) = (Ramp { start: 0.0, end: 2.0, dt: 1e-7 }, Ramp { start: 0.3, end: 2.0, dt: 0.85e-7 });
        assert!((MERZ.dose(zero) / MERZ.dose(little) - 1.0).abs() < 1e-13);
    }

    #[test]
    fn what_remains_of_a_ramp_holds_what_remains_of_the_dose() {
        for (start, end) in [(2.0, 2.0), (1.0, 2.5), (2.5, 1.0), (0.0, 2.5)] {
            let ramp = Ramp { start, end, dt: 1e-6 };
            let whole = MERZ.dose(ramp);
            for part in [1e-3, 0.3, 0.999] {
                let rest = MERZ.dose(MERZ.after(part * whole, ramp));
                assert!((rest - (1.0 - part) * whole).abs() < 1e-12 * whole, "{start} {end} {part}");
            }
        }
    }
}
