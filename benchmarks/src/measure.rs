//! Measurements on single devices, as a laboratory would make them.

use devices::catalogue::Device;
use devices::{DeviceArray, Segment};
use learning::Waveform;
use learning::stdp::{Pair, isolated};

use crate::statistics::mean_and_sd;

/// Change of conductance against the delay of a pair of spikes.
#[derive(Clone, Debug, PartialEq)]
pub struct StdpWindow {
    /// `t_post - t_pre` (s).
    pub delays: Vec<f64>,
    /// Mean change of the conductance (S).
    pub mean: Vec<f64>,
    /// Standard deviation over the devices (S).
    pub sd: Vec<f64>,
    /// Mean conductance before each pair (S).
    pub start: f64,
}

/// Switched fraction against pulse length.
#[derive(Clone, Debug, PartialEq)]
pub struct SwitchingFamily {
    /// Pulse amplitudes (V).
    pub voltages: Vec<f64>,
    /// Pulse lengths (s).
    pub times: Vec<f64>,
    /// Mean switched fraction, voltage by time.
    pub mean: Vec<f64>,
    /// Standard deviation over the devices, voltage by time.
    pub sd: Vec<f64>,
}

/// Puts a pair of equal spikes across `repeats` devices that start at position `start`, once for each delay.
///
/// The device sees `v_pre - v_post`.
pub fn stdp_window(
    device: &Device,
    spike: &Waveform,
    delays: &[f64],
    start: f64,
    repeats: usize,
    seed: u64,
) -> StdpWindow {
    let mut devices = device.array(repeats, seed);
    let mut window = StdpWindow { delays: delays.to_vec(), mean: Vec::new(), sd: Vec::new(), start: 0.0 };
    for &delay in delays {
        devices.program(&vec![start; repeats]);
        window.start = mean_and_sd(&devices.conductances()).0;
        let pair = Pair { pre: spike.clone(), post: spike.clone(), delay };
        let (mean, sd) = mean_and_sd(&isolated(devices.as_mut(), &pair));
        window.mean.push(mean);
        window.sd.push(sd);
    }
    window
}

/// Applies single pulses to `repeats` devices that start fully off, or fully on where the voltage turns them off.
///
/// The switched fraction is the change of the conductance over its whole range.
pub fn switching(device: &Device, voltages: &[f64], times: &[f64], repeats: usize, seed: u64) -> SwitchingFamily {
    let mut devices = device.array(repeats, seed);
    let mut family = SwitchingFamily { voltages: voltages.to_vec(), times: times.to_vec(), mean: vec![], sd: vec![] };
    let at = |devices: &mut dyn DeviceArray, position: f64| {
        devices.program(&vec![position; repeats]);
        devices.conductances()
    };
    let (off, on) = (at(devices.as_mut(), 0.0), at(devices.as_mut(), 1.0));
    for &voltage in voltages {
        for &time in times {
            let pulse = vec![voltage; repeats];
            let mut pulsed = |position: f64| {
                devices.program(&vec![position; repeats]);
                devices.advance(Segment { start: &pulse, end: &pulse }, time);
                devices.conductances()
            };
            let (from_off, from_on) = (pulsed(0.0), pulsed(1.0));
            let switched = |k: usize| (from_off[k] - off[k]).max(on[k] - from_on[k]) / (on[k] - off[k]);
            let (mean, sd) = mean_and_sd(&(0..repeats).map(switched).collect::<Vec<_>>());
            family.mean.push(mean);
            family.sd.push(sd);
        }
    }
    family
}
