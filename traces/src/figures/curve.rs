use plotters::style::{Color, RGBColor};

use super::axis::{Axis, Ruler};
use super::canvas::{Anchor, Canvas, Point, TEXT, sketch, widest};
use super::colors::{INK, line_color};
use super::frame::{Frame, GAP};
use super::svg::Svg;

const WIDTH: u32 = 900;
const HEIGHT: u32 = 640;
const LINE: f64 = 4.0;
const DOT: f64 = 7.0;
/// Distance of bars that stand beside each other (pixels).
const BESIDE: f64 = 2.5 * DOT;
/// Half the height of a stroke, in lines of the array, and its least height (pixels).
const STROKE: f64 = 0.4;
const LEAST_STROKE: f64 = 6.0;
/// Length of the sample beside a legend entry (pixels).
const SAMPLE: f64 = 44.0;

/// Lines and points over an axis: learning curves, switching families, STDP windows.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// The axis below.
    pub x: Axis,
    /// The axis on the left.
    pub y: Axis,
    /// What is drawn, first at the back. A legend stands above the plot when there is more than one.
    pub lines: Vec<Line>,
}

/// One line of a [`Curve`].
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its name in the legend.
    pub label: String,
    /// (x, y) in the order in which they are joined; values that are not finite break the line.
    pub points: Vec<(f64, f64)>,
    /// How the points and their spread are shown.
    pub spread: Spread,
}

/// What is drawn at and around the points of a [`Line`].
#[derive(Debug, Clone, PartialEq)]
pub enum Spread {
    /// The joined line alone.
    None,
    /// The joined line in a band of y plus and minus this (one value per point).
    Band(Vec<f64>),
    /// Dots that are not joined.
    Dots,
    /// Dots with error bars of y plus and minus this (one value per point), not joined.
    Bars(Vec<f64>),
    /// Dots that are not joined, and the line of a model through these points in the same color.
    Model(Vec<(f64, f64)>),
    /// Upright strokes, as high as a line of an array: spikes over [`Axis::lines`].
    Strokes,
}

impl Line {
    /// A line through these points.
    pub fn new(label: &str, points: Vec<(f64, f64)>) -> Self {
        Self { label: label.into(), points, spread: Spread::None }
    }

    /// A line in a band of plus and minus `deviations`, such as the standard deviation over seeds.
    pub fn with_band(label: &str, points: Vec<(f64, f64)>, deviations: Vec<f64>) -> Self {
        Self { label: label.into(), points, spread: Spread::Band(deviations) }
    }

    /// Single measurements.
    pub fn dots(label: &str, points: Vec<(f64, f64)>) -> Self {
        Self { label: label.into(), points, spread: Spread::Dots }
    }

    /// Single measurements with error bars of plus and minus `deviations`.
    pub fn with_bars(label: &str, points: Vec<(f64, f64)>, deviations: Vec<f64>) -> Self {
        Self { label: label.into(), points, spread: Spread::Bars(deviations) }
    }

    /// Single measurements and the line of a model that was fitted to them.
    pub fn with_model(label: &str, points: Vec<(f64, f64)>, model: Vec<(f64, f64)>) -> Self {
        Self { label: label.into(), points, spread: Spread::Model(model) }
    }

    /// Spikes: the time and the line of each, in any order.
    pub fn strokes(label: &str, spikes: Vec<(f64, f64)>) -> Self {
        Self { label: label.into(), points: spikes, spread: Spread::Strokes }
    }

    /// Lower and upper end of the spread at each point.
    fn extents(&self) -> Vec<(f64, f64)> {
        match &self.spread {
            Spread::None | Spread::Dots | Spread::Model(_) | Spread::Strokes => {
                self.points.iter().map(|&(_, y)| (y, y)).collect()
            }
            Spread::Band(deviations) | Spread::Bars(deviations) => {
                assert!(
                    deviations.len() == self.points.len(),
                    "line `{}` has {} points but {} deviations",
                    self.label,
                    self.points.len(),
                    deviations.len()
                );
                self.points.iter().zip(deviations).map(|(&(_, y), d)| (y - d, y + d)).collect()
            }
        }
    }

    fn is_dotted(&self) -> bool {
        matches!(self.spread, Spread::Dots | Spread::Bars(_) | Spread::Model(_))
    }

