//! The keys of a table `[vary]`: what varies, and where it is written.

use std::ops::Range as Span;

use toml::de::{DeTable, DeValue};
use toml::{Spanned, Table, Value};

use crate::Range;

/// A key of the experiment that varies.
#[derive(Clone, Debug)]
pub struct Key {
    /// Its path, keys joined by dots.
    pub path: String,
    /// Its values as they are written.
    pub range: Range,
    /// Its values on the grid; none for a key of a sample.
    pub(super) grid: Vec<Value>,
    /// Whether the experiment takes whole numbers alone there.
    pub(super) whole: bool,
    pub(super) place: Place,
}

/// Where a key is written.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// The key.
    pub key: Span<usize>,
    /// All its values.
    pub value: Span<usize>,
    /// The values of a list, one by one.
    pub items: Vec<Span<usize>>,
}

/// An entry of `[vary]` with its path.
pub(super) struct Entry {
    pub path: String,
    pub value: Value,
    pub place: Place,
}

impl Key {
    /// Whether its values are drawn rather than taken one after the other.
    pub fn is_sampled(&self) -> bool {
        self.grid.is_empty()
    }

    /// A drawn value as the experiment takes it there: the nearest whole number where it counts.
    pub(super) fn as_drawn(&self, value: Value) -> Value {
        match value {
            Value::Float(number) if self.whole => Value::Integer(number.round() as i64),
            value => value,
        }
    }

    /// Where `value` is written: in a list the value itself.
    pub(super) fn place_of(&self, value: &Value) -> Span<usize> {
        let item = match &self.range {
            Range::List(values) => values.iter().position(|known| known == value),
            Range::Between(_) => None,
        };
        item.and_then(|item| self.place.items.get(item)).unwrap_or(&self.place.value).clone()
    }
}

/// All entries of a table and the tables in it; a table with `from` or `to` is an entry itself.
pub(super) fn entries(path: &str, table: &Table, spans: &DeTable<'_>) -> Vec<Entry> {
    let entry = |(key, value): (&String, &Value)| {
        let Some((place, span)) = spans.iter().find(|(name, _)| name.get_ref() == key) else { return Vec::new() };
        let path = format!("{path}{key}");
        match (value, span.get_ref()) {
            (Value::Table(inner), DeValue::Table(spans)) if !is_range(inner) => {
                entries(&format!("{path}."), inner, spans)
            }
            _ => vec![Entry { path, value: value.clone(), place: place_of(place.span(), span) }],
        }
    };
    table.iter().flat_map(entry).collect()
}

fn is_range(table: &Table) -> bool {
    table.contains_key("from") || table.contains_key("to")
}

fn place_of(key: Span<usize>, value: &Spanned<DeValue<'_>>) -> Place {
    let items = match value.get_ref() {
        DeValue::Array(items) => items.iter().map(Spanned::span).collect(),
        _ => Vec::new(),
    };
    Place { key, value: value.span(), items }
}
