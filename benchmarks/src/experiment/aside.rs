//! What an error is about gives way to something sound, so that the next error can be found.

use std::ops::Range;

use devices::spelling::nearest;
use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue, Error};

use super::{EMBEDDED, Experiment};

/// A key or a value, by the keys from the outermost table inwards.
struct Place {
    keys: Vec<String>,
    /// Whether it is the key itself.
    is_key: bool,
}

/// Puts something sound in the place that `error` is about, as far as the embedded experiments show what that is: whether it
/// could be done.
pub(super) fn set_aside(document: &mut DeTable<'_>, error: &Error) -> bool {
    let place = error.span().and_then(|span| place_of(document, &span));
    if let Some(key) = missing(error) {
        // a key that is missing at the top has no place
        let keys = place.map_or_else(Vec::new, |place| place.keys);
        return add(document, keys, key)
            || matches!(keys_of(document, error), Some(keys) if replace_all(document, &keys));
    }
    let Some(Place { keys, is_key }) = place else { return false };
    let gave_way = if is_key { correct(document, &keys, error) } else { replace(document, &keys) };
    gave_way || replace_all(document, &keys)
}

fn keys_of(document: &DeTable<'_>, error: &Error) -> Option<Vec<String>> {
    place_of(document, &error.span()?).map(|place| place.keys)
}

/// The key that is missing.
fn missing(error: &Error) -> Option<&str> {
    error.message().strip_prefix("missing field `")?.split('`').next()
}

/// Adds a missing key.
fn add(document: &mut DeTable<'_>, mut keys: Vec<String>, key: &str) -> bool {
    keys.push(key.into());
    match (sound(&keys), table_of(document, &keys)) {
        (Some(value), Some(table)) => table.insert(Spanned::new(0..0, key.to_string().into()), value).is_none(),
        _ => false,
    }
}

/// Gives an unknown key the name that was meant, or takes it out.
fn correct(document: &mut DeTable<'_>, keys: &[String], error: &Error) -> bool {
    let (Some(key), Some(table)) = (keys.last(), table_of(document, keys)) else { return false };
    let mut quoted = error.message().split('`').skip(1).step_by(2);
    if quoted.next() != Some(key) {
        return false;
    }
    let meant = nearest(key, quoted);
    let Some((place, value)) = table.remove_entry(key.as_str()) else { return false };
    if !meant.is_empty() && !table.contains_key(meant) {
        table.insert(Spanned::new(place.span(), meant.to_string().into()), value);
        return true;
    }
    // a table that chooses one of several kinds needs another choice
    error.message().starts_with("unknown field")
}

/// Replaces a value by that of an embedded experiment, or takes it out where it may be missing.
fn replace(document: &mut DeTable<'_>, keys: &[String]) -> bool {
    if let Some(sound) = sound(keys) {
        let value = table_of(document, keys).and_then(|table| table.get_mut(keys.last()?.as_str()));
        return value.map(|value| *value = sound).is_some();
    }
    let mut without = document.clone();
    let taken = table_of(&mut without, keys).and_then(|table| table.remove(keys.last()?.as_str()));
    let rest = Experiment::deserialize(toml::Deserializer::from(Spanned::new(0..0, without.clone())));
    let is_needed = rest.is_err_and(|error| missing(&error) == keys.last().map(String::as_str));
    if taken.is_none() || is_needed {
        return false;
    }
    *document = without;
    true
}

/// Replaces the whole table at the top, or takes it out where no embedded experiment has one.
fn replace_all(document: &mut DeTable<'_>, keys: &[String]) -> bool {
    let Some(top) = keys.first() else { return false };
    let before = document.remove(top.as_str());
    if let Some(value) = sound(&keys[..1]) {
        document.insert(Spanned::new(0..0, top.clone().into()), value);
        // what has no place in the text was put there before
        return before.is_some_and(|before| !before.span().is_empty());
    }
    before.is_some()
}

/// What stands at a place in the first embedded experiment that has it.
fn sound(keys: &[String]) -> Option<Spanned<DeValue<'static>>> {
    EMBEDDED.iter().find_map(|(_, text)| {
        let mut document = DeTable::parse(text).ok()?;
        let value = table_of(document.get_mut(), keys)?.remove(keys.last()?.as_str())?;
        Some(unplaced(value))
    })
}

/// The same without places, which are those of another text.
fn unplaced(value: Spanned<DeValue<'_>>) -> Spanned<DeValue<'_>> {
    let value = match value.into_inner() {
        DeValue::Table(table) => {
            let entry = |(key, value): (Spanned<_>, _)| (Spanned::new(0..0, key.into_inner()), unplaced(value));
            DeValue::Table(table.into_iter().map(entry).collect())
        }
        DeValue::Array(values) => {
            let mut array = DeArray::new();
            values.into_iter().for_each(|value| array.push(unplaced(value)));
            DeValue::Array(array)
        }
        other => other,
    };
    Spanned::new(0..0, value)
}

/// The table in which the last of `keys` stands.
fn table_of<'a, 'i>(document: &'a mut DeTable<'i>, keys: &[String]) -> Option<&'a mut DeTable<'i>> {
    let (_, tables) = keys.split_last()?;
    tables.iter().try_fold(document, |table, key| match table.get_mut(key.as_str())?.get_mut() {
        DeValue::Table(inner) => Some(inner),
        _ => None,
    })
}

/// The innermost key or value in which `span` lies.
fn place_of(document: &DeTable<'_>, span: &Range<usize>) -> Option<Place> {
    document.iter().find_map(|(key, value)| {
        let place = if lies_in(span, &key.span()) {
            Place { keys: Vec::new(), is_key: true }
        } else {
            match value.get_ref().as_table().and_then(|inner| place_of(inner, span)) {
                Some(inner) => inner,
                None if holds(value, span) => Place { keys: Vec::new(), is_key: false },
                None => return None,
            }
        };
        Some(Place { keys: std::iter::once(key.get_ref().to_string()).chain(place.keys).collect(), ..place })
    })
}

fn holds(value: &Spanned<DeValue<'_>>, span: &Range<usize>) -> bool {
    let inside = value.get_ref().as_array().is_some_and(|values| values.iter().any(|value| holds(value, span)));
    inside || lies_in(span, &value.span())
}

/// Whether `inner` begins in `outer`; an empty place holds nothing.
fn lies_in(inner: &Range<usize>, outer: &Range<usize>) -> bool {
    !outer.is_empty() && outer.start <= inner.start && inner.end <= outer.end
}
