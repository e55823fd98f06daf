//! A measured device: change of conductance by one pulse, tabulated against voltage and conductance.
//!
//! The table is measured with rectangular pulses of one width. In between, the change is interpolated bilinearly (beyond
//! the table it stays that of the edge), and it is continued in time as a rate, dG/dt = change(V, G) / width: N pulses in
//! a row act as one of N widths, a shorter pulse acts in proportion, and the present conductance decides at each instant.

use serde::{Deserialize, Deserializer};
use toml::{Table, Value};

use crate::batch::Batch;
use crate::catalogue::Parameters;
use crate::error::{ModelError, positive};
use crate::integrate::integrate;
use crate::model::{Branch, Column, DeviceArray, DeviceModel};
use crate::ramp::Ramp;
use crate::rng::Random;

/// Error allowed in one step along a ramp, as a fraction of the range of conductances: far below that of any table.
const TOLERANCE: f64 = 1e-6;

/// Change that nobody notices, as a fraction of the range.
const UNNOTICED: f64 = 1e-9;

/// Measured changes of conductance.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LookUp {
    /// Duration of the pulses that were measured (s).
    #[serde(deserialize_with = "crate::units::seconds")]
    pub width: f64,
    /// Amplitudes (V), ascending; 0 V is one of them.
    #[serde(deserialize_with = "voltages")]
    pub voltage: Vec<f64>,
    /// Conductances before the pulse (S), ascending; the first and the last are the range of the device.
    #[serde(deserialize_with = "conductances")]
    pub conductance: Vec<f64>,
    /// Change of conductance (S): one row for each voltage, in it one number for each conductance.
    #[serde(deserialize_with = "changes")]
    pub change: Vec<Vec<f64>>,
}

