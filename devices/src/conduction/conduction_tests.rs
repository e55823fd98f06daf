use proptest::prelude::*;

use super::*;
use crate::constants::E;

/// Barrier with heights in eV and thickness in nm, electron mass.
pub(super) fn trapezoid(phi_1: f64, phi_2: f64, thickness: f64) -> Trapezoid {
    Trapezoid { phi_1: phi_1 * E, phi_2: phi_2 * E, thickness: thickness * 1e-9, mass: 1.0 }
}

/// Junction of 1 m^2 whose states have the given heights (eV).
pub(super) fn tunnel_junction(on: (f64, f64), off: (f64, f64), thickness: f64) -> TunnelJunction {
    let heights = |(phi_1, phi_2)| Heights { phi_1: phi_1 * E, phi_2: phi_2 * E };
    let states = States::Heights(TwoHeights { on: heights(on), off: heights(off) });
    TunnelJunction { area: 1.0, thickness: thickness * 1e-9, mass: 1.0, states }
}

const TUNNEL: &str = "area = '0.03 um^2'\nthickness = '2 nm'\nmass = 0.8\n";
const HOT: &str = "temperature = '300 K'\nepsilon_image = 10\n";
const STATES: &str = "
[NAME.states.heights]
on = { phi_1 = '0.7 eV', phi_2 = '0.5 eV' }
off = { phi_1 = '1.1 eV', phi_2 = '0.9 eV' }";
const SCREENING: &str = "
[NAME.states.thomas_fermi]
phi_1 = '1 eV'\nphi_2 = '0.9 eV'\np_r = '20 uC/cm^2'\nepsilon_r = 60
delta_1 = '0.12 nm'\ndelta_2 = '0.05 nm'\nepsilon_1 = 3\nepsilon_2 = 1.5";

/// Every law, as a file gives it.
fn files() -> Vec<(&'static str, String)> {
    let states = |name: &str, states: &str| states.replace("NAME", name);
    let tunnel = |name| format!("[{name}]\n{TUNNEL}{}", states(name, STATES));
    let hot = |name, kind| format!("[{name}]\n{TUNNEL}{HOT}{}", states(name, kind));
    vec![
        ("ohmic", "[ohmic]\ng_on = '1 uS'\ng_off = '10 nS'".to_owned()),
        ("sinh", "[sinh]\ng_on = '1 uS'\ng_off = '10 nS'\nb_on = '2 V^-1'\nb_off = '3 V^-1'".to_owned()),
        ("cubic", "[cubic]\ng_on = '1 uS'\ng_off = '10 nS'\ngamma_on = '1 V^-2'\ngamma_off = '2 V^-2'".to_owned()),
        ("gruverman", tunnel("gruverman")),
        ("brinkman_dynes_rowell", tunnel("brinkman_dynes_rowell")),
        ("fowler_nordheim", tunnel("fowler_nordheim")),
        ("schottky", hot("schottky", STATES)),
        ("ferroelectric_barrier", hot("ferroelectric_barrier", STATES)),
        ("ferroelectric_barrier", hot("ferroelectric_barrier", SCREENING)),
        (
            "channel",
            "[channel]\nv_th0 = '0.8 V'\nkappa = '2.5 V m^2/C'\np_r = '20 uC/cm^2'\nv_gate = '0.9 V'
            n = 1.3\ni_s = '1 uA'\ntemperature = '300 K'"
                .to_owned(),
        ),
    ]
}

fn laws() -> Vec<(&'static str, Conduction)> {
    let read = |text: &str| toml::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    files().iter().map(|(name, text)| (*name, read(text))).collect()
}

/// Keys of all values in `table` and the tables in it.
fn leaves(table: &toml::Table) -> Vec<String> {
    let leaves = table.iter().map(|(key, value)| match value {
        toml::Value::Table(inner) => leaves(inner),
        _ => vec![key.clone()],
    });
    leaves.flatten().collect()
}

