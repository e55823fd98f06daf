//! What a table did not have, and what of it is not used.

/// What was found when a table was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Columns that are not used.
    pub left_out: Vec<LeftOut>,
    /// Values that are missing, row by row.
    pub gaps: Vec<Gap>,
    /// What happened to the rows with gaps, in words; nothing where there are none.
    pub handling: &'static str,
}

/// A column that is not used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Its header.
    pub column: String,
    /// Why.
    pub reason: Reason,
}

/// Why a column is not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// None of its fields is a number.
    Text,
    /// All its values are equal.
    Constant,
    /// It has no value at all.
    Empty,
    /// It counts rows.
    Counter,
    /// Its header and its whole numbers, nearly all different, name rows.
    Name,
}

impl Reason {
    fn words(self) -> &'static str {
        match self {
            Self::Text => "holds text, no numbers",
            Self::Constant => "has the same value in all rows",
            Self::Empty => "has no value",
            Self::Counter => "counts the rows",
            Self::Name => "names rows: whole numbers, nearly all different",
        }
    }

    fn remedy(self) -> &'static str {
        match self {
            Self::Text => "; write its categories as numbers to use it",
            Self::Counter | Self::Name => "; keep it by name if it is a feature all the same",
            Self::Constant | Self::Empty => "",
        }
    }
}

/// A value that is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Line of the file, counted from 1.
    pub line: u64,
    /// Header of the column.
    pub column: String,
}

/// `count` of something, with the words that go with one or with several.
fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

/// Most lines that the report names.
const NAMED: usize = 12;

impl Report {
    /// The report, a sentence per line; none when there is nothing to say.
    pub fn sentences(&self) -> Vec<String> {
        let left_out = |left: &LeftOut| {
            format!("column `{}` is left out: it {}{}", left.column, left.reason.words(), left.reason.remedy())
        };
        self.left_out.iter().map(left_out).chain(self.missing()).collect()
    }

    fn missing(&self) -> Option<String> {
        let mut lines: Vec<u64> = self.gaps.iter().map(|gap| gap.line).collect();
        lines.dedup();
        let mut columns: Vec<(&str, usize)> = Vec::new();
        for gap in &self.gaps {
            match columns.iter_mut().find(|(column, _)| *column == gap.column) {
                Some((_, count)) => *count += 1,
                None => columns.push((&gap.column, 1)),
            }
        }
        let columns: Vec<String> = columns.iter().map(|(column, count)| format!("`{column}` ({count})")).collect();
        let named: Vec<String> = lines.iter().take(NAMED).map(u64::to_string).collect();
        let more = if lines.len() > NAMED { format!(" and {} more", lines.len() - NAMED) } else { String::new() };
        (!lines.is_empty()).then(|| {
            format!(
                "{} missing in {}, in {}: {} ({} {}{more})",
                counted(self.gaps.len(), "value is", "values are"),
                counted(lines.len(), "row", "rows"),
                columns.join(", "),
                self.handling,
                if lines.len() == 1 { "line" } else { "lines" },
                named.join(", ")
            )
        })
    }
}
