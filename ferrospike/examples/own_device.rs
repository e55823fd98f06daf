//! A device of one's own: its equations in Rust, measured like the devices of the catalogue.
//!
//! `cargo run --release --example own_device`
#![allow(clippy::print_stdout)] // an example prints

use std::error::Error;

use ferrospike::benchmarks::measure::{Iv, Measurement, Outcome, Stdp};
use ferrospike::devices::catalogue::{Device, Parameters, Protocol, Pulse, Sweep};
use ferrospike::devices::rng::Random;
use ferrospike::devices::{Batch, Branch, Column, DeviceArray, DeviceModel, ModelError, Ramp, units};

/// Ions hop at a rate that is a hyperbolic sine of the voltage; a share x of them, 0 to 1, is on the side that conducts.
#[derive(Clone, Copy, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Hopping {
    /// Conductance at x = 1 (S).
    #[serde(deserialize_with = "units::siemens")]
    g_on: f64,
    /// Conductance at x = 0 (S).
    #[serde(deserialize_with = "units::siemens")]
    g_off: f64,
    /// Scale of the rate (Hz).
    #[serde(deserialize_with = "units::hertz")]
    r_0: f64,
    /// Voltage that multiplies a large rate by e (V).
    #[serde(deserialize_with = "units::volts")]
    v_0: f64,
}

impl Hopping {
    /// x after a ramp that does not change its sign: the integral of sinh over a ramp is known, so any length is exact.
    fn hop(&self, x: f64, ramp: Ramp) -> f64 {
        let (middle, half) = (ramp.middle() / self.v_0, 0.5 * (ramp.end - ramp.start) / self.v_0);
        let roundness = if half.abs() < 1e-4 { 1.0 + half * half / 6.0 } else { half.sinh() / half };
        let dose = self.r_0 * middle.sinh() * roundness * ramp.dt;
        if dose > 0.0 { 1.0 - (1.0 - x) * (-dose).exp() } else { x * dose.exp() }
    }
}

impl DeviceModel for Hopping {
    type State = f64;

    const POSITION: Column = Column { name: "x", unit: "1", long_name: "share of the ions that conduct" };

    fn state(&self, position: f64, _random: Random) -> f64 {
        position
    }

    fn position(&self, x: &f64) -> f64 {
        *x
    }

    fn branch(&self, x: &f64, voltage: f64) -> Branch {
        let conductance = self.g_off + (self.g_on - self.g_off) * x;
        Branch { current: conductance * voltage, conductance }
    }

    fn advance(&self, x: &f64, ramp: Ramp, _random: Random) -> f64 {
        match ramp.split_at_zero() {
            Some(parts) => parts.into_iter().fold(*x, |x, part| self.hop(x, part)),
            None => self.hop(*x, ramp),
        }
    }

    fn idle(&self, lowest: f64, highest: f64, dt: f64) -> bool {
        self.r_0 * (lowest.abs().max(highest.abs()) / self.v_0).sinh() * dt < 1e-12
    }
}

impl Parameters for Hopping {
    const MODEL: &'static str = "hopping";
    const REFERENCE: &'static str = "made up for this example";
    const EQUATIONS: &'static str = "\
dx/dt = r (1 - x) for V > 0, r x for V < 0,  r = r_0 sinh(V / v_0)
I = (g_off + (g_on - g_off) x) V";

    fn validate(&self) -> Result<(), ModelError> {
        let values =
            [("g_on - g_off", self.g_on - self.g_off), ("g_off", self.g_off), ("r_0", self.r_0), ("v_0", self.v_0)];
        match values.into_iter().find(|(_, value)| !(*value > 0.0 && value.is_finite())) {
            None => Ok(()),
            Some((name, value)) => Err(ModelError {
                parameter: name.into(),
                value: value.to_string(),
                allowed: "finite and above zero".into(),
                remedy: "check sign and unit",
            }),
        }
    }

    fn array(&self, count: usize, seed: u64) -> Box<dyn DeviceArray> {
        Box::new(Batch::new(*self, count, seed))
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let hopping: Hopping = toml::from_str("g_on = '100 uS'\ng_off = '1 uS'\nr_0 = '1 Hz'\nv_0 = '50 mV'")?;
    let device = Device::new(hopping)?;
    let protocol = Protocol {
        read: 0.1,
        on: Pulse { voltage: 0.8, width: 100e-9 },
        off: Pulse { voltage: -0.8, width: 100e-9 },
        sweep: Sweep { voltage: 1.0, period: 10e-6 },
    };
    let mut array = device.array(1, 42); // one device, seed 42
    for (name, value) in Iv::of(&protocol).measure(array.as_mut()).summary().lines {
        println!("{name}: {value}");
    }
    let window = Stdp::of(&protocol, &device).measure(array.as_mut());
    for (name, value) in window.summary().lines {
        println!("{name}: {value}");
    }
    Ok(())
}
