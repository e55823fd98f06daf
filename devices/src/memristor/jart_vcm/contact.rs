//! Current through the Schottky contact of the disc: thermionic emission in one direction, thermionic field emission in
//! the other, over a barrier that the image force lowers.

use std::f64::consts::PI;

use super::{Disc, JartVcm};
use crate::constants::{E, EPSILON_0, H, K_B};

/// The contact of one device in one state.
#[derive(Clone, Copy, Debug)]
pub(super) struct Contact {
    /// ln of A A* (A/K^2).
    ln_scale: f64,
    /// Barrier without lowering (V).
    phi_bn0: f64,
    /// Lowering of the barrier at a band bending of 1 V (V).
    lowering: f64,
    /// Band bending at 0 V (V).
    bending: f64,
    /// Band bending below which the barrier rises as fast as the voltage (V).
    steepest: f64,
    /// Tunneling energy W00 over e (V).
    w00: f64,
}

/// ln |I| and its slopes by |V| (1/V) and by temperature (1/K).
#[derive(Clone, Copy, Debug)]
pub(super) struct LogCurrent {
    pub(super) ln: f64,
    pub(super) by_voltage: f64,
    pub(super) by_temperature: f64,
}

impl Contact {
    pub(super) fn new(model: &JartVcm, disc: &Disc) -> Contact {
        let charge = model.z * disc.concentration();
        let epsilon = model.eps_phi_b * EPSILON_0;
        let lowering = (E.powi(3) * charge / (8.0 * PI * PI * epsilon.powi(3))).sqrt().sqrt();
        let phi_bn0 = model.phi_bn0 / E;
        let (unit_slope, vanishes) = ((0.25 * lowering).powf(4.0 / 3.0), (phi_bn0 / lowering).powi(4));
        Contact {
            ln_scale: (disc.area() * model.richardson).ln(),
            phi_bn0,
            lowering,
            bending: phi_bn0 - model.phi_n / E,
            steepest: unit_slope.min(vanishes),
            w00: H / (4.0 * PI) * (charge / (model.m_diel * model.eps * EPSILON_0)).sqrt(),
        }
    }

    /// Barrier (V) at contact voltage `v_s` (V), and its slope.
    ///
    /// The published barrier phi_bn0 - lowering psi^(1/4), psi = phi_bn0 - phi_n - v_s, not below zero, regains its full height
    /// with infinite slope at psi = 0, so that the current falls with voltage and one applied voltage has up to three
    /// solutions. Here it rises no faster than the voltage: the current then never falls and the solution is unique. It is
    /// the published one that is connected to 0 V, as long as there is one.
    fn barrier(&self, v_s: f64) -> (f64, f64) {
        let psi = self.bending - v_s;
        let published = self.phi_bn0 - self.lowering * psi.max(self.steepest).sqrt().sqrt();
        let start = published.max(0.0);
        if psi < self.steepest {
            let steep = start + self.steepest - psi;
            return if steep < self.phi_bn0 { (steep, 1.0) } else { (self.phi_bn0, 0.0) };
        }
        let slope = 0.25 * self.lowering / (psi * psi * psi).sqrt().sqrt();
        (start, if published > 0.0 { slope } else { 0.0 })
    }

    /// Thermionic emission at v_s > 0, the direction of RESET.
    pub(super) fn emission(&self, v_s: f64, temperature: f64) -> LogCurrent {
        let thermal = K_B * temperature / E;
        let (phi, slope) = self.barrier(v_s);
        let (ln, ratio) = ln_exp_m1(v_s / thermal);
        LogCurrent {
            ln: self.ln_scale + 2.0 * temperature.ln() - phi / thermal + ln,
            by_voltage: (ratio - slope) / thermal,
            by_temperature: (2.0 + (phi - ratio * v_s) / thermal) / temperature,
        }
    }

    /// Thermionic field emission at v_s = -`u` < 0, the direction of SET.
    pub(super) fn field_emission(&self, u: f64, temperature: f64) -> LogCurrent {
        let (w, x) = (self.w00, self.w00 * E / (K_B * temperature));
        let (phi, slope) = self.barrier(-u);
        let tanh = x.tanh();
        let decay = (-2.0 * x).exp();
        let sech_squared = 4.0 * decay / ((1.0 + decay) * (1.0 + decay));
        // 1/epsilon' = (x - tanh x) / w, by its series where the difference would cancel
        let difference = if x < 0.02 { x * x * x * (1.0 / 3.0 - 2.0 / 15.0 * x * x) } else { x - tanh };
        let (ln, ratio) = ln_exp_m1(u * difference / w);
        let tunneling = u + phi * sech_squared;
        let by_x = -phi * sech_squared * tanh / tunneling - phi * sech_squared / w + ratio * u * tanh * tanh / w;
        LogCurrent {
            ln: self.ln_scale + (temperature * E / K_B).ln() + 0.5 * (PI * w * tunneling).ln() - phi * tanh / w + ln,
            by_voltage: 0.5 * (1.0 - slope * sech_squared) / tunneling + slope * tanh / w + ratio * difference / w,
            by_temperature: (1.0 - x * by_x) / temperature,
        }
    }
}

/// ln(e^z - 1) and its slope 1/(1 - e^-z) for z > 0, without overflow.
fn ln_exp_m1(z: f64) -> (f64, f64) {
    let part = -(-z).exp_m1();
    (z + part.ln(), 1.0 / part)
}