#[test]
fn equations_name_every_parameter() {
    for ((name, text), (_, law)) in files().iter().zip(laws()).filter(|((_, text), _)| !text.contains("thomas_fermi")) {
        let words: Vec<&str> = law.equations().split(|c: char| !c.is_alphanumeric() && c != '_').collect();
        for key in leaves(&text.parse().unwrap()) {
            assert!(words.contains(&key.as_str()), "{name}: `{key}` is missing in\n{}", law.equations());
        }
    }
}

fn slope_by_difference(law: &Conduction, on: f64, voltage: f64) -> f64 {
    let h = 1e-5;
    let current = |steps: f64| law.branch(on, voltage + steps * h).current;
    // fourth order: error of order h^4 and rounding of order 1e-16 / h
    (8.0 * (current(1.0) - current(-1.0)) - (current(2.0) - current(-2.0))) / (12.0 * h)
}

#[test]
fn every_law_is_valid_and_reads_its_own_table() {
    for (name, law) in laws() {
        law.validate().unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn conductance_is_the_derivative_of_the_current() {
    for (name, law) in laws() {
        for on in [0.0, 0.3, 1.0] {
            for step in -60..=60 {
                // off the origin, where Schottky lowering has a root, and off the corners of its upper edge
                let voltage = 0.0313 * f64::from(step) + 0.0101;
                let (exact, slope) = (law.branch(on, voltage).conductance, slope_by_difference(&law, on, voltage));
                // the difference itself: rounding of the current over h, and what is too steep and small to be seen
                let rounding = 1e-15 * law.branch(on, voltage).current.abs() / 1e-5 + 1e-60;
                let error = (exact - slope).abs();
                assert!(error < 1e-8 * exact + rounding, "{name}, S = {on}, {voltage} V: {exact:e}, {slope:e}");
            }
        }
    }
}

#[test]
fn nothing_flows_at_zero_volt_and_power_is_never_negative() {
    for (name, law) in laws() {
        for on in [0.0, 0.5, 1.0] {
            assert_eq!(law.branch(on, 0.0).current, 0.0, "{name}");
            for step in -400..=400 {
                let voltage = 0.01 * f64::from(step);
                assert!(law.branch(on, voltage).current * voltage >= 0.0, "{name} at {voltage} V");
            }
        }
    }
}

#[test]
fn slope_at_zero_volt_is_the_limit_of_the_current_over_the_voltage() {
    for (name, law) in laws() {
        for voltage in [1e-9, -1e-9] {
            let Branch { current, conductance } = law.branch(0.4, voltage);
            let at_zero = law.branch(0.4, 0.0).conductance;
            // Schottky lowering grows with the root of the voltage: 1e-4 at 1 nV
            assert!((current / voltage - at_zero).abs() <= 1e-3 * at_zero, "{name}: {}, {at_zero}", current / voltage);
            assert!((conductance - at_zero).abs() <= 1e-3 * at_zero, "{name}: {conductance}, {at_zero}");
        }
    }
}

#[test]
fn current_of_a_mixture_lies_between_those_of_both_states() {
    for (name, law) in laws() {
        for step in -200..=200 {
            let current = |on: f64| law.branch(on, 0.01 * f64::from(step)).current;
            // asymmetric barriers may conduct better in the OFF state at high voltage
            let (low, high) = (current(0.0).min(current(1.0)), current(0.0).max(current(1.0)));
            let rounding = 1e-15 * high.abs().max(low.abs());
            for on in [0.1, 0.5, 0.999] {
                assert!((low - rounding..=high + rounding).contains(&current(on)), "{name}, S = {on}, step {step}");
            }
        }
    }
}

#[test]
fn a_voltage_that_is_no_number_gives_a_current_that_is_none() {
    for (name, law) in laws() {
        assert!(law.branch(0.5, f64::NAN).current.is_nan(), "{name} hides an error of the circuit");
    }
}

#[test]
fn more_domains_on_read_as_a_higher_conductance() {
    for (name, law) in laws().into_iter().filter(|(name, _)| *name != "fowler_nordheim") {
        for step in 0..10 {
            let conductance = |step: i32| law.branch(0.1 * f64::from(step), 0.0).conductance;
            assert!(conductance(step + 1) > conductance(step), "{name}, S = {}", 0.1 * f64::from(step));
        }
    }
    let reading = |name: &str| laws().iter().find(|law| law.0 == name).map(|law| law.1.branch(1.0, 0.0).conductance);
    assert_eq!(reading("fowler_nordheim"), Some(0.0));
}

#[test]
fn many_devices_at_once_get_the_bits_of_one_by_one() {
    let voltages: Vec<f64> = (0..403).map(|n| 0.01 * f64::from(n - 201)).collect();
    let on: Vec<f64> = (0..403).map(|n| f64::from(n % 11) / 10.0).collect();
    for (name, law) in laws() {
        let (mut currents, mut conductances) = (vec![0.0; 403], vec![0.0; 403]);
        law.branches(&on, &voltages, &mut currents, &mut conductances);
        for n in 0..403 {
            let Branch { current, conductance } = law.branch(on[n], voltages[n]);
            assert_eq!((currents[n], conductances[n]), (current, conductance), "{name} at {} V", voltages[n]);
        }
    }
}

proptest! {
    #[test]
    fn current_never_falls_with_the_voltage_and_stays_a_number(on in 0.0..=1.0f64, power in -3.0..4.0f64) {
        for (name, law) in laws() {
            for voltage in [10f64.powf(power), -10f64.powf(power)] {
                let (here, further) = (law.branch(on, voltage), law.branch(on, voltage + 1e-3 * voltage.abs()));
                prop_assert!(here.current.is_finite() && here.conductance.is_finite(), "{} at {} V", name, voltage);
                prop_assert!(here.conductance >= 0.0, "{} at {} V: {}", name, voltage, here.conductance);
                let rounding = 1e-14 * here.current.abs();
                prop_assert!(further.current >= here.current - rounding, "{} at {} V", name, voltage);
            }
        }
    }
}

#[test]
fn screening_makes_the_direction_that_tunnels_better_the_on_state() {
    let text = format!("{TUNNEL}{}", SCREENING.replace("NAME.", ""));
    let junction: TunnelJunction = toml::from_str(&text).unwrap();
    let States::ThomasFermi(law) = junction.states else { panic!("{junction:?}") };
    // electrode 1 screens worse: ON is the polarization away from electrode 2, which lowers phi_1
    let expected = law.heights(junction.thickness, -1.0);
    assert_eq!((junction.on().phi_1, junction.on().phi_2), (expected.phi_1, expected.phi_2));
    assert!(junction.on().exponent() < junction.off().exponent());
}

#[test]
fn wrong_barriers_are_refused_with_what_to_do() {
    let message = |junction: TunnelJunction| Gruverman::from(junction).validate().unwrap_err().to_string();
    let exchanged = message(tunnel_junction((1.2, 1.0), (0.8, 0.9), 2.0));
    assert!(exchanged.contains("exchange `on` and `off`"), "{exchanged}");
    let sunk = message(tunnel_junction((0.8, -0.1), (1.0, 1.0), 2.0));
    assert!(sunk.contains("`phi_2` of `on`") && sunk.contains("-100 meV"), "{sunk}");
    let thin = message(tunnel_junction((0.8, 0.9), (1.0, 1.0), 0.1));
    assert!(thin.contains("thinner barriers are no tunnel barriers"), "{thin}");
    let thick = message(tunnel_junction((0.8, 0.9), (1.0, 1.0), 100.0));
    assert!(thick.contains("between 5 and 600"), "{thick}");
    let massless = message(TunnelJunction { mass: 0.0, ..tunnel_junction((0.8, 0.9), (1.0, 1.0), 2.0) });
    assert!(massless.contains("`conduction.mass` is 0"), "{massless}");
}
