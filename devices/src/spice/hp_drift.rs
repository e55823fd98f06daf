//! Linear ion drift; its position is the doped fraction x.

use super::{POSITION, Subcircuit, VOLTAGE, number, subcircuit, window::speed};
use crate::catalogue::Parameters;
use crate::memristor::HpDrift;

/// The equations of [`HpDrift`] with these parameters.
pub(crate) fn hp_drift(device: &HpDrift) -> Subcircuit {
    let undoped = format!("(1-{POSITION})");
    let current = format!("{VOLTAGE}/({}*{POSITION}+{}*{undoped})", number(device.r_on), number(device.r_off));
    let (on, off) = (speed(device.window, POSITION), speed(device.window, &undoped));
    let rate = format!("{}*{current}*({VOLTAGE} > 0 ? {on} : {off})", number(device.drift_per_charge()));
    subcircuit(HpDrift::MODEL, HpDrift::EQUATIONS, &rate, &current)
}
