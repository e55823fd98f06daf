//! Figures of recorded hysteresis loops.

use traces::figures::{Axis, Curve, Line, Svg};
use traces::{ReadError, TraceFile};

use crate::figures::DrawError;

/// What the figures read.
struct Sweeps {
    voltage: Vec<f64>,
    cycle: Vec<f64>,
    current: Vec<f64>,
}

impl Sweeps {
    fn read(trace: &TraceFile) -> Result<Self, ReadError> {
        Ok(Self { voltage: read(trace, "voltage")?, cycle: read(trace, "cycle")?, current: read(trace, "current")? })
    }

    fn loops(&self) -> Loops<'_> {
        Loops::of(&self.voltage, &self.cycle, &self.current)
    }

    /// `values` over the voltage.
    fn figure(&self, y: Axis, values: &[f64], deviations: Option<&[f64]>) -> Svg {
        Curve { x: Axis::linear("Voltage", "V"), y, lines: self.loops().lines(values, deviations) }.draw()
    }
}

fn read(trace: &TraceFile, name: &str) -> Result<Vec<f64>, ReadError> {
    Ok(trace.read::<f64>(&format!("iv/{name}"))?.values)
}

/// Conduction current over voltage.
pub(crate) fn current(trace: &TraceFile) -> Result<Option<Svg>, DrawError> {
    let sweeps = Sweeps::read(trace)?;
    let deviations = read(trace, "current_sd")?;
    Ok(Some(sweeps.figure(Axis::linear("Current", "A"), &sweeps.current, Some(&deviations))))
}

/// The same by magnitude, where there is a current.
pub(crate) fn magnitude(trace: &TraceFile) -> Result<Option<Svg>, DrawError> {
    let sweeps = Sweeps::read(trace)?;
    let magnitude: Vec<f64> = sweeps.current.iter().map(|current| current.abs()).collect();
    let flows = magnitude.iter().any(|&current| current > 0.0);
    let y = Axis::logarithmic("Magnitude of the current", "A");
    Ok(flows.then(|| sweeps.figure(y, &magnitude, None)))
}

/// Displacement current over voltage, where plates have a charge.
pub(crate) fn displacement(trace: &TraceFile) -> Result<Option<Svg>, DrawError> {
    let y = Axis::linear("Displacement current", "A");
    charged(trace, "displacement_current", y)
}

/// Charge over voltage, where plates have one.
pub(crate) fn charge(trace: &TraceFile) -> Result<Option<Svg>, DrawError> {
    charged(trace, "charge", Axis::linear("Charge", "C"))
}

fn charged(trace: &TraceFile, name: &str, y: Axis) -> Result<Option<Svg>, DrawError> {
    let sweeps = Sweeps::read(trace)?;
    let charged = read(trace, "charge")?.iter().any(|&charge| charge != 0.0);
    let values = read(trace, name)?;
    Ok(charged.then(|| sweeps.figure(y, &values, None)))
}

/// Where the points of each loop are.
struct Loops<'a> {
    voltage: &'a [f64],
    cycle: &'a [f64],
    /// Numbers of the loops that are drawn.
    shown: Vec<usize>,
}

impl<'a> Loops<'a> {
    /// The first and the last loop, or the last alone where `current` repeats within two percent: one would hide the other.
    fn of(voltage: &'a [f64], cycle: &'a [f64], current: &[f64]) -> Self {
        let last = cycle.last().map_or(0, |&last| last as usize);
        let points = (cycle.len() - 1) / (last + 1); // the first entry is the start
        let pairs = current[1..=points].iter().zip(&current[current.len() - points..]);
        let repeats = pairs.into_iter().all(|(a, b)| (a - b).abs() <= 0.02 * a.abs().max(b.abs()));
        Self { voltage, cycle, shown: if repeats { vec![last] } else { vec![0, last] } }
    }

    /// The loops of `values`, with a band where there are deviations.
    fn lines(&self, values: &[f64], deviations: Option<&[f64]>) -> Vec<Line> {
        let line = |&cycle: &usize| self.line(cycle, values, deviations, &format!("loop {}", cycle + 1));
        self.shown.iter().map(line).collect()
    }

    fn line(&self, cycle: usize, values: &[f64], deviations: Option<&[f64]>, label: &str) -> Line {
        // from the last point of the loop before, where this one begins
        let in_cycle = |k: usize| self.cycle.get(k).is_some_and(|&number| number as usize == cycle);
        let of_cycle = (0..values.len()).filter(|&k| in_cycle(k) || in_cycle(k + 1));
        let mut points = Vec::new();
        let mut bands = Vec::new();
        let mut before: Option<(f64, f64)> = None;
        for k in of_cycle {
            let deviation = deviations.map_or(0.0, |deviations| deviations[k]);
            // a band folds back on itself where the sweep turns: break it there and begin again from the corner
            if let Some((last, step)) = before
                && step * (self.voltage[k] - last) < 0.0
            {
                let corner = (points[points.len() - 1], bands[bands.len() - 1]);
                points.extend([(f64::NAN, f64::NAN), corner.0]);
                bands.extend([0.0, corner.1]);
            }
            let step = before.map_or(0.0, |(last, _)| self.voltage[k] - last);
            before = Some((self.voltage[k], step));
            points.push((self.voltage[k], values[k]));
            bands.push(deviation);
        }
        match deviations {
            Some(_) => Line::with_band(label, points, bands),
            None => Line::new(label, points),
        }
    }
}
