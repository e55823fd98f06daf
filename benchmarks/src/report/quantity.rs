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
    let value = value + 0.0; // no minus before zero
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

/// Mean and standard deviation with one unit; a single value has no deviation.
pub(super) fn with_spread(values: &[f64], unit: &str) -> String {
    let (mean, sd) = crate::mean_and_sd(values);
    if values.len() < 2 || !mean.is_finite() || mean == 0.0 {
        return shown(mean, unit);
    }
    let power = |value: f64| value.abs().log10().floor() as i32;
    let prefixed = PREFIXED.contains(&unit);
    let step = if prefixed { power(mean).div_euclid(3).clamp(-5, 3) * 3 } else { 0 };
    let scaled = [mean, sd].map(|value| value / 10f64.powi(step));
    if !prefixed && !(1e-3..1e6).contains(&mean.abs()) {
        return format!("{} ± {}", shown(mean, unit), shown(sd, unit));
    }
    let digits = (3 - power(scaled[0])).clamp(0, 6) as usize;
    // one of the unit with its prefix, without the number
    let unit = shown(10f64.powi(step), unit).trim_start_matches('1').to_owned();
    format!("{:.digits$} ± {:.digits$}{unit}", scaled[0], scaled[1]).replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deviation_has_the_unit_and_the_digits_of_its_mean() {
        assert_eq!(with_spread(&[29e-12, 29.1e-12], "J"), "29.05 ± 0.07 pJ");
        assert_eq!(with_spread(&[-0.5, -0.7], "V"), "−600.0 ± 141.4 mV");
        assert_eq!(with_spread(&[960.0, 962.0], "1"), "961.0 ± 1.4");
        assert_eq!(with_spread(&[2e-6], "s"), "2 µs");
        assert_eq!([f64::NAN, -0.0].map(|value| shown(value, "S")), ["–", "0 S"]);
        assert_eq!(percent_with_spread(&[0.95, 0.97]), "96.00 ± 1.41 %");
    }
}
