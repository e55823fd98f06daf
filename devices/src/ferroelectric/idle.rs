//! When junctions are idle: no dose of note would be collected, and none has to be emptied.

use super::bins::Direction;
use super::doses::horizon;
use super::exponent::{NEVER, Quiet};
use super::junction::{Junction, Reversal};
use super::kind::Kind;
use super::nucleation::NucleationLaw;
use crate::words::words;

/// The easiest domains that are left, in the form of [`Quiet`]; [`NEVER`] when none is left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Front {
    /// Among those that are not all up.
    pub up: f64,
    /// Among those that are not all down.
    pub down: f64,
}

words!(Front { up, down });

impl Front {
    /// Nothing is left in either direction.
    pub const NONE: Front = Front { up: NEVER, down: NEVER };

    pub fn of(&self, direction: Direction) -> f64 {
        match direction {
            Direction::Up => self.up,
            Direction::Down => self.down,
        }
    }
}

/// In which directions doses have been collected that have not been emptied since.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Dosed(u8);

words!(Dosed { 0 });

impl Dosed {
    #[inline(always)]
    pub fn has(self, direction: Direction) -> bool {
        self.0 & Dosed::bit(direction) != 0
    }

    pub fn with(self, direction: Direction) -> Dosed {
        Dosed(self.0 | Dosed::bit(direction))
    }

    #[inline(always)]
    fn bit(direction: Direction) -> u8 {
        match direction {
            Direction::Up => 1,
            Direction::Down => 2,
        }
    }

    fn or(self, other: Dosed) -> Dosed {
        Dosed(self.0 | other.0)
    }
}

/// How far one step reaches in one direction.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Side {
    pub quiet: Quiet,
    /// Exponent of the longest switching time that counts.
    pub horizon: f64,
}

/// How far one step reaches.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reach {
    v_th: f64,
    /// Largest built-in voltage of a domain (V).
    offset: f64,
    /// What happens to doses of the other direction.
    opposed: Opposed,
    up: Side,
    down: Side,
}

/// What a drive does to the doses of the other direction.
#[derive(Clone, Copy, Debug)]
enum Opposed {
    /// Emptied by any voltage beyond the threshold.
    Emptied,
    /// Taken off by domains of this front or harder.
    Shrink(Front),
    Untouched,
}

impl Reach {
    pub fn new(kind: &Kind, dt: f64) -> Reach {
        let Junction { up, down, v_th, reversal, .. } = &kind.junction;
        let easiest = |hardness: &[f64]| hardness.iter().copied().fold(NEVER, f64::min);
        let opposed = match reversal {
            Reversal::Reset => Opposed::Emptied,
            Reversal::Decrement if kind.shares_disorder() => Opposed::Shrink(Front {
                up: up.front(easiest(&kind.shared.up)),
                down: down.front(easiest(&kind.shared.down)),
            }),
            Reversal::Decrement => Opposed::Emptied, // each junction has a front of its own: call any drive active
            Reversal::Keep | Reversal::Relax { .. } => Opposed::Untouched,
        };
        let side = |law: &NucleationLaw| {
            let horizon = horizon(dt, law.shortest_time());
            Side { quiet: law.quiet(horizon), horizon }
        };
        Reach { v_th: *v_th, offset: kind.largest_offset(), opposed, up: side(up), down: side(down) }
    }

    pub fn side(&self, direction: Direction) -> &Side {
        match direction {
            Direction::Up => &self.up,
            Direction::Down => &self.down,
        }
    }

    /// True for one junction whose domains see voltages between `lowest` and `highest` (V).
    #[inline(always)]
    pub fn idle(&self, front: &Front, dosed: Dosed, lowest: f64, highest: f64) -> bool {
        self.side_idle(Direction::Up, front, dosed, highest) & self.side_idle(Direction::Down, front, dosed, -lowest)
    }

