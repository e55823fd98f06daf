//! Values that a key of an experiment may take: a list, or a range between two quantities.

use devices::units;
use devices::wording::in_words;
use rand::RngExt;
use serde::Deserialize;
use toml::Value;

/// Values that a key may take.
#[derive(Clone, Debug, PartialEq)]
pub enum Range {
    /// These.
    List(Vec<Value>),
    /// Those between two.
    Between(Between),
}

/// A range of numbers, or of quantities in the unit of its beginning.
#[derive(Clone, Debug, PartialEq)]
pub struct Between {
    from: f64,
    to: f64,
    unit: Option<String>,
    scale: Scale,
    /// Number of values on a grid, where the text gives one.
    pub points: Option<usize>,
}

/// What is even between neighboring values of a range.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// Their differences.
    #[default]
    Linear,
    /// Their ratios.
    Log,
}

/// A range as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    from: Value,
    to: Value,
    points: Option<usize>,
    #[serde(default)]
    scale: Scale,
}

/// Digits of a drawn value, and of one between the ends of a logarithmic grid: a text holds them to the bit, and a reader can.
const DRAWN: usize = 4;

/// Digits of a value on a linear grid, which hide the rounding of its calculation.
const GRID: usize = 12;

impl Range {
    /// What a list or a table `{ from, to, points, scale }` says.
    ///
    /// # Errors
    /// A sentence that says what was expected.
    pub fn new(text: &Value) -> Result<Self, String> {
        match text {
            Value::Array(values) if values.is_empty() => Err("the list is empty; give at least one value".into()),
            Value::Array(values) => Ok(Self::List(values.clone())),
            Value::Table(table) => {
                let text: Text =
                    table.clone().try_into().map_err(|error: toml::de::Error| in_words(error.message()))?;
                Between::new(text).map(Self::Between)
            }
            other => Err(format!("{other} is one value; give a list of values, or {EXAMPLE}")),
        }
    }

    /// The value at `share` (0 to below 1) of the range, ranges between two rounded to four digits.
    pub fn at(&self, share: f64) -> Value {
        match self {
            Self::List(values) => values[((share * values.len() as f64) as usize).min(values.len() - 1)].clone(),
            Self::Between(between) => between.value(rounded(between.at(share), DRAWN)),
        }
    }

    /// Unit of the values of a range between two.
    pub fn unit(&self) -> Option<&str> {
        if let Self::Between(Between { unit, .. }) = self { unit.as_deref() } else { None }
    }

    /// Whether ratios count rather than differences: as the text says, for a list where it spans two decades.
    pub fn is_logarithmic(&self) -> bool {
        match self {
            Self::Between(between) => between.scale == Scale::Log,
            Self::List(values) => {
                let numbers: Option<Vec<f64>> = values.iter().map(|value| quantity(value).map(|(si, _)| si)).collect();
                let numbers = numbers.unwrap_or_default();
                let (low, high) =
                    numbers.iter().fold((f64::INFINITY, 0.0), |(a, b), &n| (f64::min(a, n), f64::max(b, n)));
                low > 0.0 && high >= 100.0 * low
            }
        }
    }

    /// One value of each range: a function of the generator alone.
    pub fn draw<'a>(ranges: impl Iterator<Item = &'a Range>, mut random: impl RngExt) -> Vec<Value> {
        ranges.map(|range| range.at(random.random())).collect()
    }
}

const EXAMPLE: &str = "a range such as { from = \"1 ohm\", to = \"10 ohm\", points = 4 }";

impl Between {
    fn new(text: Text) -> Result<Self, String> {
        let Text { from, to, points, scale } = text;
        let number = |value: &Value| value.as_float().or(value.as_integer().map(|whole| whole as f64));
        let (from, to, unit) = match (number(&from), number(&to), from.as_str(), to.as_str()) {
            (Some(from), Some(to), ..) => (from, to, None),
            (_, _, Some(from), Some(to)) => in_one_unit(from, to)?,
            _ => return Err(format!("{from} to {to}: give two numbers, or two quantities with their units")),
        };
        let between = Self { from, to, unit, scale, points };
        if !(from.is_finite() && to.is_finite()) || from == to {
            return Err(format!("{} is no range; give two different ends", between.describe()));
        }
        if scale == Scale::Log && !(from > 0.0 && to > 0.0) {
            return Err(format!("{}: a logarithmic range lies above 0", between.describe()));
        }
        Ok(between)
    }

