//! Text with a unit into SI: `"2.5 kohm"` becomes 2500.0, and `"1 ohm"` where a time is needed becomes an error.
//!
//! A unit is a product of symbols (`"V decade"`, `"V*s"`, `"V^2 decade"`, `"cm2"`) and at most one `/` (`"m/s"`, `"MV/cm"`);
//! each symbol may carry an SI prefix. For serde there is one function per dimension, used as
//! `#[serde(deserialize_with = "devices::units::volts")]`.

use serde::de::{Deserializer, Error, Visitor};

/// Powers of V, A, s, m, K and decade; with these a volt is a base unit and a kilogram is V·A·s³/m².
type Powers = [i8; 6];

/// A kind of quantity: its name, its unit and how to write one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dimension {
    /// With article, such as `a time`.
    pub name: &'static str,
    /// SI unit, empty where there is none.
    pub unit: &'static str,
    /// What a user may write, such as `1 us`.
    pub example: &'static str,
    powers: Powers,
}

macro_rules! dimensions {
    ($($(#[$doc:meta])* $constant:ident $function:ident $name:literal $unit:literal $example:literal $powers:expr;)*) => {
        $($(#[$doc])* pub const $constant: Dimension =
            Dimension { name: $name, unit: $unit, example: $example, powers: $powers };

        /// For `deserialize_with`: a quantity of this dimension, in SI.
        ///
        /// # Errors
        /// The message of [`UnitError`], in the deserializer's own type.
        pub fn $function<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
            deserializer.deserialize_any(Quantity($constant))
        })*
        const DIMENSIONS: &[Dimension] = &[$($constant),*];
    };
}

dimensions! {
    /// Pure numbers; also accepts percent.
    FRACTION fraction "a plain number" "" "0.1" [0, 0, 0, 0, 0, 0];
    /// Volt.
    VOLTAGE volts "a voltage" "V" "0.2 V" [1, 0, 0, 0, 0, 0];
    /// Ampere.
    CURRENT amperes "a current" "A" "10 nA" [0, 1, 0, 0, 0, 0];
    /// Ohm.
    RESISTANCE ohms "a resistance" "ohm" "1 kohm" [1, -1, 0, 0, 0, 0];
    /// Siemens.
    CONDUCTANCE siemens "a conductance" "S" "1 uS" [-1, 1, 0, 0, 0, 0];
    /// Second.
    TIME seconds "a time" "s" "1 us" [0, 0, 1, 0, 0, 0];
    /// Hertz.
    FREQUENCY hertz "a frequency" "Hz" "100 Hz" [0, 0, -1, 0, 0, 0];
    /// Farad.
    CAPACITANCE farads "a capacitance" "F" "5 pF" [-1, 1, 1, 0, 0, 0];
    /// Joule.
    ENERGY joules "an energy" "J" "1 pJ" [1, 1, 1, 0, 0, 0];
    /// Watt.
    POWER watts "a power" "W" "1 uW" [1, 1, 0, 0, 0, 0];
    /// Coulomb.
    CHARGE coulombs "a charge" "C" "1 fC" [0, 1, 1, 0, 0, 0];
    /// Meter.
    LENGTH meters "a length" "m" "3 nm" [0, 0, 0, 1, 0, 0];
    /// Kelvin.
    TEMPERATURE kelvins "a temperature" "K" "300 K" [0, 0, 0, 0, 1, 0];
    /// Square meter.
    AREA square_meters "an area" "m^2" "0.03 um^2" [0, 0, 0, 2, 0, 0];
    /// Coulomb per square meter.
    POLARIZATION coulombs_per_square_meter "a polarization" "C/m^2" "20 uC/cm^2" [0, 1, 1, -2, 0, 0];
    /// Ampere per square meter.
    CURRENT_DENSITY amperes_per_square_meter "a current density" "A/m^2" "10 uA/cm^2" [0, 1, 0, -2, 0, 0];
    /// Siemens per square meter.
    CONDUCTANCE_DENSITY siemens_per_square_meter
        "a conductance per area" "S/m^2" "0.3 mS/cm^2" [-1, 1, 0, -2, 0, 0];
    /// Farad per square meter.
    CAPACITANCE_DENSITY farads_per_square_meter
        "a capacitance per area" "F/m^2" "1 uF/cm^2" [-1, 1, 1, -2, 0, 0];
    /// Ohm square meter.
    AREA_RESISTANCE ohm_square_meters "a resistance times area" "ohm m^2" "4 ohm m^2" [1, -1, 0, 2, 0, 0];
    /// Ohm meter.
    RESISTIVITY ohm_meters "a resistivity" "ohm m" "1 ohm m" [1, -1, 0, 1, 0, 0];
    /// Field per polarization: Landau coefficient of first order in E(P).
    LANDAU_ALPHA landau_alpha "a field per polarization" "V m/C" "-3e7 V m/C" [1, -1, -1, 1, 0, 0];
    /// Field per cubed polarization: Landau coefficient of third order in E(P).
    LANDAU_BETA landau_beta "a field per cubed polarization" "V m^5/C^3" "-6e8 V m^5/C^3" [1, -3, -3, 5, 0, 0];
    /// Field per fifth power of polarization: Landau coefficient of fifth order in E(P).
    LANDAU_GAMMA landau_gamma
        "a field per fifth power of polarization" "V m^9/C^5" "2e10 V m^9/C^5" [1, -5, -5, 9, 0, 0];
    /// Volt per meter.
    ELECTRIC_FIELD volts_per_meter "an electric field" "V/m" "1 MV/cm" [1, 0, 0, -1, 0, 0];
    /// Meter per second.
    SPEED meters_per_second "a speed" "m/s" "10 m/s" [0, 0, -1, 1, 0, 0];
    /// Volt per polarization: shift of a threshold voltage.
    VOLTAGE_PER_POLARIZATION volts_per_polarization
        "a voltage per polarization" "V m^2/C" "20 mV cm^2/uC" [1, -1, -1, 2, 0, 0];
    /// One over a voltage.
    INVERSE_VOLTAGE per_volt "an inverse voltage" "V^-1" "3 V^-1" [-1, 0, 0, 0, 0, 0];
    /// One over a voltage squared.
    INVERSE_VOLTAGE_SQUARED per_volt_squared "an inverse squared voltage" "V^-2" "0.5 V^-2" [-2, 0, 0, 0, 0, 0];
    /// Square meter per volt and second.
    MOBILITY square_meters_per_volt_second "a mobility" "m^2/V s" "1e-14 m^2/V s" [-1, 0, -1, 2, 0, 0];
    /// Kelvin per watt.
    THERMAL_RESISTANCE kelvins_per_watt "a thermal resistance" "K/W" "2.1e3 K/W" [-1, -1, 0, 0, 1, 0];
    /// Ohm per second.
    RESISTANCE_RATE ohms_per_second "a rate of resistance" "ohm/s" "0.12 ohm/s" [1, -1, -1, 0, 0, 0];
    /// Ohm per volt.
    RESISTANCE_SLOPE ohms_per_volt "a resistance per voltage" "ohm/V" "1.8 kohm/V" [0, -1, 0, 0, 0, 0];
    /// Ohm per volt squared.
    RESISTANCE_CURVATURE ohms_per_volt_squared "a resistance per squared voltage" "ohm/V^2" "1 kohm/V^2" [-1, -1, 0, 0, 0, 0];
    /// One over cubic meter.
    CONCENTRATION per_cubic_meter "a concentration" "m^-3" "2e27 m^-3" [0, 0, 0, -3, 0, 0];
    /// Ampere per squared meter and kelvin.
    RICHARDSON richardson "a Richardson constant" "A/m^2 K^2" "6.01e5 A/m^2 K^2" [0, 1, 0, -2, -2, 0];
    /// One over kelvin.
    INVERSE_TEMPERATURE per_kelvin "a temperature coefficient" "K^-1" "3.92e-3 K^-1" [0, 0, 0, 0, -1, 0];
    /// Volt times decade of time: slope of a Merz line.
    MERZ_SLOPE volt_decades "an activation voltage per decade" "V decade" "14 V decade" [1, 0, 0, 0, 0, 1];
    /// Decade of time: width of a distribution of logarithms.
    DECADES decades "a number of decades" "decade" "0.5 decade" [0, 0, 0, 0, 0, 1];
    /// Volt squared times decade of time: width law of a Lorentz distribution.
    MERZ_WIDTH volt_squared_decades "a width times squared voltage" "V^2 decade" "1 V^2 decade" [2, 0, 0, 0, 0, 1];
}

/// Symbol, its value in SI and its powers of the base units.
const SYMBOLS: &[(&str, f64, Powers)] = &[
    ("V", 1.0, VOLTAGE.powers),
    ("A", 1.0, CURRENT.powers),
    ("ohm", 1.0, RESISTANCE.powers),
    ("Ω", 1.0, RESISTANCE.powers),
    ("Ω", 1.0, RESISTANCE.powers), // the ohm sign U+2126, not the Greek letter above
    ("S", 1.0, CONDUCTANCE.powers),
    ("s", 1.0, TIME.powers),
    ("Hz", 1.0, FREQUENCY.powers),
    ("F", 1.0, CAPACITANCE.powers),
    ("J", 1.0, ENERGY.powers),
    ("eV", crate::constants::E, ENERGY.powers),
    ("W", 1.0, POWER.powers),
    ("C", 1.0, CHARGE.powers),
    ("m", 1.0, LENGTH.powers),
    ("K", 1.0, TEMPERATURE.powers),
    ("decade", 1.0, [0, 0, 0, 0, 0, 1]),
    ("%", 0.01, FRACTION.powers),
];

const PREFIXES: &[(&str, i32)] = &[
    ("f", -15),
    ("p", -12),
    ("n", -9),
    ("u", -6),
    ("µ", -6), // micro sign U+00B5
    ("μ", -6), // Greek mu
    ("m", -3),
    ("c", -2),
    ("k", 3),
    ("M", 6),
    ("G", 9),
];

/// Why a text is not the quantity that was needed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnitError {
    /// The text does not begin with a number.
    #[error("`{given}` does not begin with a number; {needed} is needed here, for example {example}")]
    NoNumber {
        /// The text as it stands.
        given: String,
        /// Name of the dimension that was expected.
        needed: &'static str,
        /// A text that would do.
        example: String,
    },
    /// A number without unit where a unit is needed.
    #[error("{given} has no unit; {needed} is needed here, for example {example}")]
    NoUnit {
        /// The text or number as it stands.
        given: String,
        /// Name of the dimension that was expected.
        needed: &'static str,
        /// A text that would do.
        example: String,
    },
    /// The unit is none that is known.
    #[error("`{given}`: unknown unit `{unit}`; {needed} is needed here, for example {example}")]
    UnknownUnit {
        /// The text as it stands.
        given: String,
        /// The part that was not understood.
        unit: String,
        /// Name of the dimension that was expected.
        needed: &'static str,
        /// A text that would do.
        example: String,
    },
    /// A quantity of another kind.
    #[error("`{given}` is {found}, but {needed} is needed here, for example {example}")]
    WrongDimension {
        /// The text as it stands.
        given: String,
        /// Name of the dimension of the text.
        found: &'static str,
        /// Name of the dimension that was expected.
        needed: &'static str,
        /// A text that would do.
        example: String,
    },
}

/// Value in SI of a text such as `"2.5 kohm"`.
///
/// # Errors
/// [`UnitError`] when there is no number, no unit, an unknown unit or one of another dimension.
pub fn parse(text: &str, dimension: Dimension) -> Result<f64, UnitError> {
    let (given, needed, example) = (text.to_owned(), dimension.name, example(dimension));
    let Some((number, unit)) = split_number(text) else {
        return Err(UnitError::NoNumber { given, needed, example });
    };
    if unit.is_empty() {
        return match dimension.powers {
            [0, 0, 0, 0, 0, 0] => Ok(number),
            _ => Err(UnitError::NoUnit { given: format!("`{text}`"), needed, example }),
        };
    }
    let (exponent, scale, powers) = match unit_value(unit) {
        Ok(value) => value,
        Err(unit) => {
            return Err(UnitError::UnknownUnit { given, unit: unit.to_owned(), needed, example });
        }
    };
    if powers != dimension.powers {
        let found =
            DIMENSIONS.iter().find(|known| known.powers == powers).map_or("another quantity", |known| known.name);
        return Err(UnitError::WrongDimension { given, found, needed, example });
    }
    Ok(decimal(number * scale, exponent))
}

fn example(dimension: Dimension) -> String {
    if dimension.unit.is_empty() { dimension.example.to_owned() } else { format!("\"{}\"", dimension.example) }
}

/// Value in SI of a text with a unit of any kind, and the SI unit, which is empty for a pure number; nothing for a text that is no
/// quantity.
pub fn measure(text: &str) -> Option<(f64, &'static str)> {
    DIMENSIONS.iter().find_map(|&dimension| parse(text, dimension).ok().map(|value| (value, dimension.unit)))
}

/// Longest leading number and the trimmed rest, which is the unit. An `e` counts as exponent only when digits follow.
///
/// `None` when the text does not begin with a number.
pub fn split_number(text: &str) -> Option<(f64, &str)> {
    let text = text.trim();
    let end = (0..=text.len()).rev().filter(|&end| text.is_char_boundary(end)).find(|&end| {
        text[..end].ends_with(|c: char| c.is_ascii_digit() || c == '.') && text[..end].parse::<f64>().is_ok()
    })?;
    Some((text[..end].parse().ok()?, text[end..].trim()))
}

/// Power of ten, factor and powers of a unit; the part that is unknown as error.
fn unit_value(unit: &str) -> Result<(i32, f64, Powers), &str> {
    let (mut exponent, mut scale, mut powers) = (0, 1.0, Powers::default());
    for (part, sign) in unit.splitn(2, '/').zip([1i8, -1]) {
        let factors = part.split([' ', '*', '·']).filter(|factor| !factor.is_empty());
        let mut known = false;
        for factor in factors {
            let (symbol, power) = factor_power(factor).ok_or(factor)?;
            let (prefix, factor_scale, factor_powers) = symbol_value(symbol).ok_or(factor)?;
            exponent += prefix * i32::from(sign * power);
            scale *= f64::powi(factor_scale, i32::from(sign * power));
            powers.iter_mut().zip(factor_powers).for_each(|(sum, p)| *sum += sign * power * p);
            known = true;
        }
        if !known {
            return Err(unit);
        }
    }
    Ok((exponent, scale, powers))
}

/// `V^2` or `V2` into `V` and 2; powers from -9 to 9.
fn factor_power(factor: &str) -> Option<(&str, i8)> {
    let digits = factor.find(|c: char| c.is_ascii_digit()).map(|digit| factor.split_at(digit)); // in no symbol
    match factor.split_once('^').or(digits) {
        None => Some((factor, 1)),
        Some((symbol, power)) => power.parse().ok().filter(|p: &i8| p.abs() < 10).map(|power| (symbol, power)),
    }
}

fn symbol_value(text: &str) -> Option<(i32, f64, Powers)> {
    let find = |name: &str| SYMBOLS.iter().find(|(symbol, ..)| *symbol == name);
    if let Some(&(_, scale, powers)) = find(text) {
        return Some((0, scale, powers));
    }
    PREFIXES.iter().find_map(|&(prefix, exponent)| {
        let &(_, scale, powers) = find(text.strip_prefix(prefix)?)?;
        Some((exponent, scale, powers))
    })
}

/// `number` * 10^`exponent`, correctly rounded for the usual prefixes (dividing by an exact power of ten).
fn decimal(number: f64, exponent: i32) -> f64 {
    if exponent < 0 { number / 10f64.powi(-exponent) } else { number * 10f64.powi(exponent) }
}

/// Powers of ten between which a number is written with a prefix.
const WRITTEN_OUT: std::ops::Range<i32> = -18..18;

/// `value` with an SI prefix and up to four significant digits: 2500.0 and `"ohm"` give `"2.5 kohm"`; far beyond the prefixes
/// with a power of ten: `"1e-310 ohm"`.
pub fn engineering(value: f64, unit: &str) -> String {
    let power = if value == 0.0 || !value.is_finite() {
        0
    } else {
        format!("{:.3e}", value.abs()).split_once('e').and_then(|(_, power)| power.parse().ok()).unwrap_or(0)
    };
    if !WRITTEN_OUT.contains(&(power as i32)) {
        let number = format!("{value:.3e}");
        let (digits, power) = number.split_once('e').unwrap_or((&number, "0"));
        return format!("{}e{power} {unit}", digits.trim_end_matches('0').trim_end_matches('.')).trim_end().to_owned();
    }
    let step = (power as i32).div_euclid(3).clamp(-5, 3) * 3;
    let prefix = PREFIXES.iter().find(|(_, exponent)| *exponent == step).map_or("", |(prefix, _)| prefix);
    let prefix_power = if prefix.is_empty() || unit.is_empty() { 0 } else { step };
    let prefix = if prefix_power == 0 { "" } else { prefix };
    let scaled = decimal(value, -prefix_power);
    let decimals = (3 - (power as i32 - prefix_power)).clamp(0, 12) as usize;
    let digits = format!("{scaled:.decimals$}");
    let digits = if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { &digits };
    format!("{digits} {prefix}{unit}").trim_end().to_owned()
}

struct Quantity(Dimension);

impl Quantity {
    fn number<E: Error>(&self, value: f64) -> Result<f64, E> {
        if self.0.powers == Powers::default() {
            return Ok(value);
        }
        let error = UnitError::NoUnit { given: value.to_string(), needed: self.0.name, example: example(self.0) };
        Err(E::custom(error))
    }
}

impl Visitor<'_> for Quantity {
    type Value = f64;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}, for example {}", self.0.name, example(self.0))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<f64, E> {
        parse(text, self.0).map_err(E::custom)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<f64, E> {
        self.number(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<f64, E> {
        self.number(value as f64)
    }
}

#[cfg(test)]
#[path = "units_tests.rs"]
mod tests;
