//! Tables of a benchmark for a terminal of 120 columns.

use benchmarks::bench::{Block, Kind, Row, blocks};

use comfy_table::Table;

use crate::table::text_table;

/// The rows protocol by protocol, networks beside classical methods, then what others published with its sources.
pub(super) fn as_text(rows: &[Row]) -> String {
    let (published, computed): (Vec<Row>, Vec<Row>) =
        rows.iter().cloned().partition(|row| row.kind() == Kind::Published);
    let mut protocols: Vec<&str> = Vec::new();
    for row in &computed {
        if !protocols.contains(&row.protocol.as_str()) {
            protocols.push(&row.protocol);
        }
    }
    let under =
        |protocol: &str| -> Vec<Row> { computed.iter().filter(|row| row.protocol == protocol).cloned().collect() };
    let computed = protocols.iter().flat_map(|protocol| blocks(&under(protocol)));
    let parts: Vec<String> =
        computed.map(computed_part).chain(blocks(&published).into_iter().map(cited_part)).collect();
    parts.join("\n\n")
}

/// Remarks that are longer are broken between their parts.
const LONGEST_REMARK: usize = 45;

/// Rows under one protocol: it stands above the table, remarks stand under their methods.
fn computed_part(block: Block) -> String {
    let place = |title: &str| block.titles.iter().position(|known| *known == title);
    let (protocol, remark) = (place("protocol"), place(block.kind.remark()));
    let kept: Vec<usize> =
        (0..block.titles.len()).filter(|column| ![protocol, remark].contains(&Some(*column))).collect();
    let titles = kept.iter().map(|&column| in_two_lines(block.titles[column])).collect();
    let cells = |row: &Vec<String>| {
        let mut cells: Vec<String> = kept.iter().map(|&column| row[column].clone()).collect();
        if let Some(remark) = remark.map(|column| &row[column]).filter(|remark| !remark.is_empty()) {
            // numbers need room beside it
            let lines = if remark.len() > LONGEST_REMARK { remark.replace("; ", "\n  ") } else { remark.clone() };
            cells[0] += &format!("\n  {lines}");
        }
        cells
    };
    let under = protocol.zip(block.rows.first()).map_or_else(String::new, |(column, row)| format!(", {}", row[column]));
    let table = flush(text_table(titles, block.rows.iter().map(cells), 1));
    format!("{}{under}\n{table}", block.kind.title())
}

/// Published rows: sources are numbered and stand below the table, once each.
fn cited_part(block: Block) -> String {
    let mut sources: Vec<String> = Vec::new();
    let last = block.titles.len() - 1;
    let mut cells = Vec::with_capacity(block.rows.len());
    for mut row in block.rows {
        let number = sources.iter().position(|source| *source == row[last]).unwrap_or_else(|| {
            sources.push(row[last].clone());
            sources.len() - 1
        });
        row[last] = format!("[{}]", number + 1);
        cells.push(row);
    }
    let titles = block.titles.iter().map(ToString::to_string).collect();
    let table = flush(text_table(titles, cells.into_iter(), 2));
    let sources = sources.iter().enumerate().map(|(k, source)| format!("\n[{}] {source}", k + 1));
    format!("{}\n{table}{}", block.kind.title(), sources.collect::<String>())
}

/// A title broken at the space nearest to its middle.
fn in_two_lines(title: &str) -> String {
    let middle = title.len() / 2;
    let space = title.match_indices(' ').map(|(place, _)| place).min_by_key(|place| place.abs_diff(middle));
    // a unit stays with its quantity
    match space.filter(|_| !title.contains('(')) {
        Some(space) => format!("{}\n{}", &title[..space], &title[space + 1..]),
        None => title.into(),
    }
}

/// The table without blanks at its sides, so that it begins where its heading does.
fn flush(mut table: Table) -> Table {
    let last = table.column_count().saturating_sub(1);
    if let Some(column) = table.column_mut(0) {
        column.set_padding((0, 1));
    }
    if let Some(column) = table.column_mut(last) {
        column.set_padding((1, 0));
    }
    table
}
