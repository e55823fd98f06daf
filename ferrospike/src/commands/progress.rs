//! How much of a measurement is done, on stderr.

use std::cell::Cell;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Measurements that are done by then show no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// Steps of the bar.
const STEPS: f64 = 1e4;

/// Where a bar is drawn: nowhere beside a log, whose lines would break it and which tells what is done.
fn target() -> ProgressDrawTarget {
    if tracing::enabled!(tracing::Level::INFO) { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() }
}

/// A bar that counts `count` pieces of work, called `pieces`; its message stands at the end.
pub fn counting(count: usize, pieces: &str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(count as u64), target());
    let style = ProgressStyle::with_template(&format!("{{bar:32}} {{pos}}/{{len}} {pieces}, {{eta}} left{{msg}}"));
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

/// A bar that appears when a measurement takes long, on a terminal only.
pub struct Bar {
    begun: Instant,
    shown: Cell<bool>,
    bar: ProgressBar,
}

impl Bar {
    /// Begins to wait.
    pub fn new() -> Self {
        let bar = ProgressBar::with_draw_target(Some(STEPS as u64), ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("{bar:32} {percent} %, {eta} left");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self { begun: Instant::now(), shown: Cell::new(false), bar }
    }

    /// Shows that `share` (0 to 1) is done.
    pub fn set(&self, share: f64) {
        if self.begun.elapsed() < PATIENCE {
            return;
        }
        if !self.shown.replace(true) {
            self.bar.set_draw_target(target());
        }
        self.bar.set_position((STEPS * share) as u64);
    }

    /// Takes the bar away.
    pub fn finish(self) {
        self.bar.finish_and_clear();
    }
}
