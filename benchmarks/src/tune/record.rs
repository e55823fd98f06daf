//! What a search leaves behind.

use std::path::Path;

use traces::{About, Trace, WriteError};

use super::{Search, Trial, number};

/// Group of the trials.
pub(super) const GROUP: &str = "tune";

/// Header of the table of trials.
pub fn csv_header(search: &Search) -> String {
    let parameter = |p: &super::space::Parameter| match p.range.unit() {
        Some(unit) => format!(",{} ({unit})", p.path),
        None => format!(",{}", p.path),
    };
    let cuts = (0..search.cuts.len()).map(|k| format!(",winner_{k},vote_{k}"));
    let parameters = search.space.parameters.iter().map(parameter);
    ["trial".to_string()].into_iter().chain(cuts).chain(parameters).collect()
}

/// A trial as a line of that table; every number is written so that reading gives the same bits.
pub fn csv_line(search: &Search, trial: &Trial) -> String {
    let cell = |value: Option<f64>| value.map_or_else(|| ",".into(), |value| format!(",{value}"));
    let accuracy = |k: usize| trial.accuracies.get(k / 2).map(|both| both[k % 2]);
    let accuracies = (0..2 * search.cuts.len()).map(|k| cell(accuracy(k)));
    let values = (0..search.space.parameters.len()).map(|k| cell(trial.values.get(k).map(number)));
    [trial.number.to_string()].into_iter().chain(accuracies).chain(values).collect()
}

/// Trials of an interrupted search: the complete lines of its table, when it begins with the lines `identity`.
pub fn finished_trials(search: &Search, file: &Path, identity: &str) -> Vec<Trial> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let Some(rest) = text.strip_prefix(identity) else { return Vec::new() };
    let complete = rest.split_inclusive('\n').filter(|line| line.ends_with('\n'));
    let trial = |(number, line): (usize, &str)| {
        let cells: Vec<&str> = line.trim_end().split(',').collect();
        let cuts = search.cuts.len();
        (cells.len() == 1 + 2 * cuts + search.space.parameters.len() && cells[0] == number.to_string()).then_some(())?;
        let numbers = |cells: &[&str]| -> Vec<f64> { cells.iter().filter_map(|cell| cell.parse().ok()).collect() };
        let accuracies = numbers(&cells[1..=2 * cuts]);
        Some(Trial {
            number,
            values: search.values(number),
            accuracies: accuracies.chunks_exact(2).map(|both| [both[0], both[1]]).collect(),
        })
    };
    complete.enumerate().map_while(trial).collect()
}

/// Writes all trials: group `tune` with the dimensions trial, cut and parameter; not a number where there is none.
///
/// # Errors
/// [`WriteError`] when the file cannot be written.
pub fn record(trace: &Trace, search: &Search, trials: &[Trial]) -> Result<(), WriteError> {
    let group = trace.group(GROUP)?;
    let parameters = &search.space.parameters;
    group.index("trial", trials.len(), "draw of settings; 0 is the experiment itself")?;
    group.index("cut", search.cuts.len(), "division of the training rows")?;
    let paths: Vec<String> = parameters.iter().map(|parameter| parameter.path.clone()).collect();
    group.coordinate("parameter", About::new("", "path of the key"), &paths)?;
    let units: Vec<String> = parameters.iter().map(|p| p.range.unit().unwrap_or("1").into()).collect();
    group.variable("unit", &["parameter"], About::new("", "unit of the value"), &units)?;
    let value = |trial: &Trial, k: usize| trial.values.get(k).map_or(f64::NAN, number);
    let values: Vec<f64> = trials.iter().flat_map(|t| (0..parameters.len()).map(|k| value(t, k))).collect();
    group.variable("value", &["trial", "parameter"], About::new("1", "value in the unit of the parameter"), &values)?;
    for (k, (name, by)) in [("winner", "the first neuron"), ("vote", "the first few neurons")].into_iter().enumerate() {
        let of = |trial: &Trial, cut: usize| trial.accuracies.get(cut).map_or(f64::NAN, |both| both[k]);
        let all: Vec<f64> = trials.iter().flat_map(|t| (0..search.cuts.len()).map(move |cut| of(t, cut))).collect();
        let about = format!("validation rows read rightly by {by}");
        group.variable(name, &["trial", "cut"], About::new("1", &about), &all)?;
    }
    Ok(())
}

/// The experiment of a trial with the record of its choice as a comment in front.
///
/// # Errors
/// A sentence when the space names a place that the experiment does not have.
pub fn best_text(search: &Search, best: &Trial, trials: usize, heading: &[String]) -> Result<String, String> {
    let [winner, vote] = best.mean().map(|share| 100.0 * share);
    let heading: String = heading.iter().map(|line| format!("# {line}\n")).collect();
    let choice = format!(
        "# Trial {} of {trials} (0 is the experiment itself), seed {}: winner {winner:.2} %, vote {vote:.2} % on validation rows, {} cut(s) \
         of training rows.\n",
        best.number,
        search.seed,
        search.cuts.len()
    );
    Ok(format!("{heading}{choice}{}", search.experiment(best)?))
}