    /// `points` values, both ends among them; whole ones where `whole`.
    pub fn grid(&self, points: usize, whole: bool) -> Vec<Value> {
        let last = points.saturating_sub(1).max(1) as f64;
        let digits = if self.scale == Scale::Log { DRAWN } else { GRID };
        let number = |k: usize| match k {
            0 => self.from,
            k if k + 1 == points => self.to,
            k => rounded(self.at(k as f64 / last), digits),
        };
        let value = |k: usize| match &self.unit {
            None if whole => Value::Integer(number(k).round() as i64),
            _ => self.value(number(k)),
        };
        (0..points).map(value).collect()
    }

    fn at(&self, share: f64) -> f64 {
        match self.scale {
            Scale::Linear => self.from + share * (self.to - self.from),
            Scale::Log => self.from * (self.to / self.from).powf(share),
        }
    }

    /// A number of the range as an experiment writes it.
    fn value(&self, number: f64) -> Value {
        self.unit.as_ref().map_or(Value::Float(number), |unit| Value::String(format!("{number} {unit}")))
    }

    fn describe(&self) -> String {
        let unit = self.unit.as_ref().map_or_else(String::new, |unit| format!(" {unit}"));
        format!("{}{unit} to {}{unit}", self.from, self.to)
    }
}

/// Two quantities in the unit of the first.
fn in_one_unit(from: &str, to: &str) -> Result<(f64, f64, Option<String>), String> {
    let si = |text: &str| {
        units::measure(text).ok_or(format!("`{text}` is no quantity; give a number with its unit, such as \"1 us\""))
    };
    let ((_, unit), (high, other)) = (si(from)?, si(to)?);
    if unit != other {
        return Err(format!("`{from}` and `{to}` are of different kinds; give two quantities of one kind"));
    }
    let (number, own) = units::split_number(from).unwrap_or_default();
    let one = si(&format!("1 {own}"))?.0;
    Ok((number, rounded(high / one, GRID), Some(own.into())))
}

/// A number or a quantity in SI, and its SI unit (empty for a number); nothing for a word.
pub(crate) fn quantity(value: &Value) -> Option<(f64, &'static str)> {
    match value {
        Value::Integer(whole) => Some((*whole as f64, "")),
        Value::Float(number) => Some((*number, "")),
        Value::String(text) => units::measure(text),
        _ => None,
    }
}

/// `value` to this many significant digits.
fn rounded(value: f64, digits: usize) -> f64 {
    format!("{value:.*e}", digits - 1).parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> Result<Range, String> {
        Range::new(&text.parse::<toml::Table>().map(|table| table["x"].clone()).unwrap())
    }

    fn grid(text: &str, points: usize, whole: bool) -> Vec<String> {
        let Range::Between(between) = range(text).unwrap() else { panic!("{text} is a list") };
        between.grid(points, whole).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_grid_holds_both_ends_in_the_unit_of_the_first() {
        assert_eq!(grid("x = { from = 0.0, to = 0.3 }", 4, false), ["0.0", "0.1", "0.2", "0.3"]);
        assert_eq!(
            grid("x = { from = '100 ns', to = '10 us', scale = 'log' }", 3, false),
            ["\"100 ns\"", "\"1000 ns\"", "\"10000 ns\""]
        );
        assert_eq!(grid("x = { from = 1, to = 20 }", 3, true), ["1", "11", "20"], "10.5 is no whole number");
        assert_eq!(grid("x = { from = '0 ohm', to = '1 kohm' }", 2, false), ["\"0 ohm\"", "\"1000 ohm\""]);
    }

    #[test]
    fn what_is_no_range_says_why() {
        for (text, word) in [
            ("x = 3", "give a list"),
            ("x = []", "empty"),
            ("x = { from = 1, to = '2 V' }", "two quantities"),
            ("x = { from = '1 s', to = '2 V' }", "different kinds"),
            ("x = { from = '1 parsec', to = '2 s' }", "`1 parsec` is no quantity"),
            ("x = { from = 0, to = 1, scale = 'log' }", "above 0"),
            ("x = { from = 1, to = 1 }", "no range"),
            ("x = { from = 1, to = 2, pints = 3 }", "unknown key `pints`"),
            ("x = { from = 1, to = 2, scale = 'cubic' }", "`log`"),
        ] {
            let problem = range(text).unwrap_err();
            assert!(problem.contains(word), "{text}: {problem}");
        }
    }

    #[test]
    fn draws_stay_inside_and_reach_all_of_a_list() {
        let Range::List(values) = range("x = ['a', 'b', 'c']").unwrap() else { panic!("no list") };
        let list = Range::List(values.clone());
        assert_eq!([0.0, 0.34, 0.999].map(|share| list.at(share)).to_vec(), values);
        let log = range("x = { from = '1 mV', to = '1 V', scale = 'log' }").unwrap();
        assert_eq!(log.at(0.5), Value::from("31.62 mV"));
        assert!(log.is_logarithmic() && !list.is_logarithmic());
    }
}
