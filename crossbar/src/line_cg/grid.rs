//! One direction of the coarse array: which lines it keeps, and how the others follow them.

/// Coarse nodes among the nodes of a line, evenly spaced.
///
/// Between two coarse nodes a voltage is linear, as along a line that carries no current to ground. Before the first and
/// behind the last coarse node it follows the resistance to what holds the end, or stays as it is where the end floats.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Grid {
    /// Node of the line at each coarse node.
    pub nodes: Vec<usize>,
    /// One entry per node of the line.
    pub places: Vec<Place>,
}

/// Where a node lies among coarse nodes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Place {
    /// The coarse node before; the other one is the next.
    pub lower: usize,
    /// Shares of the two coarse nodes in the voltage of the node.
    pub shares: [f64; 2],
}

impl Grid {
    /// `coarse` nodes, at least 2, in a line of `count` nodes, at least twice as many. `first` and `last` are the conductances
    /// that hold its ends over that of a segment, 0 where they float.
    pub fn new(count: usize, coarse: usize, first: f64, last: f64) -> Grid {
        let spacing = count / coarse;
        let front = (count - 1 - spacing * (coarse - 1)) / 2;
        let nodes: Vec<usize> = (0..coarse).map(|node| front + node * spacing).collect();
        let back = nodes[coarse - 1];
        let places = (0..count).map(|node| {
            if node < front {
                Place { lower: 0, shares: [end_share(first, node, front), 0.0] }
            } else if node >= back {
                Place { lower: coarse - 2, shares: [0.0, end_share(last, count - 1 - node, count - 1 - back)] }
            } else {
                let (lower, beyond) = ((node - front) / spacing, (node - front) % spacing);
                let upper = beyond as f64 / spacing as f64;
                Place { lower, shares: [1.0 - upper, upper] }
            }
        });
        Grid { places: places.collect(), nodes }
    }

    /// The same nodes, with ends that float.
    pub fn floating(&self) -> Grid {
        Grid::new(self.places.len(), self.nodes.len(), 0.0, 0.0)
    }

    /// Number of coarse nodes.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Segments between two coarse nodes.
    pub fn spacing(&self) -> usize {
        self.nodes[1] - self.nodes[0]
    }

    /// Segments before the first coarse node and behind the last.
    pub fn ends(&self) -> [usize; 2] {
        [self.nodes[0], self.places.len() - 1 - self.nodes[self.len() - 1]]
    }

    /// Change of the outermost coarse nodes' shares per segment towards them, at both ends.
    pub fn end_slopes(&self) -> [f64; 2] {
        let shares = [self.places[0].shares[0], self.places[self.places.len() - 1].shares[1]];
        let ends = self.ends();
        std::array::from_fn(|end| if ends[end] == 0 { 0.0 } else { (1.0 - shares[end]) / ends[end] as f64 })
    }

    /// Nodes whose lower coarse node is `lower`.
    pub fn span(&self, lower: usize) -> std::ops::Range<usize> {
        let start = if lower == 0 { 0 } else { self.nodes[lower] };
        let end = if lower + 2 == self.len() { self.places.len() } else { self.nodes[lower + 1] };
        start..end
    }

    /// Adds the share of every node in `fine` to its coarse nodes.
    pub fn gather(&self, fine: &[f64], coarse: &mut [f64]) {
        for (value, place) in fine.iter().zip(&self.places) {
            coarse[place.lower] += place.shares[0] * value;
            coarse[place.lower + 1] += place.shares[1] * value;
        }
    }

    /// The voltage of every node from those of the coarse nodes.
    pub fn spread(&self, coarse: &[f64], fine: &mut [f64]) {
        for (value, place) in fine.iter_mut().zip(&self.places) {
            *value = place.shares[0] * coarse[place.lower] + place.shares[1] * coarse[place.lower + 1];
        }
    }
}

/// Share of the outermost coarse node, `front` segments from the first, in the voltage of the node `node` segments from
/// it, when a conductance `held` times that of a segment ties the first node to ground.
fn end_share(held: f64, node: usize, front: usize) -> f64 {
    (1.0 + held * node as f64) / (1.0 + held * front as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_voltage_linear_from_the_ground_behind_one_end_is_carried_exactly() {
        // 21 nodes, grounded through a segment of the same conductance before the first: node k is at k + 1
        let grid = Grid::new(21, 4, 1.0, 0.0);
        let [_, back] = grid.ends();
        let coarse: Vec<f64> = grid.nodes.iter().map(|node| *node as f64 + 1.0).collect();
        let mut fine = vec![0.0; 21];
        grid.spread(&coarse, &mut fine);
        for (node, value) in fine[..21 - back].iter().enumerate() {
            approx::assert_relative_eq!(*value, node as f64 + 1.0, max_relative = 1e-14);
        }
        // the other end floats
        assert_eq!(fine[20], fine[20 - back]);
    }

    #[test]
    fn floating_ends_keep_constants_and_sums() {
        for (count, coarse) in [(4, 2), (17, 3), (64, 16), (203, 32)] {
            let grid = Grid::new(count, coarse, 0.0, 0.0);
            let (mut fine, mut sums) = (vec![0.0; count], vec![0.0; coarse]);
            grid.spread(&vec![2.5; coarse], &mut fine);
            assert!(fine.iter().all(|value| (value - 2.5).abs() < 1e-14));
            grid.gather(&vec![1.0; count], &mut sums);
            approx::assert_relative_eq!(sums.iter().sum::<f64>(), count as f64, max_relative = 1e-14);
            let spans: usize = (0..coarse - 1).map(|lower| grid.span(lower).len()).sum();
            assert_eq!(spans, count);
        }
    }
}
