//! What a reader wants to know first: what was recorded, and its key numbers.

use toml::{Table, Value};
use traces::{Provenance, ReadError, Recorded, TraceFile, Variable};

use super::html::Html;
use super::quantity::{percent, percent_with_spread, shown, with_spread};
use crate::patterns;

/// What a file with this group holds, in words; the first that fits.
const HEADINGS: &[(&str, &str)] = &[
    ("training", "Learning run"),
    ("patterns", "Pattern array"),
    ("surrogate", "Network trained by surrogate gradient"),
    ("conversion", "Network converted to spikes"),
    ("network", "Trained network"),
    ("baselines", "Classical methods"),
    ("robustness", "Robustness"),
    ("tune", "Search of settings"),
    ("iv", "Hysteresis loops"),
    ("pulses", "Pulse train"),
    ("switching", "Switching kinetics"),
    ("stdp", "STDP window"),
    ("stdp_array", "STDP in an array"),
    ("retention", "Retention"),
    ("endurance", "Endurance"),
    ("fit", "Fitted parameters"),
    ("neuron", "Neuron"),
    ("neuron_rates", "F-I curve of a neuron"),
    ("transient", "Crossbar in time"),
    ("crossbar", "Solved crossbar"),
];

/// Longest text of an attribute that stands among the key facts.
const FACT: usize = 600;

/// What was recorded, of what.
///
/// # Errors
/// [`ReadError`] when the file cannot be read.
pub(super) fn heading(trace: &TraceFile, provenance: &Provenance) -> Result<String, ReadError> {
    let groups = trace.groups()?;
    let known = HEADINGS.iter().find(|(name, _)| groups.iter().any(|group| group == name));
    let what = known.map_or("Recorded file", |(_, heading)| heading);
    let subject = provenance.experiment.parse::<Table>().ok().and_then(|experiment| subject(&experiment));
    Ok(subject.map_or(what.into(), |subject| format!("{what}: {subject}")))
}

/// The data set, table or device that an experiment is about.
fn subject(experiment: &Table) -> Option<String> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let data = experiment.get("data");
    let set = data.and_then(|data| data.get("set")).and_then(text);
    let file = data.and_then(|data| data.get("file")?.get("path")).and_then(text);
    let device = experiment.get("device").and_then(|device| device.get("parameters")).and_then(text);
    set.or(file).or(device).or_else(|| experiment.get("model").and_then(text))
}

/// The key numbers.
///
/// # Errors
/// [`ReadError`] when the file cannot be read.
pub(super) fn section(trace: &TraceFile, file: &str) -> Result<Html, ReadError> {
    let mut rows = Vec::new();
    let groups = trace.groups()?;
    if groups.iter().any(|group| group == "training") {
        rows.extend(network(trace)?);
    }
    for group in &groups {
        let facts = trace.attributes(group)?.into_iter().filter(|(_, text)| text.len() <= FACT);
        rows.extend(facts.map(|(name, text)| (name.replace('_', " "), text)));
        rows.extend(over_splits(trace, group)?);
    }
    for group in &groups {
        rows.extend(single_numbers(trace, group)?);
    }
    let rows = rows.into_iter().map(|(name, value)| vec![Html::text(&name), Html::text(&value)]);
    let mut pieces = vec![Html::table(&[], rows)];
    if file.ends_with(".partial") {
        let note = "This run was interrupted, or goes on: the page shows what was complete when it was made.";
        pieces.insert(0, Html::paragraph(note));
    }
    if groups.iter().any(|group| group == "patterns") {
        pieces.push(recognition(trace)?);
    }
    Ok(Html::all(pieces))
}

/// Size of a network that learned, and what chance would reach.
fn network(trace: &TraceFile) -> Result<Vec<(String, String)>, ReadError> {
    let length = |name: &str| Ok::<_, ReadError>(trace.shape(name)?.first().copied().unwrap_or(0));
    let (rows, columns) = (length("training/row")?, length("training/column")?);
    let (epochs, classes) = (trace.read::<i64>("training/epoch")?.values, length("test/class")?);
    Ok(vec![
        ("crossbar".into(), format!("{rows} word lines × {columns} bit lines, each with a neuron")),
        ("epochs".into(), epochs.last().map_or_else(String::new, i64::to_string)),
        ("classes, and accuracy by chance".into(), format!("{classes}, {}", percent(1.0 / classes as f64))),
    ])
}

/// Mean and standard deviation of everything that is recorded once per split, accuracies first.
fn over_splits(trace: &TraceFile, group: &str) -> Result<Vec<(String, String)>, ReadError> {
    let names = trace.variables(group)?;
    let mut rows = Vec::new();
    for name in names.iter().filter(|name| *name != "split") {
        let path = format!("{group}/{name}");
        if trace.shape(&path)?.len() != 1 {
            continue;
        }
        // what is long is not read to learn that it lies over something else
        let Recorded::Numbers(Variable { dims, .. }) = trace.describe(&path)? else { continue };
        if dims != ["split"] {
            continue;
        }
        let Recorded::Numbers(variable) = trace.read_any(&path)? else { continue };
        if variable.values.is_empty() {
            continue;
        }
        let share = name.starts_with("accuracy");
        rows.push(match share {
            true => (!share, (format!("accuracy: {}", variable.long_name), percent_with_spread(&variable.values))),
            false => (!share, (variable.long_name, with_spread(&variable.values, &variable.units))),
        });
    }
    rows.sort_by_key(|(later, _)| *later);
    if !rows.is_empty() {
        let splits = trace.shape(&format!("{group}/split"))?.first().copied().unwrap_or(0);
        rows.push((true, ("splits (values above: mean ± standard deviation over them)".into(), splits.to_string())));
    }
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

/// Everything that is a single number or text.
fn single_numbers(trace: &TraceFile, group: &str) -> Result<Vec<(String, String)>, ReadError> {
    let mut rows = Vec::new();
    for name in trace.variables(group)? {
        let path = format!("{group}/{name}");
        if !trace.shape(&path)?.is_empty() {
            continue;
        }
        rows.push(match trace.read_any(&path)? {
            Recorded::Numbers(variable) => {
                (in_words(&name, &variable.long_name), shown(variable.values[0], &variable.units))
            }
            Recorded::Texts(variable) => (in_words(&name, &variable.long_name), variable.values[0].clone()),
        });
    }
    Ok(rows)
}

/// A variable in words, with its name where it has a symbol that the words do not say.
fn in_words(name: &str, long_name: &str) -> String {
    format!("{long_name} ({name})")
}

/// Recognized shares of a pattern array by condition and noise.
fn recognition(trace: &TraceFile) -> Result<Html, ReadError> {
    let (rates, over) = patterns::rates(trace)?;
    if rates.is_empty() {
        return Ok(Html::default());
    }
    let row = |rate: &patterns::Rate| {
        let spread = format!("{:.2} ± {:.2} %", 100.0 * rate.mean, 100.0 * rate.standard_error);
        let cells = [rate.condition.into(), rate.noise.to_string(), spread, rate.seeds.to_string()];
        cells.iter().map(|cell| Html::text(cell)).collect()
    };
    let recognized = format!("recognized of the last {over}, mean ± standard error");
    let titles = ["condition", "noise", &recognized, "seeds"].map(String::from);
    Ok(Html::table(&titles, rates.iter().map(row)))
}
