//! Linear voltage ramps cut at a threshold.

/// Start (V), end (V) and duration (s) of the part of a ramp above `threshold` (V).
///
/// `None` when the voltage never exceeds the threshold.
pub(crate) fn above(start: f64, end: f64, dt: f64, threshold: f64) -> Option<(f64, f64, f64)> {
    if start <= threshold && end <= threshold {
        return None;
    }
    let (from, to) = (start.max(threshold), end.max(threshold));
    let share = if start == end { 1.0 } else { ((to - from) / (end - start)).min(1.0) };
    Some((from, to, dt * share))
}
