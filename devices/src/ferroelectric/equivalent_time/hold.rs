//! Constant voltages none of which drives the other way: no ramps, no order of two signs.

use super::EquivalentTime;
use super::law::{self, Aging, Law, LinearizedLorentz, SwitchingLaw};
use crate::extent::Extent;
use crate::math::ln;
use crate::model::Advance;

/// Devices that go through each of three short loops together: they wait less for their own arithmetic than in a long one.
const TOGETHER: usize = 128;

/// A step of `dt` at constant voltages, of which `down` says where they drive.
#[derive(Clone, Copy)]
struct Hold {
    v_th: f64,
    down: bool,
    dt: f64,
}

/// Moves `fronts` and the fractions `ups` that they stand for; `None` when the voltages are of another kind.
#[inline(always)]
pub(super) fn hold_all(
    kind: &EquivalentTime,
    (fronts, ups): (&mut [f64], &mut [f64]),
    voltages: &[f64],
    extent: Extent,
    dt: f64,
) -> Option<Advance> {
    let (down, up) = (extent.lowest < -kind.v_th, extent.highest > kind.v_th);
    if !extent.level || (down && up) {
        return None;
    }
    let hold = Hold { v_th: kind.v_th, down, dt };
    match if down { &kind.down } else { &kind.up } {
        _ if !(down || up) => Some(Advance::default()),
        SwitchingLaw::RandomField(law) => Some(hold.all(law, fronts, ups, voltages)),
        SwitchingLaw::LogTime(law) => Some(hold.all(&LinearizedLorentz::from(*law), fronts, ups, voltages)),
        SwitchingLaw::Kai(law) => Some(hold.all(law, fronts, ups, voltages)),
    }
}

impl Hold {
    /// As the voltage sees a value: for negative ones up and down are exchanged.
    #[inline(always)]
    fn seen(self, value: f64) -> f64 {
        if self.down { -value } else { value }
    }

    #[inline(always)]
    fn all<L: Law>(self, law: &L, fronts: &mut [f64], ups: &mut [f64], voltages: &[f64]) -> Advance {
        let ln_x = ln(self.dt / law.t_inf());
        let (mut ages, mut growths) = ([0.0; TOGETHER], [0.0; TOGETHER]);
        let mut sum = Advance::default();
        let devices = fronts.chunks_mut(TOGETHER).zip(ups.chunks_mut(TOGETHER)).zip(voltages.chunks(TOGETHER));
        for ((fronts, ups), voltages) in devices {
            let (ages, growths) = (&mut ages[..fronts.len()], &mut growths[..fronts.len()]);
            for ((front, voltage), (age, growth)) in fronts.iter().zip(voltages).zip(ages.iter_mut().zip(&mut *growths))
            {
                *age = law.age(self.seen(*front), self.seen(*voltage));
                *growth = law::growth(*age, ln_x);
            }
            for ((front, voltage), (age, growth)) in fronts.iter().zip(voltages).zip(ages.iter().zip(&mut *growths)) {
                let (before, voltage) = (self.seen(*front), self.seen(*voltage));
                let after = law::grown(law, before, voltage, Aging { age: *age, ln_x, growth: *growth });
                *growth = if voltage > self.v_th { self.seen(after) } else { *front };
            }
            sum = sum.join(settle(fronts, ups, growths));
        }
        sum
    }
}

/// Moves the fronts to where they are `next`, and their fractions with them.
#[inline(always)]
fn settle(fronts: &mut [f64], ups: &mut [f64], next: &[f64]) -> Advance {
    let (mut largest, mut active) = (0i64, 0u64);
    for ((front, up), next) in fronts.iter_mut().zip(ups).zip(next) {
        let moves = *next != *front;
        let fraction = if moves { law::fraction(*next) } else { *up };
        // the bits of numbers above zero are in their order, and integers have a vector maximum
        largest = largest.max((fraction - *up).abs().to_bits() as i64);
        active += u64::from(moves);
        (*front, *up) = (*next, fraction);
    }
    Advance { largest_change: f64::from_bits(largest as u64), active: active as usize }
}
