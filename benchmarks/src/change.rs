//! Changes of an experiment by the paths of its keys: the one way in which benchmarks, searches, robustness studies and sweeps make
//! an experiment out of another.

use devices::units::{self, TIME};
use toml::{Table, Value};

/// Sets the value at `path`, keys joined by dots; tables on the way that are missing are made, and whether the keys exist is for the
/// reader of the experiment to say.
///
/// A number takes the kind of the number that stands there, as far as it is whole. A number as last key is a piece of a waveform:
/// `spikes.post.1` is the time from corner 1 to corner 2, all later corners move along.
///
/// # Errors
/// A sentence when there can be no such place.
pub(crate) fn set(experiment: &mut Table, path: &str, value: Value) -> Result<(), String> {
    let (tables, key) = path.rsplit_once('.').unwrap_or(("", path));
    if let Ok(piece) = key.parse::<usize>() {
        let corners = place(experiment, tables).and_then(Value::as_array_mut);
        return stretch(corners.ok_or(format!("`{tables}` is no waveform"))?, piece, &value);
    }
    let table = tables.split('.').filter(|name| !name.is_empty()).try_fold(experiment, |table, name| {
        let inner = table.entry(name).or_insert_with(|| Table::new().into());
        inner.as_table_mut().ok_or(format!("`{name}` of `{path}` is a value, not a table"))
    })?;
    let value = alike(value, table.get(key));
    table.insert(key.into(), value);
    Ok(())
}

/// Sets every value of `change`, table by table.
///
/// # Errors
/// As [`set`].
pub(crate) fn apply(experiment: &mut Table, change: &Table) -> Result<(), String> {
    leaves("", change).into_iter().try_for_each(|(path, value)| set(experiment, &path, value))
}

/// All values of nested tables with their paths.
fn leaves(path: &str, table: &Table) -> Vec<(String, Value)> {
    let leaf = |(key, value): (&String, &Value)| match value {
        Value::Table(inner) => leaves(&format!("{path}{key}."), inner),
        value => vec![(format!("{path}{key}"), value.clone())],
    };
    table.iter().flat_map(leaf).collect()
}

/// A number of the same kind as the one that stands there; where none stands, a whole one is an integer.
fn alike(value: Value, present: Option<&Value>) -> Value {
    match (value, present) {
        (Value::Integer(whole), Some(Value::Float(_))) => Value::Float(whole as f64),
        (Value::Float(number), present) if number.fract() == 0.0 && present.is_none_or(Value::is_integer) => {
            Value::Integer(number as i64)
        }
        (value, _) => value,
    }
}

/// The value at `path`, if there is one.
pub(crate) fn value<'a>(experiment: &'a Table, path: &str) -> Option<&'a Value> {
    let mut keys = path.split('.');
    let first = experiment.get(keys.next()?)?;
    keys.try_fold(first, |value, key| value.as_table()?.get(key))
}

fn place<'a>(experiment: &'a mut Table, path: &str) -> Option<&'a mut Value> {
    let mut keys = path.split('.');
    let first = experiment.get_mut(keys.next()?)?;
    keys.try_fold(first, |value, key| value.as_table_mut()?.get_mut(key))
}

/// Gives the piece after corner number `piece` another length.
fn stretch(corners: &mut [Value], piece: usize, length: &Value) -> Result<(), String> {
    // a number without its unit is refused as such
    let text = length.as_str().map_or_else(|| length.to_string(), str::to_string);
    let length = units::parse(&text, TIME).map_err(|error| error.to_string())?;
    let time = |corner: &Value| corner.get(0).and_then(Value::as_str).and_then(|text| units::parse(text, TIME).ok());
    let times: Option<Vec<f64>> = corners.iter().map(time).collect();
    let times = times.filter(|times| piece + 1 < times.len()).ok_or(format!("the waveform has no piece {piece}"))?;
    let shift = length - (times[piece + 1] - times[piece]);
    for (corner, time) in corners.iter_mut().zip(times).skip(piece + 1) {
        let nanoseconds = ((time + shift) * 1e12).round() / 1e3; // to the picosecond: rounding leaves no tail of digits
        if let Some(text) = corner.get_mut(0) {
            *text = Value::String(format!("{nanoseconds} ns"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(path: &str, value: impl Into<Value>) -> Result<Table, String> {
        let mut table: Table =
            "a = 1\n[b]\nc = 0.5\nw = [['0 ns', '0 V'], ['2 ns', '1 V'], ['12 ns', '1 V'], ['14 ns', '0 V']]"
                .parse()
                .unwrap();
        set(&mut table, path, value.into()).map(|()| table)
    }

    #[test]
    fn a_value_takes_the_kind_of_what_stands_there() {
        assert_eq!(changed("a", 3.0).unwrap()["a"], Value::Integer(3));
        assert_eq!(changed("b.c", 2).unwrap()["b"]["c"], Value::Float(2.0));
        assert_eq!(changed("b.c", "2 mV").unwrap()["b"]["c"].as_str(), Some("2 mV"));
        assert_eq!(changed("d.e.f", 2.0).unwrap()["d"]["e"]["f"], Value::Integer(2));
        assert!(changed("a.c", 2.0).unwrap_err().contains("`a`"));
    }

    #[test]
    fn a_change_written_as_tables_is_made_value_by_value() {
        let mut table: Table = "a = 1\n[b]\nc = 0.5\nd = 2".parse().unwrap();
        apply(&mut table, &"b.c = 1\n[e]\nf = 'x'".parse().unwrap()).unwrap();
        assert_eq!(table, "a = 1\nb = { c = 1.0, d = 2 }\ne = { f = 'x' }".parse().unwrap());
    }

    #[test]
    fn a_stretched_piece_moves_all_later_corners_and_no_voltage() {
        let table = changed("b.w.1", "4.5 ns").unwrap();
        let expected: Table =
            "w = [['0 ns', '0 V'], ['2 ns', '1 V'], ['6.5 ns', '1 V'], ['8.5 ns', '0 V']]".parse().unwrap();
        let time = |corner: &Value| units::parse(corner[0].as_str().unwrap(), TIME).unwrap();
        for (corner, expected) in table["b"]["w"].as_array().unwrap().iter().zip(expected["w"].as_array().unwrap()) {
            // times are written to the picosecond
            assert!((time(corner) - time(expected)).abs() < 1e-12 && corner[1] == expected[1], "{corner}");
        }
        assert!(changed("b.w.3", "4.5 ns").unwrap_err().contains("no piece 3"));
        assert!(changed("b.w.1", 4.5).unwrap_err().contains("a time is needed"));
    }
}
