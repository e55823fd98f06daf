//! A neurite in space: compartments in a row, each with its own membrane, joined by the resistance of what is inside.

mod follow;
mod uniform;

use std::f64::consts::PI;

use serde::Deserialize;

use super::parameter::{finite, positive};
use super::tridiagonal::Tridiagonal;
use super::{HodgkinHuxley, Neuron, NeuronError};

pub use uniform::UniformCable;

/// What the wall of a compartment consists of.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Membrane {
    /// A capacitor and a leak.
    Passive {
        /// Capacitance (F/m2).
        #[serde(deserialize_with = "devices::units::farads_per_square_meter")]
        c_m: f64,
        /// Resistance (ohm m2).
        #[serde(deserialize_with = "devices::units::ohm_square_meters")]
        r_m: f64,
        /// Reversal potential of the leak (V).
        #[serde(deserialize_with = "devices::units::volts")]
        e_m: f64,
    },
    /// The channels of Hodgkin and Huxley; `level` and `tolerance` do not matter here.
    Channels(HodgkinHuxley),
}

/// One compartment, a cylinder; a soma is one that is as long as wide.
#[derive(Clone, Debug, PartialEq)]
pub struct Compartment {
    /// Length (m).
    pub length: f64,
    /// Diameter (m).
    pub diameter: f64,
    /// Its wall.
    pub membrane: Membrane,
}

/// Where a current enters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The face of the first compartment at position 0.
    Start,
    /// The face of the last compartment.
    End,
    /// The middle of a compartment, counted from 0.
    Middle(usize),
}

/// A current that is constant during a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Electrode {
    /// Where it enters.
    pub place: Place,
    /// Current (A), positive into the neurite.
    pub current: f64,
}

/// A neurite with sealed ends: the cable equation, second order in space and time (tests measure both).
///
/// Potentials belong to the middles of compartments (finite volumes). A step moves the gates half of it at the potentials
/// before, then all potentials together with these gates (TR-BDF2, as the charge of lines: fast modes of short
/// compartments are forgotten and do not ring), then the gates the other half at the new potentials.
#[derive(Clone, Debug)]
pub struct Cable {
    compartments: Vec<Compartment>,
    /// Position of the middles (m).
    middles: Vec<f64>,
    /// Resistance (ohm) from the middle of a compartment to either face.
    halves: Vec<f64>,
    /// Capacitance (F).
    capacitances: Vec<f64>,
    state: State,
    /// Currents (A) that entered through the two end faces in the last step.
    ends: [f64; 2],
    /// Step (s) that [`follow`](Cable::follow) tries next.
    step: f64,
}

/// What moves.
#[derive(Clone, Debug)]
struct State {
    /// Potential (V) of each compartment.
    potentials: Vec<f64>,
    /// Fractions of open gates m, h, n; passive compartments keep theirs.
    gates: Vec<[f64; 3]>,
    /// Time since the beginning (s), for messages.
    time: f64,
}

/// Share of a step after which TR-BDF2 goes from the trapezoidal rule to the backward formula; both then have one matrix.
const GAMMA: f64 = 2.0 - std::f64::consts::SQRT_2;

/// Step (s) that is tried first: shorter than any gate.
const FIRST_STEP: f64 = 1e-6;

/// Part of the length by which a sum of compartments may miss it.
const ROUNDING: f64 = 1e-9;

impl Cable {
    /// Compartments from position 0 on, with the resistivity `r_a` (ohm m) inside, at rest: passive ones at their
    /// reversal potential, others at `v_init`.
    ///
    /// # Errors
    /// [`NeuronError::Parameter`] when there is no compartment or a parameter is impossible.
    pub fn new(compartments: Vec<Compartment>, r_a: f64) -> Result<Self, NeuronError> {
        positive("r_a", r_a, "ohm m")?;
        positive("compartments", compartments.len() as f64, "")?;
        let (mut middles, mut end) = (Vec::new(), 0.0);
        for compartment in &compartments {
            compartment.check()?;
            middles.push(end + 0.5 * compartment.length);
            end += compartment.length;
        }
        let half = |part: &Compartment| 2.0 * r_a * part.length / (PI * part.diameter * part.diameter);
        let halves = compartments.iter().map(half).collect();
        let capacitances = compartments.iter().map(|part| part.membrane.capacitance() * part.area()).collect();
        let potentials = compartments.iter().map(|part| part.membrane.rest()).collect();
        let gates = compartments.iter().map(|part| part.membrane.gates_at_rest()).collect();
        let state = State { potentials, gates, time: 0.0 };
        Ok(Self { compartments, middles, halves, capacitances, state, ends: [0.0; 2], step: FIRST_STEP })
    }

