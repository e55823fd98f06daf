//! Voltages on all lines: which spikes play where, and when the next corner comes.

use crossbar::{Drive, Side, Sources, Terminal};

use crate::Waveform;

/// One line with the spikes that play on it; overlapping spikes add.
#[derive(Clone, Debug, Default)]
pub struct Line {
    playing: Vec<Waveform>,
}

impl Line {
    /// Starts a spike at `start` (s).
    pub fn play(&mut self, start: f64, waveform: &Waveform) {
        self.playing.push(waveform.starting_at(start));
    }

    /// When the last spike began that plays before `time` (s).
    pub fn last_spike(&self, time: f64) -> Option<f64> {
        let starts = self.playing.iter().map(|spike| spike.corners()[0].0).filter(|&start| start < time);
        starts.max_by(f64::total_cmp)
    }

    /// Voltage at `time` (V); at a jump the value after it.
    pub fn after(&self, time: f64) -> f64 {
        self.playing.iter().map(|spike| spike.after(time)).sum()
    }

    /// Voltage at `time` (V); at a jump the value before it.
    pub fn before(&self, time: f64) -> f64 {
        self.playing.iter().map(|spike| spike.before(time)).sum()
    }

    /// Voltage at `time` (V); at a jump that of `side`.
    pub fn at(&self, time: f64, side: Side) -> f64 {
        match side {
            Side::After => self.after(time),
            Side::Before => self.before(time),
        }
    }

    /// True at a `time` (s) from the first to the last corner of any spike on this line: then the line is driven.
    pub fn driven(&self, time: f64) -> bool {
        self.playing.iter().any(|spike| spike.playing(time))
    }

    /// First corner later than `time` (s).
    pub fn next_corner(&self, time: f64) -> Option<f64> {
        let corners = self.playing.iter().flat_map(|spike| spike.corners());
        corners.map(|corner| corner.0).filter(|&corner| corner > time).min_by(f64::total_cmp)
    }

    /// First time later than `time` (s) at which a spike on this line begins.
    pub fn next_beginning(&self, time: f64) -> Option<f64> {
        let beginnings = self.playing.iter().map(|spike| spike.corners()[0].0);
        beginnings.filter(|&beginning| beginning > time).min_by(f64::total_cmp)
    }

    /// When the last of the spikes ends (s) that play at `time` (s); none when none does.
    pub fn end_of_driving(&self, time: f64) -> Option<f64> {
        self.playing.iter().filter(|spike| spike.playing(time)).map(Waveform::duration).max_by(f64::total_cmp)
    }

    /// Voltages (V) at `from` and `to` (s) of the straight line that comes nearest to the voltage between, in the mean square:
    /// it has the same mean and the same trend.
    pub fn chord(&self, from: f64, to: f64) -> [f64; 2] {
        let (middle, span) = (0.5 * (from + to), to - from);
        let corners = self.playing.iter().flat_map(|spike| spike.corners()).map(|corner| corner.0);
        let mut times: Vec<f64> = corners.filter(|&time| time > from && time < to).chain([from, to]).collect();
        times.sort_by(f64::total_cmp);
        let (mut area, mut moment) = (0.0, 0.0);
        for piece in times.windows(2) {
            let (v0, v1, dt) = (self.after(piece[0]), self.before(piece[1]), piece[1] - piece[0]);
            let mean = 0.5 * (v0 + v1);
            area += mean * dt;
            moment += dt * (mean * (0.5 * (piece[0] + piece[1]) - middle) + (v1 - v0) * dt / 12.0);
        }
        let (mean, half) = (area / span, 6.0 * moment / (span * span));
        [mean - half, mean + half]
    }

