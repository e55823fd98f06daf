//! Gaussian population code: one spike per receptive field, the stronger the earlier.

use devices::units::engineering;
use serde::Deserialize;

use crate::LearningError;
use crate::error::setting;

/// Gaussian population code with first-spike latency (Bohte, Kok, La Poutré 2002, doi:10.1016/S0925-2312(01)00658-0).
///
/// Each feature is covered by `fields` Gaussians with centers `min + (2 i - 3) / 2 * (max - min) / (fields - 2)`,
/// i = 1..fields, and width `(max - min) / (beta (fields - 2))`. A field with activation `a` spikes at `window (1 - a)`,
/// and not at all below `cutoff`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GaussianPopulation {
    /// Receptive fields per feature, at least 3.
    #[serde(rename = "fields_per_feature")]
    pub fields: usize,
    /// Narrowness of the fields; 1 to 1.5 gives wide, overlapping fields.
    pub beta: f64,
    /// Latest possible spike time (s).
    #[serde(deserialize_with = "devices::units::seconds")]
    pub window: f64,
    /// Activation below which a field stays silent (0 to 1).
    pub cutoff: f64,
}

impl GaussianPopulation {
    pub(super) fn check(&self) -> Result<(), LearningError> {
        setting(self.fields >= 3, "fields_per_feature", self.fields, "the code needs at least 3 fields")?;
        let narrow = self.beta > 0.0 && self.beta.is_finite();
        setting(narrow, "beta", self.beta, "it must be positive; 1 to 1.5 works well")?;
        let time = self.window > 0.0 && self.window.is_finite();
        setting(time, "window", engineering(self.window, "s"), "it must be a positive time")?;
        setting((0.0..1.0).contains(&self.cutoff), "cutoff", self.cutoff, "it must be at least 0 and below 1")
    }

    /// Activation (0 to 1) of the fields of a feature that lies at `x` in its range (0 to 1), length `fields`.
    pub fn activations(&self, x: f64) -> impl Iterator<Item = f64> + '_ {
        let inner = (self.fields - 2) as f64;
        let width = 1.0 / (self.beta * inner);
        (1..=self.fields).map(move |i| {
            let center = (2.0 * i as f64 - 3.0) / 2.0 / inner;
            (-0.5 * ((x - center) / width).powi(2)).exp()
        })
    }

    /// Spikes (field, time in s) of a feature that lies at `x` in its range (0 to 1).
    pub fn spikes(&self, x: f64) -> impl Iterator<Item = (usize, f64)> + '_ {
        let fields = self.activations(x).enumerate();
        fields.filter(|&(_, a)| a >= self.cutoff).map(|(field, a)| (field, self.window * (1.0 - a)))
    }
}
