//! Rows of published results.

use super::{Row, Score};
use crate::published::{Measure, PublishedError, PublishedResult, parse_embedded};

/// What others published on the set of this name, in the order of `published.toml`.
///
/// # Errors
/// None for the embedded file as it is tested.
pub fn published_rows(set: &str) -> Result<Vec<Row>, PublishedError> {
    let of_set = parse_embedded()?.into_iter().filter(|result| result.set.name() == set);
    Ok(of_set.map(row).collect())
}

fn row(result: PublishedResult) -> Row {
    let PublishedResult { work, rule, measure, percent, spread, protocol, source, status, note, .. } = result;
    let measured = (measure == Measure::F1).then(|| "F1 is not accuracy".to_string());
    Row {
        method: format!("{work}: {rule}"),
        protocol,
        score: Score::Published { percent, spread, measure, status },
        neurons: None,
        energy_per_classification: None,
        energy_per_training: None,
        simulated: None,
        wall: None,
        remark: [Some(source), measured, note].into_iter().flatten().collect::<Vec<_>>().join("; "),
    }
}
