//! The lines of one direction as tridiagonal systems, in units of their segment conductance.

use crate::{drive::Terminal, wires::Line};

/// What the ends add to the tridiagonal systems of parallel lines, one entry per line.
///
/// A line with segments of conductance g has the matrix T + D. Divided by g its off-diagonal entries are -1, and the
/// elimination has no subtraction: with e_k the conductance to ground seen from node k backwards (device included),
/// e_k = d_k + e_(k-1) c_(k-1) and c_k = 1 / (1 + e_k), then forward y_k = r_k + c_(k-1) y_(k-1) and backward
/// x_k = c_k (y_k + x_(k+1)). So nothing cancels however small the devices are beside the segments.
#[derive(Clone, Debug, Default)]
pub(super) struct Ends {
    /// Segment resistance (ohm): factor from conductances to units of the segment conductance.
    pub scale: f64,
    /// Conductance to ground of every node over that of a segment.
    pub shunt: f64,
    /// Conductance of the first end over that of a segment; 0 when it floats.
    pub first: Vec<f64>,
    /// Conductance of the last end over that of a segment; 0 when it floats.
    pub last: Vec<f64>,
    /// Source current at the first end over the segment conductance (V).
    pub source_first: Vec<f64>,
    /// Source current at the last end over the segment conductance (V).
    pub source_last: Vec<f64>,
}

impl Ends {
    /// Ends of these lines of equal segments with this conductance (S) from each node to ground; further lines up to `padded` are grounded at both ends: without devices or ends their
    /// elimination would divide by zero, and what is not a number spreads into the sums of its block.
    pub fn fill(&mut self, (line, shunt): (&Line, f64), first: &[Terminal], last: &[Terminal], padded: usize) {
        let segment = line.segment.uniform().unwrap_or(0.0);
        (self.scale, self.shunt) = (segment, segment * shunt);
        let set = |ends: &mut Vec<f64>, sources: &mut Vec<f64>, terminals: &[Terminal], resistance: f64| {
            let ratio = segment / resistance;
            ends.clear();
            ends.extend(terminals.iter().map(|end| if end.is_held() { ratio } else { 0.0 }));
            ends.resize(padded, 1.0);
            sources.clear();
            sources.extend(terminals.iter().map(|end| ratio * end.voltage().unwrap_or(0.0)));
            sources.resize(padded, 0.0);
        };
        set(&mut self.first, &mut self.source_first, first, segment + line.driver_first);
        set(&mut self.last, &mut self.source_last, last, segment + line.driver_last);
    }

    /// Whether the matrix is the same; the voltages of the sources may differ.
    pub fn holds_like(&self, other: &Ends) -> bool {
        (self.scale, self.shunt, &self.first, &self.last) == (other.scale, other.shunt, &other.first, &other.last)
    }
}
