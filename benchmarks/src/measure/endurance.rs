//! Cycling: how the window between ON and OFF holds.

use devices::DeviceArray;
use devices::catalogue::{Protocol, Pulse};
use traces::figures::{Axis, Curve, Line, Svg};
use traces::{ReadError, TraceFile};

use super::probe::Probe;
use super::summary::{number, shown};
use super::{Measurement, Outcome, Progress, Quantity, Spread, Summary};

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

impl Endurance {
    /// A thousand cycles.
    pub fn of(protocol: &Protocol) -> Self {
        Self { on: protocol.on, off: protocol.off, cycles: readings(1_000), read: protocol.read }
    }
}

impl Measurement for Endurance {
    type Outcome = EnduranceWindow;

    fn watched(&self, devices: &mut dyn DeviceArray, progress: Progress<'_>) -> EnduranceWindow {
        let mut probe = Probe::new(devices, self.read);
        probe.program(0.0);
        let mut window = EnduranceWindow { cycles: self.cycles.clone(), on: Spread::default(), off: Spread::default() };
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
        summary.line("simulated", format!("every one of {} cycles", self.cycles[last]));
        summary
    }

    fn figures(trace: &TraceFile) -> Result<Vec<(&'static str, Svg)>, ReadError> {
        let read = |name: &str| Ok::<_, ReadError>(trace.read::<f64>(&format!("endurance/{name}"))?.values);
        let cycle = read("cycle")?;
        let course = |name: &str, label: &str| {
            let points = cycle.iter().copied().zip(read(name)?).collect();
            Ok::<_, ReadError>(Line::with_band(label, points, read(&format!("{name}_sd"))?))
        };
        let lines = vec![course("on", "after the on pulse")?, course("off", "after the off pulse")?];
        let (x, y) = (Axis::logarithmic("Cycle", "1"), Axis::logarithmic("Conductance", "S"));
        Ok(vec![("endurance", Curve { x, y, lines }.draw())])
    }
}
