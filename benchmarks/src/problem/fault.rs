//! What is wrong with a problem, and where.

use std::fmt::Display;

use crossbar::{Lines, SolveError, StepError};

/// A message and the keys, from the outermost table inwards, under which its cause stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fault {
    pub keys: Vec<&'static str>,
    pub message: String,
}

impl Fault {
    pub fn at(keys: &[&'static str], message: impl Display) -> Fault {
        Fault { keys: keys.to_vec(), message: message.to_string() }
    }
}

impl From<SolveError> for Fault {
    fn from(error: SolveError) -> Fault {
        Fault::at(&keys_of(&error), &error)
    }
}

impl From<StepError> for Fault {
    fn from(error: StepError) -> Fault {
        let keys = match &error {
            StepError::Setting { name: "tolerance", .. } => vec!["tolerance"],
            StepError::Setting { name: name @ ("word" | "bit"), .. } => vec!["wires", "capacitance", name],
            StepError::Setting { name: "device", .. } => vec!["device", "capacitance"],
            StepError::Setting { name, .. } => vec!["waveforms", name],
            // lines are held by the waveforms while time runs
            StepError::Circuit { source, .. } => match keys_of(source).as_slice() {
                [] | ["drive"] => vec!["waveforms"],
                ["drive", end, ..] => vec!["waveforms", end],
                keys => keys.to_vec(),
            },
            _ => vec!["waveforms"],
        };
        Fault::at(&keys, &error)
    }
}

fn keys_of(error: &SolveError) -> Vec<&'static str> {
    let set = |lines: &Lines| match lines {
        Lines::Word => "word",
        Lines::Bit => "bit",
    };
    match error {
        SolveError::Empty { .. } => vec!["rows"],
        SolveError::Conductance { .. } => vec!["conductances"],
        SolveError::Resistance { lines, field, .. } => {
            let end = match (lines, *field) {
                (Lines::Word, "driver_first") => "driver_left",
                (Lines::Word, "driver_last") => "driver_right",
                (Lines::Bit, "driver_first") => "driver_top",
                (Lines::Bit, "driver_last") => "driver_bottom",
                (_, field) => field,
            };
            let general = if *field == "segment" { "segment" } else { "driver" };
            vec!["wires", general, set(lines), end]
        }
        SolveError::Voltage { end, .. } => vec!["drive", end],
        SolveError::Outside { .. } | SolveError::NothingSelected => vec!["drive", "select"],
        SolveError::BridgeResistance { .. } | SolveError::BridgeToItself { .. } | SolveError::BridgeOutside { .. } => {
            vec!["wires", "bridges"]
        }
        SolveError::Floating { .. } | SolveError::Island { .. } | SolveError::Short { .. } => vec!["drive"],
        _ => Vec::new(),
    }
}
