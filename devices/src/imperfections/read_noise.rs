//! Read noise: the current of a device that is left alone fluctuates.

use serde::Deserialize;

use super::draws::last_refresh;
use super::layer::{Books, Layer, Passage};
use super::temperature::ROOM;
use crate::constants::{E, K_B};
use crate::error::{ModelError, positive, within};
use crate::math::exp;
use crate::rng::{Purpose, key, normal, uniform};
use crate::words::words;

/// Noise of the current that is read; states do not change. Each part is optional.
///
/// A reading is a function of the time that has passed since the array was made, so that it does not depend on how
/// that time was cut into segments.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadNoise {
    /// Thermal and shot noise, white.
    pub white: Option<White>,
    /// 1/f noise.
    pub flicker: Option<Flicker>,
    /// Random telegraph noise of one trap.
    pub telegraph: Option<Telegraph>,
}

/// Thermal and shot noise together: `S_I = 2 e I coth(e V / 2 k T)`, which is 4 k T G at 0 V and 2 e I far above kT/e.
///
/// Van der Ziel 1970, Noise: Sources, Characterization, Measurement. The current takes a new value, of variance
/// S_I `bandwidth`, every 1 / (2 `bandwidth`).
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct White {
    /// Bandwidth of the reading circuit (Hz).
    #[serde(deserialize_with = "crate::units::hertz")]
    pub bandwidth: f64,
}

/// `S_I = k_f I^2 / f` between `lowest` and `highest`, from two-state fluctuators with logarithmically spaced rates.
///
/// A fluctuator of amplitude a I that is refreshed at the rate g has S_I = 4 a^2 I^2 g / (g^2 + (2 pi f)^2); with
/// rates a factor of four apart their sum is 1/f to within 1 %, and a^2 = k_f ln 4. Two-state fluctuators: Machlup
/// 1954, doi:10.1063/1.1721637. k_f goes with 1 / area.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flicker {
    /// Noise of the relative current at 1 Hz, times 1 Hz (no unit).
    pub k_f: f64,
    /// Lowest frequency (Hz).
    #[serde(deserialize_with = "crate::units::hertz")]
    pub lowest: f64,
    /// Highest frequency (Hz).
    #[serde(deserialize_with = "crate::units::hertz")]
    pub highest: f64,
}

/// A trap that lowers the current from I to `(1 - step) I` while it is filled; dwell times are exponential.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Telegraph {
    /// Mean time until an empty trap captures (s).
    #[serde(deserialize_with = "crate::units::seconds")]
    pub tau_c: f64,
    /// Mean time until a filled trap emits (s).
    #[serde(deserialize_with = "crate::units::seconds")]
    pub tau_e: f64,
    /// Relative change of the current, Delta I / I; 0.1 % to 10 % are seen.
    #[serde(deserialize_with = "crate::units::fraction")]
    pub step: f64,
    /// Fraction of the devices that have such a trap.
    #[serde(default = "all", deserialize_with = "crate::units::fraction")]
    pub devices: f64,
}

fn all() -> f64 {
    1.0
}

/// Ratio of the rates of neighboring fluctuators.
const RATIO: f64 = 4.0;

impl Flicker {
    /// Rates at which the fluctuators are refreshed (1/s): one beyond each end of the band.
    fn rates(&self) -> Vec<f64> {
        let steps = ((self.highest / self.lowest).ln() / RATIO.ln()).ceil() as i32;
        (-1..=steps + 1).map(|n| 2.0 * std::f64::consts::PI * self.lowest * RATIO.powi(n)).collect()
    }

    /// Amplitude of a fluctuator, relative to the current.
    fn amplitude(&self) -> f64 {
        (self.k_f * RATIO.ln()).sqrt()
    }
}

