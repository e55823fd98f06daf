//! Everything that is small enough to be read as tables, and a list of what is not.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use traces::{ReadError, Recorded, TraceFile, Variable};

use super::extremes::extremes;
use super::html::Html;
use super::quantity::{percent, shown};

/// Most rows of a table.
const ROWS: usize = 100;
/// Most rows and columns of a matrix that is shown.
const MATRIX: usize = 24;

/// All groups, one after the other.
///
/// # Errors
/// [`ReadError`] when the file cannot be read.
pub(super) fn section(trace: &TraceFile) -> Result<Html, ReadError> {
    let mut pieces = Vec::new();
    for group in trace.groups()? {
        let tables = Group::read(trace, &group)?.tables();
        if !tables.is_empty() {
            pieces.push(Html::folded(&group.replace('_', " "), true, tables));
        }
    }
    Ok(Html::all(pieces))
}

/// The variables of a group, by what is made of them.
#[derive(Default)]
struct Group {
    /// By dimension: its coordinate and the variables over it alone.
    columns: BTreeMap<String, Vec<(String, Column)>>,
    matrices: Vec<(String, Variable<f64>)>,
    /// What is too large, row by row: name, what, extent, unit, least, mean, greatest.
    large: Vec<Vec<String>>,
    /// Dimensions of variables over more than one.
    dimensions: BTreeSet<String>,
    /// Coordinates of matrices as texts.
    labels: BTreeMap<String, Vec<String>>,
}

/// A variable over one dimension, as text.
struct Column {
    about: String,
    /// Number of its values.
    length: usize,
    /// Those that are shown.
    cells: Vec<String>,
}

impl Group {
    fn read(trace: &TraceFile, group: &str) -> Result<Self, ReadError> {
        let mut content = Self::default();
        for name in trace.variables(group)? {
            let path = format!("{group}/{name}");
            match trace.shape(&path)?[..] {
                [] => {} // stands in the summary
                [length] => content.add_column(name, column(trace, &path, length)?),
                ref shape => content.add_matrix(trace, name, &path, shape)?,
            }
        }
        Ok(content)
    }

    fn add_column(&mut self, name: String, (dimension, column): (String, Column)) {
        if name == dimension && column.length <= MATRIX {
            self.labels.insert(name.clone(), column.cells.clone());
        }
        self.columns.entry(dimension).or_default().push((name, column));
    }

    fn add_matrix(&mut self, trace: &TraceFile, name: String, path: &str, shape: &[usize]) -> Result<(), ReadError> {
        let small = matches!(shape, [rows, columns] if *rows <= MATRIX && *columns <= MATRIX && rows * columns > 0);
        let read = if small { trace.read_any(path)? } else { trace.describe(path)? };
        let Recorded::Numbers(variable) = read else { return Ok(()) };
        self.dimensions.extend(variable.dims.iter().cloned());
        if small {
            self.matrices.push((name, variable));
        } else {
            self.large.push(large(&name, &Variable { shape: shape.to_vec(), ..variable }, extremes(trace, path)?));
        }
        Ok(())
    }

    fn tables(self) -> Vec<Html> {
        let mut pieces = Vec::new();
        for (dimension, columns) in &self.columns {
            // a dimension that only counts, or that others in the list below lie over, says nothing alone
            if columns.len() > 1 || !(counts(&columns[0].1) || self.dimensions.contains(dimension)) {
                pieces.push(over_one(dimension, columns));
            }
        }
        pieces.extend(self.matrices.iter().map(|(name, variable)| self.matrix(name, variable)));
        if !self.large.is_empty() {
            let titles = ["variable", "what", "extent", "least", "mean", "greatest"].map(String::from);
            let rows = self.large.iter().map(|row| row.iter().map(|cell| Html::text(cell)).collect());
            pieces.push(Html::table(&titles, rows));
        }
        pieces
    }

