//! Figures of one recorded presentation, and of the lines of an array.

use traces::figures::{Axis, HeatMap, Line, Panel, Strip, Strips, Svg};
use traces::{ReadError, TraceFile, Variable};

use super::{DrawError, Selection};

/// Neurons whose potentials are drawn where none are named: more lines could not be told apart.
const NEURONS: usize = 6;

/// Spikes of word lines and of neurons above the membrane potentials of some neurons, over the time of the first recorded
/// presentation; nothing where it was not recorded with all of these.
pub(super) fn raster(trace: &TraceFile, selection: &Selection) -> Result<Option<Svg>, DrawError> {
    if !holds(trace, &["row_voltage", "column_voltage", "potential"])? {
        return Ok(None);
    }
    let read = |name: &str| trace.read::<f64>(&format!("presentation/{name}"));
    let mut time = read("time")?.values;
    if time.is_empty() {
        return Ok(None);
    }
    // time begins anew with each presentation
    time.truncate(1 + time.windows(2).take_while(|pair| pair[0] <= pair[1]).count());
    let [rows, columns, potential] = ["row_voltage", "column_voltage", "potential"].map(read);
    let (rows, columns, potential) = (rows?, columns?, potential?);
    let numbers = trace.read::<i64>("presentation/column")?.values;
    let fired = onsets(&time, &columns);
    let neurons = match &selection.neurons {
        Some(asked) => places(asked, &numbers)?,
        None => first(&fired, &potential),
    };
    let driven = onsets(&time, &rows);
    let end = end(&time, &potential, driven.iter().chain(&fired));
    let course = |&neuron: &usize| {
        let values = potential.values.iter().skip(neuron).step_by(potential.shape[1]);
        let points = time.iter().copied().zip(values.copied()).take_while(|point| point.0 <= end);
        Line::new(&format!("neuron {}", numbers[neuron]), points.collect())
    };
    let spikes = |title: &str, lines: usize, spikes| Strip {
        y: Axis::lines(title, lines),
        lines: vec![Line::strokes("", spikes)],
    };
    let potentials = neurons.iter().map(course).collect();
    let strips = vec![
        spikes("Word line", rows.shape[1], driven),
        spikes("Neuron", columns.shape[1], fired),
        Strip { y: Axis::linear("Membrane potential", "V"), lines: potentials },
    ];
    Ok(Some(Strips { x: Axis::linear("Time", "s"), strips }.draw()))
}

/// When the last spike has come and no potential is left: nothing happens from then on.
fn end<'s>(time: &[f64], potential: &Variable<f64>, spikes: impl Iterator<Item = &'s (f64, f64)>) -> f64 {
    let columns = potential.shape[1];
    let at_rest =
        |k: usize| potential.slab(k).iter().zip(potential.slab(time.len() - 1)).all(|(now, last)| now == last);
    let moving = (0..time.len()).rev().find(|&k| columns > 0 && !at_rest(k)).map_or(0, |k| (k + 1).min(time.len() - 1));
    spikes.map(|spike| spike.0).fold(time[moving], f64::max)
}

/// Time and line of every spike: where a line leaves the voltage that it rests at, which is that of the end.
fn onsets(time: &[f64], voltage: &Variable<f64>) -> Vec<(f64, f64)> {
    let lines = voltage.shape[1];
    let at = |k: usize, line: usize| voltage.values[k * lines + line];
    let last = time.len() - 1;
    let rests = |k: usize, line: usize| (at(k, line) - at(last, line)).abs() < 1e-9;
    let begins = |k: usize, line: usize| !rests(k, line) && (k == 0 || rests(k - 1, line));
    let every = (0..lines).flat_map(|line| (0..=last).map(move |k| (k, line)));
    // samples stand before what happens at their time, so that the last one at rest has the time of the spike
    every.filter(|&(k, line)| begins(k, line)).map(|(k, line)| (time[k.saturating_sub(1)], line as f64)).collect()
}

