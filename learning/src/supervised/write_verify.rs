//! Programming devices by pulses, with a reading after each.

use devices::catalogue::{Protocol, Pulse};
use devices::{DeviceArray, Segment};

/// Writes conductances pulse by pulse, each device until its reading is near enough.
///
/// A pulse has a voltage of the protocol and its length, or that length halved a number of times: shorter where the
/// next pulse would lead too far, longer again where it leads too little. Every device is addressed alone; the others see 0 V
/// meanwhile, so that what half selection disturbs is not part of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WriteVerify {
    /// Voltages and longest pulses, and the voltage that reads.
    pub protocol: Protocol,
    /// Difference from the target at which a device is left alone, as a share of the window.
    pub tolerance: f64,
    /// Most pulses for one device.
    pub budget: usize,
}

/// Conductances (S) between which devices are written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// Reading after pulses towards OFF, mean over the devices.
    pub g_min: f64,
    /// Reading after pulses towards ON, mean over the devices.
    pub g_max: f64,
}

/// What writing came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// Last readings (S).
    pub conductances: Vec<f64>,
    /// Pulses that each device got.
    pub pulses: Vec<usize>,
    /// Whether each device ended within the tolerance.
    pub reached: Vec<bool>,
    /// Energy of the conduction current of all pulses (J), by the trapezoid between beginning and end of each.
    pub energy: f64,
}

/// Halvings of a pulse, at most; a pulse of 1 us ends at 1 ps.
const SHORTEST: u32 = 20;

/// Halvings of the first pulse in each direction.
const FIRST: u32 = 3;

/// Whole pulses in each direction that show the window.
const WINDOW: usize = 20;

/// How far the writing of one device is.
#[derive(Clone, Copy)]
struct Progress {
    /// Halvings of the next pulse towards ON and towards OFF.
    halvings: [u32; 2],
    pulses: usize,
}

impl WriteVerify {
    /// Current over voltage of every device at the read voltage (S); the slope at 0 V where that is 0 V.
    pub fn read(&self, devices: &dyn DeviceArray) -> Vec<f64> {
        let read = self.protocol.read;
        if read == 0.0 {
            return devices.conductances();
        }
        currents(devices, &vec![read; devices.len()]).iter().map(|current| current / read).collect()
    }

    /// The window that whole pulses of the protocol open, for devices that end OFF.
    pub fn window(&self, devices: &mut dyn DeviceArray) -> Window {
        let mut after = |pulse: Pulse| {
            let voltages = vec![pulse.voltage; devices.len()];
            for _ in 0..WINDOW {
                devices.advance(Segment { start: &voltages, end: &voltages }, pulse.width);
            }
            self.read(devices).iter().sum::<f64>() / devices.len() as f64
        };
        let g_max = after(self.protocol.on);
        Window { g_min: after(self.protocol.off), g_max }
    }

    /// Writes `targets` (S), one per device.
    ///
    /// # Panics
    /// When there is not one target per device.
    pub fn write(&self, devices: &mut dyn DeviceArray, window: Window, targets: &[f64]) -> Written {
        assert_eq!(targets.len(), devices.len(), "one target per device");
        let tolerance = self.tolerance * (window.g_max - window.g_min);
        let mut progress = vec![Progress { halvings: [FIRST; 2], pulses: 0 }; targets.len()];
        let mut energy = 0.0;
        let mut readings = self.read(devices);
        loop {
            let open = |k: usize| (readings[k] - targets[k]).abs() > tolerance && progress[k].pulses < self.budget;
            let open: Vec<usize> = (0..targets.len()).filter(|&k| open(k)).collect();
            if open.is_empty() {
                break;
            }
            energy += self.round(devices, &open, &progress, |k| readings[k] > targets[k]);
            let after = self.read(devices);
            for &k in &open {
                progress[k].judge(readings[k], after[k], targets[k]);
            }
            readings = after;
        }
        let reached = readings.iter().zip(targets).map(|(g, target)| (g - target).abs() <= tolerance).collect();
        let pulses = progress.iter().map(|progress| progress.pulses).collect();
        Written { conductances: readings, pulses, reached, energy }
    }

