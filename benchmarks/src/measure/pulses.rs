//! Potentiation and depression: trains of pulses, the conductance after each, and what each costs.

use devices::DeviceArray;
use devices::catalogue::{Device, Protocol, Pulse};
use traces::figures::{Axis, Curve, Line, Svg};
use traces::{ReadError, TraceFile};

use super::probe::Probe;
use super::summary::{number, shown};
use super::{Measurement, Outcome, Progress, Quantity, Spread, Summary};
use crate::figures::DrawError;
use crate::mean_and_sd;

/// Pulses of a train in each direction.
const COUNT: usize = 50;

/// Devices on which the length of a pulse is tried, so that the choice does not rest on one random draw.
const DEVICES: usize = 20;

/// Trains of pulses up, then down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pulses {
    /// First pulse of each train towards ON.
    pub up: Pulse,
    /// First pulse of each train towards OFF.
    pub down: Pulse,
    /// Pulses towards ON and towards OFF in each train.
    pub counts: [usize; 2],
    /// Number of trains up and down.
    pub trains: usize,
    /// How much the magnitude of the voltage grows from pulse to pulse (V); 0 V for identical pulses.
    pub increment: f64,
    /// Time at 0 V after each pulse, before the reading (s).
    pub gap: f64,
    /// Position of the devices before the first train, 0 off to 1 on.
    pub start: f64,
    /// Voltage of the readings (V).
    pub read: f64,
}

/// Conductance and energy, pulse by pulse.
#[derive(Clone, Debug, PartialEq)]
pub struct PulseTrain {
    /// Pulses towards ON and towards OFF in each train.
    pub counts: [usize; 2],
    /// Mean conductance before the first pulse (S).
    pub start: f64,
    /// Amplitude of each pulse (V).
    pub voltage: Vec<f64>,
    /// Length of each pulse (s).
    pub width: Vec<f64>,
    /// Conductance at the read voltage after each pulse (S).
    pub conductance: Spread,
    /// Integral of V I dt of the conduction current over each pulse (J).
    pub conduction_energy: Spread,
    /// Integral of V dQ over each pulse with its edges: switching charge, and displacement that comes back (J).
    pub charging_energy: Spread,
}

impl Pulses {
    /// All pulses of all trains.
    fn list(&self) -> Vec<Pulse> {
        let grown = |pulse: Pulse, k: usize| Pulse {
            voltage: pulse.voltage + self.increment * k as f64 * pulse.voltage.signum(),
            width: pulse.width,
        };
        let train = || {
            let up = (0..self.counts[0]).map(move |k| grown(self.up, k));
            up.chain((0..self.counts[1]).map(move |k| grown(self.down, k)))
        };
        (0..self.trains).flat_map(|_| train()).collect()
    }
}

impl Pulses {
    /// One train of 50 pulses up and 50 down from the off state, each as long as the pulse of the protocol or a part of it:
    /// the shortest with which 50 pulses do at least half of what 50 whole ones do, so that the device goes in steps.
    pub fn of(protocol: &Protocol, device: &Device) -> Self {
        let mut devices = device.array(DEVICES, 0);
        let mut probe = Probe::new(devices.as_mut(), protocol.read);
        Self {
            up: gradual(&mut probe, 0.0, protocol.on),
            down: gradual(&mut probe, 1.0, protocol.off),
            counts: [COUNT, COUNT],
            trains: 1,
            increment: 0.0,
            gap: 0.0,
            start: 0.0,
            read: protocol.read,
        }
    }
}

/// `pulse`, as short as [`Pulses::of`] says, for devices that start at position `start`.
fn gradual(probe: &mut Probe, start: f64, pulse: Pulse) -> Pulse {
    let mut change = |pulse: Pulse| {
        probe.program(start);
        let before = mean_and_sd(&probe.conductances()).0;
        (0..COUNT).for_each(|_| probe.pulse(pulse));
        (mean_and_sd(&probe.conductances()).0 - before).abs()
    };
    let whole = change(pulse);
    let parts = [10.0, 5.0, 2.0].map(|part| Pulse { width: pulse.width / part, ..pulse });
    parts.into_iter().find(|&part| change(part) >= 0.5 * whole).unwrap_or(pulse)
}

