//! Brownian paths that are functions of (key, time) alone, so that no choice of steps changes them.
//!
//! Lévy's construction: the path is known at the ends of long blocks and halved from there; each midpoint is the mean of
//! its neighbors plus a normal number of half the standard deviation of the interval, drawn by its place in the tree.

use crate::rng::{Purpose, key, normal};

/// log2 of the ticks in a second; a tick is 2^-60 s, about 1e-18 s.
const TICKS_PER_SECOND: i32 = 60;

/// log2 of the ticks in a block of about 12 days.
const BLOCK: u32 = 80;

/// Intervals are halved down to 2^-43 s (0.1 ps); the path is linear below.
const LEVELS: u32 = 63;

/// Blocks that are drawn one by one; a longer wait (30 years) is one draw, which a split would not reproduce.
const MAX_BLOCKS: u128 = 1000;

/// `dt` seconds as a number of ticks of 2^-60 s, in which the clocks of devices count.
pub fn ticks(dt: f64) -> u128 {
    (dt * 2f64.powi(TICKS_PER_SECOND)) as u128
}

/// W(to) - W(from) of the path `stream` (square root of seconds): normal with mean 0 and variance `to - from`.
///
/// Times in ticks. Increments of neighboring intervals add up to that of the whole, up to rounding.
pub fn increment(stream: u64, from: u128, to: u128) -> f64 {
    let (first, last) = (from >> BLOCK, to >> BLOCK);
    let offset = |time: u128| time & ((1 << BLOCK) - 1);
    if first == last {
        return Interval::block(stream, first).increment(offset(from), offset(to));
    }
    let start = Interval::block(stream, first);
    let whole = last - first - 1;
    let between = if whole <= MAX_BLOCKS {
        (first + 1..last).map(|block| Interval::block(stream, block).right).sum()
    } else {
        (whole as f64).sqrt() * Interval::block(stream, last - 1).right
    };
    start.right - start.at(offset(from)) + between + Interval::block(stream, last).at(offset(to))
}

/// A piece of the path between two points of the tree.
#[derive(Clone, Copy)]
struct Interval {
    key: u64,
    /// Number of the interval: 1 for the block, 2n and 2n + 1 for the halves of n.
    node: u64,
    level: u32,
    left: f64,
    right: f64,
}

impl Interval {
    fn block(stream: u64, block: u128) -> Interval {
        let key = key(stream, Purpose::Noise, block as u64);
        Interval { key, node: 1, level: 0, left: 0.0, right: deviation(0) * normal(key, 0) }
    }

    /// The half that holds `offset` ticks from the beginning, and the offset within it.
    fn half(self, offset: u128) -> (Interval, u128) {
        let Interval { key, node, level, left, right } = self;
        let middle = 0.5 * (left + right) + 0.5 * deviation(level) * normal(key, node);
        let length = 1 << (BLOCK - level - 1);
        if offset < length {
            (Interval { key, node: 2 * node, level: level + 1, left, right: middle }, offset)
        } else {
            (Interval { key, node: 2 * node + 1, level: level + 1, left: middle, right }, offset - length)
        }
    }

    fn at(self, offset: u128) -> f64 {
        let (mut interval, mut offset) = (self, offset);
        while offset > 0 && interval.level < LEVELS {
            (interval, offset) = interval.half(offset);
        }
        let share = offset as f64 / 2f64.powi((BLOCK - interval.level) as i32);
        interval.left + share * (interval.right - interval.left)
    }

    /// Both ends share the way down as far as they lie in the same half.
    fn increment(self, from: u128, to: u128) -> f64 {
        let (mut interval, mut from, mut to) = (self, from, to);
        while interval.level < LEVELS && (from ^ to) >> (BLOCK - interval.level - 1) == 0 {
            let length = 1 << (BLOCK - interval.level - 1);
            (interval, from) = interval.half(from);
            to = if to < length { to } else { to - length };
        }
        interval.at(to) - interval.at(from)
    }
}

/// Standard deviation of the increment over an interval of `level` (square root of seconds).
fn deviation(level: u32) -> f64 {
    2f64.powi(BLOCK as i32 - TICKS_PER_SECOND - level as i32).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn increments_of_parts_add_up_to_that_of_the_whole() {
        for (start, end) in [(0.0, 1e-6), (0.7, 1.9), (1e-9, 1.01e-9), (5e5, 5e6)] {
            let times: Vec<u128> = (0..=10).map(|k| ticks(start + (end - start) * k as f64 / 10.0)).collect();
            let parts: f64 = times.windows(2).map(|pair| increment(3, pair[0], pair[1])).sum();
            let whole = increment(3, times[0], times[10]);
            // paths reach 1e3 within a block, and are rounded there
            assert!((parts - whole).abs() < 1e-12 * (1.0 + end.sqrt()), "{start} to {end}: {parts} {whole}");
        }
    }

    #[test]
    fn increments_have_the_variance_of_their_duration_and_do_not_correlate() {
        let count = 4000u64;
        for dt in [2.3e-12, 1e-9, 1e-3, 1e6] {
            let at = |k: u32| ticks(0.3 + dt * f64::from(k));
            let pairs: Vec<(f64, f64)> =
                (0..count).map(|path| (increment(path, at(0), at(1)), increment(path, at(1), at(2)))).collect();
            let mean = |f: fn(&(f64, f64)) -> f64| pairs.iter().map(f).sum::<f64>() / count as f64 / dt;
            let (error, root) = (5.0 / (count as f64).sqrt(), std::f64::consts::SQRT_2);
            assert!((mean(|p| p.0 * p.0) - 1.0).abs() < root * error, "dt {dt:e}: {}", mean(|p| p.0 * p.0));
            assert!(mean(|p| p.0 * p.1).abs() < error, "dt {dt:e}");
        }
    }

    #[test]
    fn waits_of_any_length_end() {
        assert!(increment(1, 0, ticks(1e12)).is_finite() && increment(1, 0, u128::MAX).is_finite());
        assert_eq!(increment(1, 5, 5), 0.0);
    }
}
