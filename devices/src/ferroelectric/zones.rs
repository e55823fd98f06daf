//! Ferroelectric junction of zones in which domains nucleate and then grow.
//!
//! Chanthbouala et al. 2012, doi:10.1038/nmat3415: the switched fraction is the sum over zones of weight S_i
//! (7) s_i = h(t - tau_N) (1 - exp(-((t - tau_N) / tau_P)^n)), n = 2 for growth of discs, with nucleation time tau_N and
//! propagation time tau_P; each follows Merz's law. Its autonomous form
//! (8) ds_i/dt = (n / tau_P) (1 - s_i) (-ln(1 - s_i))^((n - 1)/n), active once the integral of dt / tau_N has reached 1,
//! holds for any voltage: -ln(1 - s_i) = Lambda^n, with Lambda growing by the integral of dt / tau_P. Both integrals are
//! exact along a linear ramp.
//!
//! Reversal: in a zone that is partly switched the domain walls are there, and growth of the other polarity starts at
//! once from the fraction that it finds; a zone that is uniform (to 1e-12) has to nucleate first. Nuclei that have
//! not become domains vanish when the voltage reverses.

use serde::Deserialize;

use super::film::Film;
use super::junction::Potentiation;
use super::merz::Merz;
use crate::batch::Batch;
use crate::catalogue::Parameters;
use crate::conduction::Conduction;
use crate::error::{ModelError, positive, within};
use crate::model::{Branch, Charge, Column, DeviceArray, DeviceModel};
use crate::ramp::Ramp;
use crate::rng::Random;
use crate::words::words;

/// Most zones of a junction.
pub const MAX_ZONES: usize = 8;

/// A zone of which less than this is left counts as switched entirely.
const UNIFORM: f64 = 1e-12;

/// Parameters of a junction of zones.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Zones {
    /// How the junction conducts; `ohmic` is 1/R = s/R_OFF + (1 - s)/R_ON.
    pub conduction: Conduction,
    /// Which sign of V_row - V_col turns the junction ON.
    pub potentiation: Potentiation,
    /// Nothing switches at or below this magnitude (V).
    #[serde(deserialize_with = "crate::units::volts")]
    pub v_th: f64,
    /// Dimension n of growth.
    pub n: f64,
    /// One to [`MAX_ZONES`] zones.
    pub zones: Vec<Zone>,
    /// The film between its plates; without one the junction holds no charge. It gets the whole voltage: an interlayer,
    /// whose field would act back on the zones, needs the model `ferroelectric_junction`.
    #[serde(default)]
    pub film: Option<Film>,
}

/// One zone.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Zone {
    /// Part S_i of the area.
    pub weight: f64,
    /// Switching by positive voltage.
    pub up: Stages,
    /// Switching by negative voltage.
    pub down: Stages,
}

/// The two stages of switching.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stages {
    /// Time tau_N until a domain appears.
    pub nucleation: Merz,
    /// Time tau_P in which it grows.
    pub propagation: Merz,
}

/// History of one zone.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ZoneState {
    /// Fraction that is up.
    pub up: f64,
    /// Nucleation dose of a uniform zone, 0 to 1 towards up, 0 to -1 towards down.
    pub dose: f64,
}

words!(ZoneState { up, dose });

impl Stages {
    /// Switched fraction and nucleation dose after `ramp`, whose voltages are not negative.
    fn switch(&self, n: f64, switched: f64, dose: f64, ramp: Ramp) -> (f64, f64) {
        if switched >= 1.0 {
            return (1.0, 0.0);
        }
        let growth = if switched > 0.0 {
            ramp
        } else {
            let whole = dose + self.nucleation.dose(ramp);
            if whole < 1.0 {
                return (0.0, whole);
            }
            self.nucleation.after(1.0 - dose, ramp)
        };
        let extent = (-(-switched).ln_1p()).powf(1.0 / n) + self.propagation.dose(growth);
        let left = (-extent.powf(n)).exp();
        let later = if left < UNIFORM { 1.0 } else { -(-extent.powf(n)).exp_m1() };
        (later.max(switched), 0.0)
    }

    fn validate(&self, table: &str) -> Result<(), ModelError> {
        self.nucleation.validate(&format!("{table}.nucleation"))?;
        self.propagation.validate(&format!("{table}.propagation"))
    }
}

impl Zones {
    /// Fraction of the area that is up.
    fn up(&self, states: &[ZoneState; MAX_ZONES]) -> f64 {
        let (mut up, mut all) = (0.0, 0.0);
        for (zone, state) in self.zones.iter().zip(states) {
            up += zone.weight * state.up;
            all += zone.weight;
        }
        up / all
    }

