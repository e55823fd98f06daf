//! Waiting at 0 V: what the conductance does between writing and reading.

use devices::DeviceArray;
use devices::catalogue::Protocol;
use traces::TraceFile;
use traces::figures::{Axis, Curve, Line, Svg};

use super::decay::{Stretched, stretched};
use super::probe::Probe;
use super::summary::{number, shown};
use super::{Measurement, Outcome, Progress, Quantity, Spread, Summary, line, logarithmic};
use crate::figures::DrawError;

/// Ten years (s).
const TEN_YEARS: f64 = 10.0 * 365.25 * 86_400.0;

/// Readings at waiting times after programming.
#[derive(Clone, Debug, PartialEq)]
pub struct Retention {
    /// Positions that are written, 0 off to 1 on.
    pub starts: Vec<f64>,
    /// Waiting times (s), ascending and above 0.
    pub times: Vec<f64>,
    /// Voltage of the readings (V).
    pub read: f64,
}

/// Conductance against waiting time.
#[derive(Clone, Debug, PartialEq)]
pub struct RetentionCurves {
    /// Positions that were written, 0 off to 1 on.
    pub starts: Vec<f64>,
    /// Waiting times (s).
    pub times: Vec<f64>,
    /// Mean conductance right after writing (S), by start.
    pub written: Vec<f64>,
    /// Conductance (S), start by time.
    pub conductance: Spread,
}

impl Retention {
    /// On, half way and off, from 1 us to ten years, two readings per decade.
    pub fn of(protocol: &Protocol) -> Self {
        Self { starts: vec![1.0, 0.5, 0.0], times: logarithmic(1e-6, TEN_YEARS, 2), read: protocol.read }
    }
}

impl Measurement for Retention {
    type Outcome = RetentionCurves;

    fn watched(&self, devices: &mut dyn DeviceArray, progress: Progress<'_>) -> RetentionCurves {
        let mut probe = Probe::new(devices, self.read);
        let (mut written, mut conductance) = (Spread::default(), Spread::default());
        for &start in &self.starts {
            probe.program(start);
            written.push(&probe.conductances());
            let mut waited = 0.0;
            for &time in &self.times {
                progress(conductance.mean.len() as f64 / (self.starts.len() * self.times.len()) as f64);
                probe.rest(time - waited);
                waited = time;
                conductance.push(&probe.conductances());
            }
        }
        RetentionCurves { starts: self.starts.clone(), times: self.times.clone(), written: written.mean, conductance }
    }
}

impl RetentionCurves {
    /// Mean conductances of start number `start` (S).
    pub fn of_start(&self, start: usize) -> &[f64] {
        &self.conductance.mean[start * self.times.len()..][..self.times.len()]
    }

    /// Drift exponent nu of G = G(first reading) (t / t_first)^-nu, with R2 of the line in log G over log t; nothing when
    /// the conductance stays within a millionth.
    pub fn drift(&self, start: usize) -> Option<[f64; 2]> {
        let course = self.of_start(start);
        let (low, high) = course.iter().fold((f64::INFINITY, 0.0f64), |(l, h), &g| (l.min(g), h.max(g)));
        if low <= 0.0 || high / low < 1.0 + 1e-6 {
            return None;
        }
        let points: Vec<_> = self.times.iter().zip(course).map(|(t, g)| (t.ln(), g.ln())).collect();
        line(&points).map(|[_, slope, r_squared]| [-slope, r_squared])
    }

    /// The stretched exponential that fits best; nothing when the conductance stays within a millionth.
    pub fn relaxation(&self, start: usize) -> Option<Stretched> {
        let points: Vec<_> = self.times.iter().copied().zip(self.of_start(start).iter().copied()).collect();
        stretched(&points)
    }

    /// A number of each start, not a number where there is none.
    fn each(&self, of: impl Fn(usize) -> Option<f64>) -> Vec<f64> {
        (0..self.starts.len()).map(|start| of(start).unwrap_or(f64::NAN)).collect()
    }
}

