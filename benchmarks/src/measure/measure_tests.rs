use approx::assert_relative_eq;
use devices::catalogue::{self, Protocol, Pulse, Sweep};
use devices::{Advance, Column, RestoreError, Segment, Words};

use super::*;

fn device(name: &str, changes: &str, count: usize) -> Box<dyn DeviceArray> {
    catalogue::load(name, &changes.parse().unwrap()).unwrap().array(count, 1)
}

fn protocol(name: &str) -> Protocol {
    catalogue::find(name).unwrap().protocol
}

fn trains(name: &str) -> Pulses {
    Pulses::of(&protocol(name), &catalogue::load(name, &Default::default()).unwrap())
}

fn stdp(name: &str) -> Stdp {
    Stdp::of(&protocol(name), &catalogue::load(name, &Default::default()).unwrap())
}

/// A resistor: VTEAM with thresholds that are never reached.
fn resistor() -> Box<dyn DeviceArray> {
    device("lammie2020_vteam", "v_on = '-100 V'\nv_off = '100 V'", 2)
}

/// A capacitor of 1 fF whose 2 fC of polarization switch as soon as the voltage is not 0 V.
struct Ferroelectric {
    up: Vec<f64>,
    marked: Vec<f64>,
}

const COLUMNS: &[Column] = &[Column { name: "up", unit: "1", long_name: "fraction that points up" }];

impl DeviceArray for Ferroelectric {
    fn len(&self) -> usize {
        self.up.len()
    }
    fn branches(&self, _voltages: &[f64], currents: &mut [f64], conductances: &mut [f64]) {
        currents.fill(0.0);
        conductances.fill(0.0);
    }
    fn charges(&self, voltages: &[f64], charges: &mut [f64], capacitances: &mut [f64]) {
        for k in 0..self.len() {
            charges[k] = 1e-15 * voltages[k] + 2e-15 * self.up[k];
            capacitances[k] = 1e-15;
        }
    }
    fn idle(&self, lowest: f64, highest: f64, _dt: f64) -> bool {
        lowest == 0.0 && highest == 0.0
    }
    fn jumps(&self) -> bool {
        true
    }
    fn advance(&mut self, segment: Segment<'_>, _dt: f64) -> Advance {
        let before = self.up.clone();
        for (up, end) in self.up.iter_mut().zip(segment.end) {
            *up = if *end > 0.0 {
                1.0
            } else if *end < 0.0 {
                0.0
            } else {
                *up
            };
        }
        let largest_change = before.iter().zip(&self.up).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        Advance { largest_change, active: self.len() }
    }
    fn mark(&mut self) {
        self.marked.clone_from(&self.up);
    }
    fn rollback(&mut self) {
        self.up.clone_from(&self.marked);
    }
    fn save(&self, state: &mut Vec<u64>) {
        self.up.append_to(state);
    }
    fn restore(&mut self, state: &mut &[u64]) -> Result<(), RestoreError> {
        self.up.take_from(state);
        Ok(())
    }
    fn program(&mut self, positions: &[f64]) {
        self.up.copy_from_slice(positions);
    }
    fn place(&mut self, devices: &[usize], positions: &[f64]) {
        devices.iter().zip(positions).for_each(|(&device, &position)| self.up[device] = position);
    }
    fn columns(&self) -> &[Column] {
        COLUMNS
    }
    fn read(&self, _column: usize, out: &mut [f64]) {
        out.copy_from_slice(&self.up);
    }
}

#[test]
fn a_resistor_has_a_loop_without_area_and_dissipates_a_third_of_g_v_squared() {
    let iv = Iv { sweep: Sweep { voltage: 3.0, period: 2e-6 }, ..Iv::of(&protocol("lammie2020_vteam")) };
    let outcome = iv.measure(resistor().as_mut());
    // trapezoids over V^2 are 1/(2 n^2) too large with n = 100 points per quarter
    assert_relative_eq!(outcome.energy.0, 1e-3 * 9.0 * 2e-6 / 3.0, max_relative = 1e-4);
    assert!(outcome.area_positive < 1e-15 && outcome.area_negative < 1e-15);
    assert_relative_eq!(outcome.on_off_ratio.0, 1.0, max_relative = 1e-12);
    assert_eq!((outcome.open_at_zero, outcome.set_voltage.0.is_nan()), (0.0, true));
}

