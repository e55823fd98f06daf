//! Piecewise-linear voltages: the shapes of pre and post spikes.

use crate::LearningError;
use devices::units::engineering;

/// A voltage that is linear between corners, 0 V before the first and after the last one.
///
/// Two corners at the same time make a jump; at the jump itself the later value holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Waveform {
    /// Corners (s, V) with non-decreasing time.
    corners: Vec<(f64, f64)>,
}

impl Waveform {
    /// A waveform through `corners`: pairs of time (s, from the start of the spike) and voltage (V).
    ///
    /// # Errors
    /// [`LearningError::Waveform`] when there are fewer than two corners, a value is not finite, time runs
    /// backwards, or the first corner is not at 0 s.
    pub fn new(corners: Vec<(f64, f64)>) -> Result<Self, LearningError> {
        let bad = |corner: usize, problem: String| Err(LearningError::Waveform { corner, problem });
        if corners.len() < 2 {
            return bad(corners.len(), "a waveform needs at least two corners".into());
        }
        if corners[0].0 != 0.0 {
            let first = corners[0].0;
            return bad(
                1,
                format!(
                    "the first corner is at {}; shift the waveform so that it starts at 0 s",
                    engineering(first, "s")
                ),
            );
        }
        for (k, &(time, voltage)) in corners.iter().enumerate() {
            if !(time.is_finite() && voltage.is_finite()) {
                return bad(k + 1, format!("({time} s, {voltage} V) is not finite"));
            }
            if k > 0 && time < corners[k - 1].0 {
                return bad(
                    k + 1,
                    format!(
                        "time runs backwards, from {} to {}",
                        engineering(corners[k - 1].0, "s"),
                        engineering(time, "s")
                    ),
                );
            }
        }
        Ok(Self { corners })
    }

    /// 0 V all the time, for a line without a spike.
    pub fn silence() -> Self {
        Self { corners: vec![(0.0, 0.0), (0.0, 0.0)] }
    }

    /// A rectangle of `v_p` lasting `t_p`, then a straight slope from `-v_n` to 0 lasting `t_r` (V, s).
    ///
    /// The spike of Boyn et al. 2017, doi:10.1038/ncomms14736, Fig. 1d, in its linear form.
    ///
    /// # Errors
    /// [`LearningError::Waveform`] when a duration is negative or a value is not finite.
    pub fn rectangle_then_slope(v_p: f64, v_n: f64, t_p: f64, t_r: f64) -> Result<Self, LearningError> {
        Self::new(vec![(0.0, v_p), (t_p, v_p), (t_p, -v_n), (t_p + t_r, 0.0)])
    }

    /// The corners (s, V).
    pub fn corners(&self) -> &[(f64, f64)] {
        &self.corners
    }

    /// The same shape starting at `start` (s).
    ///
    /// The corners are moved once, so that every later comparison with a corner's time is exact.
    pub fn starting_at(&self, start: f64) -> Self {
        Self { corners: self.corners.iter().map(|&(time, voltage)| (start + time, voltage)).collect() }
    }

    /// The same shape with all voltages times `factor`.
    pub fn scaled(&self, factor: f64) -> Self {
        Self { corners: self.corners.iter().map(|&(time, voltage)| (time, factor * voltage)).collect() }
    }

    /// True at a `time` (s) from the first corner until before the last one.
    pub fn playing(&self, time: f64) -> bool {
        self.corners[0].0 <= time && time < self.duration()
    }

    /// Time of the last corner (s), which is the duration of a waveform that starts at 0 s.
    pub fn duration(&self) -> f64 {
        self.corners[self.corners.len() - 1].0
    }

    /// Lowest and highest voltage (V), 0 V included.
    pub fn range(&self) -> (f64, f64) {
        self.corners.iter().fold((0.0, 0.0), |(low, high), &(_, v)| (v.min(low), v.max(high)))
    }

    /// Voltage at `time` (V); at a jump the value after it.
    pub fn after(&self, time: f64) -> f64 {
        self.between(self.corners.partition_point(|&(t, _)| t <= time), time)
    }

