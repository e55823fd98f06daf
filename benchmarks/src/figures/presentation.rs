//! Figures of one recorded presentation, and of the lines of an array.

use traces::figures::{Axis, HeatMap, Line, Panel, Strip, Strips, Svg};
use traces::{ReadError, TraceFile, Variable};

use super::recorded::{Presentation, some};
use super::{DrawError, Selection};
use crate::recording::GROUP;

/// Neurons whose potentials are drawn where none are named: more lines could not be told apart.
const NEURONS: usize = 6;

/// Device voltages that are read at a time: 8 MB.
const DEVICES: usize = 1 << 20;

/// Spikes of word lines and of neurons above the membrane potentials of some neurons, over the time of one recorded
/// presentation; nothing where none was recorded with all of these.
pub(super) fn raster(trace: &TraceFile, selection: &Selection) -> Result<Option<Svg>, DrawError> {
    let variables = ["row_spike_time", "column_spike_time", "potential"];
    let Some(shown) = Presentation::chosen(trace, selection, &variables)? else { return Ok(None) };
    let time = shown.read(trace, "time")?.values;
    let [rows, columns, potential] = variables.map(|name| shown.read(trace, name));
    let (rows, columns, potential) = (rows?, columns?, potential?);
    let [row_numbers, numbers] = ["row", "column"].map(|lines| line_numbers(trace, lines));
    let (row_numbers, numbers) = (row_numbers?, numbers?);
    let fired = spikes(&columns);
    let neurons = match &selection.neurons {
        Some(asked) => places(asked, &numbers)?,
        None => first(&fired, &potential),
    };
    let driven = spikes(&rows);
    let end = end(&time, &potential, driven.iter().chain(&fired));
    let course = |&neuron: &usize| {
        let values = potential.values.iter().skip(neuron).step_by(potential.shape[1]);
        let points = time.iter().copied().zip(values.copied()).take_while(|point| point.0 <= end);
        Line::new(&format!("neuron {}", numbers[neuron]), points.collect())
    };
    let strip = |title: &str, numbers: &[i64], spikes: &[(f64, usize)]| {
        let strokes = spikes.iter().map(|&(time, place)| (time, numbers[place] as f64)).collect();
        let lines = numbers.iter().max().map_or(0, |last| *last as usize + 1);
        Strip { y: Axis::lines(title, lines), lines: vec![Line::strokes("", strokes)] }
    };
    let potentials = neurons.iter().map(course).collect();
    let strips = vec![
        strip("Word line", &row_numbers, &driven),
        strip("Neuron", &numbers, &fired),
        Strip { y: Axis::linear("Membrane potential", "V"), lines: potentials },
    ];
    Ok(Some(Strips { title: shown.describe(trace)?, x: Axis::linear("Time", "s"), strips }.draw()))
}

/// Numbers of the recorded word lines (`row`) or neurons (`column`).
fn line_numbers(trace: &TraceFile, lines: &str) -> Result<Vec<i64>, ReadError> {
    Ok(trace.read::<i64>(&format!("{GROUP}/{lines}"))?.values)
}

/// When the last spike has come and no potential is left: nothing happens from then on.
fn end<'s>(time: &[f64], potential: &Variable<f64>, spikes: impl Iterator<Item = &'s (f64, usize)>) -> f64 {
    let columns = potential.shape[1];
    let at_rest =
        |k: usize| potential.slab(k).iter().zip(potential.slab(time.len() - 1)).all(|(now, last)| now == last);
    let moving = (0..time.len()).rev().find(|&k| columns > 0 && !at_rest(k)).map_or(0, |k| (k + 1).min(time.len() - 1));
    spikes.map(|spike| spike.0).fold(time[moving], f64::max)
}

/// Time and place of every spike, from the time of the last one so far at each moment.
fn spikes(last: &Variable<f64>) -> Vec<(f64, usize)> {
    let lines = last.shape[1];
    let of_line = |line: usize| {
        let mut times: Vec<f64> = last.values.iter().skip(line).step_by(lines).copied().collect();
        times.retain(|time| time.is_finite());
        times.dedup();
        times.into_iter().map(move |time| (time, line))
    };
    (0..lines).flat_map(of_line).collect()
}

/// Where the neurons that were asked for stand among those that were recorded.
fn places(asked: &[usize], recorded: &[i64]) -> Result<Vec<usize>, DrawError> {
    let place = |&asked: &usize| {
        let found = recorded.iter().position(|&number| number == asked as i64);
        found.ok_or_else(|| DrawError::NoNeuron { asked, held: some("neuron", recorded) })
    };
    asked.iter().map(place).collect()
}

