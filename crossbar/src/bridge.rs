//! Shorts between nodes that a sound array keeps apart.

use crate::{error::SolveError, wires::SMALLEST_RESISTANCE};

/// A node of an array, or ground.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Node {
    /// The word-line node of a device.
    Word {
        /// Word line.
        row: usize,
        /// Bit line of the device.
        column: usize,
    },
    /// The bit-line node of a device.
    Bit {
        /// Word line of the device.
        row: usize,
        /// Bit line.
        column: usize,
    },
    /// 0 V.
    Ground,
}

/// A resistor where none should be: two lines that touch, a line shorted to ground, a shorted device.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bridge {
    /// The nodes that it joins.
    pub nodes: [Node; 2],
    /// Its resistance (ohm), above 0: a contact always has some.
    pub resistance: f64,
}

impl Bridge {
    /// Whether it joins two different nodes of an array of this size by a possible resistance.
    pub(crate) fn check(&self, rows: usize, columns: usize) -> Result<(), SolveError> {
        if !(self.resistance.is_finite() && self.resistance >= SMALLEST_RESISTANCE) {
            return Err(SolveError::BridgeResistance { value: self.resistance, smallest: SMALLEST_RESISTANCE });
        }
        if self.nodes[0] == self.nodes[1] {
            return Err(SolveError::BridgeToItself { node: self.nodes[0] });
        }
        for node in self.nodes {
            if let Node::Word { row, column } | Node::Bit { row, column } = node
                && (row >= rows || column >= columns)
            {
                return Err(SolveError::BridgeOutside { row, column, rows, columns });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bridges_outside_of_the_array_or_without_resistance_are_refused() {
        let bridge = |a, b, resistance| Bridge { nodes: [a, b], resistance }.check(2, 3);
        let (word, bit) = (Node::Word { row: 1, column: 2 }, Node::Bit { row: 0, column: 0 });
        assert_eq!(bridge(word, Node::Ground, 10.0), Ok(()));
        assert!(matches!(bridge(word, bit, 0.0), Err(SolveError::BridgeResistance { value: 0.0, .. })));
        assert_eq!(bridge(bit, bit, 1.0), Err(SolveError::BridgeToItself { node: bit }));
        let outside = SolveError::BridgeOutside { row: 2, column: 0, rows: 2, columns: 3 };
        assert_eq!(bridge(Node::Bit { row: 2, column: 0 }, bit, 1.0), Err(outside));
    }
}