    /// All kinks (time in s, jump in V, bend in V/s) of the spikes on this line.
    pub fn kinks(&self) -> impl Iterator<Item = (f64, f64, f64)> + '_ {
        self.playing.iter().flat_map(Waveform::kinks)
    }

    /// Lowest and highest voltage that the line takes at any time (V), 0 V included.
    pub fn range(&self) -> (f64, f64) {
        if let [spike] = &self.playing[..] {
            return spike.range();
        }
        // a sum of straight pieces is highest and lowest at corners
        let times = self.playing.iter().flat_map(|spike| spike.corners()).map(|corner| corner.0);
        times.flat_map(|time| [self.before(time), self.after(time)]).fold((0.0, 0.0), |(l, h), v| (v.min(l), v.max(h)))
    }

    /// Integral of the squared voltage from `from` to `to` (V² s), exact.
    pub fn squared_integral(&self, from: f64, to: f64) -> f64 {
        match &self.playing[..] {
            [] => return 0.0,
            [spike] => return spike.squared_integral(from, to),
            _ => {}
        }
        let inside = |time: &f64| *time > from && *time < to;
        let corners = self.playing.iter().flat_map(|spike| spike.corners()).map(|corner| corner.0).filter(inside);
        let mut times: Vec<f64> = corners.chain([from, to]).collect();
        times.sort_by(f64::total_cmp);
        times.windows(2).map(|span| mean_square(self.after(span[0]), self.before(span[1])) * (span[1] - span[0])).sum()
    }

    /// Takes all spikes off the line.
    pub fn clear(&mut self) {
        self.playing.clear();
    }
}

/// Mean square of a voltage that is linear from `v0` to `v1` (V²).
fn mean_square(v0: f64, v1: f64) -> f64 {
    (v0 * v0 + v0 * v1 + v1 * v1) / 3.0
}

/// The word lines and bit lines of an array.
#[derive(Clone, Debug)]
pub struct Lines {
    /// One per row.
    pub rows: Vec<Line>,
    /// One per column.
    pub columns: Vec<Line>,
}

impl Lines {
    /// Silent lines.
    pub fn new(rows: usize, columns: usize) -> Self {
        Self { rows: vec![Line::default(); rows], columns: vec![Line::default(); columns] }
    }

    /// First corner on any line later than `time` (s).
    pub fn next_corner(&self, time: f64) -> Option<f64> {
        let all = self.rows.iter().chain(&self.columns);
        all.filter_map(|line| line.next_corner(time)).min_by(f64::total_cmp)
    }

    /// First time later than `time` (s) of a corner on a row, at which a spike on a column begins, or at which the last one
    /// ends that plays at `time` on any column; infinite when none comes.
    pub fn next_change(&self, time: f64) -> f64 {
        let corners = self.rows.iter().filter_map(|line| line.next_corner(time));
        let beginnings = self.columns.iter().filter_map(|line| line.next_beginning(time));
        let end = self.columns.iter().filter_map(|line| line.end_of_driving(time)).max_by(f64::total_cmp);
        corners.chain(beginnings).chain(end).fold(f64::INFINITY, f64::min)
    }

    /// True while any column is driven, at `time` (s).
    pub fn feedback(&self, time: f64) -> bool {
        self.columns.iter().any(|column| column.driven(time))
    }

    /// First corner on any column later than `time` (s); infinite when none comes.
    pub fn next_feedback(&self, time: f64) -> f64 {
        let corners = self.columns.iter().filter_map(|column| column.next_corner(time));
        corners.fold(f64::INFINITY, f64::min)
    }

    /// The columns that are driven at `time` (s), in order.
    pub fn driven(&self, time: f64) -> Vec<usize> {
        (0..self.columns.len()).filter(|column| self.columns[*column].driven(time)).collect()
    }

    /// Lowest and highest voltage that any row can ever take (V), 0 V included.
    pub fn row_range(&self) -> (f64, f64) {
        self.rows.iter().fold((0.0, 0.0), |(low, high), row| {
            let (l, h) = row.range();
            (low.min(l), high.max(h))
        })
    }

    /// Takes all spikes off all lines.
    pub fn clear(&mut self) {
        self.rows.iter_mut().chain(&mut self.columns).for_each(Line::clear);
    }
}

