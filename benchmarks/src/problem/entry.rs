//! Single values in lists and matrices, each a text with its unit.

use std::fmt;

use devices::units::{self, CONDUCTANCE, Dimension, FRACTION, RESISTANCE, VOLTAGE};
use serde::de::{DeserializeSeed, Deserializer, Error, SeqAccess, Visitor};

/// What the entries of a list or matrix are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Kind {
    pub dimension: Dimension,
    /// What the word `open` stands for; such values are not negative.
    open: Option<f64>,
}

/// Conductances (S), 0 S for an open device.
pub(super) const DEVICES: Kind = Kind { dimension: CONDUCTANCE, open: Some(0.0) };
/// Resistances of segments (ohm), infinite for a broken one.
pub(super) const SEGMENTS: Kind = Kind { dimension: RESISTANCE, open: Some(f64::INFINITY) };
/// Input voltages (V).
pub(super) const INPUTS: Kind = Kind { dimension: VOLTAGE, open: None };
/// Signed weights, and positions of devices.
pub(super) const NUMBERS: Kind = Kind { dimension: FRACTION, open: None };

impl Kind {
    /// The value in SI of a text with unit, or of `open`.
    pub fn value(&self, text: &str) -> Result<f64, String> {
        match self.open {
            Some(open) if text.trim() == "open" => Ok(open),
            _ => self.checked(units::parse(text, self.dimension).map_err(|error| error.to_string())?, text),
        }
    }

    /// `value` when it is possible.
    pub fn checked(&self, value: f64, text: &str) -> Result<f64, String> {
        if !value.is_finite() {
            return Err(format!("`{text}` is not finite; {} is needed here, for example {self}", self.dimension.name));
        }
        if self.open.is_some() && value < 0.0 {
            return Err(format!("`{text}` is negative; {} of 0 or more is needed, or `open`", self.dimension.name));
        }
        Ok(value)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.dimension.unit {
            "" => f.write_str(self.dimension.example),
            _ => write!(f, "\"{}\"", self.dimension.example),
        }
    }
}

impl Visitor<'_> for Kind {
    type Value = f64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, for example {self}", self.dimension.name)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<f64, E> {
        self.value(text).map_err(E::custom)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<f64, E> {
        // a number without unit is refused as its text would be
        self.value(&value.to_string()).map_err(E::custom)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<f64, E> {
        self.visit_f64(value as f64)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<f64, E> {
        self.visit_f64(value as f64)
    }
}

impl<'de> DeserializeSeed<'de> for Kind {
    type Value = f64;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<f64, D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// A row of a matrix, as long as the first one.
pub(super) struct Row {
    pub kind: Kind,
    pub number: usize,
    pub length: Option<usize>,
}

impl<'de> Visitor<'de> for Row {
    type Value = Vec<f64>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a row: a list of values such as [{}]", self.kind)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<f64>, A::Error> {
        let mut row = Vec::with_capacity(self.length.unwrap_or(0));
        while let Some(value) = list.next_element_seed(self.kind)? {
            row.push(value);
        }
        check_row(self.number, self.length, row.len()).map_err(A::Error::custom)?;
        Ok(row)
    }
}

impl<'de> DeserializeSeed<'de> for Row {
    type Value = Vec<f64>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<f64>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// Whether row `number` has values, and as many as the first row where `length` says how many that has.
pub(super) fn check_row(number: usize, length: Option<usize>, found: usize) -> Result<(), String> {
    match length {
        None if found == 0 => Err("the first row has no values; a matrix needs at least one row and column".into()),
        Some(length) if length != found => Err(format!(
            "row {number} has length {found}, but row 0 has length {length}; all rows must be equally long"
        )),
        _ => Ok(()),
    }
}