#[derive(Deserialize)]
struct Volts(#[serde(deserialize_with = "crate::units::volts")] f64);

#[derive(Deserialize)]
struct Siemens(#[serde(deserialize_with = "crate::units::siemens")] f64);

fn voltages<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<f64>, D::Error> {
    Ok(Vec::<Volts>::deserialize(deserializer)?.into_iter().map(|value| value.0).collect())
}

fn conductances<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<f64>, D::Error> {
    Ok(Vec::<Siemens>::deserialize(deserializer)?.into_iter().map(|value| value.0).collect())
}

fn changes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Vec<f64>>, D::Error> {
    let rows = Vec::<Vec<Siemens>>::deserialize(deserializer)?;
    Ok(rows.into_iter().map(|row| row.into_iter().map(|value| value.0).collect()).collect())
}

/// Where a value lies between the points of an axis: index of the lower one and share of the way to the next.
#[inline(always)]
fn place(axis: &[f64], value: f64) -> (usize, f64) {
    let lower = axis.partition_point(|&point| point <= value).clamp(1, axis.len() - 1) - 1;
    (lower, ((value - axis[lower]) / (axis[lower + 1] - axis[lower])).clamp(0.0, 1.0))
}

impl LookUp {
    /// Change (S) by one pulse of `voltage` (V) at conductance number `index` of the table.
    #[inline(always)]
    fn change_at(&self, (row, share): (usize, f64), index: usize) -> f64 {
        self.change[row][index] + share * (self.change[row + 1][index] - self.change[row][index])
    }

    /// Change (S) by one pulse of `voltage` (V) at conductance `g` (S), interpolated.
    pub fn change(&self, voltage: f64, g: f64) -> f64 {
        let (row, (lower, share)) = (place(&self.voltage, voltage), place(&self.conductance, g));
        let (low, high) = (self.change_at(row, lower), self.change_at(row, lower + 1));
        low + share * (high - low)
    }

    fn range(&self) -> [f64; 2] {
        [self.conductance[0], self.conductance[self.conductance.len() - 1]]
    }

    /// Exact at constant voltage: within one cell of the table dG/dt is linear in G, so G moves exponentially to the
    /// next point of the axis, or towards the point where the rate vanishes.
    fn constant(&self, g: f64, voltage: f64, dt: f64) -> f64 {
        let row = place(&self.voltage, voltage);
        let (mut g, mut left) = (g, dt / self.width);
        // one pass per cell: G never turns back
        for _ in 0..self.conductance.len() {
            let rate = self.change(voltage, g);
            let above = self.conductance.partition_point(|&point| point <= g);
            let below = self.conductance.partition_point(|&point| point < g);
            let (next, from) = if rate > 0.0 { (above, above.wrapping_sub(1)) } else { (below.wrapping_sub(1), below) };
            if rate == 0.0 || next >= self.conductance.len() || from >= self.conductance.len() {
                return g;
            }
            let (to, end) = (self.conductance[next], self.change_at(row, next));
            let slope = (end - self.change_at(row, from)) / (to - self.conductance[from]);
            let needed = if end / rate > 0.0 { linear_time(to - g, rate, end) } else { f64::INFINITY };
            if needed >= left {
                let low_high = [g.min(to), g.max(to)];
                return (g + rate * exponential_time(slope, left)).clamp(low_high[0], low_high[1]);
            }
            (g, left) = (to, left - needed);
        }
        g
    }

    /// The first voltage of the table that `ramp` passes, or its end.
    fn next_knot(&self, Ramp { start, end, .. }: Ramp) -> f64 {
        let mut passed =
            self.voltage.iter().copied().filter(|&knot| knot != start && knot != end && (start < knot) == (knot < end));
        let next = if end > start { passed.next() } else { passed.next_back() };
        next.unwrap_or(end)
    }

    /// The parameters as they stand in a file, to be written below `[parameters]`.
    pub fn table(&self) -> Table {
        let text = |value: f64, unit: &str| Value::String(format!("{value:e} {unit}"));
        let list = |values: &[f64], unit: &str| Value::Array(values.iter().map(|&value| text(value, unit)).collect());
        let rows = self.change.iter().map(|row| list(row, "S")).collect();
        Table::from_iter([
            ("width".to_owned(), text(self.width, "s")),
            ("voltage".to_owned(), list(&self.voltage, "V")),
            ("conductance".to_owned(), list(&self.conductance, "S")),
            ("change".to_owned(), Value::Array(rows)),
        ])
    }
}

/// Pulses until dG/dP = rate has moved G by `distance`, while the rate runs linearly from `start` to `end`.
fn linear_time(distance: f64, start: f64, end: f64) -> f64 {
    let growth = (end - start) / start;
    let mean = if growth.abs() < 1e-6 { 1.0 - 0.5 * growth } else { growth.ln_1p() / growth };
    distance / start * mean
}

/// Integral of exp(slope p) for p from 0 to `pulses`.
fn exponential_time(slope: f64, pulses: f64) -> f64 {
    let exponent = (slope * pulses).min(700.0);
    if exponent.abs() < 1e-9 { pulses } else { exponent.exp_m1() / slope }
}

impl DeviceModel for LookUp {
    /// Conductance (S).
    type State = f64;

    const POSITION: Column = Column { name: "position", unit: "1", long_name: "conductance within its range" };

    fn state(&self, position: f64, _random: Random) -> f64 {
        let [lowest, highest] = self.range();
        (lowest + position * (highest - lowest)).min(highest)
    }

    #[inline(always)]
    fn position(&self, g: &f64) -> f64 {
        let [lowest, highest] = self.range();
        (g - lowest) / (highest - lowest)
    }

    #[inline(always)]
    fn branch(&self, g: &f64, voltage: f64) -> Branch {
        Branch { current: g * voltage, conductance: *g }
    }

    /// Exact at constant voltage; along a ramp with errors of 1e-6 of the range per step.
    fn advance(&self, g: &f64, ramp: Ramp, _random: Random) -> f64 {
        let (mut g, mut rest) = (*g, ramp);
        if rest.start == rest.end {
            return self.constant(g, rest.start, rest.dt);
        }
        let range = self.range();
        let tolerance = TOLERANCE * (range[1] - range[0]);
        loop {
            let knot = self.next_knot(rest);
            let share = if knot == rest.end { 1.0 } else { (knot - rest.start) / (rest.end - rest.start) };
            let part = Ramp { start: rest.start, end: knot, dt: rest.dt * share };
            g = integrate(g, part, |g, voltage| self.change(voltage, g) / self.width, range, tolerance);
            if knot == rest.end {
                return g;
            }
            rest = Ramp { start: knot, end: rest.end, dt: rest.dt * (1.0 - share) };
        }
    }

    fn idle(&self, lowest: f64, highest: f64, dt: f64) -> bool {
        let within = self.voltage.iter().copied().filter(|&knot| lowest < knot && knot < highest);
        // between the points of the table the change is no larger than at them
        let largest = within.chain([lowest, highest]).fold(0.0, |largest: f64, voltage| {
            let row = place(&self.voltage, voltage);
            (0..self.conductance.len()).fold(largest, |largest, index| largest.max(self.change_at(row, index).abs()))
        });
        let range = self.range();
        largest * dt / self.width < UNNOTICED * (range[1] - range[0])
    }
}

/// Checks that an axis of the table ascends and has two points at least.
fn ascending(name: &str, axis: &[f64], unit: &str) -> Result<(), ModelError> {
    if axis.len() < 2 {
        let value = format!("a list of {}", axis.len());
        return Err(ModelError::new(name, value, "a list of two or more", "measure at more points"));
    }
    for pair in axis.windows(2) {
        if pair[1] <= pair[0] || !pair[0].is_finite() || !pair[1].is_finite() {
            let text = |value: f64| crate::units::engineering(value, unit);
            let value = format!("{} followed by {}", text(pair[0]), text(pair[1]));
            return Err(ModelError::new(name, value, "finite and ascending", "sort the table, with each value once"));
        }
    }
    Ok(())
}

impl Parameters for LookUp {
    const MODEL: &'static str = "look_up";
    const REFERENCE: &'static str =
        "measured changes per pulse; principle as in Burr et al. 2015, doi:10.1109/TED.2015.2439635";
    const EQUATIONS: &'static str = "\
dG/dt = change(V, G) / width     change: bilinear between the points of the table, constant beyond them
I = G V                          G stays between the first and the last `conductance`";

    fn validate(&self) -> Result<(), ModelError> {
        positive("", "width", self.width, "s")?;
        ascending("voltage", &self.voltage, "V")?;
        ascending("conductance", &self.conductance, "S")?;
        positive("", "conductance", self.conductance[0], "S")?;
        let (rows, columns) = (self.voltage.len(), self.conductance.len());
        if self.change.len() != rows {
            let value = format!("{} rows", self.change.len());
            return Err(ModelError::new("change", value, &format!("{rows} rows"), "one row for each `voltage`"));
        }
        for (row, voltage) in self.change.iter().zip(&self.voltage) {
            let name = format!("change at {}", crate::units::engineering(*voltage, "V"));
            if row.len() != columns {
                let (value, allowed) = (format!("a row of {}", row.len()), format!("a row of {columns}"));
                return Err(ModelError::new(&name, value, &allowed, "one number for each `conductance`"));
            }
            if let Some(value) = row.iter().find(|value| !value.is_finite()) {
                return Err(ModelError::new(&name, value, "finite", "leave out what was not measured"));
            }
        }
        let rest = self.voltage.iter().position(|&voltage| voltage == 0.0).map(|row| &self.change[row]);
        if rest.is_none_or(|row| row.iter().any(|&change| change != 0.0)) {
            let remedy = "add rows at 0 V with change 0, and at the largest voltage that changes nothing";
            return Err(ModelError::new("voltage", "a table", "a table with 0 V, where nothing changes", remedy));
        }
        Ok(())
    }

    fn array(&self, count: usize, seed: u64) -> Box<dyn DeviceArray> {
        Box::new(Batch::new(self.clone(), count, seed))
    }
}

#[cfg(test)]
#[path = "lookup_tests.rs"]
mod tests;
