//! `[tolerance]`: errors allowed in one step of time.

use crossbar::Tolerance;
use devices::units;
use serde::{Deserialize, Deserializer};

/// `[tolerance]` as it is written.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ToleranceText {
    #[serde(default, deserialize_with = "volts")]
    voltage: Option<f64>,
    /// A share of the range of the states.
    state: Option<f64>,
}

fn volts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    units::volts(deserializer).map(Some)
}

impl ToleranceText {
    /// What is not given stays as it is by default.
    pub fn tolerance(&self) -> Tolerance {
        let Tolerance { voltage, state } = Tolerance::default();
        Tolerance { voltage: self.voltage.unwrap_or(voltage), state: self.state.unwrap_or(state) }
    }
}
