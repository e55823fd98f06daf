//! What one column sees of an array: each word line as a voltage behind a resistance.

use crate::{
    circuit::Circuit,
    drive::Drive,
    error::SolveError,
    lanes::LANES,
    wires::{Line, Segments, Wires},
};

/// The word lines as the devices of one column see them, while the devices of all other columns stand still.
///
/// At the node of row i the rest of the array is a voltage `gain[i] * V_i + offset[i]`, with V_i the source at the left end
/// of the row, behind `resistance[i]` (Thévenin). The other bit lines are taken to stay at the voltages that they have
/// been given: what the column draws moves them only through the word lines, a change of second order in the voltage drop.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Thevenin {
    /// Open-circuit voltage per voltage of the row's source (1), length rows.
    pub gain: Vec<f64>,
    /// Open-circuit voltage that the other bit lines bring (V), length rows.
    pub offset: Vec<f64>,
    /// Source resistance (ohm), length rows.
    pub resistance: Vec<f64>,
}

impl Thevenin {
    /// Word lines without resistance: the sources themselves.
    pub fn of_perfect_lines(rows: usize) -> Thevenin {
        Thevenin { gain: vec![1.0; rows], offset: vec![0.0; rows], resistance: vec![0.0; rows] }
    }

    /// The word lines of `circuit`, driven from their left ends alone, at `column`; `bit` are the voltages of the bit-line
    /// nodes (V, row-major), those of `column` do not matter.
    ///
    /// # Errors
    /// [`SolveError::Unsuited`] when a word line is broken, held at its right end or not at its left end.
    pub fn at(circuit: &Circuit<'_>, column: usize, bit: &[f64]) -> Result<Thevenin, SolveError> {
        check_suited(circuit, "Thevenin")?;
        let (wires, columns) = (circuit.wires, circuit.wires.columns);
        let mut seen = Thevenin::default();
        match &wires.word.segment {
            Segments::Uniform(segment) => seen.fill(circuit, column, bit, |_, _| *segment),
            Segments::Each(each) => seen.fill(circuit, column, bit, |row, k| each[row * (columns + 1) + k]),
        }
        Ok(seen)
    }

    /// Several rows at a time, so that their divisions overlap; `segment` are the resistances along a row (ohm).
    fn fill(&mut self, circuit: &Circuit<'_>, column: usize, bit: &[f64], segment: impl Fn(usize, usize) -> f64) {
        let rows = circuit.wires.rows;
        for first in (0..rows).step_by(LANES) {
            // the last rows stand in for those that are missing
            let lanes: [usize; LANES] = std::array::from_fn(|lane| (first + lane).min(rows - 1));
            let chain = Chains { circuit, bit, lanes };
            let [gain, offset, resistance] = chain.at(column, &segment);
            let present = LANES.min(rows - first);
            self.gain.extend(&gain[..present]);
            self.offset.extend(&offset[..present]);
            self.resistance.extend(&resistance[..present]);
        }
    }

    /// Lines of an array of one column in which word line i is `resistance[i]` and the bit line that of `wires`' column
    /// `column`.
    pub fn wires(&self, wires: &Wires, column: usize) -> Wires {
        let rows = wires.rows;
        let word = if self.resistance.iter().all(|resistance| *resistance == 0.0) {
            Segments::Uniform(0.0)
        } else {
            Segments::Each(self.resistance.iter().flat_map(|resistance| [*resistance, 0.0]).collect())
        };
        let word = Line { segment: word, driver_first: 0.0, driver_last: 0.0 };
        Wires::new(rows, 1, word, bit_lines(wires, &[column]))
    }
}

/// Whether what lies around some columns can be seen from them as sources and resistances.
pub(crate) fn check_suited(circuit: &Circuit<'_>, solver: &'static str) -> Result<(), SolveError> {
    let wires = circuit.wires;
    let Drive { left, right, .. } = circuit.drive;
    let driven = left.iter().all(|end| end.is_held()) && right.iter().all(|end| !end.is_held());
    let whole = wires.word.segment.all(f64::is_finite) && wires.bridges.is_empty();
    if driven && whole && circuit.is_plain() {
        return Ok(());
    }
    let needs = "unbroken word lines held at their left ends alone, ohmic devices and no bridges";
    Err(SolveError::Unsuited { solver, needs })
}

/// The bit lines of some columns.
pub(crate) fn bit_lines(wires: &Wires, columns: &[usize]) -> Line {
    let segment = match &wires.bit.segment {
        Segments::Uniform(segment) => Segments::Uniform(*segment),
        Segments::Each(segments) => {
            let along = (0..=wires.rows).flat_map(|k| columns.iter().map(move |column| k * wires.columns + column));
            Segments::Each(along.map(|k| segments[k]).collect())
        }
    };
    Line { segment, ..wires.bit }
}

/// Some word lines among bit lines of known voltage.
struct Chains<'a> {
    circuit: &'a Circuit<'a>,
    bit: &'a [f64],
    /// The rows.
    lanes: [usize; LANES],
}

