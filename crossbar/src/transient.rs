//! A run through time: sources with corners, samples that change nothing.

use devices::DeviceArray;
use devices::units::engineering;

use crate::{
    drive::{Drive, Terminal},
    dynamics::{Dynamics, Moment, Side, Sources, StepError},
    piecewise_linear::PiecewiseLinear,
    wires::Wires,
};

/// What holds one line end in time.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// A source of this voltage behind driver and segment.
    Voltage(PiecewiseLinear),
    /// A sense amplifier that holds the end at 0 V.
    VirtualGround,
    /// Nothing.
    Floating,
}

impl Source {
    fn terminal(&self, time: f64) -> Terminal {
        match self {
            Source::Voltage(voltage) => Terminal::Voltage(voltage.at(time)),
            Source::VirtualGround => Terminal::VirtualGround,
            Source::Floating => Terminal::Floating,
        }
    }
}

/// What holds all line ends in time: `left` and `right` have one entry per row, `top` and `bottom` one per column.
#[derive(Clone, Debug, PartialEq)]
pub struct LineSources {
    /// First ends of the word lines.
    pub left: Vec<Source>,
    /// Last ends of the word lines.
    pub right: Vec<Source>,
    /// First ends of the bit lines.
    pub top: Vec<Source>,
    /// Last ends of the bit lines.
    pub bottom: Vec<Source>,
    /// Gates of the transistors of each row, against ground; empty for devices without.
    pub gates: Vec<PiecewiseLinear>,
}

impl LineSources {
    /// Sources at the left ends of the rows and the bottom ends of the columns; the other ends float.
    pub fn left_and_bottom(rows: Vec<PiecewiseLinear>, columns: Vec<PiecewiseLinear>) -> LineSources {
        LineSources {
            right: vec![Source::Floating; rows.len()],
            top: vec![Source::Floating; columns.len()],
            left: rows.into_iter().map(Source::Voltage).collect(),
            bottom: columns.into_iter().map(Source::Voltage).collect(),
            gates: Vec::new(),
        }
    }

    /// The line ends at `time` (s).
    pub fn drive(&self, time: f64) -> Drive {
        let terminals = |sources: &[Source]| sources.iter().map(|source| source.terminal(time)).collect();
        let LineSources { left, right, top, bottom, .. } = self;
        Drive { left: terminals(left), right: terminals(right), top: terminals(top), bottom: terminals(bottom) }
    }

    /// Times (s) of all corners, in order, each once.
    pub fn corners(&self) -> Vec<f64> {
        let all = [&self.left, &self.right, &self.top, &self.bottom].into_iter().flatten();
        let voltages = all.filter_map(|source| match source {
            Source::Voltage(voltage) => Some(voltage.corners()),
            _ => None,
        });
        let gates = self.gates.iter().map(PiecewiseLinear::corners);
        let mut times: Vec<f64> = voltages.chain(gates).flatten().map(|corner| corner.0).collect();
        times.sort_by(f64::total_cmp);
        times.dedup();
        times
    }
}

impl Sources for LineSources {
    fn hold(&self, time: f64, _side: Side, drive: &mut Drive) {
        let set = |terminals: &mut [Terminal], sources: &[Source]| {
            terminals.iter_mut().zip(sources).for_each(|(terminal, source)| *terminal = source.terminal(time));
        };
        set(&mut drive.left, &self.left);
        set(&mut drive.right, &self.right);
        set(&mut drive.top, &self.top);
        set(&mut drive.bottom, &self.bottom);
    }

    fn gates(&self, time: f64, _side: Side, gates: &mut Vec<f64>) {
        gates.clear();
        for gate in &self.gates {
            let voltage = gate.at(time);
            gates.extend(std::iter::repeat_n(voltage, self.top.len()));
        }
    }
}

/// Sees a run, changes nothing.
pub trait Observer {
    /// The array at a sample time; `devices` are in their states of that time.
    fn sample(&mut self, moment: &Moment, devices: &dyn DeviceArray);

    /// An accepted step, with what it began and ended with.
    fn step(&mut self, _start: &Moment, _end: &Moment) {}
}

/// How a run went.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RunStats {
    /// Accepted steps.
    pub steps: usize,
    /// How many of them were accepted with an error above the allowed one: where a device jumps no shorter step helps.
    pub beyond_tolerance: usize,
    /// Energy delivered by the sources (J).
    pub delivered: f64,
    /// Energy dissipated in the devices (J).
    pub devices: f64,
}

/// Follows `array` from 0 s to `stop` (s) and shows it to `observer` at each of `samples` (s, in order).
///
/// Corners of the sources are never crossed. A sample inside a step moves the devices a part of the way, solves the circuit
/// and takes both back, so that the accepted steps, and with them the result, are the same whatever is sampled.
///
/// # Errors
/// [`StepError`] when sample times or `stop` are impossible, or the array cannot be followed.
pub fn run(
    array: &mut Dynamics,
    sources: &LineSources,
    stop: f64,
    samples: &[f64],
    observer: &mut dyn Observer,
) -> Result<RunStats, StepError> {
    check(array.wires(), sources, stop, samples)?;
    let mut corners: Vec<f64> = sources.corners().into_iter().filter(|time| *time > 0.0 && *time < stop).collect();
    corners.push(stop);
    let mut stats = RunStats::default();
    let mut samples = samples.iter().copied().peekable();
    array.solve_at(sources, 0.0)?;
    if samples.next_if(|at| *at == 0.0).is_some() {
        observer.sample(array.moments().1, array.devices());
    }
    let mut time = 0.0;
    for corner in corners {
        while time < corner {
            let step = array.step(sources, time, corner)?;
            let (start, end) = array.moments();
            observer.step(start, end);
            stats.steps += 1;
            stats.beyond_tolerance += usize::from(step.error > 1.0);
            stats.delivered += step.energy;
            stats.devices += Moment::dissipated(start, end);
            while let Some(at) = samples.next_if(|at| *at <= step.time) {
                array.glimpse(sources, at, observer)?;
            }
            time = step.time;
        }
    }
    Ok(stats)
}

fn check(wires: &Wires, sources: &LineSources, stop: f64, samples: &[f64]) -> Result<(), StepError> {
    let refuse = |name, value: String, expected| Err(StepError::Setting { name, value, expected });
    let ends = [
        ("left", sources.left.len(), wires.rows),
        ("right", sources.right.len(), wires.rows),
        ("top", sources.top.len(), wires.columns),
        ("bottom", sources.bottom.len(), wires.columns),
    ];
    for (name, found, expected) in ends {
        if found != expected {
            return refuse(name, format!("{found} sources"), "there must be one per line");
        }
    }
    if !(sources.gates.is_empty() || sources.gates.len() == wires.rows) {
        return refuse("gates", format!("{} voltages", sources.gates.len()), "there must be one per row, or none");
    }
    if !(stop > 0.0 && stop.is_finite()) {
        return refuse("stop", engineering(stop, "s"), "it must be a positive time");
    }
    if let Some(pair) = samples.windows(2).find(|pair| pair[0] >= pair[1]) {
        return refuse(
            "samples",
            format!("{} after {}", engineering(pair[1], "s"), engineering(pair[0], "s")),
            "sample times must increase",
        );
    }
    if let Some(at) = samples.iter().find(|at| !(**at >= 0.0 && **at <= stop)) {
        return refuse("samples", engineering(*at, "s"), "sample times must lie between 0 s and the end of the run");
    }
    Ok(())
}

#[cfg(test)]
mod tests;
