//! What every condition costs, as a figure.

use traces::TraceFile;
use traces::figures::{Axis, Estimate, Ranking, Svg};

use super::Loss;
use super::record::GROUP;
use crate::figures::DrawError;

/// Loss of the first neuron per condition with its standard error; the clean array, which loses nothing, is left out.
pub(crate) fn losses(trace: &TraceFile) -> Result<Option<Svg>, DrawError> {
    let texts = |name: &str| trace.read::<String>(&format!("{GROUP}/{name}"));
    let (names, acts) = (texts("name")?.values, texts("acts")?.values);
    let winner = trace.read::<f64>(&format!("{GROUP}/winner"))?;
    if winner.values.is_empty() {
        return Ok(None);
    }
    let estimate = |(condition, (name, acts)): (usize, (&String, &String))| {
        let loss = Loss::between(winner.slab(0), winner.slab(condition));
        let (value, deviation) = (loss.mean, loss.standard_error.unwrap_or(0.0));
        (!acts.is_empty()).then(|| Estimate { label: format!("{name}, {acts}"), value, deviation })
    };
    let estimates: Vec<Estimate> = names.iter().zip(&acts).enumerate().filter_map(estimate).collect();
    Ok(Some(Ranking { x: Axis::linear("Accuracy lost (percentage points)", "1"), estimates }.draw()))
}
