//! Shapes of spikes, and what the other lines do.

use devices::units::{self, TIME, VOLTAGE};
use learning::{LearningError, Waveform};
use serde::{Deserialize, Deserializer, de::Error};
use toml::Spanned;

use super::{OfColumns, OfRows};

/// Spike shapes: lists of `["time", "voltage"]` corners; those of single lines in `[[spikes.of_rows]]` and
/// `[[spikes.of_columns]]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spikes {
    /// On a row.
    #[serde(deserialize_with = "waveform")]
    pub pre: Waveform,
    /// On a column, when its neuron fires.
    #[serde(deserialize_with = "waveform")]
    pub post: Waveform,
    /// Length of a presentation (s).
    #[serde(deserialize_with = "units::seconds")]
    pub presentation: f64,
    /// Voltage of the other lines while a column fires.
    #[serde(default)]
    pub bias: Bias,
    /// Rows with pre spikes of their own.
    #[serde(default)]
    pub of_rows: Vec<OfRows>,
    /// Columns with post spikes of their own.
    #[serde(default)]
    pub of_columns: Vec<OfColumns>,
}

/// Voltage of the other lines while a column fires, as shares of its post spike.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(
    untagged,
    expecting = "expected `\"grounded\"`, `\"half\"`, `\"third\"` or `{ columns = .., rows = .. }` with numbers"
)]
pub enum Bias {
    /// A scheme by name.
    Scheme(Scheme),
    /// Shares of one's own.
    Shares(Shares),
}

/// Schemes that have a name.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Scheme {
    /// Other lines are at rest.
    #[default]
    Grounded,
    /// Half the post spike on all other lines.
    Half,
    /// A third on rows, two thirds on columns.
    Third,
}

/// Shares of the post spike.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Shares {
    /// On every other column (-1 to 1).
    pub columns: f64,
    /// On every row, in addition to its own spikes (-1 to 1).
    pub rows: f64,
}

impl Default for Bias {
    fn default() -> Self {
        Self::Scheme(Scheme::Grounded)
    }
}

impl From<Bias> for learning::Bias {
    fn from(bias: Bias) -> Self {
        match bias {
            Bias::Scheme(Scheme::Grounded) => Self::GROUNDED,
            Bias::Scheme(Scheme::Half) => Self::HALF,
            Bias::Scheme(Scheme::Third) => Self::THIRD,
            Bias::Shares(Shares { columns, rows }) => Self { columns, rows },
        }
    }
}

/// Reads a waveform from `[["0 ns", "0 V"], ["2 ns", "0.7 V"], ..]`.
pub(super) fn waveform<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Waveform, D::Error> {
    shape(&Vec::<(String, String)>::deserialize(deserializer)?).map_err(D::Error::custom)
}

/// The same with its place in the text.
pub(super) fn spanned_waveform<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Spanned<Waveform>, D::Error> {
    let texts = Spanned::<Vec<(String, String)>>::deserialize(deserializer)?;
    let spike = shape(texts.get_ref()).map_err(D::Error::custom)?;
    Ok(Spanned::new(texts.span(), spike))
}

fn shape(texts: &[(String, String)]) -> Result<Waveform, String> {
    let mut corners = Vec::with_capacity(texts.len());
    for (time, voltage) in texts {
        let time = units::parse(time, TIME).map_err(|error| error.to_string())?;
        corners.push((time, units::parse(voltage, VOLTAGE).map_err(|error| error.to_string())?));
    }
    Waveform::new(corners).map_err(|error: LearningError| error.to_string())
}

/// Largest voltage that an experiment may ask for (V): far above any device here, far below overflow.
pub(super) const LARGEST_VOLTAGE: f64 = 1e3;

pub(crate) const IMPLAUSIBLE: &str = "a spike lasts longer than 0 s and stays within 1 kV";

pub(crate) fn plausible(spike: &Waveform) -> bool {
    let (low, high) = spike.range();
    spike.duration() > 0.0 && low >= -LARGEST_VOLTAGE && high <= LARGEST_VOLTAGE
}
