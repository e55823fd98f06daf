//! Spike-timing dependent plasticity: what a pair of spikes does to a device, against their delay.

use devices::DeviceArray;
use devices::catalogue::{Device, Protocol, Pulse};
use learning::stdp::{Pair, play};
use learning::{LearningError, Phase, SpikeShape, Waveform};

use super::probe::Probe;
use super::stdp_window::{ConductanceDependence, StdpWindow};
use super::{Measurement, Progress, Spread};
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

/// Positions from which the dependence on the conductance is measured.
const STARTS: [f64; 9] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

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
        let pairs = (self.delays.len() + 2 * STARTS.len()) as f64;
        let mut changes = Spread::default();
        let mut before = Vec::new();
        for (k, &delay) in self.delays.iter().enumerate() {
            progress(k as f64 / pairs);
            let change = played(&mut probe, self.start, &self.pair(delay));
            before = change.before;
            changes.push(&change.by);
        }
        let silence = Waveform::silence();
        let pre = Pair { pre: self.pre.clone(), post: silence.clone(), delay: 0.0 };
        let post = Pair { pre: silence, post: self.post.clone(), delay: 0.0 };
        let alone = [pre, post].map(|pair| mean_and_sd(&played(&mut probe, self.start, &pair).by).0);
        let ends = [0.0, 1.0].map(|end| {
            probe.program(end);
            mean_and_sd(&probe.conductances()).0
        });
        let done = self.delays.len() as f64 / pairs;
        let share = |part: f64| progress(done + (1.0 - done) * part);
        let dependence = self.dependence(&mut probe, &changes.mean, ends, &share);
        StdpWindow {
            pre: self.pre.clone(),
            post: self.post.clone(),
            delays: self.delays.clone(),
            change: changes,
            start: mean_and_sd(&before).0,
            alone,
            dependence,
        }
    }
}

/// Conductance of each device (S) before a pair, and its change.
struct Change {
    before: Vec<f64>,
    by: Vec<f64>,
}

/// Puts the devices at `start` and plays the pair on each.
fn played(probe: &mut Probe, start: f64, pair: &Pair) -> Change {
    probe.program(start);
    let before = probe.conductances();
    play(probe.devices(), pair);
    let by = probe.conductances().iter().zip(&before).map(|(after, before)| after - before).collect();
    Change { before, by }
}

impl Stdp {
    fn pair(&self, delay: f64) -> Pair {
        Pair { pre: self.pre.clone(), post: self.post.clone(), delay }
    }

    /// The pairs that potentiate and depress most among `changes`, from other positions; `ends` are the mean conductances
    /// off and on (S).
    fn dependence(
        &self,
        probe: &mut Probe,
        changes: &[f64],
        [off, on]: [f64; 2],
        progress: Progress<'_>,
    ) -> ConductanceDependence {
        let most = |sign: f64| {
            let largest = |a: &usize, b: &usize| (sign * changes[*a]).total_cmp(&(sign * changes[*b]));
            (0..changes.len()).max_by(largest).map_or(0.0, |k| self.delays[k])
        };
        let delays = [most(1.0), most(-1.0)];
        let mut fraction = Vec::new();
        let mut change = [Vec::new(), Vec::new()];
        for (k, &start) in STARTS.iter().enumerate() {
            progress(k as f64 / STARTS.len() as f64);
            for (change, &delay) in change.iter_mut().zip(&delays) {
                let played = played(probe, start, &self.pair(delay));
                change.push(mean_and_sd(&played.by).0);
                fraction.push((mean_and_sd(&played.before).0 - off) / (on - off));
            }
        }
        // both pairs begin at the same conductance
        let fraction = fraction.into_iter().step_by(2).collect();
        ConductanceDependence { delays, fraction, change }
    }
}
