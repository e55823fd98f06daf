//! One layer of spiking neurons on a crossbar: the co-simulation of a presentation.

mod apart;
mod checkpoint;
mod course;
mod quiet;
mod settings;

use crossbar::Step;
use devices::DeviceArray;
use devices::units::engineering;
use serde::{Deserialize, Serialize};

use crate::{Circuit, LearningError, Lif, Lines, Observer, Waveform};

pub use checkpoint::CheckpointError;
use course::Course;
use quiet::Quiet;
pub use settings::{Adapting, Bias, Inhibition, NetworkSettings, Punishment, Spikes, Teacher};

/// A spike that comes in on a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PreSpike {
    /// Which row.
    pub row: usize,
    /// Time within the presentation (s).
    pub time: f64,
    /// Voltage as a share of that of the row's pre spike.
    pub amplitude: f64,
}

impl From<(usize, f64)> for PreSpike {
    /// A whole pre spike on a row at a time (s).
    fn from((row, time): (usize, f64)) -> Self {
        Self { row, time, amplitude: 1.0 }
    }
}

/// A spike of a neuron.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spike {
    /// Which neuron.
    pub neuron: usize,
    /// Time within the presentation (s).
    pub time: f64,
}

/// What the network does with a presentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Neurons that fire send their post spike into their column; thresholds adapt.
    Learn,
    /// No post spikes, no adaptation: the devices only see the pre spikes.
    Infer,
}

/// What came of a presentation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Presentation {
    /// Spikes of the neurons in the order of time.
    pub spikes: Vec<Spike>,
    /// The neuron that came nearest to its threshold: the first to fire, or the highest `v / v_th` when none fired.
    pub closest: usize,
    /// Energy delivered by the line drivers (J).
    pub energy: f64,
    /// Steps in which devices were followed; quiet time takes none.
    pub device_steps: usize,
}

/// Currents into the neurons at the start of a step (A), and their slopes (A/s).
type Flowing = (Vec<f64>, Vec<f64>);

/// Rows that spike, an array of devices, columns that fire back.
pub struct Network {
    circuit: Circuit,
    neurons: Lif,
    settings: NetworkSettings,
    lines: Lines,
    quiet: Quiet,
}

impl Network {
    /// Connects neurons to the columns of a circuit.
    ///
    /// # Errors
    /// [`LearningError::Setting`] when the number of neurons is not the number of columns, a setting is impossible, or a
    /// neuron may fire again while its column still carries its spike.
    pub fn new(circuit: Circuit, neurons: Lif, settings: NetworkSettings) -> Result<Self, LearningError> {
        let refuse = |name, value: String, expected| Err(LearningError::Setting { name, value, expected });
        let wires = circuit.wires();
        let (rows, columns) = (wires.rows, wires.columns);
        if neurons.len() != columns {
            return refuse("neurons", neurons.len().to_string(), "there must be one neuron per column");
        }
        settings.check(rows, columns)?;
        if neurons.t_ref() < settings.feedback(columns) {
            let expected = "a neuron cannot listen while its column carries what it sent; give at least the length of the \
                            post spike, and the delay and length of the punishment";
            return refuse("t_ref", engineering(neurons.t_ref(), "s"), expected);
        }
        Ok(Self { circuit, neurons, settings, lines: Lines::new(rows, columns), quiet: Quiet::default() })
    }

    /// The array.
    pub fn circuit(&self) -> &Circuit {
        &self.circuit
    }

    /// The array, to program it.
    pub fn circuit_mut(&mut self) -> &mut Circuit {
        &mut self.circuit
    }

    /// The neurons.
    pub fn neurons(&self) -> &Lif {
        &self.neurons
    }

    /// The neurons, to set thresholds.
    pub fn neurons_mut(&mut self) -> &mut Lif {
        &mut self.neurons
    }

    /// Shapes and times.
    pub fn settings(&self) -> &NetworkSettings {
        &self.settings
    }

    /// True when the pre spikes of `samples` (as in [`present`](Network::present)) can move no device: then showing them with
    /// plasticity off leaves no mark. Spikes that overlap on a row add.
    pub fn reads_leave_no_mark<'s, S: Copy + Into<PreSpike> + 's>(
        &mut self,
        samples: impl IntoIterator<Item = &'s [S]>,
    ) -> bool {
        let (mut low, mut high) = self.settings.pre.range();
        let mut last = vec![usize::MAX; self.lines.rows.len()];
        for (number, spikes) in samples.into_iter().enumerate() {
            let spikes = pre_spikes(spikes);
            let repeated = spikes.iter().any(|spike| std::mem::replace(&mut last[spike.row], number) == number);
            // no single one is higher than the row's whole pre spike, unless it has been made so
            if repeated || spikes.iter().any(|spike| !(0.0..=1.0).contains(&spike.amplitude)) {
                self.play(&spikes);
                let (lowest, highest) = self.lines.row_range();
                (low, high) = (low.min(lowest), high.max(highest));
            }
        }
        self.circuit.devices().idle(low - high, high - low, self.settings.duration)
    }

