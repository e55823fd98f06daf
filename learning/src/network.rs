//! One layer of spiking neurons on a crossbar: the co-simulation of a presentation.

use devices::DeviceArray;

use crate::{Circuit, Homeostasis, LearningError, Lif, Lines, Moment, Observer, Waveform};

/// A spike of a neuron.
#[derive(Clone, Copy, Debug, PartialEq)]
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

/// Shapes and times of the network.
#[derive(Clone, Debug)]
pub struct NetworkSettings {
    /// Spike on a row (V at the left end).
    pub pre: Waveform,
    /// Spike on a column (V at the bottom end); the device sees pre minus post.
    pub post: Waveform,
    /// Length of a presentation (s).
    pub duration: f64,
    /// How thresholds adapt.
    pub homeostasis: Homeostasis,
}

/// What came of a presentation.
#[derive(Clone, Debug, Default, PartialEq)]
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

/// Rows that spike, an array of devices, columns that fire back.
pub struct Network {
    circuit: Circuit,
    neurons: Lif,
    settings: NetworkSettings,
    lines: Lines,
    quiet: Quiet,
}

/// What the quiet time needs: column currents as sums of linear pieces.
#[derive(Default)]
struct Quiet {
    /// Kinks of all rows in the order of time: time (s), row, jump (V), bend (V/s).
    kinks: Vec<(f64, usize, f64, f64)>,
    /// Column currents (A) and their slopes (A/s).
    currents: Vec<f64>,
    slopes: Vec<f64>,
    /// Highest `v / v_th` that each neuron has reached.
    peaks: Vec<f64>,
}

/// One presentation on its way.
struct Course<'o> {
    mode: Mode,
    inhibit_after: usize,
    observer: Option<&'o mut dyn Observer>,
    result: Presentation,
}

