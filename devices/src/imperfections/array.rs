//! Devices with non-idealities, as a circuit sees them.

use std::fmt::Debug;
use std::sync::Arc;

use super::curve::Curve;
use super::layer::{Layer, Passage};
use crate::checkpoint::{Heading, RestoreError};
use crate::model::{Advance, Column, DeviceArray, Segment};
use crate::words::Words;

/// A segment in which voltages change their sign is split in at most so many places.
const MOST_CROSSINGS: usize = 4;

/// Devices of any kind with layers of non-idealities over them.
///
/// The first layer is the innermost. Voltages that write pass from the outermost to the innermost; positions and
/// currents that are read pass the other way. Currents follow from the applied voltage: what a layer does to voltages
/// concerns writing alone. A segment in which voltages change their sign is split where they do when a layer wants to
/// know: exactly when at most four different moments are concerned, at four quantiles of the moments otherwise.
pub struct Imperfect {
    ideal: Box<dyn DeviceArray>,
    layers: Vec<Box<dyn Layer>>,
    heading: Heading,
    /// Number of layers that act after segments have been split; 0 when none has to be.
    inside_polarity: usize,
    bends_voltages: bool,
    keeps_books: bool,
    /// Positions of the ideal devices; up to date when `keeps_books`.
    positions: Vec<f64>,
    before: Vec<f64>,
    appearance: Option<Appearance>,
    whole: Ends,
    part: Ends,
    /// Where bit-line nodes and gates are said to be in the next step; empty when nothing was said.
    bit_nodes: Ends,
    gates: Ends,
}

/// Voltages of all devices at both ends of a segment (V).
#[derive(Default)]
struct Ends {
    start: Vec<f64>,
    end: Vec<f64>,
}

/// How the devices appear when layers shift positions.
struct Appearance {
    curve: Arc<Curve>,
    positions: Vec<f64>,
    before: Vec<f64>,
    /// Conductance at the apparent position over that at the ideal one.
    factors: Vec<f64>,
}

impl Imperfect {
    /// Lays `layers`, the innermost first, over `ideal`; `curve` is how a single ideal device conducts, `identity` what
    /// the layers were made from: a state saved with another one is refused.
    pub fn new(
        ideal: Box<dyn DeviceArray>,
        layers: Vec<Box<dyn Layer>>,
        curve: Arc<Curve>,
        identity: &dyn Debug,
    ) -> Imperfect {
        let len = ideal.len();
        let any = |has: fn(&dyn Layer) -> bool| layers.iter().any(|layer| has(&**layer));
        let shifts = any(|layer| layer.shifts_positions());
        let zeros = vec![0.0; len];
        let appearance = shifts.then(|| Appearance {
            curve,
            positions: zeros.clone(),
            before: zeros.clone(),
            factors: vec![1.0; len],
        });
        let mut array = Imperfect {
            heading: Heading::new(&("imperfections", identity), len),
            inside_polarity: layers
                .iter()
                .rposition(|layer| layer.knows_polarity())
                .map_or(0, |outermost| outermost + 1),
            bends_voltages: any(|layer| layer.bends_voltages()),
            keeps_books: shifts || any(|layer| layer.keeps_books()),
            positions: zeros.clone(),
            before: zeros,
            ideal,
            layers,
            appearance,
            whole: Ends::default(),
            part: Ends::default(),
            bit_nodes: Ends::default(),
            gates: Ends::default(),
        };
        array.look();
        array
    }

    /// Reads the positions of the ideal devices and how they appear; returns the largest change of an apparent one.
    fn look(&mut self) -> f64 {
        if !self.keeps_books {
            return 0.0;
        }
        self.ideal.read(0, &mut self.positions);
        self.appear()
    }

    fn appear(&mut self) -> f64 {
        let Some(Appearance { curve, positions, before, factors }) = &mut self.appearance else { return 0.0 };
        std::mem::swap(positions, before);
        positions.copy_from_slice(&self.positions);
        self.layers.iter().for_each(|layer| layer.positions(positions));
        for ((factor, &apparent), &ideal) in factors.iter_mut().zip(&*positions).zip(&self.positions) {
            let conductance = if apparent == ideal { 0.0 } else { curve.conductance(ideal) };
            *factor = if conductance > 0.0 { curve.conductance(apparent) / conductance } else { 1.0 };
        }
        before.iter().zip(&*positions).map(|(before, now)| (now - before).abs()).fold(0.0, f64::max)
    }

