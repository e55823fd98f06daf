//! Lines without resistance: each line is one node.

use nalgebra::{DMatrix, DVector};

use crate::{
    array::{LinearSolver, Nodes, SolveStats},
    choose::{Choice, Solver},
    circuit::Circuit,
    error::{Lines, SolveError},
    line::OneLine,
    residual::checked_residual,
};

/// Exact solver for perfectly conducting lines behind driver resistances.
///
/// With drivers of 0 ohm the column currents are the exact product of conductances and voltages. Otherwise every line
/// has one unknown voltage: the longer set of lines is eliminated (its matrix is diagonal) and the rest solved densely
/// by Cholesky factorization, so the cost is rows * columns * min(rows, columns).
#[derive(Clone, Debug, Default)]
pub struct Ideal {}

impl Ideal {
    /// A solver that keeps nothing between solves.
    pub fn new() -> Ideal {
        Ideal {}
    }
}

impl LinearSolver for Ideal {
    fn solve(&mut self, circuit: &Circuit<'_>, nodes: &mut Nodes) -> Result<SolveStats, SolveError> {
        circuit.check()?;
        let (wires, conductances) = (circuit.wires, circuit.conductances);
        if Choice::of(wires).solver != Solver::Ideal {
            return Err(SolveError::Unsuited { solver: "Ideal", needs: "segments of exactly 0 ohm and no bridges" });
        }
        nodes.fit(wires.devices());
        let columns = wires.columns;
        let (words, bits) = (holders(circuit, Lines::Word), holders(circuit, Lines::Bit));
        let (word, bit) = if wires.rows >= columns {
            lumped(&words, &bits, |word, bit| conductances[word * columns + bit])?
        } else {
            let (bit, word) = lumped(&bits, &words, |bit, word| conductances[word * columns + bit])?;
            (word, bit)
        };
        for (row, voltage) in word.iter().enumerate() {
            nodes.word[row * columns..(row + 1) * columns].fill(*voltage);
            nodes.bit[row * columns..(row + 1) * columns].copy_from_slice(&bit);
        }
        Ok(SolveStats { solver: Solver::Ideal, iterations: 0, residual: checked_residual(circuit, nodes)? })
    }
}

/// What a line sees from outside of the devices.
enum Holder {
    /// A source without resistance at this voltage (V).
    Fixed(f64),
    /// Sources behind resistances, shunts and injections: their total conductance (S) and short-circuit current (A);
    /// zero for a floating line.
    Loaded { conductance: f64, current: f64 },
}

fn holders(circuit: &Circuit<'_>, lines: Lines) -> Vec<Holder> {
    let holder = |line: OneLine<'_>| {
        let (shunt, injected) = match lines {
            Lines::Word => (circuit.shunts.word, circuit.injected.map(|injected| &injected.word)),
            Lines::Bit => (circuit.shunts.bit, circuit.injected.map(|injected| &injected.bit)),
        };
        let into = |currents: &Vec<f64>| (0..line.nodes()).map(|k| currents[line.device(k)]).sum();
        let (mut conductance, mut current) = (shunt * line.nodes() as f64, injected.map_or(0.0, into));
        for (voltage, resistance) in line.holds().into_iter().flatten() {
            if resistance == 0.0 {
                return Holder::Fixed(voltage);
            }
            conductance += 1.0 / resistance;
            current += voltage / resistance;
        }
        Holder::Loaded { conductance, current }
    };
    OneLine::of(circuit.wires, circuit.drive, lines).map(holder).collect()
}

/// Voltages of the `long` and the `short` set of lines, joined by devices of conductance g(long, short).
fn lumped(
    long: &[Holder],
    short: &[Holder],
    g: impl Fn(usize, usize) -> f64,
) -> Result<(Vec<f64>, Vec<f64>), SolveError> {
    let mut short_voltages: Vec<f64> = short.iter().map(|s| if let Holder::Fixed(v) = s { *v } else { 0.0 }).collect();
    let unknown: Vec<usize> = (0..short.len()).filter(|s| matches!(short[*s], Holder::Loaded { .. })).collect();
    let mut matrix = DMatrix::zeros(unknown.len(), unknown.len());
    let mut currents = DVector::zeros(unknown.len());
    for (k, s) in unknown.iter().enumerate() {
        if let Holder::Loaded { conductance, current } = short[*s] {
            (matrix[(k, k)], currents[k]) = (conductance, current);
        }
    }
    for (l, holder) in long.iter().enumerate() {
        // the voltage of this line if the unknown lines were at 0 V, and its total conductance
        let (voltage, total) = line_voltage(holder, &short_voltages, |s| g(l, s));
        for (k, s) in unknown.iter().enumerate() {
            matrix[(k, k)] += g(l, *s);
            currents[k] += g(l, *s) * voltage;
            for (m, t) in unknown.iter().enumerate() {
                matrix[(k, m)] -= g(l, *s) * g(l, *t) / total;
            }
        }
    }
    let factor = matrix.cholesky().ok_or(SolveError::Singular { unknowns: unknown.len() })?;
    for (k, voltage) in factor.solve(&currents).iter().enumerate() {
        short_voltages[unknown[k]] = *voltage;
    }
    let long_voltages = long.iter().enumerate().map(|(l, holder)| line_voltage(holder, &short_voltages, |s| g(l, s)).0);
    Ok((long_voltages.collect(), short_voltages))
}

