//! A selector that turns on beyond a threshold voltage and off below a holding voltage (ovonic or Mott).
//!
//! Off it is a resistor r_off. On it keeps the holding voltage and has the differential resistance r_on beyond it, as
//! measured on chalcogenide films (Adler et al. 1980, doi:10.1063/1.328036): the voltage snaps back from v_th to little
//! more than v_hold. Both branches carry v_hold / r_off at v_hold, so that a selector leaves the on state without a
//! jump, and one that has turned on in series with any device is above v_hold: it cannot flip back and forth.

use std::fmt::Debug;

use serde::Deserialize;

use super::series::Series;
use crate::error::{ModelError, positive};
use crate::model::{Branch, Column};
use crate::words::words;

/// Selector with hysteresis; both signs of the voltage alike.
///
/// Off: I = V / r_off, until |V| > v_th. On: |I| = v_hold / r_off + (|V| - v_hold) / r_on, until |V| < v_hold.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// Resistance while off (ohm).
    #[serde(deserialize_with = "crate::units::ohms")]
    pub r_off: f64,
    /// Differential resistance while on (ohm), below `r_off`.
    #[serde(deserialize_with = "crate::units::ohms")]
    pub r_on: f64,
    /// Voltage across the selector beyond which it turns on (V).
    #[serde(deserialize_with = "crate::units::volts")]
    pub v_th: f64,
    /// Voltage across the selector below which it turns off (V), below `v_th`.
    #[serde(deserialize_with = "crate::units::volts")]
    pub v_hold: f64,
}

/// The law with the names of its parameters.
pub(super) const EQUATIONS: &str = "\
off  I = V / r_off                                              until |V| > v_th
on   I = sign(V) [v_hold / r_off + (|V| - v_hold) / r_on]       until |V| < v_hold";

impl Threshold {
    pub(super) fn validate(&self) -> Result<(), ModelError> {
        positive("cell.threshold", "r_off", self.r_off, "ohm")?;
        positive("cell.threshold", "r_on", self.r_on, "ohm")?;
        positive("cell.threshold", "v_th", self.v_th, "V")?;
        positive("cell.threshold", "v_hold", self.v_hold, "V")?;
        let below = |name: &str, value: f64, unit, bound, limit: f64, remedy| {
            let parameter = format!("cell.threshold.{name}");
            let refusal = || ModelError::new(&parameter, crate::units::engineering(value, unit), bound, remedy);
            if value < limit { Ok(()) } else { Err(refusal()) }
        };
        below("r_on", self.r_on, "ohm", "below `r_off`", self.r_off, "exchange the two")?;
        below("v_hold", self.v_hold, "V", "below `v_th`", self.v_th, "exchange the two, or take `exponential`")
    }

    /// Current and conductance at `voltage` (V) while `on`.
    #[inline(always)]
    fn branch(&self, on: bool, voltage: f64) -> Branch {
        let beyond = voltage.abs() - self.v_hold;
        if on && beyond > 0.0 {
            let current = (self.v_hold / self.r_off + beyond / self.r_on).copysign(voltage);
            return Branch { current, conductance: 1.0 / self.r_on };
        }
        Branch { current: voltage / self.r_off, conductance: 1.0 / self.r_off }
    }
}

/// Threshold selectors of many cells.
pub(super) struct Selectors {
    law: Threshold,
    on: Vec<bool>,
    marked: Vec<bool>,
}

words!(Selectors { on });

impl Selectors {
    /// `count` selectors, all off.
    pub fn new(law: Threshold, count: usize) -> Selectors {
        Selectors { law, on: vec![false; count], marked: vec![false; count] }
    }
}

impl Series for Selectors {
    const COLUMN: Column = Column { name: "selector_on", unit: "1", long_name: "state of the selector, 1 when on" };

    fn law(&self) -> &dyn Debug {
        &self.law
    }

    fn read(&self, cell: usize) -> f64 {
        f64::from(u8::from(self.on[cell]))
    }

    #[inline(always)]
    fn branch(&self, cell: usize, drop: f64) -> Branch {
        self.law.branch(self.on[cell], drop)
    }

    fn limit(&self, cell: usize, from: f64, to: f64) -> Option<f64> {
        let Threshold { v_th, v_hold, .. } = self.law;
        if self.on[cell] {
            // a change of sign passes the band in which nothing holds
            let leaves = to.abs() < v_hold || from * to < 0.0;
            return if from.abs() < v_hold { Some(from) } else { leaves.then(|| v_hold.copysign(from)) };
        }
        if from.abs() > v_th { Some(from) } else { (to.abs() > v_th).then(|| v_th.copysign(to)) }
    }

    fn flip(&mut self, cell: usize) {
        self.on[cell] = !self.on[cell];
    }

    fn reset(&mut self, cell: usize) {
        self.on[cell] = false;
    }

    fn idle(&self, lowest: f64, highest: f64) -> bool {
        let v_th = self.law.v_th;
        lowest >= -v_th && highest <= v_th && self.on.iter().all(|&on| !on)
    }

    fn jumps(&self) -> bool {
        true
    }

    fn mark(&mut self) {
        self.marked.copy_from_slice(&self.on);
    }

    fn rollback(&mut self) {
        self.on.copy_from_slice(&self.marked);
    }
}
