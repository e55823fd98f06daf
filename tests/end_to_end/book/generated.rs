//! Pages that follow from the catalogues and the command line.

use std::collections::BTreeMap;
use std::path::Path;

use super::book;
use crate::{ferrospike, refused, text, walk};

/// Names and texts of the pages of a folder that `ferrospike book` writes.
fn written(folder: &Path) -> BTreeMap<String, String> {
    let pages = walk(folder).into_iter().map(|path| {
        let name = path.strip_prefix(folder).unwrap().display().to_string();
        (name, std::fs::read_to_string(path).unwrap_or_default())
    });
    pages.filter(|(name, text)| text.starts_with("<!-- Written by `ferrospike book`") || name == "SUMMARY.md").collect()
}

#[test]
fn generated_pages_are_those_of_the_catalogues_and_commands() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(book().join("SUMMARY.md"), folder.path().join("SUMMARY.md")).unwrap();
    let output = ferrospike(folder.path(), &["book", "."]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let (committed, expected) = (written(&book()), written(folder.path()));
    let renew = "run `cargo run --release -- book docs/src` to renew the pages";
    for (name, page) in &expected {
        assert!(committed.get(name) == Some(page), "docs/src/{name} is not as the program has it; {renew}");
    }
    for name in committed.keys() {
        assert!(expected.contains_key(name), "docs/src/{name} belongs to nothing any more; {renew}");
    }
    let devices = expected.keys().filter(|name| name.starts_with("devices/")).count();
    assert_eq!(devices, devices::catalogue::names().len() + 1);
    let neurons = expected.keys().filter(|name| name.starts_with("neurons/")).count();
    assert_eq!(neurons, learning::neuron::catalogue::names().len() + 1);
}

#[test]
fn a_page_shows_all_that_the_catalogue_knows_of_a_device() {
    let pages = written(&book());
    for name in devices::catalogue::names() {
        let entry = devices::catalogue::find(name).unwrap();
        let page = &pages[&format!("devices/{name}.md")];
        for line in entry.equations().lines().chain(entry.text.lines()) {
            assert!(page.contains(line), "the page of {name} should show `{line}`");
        }
        assert!(page.contains(&format!("**{}**", entry.status)) && page.contains("https://doi.org/10."), "{name}");
    }
}

#[test]
fn every_parameter_of_every_set_is_explained() {
    let mut count = 0;
    for (name, page) in written(&book()) {
        for row in page.lines().filter(|line| line.starts_with("| `")) {
            let explained = row.matches(" | ").count() >= 2 && !row.ends_with("|  |");
            assert!(explained, "say behind the value in its file what it is: {name}, {row}");
            count += 1;
        }
    }
    assert!(count > 500, "the search finds parameters: {count}");
}

#[test]
fn pages_are_written_into_the_folder_of_a_book_only_and_own_pages_stay() {
    refused(&["book", "nowhere"], &[], &["nowhere", "docs/src"]);
    refused(&["book", "."], &[("SUMMARY.md", "# Summary\n")], &["SUMMARY.md", "(devices/README.md)"]);
    let folder = tempfile::tempdir().unwrap();
    let summary =
        "- [Own](devices/own.md)\n- [D](devices/README.md)\n- [N](neurons/README.md)\n- [C](commands/README.md)\n";
    std::fs::write(folder.path().join("SUMMARY.md"), summary).unwrap();
    std::fs::create_dir(folder.path().join("devices")).unwrap();
    let (own, old) = (folder.path().join("devices/own.md"), folder.path().join("devices/old.md"));
    std::fs::write(&own, "# Own").unwrap();
    std::fs::write(&old, "<!-- Written by `ferrospike book`; edit nothing -->").unwrap();
    assert!(ferrospike(folder.path(), &["book", "."]).status.success());
    assert!(own.is_file() && !old.exists(), "only pages that were written by the program are taken away");
}
