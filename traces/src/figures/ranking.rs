use super::axis::{Axis, Ruler, Scale};
use super::canvas::{TEXT, sketch};
use super::colors::{INK, line_color};
use super::frame::{Frame, GAP};
use super::svg::Svg;

const WIDTH: f64 = 1500.0;
/// Height of a row (pixels).
const ROW: f64 = 1.4 * TEXT;
/// Height that labels and title below the rows take (pixels).
const BELOW: f64 = 2.0 * TEXT + 5.0 * GAP;
/// Radius of a dot (pixels).
const DOT: f64 = 7.0;

/// Named numbers, one per row from the top, with their uncertainties; a line stands at zero, except for shares in percent,
/// which are compared with each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// What the numbers are.
    pub x: Axis,
    /// The rows.
    pub estimates: Vec<Estimate>,
}

/// A named number.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// Its name.
    pub label: String,
    /// The number.
    pub value: f64,
    /// Half the length of its bar, not negative.
    pub deviation: f64,
}

impl Ranking {
    /// The figure, 1500 pixels wide and as high as its rows need.
    pub fn draw(&self) -> Svg {
        let words: Vec<&str> = self.estimates.iter().map(|row| row.label.as_str()).collect();
        let ends = self.estimates.iter().flat_map(|row| [row.value - row.deviation, row.value + row.deviation]);
        let zero = (self.x.scale != Scale::Percent).then_some(0.0);
        let x = Ruler::around(&self.x, ends.chain(zero));
        let height = BELOW + TEXT + ROW * words.len().max(1) as f64;
        let frame = Frame::fit((WIDTH, height), 0.0, x, Ruler::words(&words));
        sketch(WIDTH as u32, height.ceil() as u32, |canvas| {
            frame.draw_grid(canvas);
            let line = |from: (f64, f64), to: (f64, f64), color, width| {
                if let (Some(from), Some(to)) = (frame.point(from), frame.point(to)) {
                    canvas.line(&[from, to], color, width);
                }
            };
            if let Some(zero) = zero {
                line((zero, -0.5), (zero, words.len() as f64 - 0.5), INK, 2.0);
            }
            for (k, row) in self.estimates.iter().enumerate() {
                let (color, y) = (line_color(0, 1), k as f64);
                line((row.value - row.deviation, y), (row.value + row.deviation, y), color, 3.0);
                if let Some(center) = frame.point((row.value, y)) {
                    canvas.dot(center, DOT, color);
                }
            }
            frame.draw_axes(canvas);
            let points: Vec<[(f64, f64); 1]> =
                self.estimates.iter().enumerate().map(|(k, row)| [(row.value, k as f64)]).collect();
            frame.note(canvas, words.iter().copied().zip(points.iter().map(|point| point.as_slice())));
        })
    }
}