    /// The band: drawn before all lines, so that it hides none.
    pub(super) fn draw_band(&self, canvas: &Canvas, frame: &Frame, color: RGBColor) {
        if !matches!(self.spread, Spread::Band(_)) {
            return;
        }
        for run in self.ends(frame).split(Option::is_none) {
            let (low, high): (Vec<Point>, Vec<Point>) = run.iter().flatten().map(|&[low, high]| (low, high)).unzip();
            let outline: Vec<Point> = low.into_iter().chain(high.into_iter().rev()).collect();
            canvas.polygon(&outline, color.mix(0.25));
        }
    }

    pub(super) fn draw(&self, canvas: &Canvas, frame: &Frame, color: RGBColor) {
        match self.spread {
            Spread::Bars(_) => self.ends(frame).iter().flatten().for_each(|bar| canvas.line(bar, color, LINE / 2.0)),
            Spread::Strokes => return self.draw_strokes(canvas, frame, color),
            Spread::None | Spread::Band(_) | Spread::Dots | Spread::Model(_) => {}
        }
        let join = |points: &[(f64, f64)]| {
            let places: Vec<Option<Point>> = points.iter().map(|&point| frame.point(point)).collect();
            for run in places.split(Option::is_none).filter(|run| !run.is_empty()) {
                canvas.line(&run.iter().flatten().copied().collect::<Vec<_>>(), color, LINE);
            }
        };
        join(self.model());
        if self.is_dotted() {
            self.points.iter().filter_map(|&point| frame.point(point)).for_each(|place| canvas.dot(place, DOT, color));
        } else {
            join(&self.points);
        }
    }

    fn draw_strokes(&self, canvas: &Canvas, frame: &Frame, color: RGBColor) {
        for &(time, line) in &self.points {
            if let (Some(low), Some(high)) = (frame.point((time, line - STROKE)), frame.point((time, line + STROKE))) {
                let spare = ((LEAST_STROKE - (low.1 - high.1)) / 2.0).max(0.0);
                let ends = [(low.0, (low.1 + spare).min(frame.bottom)), (high.0, (high.1 - spare).max(frame.top))];
                canvas.line(&ends, color, 0.75 * LINE);
            }
        }
        if self.points.is_empty() {
            let middle = ((frame.left + frame.right) / 2.0, (frame.top + frame.bottom) / 2.0);
            canvas.text("no spikes", middle, Anchor::Center, INK);
        }
    }

    /// The same with every point and its bar moved to the right by `shift` (pixels) at its place.
    fn beside(&self, frame: &Frame, shift: impl Fn(f64) -> f64) -> Self {
        let moved = |&(x, y): &(f64, f64)| (frame.beside(x, shift(x)), y);
        Self { points: self.points.iter().map(moved).collect(), ..self.clone() }
    }

    /// Points of the model, if there is one.
    fn model(&self) -> &[(f64, f64)] {
        match &self.spread {
            Spread::Model(points) => points,
            _ => &[],
        }
    }

    /// Where the spread of each point begins and ends on the sheet.
    fn ends(&self, frame: &Frame) -> Vec<Option<[Point; 2]>> {
        let extents = self.points.iter().zip(self.extents());
        let span = |(&(x, _), (low, high)): (&(f64, f64), (f64, f64))| {
            let high = frame.point((x, high))?;
            // a spread that reaches 0 or below on a logarithmic axis goes on to its end
            let end = |low: f64| (low <= 0.0).then_some((high.0, frame.bottom));
            Some([frame.point((x, low)).or_else(|| end(low))?, high])
        };
        extents.map(span).collect()
    }
}

