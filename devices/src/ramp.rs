//! Linear voltage ramps.

/// A voltage that runs linearly from `start` to `end` within `dt`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ramp {
    /// Voltage at the beginning (V).
    pub start: f64,
    /// Voltage at the end (V).
    pub end: f64,
    /// Duration (s).
    pub dt: f64,
}

impl Ramp {
    /// The part above `threshold` (V); `None` when the voltage never exceeds it.
    #[inline(always)]
    pub fn above(self, threshold: f64) -> Option<Ramp> {
        let Ramp { start, end, dt } = self;
        if start <= threshold && end <= threshold {
            return None;
        }
        let (from, to) = (start.max(threshold), end.max(threshold));
        let share = if start == end { 1.0 } else { ((to - from) / (end - start)).min(1.0) };
        Some(Ramp { start: from, end: to, dt: dt * share })
    }

    /// The parts before and after 0 V; `None` when the voltage does not change its sign.
    #[inline(always)]
    pub fn split_at_zero(self) -> Option<[Ramp; 2]> {
        let Ramp { start, end, dt } = self;
        if start * end >= 0.0 {
            return None;
        }
        let before = dt * (start / (start - end));
        Some([Ramp { start, end: 0.0, dt: before }, Ramp { start: 0.0, end, dt: dt - before }])
    }

    /// The same ramp with the opposite sign.
    #[inline(always)]
    pub fn negated(self) -> Ramp {
        Ramp { start: -self.start, end: -self.end, dt: self.dt }
    }

    /// Voltage in the middle (V).
    #[inline(always)]
    pub fn middle(self) -> f64 {
        0.5 * (self.start + self.end)
    }
}