    /// Lets all layers keep their books of the last `dt` seconds; returns the largest change of an apparent position.
    fn follow(&mut self, dt: f64) -> f64 {
        if !self.keeps_books {
            return 0.0;
        }
        std::mem::swap(&mut self.before, &mut self.positions);
        self.ideal.read(0, &mut self.positions);
        let passage = Passage { dt, before: &self.before, after: &self.positions };
        self.layers.iter_mut().for_each(|layer| layer.passed(passage));
        for layer in &mut self.layers {
            layer.settle(&mut *self.ideal, &mut self.positions);
        }
        self.appear()
    }

    /// One segment whose voltages have passed the layers outside of those that know polarity.
    fn advance_part(&mut self, part: &mut Ends, dt: f64) -> Advance {
        for layer in self.layers[..self.inside_polarity].iter_mut().rev() {
            layer.voltages(&mut part.start, &mut part.end);
        }
        let advance = self.ideal.advance(part.segment(), dt);
        let shift = self.follow(dt);
        Advance { largest_change: advance.largest_change.max(shift), ..advance }
    }

    /// Splits the segment `whole` at the shares `crossings` of its duration.
    fn advance_parts(&mut self, whole: &Ends, crossings: &[f64], dt: f64) -> Advance {
        let mut sum = Advance::default();
        let mut part = std::mem::take(&mut self.part);
        let mut from = 0.0;
        for &to in crossings.iter().chain(&[1.0]) {
            whole.at(from, &mut part.start);
            whole.at(to, &mut part.end);
            self.tell(from, to);
            let advance = self.advance_part(&mut part, dt * (to - from));
            sum.largest_change = (sum.largest_change + advance.largest_change).min(1.0);
            sum.active = sum.active.max(advance.active);
            from = to;
        }
        self.part = part;
        sum
    }

    /// Tells the ideal devices where their other terminals are between the shares `from` and `to` of the step.
    fn tell(&mut self, from: f64, to: f64) {
        let mut part = Ends::default();
        if !self.bit_nodes.start.is_empty() {
            self.bit_nodes.at(from, &mut part.start);
            self.bit_nodes.at(to, &mut part.end);
            self.ideal.stand(part.segment());
        }
        if !self.gates.start.is_empty() {
            self.gates.at(from, &mut part.start);
            self.gates.at(to, &mut part.end);
            self.ideal.set_gates(part.segment());
        }
    }
}

impl Ends {
    fn copy(&mut self, segment: Segment<'_>) {
        self.start.clear();
        self.start.extend_from_slice(segment.start);
        self.end.clear();
        self.end.extend_from_slice(segment.end);
    }

    fn clear(&mut self) {
        self.start.clear();
        self.end.clear();
    }

    fn segment(&self) -> Segment<'_> {
        Segment { start: &self.start, end: &self.end }
    }

    /// Voltages after the share `share` of the duration; exactly 0 where the sign changes there.
    fn at(&self, share: f64, voltages: &mut Vec<f64>) {
        voltages.clear();
        voltages.extend(self.start.iter().zip(&self.end).map(|(&start, &end)| match share {
            0.0 => start,
            1.0 => end,
            _ => {
                let voltage = start + (end - start) * share;
                let rounding = 4.0 * f64::EPSILON * start.abs().max(end.abs());
                if voltage.abs() <= rounding { 0.0 } else { voltage }
            }
        }));
    }

    /// Shares of the duration at which voltages change their sign, in order.
    fn crossings(&self) -> Vec<f64> {
        let changes = |start: f64, end: f64| (start < 0.0 && end > 0.0) || (start > 0.0 && end < 0.0);
        let ends = self.start.iter().zip(&self.end);
        let shares = ends.filter(|(start, end)| changes(**start, **end)).map(|(start, end)| start / (start - end));
        let mut all: Vec<f64> = shares.filter(|share| *share > 0.0 && *share < 1.0).collect();
        all.sort_unstable_by(f64::total_cmp);
        all.dedup();
        if all.len() > MOST_CROSSINGS {
            let quantile = |n: usize| all[(2 * n + 1) * all.len() / (2 * MOST_CROSSINGS)];
            return (0..MOST_CROSSINGS).map(quantile).collect();
        }
        all
    }
}

impl DeviceArray for Imperfect {
    fn len(&self) -> usize {
        self.ideal.len()
    }

