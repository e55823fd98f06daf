use super::*;

#[test]
fn quantities_with_prefix_become_si() {
    let cases = [
        ("2.5 kohm", RESISTANCE, 2500.0),
        ("1Ω", RESISTANCE, 1.0),
        ("10 fs", TIME, 1e-14),
        ("1 us", TIME, 1e-6),
        ("1 µs", TIME, 1e-6),
        ("-2 mV", VOLTAGE, -2e-3),
        ("14 V decade", MERZ_SLOPE, 14.0),
        ("14 V·decade", MERZ_SLOPE, 14.0),
        ("1 V^2 decade", MERZ_WIDTH, 1.0),
        ("1 MV/cm", ELECTRIC_FIELD, 1e8),
        ("-10 m/s", SPEED, -10.0),
        ("3 nm", LENGTH, 3e-9),
        ("5e-4 m/s", SPEED, 5e-4),
        ("12", FRACTION, 12.0),
        ("10 %", FRACTION, 0.1),
        ("5 pF", CAPACITANCE, 5e-12),
        ("1 A/V", CONDUCTANCE, 1.0),
        ("1 V A s", ENERGY, 1.0),
        ("1 eV", ENERGY, 1.602_176_634e-19),
        ("250 meV", ENERGY, 0.25 * 1.602_176_634e-19),
        ("0.25 um^2", AREA, 0.25e-12),
        ("900 nm^2", AREA, 9e-16),
        ("20 uC/cm^2", POLARIZATION, 0.2),
        ("10 uA/cm2", CURRENT_DENSITY, 0.1),
        ("0.1 A/m^2", CURRENT_DENSITY, 0.1),
        ("120 mS/cm2", CONDUCTANCE_DENSITY, 1200.0),
        ("1 uF/cm^2", CAPACITANCE_DENSITY, 0.01),
        ("20 mV cm^2/uC", VOLTAGE_PER_POLARIZATION, 2.0),
        ("3 V^-1", INVERSE_VOLTAGE, 3.0),
        ("0.5 V^-2", INVERSE_VOLTAGE_SQUARED, 0.5),
    ];
    for (text, dimension, expected) in cases {
        assert_eq!(parse(text, dimension), Ok(expected), "{text}");
    }
}

#[test]
fn every_example_has_its_own_dimension() {
    for dimension in DIMENSIONS {
        assert!(parse(dimension.example, *dimension).is_ok(), "{}", dimension.example);
    }
}

#[test]
fn errors_say_what_was_given_and_what_is_needed() {
    let message = |text| parse(text, TIME).unwrap_err().to_string();
    assert_eq!(message("1 ohm"), "`1 ohm` is a resistance, but a time is needed here, for example \"1 us\"");
    assert_eq!(message("3"), "`3` has no unit; a time is needed here, for example \"1 us\"");
    assert_eq!(message("fast"), "`fast` does not begin with a number; a time is needed here, for example \"1 us\"");
    assert_eq!(message("3 parsec"), "`3 parsec`: unknown unit `parsec`; a time is needed here, for example \"1 us\"");
    for text in ["", "1 /s", "1 s/", "nan s", "1 s^x", "1 s^200", "1 s2", "1 2s", "1 s2^2"] {
        assert!(parse(text, TIME).is_err(), "{text} was accepted");
    }
}

#[test]
fn bare_number_in_a_file_is_an_error_at_its_line() {
    #[derive(Debug, serde::Deserialize)]
    #[expect(dead_code, reason = "only its errors are looked at")]
    struct File {
        #[serde(deserialize_with = "seconds")]
        window: f64,
    }
    let error = toml::from_str::<File>("\nwindow = 3").unwrap_err();
    assert_eq!(error.message(), "3 has no unit; a time is needed here, for example \"1 us\"");
    assert_eq!(error.span(), Some(10..11));
}

#[test]
fn engineering_notation_reads_back_to_four_digits() {
    assert_eq!(engineering(2500.0, "ohm"), "2.5 kohm");
    assert_eq!(engineering(0.0, "V"), "0 V");
    assert_eq!(engineering(-1.5e-8, "s"), "-15 ns");
    assert_eq!(engineering(999.96, "Hz"), "1 kHz");
    assert_eq!(engineering(0.25, ""), "0.25");
    assert_eq!(engineering(1e-310, "ohm"), "1e-310 ohm");
    assert_eq!(engineering(-1.2345e300, "V"), "-1.234e300 V");
    for power in -16..11 {
        for mantissa in [1.0, 2.345, 9.99] {
            let value = mantissa * 10f64.powi(power);
            let text = engineering(value, "V");
            let back = parse(&text, VOLTAGE).unwrap();
            assert!((back / value - 1.0).abs() < 5.1e-4, "{value} became {text}");
        }
    }
}
