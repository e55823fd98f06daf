//! Conductance of an ideal device as a function of its position, and back.

use crate::model::DeviceArray;

/// Devices that [`Curve::of`] looks at: one every 1/256 of the range.
pub(super) const POINTS: usize = 257;

/// Conductance at 0 V against position, interpolated on the scale on which it is straightest.
///
/// Exact where the conductance, the resistance or the logarithm of either is linear in the position.
#[derive(Clone, Debug)]
pub struct Curve {
    scale: Scale,
    /// Conductances on that scale at equidistant positions, rising.
    values: Vec<f64>,
}

/// Rising functions of a conductance.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Scale {
    Conductance,
    /// The resistance, negative.
    Resistance,
    Logarithm,
}

impl Scale {
    #[inline(always)]
    fn value(self, conductance: f64) -> f64 {
        match self {
            Scale::Conductance => conductance,
            Scale::Resistance => -1.0 / conductance,
            Scale::Logarithm => conductance.ln(),
        }
    }

    #[inline(always)]
    fn conductance(self, value: f64) -> f64 {
        match self {
            Scale::Conductance => value,
            Scale::Resistance => -1.0 / value,
            Scale::Logarithm => value.exp(),
        }
    }

    /// Largest bend of the curve, relative to its span.
    fn bend(self, conductances: &[f64]) -> f64 {
        let values: Vec<f64> = conductances.iter().map(|&conductance| self.value(conductance)).collect();
        let span = values[values.len() - 1] - values[0];
        let bend = values.windows(3).map(|w| (w[2] - 2.0 * w[1] + w[0]).abs()).fold(0.0, f64::max);
        if span.is_finite() && span > 0.0 { bend / span } else { f64::INFINITY }
    }
}

impl Curve {
    /// The curve of devices such as those of `probe`, which are programmed; at least three of them.
    pub fn of(probe: &mut dyn DeviceArray) -> Curve {
        let last = probe.len() - 1;
        assert!(last >= 2, "a curve needs three devices");
        let positions: Vec<f64> = (0..=last).map(|k| k as f64 / last as f64).collect();
        probe.program(&positions);
        let mut highest = 0.0f64;
        let rising = |conductance: f64| {
            highest = highest.max(conductance);
            highest
        };
        let conductances: Vec<f64> = probe.conductances().into_iter().map(rising).collect();
        let scales = [Scale::Conductance, Scale::Resistance, Scale::Logarithm];
        let straighter = |a: &Scale, b: &Scale| a.bend(&conductances).total_cmp(&b.bend(&conductances));
        let scale = scales.into_iter().min_by(straighter).unwrap_or(Scale::Conductance);
        Curve { scale, values: conductances.iter().map(|&conductance| scale.value(conductance)).collect() }
    }

    /// Conductance at 0 V (S) at `position` (0 off to 1 on).
    #[inline]
    pub fn conductance(&self, position: f64) -> f64 {
        let last = self.values.len() - 1;
        let place = position.clamp(0.0, 1.0) * last as f64;
        let left = (place as usize).min(last - 1);
        let share = place - left as f64;
        self.scale.conductance(self.values[left] * (1.0 - share) + self.values[left + 1] * share)
    }

    /// Position (0 off to 1 on) at which a device has `conductance` at 0 V (S); the nearest end of the range beyond it.
    pub fn position(&self, conductance: f64) -> f64 {
        let last = self.values.len() - 1;
        if conductance <= self.off() {
            return 0.0;
        }
        if conductance >= self.on() {
            return 1.0;
        }
        let value = self.scale.value(conductance);
        let left = (self.values.partition_point(|&other| other <= value)).clamp(1, last) - 1;
        let (low, high) = (self.values[left], self.values[left + 1]);
        let share = if high > low { ((value - low) / (high - low)).clamp(0.0, 1.0) } else { 0.0 };
        (left as f64 + share) / last as f64
    }

    /// Conductance (S) at position 0.
    pub fn off(&self) -> f64 {
        self.scale.conductance(self.values[0])
    }

    /// Conductance (S) at position 1.
    pub fn on(&self) -> f64 {
        self.scale.conductance(self.values[self.values.len() - 1])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue;

    fn curve(name: &str, changes: &str) -> (Curve, catalogue::Device) {
        let device = catalogue::load(name, &changes.parse().unwrap()).unwrap();
        (Curve::of(&mut *device.array(POINTS, 1)), device)
    }

    #[test]
    fn curves_of_linear_conductance_resistance_and_logarithm_are_exact_between_their_points() {
        let smooth = "domains = 'infinite'";
        for (name, changes) in
            [("bfo_demo", smooth), ("lammie2020_vteam", ""), ("lammie2020_vteam", "resistance = 'exponential'")]
        {
            let (curve, device) = curve(name, changes);
            let positions = [0.0, 0.0123, 0.31, 0.777, 0.9991, 1.0];
            let mut array = device.array(positions.len(), 1);
            array.program(&positions);
            for (conductance, position) in array.conductances().into_iter().zip(positions) {
                assert!((curve.conductance(position) / conductance - 1.0).abs() < 1e-10, "{name} at {position}");
                assert!((curve.position(conductance) - position).abs() < 1e-10, "{name} at {position}");
            }
        }
    }

    #[test]
    fn positions_beyond_the_range_are_its_ends() {
        let (curve, _) = curve("lammie2020_vteam", "");
        assert_eq!((curve.position(0.0), curve.position(1e9)), (0.0, 1.0));
        assert_eq!((curve.conductance(-1.0), curve.conductance(2.0)), (curve.off(), curve.on()));
    }
}
