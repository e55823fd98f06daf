//! VTEAM; its position is (w_off - w) / (w_off - w_on).

use super::{POSITION, Subcircuit, VOLTAGE, beyond_thresholds, number, subcircuit, window::speed};
use crate::catalogue::Parameters;
use crate::memristor::{Resistance, Vteam};

/// The equations of [`Vteam`] with these parameters.
pub(crate) fn vteam(device: &Vteam) -> Subcircuit {
    let length = device.w_off - device.w_on;
    let off = format!("(1-{POSITION})");
    let excess = |threshold: f64, alpha: f64| match alpha {
        // a power with exponent 0 has no slope that ngspice can compute
        0.0 => "1".to_owned(),
        _ => format!("({VOLTAGE}/{}-1)**{}", number(threshold), number(alpha)),
    };
    let towards = |k: f64, threshold: f64, alpha: f64, s: &str| {
        // k/length is the rate of (w - w_on) / length, which runs against the position
        format!("{}*{}*{}", number(-k / length), excess(threshold, alpha), speed(device.window, s))
    };
    let turn_off = towards(device.k_off, device.v_off, device.alpha_off, &off);
    let turn_on = towards(device.k_on, device.v_on, device.alpha_on, POSITION);
    let rate = beyond_thresholds(device.v_off, &turn_off, device.v_on, &turn_on);
    let (r_on, r_off) = (device.r_on, device.r_off);
    let resistance = match device.resistance {
        Resistance::Linear => format!("({}+{}*{off})", number(r_on), number(r_off - r_on)),
        Resistance::Exponential => format!("({}*exp({off}*{}))", number(r_on), number((r_off / r_on).ln())),
    };
    subcircuit(Vteam::MODEL, Vteam::EQUATIONS, &rate, &format!("{VOLTAGE}/{resistance}"))
}
