//! Everything that is small enough to be read as tables, and a list of what is not.

use std::collections::{BTreeMap, BTreeSet};

use traces::{ReadError, Recorded, TraceFile, Variable};

use super::html::Html;
use super::quantity::{percent, shown};

/// Most rows of a table.
const ROWS: usize = 100;
/// Most rows and columns of a matrix that is shown.
const MATRIX: usize = 24;
/// Largest variable that is read to tell its range: 160 MB.
const READ: usize = 20_000_000;

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
    /// Coordinates as texts.
    labels: BTreeMap<String, Vec<String>>,
}

/// A variable over one dimension, as text.
struct Column {
    about: String,
    cells: Vec<String>,
}

impl Group {
    fn read(trace: &TraceFile, group: &str) -> Result<Self, ReadError> {
        let mut content = Self::default();
        for name in trace.variables(group)? {
            let path = format!("{group}/{name}");
            let shape = trace.shape(&path)?;
            if shape.iter().product::<usize>() > READ {
                content.large.push(extent(&name, "", &shape, &[]));
                continue;
            }
            match trace.read_any(&path)? {
                Recorded::Texts(variable) if variable.dims.len() == 1 => {
                    content.add_column(&name, &variable.dims[0], &variable.long_name, variable.values.clone());
                }
                Recorded::Texts(_) => {}
                Recorded::Numbers(variable) => content.add_numbers(name, variable),
            }
        }
        Ok(content)
    }

    fn add_numbers(&mut self, name: String, variable: Variable<f64>) {
        if variable.dims.len() > 1 {
            self.dimensions.extend(variable.dims.iter().cloned());
        }
        match variable.shape[..] {
            [] => {} // stands in the summary
            [_] => {
                let share = name.starts_with("accuracy");
                let cell = |&value: &f64| if share { percent(value) } else { shown(value, &variable.units) };
                let cells = variable.values.iter().map(cell).collect();
                self.add_column(&name, &variable.dims[0], &variable.long_name, cells);
            }
            [rows, columns] if rows <= MATRIX && columns <= MATRIX && rows * columns > 0 => {
                self.matrices.push((name, variable));
            }
            _ => self.large.push(large(&name, &variable)),
        }
    }

    fn add_column(&mut self, name: &str, dimension: &str, about: &str, cells: Vec<String>) {
        if name == dimension {
            self.labels.insert(name.into(), cells.clone());
        }
        self.columns.entry(dimension.into()).or_default().push((name.into(), Column { about: about.into(), cells }));
    }

    fn tables(self) -> Vec<Html> {
        let mut pieces = Vec::new();
        for (dimension, columns) in &self.columns {
            // a dimension that only counts, or that others in the list below lie over, says nothing alone
            if columns.len() > 1 || !(counts(&columns[0].1.cells) || self.dimensions.contains(dimension)) {
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

/// Whether these are 0, 1, 2 ...
fn counts(cells: &[String]) -> bool {
    cells.iter().enumerate().all(|(k, cell)| *cell == shown(k as f64, "1"))
}

/// Variables over one dimension side by side, up to [`ROWS`] rows evenly chosen, the first and the last among them.
fn over_one(dimension: &str, columns: &[(String, Column)]) -> Html {
    let mut columns: Vec<&(String, Column)> = columns.iter().collect();
    columns.sort_by_key(|(name, _)| name != dimension);
    let count = columns.iter().map(|(_, column)| column.cells.len()).min().unwrap_or(0);
    let rows = count.min(ROWS);
    let place = |k: usize| k * count.saturating_sub(1) / rows.saturating_sub(1).max(1);
    let row = |k: usize| columns.iter().map(|(_, column)| Html::text(&column.cells[place(k)])).collect();
    let titles: Vec<String> = columns.iter().map(|(name, column)| title(name, &column.about)).collect();
    let table = Html::table(&titles, (0..rows).map(row));
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

fn large(name: &str, variable: &Variable<f64>) -> Vec<String> {
    let finite: Vec<f64> = variable.values.iter().copied().filter(|value| value.is_finite()).collect();
    let fold = |of: fn(f64, f64) -> f64| finite.iter().copied().reduce(of).unwrap_or(f64::NAN);
    let mean = finite.iter().sum::<f64>() / finite.len() as f64;
    let range = [fold(f64::min), mean, fold(f64::max)].map(|value| shown(value, &variable.units));
    let shape: Vec<String> = variable
        .dims
        .iter()
        .zip(&variable.shape)
        .map(|(name, length)| format!("{length} {}", name.replace('_', " ")))
        .collect();
    let [least, mean, greatest] = range;
    vec![name.replace('_', " "), variable.long_name.clone(), shape.join(" × "), least, mean, greatest]
}

/// The same of a variable that is not read.
fn extent(name: &str, about: &str, shape: &[usize], range: &[String]) -> Vec<String> {
    let shape: Vec<String> = shape.iter().map(usize::to_string).collect();
    let range = [0, 1, 2].map(|k| range.get(k).cloned().unwrap_or_default());
    [vec![name.replace('_', " "), about.into(), shape.join(" × ")], range.to_vec()].concat()
}
