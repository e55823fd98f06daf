//! One step in time.

use devices::{DeviceArray, Segment};

use crate::{
    array::{LinearSolver, Nodes},
    choose::Automatic,
    circuit::{Circuit, Injected},
    newton::Frame,
};

use super::{
    Side, Sources, StepError, Stepper,
    moment::Moment,
    scheme::{self, Kind, Stage, stages},
    storage::{Companion, Stored},
    waypoint::Waypoint,
};

/// Largest change of a device in one step, as a share of its range, while the step can still be halved.
const LARGEST_CHANGE: f64 = 0.25;

/// Largest factor from one step to the next.
const LARGEST_GROWTH: f64 = 4.0;

/// Halvings that a device which jumps may cost a step.
const JUMP_HALVINGS: f64 = 64.0;

/// Times that shortening a step must fail to lower its error before the error is put down to a device that jumps.
const STUBBORN: usize = 3;

/// Share of the time asked for below which it is put down to that at once, while devices that can jump move.
const JUMP: f64 = 1.0 / 1024.0;

/// Shortest step as a share of the time asked for; what still moves in it has jumped.
const SHORTEST: f64 = 1e-15;

/// Below this share of the tolerance the corrected voltage moves the states by less than the step's own error.
const NEGLIGIBLE: f64 = 1e-4;

/// An accepted step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Time reached (s).
    pub time: f64,
    /// Largest change of any device, as a share of its range.
    pub largest_change: f64,
    /// Energy delivered by the sources (J).
    pub energy: f64,
    /// Error over the allowed one; above 1 only where a device jumped, which no step resolves.
    pub error: f64,
}

/// What an attempt at a step came to.
#[derive(Clone, Copy, Debug, Default)]
struct Attempt {
    largest_change: f64,
    /// Error over the allowed one.
    error: f64,
}

/// Buffers of a step.
#[derive(Default)]
pub(super) struct Scratch {
    /// Solved circuits at the ends of the stages.
    pub stages: Vec<Moment>,
    history: Stored,
    charges: Vec<f64>,
    slopes: Vec<f64>,
    /// The way of the devices: the start, then the end of each stage.
    pub way: Vec<Waypoint>,
    positions: Vec<f64>,
    corrected: Vec<f64>,
}

impl Stepper {
    /// Takes one step from `time` towards `until` (s), where no corner of `sources` lies in between; shorter when the
    /// error asks for it.
    ///
    /// # Errors
    /// [`StepError::TooShort`] when no step is short enough, [`StepError::Circuit`] from the solver.
    pub fn step(
        &mut self,
        devices: &mut dyn DeviceArray,
        sources: &dyn Sources,
        time: f64,
        until: f64,
    ) -> Result<Step, StepError> {
        let after_jump = self.enter(devices, sources, time)?;
        devices.mark();
        let (whole, jumps) = (until - time, devices.jumps());
        let shortest = (SHORTEST * whole).max(f64::EPSILON * until.abs());
        let (mut dt, mut last_error, mut stubborn) = (even(whole, self.suggestion).max(shortest), f64::INFINITY, 0);
        loop {
            let end = if dt >= whole { until } else { time + dt };
            let attempt = self.attempt(devices, sources, end, after_jump)?;
            let error = attempt.error;
            let moved = attempt.largest_change > 0.0;
            let bent = attempt.largest_change > LARGEST_CHANGE && !(jumps && dt <= whole / JUMP_HALVINGS);
            stubborn = if moved && error > 0.7 * last_error { stubborn + 1 } else { 0 };
            let jumped = moved && (dt <= shortest || jumps && (stubborn >= STUBBORN || dt <= JUMP * whole));
            if (error <= 1.0 && !bent) || jumped {
                let longer = dt * if error <= 1.0 { factor(error) } else { LARGEST_GROWTH };
                // a step that was cut short by a corner says nothing against the length suggested before
                self.suggestion = if dt >= whole { self.suggestion.max(longer) } else { longer };
                return Ok(self.accept(attempt));
            }
            devices.rollback();
            if dt <= shortest {
                let super::Tolerance { voltage, state } = self.tolerance;
                return Err(StepError::TooShort { time, dt, excess: error, voltage, state });
            }
            let shorter = dt * if error <= 1.0 { 0.5 } else { factor(error).min(0.5) };
            (last_error, dt) = (error, shorter.max(shortest));
        }
    }

