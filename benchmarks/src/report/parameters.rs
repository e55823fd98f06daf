//! Parameters of the devices or the neuron that a file is about, with units, source and status.

use devices::catalogue;
use devices::units::split_number;
use toml::{Table, Value};
use traces::Provenance;

use super::html::Html;
use super::links::linked;

/// What a parameter file says of itself.
const FACTS: [&str; 5] = ["model", "description", "source", "validity", "status"];

/// The parameter set that the recorded text is, or that it names.
pub(super) fn section(provenance: &Provenance) -> Html {
    let Ok(text) = provenance.experiment.parse::<Table>() else { return Html::default() };
    if text.contains_key("model") && text.contains_key("parameters") {
        let changes = provenance.experiment.lines().filter(|line| line.starts_with('#'));
        return Html::all([set(&text, None), comments(changes)]);
    }
    let Some(device) = text.get("device").and_then(Value::as_table) else { return Html::default() };
    let Some(name) = device.get("parameters").and_then(Value::as_str) else { return Html::default() };
    let rest = device.iter().filter(|(key, _)| *key != "parameters");
    let own = values(&Table::from_iter(rest.map(|(key, value)| (key.clone(), value.clone()))));
    let own = if own.is_empty() {
        Html::default()
    } else {
        Html::all([Html::paragraph("This experiment sets:"), listed(&own)])
    };
    let known = catalogue::find(name).ok().and_then(|entry| entry.text.parse::<Table>().ok());
    let of = match &known {
        Some(table) => set(table, Some(name)),
        None => Html::paragraph(&format!("Parameters are those of `{name}`, a file that is not part of this record.")),
    };
    let version = if known.is_some() && provenance.version != env!("CARGO_PKG_VERSION") {
        let (now, then) = (env!("CARGO_PKG_VERSION"), &provenance.version);
        Html::paragraph(&format!("Values are those of ferrospike {now}; the file was recorded by {then}."))
    } else {
        Html::default()
    };
    Html::all([own, version, of])
}

/// A parameter file as tables.
fn set(text: &Table, name: Option<&str>) -> Html {
    let fact = |key: &&str| text.get(*key).and_then(Value::as_str).map(|fact| vec![Html::text(key), linked(fact)]);
    let name = name.map(|name| vec![Html::text("parameter set"), Html::text(name)]);
    let facts = Html::table(&[], name.into_iter().chain(FACTS.iter().filter_map(fact)));
    let tables = text.iter().filter_map(|(key, value)| Some((key, value.as_table()?)));
    let table = |(key, table): (&String, &Table)| {
        Html::all([Html::element("h3", &[], [Html::text(&key.replace('_', " "))]), listed(&values(table))])
    };
    Html::all(std::iter::once(facts).chain(tables.map(table)))
}

/// What stands as comments behind a parameter file: changes, imperfections, timing.
fn comments<'t>(lines: impl Iterator<Item = &'t str>) -> Html {
    let told = ["# changed", "# imperfections", "#   ", "# spike timing"];
    let lines: Vec<&str> = lines.filter(|line| told.iter().any(|start| line.starts_with(start))).collect();
    if lines.is_empty() {
        return Html::default();
    }
    let text = lines.join("\n");
    Html::all([Html::paragraph("Besides, from the command line:"), Html::element("pre", &[], [Html::text(&text)])])
}

/// All values of nested tables, each with its path: `up.random_field.alpha`.
fn values(table: &Table) -> Vec<(String, String)> {
    let entry = |(key, value): (&String, &Value)| match value {
        Value::Table(inner) => values(inner).into_iter().map(|(path, text)| (format!("{key}.{path}"), text)).collect(),
        Value::String(text) => vec![(key.clone(), text.clone())],
        other => vec![(key.clone(), other.to_string())],
    };
    table.iter().flat_map(entry).collect()
}

fn listed(values: &[(String, String)]) -> Html {
    let row = |(key, text): &(String, String)| {
        let (number, unit) = match split_number(text) {
            Some((_, unit)) => (text[..text.len() - unit.len()].trim(), unit),
            None => (text.as_str(), ""),
        };
        [key, number, unit].map(Html::text).to_vec()
    };
    Html::table(&["parameter", "value", "unit"].map(String::from), values.iter().map(row))
}
