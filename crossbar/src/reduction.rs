//! What several columns see of an array: their word lines, and in place of all other columns a load at each node.

use crate::{
    circuit::Circuit,
    error::SolveError,
    loads::Load,
    thevenin::{bit_lines, check_suited},
    wires::{Line, Segments, Wires},
};

/// The word lines as the devices of some columns see them, while the devices of all other columns stand still.
///
/// At the node of row i in the first of the columns the array to its left is a voltage `gain[i] * V_i + offset[i]`, with V_i
/// the source at the left end of the row, behind a resistance. The columns between two of them are a resistance and a load at
/// either end of it, those behind the last are a load: exact when the other bit lines stay at the voltages that they have
/// been given, see [`Thevenin`](crate::Thevenin), which is this for one column.
#[derive(Clone, Debug, PartialEq)]
pub struct Reduction {
    /// The columns, in order.
    pub columns: Vec<usize>,
    /// Voltage at the left end per voltage of the row's source (1), length rows.
    pub gain: Vec<f64>,
    /// Voltage at the left end that the other bit lines bring (V), length rows.
    pub offset: Vec<f64>,
    /// Resistance before each node (ohm), row-major; then that behind the last, which leads nowhere.
    segments: Vec<f64>,
    /// Load at each node, row-major.
    loads: Vec<Load>,
}

/// A row on the way from one node to the next: what stands for the devices passed so far.
#[derive(Clone, Copy)]
struct Passed {
    /// Share of the voltage at the beginning that is left (1), and that is lost: 1 minus a number near 1 would round it off.
    gain: f64,
    lost: f64,
    /// Voltage that the bit lines bring (V).
    offset: f64,
    /// Resistance in series (ohm).
    resistance: f64,
    /// The devices beside each other, for a way without resistance.
    load: Load,
}

impl Passed {
    /// A way of `resistance` (ohm) without devices.
    fn nothing(resistance: f64) -> Passed {
        Passed { gain: 1.0, lost: 0.0, offset: 0.0, resistance, load: Load::default() }
    }

    /// On past a device of `conductance` (S) to a bit line at `voltage` (V), then through `segment` (ohm).
    fn past(self, conductance: f64, voltage: f64, segment: f64) -> Passed {
        let drop = self.resistance * conductance;
        let share = 1.0 / (1.0 + drop);
        Passed {
            gain: self.gain * share,
            lost: (self.lost + drop) * share,
            offset: (self.offset + drop * voltage) * share,
            resistance: self.resistance * share + segment,
            load: self.load.beside(Load { conductance, current: conductance * voltage }),
        }
    }

    /// What hangs on the node behind when resistances between both ends stand for the way: the part of the current that
    /// does not come from the node before.
    fn behind(&self) -> Load {
        Load { conductance: self.lost / self.resistance, current: self.offset / self.resistance }
    }
}

impl Reduction {
    /// The word lines of `circuit`, driven from their left ends alone, at `columns` (in order); `bit` are the voltages of the
    /// bit-line nodes (V, row-major), those of `columns` do not matter.
    ///
    /// # Errors
    /// [`SolveError::Unsuited`] when a word line is broken, held at its right end or not at its left end.
    pub fn at(circuit: &Circuit<'_>, columns: &[usize], bit: &[f64]) -> Result<Reduction, SolveError> {
        check_suited(circuit, "Reduction")?;
        let rows = circuit.wires.rows;
        let mut seen = Reduction {
            columns: columns.to_vec(),
            gain: Vec::with_capacity(rows),
            offset: Vec::with_capacity(rows),
            segments: Vec::with_capacity(rows * (columns.len() + 1)),
            loads: vec![Load::default(); rows * columns.len()],
        };
        for row in 0..rows {
            let Wires { columns: width, ref word, .. } = *circuit.wires;
            let segment = |k: usize| match &word.segment {
                Segments::Uniform(segment) => *segment,
                Segments::Each(each) => each[row * (width + 1) + k],
            };
            let span = row * width..(row + 1) * width;
            seen.add(&circuit.conductances[span.clone()], &bit[span], segment, word.driver_first);
        }
        Ok(seen)
    }

