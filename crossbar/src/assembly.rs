//! The circuit as one sparse symmetric system of node voltages.

use sprs::{CsMat, TriMat};

use crate::{
    array::Nodes,
    bridge::Node,
    circuit::Circuit,
    error::{Lines, SolveError},
    line::OneLine,
    wires::Wires,
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
    pub fn new(circuit: &Circuit<'_>) -> Result<Assembled, SolveError> {
        circuit.check()?;
        Ok(Assembled::of_checked(circuit))
    }

    /// Nodal equations of a circuit that has been checked; conductances may be negative.
    pub(crate) fn of_checked(circuit: &Circuit<'_>) -> Assembled {
        let Circuit { wires, drive, .. } = *circuit;
        let (places, unknowns) = places(circuit);
        let mut system = Stamps { triplets: TriMat::new((unknowns, unknowns)), currents: vec![0.0; unknowns] };
        let devices = wires.devices();
        for (k, g) in circuit.conductances.iter().enumerate() {
            system.connect(places[k], places[devices + k], *g);
            for (place, shunt) in [(places[k], circuit.word_shunt(k)), (places[devices + k], circuit.shunts.bit)] {
                system.half(place, Place::Held(0.0), shunt);
            }
        }
        if let Some(injected) = circuit.injected {
            for (place, current) in places.iter().zip(injected.word.iter().chain(&injected.bit)) {
                system.inject(*place, *current);
            }
        }
        for (place, load) in places.iter().zip(&wires.loads) {
            system.inject(*place, load.current);
        }
        for line in OneLine::all(wires, drive) {
            system.line(&line, &places);
        }
        for bridge in &wires.bridges {
            let [a, b] = bridge.nodes.map(|node| place_of(wires, &places, node));
            system.connect(a, b, 1.0 / bridge.resistance);
        }
        Assembled { matrix: system.triplets.to_csc(), currents: system.currents, places }
    }

    /// The matrix as text in Matrix Market coordinate format, to be checked or solved elsewhere.
    pub fn matrix_market(&self) -> String {
        let mut text = Vec::new();
        sprs::io::write_matrix_market_to_bufwrite(&mut text, &self.matrix).expect("writing to memory cannot fail");
        String::from_utf8_lossy(&text).into_owned()
    }

    /// The source currents (A), the right side of the equations, as a column in Matrix Market array format.
    pub fn currents_market(&self) -> String {
        let currents: String = self.currents.iter().map(|current| format!("{current:e}\n")).collect();
        format!("%%MatrixMarket matrix array real general\n{} 1\n{currents}", self.currents.len())
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
fn places(circuit: &Circuit<'_>) -> (Vec<Place>, usize) {
    let devices = circuit.wires.devices();
    let mut places = vec![Place::Held(0.0); 2 * devices];
    let mut unknowns = 0;
    for line in OneLine::all(circuit.wires, circuit.drive) {
        let offset = offset(line.lines, devices);
        for run in line.runs() {
            let held = line.holds_of(&run).find(|(_, resistance)| *resistance == 0.0);
            let place = held.map_or(Place::Unknown(unknowns), |(voltage, _)| Place::Held(voltage));
            unknowns += usize::from(held.is_none());
            run.for_each(|k| places[offset + line.device(k)] = place);
        }
    }
    (places, unknowns)
}

/// Where the nodes of these lines begin among all.
fn offset(lines: Lines, devices: usize) -> usize {
    match lines {
        Lines::Word => 0,
        Lines::Bit => devices,
    }
}

fn place_of(wires: &Wires, places: &[Place], node: Node) -> Place {
    match node {
        Node::Word { row, column } => places[row * wires.columns + column],
        Node::Bit { row, column } => places[wires.devices() + row * wires.columns + column],
        Node::Ground => Place::Held(0.0),
    }
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
        if let (Place::Unknown(index), true) = (node, g != 0.0) {
            self.triplets.add_triplet(index, index, g);
            match other {
                Place::Unknown(neighbor) => self.triplets.add_triplet(index, neighbor, -g),
                Place::Held(voltage) => self.currents[index] += g * voltage,
            }
        }
    }

    /// A current (A) from outside.
    fn inject(&mut self, node: Place, current: f64) {
        if let Place::Unknown(index) = node {
            self.currents[index] += current;
        }
    }

    /// The segments and ends of one line.
    fn line(&mut self, line: &OneLine<'_>, places: &[Place]) {
        let offset = offset(line.lines, places.len() / 2);
        let place = |k: usize| places[offset + line.device(k)];
        for k in 1..line.nodes() {
            let resistance = line.between(k - 1);
            if resistance > 0.0 {
                self.connect(place(k - 1), place(k), 1.0 / resistance);
            }
        }
        for (hold, k) in line.holds().into_iter().zip([0, line.nodes() - 1]) {
            if let Some((voltage, resistance)) = hold.filter(|(_, resistance)| *resistance > 0.0) {
                self.half(place(k), Place::Held(voltage), 1.0 / resistance);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        drive::{Drive, Terminal},
        wires::Line,
    };

    #[test]
    fn one_device_gives_the_equations_of_a_divider() {
        let line = Line::with_segment;
        let wires = Wires::new(1, 1, line(4.0), line(2.0));
        let system = Assembled::new(&Circuit::ohmic(&wires, &Drive::read(&[1.0], 1), &[0.125])).unwrap();
        let entry = |row, column| *system.matrix.get(row, column).unwrap();
        assert_eq!([entry(0, 0), entry(0, 1), entry(1, 0), entry(1, 1)], [0.375, -0.125, -0.125, 0.625]);
        assert_eq!(system.currents, [0.25, 0.0]);
    }

    #[test]
    fn zero_resistances_merge_nodes_and_remove_held_ones() {
        let wires = Wires { bit: Line::with_segment(0.0), ..Wires::uniform(3, 4, 1.0) };
        let mut drive = Drive::read(&[0.1; 3], 4);
        drive.bottom[2] = Terminal::Floating;
        let system = Assembled::new(&Circuit::ohmic(&wires, &drive, &[1e-6; 12])).unwrap();
        // twelve word nodes, and the one bit line that no terminal holds
        assert_eq!(system.matrix.shape(), (13, 13));
    }

    #[test]
    fn the_text_export_lists_every_entry_of_the_matrix() {
        let (wires, drive) = (Wires::uniform(2, 2, 1.0), Drive::read(&[0.1; 2], 2));
        let system = Assembled::new(&Circuit::ohmic(&wires, &drive, &[1e-6; 4])).unwrap();
        let text = system.matrix_market();
        assert!(text.starts_with("%%MatrixMarket matrix coordinate real general"), "{text}");
        // diagonal of 8, and both triangles of 4 devices and 4 segments
        assert!(text.lines().any(|line| line == "8 8 24"), "{text}");
        let right = system.currents_market();
        assert!(right.starts_with("%%MatrixMarket matrix array real general\n8 1\n1e-1\n0e0\n1e-1\n"), "{right}");
    }
}
