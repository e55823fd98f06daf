//! Random numbers that several layers need.

use crate::rng::{normal, uniform};

/// Normally distributed number, redrawn while it is beyond three standard deviations: draw number `counter` of `key`.
///
/// Its variance is 1 - 6 phi(3) / (2 Phi(3) - 1) = 0.97334.
pub(super) fn normal_within_three(key: u64, counter: u64) -> f64 {
    const TRIES: u64 = 8; // all of them beyond: once in 10^20 draws
    let tries = (0..TRIES).map(|attempt| normal(key, counter.wrapping_mul(TRIES).wrapping_add(attempt)));
    tries.into_iter().find(|draw| draw.abs() <= 3.0).unwrap_or(0.0)
}

/// Value at one moment of a process that is drawn anew at random moments.
pub(super) struct Refreshed {
    /// Uniform number drawn at the last refresh.
    pub draw: f64,
    /// The value is certain to stay until then.
    pub until: f64,
}

/// State at `time` (>= 0, in mean times between refreshes) of a process that a Poisson stream of events refreshes.
///
/// Any two-state Markov process can be written so: refreshed at the rate 1/tau_1 + 1/tau_2 with a state drawn from the
/// stationary distribution it has exponential dwell times tau_1 and tau_2. The events of each unit of time are drawn
/// by its number alone, so that the whole course is a function of `key`: it can be looked at in any order.
pub(super) fn last_refresh(key: u64, time: f64) -> Refreshed {
    let slot = time.floor();
    let mut until = slot + 1.0;
    let mut latest: Option<(f64, f64)> = None;
    for (position, draw) in events(key, slot as u64) {
        if slot + position > time {
            until = until.min(slot + position);
        } else if latest.is_none_or(|(last, _)| position > last) {
            latest = Some((position, draw));
        }
    }
    let mut earlier = slot as u64;
    while latest.is_none() && earlier > 0 {
        earlier -= 1; // empty with probability 1/e
        latest = events(key, earlier).max_by(|a, b| a.0.total_cmp(&b.0));
    }
    let draw = latest.map_or_else(|| uniform(key, u64::MAX), |(_, draw)| draw);
    Refreshed { draw, until }
}

/// Events of unit of time number `slot`: moments after its beginning (0 to 1), and a uniform number for each.
fn events(key: u64, slot: u64) -> impl Iterator<Item = (f64, f64)> {
    const COUNTERS: u64 = 64;
    const MOST: u64 = 20; // more come once in 10^19 slots
    let first = slot.wrapping_mul(COUNTERS);
    let mut left = uniform(key, first);
    let (mut count, mut probability) = (0, (-1.0f64).exp());
    while left > probability && count < MOST {
        left -= probability;
        count += 1;
        probability /= count as f64;
    }
    (0..count).map(move |n| {
        let counter = first.wrapping_add(1 + 2 * n);
        (uniform(key, counter), uniform(key, counter.wrapping_add(1)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, key};

    #[test]
    fn cut_normal_draws_have_the_variance_of_the_cut_distribution() {
        let (count, key) = (200_000, key(3, Purpose::Spread, 0));
        let draws: Vec<f64> = (0..count).map(|n| normal_within_three(key, n)).collect();
        let mean = draws.iter().sum::<f64>() / count as f64;
        let variance = draws.iter().map(|z| z * z).sum::<f64>() / count as f64;
        assert!(draws.iter().all(|z| z.abs() <= 3.0));
        assert!(mean.abs() < 5.0 / (count as f64).sqrt());
        // variance of z^2 below 2
        assert!((variance - 0.973_34).abs() < 5.0 * (2.0 / count as f64).sqrt(), "{variance}");
    }

    #[test]
    fn refreshes_come_at_rate_one_and_draw_uniform_numbers() {
        let key = key(5, Purpose::Telegraph, 0);
        let (mut time, mut count, mut sum) = (0.0, 0, 0.0);
        let mut last = last_refresh(key, 0.0).draw;
        while time < 50_000.0 {
            let refreshed = last_refresh(key, time);
            assert!(refreshed.until > time);
            if refreshed.draw != last {
                (last, count, sum) = (refreshed.draw, count + 1, sum + refreshed.draw);
            }
            time = refreshed.until;
        }
        // Poisson: standard deviation sqrt(50 000); uniform: variance 1/12
        assert!((f64::from(count) - 50_000.0).abs() < 5.0 * 50_000f64.sqrt(), "{count}");
        assert!((sum / f64::from(count) - 0.5).abs() < 5.0 * (1.0 / 12.0 / 50_000.0f64).sqrt());
    }

    #[test]
    fn a_refreshed_process_does_not_depend_on_the_order_of_looking() {
        let key = key(5, Purpose::Telegraph, 1);
        let times: Vec<f64> = (0..1000).map(|n| f64::from(n) * 0.137).collect();
        let forward: Vec<f64> = times.iter().map(|&time| last_refresh(key, time).draw).collect();
        let mut backward: Vec<f64> = times.iter().rev().map(|&time| last_refresh(key, time).draw).collect();
        backward.reverse();
        assert_eq!(forward, backward);
    }
}