impl Chains<'_> {
    /// Gain, offset and resistance at the nodes of `column`.
    fn at(&self, column: usize, segment: &impl Fn(usize, usize) -> f64) -> [[f64; LANES]; 3] {
        let Circuit { wires, conductances, .. } = *self.circuit;
        let at = |lane: usize, k: usize| self.lanes[lane] * wires.columns + k;
        let along = |lane: usize, k: usize| segment(self.lanes[lane], k);
        // from the left end: a voltage behind a resistance
        let (mut gain, mut offset) = ([1.0; LANES], [0.0; LANES]);
        let mut resistance: [f64; LANES] = std::array::from_fn(|lane| wires.word.driver_first + along(lane, 0));
        for k in 0..column {
            for lane in 0..LANES {
                let g = conductances[at(lane, k)];
                let share = 1.0 / (1.0 + resistance[lane] * g);
                offset[lane] = (offset[lane] + resistance[lane] * g * self.bit[at(lane, k)]) * share;
                gain[lane] *= share;
                resistance[lane] = resistance[lane] * share + along(lane, k + 1);
            }
        }
        // from the right end: a conductance and a short-circuit current
        let (mut conductance, mut current) = ([0.0; LANES], [0.0; LANES]);
        for k in (column + 1..wires.columns).rev() {
            for lane in 0..LANES {
                let g = conductances[at(lane, k)];
                conductance[lane] += g;
                current[lane] += g * self.bit[at(lane, k)];
                let share = 1.0 / (1.0 + conductance[lane] * along(lane, k));
                conductance[lane] *= share;
                current[lane] *= share;
            }
        }
        for lane in 0..LANES {
            let share = 1.0 / (1.0 + resistance[lane] * conductance[lane]);
            gain[lane] *= share;
            offset[lane] = (offset[lane] + resistance[lane] * current[lane]) * share;
            resistance[lane] *= share;
        }
        [gain, offset, resistance]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Direct, LinearSolver, Nodes, Terminal, Wires};
    use approx::assert_relative_eq;

    /// 5 x 4 devices behind lines of 200 ohm, rows driven, one column at -1 V.
    fn array() -> (Wires, Drive, Vec<f64>) {
        let line = |driver_first, driver_last| Line { segment: 200.0.into(), driver_first, driver_last };
        let wires = Wires::new(5, 4, line(50.0, 0.0), line(0.0, 80.0));
        let mut drive = Drive::read(&[0.3, 0.0, 0.7, -0.2, 0.5], 4);
        drive.bottom[2] = Terminal::Voltage(-1.0);
        (wires, drive, (0..20).map(|k| 1e-5 * (1.0 + f64::from(k * 7 % 11))).collect())
    }

    #[test]
    fn a_column_behind_its_word_lines_has_the_voltages_of_the_whole_array() {
        let (wires, drive, conductances) = array();
        let circuit = Circuit::ohmic(&wires, &drive, &conductances);
        let mut whole = Nodes::default();
        Direct::new().solve(&circuit, &mut whole).unwrap();
        for column in 0..4 {
            let seen = Thevenin::at(&circuit, column, &whole.bit).unwrap();
            let own: Vec<f64> = (0..5).map(|row| conductances[row * 4 + column]).collect();
            let voltages: Vec<f64> =
                (0..5).map(|row| seen.gain[row] * drive.left[row].voltage().unwrap() + seen.offset[row]).collect();
            let alone = Drive { bottom: vec![drive.bottom[column]], ..Drive::read(&voltages, 1) };
            let lines = seen.wires(&wires, column);
            let mut part = Nodes::default();
            crate::Automatic::new().solve(&Circuit::ohmic(&lines, &alone, &own), &mut part).unwrap();
            for row in 0..5 {
                assert_relative_eq!(part.word[row], whole.word[row * 4 + column], max_relative = 1e-11);
                assert_relative_eq!(part.bit[row], whole.bit[row * 4 + column], max_relative = 1e-11);
            }
        }
    }

    #[test]
    fn perfect_lines_show_the_sources_themselves() {
        let (_, drive, conductances) = array();
        let wires = Wires::uniform(5, 4, 0.0);
        let seen = Thevenin::at(&Circuit::ohmic(&wires, &drive, &conductances), 1, &[0.3; 20]).unwrap();
        assert_eq!((seen.gain, seen.offset, seen.resistance), (vec![1.0; 5], vec![0.0; 5], vec![0.0; 5]));
    }

    #[test]
    fn word_lines_held_at_both_ends_are_refused() {
        let (wires, mut drive, conductances) = array();
        drive.right[1] = Terminal::VirtualGround;
        let refused = Thevenin::at(&Circuit::ohmic(&wires, &drive, &conductances), 1, &[0.0; 20]);
        assert!(matches!(refused, Err(SolveError::Unsuited { .. })));
    }
}
