//! A transistor between device and bit line: smooth from weak to strong inversion, the same from either side.
//!
//! Enz, Krummenacher and Vittoz 1995, doi:10.1007/BF01239381: forward and reverse currents are one function of the
//! distance between pinch-off voltage and either end of the channel, all voltages against the substrate at ground.

use std::fmt::Debug;

use serde::Deserialize;

use super::series::Series;
use crate::constants::{E, K_B, ROOM_TEMPERATURE};
use crate::error::{ModelError, positive, within};
use crate::math::{exp, expm1, ln_1p, ln_1p_unit};
use crate::model::{Branch, Column, Segment};
use crate::words::words;

/// Transistor of n type with its source at the bit line; the gate takes no current. Its parameters are those at
/// `temperature`.
///
/// I = i_s [F((v_p - v_s) / phi_t) - F((v_p - v_d) / phi_t)], F(x) = ln^2(1 + e^(x/2)), v_p = (v_g - v_t0) / n,
/// phi_t = k T / e. Weak inversion: a decade per n phi_t ln 10 of gate voltage; strong inversion in saturation:
/// I = i_s (v_g - v_t0 - n v_s)^2 / (2 n phi_t)^2.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transistor {
    /// Specific current (A), 2 n beta phi_t^2 with the transfer parameter beta (A/V^2).
    #[serde(deserialize_with = "crate::units::amperes")]
    pub i_s: f64,
    /// Threshold voltage of the gate with the channel at 0 V (V).
    #[serde(deserialize_with = "crate::units::volts")]
    pub v_t0: f64,
    /// Slope factor, 1 or above.
    pub n: f64,
    /// Gate voltage against ground (V) until the circuit sets another.
    #[serde(deserialize_with = "crate::units::volts")]
    pub v_g: f64,
    /// Temperature (K).
    #[serde(default = "room", deserialize_with = "crate::units::kelvins")]
    pub temperature: f64,
}

fn room() -> f64 {
    ROOM_TEMPERATURE
}

/// The law with the names of its parameters.
pub(super) const EQUATIONS: &str = "\
I = i_s [F((v_p - v_s) / phi_t) - F((v_p - v_d) / phi_t)], F(x) = ln^2(1 + e^(x/2))
v_p = (v_g - v_t0) / n, phi_t = k temperature / e; v_s bit line, v_d inner node, against ground";

impl Transistor {
    pub(super) fn validate(&self) -> Result<(), ModelError> {
        positive("cell.transistor", "i_s", self.i_s, "A")?;
        within("cell.transistor.v_t0", self.v_t0, -100.0, 100.0, "give it in volts, such as \"0.4 V\"")?;
        within("cell.transistor.n", self.n, 1.0, 10.0, "slope factors are 1.2 to 1.6")?;
        within("cell.transistor.v_g", self.v_g, -100.0, 100.0, "give it in volts, such as \"1 V\"")?;
        let remedy = "give an absolute temperature, such as \"300 K\"";
        within("cell.transistor.temperature", self.temperature, 1.0, 2000.0, remedy)
    }

    /// Thermal voltage (V).
    #[inline(always)]
    fn phi_t(&self) -> f64 {
        K_B * self.temperature / E
    }

    /// Current (A) from drain to source, and its slope (S) with the voltage of the drain; gate and source (V) against
    /// ground, the drain `drop` (V) above the source.
    #[inline(always)]
    fn branch(&self, gate: f64, source: f64, drop: f64) -> Branch {
        let per_end = 0.5 / self.phi_t();
        let from_source = per_end * ((gate - self.v_t0) / self.n - source);
        let apart = per_end * drop;
        let from_drain = from_source - apart;
        let (l_s, l_d) = (softplus(from_source), softplus(from_drain));
        let logistic = logistic(from_drain);
        // for ends close together ln[(1 + e^s) / (1 + e^d)], so that the difference keeps its digits
        let near = ln_1p(expm1(apart.clamp(-1.0, 1.0)) * logistic);
        let difference = if apart.abs() < 1.0 { near } else { l_s - l_d };
        let current = self.i_s * difference * (l_s + l_d);
        Branch { current, conductance: 2.0 * per_end * self.i_s * l_d * logistic }
    }
}

/// ln(1 + e^x) without overflow.
#[inline(always)]
fn softplus(x: f64) -> f64 {
    x.max(0.0) + ln_1p_unit(exp(-x.abs()))
}

/// 1 / (1 + e^-x), also where e^-x overflows.
#[inline(always)]
fn logistic(x: f64) -> f64 {
    let small = exp(-x.abs());
    if x > 0.0 { 1.0 / (1.0 + small) } else { small / (1.0 + small) }
}

/// Transistors of many cells, with the voltages that the circuit holds them at.
pub(super) struct Transistors {
    law: Transistor,
    gates: Held,
    bit_nodes: Held,
}

words!(Transistors { gates, bit_nodes });

/// Voltages (V) that change linearly during a segment.
struct Held {
    start: Vec<f64>,
    end: Vec<f64>,
    now: Vec<f64>,
}

words!(Held { start, end, now });

impl Held {
    fn at(voltage: f64, count: usize) -> Held {
        let voltages = vec![voltage; count];
        Held { start: voltages.clone(), end: voltages.clone(), now: voltages }
    }

    fn set(&mut self, segment: Segment<'_>) {
        let len = self.now.len();
        assert!(segment.start.len() == len && segment.end.len() == len, "one voltage per device");
        self.start.copy_from_slice(segment.start);
        self.end.copy_from_slice(segment.end);
        self.now.copy_from_slice(segment.end);
    }

    fn turn(&mut self, share: f64) {
        super::steps::between(&self.start, &self.end, share, &mut self.now);
    }
}

impl Transistors {
    /// `count` transistors with their sources at 0 V.
    pub fn new(law: Transistor, count: usize) -> Transistors {
        Transistors { law, gates: Held::at(law.v_g, count), bit_nodes: Held::at(0.0, count) }
    }
}

impl Series for Transistors {
    const COLUMN: Column = Column { name: "gate_voltage", unit: "V", long_name: "gate voltage against ground" };

    fn law(&self) -> &dyn Debug {
        &self.law
    }

    fn read(&self, cell: usize) -> f64 {
        self.gates.now[cell]
    }

    #[inline(always)]
    fn branch(&self, cell: usize, drop: f64) -> Branch {
        self.law.branch(self.gates.now[cell], self.bit_nodes.now[cell], drop)
    }

    fn turn(&mut self, share: f64) {
        self.gates.turn(share);
        self.bit_nodes.turn(share);
    }

    fn steady(&self) -> bool {
        self.gates.start == self.gates.end && self.bit_nodes.start == self.bit_nodes.end
    }

    fn stand(&mut self, bit_nodes: Segment<'_>) {
        self.bit_nodes.set(bit_nodes);
    }

    fn set_gates(&mut self, gates: Segment<'_>) {
        self.gates.set(gates);
    }
}

#[cfg(test)]
#[path = "transistor_tests.rs"]
mod tests;