impl Measurement for Pulses {
    type Outcome = PulseTrain;

    fn watched(&self, devices: &mut dyn DeviceArray, progress: Progress<'_>) -> PulseTrain {
        let mut probe = Probe::new(devices, self.read);
        probe.program(self.start);
        let pulses = self.list();
        let mut train = PulseTrain {
            counts: self.counts,
            start: mean_and_sd(&probe.conductances()).0,
            voltage: pulses.iter().map(|pulse| pulse.voltage).collect(),
            width: pulses.iter().map(|pulse| pulse.width).collect(),
            conductance: Spread::default(),
            conduction_energy: Spread::default(),
            charging_energy: Spread::default(),
        };
        let count = pulses.len() as f64;
        for (k, pulse) in pulses.into_iter().enumerate() {
            progress(k as f64 / count);
            let energy = probe.metered_pulse(pulse);
            if self.gap > 0.0 {
                probe.rest(self.gap);
            }
            train.conductance.push(&probe.conductances());
            train.conduction_energy.push(&energy.conduction);
            train.charging_energy.push(&energy.charging);
        }
        train
    }
}

impl PulseTrain {
    /// Mean conductances of the last train up (0) or down (1), the reading before its first pulse included.
    pub fn branch(&self, direction: usize) -> Vec<f64> {
        let all = &self.conductance.mean;
        let [up, down] = self.counts;
        let first = all.len() - up - down + [0, up][direction];
        let before = if first == 0 { self.start } else { all[first - 1] };
        std::iter::once(before).chain(all[first..][..self.counts[direction]].iter().copied()).collect()
    }

    /// Largest distance of the last train from a straight line between its ends, as a share of the whole change: 0 for a
    /// linear train, near 1 when the first pulse does everything; not a number when nothing changes.
    pub fn nonlinearity(&self, direction: usize) -> f64 {
        let branch = self.branch(direction);
        let steps = branch.len() - 1;
        let change = branch[steps] - branch[0];
        if steps == 0 || change.abs() <= 1e-9 * branch[0].abs() {
            return f64::NAN;
        }
        let away = |(k, g): (usize, &f64)| ((g - branch[0]) / change - k as f64 / steps as f64).abs();
        branch.iter().enumerate().map(away).fold(0.0, f64::max)
    }

    /// Mean energy of a pulse up (0) or down (1) over all trains: conduction and charging (J).
    pub fn energies(&self, direction: usize) -> [f64; 2] {
        let period = self.counts[0] + self.counts[1];
        let in_direction = |k: usize| (k % period >= self.counts[0]) == (direction == 1);
        let mean = |of: &[f64]| {
            let chosen: Vec<f64> = (0..of.len()).filter(|&k| in_direction(k)).map(|k| of[k]).collect();
            if chosen.is_empty() { f64::NAN } else { mean_and_sd(&chosen).0 }
        };
        [mean(&self.conduction_energy.mean), mean(&self.charging_energy.mean)]
    }

    /// Lowest and highest mean conductance (S).
    pub fn range(&self) -> (f64, f64) {
        self.conductance.mean.iter().fold((self.start, self.start), |(low, high), &g| (low.min(g), high.max(g)))
    }
}

impl Outcome for PulseTrain {
    const NAME: &'static str = "pulses";

