use super::axis::{Axis, Ruler};
use super::canvas::{Anchor, Canvas, Point, TEXT, sketch, widest};
use super::colors::{INK, MISSING, viridis};
use super::frame::{Frame, GAP, HEAD};
use super::svg::Svg;

const WIDTH: u32 = 900;
/// Width of the color bar (pixels).
const BAR: f64 = 30.0;
/// Shades of the color bar.
const SHADES: usize = 256;
/// Largest number of cells along a side of the figure (more could not be seen, and are averaged in
/// blocks), and the number that each panel may have in any case.
const CELLS: usize = 200;
const PANEL_CELLS: usize = 32;

/// Matrices of one quantity as colors, with a color bar: conductance maps.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatMap {
    /// What the rows of a matrix are: "Word line", "Pixel row".
    pub row_title: String,
    /// What its columns are: "Bit line", "Neuron".
    pub column_title: String,
    /// The quantity and its unit (a linear axis).
    pub value: Axis,
    /// Number of rows of each matrix.
    pub rows: usize,
    /// Number of columns of each matrix.
    pub columns: usize,
    /// The matrices, drawn side by side on one color scale; a single one gets numbered axes.
    pub panels: Vec<Panel>,
}

/// One matrix of a [`HeatMap`].
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// Stands above the matrix, where it is not wider than that; empty for none.
    pub label: String,
    /// Row-major; row 0 is drawn at the top. Values that are not finite are grey.
    pub values: Vec<f64>,
}

impl HeatMap {
    /// The figure, 900 pixels wide. Several panels have square cells; one panel is stretched where the
    /// matrix is long in one direction.
    ///
    /// # Panics
    /// When there is no panel, a matrix is empty, or a panel has not `rows * columns` values.
    pub fn draw(&self) -> Svg {
        assert!(!self.panels.is_empty() && self.rows * self.columns > 0, "a heat map needs at least one value");
        for panel in &self.panels {
            assert!(
                panel.values.len() == self.rows * self.columns,
                "panel `{}` has {} values, not {} x {}",
                panel.label,
                panel.values.len(),
                self.rows,
                self.columns
            );
        }
        if let [panel] = self.panels.as_slice() { self.draw_single(panel) } else { self.draw_grid() }
    }

    fn draw_single(&self, panel: &Panel) -> Svg {
        let shape = self.rows as f64 / self.columns as f64;
        let height = (560.0 * shape).clamp(360.0, 800.0) + 110.0;
        let bar = ColorBar::new(self);
        sketch(WIDTH, height as u32, |canvas| {
            let x = Ruler::counting(&self.column_title, self.columns);
            let y = Ruler::counting_down(&self.row_title, self.rows);
            let size = (f64::from(WIDTH) - bar.room, height);
            let frame = Frame::fit(size, 0.0, x, y);
            let corners = [(frame.left, frame.top), (frame.right, frame.bottom)];
            self.draw_cells(canvas, corners, &panel.values, &bar, CELLS);
            frame.draw_axes(canvas);
            bar.draw(canvas, frame.top, frame.bottom);
        })
    }

    fn draw_grid(&self) -> Svg {
        let shape = self.rows as f64 / self.columns as f64;
        let across = ((self.panels.len() as f64 * shape).sqrt().ceil() as usize).clamp(1, self.panels.len());
        let down = self.panels.len().div_ceil(across);
        let margin = GAP + TEXT + GAP; // for the titles below and on the left
        let bar = ColorBar::new(self);
        let pitch = (f64::from(WIDTH) - bar.room - margin) / across as f64;
        let (wide, high) = (pitch - GAP, (pitch - GAP) * shape);
        let widest_label = widest(self.panels.iter().map(|panel| &panel.label));
        let label = if (1.0..wide).contains(&widest_label) { 1.2 * TEXT } else { 0.0 };
        let bottom = HEAD + down as f64 * (high + label + GAP);
        sketch(WIDTH, (bottom + margin) as u32, |canvas| {
            for (index, panel) in self.panels.iter().enumerate() {
                let left = margin + (index % across) as f64 * pitch;
                let top = HEAD + (index / across) as f64 * (high + label + GAP) + label;
                let corners = [(left, top), (left + wide, top + high)];
                self.draw_cells(canvas, corners, &panel.values, &bar, (CELLS / across).max(PANEL_CELLS));
                canvas.frame(corners);
                if label > 0.0 {
                    canvas.text(&panel.label, (left + wide / 2.0, top - label / 2.0), Anchor::Center, INK);
                }
            }
            let middle = margin + across as f64 * pitch / 2.0;
            canvas.text(&self.column_title, (middle, bottom + TEXT / 2.0), Anchor::Center, INK);
            canvas.text(&self.row_title, (GAP + TEXT / 2.0, bottom / 2.0), Anchor::Upwards, INK);
            bar.draw(canvas, HEAD + label, bottom - GAP);
        })
    }

    fn draw_cells(
        &self,
        canvas: &Canvas,
        [(left, top), (right, bottom)]: [Point; 2],
        values: &[f64],
        bar: &ColorBar,
        limit: usize,
    ) {
        let (rows, columns) = (self.rows.min(limit), self.columns.min(limit));
        for row in 0..rows {
            for column in 0..columns {
                let value = self.block_mean(values, block(row, rows, self.rows), block(column, columns, self.columns));
                let color = if value.is_finite() { viridis(bar.share(value)) } else { MISSING };
                let x = |column: usize| left + (right - left) * column as f64 / columns as f64;
                let y = |row: usize| top + (bottom - top) * row as f64 / rows as f64;
                // half a pixel over its neighbours, which are drawn later: no seams
                let end = ((x(column + 1) + 0.5).min(right), (y(row + 1) + 0.5).min(bottom));
                canvas.rectangle([(x(column), y(row)), end], color);
            }
        }
    }

    fn block_mean(&self, values: &[f64], rows: std::ops::Range<usize>, columns: std::ops::Range<usize>) -> f64 {
        let count = (rows.len() * columns.len()) as f64;
        let cells = rows.flat_map(|row| columns.clone().map(move |column| row * self.columns + column));
        cells.map(|k| values[k]).sum::<f64>() / count
    }
}

/// The entries that share drawn cell `index` of `drawn`, out of `length`.
fn block(index: usize, drawn: usize, length: usize) -> std::ops::Range<usize> {
    index * length / drawn..(index + 1) * length / drawn
}

/// The scale of colors on the right.
struct ColorBar {
    ruler: Ruler,
    /// Width that it takes from the sheet (pixels).
    room: f64,
}

impl ColorBar {
    fn new(map: &HeatMap) -> Self {
        let ruler = Ruler::exactly_around(&map.value, map.panels.iter().flat_map(|panel| panel.values.iter().copied()));
        let labels = widest(ruler.ticks.iter().map(|(_, label)| label));
        Self { ruler, room: 2.0 * GAP + BAR + 2.0 * GAP + labels + GAP + TEXT + GAP }
    }

    fn share(&self, value: f64) -> f64 {
        self.ruler.place(value).unwrap_or(0.0)
    }

    fn draw(&self, canvas: &Canvas, top: f64, bottom: f64) {
        let left = f64::from(WIDTH) - self.room + 2.0 * GAP;
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
        let beside = (f64::from(WIDTH) - GAP - TEXT / 2.0, (top + bottom) / 2.0);
        canvas.text(&self.ruler.title, beside, Anchor::Upwards, INK);
    }
}