impl ReadNoise {
    pub(super) fn validate(&self) -> Result<(), ModelError> {
        if let Some(white) = self.white {
            positive("read_noise.white", "bandwidth", white.bandwidth, "Hz")?;
        }
        if let Some(flicker) = self.flicker {
            positive("read_noise.flicker", "lowest", flicker.lowest, "Hz")?;
            within(
                "read_noise.flicker.highest / lowest",
                flicker.highest / flicker.lowest,
                1.0,
                1e15,
                "check the units",
            )?;
            within("read_noise.flicker.k_f", flicker.k_f, 0.0, 1.0, "1e-9 to 1e-3 are usual")?;
            let swing = flicker.amplitude() * flicker.rates().len() as f64;
            let name = "read_noise.flicker, all fluctuators together,";
            within(name, swing, 0.0, 0.9, "the current would change its sign; lower `k_f` or narrow the band")?;
        }
        if let Some(telegraph) = self.telegraph {
            positive("read_noise.telegraph", "tau_c", telegraph.tau_c, "s")?;
            positive("read_noise.telegraph", "tau_e", telegraph.tau_e, "s")?;
            within("read_noise.telegraph.step", telegraph.step, 0.0, 0.9, "it is Delta I / I")?;
            within("read_noise.telegraph.devices", telegraph.devices, 0.0, 1.0, "it is a fraction of the devices")?;
        }
        Ok(())
    }

    pub(super) fn layer(&self, count: usize, seed: u64, temperature: Option<f64>) -> Noise {
        let law = Law {
            noise: *self,
            seed,
            amplitude: self.flicker.map_or(0.0, |flicker| flicker.amplitude()),
            rates: self.flicker.map_or(Vec::new(), |flicker| flicker.rates()),
        };
        let moments = Books::new(vec![Moment { relative: 1.0, until: 0.0, white: 0.0 }; count]);
        let clock = Clock { time: 0.0, until: 0.0, slot: None };
        let temperature = temperature.unwrap_or(ROOM);
        let mut noise = Noise { law, temperature, moments, clock, marked: clock };
        noise.look();
        noise.mark();
        noise
    }
}

/// Noise of all devices at the present moment.
#[derive(Clone, Debug)]
pub(super) struct Noise {
    law: Law,
    temperature: f64,
    moments: Books<Moment>,
    clock: Clock,
    marked: Clock,
}

words!(Noise { moments, clock });

#[derive(Clone, Debug)]
struct Law {
    noise: ReadNoise,
    seed: u64,
    amplitude: f64,
    rates: Vec<f64>,
}

#[derive(Clone, Copy, Debug)]
struct Clock {
    /// Time since the array was made (s).
    time: f64,
    /// No fluctuator changes before (s).
    until: f64,
    /// Number of the value of white noise.
    slot: Option<u64>,
}

words!(Clock { time, until, slot });

#[derive(Clone, Copy, Debug)]
struct Moment {
    /// Factor of the current from fluctuators and trap.
    relative: f64,
    /// It stays until then (s).
    until: f64,
    /// White noise in standard deviations.
    white: f64,
}

words!(Moment { relative, until, white });

impl Law {
    /// Factor of the current of `device` at `time` (s), and until when it stays.
    fn relative(&self, device: usize, time: f64) -> (f64, f64) {
        let (mut relative, mut until) = (1.0, f64::INFINITY);
        let own = key(self.seed, Purpose::Flicker, device as u64);
        for (n, rate) in self.rates.iter().enumerate() {
            let refreshed = last_refresh(key(own, Purpose::Flicker, n as u64), time * rate);
            relative += if refreshed.draw < 0.5 { -self.amplitude } else { self.amplitude };
            until = until.min(refreshed.until / rate);
        }
        if let Some(Telegraph { tau_c, tau_e, step, devices }) = self.noise.telegraph {
            let key = key(self.seed, Purpose::Telegraph, device as u64);
            if uniform(key, u64::MAX - 1) < devices {
                let rate = 1.0 / tau_c + 1.0 / tau_e;
                let refreshed = last_refresh(key, time * rate);
                if refreshed.draw < tau_e / (tau_c + tau_e) {
                    relative *= 1.0 - step;
                }
                until = until.min(refreshed.until / rate);
            }
        }
        (relative, until)
    }

    fn slot(&self, time: f64) -> Option<u64> {
        self.noise.white.map(|white| (time * 2.0 * white.bandwidth) as u64)
    }
}

impl Noise {
    /// Brings every device to the present time.
    fn look(&mut self) {
        let (law, time) = (&self.law, self.clock.time);
        let slot = law.slot(time);
        let redraw = if slot == self.clock.slot { None } else { slot };
        self.clock.slot = slot;
        let changes = time >= self.clock.until;
        if !changes && redraw.is_none() {
            return;
        }
        self.moments.each(|device, moment| {
            if time >= moment.until {
                (moment.relative, moment.until) = law.relative(device, time);
            }
            if let Some(slot) = redraw {
                moment.white = normal(key(law.seed, Purpose::ReadNoise, device as u64), slot);
            }
        });
        self.clock.until = self.moments.least(|moment| moment.until);
    }
}

