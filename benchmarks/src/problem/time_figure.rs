//! What happened in time, drawn from a recorded run.

use std::path::Path;

use traces::figures::{Axis, Line, Strip, Strips, Svg};
use traces::{TraceFile, Variable};

use super::figure::save;
use super::time_record::GROUP;
use crate::figures::DrawError;

/// Most lines of a strip; more could not be told apart.
const MOST_LINES: usize = 16;

/// Groups of samples along a line: more would be closer together than they can be seen.
const MOST_GROUPS: usize = 1000;

/// Draws the recorded run `file` as `figure`, a PNG when it is called so, else an SVG.
///
/// # Errors
/// [`DrawError`] when the file cannot be read or the figure cannot be saved.
pub fn draw_strips(file: &Path, figure: &Path) -> Result<(), DrawError> {
    let trace = TraceFile::open(file)?;
    strips(&trace)?.map_or(Ok(()), |svg| save(&svg, figure))
}

/// Column currents, positions and source voltages over time; a run that was interrupted may hold no sample.
pub(crate) fn strips(trace: &TraceFile) -> Result<Option<Svg>, DrawError> {
    let read = |name: &str| trace.read::<f64>(&format!("{GROUP}/{name}"));
    let (time, position) = (read("time")?.values, read("position")?);
    if time.is_empty() {
        return Ok(None);
    }
    let columns = position.shape[2];
    let device = |k: usize| format!("({}, {})", k / columns, k % columns);
    let mut sources = Vec::new();
    for (name, line, other) in
        [("left", "row", ""), ("right", "row", " right"), ("top", "column", " top"), ("bottom", "column", "")]
    {
        let voltage = read(&format!("{name}_voltage"))?;
        // what floats or is held at ground all the time is no source
        if voltage.values.iter().any(|value| value.is_finite() && *value != 0.0) {
            sources.extend(lines(&time, &voltage, MOST_LINES / 2, |k| format!("{line} {k}{other}")));
        }
    }
    let strip = |title: &str, unit: &str, lines| Strip { y: Axis::linear(title, unit), lines };
    let currents = lines(&time, &read("bottom_current")?, MOST_LINES, |column| format!("column {column}"));
    let positions = lines(&time, &position, MOST_LINES, device);
    let figure = Strips {
        title: String::new(),
        x: Axis::linear("Time", "s"),
        strips: vec![
            strip("Source voltage", "V", sources),
            strip("Column current", "A", currents),
            strip("Device position", "1", positions),
        ],
    };
    Ok(Some(figure.draw()))
}

/// At most `most` of the lines of a variable over time, evenly chosen.
fn lines(time: &[f64], variable: &Variable<f64>, most: usize, label: impl Fn(usize) -> String) -> Vec<Line> {
    let count = variable.shape[1..].iter().product::<usize>();
    let shown = count.min(most);
    let line = |index: usize| {
        // from the first to the last, so that devices of different columns are chosen
        let k = index * (count - 1) / (shown - 1).max(1);
        let values = variable.values.iter().skip(k).step_by(count);
        Line::new(&label(k), thinned(time.iter().copied().zip(values.copied()).collect()))
    };
    (0..shown).map(line).collect()
}

/// The points, or the lowest and the highest of each of [`MOST_GROUPS`] groups of them, so that no pulse is lost.
fn thinned(points: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    let group = points.len().div_ceil(MOST_GROUPS);
    if group <= 2 {
        return points;
    }
    let ends = |group: &[(f64, f64)]| {
        let (mut low, mut high) = (group[0], group[0]);
        for &point in group {
            low = if point.1 < low.1 { point } else { low };
            high = if point.1 > high.1 { point } else { high };
        }
        if low.0 <= high.0 { [low, high] } else { [high, low] }
    };
    points.chunks(group).flat_map(ends).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_pulse_among_many_samples_is_still_drawn() {
        let pulse = |k: usize| if k == 12_345 { 1.0 } else { 0.0 };
        let points = thinned((0..100_000).map(|k| (k as f64, pulse(k))).collect());
        assert!(points.len() <= 2 * MOST_GROUPS && points.contains(&(12_345.0, 1.0)));
        assert!(points.windows(2).all(|pair| pair[0].0 <= pair[1].0), "time goes on");
    }
}
