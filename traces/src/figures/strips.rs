use super::axis::{Axis, Ruler};
use super::canvas::{TEXT, sketch};
use super::colors::line_color;
use super::curve::{Line, draw_legend, values};
use super::frame::{Frame, GAP};
use super::svg::Svg;

const WIDTH: f64 = 900.0;
/// Height of the plot of a strip (pixels).
const PLOT: f64 = 260.0;
/// Height that labels and title below the last strip take (pixels).
const BELOW: f64 = 2.0 * TEXT + 4.0 * GAP;

/// Several quantities over the same axis, one above the other: what happens at the same time.
#[derive(Debug, Clone, PartialEq)]
pub struct Strips {
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
    /// What is drawn, first at the back. A legend stands above the strip when there is more than one.
    pub lines: Vec<Line>,
}

impl Strip {
    fn has_legend(&self) -> bool {
        self.lines.len() > 1
    }

    /// Lowest point of the legend of this strip, which begins at `top`; rows of a legend are not known before.
    fn plot_top(&self, top: f64, canvas: &super::canvas::Canvas) -> f64 {
        if self.has_legend() { draw_legend(&self.lines, canvas, top, WIDTH) } else { top }
    }
}

impl Strips {
    /// The figure, 900 pixels wide.
    ///
    /// # Panics
    /// When a line has not one deviation per point.
    pub fn draw(&self) -> Svg {
        let all = || self.strips.iter().flat_map(|strip| &strip.lines);
        let x = |axis: &Axis| Ruler::around(axis, all().flat_map(|line| values(line).0));
        // legends are measured on a sheet that is thrown away
        let mut height = BELOW;
        sketch(WIDTH as u32, 1, |canvas| {
            height += self.strips.iter().map(|strip| strip.plot_top(0.0, canvas) + PLOT).sum::<f64>();
        });
        sketch(WIDTH as u32, height.ceil() as u32, |canvas| {
            let mut top = 0.0;
            let mut frames = Vec::with_capacity(self.strips.len());
            for (number, strip) in self.strips.iter().enumerate() {
                let begin = strip.plot_top(top, canvas);
                top = begin + PLOT;
                let y = Ruler::around(&strip.y, strip.lines.iter().flat_map(|line| values(line).1));
                let mut x = x(&self.x);
                if number + 1 < self.strips.len() {
                    x.ticks.iter_mut().for_each(|(_, label)| label.clear());
                    x.title.clear();
                }
                let mut frame = Frame::fit((WIDTH, top + BELOW), begin, x, y);
                frame.bottom = top - GAP;
                frames.push(frame);
            }
            // the same time stands at the same place in all strips
            let left = frames.iter().map(|frame| frame.left).fold(0.0, f64::max);
            let right = frames.iter().map(|frame| frame.right).fold(WIDTH, f64::min);
            for (frame, strip) in frames.iter_mut().zip(&self.strips) {
                (frame.left, frame.right) = (left, right);
                frame.draw_grid(canvas);
                for (index, line) in strip.lines.iter().enumerate() {
                    line.draw(canvas, frame, line_color(index, strip.lines.len()));
                }
                frame.draw_axes(canvas);
            }
        })
    }
}
