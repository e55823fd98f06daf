//! Quiet time: no column is driven and no device can change, so that nothing has to be stepped.

use super::{Course, Network};
use crate::{Circuit, LearningError, Lif, Lines, Mode, Spike, Transfer};

/// What the array answers at rest: carried along while it learns, solved where plasticity is off.
fn answers(circuit: &mut Circuit, mode: Mode) -> Result<&Transfer, LearningError> {
    match mode {
        Mode::Learn => circuit.carried_transfer(),
        Mode::Infer => circuit.transfer(),
    }
}

/// Moments per time constant of the neurons that are shown to those who observe quiet time.
const PARTS: f64 = 4.0;

/// Most parts into which a piece of it is cut for them.
const MOST_PARTS: f64 = 64.0;

/// Where a row's voltage jumps or bends.
#[derive(Clone, Copy)]
struct Kink {
    /// When (s).
    time: f64,
    row: usize,
    /// Jump of the voltage (V).
    jump: f64,
    /// Jump of the slope (V/s).
    bend: f64,
}

/// Column currents as sums of linear pieces.
#[derive(Default)]
pub(super) struct Quiet {
    /// Kinks of all rows in the order of time.
    kinks: Vec<Kink>,
    /// Column currents (A) and their slopes (A/s).
    currents: Vec<f64>,
    slopes: Vec<f64>,
}

impl Quiet {
    /// Takes over what the rows will do.
    pub fn begin(&mut self, lines: &Lines) {
        self.kinks.clear();
        for (row, line) in lines.rows.iter().enumerate() {
            self.kinks.extend(line.kinks().map(|(time, jump, bend)| Kink { time, row, jump, bend }));
        }
        self.kinks.sort_by(|a, b| a.time.total_cmp(&b.time).then(a.row.cmp(&b.row)));
    }

    /// Adds what a kink has brought after `age` (s); `transfer` are all transfer conductances (S), row-major.
    fn add(&mut self, kink: Kink, age: f64, transfer: &[f64]) {
        let columns = self.currents.len();
        let row = &transfer[kink.row * columns..][..columns];
        for ((current, slope), g) in self.currents.iter_mut().zip(&mut self.slopes).zip(row) {
            *current += g * (kink.jump + kink.bend * age);
            *slope += g * kink.bend;
        }
    }

    /// Adds kink number `next` and all that come at the same time; the number of the kink after them.
    fn pass(&mut self, next: usize, transfer: &[f64]) -> usize {
        let time = self.kinks[next].time;
        let after = next + self.kinks[next..].partition_point(|kink| kink.time == time);
        for k in next..after {
            self.add(self.kinks[k], 0.0, transfer);
        }
        after
    }

    /// Shows the neurons a few times within a piece of quiet time from `now` by `dt` (s), so that straight lines from one moment
    /// to the next look like what potentials do; `reached` gives time and energy. Nothing moves.
    fn show_parts(
        &self,
        (now, dt): (f64, f64),
        reached: impl Fn(f64) -> (f64, f64),
        array: (&Circuit, &Lines),
        neurons: &Lif,
        course: &mut Course<'_>,
    ) -> Result<(), LearningError> {
        let parts = (PARTS * dt / neurons.shortest()).ceil().min(MOST_PARTS);
        for part in (1..parts as usize).map(|k| dt * k as f64 / parts) {
            let mut glimpse = neurons.clone();
            glimpse.advance(&self.currents, &self.slopes, part);
            let currents: Vec<f64> =
                self.currents.iter().zip(&self.slopes).map(|(i, slope)| i + slope * part).collect();
            course.show(array, &glimpse, &currents, reached(now + part))?;
        }
        Ok(())
    }