    fn matrix(&self, name: &str, variable: &Variable<f64>) -> Html {
        let [rows, columns] = [0, 1].map(|axis| self.labels_of(&variable.dims[axis], variable.shape[axis]));
        let corner = format!("{} \\ {}", variable.dims[0].replace('_', " "), variable.dims[1].replace('_', " "));
        let titles: Vec<String> = std::iter::once(corner).chain(columns).collect();
        let row = |(label, values): (&String, &[f64])| {
            let values = values.iter().map(|&value| Html::text(&shown(value, &variable.units)));
            std::iter::once(Html::text(label)).chain(values).collect()
        };
        let table = Html::table(&titles, rows.iter().zip(variable.values.chunks(variable.shape[1])).map(row));
        Html::all([
            Html::element("h4", &[], [Html::text(&format!("{}: {}", name.replace('_', " "), variable.long_name))]),
            table,
        ])
    }

    fn labels_of(&self, dimension: &str, length: usize) -> Vec<String> {
        self.labels.get(dimension).cloned().unwrap_or_else(|| (0..length).map(|k| k.to_string()).collect())
    }
}

/// A variable over one dimension, which is named, with up to [`ROWS`] of its values evenly chosen, the first and the last
/// among them.
fn column(trace: &TraceFile, path: &str, length: usize) -> Result<(String, Column), ReadError> {
    let share = path.rsplit('/').next().is_some_and(|name| name.starts_with("accuracy"));
    let (mut dimension, mut about, mut cells) = (String::new(), String::new(), Vec::new());
    let parts: Vec<Range<usize>> = match length {
        ..=ROWS => std::iter::once(0..length).collect(),
        _ => (0..ROWS).map(|k| place(k, length)).collect(),
    };
    for part in parts {
        let (dims, long_name, texts) = match trace.read_any_part(path, &[part])? {
            Recorded::Texts(Variable { dims, long_name, values, .. }) => (dims, long_name, values),
            Recorded::Numbers(Variable { dims, long_name, values, units, .. }) => {
                let cell = |value: f64| if share { percent(value) } else { shown(value, &units) };
                (dims, long_name, values.into_iter().map(cell).collect())
            }
        };
        (dimension, about) = (dims.into_iter().next().unwrap_or_default(), long_name);
        cells.extend(texts);
    }
    Ok((dimension, Column { about, length, cells }))
}

/// Row `k` of the [`ROWS`] that are shown of `length`.
fn place(k: usize, length: usize) -> Range<usize> {
    let begin = k * (length - 1) / (ROWS - 1);
    begin..begin + 1
}

/// Whether the values that are shown of these are those of 0, 1, 2 ...
fn counts(column: &Column) -> bool {
    let number = |k: usize| if column.length > ROWS { place(k, column.length).start } else { k };
    column.cells.iter().enumerate().all(|(k, cell)| *cell == shown(number(k) as f64, "1"))
}

/// Variables over one dimension side by side.
fn over_one(dimension: &str, columns: &[(String, Column)]) -> Html {
    let mut columns: Vec<&(String, Column)> = columns.iter().collect();
    columns.sort_by_key(|(name, _)| name != dimension);
    let rows = columns.iter().map(|(_, column)| column.cells.len()).min().unwrap_or(0);
    let row = |k: usize| columns.iter().map(|(_, column)| Html::text(&column.cells[k])).collect();
    let titles: Vec<String> = columns.iter().map(|(name, column)| title(name, &column.about)).collect();
    let table = Html::table(&titles, (0..rows).map(row));
    let count = columns.iter().map(|(_, column)| column.length).max().unwrap_or(0);
    if rows == count {
        return table;
    }
    let title = format!("{}: {rows} of {count} rows, evenly chosen", dimension.replace('_', " "));
    Html::folded(&title, false, [table])
}

fn title(name: &str, about: &str) -> String {
    let name = name.replace('_', " ");
    if about.is_empty() || about == name { name } else { format!("{name}: {about}") }
}

/// A variable that is too large for a table, in one row.
fn large(name: &str, variable: &Variable<f64>, extremes: [f64; 3]) -> Vec<String> {
    let [least, mean, greatest] = extremes.map(|value| shown(value, &variable.units));
    let length = |(name, length): (&String, &usize)| format!("{length} {}", name.replace('_', " "));
    let extent: Vec<String> = variable.dims.iter().zip(&variable.shape).map(length).collect();
    vec![name.replace('_', " "), variable.long_name.clone(), extent.join(" × "), least, mean, greatest]
}
