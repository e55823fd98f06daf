//! Cycling: how the window between ON and OFF holds.

use devices::DeviceArray;
use devices::catalogue::{Device, Protocol, Pulse};
use traces::figures::{Axis, Curve, Line, Svg};
use traces::{ReadError, TraceFile};

use super::probe::Probe;
use super::summary::{number, shown};
use super::{Measurement, Outcome, Progress, Quantity, Spread, Summary};
use crate::figures::DrawError;
use crate::mean_and_sd;

/// Cycles of an ON and an OFF pulse, every one of them simulated, read at some of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Endurance {
    /// Pulse towards ON.
    pub on: Pulse,
    /// Pulse towards OFF.
    pub off: Pulse,
    /// Cycles after which the devices are read, ascending from 1.
    pub cycles: Vec<u64>,
    /// Voltage of the readings (V).
    pub read: f64,
}

/// Conductance after the ON and after the OFF pulse.
#[derive(Clone, Debug, PartialEq)]
pub struct EnduranceWindow {
    /// The ON and the OFF pulse.
    pub pulses: [Pulse; 2],
    /// Cycles, the present one included.
    pub cycles: Vec<u64>,
    /// Conductance after the ON pulse (S).
    pub on: Spread,
    /// Conductance after the OFF pulse (S).
    pub off: Spread,
}

/// 1, 2, 5, 10, 20, 50, ... and `last`.
pub fn readings(last: u64) -> Vec<u64> {
    let decades = (0..20).map(|power| 10u64.pow(power));
    let mut cycles: Vec<u64> =
        decades.flat_map(|decade| [1, 2, 5].map(|digit| decade.saturating_mul(digit))).filter(|&n| n < last).collect();
    cycles.push(last);
    cycles
}

/// Devices on which the length of a pulse is tried, so that the choice does not rest on one random draw.
const DEVICES: usize = 20;

/// Lengths that are tried, over that of the protocol's pulse.
const LENGTHS: [f64; 6] = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0];

/// Share of what the longest of them does that counts as all of it.
const WHOLE: f64 = 0.9;

impl Endurance {
    /// A thousand cycles of complete switching, which is what wears devices out: pulses of the protocol, as long as it
    /// takes for one pulse to move the position nearly as far as a much longer one does.
    pub fn of(protocol: &Protocol, device: &Device) -> Self {
        let mut devices = device.array(DEVICES, 0);
        let mut probe = Probe::new(devices.as_mut(), protocol.read);
        let on = complete(&mut probe, 0.0, protocol.on);
        let off = complete(&mut probe, 1.0, protocol.off);
        Self { on, off, cycles: readings(1_000), read: protocol.read }
    }
}

/// `pulse`, as long as [`Endurance::of`] says, for devices at position `start`.
fn complete(probe: &mut Probe, start: f64, pulse: Pulse) -> Pulse {
    let mut change = |pulse: Pulse| {
        probe.program(start);
        let before = mean_and_sd(&probe.positions()).0;
        probe.pulse(pulse);
        (mean_and_sd(&probe.positions()).0 - before).abs()
    };
    let longer = LENGTHS.map(|factor| Pulse { width: factor * pulse.width, ..pulse });
    let whole = longer.map(&mut change).into_iter().fold(0.0, f64::max);
    longer.into_iter().find(|&pulse| change(pulse) >= WHOLE * whole).unwrap_or(pulse)
}

impl Measurement for Endurance {
    type Outcome = EnduranceWindow;

    fn watched(&self, devices: &mut dyn DeviceArray, progress: Progress<'_>) -> EnduranceWindow {
        let mut probe = Probe::new(devices, self.read);
        probe.program(0.0);
        let mut window = EnduranceWindow {
            pulses: [self.on, self.off],
            cycles: self.cycles.clone(),
            on: Spread::default(),
            off: Spread::default(),
        };
        let (mut done, last) = (0, self.cycles.last().map_or(1.0, |&last| last as f64));
        for &cycle in &self.cycles {
            while done + 1 < cycle {
                probe.pulse(self.on);
                probe.pulse(self.off);
                done += 1;
                progress(done as f64 / last);
            }
            probe.pulse(self.on);
            window.on.push(&probe.conductances());
            probe.pulse(self.off);
            window.off.push(&probe.conductances());
            done += 1;
            progress(done as f64 / last);
        }
        window
    }
}

impl EnduranceWindow {
    /// Mean ON over mean OFF conductance at reading number `k`.
    pub fn ratio(&self, k: usize) -> f64 {
        self.on.mean[k] / self.off.mean[k]
    }
}

impl Outcome for EnduranceWindow {
    const NAME: &'static str = "endurance";

    fn quantities(&self) -> Vec<Quantity> {
        let over = |name, long_name, values: &[f64]| Quantity::over(&["cycle"], name, "S", long_name, values);
        let cycles: Vec<f64> = self.cycles.iter().map(|&cycle| cycle as f64).collect();
        vec![
            Quantity::coordinate("cycle", "1", "number of the cycle", &cycles),
            over("on", "conductance after the on pulse", &self.on.mean),
            over("on_sd", "standard deviation over devices", &self.on.sd),
            over("off", "conductance after the off pulse", &self.off.mean),
            over("off_sd", "standard deviation over devices", &self.off.sd),
            Quantity::scalar("on_voltage", "V", "amplitude of the on pulse", self.pulses[0].voltage),
            Quantity::scalar("on_width", "s", "length of the on pulse", self.pulses[0].width),
            Quantity::scalar("off_voltage", "V", "amplitude of the off pulse", self.pulses[1].voltage),
            Quantity::scalar("off_width", "s", "length of the off pulse", self.pulses[1].width),
        ]
    }

    fn summary(&self) -> Summary {
        let mut summary = Summary::of(&["cycle", "on", "sd", "off", "sd", "on/off"], self.cycles.len(), |k| {
            let (on, off) = (&self.on, &self.off);
            let conductances = [on.mean[k], on.sd[k], off.mean[k], off.sd[k]].map(|value| shown(value, "S"));
            let cycle = [self.cycles[k].to_string()];
            cycle.into_iter().chain(conductances).chain([number(self.ratio(k))]).collect()
        });
        let last = self.cycles.len() - 1;
        let kept = (self.on.mean[last] - self.off.mean[last]) / (self.on.mean[0] - self.off.mean[0]);
        summary.line("window left of that of the first cycle", format!("{} %", number(100.0 * kept)));
        let pulse = |Pulse { voltage, width }| format!("{} for {}", shown(voltage, "V"), shown(width, "s"));
        let pulses = format!("on {}, off {}", pulse(self.pulses[0]), pulse(self.pulses[1]));
        summary.line("simulated", format!("every one of {} cycles, {pulses}", self.cycles[last]));
        summary
    }
}

/// Conductances after the on and the off pulse over cycles.
pub(crate) fn course(trace: &TraceFile) -> Result<Option<Svg>, DrawError> {
    let read = |name: &str| Ok::<_, ReadError>(trace.read::<f64>(&format!("endurance/{name}"))?.values);
    let cycle = read("cycle")?;
    let course = |name: &str, label: &str| {
        let points = cycle.iter().copied().zip(read(name)?).collect();
        Ok::<_, ReadError>(Line::with_band(label, points, read(&format!("{name}_sd"))?))
    };
    let lines = vec![course("on", "after the on pulse")?, course("off", "after the off pulse")?];
    let (x, y) = (Axis::logarithmic("Cycle", "1"), Axis::logarithmic("Conductance", "S"));
    Ok(Some(Curve { x, y, lines }.draw()))
}
