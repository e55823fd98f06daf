//! Changes of the text of an experiment by the path of a key.

use devices::units::{self, TIME};
use toml::{Table, Value};

/// Sets the value at `path`, keys joined by dots. A whole number stays one where one stands. A number as last key is a
/// piece of a waveform: `spikes.post.1` is the time from corner 1 to corner 2 (with the unit in `unit`), all later corners move along.
///
/// # Errors
/// A sentence when there is no such place.
pub(crate) fn set(experiment: &mut Table, path: &str, value: f64, unit: Option<&str>) -> Result<(), String> {
    let (tables, key) = path.rsplit_once('.').unwrap_or(("", path));
    if let Ok(piece) = key.parse::<usize>() {
        let corners = place(experiment, tables).and_then(Value::as_array_mut);
        return stretch(corners.ok_or(format!("`{tables}` is no waveform"))?, piece, value, unit.unwrap_or_default());
    }
    let table =
        if tables.is_empty() { Some(experiment) } else { place(experiment, tables).and_then(Value::as_table_mut) };
    let table = table.ok_or(format!("the experiment has no table `{tables}`"))?;
    let whole = table.get(key).is_none_or(Value::is_integer) && value.fract() == 0.0;
    let value = match unit {
        Some(unit) => Value::String(format!("{value} {unit}")),
        None if whole => Value::Integer(value as i64),
        None => Value::Float(value),
    };
    table.insert(key.into(), value);
    Ok(())
}

fn place<'a>(experiment: &'a mut Table, path: &str) -> Option<&'a mut Value> {
    let mut keys = path.split('.');
    let first = experiment.get_mut(keys.next()?)?;
    keys.try_fold(first, |value, key| value.as_table_mut()?.get_mut(key))
}

/// Gives the piece after corner number `piece` another length.
fn stretch(corners: &mut [Value], piece: usize, length: f64, unit: &str) -> Result<(), String> {
    let length = units::parse(&format!("{length} {unit}"), TIME).map_err(|error| error.to_string())?;
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

    fn changed(path: &str, value: f64, unit: Option<&str>) -> Result<Table, String> {
        let mut table: Table =
            "a = 1\n[b]\nc = 0.5\nw = [['0 ns', '0 V'], ['2 ns', '1 V'], ['12 ns', '1 V'], ['14 ns', '0 V']]"
                .parse()
                .unwrap();
        set(&mut table, path, value, unit).map(|()| table)
    }

    #[test]
    fn a_value_takes_the_kind_of_what_stands_there() {
        assert_eq!(changed("a", 3.0, None).unwrap()["a"], Value::Integer(3));
        assert_eq!(changed("b.c", 2.0, None).unwrap()["b"]["c"], Value::Float(2.0));
        assert_eq!(changed("b.c", 2.0, Some("mV")).unwrap()["b"]["c"].as_str(), Some("2 mV"));
        assert!(changed("d.c", 2.0, None).unwrap_err().contains("`d`"));
    }

    #[test]
    fn a_stretched_piece_moves_all_later_corners_and_no_voltage() {
        let table = changed("b.w.1", 4.5, Some("ns")).unwrap();
        let expected: Table =
            "w = [['0 ns', '0 V'], ['2 ns', '1 V'], ['6.5 ns', '1 V'], ['8.5 ns', '0 V']]".parse().unwrap();
        let time = |corner: &Value| units::parse(corner[0].as_str().unwrap(), TIME).unwrap();
        for (corner, expected) in table["b"]["w"].as_array().unwrap().iter().zip(expected["w"].as_array().unwrap()) {
            // times are written to the picosecond
            assert!((time(corner) - time(expected)).abs() < 1e-12 && corner[1] == expected[1], "{corner}");
        }
        assert!(changed("b.w.3", 4.5, Some("ns")).unwrap_err().contains("no piece 3"));
    }
}