    /// Shows one encoded row, [`PreSpike`]s or pairs of (row, time in s), to a network at rest.
    ///
    /// Inhibition comes into force after `inhibit_after` spikes of neurons. The array rests before and after: the time
    /// between presentations is long against `tau_m`.
    ///
    /// # Errors
    /// [`LearningError`] when the circuit cannot be solved or stepped.
    pub fn present<S: Copy + Into<PreSpike>>(
        &mut self,
        spikes: &[S],
        mode: Mode,
        inhibit_after: usize,
        observer: Option<&mut dyn Observer>,
    ) -> Result<Presentation, LearningError> {
        self.follow(&pre_spikes(spikes), mode, inhibit_after, None, observer)
    }

    /// Shows one encoded row while a teacher acts on the neurons: those that ought to fire (`right`, one entry per neuron)
    /// and the others receive the currents of [`Teacher`], and a wrong one that fires is punished. Plasticity is on.
    ///
    /// # Errors
    /// As [`present`](Network::present).
    pub fn teach<'o, S: Copy + Into<PreSpike>>(
        &mut self,
        spikes: &[S],
        right: &'o [bool],
        inhibit_after: usize,
        observer: Option<&'o mut dyn Observer>,
    ) -> Result<Presentation, LearningError> {
        if right.len() != self.neurons.len() {
            let value = format!("a list of {}", right.len());
            return Err(LearningError::Setting { name: "right", value, expected: "it needs one entry per neuron" });
        }
        self.follow(&pre_spikes(spikes), Mode::Learn, inhibit_after, Some(right), observer)
    }

    fn follow<'o>(
        &mut self,
        spikes: &[PreSpike],
        mode: Mode,
        inhibit_after: usize,
        lesson: Option<&'o [bool]>,
        observer: Option<&'o mut dyn Observer>,
    ) -> Result<Presentation, LearningError> {
        if inhibit_after == 0 {
            let expected = "at least one neuron must be allowed to fire";
            return Err(LearningError::Setting { name: "inhibit_after", value: "0".into(), expected });
        }
        if let Some(spike) = spikes.iter().find(|spike| spike.row >= self.lines.rows.len()) {
            let value = format!("on row {}", spike.row);
            return Err(LearningError::Setting {
                name: "spike",
                value,
                expected: "rows are counted from 0 to the last",
            });
        }
        self.begin(spikes);
        let Teacher { right, wrong, .. } = self.settings.teacher;
        let current = |neuron: usize| lesson.map_or(0.0, |lesson| if lesson[neuron] { right } else { wrong });
        let mut course = Course {
            mode,
            inhibit_after,
            observer,
            result: Presentation::default(),
            lesson,
            constant: (0..self.neurons.len()).map(current).collect(),
            shown: None,
        };
        let at_rest = course.constant.clone();
        course.show((&self.circuit, &self.lines), &self.neurons, &at_rest, (0.0, 0.0))?;
        let mut time = 0.0;
        while time < self.settings.duration {
            time =
                if self.is_quiet(time) { self.pass_quietly(time, &mut course)? } else { self.step(time, &mut course)? };
        }
        course.result.closest =
            course.result.spikes.first().map_or_else(|| self.neurons.closest(), |first| first.neuron);
        Ok(course.result)
    }

    fn begin(&mut self, spikes: &[PreSpike]) {
        self.circuit.forget();
        self.play(spikes);
        self.neurons.rest();
        self.quiet.begin(&self.lines);
    }

    /// Puts pre spikes on the rows, and nothing else on any line.
    fn play(&mut self, spikes: &[PreSpike]) {
        self.lines.clear();
        for &PreSpike { row, time, amplitude } in spikes {
            let pre = self.settings.pre.on(row);
            match amplitude {
                1.0 => self.lines.rows[row].play(time, pre),
                _ => self.lines.rows[row].play(time, &pre.scaled(amplitude)),
            }
        }
    }

    /// True when no column is driven, no device can change until the end of the presentation, and all obey Ohm's law.
    ///
    /// In a network of resistors no node leaves the range of the sources, so the rows bound every device voltage.
    fn is_quiet(&mut self, time: f64) -> bool {
        let (low, high) = self.lines.row_range();
        let swing = high - low;
        !self.lines.feedback(time)
            && self.circuit.devices().idle(-swing, swing, self.settings.duration - time)
            && self.circuit.is_ohmic(swing)
    }

    /// One step in which devices may move.
    fn step(&mut self, time: f64, course: &mut Course<'_>) -> Result<f64, LearningError> {
        self.neurons.release(time);
        let limit = self.settings.duration.min(self.neurons.next_release());
        if let Some(until) = self.circuit.follow_apart(&self.lines, time, limit)? {
            return self.step_apart((time, until), course);
        }
        let until = self.lines.next_corner(time).unwrap_or(f64::INFINITY).min(limit);
        let mut step = self.circuit.step(&self.lines, time, until)?;
        let mut flowing = self.currents(time, step.time, course);
        let mut spike = self.first_spike(flowing.as_ref(), step.time - time);
        if let Some((wait, neuron)) = spike {
            // The feedback must start at the spike: take the step back and end it there.
            let at_spike = time + wait;
            if at_spike < step.time {
                self.circuit.undo();
                if at_spike <= time {
                    self.fire(Spike { neuron, time }, course)?;
                    return Ok(time);
                }
                step = self.circuit.step(&self.lines, time, at_spike)?;
                flowing = self.currents(time, step.time, course);
                spike = spike.filter(|_| step.time == at_spike);
            }
        }
        if let Some((start, slopes)) = flowing {
            self.neurons.advance(&start, &slopes, step.time - time);
        }
        self.account(step, course)?;
        if let Some((_, neuron)) = spike {
            self.fire(Spike { neuron, time: step.time }, course)?;
        }
        Ok(step.time)
    }

    /// Adds what a step brought, and shows its end to who observes.
    fn account(&mut self, step: Step, course: &mut Course<'_>) -> Result<(), LearningError> {
        course.result.energy += step.energy;
        course.result.device_steps += 1;
        if course.observer.is_some() {
            let [_, mut currents] = self.circuit.column_currents(&self.lines);
            currents.iter_mut().zip(&course.constant).for_each(|(current, constant)| *current += constant);
            let reached = (step.time, course.result.energy);
            course.show((&self.circuit, &self.lines), &self.neurons, &currents, reached)?;
        }
        Ok(())
    }

    /// First spike of a neuron within `dt` (s) under these currents: time from the start and neuron.
    fn first_spike(&self, flowing: Option<&Flowing>, dt: f64) -> Option<(f64, usize)> {
        flowing.and_then(|(start, slopes)| self.neurons.first_spike(start, slopes, dt))
    }

    /// Currents into the neurons in the last step, from `time` to `end` (s); none when no neuron listens.
    fn currents(&mut self, time: f64, end: f64, course: &Course<'_>) -> Option<Flowing> {
        if self.neurons.all_blocked(end) {
            return None;
        }
        let currents = self.circuit.column_currents(&self.lines);
        Some(self.neuron_currents(currents, (time, end), course))
    }

    /// Currents into the neurons from those out of their columns at `time` and `until` (s). A neuron whose column is driven
    /// listens to nothing.
    fn neuron_currents(
        &self,
        [mut start, end]: [Vec<f64>; 2],
        (time, until): (f64, f64),
        course: &Course<'_>,
    ) -> Flowing {
        let dt = until - time;
        let mut slopes: Vec<f64> = start.iter().zip(end).map(|(i0, i1)| (i1 - i0) / dt).collect();
        for (neuron, line) in self.lines.columns.iter().enumerate() {
            if line.driven(time) {
                (start[neuron], slopes[neuron]) = (0.0, 0.0);
            }
            start[neuron] += course.constant[neuron];
        }
        (start, slopes)
    }

    /// A neuron fires: its post spike or its punishment starts, the thresholds move, the others are inhibited.
    ///
    /// # Errors
    /// What the observer says.
    fn fire(&mut self, spike: Spike, course: &mut Course<'_>) -> Result<(), LearningError> {
        course.result.spikes.push(spike);
        self.neurons.fire(spike.neuron, spike.time);
        if course.mode == Mode::Learn {
            let right = course.lesson.is_none_or(|lesson| lesson[spike.neuron]);
            let punishment = self.settings.teacher.punishment.clone().filter(|_| !right);
            match (course.lesson, self.settings.teacher.adapting) {
                (Some(lesson), Adapting::Right) => {
                    self.neurons.adapt_against(spike.neuron, |neuron| lesson[neuron], self.settings.homeostasis)
                }
                _ if punishment.is_none() => self.neurons.adapt(spike.neuron, self.settings.homeostasis),
                _ => (),
            }
            match punishment {
                Some(punishment) => self.drive(spike.neuron, spike.time + punishment.delay, &punishment.spike),
                None => {
                    let post = self.settings.post.on(spike.neuron).clone();
                    self.drive(spike.neuron, spike.time, &post);
                }
            }
        }
        if course.result.spikes.len() >= course.inhibit_after {
            match self.settings.inhibition {
                Inhibition::Hard => self.neurons.inhibit(),
                Inhibition::Soft { keep } => self.neurons.scale(keep),
            }
        }
        course.show_fired((&self.circuit, &self.lines), &self.neurons)
    }

    /// A spike starts on a column at `start` (s), and its shares on the other lines.
    fn drive(&mut self, column: usize, start: f64, spike: &Waveform) {
        let Bias { columns, rows } = self.settings.bias;
        for (other, line) in self.lines.columns.iter_mut().enumerate() {
            if other == column {
                line.play(start, spike);
            } else if columns != 0.0 {
                line.play(start, &spike.scaled(columns));
            }
        }
        if rows != 0.0 {
            self.lines.rows.iter_mut().for_each(|line| line.play(start, &spike.scaled(rows)));
        }
    }
}

fn pre_spikes<S: Copy + Into<PreSpike>>(spikes: &[S]) -> Vec<PreSpike> {
    spikes.iter().map(|spike| (*spike).into()).collect()
}
