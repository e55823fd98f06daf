//! The pulses that parameter sets name do what the sets say.

use super::*;
use crate::catalogue;

fn ferroelectric_sets() -> impl Iterator<Item = catalogue::Entry> {
    let ours = |entry: &catalogue::Entry| entry.model == Junction::MODEL;
    catalogue::names().into_iter().map(|name| catalogue::find(name).unwrap()).filter(ours)
}

#[test]
fn pulses_of_every_set_write_a_good_part_of_the_range_and_reading_writes_nothing() {
    for entry in ferroelectric_sets() {
        let device = entry.device(&toml::Table::new()).unwrap();
        let mut array = device.array(20, 1);
        let mean = |array: &dyn DeviceArray| mean_and_variance(&fractions(array)).0;
        let catalogue::Protocol { read, on, off, .. } = entry.protocol;
        pulse(&mut *array, read, 1e-6);
        assert!(mean(&*array) < 1e-3, "{}: reading turns it on", entry.name);
        pulse(&mut *array, on.voltage, on.width);
        assert!(mean(&*array) > 0.3, "{}: `on` reaches {}", entry.name, mean(&*array));
        array.program(&[1.0; 20]);
        pulse(&mut *array, -read, 1e-6);
        assert!(mean(&*array) > 1.0 - 1e-3, "{}: reading turns it off", entry.name);
        pulse(&mut *array, off.voltage, off.width);
        assert!(mean(&*array) < 0.7, "{}: `off` leaves {}", entry.name, mean(&*array));
    }
}

#[test]
fn sweep_of_every_set_opens_a_loop() {
    for entry in ferroelectric_sets() {
        let mut array = entry.device(&toml::Table::new()).unwrap().array(20, 1);
        let sweep = entry.protocol.sweep;
        let mut seen = Vec::new();
        for (start, end) in [(0.0, 1.0), (1.0, 0.0), (0.0, -1.0), (-1.0, 0.0)] {
            ramp(&mut *array, start * sweep.voltage, end * sweep.voltage, 0.25 * sweep.period);
            seen.push(mean_and_variance(&fractions(&*array)).0);
        }
        assert!((seen[1] - seen[3]).abs() > 0.3, "{}: {seen:?} after each quarter", entry.name);
    }
}

#[test]
fn a_file_may_put_an_interlayer_in_series() {
    let text = catalogue::find("alessandri2019_hzo").unwrap().text;
    let layer = "[parameters.film.interlayer]\nthickness = \"1 nm\"\nepsilon_r = 9\n\n[protocol]";
    let entry = catalogue::Entry::parse("bilayer", &text.replace("[protocol]", layer)).unwrap();
    let capacitance = |entry: &catalogue::Entry| {
        let array = entry.device(&toml::Table::new()).unwrap().array(1, 1);
        let (mut charge, mut capacitance) = ([0.0], [0.0]);
        array.charges(&[0.0], &mut charge, &mut capacitance);
        capacitance[0]
    };
    let ratio = capacitance(&entry) / capacitance(&catalogue::find("alessandri2019_hzo").unwrap());
    assert!((ratio - 8.3 / (8.3 + 30.0 / 9.0)).abs() < 1e-12, "{ratio}"); // two capacitors in series
}

#[test]
fn laws_and_film_have_to_agree_about_the_thickness() {
    let changes = "film = { thickness = '9 nm' }".parse().unwrap();
    let error = catalogue::load("alessandri2019_hzo", &changes).unwrap_err().to_string();
    assert!(
        error.contains("`up.activation_field.thickness` is 8.3 nm, but must be `film.thickness` = 9 nm"),
        "{error}"
    );
}

#[test]
fn impossible_values_are_named_with_their_table() {
    let error = |name: &str, change: &str| catalogue::load(name, &change.parse().unwrap()).unwrap_err().to_string();
    let negative = error("bfo_demo", "up.random_field = { delta = '-1 mV' }");
    assert!(negative.contains("`up.random_field.delta` is -1 mV"), "{negative}");
    let flat = error("tagantsev_demo", "down.log_time = { distribution = { tagantsev = { plateau = -1.0 } } }");
    assert!(flat.contains("`down.log_time.distribution.plateau` is -1"), "{flat}");
    let unknown = error("gauss_demo", "up.log_time = { distribution = 'gaus' }");
    assert!(unknown.contains("unknown word `gaus`") && unknown.contains("lorentz_squared"), "{unknown}");
    let time = error("alessandri2019_hzo", "up.activation_field = { t_lim = '1 ns' }");
    assert!(time.contains("`up.activation_field.t_lim` is 1 ns, but must be above `tau_0`"), "{time}");
}
