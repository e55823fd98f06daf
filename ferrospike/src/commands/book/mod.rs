//! `ferrospike book`: the pages of the documentation that follow from the catalogues and from the command line.

mod command_pages;
mod device_pages;
mod markdown;
mod neuron_pages;
mod summary;

use std::fmt::Display;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use crate::cli::Book;
use crate::failure::Failure;
use crate::output::print;

/// First words of every page that is written here.
const MARK: &str = "<!-- Written by `ferrospike book`;";

/// A page of the book.
struct Page {
    /// Name of its file, without extension.
    name: String,
    /// Its title in the table of contents.
    title: String,
    /// All that stands in it below its mark, title included.
    text: String,
    /// What to edit in its place.
    origin: String,
}

/// The pages of a folder that is written here; its index is its `README.md`.
struct Chapter {
    folder: &'static str,
    index: Page,
    pages: Vec<Page>,
}

/// Writes the pages of devices, neurons and commands, and their lines in `SUMMARY.md`.
///
/// # Errors
/// [`Failure`] when the folder has no `SUMMARY.md` or cannot be written.
pub fn write(arguments: &Book) -> Result<(), Failure> {
    let chapters = [device_pages::chapter()?, neuron_pages::chapter()?, command_pages::chapter()];
    summary::renew(&arguments.folder, &chapters)?;
    for chapter in &chapters {
        chapter.write(&arguments.folder)?;
    }
    let count: usize = chapters.iter().map(|chapter| chapter.pages.len() + 1).sum();
    print(&format!("{count} pages written to {}", arguments.folder.display()))
}

impl Chapter {
    /// Writes all pages, and takes away those that were written earlier and are no more.
    fn write(&self, book: &Path) -> Result<(), Failure> {
        let folder = book.join(self.folder);
        fs::create_dir_all(&folder).map_err(|error| unwritable(&folder, error))?;
        self.remove_old(&folder)?;
        for page in self.pages.iter().chain([&self.index]) {
            let path = folder.join(format!("{}.md", page.name));
            let text = format!("{MARK} edit {} in its place. -->\n\n{}\n", page.origin, page.text.trim_end());
            fs::write(&path, text).map_err(|error| unwritable(&path, error))?;
        }
        Ok(())
    }

    fn remove_old(&self, folder: &Path) -> Result<(), Failure> {
        let entries = fs::read_dir(folder).map_err(|error| unwritable(folder, error))?;
        for path in entries.flatten().map(|entry| entry.path()) {
            if fs::read_to_string(&path).is_ok_and(|text| text.starts_with(MARK)) {
                fs::remove_file(&path).map_err(|error| unwritable(&path, error))?;
            }
        }
        Ok(())
    }
}

fn unwritable(path: &Path, error: impl Display) -> Failure {
    Failure::usage(format!("cannot write {}: {error}", path.display()))
}

/// The text of a file of the book.
fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| {
        let message = format!("cannot read {}: {error}", path.display());
        match error.kind() {
            ErrorKind::NotFound => Failure::usage_help(message, "give the folder of the book's pages: `docs/src`"),
            _ => Failure::usage(message),
        }
    })
}
