//! Reproducible arrays of switching devices under pulses.

use devices::catalogue::Pulse;

use crate::{
    piecewise_linear::{CornerError, PiecewiseLinear},
    reference::uniform,
    transient::{LineSources, Source},
    wires::Wires,
};

/// A square crossbar of devices at random positions, each word line with one pulse towards ON and one towards OFF.
///
/// SplitMix64 seeded with `seed` draws size^2 positions row by row, uniform between 0 and 1, then one delay per word line,
/// uniform below the width of the first pulse. The pulses follow each other, with edges of a twentieth of their widths; bit
/// lines are grounded below their last row, the other ends float.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReferencePulses {
    /// Number of word lines and of bit lines.
    pub size: usize,
    /// Seed of the generator.
    pub seed: u64,
    /// Resistance of every segment (ohm).
    pub segment: f64,
    /// The first pulse.
    pub on: Pulse,
    /// The second pulse.
    pub off: Pulse,
}

/// Rise and fall of a pulse as a part of its width.
const EDGE: f64 = 0.05;

impl ReferencePulses {
    /// Wires, sources, and the positions at the beginning (0 off to 1 on, row-major).
    ///
    /// # Errors
    /// [`CornerError`] when a width is not finite or not above 0 s, or a voltage is not finite.
    pub fn circuit(&self) -> Result<(Wires, LineSources, Vec<f64>), CornerError> {
        let mut state = self.seed;
        let positions = (0..self.size * self.size).map(|_| uniform(&mut state)).collect();
        let pulses = (0..self.size).map(|_| self.pulses(self.on.width * uniform(&mut state)));
        let mut sources = LineSources::left_and_bottom(pulses.collect::<Result<_, _>>()?, Vec::new());
        sources.top = vec![Source::Floating; self.size];
        sources.bottom = vec![Source::VirtualGround; self.size];
        Ok((Wires::uniform(self.size, self.size, self.segment), sources, positions))
    }

    /// Time (s) after which every source rests.
    pub fn stop(&self) -> f64 {
        let pulses = (1.0 + 2.0 * EDGE) * (self.on.width + self.off.width);
        self.on.width + pulses
    }

    /// Both pulses, after `delay` (s).
    fn pulses(&self, delay: f64) -> Result<PiecewiseLinear, CornerError> {
        let mut corners = vec![(delay, 0.0)];
        for Pulse { voltage, width } in [self.on, self.off] {
            let (start, edge) = (corners[corners.len() - 1].0, EDGE * width);
            let corner = [(edge, voltage), (edge + width, voltage), (2.0 * edge + width, 0.0)];
            corners.extend(corner.map(|(time, voltage)| (start + time, voltage)));
        }
        PiecewiseLinear::new(corners)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_line_has_both_pulses_before_the_end_and_positions_differ() {
        let on = Pulse { voltage: 1.0, width: 2e-6 };
        let pulses = ReferencePulses { size: 3, seed: 1, segment: 1.0, on, off: Pulse { voltage: -2.0, width: 4e-6 } };
        let (wires, sources, positions) = pulses.circuit().unwrap();
        assert_eq!(wires.devices(), positions.len());
        assert!(positions.windows(2).all(|pair| pair[0] != pair[1]));
        assert!(positions.iter().all(|position| (0.0..1.0).contains(position)));
        for source in &sources.left {
            let Source::Voltage(voltage) = source else { panic!("word lines are driven") };
            let corners = voltage.corners();
            assert_eq!(corners.iter().fold((0.0, 0.0), |(low, high), (_, v)| (v.min(low), v.max(high))), (-2.0, 1.0));
            let (first, last) = (corners[0], corners[corners.len() - 1]);
            assert!(first.1 == 0.0 && last.1 == 0.0 && first.0 >= 0.0 && last.0 <= pulses.stop());
        }
    }
}
