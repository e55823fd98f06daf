//! Contact, disc, plug and leads in series, at the temperature that their heat gives: one unknown, found by Newton steps
//! within a bracket.

use super::contact::{Contact, LogCurrent};
use super::{Disc, JartVcm};

/// Voltages below this are taken as this (V): the device is linear there to 1e-10.
const SMALLEST: f64 = 1e-12;

/// The unknown, ln(V_s / V_R), is sought between plus and minus this.
const BRACKET: f64 = 200.0;

/// Where a search begins that knows nothing better: near the solution in most states.
pub(super) const GUESS: f64 = -2.0;

/// Newton steps end when the unknown moves by less; the next would move by its square.
const CONVERGED: f64 = 1e-8;

/// More steps than bisection alone needs.
const MAX_STEPS: usize = 60;

/// How a device shares out the voltage; all values are magnitudes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Operation {
    /// Across the contact (V).
    pub(super) v_s: f64,
    /// Current (A).
    pub(super) current: f64,
    /// dI/dV (S).
    pub(super) conductance: f64,
    /// Of the filament (K).
    pub(super) temperature: f64,
    /// Of the disc (ohm).
    pub(super) r_disc: f64,
    /// Of the plug (ohm).
    pub(super) r_plug: f64,
}

/// Resistances in series with the contact: V_R = (linear + cubic I^2) I.
struct Series {
    linear: f64,
    cubic: f64,
    /// Of disc and plug, which heat the filament (ohm).
    inner: f64,
    /// Thermal resistance of the filament (K/W).
    r_th: f64,
    t_0: f64,
}

impl Series {
    /// Current at voltage `v_r` across the resistances (A): Newton steps from above on a convex function.
    fn current(&self, v_r: f64) -> f64 {
        let mut current = v_r / self.linear;
        loop {
            let excess = (self.linear + self.cubic * current * current) * current - v_r;
            let next = current - excess / self.slope(current);
            if next >= current * (1.0 - 1e-15) {
                return current;
            }
            current = next;
        }
    }

    /// dV_R/dI (ohm).
    fn slope(&self, current: f64) -> f64 {
        self.linear + 3.0 * self.cubic * current * current
    }
}

/// Solves V = V_s + V_R(I), I = contact current at (V_s, T), T = t_0 + r_th I (V_s + inner I) for `voltage` of either sign.
///
/// The unknown y = ln(V_s / V_R) makes ln of the ratio of both currents nearly linear at both ends. The search begins at
/// `guess`; the solution is left there to begin the next one, and does not depend on it beyond rounding.
pub(super) fn operate(model: &JartVcm, disc: &Disc, voltage: f64, guess: &mut f64) -> Operation {
    let contact = Contact::new(model, disc);
    let magnitude = voltage.abs().max(SMALLEST);
    let (r_disc, r_plug) = (model.r_disc(disc), model.r_plug(disc));
    let inner = r_disc + r_plug;
    let heating = (model.r_det / disc.r).powi(2) * if voltage > 0.0 { model.r_th_scaling } else { 1.0 };
    let series = Series {
        linear: inner + model.r_tiox + model.r_0,
        cubic: model.r_0 * model.r_0 * model.alpha_line * model.r_th_line,
        inner,
        r_th: model.r_th0 * heating,
        t_0: model.t_0,
    };
    let law = |v_s: f64, temperature: f64| {
        if voltage < 0.0 { contact.field_emission(v_s, temperature) } else { contact.emission(v_s, temperature) }
    };
    let (v_s, current, temperature, log) = solve(&series, magnitude, law, guess);
    let by_voltage = log.by_voltage + log.by_temperature * series.r_th * current;
    let by_current = log.by_temperature * series.r_th * (v_s + 2.0 * inner * current);
    let conductance = by_voltage / (1.0 / current + by_voltage * series.slope(current) - by_current);
    Operation { v_s, current, conductance, temperature, r_disc, r_plug }
}

/// V_s, I, T and the law there.
fn solve(
    series: &Series,
    voltage: f64,
    law: impl Fn(f64, f64) -> LogCurrent,
    guess: &mut f64,
) -> (f64, f64, f64, LogCurrent) {
    let split = |y: f64| {
        let (v_s, v_r) = (voltage / (1.0 + (-y).exp()), voltage / (1.0 + y.exp()));
        let current = series.current(v_r);
        let temperature = series.t_0 + series.r_th * current * (v_s + series.inner * current);
        (v_s, v_r, current, temperature)
    };
    let (mut lowest, mut highest) = (-BRACKET, BRACKET);
    let mut y = *guess;
    for _ in 0..MAX_STEPS {
        let (v_s, v_r, current, temperature) = split(y);
        let log = law(v_s, temperature);
        let excess = log.ln - current.ln();
        let dv_s = v_s * (v_r / voltage);
        let di = -dv_s / series.slope(current);
        let dt = series.r_th * (current * dv_s + (v_s + 2.0 * series.inner * current) * di);
        let slope = log.by_voltage * dv_s + log.by_temperature * dt - di / current;
        *(if excess < 0.0 { &mut lowest } else { &mut highest }) = y;
        let newton = y - excess / slope;
        if (newton - y).abs() < CONVERGED {
            y = newton;
            break;
        }
        y = if lowest < newton && newton < highest { newton } else { 0.5 * (lowest + highest) };
    }
    *guess = y;
    let (v_s, _, current, temperature) = split(y);
    (v_s, current, temperature, law(v_s, temperature))
}
