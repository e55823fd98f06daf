//! Text as Markdown.

/// Text with what Markdown and HTML would take for theirs made harmless, and DOIs as links.
pub fn prose(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('*', "\\*").replace('|', "\\|");
    let mut parts = escaped.split("doi:");
    let mut linked = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let doi = doi(part);
        linked += &format!("[doi:{doi}](<https://doi.org/{doi}>){}", &part[doi.len()..]);
    }
    linked
}

/// The DOI with which `text` begins: brackets and dots may stand in it, not at its end.
fn doi(text: &str) -> &str {
    let end = text.find(|c: char| c.is_whitespace() || ",;".contains(c)).unwrap_or(text.len());
    let mut doi = text[..end].trim_end_matches(['.', ':']);
    let open = |doi: &str| doi.matches('(').count() < doi.matches(')').count();
    while open(doi) && doi.ends_with(')') {
        doi = doi[..doi.len() - 1].trim_end_matches(['.', ':']);
    }
    doi
}

/// A table; columns without any entry are left out.
pub fn table<const N: usize>(header: [&str; N], rows: &[[String; N]]) -> String {
    let kept: Vec<usize> = (0..N).filter(|&k| rows.iter().any(|row| !row[k].is_empty())).collect();
    let line = |cells: Vec<&str>| format!("| {} |\n", cells.join(" | "));
    let mut text = line(kept.iter().map(|&k| header[k]).collect());
    text += &line(kept.iter().map(|_| "---").collect());
    for row in rows {
        text += &line(kept.iter().map(|&k| row[k].as_str()).collect());
    }
    text
}

/// Parameters of a set: path, value, and what it is.
pub fn parameters(rows: Vec<[String; 3]>) -> String {
    let row = |[path, value, remark]: [String; 3]| [code(&path), code(&value), prose(&remark)];
    table(["parameter", "value", "what it is"], &rows.into_iter().map(row).collect::<Vec<_>>())
}

/// Text as it stands, in the fence that its kind asks for.
pub fn block(kind: &str, text: &str) -> String {
    format!("```{kind}\n{}\n```\n", text.trim_end())
}

/// A file that opens on a click.
pub fn folded(title: &str, kind: &str, text: &str) -> String {
    format!("<details>\n<summary>{title}</summary>\n\n{}\n</details>\n", block(kind, text))
}

/// Text in which nothing is read as Markdown.
pub fn code(text: &str) -> String {
    format!("`{}`", text.replace('|', "\\|"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doi_becomes_a_link_that_ends_where_it_ends() {
        let link = |doi: &str| format!("[doi:{doi}](<https://doi.org/{doi}>)");
        for (text, doi, rest) in [
            ("FitzHugh 1961, doi:10.1016/S0006-3495(61)86902-6; more", "10.1016/S0006-3495(61)86902-6", "; more"),
            ("(Kvatinsky, doi:10.1109/TCSII.2015.2433536)", "10.1109/TCSII.2015.2433536", ")"),
            ("doi:10.1038/ncomms14736, and", "10.1038/ncomms14736", ", and"),
            ("see doi:10.1038/nmat3415.", "10.1038/nmat3415", "."),
        ] {
            let linked = prose(text);
            assert!(linked.ends_with(&format!("{}{rest}", link(doi))), "{linked}");
        }
        let two = prose("doi:10.1/a, doi:10.2/b");
        assert_eq!(two, format!("{}, {}", link("10.1/a"), link("10.2/b")));
    }

    #[test]
    fn a_table_has_no_empty_column() {
        let rows = [["a".to_owned(), String::new()], ["b".to_owned(), String::new()]];
        assert_eq!(table(["x", "y"], &rows), "| x |\n| --- |\n| a |\n| b |\n");
    }
}