    fn quantities(&self) -> Vec<Quantity> {
        let numbers: Vec<f64> = (1..=self.voltage.len()).map(|k| k as f64).collect();
        let over = |name, unit, long_name, values: &[f64]| Quantity::over(&["pulse"], name, unit, long_name, values);
        vec![
            Quantity::coordinate("pulse", "1", "number of the pulse", &numbers),
            over("voltage", "V", "pulse amplitude", &self.voltage),
            over("width", "s", "pulse length", &self.width),
            over("conductance", "S", "conductance after the pulse", &self.conductance.mean),
            over("conductance_sd", "S", "standard deviation over devices", &self.conductance.sd),
            over("conduction_energy", "J", "energy of the conduction current", &self.conduction_energy.mean),
            over("conduction_energy_sd", "J", "standard deviation over devices", &self.conduction_energy.sd),
            over("charging_energy", "J", "energy of switching and displacement", &self.charging_energy.mean),
            over("charging_energy_sd", "J", "standard deviation over devices", &self.charging_energy.sd),
            Quantity::scalar("start", "S", "conductance before the first pulse", self.start),
            Quantity::scalar("nonlinearity_up", "1", "largest distance from a straight train", self.nonlinearity(0)),
            Quantity::scalar("nonlinearity_down", "1", "largest distance from a straight train", self.nonlinearity(1)),
        ]
    }

    fn summary(&self) -> Summary {
        let header = ["pulse", "voltage", "width", "conductance", "sd", "energy"];
        let mut summary = Summary::of(&header, self.voltage.len(), |k| {
            vec![
                (k + 1).to_string(),
                shown(self.voltage[k], "V"),
                shown(self.width[k], "s"),
                shown(self.conductance.mean[k], "S"),
                shown(self.conductance.sd[k], "S"),
                shown(self.conduction_energy.mean[k] + self.charging_energy.mean[k], "J"),
            ]
        });
        let (low, high) = self.range();
        let range = format!("{} to {}, ratio {}", shown(low, "S"), shown(high, "S"), number(high / low));
        summary.line("conductance", range);
        for (direction, name) in ["up", "down"].into_iter().enumerate() {
            let [conduction, charging] = self.energies(direction);
            let parts = format!("{} conduction + {} charging", shown(conduction, "J"), shown(charging, "J"));
            summary.line(format!("energy per pulse {name}"), parts);
            summary.line(format!("nonlinearity {name} (0 straight, 1 step)"), number(self.nonlinearity(direction)));
        }
        summary
    }
}

fn read(trace: &TraceFile, name: &str) -> Result<Vec<f64>, ReadError> {
    Ok(trace.read::<f64>(&format!("pulses/{name}"))?.values)
}

/// Conductance after each pulse.
pub(crate) fn course(trace: &TraceFile) -> Result<Option<Svg>, DrawError> {
    let (pulse, start) = (read(trace, "pulse")?, read(trace, "start")?);
    let (conductance, sd) = (read(trace, "conductance")?, read(trace, "conductance_sd")?);
    let first = std::iter::once((0.0, start[0]));
    let points = first.chain(pulse.iter().copied().zip(conductance)).collect();
    let deviations = std::iter::once(0.0).chain(sd).collect();
    let line = Line::with_band("conductance", points, deviations);
    let (x, y) = (Axis::whole("Pulse number"), Axis::linear("Conductance", "S"));
    Ok(Some(Curve { x, y, lines: vec![line] }.draw()))
}

/// Energy of each pulse.
pub(crate) fn energies(trace: &TraceFile) -> Result<Option<Svg>, DrawError> {
    let pulse = read(trace, "pulse")?;
    let energy = |name: &str, label: &str| {
        let points = pulse.iter().copied().zip(read(trace, name)?.into_iter().map(f64::abs)).collect();
        Ok::<_, ReadError>(Line::dots(label, points))
    };
    let mut lines = vec![energy("conduction_energy", "conduction")?];
    let charging = energy("charging_energy", "charging and switching")?;
    if charging.points.iter().any(|point| point.1 > 0.0) {
        lines.push(charging);
    }
    let (x, y) = (Axis::whole("Pulse number"), Axis::logarithmic("Energy per pulse", "J"));
    Ok(Some(Curve { x, y, lines }.draw()))
}
