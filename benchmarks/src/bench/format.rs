//! Tables as text.

use super::row::percent;
use super::{Row, Score};

/// Comma-separated values: numbers in SI units, accuracy in percent; a header row first.
pub fn csv(rows: &[Row]) -> String {
    let header = "method,protocol,accuracy_mean_percent,accuracy_sd_percent,splits,neurons,energy_per_classification_J,\
                  energy_per_training_J,simulated_s,wall_s,remark";
    let lines = rows.iter().map(|row| {
        let number = |value: Option<f64>| value.map_or_else(String::new, |value| format!("{value:e}"));
        let (mean, sd, splits) = match &row.score {
            Score::Published(text) => (text.clone(), String::new(), String::new()),
            Score::Splits(shares) => {
                let (mean, sd) = percent(shares);
                (format!("{mean:.4}"), format!("{sd:.4}"), shares.len().to_string())
            }
        };
        let neurons = row.neurons.map_or_else(String::new, |count| count.to_string());
        let energies = [row.energy_per_classification, row.energy_per_training, row.simulated, row.wall].map(number);
        let fields = [&[row.method.clone(), row.protocol.clone(), mean, sd, splits, neurons][..], &energies].concat();
        let fields = fields.iter().chain([&row.remark]).map(|field| quoted(field));
        fields.collect::<Vec<_>>().join(",")
    });
    [header.to_string()].into_iter().chain(lines).map(|line| line + "\n").collect()
}

/// A field that commas and quotes do not break.
pub(crate) fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\n']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field.into() }
}

/// A Markdown table; `heading` are lines above it.
pub fn markdown(heading: &[String], rows: &[Row]) -> String {
    let line = |cells: &[String]| {
        format!("| {} |\n", cells.iter().map(|cell| cell.replace('|', "\\|")).collect::<Vec<_>>().join(" | "))
    };
    let heading: String = heading.iter().map(|text| format!("{text}\n")).collect();
    let titles = line(&Row::TITLES.map(String::from));
    let body: String = rows.iter().map(|row| line(&row.cells())).collect();
    format!("{heading}\n{titles}|{}\n{body}", "---|".repeat(Row::TITLES.len()))
}

/// A LaTeX table in the style of `booktabs`; `heading` becomes comments.
pub fn latex(heading: &[String], rows: &[Row]) -> String {
    let line =
        |cells: &[String]| format!("{} \\\\\n", cells.iter().map(|cell| escaped(cell)).collect::<Vec<_>>().join(" & "));
    let heading: String = heading.iter().map(|text| format!("% {text}\n")).collect();
    let columns = format!("ll{}l", "r".repeat(Row::TITLES.len() - 3));
    let titles = line(&Row::TITLES.map(String::from));
    let body: String = rows.iter().map(|row| line(&row.cells())).collect();
    format!(
        "{heading}\\begin{{tabular}}{{{columns}}}\n\\toprule\n{titles}\\midrule\n{body}\\bottomrule\n\\end{{tabular}}\n"
    )
}

/// Text that LaTeX prints as it stands.
pub(crate) fn escaped(text: &str) -> String {
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
