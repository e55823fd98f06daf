//! Triangular voltage sweeps: hysteresis loops of current and charge.

use devices::DeviceArray;
use devices::catalogue::{Protocol, Sweep};

use super::probe::Probe;
use super::summary::{number, shown, with_spread};
use super::{Measurement, Outcome, Progress, Quantity, Spread, Summary};
use crate::mean_and_sd;

/// Sweeps 0, +V, -V, 0, one after the other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Iv {
    /// Amplitude and duration of one loop.
    pub sweep: Sweep,
    /// Number of loops.
    pub cycles: usize,
    /// Voltages of one loop, a multiple of 4, so that corners and passes through 0 V are among them.
    pub points: usize,
    /// Position of the devices before the first loop, 0 off to 1 on.
    pub start: f64,
    /// Voltage at which ON and OFF are compared (V).
    pub read: f64,
}

/// Currents, charges and switching voltages along the sweeps.
#[derive(Clone, Debug, PartialEq)]
pub struct IvLoop {
    /// Voltages of one loop.
    pub points: usize,
    /// Time (s); the first entry is the start.
    pub time: Vec<f64>,
    /// Voltage (V).
    pub voltage: Vec<f64>,
    /// Conduction current (A).
    pub current: Spread,
    /// Current that charges the plates and switches polarization, dQ/dt over the step before (A).
    pub displacement: Vec<f64>,
    /// Charge on the plates (C).
    pub charge: Spread,
    /// Position of the devices, 0 off to 1 on.
    pub position: Spread,
    /// Conduction current at the read voltage, highest over lowest of the last loop: mean and sd.
    pub on_off_ratio: (f64, f64),
    /// Voltage at which the position passes the middle of its range upwards in the last loop (V): mean and sd.
    pub set_voltage: (f64, f64),
    /// The same downwards (V).
    pub reset_voltage: (f64, f64),
    /// Area of the last loop of the conduction current at positive voltages (W).
    pub area_positive: f64,
    /// The same at negative voltages (W).
    pub area_negative: f64,
    /// Energy that the source delivers during the last loop, conduction and charging (J): mean and sd.
    pub energy: (f64, f64),
    /// Largest magnitude of the whole current at 0 V over that of the whole loop: 0 for a pinched loop.
    pub open_at_zero: f64,
    /// Half the distance of the charges at 0 V in the last loop (C), area times P_r for a ferroelectric: mean and sd.
    pub remanent_charge: (f64, f64),
    /// Voltages at which the charge of the last loop passes 0 C upwards and downwards (V): mean and sd.
    pub coercive_voltages: [(f64, f64); 2],
}

/// What is read from each device at each point.
#[derive(Default)]
struct Courses {
    current: Vec<Vec<f64>>,
    charge: Vec<Vec<f64>>,
    position: Vec<Vec<f64>>,
}

impl Courses {
    fn read(&mut self, probe: &Probe, voltage: f64) {
        self.current.push(probe.currents(voltage));
        self.charge.push(probe.charges(voltage));
        self.position.push(probe.positions());
    }
}

impl Iv {
    /// Voltage at point `k` (V).
    fn voltage(&self, k: usize) -> f64 {
        let phase = 4.0 * (k % self.points) as f64 / self.points as f64;
        let triangle = if phase <= 1.0 {
            phase
        } else if phase <= 3.0 {
            2.0 - phase
        } else {
            phase - 4.0
        };
        self.sweep.voltage * triangle
    }
}

impl Iv {
    /// Two loops of 400 voltages from the off state.
    pub fn of(protocol: &Protocol) -> Self {
        Self { sweep: protocol.sweep, cycles: 2, points: 400, start: 0.0, read: protocol.read }
    }
}

impl Measurement for Iv {
    type Outcome = IvLoop;

