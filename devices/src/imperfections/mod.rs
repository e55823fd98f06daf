//! Variability and non-idealities, as layers over devices of any kind.
//!
//! [`Imperfections`] says which there are; in a file they are the table `[imperfections]`. Voltages that write pass
//! the layers from the first of this list to the last, positions and currents that are read pass from the last to the
//! first:
//!
//! | layer | what it does to writing | what it does to reading |
//! |---|---|---|
//! | read noise | | factor of the current in time; thermal and shot noise added |
//! | imprint | adds a voltage that grows | |
//! | spread | subtracts a voltage, divides by a factor | factor of the current |
//! | temperature | factor of the voltage | |
//! | asymmetry | factor by sign of the voltage | factor by sign of the voltage |
//! | cycle to cycle | factor that changes when the voltage reverses | |
//! | programming error | shifts the position that is programmed | |
//! | stuck | leaves stuck devices at 0 V | reads stuck devices at their fixed position |
//! | drift | | factor of the current that falls with time |
//! | levels | | rounds the position |
//! | wake-up | factor that goes to 1 with cycles | opens the range of positions |
//! | fatigue | | closes the range of positions |
//! | write noise | | shifts the position by an error that motion adds to |
//! | retention | moves the device with time | moves the position with time |
//!
//! So built-in voltages are not scaled by temperature, levels are counted on what the device has retained and drift as
//! they do in the laboratory, and stuck devices neither age nor round but have their own spread and noise. Where a
//! layer shifts positions, the current is that of the device beneath times G(position read) / G(position beneath), G
//! at 0 V: exact for devices whose current is a function of the position times one of the voltage.

mod ages;
mod array;
mod asymmetry;
mod curve;
mod cycle_to_cycle;
mod cycles;
mod draws;
mod drift;
mod fatigue;
mod imprint;
mod layer;
mod levels;
pub(crate) mod names;
mod programming_error;
mod read_noise;
mod retention;
mod spread;
mod stuck;
mod temperature;
mod wake_up;
mod write_noise;

use std::sync::Arc;

use serde::Deserialize;
use toml::Table;

use crate::catalogue::{LoadError, read_table};
use crate::error::ModelError;
use crate::model::DeviceArray;

pub use array::Imperfect;
pub use asymmetry::Asymmetry;
pub use curve::Curve;
pub use cycle_to_cycle::CycleToCycle;
pub use drift::{Drift, DriftExponent};
pub use fatigue::{Fatigue, FatigueLaw};
pub use imprint::Imprint;
pub use layer::{Layer, Passage};
pub use programming_error::{Polynomial, ProgrammingError};
pub use read_noise::{Flicker, ReadNoise, Telegraph, White};
pub use retention::{PowerLaw, Retention};
pub use spread::Spread;
pub use stuck::Stuck;
pub use temperature::{ROOM, Temperature, arrhenius};
pub use wake_up::WakeUp;
pub use write_noise::WriteNoise;

/// Non-idealities of devices; each is absent unless given.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Imperfections {
    /// Differences between devices.
    pub spread: Option<Spread>,
    /// Differences between one write and the next.
    pub cycle_to_cycle: Option<CycleToCycle>,
    /// Random errors that writing adds.
    pub write_noise: Option<WriteNoise>,
    /// Devices that do not switch.
    pub stuck: Option<Stuck>,
    /// Scatter of programmed conductances.
    pub programming_error: Option<ProgrammingError>,
    /// Loss of what was written.
    pub retention: Option<Retention>,
    /// Fall of the conductance with time.
    pub drift: Option<Drift>,
    /// Fluctuations of the current.
    pub read_noise: Option<ReadNoise>,
    /// Loss of range with cycles.
    pub fatigue: Option<Fatigue>,
    /// Gain of range with cycles.
    pub wake_up: Option<WakeUp>,
    /// Built-in voltage of a state that is kept.
    pub imprint: Option<Imprint>,
    /// Temperature other than the one the parameters are for.
    pub temperature: Option<Temperature>,
    /// Differences between the signs of the voltage.
    pub asymmetry: Option<Asymmetry>,
    /// Number of conductances that can be told apart.
    pub levels: Option<usize>,
}

impl Imperfections {
    /// Imperfections as a file has them.
    ///
    /// # Errors
    /// [`LoadError`] for a word that is unknown (with the nearest right one), a wrong type or unit, or a value out of range.
    pub fn from_table(table: &Table) -> Result<Imperfections, LoadError> {
        names::check(table)?;
        let imperfections: Imperfections = read_table(NAME, table)?;
        imperfections.validate().map_err(|error| LoadError::Range { name: NAME.into(), error })?;
        Ok(imperfections)
    }

    /// Whether conductances change, or are read otherwise, while nothing is applied.
    pub fn changes_at_rest(&self) -> bool {
        self.retention.is_some() || self.drift.is_some() || self.read_noise.is_some()
    }

    /// True when there are none.
    pub fn is_none(&self) -> bool {
        *self == Imperfections::default()
    }

