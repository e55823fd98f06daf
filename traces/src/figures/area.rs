//! What a pointer over a figure can be told: the numbers behind the drawing, for pages that show it.

use serde::Serialize;

use super::axis::{Ruler, Scale};
use super::canvas::Point;
use super::unit::{pretty, takes_prefix};

/// Points of a series that are kept: more could not be told apart by a pointer.
const POINTS: usize = 1000;

/// A part of a figure with the data in it. Corners are the top left and the bottom right (pixels of the figure).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Area {
    /// Points over two axes.
    Plot {
        /// Where it is.
        corners: [Point; 2],
        /// The axis below.
        x: Quantity,
        /// The axis on the left.
        y: Quantity,
        /// What is drawn.
        series: Vec<Series>,
    },
    /// A matrix of cells.
    Cells {
        /// Where it is.
        corners: [Point; 2],
        /// From the top down.
        rows: Side,
        /// From left to right.
        columns: Side,
        /// What stands above it, or empty.
        label: String,
        /// What the cells show.
        value: Quantity,
        /// Row-major values of the drawn cells, picture after picture where the figure moves.
        frames: Vec<Vec<f64>>,
    },
}

/// What an axis or a color shows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quantity {
    /// In words.
    pub title: String,
    /// Its unit as it is printed, empty for numbers.
    pub unit: String,
    /// Whether an SI prefix may stand before the unit.
    pub prefix: bool,
    /// Value at the left or lower end.
    pub low: f64,
    /// Value at the other end.
    pub high: f64,
    /// Whether equal distances are equal factors.
    pub logarithmic: bool,
}

/// A named row of points.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Series {
    /// Its name, or empty.
    pub name: String,
    /// (x, y) in the units of the axes.
    pub points: Vec<(f64, f64)>,
}

/// One side of a matrix.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Side {
    /// What the lines are.
    pub title: String,
    /// Lines that are drawn.
    pub drawn: usize,
    /// Lines of the matrix, as many or more.
    pub of: usize,
    /// Their names, where they have some.
    pub names: Vec<String>,
}

impl Side {
    /// `of` lines that are counted from 0; `drawn` blocks of them are drawn.
    pub(super) fn counted(title: &str, drawn: usize, of: usize) -> Self {
        Self { title: title.into(), drawn, of, names: Vec::new() }
    }

    /// Lines with these numbers, drawn as blocks where there are more than `limit`.
    pub(super) fn of(title: &str, numbers: &[usize], limit: usize) -> Self {
        let named = numbers.len() <= limit;
        let names = if named { numbers.iter().map(usize::to_string).collect() } else { Vec::new() };
        Self { names, ..Self::counted(title, numbers.len().min(limit), numbers.len()) }
    }
}

impl Area {
    pub(super) fn plot<'s>(
        corners: [Point; 2],
        x: &Ruler,
        y: &Ruler,
        series: impl Iterator<Item = (&'s str, &'s [(f64, f64)])>,
    ) -> Self {
        let kept = |points: &[(f64, f64)]| {
            let finite = points.iter().filter(|(x, y)| x.is_finite() && y.is_finite());
            finite.step_by(points.len().div_ceil(POINTS).max(1)).map(|&(x, y)| (short(x), short(y))).collect()
        };
        let series = series.map(|(name, points)| Series { name: name.into(), points: kept(points) }).collect();
        Self::Plot { corners, x: Quantity::of(x), y: Quantity::of(y), series }
    }
}

impl Quantity {
    pub(super) fn of(ruler: &Ruler) -> Self {
        let axis = &ruler.axis;
        Self {
            title: axis.title.clone(),
            unit: pretty(&axis.unit),
            prefix: takes_prefix(&axis.unit),
            low: ruler.low,
            high: ruler.high,
            logarithmic: axis.scale == Scale::Logarithmic,
        }
    }
}

/// Five significant digits: more than a pointer can tell apart.
pub(super) fn short(value: f64) -> f64 {
    format!("{value:.4e}").parse().unwrap_or(f64::NAN)
}
