//! `[wires]`: resistances of the lines, shorts and breaks.

use crossbar::{Bridge, Capacitance, Line, Node, Segments, Wires};
use devices::units;
use serde::{Deserialize, Deserializer};

use super::fault::Fault;
use super::matrix::{SegmentsText, segments};

/// `[wires]` as it is written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WiresText {
    /// Every segment of both sets of lines (ohm).
    #[serde(default, deserialize_with = "ohms")]
    segment: Option<f64>,
    /// Behind every line end (ohm); 0 ohm when it is not given.
    #[serde(default, deserialize_with = "ohms")]
    driver: Option<f64>,
    #[serde(default)]
    word: WordText,
    #[serde(default)]
    bit: BitText,
    #[serde(default)]
    bridges: Vec<BridgeText>,
    #[serde(default)]
    open: Vec<OpenText>,
    /// From every node to ground; none when it is not given.
    #[serde(default)]
    capacitance: CapacitanceText,
}

/// Capacitance of one node of the lines (F).
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct CapacitanceText {
    #[serde(default, deserialize_with = "units::farads")]
    word: f64,
    #[serde(default, deserialize_with = "units::farads")]
    bit: f64,
}

/// What differs on the word lines.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct WordText {
    #[serde(default, deserialize_with = "segments")]
    segment: Option<SegmentsText>,
    #[serde(default, deserialize_with = "ohms")]
    driver_left: Option<f64>,
    #[serde(default, deserialize_with = "ohms")]
    driver_right: Option<f64>,
}

/// What differs on the bit lines.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct BitText {
    #[serde(default, deserialize_with = "segments")]
    segment: Option<SegmentsText>,
    #[serde(default, deserialize_with = "ohms")]
    driver_top: Option<f64>,
    #[serde(default, deserialize_with = "ohms")]
    driver_bottom: Option<f64>,
}

/// A short between two nodes.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct BridgeText {
    from: NodeText,
    to: NodeText,
    #[serde(deserialize_with = "units::ohms")]
    resistance: f64,
}

/// `{ word = [row, column] }`, `{ bit = [row, column] }` or `"ground"`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum NodeText {
    Word([usize; 2]),
    Bit([usize; 2]),
    Ground,
}

/// A line broken before its device number `before`, or behind the last one where `before` is the number of devices.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OpenText {
    word: Option<usize>,
    bit: Option<usize>,
    before: usize,
}

fn ohms<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    units::ohms(deserializer).map(Some)
}

impl WiresText {
    /// The lines of an array of this size.
    pub fn wires(&self, rows: usize, columns: usize) -> Result<Wires, Fault> {
        let driver = |own: Option<f64>| own.or(self.driver).unwrap_or(0.0);
        let word = Line {
            segment: self.segments("word", &self.word.segment, (rows, columns + 1))?,
            driver_first: driver(self.word.driver_left),
            driver_last: driver(self.word.driver_right),
        };
        let bit = Line {
            segment: self.segments("bit", &self.bit.segment, (rows + 1, columns))?,
            driver_first: driver(self.bit.driver_top),
            driver_last: driver(self.bit.driver_bottom),
        };
        let mut wires = Wires::new(rows, columns, word, bit);
        wires.bridges = self.bridges.iter().map(BridgeText::bridge).collect();
        self.open.iter().try_for_each(|open| open.break_line(&mut wires))?;
        wires.check()?;
        Ok(wires)
    }

    /// What the nodes of the lines store; nothing in the devices.
    pub fn capacitance(&self) -> Capacitance {
        let CapacitanceText { word, bit } = self.capacitance;
        Capacitance { word, bit, ..Capacitance::default() }
    }

    fn segments(
        &self,
        lines: &'static str,
        own: &Option<SegmentsText>,
        (rows, columns): (usize, usize),
    ) -> Result<Segments, Fault> {
        let source = match (own, &self.segment) {
            (Some(SegmentsText::Uniform(resistance)), _) | (None, Some(resistance)) => {
                return Ok(Segments::Uniform(*resistance));
            }
            (Some(SegmentsText::Each(source)), _) => source,
            (None, None) => {
                let problem = format!(
                    "no segment resistance for the {lines} lines; give `segment = \"1 ohm\"` for all lines, or one \
                     under `wires.{lines}`; 0 ohm is a perfect conductor"
                );
                return Err(Fault::at(&["wires"], problem));
            }
        };
        let keys = ["wires", lines, "segment"];
        let matrix = source.load().map_err(|problem| Fault::at(&keys, problem))?;
        if (matrix.rows, matrix.columns) != (rows, columns) {
            let problem = format!(
                "{} x {} resistances are given, but the {lines} lines have {rows} x {columns} segments: one before the \
                 first device, one between neighbors, one behind the last",
                matrix.rows, matrix.columns
            );
            return Err(Fault::at(&keys, problem));
        }
        Ok(Segments::Each(matrix.values))
    }
}

impl BridgeText {
    fn bridge(&self) -> Bridge {
        Bridge { nodes: [self.from, self.to].map(NodeText::node), resistance: self.resistance }
    }
}

impl NodeText {
    fn node(self) -> Node {
        match self {
            NodeText::Word([row, column]) => Node::Word { row, column },
            NodeText::Bit([row, column]) => Node::Bit { row, column },
            NodeText::Ground => Node::Ground,
        }
    }
}

impl OpenText {
    fn break_line(&self, wires: &mut Wires) -> Result<(), Fault> {
        let (rows, columns) = (wires.rows, wires.columns);
        let refuse = |problem: String| Err(Fault::at(&["wires", "open"], problem));
        let (name, line, lines, devices) = match (self.word, self.bit) {
            (Some(row), None) => ("word", row, rows, columns),
            (None, Some(column)) => ("bit", column, columns, rows),
            _ => {
                return refuse(
                    "a break names one line, as `{ word = 0, before = 2 }` or `{ bit = 1, before = 0 }`".into(),
                );
            }
        };
        if line >= lines {
            return refuse(format!("{name} line {line} is broken, but the array has {lines}, counted from 0"));
        }
        if self.before > devices {
            let ends = format!("0 (before the first device) to {devices} (behind the last)");
            return refuse(format!("{name} line {line} is broken before device {}; give {ends}", self.before));
        }
        let (segments, place) = match name {
            "word" => (&mut wires.word.segment, line * (columns + 1) + self.before),
            _ => (&mut wires.bit.segment, self.before * columns + line),
        };
        let count = if name == "word" { rows * (columns + 1) } else { (rows + 1) * columns };
        if let Segments::Uniform(resistance) = *segments {
            *segments = Segments::Each(vec![resistance; count]);
        }
        if let Segments::Each(resistances) = segments {
            resistances[place] = f64::INFINITY;
        }
        Ok(())
    }
}
