//! Window functions: how the drift of a boundary slows down near the ends of its range.
//!
//! All are written in the progress s of the motion: 0 at the end that the boundary leaves, 1 at the end it approaches,
//! so that one form serves both directions. Table 3 of Kvatinsky et al., "Verilog-A for memristor models", technical
//! report, Technion 2011, whose code has the window of TEAM (doi:10.1109/TCSI.2012.2215714) with its two edges.

use serde::Deserialize;

use crate::error::{ModelError, positive, within};
use crate::math::{exp, powf};

/// Window function; in files `window = "none"` or a table such as `[parameters.window.joglekar]`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Window {
    /// f = 1: full speed up to hard bounds.
    None,
    /// f = 1 - (2 s - 1)^(2 p), doi:10.1088/0143-0807/30/4/001; symmetric.
    Joglekar {
        /// Exponent, 1 or above.
        p: f64,
    },
    /// f = 1 - (x - stp(-i))^(2 p) = 1 - s^(2 p), Biolek et al. 2009; slows down on approach only.
    Biolek {
        /// Exponent, 1 or above.
        p: f64,
    },
    /// f = j (1 - ((s - 1/2)^2 + 3/4)^p), doi:10.1109/TED.2011.2158004; symmetric.
    Prodromakis {
        /// Exponent, above zero.
        p: f64,
        /// Height.
        j: f64,
    },
    /// f = exp(-exp((s - a) / w_c)), the window of TEAM; slows down on approach only.
    Kvatinsky {
        /// Progress at which f = 1/e: a_off = w_on + a L and a_on = w_off - a L, with L = w_off - w_on.
        a: f64,
        /// Width as a fraction of L.
        w_c: f64,
    },
}

/// x to a power; whole ones, which most published windows have, by multiplication.
fn power(x: f64, exponent: f64) -> f64 {
    const MOST: f64 = 32.0;
    if exponent.fract() == 0.0 && exponent <= MOST { x.powi(exponent as i32) } else { powf(x, exponent) }
}

impl Window {
    /// A symmetric window would hold a boundary at its end for ever (the "stick effect", Biolek et al. 2021); in the half
    /// of the range that the boundary leaves, no window is below this value. It costs a delay of a few parts per million.
    pub const RELEASE: f64 = 1e-6;

    /// Value at `progress` (0 to 1), as published.
    pub fn value(&self, progress: f64) -> f64 {
        match *self {
            Window::None => 1.0,
            Window::Joglekar { p } => 1.0 - power((2.0 * progress - 1.0).abs(), 2.0 * p),
            Window::Biolek { p } => 1.0 - power(progress, 2.0 * p),
            Window::Prodromakis { p, j } => j * (1.0 - powf((progress - 0.5) * (progress - 0.5) + 0.75, p)),
            Window::Kvatinsky { a, w_c } => exp(-exp((progress - a) / w_c)),
        }
    }

    /// Value at `progress`, lifted where the boundary leaves an end so that it cannot stick there.
    pub(super) fn speed(&self, progress: f64) -> f64 {
        if progress < 0.5 { self.value(progress).max(Self::RELEASE) } else { self.value(progress) }
    }

    /// Largest value.
    pub(super) fn highest(&self) -> f64 {
        match self {
            Window::None | Window::Joglekar { .. } | Window::Biolek { .. } => 1.0,
            Window::Prodromakis { .. } => self.value(0.5),
            Window::Kvatinsky { .. } => self.value(0.0),
        }
    }

    pub(super) fn validate(&self) -> Result<(), ModelError> {
        match *self {
            Window::None => Ok(()),
            Window::Joglekar { p } => within("window.joglekar.p", p, 1.0, 100.0, "1 to 10 are usual"),
            Window::Biolek { p } => within("window.biolek.p", p, 1.0, 100.0, "1 to 10 are usual"),
            Window::Prodromakis { p, j } => {
                within("window.prodromakis.p", p, 0.01, 100.0, "1 to 10 are usual")?;
                positive("window.prodromakis", "j", j, "")
            }
            Window::Kvatinsky { a, w_c } => {
                within("window.kvatinsky.a", a, 0.0, 1.0, "it is a fraction of w_off - w_on")?;
                within("window.kvatinsky.w_c", w_c, 1e-3, 10.0, "it is a fraction of w_off - w_on")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> [Window; 5] {
        [
            Window::None,
            Window::Joglekar { p: 2.0 },
            Window::Biolek { p: 2.0 },
            Window::Prodromakis { p: 3.0, j: 1.0 },
            Window::Kvatinsky { a: 0.4, w_c: 0.05 },
        ]
    }

    #[test]
    fn joglekar_window_is_zero_at_both_ends_and_one_in_the_middle() {
        // a public simulator computes (1 - (2x - 1))^(2p), which is 4 at x = 0 for p = 1
        for p in [1.0, 2.0, 7.0] {
            let window = Window::Joglekar { p };
            assert_eq!([0.0, 0.5, 1.0].map(|s| window.value(s)), [0.0, 1.0, 0.0]);
        }
    }

    #[test]
    fn prodromakis_window_is_zero_at_both_ends_and_has_its_height_in_the_middle() {
        // a public simulator lacks a bracket and gets 1.5 at x = 0
        for (p, j) in [(1.0, 1.0), (2.0, 1.0), (10.0, 0.7)] {
            let window = Window::Prodromakis { p, j };
            assert_eq!([0.0, 1.0].map(|s| window.value(s)), [0.0, 0.0]);
            assert!((window.value(0.5) - j * (1.0 - 0.75f64.powf(p))).abs() < 1e-15);
        }
    }

    #[test]
    fn biolek_window_is_one_at_departure_and_zero_on_arrival() {
        let window = Window::Biolek { p: 2.0 };
        assert_eq!((window.value(0.0), window.value(1.0)), (1.0, 0.0));
        assert!((window.value(0.5) - (1.0 - 1.0 / 16.0)).abs() < 1e-15);
    }

    #[test]
    fn window_of_team_falls_to_one_over_e_at_its_edge() {
        let window = Window::Kvatinsky { a: 0.4, w_c: 0.05 };
        assert!((window.value(0.4) - (-1f64).exp()).abs() < 1e-15);
        assert!(window.value(0.0) > 0.999 && window.value(1.0) == 0.0);
    }

    #[test]
    fn no_window_exceeds_its_highest_value_and_none_holds_a_boundary_that_leaves() {
        for window in all() {
            for k in 0..=1000 {
                let s = f64::from(k) / 1000.0;
                assert!((0.0..=window.highest()).contains(&window.value(s)), "{window:?} at {s}");
            }
            assert!(window.speed(0.0) >= 1e-6, "{window:?}");
        }
    }
}
