//! The solved array at one time.

use crate::{
    array::Nodes,
    currents::EndCurrents,
    drive::{Drive, Terminal},
};

use super::storage::Stored;

/// Voltages and currents at one time.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// Time (s).
    pub time: f64,
    /// What holds the line ends.
    pub drive: Drive,
    /// Voltages of all nodes (V).
    pub nodes: Nodes,
    /// Voltage of the gate of each device (V), row-major; empty without gates.
    pub gates: Vec<f64>,
    /// Voltage across each device (V), row-major.
    pub voltages: Vec<f64>,
    /// Conduction current of each device (A), row-major.
    pub currents: Vec<f64>,
    /// Currents out of the line ends (A).
    pub ends: EndCurrents,
    /// What is stored; empty without capacitance.
    pub(super) stored: Stored,
    /// How fast that changes (per s).
    pub(super) rates: Stored,
}

impl Moment {
    /// An array whose ends are held by `drive`, to be solved.
    pub(super) fn new(drive: Drive) -> Moment {
        Moment {
            time: f64::NAN,
            drive,
            nodes: Nodes::default(),
            gates: Vec::new(),
            voltages: Vec::new(),
            currents: Vec::new(),
            ends: EndCurrents::default(),
            stored: Stored::default(),
            rates: Stored::default(),
        }
    }

    /// Energy (J) from the sources between two moments, taking voltages and currents as linear in time.
    pub fn delivered(start: &Moment, end: &Moment) -> f64 {
        let ends = |moment: &Moment| {
            let Drive { left, right, top, bottom } = &moment.drive;
            let EndCurrents { left: out_left, right: out_right, top: out_top, bottom: out_bottom } = &moment.ends;
            let pairs = |terminals: &[Terminal], out: &[f64]| -> Vec<(f64, f64)> {
                terminals.iter().zip(out).map(|(end, out)| (end.voltage().unwrap_or(0.0), -out)).collect()
            };
            [pairs(left, out_left), pairs(right, out_right), pairs(top, out_top), pairs(bottom, out_bottom)].concat()
        };
        product_integral(&ends(start), &ends(end), end.time - start.time)
    }

    /// Energy (J) that the devices dissipate between two moments, taking voltages and currents as linear in time.
    pub fn dissipated(start: &Moment, end: &Moment) -> f64 {
        let pairs = |moment: &Moment| -> Vec<(f64, f64)> {
            moment.voltages.iter().copied().zip(moment.currents.iter().copied()).collect()
        };
        product_integral(&pairs(start), &pairs(end), end.time - start.time)
    }
}

/// Integral of the sum of products of two numbers that are linear in time over `dt` (s).
fn product_integral(start: &[(f64, f64)], end: &[(f64, f64)], dt: f64) -> f64 {
    let term = |(&(v0, i0), &(v1, i1)): (&(f64, f64), &(f64, f64))| 2.0 * (v0 * i0 + v1 * i1) + v0 * i1 + v1 * i0;
    start.iter().zip(end).map(term).sum::<f64>() * dt / 6.0
}
