use super::area::Side;
use super::axis::{Axis, Ruler};
use super::canvas::{Anchor, Canvas, Point, TEXT, sketch, text_width};
use super::cells::{Cells, ColorBar};
use super::colors::INK;
use super::film;
use super::frame::{Frame, GAP, HEAD};
use super::panel_grid::{MARGIN, PanelGrid};
use super::svg::Svg;

pub(super) const WIDTH: u32 = 900;
/// Width of the title beside the color bar (pixels).
pub(super) const TITLE: f64 = GAP + TEXT + GAP;
/// Height of a level label above a matrix (pixels).
pub(super) const LABEL: f64 = 1.2 * TEXT;
/// Height of the axis below a matrix (pixels).
const AXIS: f64 = 110.0;
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
    /// Stands above the matrix, upright where it is wider; empty for none.
    pub label: String,
    /// Row-major; row 0 is drawn at the top. Values that are not finite are grey.
    pub values: Vec<f64>,
}

impl HeatMap {
    /// The figure, 900 pixels wide. Several panels have square cells unless they would be very high; one
    /// panel is stretched where the matrix is long in one direction.
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

    fn color_bar(&self) -> ColorBar {
        ColorBar::around(&self.value, self.panels.iter().flat_map(|panel| panel.values.iter().copied()))
    }

    fn draw_cells(&self, canvas: &Canvas, corners: [Point; 2], panel: &Panel, bar: &ColorBar, limit: usize) {
        let cells = Cells::of(&panel.values, (self.rows, self.columns), limit);
        cells.draw(canvas, corners, bar);
        canvas.note(cells.area(corners, self.sides(&cells), &panel.label, bar));
    }

    /// What a pointer is told about the lines.
    pub(super) fn sides(&self, cells: &Cells) -> [Side; 2] {
        [
            Side::counted(&self.row_title, cells.rows, self.rows),
            Side::counted(&self.column_title, cells.columns, self.columns),
        ]
    }

    /// The panels one after the other at the same place, half a second each, over and over; its PNG is [`draw`](Self::draw).
    ///
    /// Where nothing moves, the last panel is seen.
    ///
    /// # Panics
    /// As [`draw`](Self::draw).
    pub fn film(&self) -> Svg {
        let still = self.draw();
        let bar = self.color_bar();
        let (height, label) = (self.height(&bar), LABEL);
        let frame = self.frame(&bar, label, height);
        let corners = [(frame.left, frame.top), (frame.right, frame.bottom)];
        let sheet = sketch(WIDTH, (height + label) as u32, |canvas| {
            frame.draw_axes(canvas);
            self.draw_bar(canvas, &bar, frame.top, frame.bottom);
        });
        let (pictures, area) = film::pictures(self, &bar, corners, GAP + label / 2.0);
        sheet.moving(&pictures, vec![area], still)
    }

    /// The color bar at the right edge, with the quantity beside it.
    fn draw_bar(&self, canvas: &Canvas, bar: &ColorBar, top: f64, bottom: f64) {
        let right = f64::from(WIDTH) - TITLE;
        bar.draw(canvas, right - bar.room, top, bottom);
        canvas.text(bar.title(), (right + GAP + TEXT / 2.0, (top + bottom) / 2.0), Anchor::Upwards, INK);
    }

    /// Height of a figure with a single matrix, without its label (pixels): as high as the title of the color bar at least.
    fn height(&self, bar: &ColorBar) -> f64 {
        (560.0 * self.rows as f64 / self.columns as f64).clamp(360.0, 800.0).max(text_width(bar.title())) + AXIS
    }

    /// Where a single matrix is, below `top`.
    fn frame(&self, bar: &ColorBar, top: f64, height: f64) -> Frame {
        let x = Ruler::counting(&self.column_title, self.columns);
        let y = Ruler::counting(&self.row_title, self.rows).downwards();
        Frame::fit((f64::from(WIDTH) - TITLE - bar.room, top + height), top, x, y)
    }

    fn draw_single(&self, panel: &Panel) -> Svg {
        let bar = self.color_bar();
        let (height, label) = (self.height(&bar), if panel.label.is_empty() { 0.0 } else { LABEL });
        let frame = self.frame(&bar, label, height);
        sketch(WIDTH, (height + label) as u32, |canvas| {
            let corners = [(frame.left, frame.top), (frame.right, frame.bottom)];
            self.draw_cells(canvas, corners, panel, &bar, CELLS);
            frame.draw_axes(canvas);
            self.draw_bar(canvas, &bar, frame.top, frame.bottom);
            let (middle, half) = ((frame.left + frame.right) / 2.0, text_width(&panel.label) / 2.0);
            // within the sheet where it is wider than the matrix
            let center = middle.min(f64::from(WIDTH) - GAP - half).max(GAP + half);
            canvas.text(&panel.label, (center, GAP + label / 2.0), Anchor::Center, INK);
        })
    }

    fn draw_grid(&self) -> Svg {
        let bar = self.color_bar();
        let grid = PanelGrid::of(self, &bar);
        let PanelGrid { pitch, size: (wide, high), across, label, upright } = grid;
        let below = grid.bottom(self.panels.len());
        // as high as the title of the color bar at least
        let bottom = below.max(HEAD + label + text_width(bar.title()) + GAP);
        sketch(WIDTH, (bottom + MARGIN) as u32, |canvas| {
            for (index, panel) in self.panels.iter().enumerate() {
                let left = MARGIN + (index % across) as f64 * pitch;
                let top = HEAD + (index / across) as f64 * (high + label + GAP) + label;
                let corners = [(left, top), (left + wide, top + high)];
                self.draw_cells(canvas, corners, panel, &bar, (CELLS / across).max(PANEL_CELLS));
                canvas.frame(corners);
                let center = left + wide / 2.0;
                if upright {
                    canvas.text(&panel.label, (center, top - GAP), Anchor::UpwardsBegin, INK);
                } else {
                    canvas.text(&panel.label, (center, top - label / 2.0), Anchor::Center, INK);
                }
            }
            let middle = MARGIN + across as f64 * pitch / 2.0;
            canvas.text(&self.column_title, (middle, below + TEXT / 2.0), Anchor::Center, INK);
            let beside = ((HEAD + label + below) / 2.0).max(GAP + text_width(&self.row_title) / 2.0);
            canvas.text(&self.row_title, (GAP + TEXT / 2.0, beside), Anchor::Upwards, INK);
            self.draw_bar(canvas, &bar, HEAD + label, bottom - GAP);
        })
    }
}
