use super::axis::{Axis, Ruler, Scale};
use super::canvas::{Anchor, Canvas, TEXT, sketch};
use super::colors::{INK, line_color};
use super::curve::{Line, draw_legend, readings, values};
use super::frame::{Frame, GAP};
use super::svg::Svg;

const WIDTH: f64 = 900.0;
/// Height of the plot of a strip (pixels).
const PLOT: f64 = 380.0;
/// Height of a line of an array in a strip of spikes, and least height of such a strip (pixels).
const LINE: f64 = 20.0;
const LEAST: f64 = 220.0;
/// Height that labels and title below the last strip take (pixels).
const BELOW: f64 = 2.0 * TEXT + 4.0 * GAP;

/// Several quantities over the same axis, one above the other: what happens at the same time.
#[derive(Debug, Clone, PartialEq)]
pub struct Strips {
    /// A line above all; empty for none.
    pub title: String,
    /// The axis below the last strip.
    pub x: Axis,
    /// The quantities, from the top.
    pub strips: Vec<Strip>,
}

/// One quantity of [`Strips`].
#[derive(Debug, Clone, PartialEq)]
pub struct Strip {
    /// The axis on the left.
    pub y: Axis,
    /// What is drawn, first at the back. A legend stands above the strip.
    pub lines: Vec<Line>,
}

impl Strip {
    /// Height of its plot (pixels).
    fn height(&self) -> f64 {
        match self.y.scale {
            Scale::Lines(count) => (LINE * count as f64).clamp(LEAST, PLOT),
            Scale::Linear | Scale::Percent | Scale::Logarithmic | Scale::Whole => PLOT,
        }
    }
}

impl Strips {
    /// The figure, 900 pixels wide.
    ///
    /// # Panics
    /// When a line has not one deviation per point.
    pub fn draw(&self) -> Svg {
        // how high legends are shows on a sheet that is thrown away
        let mut height = 0.0;
        sketch(WIDTH as u32, 1, |canvas| {
            height = self.frames(canvas).last().map_or(0.0, |frame| frame.bottom + BELOW);
        });
        sketch(WIDTH as u32, height.ceil() as u32, |canvas| {
            canvas.text(&self.title, (WIDTH / 2.0, GAP + TEXT / 2.0), Anchor::Center, INK);
            for (frame, strip) in self.frames(canvas).iter().zip(&self.strips) {
                frame.draw_grid(canvas);
                let colored = || {
                    let color = |index| line_color(index, strip.lines.len());
                    strip.lines.iter().enumerate().map(move |(index, line)| (line, color(index)))
                };
                colored().for_each(|(line, color)| line.draw_band(canvas, frame, color));
                colored().for_each(|(line, color)| line.draw(canvas, frame, color));
                frame.draw_axes(canvas);
                frame.note(canvas, readings(&strip.lines));
            }
        })
    }

    /// Draws the legends and makes the frames below them, in which equal values of the common axis stand at equal places.
    fn frames(&self, canvas: &Canvas) -> Vec<Frame> {
        let all = || self.strips.iter().flat_map(|strip| &strip.lines);
        let mut top = if self.title.is_empty() { 0.0 } else { 1.2 * TEXT };
        let mut frames = Vec::with_capacity(self.strips.len());
        for (number, strip) in self.strips.iter().enumerate() {
            let begin = draw_legend(&strip.lines, canvas, top, WIDTH);
            top = begin + strip.height();
            let x = Ruler::around(&self.x, all().flat_map(|line| values(line).0));
            let y = Ruler::around(&strip.y, strip.lines.iter().flat_map(|line| values(line).1));
            let mut frame = Frame::fit((WIDTH, top + BELOW), begin, x, y);
            frame.bottom = top - GAP;
            frames.push(if number + 1 < self.strips.len() { frame.without_words_below() } else { frame });
        }
        let left = frames.iter().map(|frame| frame.left).fold(0.0, f64::max);
        let right = frames.iter().map(|frame| frame.right).fold(WIDTH, f64::min);
        frames.iter_mut().for_each(|frame| (frame.left, frame.right) = (left, right));
        frames
    }
}