    /// Solves the circuit at `time` (s) with the present states, at rest when nothing is known from before.
    ///
    /// # Errors
    /// [`StepError::Circuit`] from the solver.
    pub fn solve_at(
        &mut self,
        devices: &mut dyn DeviceArray,
        sources: &dyn Sources,
        time: f64,
    ) -> Result<&Moment, StepError> {
        let mut moment = self.end.clone();
        self.settle(devices, sources, time, Side::After, &mut moment)?;
        self.end = moment;
        Ok(&self.end)
    }

    /// Makes `start` the moment at `time`; tells whether the rates of change of what is stored are unknown.
    fn enter(&mut self, devices: &mut dyn DeviceArray, sources: &dyn Sources, time: f64) -> Result<bool, StepError> {
        let mut drive = self.end.drive.clone();
        sources.hold(time, Side::After, &mut drive);
        if self.end.time == time {
            std::mem::swap(&mut self.start, &mut self.end);
        }
        let known = self.start.time == time;
        if known && self.start.drive == drive {
            return Ok(false);
        }
        if known && self.capacitance.stores() {
            // the charge stays where it is while the sources jump
            self.start.drive = drive;
            return Ok(true);
        }
        let mut moment = std::mem::replace(&mut self.start, Moment::new(drive));
        let settled = self.settle(devices, sources, time, Side::After, &mut moment);
        self.start = moment;
        settled.map(|()| false)
    }

    /// The circuit at rest: nothing that is stored changes.
    pub(super) fn settle(
        &mut self,
        devices: &mut dyn DeviceArray,
        sources: &dyn Sources,
        time: f64,
        side: Side,
        moment: &mut Moment,
    ) -> Result<(), StepError> {
        let stage = Stage { start: time, end: time, rate: 0.0, kind: Kind::Instant };
        self.solve(devices, sources, &stage, side, moment)?;
        moment.rates = if self.capacitance.stores() { Stored::zero(self.wires.devices()) } else { Stored::default() };
        Ok(())
    }

    fn accept(&mut self, attempt: Attempt) -> Step {
        let moments = std::mem::take(&mut self.scratch.stages);
        let first = moments.first().map_or(0.0, |first| Moment::delivered(&self.start, first));
        let energy = first + moments.windows(2).map(|pair| Moment::delivered(&pair[0], &pair[1])).sum::<f64>();
        if let Some(last) = moments.last() {
            self.end.clone_from(last);
        }
        self.scratch.stages = moments;
        Step { time: self.end.time, largest_change: attempt.largest_change, energy, error: attempt.error }
    }

    /// Predict, move, correct, stage by stage.
    fn attempt(
        &mut self,
        devices: &mut dyn DeviceArray,
        sources: &dyn Sources,
        end: f64,
        after_jump: bool,
    ) -> Result<Attempt, StepError> {
        let plan = stages(self.start.time, end, self.capacitance.stores(), after_jump);
        let mut moments = std::mem::take(&mut self.scratch.stages);
        moments.resize_with(plan.len(), || self.start.clone());
        let mut attempt = Attempt::default();
        for k in 0..plan.len() {
            let (before, rest) = moments.split_at_mut(k);
            let moment = &mut rest[0];
            moment.nodes.clone_from(&before.last().unwrap_or(&self.start).nodes);
            let tried = self.try_stage(devices, sources, (&plan[..=k], before), moment);
            let tried = match tried {
                Ok(tried) => tried,
                Err(error) => {
                    self.scratch.stages = moments;
                    return Err(error);
                }
            };
            attempt.error = attempt.error.max(tried.error);
            attempt.largest_change = attempt.largest_change.max(tried.largest_change);
        }
        if plan.len() == 2 {
            attempt.error = attempt.error.max(self.storage_error(&plan, &moments)?);
        }
        self.scratch.stages = moments;
        Ok(attempt)
    }

