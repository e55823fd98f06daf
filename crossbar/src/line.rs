//! One line of an array as a chain of nodes, the same for word and bit lines.

use crate::{
    drive::{Drive, Terminal},
    error::Lines,
    wires::{Line, Segments, Wires},
};

/// One line: its nodes from the first to the last end, and the resistances between them.
#[derive(Clone, Copy)]
pub(crate) struct OneLine<'a> {
    wires: &'a Wires,
    pub lines: Lines,
    /// Row of a word line, column of a bit line.
    pub index: usize,
    /// What holds the first and the last end.
    pub ends: [Terminal; 2],
}

impl<'a> OneLine<'a> {
    /// Every word line, then every bit line.
    pub fn all(wires: &'a Wires, drive: &'a Drive) -> impl Iterator<Item = OneLine<'a>> {
        OneLine::of(wires, drive, Lines::Word).chain(OneLine::of(wires, drive, Lines::Bit))
    }

    /// All lines of one set.
    pub fn of(wires: &'a Wires, drive: &'a Drive, lines: Lines) -> impl Iterator<Item = OneLine<'a>> {
        let (first, last) = match lines {
            Lines::Word => (&drive.left, &drive.right),
            Lines::Bit => (&drive.top, &drive.bottom),
        };
        first.iter().zip(last).enumerate().map(move |(index, (first, last))| OneLine {
            wires,
            lines,
            index,
            ends: [*first, *last],
        })
    }

    fn line(&self) -> &'a Line {
        match self.lines {
            Lines::Word => &self.wires.word,
            Lines::Bit => &self.wires.bit,
        }
    }

    /// Number of nodes: devices on the line.
    pub fn nodes(&self) -> usize {
        match self.lines {
            Lines::Word => self.wires.columns,
            Lines::Bit => self.wires.rows,
        }
    }

    /// Row-major number of the device at node `k`.
    pub fn device(&self, k: usize) -> usize {
        match self.lines {
            Lines::Word => self.index * self.wires.columns + k,
            Lines::Bit => k * self.wires.columns + self.index,
        }
    }

    /// Resistance (ohm) between node `k` and the next; infinity where the line is broken.
    pub fn between(&self, k: usize) -> f64 {
        self.segment(k + 1)
    }

    /// Resistances (ohm) from the first node to the first terminal and from the last to the last, drivers included.
    pub fn end_resistances(&self) -> [f64; 2] {
        [self.segment(0) + self.line().driver_first, self.segment(self.nodes()) + self.line().driver_last]
    }

    /// Voltage (V) and resistance (ohm) through which each end holds its node; none for an end that holds nothing.
    pub fn holds(&self) -> [Option<(f64, f64)>; 2] {
        let resistances = self.end_resistances();
        let hold = |end: usize| {
            self.ends[end].voltage().filter(|_| resistances[end].is_finite()).map(|v| (v, resistances[end]))
        };
        [hold(0), hold(1)]
    }

    /// Runs of nodes that a zero resistance makes one, as ranges of nodes from the first end on.
    pub fn runs(&self) -> impl Iterator<Item = std::ops::Range<usize>> {
        let nodes = self.nodes();
        let mut start = 0;
        std::iter::from_fn(move || {
            if start == nodes {
                return None;
            }
            let end = (start + 1..nodes).find(|k| self.between(k - 1) > 0.0).unwrap_or(nodes);
            let run = start..end;
            start = end;
            Some(run)
        })
    }

    /// What holds a run from outside: voltage (V) and resistance (ohm) of the ends that it touches.
    pub fn holds_of(&self, run: &std::ops::Range<usize>) -> impl Iterator<Item = (f64, f64)> {
        let [first, last] = self.holds();
        let first = first.filter(|_| run.start == 0);
        let last = last.filter(|_| run.end == self.nodes());
        first.into_iter().chain(last)
    }

    fn segment(&self, k: usize) -> f64 {
        match (&self.line().segment, self.lines) {
            (Segments::Uniform(resistance), _) => *resistance,
            (Segments::Each(resistances), Lines::Word) => resistances[self.index * (self.wires.columns + 1) + k],
            (Segments::Each(resistances), Lines::Bit) => resistances[k * self.wires.columns + self.index],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_end_where_the_resistance_is_not_zero_and_know_the_ends_that_hold_them() {
        let mut wires = Wires::uniform(1, 4, 0.0);
        wires.word.segment = Segments::Each(vec![0.0, 0.0, 5.0, 0.0, f64::INFINITY]);
        wires.word.driver_first = 50.0;
        let mut drive = Drive::read(&[1.0], 4);
        drive.right[0] = Terminal::VirtualGround;
        let line = OneLine::of(&wires, &drive, Lines::Word).next().unwrap();
        let runs: Vec<_> = line.runs().collect();
        assert_eq!(runs, [0..2, 2..4]);
        assert_eq!(line.holds_of(&runs[0]).collect::<Vec<_>>(), [(1.0, 50.0)]);
        // the last end is broken off
        assert_eq!(line.holds_of(&runs[1]).count(), 0);
    }
}
