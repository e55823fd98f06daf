//! Units and numbers as they are printed.

/// By what the numbers of an axis are divided, and what is written instead.
pub(super) struct Factor {
    pub value: f64,
    pub unit: String,
}

impl Factor {
    /// For numbers of up to this magnitude: a prefix of the unit, or a power of ten.
    pub fn of(unit: &str, magnitude: f64) -> Self {
        let exponent = if magnitude > 0.0 { 3 * ((magnitude.log10() + 1e-9) / 3.0).floor() as i32 } else { 0 };
        if takes_prefix(unit) {
            let exponent = exponent.clamp(-18, 12);
            let unit = format!("{}{}", prefix(exponent), pretty(unit));
            return Self { value: 10_f64.powi(exponent), unit };
        }
        if magnitude == 0.0 || (1e-2..1e5).contains(&magnitude) {
            return Self { value: 1.0, unit: pretty(unit) };
        }
        let unit = format!("{} {}", power_of_ten(exponent), pretty(unit)).trim_end().to_owned();
        Self { value: 10_f64.powi(exponent), unit }
    }
}

/// Whether an SI prefix may stand before this unit.
pub(super) fn takes_prefix(unit: &str) -> bool {
    ["A", "C", "F", "H", "Hz", "J", "K", "N", "Pa", "S", "V", "W", "m", "ohm", "s"].contains(&unit)
}

/// The SI prefix for 10^exponent, a multiple of three from -18 to 12.
fn prefix(exponent: i32) -> &'static str {
    ["a", "f", "p", "n", "µ", "m", "", "k", "M", "G", "T"][(exponent / 3 + 6) as usize]
}

/// A unit as it is printed: `V m-1` becomes V m⁻¹, `A/m^2` A/m², `ohm` becomes Ω, `1` nothing.
pub(super) fn pretty(unit: &str) -> String {
    match unit {
        "1" => String::new(),
        "ohm" => "Ω".into(),
        _ => {
            let printed = |c: char| if c == '-' || c.is_ascii_digit() { superscript(c) } else { c };
            unit.chars().filter(|c| *c != '^').map(printed).collect()
        }
    }
}

fn superscript(character: char) -> char {
    match character.to_digit(10) {
        Some(digit) => ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'][digit as usize],
        None => '⁻',
    }
}

fn power_of_ten(exponent: i32) -> String {
    let digits: String = exponent.to_string().chars().map(superscript).collect();
    format!("10{digits}")
}

/// A title with its unit.
pub(super) fn titled(title: &str, unit: &str) -> String {
    if unit.is_empty() { title.to_owned() } else { format!("{title} ({unit})") }
}

/// Label of `mantissa * 10^decade` on a logarithmic axis.
pub(super) fn decimal_label(mantissa: i32, decade: i32, unit: &str) -> String {
    if takes_prefix(unit) && (-18..15).contains(&decade) {
        let exponent = decade.div_euclid(3) * 3;
        return format!("{} {}{}", mantissa * 10_i32.pow((decade - exponent) as u32), prefix(exponent), pretty(unit));
    }
    match decade {
        -2..=-1 => number(f64::from(mantissa) * 10_f64.powi(decade), -decade as usize),
        0..=3 => (mantissa * 10_i32.pow(decade as u32)).to_string(),
        _ if mantissa == 1 => power_of_ten(decade),
        _ => format!("{mantissa}·{}", power_of_ten(decade)),
    }
}

/// A number with so many decimals, with a typographic minus.
pub(super) fn number(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    match text.strip_prefix('-') {
        Some(zero) if zero.chars().all(|c| c == '0' || c == '.') => zero.to_owned(),
        Some(magnitude) => format!("−{magnitude}"),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_of_units_are_raised() {
        assert_eq!(["V m-1", "A/m^2", "A/m2"].map(pretty), ["V m⁻¹", "A/m²", "A/m²"]);
    }
}