    /// Without branches on the state: they would cost more than the arithmetic.
    #[inline(always)]
    pub fn side_idle(&self, direction: Direction, front: &Front, dosed: Dosed, voltage: f64) -> bool {
        let quiet = &self.side(direction).quiet;
        let opposed_idle = !dosed.has(direction.opposite()) | self.leaves_opposed(direction, voltage);
        (voltage <= self.v_th) | opposed_idle & quiet.at(front.of(direction), voltage + self.offset)
    }

    /// A voltage magnitude (V) up to which one direction is idle, to 1/64 V.
    fn quiet_below(&self, direction: Direction, front: &Front, dosed: Dosed) -> f64 {
        const HIGHEST: f64 = 16.0;
        let (mut low, mut high) = (self.v_th, self.v_th + HIGHEST);
        for _ in 0..10 {
            let middle = 0.5 * (low + high);
            let idle = self.side_idle(direction, front, dosed, middle);
            (low, high) = if idle { (middle, high) } else { (low, middle) };
        }
        low
    }

    /// True when a drive leaves the doses of the other direction as they are.
    #[inline(always)]
    fn leaves_opposed(&self, direction: Direction, voltage: f64) -> bool {
        match &self.opposed {
            Opposed::Emptied => false,
            Opposed::Shrink(easiest) => self.side(direction).quiet.at(easiest.of(direction), voltage + self.offset),
            Opposed::Untouched => true,
        }
    }
}

/// Voltages from `lowest` to `highest` (V).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Range {
    lowest: f64,
    highest: f64,
}

impl Range {
    /// True for a voltage inside.
    #[inline(always)]
    pub fn holds(&self, voltage: f64) -> bool {
        (voltage >= self.lowest) & (voltage <= self.highest)
    }
}

/// Bounds over many junctions, from which it shows at once that all of them are idle.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Envelope {
    front: Front,
    dosed: Dosed,
    least_up: f64,
    most_up: f64,
}

impl Envelope {
    /// Bounds over no junction.
    pub const NONE: Envelope = Envelope { front: Front::NONE, dosed: Dosed(0), least_up: 1.0, most_up: 0.0 };

    pub fn of(fronts: &[Front], dosed: &[Dosed], up_fractions: &[f64]) -> Envelope {
        let one = |((front, dosed), up_fraction): ((&Front, &Dosed), &f64)| Envelope {
            front: *front,
            dosed: *dosed,
            least_up: *up_fraction,
            most_up: *up_fraction,
        };
        fronts.iter().zip(dosed).zip(up_fractions).map(one).fold(Envelope::NONE, Envelope::join)
    }

    pub fn join(self, other: Envelope) -> Envelope {
        let less = |a: f64, b: f64| if b < a { b } else { a }; // one instruction, unlike f64::min
        let more = |a: f64, b: f64| if b > a { b } else { a };
        Envelope {
            front: Front { up: less(self.front.up, other.front.up), down: less(self.front.down, other.front.down) },
            dosed: self.dosed.or(other.dosed),
            least_up: less(self.least_up, other.least_up),
            most_up: more(self.most_up, other.most_up),
        }
    }

    /// Voltages across the device (V) between which every junction inside the bounds is idle, and those between which
    /// the junctions are that hold no doses: cautious estimates.
    pub fn quiet_ranges(&self, kind: &Kind, reach: &Reach) -> (Range, Range) {
        let range = |dosed| {
            let bound = |direction| reach.quiet_below(direction, &self.front, dosed);
            let lowest = kind.applied(-bound(Direction::Down), self.most_up);
            Range { lowest, highest: kind.applied(bound(Direction::Up), self.least_up) }
        };
        (range(self.dosed), range(Dosed::default()))
    }

    /// True when every junction inside the bounds is idle between `lowest` and `highest` (V) across the device.
    pub fn idle(&self, lowest: f64, highest: f64, kind: &Kind, reach: &Reach) -> bool {
        self.least_up > self.most_up // no junction
            || reach.idle(&self.front, self.dosed, kind.drop(lowest, self.most_up), kind.drop(highest, self.least_up))
    }
}