    fn branches(&self, voltages: &[f64], currents: &mut [f64], conductances: &mut [f64]) {
        self.ideal.branches(voltages, currents, conductances);
        if let Some(appearance) = &self.appearance {
            super::layer::scale(currents, conductances, appearance.factors.iter().copied());
        }
        self.layers.iter().for_each(|layer| layer.readings(voltages, currents, conductances));
    }

    fn charges(&self, voltages: &[f64], charges: &mut [f64], capacitances: &mut [f64]) {
        self.ideal.charges(voltages, charges, capacitances);
    }

    fn stand(&mut self, bit_nodes: Segment<'_>) {
        self.ideal.stand(bit_nodes);
        self.bit_nodes.copy(bit_nodes);
    }

    fn set_gates(&mut self, gates: Segment<'_>) {
        self.ideal.set_gates(gates);
        self.gates.copy(gates);
    }

    fn idle(&self, lowest: f64, highest: f64, dt: f64) -> bool {
        let outside_in = self.layers.iter().rev();
        let reach = outside_in
            .map(|layer| &**layer)
            .try_fold((lowest, highest), |(lowest, highest), layer| layer.reach(lowest, highest, dt));
        reach.is_some_and(|(lowest, highest)| self.ideal.idle(lowest, highest, dt))
    }

    fn jumps(&self) -> bool {
        self.ideal.jumps() || self.layers.iter().any(|layer| layer.jumps())
    }

    fn advance(&mut self, segment: Segment<'_>, dt: f64) -> Advance {
        let len = self.len();
        assert!(segment.start.len() == len && segment.end.len() == len, "one voltage per device");
        if !self.bends_voltages {
            let advance = self.ideal.advance(segment, dt);
            let shift = self.follow(dt);
            return Advance { largest_change: advance.largest_change.max(shift), ..advance };
        }
        let mut whole = std::mem::take(&mut self.whole);
        whole.copy(segment);
        for layer in self.layers[self.inside_polarity..].iter_mut().rev() {
            layer.voltages(&mut whole.start, &mut whole.end);
        }
        let crossings = if self.inside_polarity > 0 { whole.crossings() } else { Vec::new() };
        let advance = if crossings.is_empty() {
            self.advance_part(&mut whole, dt)
        } else {
            self.advance_parts(&whole, &crossings, dt)
        };
        self.whole = whole;
        self.bit_nodes.clear();
        self.gates.clear();
        advance
    }

    fn wait(&mut self, dt: f64) {
        self.ideal.wait(dt);
        self.follow(dt);
    }

    fn mark(&mut self) {
        self.ideal.mark();
        self.layers.iter_mut().for_each(|layer| layer.mark());
    }

    fn rollback(&mut self) {
        self.ideal.rollback();
        self.layers.iter_mut().for_each(|layer| layer.rollback());
        self.look();
    }

    fn save(&self, state: &mut Vec<u64>) {
        self.heading.save(&self.layers, state);
        self.ideal.save(state);
    }

    fn restore(&mut self, state: &mut &[u64]) -> Result<(), RestoreError> {
        let mut rest = *state;
        let mut words = self.heading.take(&self.layers, &mut rest)?;
        self.ideal.restore(&mut rest)?;
        *state = rest;
        self.layers.take_from(&mut words);
        self.layers.iter_mut().for_each(|layer| layer.mark());
        self.look();
        Ok(())
    }

    fn program(&mut self, positions: &[f64]) {
        let mut reached = positions.to_vec();
        self.layers.iter_mut().rev().for_each(|layer| layer.program(&mut reached));
        self.ideal.program(&reached);
        for layer in &mut self.layers {
            (0..reached.len()).for_each(|device| layer.programmed(device));
        }
        self.look();
    }

    fn place(&mut self, devices: &[usize], positions: &[f64]) {
        self.ideal.place(devices, positions);
        for layer in &mut self.layers {
            devices.iter().for_each(|&device| layer.programmed(device));
        }
        self.look();
    }

    fn columns(&self) -> &[Column] {
        self.ideal.columns()
    }

    fn read(&self, column: usize, out: &mut [f64]) {
        match (column, &self.appearance) {
            (0, Some(appearance)) => out.copy_from_slice(&appearance.positions),
            (0, None) => {
                self.ideal.read(0, out);
                self.layers.iter().for_each(|layer| layer.positions(out));
            }
            (1, _) => out.copy_from_slice(&self.conductances()),
            _ => self.ideal.read(column, out),
        }
    }
}