impl Curve {
    /// The figure, 900 by 640 pixels.
    ///
    /// # Panics
    /// When a line has not one deviation per point.
    pub fn draw(&self) -> Svg {
        let x = Ruler::around(&self.x, self.lines.iter().flat_map(|line| values(line).0));
        let y = Ruler::around(&self.y, self.lines.iter().flat_map(|line| values(line).1));
        sketch(WIDTH, HEIGHT, |canvas| {
            let legend = || draw_legend(&self.lines, canvas, 0.0, WIDTH.into());
            let top = if self.lines.len() > 1 { legend() } else { 0.0 };
            let frame = Frame::fit((WIDTH.into(), HEIGHT.into()), top, x, y);
            frame.draw_grid(canvas);
            for (index, line) in self.lines.iter().enumerate() {
                line.draw_band(canvas, &frame, line_color(index, self.lines.len()));
            }
            let bars = self.bars(&frame);
            for (index, line) in self.lines.iter().enumerate() {
                line.beside(&frame, |x| shift(&bars, index, x)).draw(
                    canvas,
                    &frame,
                    line_color(index, self.lines.len()),
                );
            }
            frame.draw_axes(canvas);
            frame.note(canvas, readings(&self.lines));
        })
    }

    /// Where the error bars of each line stand: place on the axis, top and bottom on the sheet with the dots' own size.
    fn bars(&self, frame: &Frame) -> Vec<Vec<(f64, [f64; 2])>> {
        let bars = |line: &Line| {
            let ends = if matches!(line.spread, Spread::Bars(_)) { line.ends(frame) } else { Vec::new() };
            let bars = line.points.iter().zip(ends);
            bars.filter_map(|(point, ends)| ends.map(|[low, high]| (point.0, [high.1 - DOT, low.1 + DOT]))).collect()
        };
        self.lines.iter().map(bars).collect()
    }
}

/// By how much line `index` stands beside place `x` (pixels), where error bars of several lines would cover each other.
fn shift(bars: &[Vec<(f64, [f64; 2])>], index: usize, x: f64) -> f64 {
    let of = |line: usize| bars[line].iter().filter(|bar| bar.0 == x).map(move |bar| (line, bar.1));
    let here: Vec<(usize, [f64; 2])> = (0..bars.len()).flat_map(of).collect();
    let cover = |a: &(usize, [f64; 2]), b: &(usize, [f64; 2])| a.0 != b.0 && a.1[0] < b.1[1] && b.1[0] < a.1[1];
    let covered = (0..here.len()).any(|k| here[..k].iter().any(|other| cover(&here[k], other)));
    let mut lines: Vec<usize> = here.iter().map(|(line, _)| *line).collect();
    lines.dedup();
    let rank = lines.iter().position(|line| *line == index).filter(|_| covered);
    rank.map_or(0.0, |rank| (rank as f64 - (lines.len() - 1) as f64 / 2.0) * BESIDE)
}

/// What a pointer can be told about lines: names with points, those of models left out.
pub(super) fn readings(lines: &[Line]) -> impl Iterator<Item = (&str, &[(f64, f64)])> {
    lines.iter().map(|line| (line.label.as_str(), line.points.as_slice()))
}

/// All values of a line along either axis, those of its spread and model included.
pub(super) fn values(line: &Line) -> (impl Iterator<Item = f64>, impl Iterator<Item = f64>) {
    let x = line.points.iter().chain(line.model()).map(|&(x, _)| x);
    let model = line.model().iter().map(|&(_, y)| y);
    (x, line.extents().into_iter().flat_map(|(low, high)| [low, high]).chain(model))
}

/// Draws a legend in rows from `top` (pixels), where it hides no data; returns where it ends.
pub(super) fn draw_legend(lines: &[Line], canvas: &Canvas, top: f64, width: f64) -> f64 {
    let widest = widest(lines.iter().map(|line| &line.label));
    if widest == 0.0 {
        return top;
    }
    let entry = SAMPLE + GAP + widest + 2.0 * GAP;
    let across = (width - 2.0 * GAP) / entry;
    let per_row = (across.floor() as usize).max(1);
    let row_height = 1.3 * TEXT;
    for (index, line) in lines.iter().enumerate() {
        let (row, column) = (index / per_row, index % per_row);
        let color = line_color(index, lines.len());
        let (x, y) = (2.0 * GAP + column as f64 * entry, top + GAP + (row as f64 + 0.5) * row_height);
        if line.is_dotted() {
            canvas.dot((x + SAMPLE / 2.0, y), DOT, color);
        } else {
            canvas.line(&[(x, y), (x + SAMPLE, y)], color, 1.5 * LINE);
        }
        canvas.text(&line.label, (x + SAMPLE + GAP, y), Anchor::Left, INK);
    }
    top + GAP + lines.len().div_ceil(per_row) as f64 * row_height
}
