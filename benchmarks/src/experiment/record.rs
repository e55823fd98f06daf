//! Which presentations are recorded in full, and what of them.

use std::fmt::Formatter;
use std::ops::Range;

use serde::de::{Error, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

/// Which presentations are recorded step by step, and what of them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RecordSettings {
    /// Splits whose presentations are recorded.
    pub splits: Spanned<Numbers>,
    /// Training presentations, counted from 0 over all epochs.
    pub training: Spanned<Numbers>,
    /// Presentations of test rows to the trained network, numbered by the position of the row among them.
    pub test: Spanned<Numbers>,
    /// What is recorded.
    pub quantities: Spanned<Vec<Quantity>>,
    /// Word lines whose voltages, currents and devices are recorded.
    pub rows: Spanned<Numbers>,
    /// Bit lines whose voltages, currents, neurons and devices are recorded.
    pub columns: Spanned<Numbers>,
    /// Steps from one recorded to the next, from the first of a presentation on.
    pub every: Spanned<usize>,
}

impl Default for RecordSettings {
    /// The first training presentation of the first split: all lines and neurons at every step.
    fn default() -> Self {
        use Quantity::{ColumnCurrent, ColumnVoltage, Potential, RowVoltage, SpikeTime};
        let none = || Numbers::These(Vec::new());
        Self {
            splits: unwritten(Numbers::These(vec![0])),
            training: unwritten(Numbers::These(vec![0])),
            test: unwritten(none()),
            quantities: unwritten(vec![RowVoltage, ColumnVoltage, ColumnCurrent, Potential, SpikeTime]),
            rows: unwritten(Numbers::all()),
            columns: unwritten(Numbers::all()),
            every: unwritten(1),
        }
    }
}

/// A value that stands nowhere in the text.
fn unwritten<T>(value: T) -> Spanned<T> {
    Spanned::new(0..0, value)
}

/// A quantity that can be recorded step by step.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Quantity {
    /// Source voltage of each word line.
    RowVoltage,
    /// Current of each driver into its word line.
    RowCurrent,
    /// Source voltage of each bit line.
    ColumnVoltage,
    /// Current out of each bit line into its neuron.
    ColumnCurrent,
    /// Membrane potential of each neuron.
    Potential,
    /// Firing threshold of each neuron, with what spikes have added to it for a while.
    Threshold,
    /// When the last spike on each word line began, and when each neuron fired last.
    SpikeTime,
    /// Energy delivered since the beginning of the presentation.
    Energy,
    /// Voltage across each device, with line resistance.
    DeviceVoltage,
    /// Current through each device.
    DeviceCurrent,
    /// Conductance of each device at 0 V.
    Conductance,
    /// Position of each device in its range, and what else its model tells of its state.
    State,
}

/// Some of the numbers 0, 1, 2, ...
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Numbers {
    /// Those that are listed.
    These(Vec<usize>),
    /// Every few of a range.
    Range {
        /// The first one.
        first: usize,
        /// The last one may be this; without it, as many as there are.
        last: Option<usize>,
        /// Distance from one to the next.
        every: usize,
    },
}

impl Numbers {
    /// All that there are.
    pub fn all() -> Self {
        Self::Range { first: 0, last: None, every: 1 }
    }

    /// Whether `number` is one of them.
    pub fn contains(&self, number: usize) -> bool {
        match self {
            Self::These(numbers) => numbers.contains(&number),
            Self::Range { first, last, every } => {
                number >= *first && last.is_none_or(|last| number <= last) && (number - first).is_multiple_of(*every)
            }
        }
    }

    /// Those below `count`, in ascending order.
    pub fn below(&self, count: usize) -> Vec<usize> {
        (0..count).filter(|number| self.contains(*number)).collect()
    }

    /// How many there are below `count`.
    pub fn count_below(&self, count: usize) -> usize {
        match self {
            Self::These(numbers) => numbers.iter().filter(|number| **number < count).count(),
            Self::Range { first, last, every } => {
                let end = last.map_or(count, |last| count.min(last.saturating_add(1)));
                end.saturating_sub(*first).div_ceil(*every)
            }
        }
    }

    /// Whether there are none, whatever the count.
    pub fn is_none(&self) -> bool {
        matches!(self, Self::These(numbers) if numbers.is_empty())
    }

    /// The largest number that is named.
    pub fn largest(&self) -> Option<usize> {
        match self {
            Self::These(numbers) => numbers.iter().max().copied(),
            Self::Range { first, last, .. } => Some(last.unwrap_or(*first)),
        }
    }

    fn problem(&self) -> Option<String> {
        match self {
            Self::These(numbers) => {
                let twice = numbers.iter().enumerate().find(|(k, number)| numbers[..*k].contains(number));
                twice.map(|(_, number)| format!("{number} is named twice"))
            }
            Self::Range { every: 0, .. } => Some("`every` = 0: give 1 for each, 2 for every second one".into()),
            Self::Range { first, last: Some(last), .. } if last < first => {
                Some(format!("the last, {last}, comes before the first, {first}"))
            }
            Self::Range { .. } => None,
        }
    }
}

