//! Links, images, and the table of contents.

use std::collections::BTreeSet;
use std::path::Path;

use super::{book, pages, split};

/// Targets of the links and images of a page; code is not searched.
fn targets(text: &str) -> Vec<String> {
    let between = split(text).1;
    let prose: String = between.split('`').step_by(2).collect();
    let markdown = prose.split("](").skip(1).map(|rest| match rest.strip_prefix('<') {
        Some(inside) => inside.split('>').next(),
        None => rest.split(')').next(),
    });
    let html = prose.split("src=\"").skip(1).map(|rest| rest.split('"').next());
    markdown.chain(html).flatten().map(str::to_owned).collect()
}

/// Names of the headings of a page as mdBook makes them.
fn anchors(text: &str) -> BTreeSet<String> {
    let headings = split(text).1;
    let headings =
        headings.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    headings
        .map(|heading| {
            let kept = heading.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
            kept.map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() }).collect()
        })
        .collect()
}

fn is_external(target: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| target.starts_with(scheme))
}

/// Asserts that a relative target of the page at `path` is a file, and its anchor a heading of it.
fn resolve(path: &Path, text: &str, target: &str) {
    let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
    let place = if file.is_empty() { path.to_owned() } else { path.parent().unwrap().join(file) };
    assert!(place.exists(), "{} links to {target}, which is not there", path.display());
    if path.starts_with(book()) {
        let inside = place.canonicalize().unwrap().starts_with(book().parent().unwrap().canonicalize().unwrap());
        assert!(inside, "{} links to {target}, which is outside the book: name it as `code`", path.display());
    }
    if !anchor.is_empty() {
        let linked = if file.is_empty() { text.to_owned() } else { std::fs::read_to_string(&place).unwrap() };
        assert!(anchors(&linked).contains(anchor), "{} links to {target}: no such heading", path.display());
    }
}

#[test]
fn every_relative_link_and_image_leads_somewhere() {
    let mut count = 0;
    for (path, text) in pages() {
        for target in targets(&text).iter().filter(|target| !is_external(target)) {
            resolve(&path, &text, target);
            count += 1;
        }
    }
    assert!(count > 100, "the search finds links: {count}");
}

#[test]
fn the_table_of_contents_lists_every_page_once() {
    let summary = std::fs::read_to_string(book().join("SUMMARY.md")).unwrap();
    let listed = targets(&summary);
    let unique: BTreeSet<&String> = listed.iter().collect();
    assert_eq!(unique.len(), listed.len(), "a page is listed twice");
    for (path, _) in pages().iter().filter(|(path, _)| path.starts_with(book())) {
        let name = path.strip_prefix(book()).unwrap().display().to_string();
        assert!(name == "SUMMARY.md" || unique.contains(&name), "SUMMARY.md does not list {name}");
    }
}

#[test]
fn links_are_found_where_they_are() {
    let page = "[a](b.md) and [c](<d(e).md>) `[no](link)`\n```text\n[none](here)\n```\n<img src=\"i.png\">\n## `[neuron.lif]`\n";
    assert_eq!(targets(page), ["b.md", "d(e).md", "i.png"]);
    assert_eq!(anchors(page), ["neuronlif".to_owned()].into());
}
