//! `ferrospike models`.

use crate::{ferrospike, refused, text};

#[test]
fn models_are_listed_by_model_with_their_status() {
    let folder = tempfile::tempdir().unwrap();
    let list = text(&ferrospike(folder.path(), &["models"]).stdout);
    for name in devices::catalogue::names() {
        assert!(list.contains(name), "{name} is listed");
    }
    assert!(list.contains("vteam") && list.contains("unverified") && list.contains("verified"));
    let json: serde_json::Value =
        serde_json::from_slice(&ferrospike(folder.path(), &["models", "--json"]).stdout).unwrap();
    let listed: Vec<&str> = json.as_array().unwrap().iter().map(|set| set["name"].as_str().unwrap()).collect();
    let mut expected = devices::catalogue::names();
    let (mut sorted, listed_in_order) = (listed.clone(), listed);
    sorted.sort_unstable();
    expected.sort_unstable();
    assert_eq!(sorted, expected);
    // sets of one model stand together
    let models: Vec<&str> = json.as_array().unwrap().iter().map(|set| set["model"].as_str().unwrap()).collect();
    let changes = models.windows(2).filter(|pair| pair[0] != pair[1]).count();
    let kinds: std::collections::BTreeSet<&&str> = models.iter().collect();
    assert_eq!(changes + 1, kinds.len(), "{listed_in_order:?}");
}

#[test]
fn every_model_is_shown_with_equations_parameters_source_and_status() {
    let folder = tempfile::tempdir().unwrap();
    for name in devices::catalogue::names() {
        let entry = devices::catalogue::find(name).unwrap();
        let shown = text(&ferrospike(folder.path(), &["models", name]).stdout);
        let equation = entry.kind().equations.lines().next().unwrap();
        for word in
            [&*entry.description, equation, &entry.source, &entry.validity, &entry.status, entry.kind().reference]
        {
            assert!(shown.contains(word), "`models {name}` should show `{word}`: {shown}");
        }
        for key in entry.parameters.keys() {
            assert!(shown.contains(key.as_str()), "`models {name}` should show `{key}`");
        }
    }
    let json = ferrospike(folder.path(), &["models", "bfo_demo", "--json"]).stdout;
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(json["parameters"]["up"]["random_field"]["alpha"], "14 V decade");
    assert_eq!(json["protocol"]["on"]["width_s"], 1e-7);
}

#[test]
fn a_parameter_file_is_shown_like_an_embedded_set() {
    let folder = tempfile::tempdir().unwrap();
    let entry = devices::catalogue::find("bfo_demo").unwrap();
    std::fs::write(folder.path().join("mine.toml"), entry.text.replace("14 V decade", "12.5 V decade")).unwrap();
    let shown = text(&ferrospike(folder.path(), &["models", "mine.toml"]).stdout);
    assert!(shown.contains("12.5 V decade"), "{shown}");
}

#[test]
fn an_unknown_model_names_the_nearest_right_word() {
    refused(&["models", "bfo_dem"], &[], &["bfo_dem", "did you mean `bfo_demo`", "path of its .toml file"]);
    refused(&["models", "nowhere.toml"], &[], &["nowhere.toml", "`ferrospike models` lists them"]);
    refused(&["models", "odd.toml"], &[("odd.toml", "model = 3")], &["odd.toml", "not a parameter set"]);
}

#[test]
fn the_list_fits_a_hundred_and_twenty_columns_where_there_is_no_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let list = text(&ferrospike(folder.path(), &["models"]).stdout);
    let widest = list.lines().max_by_key(|line| line.chars().count()).unwrap();
    assert!(widest.chars().count() <= 120, "{widest}");
    // names stand whole, each at the beginning of its line
    for name in devices::catalogue::names() {
        assert!(list.lines().any(|line| line.split_whitespace().next() == Some(name)), "{name}: {list}");
    }
}

#[test]
fn the_equations_of_a_set_include_those_of_its_conduction_law() {
    let folder = tempfile::tempdir().unwrap();
    let output = ferrospike(folder.path(), &["models", "gruverman_demo"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("tau_i = t_inf 10^(alpha") && text.contains("I = area (S J_on + (1 - S) J_off)"), "{text}");
}
