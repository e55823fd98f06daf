//! Accuracy against the number of neurons.

use traces::figures::{Axis, Curve, Line, Svg};

use super::row::percent;
use super::{Row, Score};

/// Accuracy against the number of neurons: one series per way of learning and of asking the neurons, mean and standard
/// deviation over the splits.
///
/// Regressions are left out: they tell more about the labels than about the neurons.
pub fn size_curves(rows: &[Row]) -> Svg {
    // the vote is of fewer where there are fewer neurons
    let series = |row: &Row| row.method.split(" of first ").next().unwrap_or_default().to_string();
    let asked: Vec<&Row> = rows.iter().filter(|row| !row.method.contains("ridge")).collect();
    let mut names: Vec<String> = Vec::new();
    for row in &asked {
        if !names.contains(&series(row)) {
            names.push(series(row));
        }
    }
    let line = |name: &String| {
        let own = asked.iter().filter(|row| series(row) == *name);
        let point = |row: &&&Row| match (&row.score, row.neurons) {
            (Score::Splits(shares), Some(neurons)) => Some((neurons as f64, percent(shares))),
            _ => None,
        };
        let mut points: Vec<(f64, (f64, f64))> = own.filter_map(|row| point(&row)).collect();
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        let deviations = points.iter().map(|(_, (_, sd))| *sd).collect();
        Line::with_bars(name, points.iter().map(|(neurons, (mean, _))| (*neurons, *mean)).collect(), deviations)
    };
    let lines = names.iter().map(line).collect();
    Curve { x: Axis::logarithmic("Neurons", "1"), y: Axis::percent("Test accuracy"), lines }.draw()
}
