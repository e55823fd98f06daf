//! The documentation: what it shows is there, is read, and is as the program has it.
//!
//! `.ci/documented-commands` runs its commands, doc tests run its programs; here is everything else.

mod blocks;
mod generated;
mod keys;
mod links;

use std::path::{Path, PathBuf};

/// Folder of the source.
fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Folder of the book's pages.
fn book() -> PathBuf {
    source().join("docs/src")
}

/// README.md and every page of the book, with their texts; the book includes `docs/traces.md`.
fn pages() -> Vec<(PathBuf, String)> {
    let mut paths = crate::walk(&book());
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    paths.extend([source().join("README.md"), source().join("docs/traces.md")]);
    paths.into_iter().map(|path| (path.clone(), std::fs::read_to_string(path).unwrap())).collect()
}

/// A fenced block: its kind, and its text.
struct Block {
    kind: String,
    text: String,
}

/// The blocks of a page, and what stands between them.
fn split(page: &str) -> (Vec<Block>, String) {
    let (mut blocks, mut between) = (Vec::new(), String::new());
    let mut open: Option<Block> = None;
    for line in page.lines() {
        match (line.trim_start().strip_prefix("```"), open.take()) {
            (Some(kind), None) => open = Some(Block { kind: kind.to_owned(), text: String::new() }),
            (Some(_), Some(block)) => blocks.push(block),
            (None, Some(block)) => open = Some(Block { text: format!("{}{line}\n", block.text), ..block }),
            (None, None) => between += &format!("{line}\n"),
        }
    }
    assert!(open.is_none(), "a block has no end");
    (blocks, between)
}
