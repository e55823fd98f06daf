//! `[waveforms]`: what the line ends do in time.

use devices::units::engineering;
use std::fmt;

use crossbar::{CornerError, LineSources, PiecewiseLinear, Source, Terminal};
use devices::units::{self, TIME};
use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};

use super::ends::{Ends, terminal};
use super::entry::INPUTS;
use super::fault::Fault;

/// What the line ends do in time, and what is recorded of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Waveforms {
    /// What holds every line end.
    pub sources: LineSources,
    /// Interval between recorded moments (s); the result does not depend on it.
    pub sample: f64,
    /// The last moment (s); the first is 0 s.
    pub stop: f64,
}

impl Waveforms {
    /// Times of the recorded moments (s), in order; the last moment is among them.
    pub fn samples(&self) -> Vec<f64> {
        // counted, not added up: rounding would drift. A sample that is `stop` but for rounding is not taken twice
        let count = (self.stop / self.sample * (1.0 - 1e-12)).ceil() as usize;
        (0..count).map(|k| k as f64 * self.sample).chain([self.stop]).collect()
    }
}

/// `[waveforms]` as it is written.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WaveformsText {
    left: Option<Ends<Source>>,
    right: Option<Ends<Source>>,
    top: Option<Ends<Source>>,
    bottom: Option<Ends<Source>>,
    /// Gates of the transistors of each row.
    gates: Option<Ends<Source>>,
    #[serde(deserialize_with = "units::seconds")]
    sample: f64,
    #[serde(deserialize_with = "units::seconds")]
    stop: f64,
}

/// Most moments that a file may ask for.
const MOST_SAMPLES: f64 = 1e7;

impl WaveformsText {
    /// The waveforms for an array of this size.
    pub fn waveforms(&self, rows: usize, columns: usize) -> Result<Waveforms, Fault> {
        let (sample, stop) = (self.sample, self.stop);
        if !(stop > 0.0 && stop.is_finite()) {
            return Err(Fault::at(
                &["waveforms", "stop"],
                format!("{} is no duration; give a time above 0 s", engineering(stop, "s")),
            ));
        }
        if !(sample > 0.0 && sample <= stop && stop / sample <= MOST_SAMPLES) {
            let problem = format!(
                "samples every {sample} s until {stop} s; give an interval above 0 s, at most `stop` and at least a \
                 ten-millionth of it"
            );
            return Err(Fault::at(&["waveforms", "sample"], problem));
        }
        let side = |ends: &Option<Ends<Source>>, default, count, keys: &[&'static str], lines| match ends {
            Some(ends) => ends.expand(count, keys, lines),
            None => Ok(vec![default; count]),
        };
        let floating = Source::Floating;
        let sources = LineSources {
            gates: self.gates(rows)?,
            left: side(&self.left, floating.clone(), rows, &["waveforms", "left"], "rows")?,
            right: side(&self.right, floating.clone(), rows, &["waveforms", "right"], "rows")?,
            top: side(&self.top, floating, columns, &["waveforms", "top"], "columns")?,
            bottom: side(&self.bottom, Source::VirtualGround, columns, &["waveforms", "bottom"], "columns")?,
        };
        Ok(Waveforms { sources, sample, stop })
    }

    fn gates(&self, rows: usize) -> Result<Vec<PiecewiseLinear>, Fault> {
        let keys = ["waveforms", "gates"];
        let Some(gates) = &self.gates else { return Ok(Vec::new()) };
        let voltage = |(row, gate): (usize, Source)| match gate {
            Source::Voltage(voltage) => Ok(voltage),
            Source::VirtualGround => Ok(PiecewiseLinear::constant(0.0)),
            Source::Floating => Err(Fault::at(&keys, format!("that of row {row} floats; give {WAVEFORM}"))),
        };
        gates.expand(rows, &keys, "rows")?.into_iter().enumerate().map(voltage).collect()
    }
}