    fn watched(&self, devices: &mut dyn DeviceArray, progress: Progress<'_>) -> IvLoop {
        assert!(self.points.is_multiple_of(4) && self.points > 0, "the corners of a loop are among its points");
        let dt = self.sweep.period / self.points as f64;
        let mut probe = Probe::new(devices, self.read);
        probe.program(self.start);
        let voltage: Vec<f64> = (0..=self.cycles * self.points).map(|k| self.voltage(k)).collect();
        let mut courses = Courses::default();
        courses.read(&probe, voltage[0]);
        for (k, step) in voltage.windows(2).enumerate() {
            progress(k as f64 / voltage.len() as f64);
            probe.ramp(step[0], step[1], dt);
            courses.read(&probe, step[1]);
        }
        self.evaluate(voltage, &courses, dt)
    }
}

impl Iv {
    fn evaluate(&self, voltage: Vec<f64>, courses: &Courses, dt: f64) -> IvLoop {
        let count = courses.current[0].len();
        let last = voltage.len() - 1 - self.points;
        let (v, per_device) = (&voltage[last..], |of: &dyn Fn(&Device) -> f64| {
            let values: Vec<f64> = (0..count).map(|k| of(&Device::of(courses, last, k))).collect();
            let finite: Vec<f64> = values.into_iter().filter(|value| value.is_finite()).collect();
            if finite.is_empty() { (f64::NAN, 0.0) } else { mean_and_sd(&finite) }
        });
        let spread = |course: &[Vec<f64>]| {
            let mut spread = Spread::default();
            course.iter().for_each(|values| spread.push(values));
            spread
        };
        let (current, charge) = (spread(&courses.current), spread(&courses.charge));
        let displacement: Vec<f64> =
            std::iter::once(0.0).chain(charge.mean.windows(2).map(|q| (q[1] - q[0]) / dt)).collect();
        IvLoop {
            points: self.points,
            time: (0..voltage.len()).map(|k| k as f64 * dt).collect(),
            on_off_ratio: per_device(&|device| device.on_off_ratio(v, self.read)),
            set_voltage: per_device(&|device| device.crossing(v, 1.0)),
            reset_voltage: per_device(&|device| device.crossing(v, -1.0)),
            energy: per_device(&|device| device.energy(v, dt)),
            remanent_charge: per_device(&|device| device.remanent_charge(self.points / 2)),
            coercive_voltages: [1.0, -1.0].map(|sign| per_device(&|device| device.coercive_voltage(v, sign))),
            area_positive: lobe(v, &current.mean[last..], 1.0),
            area_negative: lobe(v, &current.mean[last..], -1.0),
            open_at_zero: open_at_zero(&current.mean[last..], &displacement[last..], self.points / 2),
            position: spread(&courses.position),
            voltage,
            current,
            displacement,
            charge,
        }
    }
}

/// The last loop of one device.
struct Device {
    current: Vec<f64>,
    charge: Vec<f64>,
    position: Vec<f64>,
}

impl Device {
    fn of(courses: &Courses, last: usize, device: usize) -> Device {
        let course = |of: &[Vec<f64>]| of[last..].iter().map(|values| values[device]).collect();
        Device {
            current: course(&courses.current),
            charge: course(&courses.charge),
            position: course(&courses.position),
        }
    }

    /// Highest over lowest magnitude of the current where the sweep passes the read voltage.
    fn on_off_ratio(&self, voltage: &[f64], read: f64) -> f64 {
        let passes = crossings(voltage, read).map(|(k, share)| between(&self.current, k, share).abs());
        let (low, high) = passes.fold((f64::INFINITY, 0.0f64), |(low, high), i| (low.min(i), high.max(i)));
        high / low
    }

    /// Voltage at which the position first passes the middle of its range upwards (`sign` 1) or downwards (-1).
    fn crossing(&self, voltage: &[f64], sign: f64) -> f64 {
        let fold = |of: fn(f64, f64) -> f64| self.position.iter().copied().fold(self.position[0], of);
        let (low, high) = (fold(f64::min), fold(f64::max));
        if high - low < 0.01 {
            return f64::NAN; // moves too little to say when it switches
        }
        voltage_of_pass(voltage, &self.position, 0.5 * (low + high), sign)
    }