    /// Length of the neurite (m).
    pub fn length(&self) -> f64 {
        self.compartments.iter().map(|part| part.length).sum()
    }

    /// Potential (V) in the middle of every compartment.
    pub fn potentials(&self) -> &[f64] {
        &self.state.potentials
    }

    /// Potential (V) of both end faces, with the currents that entered there in the last step.
    pub fn ends(&self) -> [f64; 2] {
        let last = self.halves.len() - 1;
        let face = |end: usize, part: usize| self.state.potentials[part] + self.ends[end] * self.halves[part];
        [face(0, 0), face(1, last)]
    }

    /// Potential (V) at `position` (m), by interpolation along the resistance, to the ends with the current that enters
    /// there: second order everywhere, and not the potential of the nearest middle.
    ///
    /// # Errors
    /// [`NeuronError::Parameter`] for a position outside of the neurite.
    pub fn potential(&self, position: f64) -> Result<f64, NeuronError> {
        let (length, last) = (self.length(), self.middles.len() - 1);
        if !(0.0..=length * (1.0 + ROUNDING)).contains(&position) {
            let (value, expected) = (format!("{position} m of {length} m"), "has to lie on the neurite");
            return Err(NeuronError::Parameter { name: "position", value, expected });
        }
        let resistance =
            |part: usize, distance: f64| self.halves[part] * distance / (0.5 * self.compartments[part].length);
        let right = self.middles.partition_point(|middle| *middle <= position);
        if right == 0 {
            return Ok(self.state.potentials[0] + self.ends[0] * resistance(0, self.middles[0] - position));
        }
        let left = right - 1;
        let distance = position - self.middles[left];
        if left == last {
            return Ok(self.state.potentials[last] + self.ends[1] * resistance(last, distance));
        }
        let half = 0.5 * self.compartments[left].length;
        let passed = resistance(left, distance.min(half)) + resistance(right, (distance - half).max(0.0));
        let share = passed / (self.halves[left] + self.halves[right]);
        Ok(self.state.potentials[left] + share * (self.state.potentials[right] - self.state.potentials[left]))
    }

    /// Moves the neurite by one step of `dt` seconds; [`follow`](Cable::follow) chooses steps by itself.
    ///
    /// # Errors
    /// [`NeuronError::Parameter`] for a step, a place or a current that is impossible; [`NeuronError::Diverged`], with the
    /// compartment as neuron, when a potential is not a number.
    pub fn advance(&mut self, dt: f64, electrodes: &[Electrode]) -> Result<(), NeuronError> {
        positive("dt", dt, "s")?;
        let injected = self.injected(electrodes)?;
        self.move_gates(0.5 * dt);
        self.move_potentials(dt, injected);
        self.move_gates(0.5 * dt);
        self.state.time += dt;
        match self.state.potentials.iter().position(|v| !v.is_finite()) {
            None => Ok(()),
            Some(neuron) => {
                let problem = "the potential of this compartment is not a number: check the injected currents".into();
                Err(NeuronError::Diverged { neuron, time: self.state.time, problem })
            }
        }
    }

    /// Times (s, from now on) at which the potential at `position` (m) crosses `level` (V) upward in `steps` steps of `dt`
    /// seconds; linear between steps.
    ///
    /// # Errors
    /// Those of [`advance`](Cable::advance) and [`potential`](Cable::potential).
    pub fn crossings(
        &mut self,
        (position, level): (f64, f64),
        (dt, steps): (f64, usize),
        electrodes: &[Electrode],
    ) -> Result<Vec<f64>, NeuronError> {
        let mut times = Vec::new();
        for step in 0..steps {
            let before = self.potential(position)?;
            self.advance(dt, electrodes)?;
            let after = self.potential(position)?;
            if before < level && after >= level {
                times.push(dt * (step as f64 + (level - before) / (after - before)));
            }
        }
        Ok(times)
    }

