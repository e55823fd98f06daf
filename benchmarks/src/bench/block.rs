//! Parts of a table: rows of one kind with the columns that they fill.

use super::{Kind, Row};

/// Rows of one kind in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What the rows are.
    pub kind: Kind,
    /// Titles of the columns; a column that no row fills is left out.
    pub titles: Vec<&'static str>,
    /// The rows, as wide as the titles.
    pub rows: Vec<Vec<String>>,
}

/// The parts of a table in the order of [`Kind::ALL`]; a kind without rows has none.
pub fn blocks(rows: &[Row]) -> Vec<Block> {
    let block = |kind: Kind| {
        let own: Vec<[String; 9]> = rows.iter().filter(|row| row.kind() == kind).map(Row::cells).collect();
        let filled = |column: &usize| own.iter().any(|cells| !cells[*column].is_empty());
        let columns: Vec<usize> = (0..Row::TITLES.len()).filter(filled).collect();
        let title = |column: usize| if column + 1 == Row::TITLES.len() { kind.remark() } else { Row::TITLES[column] };
        Block {
            kind,
            titles: columns.iter().map(|&column| title(column)).collect(),
            rows: own.iter().map(|cells| columns.iter().map(|&column| cells[column].clone()).collect()).collect(),
        }
    };
    Kind::ALL.map(block).into_iter().filter(|block| !block.rows.is_empty()).collect()
}
