//! Transfer conductances from the inputs to the outputs.

use crate::{
    array::{LinearSolver, Nodes},
    circuit::Circuit,
    currents::EndCurrents,
    drive::{Drive, Terminal},
    error::SolveError,
    wires::check_length,
};

/// Transfer conductances (S) into `out`, rows x columns, row-major: change of the current out through the bottom end of
/// each column per change of the source voltage at the left end of each row, all other sources constant.
///
/// The circuit is linear, so the column currents for any input voltages follow from these without another solve. Only
/// the kinds of terminals in `drive` matter, not their voltages. Floating left ends have no input (rows of zeros),
/// floating bottom ends no output (columns of zeros). By reciprocity the change is the same when the column is driven and
/// the row read, so min(rows, columns) circuits are solved.
///
/// # Errors
/// What the solver returns, and [`SolveError::Sizes`] when `out` has not one entry per device.
pub fn transfer(solver: &mut dyn LinearSolver, circuit: &Circuit<'_>, out: &mut [f64]) -> Result<(), SolveError> {
    let Circuit { wires, drive, .. } = *circuit;
    wires.check()?;
    drive.check(wires)?;
    check_length("`out`", "device", wires.devices(), out.len())?;
    let mut unit = drive.grounded();
    let mut nodes = Nodes::default();
    let mut currents = EndCurrents::default();
    out.fill(0.0);
    if wires.columns < wires.rows {
        for column in (0..wires.columns).filter(|column| drive.bottom[*column].is_held()) {
            unit.bottom[column] = Terminal::Voltage(1.0);
            cold_solve(solver, circuit, &unit, &mut nodes)?;
            unit.bottom[column] = Terminal::VirtualGround;
            currents.update(&Circuit { drive: &unit, injected: None, ..*circuit }, &nodes);
            for (row, current) in currents.left.iter().enumerate() {
                out[row * wires.columns + column] = *current;
            }
        }
    } else {
        for row in (0..wires.rows).filter(|row| drive.left[*row].is_held()) {
            unit.left[row] = Terminal::Voltage(1.0);
            cold_solve(solver, circuit, &unit, &mut nodes)?;
            unit.left[row] = Terminal::VirtualGround;
            currents.update(&Circuit { drive: &unit, injected: None, ..*circuit }, &nodes);
            out[row * wires.columns..(row + 1) * wires.columns].copy_from_slice(&currents.bottom);
        }
    }
    Ok(())
}

/// A solve that does not see the one before, nor what is constant.
fn cold_solve(
    solver: &mut dyn LinearSolver,
    circuit: &Circuit<'_>,
    drive: &Drive,
    nodes: &mut Nodes,
) -> Result<(), SolveError> {
    nodes.word.fill(0.0);
    nodes.bit.fill(0.0);
    solver.solve(&Circuit { drive, injected: None, ..*circuit }, nodes).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Automatic, Ideal, wires::Wires};
    use approx::assert_relative_eq;

    #[test]
    fn ideal_lines_transfer_the_conductances_themselves_except_at_floating_ends() {
        for (rows, columns) in [(3, 2), (2, 3)] {
            let wires = Wires::uniform(rows, columns, 0.0);
            let mut drive = Drive::read(&vec![0.2; rows], columns);
            drive.left[1] = Terminal::Floating;
            drive.right[1] = Terminal::VirtualGround;
            let conductances = [1e-6, 2e-6, 3e-6, 4e-6, 5e-6, 6e-6];
            let mut out = [f64::NAN; 6];
            transfer(&mut Ideal::new(), &Circuit::ohmic(&wires, &drive, &conductances), &mut out).unwrap();
            for (k, (found, g)) in out.iter().zip(conductances).enumerate() {
                let expected = if k / columns == 1 { 0.0 } else { g };
                assert_relative_eq!(*found, expected, max_relative = 1e-15);
            }
        }
    }

    #[test]
    fn one_device_transfers_the_conductance_of_the_whole_path() {
        let wires = Wires::uniform(1, 1, 250.0);
        let mut out = [0.0];
        let drive = Drive::read(&[0.7], 1);
        transfer(&mut Automatic::new(), &Circuit::ohmic(&wires, &drive, &[1e-3]), &mut out).unwrap();
        assert_relative_eq!(out[0], 1.0 / 1500.0, max_relative = 1e-12);
    }

    #[test]
    fn an_output_of_the_wrong_size_is_refused() {
        let wires = Wires::uniform(2, 2, 1.0);
        let drive = Drive::read(&[0.0; 2], 2);
        let circuit = Circuit::ohmic(&wires, &drive, &[1e-6; 4]);
        let refused = transfer(&mut Automatic::new(), &circuit, &mut [0.0; 3]);
        let sizes = SolveError::Sizes { what: "`out`", per: "device", expected: 4, found: 3 };
        assert_eq!(refused, Err(sizes));
    }
}