impl Layer for Noise {
    fn reach(&self, lowest: f64, highest: f64, dt: f64) -> Option<(f64, f64)> {
        let then = self.clock.time + dt;
        (then < self.clock.until && self.law.slot(then) == self.clock.slot).then_some((lowest, highest))
    }

    fn keeps_books(&self) -> bool {
        true
    }

    fn passed(&mut self, passage: Passage<'_>) {
        self.clock.time += passage.dt;
        self.look();
    }

    fn readings(&self, voltages: &[f64], currents: &mut [f64], conductances: &mut [f64]) {
        let bandwidth = self.law.noise.white.map_or(0.0, |white| white.bandwidth);
        let outputs = currents.iter_mut().zip(conductances);
        for ((moment, &voltage), (current, conductance)) in self.moments.now.iter().zip(voltages).zip(outputs) {
            *current *= moment.relative;
            *conductance *= moment.relative;
            if bandwidth > 0.0 {
                let (sigma, slope) = white(*current, *conductance, voltage, bandwidth, self.temperature);
                *current += moment.white * sigma;
                // noise must not turn a device into a source: of note only where it is as large as the current
                *conductance = (*conductance + moment.white * slope).max(1e-3 * *conductance);
            }
        }
    }

    fn mark(&mut self) {
        self.moments.mark();
        self.marked = self.clock;
    }

    fn rollback(&mut self) {
        self.moments.rollback();
        self.clock = self.marked;
    }
}

/// Standard deviation of thermal and shot noise (A) and its derivative to the voltage (S).
///
/// S_I = 4 k T (I / V) u coth u with u = e V / 2 k T.
fn white(current: f64, conductance: f64, voltage: f64, bandwidth: f64, temperature: f64) -> (f64, f64) {
    let per_volt = E / (2.0 * K_B * temperature);
    let (u_coth, slope_u) = u_coth(voltage * per_volt);
    let chord = current / voltage;
    let (chord, slope_chord) =
        if voltage.abs() < 1e-9 { (conductance, 0.0) } else { (chord, (conductance - chord) / voltage) };
    let thermal = 4.0 * K_B * temperature * bandwidth;
    let variance = thermal * chord * u_coth;
    if variance <= 0.0 {
        return (0.0, 0.0);
    }
    let sigma = variance.sqrt();
    (sigma, thermal * (slope_chord * u_coth + chord * slope_u * per_volt) / (2.0 * sigma))
}

/// u coth u and its derivative.
fn u_coth(u: f64) -> (f64, f64) {
    if u.abs() < 0.1 {
        // Taylor series: the next terms are below 1e-14 and 1e-11 of these; the closed form would cancel
        let square = u * u;
        let value = 1.0 + square * (1.0 / 3.0 + square * (-1.0 / 45.0 + square * (2.0 / 945.0 - square / 4725.0)));
        let slope = u * (2.0 / 3.0 + square * (-4.0 / 45.0 + square * (12.0 / 945.0 - square * 8.0 / 4725.0)));
        return (value, slope);
    }
    let fall = exp(-2.0 * u.abs());
    let rest = 1.0 - fall;
    let coth = (1.0 + fall) / rest;
    // coth u - u / sinh^2 u is odd
    (u.abs() * coth, (coth - 4.0 * u.abs() * fall / (rest * rest)) * u.signum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn u_coth_u_agrees_with_the_library_and_has_that_slope() {
        for u in [-40.0, -1.7, -0.11, -0.09, -1e-3, 1e-9, 0.05, 0.099_999, 0.100_001, 0.7, 5.0, 800.0] {
            let (value, slope) = u_coth(u);
            assert!((value * f64::tanh(u) / u - 1.0).abs() < 1e-13, "{u}");
            let step = 1e-4 * u.abs().max(1e-2);
            let difference = (u_coth(u + step).0 - u_coth(u - step).0) / (2.0 * step);
            // second order of the difference, and rounding
            assert!((slope - difference).abs() < 1e-7 * u.abs().max(1e-2), "{u}: {slope} {difference}");
        }
    }
}
