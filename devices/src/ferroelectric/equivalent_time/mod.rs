//! Ferroelectric junction with one number as its memory: the switched fraction S, moved by equivalent time.
//!
//! At each voltage the state S is read as the time t_eq that this voltage would have needed to reach it from none
//! switched; a step takes S to the closed form at t_eq + dt. For negative voltage the same holds for 1 - S.
//! Exact at constant voltage; on ramps of third order in steps chosen for an error of S below 1e-4.
//! First-order memory: there is no return-point memory, and a reversal starts at once.

mod array;
mod hold;
mod kai;
mod law;

use serde::Deserialize;

use super::junction::Potentiation;
use crate::catalogue::Parameters;
use crate::conduction::Conduction;
use crate::error::{ModelError, positive, within};
use crate::model::DeviceArray;

pub use kai::Kai;
pub use law::SwitchingLaw;

/// Parameters; the state is the fraction of domains that are up.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EquivalentTime {
    /// How the junction conducts.
    pub conduction: Conduction,
    /// Which sign of V_row - V_col turns the junction ON.
    pub potentiation: Potentiation,
    /// Guard (V): nothing switches at or below this magnitude.
    ///
    /// [`LogTime`](super::LogTime) needs it above
    /// [`guard`](super::LogTime::guard) of the longest pulse.
    #[serde(deserialize_with = "crate::units::volts")]
    pub v_th: f64,
    /// Switching by positive voltage.
    pub up: SwitchingLaw,
    /// Switching by negative voltage.
    pub down: SwitchingLaw,
}

impl Parameters for EquivalentTime {
    const MODEL: &'static str = "equivalent_time";
    const REFERENCE: &'static str =
        "form: Boyn et al. 2017, doi:10.1038/ncomms14736; Jo et al. 2007, doi:10.1103/PhysRevLett.99.267602";
    const EQUATIONS: &'static str = "\
t_eq = S^-1(S; V), S <- S(t_eq + dt; V) for |V| > v_th; for V < 0 the same for 1 - S
random_field:       S = 1/2 - arctan((alpha / log10(t/t_inf) - |V|) / delta) / pi
log_time: S = 1/2 + arctan((log10(t/t_inf) - alpha/|V|) V^2 / gamma_0) / pi
kai:                S = 1 - exp(-(t/tau)^n), tau = t_inf 10^(alpha/|V|)";

    fn validate(&self) -> Result<(), ModelError> {
        self.conduction.validate()?;
        within("v_th", self.v_th, 0.0, 1e3, "give the magnitude, or \"0 V\" for none")?;
        self.up.validate("up")?;
        self.down.validate("down")?;
        match (&self.up, &self.down) {
            // without a guard this law switches one half of the domains at 0 V
            (SwitchingLaw::LogTime(_), _) | (_, SwitchingLaw::LogTime(_)) => positive("", "v_th", self.v_th, "V"),
            _ => Ok(()),
        }
    }

    fn array(&self, count: usize, _seed: u64) -> Box<dyn DeviceArray> {
        Box::new(array::EquivalentTimeArray::new(*self, count))
    }
}

#[cfg(test)]
mod tests;
