//! Ways to a solution that Newton's method does not find from its starting guess: along easier circuits.

use crate::{
    array::Nodes,
    circuit::Injected,
    drive::{Drive, Terminal},
    error::SolveError,
    newton::{Elements, Frame, Newton, NewtonStats, Path, may_be_helped},
};

/// First share of the sources, and of the way on.
const FIRST_RISE: f64 = 0.1;

/// Smallest rise before sources are given up.
const SMALLEST_RISE: f64 = 1e-4;

/// Added conductances (S), from one that makes every element a resistor down to what is nearly none.
const ADDED: std::ops::RangeInclusive<i32> = 2..=12;

/// Raises the sources from 0 V to their voltages, each solution the guess of the next.
pub(crate) fn raise_sources(
    newton: &mut Newton,
    frame: &Frame<'_>,
    elements: &mut dyn Elements,
    nodes: &mut Nodes,
) -> Result<NewtonStats, SolveError> {
    let mut trial = cold(nodes);
    let (mut reached, mut rise) = (0.0, FIRST_RISE);
    let mut spent = Spent::default();
    loop {
        let share = f64::min(1.0, reached + rise);
        let (drive, injected) = (scaled(frame.drive, share), frame.injected.map(|injected| weaker(injected, share)));
        let weak = Frame { drive: &drive, injected: injected.as_ref(), ..*frame };
        let start = trial.clone();
        match newton.attempt(&weak, elements, 0.0, &mut trial) {
            Ok(stats) => {
                spent.add(&stats);
                (reached, rise) = (share, 2.0 * rise);
                if reached == 1.0 {
                    *nodes = trial;
                    return Ok(spent.along(Path::SourceStepping, stats));
                }
            }
            Err(failure) => {
                (trial, rise) = (start, 0.5 * rise);
                if rise < SMALLEST_RISE || !may_be_helped(&failure) {
                    return Err(failure);
                }
            }
        }
    }
}

/// Lowers a conductance beside every element, decade by decade, then takes it away.
pub(crate) fn lower_conductance(
    newton: &mut Newton,
    frame: &Frame<'_>,
    elements: &mut dyn Elements,
    nodes: &mut Nodes,
) -> Result<NewtonStats, SolveError> {
    let mut trial = cold(nodes);
    let mut spent = Spent::default();
    for decade in ADDED {
        spent.add(&newton.attempt(frame, elements, 10f64.powi(-decade), &mut trial)?);
    }
    let stats = newton.attempt(frame, elements, 0.0, &mut trial)?;
    *nodes = trial;
    spent.add(&stats);
    Ok(spent.along(Path::ConductanceStepping, stats))
}

/// Work on the way to a solution.
#[derive(Default)]
struct Spent {
    iterations: usize,
    linear_iterations: usize,
}

impl Spent {
    fn add(&mut self, stats: &NewtonStats) {
        self.iterations += stats.iterations;
        self.linear_iterations += stats.linear_iterations;
    }

    /// The last solve with the work of all.
    fn along(self, path: Path, last: NewtonStats) -> NewtonStats {
        let Spent { iterations, linear_iterations } = self;
        NewtonStats { iterations, linear_iterations, path, ..last }
    }
}

fn cold(nodes: &Nodes) -> Nodes {
    Nodes { word: vec![0.0; nodes.word.len()], bit: vec![0.0; nodes.bit.len()] }
}

/// All source voltages times `share`.
fn scaled(drive: &Drive, share: f64) -> Drive {
    let weaker = |terminals: &[Terminal]| {
        let scale = |end: &Terminal| match end {
            Terminal::Voltage(voltage) => Terminal::Voltage(share * voltage),
            other => *other,
        };
        terminals.iter().map(scale).collect()
    };
    Drive {
        left: weaker(&drive.left),
        right: weaker(&drive.right),
        top: weaker(&drive.top),
        bottom: weaker(&drive.bottom),
    }
}

/// All injected currents times `share`.
fn weaker(injected: &Injected, share: f64) -> Injected {
    let scale = |currents: &[f64]| currents.iter().map(|current| share * current).collect();
    Injected { word: scale(&injected.word), bit: scale(&injected.bit) }
}