    /// One pulse for every open device, towards OFF where `down` says so; returns the energy (J).
    fn round(
        &self,
        devices: &mut dyn DeviceArray,
        open: &[usize],
        progress: &[Progress],
        down: impl Fn(usize) -> bool,
    ) -> f64 {
        let mut energy = 0.0;
        for (direction, pulse) in [self.protocol.on, self.protocol.off].into_iter().enumerate() {
            for halvings in 0..=SHORTEST {
                let alike = |k: &&usize| down(**k) == (direction == 1) && progress[**k].halvings[direction] == halvings;
                let chosen: Vec<usize> = open.iter().filter(alike).copied().collect();
                if !chosen.is_empty() {
                    let width = pulse.width / f64::from(1u32 << halvings);
                    energy += apply(devices, &chosen, Pulse { width, ..pulse });
                }
            }
        }
        energy
    }
}

impl Progress {
    /// Chooses the length of the next pulse from what the last one did.
    fn judge(&mut self, before: f64, after: f64, target: f64) {
        self.pulses += 1;
        let halvings = &mut self.halvings[usize::from(before > target)];
        let (step, left) = ((after - before).abs(), (target - after).abs());
        let overshot = (before > target) != (after > target);
        if overshot || step > left {
            *halvings = (*halvings + 1).min(SHORTEST);
        } else if 4.0 * step < left {
            *halvings = halvings.saturating_sub(1);
        }
    }
}

/// A pulse on the chosen devices, 0 V on all others; returns its energy (J).
fn apply(devices: &mut dyn DeviceArray, chosen: &[usize], pulse: Pulse) -> f64 {
    let mut voltages = vec![0.0; devices.len()];
    chosen.iter().for_each(|&k| voltages[k] = pulse.voltage);
    let before = currents(devices, &voltages);
    devices.advance(Segment { start: &voltages, end: &voltages }, pulse.width);
    let after = currents(devices, &voltages);
    chosen.iter().map(|&k| 0.5 * (before[k] + after[k]) * pulse.voltage * pulse.width).sum()
}

/// Conduction currents (A) at these voltages (V).
fn currents(devices: &dyn DeviceArray, voltages: &[f64]) -> Vec<f64> {
    let (mut currents, mut slopes) = (vec![0.0; voltages.len()], vec![0.0; voltages.len()]);
    devices.branches(voltages, &mut currents, &mut slopes);
    currents
}

#[cfg(test)]
mod tests {
    use super::*;
    use devices::catalogue;

    /// Eleven targets over the window of a set, written on devices of it.
    fn written(set: &str, budget: usize) -> (Written, Window, Vec<f64>) {
        let entry = catalogue::find(set).unwrap();
        let mut devices = entry.device(&toml::Table::new()).unwrap().array(11, 4);
        let write = WriteVerify { protocol: entry.protocol, tolerance: 0.02, budget };
        let window = write.window(devices.as_mut());
        let target = |k: usize| window.g_min + (window.g_max - window.g_min) * k as f64 / 10.0;
        let targets: Vec<f64> = (0..11).map(target).collect();
        (write.write(devices.as_mut(), window, &targets), window, targets)
    }

    #[test]
    fn devices_of_four_technologies_reach_their_targets_within_the_budget() {
        for set in ["bfo_demo", "lammie2020_vteam", "alessandri2019_hzo", "pcm_demo"] {
            let (written, window, targets) = written(set, 300);
            let range = window.g_max - window.g_min;
            assert!(range > 0.0, "{set}: {window:?}");
            let errors: Vec<f64> =
                written.conductances.iter().zip(&targets).map(|(g, target)| (g - target).abs() / range).collect();
            let missed = written.reached.iter().filter(|reached| !**reached).count();
            assert!(missed <= 1, "{set}: {errors:?} after {:?}", written.pulses);
            for (reached, error) in written.reached.iter().zip(&errors) {
                assert_eq!(*reached, *error <= 0.02, "{set}: what is called reached is within the tolerance");
            }
            assert!(written.energy > 0.0 && written.pulses.iter().all(|pulses| *pulses <= 300), "{set}");
        }
    }

    #[test]
    fn without_pulses_no_device_moves_and_those_away_from_their_target_are_named() {
        let (written, window, targets) = written("lammie2020_vteam", 0);
        assert_eq!((written.energy, written.pulses.iter().sum::<usize>()), (0.0, 0));
        for ((g, reached), target) in written.conductances.iter().zip(&written.reached).zip(&targets) {
            assert!((g / window.g_min - 1.0).abs() < 1e-12);
            assert_eq!(*reached, *target == targets[0], "only the lowest target is where the devices stand");
        }
    }
}