    /// Current (A) into each compartment.
    fn injected(&mut self, electrodes: &[Electrode]) -> Result<Vec<f64>, NeuronError> {
        let mut injected = vec![0.0; self.state.potentials.len()];
        self.ends = [0.0; 2];
        let last = injected.len() - 1;
        for electrode in electrodes {
            finite("current", electrode.current, "A")?;
            let part = match electrode.place {
                Place::Start => 0,
                Place::End => last,
                Place::Middle(part) => part,
            };
            if part > last {
                let expected = "has to be smaller than the number of compartments";
                return Err(NeuronError::Parameter { name: "place", value: part.to_string(), expected });
            }
            injected[part] += electrode.current;
            match electrode.place {
                Place::Start => self.ends[0] += electrode.current,
                Place::End => self.ends[1] += electrode.current,
                Place::Middle(_) => {}
            }
        }
        Ok(injected)
    }

    fn move_gates(&mut self, dt: f64) {
        for ((part, gates), v) in self.compartments.iter().zip(&mut self.state.gates).zip(&self.state.potentials) {
            if let Membrane::Channels(channels) = &part.membrane {
                for (gate, fraction) in channels.kinetics.gates(*v).iter().zip(gates) {
                    *fraction = gate.after(*fraction, dt);
                }
            }
        }
    }

    /// One step of C dv/dt = b - G v by TR-BDF2, with the gates as they are.
    fn move_potentials(&mut self, dt: f64, mut constant: Vec<f64>) {
        let count = constant.len();
        let mut conductances = Tridiagonal { diagonal: vec![0.0; count], next: vec![0.0; count - 1] };
        for (i, part) in self.compartments.iter().enumerate() {
            let (conductance, current) = part.membrane.channels(self.state.gates[i]);
            conductances.diagonal[i] += part.area() * conductance;
            constant[i] += part.area() * current;
        }
        for i in 1..count {
            let axial = 1.0 / (self.halves[i - 1] + self.halves[i]);
            conductances.diagonal[i - 1] += axial;
            conductances.diagonal[i] += axial;
            conductances.next[i - 1] = -axial;
        }
        let share = 0.5 * GAMMA * dt;
        let flows = conductances.times(&self.state.potentials);
        let matrix = conductances.shifted(&self.capacitances, share).factored();
        let mut middle: Vec<f64> = (0..count)
            .map(|i| self.capacitances[i] * self.state.potentials[i] + share * (2.0 * constant[i] - flows[i]))
            .collect();
        matrix.solve(&mut middle);
        let weight = 1.0 / (GAMMA * (2.0 - GAMMA));
        let mut end: Vec<f64> = (0..count)
            .map(|i| {
                let past = weight * middle[i] + (1.0 - weight) * self.state.potentials[i];
                self.capacitances[i] * past + share * constant[i]
            })
            .collect();
        matrix.solve(&mut end);
        self.state.potentials = end;
    }
}

impl Compartment {
    /// Area of the membrane (m2), without the faces.
    pub fn area(&self) -> f64 {
        PI * self.diameter * self.length
    }

    fn check(&self) -> Result<(), NeuronError> {
        positive("length", self.length, "m")?;
        positive("diameter", self.diameter, "m")?;
        match &self.membrane {
            Membrane::Passive { c_m, r_m, e_m } => {
                positive("c_m", *c_m, "F/m2")?;
                positive("r_m", *r_m, "ohm m2")?;
                finite("e_m", *e_m, "V")
            }
            Membrane::Channels(channels) => channels.check(),
        }
    }
}

impl Membrane {
    fn capacitance(&self) -> f64 {
        match self {
            Self::Passive { c_m, .. } => *c_m,
            Self::Channels(channels) => channels.c_m,
        }
    }

    fn rest(&self) -> f64 {
        match self {
            Self::Passive { e_m, .. } => *e_m,
            Self::Channels(channels) => channels.v_init,
        }
    }

    fn gates_at_rest(&self) -> [f64; 3] {
        match self {
            Self::Passive { .. } => [0.0; 3],
            Self::Channels(channels) => channels.kinetics.open(channels.v_init),
        }
    }

    /// Conductance (S/m2) and the current density (A/m2) it would drive in at 0 V.
    fn channels(&self, gates: [f64; 3]) -> (f64, f64) {
        match self {
            Self::Passive { r_m, e_m, .. } => (1.0 / r_m, e_m / r_m),
            Self::Channels(channels) => channels.channels(gates),
        }
    }
}

#[cfg(test)]
#[path = "cable_tests.rs"]
mod tests;