#[test]
fn a_memristor_has_a_pinched_loop_that_sets_and_resets_beyond_its_thresholds() {
    let outcome = Iv::of(&protocol("lammie2020_vteam")).measure(device("lammie2020_vteam", "", 1).as_mut());
    assert_eq!(outcome.open_at_zero, 0.0);
    assert!(outcome.set_voltage.0 < -0.2 && outcome.reset_voltage.0 > 0.02, "{outcome:?}");
    // the negative half turns it fully on; the positive one moves w by 2 k_off (T/4) (V - v_off)^2 / (2 v_off V) = 2.88 nm of
    // 3 nm, to 50 + 0.96 * 950 = 962 ohm, against 50 ohm
    assert_relative_eq!(outcome.on_off_ratio.0, 962.0 / 50.0, max_relative = 1e-9);
    assert!(outcome.area_positive > 0.0 && outcome.area_negative > 0.0);
}

#[test]
fn the_integral_of_the_switching_current_is_the_switched_charge_and_the_loop_is_open() {
    let iv = Iv { sweep: Sweep { voltage: 1.0, period: 4e-6 }, cycles: 2, points: 40, start: 0.0, read: 0.1 };
    let mut devices = Ferroelectric { up: vec![0.0; 3], marked: vec![0.0; 3] };
    let outcome = iv.measure(&mut devices);
    let dt = outcome.time[1];
    let positive: f64 = outcome.displacement[41..=70].iter().map(|current| current * dt).sum();
    // up at the first step of the loop, down at the first step below 0 V; the capacitor charges and empties
    assert_relative_eq!(positive, 2e-15 - 2e-15 - 1e-15, max_relative = 1e-9);
    // the loop of the charge: the source pays 2 Pr at the first step above and below 0 V, 0.05 V on average
    assert_relative_eq!(outcome.energy.0, 2.0 * 2e-15 * 0.05, max_relative = 1e-9);
    // at 0 V the current of the capacitor, 1 fF 0.1 V per step, is left; while it switches 2 fC come on top
    assert_relative_eq!(outcome.open_at_zero, 0.1 / 2.1, max_relative = 1e-9);
}

#[test]
fn the_loop_of_the_charge_is_drawn_for_devices_that_store_charge_and_for_no_others() {
    let folder = tempfile::tempdir().unwrap();
    let figures = |name: &str, devices: &mut dyn DeviceArray| -> Vec<&'static str> {
        let path = folder.path().join(name);
        let provenance = traces::Provenance {
            version: "0".into(),
            command: String::new(),
            seed: 1,
            experiment: String::new(),
            sources: Vec::new(),
            created: traces::timestamp(std::time::SystemTime::UNIX_EPOCH),
        };
        let trace = traces::Trace::create(&path, &provenance, traces::Overwrite::Refuse).unwrap();
        record(&trace, &Iv::of(&protocol("lammie2020_vteam")).measure(devices)).unwrap();
        let file = traces::TraceFile::open(&trace.finish().unwrap()).unwrap();
        crate::figures::all(&file).unwrap().into_iter().map(|(kind, _)| kind.name()).collect()
    };
    let mut ferroelectric = Ferroelectric { up: vec![0.0; 2], marked: vec![0.0; 2] };
    assert_eq!(figures("none.h5", resistor().as_mut()), ["hysteresis", "hysteresis-logarithmic"]);
    assert_eq!(figures("charge.h5", &mut ferroelectric), ["hysteresis", "displacement-current", "charge-loop"]);
}

#[test]
fn a_pulse_costs_v_squared_g_t_and_the_switched_charge_costs_its_voltage() {
    let pulse = Pulse { voltage: 2.0, width: 1e-7 };
    let pulses = Pulses { up: pulse, counts: [3, 0], ..trains("lammie2020_vteam") };
    let train = pulses.measure(resistor().as_mut());
    for energy in &train.conduction_energy.mean {
        assert_relative_eq!(*energy, 4.0 * 1e-3 * 1e-7, max_relative = 1e-12);
    }
    let train = pulses.measure(&mut Ferroelectric { up: vec![0.0], marked: vec![0.0] });
    // 2 V times 2 fC once; what the capacitor takes comes back
    for (energy, expected) in train.charging_energy.mean.iter().zip([4e-15, 0.0, 0.0]) {
        assert!((energy - expected).abs() < 1e-27, "{energy:e}");
    }
}

