//! `ferrospike report`: pages of recorded files of every kind.

use std::path::Path;

use crate::{ferrospike, text};

/// Runs the program, which must succeed.
fn run(folder: &Path, arguments: &str) {
    let output = ferrospike(folder, &arguments.split(' ').collect::<Vec<_>>());
    assert!(output.status.success(), "{arguments}: {}", text(&output.stderr));
}

/// The page of `file`, which must need nothing else and hold what every page holds.
pub fn page(folder: &Path, file: &str) -> String {
    run(folder, &format!("report {file} --output page.html --force"));
    let html = std::fs::read_to_string(folder.join("page.html")).unwrap();
    for load in [" src=", "url(", "@import", "<iframe", "<object", "fetch(", "XMLHttpRequest", "import("] {
        assert!(!html.contains(load), "{file}: the page holds `{load}`");
    }
    let links = html.matches("<link ").count();
    assert_eq!((links, html.matches("<link rel=\"icon\" href=\"data:,\">").count()), (1, 1));
    // what names an address is followed by a reader alone
    for (start, _) in html.match_indices("https://") {
        assert!(html[..start].ends_with("<a href=\""), "{file}: {}", &html[start - 40..start + 40]);
    }
    for name in html.match_indices("http://").map(|(start, _)| &html[start..start + 27]) {
        assert_eq!(name, "http://www.w3.org/2000/svg'", "the name of SVG elements");
    }
    for section in ["summary", "tables", "provenance"] {
        assert!(html.contains(&format!("<section id=\"{section}\">")), "{file}: {section}");
    }
    let provenance = traces::TraceFile::open(&folder.join(file)).unwrap().provenance().unwrap();
    assert!(html.contains(&provenance.created) && html.contains(&format!("ferrospike {}", provenance.version)));
    html
}

/// Names of classes that would do harm where they are not escaped.
pub const CLASSES: [&str; 2] = ["<script>document.title='owned'</script>", "\"><img src=x onerror=alert(1)>"];

/// Iris with such names, learned in two splits, as `run.h5`.
pub fn learned_with_hostile_classes(folder: &Path) {
    let iris = include_str!("../../benchmarks/data/iris.csv");
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let table = iris.replace("setosa", &quoted(CLASSES[0])).replace("versicolor", &quoted(CLASSES[1]));
    std::fs::write(folder.join("my.csv"), table).unwrap();
    run(folder, "run --data my.csv --label class --splits 2 --neurons 6 --output run.h5");
}

#[test]
fn the_page_of_a_run_has_its_accuracy_figures_parameters_and_text_and_escapes_every_name() {
    let folder = tempfile::tempdir().unwrap();
    learned_with_hostile_classes(folder.path());
    // a class called `src=` must not look like a load
    let html = {
        run(folder.path(), "report run.h5");
        std::fs::read_to_string(folder.path().join("run.html")).unwrap()
    };
    for class in CLASSES {
        assert!(!html.contains(class), "`{class}` is not escaped");
    }
    assert!(html.contains("&lt;script&gt;document.title=&#39;owned&#39;&lt;/script&gt;"));
    assert_eq!(html.matches("<script").count(), html.matches("</script>").count());
    let file = traces::TraceFile::open(&folder.path().join("run.h5")).unwrap();
    let winner = file.read::<f64>("test/accuracy_winner").unwrap().values;
    let (mean, sd) = benchmarks::mean_and_sd(&winner);
    assert!(html.contains(&format!("{:.2} ± {:.2} %", 100.0 * mean, 100.0 * sd)), "{mean} {sd}");
    for figure in ["learning-curve", "conductances", "conductance-film", "confusion", "raster", "training-spikes"] {
        assert!(html.contains(&format!("<figure id=\"{figure}\"")), "{figure}");
    }
    for words in ["bfo_demo", "unverified", "doi.org/10.", "half_splits = 2", "confusion", "true class"] {
        assert!(html.contains(words), "{words}");
    }
    let again = ferrospike(folder.path(), &["report", "run.h5"]);
    assert!(again.status.code() == Some(2) && text(&again.stderr).contains("--force"), "a page is kept");
    let own = ferrospike(folder.path(), &["report", "run.h5", "--output", "run.h5", "--force"]);
    assert!(own.status.code() == Some(2) && traces::TraceFile::open(&folder.path().join("run.h5")).is_ok());
}

#[test]
fn pages_of_measurements_neurons_and_circuits_have_their_figures_and_numbers() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, figures, words) in [
        (
            "device iv --points 40 --output a.h5",
            &["hysteresis", "hysteresis-logarithmic"][..],
            &["Hysteresis loops", "set_voltage", "conduction.ohmic.g_on", "V decade", "unverified"][..],
        ),
        ("device stdp --repeats 2 --output b.h5", &["stdp-window", "stdp-spikes"], &["STDP window", "tau_plus"]),
        ("neuron lif_current --output c.h5", &["neuron"], &["250", "pF", "rate", "Leaky integrate-and-fire"]),
        (
            "neuron lif_current --sweep 0pA..1nA --points 5 --output d.h5",
            &["f-i-curve"],
            &["F-I curve", "first rate", "Hz"],
        ),
        ("crossbar solve --random 8 --output e.h5", &["heat-maps", "ir-drop"], &["Solved crossbar", "residual"]),
    ] {
        run(folder.path(), arguments);
        let file = arguments.rsplit(' ').next().unwrap();
        let html = page(folder.path(), file);
        for figure in figures {
            assert!(html.contains(&format!("<figure id=\"{figure}\"")), "{file}: {figure}");
        }
        for words in words {
            assert!(html.contains(words), "{file}: {words}");
        }
    }
}

#[test]
fn a_file_that_was_interrupted_has_a_page_that_says_so() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), "run iris --splits 1 --output a.h5");
    // as it lies while the run goes on: complete up to a split, without what is written last
    std::fs::rename(folder.path().join("a.h5"), folder.path().join("a.h5.partial")).unwrap();
    let html = page(folder.path(), "a.h5.partial");
    assert!(html.contains("interrupted"), "the page says so");
    let refused = ferrospike(folder.path(), &["report", "a.h5"]);
    assert!(refused.status.code() == Some(2) && text(&refused.stderr).contains(".partial"));
}

#[test]
fn a_page_takes_no_name_of_another_format() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), "neuron lif_current -o n.h5");
    for name in ["page.pdf", "page.h5", "page.PNG"] {
        let output = ferrospike(folder.path(), &["report", "n.h5", "-o", name]);
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(text(&output.stderr).contains("ends in .html"), "{}", text(&output.stderr));
        assert!(!folder.path().join(name).exists());
    }
    run(folder.path(), "report n.h5 -o page.HTM");
}
