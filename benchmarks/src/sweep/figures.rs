//! Figures of a sweep: accuracy over each key, and over each pair of keys of the grid.

use traces::figures::{Axis, Curve, Estimate, Grid, Line, Ranking, Svg};
use traces::{ReadError, TraceFile};

use super::plan::shown;
use super::record::{plan, points, unit};
use super::table::columns;
use super::{Column, Plan, Point};
use crate::figures::Figures;
use crate::mean_and_sd;
use crate::range::quantity;
use devices::units::engineering;
use toml::Value;

/// What all figures show.
struct Sweep {
    plan: Plan,
    points: Vec<Point>,
    columns: Vec<Column>,
}

/// Figures of a recorded sweep with their names. Over one key: mean and standard deviation over the splits, and over all values
/// that the other keys take. Over two keys of the grid: means.
///
/// # Errors
/// [`ReadError`] when the file cannot be read.
pub(crate) fn figures(trace: &TraceFile) -> Result<Figures, ReadError> {
    let (plan, points) = (plan(trace)?, points(trace)?);
    let columns = columns(&points);
    // nothing that ran: nothing to draw
    if columns.is_empty() {
        return Ok(Vec::new());
    }
    let sweep = Sweep { plan, points, columns };
    let keys = 0..sweep.plan.keys.len();
    let over_one = keys.clone().map(|key| (named(format!("accuracy-over-{}", sweep.plan.label(key))), sweep.over(key)));
    let on_grid: Vec<usize> = keys.filter(|&key| !sweep.plan.keys[key].is_sampled()).collect();
    let pairs = on_grid.iter().enumerate().flat_map(|(k, &y)| on_grid[k + 1..].iter().map(move |&x| (y, x)));
    let maps = pairs.flat_map(|(y, x)| sweep.columns.iter().map(move |&column| (y, x, column)));
    let maps = maps.map(|(y, x, column)| {
        let [y_name, x_name] = [y, x].map(|key| sweep.plan.label(key));
        (named(format!("{}-over-{y_name}-and-{x_name}", column.name)), sweep.map(y, x, column))
    });
    Ok(over_one.chain(maps).collect())
}

impl Sweep {
    /// Accuracies of all splits at which each key of `keys` has one of its values, grouped by these values in the order in
    /// which they come.
    fn grouped(&self, keys: &[usize], column: Column) -> Vec<(Vec<Value>, Vec<f64>)> {
        let mut groups: Vec<(Vec<Value>, Vec<f64>)> = Vec::new();
        for point in &self.points {
            let values = self.plan.values(point.index);
            let own: Vec<Value> = keys.iter().map(|&key| values[key].clone()).collect();
            let scores = point.outcome.as_ref().into_iter().flatten().map(|score| 100.0 * column.of(score));
            match groups.iter_mut().find(|(known, _)| *known == own) {
                Some((_, all)) => all.extend(scores),
                None => groups.push((own, scores.collect())),
            }
        }
        groups
    }

    fn over(&self, key: usize) -> Svg {
        match unit(&self.plan, key) {
            Some(unit) => self.curve(key, unit),
            None => self.ranking(key),
        }
    }

    /// Accuracy over a key of numbers, a series for each read-out.
    fn curve(&self, key: usize, unit: &str) -> Svg {
        let label = self.plan.label(key);
        let axis = if self.plan.keys[key].range.is_logarithmic() { Axis::logarithmic } else { Axis::linear };
        let line = |column: &Column| {
            let groups = self.grouped(&[key], *column);
            let at =
                |(values, all): &(Vec<Value>, Vec<f64>)| Some((quantity(&values[0])?.0, mean_and_sd(&finite(all)?)));
            let mut points: Vec<(f64, (f64, f64))> = groups.iter().filter_map(at).collect();
            points.sort_by(|a, b| a.0.total_cmp(&b.0));
            let deviations = points.iter().map(|(_, (_, sd))| *sd).collect();
            Line::with_bars(column.name, points.iter().map(|(x, (mean, _))| (*x, *mean)).collect(), deviations)
        };
        let lines = self.columns.iter().map(line).collect();
        Curve { x: axis(label, unit), y: Axis::percent("Test accuracy"), lines }.draw()
    }

    /// Accuracy for each of several words and each read-out.
    fn ranking(&self, key: usize) -> Svg {
        let rows = |column: &Column| {
            let groups = self.grouped(&[key], *column);
            let row = |(values, all): (Vec<Value>, Vec<f64>)| {
                let (value, deviation) = mean_and_sd(&finite(&all)?);
                Some(Estimate { label: format!("{}, {}", shown(&values[0]), column.name), value, deviation })
            };
            groups.into_iter().filter_map(row).collect::<Vec<_>>()
        };
        let estimates = self.columns.iter().flat_map(rows).collect();
        Ranking { x: Axis::percent("Test accuracy"), estimates }.draw()
    }

    fn map(&self, y: usize, x: usize, column: Column) -> Svg {
        let groups = self.grouped(&[y, x], column);
        let [rows, columns] = [y, x].map(|key| self.plan.keys[key].grid.as_slice());
        let mean = |row: &Value, column: &Value| {
            let of = groups.iter().find(|(values, _)| values[0] == *row && values[1] == *column);
            of.and_then(|(_, all)| finite(all)).map_or(f64::NAN, |all| mean_and_sd(&all).0)
        };
        let values = rows.iter().flat_map(|row| columns.iter().map(move |column| mean(row, column))).collect();
        let title = |key: usize| self.plan.label(key).to_string();
        let names = |key: usize| self.plan.keys[key].grid.iter().map(name).collect();
        let value = Axis::percent(&format!("Test accuracy by {}", column.name));
        Grid { x: (title(x), names(x)), y: (title(y), names(y)), value, values }.draw()
    }
}

/// A value at an axis.
fn name(value: &Value) -> String {
    match (value, quantity(value)) {
        (Value::String(_), Some((si, unit))) => engineering(si, unit),
        (Value::Float(number), _) => engineering(*number, ""),
        _ => shown(value),
    }
}

/// The values that are numbers, where there are any.
fn finite(values: &[f64]) -> Option<Vec<f64>> {
    let finite: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    (!finite.is_empty()).then_some(finite)
}

/// A name of a file: what follows a dot would be its extension.
fn named(name: String) -> String {
    name.replace('.', "-")
}