    fn drive_up(&self, states: &mut [ZoneState; MAX_ZONES], ramp: Ramp) {
        for (zone, state) in self.zones.iter().zip(states) {
            (state.up, state.dose) = zone.up.switch(self.n, state.up, state.dose.max(0.0), ramp);
        }
    }

    fn drive_down(&self, states: &mut [ZoneState; MAX_ZONES], ramp: Ramp) {
        for (zone, state) in self.zones.iter().zip(states) {
            let (down, dose) = zone.down.switch(self.n, 1.0 - state.up, (-state.dose).max(0.0), ramp);
            *state = ZoneState { up: if down == 1.0 - state.up { state.up } else { 1.0 - down }, dose: -dose };
        }
    }
}

impl DeviceModel for Zones {
    type State = [ZoneState; MAX_ZONES];

    const POSITION: Column =
        Column { name: "switched_fraction", unit: "1", long_name: "fraction of domains in the ON state" };

    fn state(&self, position: f64, _random: Random) -> Self::State {
        let up = match self.potentiation {
            Potentiation::Positive => position,
            Potentiation::Negative => 1.0 - position,
        };
        [ZoneState { up, dose: 0.0 }; MAX_ZONES]
    }

    fn position(&self, states: &Self::State) -> f64 {
        match self.potentiation {
            Potentiation::Positive => self.up(states),
            Potentiation::Negative => 1.0 - self.up(states),
        }
    }

    fn branch(&self, states: &Self::State, voltage: f64) -> Branch {
        self.conduction.branch(self.position(states), voltage)
    }

    fn charge(&self, states: &Self::State, voltage: f64) -> Charge {
        self.film.map_or(Charge::default(), |film| film.charge(voltage, self.up(states)))
    }

    fn advance(&self, states: &Self::State, ramp: Ramp, _random: Random) -> Self::State {
        let mut states = *states;
        let (up, down) = (ramp.above(self.v_th), ramp.negated().above(self.v_th));
        if ramp.start < ramp.end {
            down.into_iter().for_each(|part| self.drive_down(&mut states, part));
        }
        up.into_iter().for_each(|part| self.drive_up(&mut states, part));
        if ramp.start >= ramp.end {
            down.into_iter().for_each(|part| self.drive_down(&mut states, part));
        }
        states
    }

    fn idle(&self, lowest: f64, highest: f64, _dt: f64) -> bool {
        lowest >= -self.v_th && highest <= self.v_th
    }
}

impl Parameters for Zones {
    const MODEL: &'static str = "zones";
    const REFERENCE: &'static str = "Chanthbouala et al. 2012, doi:10.1038/nmat3415";
    const EQUATIONS: &'static str = "\
s = sum of weight_i s_i, I = (1 - s) I_off(V) + s I_on(V) with s for the side that conducts
s_i = 1 - exp(-((t - tau_N) / tau_P)^n) for t > tau_N, else 0           at constant voltage
-ln(1 - s_i) = Lambda^n, d(Lambda)/dt = 1/tau_P(V) once the integral of dt/tau_N(V) reaches 1
tau = t_inf 10^(alpha / |V|) for nucleation (N) and propagation (P), |V| > v_th
A partly switched zone grows back at once; a uniform one has to nucleate first.
Q = area (p_r (2 S_up - 1) + epsilon_0 epsilon_r V / thickness) where there is a `film`";

    fn validate(&self) -> Result<(), ModelError> {
        self.conduction.validate()?;
        within("v_th", self.v_th, 0.0, 1e3, "give the magnitude, or \"0 V\" for none")?;
        within("n", self.n, 0.5, 5.0, "2 is growth of discs")?;
        within("zones", self.zones.len() as f64, 1.0, MAX_ZONES as f64, "list 1 to 8 zones")?;
        for zone in &self.zones {
            positive("zones", "weight", zone.weight, "")?;
            zone.up.validate("zones.up")?;
            zone.down.validate("zones.down")?;
        }
        if let Some(film) = &self.film {
            film.validate()?;
            if film.interlayer.is_some() {
                let remedy = "leave it out, or take the model `ferroelectric_junction`";
                return Err(ModelError::new("film.interlayer", "a dielectric in series", "absent", remedy));
            }
        }
        let sum: f64 = self.zones.iter().map(|zone| zone.weight).sum();
        within("sum of the weights", sum, 1.0 - 1e-6, 1.0 + 1e-6, "the weights are parts of the area")
    }

    fn array(&self, count: usize, seed: u64) -> Box<dyn DeviceArray> {
        Box::new(Batch::new(self.clone(), count, seed))
    }
}

#[cfg(test)]
#[path = "zones_tests.rs"]
mod tests;
