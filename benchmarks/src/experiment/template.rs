//! Experiment files to start from, with every key explained.

use devices::spelling::{did_you_mean, nearest};
use toml::{Table, Value};

use super::Experiment;
use crate::patterns;

/// Name of the template with a table `[vary]`.
pub const SWEEP: &str = "sweep";

const KEYS: &str = include_str!("../../experiments/new/keys.toml");
const PATTERN_KEYS: &str = include_str!("../../experiments/new/pattern-keys.toml");
const VARY: &str = include_str!("../../experiments/new/vary.toml");

/// There is no such template.
#[derive(Debug, thiserror::Error)]
#[error("there is no template `{name}`{} Templates: {all}", did_you_mean(nearest))]
pub struct UnknownTemplate {
    name: String,
    nearest: String,
    all: String,
}

/// Names of all templates.
pub fn names() -> Vec<&'static str> {
    Experiment::names().into_iter().chain([SWEEP]).collect()
}

/// A commented experiment: the embedded one of this name, or a sweep of one.
///
/// # Errors
/// [`UnknownTemplate`] names the nearest.
pub fn text(name: &str) -> Result<String, UnknownTemplate> {
    if name == SWEEP {
        let few = Experiment::embedded("iris").unwrap_or_default().replace("half_splits = 50", "half_splits = 5");
        return Ok(explained(&few, KEYS) + VARY);
    }
    let text = Experiment::embedded(name).ok_or_else(|| UnknownTemplate {
        name: name.into(),
        nearest: nearest(name, names().into_iter()).into(),
        all: names().join(", "),
    })?;
    Ok(explained(text, if patterns::Experiment::describes(text) { PATTERN_KEYS } else { KEYS }))
}

/// The text with a comment above each key, and the keys of each table that it does not have as comments below.
fn explained(text: &str, keys: &str) -> String {
    let keys: Table = keys.parse().expect("embedded explanations are TOML");
    let (mut lines, mut path, mut present) = (Vec::new(), String::new(), Vec::new());
    for line in text.lines() {
        if let Some(header) = line.strip_prefix('[') {
            close(&mut lines, &keys, &path, &present);
            path = header.trim_end_matches(']').into();
            present.clear();
        } else if let Some((key, _)) = line.split_once(" = ").filter(|(key, _)| is_bare(key)) {
            lines.extend(explanation(&keys, &path, key).map(|(_, words)| format!("# {words}")));
            present.push(key.to_string());
        }
        lines.push(line.to_string());
    }
    close(&mut lines, &keys, &path, &present);
    if keys.contains_key("record") && !text.contains("\n[record]") {
        lines.push("\n# Presentations recorded step by step.\n# [record]".into());
        close(&mut lines, &keys, "record", &[]);
    }
    lines.join("\n") + "\n"
}

fn is_bare(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Adds the keys of a table that the text does not have, before the comments that lead to the next table.
fn close(lines: &mut Vec<String>, keys: &Table, path: &str, present: &[String]) {
    let Some(table) = table(keys, path) else { return };
    let mut end = lines.len();
    while end > 0 && (lines[end - 1].is_empty() || lines[end - 1].starts_with('#')) {
        end -= 1;
    }
    let absent = table.iter().filter(|(key, value)| value.is_array() && !present.contains(key));
    let absent: Vec<String> = absent
        .filter_map(|(key, _)| {
            explanation(keys, path, key).map(|(example, words)| format!("# {words}\n# {key} = {example}"))
        })
        .collect();
    lines.splice(end..end, absent);
}

fn table<'a>(keys: &'a Table, path: &str) -> Option<&'a Table> {
    let names = path.split('.').filter(|name| !name.is_empty());
    names.into_iter().try_fold(keys, |table, name| table.get(name).and_then(Value::as_table))
}

/// Example and meaning of a key.
fn explanation(keys: &Table, path: &str, key: &str) -> Option<(String, String)> {
    let both = table(keys, path)?.get(key)?.as_array()?;
    Some((both.first()?.as_str()?.into(), both.get(1)?.as_str()?.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sweep::{Changes, Plan};

    #[test]
    fn a_template_says_what_the_embedded_experiment_says_and_explains_every_key() {
        for name in Experiment::names() {
            let text = text(name).unwrap();
            let same = text.parse::<Table>().unwrap() == Experiment::embedded(name).unwrap().parse::<Table>().unwrap();
            assert!(same, "{name} says something else:\n{text}");
            let lines: Vec<&str> = text.lines().collect();
            for (k, line) in lines.iter().enumerate() {
                let is_key = line.split_once(" = ").is_some_and(|(key, _)| is_bare(key));
                assert!(!is_key || lines[k - 1].starts_with("# "), "{name}: `{line}` is not explained");
            }
        }
    }

    #[test]
    fn every_key_that_is_explained_is_one() {
        let keys: Table = KEYS.parse().unwrap();
        let iris = Experiment::embedded("iris").unwrap();
        for (path, example) in examples("", &keys) {
            let mut experiment: Table = iris.parse().unwrap();
            if let Some((only, _)) =
                path.split_once('.').filter(|(table, _)| ["data", "protocol", "record"].contains(table))
            {
                experiment.insert(only.into(), Table::new().into());
            }
            if path.ends_with(".adaptation") {
                // of use only to neurons that fire again
                crate::change::set(&mut experiment, "neuron.lif.t_ref", "100 ns".into()).unwrap();
            }
            let value: Table = format!("x = {example}").parse().unwrap();
            crate::change::set(&mut experiment, &path, value["x"].clone()).unwrap();
            let read = Experiment::parse("example", &experiment.to_string());
            assert!(read.is_ok(), "{path} = {example}: {}", read.unwrap_err());
        }
    }

    fn examples(path: &str, keys: &Table) -> Vec<(String, String)> {
        let of = |(key, value): (&String, &Value)| match value {
            Value::Table(inner) => examples(&format!("{path}{key}."), inner),
            value => vec![(format!("{path}{key}"), value[0].as_str().unwrap().to_string())],
        };
        keys.iter().flat_map(of).collect()
    }

    #[test]
    fn the_template_of_a_sweep_is_one_that_can_run() {
        let plan = Plan::parse("sweep.toml", &text(SWEEP).unwrap(), Changes::default()).unwrap();
        assert_eq!(plan.points(), 9);
        assert!(plan.check(0..9).is_ok());
        assert!(text("iriss").unwrap_err().to_string().contains("did you mean `iris`"));
    }
}
