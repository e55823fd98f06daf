//! Where the matrices of a heat map stand beside and below each other.

use super::canvas::{TEXT, widest};
use super::cells::ColorBar;
use super::frame::{GAP, HEAD};
use super::heat_map::{HeatMap, LABEL, TITLE, WIDTH};

/// Room for the titles below and on the left (pixels).
pub(super) const MARGIN: f64 = GAP + TEXT + GAP;
/// Greatest height of a matrix (pixels); longer ones are stretched.
const HIGHEST: f64 = 1000.0;

/// An arrangement of equal matrices.
#[derive(Clone, Copy)]
pub(super) struct PanelGrid {
    /// Matrices beside each other.
    pub across: usize,
    /// From the left edge of one to that of the next (pixels).
    pub pitch: f64,
    /// Width and height of a matrix (pixels).
    pub size: (f64, f64),
    /// Height of the label above each (pixels).
    pub label: f64,
    /// Whether labels read upwards.
    pub upright: bool,
}

impl PanelGrid {
    /// As many beside each other as look good; where their labels are wider, the lowest arrangement of fewer with level labels
    /// or of more with labels that read upwards.
    pub fn of(map: &HeatMap, bar: &ColorBar) -> Self {
        let count = map.panels.len();
        let shape = map.rows as f64 / map.columns as f64;
        let good = ((count as f64 * shape).sqrt().ceil() as usize).clamp(1, count);
        let labels = widest(map.panels.iter().map(|panel| &panel.label));
        let grid = |across: usize, label: f64, upright: bool| {
            let pitch = (f64::from(WIDTH) - TITLE - bar.room - MARGIN) / across as f64;
            let size = (pitch - GAP, ((pitch - GAP) * shape).min(HIGHEST));
            Self { across, pitch, size, label, upright }
        };
        if labels == 0.0 {
            return grid(good, 0.0, false);
        }
        let level = |across: usize| Some(grid(across, LABEL, false)).filter(|grid| labels < grid.size.0);
        let upright = |across: usize| grid(across, labels + 2.0 * GAP, true);
        let apart = |across: &usize| *across == good || upright(*across).pitch >= 2.0 * TEXT;
        let others = || (1..good).filter_map(level).chain((good..=count).filter(apart).map(upright));
        let lowest = || others().min_by(|a, b| a.bottom(count).total_cmp(&b.bottom(count)));
        level(good).or_else(lowest).unwrap_or_else(|| upright(good))
    }

    /// Where `count` matrices end (pixels from the top).
    pub fn bottom(&self, count: usize) -> f64 {
        HEAD + count.div_ceil(self.across) as f64 * (self.size.1 + self.label + GAP)
    }
}