/// A time in the unit in which people wait.
fn waiting(time: f64) -> String {
    let units = [("years", 365.25 * 86_400.0), ("days", 86_400.0), ("h", 3_600.0), ("min", 60.0)];
    match units.into_iter().find(|(_, length)| time >= *length) {
        Some((_, length)) if !(time / length).is_finite() || time / length > 1e6 => format!("{time:.1e} s"),
        Some((unit, length)) => format!("{} {unit}", number(time / length)),
        None => shown(time, "s"),
    }
}

/// What a start position is called.
fn name(start: f64) -> String {
    match start {
        0.0 => "off".into(),
        1.0 => "on".into(),
        _ => format!("at {}", number(start)),
    }
}

impl Outcome for RetentionCurves {
    const NAME: &'static str = "retention";

    fn quantities(&self) -> Vec<Quantity> {
        let dims = ["start", "time"];
        let of_start =
            |name, unit, long_name, values: &[f64]| Quantity::over(&["start"], name, unit, long_name, values);
        let relaxation = |of: fn(Stretched) -> f64| self.each(|start| self.relaxation(start).map(of));
        vec![
            Quantity::coordinate("start", "1", "position that was written, 0 off to 1 on", &self.starts),
            Quantity::coordinate("time", "s", "waiting time", &self.times),
            Quantity::over(&dims, "conductance", "S", "conductance", &self.conductance.mean),
            Quantity::over(&dims, "conductance_sd", "S", "standard deviation over devices", &self.conductance.sd),
            of_start("written", "S", "conductance right after writing", &self.written),
            of_start("drift_exponent", "1", "exponent of (t/t0)^-nu", &self.each(|k| self.drift(k).map(|fit| fit[0]))),
            of_start(
                "drift_r_squared",
                "1",
                "share of the variance explained",
                &self.each(|k| self.drift(k).map(|fit| fit[1])),
            ),
            of_start("relaxation_time", "s", "time constant of the stretched exponential", &relaxation(|fit| fit.tau)),
            of_start("relaxation_exponent", "1", "exponent of the stretched exponential", &relaxation(|fit| fit.beta)),
            of_start("relaxation_last", "S", "conductance at long times", &relaxation(|fit| fit.last)),
            of_start("relaxation_r_squared", "1", "share of the variance explained", &relaxation(|fit| fit.r_squared)),
        ]
    }

    fn summary(&self) -> Summary {
        let names: Vec<String> = self.starts.iter().map(|&start| format!("written {}", name(start))).collect();
        let header: Vec<&str> = std::iter::once("waited").chain(names.iter().map(String::as_str)).collect();
        let mut summary = Summary::of(&header, self.times.len(), |k| {
            let readings = (0..self.starts.len()).map(|start| shown(self.of_start(start)[k], "S"));
            std::iter::once(waiting(self.times[k])).chain(readings).collect()
        });
        for (start, name) in names.iter().enumerate() {
            let text = match (self.drift(start), self.relaxation(start)) {
                (Some([exponent, r_squared]), Some(fit)) => format!(
                    "power law {exponent:.4} (R2 {r_squared:.3}); stretched exponential {}, exponent {} (R2 {:.3})",
                    waiting(fit.tau),
                    number(fit.beta),
                    fit.r_squared
                ),
                _ => "no change".into(),
            };
            summary.line(name.as_str(), text);
        }
        summary
    }
}

/// Conductance over waiting time, one line per position that was written.
pub(crate) fn course(trace: &TraceFile) -> Result<Option<Svg>, DrawError> {
    let conductance = trace.read::<f64>("retention/conductance")?;
    let deviation = trace.read::<f64>("retention/conductance_sd")?;
    let time = trace.read::<f64>("retention/time")?.values;
    let starts = trace.read::<f64>("retention/start")?.values;
    let course = |(k, &start): (usize, &f64)| {
        let points = time.iter().copied().zip(conductance.slab(k).iter().copied()).collect();
        Line::with_band(&format!("written {}", name(start)), points, deviation.slab(k).to_vec())
    };
    let lines = starts.iter().enumerate().map(course).collect();
    let (x, y) = (Axis::logarithmic("Waiting time", "s"), Axis::logarithmic("Conductance", "S"));
    Ok(Some(Curve { x, y, lines }.draw()))
}
