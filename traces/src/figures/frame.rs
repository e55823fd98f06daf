use super::area::Area;
use super::axis::{Ruler, place};
use super::canvas::{Anchor, Canvas, Point, TEXT, text_width, widest};
use super::colors::{GRID, INK};

/// Length of a labelled tick (pixels); others are half as long.
const TICK: f64 = 10.0;
/// Free space between things (pixels).
pub(super) const GAP: f64 = 10.0;
/// Space that half a line of text takes above its middle, for a tick at the very top (pixels).
pub(super) const HEAD: f64 = 0.65 * TEXT;

/// A rectangle with an axis below and one on its left, which turns values into points.
pub(super) struct Frame {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
    /// Left edge of the part of the sheet that the frame shares with its labels.
    edge: f64,
    x: Ruler,
    y: Ruler,
}

impl Frame {
    /// The largest frame on a sheet of this size below `top`, with room for its labels.
    pub(super) fn fit((width, height): (f64, f64), top: f64, x: Ruler, y: Ruler) -> Self {
        let y_labels = widest(y.ticks.iter().map(|(_, label)| label));
        let left = GAP + TEXT + GAP + y_labels + GAP + TICK;
        let bottom = height - (GAP + TEXT + GAP + TEXT + GAP + TICK);
        // the last label below may reach half its width beyond the frame
        let overhang = x.ticks.last().map_or(0.0, |(_, label)| text_width(label) / 2.0);
        let mut frame = Self { left, top: top + HEAD, right: width - GAP - overhang, bottom, edge: 0.0, x, y };
        frame.thin();
        frame
    }

    /// The same without words below, for a frame above another that has them.
    pub(super) fn without_words_below(mut self) -> Self {
        self.x.ticks.iter_mut().for_each(|(_, label)| label.clear());
        self.x.title.clear();
        self
    }

    /// The same, moved to the right.
    pub(super) fn moved(self, right: f64) -> Self {
        Self { left: self.left + right, right: self.right + right, edge: self.edge + right, ..self }
    }

    /// Leaves out labels below until the rest stand apart.
    fn thin(&mut self) {
        let Self { x, left, right, .. } = self;
        let (low, high, axis) = (x.low, x.high, x.axis.clone());
        let place = |value: f64| place(&axis, (low, high), value).unwrap_or(0.0) * (*right - *left);
        x.thin(|ticks| {
            let apart = |pair: &[(f64, String)]| {
                let room = (place(pair[1].0) - place(pair[0].0)).abs();
                room >= (text_width(&pair[0].1) + text_width(&pair[1].1)) / 2.0 + 1.5 * GAP
            };
            ticks.windows(2).all(apart)
        });
    }

    /// The point of a pair of values; `None` where one has no place on its axis.
    pub(super) fn point(&self, (x, y): (f64, f64)) -> Option<Point> {
        let across = self.x.place(x)?;
        let up = self.y.place(y)?;
        Some((self.left + across * (self.right - self.left), self.bottom - up * (self.bottom - self.top)))
    }

    /// The value that stands `pixels` right of `x`.
    pub(super) fn beside(&self, x: f64, pixels: f64) -> f64 {
        self.x.beside(x, pixels / (self.right - self.left))
    }

    /// Lets a pointer over the sheet read these series: names with points in the order in which they are drawn.
    pub(super) fn note<'s>(&self, canvas: &Canvas, series: impl Iterator<Item = (&'s str, &'s [(f64, f64)])>) {
        let corners = [(self.left, self.top), (self.right, self.bottom)];
        canvas.note(Area::plot(corners, &self.x, &self.y, series));
    }

    /// Grid lines: draw them before the data.
    pub(super) fn draw_grid(&self, canvas: &Canvas) {
        for x in self.across(self.x.ticks.iter().map(|(value, _)| *value)) {
            canvas.line(&[(x, self.top), (x, self.bottom)], GRID, 1.5);
        }
        for y in self.up(self.y.ticks.iter().map(|(value, _)| *value)) {
            canvas.line(&[(self.left, y), (self.right, y)], GRID, 1.5);
        }
    }

    /// Outline, ticks, labels and titles: draw them after the data.
    pub(super) fn draw_axes(&self, canvas: &Canvas) {
        canvas.frame([(self.left, self.top), (self.right, self.bottom)]);
        for x in self.across(self.x.minor.iter().copied()) {
            canvas.line(&[(x, self.bottom), (x, self.bottom + TICK / 2.0)], INK, 1.5);
        }
        for y in self.up(self.y.minor.iter().copied()) {
            canvas.line(&[(self.left - TICK / 2.0, y), (self.left, y)], INK, 1.5);
        }
        for (x, (_, label)) in self.across(self.x.ticks.iter().map(|(value, _)| *value)).zip(&self.x.ticks) {
            canvas.line(&[(x, self.bottom), (x, self.bottom + TICK)], INK, 1.5);
            canvas.text(label, (x, self.bottom + TICK + GAP + TEXT / 2.0), Anchor::Center, INK);
        }
        for (y, (_, label)) in self.up(self.y.ticks.iter().map(|(value, _)| *value)).zip(&self.y.ticks) {
            canvas.line(&[(self.left - TICK, y), (self.left, y)], INK, 1.5);
            canvas.text(label, (self.left - TICK - GAP, y), Anchor::Right, INK);
        }
        let below = self.bottom + TICK + GAP + TEXT + GAP + TEXT / 2.0;
        canvas.text(&self.x.title, ((self.left + self.right) / 2.0, below), Anchor::Center, INK);
        let beside = self.edge + GAP + TEXT / 2.0;
        canvas.text(&self.y.title, (beside, (self.top + self.bottom) / 2.0), Anchor::Upwards, INK);
    }

    fn across(&self, values: impl Iterator<Item = f64>) -> impl Iterator<Item = f64> {
        values.filter_map(|value| self.x.place(value)).map(|share| self.left + share * (self.right - self.left))
    }

    fn up(&self, values: impl Iterator<Item = f64>) -> impl Iterator<Item = f64> {
        values.filter_map(|value| self.y.place(value)).map(|share| self.bottom - share * (self.bottom - self.top))
    }
}
