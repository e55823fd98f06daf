//! A membrane whose channels open and decay: its potential by a Taylor series.
//!
//! The equation is linear in the potential, with coefficients that are decays, so that all derivatives follow from a recursion
//! and the series converges everywhere: steps are chosen from the rates ahead, without trial, and the error is that of rounding.

use super::Input;
use super::crossing::Drive;
use super::decay::Decay;

/// Terms of the series. With steps of at most half the shortest time constant the first one left out is below
/// `0.5^17 / 17!` of the change, which is less than rounding.
const TERMS: usize = 17;

/// Longest step, over the inverse of the sum of the fastest rates.
const STEP: f64 = 0.5;

/// Most steps in one go: more take seconds, and come from parameters that no neuron has.
const MOST_STEPS: usize = 100_000;

/// A channel that opened and decays.
#[derive(Clone, Copy, Debug)]
pub(super) struct Channel {
    /// Conductance (S).
    pub g: Decay,
    /// Reversal potential (V).
    pub e: f64,
}

/// `c_m dv/dt = -g_l (v - e_l) - sum of g (v - e) + i(t)` over all channels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patch<const K: usize> {
    pub c_m: f64,
    pub g_l: f64,
    pub e_l: f64,
    /// Potential at time 0 (V).
    pub v: f64,
    /// Current that is linear in time (A).
    pub input: Input,
    pub channels: [Channel; K],
}

impl<const K: usize> Patch<K> {
    /// Potential at time `t` (V); not a number when rates are so fast that it would take more than [`MOST_STEPS`].
    pub(super) fn at(&self, t: f64) -> f64 {
        let (mut part, mut left) = (*self, t);
        for _ in 0..MOST_STEPS {
            let longest = STEP / part.fastest();
            if left <= longest {
                return part.after(left);
            }
            part.v = part.after(longest);
            part.input = part.input.later(longest);
            part.channels.iter_mut().for_each(|channel| channel.g.value = channel.g.at(longest));
            left -= longest;
        }
        f64::NAN
    }

    /// Bound of all rates of this moment (1/s); they only become slower.
    fn fastest(&self) -> f64 {
        let open = || self.channels.iter().filter(|channel| channel.g.value != 0.0);
        let conductance: f64 = self.g_l + open().map(|channel| channel.g.value.abs()).sum::<f64>();
        conductance / self.c_m + open().map(|channel| channel.g.rate).fold(0.0, f64::max)
    }

    /// Potential after one step of `h` (V): Taylor series of the distance from `e_l`.
    fn after(&self, h: f64) -> f64 {
        let mut x = [0.0; TERMS]; // coefficients times powers of h
        let mut a = [0.0; TERMS]; // of h times the open conductance over c_m
        x[0] = self.v - self.e_l;
        let mut g = self.channels.map(|channel| channel.g.value * h / self.c_m);
        for n in 0..TERMS - 1 {
            let leak = if n == 0 { self.g_l * h / self.c_m } else { 0.0 };
            a[n] = leak + g.iter().sum::<f64>();
            let input = match n {
                0 => self.input.start * h / self.c_m,
                1 => self.input.slope * h * h / self.c_m,
                _ => 0.0,
            };
            let reversal: f64 = g.iter().zip(&self.channels).map(|(g, channel)| g * (channel.e - self.e_l)).sum();
            let pulled: f64 = (0..=n).map(|j| a[j] * x[n - j]).sum();
            x[n + 1] = (input + reversal - pulled) / (n + 1) as f64;
            g.iter_mut().zip(&self.channels).for_each(|(g, channel)| *g *= -channel.g.rate * h / (n + 1) as f64);
        }
        self.e_l + x.iter().rev().sum::<f64>()
    }

    /// First time in `[0, span]` at which the potential is at `v_th` or above.
    pub(super) fn crossing(&self, v_th: f64, span: f64) -> Option<f64> {
        let mut decays = [Decay::default(); 4];
        for (term, channel) in decays.iter_mut().zip(self.channels) {
            *term = Decay { value: channel.g.value * (channel.e - v_th) / self.c_m, rate: channel.g.rate };
        }
        let start = (self.input.start - self.g_l * (v_th - self.e_l)) / self.c_m;
        let drive = Drive { linear: Input { start, slope: self.input.slope / self.c_m }, decays };
        drive.first_crossing(span, |t| self.at(t) - v_th)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_conductance_relaxes_as_the_closed_form_says() {
        let channel = Channel { g: Decay { value: 30e-9, rate: 0.0 }, e: 0.0 };
        let patch = Patch {
            c_m: 200e-12,
            g_l: 10e-9,
            e_l: -60e-3,
            v: -70e-3,
            input: Input::constant(50e-12),
            channels: [channel],
        };
        let (g, end) = (40e-9, (10e-9 * -60e-3 + 50e-12) / 40e-9);
        for t in [1e-5, 1e-3, 4e-2] {
            let exact = end + (-70e-3 - end) * (-t * g / 200e-12f64).exp();
            assert!((patch.at(t) - exact).abs() < 1e-16, "at {t}");
        }
    }

    #[test]
    fn a_decaying_conductance_obeys_its_variation_of_constants() {
        // no leak drive: x' = -a(t) x with a = g_l/c + (g/c) exp(-r t) has x = x0 exp(-integral of a)
        let channel = Channel { g: Decay { value: 100e-9, rate: 200.0 }, e: -60e-3 };
        let patch =
            Patch { c_m: 200e-12, g_l: 10e-9, e_l: -60e-3, v: -55e-3, input: Input::default(), channels: [channel] };
        for t in [1e-4f64, 2e-3, 2e-2] {
            let integral: f64 = t * 50.0 + 500.0 * -(-200.0 * t).exp_m1() / 200.0;
            let exact = -60e-3 + 5e-3 * (-integral).exp();
            assert!((patch.at(t) - exact).abs() < 1e-16, "at {t}");
        }
    }

    #[test]
    fn a_step_taken_in_parts_gives_the_same_potential() {
        let channels = [(20e-9, 200.0, 0.0), (60e-9, 100.0, -80e-3)]
            .map(|(value, rate, e)| Channel { g: Decay { value, rate }, e });
        let input = Input { start: 300e-12, slope: -1e-9 };
        let whole = Patch { c_m: 200e-12, g_l: 10e-9, e_l: -60e-3, v: -60e-3, input, channels };
        let mut part = whole;
        for _ in 0..1000 {
            part.v = part.at(1e-5);
            part.input = part.input.later(1e-5);
            part.channels.iter_mut().for_each(|channel| channel.g.value = channel.g.at(1e-5));
        }
        assert!((part.v - whole.at(1e-2)).abs() < 1e-15, "a thousand roundings of 1e-17 V");
    }
}