impl Sources for Lines {
    fn hold(&self, time: f64, side: Side, drive: &mut Drive) {
        let set = |ends: &mut [Terminal], lines: &[Line]| {
            ends.iter_mut().zip(lines).for_each(|(end, line)| *end = Terminal::Voltage(line.at(time, side)));
        };
        set(&mut drive.left, &self.rows);
        // a sensed column and one driven with 0 V are held alike, so the kind of terminal need not change here
        set(&mut drive.bottom, &self.columns);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn kinks_added_up_give_the_voltage() {
        let shape = Waveform::rectangle_then_slope(1.0, 0.6, 3.0, 5.0).unwrap();
        let mut line = Line::default();
        line.play(2.0, &shape);
        line.play(12.0, &shape);
        for time in [1.0, 2.5, 4.9, 5.1, 7.0, 11.0, 13.0, 19.9, 30.0] {
            let passed = line.kinks().filter(|kink| kink.0 <= time);
            let sum: f64 = passed.map(|(start, jump, bend)| jump + bend * (time - start)).sum();
            assert_relative_eq!(sum, line.after(time), epsilon = 1e-12);
        }
    }

    #[test]
    fn the_squared_integral_of_overlapping_spikes_is_that_of_their_sum() {
        let step = Waveform::new(vec![(0.0, 1.0), (4.0, 1.0)]).unwrap();
        let mut line = Line::default();
        line.play(0.0, &step);
        line.play(3.0, &step);
        // 1 V for 3 s, 2 V for 1 s, 1 V for 3 s
        assert_relative_eq!(line.squared_integral(0.0, 10.0), 10.0, max_relative = 1e-12);
        assert_relative_eq!(line.squared_integral(2.0, 3.5), 3.0, max_relative = 1e-12);
    }

    #[test]
    fn the_range_of_a_line_is_that_of_the_sum_of_its_spikes() {
        let shape = Waveform::rectangle_then_slope(1.0, 0.6, 3.0, 5.0).unwrap();
        let mut line = Line::default();
        line.play(0.0, &shape);
        line.play(10.0, &shape);
        assert_eq!(line.range(), (-0.6, 1.0), "one after the other");
        line.play(1.0, &shape);
        assert_eq!(line.range().1, 2.0, "two at a time");
    }

    #[test]
    fn a_jump_stays_a_jump_wherever_the_spike_starts() {
        let shape = Waveform::rectangle_then_slope(1.0, 0.6, 100e-9, 500e-9).unwrap();
        for k in 0..1000 {
            let mut line = Line::default();
            line.play(f64::from(k) * 1.37e-9, &shape);
            let start = line.next_corner(-1.0).unwrap();
            assert_eq!((line.before(start), line.after(start)), (0.0, 1.0));
            let jump = line.next_corner(start).unwrap();
            assert_eq!((line.before(jump), line.after(jump)), (1.0, -0.6));
        }
    }

    #[test]
    fn a_chord_is_a_straight_line_itself_and_has_mean_and_trend_of_any_other() {
        let mut line = Line::default();
        line.play(1.0, &Waveform::new(vec![(0.0, 0.0), (1.0, 2.0), (4.0, -1.0), (5.0, 0.0)]).unwrap());
        let [from, to] = line.chord(2.5, 4.0);
        assert_relative_eq!(from, line.after(2.5), max_relative = 1e-13);
        assert_relative_eq!(to, line.after(4.0), epsilon = 1e-13);
        // over corners: midpoint sums of the voltage and of its first moment
        let (a, b, count) = (0.5, 5.5, 100_000);
        let [from, to] = line.chord(a, b);
        let (mut area, mut moment) = (0.0, 0.0);
        for k in 0..count {
            let t = a + (b - a) * (f64::from(k) + 0.5) / f64::from(count);
            let missed = line.after(t) - (from + (to - from) * (t - a) / (b - a));
            area += missed;
            moment += missed * (t - 3.0);
        }
        assert!(area.abs() < 1e-6 * f64::from(count) && moment.abs() < 1e-6 * f64::from(count), "{area} {moment}");
    }

    #[test]
    fn the_next_corner_is_the_earliest_on_any_line() {
        let shape = Waveform::rectangle_then_slope(1.0, 0.6, 3.0, 5.0).unwrap();
        let mut lines = Lines::new(2, 1);
        lines.rows[1].play(4.0, &shape);
        lines.columns[0].play(6.0, &shape);
        assert_eq!(lines.next_corner(0.0), Some(4.0));
        assert_eq!(lines.next_corner(4.0), Some(6.0));
        assert_eq!(lines.next_corner(14.0), None);
        assert!(lines.feedback(6.0) && !lines.feedback(5.9) && !lines.feedback(14.0));
    }
}
