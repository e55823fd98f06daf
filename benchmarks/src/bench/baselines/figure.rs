//! What the classical methods reach, as a figure.

use traces::TraceFile;
use traces::figures::{Axis, Estimate, Ranking, Svg};

use crate::figures::DrawError;
use crate::mean_and_sd;

/// Accuracy of each method, mean and standard deviation over the splits.
pub(crate) fn accuracies(trace: &TraceFile) -> Result<Option<Svg>, DrawError> {
    let accuracy = trace.read::<f64>("baselines/accuracy")?;
    if accuracy.values.is_empty() {
        return Ok(None); // a run that was interrupted
    }
    let methods = trace.read::<String>("baselines/method")?.values;
    let count = methods.len();
    let estimate = |(method, label): (usize, String)| {
        let of_splits = accuracy.values.iter().skip(method).step_by(count).map(|share| 100.0 * share);
        let (value, deviation) = mean_and_sd(&of_splits.collect::<Vec<_>>());
        // a single split has no deviation
        Estimate { label, value, deviation: if deviation.is_finite() { deviation } else { 0.0 } }
    };
    let estimates = methods.into_iter().enumerate().map(estimate).collect();
    Ok(Some(Ranking { x: Axis::percent("Test accuracy"), estimates }.draw()))
}
