//! Figures of recorded runs: recognition over presentations and over noise, conductance maps, spikes of one run.

use traces::figures::{Axis, Curve, HeatMap, Line, Panel, Svg};
use traces::{Element, ReadError, TraceFile, Variable};

use super::record::{GROUP, condition_number};
use super::run::Condition;
use crate::figures::DrawError;
use crate::mean_and_sd;

/// Name of each condition in a legend.
const CONDITIONS: [(Condition, &str); 3] = [
    (Condition::Learning, "learning"),
    (Condition::Off, "no post spikes"),
    (Condition::Permuted, "pre spikes on permuted rows"),
];

/// Most lines that can be told apart in one figure.
const LINES: usize = 4;

/// What all figures read.
struct Runs {
    condition: Vec<i64>,
    noise: Vec<f64>,
    /// 1 where a presentation was recognized, run by presentation.
    recognized: Vec<i64>,
    presentations: usize,
    rate_over: usize,
}

fn whole(trace: &TraceFile, name: &str) -> Result<usize, ReadError> {
    let values = trace.read::<i64>(&format!("{GROUP}/{name}"))?.values;
    Ok(values.first().map_or(0, |&value| value.unsigned_abs() as usize))
}

/// What the first run recorded of a variable; nothing where no run is recorded.
fn first_run<T: Element>(trace: &TraceFile, name: &str) -> Result<Option<Variable<T>>, ReadError> {
    let variable = format!("{GROUP}/{name}");
    let runs = trace.shape(&variable)?.first().copied().unwrap_or(0);
    Ok(if runs == 0 { None } else { Some(trace.read_entries(&variable, 0..1)?) })
}

impl Runs {
    /// Nothing where no run is recorded, as in a file that was interrupted early.
    fn read(trace: &TraceFile) -> Result<Option<Self>, ReadError> {
        let recognized = trace.read::<i64>(&format!("{GROUP}/recognized"))?;
        if recognized.values.is_empty() {
            return Ok(None);
        }
        Ok(Some(Self {
            condition: trace.read::<i64>(&format!("{GROUP}/condition"))?.values,
            noise: trace.read::<f64>(&format!("{GROUP}/noise"))?.values,
            presentations: recognized.shape[1],
            recognized: recognized.values,
            rate_over: whole(trace, "rate_over")?,
        }))
    }

    /// Noise levels of a condition, ascending.
    fn levels(&self, condition: Condition) -> Vec<f64> {
        let of = self.condition.iter().zip(&self.noise).filter(|(c, _)| **c == condition_number(condition));
        let mut levels: Vec<f64> = of.map(|(_, &noise)| noise).collect();
        levels.sort_by(f64::total_cmp);
        levels.dedup();
        levels
    }

    /// Mean and standard error over the seeds: recognized share of the `over` presentations before `end`.
    fn rate(&self, condition: Condition, noise: f64, over: usize, end: usize) -> (f64, f64) {
        let of = (0..self.condition.len())
            .filter(|&run| self.condition[run] == condition_number(condition) && self.noise[run] == noise);
        let rate = |run: usize| {
            let right = &self.recognized[run * self.presentations..][end.saturating_sub(over)..end];
            right.iter().sum::<i64>() as f64 / right.len().max(1) as f64
        };
        let rates: Vec<f64> = of.map(rate).collect();
        let (mean, sd) = mean_and_sd(&rates);
        (mean, sd / (rates.len().max(1) as f64).sqrt())
    }
}

/// Presentations that a point of the learning curve averages over: few against the time that learning takes.
const CURVE: usize = 5;

/// Recognized share of the last few presentations against presentations, mean and standard error over the seeds.
pub(crate) fn over_presentations(trace: &TraceFile) -> Result<Option<Svg>, DrawError> {
    let Some(runs) = Runs::read(trace)? else { return Ok(None) };
    let levels = runs.levels(Condition::Learning);
    let some = levels.iter().step_by(levels.len().div_ceil(LINES));
    let ends: Vec<usize> = (1..=runs.presentations / CURVE).map(|k| k * CURVE).collect();
    let line = |condition, noise: f64, label: &str| {
        let rates: Vec<(f64, f64)> = ends.iter().map(|&end| runs.rate(condition, noise, CURVE, end)).collect();
        let points = ends.iter().zip(&rates).map(|(&end, rate)| (end as f64, 100.0 * rate.0)).collect();
        Line::with_band(label, points, rates.iter().map(|rate| 100.0 * rate.1).collect())
    };
    let mut lines: Vec<Line> = some.map(|&noise| line(Condition::Learning, noise, &format!("noise {noise}"))).collect();
    if let Some(&noise) = runs.levels(Condition::Off).first() {
        lines.push(line(Condition::Off, noise, &format!("no post spikes, noise {noise}")));
    }
    let rate = format!("Recognized of last {CURVE}");
    Ok(Some(Curve { x: Axis::whole("Presentation"), y: Axis::percent(&rate), lines }.draw()))
}

/// Recognized share of the last presentations under a condition and a noise level: mean and standard error over the seeds.
pub(crate) struct Rate {
    /// The condition in words.
    pub condition: &'static str,
    /// Noise level.
    pub noise: f64,
    /// Mean.
    pub mean: f64,
    /// Standard error.
    pub standard_error: f64,
    /// Number of seeds.
    pub seeds: usize,
}

