//! What holds the ends of lines, written as `0.2 V`, `ground` or `floating`.

use std::fmt;

use crossbar::Terminal;
use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};

use super::entry::INPUTS;
use super::fault::Fault;

/// A [`Terminal`] as text.
pub(super) fn terminal(text: &str) -> Result<Terminal, String> {
    match text.trim() {
        "ground" => Ok(Terminal::VirtualGround),
        "floating" => Ok(Terminal::Floating),
        text => match INPUTS.value(text) {
            Ok(voltage) => Ok(Terminal::Voltage(voltage)),
            Err(problem) => Err(format!("{problem}; `ground` and `floating` are possible as well")),
        },
    }
}

/// The ends on one side of an array: all alike, or one entry per line.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Ends<T> {
    All(T),
    Each(Vec<T>),
}

impl<T: Clone> Ends<T> {
    /// One entry for each of `count` lines; `side` is the key.
    pub fn expand(&self, count: usize, keys: &[&'static str], lines: &str) -> Result<Vec<T>, Fault> {
        match self {
            Ends::All(end) => Ok(vec![end.clone(); count]),
            Ends::Each(ends) if ends.len() == count => Ok(ends.clone()),
            Ends::Each(ends) => Err(Fault::at(
                keys,
                format!(
                    "{} ends are given, but the array has {count} {lines}; give one per line, or one text for all",
                    ends.len()
                ),
            )),
        }
    }
}

struct End(Terminal);

impl<'de> Deserialize<'de> for End {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<End, D::Error> {
        deserializer.deserialize_any(EndVisitor).map(End)
    }
}

const ENDS: &str = "\"0.2 V\", \"ground\" or \"floating\"";

struct EndVisitor;

impl Visitor<'_> for EndVisitor {
    type Value = Terminal;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(ENDS)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Terminal, E> {
        terminal(text).map_err(E::custom)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Terminal, E> {
        // a number without unit is refused as its text would be
        self.visit_str(&value.to_string())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Terminal, E> {
        self.visit_str(&value.to_string())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Terminal, E> {
        self.visit_str(&value.to_string())
    }
}

impl<'de> Deserialize<'de> for Ends<Terminal> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EndsVisitor)
    }
}

struct EndsVisitor;

impl<'de> Visitor<'de> for EndsVisitor {
    type Value = Ends<Terminal>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{ENDS}, or a list of such texts, one per line")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        EndVisitor.visit_str(text).map(Ends::All)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        EndVisitor.visit_f64(value).map(Ends::All)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        EndVisitor.visit_i64(value).map(Ends::All)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        EndVisitor.visit_u64(value).map(Ends::All)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut ends = Vec::new();
        while let Some(End(end)) = list.next_element()? {
            ends.push(end);
        }
        Ok(Ends::Each(ends))
    }
}