    /// The last stage of `plan`; `before` are the moments of those before it. `moment` holds the starting guess.
    fn try_stage(
        &mut self,
        devices: &mut dyn DeviceArray,
        sources: &dyn Sources,
        (plan, before): (&[Stage], &[Moment]),
        moment: &mut Moment,
    ) -> Result<Attempt, StepError> {
        let stage = plan[plan.len() - 1];
        self.remember(&stage, before);
        self.solve(devices, sources, &stage, Side::Before, moment)?;
        let way = &mut self.scratch.way;
        way.truncate(plan.len());
        way.resize_with(plan.len() + 1, Waypoint::default);
        let (start, end) = (plan.len() - 1, plan.len());
        if start == 0 {
            way[start].set(&self.start);
        }
        way[end].set(moment);
        let largest_change = way[start].go(&way[end], stage.end - stage.start, devices).largest_change;
        if largest_change == 0.0 {
            return Ok(Attempt { largest_change, ..Attempt::default() });
        }
        let judged = self.tolerance.state.is_finite();
        if judged {
            read_positions(devices, &mut self.scratch.positions);
        }
        self.solve(devices, sources, &stage, Side::Before, moment)?;
        let missed = self.scratch.way[end].missed(moment);
        let mut error = missed / self.tolerance.voltage;
        if error > NEGLIGIBLE {
            self.scratch.way[end].set(moment);
            self.replay(devices, plan);
            if judged {
                read_positions(devices, &mut self.scratch.corrected);
                let moved = largest_difference(&self.scratch.positions, &self.scratch.corrected);
                error = error.max(moved / self.tolerance.state);
            }
        }
        Ok(Attempt { largest_change, error })
    }

    /// Moves the devices through all stages again, from the beginning of the step.
    fn replay(&mut self, devices: &mut dyn DeviceArray, plan: &[Stage]) {
        devices.rollback();
        for (stage, ends) in plan.iter().zip(self.scratch.way.windows(2)) {
            ends[0].go(&ends[1], stage.end - stage.start, devices);
        }
    }

    /// Sets the history from which a stage counts what is stored.
    fn remember(&mut self, stage: &Stage, before: &[Moment]) {
        let (start, history, rate) = (&self.start, &mut self.scratch.history, stage.rate);
        match (stage.kind, before.first()) {
            (Kind::Trapezoid, _) => history.set([&start.stored, &start.rates], |[x, slope]| x + slope / rate),
            (Kind::Euler, _) => history.clone_from(&start.stored),
            (Kind::Backward, Some(middle)) => {
                history.set([&start.stored, &middle.stored], |[start, middle]| scheme::backward(start, middle));
            }
            (Kind::Backward, None) | (Kind::Instant, _) => {}
        }
    }

