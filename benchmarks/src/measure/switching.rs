//! Single pulses: the switched fraction against length and voltage.

use devices::DeviceArray;
use devices::catalogue::Protocol;
use devices::units::engineering;
use traces::TraceFile;
use traces::figures::{Axis, Curve, Line, Svg};

use super::probe::Probe;
use super::summary::{number, shown};
use super::{Measurement, Outcome, Progress, Quantity, Spread, Summary, line, logarithmic};
use crate::figures::DrawError;

/// Single rectangular pulses on devices that start fully off, or fully on where the voltage turns them off.
#[derive(Clone, Debug, PartialEq)]
pub struct Switching {
    /// Pulse amplitudes (V).
    pub voltages: Vec<f64>,
    /// Pulse lengths (s), ascending.
    pub times: Vec<f64>,
    /// Voltage of the readings (V).
    pub read: f64,
}

/// Switched fraction, the change of the conductance at the read voltage over its whole range.
#[derive(Clone, Debug, PartialEq)]
pub struct SwitchingFamily {
    /// Pulse amplitudes (V).
    pub voltages: Vec<f64>,
    /// Pulse lengths (s).
    pub times: Vec<f64>,
    /// Switched fraction, voltage by time.
    pub fraction: Spread,
}

/// What one voltage does, in the terms of nucleation-limited switching.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VoltageSummary {
    /// Pulse length that switches half (s); not a number when no pulse does.
    pub median: f64,
    /// Decades of time between a quarter and three quarters switched: twice the half width of a Lorentz distribution.
    pub span: f64,
}

impl Switching {
    /// Seven decades around the length of the protocol's ON pulse, at 0.7 to 1.1 of its voltage.
    pub fn of(protocol: &Protocol) -> Self {
        let on = protocol.on;
        Self {
            voltages: [0.7, 0.8, 0.9, 1.0, 1.1].map(|factor| factor * on.voltage).to_vec(),
            times: logarithmic(1e-3 * on.width, 1e4 * on.width, 4),
            read: protocol.read,
        }
    }
}

impl Measurement for Switching {
    type Outcome = SwitchingFamily;

    fn watched(&self, devices: &mut dyn DeviceArray, progress: Progress<'_>) -> SwitchingFamily {
        let mut probe = Probe::new(devices, self.read);
        let [off, on] = [0.0, 1.0].map(|position| {
            probe.program(position);
            probe.conductances()
        });
        let mut fraction = Spread::default();
        for &voltage in &self.voltages {
            for &time in &self.times {
                progress(fraction.mean.len() as f64 / (self.voltages.len() * self.times.len()) as f64);
                let [from_off, from_on] = [0.0, 1.0].map(|position| {
                    probe.program(position);
                    probe.ramp(voltage, voltage, time);
                    probe.conductances()
                });
                let switched = |k: usize| {
                    let change = (from_off[k] - off[k]).max(on[k] - from_on[k]);
                    // a device that is stuck has no range and does not switch
                    if on[k] > off[k] { change / (on[k] - off[k]) } else { 0.0 }
                };
                fraction.push(&(0..off.len()).map(switched).collect::<Vec<_>>());
            }
        }
        SwitchingFamily { voltages: self.voltages.clone(), times: self.times.clone(), fraction }
    }
}

impl SwitchingFamily {
    /// Mean switched fractions at voltage number `voltage`.
    fn of_voltage(&self, voltage: usize) -> &[f64] {
        &self.fraction.mean[voltage * self.times.len()..][..self.times.len()]
    }

    /// Pulse length at which the fraction first passes `level`, on a logarithmic scale of time.
    fn time_of(&self, voltage: usize, level: f64) -> f64 {
        let fractions = self.of_voltage(voltage);
        let pass = fractions.windows(2).position(|step| step[0] < level && step[1] >= level);
        pass.map_or(f64::NAN, |k| {
            let share = (level - fractions[k]) / (fractions[k + 1] - fractions[k]);
            self.times[k] * (self.times[k + 1] / self.times[k]).powf(share)
        })
    }

    /// Median time and span of voltage number `voltage`.
    pub fn at(&self, voltage: usize) -> VoltageSummary {
        let span = (self.time_of(voltage, 0.75) / self.time_of(voltage, 0.25)).log10();
        VoltageSummary { median: self.time_of(voltage, 0.5), span }
    }