    /// Half the charge at 0 V on the way down from the positive corner, less that on the way up from the negative one (C).
    fn remanent_charge(&self, half: usize) -> f64 {
        0.5 * (self.charge[half] - self.charge[2 * half])
    }

    /// Voltage at which the charge passes 0 C upwards (`sign` 1) or downwards (-1); not a number where there is no charge.
    fn coercive_voltage(&self, voltage: &[f64], sign: f64) -> f64 {
        voltage_of_pass(voltage, &self.charge, 0.0, sign)
    }

    /// Integral of V (I dt + dQ) by trapezoids (J).
    fn energy(&self, voltage: &[f64], dt: f64) -> f64 {
        let step = |k: usize| {
            let power = 0.5 * (voltage[k] * self.current[k] + voltage[k + 1] * self.current[k + 1]);
            power * dt + 0.5 * (voltage[k] + voltage[k + 1]) * (self.charge[k + 1] - self.charge[k])
        };
        (0..voltage.len() - 1).map(step).sum()
    }
}

/// Steps in which `values` pass `level`, with the share of the step at which they do.
fn crossings(values: &[f64], level: f64) -> impl Iterator<Item = (usize, f64)> {
    values
        .windows(2)
        .enumerate()
        .filter(move |(_, step)| (step[0] < level) != (step[1] < level))
        .map(move |(k, step)| (k, (level - step[0]) / (step[1] - step[0])))
}

/// Voltage at which `values` first pass `level` upwards (`sign` 1) or downwards (-1); not a number where they do not.
fn voltage_of_pass(voltage: &[f64], values: &[f64], level: f64, sign: f64) -> f64 {
    let mut passes = crossings(values, level).filter(|&(k, _)| sign * (values[k + 1] - values[k]) > 0.0);
    passes.next().map_or(f64::NAN, |(k, share)| between(voltage, k, share))
}

fn between(values: &[f64], k: usize, share: f64) -> f64 {
    values[k] + share * (values[k + 1] - values[k])
}

/// Area that the current encloses where the voltage has this sign (W).
fn lobe(voltage: &[f64], current: &[f64], sign: f64) -> f64 {
    let inside = |k: usize| sign * (voltage[k] + voltage[k + 1]) > 0.0;
    let step = |k: usize| 0.5 * (current[k] + current[k + 1]) * (voltage[k + 1] - voltage[k]);
    (0..voltage.len() - 1).filter(|&k| inside(k)).map(step).sum::<f64>().abs()
}

/// Largest whole current at the passes through 0 V, which are `half` points apart, over the largest anywhere.
fn open_at_zero(conduction: &[f64], displacement: &[f64], half: usize) -> f64 {
    let whole = |k: usize| (conduction[k] + displacement[k]).abs();
    let largest = (0..conduction.len()).map(whole).fold(0.0, f64::max);
    let at_zero = (half..conduction.len()).step_by(half).map(whole).fold(0.0, f64::max);
    if largest > 0.0 { at_zero / largest } else { 0.0 }
}

impl Outcome for IvLoop {
    const NAME: &'static str = "iv";

