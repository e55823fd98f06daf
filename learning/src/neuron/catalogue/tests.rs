use super::*;
use crate::neuron::Input;

fn refused(name: &str, changes: &str) -> String {
    match find(name).unwrap().neurons(&changes.parse().unwrap(), 1, SpikeTiming::Exact) {
        Ok(_) => panic!("{name} takes {changes}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn every_neuron_fires_under_its_stimulus_and_more_than_under_half_of_it() {
    for name in names() {
        let entry = find(name).unwrap();
        assert!(!entry.kind().equations.is_empty() && !entry.kind().reference.is_empty());
        let [input, highest] = [&entry.stimulus.input, &entry.stimulus.highest]
            .map(|text| units::parse(text, entry.kind().input).unwrap());
        assert!(highest > input, "{name}");
        let inputs = [0.5 * input, input].map(Input::constant);
        let mut layer = entry.neurons(&Table::new(), 2, SpikeTiming::Exact).unwrap();
        let mut fired = Vec::new();
        let until = units::parse(&entry.stimulus.until, entry.kind().time).unwrap();
        layer.advance(0.0, until, &inputs, &mut fired).unwrap();
        let [few, many] = [0, 1].map(|neuron| fired.iter().filter(|spike| spike.neuron == neuron).count());
        assert!(many >= 1 && many > few, "{name} fires {few} and {many} times");
    }
}

#[test]
fn changes_reach_the_neuron() {
    let entry = find("lif_current").unwrap();
    let first = |changes: &str| {
        let mut layer = entry.neurons(&changes.parse().unwrap(), 1, SpikeTiming::Exact).unwrap();
        let mut fired = Vec::new();
        layer.advance(0.0, 0.1, &[Input::constant(500e-12)], &mut fired).unwrap();
        fired[0].time
    };
    assert!((first("") - 10e-3 * 4.0f64.ln()).abs() < 1e-12);
    assert!((first("tau_m = '20 ms'") - 20e-3 * 1.6f64.ln()).abs() < 1e-12); // 40 mV in place of 20 mV: ln(40 / 25)
}

#[test]
fn errors_name_the_parameter_and_what_would_do() {
    assert!(find("lif_curent").unwrap_err().to_string().contains("did you mean `lif_current`?"));
    assert!(refused("alif", "tau_a = '1 s'").contains("no parameter `tau_a`; did you mean `tau_b`?"));
    assert!(refused("lif_current", "tau_m = '5 mV'").contains("`5 mV` is a voltage"));
    assert!(refused("lif_current", "tau_m = 5").contains("tau_m"));
    assert!(refused("lif_current", "c_m = '0 F'").contains("`c_m` = 0 F: has to be finite and above zero"));
    assert!(refused("lif_current", "t_ref = '-1 ms'").contains("`t_ref` = -1 ms: has to be finite and not negative"));
    let wrong = find("alif").unwrap().text.replace("model = \"alif\"", "model = \"alfi\"");
    assert!(Entry::parse("mine", &wrong).unwrap_err().to_string().contains("did you mean `alif`?"));
    let wrong = find("alif").unwrap().text.replace("input = \"700 pA\"", "input = \"700 mV\"");
    assert!(Entry::parse("mine", &wrong).unwrap_err().to_string().contains("`700 mV` is a voltage"));
    let wrong = find("alif").unwrap().text.replace("[stimulus]", "[stimulus]\nfrom = \"1 ms\"");
    assert!(Entry::parse("mine", &wrong).unwrap_err().to_string().contains("unknown key `from`"));
}
