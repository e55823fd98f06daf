//! The table of contents: lines of generated pages stand below the line of their index.

use std::fs;
use std::path::Path;

use super::{Chapter, read, unwritable};
use crate::failure::Failure;

/// Renews the lines of all pages of `chapters` in the `SUMMARY.md` of a book; other lines stay.
///
/// # Errors
/// [`Failure`] when there is no such file, it has no line for an index, or it cannot be written.
pub fn renew(book: &Path, chapters: &[Chapter]) -> Result<(), Failure> {
    let path = book.join("SUMMARY.md");
    let before = read(&path)?;
    let after = chapters.iter().try_fold(before.clone(), |text, chapter| with(&text, chapter));
    let after = after.map_err(|message| Failure::usage(format!("{}: {message}", path.display())))?;
    if after == before { Ok(()) } else { fs::write(&path, after).map_err(|error| unwritable(&path, error)) }
}

/// The table of contents with the lines of one chapter renewed.
fn with(text: &str, chapter: &Chapter) -> Result<String, String> {
    let folder = chapter.folder;
    let index = format!("({folder}/{}.md)", chapter.index.name);
    let mut lines = Vec::new();
    let mut found = false;
    for line in text.lines() {
        if line.contains(&index) {
            found = true;
            lines.push(line.to_owned());
            let indent = line.len() - line.trim_start().len() + 2;
            let entry = |title: &str, name: &str| format!("{:indent$}- [{title}]({folder}/{name}.md)", "");
            lines.extend(chapter.pages.iter().map(|page| entry(&page.title, &page.name)));
        } else if !line.contains(&format!("({folder}/")) {
            lines.push(line.to_owned());
        }
    }
    if found { Ok(lines.join("\n") + "\n") } else { Err(format!("no line names {index}; add `- [Title]{index}`")) }
}
