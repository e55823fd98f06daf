//! The neurons.

use devices::units;
use learning::Inhibition;
use serde::{Deserialize, Deserializer};

/// Neuron model.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NeuronChoice {
    /// Leaky integrate-and-fire.
    Lif(LifSettings),
}

/// Leaky integrate-and-fire neurons with adaptive thresholds.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LifSettings {
    /// Number of neurons, one per column.
    pub count: usize,
    /// Membrane capacitance (F).
    #[serde(deserialize_with = "units::farads")]
    pub c_m: f64,
    /// Membrane time constant (s).
    #[serde(deserialize_with = "units::seconds")]
    pub tau_m: f64,
    /// Time constant of the synaptic current (s); none: the current of a column is that into its neuron.
    #[serde(default, deserialize_with = "some_seconds")]
    pub tau_syn: Option<f64>,
    /// Threshold at the start, for each feature of a row (V).
    #[serde(deserialize_with = "units::volts")]
    pub v_th_per_feature: f64,
    /// Relative change of the threshold of a neuron that fires.
    pub homeostasis: f64,
    /// Lowest threshold, for each feature of a row (V).
    #[serde(deserialize_with = "units::volts")]
    pub v_th_floor_per_feature: f64,
    /// Time after a spike in which a neuron stays silent (s); none: it fires once per presentation.
    #[serde(default, deserialize_with = "some_seconds")]
    pub t_ref: Option<f64>,
    /// How the threshold rises with each spike; none: it does not.
    pub adaptation: Option<AdaptationSettings>,
    /// What a neuron that fires does to the others.
    #[serde(default)]
    pub inhibition: InhibitionChoice,
}

/// A threshold that rises with each spike and comes back.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct AdaptationSettings {
    /// Rise with each spike, for each feature of a row (V).
    #[serde(deserialize_with = "units::volts")]
    pub beta_per_feature: f64,
    /// Time constant with which it comes back (s).
    #[serde(deserialize_with = "units::seconds")]
    pub tau_b: f64,
}

/// What a neuron that fires does to the others.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
pub enum InhibitionChoice {
    /// All neurons go to rest and stay silent until the end of the presentation.
    #[default]
    Hard,
    /// The others keep this share of their potentials (0 to 1).
    Soft(f64),
}

impl From<InhibitionChoice> for Inhibition {
    fn from(choice: InhibitionChoice) -> Self {
        match choice {
            InhibitionChoice::Hard => Self::Hard,
            InhibitionChoice::Soft(keep) => Self::Soft { keep },
        }
    }
}

pub(super) fn some_seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    units::seconds(deserializer).map(Some)
}