    /// Solves the circuit at the end of a stage with the present states; the content of `moment` is the starting guess.
    fn solve(
        &mut self,
        devices: &mut dyn DeviceArray,
        sources: &dyn Sources,
        stage: &Stage,
        side: Side,
        moment: &mut Moment,
    ) -> Result<(), StepError> {
        let (capacitance, count) = (self.capacitance, self.wires.devices());
        moment.time = stage.end;
        sources.hold(stage.end, side, &mut moment.drive);
        sources.gates(stage.end, side, &mut moment.gates);
        if !moment.gates.is_empty() {
            devices.set_gates(Segment { start: &moment.gates, end: &moment.gates });
        }
        let injected = (stage.rate > 0.0).then(|| self.scratch.history.line_currents(&capacitance, stage.rate));
        let frame = Frame {
            wires: &self.wires,
            drive: &moment.drive,
            shunts: capacitance.shunts(stage.rate),
            injected: injected.as_ref(),
        };
        let mut companion = Companion {
            devices,
            capacitance,
            rate: stage.rate,
            history: &self.scratch.history.devices,
            charges: &mut self.scratch.charges,
            conduction: &mut moment.currents,
            slopes: &mut self.scratch.slopes,
        };
        let solved = self.newton.solve(&frame, &mut companion, &mut moment.nodes);
        solved.map_err(|source| StepError::Circuit { time: stage.end, source })?;
        moment.voltages.resize(count, 0.0);
        crate::device_voltages(&moment.nodes, &mut moment.voltages);
        moment.ends.update(&self.newton.tangents(&frame), &moment.nodes);
        if capacitance.stores() {
            let Nodes { word, bit } = &moment.nodes;
            moment.stored.word.clone_from(word);
            moment.stored.bit.clone_from(bit);
            moment.stored.devices.clone_from(&self.scratch.charges);
        }
        if stage.rate > 0.0 {
            moment.rates.set([&moment.stored, &self.scratch.history], |[x, history]| stage.rate * (x - history));
        }
        Ok(())
    }

    /// Error of the voltages that the stored charge brings, over the allowed one.
    ///
    /// The error of the charges is passed through the circuit of the last stage, which forgets what is stored in lines much
    /// faster than the step, as the step itself does.
    fn storage_error(&mut self, plan: &[Stage], moments: &[Moment]) -> Result<f64, StepError> {
        let (Some(stage), [middle, end]) = (plan.last(), moments) else { return Ok(0.0) };
        let dt = end.time - self.start.time;
        let mut missed = Stored::default();
        let known = plan[0].kind == Kind::Trapezoid;
        missed.set([&self.start.rates, &middle.rates, &end.rates], |[start, middle, end]| {
            // without a rate at the start the first stage is of first order: it is judged by its change of rate
            if known { scheme::error(dt, [start, middle, end]) } else { 0.5 * dt * (end - middle) }
        });
        let Injected { mut word, mut bit } = missed.line_currents(&self.capacitance, stage.rate);
        for (k, charge) in missed.devices.iter().enumerate() {
            word[k] += stage.rate * charge;
            bit[k] -= stage.rate * charge;
        }
        let (injected, drive) = (Injected { word, bit }, end.drive.grounded());
        let frame =
            Frame { wires: &self.wires, drive: &drive, shunts: self.capacitance.shunts(stage.rate), injected: None };
        let circuit = Circuit { injected: Some(&injected), ..self.newton.tangents(&frame) };
        let mut nodes = Nodes::default();
        let solved = Automatic::new().solve(&circuit, &mut nodes);
        solved.map_err(|source| StepError::Circuit { time: end.time, source })?;
        let across = nodes.word.iter().zip(&nodes.bit).fold(0.0, |most: f64, (word, bit)| most.max((word - bit).abs()));
        Ok(across / self.tolerance.voltage)
    }
}

/// First length of a step (s): the whole when it is not longer than suggested, else a share of it without a short rest.
fn even(whole: f64, suggestion: f64) -> f64 {
    match suggestion {
        suggestion if suggestion >= whole => whole,
        suggestion if suggestion > 0.5 * whole => 0.5 * whole,
        suggestion => suggestion,
    }
}

/// Factor to the next length after a step of this error: second order, with some reserve.
fn factor(error: f64) -> f64 {
    (0.9 / error.sqrt()).clamp(0.1, LARGEST_GROWTH)
}

fn read_positions(devices: &dyn DeviceArray, positions: &mut Vec<f64>) {
    positions.resize(devices.len(), 0.0);
    devices.read(0, positions);
}

fn largest_difference(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).fold(0.0, |largest, (x, y)| (x - y).abs().max(largest))
}
