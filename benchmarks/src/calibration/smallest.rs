//! The smallest voltage that does something.

/// The smallest voltage up to `limit` for which `holds`, to 1e-4 of the limit: the first of some steps, then halved.
pub(super) fn smallest(limit: f64, mut holds: impl FnMut(f64) -> bool) -> Option<f64> {
    const STEPS: usize = 64;
    let step = limit / STEPS as f64;
    let first = (1..=STEPS).find(|&k| holds(k as f64 * step))?;
    let (mut low, mut high) = ((first - 1) as f64 * step, first as f64 * step);
    for _ in 0..8 {
        let middle = 0.5 * (low + high);
        (low, high) = if holds(middle) { (low, middle) } else { (middle, high) };
    }
    Some(rounded(high))
}

/// To four digits, so that texts are short and say what was measured.
pub(super) fn rounded(value: f64) -> f64 {
    format!("{value:.3e}").parse().expect("a number that was just written")
}
