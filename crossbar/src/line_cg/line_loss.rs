//! Power lost in the bit lines, the measure of their solution.

use rayon::prelude::*;

use super::{blocks::Sharing, chain::Ends, system::System};
use crate::lanes::{LANES, Lanes};

/// Power lost in the segments and ends of the bit lines over their segment conductance (V^2), for node voltages `x`.
/// The losses of the rows go to `losses` and are added in order.
pub(super) fn line_loss(system: &System<'_>, ends: &Ends, x: &[f64], losses: &mut [f64]) -> f64 {
    let columns = system.columns;
    let row_loss = |row: usize| {
        let here = &x[row * columns..(row + 1) * columns];
        let above = if row == 0 { end_loss(here, &ends.first, &ends.source_first) } else { 0.0 };
        above
            + match x.get((row + 1) * columns..(row + 2) * columns) {
                Some(below) => squared_distance(here, below),
                None => end_loss(here, &ends.last, &ends.source_last),
            }
    };
    match system.word_sharing {
        Sharing::OneThread => losses.iter_mut().enumerate().for_each(|(row, loss)| *loss = row_loss(row)),
        Sharing::Parts(_) => {
            losses.par_iter_mut().with_min_len(LANES).enumerate().for_each(|(row, loss)| *loss = row_loss(row));
        }
    }
    losses.iter().sum()
}

/// Sum of the squared differences; summed in lanes so that it vectorizes.
fn squared_distance(a: &[f64], b: &[f64]) -> f64 {
    let mut lanes = Lanes::default();
    let (a, a_rest) = a.as_chunks::<LANES>();
    let (b, b_rest) = b.as_chunks::<LANES>();
    for (a, b) in a.iter().zip(b) {
        for lane in 0..LANES {
            lanes[lane] += (a[lane] - b[lane]) * (a[lane] - b[lane]);
        }
    }
    let rest: f64 = a_rest.iter().zip(b_rest).map(|(a, b)| (a - b) * (a - b)).sum();
    lanes.iter().sum::<f64>() + rest
}

/// Loss in the ends of conductance ratio `end` between nodes and sources.
fn end_loss(nodes: &[f64], ends: &[f64], sources: &[f64]) -> f64 {
    let held = nodes.iter().zip(ends.iter().zip(sources)).filter(|(_, (end, _))| **end > 0.0);
    held.map(|(node, (end, source))| (end * node - source) * (end * node - source) / end).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Drive, Line, Terminal};

    #[test]
    fn the_loss_is_that_of_every_resistor_by_hand() {
        // one bit line of 2 ohm segments: 1 V - (2 ohm) - 0.8 V - (2 ohm) - 0.5 V - (2 + 3 ohm) - 0 V
        let bit = Line { segment: 2.0.into(), driver_first: 0.0, driver_last: 3.0 };
        let mut drive = Drive::read(&[0.0, 0.0], 1);
        drive.top[0] = Terminal::Voltage(1.0);
        let mut ends = Ends::default();
        ends.fill((&bit, 0.0), &drive.top, &drive.bottom, 1);
        let loss = line_loss(&System::new((2, 1), &[0.0; 2]), &ends, &[0.8, 0.5], &mut [0.0; 2]);
        let watts = 0.2f64.powi(2) / 2.0 + 0.3f64.powi(2) / 2.0 + 0.5f64.powi(2) / 5.0;
        approx::assert_relative_eq!(loss / 2.0, watts, max_relative = 1e-14);
    }
}
