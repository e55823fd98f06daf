use super::axis::{Axis, Ruler};
use super::canvas::{Anchor, TEXT, sketch};
use super::cells::{Cells, ColorBar};
use super::colors::INK;
use super::frame::{Frame, GAP};
use super::svg::Svg;

const WIDTH: f64 = 900.0;
const HEIGHT: f64 = 640.0;
/// Width of the title beside the color bar (pixels).
const TITLE: f64 = GAP + TEXT + GAP;

/// One quantity over two settings that take few values each, as colors: a map of a sweep.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// The setting below, and its values from the left.
    pub x: (String, Vec<String>),
    /// The setting on the left, and its values from the bottom up.
    pub y: (String, Vec<String>),
    /// The quantity and its unit (a linear axis).
    pub value: Axis,
    /// Its values, row by row from the bottom up; those that are not finite are grey.
    pub values: Vec<f64>,
}

impl Grid {
    /// The figure, 900 by 640 pixels.
    ///
    /// # Panics
    /// When there is not one value for each pair of settings.
    pub fn draw(&self) -> Svg {
        let (columns, rows) = (self.x.1.len(), self.y.1.len());
        assert!(
            columns * rows > 0 && self.values.len() == columns * rows,
            "a grid of {rows} x {columns} has {} values",
            self.values.len()
        );
        let bar = ColorBar::around(&self.value, self.values.iter().copied());
        let from_top: Vec<f64> = self.values.chunks(columns).rev().flatten().copied().collect();
        sketch(WIDTH as u32, HEIGHT as u32, |canvas| {
            let ruler = |(title, words): &(String, Vec<String>)| Ruler::named(title, words);
            let size = (WIDTH - TITLE - bar.room, HEIGHT);
            let frame = Frame::fit(size, 0.0, ruler(&self.x), ruler(&self.y));
            let corners = [(frame.left, frame.top), (frame.right, frame.bottom)];
            Cells::of(&from_top, (rows, columns), rows.max(columns)).draw(canvas, corners, &bar);
            frame.draw_axes(canvas);
            let right = WIDTH - TITLE;
            bar.draw(canvas, right - bar.room, frame.top, frame.bottom);
            let middle = (frame.top + frame.bottom) / 2.0;
            canvas.text(bar.title(), (right + GAP + TEXT / 2.0, middle), Anchor::Upwards, INK);
        })
    }
}
