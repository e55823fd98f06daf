//! Spike-timing dependent plasticity: what a pair of spikes does to a device, against their delay.

use devices::DeviceArray;
use devices::catalogue::{Device, Protocol, Pulse};
use learning::stdp::{Pair, play};
use learning::{LearningError, Phase, SpikeShape, Waveform};
use traces::figures::{Axis, Curve, Line, Svg};
use traces::{ReadError, TraceFile};

use super::decay::{Exponential, exponential};
use super::probe::Probe;
use super::summary::shown;
use super::{Measurement, Outcome, Progress, Quantity, Spread, Summary};
use crate::mean_and_sd;

/// Pairs of spikes on devices that see `v_pre - v_post`.
#[derive(Clone, Debug, PartialEq)]
pub struct Stdp {
    /// Spike on the word line.
    pub pre: Waveform,
    /// Spike on the bit line.
    pub post: Waveform,
    /// `t_post - t_pre` of each pair (s), ascending.
    pub delays: Vec<f64>,
    /// Position of the devices before each pair, 0 off to 1 on.
    pub start: f64,
    /// Voltage of the readings (V).
    pub read: f64,
}

/// Change of the conductance against the delay.
#[derive(Clone, Debug, PartialEq)]
pub struct StdpWindow {
    /// Spike on the word line.
    pub pre: Waveform,
    /// Spike on the bit line.
    pub post: Waveform,
    /// `t_post - t_pre` (s).
    pub delays: Vec<f64>,
    /// Change of the conductance (S).
    pub change: Spread,
    /// Mean conductance before each pair (S).
    pub start: f64,
    /// Mean change of the conductance by a pre and by a post spike alone (S).
    pub alone: [f64; 2],
}

/// `A exp(-|delay| / tau)` for one sign of the delay; nothing when fewer than three delays have it, or nothing changes.
pub type SideFit = Option<Exponential>;

/// R2 below which an exponential does not describe one side of a window: most of its variance is something else.
const DESCRIBES: f64 = 0.5;

/// Shares of the protocol's voltages that are tried for the spikes of a device.
const FACTORS: [f64; 8] = [1.0, 0.8, 0.64, 0.5, 0.4, 0.32, 0.25, 0.2];

/// Devices on which they are tried, so that the choice does not rest on one random draw.
const DEVICES: usize = 20;

/// Delays from a little before minus the spikes' length to a little after plus it, 12 per length.
pub fn delays(pre: &Waveform, post: &Waveform) -> Vec<f64> {
    let longest = pre.duration().max(post.duration());
    (-13..=13).map(|k| longest * f64::from(k) / 12.0).collect()
}

impl Stdp {
    /// Spikes of a rectangle and a slope, see [`phases`](Stdp::phases).
    pub fn of(protocol: &Protocol, device: &Device) -> Self {
        Stdp::shaped(SpikeShape::Rectangle, Stdp::phases(protocol, device), protocol.read)
            .unwrap_or_else(|error| panic!("pulses of a parameter set have a length: {error}"))
    }

    /// A pre and a post spike for a device: first phases as long as the pulses of its protocol, second phases five times
    /// the longer.
    ///
    /// Where the post spike begins in the second phase of the pre spike the device sees the ON voltage, the other way round
    /// the OFF voltage: pre before post potentiates, whatever the polarity of the device. Each spike alone has half of
    /// either. These voltages are those of the protocol, lowered where half of them would already move the device.
    pub fn phases(protocol: &Protocol, device: &Device) -> [[Phase; 2]; 2] {
        let long = 5.0 * protocol.on.width.max(protocol.off.width);
        let mut devices = device.array(DEVICES, 0);
        let mut probe = Probe::new(devices.as_mut(), protocol.read);
        let [on, off] = [protocol.on, protocol.off].map(|pulse| selective(&mut probe, pulse, long));
        let phase = |voltage: f64, duration| Phase { voltage: voltage / 2.0, duration };
        [
            [phase(off.voltage, off.width), phase(on.voltage, long)],
            [phase(-on.voltage, on.width), phase(-off.voltage, long)],
        ]
    }

