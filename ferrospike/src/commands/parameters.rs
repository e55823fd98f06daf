//! Parameters of a set one by one: path, value, and what its file remarks.

use toml::{Table, Value};

/// Path, value and remark of all parameters of a set whose file is `text`.
pub fn rows(parameters: &Table, text: &str) -> Vec<[String; 3]> {
    let remarks = remarks(text);
    // a value in braces has the remark of the whole, all `zones[k].n` that of `zones.n`
    let remark = |path: &str| {
        let path: String = path.split(['[', ']']).step_by(2).collect();
        let ends = path.match_indices('.').map(|(end, _)| end).chain([path.len()]);
        let found = ends.rev().find_map(|end| remarks.iter().find(|(known, _)| *known == path[..end]));
        found.map_or(String::new(), |(_, remark)| remark.clone())
    };
    flat("", parameters).into_iter().map(|(path, value)| [path.clone(), value, remark(&path)]).collect()
}

/// All values of nested tables, each with its path: `up.random_field.alpha`, `zones[0].weight`.
fn flat(path: &str, table: &Table) -> Vec<(String, String)> {
    let entry = |(key, value): (&String, &Value)| match value {
        Value::Table(inner) => flat(&format!("{path}{key}."), inner),
        Value::Array(items) if !items.is_empty() && items.iter().all(Value::is_table) => {
            let numbered = items.iter().filter_map(Value::as_table).enumerate();
            numbered.flat_map(|(k, inner)| flat(&format!("{path}{key}[{k}]."), inner)).collect()
        }
        Value::String(text) => vec![(format!("{path}{key}"), text.clone())],
        other => vec![(format!("{path}{key}"), other.to_string())],
    };
    table.iter().flat_map(entry).collect()
}

/// The comment behind each value of `[parameters]`, by its path.
fn remarks(text: &str) -> Vec<(String, String)> {
    let mut path = None;
    let mut found = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.starts_with('[') && !line.contains(['"', ',']) {
            let table = line.trim_matches(['[', ']']);
            path = table.strip_prefix("parameters").map(|rest| rest.trim_start_matches('.').to_owned());
        } else if let (Some(path), Some((key, value))) = (&path, line.split_once('='))
            && let Some(remark) = behind(value)
        {
            let dot = if path.is_empty() { "" } else { "." };
            found.push((format!("{path}{dot}{}", key.trim()), remark.to_owned()));
        }
    }
    found
}

/// The comment behind a value; a `#` within quotes begins none.
fn behind(value: &str) -> Option<&str> {
    let mut quoted = false;
    let place = value.char_indices().find(|&(_, c)| {
        quoted ^= c == '"';
        c == '#' && !quoted
    });
    place.map(|(place, _)| value[place + 1..].trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_are_found_by_the_path_of_their_value() {
        let text = "a = 1 # no parameter\n[parameters]\ntau = \"5 ms\"   # time constant\nb = \"#1\"\n\n[parameters.membrane.channels]\ng = 2 # conductance\n[protocol]\nread = 1 # no";
        let pairs = remarks(text);
        let expected = [("tau", "time constant"), ("membrane.channels.g", "conductance")];
        assert_eq!(pairs, expected.map(|(path, remark)| (path.to_owned(), remark.to_owned())));
    }
}
