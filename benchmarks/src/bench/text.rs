//! Tables in the languages of texts, of any titles and cells.

/// A field that commas and quotes do not break.
pub fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\n']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field.into() }
}

/// Lines of one paragraph above a Markdown table.
pub fn markdown_heading(lines: &[String]) -> String {
    lines.iter().map(|line| format!("{line}  \n")).collect() // two spaces end a line of a paragraph
}

/// Comments above a LaTeX table.
pub fn latex_heading(lines: &[String]) -> String {
    lines.iter().map(|line| format!("% {line}\n")).collect()
}

/// A Markdown table.
pub fn markdown_table<R: AsRef<[String]>>(titles: &[&str], rows: impl IntoIterator<Item = R>) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let plain = |row: R| line(row.as_ref().iter().map(|cell| cell.replace('|', "\\|")).collect());
    let body: String = rows.into_iter().map(plain).collect();
    format!("{}|{}\n{body}", line(titles.iter().map(ToString::to_string).collect()), "---|".repeat(titles.len()))
}

/// A LaTeX table in the style of `booktabs`; `columns` says how columns are aligned.
pub fn latex_table<R: AsRef<[String]>>(columns: &str, titles: &[&str], rows: impl IntoIterator<Item = R>) -> String {
    let line = |cells: Vec<String>| format!("{} \\\\\n", cells.join(" & "));
    let body: String =
        rows.into_iter().map(|row| line(row.as_ref().iter().map(|cell| escaped(cell)).collect())).collect();
    let titles = line(titles.iter().map(|title| escaped(title)).collect());
    format!("\\begin{{tabular}}{{{columns}}}\n\\toprule\n{titles}\\midrule\n{body}\\bottomrule\n\\end{{tabular}}\n")
}

/// Text that LaTeX prints as it stands.
fn escaped(text: &str) -> String {
    let character = |character: char| match character {
        '\\' => "\\textbackslash{}".to_string(),
        '~' => "\\textasciitilde{}".into(),
        '^' => "\\textasciicircum{}".into(),
        '±' => "$\\pm$".into(),
        'µ' | 'μ' => "$\\mu$".into(),
        '&' | '%' | '$' | '#' | '_' | '{' | '}' => format!("\\{character}"),
        other => other.to_string(),
    };
    text.chars().map(character).collect()
}