#[test]
fn metering_a_pulse_does_not_change_what_it_does() {
    let mut plain = device("bfo_demo", "", 5);
    let mut metered = device("bfo_demo", "", 5);
    let pulse = Pulse { voltage: -2.0, width: 1e-7 };
    for array in [&mut plain, &mut metered] {
        array.program(&[0.0; 5]);
    }
    probe::Probe::new(plain.as_mut(), 0.1).pulse(pulse);
    let energy = probe::Probe::new(metered.as_mut(), 0.1).metered_pulse(pulse);
    assert_eq!(plain.conductances(), metered.conductances());
    // between the energies of the conductance before and after
    for (energy, g) in energy.conduction.iter().zip(metered.conductances()) {
        assert!((4.0 * 1e-8 * 1e-7..4.0 * g * 1e-7).contains(energy), "{energy:e}");
    }
}

#[test]
fn a_train_of_equal_steps_is_straight_and_one_that_saturates_at_once_is_not() {
    let pulses = Pulses { counts: [50, 50], ..trains("bfo_demo_scalar") };
    let train = pulses.measure(device("bfo_demo_scalar", "", 1).as_mut());
    let conductance = &train.conductance.mean;
    assert!(conductance[..50].windows(2).all(|g| g[1] > g[0]) && conductance[50..].windows(2).all(|g| g[1] < g[0]));
    let saturating = train.nonlinearity(0);
    // resistance linear in the position, small steps near the off state: straight to first order
    let vteam: Pulses =
        Pulses { up: Pulse { voltage: -0.4, width: 1e-14 }, counts: [50, 1], ..trains("lammie2020_vteam") };
    let straight = vteam.measure(device("lammie2020_vteam", "", 1).as_mut()).nonlinearity(0);
    assert!(straight < 1e-3 && saturating > 0.2, "{straight} {saturating}");
}

#[test]
fn the_switching_family_returns_the_merz_line_and_the_width_of_its_device() {
    let switching = Switching { voltages: vec![-1.6, -1.8, -2.0, 2.2], ..Switching::of(&protocol("bfo_demo_scalar")) };
    let times = logarithmic(1e-10, 1e-3, 40);
    let family = Switching { times, ..switching }.measure(device("bfo_demo_scalar", "v_th = '0.9 V'", 1).as_mut());
    let [t_inf, alpha, r_squared] = family.merz().unwrap();
    // interpolated between 40 lengths per decade: 1/(8 * 40^2) of a curvature of order one
    assert!((alpha - 14.0).abs() < 0.01 && (t_inf.log10() + 14.0).abs() < 0.01, "{alpha} {t_inf:e}");
    assert!(r_squared > 0.999_99);
    for (k, voltage) in [1.6f64, 1.8, 2.0, 2.2].into_iter().enumerate() {
        let width = 2.0 / voltage.powi(2); // 2 gamma_0 / V^2
        assert!((family.at(k).span / width - 1.0).abs() < 0.01, "{voltage} V: {:?}", family.at(k));
    }
}

#[test]
fn the_default_window_of_the_demonstration_junction_is_that_of_its_specification() {
    let stdp = Stdp { delays: [100e-9, 200e-9, 600e-9, -100e-9].to_vec(), ..stdp("bfo_demo_scalar") };
    let window = stdp.measure(device("bfo_demo_scalar", "", 1).as_mut());
    // changes of the ON fraction, computed independently by the midpoint rule; conductances from 10 nS to 1 uS
    for (change, fraction) in window.change.mean.iter().zip([0.1788, 0.0278, 0.0, -0.1788]) {
        assert!((change / 0.99e-6 - fraction).abs() < 1e-4, "{change:e} S, expected {fraction}");
    }
    assert_eq!(window.alone, [0.0; 2], "a spike alone stays below the threshold");
}

#[test]
fn pre_before_post_potentiates_whatever_the_polarity_of_the_device() {
    for name in ["bfo_demo_scalar", "lammie2020_vteam"] {
        let stdp = stdp(name);
        let window = stdp.measure(device(name, "", 1).as_mut());
        let largest = |sign: f64| {
            let side = window.delays.iter().zip(&window.change.mean).filter(|(delay, _)| sign * **delay > 0.0);
            side.map(|(_, change)| sign * change).fold(f64::NEG_INFINITY, f64::max)
        };
        assert!(largest(1.0) > 0.05 * window.start && largest(-1.0) > 0.05 * window.start, "{name}: {window:?}");
    }
}