/// All of them, and over how many presentations they are taken.
pub(crate) fn rates(trace: &TraceFile) -> Result<(Vec<Rate>, usize), ReadError> {
    let Some(runs) = Runs::read(trace)? else { return Ok((Vec::new(), 0)) };
    let rate = |condition: Condition, words: &'static str, noise: f64| {
        let (mean, standard_error) = runs.rate(condition, noise, runs.rate_over, runs.presentations);
        let number = condition_number(condition);
        let seeds = runs.condition.iter().zip(&runs.noise).filter(|(c, n)| **c == number && **n == noise).count();
        Rate { condition: words, noise, mean, standard_error, seeds }
    };
    let of = |(condition, words): (Condition, &'static str)| {
        runs.levels(condition).into_iter().map(move |noise| (condition, words, noise))
    };
    let all =
        CONDITIONS.into_iter().flat_map(of).map(|(condition, words, noise)| rate(condition, words, noise)).collect();
    Ok((all, runs.rate_over))
}

/// Recognized share of the last presentations against noise, mean and standard error over the seeds.
pub(crate) fn over_noise(trace: &TraceFile) -> Result<Option<Svg>, DrawError> {
    let Some(runs) = Runs::read(trace)? else { return Ok(None) };
    let line = |(condition, label): (Condition, &str)| {
        let levels = runs.levels(condition);
        let rates: Vec<(f64, f64)> =
            levels.iter().map(|&noise| runs.rate(condition, noise, runs.rate_over, runs.presentations)).collect();
        let points = levels.iter().zip(&rates).map(|(&noise, rate)| (noise, 100.0 * rate.0)).collect();
        Line::with_bars(label, points, rates.iter().map(|rate| 100.0 * rate.1).collect())
    };
    let lines = CONDITIONS.into_iter().map(line).filter(|line| !line.points.is_empty()).collect();
    let rate = format!("Recognized of last {}", runs.rate_over);
    Ok(Some(Curve { x: Axis::linear("Noise level", "1"), y: Axis::percent(&rate), lines }.draw()))
}

/// Conductances of the first run after each snapshot.
pub(crate) fn film(trace: &TraceFile) -> Result<Option<Svg>, DrawError> {
    let Some(conductance) = first_run::<f64>(trace, "conductance")? else { return Ok(None) };
    let [_, _, rows, columns] = conductance.shape[..] else { return Ok(None) };
    let times = trace.read::<i64>(&format!("{GROUP}/snapshot"))?.values;
    let panel = |(time, values): (&i64, &[f64])| Panel { label: time.to_string(), values: values.to_vec() };
    let panels = times.iter().zip(conductance.slab(0).chunks(rows * columns)).map(panel).collect();
    let (row_title, column_title) = ("Pixel".into(), "Neuron (presentations above)".into());
    Ok(Some(HeatMap { row_title, column_title, value: Axis::linear("Conductance", "S"), rows, columns, panels }.film()))
}

/// Conductances of the first run: a line of images, one per neuron, for each snapshot.
pub(crate) fn conductance_maps(trace: &TraceFile) -> Result<Option<Svg>, DrawError> {
    let Some(conductance) = first_run::<f64>(trace, "conductance")? else { return Ok(None) };
    let times = trace.read::<i64>(&format!("{GROUP}/snapshot"))?.values;
    let (down, across) = (whole(trace, "pixel_rows")?, whole(trace, "pixel_columns")?);
    let (devices, neurons) = (conductance.shape[2] * conductance.shape[3], conductance.shape[3]);
    // a grey column between neurons
    let columns = neurons * (across + 1) - 1;
    let panel = |(snapshot, time): (usize, &i64)| {
        let values = &conductance.slab(0)[snapshot * devices..][..devices];
        let pixel = |k: usize| {
            let (row, column) = (k / columns, k % columns);
            let (neuron, x) = (column / (across + 1), column % (across + 1));
            if x == across { f64::NAN } else { values[(row * across + x) * neurons + neuron] }
        };
        let label = match time {
            0 => "before learning".to_string(),
            _ => format!("after {time} presentations"),
        };
        Panel { label, values: (0..down * columns).map(pixel).collect() }
    };
    let map = HeatMap {
        row_title: "Pixel rows".into(),
        column_title: format!("Pixels of neurons 0 to {}", neurons - 1),
        value: Axis::linear("Conductance", "S"),
        rows: down,
        columns,
        panels: times.iter().enumerate().map(panel).collect(),
    };
    Ok(Some(map.draw()))
}

/// Which neuron answered to which image, presentation by presentation, in the first run.
pub(crate) fn winners(trace: &TraceFile) -> Result<Option<Svg>, DrawError> {
    let Some(image) = first_run::<i64>(trace, "image")? else { return Ok(None) };
    let Some(neuron) = first_run::<i64>(trace, "neuron")? else { return Ok(None) };
    let neurons = trace.shape(&format!("{GROUP}/column"))?.first().copied().unwrap_or(0);
    let classes = trace.read::<String>(&format!("{GROUP}/class"))?.values;
    let of = |class: usize| {
        let fired = image.slab(0).iter().zip(neuron.slab(0)).enumerate();
        let fired = fired.filter(|(_, (image, neuron))| **image == class as i64 && **neuron >= 0);
        fired.map(|(presentation, (_, neuron))| (presentation as f64, *neuron as f64)).collect()
    };
    let lines = classes.iter().enumerate().map(|(class, name)| Line::dots(name, of(class))).collect();
    let (x, y) = (Axis::whole("Presentation"), Axis::lines("Neuron that fired", neurons));
    Ok(Some(Curve { x, y, lines }.draw()))
}
