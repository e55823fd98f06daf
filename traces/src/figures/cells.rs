//! Matrices as colored cells, and the scale of colors beside them.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

use plotters::style::RGBColor;

use super::area::{Area, Quantity, Side, short};
use super::axis::{Axis, Ruler};
use super::canvas::{Anchor, Canvas, Point, UNITS, widest};
use super::colors::{INK, MISSING, hex, viridis};
use super::frame::GAP;

/// Width of the color bar (pixels).
const BAR: f64 = 30.0;
/// Shades of the color bar.
const SHADES: usize = 256;
/// Cells from which on those of one color are one shape: a rectangle for each would make a large file.
const MANY: usize = 1024;

/// A matrix as it is drawn.
pub(super) struct Cells {
    pub(super) rows: usize,
    pub(super) columns: usize,
    /// Row-major.
    pub(super) values: Vec<f64>,
}

impl Cells {
    /// A row-major matrix; where it has more than `limit` entries along a side, the means of blocks.
    pub(super) fn of(values: &[f64], (rows, columns): (usize, usize), limit: usize) -> Self {
        let (drawn_rows, drawn_columns) = (rows.min(limit), columns.min(limit));
        let mut means = Vec::with_capacity(drawn_rows * drawn_columns);
        for row in 0..drawn_rows {
            for column in 0..drawn_columns {
                let across = block(column, drawn_columns, columns);
                let down = block(row, drawn_rows, rows);
                let count = (across.len() * down.len()) as f64;
                let cells = down.flat_map(|row| across.clone().map(move |column| row * columns + column));
                means.push(cells.map(|k| values[k]).sum::<f64>() / count);
            }
        }
        Self { rows: drawn_rows, columns: drawn_columns, values: means }
    }

    /// Where cell `k` is in a map with these corners: the top left of the cell, and the bottom right half a pixel over
    /// its neighbors, which are drawn later, so that there are no seams.
    pub(super) fn place(&self, k: usize, [(left, top), (right, bottom)]: [Point; 2]) -> [Point; 2] {
        let x = |column: usize| left + (right - left) * column as f64 / self.columns as f64;
        let y = |row: usize| top + (bottom - top) * row as f64 / self.rows as f64;
        let (row, column) = (k / self.columns, k % self.columns);
        let end = ((x(column + 1) + 0.5).min(right), (y(row + 1) + 0.5).min(bottom));
        [(x(column), y(row)), end]
    }

    /// What a pointer can be told about this map with these rows and columns.
    pub(super) fn area(&self, corners: [Point; 2], [rows, columns]: [Side; 2], label: &str, bar: &ColorBar) -> Area {
        Area::Cells {
            corners,
            rows,
            columns,
            label: label.into(),
            value: Quantity::of(&bar.ruler),
            frames: vec![self.values.iter().map(|&value| short(value)).collect()],
        }
    }

    /// Row 0 at the top; what is not finite is grey.
    pub(super) fn draw(&self, canvas: &Canvas, corners: [Point; 2], bar: &ColorBar) {
        if self.values.len() >= MANY {
            return canvas.below(&self.shapes(corners, bar));
        }
        for (k, value) in self.values.iter().enumerate() {
            canvas.rectangle(self.place(k, corners), bar.color(*value));
        }
    }
}

impl Cells {
    /// A shape for each color, in units of cells, without soft edges, so that there are no seams.
    fn shapes(&self, [(left, top), (right, bottom)]: [Point; 2], bar: &ColorBar) -> String {
        let mut outlines: BTreeMap<String, String> = BTreeMap::new();
        for (row, values) in self.values.chunks(self.columns).enumerate() {
            let colors: Vec<String> = values.iter().map(|&value| hex(bar.color(value))).collect();
            let mut column = 0;
            for run in colors.chunk_by(|a, b| a == b) {
                let outline = outlines.entry(run[0].clone()).or_default();
                let _ = write!(outline, "M{column} {row}h{0}v1h-{0}z", run.len());
                column += run.len();
            }
        }
        let [x, y] = [left, top].map(|pixels| pixels * UNITS);
        let across = (right - left) * UNITS / self.columns as f64;
        let down = (bottom - top) * UNITS / self.rows as f64;
        let place = format!("translate({x} {y}) scale({across} {down})");
        let mut text = format!("<g transform=\"{place}\" shape-rendering=\"crispEdges\">\n");
        for (color, outline) in outlines {
            let _ = writeln!(text, "<path fill=\"{color}\" d=\"{outline}\"/>");
        }
        text + "</g>\n"
    }
}

/// The entries that share drawn cell `index` of `drawn`, out of `length`.
fn block(index: usize, drawn: usize, length: usize) -> Range<usize> {
    index * length / drawn..(index + 1) * length / drawn
}

/// The scale of colors, right of what it explains.
pub(super) struct ColorBar {
    ruler: Ruler,
    /// Width of the bar with its labels (pixels).
    pub(super) room: f64,
}

impl ColorBar {
    /// From the least to the greatest of these values.
    pub(super) fn around(axis: &Axis, values: impl Iterator<Item = f64>) -> Self {
        let ruler = Ruler::exactly_around(axis, values);
        let labels = widest(ruler.ticks.iter().map(|(_, label)| label));
        Self { ruler, room: 2.0 * GAP + BAR + 2.0 * GAP + labels }
    }

    fn share(&self, value: f64) -> f64 {
        self.ruler.place(value).unwrap_or(0.0)
    }

    /// The color of a value; grey where it is not finite.
    pub(super) fn color(&self, value: f64) -> RGBColor {
        if value.is_finite() { viridis(self.share(value)) } else { MISSING }
    }

    /// The quantity with its unit.
    pub(super) fn title(&self) -> &str {
        &self.ruler.title
    }

    /// The bar with its labels, which begins `2 GAP` right of `left`.
    pub(super) fn draw(&self, canvas: &Canvas, left: f64, top: f64, bottom: f64) {
        let left = left + 2.0 * GAP;
        let height = |share: f64| bottom - share * (bottom - top);
        for shade in 0..SHADES {
            let share = shade as f64 / SHADES as f64;
            canvas.rectangle([(left, top), (left + BAR, height(share))], viridis(share));
        }
        canvas.frame([(left, top), (left + BAR, bottom)]);
        for (value, label) in &self.ruler.ticks {
            let y = height(self.share(*value));
            canvas.line(&[(left + BAR, y), (left + BAR + GAP, y)], INK, 1.5);
            canvas.text(label, (left + BAR + 1.5 * GAP, y), Anchor::Left, INK);
        }
    }
}
