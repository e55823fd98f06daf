//! Figures of recorded trainings.

use traces::figures::{Axis, Curve, Line, Svg};
use traces::{ReadError, TraceFile};

use super::conversion::READINGS;
use super::{ConversionOutcome, SurrogateOutcome};
use crate::figures::DrawError;
use crate::mean_and_sd;
use crate::measure::Outcome;

/// By how much the weights of the first split that are held, and those that act through the lines, miss those wanted.
pub(crate) fn weights(trace: &TraceFile) -> Result<Option<Svg>, DrawError> {
    let surrogate = trace.groups()?.iter().any(|group| group == SurrogateOutcome::NAME);
    let group = if surrogate { SurrogateOutcome::NAME } else { ConversionOutcome::NAME };
    let read = |name: &str| Ok::<_, ReadError>(trace.read::<f64>(&format!("{group}/{name}"))?.values);
    let wanted = read("wanted")?;
    let against = |name: &str| {
        let missed = wanted.iter().zip(read(name)?).map(|(&wanted, got)| (wanted, got - wanted));
        Ok::<_, ReadError>(missed.collect::<Vec<_>>())
    };
    let lines =
        vec![Line::dots("through the lines", against("effective")?), Line::dots("on the devices", against("reached")?)];
    let (x, y) = (Axis::linear("Weight wanted", "1"), Axis::linear("Error of the weight", "1"));
    Ok(Some(Curve { x, y, lines }.draw()))
}

/// Accuracy over the bits of a weight.
pub(crate) fn over_bits(trace: &TraceFile) -> Result<Option<Svg>, DrawError> {
    let lines = [("accuracy_against_bits", "mean and standard deviation over splits")];
    Ok(Some(accuracy(trace, SurrogateOutcome::NAME, ("bits", Axis::whole("Bits of a weight")), &lines)?))
}

/// Accuracy over the steps of a presentation.
pub(crate) fn over_steps(trace: &TraceFile) -> Result<Option<Svg>, DrawError> {
    let axis = Axis::logarithmic("Steps of a presentation", "1");
    Ok(Some(accuracy(trace, ConversionOutcome::NAME, ("steps", axis), &READINGS)?))
}

/// Mean accuracy of quantities over split and `x`, with its standard deviation over the splits.
fn accuracy(trace: &TraceFile, group: &str, (x, axis): (&str, Axis), lines: &[(&str, &str)]) -> Result<Svg, ReadError> {
    let places = trace.read::<f64>(&format!("{group}/{x}"))?.values;
    let line = |(name, label): &(&str, &str)| {
        let values = trace.read::<f64>(&format!("{group}/{name}"))?.values;
        let at = |k: usize| {
            let of_splits = values.iter().skip(k).step_by(places.len()).map(|value| 100.0 * value);
            mean_and_sd(&of_splits.collect::<Vec<_>>())
        };
        let points = places.iter().enumerate().map(|(k, place)| (*place, at(k).0)).collect();
        Ok(Line::with_band(label, points, (0..places.len()).map(|k| at(k).1).collect()))
    };
    let lines = lines.iter().map(line).collect::<Result<_, ReadError>>()?;
    Ok(Curve { x: axis, y: Axis::percent("Test accuracy"), lines }.draw())
}