/// Where the neurons that were asked for stand among those that were recorded.
fn places(asked: &[usize], recorded: &[i64]) -> Result<Vec<usize>, DrawError> {
    let place = |&asked: &usize| {
        let found = recorded.iter().position(|&number| number == asked as i64);
        found.ok_or(DrawError::NoNeuron { asked, held: recorded.len() })
    };
    asked.iter().map(place).collect()
}

/// Whether all of these were recorded of presentations.
fn holds(trace: &TraceFile, variables: &[&str]) -> Result<bool, ReadError> {
    let present = trace.variables("presentation")?;
    Ok(variables.iter().all(|name| present.iter().any(|present| present == name)))
}

/// The neurons that fired first, then those with the highest potentials, in the order of their numbers.
fn first(fired: &[(f64, f64)], potential: &Variable<f64>) -> Vec<usize> {
    let columns = potential.shape[1];
    let time = |neuron: usize| {
        let own = fired.iter().filter(|spike| spike.1 == neuron as f64);
        own.map(|spike| spike.0).fold(f64::INFINITY, f64::min)
    };
    let peak = |neuron: usize| potential.values.iter().skip(neuron).step_by(columns).copied().fold(f64::MIN, f64::max);
    let mut neurons: Vec<usize> = (0..columns).collect();
    neurons.sort_by(|&a, &b| time(a).total_cmp(&time(b)).then(peak(b).total_cmp(&peak(a))));
    neurons.truncate(NEURONS);
    neurons.sort_unstable();
    neurons
}

/// Voltage lost on the lines of each device: of the first input of a solved crossbar, or at the moment of a presentation in
/// which most is lost, where the device voltages were recorded.
pub(super) fn ir_drop(trace: &TraceFile) -> Result<Option<Svg>, DrawError> {
    let map = if trace.groups()?.iter().any(|group| group == "crossbar") { solved(trace)? } else { presented(trace)? };
    Ok(map.map(|(title, column, shape, values)| {
        let panels = vec![Panel { label: String::new(), values }];
        let (row_title, column_title) = ("Word line".into(), column.into());
        HeatMap { row_title, column_title, value: Axis::linear(&title, "V"), rows: shape[0], columns: shape[1], panels }
            .draw()
    }))
}

/// Title, what the columns are, rows and columns, and the values.
type Drop = (String, &'static str, [usize; 2], Vec<f64>);

fn solved(trace: &TraceFile) -> Result<Option<Drop>, ReadError> {
    let drop = trace.read::<f64>("crossbar/ir_drop")?;
    let [inputs, rows, columns] = drop.shape[..] else { return Ok(None) };
    if inputs == 0 {
        return Ok(None); // a run that was interrupted
    }
    let of = if inputs > 1 { format!(", input 0 of {inputs}") } else { String::new() };
    Ok(Some((format!("Voltage lost on lines{of}"), "Bit line", [rows, columns], drop.slab(0).to_vec())))
}

fn presented(trace: &TraceFile) -> Result<Option<Drop>, ReadError> {
    if !holds(trace, &["device_voltage", "row_voltage", "column_voltage"])? {
        return Ok(None);
    }
    let read = |name: &str| trace.read::<f64>(&format!("presentation/{name}"));
    let (time, device) = (read("time")?.values, read("device_voltage")?);
    let (row, column) = (read("row_voltage")?, read("column_voltage")?);
    let [times, rows, columns] = device.shape[..] else { return Ok(None) };
    let lost = |k: usize| -> Vec<f64> {
        let (driven, left) = (row.slab(k), device.slab(k));
        let of = |d: usize| (driven[d / columns] - column.slab(k)[d % columns]).abs() - left[d].abs();
        (0..rows * columns).map(of).collect()
    };
    let most = |k: usize| lost(k).into_iter().fold(f64::MIN, f64::max);
    let Some(worst) = (0..times).max_by(|&a, &b| most(a).total_cmp(&most(b))) else { return Ok(None) };
    let title = format!("Voltage lost on lines at {}", devices::units::engineering(time[worst], "s").replace('u', "µ"));
    Ok(Some((title, "Neuron", [rows, columns], lost(worst))))
}