/// The neurons that fired first, then those with the highest potentials, in the order of their numbers.
fn first(fired: &[(f64, usize)], potential: &Variable<f64>) -> Vec<usize> {
    let columns = potential.shape[1];
    let time = |neuron: usize| {
        let own = fired.iter().filter(|spike| spike.1 == neuron);
        own.map(|spike| spike.0).fold(f64::INFINITY, f64::min)
    };
    let peak = |neuron: usize| potential.values.iter().skip(neuron).step_by(columns).copied().fold(f64::MIN, f64::max);
    let mut neurons: Vec<usize> = (0..columns).collect();
    neurons.sort_by(|&a, &b| time(a).total_cmp(&time(b)).then(peak(b).total_cmp(&peak(a))));
    neurons.truncate(NEURONS);
    neurons.sort_unstable();
    neurons
}

/// Voltage lost on the lines of each device.
struct LineLoss {
    /// Where or when.
    label: String,
    title: String,
    row_title: String,
    column_title: String,
    rows: usize,
    columns: usize,
    values: Vec<f64>,
}

/// Voltage lost on the lines of each device: of the first input of a solved crossbar, or at the moment of a presentation in
/// which most is lost, where the device voltages were recorded.
pub(super) fn ir_drop(trace: &TraceFile, selection: &Selection) -> Result<Option<Svg>, DrawError> {
    let solved_array = trace.groups()?.iter().any(|group| group == "crossbar");
    let drop = if solved_array { solved(trace)? } else { presented(trace, selection)? };
    Ok(drop.map(|LineLoss { label, title, row_title, column_title, rows, columns, values }| {
        let panels = vec![Panel { label, values }];
        HeatMap { row_title, column_title, value: Axis::linear(&title, "V"), rows, columns, panels }.draw()
    }))
}

fn solved(trace: &TraceFile) -> Result<Option<LineLoss>, ReadError> {
    let inputs = trace.shape("crossbar/ir_drop")?.first().copied().unwrap_or(0);
    if inputs == 0 {
        return Ok(None); // a run that was interrupted
    }
    let drop = trace.read_entries::<f64>("crossbar/ir_drop", 0..1)?;
    let [_, rows, columns] = drop.shape[..] else { return Ok(None) };
    let label = if inputs > 1 { format!("Input 0 of {inputs}") } else { String::new() };
    let title = "Voltage lost on lines".into();
    let (row_title, column_title) = ("Word line".into(), "Bit line".into());
    Ok(Some(LineLoss { label, title, row_title, column_title, rows, columns, values: drop.values }))
}

fn presented(trace: &TraceFile, selection: &Selection) -> Result<Option<LineLoss>, DrawError> {
    let variables = ["device_voltage", "row_voltage", "column_voltage"];
    let Some(shown) = Presentation::chosen(trace, selection, &variables)? else { return Ok(None) };
    let [_, rows, columns] = trace.shape(&format!("{GROUP}/device_voltage"))?[..] else { return Ok(None) };
    let together = (DEVICES / (rows * columns).max(1)).max(1);
    let mut worst: Option<(f64, usize, Vec<f64>)> = None;
    for begin in (0..shown.len()).step_by(together) {
        let moments = begin..(begin + together).min(shown.len());
        let [device, row, column] = variables.map(|name| shown.read_some(trace, name, moments.clone()));
        let (device, row, column) = (device?, row?, column?);
        for k in 0..moments.len() {
            let (driven, held, left) = (row.slab(k), column.slab(k), device.slab(k));
            let lost = |d: usize| (driven[d / columns] - held[d % columns]).abs() - left[d].abs();
            let most = (0..rows * columns).map(lost).fold(f64::MIN, f64::max);
            if worst.as_ref().is_none_or(|(so_far, ..)| most > *so_far) {
                worst = Some((most, begin + k, (0..rows * columns).map(lost).collect()));
            }
        }
    }
    let Some((_, moment, values)) = worst.filter(|(.., values)| !values.is_empty()) else { return Ok(None) };
    let time = shown.read_some(trace, "time", moment..moment + 1)?.values[0];
    let title = format!("Voltage lost on lines at {}", devices::units::engineering(time, "s").replace('u', "µ"));
    let counted = |title: &str, lines| Ok::<_, ReadError>(counted(title, &line_numbers(trace, lines)?));
    let (row_title, column_title) = (counted("Word line", "row")?, counted("Neuron", "column")?);
    Ok(Some(LineLoss { label: shown.describe(trace)?, title, row_title, column_title, rows, columns, values }))
}

/// The title of an axis that counts lines; where only some are recorded, it says which they are.
fn counted(title: &str, numbers: &[i64]) -> String {
    let (Some(first), Some(last)) = (numbers.first(), numbers.last()) else { return title.into() };
    match numbers.len() as i64 {
        all if (*first, *last) == (0, all - 1) => title.into(),
        1 => format!("{title}: {first}"),
        some if last - first == some - 1 => format!("{title}, counted from {first}"),
        some => format!("{title}, counted among {some} from {first} to {last}"),
    }
}
