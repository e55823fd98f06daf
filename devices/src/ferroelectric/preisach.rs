//! Preisach hysterons: rate-independent hysteresis with return-point memory, minor-loop congruency and wiping-out.
//!
//! A hysteron of coercive voltage c and bias b goes up at V >= b + c and down at V <= b - c (Preisach 1935,
//! doi:10.1007/BF01349418). Where c and b are independent, all hysterons of one c are up exactly when their bias lies
//! below one front f, which follows the play operator f <- max(V - c, min(V + c, f)). The fraction up is the sum over
//! classes of c of the distribution function of b at f: exact in b for any history, without a grid.
//!
//! With a single class and logistic biases of width delta the major loop is P = p_s tanh((V -+ v_c) / (2 delta)) (Jiang et al.
//! 1997, doi:10.1109/VLSIT.1997.623738), p_r = p_s tanh(v_c / (2 delta)).
//!
//! With a lag the hysterons see V_eff, tau dV_eff/dt = V - V_eff, which is solved exactly along a ramp.

use std::f64::consts::{PI, SQRT_2};

use serde::Deserialize;
use statrs::function::erf::{erfc, erfc_inv};

use super::junction::{Ensemble, Potentiation};
use super::plates::Plates;
use crate::batch::Batch;
use crate::catalogue::Parameters;
use crate::conduction::Conduction;
use crate::error::{ModelError, positive, within};
use crate::model::{Branch, Charge, Column, DeviceArray, DeviceModel};
use crate::ramp::Ramp;
use crate::rng::{Purpose, Random, uniform};
use crate::words::words;

/// Most classes of coercive voltage.
pub const MAX_CLASSES: usize = 16;

/// Parameters of an ensemble of hysterons.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preisach {
    /// How the junction conducts.
    pub conduction: Conduction,
    /// Which sign of V_row - V_col turns the junction ON.
    pub potentiation: Potentiation,
    /// Film of the hysterons.
    pub plates: Plates,
    /// Saturation polarization (C/m^2).
    #[serde(deserialize_with = "crate::units::coulombs_per_square_meter")]
    pub p_s: f64,
    /// Coercive voltages.
    pub coercivity: Coercivity,
    /// Bias voltages.
    pub bias: Distribution,
    /// Lag tau of the voltage that the hysterons see (s), 0 for none.
    #[serde(deserialize_with = "crate::units::seconds")]
    pub lag: f64,
}

/// Coercive voltages of the classes.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coercivity {
    /// Number of classes, 1 to [`MAX_CLASSES`].
    pub classes: usize,
    /// The same mid-quantiles in all devices, or drawn for each.
    pub ensemble: Ensemble,
    /// What they are distributed like; negative ones count as 0.
    pub distribution: Distribution,
}

/// Distribution of voltages.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Distribution {
    /// Normal, `width` is the standard deviation.
    Gauss(Peak),
    /// Cauchy, `width` is the half width at half maximum.
    Lorentz(Peak),
    /// Derivative of tanh, `width` is delta in tanh(V / (2 delta)).
    Logistic(Peak),
}

/// Place and width of a distribution.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Peak {
    /// Median (V).
    #[serde(deserialize_with = "crate::units::volts")]
    pub center: f64,
    /// Width (V).
    #[serde(deserialize_with = "crate::units::volts")]
    pub width: f64,
}

impl Distribution {
    fn peak(&self) -> &Peak {
        match self {
            Distribution::Gauss(peak) | Distribution::Lorentz(peak) | Distribution::Logistic(peak) => peak,
        }
    }

    /// Fraction below `voltage` (V).
    pub fn below(&self, voltage: f64) -> f64 {
        let Peak { center, width } = *self.peak();
        let x = (voltage - center) / width;
        match self {
            Distribution::Gauss(_) => 0.5 * erfc(-x / SQRT_2),
            Distribution::Lorentz(_) => 1f64.atan2(-x) / PI,
            Distribution::Logistic(_) => 1.0 / (1.0 + (-x).exp()),
        }
    }

    /// Voltage (V) with the fraction `below` below it; infinite at 0 and 1.
    pub fn quantile(&self, below: f64) -> f64 {
        let Peak { center, width } = *self.peak();
        let x = match self {
            _ if below <= 0.0 => f64::NEG_INFINITY,
            _ if below >= 1.0 => f64::INFINITY,
            Distribution::Gauss(_) => -SQRT_2 * erfc_inv(2.0 * below),
            Distribution::Lorentz(_) => -1.0 / (PI * below).tan(),
            Distribution::Logistic(_) => (below / (1.0 - below)).ln(),
        };
        center + width * x
    }

    fn validate(&self, table: &str) -> Result<(), ModelError> {
        let Peak { center, width } = *self.peak();
        within(&format!("{table}.center"), center, -1e3, 1e3, "check the unit")?;
        positive(table, "width", width, "V")
    }
}

/// State of the hysterons of one device.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plays {
    /// Hysterons of class k with a bias below this (V) are up.
    fronts: [f64; MAX_CLASSES],
    /// Coercive voltages (V).
    coercive: [f64; MAX_CLASSES],
    /// Voltage that the hysterons see (V).
    effective: f64,
    /// Fraction that is up.
    up: f64,
}

