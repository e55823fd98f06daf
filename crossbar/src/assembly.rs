//! The circuit as one sparse symmetric system of node voltages.

use sprs::{CsMat, TriMat};

use crate::{
    array::{Nodes, check_circuit},
    drive::{Drive, Terminal},
    error::SolveError,
    wires::{Line, Wires},
};

/// Nodal equations `matrix * voltages = currents` of a crossbar.
///
/// Nodes joined by a zero resistance are one unknown, nodes held through none are known and moved to the right side.
/// Word-line unknowns come first, row-major, then the bit-line unknowns.
#[derive(Clone, Debug)]
pub struct Assembled {
    /// Symmetric positive definite conductance matrix (S), compressed by columns, both triangles stored.
    pub matrix: CsMat<f64>,
    /// Current that the sources push into each unknown node (A).
    pub currents: Vec<f64>,
    /// Where each node of the word lines, then of the bit lines, is found.
    places: Vec<Place>,
}

/// Where the voltage of a node is found.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    Unknown(usize),
    Held(f64),
}

impl Assembled {
    /// Nodal equations of a circuit.
    ///
    /// # Errors
    /// [`SolveError`] when sizes disagree, a value is impossible, or the circuit floats.
    pub fn new(wires: &Wires, drive: &Drive, conductances: &[f64]) -> Result<Assembled, SolveError> {
        check_circuit(wires, drive, conductances)?;
        let (places, unknowns) = places(wires, drive);
        let mut system = Stamps { triplets: TriMat::new((unknowns, unknowns)), currents: vec![0.0; unknowns] };
        let (rows, columns, devices) = (wires.rows, wires.columns, wires.devices());
        for (k, g) in conductances.iter().enumerate() {
            system.connect(places[k], places[devices + k], *g);
        }
        for row in 0..rows {
            let chain: Vec<Place> = places[row * columns..(row + 1) * columns].to_vec();
            system.line(&wires.word, &chain, (drive.left[row], drive.right[row]));
        }
        for column in 0..columns {
            let chain: Vec<Place> = (0..rows).map(|row| places[devices + row * columns + column]).collect();
            system.line(&wires.bit, &chain, (drive.top[column], drive.bottom[column]));
        }
        Ok(Assembled { matrix: system.triplets.to_csc(), currents: system.currents, places })
    }

    /// The matrix as text in Matrix Market coordinate format, to be checked or solved elsewhere.
    pub fn matrix_market(&self) -> String {
        let mut text = Vec::new();
        sprs::io::write_matrix_market_to_bufwrite(&mut text, &self.matrix).expect("writing to memory cannot fail");
        String::from_utf8_lossy(&text).into_owned()
    }

    /// Spreads the solved unknowns (V) over all nodes.
    pub(crate) fn scatter(&self, voltages: &[f64], nodes: &mut Nodes) {
        let (word, bit) = self.places.split_at(self.places.len() / 2);
        nodes.fit(word.len());
        for (voltage, place) in nodes.word.iter_mut().chain(&mut nodes.bit).zip(word.iter().chain(bit)) {
            *voltage = match place {
                Place::Unknown(index) => voltages[*index],
                Place::Held(voltage) => *voltage,
            };
        }
    }
}

/// Place of every node, and the number of unknowns.
fn places(wires: &Wires, drive: &Drive) -> (Vec<Place>, usize) {
    let devices = wires.devices();
    let mut places = Vec::with_capacity(2 * devices);
    let mut unknowns = 0;
    let mut next = || {
        unknowns += 1;
        Place::Unknown(unknowns - 1)
    };
    let line_place = |line: &Line, first: Terminal, last: Terminal| {
        let held = [(first, line.end_first()), (last, line.end_last())];
        held.into_iter().find_map(|(end, resistance)| end.voltage().filter(|_| resistance == 0.0)).map(Place::Held)
    };
    for row in 0..wires.rows {
        if wires.word.segment > 0.0 {
            places.extend((0..wires.columns).map(|_| next()));
        } else {
            let place = line_place(&wires.word, drive.left[row], drive.right[row]).unwrap_or_else(&mut next);
            places.extend((0..wires.columns).map(|_| place));
        }
    }
    if wires.bit.segment > 0.0 {
        places.extend((0..devices).map(|_| next()));
    } else {
        let bits: Vec<Place> = drive
            .top
            .iter()
            .zip(&drive.bottom)
            .map(|(top, bottom)| line_place(&wires.bit, *top, *bottom).unwrap_or_else(&mut next))
            .collect();
        for _ in 0..wires.rows {
            places.extend_from_slice(&bits);
        }
    }
    (places, unknowns)
}

/// The system while it is being filled.
struct Stamps {
    triplets: TriMat<f64>,
    currents: Vec<f64>,
}

impl Stamps {
    /// A conductance (S) between two nodes.
    fn connect(&mut self, a: Place, b: Place, g: f64) {
        if g == 0.0 {
            return;
        }
        self.half(a, b, g);
        self.half(b, a, g);
    }

    /// What a conductance to `other` adds to the equation of `node`.
    fn half(&mut self, node: Place, other: Place, g: f64) {
        if let Place::Unknown(index) = node {
            self.triplets.add_triplet(index, index, g);
            match other {
                Place::Unknown(neighbor) => self.triplets.add_triplet(index, neighbor, -g),
                Place::Held(voltage) => self.currents[index] += g * voltage,
            }
        }
    }

    /// The segments and ends of one line.
    fn line(&mut self, line: &Line, chain: &[Place], ends: (Terminal, Terminal)) {
        if line.segment > 0.0 {
            for pair in chain.windows(2) {
                self.connect(pair[0], pair[1], 1.0 / line.segment);
            }
        }
        let last = chain.len() - 1;
        for (node, end, resistance) in [(chain[0], ends.0, line.end_first()), (chain[last], ends.1, line.end_last())] {
            if let Some(voltage) = end.voltage().filter(|_| resistance > 0.0) {
                self.half(node, Place::Held(voltage), 1.0 / resistance);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_device_gives_the_equations_of_a_divider() {
        let line = Line::with_segment;
        let wires = Wires { rows: 1, columns: 1, word: line(4.0), bit: line(2.0) };
        let system = Assembled::new(&wires, &Drive::read(&[1.0], 1), &[0.125]).unwrap();
        let entry = |row, column| *system.matrix.get(row, column).unwrap();
        assert_eq!([entry(0, 0), entry(0, 1), entry(1, 0), entry(1, 1)], [0.375, -0.125, -0.125, 0.625]);
        assert_eq!(system.currents, [0.25, 0.0]);
    }

    #[test]
    fn zero_resistances_merge_nodes_and_remove_held_ones() {
        let wires = Wires { bit: Line::with_segment(0.0), ..Wires::uniform(3, 4, 1.0) };
        let mut drive = Drive::read(&[0.1; 3], 4);
        drive.bottom[2] = Terminal::Floating;
        let system = Assembled::new(&wires, &drive, &[1e-6; 12]).unwrap();
        // twelve word nodes, and the one bit line that no terminal holds
        assert_eq!(system.matrix.shape(), (13, 13));
    }

    #[test]
    fn the_text_export_lists_every_entry_of_the_matrix() {
        let system = Assembled::new(&Wires::uniform(2, 2, 1.0), &Drive::read(&[0.1; 2], 2), &[1e-6; 4]).unwrap();
        let text = system.matrix_market();
        assert!(text.starts_with("%%MatrixMarket matrix coordinate real general"), "{text}");
        // diagonal of 8, and both triangles of 4 devices and 4 segments
        assert!(text.lines().any(|line| line == "8 8 24"), "{text}");
    }
}
