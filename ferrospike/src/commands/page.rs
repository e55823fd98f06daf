//! `ferrospike report`: a recorded file as one page.

use std::ffi::OsStr;
use std::path::Path;

use benchmarks::report;
use traces::whole_file;

use crate::cli::Report;
use crate::failure::Failure;
use crate::output::print;
use crate::results::{display, without_partial};

/// Writes the page.
///
/// # Errors
/// [`Failure`] when the file cannot be read, or the page exists or cannot be written.
pub fn write(arguments: &Report) -> Result<(), Failure> {
    let page = arguments.output.clone().unwrap_or_else(|| without_partial(&arguments.file).with_extension("html"));
    refuse_other_formats(&page)?;
    let same = |other: &Path| other.canonicalize().ok() == arguments.file.canonicalize().ok();
    if page.exists() && same(&page) {
        let help = "give another name with --output";
        return Err(Failure::usage_help(format!("{} is the recorded file itself", display(&page)), help));
    }
    if page.exists() && !arguments.force {
        let help = "give another name with --output, or --force to replace it";
        return Err(Failure::usage_help(format!("{} exists", display(&page)), help));
    }
    let text = report::page(&arguments.file).map_err(Failure::usage)?;
    whole_file::write(&page, &text).map_err(|error| {
        let help = "name another file with --output";
        Failure::usage_help(format!("cannot write {}: {error}", display(&page)), help)
    })?;
    if arguments.json {
        return print(&serde_json::json!({ "page": page }).to_string());
    }
    print(&display(&page))
}

/// Refuses a name that promises another format than HTML.
fn refuse_other_formats(page: &Path) -> Result<(), Failure> {
    let is_html = |extension: &OsStr| ["html", "htm"].iter().any(|known| extension.eq_ignore_ascii_case(known));
    match page.extension() {
        Some(extension) if !is_html(extension) => {
            let help =
                "give a name that ends in .html; browsers print pages as PDF, `ferrospike plot` draws single figures";
            Err(Failure::usage_help(format!("{}: a report is a page of HTML", display(page)), help))
        }
        _ => Ok(()),
    }
}