words!(Plays { fronts, effective, up });

impl Preisach {
    fn on(&self, up: f64) -> f64 {
        match self.potentiation {
            Potentiation::Positive => up,
            Potentiation::Negative => 1.0 - up,
        }
    }

    fn see(&self, plays: &mut Plays, voltage: f64) {
        plays.effective = voltage;
        for (front, c) in plays.fronts.iter_mut().zip(&plays.coercive).take(self.coercivity.classes) {
            *front = front.min(voltage + c).max(voltage - c);
        }
    }

    fn lag(&self, plays: &mut Plays, Ramp { start, end, dt }: Ramp) {
        if dt <= 0.0 {
            return;
        }
        // V_eff = V - r tau + q exp(-t/tau); it turns where it meets V
        let slope = (end - start) / dt;
        let drag = slope * self.lag;
        let q = plays.effective - start + drag;
        let turn = self.lag * (q / drag).ln();
        if turn > 0.0 && turn < dt {
            self.see(plays, start + slope * turn);
        }
        self.see(plays, end - drag + q * (-dt / self.lag).exp());
    }
}

impl DeviceModel for Preisach {
    type State = Plays;

    const POSITION: Column =
        Column { name: "switched_fraction", unit: "1", long_name: "fraction of hysterons in the ON state" };

    fn state(&self, position: f64, random: Random) -> Plays {
        let (classes, key) = (self.coercivity.classes, random.key(Purpose::Ensemble));
        let mut coercive = [0.0; MAX_CLASSES];
        for (k, c) in coercive.iter_mut().enumerate().take(classes) {
            let below = match self.coercivity.ensemble {
                Ensemble::Quantiles => (k as f64 + 0.5) / classes as f64,
                Ensemble::Drawn => uniform(key, k as u64),
            };
            *c = self.coercivity.distribution.quantile(below).max(0.0);
        }
        let up = self.on(position); // its own inverse
        Plays { fronts: [self.bias.quantile(up); MAX_CLASSES], coercive, effective: 0.0, up }
    }

    fn position(&self, plays: &Plays) -> f64 {
        self.on(plays.up)
    }

    fn branch(&self, plays: &Plays, voltage: f64) -> Branch {
        self.conduction.branch(self.on(plays.up), voltage)
    }

    fn charge(&self, plays: &Plays, voltage: f64) -> Charge {
        self.plates.charge(self.p_s * (2.0 * plays.up - 1.0), voltage)
    }

    /// Hysterons without lag flip at once.
    fn jumps(&self) -> bool {
        self.lag == 0.0
    }

    fn advance(&self, plays: &Plays, ramp: Ramp, _random: Random) -> Plays {
        let mut moved = *plays;
        if self.lag > 0.0 {
            self.lag(&mut moved, ramp);
        } else {
            self.see(&mut moved, ramp.start);
            self.see(&mut moved, ramp.end);
        }
        if moved.fronts != plays.fronts {
            let classes = self.coercivity.classes;
            let sum: f64 = moved.fronts[..classes].iter().map(|&front| self.bias.below(front)).sum();
            moved.up = (sum / classes as f64).clamp(0.0, 1.0);
        }
        moved
    }

    /// Never: hysterons may move at any voltage, depending on where they are.
    fn idle(&self, _lowest: f64, _highest: f64, _dt: f64) -> bool {
        false
    }
}

impl Parameters for Preisach {
    const MODEL: &'static str = "preisach";
    const REFERENCE: &'static str =
        "Preisach 1935, doi:10.1007/BF01349418; tanh loop: Jiang et al. 1997, doi:10.1109/VLSIT.1997.623738";
    const EQUATIONS: &'static str = "\
a hysteron with coercive voltage c and bias b goes up at V >= b + c, down at V <= b - c
S = mean over the classes of c of the fraction of biases below f, f <- max(V - c, min(V + c, f))
lag > 0: V is V_eff with lag dV_eff/dt = V - V_eff
P = p_s (2 S - 1), Q = area (P + epsilon_0 epsilon_r V / thickness)
logistic bias, one class: major loop P = p_s tanh((V -+ c) / (2 width))";

    fn validate(&self) -> Result<(), ModelError> {
        self.conduction.validate()?;
        self.plates.validate()?;
        positive("", "p_s", self.p_s, "C/m^2")?;
        self.coercivity.distribution.validate("coercivity.distribution")?;
        let classes = self.coercivity.classes as f64;
        within("coercivity.classes", classes, 1.0, MAX_CLASSES as f64, "1 gives all hysterons the same")?;
        self.bias.validate("bias")?;
        within("lag", self.lag, 0.0, 1e6, "0 s is rate-independent")
    }

    fn array(&self, count: usize, seed: u64) -> Box<dyn DeviceArray> {
        Box::new(Batch::new(*self, count, seed))
    }
}

#[cfg(test)]
#[path = "preisach_tests.rs"]
mod tests;