    /// Currents and slopes at `time` (s) on top of `constant` (A); the number of kinks that have passed.
    fn start(&mut self, time: f64, constant: &[f64], transfer: &[f64]) -> usize {
        self.currents.clear();
        self.currents.extend_from_slice(constant);
        self.slopes.clear();
        self.slopes.resize(constant.len(), 0.0);
        let passed = self.kinks.partition_point(|kink| kink.time <= time);
        for k in 0..passed {
            self.add(self.kinks[k], time - self.kinks[k].time, transfer);
        }
        passed
    }
}

impl Network {
    /// Passes quiet time from `time` to the next spike of a neuron, the next event, or the end: the array is linear, so
    /// column currents are transfer conductances times row voltages.
    pub(super) fn pass_quietly(&mut self, time: f64, course: &mut Course<'_>) -> Result<f64, LearningError> {
        let end = self.settings.duration.min(self.lines.next_feedback(time));
        let unseen = self.neurons.all_blocked(end) && course.observer.is_none();
        let spike = if unseen { None } else { self.follow_currents(time, end, course)? };
        let reached = spike.map_or(end, |spike| spike.time);
        course.result.energy += self.quiet_energy(time, reached, course.mode)?;
        self.circuit.wait(reached - time);
        if let Some(spike) = spike {
            self.fire(spike, course)?;
        }
        Ok(reached)
    }

    /// Integrates all neurons from `time` to `end`, kink by kink, until one fires.
    fn follow_currents(
        &mut self,
        time: f64,
        end: f64,
        course: &mut Course<'_>,
    ) -> Result<Option<Spike>, LearningError> {
        answers(&mut self.circuit, course.mode)?;
        let circuit = &self.circuit;
        let answers = circuit.answered(course.mode);
        let (transfer, quiet, neurons) = (answers.values(), &mut self.quiet, &mut self.neurons);
        let mut next = quiet.start(time, &course.constant, transfer);
        let mut now = time;
        loop {
            neurons.release(now);
            let kink = quiet.kinks.get(next).copied().filter(|kink| kink.time < end);
            let until = kink.map_or(end, |kink| kink.time);
            let stop = until.min(neurons.next_release());
            let dt = stop - now;
            let spike = neurons.first_spike(&quiet.currents, &quiet.slopes, dt);
            let dt = spike.map_or(dt, |(wait, _)| wait);
            if course.observer.is_some() && !neurons.all_blocked(now + dt) {
                let before = course.result.energy;
                let reached = |now| (now, before + energy(&self.lines, answers, time, now));
                quiet.show_parts((now, dt), reached, (circuit, &self.lines), neurons, course)?;
            }
            neurons.advance(&quiet.currents, &quiet.slopes, dt);
            quiet.currents.iter_mut().zip(&quiet.slopes).for_each(|(current, slope)| *current += slope * dt);
            now = if spike.is_some() { now + dt } else { stop };
            if course.observer.is_some() {
                let reached = (now, course.result.energy + energy(&self.lines, answers, time, now));
                course.show((circuit, &self.lines), neurons, &quiet.currents, reached)?;
            }
            if let Some((_, neuron)) = spike {
                return Ok(Some(Spike { neuron, time: now }));
            }
            if stop < until {
                continue;
            }
            if kink.is_none() {
                return Ok(None);
            }
            next = quiet.pass(next, transfer);
        }
    }

    /// Energy from the row drivers during quiet time (J): each row into its own devices.
    ///
    /// Current that the line resistance makes flow from one row into another is left out, a share of the order of
    /// segment resistance times column conductance (below 1e-3 for 1 ohm and 50 devices of 1 uS).
    fn quiet_energy(&mut self, from: f64, to: f64, mode: Mode) -> Result<f64, LearningError> {
        Ok(energy(&self.lines, answers(&mut self.circuit, mode)?, from, to))
    }
}

fn energy(lines: &Lines, transfer: &Transfer, from: f64, to: f64) -> f64 {
    let rows = lines.rows.iter().zip(transfer.row_sums());
    rows.map(|(line, sum)| sum * line.squared_integral(from, to)).sum()
}