impl Network {
    /// Connects neurons to the columns of a circuit.
    ///
    /// # Errors
    /// [`LearningError::Setting`] when the number of neurons is not the number of columns, or a time is not positive.
    pub fn new(circuit: Circuit, neurons: Lif, settings: NetworkSettings) -> Result<Self, LearningError> {
        let refuse = |name, value: String, expected| Err(LearningError::Setting { name, value, expected });
        let wires = circuit.wires();
        if neurons.len() != wires.columns {
            return refuse("neurons", neurons.len().to_string(), "there must be one neuron per column");
        }
        if !(settings.duration > 0.0 && settings.duration.is_finite()) {
            return refuse("duration", format!("{} s", settings.duration), "it must be a positive time");
        }
        let lines = Lines::new(wires.rows, wires.columns);
        Ok(Self { circuit, neurons, settings, lines, quiet: Quiet::default() })
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

    /// True when pre spikes alone can move no device: then showing rows with plasticity off leaves no mark.
    pub fn reads_leave_no_mark(&self) -> bool {
        let (low, high) = self.settings.pre.range();
        self.circuit.devices().idle(low - high, high - low, self.settings.duration)
    }

    /// Shows one encoded row, pairs of (row, time in s), to a network at rest.
    ///
    /// All neurons are inhibited after `inhibit_after` of them have fired; each fires at most once per presentation.
    /// The array rests before and after: the time between presentations is long against `tau_m`.
    ///
    /// # Errors
    /// [`LearningError`] when the circuit cannot be solved or stepped.
    pub fn present(
        &mut self,
        spikes: &[(usize, f64)],
        mode: Mode,
        inhibit_after: usize,
        observer: Option<&mut dyn Observer>,
    ) -> Result<Presentation, LearningError> {
        assert!(inhibit_after > 0, "at least one neuron must be allowed to fire");
        self.begin(spikes);
        let mut course = Course { mode, inhibit_after, observer, result: Presentation::default() };
        let mut time = 0.0;
        while time < self.settings.duration {
            time =
                if self.is_quiet(time) { self.pass_quietly(time, &mut course)? } else { self.step(time, &mut course)? };
        }
        let peaks = &self.quiet.peaks;
        course.result.closest = match course.result.spikes.first() {
            Some(first) => first.neuron,
            None => (0..peaks.len()).fold(0, |best, j| if peaks[j] > peaks[best] { j } else { best }),
        };
        Ok(course.result)
    }

    fn begin(&mut self, spikes: &[(usize, f64)]) {
        self.circuit.forget();
        self.lines.clear();
        for &(row, time) in spikes {
            self.lines.rows[row].play(time, &self.settings.pre);
        }
        self.neurons.rest();
        self.quiet.peaks.clear();
        self.quiet.peaks.resize(self.neurons.len(), 0.0);
        self.quiet.kinks.clear();
        for (row, line) in self.lines.rows.iter().enumerate() {
            self.quiet.kinks.extend(line.kinks().map(|(time, jump, bend)| (time, row, jump, bend)));
        }
        self.quiet.kinks.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
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

    /// Passes quiet time from `time` to the next spike of a neuron, or to the end: the array is linear, so column
    /// currents are transfer conductances times row voltages.
    fn pass_quietly(&mut self, time: f64, course: &mut Course<'_>) -> Result<f64, LearningError> {
        let end = self.settings.duration;
        let spike = if self.neurons.all_blocked() && course.observer.is_none() {
            None
        } else {
            self.follow_currents(time, course)?
        };
        let reached = spike.map_or(end, |spike| spike.time);
        course.result.energy += self.quiet_energy(time, reached)?;
        self.circuit.wait(reached - time);
        if let Some(spike) = spike {
            self.fire(spike, course);
        }
        Ok(reached)
    }

    /// Integrates all neurons from `time` on, kink by kink, until one fires or the presentation ends.
    fn follow_currents(&mut self, time: f64, course: &mut Course<'_>) -> Result<Option<Spike>, LearningError> {
        let columns = self.neurons.len();
        let transfer = match course.mode {
            Mode::Learn => self.circuit.carried_transfer()?,
            Mode::Infer => self.circuit.transfer()?,
        }
        .values();
        let Quiet { kinks, currents, slopes, peaks } = &mut self.quiet;
        currents.clear();
        currents.resize(columns, 0.0);
        slopes.clear();
        slopes.resize(columns, 0.0);
        let add = |kink: &(f64, usize, f64, f64), age: f64, currents: &mut [f64], slopes: &mut [f64]| {
            let row = &transfer[kink.1 * columns..][..columns];
            for ((current, slope), g) in currents.iter_mut().zip(slopes).zip(row) {
                *current += g * (kink.2 + kink.3 * age);
                *slope += g * kink.3;
            }
        };
        let first = kinks.partition_point(|kink| kink.0 <= time);
        kinks[..first].iter().for_each(|kink| add(kink, time - kink.0, currents, slopes));
        let mut now = time;
        let mut coming = kinks[first..].iter().filter(|kink| kink.0 < self.settings.duration).peekable();
        loop {
            let until = coming.peek().map_or(self.settings.duration, |kink| kink.0);
            let dt = until - now;
            let spike = self.neurons.first_spike(currents, slopes, dt);
            let dt = spike.map_or(dt, |(wait, _)| wait);
            self.neurons.advance(currents, slopes, dt);
            currents.iter_mut().zip(&*slopes).for_each(|(current, slope)| *current += slope * dt);
            now = if spike.is_some() { now + dt } else { until };
            raise_peaks(peaks, &self.neurons);
            if let Some(observer) = &mut course.observer {
                show(*observer, &self.lines, now, currents, self.neurons.potentials());
            }
            if let Some((_, neuron)) = spike {
                return Ok(Some(Spike { neuron, time: now }));
            }
            match coming.next() {
                Some(kink) => add(kink, 0.0, currents, slopes),
                None => return Ok(None),
            }
        }
    }

    /// Energy from the row drivers during quiet time (J): each row into its own devices.
    ///
    /// Current that the line resistance makes flow from one row into another is left out, a share of the order of
    /// segment resistance times column conductance (below 1e-3 for 1 ohm and 50 devices of 1 uS).
    fn quiet_energy(&mut self, from: f64, to: f64) -> Result<f64, LearningError> {
        let transfer = self.circuit.carried_transfer()?;
        let rows = self.lines.rows.iter().zip(transfer.row_sums());
        Ok(rows.map(|(line, sum)| sum * line.squared_integral(from, to)).sum())
    }

    /// One step in which devices may move.
    fn step(&mut self, time: f64, course: &mut Course<'_>) -> Result<f64, LearningError> {
        let until = self.lines.next_corner(time).unwrap_or(f64::INFINITY).min(self.settings.duration);
        let mut step = self.circuit.step(&self.lines, time, until)?;
        let mut spike = self.first_spike(time, step.time);
        if let Some((wait, neuron)) = spike {
            // The feedback must start at the spike: take the step back and end it there.
            let at_spike = time + wait;
            if at_spike < step.time {
                self.circuit.undo();
                if at_spike <= time {
                    self.fire(Spike { neuron, time }, course);
                    return Ok(time);
                }
                step = self.circuit.step(&self.lines, time, at_spike)?;
                spike = spike.filter(|_| step.time == at_spike);
            }
        }
        let dt = step.time - time;
        if !self.neurons.all_blocked() {
            let (start, slopes) = self.currents(dt);
            self.neurons.advance(&start, &slopes, dt);
            raise_peaks(&mut self.quiet.peaks, &self.neurons);
        }
        course.result.energy += step.energy;
        course.result.device_steps += 1;
        if let Some(observer) = &mut course.observer {
            let [_, currents] = self.circuit.column_currents(&self.lines);
            show(*observer, &self.lines, step.time, &currents, self.neurons.potentials());
        }
        if let Some((_, neuron)) = spike {
            self.fire(Spike { neuron, time: step.time }, course);
        }
        Ok(step.time)
    }

    fn first_spike(&self, time: f64, end: f64) -> Option<(f64, usize)> {
        if self.neurons.all_blocked() {
            return None;
        }
        let (start, slopes) = self.currents(end - time);
        self.neurons.first_spike(&start, &slopes, end - time)
    }

    /// Column currents at the start of the last step (A) and their slopes (A/s).
    fn currents(&self, dt: f64) -> (Vec<f64>, Vec<f64>) {
        let [start, end] = self.circuit.column_currents(&self.lines);
        let slopes = start.iter().zip(end).map(|(i0, i1)| (i1 - i0) / dt).collect();
        (start, slopes)
    }

    /// A neuron fires: its post spike starts, the thresholds move, and the last one allowed inhibits the others.
    fn fire(&mut self, spike: Spike, course: &mut Course<'_>) {
        course.result.spikes.push(spike);
        self.neurons.block(spike.neuron);
        if course.mode == Mode::Learn {
            self.lines.columns[spike.neuron].play(spike.time, &self.settings.post);
            self.neurons.adapt(spike.neuron, self.settings.homeostasis);
        }
        if course.result.spikes.len() >= course.inhibit_after {
            self.neurons.inhibit();
        }
    }
}

/// Keeps the highest `v / v_th` of each neuron.
fn raise_peaks(peaks: &mut [f64], neurons: &Lif) {
    let levels = neurons.potentials().iter().zip(neurons.thresholds()).map(|(v, v_th)| v / v_th);
    peaks.iter_mut().zip(levels).for_each(|(peak, level)| *peak = peak.max(level));
}

fn show(observer: &mut dyn Observer, lines: &Lines, time: f64, currents: &[f64], potentials: &[f64]) {
    let rows: Vec<f64> = lines.rows.iter().map(|line| line.after(time)).collect();
    let columns: Vec<f64> = lines.columns.iter().map(|line| line.after(time)).collect();
    observer.observe(&Moment {
        time,
        row_voltages: &rows,
        column_voltages: &columns,
        column_currents: currents,
        potentials,
    });
}