    fn quantities(&self) -> Vec<Quantity> {
        let over = |name, unit, long_name, values: &[f64]| Quantity::over(&["time"], name, unit, long_name, values);
        let cycle: Vec<f64> = (0..self.time.len()).map(|k| (k.saturating_sub(1) / self.points) as f64).collect();
        vec![
            Quantity::coordinate("time", "s", "time", &self.time),
            over("cycle", "1", "number of the loop", &cycle),
            over("voltage", "V", "voltage", &self.voltage),
            over("current", "A", "conduction current", &self.current.mean),
            over("current_sd", "A", "standard deviation over devices", &self.current.sd),
            over("displacement_current", "A", "current that charges and switches", &self.displacement),
            over("charge", "C", "charge", &self.charge.mean),
            over("charge_sd", "C", "standard deviation over devices", &self.charge.sd),
            over("position", "1", "position between off and on", &self.position.mean),
            over("position_sd", "1", "standard deviation over devices", &self.position.sd),
            Quantity::scalar(
                "on_off_ratio",
                "1",
                "current at the read voltage, highest over lowest",
                self.on_off_ratio.0,
            ),
            Quantity::scalar("on_off_ratio_sd", "1", "standard deviation over devices", self.on_off_ratio.1),
            Quantity::scalar("set_voltage", "V", "voltage of half the way to on", self.set_voltage.0),
            Quantity::scalar("set_voltage_sd", "V", "standard deviation over devices", self.set_voltage.1),
            Quantity::scalar("reset_voltage", "V", "voltage of half the way to off", self.reset_voltage.0),
            Quantity::scalar("reset_voltage_sd", "V", "standard deviation over devices", self.reset_voltage.1),
            Quantity::scalar("area_positive", "W", "loop area at positive voltages", self.area_positive),
            Quantity::scalar("area_negative", "W", "loop area at negative voltages", self.area_negative),
            Quantity::scalar("energy", "J", "energy delivered in the last loop", self.energy.0),
            Quantity::scalar("energy_sd", "J", "standard deviation over devices", self.energy.1),
            Quantity::scalar("open_at_zero", "1", "whole current at 0 V over the largest", self.open_at_zero),
            Quantity::scalar("remanent_charge", "C", "half the distance of the charges at 0 V", self.remanent_charge.0),
            Quantity::scalar("remanent_charge_sd", "C", "standard deviation over devices", self.remanent_charge.1),
            Quantity::scalar(
                "coercive_voltage_up",
                "V",
                "voltage of zero charge, upwards",
                self.coercive_voltages[0].0,
            ),
            Quantity::scalar(
                "coercive_voltage_up_sd",
                "V",
                "standard deviation over devices",
                self.coercive_voltages[0].1,
            ),
            Quantity::scalar("coercive_voltage_down", "V", "the same downwards", self.coercive_voltages[1].0),
            Quantity::scalar(
                "coercive_voltage_down_sd",
                "V",
                "standard deviation over devices",
                self.coercive_voltages[1].1,
            ),
        ]
    }

    fn summary(&self) -> Summary {
        let last = self.time.len() - 1 - self.points;
        let steps = self.points.min(24); // a multiple of 4, so that the corners are shown
        let charged = self.charge.mean.iter().any(|&charge| charge != 0.0);
        let header = ["voltage", "current", "sd", "position", "displacement current"];
        let columns = if charged { 5 } else { 4 };
        let mut summary = Summary::of(&header[..columns], steps + 1, |row| {
            let k = last + row * self.points / steps;
            let cells = [
                shown(self.voltage[k], "V"),
                shown(self.current.mean[k], "A"),
                shown(self.current.sd[k], "A"),
                format!("{:.3}", self.position.mean[k]),
                shown(self.displacement[k], "A"),
            ];
            cells[..columns].to_vec()
        });
        let pinched = self.open_at_zero < 1e-9;
        let open = || format!("open: {} % of the largest current at 0 V", number(100.0 * self.open_at_zero));
        summary.line("on/off ratio at the read voltage", with_spread(self.on_off_ratio, ""));
        summary.line("half the way to on at", with_spread(self.set_voltage, "V"));
        summary.line("half the way to off at", with_spread(self.reset_voltage, "V"));
        let areas = format!("{} and {}", shown(self.area_positive, "W"), shown(self.area_negative, "W"));
        summary.line("loop area at positive and negative voltages", areas);
        summary.line("energy delivered per loop", with_spread(self.energy, "J"));
        if charged {
            let [up, down] = self.coercive_voltages.map(|voltage| with_spread(voltage, "V"));
            summary.line("remanent charge (half the loop at 0 V)", with_spread(self.remanent_charge, "C"));
            summary.line("charge passes 0 at", format!("{up} and {down}"));
        }
        summary.line("loop", if pinched { "pinched at 0 V".into() } else { open() });
        summary
    }
}