    /// Spikes of this shape with the phases of the pre and of the post spike, on devices half way on.
    ///
    /// # Errors
    /// [`LearningError::Waveform`] when a duration is negative or a value is not finite.
    pub fn shaped(shape: SpikeShape, [pre, post]: [[Phase; 2]; 2], read: f64) -> Result<Stdp, LearningError> {
        let (pre, post) = (shape.spike(pre[0], pre[1])?, shape.spike(post[0], post[1])?);
        Ok(Stdp { delays: delays(&pre, &post), pre, post, start: 0.5, read })
    }
}

/// `pulse` at the highest of the [`FACTORS`] of its voltage at which a slope from half of it to 0 V, lasting `long` (s), does
/// less than a twentieth of what the pulse does; where there is none, at the one where it does the smallest part.
fn selective(probe: &mut Probe, pulse: Pulse, long: f64) -> Pulse {
    let mut change = |start: f64, end: f64, dt: f64| {
        probe.program(0.5);
        let before = probe.conductances();
        probe.ramp(start, end, dt);
        let changes: Vec<f64> =
            probe.conductances().iter().zip(&before).map(|(after, before)| after - before).collect();
        mean_and_sd(&changes).0.abs()
    };
    let mut best = (f64::INFINITY, pulse);
    for voltage in FACTORS.map(|factor| factor * pulse.voltage) {
        let whole = change(voltage, voltage, pulse.width);
        let part = if whole > 0.0 { change(voltage / 2.0, 0.0, long) / whole } else { f64::INFINITY };
        if part < 0.999 * best.0 {
            best = (part, Pulse { voltage, ..pulse });
        }
        if part < 0.05 {
            break;
        }
    }
    best.1
}

impl Measurement for Stdp {
    type Outcome = StdpWindow;

    fn watched(&self, devices: &mut dyn DeviceArray, progress: Progress<'_>) -> StdpWindow {
        let mut probe = Probe::new(devices, self.read);
        let mut before = Vec::new();
        let mut change = |spikes: &Pair| {
            probe.program(self.start);
            before = probe.conductances();
            play(probe.devices(), spikes);
            probe.conductances().iter().zip(&before).map(|(after, before)| after - before).collect::<Vec<f64>>()
        };
        let mut changes = Spread::default();
        for (k, &delay) in self.delays.iter().enumerate() {
            progress(k as f64 / self.delays.len() as f64);
            changes.push(&change(&Pair { pre: self.pre.clone(), post: self.post.clone(), delay }));
        }
        let silence = Waveform::silence();
        let pre = change(&Pair { pre: self.pre.clone(), post: silence.clone(), delay: 0.0 });
        let post = change(&Pair { pre: silence, post: self.post.clone(), delay: 0.0 });
        StdpWindow {
            pre: self.pre.clone(),
            post: self.post.clone(),
            delays: self.delays.clone(),
            change: changes,
            start: mean_and_sd(&before).0,
            alone: [mean_and_sd(&pre).0, mean_and_sd(&post).0],
        }
    }
}

impl StdpWindow {
    /// The exponential that fits best where the delay has this sign (1 or -1).
    pub fn side(&self, sign: f64) -> SideFit {
        let points = self.delays.iter().zip(&self.change.mean).filter(|(delay, _)| sign * **delay > 0.0);
        exponential(&points.map(|(delay, change)| (delay.abs(), *change)).collect::<Vec<_>>())
    }
}

