use super::area::{Area, Quantity, Side};
use super::axis::{Axis, Ruler};
use super::canvas::{Anchor, Canvas, Point, TEXT, sketch, text_width, widest};
use super::colors::{INK, WHITE, blues};
use super::frame::GAP;
use super::svg::Svg;

const WIDTH: u32 = 900;
/// Least height of a cell that shows a count and a percentage (pixels).
const CELL: f64 = 2.6 * TEXT;

/// How often samples of each class were put into each class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfusionMatrix {
    /// The classes' names.
    pub classes: Vec<String>,
    /// Number of samples, row-major: true class by predicted class.
    pub counts: Vec<u64>,
}

impl ConfusionMatrix {
    /// The figure, 900 pixels wide: counts, shaded by their share of the row, with the share in
    /// percent where it fits into a cell.
    ///
    /// # Panics
    /// When `counts` has not one entry per pair of classes, or there is no class.
    pub fn draw(&self) -> Svg {
        let classes = self.classes.len();
        assert!(classes > 0 && self.counts.len() == classes * classes, "{classes} classes need as many counts squared");
        let names = widest(&self.classes);
        let left = GAP + TEXT + GAP + names + GAP;
        let wide = (f64::from(WIDTH) - left - GAP) / classes as f64;
        let high = (wide * 0.8).clamp(TEXT * 1.6, 150.0);
        let bottom = GAP + high * classes as f64;
        let upright = names > wide - GAP; // too long to stand side by side
        let below = if upright { names } else { TEXT };
        let height = bottom + GAP + below + 2.0 * GAP + TEXT + GAP;
        sketch(WIDTH, height.ceil() as u32, |canvas| {
            for row in 0..classes {
                for column in 0..classes {
                    let corner = (left + column as f64 * wide, GAP + row as f64 * high);
                    self.draw_cell(canvas, (row, column), corner, (wide, high));
                }
            }
            canvas.frame([(left, GAP), (left + wide * classes as f64, bottom)]);
            for (index, name) in self.classes.iter().enumerate() {
                let middle = index as f64 + 0.5;
                canvas.text(name, (left - GAP, GAP + middle * high), Anchor::Right, INK);
                let x = left + middle * wide;
                if upright {
                    canvas.text(name, (x, bottom + GAP), Anchor::UpwardsEnd, INK);
                } else {
                    canvas.text(name, (x, bottom + GAP + TEXT / 2.0), Anchor::Center, INK);
                }
            }
            let center = left + wide * classes as f64 / 2.0;
            canvas.text("Predicted class", (center, height - GAP - TEXT / 2.0), Anchor::Center, INK);
            canvas.note(self.area([(left, GAP), (left + wide * classes as f64, bottom)]));
            canvas.text("True class", (GAP + TEXT / 2.0, (GAP + bottom) / 2.0), Anchor::Upwards, INK);
        })
    }

    /// What a pointer can be told.
    fn area(&self, corners: [Point; 2]) -> Area {
        let classes = self.classes.len();
        let side = |title: &str| Side { names: self.classes.clone(), ..Side::counted(title, classes, classes) };
        let counts: Vec<f64> = self.counts.iter().map(|&count| count as f64).collect();
        let ruler = Ruler::exactly_around(&Axis::whole("Test rows"), counts.iter().copied());
        Area::Cells {
            corners,
            rows: side("True class"),
            columns: side("Predicted class"),
            label: String::new(),
            value: Quantity::of(&ruler),
            frames: vec![counts],
        }
    }

    fn draw_cell(&self, canvas: &Canvas, (row, column): (usize, usize), (x, y): (f64, f64), (wide, high): (f64, f64)) {
        let classes = self.classes.len();
        let count = self.counts[row * classes + column];
        let total: u64 = self.counts[row * classes..(row + 1) * classes].iter().sum();
        let share = if total == 0 { 0.0 } else { count as f64 / total as f64 };
        canvas.rectangle([(x, y), (x + wide, y + high)], blues(share));
        let ink = if share > 0.5 { WHITE } else { INK };
        let percent = format!("{:.0} %", 100.0 * share);
        let middle = (x + wide / 2.0, y + high / 2.0);
        if high >= CELL && text_width("100 %") < wide {
            canvas.text(&count.to_string(), (middle.0, middle.1 - 0.6 * TEXT), Anchor::Center, ink);
            canvas.text(&percent, (middle.0, middle.1 + 0.6 * TEXT), Anchor::Center, ink);
        } else {
            canvas.text(&count.to_string(), middle, Anchor::Center, ink);
        }
    }
}
