use std::path::{Path, PathBuf};

use traces::{About, Overwrite, Provenance, Trace};

use super::page;

fn file(folder: &Path, experiment: &str, fill: impl FnOnce(&Trace)) -> PathBuf {
    let provenance = Provenance {
        version: "0.0.1".into(),
        command: "ferrospike run 'a & b.toml'".into(),
        seed: 7,
        experiment: experiment.into(),
        sources: vec!["Someone 2020, doi:10.1000/xyz-1".into()],
        created: "2026-01-02T03:04:05Z".into(),
    };
    let trace = Trace::create(&folder.join("a.h5"), &provenance, Overwrite::Refuse).unwrap();
    fill(&trace);
    trace.finish().unwrap()
}

#[test]
fn every_small_variable_stands_in_a_table_and_of_a_large_one_its_range() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), "", |trace| {
        let group = trace.group("baselines").unwrap();
        group
            .coordinate("method", About::new("", "classical method"), &["k<N>N".to_owned(), "LDA".to_owned()])
            .unwrap();
        group.index("split", 3, "number of the split").unwrap();
        let about = About::new("1", "test rows read rightly");
        group.variable("accuracy", &["split", "method"], about, &[0.5, 0.6, 0.7, 0.8, 0.9, 1.0]).unwrap();
        group.variable("energy", &["split"], About::new("J", "mean energy"), &[1e-12, 2e-12, 3e-12]).unwrap();
        group.index("device", 100, "device").unwrap();
        let conductances: Vec<f64> = (0..300).map(|k| 1e-6 + 1e-8 * f64::from(k)).collect();
        let about = About::new("S", "conductance");
        group.variable("conductance", &["split", "device"], about, &conductances).unwrap();
        group.scalar("best", About::new("V", "best voltage"), -0.25).unwrap();
        group.attribute("solver", "line & cg").unwrap();
    });
    let html = page(&path).unwrap();
    for words in [
        "<h1>Classical methods</h1>",
        "k&lt;N&gt;N",
        "<td>0.6</td>",
        "2.000 ± 1.000 pJ",
        "<td>3 pJ</td>",
        "<td>3 split × 100 device</td><td>1 µS</td><td>2.495 µS</td><td>3.99 µS</td>",
        "best voltage (best)</th><td>−250 mV</td>",
        "line &amp; cg",
        "ferrospike run &#39;a &amp; b.toml&#39;",
        "<a href=\"https://doi.org/10.1000/xyz-1\" rel=\"noreferrer\">10.1000/xyz-1</a>",
    ] {
        assert!(html.contains(words), "`{words}` is not in {html}");
    }
    assert!(html.contains("<figure id=\"baselines\""), "the methods are drawn");
}

#[test]
fn parameters_have_units_source_and_status_and_tell_what_an_experiment_changes() {
    let folder = tempfile::tempdir().unwrap();
    let experiment = "[device]\nparameters = \"bfo_demo\"\nchange = { v_th = \"0.8 V\" }\n";
    let path = file(folder.path(), experiment, |trace| drop(trace.group("training").unwrap()));
    let html = page(&path).unwrap_err();
    // an empty group of a run is no run: the message names what is missing
    assert!(html.to_string().contains("training"), "{html}");
    let path = folder.path().join("b");
    std::fs::create_dir(&path).unwrap();
    let html = page(&file(&path, experiment, |_| ())).unwrap();
    for words in
        ["<th scope=\"row\">change.v_th</th><td>0.8</td><td>V</td>", "unverified", "conduction.ohmic.g_on", "uS"]
    {
        assert!(html.contains(words), "`{words}` is not in {html}");
    }
    assert!(!html.contains("<section id=\"figures\">"), "a file without figures has no section for them");
    assert!(html.contains("the file was recorded by 0.0.1"), "another version may have other values");
}
