//! A uniform neurite as a file describes it, and many of them under a current into one end.

use devices::units::{CURRENT, Dimension};
use serde::Deserialize;

use super::super::catalogue::Described;
use super::super::parameter::{finite, positive, require};
use super::super::synaptic::sort;
use super::super::{Input, NeuronError, NeuronLayer, SpikeTiming, Stamp, Variable};
use super::{Cable, Compartment, Electrode, Membrane, Place};
use crate::Spike;

/// A neurite of one diameter and one membrane with sealed ends. The input is a current (A) into the end at 0, a spike the
/// arrival at the far end: an upward crossing of `level` there.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UniformCable {
    /// Length (m).
    #[serde(deserialize_with = "devices::units::meters")]
    pub length: f64,
    /// Diameter (m).
    #[serde(deserialize_with = "devices::units::meters")]
    pub diameter: f64,
    /// Resistivity inside (ohm m).
    #[serde(deserialize_with = "devices::units::ohm_meters")]
    pub r_a: f64,
    /// Number of compartments.
    pub compartments: usize,
    /// The wall.
    pub membrane: Membrane,
    /// Potential at the far end (V) whose upward crossing is an arrival.
    #[serde(deserialize_with = "devices::units::volts")]
    pub level: f64,
    /// Permitted error per step (V).
    #[serde(deserialize_with = "devices::units::volts")]
    pub tolerance: f64,
}

/// Most compartments: more are finer than any wall.
const MOST_COMPARTMENTS: usize = 10_000;

const VARIABLES: &[Variable] = &[
    Variable { name: "v", unit: "V", long_name: "potential where the current enters" },
    Variable { name: "v_end", unit: "V", long_name: "potential at the far end" },
];

/// Equal neurites, each under its own current.
struct Cables {
    resting: Cable,
    cables: Vec<Cable>,
    level: f64,
    tolerance: f64,
    stamp: Stamp,
}

impl UniformCable {
    /// `count` neurites at rest.
    ///
    /// # Errors
    /// [`NeuronError::Parameter`] for impossible parameters, [`NeuronError::NoGrid`].
    pub fn layer(&self, count: usize, timing: SpikeTiming) -> Result<Box<dyn NeuronLayer>, NeuronError> {
        let stamp = timing.stamp()?;
        let possible = (1..=MOST_COMPARTMENTS).contains(&self.compartments);
        require("compartments", self.compartments as f64, "", possible, "has to lie between 1 and 10000")?;
        positive("length", self.length, "m")?;
        finite("level", self.level, "V")?;
        let expected = "has to lie between 1e-9 V and 1 mV";
        require("tolerance", self.tolerance, "V", (1e-9..=1e-3).contains(&self.tolerance), expected)?;
        let length = self.length / self.compartments as f64;
        let part = Compartment { length, diameter: self.diameter, membrane: self.membrane.clone() };
        let resting = Cable::new(vec![part; self.compartments], self.r_a)?;
        let cables = vec![resting.clone(); count];
        Ok(Box::new(Cables { resting, cables, level: self.level, tolerance: self.tolerance, stamp }))
    }
}

impl NeuronLayer for Cables {
    fn len(&self) -> usize {
        self.cables.len()
    }

    fn rest(&mut self) {
        self.cables.fill(self.resting.clone());
    }

    fn advance(&mut self, time: f64, dt: f64, inputs: &[Input], fired: &mut Vec<Spike>) -> Result<(), NeuronError> {
        assert_eq!(inputs.len(), self.cables.len(), "one input per neurite");
        let first = fired.len();
        for (neuron, (cable, input)) in self.cables.iter_mut().zip(inputs).enumerate() {
            let electrode = Electrode { place: Place::Start, current: input.at(0.5 * dt) };
            let mut before = (0.0, cable.ends()[1]);
            let see = |t: f64, [_, v]: [f64; 2]| {
                if before.1 < self.level && v >= self.level {
                    // steps within the tolerance bend by less than it
                    let share = (self.level - before.1) / (v - before.1);
                    let crossed = time + before.0 + share * (t - before.0);
                    fired.push(Spike { neuron, time: self.stamp.of(crossed, (time, dt)) });
                }
                before = (t, v);
            };
            cable.follow_seen(dt, self.tolerance, &[electrode], see).map_err(|error| match error {
                NeuronError::Diverged { neuron: part, problem, .. } => {
                    NeuronError::Diverged { neuron, time, problem: format!("compartment {part}: {problem}") }
                }
                other => other,
            })?;
        }
        sort(&mut fired[first..]);
        Ok(())
    }

    fn variables(&self) -> &'static [Variable] {
        VARIABLES
    }

    fn read(&self, index: usize, out: &mut [f64]) {
        out.iter_mut().zip(&self.cables).for_each(|(out, cable)| *out = cable.ends()[index]);
    }
}

impl Described for UniformCable {
    const MODEL: &'static str = "cable";
    const REFERENCE: &'static str = "cable theory; compartments as in the Rallpack benchmarks (Bhalla et al. 1992)";
    const EQUATIONS: &'static str = "\
c_m dv/dt = diameter / (4 r_a) d2v/dx2 - current of the membrane per area; no current through the far end
input enters the end at 0; spike where v crosses level upward at the far end";
    const INPUT: Dimension = CURRENT;
}