    /// Merz law log10(median) = log10(t_inf) + alpha / |V|: t_inf (s), alpha (V decade) and R2 over all voltages that
    /// switch half; nothing for fewer than three.
    pub fn merz(&self) -> Option<[f64; 3]> {
        let medians = self.voltages.iter().enumerate().map(|(k, v)| (1.0 / v.abs(), self.at(k).median.log10()));
        let known: Vec<(f64, f64)> = medians.filter(|(x, y)| x.is_finite() && y.is_finite()).collect();
        if known.len() < 3 {
            return None;
        }
        line(&known).map(|[intercept, slope, r_squared]| [10f64.powf(intercept), slope, r_squared])
    }
}

impl Outcome for SwitchingFamily {
    const NAME: &'static str = "switching";

    fn quantities(&self) -> Vec<Quantity> {
        let at: Vec<VoltageSummary> = (0..self.voltages.len()).map(|k| self.at(k)).collect();
        let (medians, spans): (Vec<f64>, Vec<f64>) = at.iter().map(|at| (at.median, at.span)).unzip();
        let dims = ["voltage", "time"];
        let [t_inf, alpha, r_squared] = self.merz().unwrap_or([f64::NAN; 3]);
        vec![
            Quantity::coordinate("voltage", "V", "pulse amplitude", &self.voltages),
            Quantity::coordinate("time", "s", "pulse length", &self.times),
            Quantity::over(&dims, "switched_fraction", "1", "switched fraction", &self.fraction.mean),
            Quantity::over(&dims, "switched_fraction_sd", "1", "standard deviation over devices", &self.fraction.sd),
            Quantity::over(&dims[..1], "median_time", "s", "pulse length that switches half", &medians),
            Quantity::over(&dims[..1], "span", "1", "decades from a quarter to three quarters switched", &spans),
            Quantity::scalar("merz_t_inf", "s", "time that the Merz line has at infinite voltage", t_inf),
            Quantity::scalar("merz_alpha", "V", "slope of the Merz line per decade of time", alpha),
            Quantity::scalar("merz_r_squared", "1", "share of the variance that the Merz line explains", r_squared),
        ]
    }

    fn summary(&self) -> Summary {
        let voltages: Vec<String> = self.voltages.iter().map(|&v| engineering(v, "V")).collect();
        let header: Vec<&str> = std::iter::once("pulse").chain(voltages.iter().map(String::as_str)).collect();
        let mut summary = Summary::of(&header, self.times.len(), |k| {
            let fractions = (0..self.voltages.len()).map(|v| format!("{:.4}", self.of_voltage(v)[k]));
            std::iter::once(shown(self.times[k], "s")).chain(fractions).collect()
        });
        for (k, voltage) in voltages.iter().enumerate() {
            let VoltageSummary { median, span } = self.at(k);
            let text =
                format!("half after {}, a quarter to three quarters in {} decades", shown(median, "s"), number(span));
            summary.line(voltage.as_str(), text);
        }
        let merz = self.merz().map_or("needs three voltages that switch half".into(), |[t_inf, alpha, r_squared]| {
            let (t_inf, alpha) = (number(t_inf), engineering(alpha, "V"));
            format!("log10(t/s) = log10({t_inf}) + {alpha} decade/|V|, R2 = {r_squared:.4}")
        });
        summary.line("Merz line", merz);
        summary
    }
}

/// Switched fraction over pulse length, one line per voltage.
pub(crate) fn family(trace: &TraceFile) -> Result<Option<Svg>, DrawError> {
    let fraction = trace.read::<f64>("switching/switched_fraction")?;
    let deviation = trace.read::<f64>("switching/switched_fraction_sd")?;
    let time = trace.read::<f64>("switching/time")?.values;
    let voltages = trace.read::<f64>("switching/voltage")?.values;
    let family = |(k, &voltage): (usize, &f64)| {
        let points = time.iter().copied().zip(fraction.slab(k).iter().copied()).collect();
        Line::with_band(&engineering(voltage, "V").replace('-', "−"), points, deviation.slab(k).to_vec())
    };
    let lines = voltages.iter().enumerate().map(family).collect();
    let y = Axis::linear("Switched fraction", "1");
    Ok(Some(Curve { x: Axis::logarithmic("Pulse length", "s"), y, lines }.draw()))
}
