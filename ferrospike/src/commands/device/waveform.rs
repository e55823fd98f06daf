//! Spikes of the user's own, from a CSV file or from corners on the command line.

use devices::units::{self, TIME, VOLTAGE};
use learning::Waveform;
use toml::Value;

use crate::failure::Failure;

const HELP: &str = "give a CSV file with the columns `time (ns)` and `voltage (V)`, or corners such as \
                    '[[\"0 ns\", \"0 V\"], [\"10 ns\", \"1 V\"], [\"20 ns\", \"0 V\"]]'";

/// The spike that `given` describes: corners when it begins with a bracket, else the path of a CSV file.
///
/// # Errors
/// [`Failure`] naming the option, the line or corner, and what is wrong with it.
pub fn read(option: &str, given: &str) -> Result<Waveform, Failure> {
    let refuse = |problem: String| Failure::usage_help(format!("--{option} {given}: {problem}"), HELP);
    let corners = if given.trim_start().starts_with('[') { from_corners(given) } else { from_csv(given) };
    let spike = Waveform::new(corners.map_err(refuse)?).map_err(|error| refuse(error.to_string()))?;
    let (low, high) = spike.range();
    if spike.duration() > 0.0 && spike.duration() <= 1e12 && low >= -1e3 && high <= 1e3 {
        return Ok(spike);
    }
    Err(refuse("a spike lasts longer than 0 s and stays within 1 kV".into()))
}

/// Pairs of time and voltage with units.
fn from_corners(text: &str) -> Result<Vec<(f64, f64)>, String> {
    let table: toml::Table =
        format!("corners = {text}").parse().map_err(|error: toml::de::Error| error.message().trim().to_string())?;
    let corners = table["corners"].as_array().ok_or("is no list of corners")?;
    let corner = |(k, corner): (usize, &Value)| match corner.as_array().map(Vec::as_slice) {
        Some([Value::String(time), Value::String(voltage)]) => {
            let number = |error: units::UnitError| format!("corner {}: {error}", k + 1);
            Ok((units::parse(time, TIME).map_err(number)?, units::parse(voltage, VOLTAGE).map_err(number)?))
        }
        _ => Err(format!("corner {} is not a pair of a time and a voltage in quotation marks", k + 1)),
    };
    corners.iter().enumerate().map(corner).collect()
}

/// Columns `time` and `voltage`; the unit stands in the header, in parentheses, or in every cell.
fn from_csv(path: &str) -> Result<Vec<(f64, f64)>, String> {
    let mut reader =
        csv::ReaderBuilder::new().trim(csv::Trim::All).from_path(path).map_err(|error| error.to_string())?;
    let header = reader.headers().map_err(|error| error.to_string())?.clone();
    let column = |name: &str| {
        let found = header.iter().position(|title| title.split('(').next().unwrap_or("").trim() == name);
        let titles = header.iter().collect::<Vec<_>>().join(", ");
        let place = found.ok_or_else(|| format!("no column is called `{name}`; the columns are: {titles}"))?;
        let unit = header[place].split_once('(').map_or("", |(_, unit)| unit.trim_end_matches(')').trim());
        Ok::<_, String>((place, unit.to_string()))
    };
    let (time, voltage) = (column("time")?, column("voltage")?);
    let mut corners = Vec::new();
    for (k, record) in reader.records().enumerate() {
        let record = record.map_err(|error| error.to_string())?;
        let cell = |(place, unit): &(usize, String), dimension| {
            let text = format!("{} {unit}", &record[*place]);
            units::parse(text.trim(), dimension).map_err(|error| format!("line {}: {error}", k + 2))
        };
        corners.push((cell(&time, TIME)?, cell(&voltage, VOLTAGE)?));
    }
    Ok(corners)
}
