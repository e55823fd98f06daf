//! Tables as text.

use super::row::percent;
use super::text::{latex_heading, latex_table, markdown_heading, markdown_table, quoted};
use super::{Block, Row, Score, blocks};
use crate::published::Measure;

/// Comma-separated values: numbers in SI units, accuracy in percent; a header row first.
///
/// `measure` is accuracy or F1; `status` is computed here, read at the source (verified) or not (unverified).
pub fn csv(rows: &[Row]) -> String {
    let header = "kind,method,protocol,accuracy_mean_percent,accuracy_sd_percent,splits,neurons,\
                  energy_per_classification_J,energy_per_training_J,simulated_s,wall_s,measure,status,remark";
    [header.to_string()].into_iter().chain(rows.iter().map(record)).map(|line| line + "\n").collect()
}

/// A row as a line of comma-separated values.
fn record(row: &Row) -> String {
    let number = |value: Option<f64>| value.map_or_else(String::new, |value| format!("{value:e}"));
    let count = |value: Option<usize>| value.map_or_else(String::new, |count| count.to_string());
    let (mean, sd, splits, measure, status) = match &row.score {
        Score::Published { percent, spread, measure, status } => {
            let sd = spread.map_or_else(String::new, |spread| spread.to_string());
            (percent.to_string(), sd, None, measure.name(), status.name())
        }
        Score::Splits(shares) => {
            let (mean, sd) = percent(shares);
            (format!("{mean:.4}"), format!("{sd:.4}"), Some(shares.len()), Measure::Accuracy.name(), "computed")
        }
    };
    let fields = [
        row.kind().name().into(),
        row.method.clone(),
        row.protocol.clone(),
        mean,
        sd,
        count(splits),
        count(row.neurons),
        number(row.energy_per_classification),
        number(row.energy_per_training),
        number(row.simulated),
        number(row.wall),
        measure.into(),
        status.into(),
        row.remark.clone(),
    ];
    fields.iter().map(|field| quoted(field)).collect::<Vec<_>>().join(",")
}

/// Markdown tables, one per kind of rows; `heading` are lines above them.
pub fn markdown(heading: &[String], rows: &[Row]) -> String {
    let block =
        |block: Block| format!("\n**{}**\n\n{}", block.kind.title(), markdown_table(&block.titles, &block.rows));
    markdown_heading(heading) + &blocks(rows).into_iter().map(block).collect::<String>()
}

/// LaTeX tables in the style of `booktabs`, one per kind of rows; `heading` and the kinds become comments.
pub fn latex(heading: &[String], rows: &[Row]) -> String {
    let block = |block: Block| {
        // texts stand left, numbers right
        let side = |title: &&str| if ["method", "protocol", block.kind.remark()].contains(title) { 'l' } else { 'r' };
        let columns: String = block.titles.iter().map(side).collect();
        format!("\n% {}\n{}", block.kind.title(), latex_table(&columns, &block.titles, &block.rows))
    };
    latex_heading(heading) + &blocks(rows).into_iter().map(block).collect::<String>()
}