/// Name and value of each number of a fit, for the side with this suffix.
fn fit_quantities(fit: SideFit, names: [&'static str; 3]) -> [Quantity; 3] {
    let value = |of: fn(Exponential) -> f64| fit.map_or(f64::NAN, of);
    [
        Quantity::scalar(names[0], "S", "change of the fitted exponential at no delay", value(|fit| fit.amplitude)),
        Quantity::scalar(names[1], "s", "decay time of the fitted exponential", value(|fit| fit.tau)),
        Quantity::scalar(names[2], "1", "share of the variance that it explains", value(|fit| fit.r_squared)),
    ]
}

impl Outcome for StdpWindow {
    const NAME: &'static str = "stdp";

    fn quantities(&self) -> Vec<Quantity> {
        let columns = |spike: &Waveform| spike.corners().iter().copied().unzip::<f64, f64, Vec<f64>, Vec<f64>>();
        let (pre, post) = (columns(&self.pre), columns(&self.post));
        let mut quantities = vec![
            Quantity::coordinate("delay", "s", "delay of post against pre spike", &self.delays),
            Quantity::over(&["delay"], "change", "S", "change of conductance", &self.change.mean),
            Quantity::over(&["delay"], "change_sd", "S", "standard deviation over devices", &self.change.sd),
            Quantity::scalar("start", "S", "conductance before each pair", self.start),
            Quantity::scalar("pre_alone", "S", "change by a pre spike alone", self.alone[0]),
            Quantity::scalar("post_alone", "S", "change by a post spike alone", self.alone[1]),
            Quantity::coordinate("pre_time", "s", "corners of the pre spike", &pre.0),
            Quantity::over(&["pre_time"], "pre_voltage", "V", "pre spike", &pre.1),
            Quantity::coordinate("post_time", "s", "corners of the post spike", &post.0),
            Quantity::over(&["post_time"], "post_voltage", "V", "post spike", &post.1),
        ];
        quantities.extend(fit_quantities(self.side(1.0), ["a_plus", "tau_plus", "r_squared_plus"]));
        quantities.extend(fit_quantities(self.side(-1.0), ["a_minus", "tau_minus", "r_squared_minus"]));
        quantities
    }

    fn summary(&self) -> Summary {
        let header = ["t_post - t_pre", "change", "sd"];
        let mut summary = Summary::of(&header, self.delays.len(), |k| {
            vec![shown(self.delays[k], "s"), shown(self.change.mean[k], "S"), shown(self.change.sd[k], "S")]
        });
        summary.line("conductance before each pair", shown(self.start, "S"));
        let alone = self.alone.map(|change| shown(change, "S"));
        summary.line("change by a spike alone, pre and post", alone.join(" and "));
        for (sign, name) in [(1.0, "A+, tau+, R2"), (-1.0, "A-, tau-, R2")] {
            let text = match self.side(sign) {
                None => "nothing to fit".into(),
                Some(Exponential { r_squared, .. }) if r_squared < DESCRIBES => {
                    format!("does not describe these changes, R2 {r_squared:.3}")
                }
                Some(Exponential { amplitude, tau, r_squared }) => {
                    format!("{}, {}, {r_squared:.3}", shown(amplitude, "S"), shown(tau, "s"))
                }
            };
            summary.line(format!("exponential {name}"), text);
        }
        summary
    }

    fn figures(trace: &TraceFile) -> Result<Vec<(&'static str, Svg)>, ReadError> {
        let read = |name: &str| Ok::<_, ReadError>(trace.read::<f64>(&format!("stdp/{name}"))?.values);
        let delay = read("delay")?;
        let farthest = delay.iter().fold(0.0f64, |farthest, delay| farthest.max(delay.abs()));
        let points = delay.into_iter().zip(read("change")?).collect();
        let mut lines = vec![Line::with_bars("measured", points, read("change_sd")?)];
        for (sign, side) in [(1.0, "plus"), (-1.0, "minus")] {
            let [a, tau, r_squared] = ["a", "tau", "r_squared"].map(|name| format!("{name}_{side}"));
            let (a, tau, r_squared) = (read(&a)?[0], read(&tau)?[0], read(&r_squared)?[0]);
            if r_squared >= DESCRIBES {
                let course = |k: u32| farthest * f64::from(k) / 100.0;
                let points = (0..=100).map(course).map(|t| (sign * t, a * (-t / tau).exp())).collect();
                lines.push(Line::new(&format!("fit, R² = {r_squared:.2}"), points));
            }
        }
        let x = Axis::linear("Delay of post against pre", "s");
        let window = Curve { x, y: Axis::linear("Change of conductance", "S"), lines };
        let spike = |name: &str| {
            let corners = read(&format!("{name}_time"))?.into_iter().zip(read(&format!("{name}_voltage"))?);
            // 0 V before and after, so that a jump at either end is seen
            let corners: Vec<_> = corners.collect();
            let ends = [(corners[0].0, 0.0), (corners[corners.len() - 1].0, 0.0)];
            let points = ends[..1].iter().chain(&corners).chain(&ends[1..]).copied().collect();
            Ok::<_, ReadError>(Line::new(&format!("{name} spike"), points))
        };
        let lines = vec![spike("pre")?, spike("post")?];
        let spikes = Curve { x: Axis::linear("Time", "s"), y: Axis::linear("Voltage", "V"), lines };
        Ok(vec![("stdp", window.draw()), ("stdp-spikes", spikes.draw())])
    }
}
