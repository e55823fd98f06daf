//! Mean and spread of a handful of numbers.

/// Mean and sample standard deviation; 0 spread for fewer than two values and, rounding apart, for equal ones.
pub fn mean_and_sd(values: &[f64]) -> (f64, f64) {
    if let [first, rest @ ..] = values
        && rest.iter().all(|value| value == first)
    {
        return (*first, 0.0);
    }
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count.max(1.0);
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    (mean, if values.len() > 1 { (squares / (count - 1.0)).sqrt() } else { 0.0 })
}
