//! How a step of time is cut into stages.

/// Part of a step after which the first stage of [`TR-BDF2`](stages) ends: 2 - sqrt(2).
const GAMMA: f64 = 2.0 - std::f64::consts::SQRT_2;

/// Error constant of TR-BDF2 (Bank et al. 1985, table 1).
const ERROR: f64 = (-3.0 * GAMMA * GAMMA + 4.0 * GAMMA - 2.0) / (12.0 * (2.0 - GAMMA));

/// One stage: a circuit to be solved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Stage {
    /// Where it begins and ends (s).
    pub start: f64,
    pub end: f64,
    /// Factor from charge to current (1/s).
    pub rate: f64,
    pub kind: Kind,
}

/// From where a stage counts the charge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    /// Nothing is stored.
    Instant,
    /// The start, with the rate of change there.
    Trapezoid,
    /// The start alone: first order, for the first stage after a jump of the sources.
    Euler,
    /// Start and first stage.
    Backward,
}

/// Stages of a step from `start` to `end` (s).
///
/// Without storage one circuit at the end. With storage TR-BDF2 (Bank, Coughran, Fichtner, Grosse, Rose, Smith 1985,
/// doi:10.1109/T-ED.1985.22232): second order, and L-stable, so that charge of lines much faster than the step does not
/// ring. `after_jump` says that the rates of change at the start are unknown.
pub(crate) fn stages(start: f64, end: f64, stores: bool, after_jump: bool) -> Vec<Stage> {
    if !stores {
        return vec![Stage { start, end, rate: 0.0, kind: Kind::Instant }];
    }
    let dt = end - start;
    let middle = start + GAMMA * dt;
    let (kind, rate) =
        if after_jump { (Kind::Euler, 1.0 / (GAMMA * dt)) } else { (Kind::Trapezoid, 2.0 / (GAMMA * dt)) };
    vec![
        Stage { start, end: middle, rate, kind },
        Stage { start: middle, end, rate: (2.0 - GAMMA) / (dt * (1.0 - GAMMA)), kind: Kind::Backward },
    ]
}

/// History of the second stage from the stored values at the start and after the first stage.
pub(crate) fn backward(start: f64, middle: f64) -> f64 {
    let weight = 1.0 / (GAMMA * (2.0 - GAMMA));
    weight * middle - (weight - 1.0) * start
}

/// Error of the stored values after a step of `dt` (s) from the rates of change at its start, middle and end.
pub(crate) fn error(dt: f64, [start, middle, end]: [f64; 3]) -> f64 {
    2.0 * ERROR * dt * (start / GAMMA - middle / (GAMMA * (1.0 - GAMMA)) + end / (1.0 - GAMMA))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stages_of_a_parabola_are_exact() {
        // x = 3 t^2 + t: its rates at the ends of both stages follow from its values
        let (x, rate) = (|t: f64| 3.0 * t * t + t, |t: f64| 6.0 * t + 1.0);
        let [first, second] = stages(0.2, 1.0, true, false)[..] else { panic!("two stages") };
        let found = first.rate * (x(first.end) - x(0.2)) - rate(0.2);
        approx::assert_relative_eq!(found, rate(first.end), max_relative = 1e-12);
        let found = second.rate * (x(1.0) - backward(x(0.2), x(first.end)));
        approx::assert_relative_eq!(found, rate(1.0), max_relative = 1e-12);
        assert!(error(0.8, [rate(0.2), rate(first.end), rate(1.0)]).abs() < 1e-12);
    }

    #[test]
    fn the_error_of_a_cubic_is_what_a_step_of_pure_storage_misses() {
        // x' = 3 t^2 from 0 to h: the step finds x from the rates alone
        let h = 0.7;
        let rate = |t: f64| 3.0 * t * t;
        let [first, second] = stages(0.0, h, true, false)[..] else { panic!("two stages") };
        let middle = (rate(first.end) + rate(0.0)) / first.rate;
        let end = backward(0.0, middle) + rate(h) / second.rate;
        let missed = end - h * h * h;
        approx::assert_relative_eq!(
            error(h, [rate(0.0), rate(first.end), rate(h)]).abs(),
            missed.abs(),
            max_relative = 1e-9
        );
    }
}
