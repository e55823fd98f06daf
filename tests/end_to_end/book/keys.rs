//! The keys of files, as their pages list them, against those that the parsers take.

use std::collections::BTreeSet;

use benchmarks::Experiment;
use benchmarks::patterns::Experiment as Patterns;
use benchmarks::problem::Problem;
use devices::imperfections::Imperfections;
use toml::{Table, Value};

use super::{book, split};

/// A key that no file has.
const STRANGE: &str = "no_such_key";

/// The tables of a page: heading without brackets (empty for the top level), and the keys in their first columns.
fn tables(page: &str) -> Vec<(String, BTreeSet<String>)> {
    let text = std::fs::read_to_string(book().join("formats").join(page)).unwrap();
    let mut tables: Vec<(String, BTreeSet<String>)> = Vec::new();
    for line in split(&text).1.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            let path = heading.trim_matches('`').trim_matches(['[', ']']);
            tables.push((if path == "Top level" { String::new() } else { path.to_owned() }, BTreeSet::new()));
        } else if let (Some((_, keys)), Some(row)) = (tables.last_mut(), line.strip_prefix("| `")) {
            keys.insert(row.split('`').next().unwrap().to_owned());
        }
    }
    assert!(!tables.is_empty(), "{page} has no tables");
    tables
}

/// The table at `path` of `root`, made anew and holding only a strange key; `[[lists]]` get one entry.
fn with_strange_key(mut root: Table, path: &str, lists: &[&str]) -> Table {
    let strange: Table = [(STRANGE.to_owned(), Value::Integer(1))].into_iter().collect();
    let Some((above, last)) = path.rsplit_once('.').or(Some(("", path))).filter(|(_, last)| !last.is_empty()) else {
        // first, so that nothing else is complained about before
        return strange.into_iter().chain(root).collect();
    };
    let mut place = &mut root;
    for key in above.split('.').filter(|key| !key.is_empty()) {
        let inner = place.entry(key).or_insert_with(|| Value::Table(Table::new()));
        if !inner.is_table() || is_choice(key) {
            *inner = Value::Table(Table::new());
        }
        place = inner.as_table_mut().unwrap();
    }
    if is_choice(above.rsplit('.').next().unwrap_or_default()) {
        place.clear();
    }
    let value = Value::Table(strange);
    place.insert(last.to_owned(), if lists.contains(&path) { Value::Array(vec![value]) } else { value });
    root
}

/// Tables that hold one key out of several.
fn is_choice(key: &str) -> bool {
    ["data", "protocol", "encoder", "neuron", "conductances"].contains(&key)
}

/// The keys that `message` offers in place of the strange one: in backticks, or behind `available keys:`.
fn offered(path: &str, message: &str) -> BTreeSet<String> {
    assert!(message.contains(STRANGE), "[{path}]: the strange key is not named: {message}");
    if let Some((_, keys)) = message.split_once("available keys: ") {
        return keys.trim().split(", ").map(str::to_owned).collect();
    }
    let words = message.split('`').skip(1).step_by(2);
    words.map(str::to_owned).filter(|word| word != STRANGE).collect()
}

/// Compares the tables of a page with what `refuse` says to a strange key at each path.
fn compare(page: &str, refuse: impl Fn(&str) -> String) {
    for (path, listed) in tables(page) {
        let taken = offered(&path, &refuse(&path));
        let missing: Vec<_> = taken.difference(&listed).collect();
        let unknown: Vec<_> = listed.difference(&taken).collect();
        assert!(missing.is_empty(), "docs/src/formats/{page} lacks {missing:?} in the table of [{path}]");
        assert!(unknown.is_empty(), "docs/src/formats/{page} has {unknown:?} in the table of [{path}]");
    }
}

#[test]
fn the_page_on_experiments_lists_all_keys_and_no_others() {
    let iris: Table = Experiment::embedded("iris").unwrap().parse().unwrap();
    compare("experiment.md", |path| {
        let text = with_strange_key(iris.clone(), path, &["spikes.of_rows", "spikes.of_columns"]).to_string();
        toml::from_str::<Experiment>(&text).unwrap_err().message().to_owned()
    });
}

#[test]
fn the_page_on_pattern_arrays_lists_all_keys_and_no_others() {
    let array: Table = Experiment::embedded("boyn2017-array").unwrap().parse().unwrap();
    compare("patterns.md", |path| {
        let text = with_strange_key(array.clone(), path, &["patterns.images"]).to_string();
        toml::from_str::<Patterns>(&text).unwrap_err().message().to_owned()
    });
}

#[test]
fn the_page_on_crossbar_problems_lists_all_keys_and_no_others() {
    let base: Table = "conductances = [['1 uS']]\n[wires]\nsegment = '1 ohm'".parse().unwrap();
    compare("problem.md", |path| {
        let text = with_strange_key(base.clone(), path, &["stuck", "wires.bridges", "wires.open"]).to_string();
        Problem::parse("my.toml", &text).unwrap_err().to_string()
    });
}

#[test]
fn the_page_on_imperfections_lists_all_of_them_and_no_others() {
    let (path, listed) = tables("imperfections.md").swap_remove(0);
    let strange = with_strange_key(Table::new(), "", &[]);
    let message = Imperfections::from_table(&strange).unwrap_err().to_string();
    let (_, all) = message.rsplit_once(": ").unwrap();
    assert_eq!(path, "imperfections");
    assert_eq!(listed, all.split(", ").map(str::to_owned).collect());
}
