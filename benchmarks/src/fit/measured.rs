//! Measurements as tables: CSV with a header that names quantities and units.

use devices::units::engineering;
use devices::units::{self, CONDUCTANCE, CURRENT, Dimension, FRACTION, TIME, VOLTAGE};

use super::FitError;

/// What was done to the device.
#[derive(Clone, Debug, PartialEq)]
pub enum Experiment {
    /// A voltage waveform, linear between the samples; the values are currents (A). The device is off at the start.
    Sweep {
        /// Time of each sample (s), rising.
        time: Vec<f64>,
        /// Voltage at each sample (V).
        voltage: Vec<f64>,
    },
    /// Pulses one after the other; the values are conductances (S), read after each.
    ///
    /// A first line with width 0 gives the conductance from which the pulses start; without it the device is off.
    Pulses {
        /// Amplitude of each pulse (V).
        voltage: Vec<f64>,
        /// Duration of each pulse (s).
        width: Vec<f64>,
    },
    /// Single pulses, each from the opposite state; the values are switched fractions (0 to 1).
    Switching {
        /// Amplitude of each pulse (V).
        voltage: Vec<f64>,
        /// Duration of each pulse (s).
        time: Vec<f64>,
    },
}

/// A measurement.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// What was done.
    pub experiment: Experiment,
    /// What was seen, in SI.
    pub values: Vec<f64>,
    /// Standard deviation of each value; all the same where the file names none.
    pub deviations: Vec<f64>,
}

/// A column of the file.
struct Wanted {
    name: &'static str,
    dimension: Dimension,
}

const fn wanted(name: &'static str, dimension: Dimension) -> Wanted {
    Wanted { name, dimension }
}

/// Switched fractions measure 1 and a little more by noise; nothing switches twice.
const LARGEST_FRACTION: f64 = 2.0;

/// Columns of the three experiments; the last one holds the values.
const SWEEP: [Wanted; 3] = [wanted("time", TIME), wanted("voltage", VOLTAGE), wanted("current", CURRENT)];
const PULSES: [Wanted; 3] = [wanted("voltage", VOLTAGE), wanted("width", TIME), wanted("conductance", CONDUCTANCE)];
const SWITCHING: [Wanted; 3] =
    [wanted("voltage", VOLTAGE), wanted("time", TIME), wanted("switched_fraction", FRACTION)];

impl Measured {
    /// Reads the text of a CSV file; `name` stands for it in messages.
    ///
    /// # Errors
    /// [`FitError`] naming line and column.
    pub fn parse(name: &str, text: &str) -> Result<Measured, FitError> {
        if text.trim().is_empty() {
            return Err(FitError::Empty { name: name.into() });
        }
        let table = |source| FitError::Table { name: name.into(), source };
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
        let header: Vec<String> = reader.headers().map_err(table)?.iter().map(String::from).collect();
        let has = |wanted: &[Wanted]| wanted.iter().all(|w| header.iter().any(|text| is_called(text, w.name)));
        let found = [&SWEEP, &PULSES, &SWITCHING].into_iter().find(|wanted| has(*wanted));
        let Some(wanted) = found else {
            return Err(separated(name, &header));
        };
        let records = reader.into_records().collect::<Result<Vec<_>, _>>().map_err(table)?;
        let file = File { name, header: &header, records: &records };
        let [first, second, values] = [0, 1, 2].map(|k| file.column(wanted[k].name, wanted[k].dimension));
        let (first, second, values) = (first?, second?, values?);
        let deviations = file.deviations(&values, wanted[2].dimension)?;
        let experiment = match wanted[2].name {
            "current" => Experiment::Sweep { time: first, voltage: second },
            "conductance" => Experiment::Pulses { voltage: first, width: second },
            _ => Experiment::Switching { voltage: first, time: second },
        };
        let measured = Measured { experiment, values, deviations };
        measured.check(name)?;
        Ok(measured)
    }