/// Voltage of one line among crossing lines of known voltages, and its total conductance (infinite for a fixed line).
fn line_voltage(holder: &Holder, crossing: &[f64], g: impl Fn(usize) -> f64) -> (f64, f64) {
    match holder {
        Holder::Fixed(voltage) => (*voltage, f64::INFINITY),
        Holder::Loaded { conductance, current } => {
            let (mut total, mut into) = (*conductance, *current);
            for (s, voltage) in crossing.iter().enumerate() {
                total += g(s);
                into += g(s) * voltage;
            }
            (into / total, total)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        currents::end_currents,
        drive::{Drive, Terminal},
        wires::{Line, Wires},
    };
    use approx::assert_relative_eq;

    #[test]
    fn ideal_drivers_give_the_exact_product_of_conductances_and_voltages() {
        let wires = Wires::uniform(3, 2, 0.0);
        let conductances = [1e-6, 2e-6, 3e-6, 4e-6, 5e-6, 6e-6];
        let drive = Drive::read(&[0.1, 0.2, -0.3], 2);
        let mut nodes = Nodes::default();
        let stats = Ideal::new().solve(&Circuit::ohmic(&wires, &drive, &conductances), &mut nodes).unwrap();
        let out = end_currents(&Circuit::ohmic(&wires, &drive, &conductances), &nodes).bottom;
        assert_relative_eq!(out[0], 1e-6 * 0.1 + 3e-6 * 0.2 - 5e-6 * 0.3, max_relative = 1e-15);
        assert_relative_eq!(out[1], 2e-6 * 0.1 + 4e-6 * 0.2 - 6e-6 * 0.3, max_relative = 1e-15);
        assert_eq!(stats, SolveStats { solver: Solver::Ideal, iterations: 0, residual: 0.0 });
    }

    #[test]
    fn a_device_between_two_drivers_is_a_voltage_divider() {
        let line = |driver| Line { segment: 0.0.into(), driver_first: driver, driver_last: driver };
        let wires = Wires::new(1, 1, line(2000.0), line(500.0));
        let drive = Drive::read(&[1.0], 1);
        let mut nodes = Nodes::default();
        Ideal::new().solve(&Circuit::ohmic(&wires, &drive, &[1e-3]), &mut nodes).unwrap();
        assert_relative_eq!(nodes.word[0], 1500.0 / 3500.0, max_relative = 1e-14);
        assert_relative_eq!(nodes.bit[0], 500.0 / 3500.0, max_relative = 1e-14);
    }

    #[test]
    fn a_floating_line_takes_the_mean_of_its_neighbors_weighted_by_conductance() {
        let wires = Wires::uniform(3, 2, 0.0);
        let mut drive = Drive::read(&[0.1, 0.4, 0.7], 2);
        drive.bottom[1] = Terminal::Floating;
        let mut nodes = Nodes::default();
        let conductances = [1e-6, 1e-6, 1e-6, 2e-6, 1e-6, 3e-6];
        Ideal::new().solve(&Circuit::ohmic(&wires, &drive, &conductances), &mut nodes).unwrap();
        assert_relative_eq!(nodes.bit[1], (0.1 + 2.0 * 0.4 + 3.0 * 0.7) / 6.0, max_relative = 1e-14);
    }

    #[test]
    fn lines_with_resistance_are_refused() {
        let drive = Drive::read(&[0.1], 1);
        let wires = Wires::uniform(1, 1, 1.0);
        let refused = Ideal::new().solve(&Circuit::ohmic(&wires, &drive, &[1e-6]), &mut Nodes::default());
        assert!(matches!(refused, Err(SolveError::Unsuited { solver: "Ideal", .. })));
    }
}
