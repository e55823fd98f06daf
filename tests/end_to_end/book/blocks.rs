//! Every block of code is of a kind that something runs or reads.

use std::collections::BTreeSet;
use std::path::Path;

use assert_cmd::Command;
use benchmarks::Experiment;
use benchmarks::patterns::Experiment as Patterns;
use benchmarks::problem::Problem;
use devices::imperfections::Imperfections;
use toml::{Table, Value};

use super::{pages, source, split};
use crate::text;

/// Reads a file as the program does: which kind it is follows from its tables.
fn read(text: &str) -> Result<(), String> {
    let table: Table = text.parse().map_err(|error: toml::de::Error| error.to_string())?;
    if table.contains_key("model") && table.contains_key("stimulus") {
        let entry = learning::neuron::catalogue::Entry::parse("my", text).map_err(|error| error.to_string())?;
        let neurons = entry.neurons(&Table::new(), 1, learning::neuron::SpikeTiming::Exact);
        return neurons.map(drop).map_err(|error| error.to_string());
    }
    if table.contains_key("model") {
        let entry = devices::catalogue::Entry::parse("my", text).map_err(|error| error.to_string())?;
        return entry.device(&Table::new()).map(drop).map_err(|error| error.to_string());
    }
    if table.contains_key("data") {
        return Experiment::parse("my.toml", text).map(drop).map_err(|error| error.to_string());
    }
    if table.contains_key("patterns") {
        return Patterns::parse("my.toml", text).map(drop).map_err(|error| error.to_string());
    }
    Problem::parse("my.toml", text).map(drop).map_err(|error| error.to_string())
}

/// The experiment `iris` with the tables of `text` in place of its own.
fn read_in_iris(text: &str) -> Result<(), String> {
    let mut iris: Table = Experiment::embedded("iris").unwrap().parse().unwrap();
    let changes: Table = text.parse().map_err(|error: toml::de::Error| error.to_string())?;
    iris.extend(changes);
    let experiment = Experiment::parse("my.toml", &iris.to_string()).map_err(|error| error.to_string())?;
    experiment.device.load().map(drop).map_err(|error| error.to_string())
}

fn read_imperfections(text: &str) -> Result<(), String> {
    let table: Table = text.parse().map_err(|error: toml::de::Error| error.to_string())?;
    let imperfections = Imperfections::from_table(&table).map_err(|error| error.to_string())?;
    imperfections.validate().map_err(|error| error.to_string())
}

#[test]
fn every_block_of_the_documentation_is_of_a_kind_that_is_run_or_read() {
    for (path, text) in pages() {
        for block in split(&text).0 {
            let result = match block.kind.as_str() {
                "sh" | "sh,long" | "python" => Ok(()), // run by .ci/documented-commands
                "rust" => doc_tested(&path),
                "toml" => read(&block.text),
                "toml,iris" => read_in_iris(&block.text),
                "toml,imperfections" => read_imperfections(&block.text),
                "text" => Ok(()),             // equations, output
                "matlab" | "julia" => Ok(()), // which the page says are not tested
                other => Err(format!(
                    "a block is of kind `{other}`; give sh, sh,long, python, rust, toml, toml,iris, toml,imperfections or text"
                )),
            };
            result.unwrap_or_else(|problem| panic!("{}: {problem}\n{}", path.display(), block.text));
        }
    }
}

/// Whether the programs of a page are doc tests.
fn doc_tested(path: &Path) -> Result<(), String> {
    let library = std::fs::read_to_string(source().join("ferrospike/src/lib.rs")).unwrap();
    let name = path.strip_prefix(source()).unwrap().display().to_string();
    let included = library.contains(&format!("include_str!(\"../../{name}\")"));
    if included { Ok(()) } else { Err(format!("list {name} among the pages in ferrospike/src/lib.rs")) }
}

/// Commands that stand in the text of a page, between backticks.
fn commands(page: &str) -> Vec<String> {
    let between = split(page).1.replace('\n', " ");
    let code = between.split('`').skip(1).step_by(2).filter(|code| !code.contains("COMMAND"));
    code.filter_map(|code| code.strip_prefix("ferrospike ")).map(str::to_owned).collect()
}

#[test]
fn commands_in_the_text_are_understood() {
    let all: BTreeSet<String> = pages().iter().flat_map(|(_, text)| commands(text)).collect();
    assert!(all.len() > 20, "the search finds commands: {all:?}");
    for command in all {
        // with --help the program says what it has understood and does nothing
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("exec \"$0\" {command} --help"), env!("CARGO_BIN_EXE_ferrospike")]);
        let output = shell.output().unwrap();
        assert!(output.status.success(), "`ferrospike {command}`: {}", text(&output.stderr));
    }
}

#[test]
fn pages_that_explain_an_example_show_it_as_it_is() {
    for (page, example) in [("models/device.md", "own_device.rs"), ("models/neuron.md", "own_neuron.rs")] {
        let text = std::fs::read_to_string(super::book().join(page)).unwrap();
        let program = std::fs::read_to_string(source().join("ferrospike/examples").join(example)).unwrap();
        assert!(text.contains(&program), "{page} shows another text than {example}: copy it");
    }
}

#[test]
fn a_file_with_a_mistake_is_not_taken_for_a_file() {
    let problem = "[wires]\nsegment = '1 ohm'\n[drive]\nleft = '0.2 V'\n";
    assert!(read(&format!("conductances = [['1 uS']]\n{problem}")).is_ok());
    for wrong in [problem.to_owned(), format!("conductances = [['1 s']]\n{problem}"), "model = 'vteem'".into()] {
        assert!(read(&wrong).is_err(), "{wrong}");
    }
    assert!(read_in_iris("[device]\nparameters = 'bfo_demo'\nchange = { v_thr = '1 V' }\nstart = [0.0, 1.0]").is_err());
    assert!(read_imperfections("stuck = { onn = 0.1 }").is_err());
    let table: Table = "stuck = { on = 0.1 }".parse().unwrap();
    assert!(matches!(table["stuck"], Value::Table(_)) && read_imperfections("stuck = { on = 0.1 }").is_ok());
}
