//! How the gates of sodium and potassium channels open and close.

use devices::math::{exp, expm1};
use serde::Deserialize;

/// Rates of the gates m, h (sodium) and n (potassium) as functions of the potential.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Kinetics {
    /// Giant axon of the squid at 6.3 degrees Celsius (Hodgkin and Huxley 1952), with rest near -65 mV.
    Squid,
    /// Hippocampal pyramidal neuron (Traub and Miles 1991) as in the benchmark of Brette et al. 2007.
    TraubMiles {
        /// Shift of the potential (V).
        #[serde(deserialize_with = "devices::units::volts")]
        v_t: f64,
    },
}

/// Rates of one gate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gate {
    /// alpha, from closed to open (1/s).
    pub opening: f64,
    /// beta, from open to closed (1/s).
    pub closing: f64,
}

impl Gate {
    /// Fraction that is open after long.
    pub fn open(self) -> f64 {
        self.opening / (self.opening + self.closing)
    }

    /// d(fraction)/dt (1/s).
    pub fn rate(self, fraction: f64) -> f64 {
        self.opening * (1.0 - fraction) - self.closing * fraction
    }

    /// Fraction after `dt` seconds at constant potential.
    pub fn after(self, fraction: f64, dt: f64) -> f64 {
        let open = self.open();
        open + (fraction - open) * exp(-dt * (self.opening + self.closing))
    }
}

/// x / (1 - e^-x), which is 1 at 0: the form of rates with a removable singularity.
pub fn linoid(x: f64) -> f64 {
    if x == 0.0 { 1.0 } else { -x / expm1(-x) }
}

impl Kinetics {
    /// Gates m, h and n at the potential `v` (V).
    pub fn gates(self, v: f64) -> [Gate; 3] {
        let per_ms = |opening: f64, closing: f64| Gate { opening: 1e3 * opening, closing: 1e3 * closing };
        match self {
            Self::Squid => {
                let v = 1e3 * v;
                [
                    per_ms(linoid((v + 40.0) / 10.0), 4.0 * exp(-(v + 65.0) / 18.0)),
                    per_ms(0.07 * exp(-(v + 65.0) / 20.0), 1.0 / (1.0 + exp(-(v + 35.0) / 10.0))),
                    per_ms(0.1 * linoid((v + 55.0) / 10.0), 0.125 * exp(-(v + 65.0) / 80.0)),
                ]
            }
            Self::TraubMiles { v_t } => {
                let v = 1e3 * (v - v_t);
                [
                    per_ms(1.28 * linoid((v - 13.0) / 4.0), 1.4 * linoid((40.0 - v) / 5.0)),
                    per_ms(0.128 * exp((17.0 - v) / 18.0), 4.0 / (1.0 + exp((40.0 - v) / 5.0))),
                    per_ms(0.16 * linoid((v - 15.0) / 5.0), 0.5 * exp((10.0 - v) / 40.0)),
                ]
            }
        }
    }

    /// Fractions of m, h and n that are open after long at `v` (V).
    pub fn open(self, v: f64) -> [f64; 3] {
        self.gates(v).map(Gate::open)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn removable_singularities_are_removed() {
        // Around -40 mV and -55 mV rates are smooth: the middle of three is the mean up to the second order, 3e-14.
        for (v, gate) in [(-0.04, 0), (-0.055, 2)] {
            let rate = |v: f64| Kinetics::Squid.gates(v)[gate].opening;
            let mean = 0.5 * (rate(v - 1e-9) + rate(v + 1e-9));
            assert!((rate(v) / mean - 1.0).abs() < 1e-12, "{} {mean}", rate(v));
        }
        let traub = Kinetics::TraubMiles { v_t: 0.0 };
        for v in [0.013, 0.015, 0.04, 0.0] {
            assert!(traub.gates(v).iter().all(|gate| gate.opening.is_finite() && gate.closing.is_finite()));
        }
        assert_eq!(linoid(0.0), 1.0);
        // x / (1 - e^-x) = 1 + x/2 + x^2/12 - ...
        assert!((linoid(1e-5) - (1.0 + 0.5e-5 + 1e-10 / 12.0)).abs() < 1e-15);
    }

    #[test]
    fn gates_at_rest_are_those_of_the_reference() {
        let golden = &super::super::firing::summary("hh_squid")["protocol"]["gates0"];
        for (found, name) in Kinetics::Squid.open(-0.065).iter().zip(["m", "h", "n"]) {
            assert!((found - golden[name].as_f64().unwrap()).abs() < 1e-15, "{name}");
        }
    }

    #[test]
    fn a_gate_relaxes_exponentially() {
        let gate = Gate { opening: 300.0, closing: 100.0 };
        assert!((gate.after(0.0, 1e-3) - 0.75 * (1.0 - (-0.4_f64).exp())).abs() < 1e-15);
        assert_eq!(gate.rate(gate.open()), 0.0);
    }
}