    /// One row more; `segment` are the resistances along it (ohm).
    fn add(&mut self, conductances: &[f64], bit: &[f64], segment: impl Fn(usize) -> f64, driver: f64) {
        let along = |from: Passed, devices: std::ops::Range<usize>| {
            devices.fold(from, |passed, k| passed.past(conductances[k], bit[k], segment(k + 1)))
        };
        let back = |from: Passed, devices: std::ops::Range<usize>| {
            devices.rev().fold(from, |passed, k| passed.past(conductances[k], bit[k], segment(k)))
        };
        let row = self.gain.len();
        let loads = &mut self.loads[row * self.columns.len()..][..self.columns.len()];
        let first = along(Passed::nothing(driver + segment(0)), 0..self.columns[0]);
        self.gain.push(first.gain);
        self.offset.push(first.offset);
        self.segments.push(first.resistance);
        for (k, ends) in self.columns.windows(2).enumerate() {
            let (between, last) = (ends[0] + 1..ends[1], segment(ends[1]));
            let there = along(Passed::nothing(segment(ends[0] + 1)), between.clone());
            self.segments.push(match there.resistance {
                0.0 => 0.0,
                // from one end to the other as it would be without the loads
                resistance => resistance / there.gain,
            });
            if there.resistance == 0.0 {
                loads[k] = loads[k].beside(there.load);
                continue;
            }
            let here = back(Passed::nothing(last), between);
            loads[k] = loads[k].beside(here.behind());
            loads[k + 1] = loads[k + 1].beside(there.behind());
        }
        // nothing but devices lies behind the last column
        let (node, last) = (loads.len() - 1, self.columns[self.columns.len() - 1]);
        let device = |k: usize| Load { conductance: conductances[k], current: conductances[k] * bit[k] };
        let devices = (last + 1..conductances.len()).rev();
        let behind = devices.fold(Load::default(), |behind, k| behind.beside(device(k)).through(segment(k)));
        loads[node] = loads[node].beside(behind);
        self.segments.push(0.0);
    }

    /// Lines of an array of these columns alone; `wires` are those of the whole.
    pub fn wires(&self, wires: &Wires) -> Wires {
        let segment = if self.segments.iter().all(|resistance| *resistance == 0.0) {
            Segments::Uniform(0.0)
        } else {
            Segments::Each(self.segments.clone())
        };
        let word = Line { segment, driver_first: 0.0, driver_last: 0.0 };
        let lines = Wires::new(wires.rows, self.columns.len(), word, bit_lines(wires, &self.columns));
        Wires { loads: self.loads.clone(), ..lines }
    }

    /// Largest voltage (V) that the other bit lines bring to a node of a word line, its own devices not counted.
    pub fn largest_offset(&self) -> f64 {
        let columns = self.columns.len();
        let rows =
            self.offset.iter().zip(self.loads.chunks_exact(columns)).zip(self.segments.chunks_exact(columns + 1));
        rows.map(|((offset, loads), segments)| largest_open_voltage(*offset, loads, segments)).fold(0.0, f64::max)
    }

    /// Largest share, added up over the columns, by which their devices of `conductances` (S, row-major) pull a node of their
    /// word line towards themselves.
    pub fn disturbance(&self, conductances: &[f64]) -> f64 {
        let columns = self.columns.len();
        let rows = conductances.chunks_exact(columns).zip(self.segments.chunks_exact(columns + 1));
        let pulled = rows.map(|(conductances, segments)| {
            let (mut resistance, mut sum) = (0.0, 0.0);
            for (g, segment) in conductances.iter().zip(segments) {
                resistance += segment;
                sum += g * resistance / (1.0 + g * resistance);
            }
            sum
        });
        pulled.fold(0.0, f64::max)
    }
}

