//! When junctions are idle: no dose of note would be collected, and none has to be emptied.

use super::block::{Direction, Individual};
use super::doses::horizon;
use super::junction::Junction;

/// The part of a junction's state that decides whether it is idle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Front {
    /// Largest local field among the bins that are not fully up (V); -infinity when none is left.
    pub up: f64,
    /// The same for the bins that are not fully down.
    pub down: f64,
    /// Direction in which doses have been collected since they were last emptied.
    pub dosed: Option<Direction>,
}

/// How far one step reaches, for both directions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reach {
    v_th: f64,
    up: Side,
    down: Side,
}

/// Activation voltage a = alpha ln 10 (V) and ln of the longest time that counts, in units of t_inf.
#[derive(Clone, Copy, Debug)]
struct Side {
    activation: f64,
    horizon: f64,
}

impl Reach {
    pub fn new(junction: &Junction, dt: f64) -> Reach {
        let Junction { up, down, v_th, .. } = junction;
        let side =
            |alpha: f64, t_inf| Side { activation: alpha * std::f64::consts::LN_10, horizon: horizon(dt, t_inf) };
        Reach { v_th: *v_th, up: side(up.alpha, up.t_inf), down: side(down.alpha, down.t_inf) }
    }

    /// True for one junction between `lowest` and `highest` (V).
    #[inline(always)]
    pub fn idle(&self, front: &Front, own: &Individual, lowest: f64, highest: f64) -> bool {
        let (up, down) = (highest - own.imprint, own.imprint - lowest);
        let filled = |direction| front.dosed == Some(direction);
        self.side_idle(&self.up, up, front.up, filled(Direction::Down), own.alpha_factor)
            & self.side_idle(&self.down, down, front.down, filled(Direction::Up), own.alpha_factor)
    }

    /// Without branches: they would cost more than the arithmetic.
    #[inline(always)]
    fn side_idle(&self, side: &Side, voltage: f64, front: f64, to_empty: bool, alpha_factor: f64) -> bool {
        (voltage <= self.v_th) | !to_empty & ((voltage + front) * side.horizon < side.activation * alpha_factor)
    }
}

/// Bounds over many junctions, from which it shows at once that all of them are idle.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Envelope {
    up: f64,
    down: f64,
    dosed_up: bool,
    dosed_down: bool,
    alpha_factor: f64,
    lowest_imprint: f64,
    highest_imprint: f64,
}

impl Envelope {
    /// Bounds over no junction.
    pub const NONE: Envelope = Envelope {
        up: f64::NEG_INFINITY,
        down: f64::NEG_INFINITY,
        dosed_up: false,
        dosed_down: false,
        alpha_factor: f64::INFINITY,
        lowest_imprint: f64::INFINITY,
        highest_imprint: f64::NEG_INFINITY,
    };

    pub fn of(fronts: &[Front], individuals: &[Individual]) -> Envelope {
        let one = |(front, individual): (&Front, &Individual)| Envelope {
            up: front.up,
            down: front.down,
            dosed_up: front.dosed == Some(Direction::Up),
            dosed_down: front.dosed == Some(Direction::Down),
            alpha_factor: individual.alpha_factor,
            lowest_imprint: individual.imprint,
            highest_imprint: individual.imprint,
        };
        fronts.iter().zip(individuals).map(one).fold(Envelope::NONE, Envelope::join)
    }

    pub fn join(self, other: Envelope) -> Envelope {
        Envelope {
            up: self.up.max(other.up),
            down: self.down.max(other.down),
            dosed_up: self.dosed_up || other.dosed_up,
            dosed_down: self.dosed_down || other.dosed_down,
            alpha_factor: self.alpha_factor.min(other.alpha_factor),
            lowest_imprint: self.lowest_imprint.min(other.lowest_imprint),
            highest_imprint: self.highest_imprint.max(other.highest_imprint),
        }
    }

    /// True when every junction inside the bounds is idle between `lowest` and `highest` (V).
    pub fn idle(&self, lowest: f64, highest: f64, reach: &Reach) -> bool {
        let (up, down) = (highest - self.lowest_imprint, self.highest_imprint - lowest);
        reach.side_idle(&reach.up, up, self.up, self.dosed_down, self.alpha_factor)
            && reach.side_idle(&reach.down, down, self.down, self.dosed_up, self.alpha_factor)
    }
}