    /// Checks every value.
    ///
    /// # Errors
    /// [`ModelError`] names the first value that is out of range.
    pub fn validate(&self) -> Result<(), ModelError> {
        self.spread.iter().try_for_each(Spread::validate)?;
        self.cycle_to_cycle.iter().try_for_each(CycleToCycle::validate)?;
        self.write_noise.iter().try_for_each(WriteNoise::validate)?;
        self.stuck.iter().try_for_each(Stuck::validate)?;
        self.programming_error.iter().try_for_each(ProgrammingError::validate)?;
        self.retention.iter().try_for_each(Retention::validate)?;
        self.drift.iter().try_for_each(Drift::validate)?;
        self.read_noise.iter().try_for_each(ReadNoise::validate)?;
        self.fatigue.iter().try_for_each(Fatigue::validate)?;
        self.wake_up.iter().try_for_each(WakeUp::validate)?;
        self.imprint.iter().try_for_each(Imprint::validate)?;
        self.temperature.iter().try_for_each(Temperature::validate)?;
        self.asymmetry.iter().try_for_each(Asymmetry::validate)?;
        self.levels.iter().try_for_each(|&levels| levels::validate(levels))
    }

    /// `count` devices, all OFF, with these imperfections; `ideal` makes any number of ideal ones. The values have
    /// been checked, and `seed` decides everything random.
    pub fn over(&self, ideal: &dyn Fn(usize) -> Box<dyn DeviceArray>, count: usize, seed: u64) -> Imperfect {
        let curve = Arc::new(Curve::of(&mut *ideal(curve::POINTS)));
        let temperature = self.temperature.map(|temperature| temperature.value);
        let layers: [Option<Box<dyn Layer>>; 14] = [
            self.retention.map(|law| Box::new(law.layer(count, temperature)) as _),
            self.write_noise.map(|law| Box::new(law.layer(count, seed)) as _),
            self.fatigue.map(|law| Box::new(law.layer(count)) as _),
            self.wake_up.map(|law| Box::new(law.layer(count, seed)) as _),
            self.levels.map(|levels| Box::new(levels::Levels { levels, curve: curve.clone() }) as _),
            self.drift.map(|law| Box::new(law.layer(count, seed, curve.clone())) as _),
            self.stuck.map(|law| Box::new(law.layer(count, seed, ideal)) as _),
            self.programming_error.as_ref().map(|law| Box::new(law.layer(seed, curve.clone())) as _),
            self.cycle_to_cycle.map(|law| Box::new(law.layer(count, seed)) as _),
            self.asymmetry.map(|law| Box::new(law) as _),
            self.temperature.map(|law| Box::new(law.layer()) as _),
            self.spread.map(|law| Box::new(law.layer(count, seed)) as _),
            self.imprint.map(|law| Box::new(law.layer(count, temperature)) as _),
            self.read_noise.map(|law| Box::new(law.layer(count, seed, temperature)) as _),
        ];
        Imperfect::new(ideal(count), layers.into_iter().flatten().collect(), curve, &(self, seed))
    }
}

/// The laws, with the names that a table `[imperfections]` gives their parameters, as lines of text.
pub const EQUATIONS: &str = "\
spread              I = e^(conductance z_1) I_ideal, written by (V - imprint z_3) / (1 + switching z_2); z normal, one per device
cycle_to_cycle      written by V / (1 + switching z), z drawn anew when V reverses beyond `reversal`
write_noise         x = x + o, do = -o dw + deviation dW(w) along the way w that x is moved
stuck               fractions on, off, unformed of the devices always read the same
programming_error   programmed G = G asked for + sigma(G) z, sigma = sum of coefficients[k] (G / scale)^k
retention           x = rest + (x_written - rest) (1 + t / early.t_0)^(-early.m) exp[-(t / tau)^beta]
                    tau = tau exp[activation_energy / k (1 / T - 1 / measured_at)]
drift               G = G (t / t_0)^(-nu) for t > t_0
read_noise          white: S_I = 2 e I coth(e V / 2 k T); flicker: S_I = k_f I^2 / f;
                    telegraph: I (1 - step) while a trap is filled, mean times tau_c until filled, tau_e until empty
fatigue             x = center + (x - center) open, open = exp[-(N / n_0)^beta] or 1 - pinned_per_decade log10(1 + N / n_0)
wake_up             x = 1/2 + (x - 1/2) (window + (1 - window) p), V / (1 + spread z (1 - p)), p = log10(1 + N) / log10(1 + cycles)
imprint             written by V + s v_i log10(1 + t / t_i), s = sign of the voltage that writes the present state
temperature         written by V (value / reference)^(1 / exponent)
asymmetry           written by V / positive_switching or V / negative_switching; I times positive_current or negative_current
levels              G at 0 V read as the nearest of `levels` values evenly spaced from off to on
x position (0 off to 1 on), t time since the last write, N write cycles";

/// What messages call the table.
const NAME: &str = "imperfections";

#[cfg(test)]
#[path = "stack_tests.rs"]
pub(crate) mod stack_tests;

#[cfg(test)]
#[path = "statistics_tests.rs"]
mod statistics_tests;

#[cfg(test)]
#[path = "time_tests.rs"]
mod time_tests;
