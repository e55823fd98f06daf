//! A selector whose current grows exponentially with the voltage, the same for both signs.
//!
//! I = i_0 sinh(V / v_0): the law of access devices with mixed ionic and electronic conduction, and near enough that of
//! tunnel barriers (both reviewed by Burr et al. 2014, doi:10.1116/1.4889999). Half the voltage carries the share
//! 1 / (2 cosh(V / 2 v_0)) of the current.

use std::fmt::Debug;

use serde::Deserialize;

use super::series::Series;
use crate::error::{ModelError, positive};
use crate::math::sinh_continued;
use crate::model::{Branch, Column};
use crate::words::words;

/// Selector I = i_0 sinh(V / v_0); its conductance at 0 V is i_0 / v_0.
///
/// Beyond |V| = 200 v_0 it goes on along its tangent.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exponential {
    /// Scale of the current (A).
    #[serde(deserialize_with = "crate::units::amperes")]
    pub i_0: f64,
    /// Voltage (V) that multiplies the current by e; a decade takes 2.3 times as much.
    #[serde(deserialize_with = "crate::units::volts")]
    pub v_0: f64,
}

words!(Exponential {});

/// The law with the names of its parameters.
pub(super) const EQUATIONS: &str = "I = i_0 sinh(V / v_0)";

impl Exponential {
    pub(super) fn validate(&self) -> Result<(), ModelError> {
        positive("cell.exponential", "i_0", self.i_0, "A")?;
        positive("cell.exponential", "v_0", self.v_0, "V")
    }
}

impl Series for Exponential {
    const COLUMN: Column =
        Column { name: "selector_conductance", unit: "S", long_name: "conductance of the selector at 0 V" };

    fn law(&self) -> &dyn Debug {
        self
    }

    fn read(&self, _cell: usize) -> f64 {
        self.i_0 / self.v_0
    }

    #[inline(always)]
    fn branch(&self, _cell: usize, drop: f64) -> Branch {
        let (sinh, cosh) = sinh_continued(drop / self.v_0);
        Branch { current: self.i_0 * sinh, conductance: self.i_0 / self.v_0 * cosh }
    }
}
