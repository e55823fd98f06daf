//! A recorded file as one page of HTML that needs nothing else: no network, no other file.

mod extremes;
mod figures;
mod html;
mod links;
mod parameters;
mod provenance;
mod quantity;
mod summary;
mod tables;
#[cfg(test)]
mod tests;

use std::path::Path;

use traces::{ReadError, TraceFile};

use html::Html;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// What a browser may do with the page: show what is in it, load nothing.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

/// The page of the recorded file at `path`, finished or not.
///
/// # Errors
/// [`ReadError`] when the file cannot be read.
pub fn page(path: &Path) -> Result<String, ReadError> {
    let trace = TraceFile::open(path)?;
    let provenance = trace.provenance()?;
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let heading = summary::heading(&trace, &provenance)?;
    let sections = [
        ("Summary", summary::section(&trace, &file)?),
        ("Figures", figures::section(&trace)?),
        ("Tables", tables::section(&trace)?),
        ("Parameters", parameters::section(&provenance)),
        ("Experiment", provenance::experiment(&provenance)),
        ("Provenance", provenance::section(&provenance)),
    ];
    let present = || sections.iter().filter(|(_, content)| !content.is_empty());
    let entries = present().map(|(name, _)| {
        let target = format!("#{}", name.to_lowercase());
        Html::element("a", &[("href", &target)], [Html::text(name)])
    });
    let navigation = Html::element("nav", &[], entries);
    let body = present().map(|(name, content)| {
        let title = Html::element("h2", &[], [Html::text(name)]);
        Html::element("section", &[("id", &name.to_lowercase())], [title, content.clone()])
    });
    let header = Html::element("header", &[], [Html::element("h1", &[], [Html::text(&heading)]), navigation]);
    let main = Html::element("main", &[], body);
    let made = format!("Made from {file} by ferrospike {}.", env!("CARGO_PKG_VERSION"));
    let footer = Html::element("footer", &[], [Html::text(&made)]);
    Ok(document(&heading, &Html::all([header, main, footer])))
}

fn document(title: &str, body: &Html) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <link rel=\"icon\" href=\"data:,\">\n<title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n{}\n<script>\n{SCRIPT}</script>\n\
         </body>\n</html>\n",
        Html::text(title).as_str(),
        body.as_str()
    )
}
