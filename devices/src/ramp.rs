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

    /// By how much the voltage exceeds `threshold` (V), while it does: [`above`](Ramp::above) less the threshold, without
    /// branches; zero for no time where the voltage never exceeds it.
    #[inline(always)]
    pub fn excess(self, threshold: f64) -> Ramp {
        let (start, end) = (self.start - threshold, self.end - threshold);
        let (from, to) = (start.max(0.0), end.max(0.0));
        let lowest = if start < end { start } else { end };
        let crossed = (from + to) / (end - start).abs().max(f64::MIN_POSITIVE);
        let share = if lowest > 0.0 { 1.0 } else { crossed };
        Ramp { start: from, end: to, dt: self.dt * share }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excess_is_the_part_above_less_the_threshold() {
        for (start, end) in [(0.0, 1.0), (1.0, 0.0), (0.5, 0.75), (0.75, 0.75), (-1.0, 0.5), (0.25, 1.0)] {
            let ramp = Ramp { start, end, dt: 8.0 };
            let (excess, above) = (ramp.excess(0.25), ramp.above(0.25).unwrap());
            assert_eq!((excess.start, excess.end), (above.start - 0.25, above.end - 0.25));
            assert!((excess.dt - above.dt).abs() < 1e-14);
        }
        for (start, end) in [(0.25, 0.25), (0.0, 0.0), (-1.0, 0.25)] {
            assert_eq!(Ramp { start, end, dt: 8.0 }.excess(0.25), Ramp { start: 0.0, end: 0.0, dt: 0.0 });
            assert_eq!(Ramp { start, end, dt: 8.0 }.excess(0.5).dt, 0.0);
        }
    }
}
