//! Slopes that stand in for that of a spike, which is none.

use std::f64::consts::PI;

/// Slope given to a spike against the distance of the potential from the threshold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Surrogate {
    /// `1 / (1 + slope |x|)^2` (Zenke and Ganguli 2018, doi:10.1162/neco_a_01086); snnTorch's default slope is 25.
    FastSigmoid {
        /// Steepness, above 0.
        slope: f64,
    },
    /// `alpha / 2 / (1 + (pi alpha x / 2)^2)` (Fang et al. 2021, ICCV); snnTorch's default alpha is 2.
    Arctan {
        /// Steepness, above 0.
        alpha: f64,
    },
}

impl Surrogate {
    /// The slope at `x`, potential minus threshold.
    #[inline(always)]
    pub fn slope(self, x: f64) -> f64 {
        match self {
            Surrogate::FastSigmoid { slope } => 1.0 / (1.0 + slope * x.abs()).powi(2),
            Surrogate::Arctan { alpha } => alpha / 2.0 / (1.0 + (PI * alpha * x / 2.0).powi(2)),
        }
    }

    /// The smooth function whose slope it is, 0 at the threshold: a spike that has been blurred.
    pub fn smooth(self, x: f64) -> f64 {
        match self {
            Surrogate::FastSigmoid { slope } => x / (1.0 + slope * x.abs()),
            Surrogate::Arctan { alpha } => (PI * alpha * x / 2.0).atan() / PI,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    const BOTH: [Surrogate; 2] = [Surrogate::FastSigmoid { slope: 25.0 }, Surrogate::Arctan { alpha: 2.0 }];

    #[test]
    fn slopes_are_one_at_the_threshold_and_a_quarter_or_a_half_where_the_scale_says() {
        for surrogate in BOTH {
            assert_eq!(surrogate.slope(0.0), 1.0);
        }
        assert_relative_eq!(BOTH[0].slope(-1.0 / 25.0), 0.25, max_relative = 1e-14);
        assert_relative_eq!(BOTH[1].slope(1.0 / PI), 0.5, max_relative = 1e-14);
    }

    #[test]
    fn the_slope_is_that_of_the_smooth_function() {
        for surrogate in BOTH {
            for x in [-1.3, -0.2, -0.01, 0.03, 0.5, 2.0] {
                let h = 1e-5;
                let central = (surrogate.smooth(x + h) - surrogate.smooth(x - h)) / (2.0 * h);
                // error of central differences: h^2 f''' / 6 is below 1e-6 of the slope here
                assert_relative_eq!(surrogate.slope(x), central, max_relative = 1e-6);
            }
        }
    }
}
