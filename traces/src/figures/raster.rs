use super::axis::{Axis, Ruler};
use super::canvas::sketch;
use super::colors::PALETTE;
use super::frame::Frame;
use super::svg::Svg;

const WIDTH: u32 = 900;
const HEIGHT: u32 = 640;
/// Height of a spike's mark, as a share of its line's height, and its least height (pixels).
const MARK: f64 = 0.8;
const LEAST_MARK: f64 = 3.0;

/// Spikes as short strokes: time across, one line of the array per row.
#[derive(Debug, Clone, PartialEq)]
pub struct Raster {
    /// The axis of time.
    pub time: Axis,
    /// What the rows are: "Word line", "Neuron".
    pub line_title: String,
    /// Number of lines, with or without spikes.
    pub lines: usize,
    /// Time (in the unit of `time`) and line of each spike, in any order.
    pub spikes: Vec<(f64, usize)>,
}

impl Raster {
    /// The figure, 900 by 640 pixels; line 0 is at the bottom.
    ///
    /// # Panics
    /// When a spike is on a line that does not exist.
    pub fn draw(&self) -> Svg {
        let beyond = self.spikes.iter().find(|(_, line)| *line >= self.lines);
        assert!(beyond.is_none(), "a spike is on line {:?}, but there are {} lines", beyond, self.lines);
        let time = Ruler::around(&self.time, self.spikes.iter().map(|&(time, _)| time));
        let lines = Ruler::counting(&self.line_title, self.lines);
        sketch(WIDTH, HEIGHT, |canvas| {
            let frame = Frame::fit((WIDTH.into(), HEIGHT.into()), 0.0, time, lines);
            let pitch = (frame.bottom - frame.top) / self.lines.max(1) as f64;
            let half = (pitch * MARK).max(LEAST_MARK) / 2.0;
            for &(time, line) in &self.spikes {
                if let Some((x, y)) = frame.point((time, line as f64)) {
                    let ends = [(x, (y - half).max(frame.top)), (x, (y + half).min(frame.bottom))];
                    canvas.line(&ends, PALETTE[0], 2.0);
                }
            }
            frame.draw_axes(canvas);
        })
    }
}
