//! Between which voltages a segment runs: what tells whether all devices can take the same short form.

use crate::model::Segment;

/// Bounds over the voltages of all devices in a [`Segment`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Extent {
    /// Lowest voltage (V); infinite when there is no device.
    pub lowest: f64,
    /// Highest voltage (V); -infinite when there is no device.
    pub highest: f64,
    /// True when no voltage changes.
    pub level: bool,
}

/// Voltages compared at a time: whole vectors, which a fold over single numbers would not become.
const LANES: usize = 8;

struct Lanes {
    lowest: [f64; LANES],
    highest: [f64; LANES],
    /// Bits in which start and end differ.
    differ: [u64; LANES],
}

impl Extent {
    #[inline(always)]
    pub fn of(segment: Segment<'_>) -> Extent {
        let (starts, start_rest) = segment.start.as_chunks::<LANES>();
        let (ends, end_rest) = segment.end.as_chunks::<LANES>();
        let mut lanes =
            Lanes { lowest: [f64::INFINITY; LANES], highest: [f64::NEG_INFINITY; LANES], differ: [0; LANES] };
        starts.iter().zip(ends).for_each(|(start, end)| lanes.take(start, end));
        lanes.take(start_rest, end_rest);
        Extent {
            lowest: lanes.lowest.into_iter().fold(f64::INFINITY, f64::min),
            highest: lanes.highest.into_iter().fold(f64::NEG_INFINITY, f64::max),
            level: lanes.differ.into_iter().fold(0, |all, bits| all | bits) == 0,
        }
    }
}

impl Lanes {
    #[inline(always)]
    fn take(&mut self, starts: &[f64], ends: &[f64]) {
        for (lane, (&start, &end)) in starts.iter().zip(ends).enumerate() {
            let (low, high) = if start < end { (start, end) } else { (end, start) };
            self.lowest[lane] = if low < self.lowest[lane] { low } else { self.lowest[lane] };
            self.highest[lane] = if high > self.highest[lane] { high } else { self.highest[lane] };
            self.differ[lane] |= start.to_bits() ^ end.to_bits();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_voltage_counts_wherever_its_device_stands() {
        for count in [1, 7, 8, 9, 30] {
            for device in 0..count {
                let (flat, mut end) = (vec![0.1; count], vec![0.1; count]);
                assert!(Extent::of(Segment { start: &flat, end: &end }).level);
                end[device] = -0.7;
                let fall = Extent { lowest: -0.7, highest: 0.1, level: false };
                assert_eq!(Extent::of(Segment { start: &flat, end: &end }), fall);
                let held = Extent::of(Segment { start: &end, end: &end });
                assert_eq!(held, Extent { highest: if count > 1 { 0.1 } else { -0.7 }, level: true, ..fall });
            }
        }
    }
}
