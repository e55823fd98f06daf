//! Numbers with units, as a page shows them.

use devices::units::engineering;

use crate::measure::number;

/// Units that an SI prefix may stand before.
const PREFIXED: [&str; 12] = ["A", "C", "F", "Hz", "J", "S", "V", "W", "m", "ohm", "s", "K"];

/// A number with its unit; a dash where there is none.
pub(super) fn shown(value: f64, unit: &str) -> String {
    if !value.is_finite() {
        return "–".into();
    }
    let text = match unit {
        "" | "1" => number(value),
        unit if PREFIXED.contains(&unit) => engineering(value, unit).replace(" u", " µ").replace("ohm", "Ω"),
        unit => format!("{} {unit}", number(value)),
    };
    text.replace('-', "−")
}

/// A share in percent.
pub(super) fn percent(share: f64) -> String {
    if share.is_finite() { format!("{:.2} %", 100.0 * share) } else { "–".into() }
}

/// Mean and standard deviation of shares in percent; a single value has no deviation.
pub(super) fn percent_with_spread(shares: &[f64]) -> String {
    let (mean, sd) = crate::mean_and_sd(shares);
    if shares.len() > 1 { format!("{:.2} ± {:.2} %", 100.0 * mean, 100.0 * sd) } else { percent(mean) }
}

/// Mean and standard deviation; a single value has no deviation.
pub(super) fn with_spread(values: &[f64], unit: &str) -> String {
    let (mean, sd) = crate::mean_and_sd(values);
    if values.len() > 1 { format!("{} ± {}", shown(mean, unit), shown(sd, unit)) } else { shown(mean, unit) }
}
