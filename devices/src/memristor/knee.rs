//! Motion that slows down from a knee on, as Yakopcic's window has it: du/d(dose) = -1 before the knee and
//! -u exp(-alpha (u_knee - u)) / u_knee beyond, where u is the room that is left to the end.

use crate::math::{exp, exp_to_fourteen_digits};

/// Part of the distance to the end that one hop beyond the knee covers at most.
const HOP: f64 = 0.25;

/// Distance to an end that counts as none: an end at 1 has no number closer to it.
const ARRIVED: f64 = 1e-17;

/// One direction of motion: `room` is the distance to the end that is approached.
#[derive(Clone, Copy)]
pub(super) struct Knee {
    /// Room (of x) at the knee, from which the motion slows down: 1 - x_p or 1 - x_n.
    pub room: f64,
    /// Decay of the rate beyond.
    pub alpha: f64,
}

impl Knee {
    /// Room left after `dose`, the integral of |g| over time, from `room`.
    pub fn approach(&self, room: f64, dose: f64) -> f64 {
        let straight = (room - self.room).max(0.0);
        if dose <= straight { room - dose } else { self.beyond(room.min(self.room), dose - straight) }
    }

    /// Room u after `dose` beyond the knee, where du/d(dose) = -u exp(-alpha (u_knee - u)) / u_knee.
    ///
    /// With u = u0 (1 - e) and a = alpha u0 the dose over the rate at u0 is the integral of exp(a e)/(1 - e) over e, a
    /// difference of exponential integrals E1. [`spent`] sums it without cancellation; Newton's method inverts it.
    pub fn beyond(&self, mut room: f64, mut dose: f64) -> f64 {
        while room > ARRIVED {
            let (a, rate) = (self.alpha * room, exp(-self.alpha * (self.room - room)) / self.room);
            let needed = dose * rate;
            if needed <= HOP || needed <= spent(a, HOP) {
                return room * (1.0 - part_for(a, needed));
            }
            dose -= spent(a, HOP) / rate;
            room *= 1.0 - HOP;
        }
        0.0
    }
}

/// Integral of exp(a e)/(1 - e) from 0 to `part`: the sum of e_k(a) part^(k + 1)/(k + 1), e_k the partial sums of e^a.
fn spent(a: f64, part: f64) -> f64 {
    let (mut term, mut partial, mut power, mut sum) = (1.0, 1.0, part, part);
    for k in 1..200 {
        let k = f64::from(k);
        term *= a / k;
        partial += term;
        power *= part;
        let next = partial * power / (k + 1.0);
        sum += next;
        if next <= 1e-17 * sum {
            break;
        }
    }
    sum
}

/// The part whose [`spent`] is `needed`. The function is convex and lies above its argument, so Newton's method comes
/// down to the root from above.
fn part_for(a: f64, needed: f64) -> f64 {
    let mut part = needed.min(HOP);
    for _ in 0..20 {
        let change = (spent(a, part) - needed) * (1.0 - part) * exp(-a * part);
        part -= change;
        if change.abs() <= 1e-16 * part {
            break;
        }
    }
    part.clamp(0.0, HOP)
}

/// Limit of needed (1 + a) for [`Knee::short_part`].
pub(super) const SHORT: f64 = 0.003;

impl Knee {
    /// The dose over the rate at `room`; `per_room` is 1 / `self.room`.
    #[inline(always)]
    pub fn needed(&self, room: f64, dose: f64, per_room: f64) -> f64 {
        dose * (exp_to_fourteen_digits(self.alpha * room - self.alpha * self.room) * per_room)
    }

    /// [`part_for`] without branches and whether it is that, for `needed` (1 + a) up to [`SHORT`]: [`spent`] reversed up to
    /// the fourth order.
    ///
    /// With q = needed and w = q (1 + a) the fifth is below w^5/6 of the part, 1e-16 of the room.
    #[inline(always)]
    pub fn short_part(&self, room: f64, needed: f64) -> (f64, bool) {
        let q = needed;
        let w = q * (1.0 + self.alpha * room);
        let (q2, w2) = (q * q, w * w);
        let second = (1.0 / 3.0) * w2 - (1.0 / 6.0) * q2;
        let third = w * (0.25 * w2 - (7.0 / 24.0) * q2) + (1.0 / 12.0) * q2 * q;
        let fourth = w2 * (0.2 * w2 - (46.0 / 120.0) * q2) + q2 * ((22.0 / 120.0) * w * q + (1.0 / 120.0) * q2);
        (q - q * (0.5 * w - (second - (third - fourth))), w <= SHORT)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn way_beyond_the_knee_is_a_difference_of_exponential_integrals() {
        let e1 = |x: f64| statrs::function::exponential::integral(x, 1).unwrap();
        for (alpha, from, to) in [(1.0, 0.7, 0.1), (5.0, 0.5, 0.49), (5.0, 0.5, 1e-3), (20.0, 0.4, 0.3)] {
            let knee = Knee { room: 0.7, alpha };
            let dose = (e1(alpha * to) - e1(alpha * from)) * 0.7 * (alpha * 0.7f64).exp();
            let solved = knee.beyond(from, dose);
            // the reference loses digits in its difference, most where e^(alpha from) is large
            assert!((solved - to).abs() < 1e-9, "alpha {alpha}: {solved} for {to}");
        }
    }

    #[test]
    fn short_parts_agree_with_the_full_solution() {
        for a in [0.0, 0.3, 2.5, 30.0] {
            let knee = Knee { room: 1.0, alpha: a };
            for share in [1e-12, 1e-3, 0.1, 0.5, 0.999] {
                let needed = share * SHORT / (1.0 + a);
                let (short, full) = (knee.short_part(1.0, needed), part_for(a, needed));
                let allowed = 4e-15 + (share * SHORT).powi(5) / 6.0;
                assert!(short.1 && (short.0 / full - 1.0).abs() < allowed, "a {a} needed {needed}: {short:?} {full}");
            }
            assert!(!knee.short_part(1.0, 1.001 * SHORT / (1.0 + a)).1);
        }
    }
}
