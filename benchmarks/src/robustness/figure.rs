//! What every condition costs, as a figure.

use traces::figures::{Axis, Estimate, Ranking, Svg};

use super::Summary;

/// Loss of the first neuron per condition with its standard error; the clean array, which loses nothing, is left out.
pub fn losses(rows: &[Summary]) -> Svg {
    let estimate = |row: &Summary| Estimate {
        label: format!("{}, {}", row.condition, row.acts),
        value: row.named.winner.loss.mean,
        deviation: row.named.winner.loss.standard_error.unwrap_or(0.0),
    };
    let estimates = rows.iter().filter(|row| !row.acts.is_empty()).map(estimate).collect();
    Ranking { x: Axis::linear("Accuracy lost (percentage points)", "1"), estimates }.draw()
}