impl RecordSettings {
    /// First value that cannot be: its place in the text, and a message.
    pub(super) fn problem(&self) -> Option<(Range<usize>, String)> {
        let numbers = [&self.splits, &self.training, &self.test, &self.rows, &self.columns];
        let wrong = numbers.iter().find_map(|numbers| Some((numbers.span(), numbers.get_ref().problem()?)));
        let lines = [("row", &self.rows), ("column", &self.columns)];
        let nothing = lines.iter().find(|(_, lines)| lines.get_ref().is_none());
        let nothing = nothing.map(|(line, lines)| (lines.span(), format!("name at least one {line}, or `all`")));
        wrong.or(nothing).or_else(|| self.quantity_problem()).or_else(|| {
            let steps = "`every` = 0: give 1 for every step, 10 for every tenth";
            (*self.every.get_ref() == 0).then(|| (self.every.span(), steps.to_string()))
        })
    }

    fn quantity_problem(&self) -> Option<(Range<usize>, String)> {
        let (named, place) = (self.quantities.get_ref(), self.quantities.span());
        if named.is_empty() {
            return Some((place, "name at least one quantity, such as \"potential\"".into()));
        }
        let twice = (1..named.len()).any(|k| named[..k].contains(&named[k]));
        twice.then(|| (place, "a quantity is named twice".into()))
    }
}

impl<'de> Deserialize<'de> for Numbers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Written)
    }
}

/// Numbers as they are written.
struct Written;

/// A range as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRange {
    #[serde(default)]
    first: usize,
    last: Option<usize>,
    #[serde(default = "one")]
    every: usize,
}

fn one() -> usize {
    1
}

impl<'de> Visitor<'de> for Written {
    type Value = Numbers;

    fn expecting(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("numbers such as [0, 100], \"all\", { every = 10 } or { first = 0, last = 15 }")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Numbers, E> {
        match text {
            "all" => Ok(Numbers::all()),
            other => Err(E::invalid_value(serde::de::Unexpected::Str(other), &self)),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Numbers, A::Error> {
        let mut numbers = Vec::new();
        while let Some(number) = list.next_element()? {
            numbers.push(number);
        }
        Ok(Numbers::These(numbers))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Numbers, A::Error> {
        let WrittenRange { first, last, every } = WrittenRange::deserialize(MapAccessDeserializer::new(map))?;
        Ok(Numbers::Range { first, last, every })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<RecordSettings, String> {
        let settings: RecordSettings = toml::from_str(text).map_err(|error| error.to_string())?;
        match settings.problem() {
            Some((place, problem)) => Err(format!("{}: {problem}", &text[place])),
            None => Ok(settings),
        }
    }

    #[test]
    fn numbers_are_a_list_all_every_few_or_a_range() {
        let rows = |text: &str| read(&format!("rows = {text}")).unwrap().rows.into_inner();
        for text in
            ["[3, 1]", "\"all\"", "{ every = 4 }", "{ first = 2, last = 4 }", "{ first = 1, last = 8, every = 3 }"]
        {
            let numbers = rows(text);
            (0..12)
                .for_each(|count| assert_eq!(numbers.count_below(count), numbers.below(count).len(), "{text} {count}"));
        }
        assert_eq!(rows("[3, 1]").below(10), [1, 3]);
        assert_eq!(rows("\"all\"").below(3), [0, 1, 2]);
        assert_eq!(rows("{ every = 4 }").below(10), [0, 4, 8]);
        assert_eq!(rows("{ first = 2, last = 4 }").below(10), [2, 3, 4]);
        assert_eq!(rows("{ first = 1, last = 8, every = 3 }").below(8), [1, 4, 7]);
        assert!(rows("{ first = 5 }").contains(1_000_000) && !rows("{ first = 5 }").contains(4));
    }

    #[test]
    fn what_cannot_be_recorded_is_refused_with_its_place_and_what_is_expected() {
        for (text, words) in [
            ("rows = \"some\"", vec!["some", "all", "every"]),
            ("rows = [1, 1]", vec!["[1, 1]", "1 is named twice"]),
            ("rows = []", vec!["[]", "at least one row"]),
            ("columns = { first = 3, last = 2 }", vec!["last = 2", "before the first, 3"]),
            ("training = { every = 0 }", vec!["every = 0", "each"]),
            ("training = { evry = 2 }", vec!["evry", "`every`"]),
            ("every = 0", vec!["0: `every`", "every tenth"]),
            ("quantities = []", vec!["at least one quantity"]),
            ("quantities = [\"state\", \"state\"]", vec!["named twice"]),
            ("quantities = [\"curent\"]", vec!["curent", "row_current"]),
            ("presentations = [0]", vec!["presentations", "training"]),
            ("splits = 3", vec!["3", "[0, 100]"]),
        ] {
            let message = read(text).unwrap_err();
            assert!(words.iter().all(|word| message.contains(word)), "{text}: {message}");
        }
    }
}
