//! Transfer conductances from the inputs to the outputs.

use crate::{
    array::{LinearSolver, Nodes},
    currents::EndCurrents,
    drive::{Drive, Terminal},
    error::SolveError,
    wires::{Wires, check_length},
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
pub fn transfer(
    solver: &mut dyn LinearSolver,
    wires: &Wires,
    drive: &Drive,
    conductances: &[f64],
    out: &mut [f64],
) -> Result<(), SolveError> {
    wires.check()?;
    drive.check(wires)?;
    check_length("`out`", "device", wires.devices(), out.len())?;
    let mut unit = Drive {
        left: at_zero(&drive.left),
        right: at_zero(&drive.right),
        top: at_zero(&drive.top),
        bottom: at_zero(&drive.bottom),
    };
    let mut nodes = Nodes::default();
    let mut currents = EndCurrents::default();
    out.fill(0.0);
    if wires.columns < wires.rows {
        for column in (0..wires.columns).filter(|column| drive.bottom[*column].is_held()) {
            unit.bottom[column] = Terminal::Voltage(1.0);
            cold_solve(solver, wires, &unit, conductances, &mut nodes)?;
            unit.bottom[column] = Terminal::VirtualGround;
            currents.update(wires, &unit, conductances, &nodes);
            for (row, current) in currents.left.iter().enumerate() {
                out[row * wires.columns + column] = *current;
            }
        }
    } else {
        for row in (0..wires.rows).filter(|row| drive.left[*row].is_held()) {
            unit.left[row] = Terminal::Voltage(1.0);
            cold_solve(solver, wires, &unit, conductances, &mut nodes)?;
            unit.left[row] = Terminal::VirtualGround;
            currents.update(wires, &unit, conductances, &nodes);
            out[row * wires.columns..(row + 1) * wires.columns].copy_from_slice(&currents.bottom);
        }
    }
    Ok(())
}

fn at_zero(terminals: &[Terminal]) -> Vec<Terminal> {
    let grounded = |end: &Terminal| if end.is_held() { Terminal::VirtualGround } else { Terminal::Floating };
    terminals.iter().map(grounded).collect()
}

/// A solve that does not see the one before.
fn cold_solve(
    solver: &mut dyn LinearSolver,
    wires: &Wires,
    drive: &Drive,
    conductances: &[f64],
    nodes: &mut Nodes,
) -> Result<(), SolveError> {
    nodes.word.fill(0.0);
    nodes.bit.fill(0.0);
    solver.solve(wires, drive, conductances, nodes).map(|_| ())
}
