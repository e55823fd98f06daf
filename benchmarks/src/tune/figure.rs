//! How well the trials of a search do, as a figure.

use traces::TraceFile;
use traces::figures::{Axis, Curve, Line, Svg};

use super::record::GROUP;
use crate::figures::DrawError;
use crate::mean_and_sd;

/// Accuracy of every trial on the validation rows, mean and standard deviation over the cuts, by either read-out; trials that
/// cannot run are left out.
pub(crate) fn trials(trace: &TraceFile) -> Result<Option<Svg>, DrawError> {
    let line = |(name, label): (&str, &str)| {
        let accuracy = trace.read::<f64>(&format!("{GROUP}/{name}"))?;
        let over_cuts = |trial: usize| {
            let percent: Vec<f64> = accuracy.slab(trial).iter().map(|share| 100.0 * share).collect();
            (trial as f64, mean_and_sd(&percent))
        };
        let run = (0..accuracy.shape[0]).map(over_cuts).filter(|(_, (mean, _))| mean.is_finite());
        let (points, deviations) = run.map(|(trial, (mean, sd))| ((trial, mean), sd)).unzip();
        Ok::<_, DrawError>(Line::with_bars(label, points, deviations))
    };
    let lines = vec![line(("winner", "first neuron"))?, line(("vote", "vote"))?];
    if lines.iter().all(|line| line.points.is_empty()) {
        return Ok(None);
    }
    let (x, y) = (Axis::whole("Trial (0: the experiment itself)"), Axis::percent("Accuracy on validation rows"));
    Ok(Some(Curve { x, y, lines }.draw()))
}