    fn check(&self, name: &str) -> Result<(), FitError> {
        let unfit = |problem: String| Err(FitError::Unfit { name: name.into(), problem });
        if self.values.len() < 2 {
            return unfit(format!("{} measured values; at least 2 lines are needed", self.values.len()));
        }
        if self.values.iter().all(|value| *value == self.values[0]) {
            return unfit("all measured values are the same: nothing can be fitted to them".into());
        }
        match &self.experiment {
            Experiment::Switching { .. } if self.values.iter().any(|value| value.abs() > LARGEST_FRACTION) => unfit(
                "a switched fraction runs from 0 to 1; for percent call the column `switched_fraction (%)`".into(),
            ),
            Experiment::Pulses { .. } if self.values.iter().any(|value| *value < 0.0) => {
                let lowest = self.values.iter().copied().fold(0.0, f64::min);
                unfit(format!("a conductance of {}; conductances are not negative", engineering(lowest, "S")))
            }
            Experiment::Sweep { time, .. } => match time.windows(2).position(|pair| pair[1] <= pair[0]) {
                Some(k) => unfit(format!(
                    "time does not rise from {} to {}; sort the lines",
                    engineering(time[k], "s"),
                    engineering(time[k + 1], "s")
                )),
                None => Ok(()),
            },
            Experiment::Pulses { width: times, .. } | Experiment::Switching { time: times, .. } => {
                match times.iter().find(|time| **time < 0.0) {
                    Some(time) => {
                        unfit(format!("a pulse lasts {}; durations are not negative", engineering(*time, "s")))
                    }
                    None => Ok(()),
                }
            }
        }
    }
}

struct File<'a> {
    name: &'a str,
    header: &'a [String],
    records: &'a [csv::StringRecord],
}

impl File<'_> {
    fn position(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|text| is_called(text, name))
    }

    /// Values of a column in SI.
    fn column(&self, name: &'static str, dimension: Dimension) -> Result<Vec<f64>, FitError> {
        let position = self.position(name).unwrap_or_default();
        let header = &self.header[position];
        let factor = units::parse(&format!("1 {}", title(header).1), dimension).map_err(|error| FitError::Unit {
            name: self.name.into(),
            column: header.clone(),
            problem: error.to_string(),
            example: if dimension.unit.is_empty() { name.into() } else { format!("{name} ({})", dimension.unit) },
        })?;
        self.records.iter().map(|record| self.number(record, position).map(|value| value * factor)).collect()
    }

    fn number(&self, record: &csv::StringRecord, position: usize) -> Result<f64, FitError> {
        let text = &record[position];
        text.parse().ok().filter(|value: &f64| value.is_finite()).ok_or_else(|| FitError::Field {
            name: self.name.into(),
            line: record.position().map_or(0, csv::Position::line),
            column: self.header[position].clone(),
            value: text.into(),
            problem: "is not a finite number",
        })
    }

    /// Column `sd` in the unit of the values, or the largest value for all.
    fn deviations(&self, values: &[f64], dimension: Dimension) -> Result<Vec<f64>, FitError> {
        let Some(position) = self.position("sd") else {
            let largest = values.iter().fold(0.0f64, |largest, value| largest.max(value.abs()));
            return Ok(vec![largest; values.len()]);
        };
        let deviations = self.column("sd", dimension)?;
        match deviations.iter().position(|deviation| *deviation <= 0.0) {
            None => Ok(deviations),
            Some(line) => Err(FitError::Field {
                name: self.name.into(),
                line: self.records[line].position().map_or(0, csv::Position::line),
                column: self.header[position].clone(),
                value: self.records[line][position].into(),
                problem: "is not a standard deviation, which is above zero",
            }),
        }
    }
}

/// What is wrong with a header that does not name the columns of any experiment.
fn separated(name: &str, header: &[String]) -> FitError {
    let separators = [(';', "semicolons"), ('\t', "tabulators")];
    match (header, separators.into_iter().find(|(separator, _)| header[0].contains(*separator))) {
        ([only], Some((character, separator))) => {
            let titles = only.split(character).map(str::trim).collect::<Vec<_>>();
            FitError::Separator { name: name.into(), separator, example: titles.join(",") }
        }
        _ => FitError::Columns { name: name.into(), found: header.join(", ") },
    }
}

/// Whether a column has this name; capitals do not matter.
fn is_called(header: &str, name: &str) -> bool {
    title(header).0.eq_ignore_ascii_case(name)
}

/// Name and unit of a header such as `voltage (mV)` or `voltage [mV]`.
fn title(header: &str) -> (&str, &str) {
    match header.split_once(['(', '[']) {
        Some((name, unit)) => (name.trim(), unit.trim().trim_end_matches([')', ']']).trim()),
        None => (header, ""),
    }
}
