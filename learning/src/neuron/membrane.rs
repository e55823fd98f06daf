//! A passive membrane under currents that are known ahead: its potential in closed form.

use super::Input;
use super::NeuronError;
use super::crossing::Drive;
use super::decay::{Decay, sign_changes, zeros};
use super::parameter::{finite, positive};

/// `c_m dv/dt = -(c_m / tau_m) (v - e_l) + i(t)` with `i` linear in time plus decays.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Membrane {
    /// Capacitance (F).
    pub c_m: f64,
    /// Time constant (s).
    pub tau_m: f64,
    /// Leak potential, at which the membrane rests (V).
    pub e_l: f64,
}

impl Membrane {
    /// Checks the values.
    ///
    /// # Errors
    /// [`NeuronError::Parameter`] for a capacitance or a time constant that is not positive.
    pub(super) fn check(&self) -> Result<(), NeuronError> {
        positive("c_m", self.c_m, "F")?;
        positive("tau_m", self.tau_m, "s")?;
        finite("e_l", self.e_l, "V")
    }
}

/// The potential of a membrane while nothing happens to it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Course<const K: usize> {
    pub membrane: Membrane,
    /// Potential at time 0 (V).
    pub v: f64,
    /// Current that is linear in time (A).
    pub input: Input,
    /// Currents that decay (A).
    pub currents: [Decay; K],
}

impl<const K: usize> Course<K> {
    /// Potential at time `t` (V).
    pub(crate) fn at(&self, t: f64) -> f64 {
        let Membrane { c_m, tau_m, e_l } = self.membrane;
        let resistance = tau_m / c_m;
        let linear = |t: f64| e_l + resistance * (self.input.at(t) - self.input.slope * tau_m);
        let decaying: f64 = self.currents.iter().map(|i| i.value / c_m * convolution(t, 1.0 / tau_m, i.rate)).sum();
        linear(t) + (self.v - linear(0.0)) * (-t / tau_m).exp() + decaying
    }

    /// How fast the potential changes at time `t` (V/s).
    fn rate(&self, t: f64) -> f64 {
        let Membrane { c_m, tau_m, e_l } = self.membrane;
        let flowing = self.input.start + self.currents.iter().map(|i| i.value).sum::<f64>();
        let first = flowing / c_m - (self.v - e_l) / tau_m;
        let steady = tau_m / c_m * self.input.slope;
        let decaying: f64 =
            self.currents.iter().map(|i| i.rate * i.value / c_m * convolution(t, 1.0 / tau_m, i.rate)).sum();
        steady + (first - steady) * (-t / tau_m).exp() - decaying
    }

    /// Highest potential (V) in `[0, span]` (s).
    pub(crate) fn highest(&self, span: f64) -> f64 {
        // the rate of change is itself a potential, which the rate of change of the current drives
        let mut change = [Decay::default(); 4];
        change[0] = Decay { value: self.input.slope, rate: 0.0 };
        for (term, i) in change[1..].iter_mut().zip(self.currents) {
            *term = Decay { value: -i.rate * i.value, rate: i.rate };
        }
        let turns = sign_changes(&zeros(&change, span), span, |t| self.rate(t));
        turns.as_slice().iter().chain([&0.0, &span]).map(|t| self.at(*t)).fold(f64::NEG_INFINITY, f64::max)
    }

    /// First time in `[0, span]` at which the potential is at `level` plus `lifts` or above.
    pub(crate) fn crossing<const L: usize>(&self, level: f64, lifts: [Decay; L], span: f64) -> Option<f64> {
        let Membrane { c_m, tau_m, e_l } = self.membrane;
        let start = self.input.start / c_m - (level - e_l) / tau_m;
        let mut decays = [Decay::default(); 4];
        for (term, i) in decays.iter_mut().zip(self.currents) {
            *term = Decay { value: i.value / c_m, rate: i.rate };
        }
        for (term, lift) in decays[K..].iter_mut().zip(lifts) {
            *term = Decay { value: lift.value * (lift.rate - 1.0 / tau_m), rate: lift.rate };
        }
        let drive = Drive { linear: Input { start, slope: self.input.slope / c_m }, decays };
        drive.first_crossing(span, |t| self.at(t) - level - lifts.iter().map(|lift| lift.at(t)).sum::<f64>())
    }
}

/// Integral of `exp(-a (t - s)) exp(-b s)` over `s` in `[0, t]` (s): smooth also where the rates are equal.
pub(super) fn convolution(t: f64, a: f64, b: f64) -> f64 {
    let x = (a - b).abs() * t;
    let share = if x == 0.0 { 1.0 } else { -(-x).exp_m1() / x };
    t * (-a.min(b) * t).exp() * share
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_convolution_of_nearly_equal_decays_goes_over_into_that_of_equal_ones() {
        let (t, a) = (3e-3, 200.0f64);
        let equal = t * (-a * t).exp();
        assert_eq!(convolution(t, a, a), equal);
        for distance in [1e-12, 1e-9, 1e-6] {
            let change = convolution(t, a, a * (1.0 + distance)) / equal - 1.0;
            let first_order = -0.5 * a * distance * t;
            assert!((change - first_order).abs() < 1e-15 + first_order * first_order, "at {distance}: {change}");
        }
    }

    #[test]
    fn the_highest_potential_is_that_of_a_fine_scan_also_with_equal_time_constants() {
        let membrane = Membrane { c_m: 1e-12, tau_m: 100e-9, e_l: 0.0 };
        for tau in [30e-9, 100e-9, 400e-9] {
            for (start, slope, value, v) in
                [(0.0, 0.0, 3e-6, 0.0), (2e-6, -10.0, -4e-6, 0.1), (1e-6, -4.0, 5e-6, -0.2), (-1e-6, 6.0, 2e-6, 0.3)]
            {
                let input = Input { start, slope };
                let course = Course { membrane, v, input, currents: [Decay::over(value, tau)] };
                let scan = (0..=20_000).map(|k| course.at(f64::from(k) * 25e-12));
                let (highest, scanned) = (course.highest(500e-9), scan.fold(f64::MIN, f64::max));
                assert!(highest >= scanned - 1e-15 && highest - scanned < 1e-7, "{highest} V, scanned {scanned} V");
            }
        }
    }

    #[test]
    fn the_convolution_does_not_overflow_for_rates_far_apart() {
        assert!((convolution(10.0, 1e6, 1e-3) / ((-1e-2f64).exp() / (1e6 - 1e-3)) - 1.0).abs() < 1e-15);
        assert_eq!(convolution(10.0, 1e6, 1e-3), convolution(10.0, 1e-3, 1e6));
    }
}