/// Largest magnitude (V) along a row whose source is at 0 V but for `offset`.
fn largest_open_voltage(offset: f64, loads: &[Load], segments: &[f64]) -> f64 {
    // from the right: what each node sees of everything behind it
    let mut behind = vec![Load::default(); loads.len()];
    for k in (0..loads.len() - 1).rev() {
        behind[k] = behind[k + 1].beside(loads[k + 1]).through(segments[k + 1]);
    }
    let (mut voltage, mut largest) = (offset, 0.0f64);
    for ((behind, load), resistance) in behind.iter().zip(loads).zip(segments) {
        let Load { conductance, current } = behind.beside(*load);
        // each node follows from the one before, which has been settled with all that is behind
        voltage = (voltage + resistance * current) / (1.0 + resistance * conductance);
        largest = largest.max(voltage.abs());
    }
    largest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Automatic, Direct, Drive, LinearSolver, Nodes, Terminal};
    use approx::assert_relative_eq;

    /// 5 x 7 devices behind lines of `segment` (ohm), rows driven, three columns held at voltages of their own.
    fn array(word: f64, driver: f64) -> (Wires, Drive, Vec<f64>) {
        let line = |segment, driver_first, driver_last| Line {
            segment: Segments::Uniform(segment),
            driver_first,
            driver_last,
        };
        let wires = Wires::new(5, 7, line(word, driver, 0.0), line(200.0, 0.0, 80.0));
        let mut drive = Drive::read(&[0.3, 0.0, 0.7, -0.2, 0.5], 7);
        for (column, voltage) in [(0, 0.4), (2, -1.0), (5, 2.0), (6, -0.6)] {
            drive.bottom[column] = Terminal::Voltage(voltage);
        }
        (wires, drive, (0..35).map(|k| 1e-5 * (1.0 + f64::from(k * 7 % 11))).collect())
    }

    #[test]
    fn columns_behind_their_reduced_word_lines_have_the_voltages_of_the_whole_array() {
        for (word, driver) in [(200.0, 50.0), (200.0, 0.0), (0.0, 50.0)] {
            let (wires, drive, conductances) = array(word, driver);
            let circuit = Circuit::ohmic(&wires, &drive, &conductances);
            let mut whole = Nodes::default();
            Direct::new().solve(&circuit, &mut whole).unwrap();
            for columns in [&[2, 5][..], &[0, 1, 2], &[1, 3, 6], &[4], &[0, 1, 2, 3, 4, 5, 6]] {
                let seen = Reduction::at(&circuit, columns, &whole.bit).unwrap();
                let of = |values: &[f64]| -> Vec<f64> {
                    (0..5)
                        .flat_map(|row| columns.iter().map(move |column| row * 7 + column))
                        .map(|k| values[k])
                        .collect()
                };
                let left = (0..5).map(|row| seen.gain[row] * drive.left[row].voltage().unwrap() + seen.offset[row]);
                let mut alone = Drive::read(&left.collect::<Vec<_>>(), columns.len());
                alone.bottom = columns.iter().map(|column| drive.bottom[*column]).collect();
                let (lines, own) = (seen.wires(&wires), of(&conductances));
                let part = Circuit::ohmic(&lines, &alone, &own);
                let solvers: [&mut dyn LinearSolver; 2] = [&mut Automatic::new(), &mut Direct::new()];
                for solver in solvers {
                    let mut nodes = Nodes::default();
                    let stats = solver.solve(&part, &mut nodes).unwrap();
                    assert!(stats.residual < 1e-10, "{stats:?}");
                    let expected = of(&whole.word).into_iter().chain(of(&whole.bit));
                    for (found, expected) in nodes.iter().zip(expected) {
                        assert_relative_eq!(*found, expected, max_relative = 1e-10, epsilon = 1e-12);
                    }
                }
            }
        }
    }

    #[test]
    fn the_largest_offset_is_the_voltage_of_an_open_node_at_grounded_sources() {
        let (wires, mut drive, mut conductances) = array(200.0, 50.0);
        drive.left.fill(Terminal::Voltage(0.0));
        let bit: Vec<f64> = (0..35).map(|k| 0.01 * f64::from(k * 5 % 7)).collect();
        let columns = [2, 5];
        let seen = Reduction::at(&Circuit::ohmic(&wires, &drive, &conductances), &columns, &bit).unwrap();
        // the other bit lines held at these voltages: injected behind the same conductances, own devices open
        let mut loads = vec![Load::default(); 35];
        for k in 0..35 {
            if !columns.contains(&(k % 7)) {
                loads[k] = Load { conductance: conductances[k], current: conductances[k] * bit[k] };
            }
            conductances[k] = 0.0;
        }
        let open = Wires { loads, ..wires };
        let mut nodes = Nodes::default();
        Direct::new().solve(&Circuit::ohmic(&open, &drive, &conductances), &mut nodes).unwrap();
        let largest =
            (0..35).filter(|k| columns.contains(&(k % 7))).fold(0.0f64, |most, k| most.max(nodes.word[k].abs()));
        assert_relative_eq!(seen.largest_offset(), largest, max_relative = 1e-10);
    }
}
