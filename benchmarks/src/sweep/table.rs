//! What is shown of points: columns for the terminal and for a CSV file.

use super::plan::shown;
use super::record::unit;
use super::{Plan, Point, Score};
use crate::ReadOut;
use crate::bench::quoted;
use crate::range::quantity;

/// A read-out that says something of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// The read-out.
    pub read_out: ReadOut,
    /// Its name.
    pub name: &'static str,
    /// Its place among [`Score::accuracies`].
    pub place: usize,
}

impl Column {
    /// Share of test rows that a split reads rightly.
    pub fn of(self, score: &Score) -> f64 {
        score.accuracies[self.place]
    }
}

const NAMES: [&str; 5] = ["winner", "vote", "ridge", "rate", "interval"];

/// The read-outs that the points have; a vote of one everywhere is the winner.
pub fn columns(points: &[Point]) -> Vec<Column> {
    let all = ReadOut::ALL.into_iter().zip(NAMES).enumerate();
    let all = all.map(|(place, (read_out, name))| Column { read_out, name, place });
    let scores: Vec<&Score> = points.iter().filter_map(|point| point.outcome.as_ref().ok()).flatten().collect();
    let says = |column: &Column| scores.iter().any(|score| column.of(score).is_finite());
    let own = |column: &Column| {
        column.read_out != ReadOut::Vote || scores.iter().any(|score| score.accuracies[0] != score.accuracies[1])
    };
    all.filter(|column| says(column) && own(column)).collect()
}

/// All points as CSV: values in SI units, accuracies in percent with standard deviations over the splits.
pub fn csv(plan: &Plan, points: &[Point]) -> String {
    let read_outs = columns(points);
    let key = |key: usize| match unit(plan, key) {
        Some("") | None => quoted(&plan.keys[key].path),
        Some(unit) => format!("{} ({unit})", plan.keys[key].path),
    };
    let keys: String = (0..plan.keys.len()).map(|k| format!(",{}", key(k))).collect();
    let accuracies: String = read_outs.iter().map(|column| format!(",{0} (%),{0} sd (%)", column.name)).collect();
    let header = format!(
        "point{keys},splits{accuracies},silent (%),energy per classification (J),energy per training (J),problem\n"
    );
    let line = |point: &Point| {
        let values = plan.values(point.index);
        let values = values.iter().map(|value| match quantity(value) {
            Some((si, _)) => format!(",{si}"),
            None => format!(",{}", quoted(&shown(value))),
        });
        let both = |pair: Option<(f64, f64)>| pair.map_or_else(|| ",,".into(), |(mean, sd)| format!(",{mean},{sd}"));
        let one = |pair: Option<(f64, f64)>| pair.map_or_else(|| ",".into(), |(mean, _)| format!(",{mean}"));
        let accuracies = read_outs.iter().map(|column| both(point.mean(|score| 100.0 * column.of(score))));
        let splits = point.outcome.as_ref().map_or(0, Vec::len);
        let problem =
            point.outcome.as_ref().err().map_or_else(String::new, |problem| quoted(&problem.replace('\n', " ")));
        format!(
            "{}{},{splits}{}{}{}{},{problem}\n",
            point.index,
            values.collect::<String>(),
            accuracies.collect::<String>(),
            one(point.mean(|score| 100.0 * score.silent)),
            one(point.mean(|score| score.energy_per_classification)),
            one(point.mean(|score| score.energy_per_training)),
        )
    };
    header + &points.iter().map(line).collect::<String>()
}