/// The same all the time.
fn held(text: &str) -> Result<Source, String> {
    Ok(match terminal(text)? {
        Terminal::Voltage(voltage) => Source::Voltage(PiecewiseLinear::constant(voltage)),
        Terminal::VirtualGround => Source::VirtualGround,
        Terminal::Floating => Source::Floating,
    })
}

fn through(corners: Vec<(f64, f64)>) -> Result<Source, CornerError> {
    PiecewiseLinear::new(corners).map(Source::Voltage)
}

const WAVEFORM: &str = "corners such as [[\"0 ns\", \"0 V\"], [\"10 ns\", \"1 V\"]], or \"0.2 V\"";

const WAVEFORMS: &str =
    "corners such as [[\"0 ns\", \"0 V\"], [\"10 ns\", \"1 V\"]], \"0.2 V\", \"ground\" or \"floating\"";

impl<'de> Deserialize<'de> for Ends<Source> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SourcesVisitor)
    }
}

/// One source for all lines, or a list with one per line.
struct SourcesVisitor;

impl<'de> Visitor<'de> for SourcesVisitor {
    type Value = Ends<Source>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{WAVEFORMS}, or a list of these, one per line")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        held(text).map(Ends::All).map_err(E::custom)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut lines = Vec::new();
        let mut corners = Vec::new();
        while let Some(item) = list.next_element()? {
            match item {
                Item::Corner(corner) => corners.push(corner),
                Item::Line(line) => lines.push(line),
            }
        }
        match (corners.is_empty(), lines.is_empty()) {
            (false, true) => through(corners).map(Ends::All).map_err(A::Error::custom),
            (true, _) => Ok(Ends::Each(lines)),
            (false, false) => Err(A::Error::custom(format!(
                "corners of one waveform stand beside entries of other lines; give {WAVEFORMS} for each line"
            ))),
        }
    }
}

/// What may stand in a list: a corner of a single waveform, or the source of a line.
enum Item {
    Corner((f64, f64)),
    Line(Source),
}

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Item, D::Error> {
        deserializer.deserialize_any(ItemVisitor)
    }
}

struct ItemVisitor;

impl<'de> Visitor<'de> for ItemVisitor {
    type Value = Item;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(WAVEFORMS)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Item, E> {
        held(text).map(Item::Line).map_err(E::custom)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Item, A::Error> {
        let mut corners = Vec::new();
        while let Some(part) = list.next_element()? {
            match part {
                Part::Corner(corner) => corners.push(corner),
                Part::Time(time) => return rest_of_corner(&time, list).map(Item::Corner),
            }
        }
        through(corners).map(Item::Line).map_err(A::Error::custom)
    }
}

/// What the list of a line holds: corners, or, where it is a corner itself, a time.
enum Part {
    Time(String),
    Corner((f64, f64)),
}

impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Part, D::Error> {
        deserializer.deserialize_any(PartVisitor)
    }
}

const PAIR: &str = "a corner is a pair of texts such as [\"10 ns\", \"1 V\"]";

struct PartVisitor;

impl<'de> Visitor<'de> for PartVisitor {
    type Value = Part;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(PAIR)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Part, E> {
        Ok(Part::Time(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Part, A::Error> {
        let time = list.next_element::<String>()?.ok_or_else(|| A::Error::custom(PAIR))?;
        rest_of_corner(&time, list).map(Part::Corner)
    }
}

/// The corner whose time has been read from `list`.
fn rest_of_corner<'de, A: SeqAccess<'de>>(time: &str, mut list: A) -> Result<(f64, f64), A::Error> {
    let voltage = list.next_element::<String>()?.ok_or_else(|| A::Error::custom(PAIR))?;
    if list.next_element::<serde::de::IgnoredAny>()?.is_some() {
        return Err(A::Error::custom(PAIR));
    }
    corner(time, &voltage).map_err(A::Error::custom)
}

fn corner(time: &str, voltage: &str) -> Result<(f64, f64), String> {
    let time = units::parse(time, TIME).map_err(|error| error.to_string())?;
    if !time.is_finite() {
        return Err("the time of a corner is not finite".into());
    }
    Ok((time, INPUTS.value(voltage)?))
}