#[test]
fn a_device_without_retention_loss_shows_none_and_its_curves_have_no_fit() {
    let curves = Retention::of(&protocol("lammie2020_vteam")).measure(device("lammie2020_vteam", "", 2).as_mut());
    for (start, conductance) in [1.0 / 50.0, 1.0 / 525.0, 1e-3].into_iter().enumerate() {
        assert!(curves.of_start(start).iter().all(|g| (g / conductance - 1.0).abs() < 1e-12));
        assert_eq!((curves.drift(start), curves.relaxation(start)), (None, None));
    }
    assert_relative_eq!(curves.times[curves.times.len() - 1], 315_576_000.0, max_relative = 1e-12);
}

#[test]
fn a_drift_exponent_is_read_from_the_curves() {
    let times = logarithmic(1e-6, 1e6, 2);
    let mean = times.iter().map(|t: &f64| 1e-6 * t.powf(-0.07)).collect();
    let conductance = Spread { mean, sd: vec![0.0; times.len()] };
    let curves = RetentionCurves { starts: vec![0.0], times, written: vec![1e-6], conductance };
    let [exponent, r_squared] = curves.drift(0).unwrap();
    assert!((exponent - 0.07).abs() < 1e-12 && r_squared > 1.0 - 1e-12);
}

#[test]
fn endurance_reads_what_that_many_cycles_leave() {
    let set = catalogue::load("lammie2020_vteam", &Default::default()).unwrap();
    let defaults = Endurance::of(&protocol("lammie2020_vteam"), &set);
    assert_eq!(defaults.cycles[..7], [1, 2, 5, 10, 20, 50, 100]);
    assert_eq!(defaults.cycles[defaults.cycles.len() - 1], 1_000);
    let endurance = Endurance { cycles: readings(7), ..defaults };
    let window = endurance.measure(device("lammie2020_vteam", "", 1).as_mut());
    assert_eq!(window.cycles, [1, 2, 5, 7]);
    let mut array = device("lammie2020_vteam", "", 1);
    let mut probe = probe::Probe::new(array.as_mut(), 0.01);
    for _ in 0..6 {
        probe.pulse(endurance.on);
        probe.pulse(endurance.off);
    }
    probe.pulse(endurance.on);
    assert_eq!(window.on.mean[3], probe.conductances()[0]);
}

#[test]
fn tables_stay_short_and_keep_their_ends() {
    let summary = Summary::of(&["k"], 1000, |k| vec![k.to_string()]);
    assert_eq!((summary.rows.len(), &summary.rows[0][0][..], &summary.rows[29][0][..]), (30, "0", "999"));
    assert_eq!(Summary::of(&["k"], 3, |k| vec![k.to_string()]).rows, [["0"], ["1"], ["2"]]);
}

#[test]
fn progress_of_every_measurement_rises_from_near_nothing_to_near_all() {
    fn shares<M: Measurement>(measurement: &M) -> Vec<f64> {
        let shares = std::cell::RefCell::new(Vec::new());
        measurement.watched(device("lammie2020_vteam", "", 1).as_mut(), &|share| shares.borrow_mut().push(share));
        shares.into_inner()
    }
    let protocol = protocol("lammie2020_vteam");
    let set = catalogue::load("lammie2020_vteam", &Default::default()).unwrap();
    for (name, shares) in [
        ("iv", shares(&Iv::of(&protocol))),
        ("pulses", shares(&Pulses::of(&protocol, &set))),
        ("switching", shares(&Switching::of(&protocol))),
        ("stdp", shares(&Stdp::of(&protocol, &set))),
        ("retention", shares(&Retention::of(&protocol))),
        ("endurance", shares(&Endurance::of(&protocol, &set))),
    ] {
        assert!(shares.is_sorted() && shares[0] < 0.05 && shares[shares.len() - 1] <= 1.0, "{name}: {shares:?}");
        assert!(shares[shares.len() - 1] > 0.9, "{name}: {shares:?}");
    }
}
