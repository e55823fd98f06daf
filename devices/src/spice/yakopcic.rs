//! The generalized memristor of Yakopcic; its position is x.

use super::{BOUND, POSITION, Subcircuit, VOLTAGE, beyond_thresholds, number, subcircuit};
use crate::catalogue::Parameters;
use crate::memristor::Yakopcic;

/// The equations of [`Yakopcic`] with these parameters.
pub(crate) fn yakopcic(device: &Yakopcic) -> Subcircuit {
    let fall_room = 1.0 - device.x_n;
    let rising = slowed(&format!("(1-{POSITION})"), 1.0 - device.x_p, device.alpha_p);
    let falling = slowed(POSITION, fall_room, device.alpha_n);
    let (positive, negative) = if device.eta > 0.0 { (&rising, &falling) } else { (&falling, &rising) };
    let rate = |a: f64, sign: &str, threshold: f64, slowed: &str| {
        format!("{}*(exp({sign}{VOLTAGE})-exp({}))*{slowed}", number(a), number(threshold))
    };
    let up = rate(device.eta * device.a_p, "", device.v_p, positive);
    let down = rate(-device.eta * device.a_n, "-", device.v_n, negative);
    let rate = beyond_thresholds(device.v_p, &up, -device.v_n, &down);
    let scale = format!("({VOLTAGE} < 0 ? {} : {})", number(device.a2), number(device.a1));
    let current = format!("{scale}*{POSITION}*sinh({}*{VOLTAGE})", number(device.b));
    subcircuit(Yakopcic::MODEL, Yakopcic::EQUATIONS, &rate, &current)
}

/// Factor of the rate where the expression `room` is the distance to the end: 1 down to the knee, then slower.
fn slowed(room: &str, knee: f64, alpha: f64) -> String {
    if knee == 0.0 {
        return format!("max(0,min(1,{room}*{}))", number(1.0 / BOUND));
    }
    let (knee, alpha) = (number(knee), number(alpha));
    format!("({room} <= {knee} ? exp({alpha}*({room}-{knee}))*{room}/{knee} : 1)")
}
