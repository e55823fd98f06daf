//! TOML and JSON with the same structure, and where things stand in their texts.

use std::ops::Range;
use std::path::Path;

use devices::wording::in_words;
use serde::de::DeserializeOwned;

use crate::ExperimentError;

/// How a problem is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Toml,
    Json,
}

impl Format {
    /// By the extension of the file: `.json`, else TOML.
    pub fn of(path: &Path) -> Format {
        match path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
            true => Format::Json,
            false => Format::Toml,
        }
    }

    /// The structure that `text` describes; `name` stands for it in messages.
    pub fn read<T: DeserializeOwned>(self, name: &str, text: &str) -> Result<T, Box<ExperimentError>> {
        match self {
            Format::Toml => toml::from_str(text).map_err(|error| Box::new(ExperimentError::syntax(name, text, &error))),
            Format::Json => serde_json::from_str(text).map_err(|error| {
                let message = error.to_string();
                let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
                let at = offset(text, error.line(), error.column());
                Box::new(ExperimentError::located(name, text, Some(at..text.len().min(at + 1)), in_words(message)))
            }),
        }
    }

    /// Where the value under these keys stands, from the outermost table inwards; keys that are not there are skipped.
    pub fn place(self, text: &str, keys: &[&str]) -> Option<Range<usize>> {
        match self {
            Format::Toml => toml_place(text, keys),
            Format::Json => json_place(text, keys),
        }
    }
}

/// Byte at which a line (from 1) has this column (bytes, from 1).
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut at = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn toml_place(text: &str, keys: &[&str]) -> Option<Range<usize>> {
    let document = toml::de::DeTable::parse(text).ok()?;
    let mut table = Some(document.get_ref());
    let mut place = None;
    for key in keys {
        let found = table.and_then(|table| table.iter().find(|(name, _)| name.get_ref() == key));
        if let Some((_, value)) = found {
            place = Some(value.span());
            table = value.get_ref().as_table();
        }
    }
    place
}

/// The key itself: enough to find the line.
fn json_place(text: &str, keys: &[&str]) -> Option<Range<usize>> {
    let mut from = 0;
    let mut place = None;
    for key in keys {
        let quoted = format!("\"{key}\"");
        let is_key = |at: &usize| text[from + at + quoted.len()..].trim_start().starts_with(':');
        if let Some(at) = text[from..].match_indices(&quoted).map(|(at, _)| at).find(is_key) {
            place = Some(from + at..from + at + quoted.len());
            from += at + quoted.len();
        }
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_by_its_keys_in_either_format() {
        let toml = "rows = 1\n[wires]\nsegment = \"1 ohm\"\nword = { driver_left = \"2 ohm\" }\n";
        let found = |keys: &[&str]| Format::Toml.place(toml, keys).map(|place| &toml[place]);
        assert_eq!(found(&["wires", "word", "driver_left"]), Some("\"2 ohm\""));
        assert_eq!(found(&["wires", "bit", "segment"]), Some("\"1 ohm\""));
        assert_eq!(found(&["drive"]), None);
        let json = "{\"rows\": 1, \"wires\": {\"segment\": \"rows\", \"word\" : {\"segment\": \"2 ohm\"}}}";
        let at = |keys: &[&str]| Format::Json.place(json, keys).map(|place| place.start);
        assert_eq!(at(&["wires", "word", "segment"]), json.rfind("\"segment\""));
        assert_eq!(at(&["rows"]), Some(1));
    }

    #[test]
    fn lines_and_columns_become_offsets() {
        assert_eq!(offset("ab\ncdé\nf", 2, 2), 4);
        assert_eq!(offset("ab\ncdé\nf", 3, 1), 8);
        assert_eq!(offset("ab", 9, 9), 2);
    }
}