    /// Voltage at `time` (V); at a jump the value before it.
    pub fn before(&self, time: f64) -> f64 {
        self.between(self.corners.partition_point(|&(t, _)| t < time), time)
    }

    /// Linear interpolation at `time` between corner `next - 1` and corner `next`.
    fn between(&self, next: usize, time: f64) -> f64 {
        if next == 0 || next == self.corners.len() {
            return 0.0;
        }
        let ((t0, v0), (t1, v1)) = (self.corners[next - 1], self.corners[next]);
        if t1 > t0 { v0 + (v1 - v0) * (time - t0) / (t1 - t0) } else { v1 }
    }

    /// Where the waveform jumps or bends: time (s), jump of the voltage (V), jump of the slope (V/s).
    ///
    /// Adding up all jumps until a time gives the waveform at that time, which is how many lines are followed cheaply.
    pub fn kinks(&self) -> Vec<(f64, f64, f64)> {
        let mut kinks: Vec<(f64, f64, f64)> = Vec::with_capacity(self.corners.len());
        let mut add = |time: f64, jump: f64, bend: f64| match kinks.last_mut() {
            Some(last) if last.0 == time => (last.1, last.2) = (last.1 + jump, last.2 + bend),
            _ => kinks.push((time, jump, bend)),
        };
        for pair in self.corners.windows(2) {
            let ((t0, v0), (t1, v1)) = (pair[0], pair[1]);
            if t1 > t0 {
                let slope = (v1 - v0) / (t1 - t0);
                add(t0, v0, slope);
                add(t1, -v1, -slope);
            }
        }
        kinks
    }

    /// Integral of the squared voltage from `from` to `to` (V² s), exact.
    pub fn squared_integral(&self, from: f64, to: f64) -> f64 {
        self.corners
            .windows(2)
            .filter_map(|pair| {
                let start = pair[0].0.max(from);
                let end = pair[1].0.min(to);
                (end > start).then(|| {
                    let (v0, v1) = (self.after(start), self.before(end));
                    (end - start) * (v0 * v0 + v0 * v1 + v1 * v1) / 3.0
                })
            })
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn a_jump_has_a_value_before_and_a_value_after() {
        let spike = Waveform::rectangle_then_slope(1.0, 0.8, 100e-9, 500e-9).unwrap();
        assert_eq!((spike.before(0.0), spike.after(0.0)), (0.0, 1.0));
        assert_eq!((spike.before(100e-9), spike.after(100e-9)), (1.0, -0.8));
        assert_relative_eq!(spike.after(350e-9), -0.4, max_relative = 1e-12);
        assert_eq!(spike.after(600e-9), 0.0);
    }

    #[test]
    fn the_squared_integral_of_a_triangle_is_a_third_of_its_box() {
        let triangle = Waveform::new(vec![(0.0, 0.0), (2e-6, 3.0), (4e-6, 0.0)]).unwrap();
        assert_relative_eq!(triangle.squared_integral(0.0, 4e-6), 9.0 * 4e-6 / 3.0, max_relative = 1e-12);
        let halves = triangle.squared_integral(0.0, 1.1e-6) + triangle.squared_integral(1.1e-6, 9e-6);
        assert_relative_eq!(halves, 12e-6, max_relative = 1e-12);
    }

    #[test]
    fn unusable_corners_are_refused_with_their_number() {
        let problem = |corners: Vec<(f64, f64)>| Waveform::new(corners).unwrap_err().to_string();
        assert!(problem(vec![(0.0, 1.0)]).contains("at least two"));
        assert!(problem(vec![(1e-9, 0.0), (2e-9, 1.0)]).contains("starts at 0 s"));
        assert!(problem(vec![(0.0, 0.0), (2e-9, f64::NAN)]).contains("corner 2"));
        assert!(problem(vec![(0.0, 0.0), (2e-9, 1.0), (1e-9, 1.0)]).contains("backwards"));
    }
}
