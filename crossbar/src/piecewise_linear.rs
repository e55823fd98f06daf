//! Voltages that are linear between corners.

use devices::units::engineering;
use thiserror::Error;

/// A voltage in time: linear between corners, constant before the first and after the last.
#[derive(Clone, Debug, PartialEq)]
pub struct PiecewiseLinear {
    /// Corners (s, V) of strictly increasing time.
    corners: Vec<(f64, f64)>,
}

/// Corners that are no voltage in time.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum CornerError {
    /// No corner at all.
    #[error("a piecewise-linear voltage needs at least one corner")]
    None,
    /// A number that is not one.
    #[error("corner {corner} is ({}, {}); both must be finite", engineering(*time, "s"), engineering(*voltage, "V"))]
    NotFinite {
        /// Number of the corner, from 1.
        corner: usize,
        /// Its time (s).
        time: f64,
        /// Its voltage (V).
        voltage: f64,
    },
    /// Time that stands still or runs backwards.
    #[error("corner {corner} is at {}, not after the one before at {}; give a jump a short rise time", engineering(*time, "s"), engineering(*before, "s"))]
    Order {
        /// Number of the corner, from 1.
        corner: usize,
        /// Its time (s).
        time: f64,
        /// Time of the corner before (s).
        before: f64,
    },
}

impl PiecewiseLinear {
    /// A voltage through `corners` (s, V).
    ///
    /// # Errors
    /// [`CornerError`] when there is none, a number is not finite, or time does not increase.
    pub fn new(corners: Vec<(f64, f64)>) -> Result<PiecewiseLinear, CornerError> {
        if corners.is_empty() {
            return Err(CornerError::None);
        }
        for (k, &(time, voltage)) in corners.iter().enumerate() {
            if !(time.is_finite() && voltage.is_finite()) {
                return Err(CornerError::NotFinite { corner: k + 1, time, voltage });
            }
            if k > 0 && time <= corners[k - 1].0 {
                return Err(CornerError::Order { corner: k + 1, time, before: corners[k - 1].0 });
            }
        }
        Ok(PiecewiseLinear { corners })
    }

    /// The same voltage (V) at all times.
    pub fn constant(voltage: f64) -> PiecewiseLinear {
        PiecewiseLinear { corners: vec![(0.0, voltage)] }
    }

    /// The corners (s, V).
    pub fn corners(&self) -> &[(f64, f64)] {
        &self.corners
    }

    /// Voltage (V) at `time` (s).
    pub fn at(&self, time: f64) -> f64 {
        let next = self.corners.partition_point(|corner| corner.0 <= time);
        match (next.checked_sub(1).map(|last| self.corners[last]), self.corners.get(next)) {
            (Some((t0, v0)), Some((t1, v1))) => v0 + (v1 - v0) * (time - t0) / (t1 - t0),
            (Some((_, voltage)), None) | (None, Some(&(_, voltage))) => voltage,
            (None, None) => 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_voltage_is_linear_between_corners_and_constant_outside() {
        let ramp = PiecewiseLinear::new(vec![(1.0, 2.0), (3.0, 6.0)]).unwrap();
        assert_eq!([0.0, 1.0, 1.5, 3.0, 9.0].map(|time| ramp.at(time)), [2.0, 2.0, 3.0, 6.0, 6.0]);
    }

    #[test]
    fn time_must_increase_and_numbers_must_be_finite() {
        assert_eq!(PiecewiseLinear::new(vec![]), Err(CornerError::None));
        let order = CornerError::Order { corner: 2, time: 1.0, before: 1.0 };
        assert_eq!(PiecewiseLinear::new(vec![(1.0, 0.0), (1.0, 1.0)]), Err(order));
        assert!(matches!(PiecewiseLinear::new(vec![(0.0, f64::NAN)]), Err(CornerError::NotFinite { corner: 1, .. })));
    }
}
