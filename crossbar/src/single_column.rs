//! Arrays of one column: a chain of nodes, each fed through its device by a word line of one node.

use crate::{
    array::{LinearSolver, Nodes, SolveStats},
    choose::Solver,
    circuit::Circuit,
    error::{Lines, SolveError},
    line::OneLine,
    residual::checked_residual,
};

/// Exact solver for arrays of one column, whatever the resistances of their segments.
///
/// Each word line has one node and is eliminated; what is left is the bit line, a chain that is folded from its top end to
/// its bottom end and unfolded again. The cost is proportional to the number of rows.
#[derive(Clone, Debug, Default)]
pub struct SingleColumn {
    chain: Chain,
}

/// One bit line behind its devices.
#[derive(Clone, Debug, Default)]
pub(crate) struct Chain {
    /// What each bit-line node sees of its device and of everything above.
    folded: Vec<Source>,
}

/// A source as a node sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Source {
    /// No resistance: it holds the node at this voltage (V).
    Fixed(f64),
    /// A conductance (S) and a short-circuit current (A).
    Behind { conductance: f64, current: f64 },
}

impl Source {
    pub const NOTHING: Source = Source::Behind { conductance: 0.0, current: 0.0 };

    /// A voltage (V) behind a resistance (ohm).
    fn voltage(voltage: f64, resistance: f64) -> Source {
        match resistance {
            0.0 => Source::Fixed(voltage),
            _ => Source::Behind { conductance: 1.0 / resistance, current: voltage / resistance },
        }
    }

    /// Both at the same node; two sources that fix it agree, or the circuit was refused.
    pub fn beside(self, other: Source) -> Source {
        match (self, other) {
            (Source::Behind { conductance: g, current: i }, Source::Behind { conductance, current }) => {
                Source::Behind { conductance: g + conductance, current: i + current }
            }
            (Source::Fixed(voltage), _) | (_, Source::Fixed(voltage)) => Source::Fixed(voltage),
        }
    }

    /// The source seen through a resistance (ohm), which may be 0 or infinite.
    pub fn through(self, resistance: f64) -> Source {
        match self {
            _ if resistance == f64::INFINITY => Source::NOTHING,
            Source::Fixed(voltage) => Source::voltage(voltage, resistance),
            Source::Behind { conductance, current } => {
                let share = 1.0 / (1.0 + conductance * resistance);
                Source::Behind { conductance: conductance * share, current: current * share }
            }
        }
    }

    /// Voltage (V) of the node when a neighbor at `voltage` (V) joins it through `resistance` (ohm).
    fn joined(self, voltage: f64, resistance: f64) -> f64 {
        match self {
            Source::Fixed(own) => own,
            Source::Behind { conductance, current } if resistance == f64::INFINITY => current / conductance,
            Source::Behind { conductance, current } => {
                (voltage + resistance * current) / (1.0 + resistance * conductance)
            }
        }
    }
}

/// What holds a line end or what holds all ends of a run: nothing, or a voltage behind a resistance.
pub(crate) fn hold(hold: Option<(f64, f64)>) -> Source {
    hold.map_or(Source::NOTHING, |(voltage, resistance)| Source::voltage(voltage, resistance))
}

impl LinearSolver for SingleColumn {
    fn solve(&mut self, circuit: &Circuit<'_>, nodes: &mut Nodes) -> Result<SolveStats, SolveError> {
        circuit.check()?;
        let wires = circuit.wires;
        if wires.columns != 1 || !wires.bridges.is_empty() || !wires.loads.is_empty() {
            return Err(SolveError::Unsuited {
                solver: "SingleColumn",
                needs: "one column and neither bridges nor loads",
            });
        }
        nodes.fit(wires.rows);
        let words: Vec<Source> = OneLine::of(wires, circuit.drive, Lines::Word)
            .enumerate()
            .map(|(row, line)| {
                let [left, right] = line.holds();
                let entering =
                    Source::Behind { conductance: circuit.shunts.word, current: circuit.enters_word(row, 0.0) };
                hold(left).beside(hold(right)).beside(entering)
            })
            .collect();
        let Some(bit) = OneLine::of(wires, circuit.drive, Lines::Bit).next() else { return Err(floating()) };
        self.chain.solve(circuit, &words, &bit, &mut nodes.bit);
        for (row, word) in words.iter().enumerate() {
            nodes.word[row] = through_device(*word, circuit.conductances[row], nodes.bit[row]);
        }
        Ok(SolveStats { solver: Solver::SingleColumn, iterations: 0, residual: checked_residual(circuit, nodes)? })
    }
}

fn floating() -> SolveError {
    SolveError::Floating { lines: Lines::Bit, index: 0 }
}

/// Voltage (V) of a word-line node whose device, of conductance `g` (S), ends at `bit` (V).
fn through_device(word: Source, g: f64, bit: f64) -> f64 {
    match word.beside(Source::Behind { conductance: g, current: g * bit }) {
        Source::Fixed(voltage) => voltage,
        Source::Behind { conductance, current } => current / conductance,
    }
}

impl SingleColumn {
    /// A solver without buffers.
    pub fn new() -> SingleColumn {
        SingleColumn::default()
    }
}

impl Chain {
    /// Voltages (V) of the nodes of `bit`, whose devices end at `words`.
    pub fn solve(&mut self, circuit: &Circuit<'_>, words: &[Source], bit: &OneLine<'_>, voltages: &mut [f64]) {
        self.fold(circuit, words, bit);
        let last = bit.holds()[1].unwrap_or((0.0, f64::INFINITY));
        Source::unfold(&self.folded, last, |k| bit.between(k), voltages);
    }

    /// From the top end down: what each node sees of its own row and of everything above.
    fn fold(&mut self, circuit: &Circuit<'_>, words: &[Source], bit: &OneLine<'_>) {
        self.folded.clear();
        let mut above = hold(bit.holds()[0]);
        for (row, word) in words.iter().enumerate() {
            let device = bit.device(row);
            let conductance = circuit.conductances[device];
            let through = if conductance > 0.0 { word.through(1.0 / conductance) } else { Source::NOTHING };
            let entering = Source::Behind { conductance: circuit.shunts.bit, current: circuit.enters_bit(device, 0.0) };
            let here = above.beside(through).beside(entering);
            self.folded.push(here);
            above = if row + 1 < words.len() { here.through(bit.between(row)) } else { here };
        }
    }
}

impl Source {
    /// From the last node of a chain to the first: the voltage of each (V). `folded` is what each node sees of all before it,
    /// `last` the voltage (V) and resistance (ohm) that hold the last end, `between` the resistance to the next node (ohm).
    pub fn unfold(
        folded: &[Source],
        (mut behind, mut resistance): (f64, f64),
        between: impl Fn(usize) -> f64,
        voltages: &mut [f64],
    ) {
        for k in (0..folded.len()).rev() {
            voltages[k] = match folded[k] {
                // without resistance the neighbor behind, or the end, decides
                Source::Behind { .. } if resistance == 0.0 => behind,
                here => here.joined(behind, resistance),
            };
            behind = voltages[k];
            resistance = if k > 0 { between(k - 1) } else { f64::INFINITY };
        }
    }
}
