//! Tables for the terminal.

use comfy_table::{CellAlignment, LineStyle, Table, TableStyle, presets::UTF8_HORIZONTAL_ONLY};

/// Lines above, below and under the header, none between rows.
const STYLE: TableStyle = UTF8_HORIZONTAL_ONLY.row_separator(LineStyle::none());

/// A table with a header; the first column is text, all others are numbers.
pub fn table<const N: usize>(header: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> Table {
    text_table(header.map(String::from).to_vec(), rows.into_iter().map(Vec::from), 1)
}

/// A table with a header; the first `texts` columns are text, all others are numbers.
pub fn text_table(header: Vec<String>, rows: impl Iterator<Item = Vec<String>>, texts: usize) -> Table {
    let mut table = Table::new();
    table.load_style(STYLE).set_header(header);
    for row in rows {
        table.add_row(row);
    }
    for column in table.column_iter_mut().skip(texts) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}
