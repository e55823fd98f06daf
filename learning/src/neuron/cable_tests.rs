use super::super::firing::{assert_spikes, spikes};
use super::super::{Input, NeuronLayer, SpikeTiming, catalogue};
use super::*;

const E_M: f64 = -65e-3;
const LENGTH: f64 = 1e-3;
const CURRENT: f64 = 0.1e-9;
const INTO_THE_END: [Electrode; 1] = [Electrode { place: Place::Start, current: CURRENT }];

/// The cable of the Rallpack benchmarks (Bhalla et al. 1992): 1 mm long, 1 um wide, r_a = 1 ohm m.
fn rallpack(membrane: Membrane, count: usize) -> Cable {
    let part = Compartment { length: LENGTH / count as f64, diameter: 1e-6, membrane };
    Cable::new(vec![part; count], 1.0).unwrap()
}

fn leak() -> Membrane {
    Membrane::Passive { c_m: 0.01, r_m: 4.0, e_m: E_M }
}

/// The axon of Rallpack 3: the leak of the passive cable and the channels of the squid.
fn axon() -> Membrane {
    Membrane::Channels(HodgkinHuxley { g_l: 0.25, e_l: E_M, ..HodgkinHuxley::squid() })
}

/// Potential (V) of the passive cable after `t` seconds of current into the end at 0: its modes cos(n pi x / length), their
/// sum at long times in closed form. Space and time constant are 1 mm and 40 ms.
fn closed_form(x: f64, t: f64) -> f64 {
    let (lambda, tau, resistance) = (1e-3, 0.04, 4e-3 / (PI * 1e-12)); // resistance of an infinite cable
    let steady = ((LENGTH - x) / lambda).cosh() / (LENGTH / lambda).sinh();
    let mode = |n: i32| {
        let order = f64::from(n) * PI;
        let decay = 1.0 + (order * lambda / LENGTH).powi(2);
        let weight = if n == 0 { 1.0 } else { 2.0 };
        weight * (order * x / LENGTH).cos() * (-decay * t / tau).exp() / decay
    };
    let transient: f64 = (0..400).rev().map(mode).sum();
    E_M + CURRENT * resistance * (steady - lambda / LENGTH * transient)
}

/// Largest deviation (V) from the closed form at both ends and a third of the way, at 1, 2 .. 250 ms.
fn rallpack_1_error(count: usize, dt: f64) -> f64 {
    let mut cable = rallpack(leak(), count);
    let per_ms = (1e-3 / dt).round() as usize;
    let mut worst = 0.0_f64;
    for ms in 1..=250 {
        for _ in 0..per_ms {
            cable.advance(dt, &INTO_THE_END).unwrap();
        }
        for x in [0.0, LENGTH / 3.0, LENGTH] {
            worst = worst.max((cable.potential(x).unwrap() - closed_form(x, 1e-3 * f64::from(ms))).abs());
        }
    }
    worst
}

#[test]
fn the_passive_cable_is_within_a_microvolt_of_the_closed_form() {
    let (fine, coarse) = (rallpack_1_error(400, 2e-5), rallpack_1_error(40, 2e-5));
    assert!(fine <= 1e-6, "{fine:e} V");
    // A benchmark of the field accepts 0.1 mV.
    assert!(coarse <= 1e-4, "{coarse:e} V");
}

#[test]
fn space_is_second_order_also_between_the_middles_of_compartments() {
    let order = |x: f64| {
        let error = |count: usize| {
            let mut cable = rallpack(leak(), count);
            (0..400).for_each(|_| cable.advance(1e-2, &INTO_THE_END).unwrap()); // 100 time constants
            (cable.potential(x).unwrap() - closed_form(x, 4.0)).abs()
        };
        (error(30) / error(60)).log2()
    };
    for x in [0.0, LENGTH / 3.0, LENGTH] {
        assert!((order(x) - 2.0).abs() < 0.1, "at {x} m: measured order {:.2}", order(x));
    }
}

#[test]
fn time_is_second_order() {
    // Of a cable whose ends differ by the slowest mode, exactly that of the compartments remains.
    let (count, end) = (8, 0.02);
    let decay = (1.0 + 1e-6 * (2.0 * count as f64 / LENGTH * (0.5 * PI / count as f64).sin()).powi(2)) / 0.04;
    let error = |steps: usize| {
        let mut cable = rallpack(leak(), count);
        let mode = |i: usize| 0.01 * (PI * (i as f64 + 0.5) / count as f64).cos();
        cable.state.potentials.iter_mut().enumerate().for_each(|(i, v)| *v += mode(i));
        (0..steps).for_each(|_| cable.advance(end / steps as f64, &[]).unwrap());
        (cable.state.potentials[0] - E_M - mode(0) * (-decay * end).exp()).abs()
    };
    let order = (error(20) / error(40)).log2();
    assert!((order - 2.0).abs() < 0.1, "measured order {order:.2}");
}

#[test]
fn one_compartment_with_channels_becomes_the_point_neuron_with_second_order() {
    let part = Compartment { length: 20e-6, diameter: 20e-6, membrane: Membrane::Channels(HodgkinHuxley::squid()) };
    let electrode = Electrode { place: Place::Middle(0), current: 0.1 * part.area() };
    let expected = spikes(&HodgkinHuxley::squid(), &[(0.1, 0.1)], 1e-3);
    let found = |dt: f64| {
        let mut soma = Cable::new(vec![part.clone()], 1.0).unwrap();
        soma.crossings((10e-6, 0.0), (dt, (0.1 / dt).round() as usize), &[electrode]).unwrap()
    };
    let error = |dt: f64| {
        let found = found(dt);
        assert_eq!(found.len(), expected.len());
        (found.last().unwrap() - expected.last().unwrap()).abs()
    };
    let order = (error(2e-5) / error(1e-5)).log2();
    assert!((order - 2.0).abs() < 0.15, "measured order {order:.2}");
    let milliseconds: Vec<f64> = expected.iter().map(|time| 1e3 * time).collect();
    assert_spikes(&found(2.5e-6), &milliseconds, 1e-3);
}

/// Spikes (s) at the far end of the axon of Rallpack 3 in `duration` seconds.
fn rallpack_3(count: usize, dt: f64, duration: f64) -> Vec<f64> {
    let steps = (duration / dt).round() as usize;
    rallpack(axon(), count).crossings((LENGTH, 0.0), (dt, steps), &INTO_THE_END).unwrap()
}

#[test]
fn spikes_of_the_axon_converge_in_space_and_time_with_second_order() {
    let duration = 0.1;
    let difference = |one: &[f64], two: &[f64]| {
        assert_eq!((one.len(), two.len()), (7, 7), "{one:?} {two:?}");
        one.iter().zip(two).map(|(one, two)| (one - two).abs()).fold(0.0, f64::max)
    };
    let fine = rallpack_3(50, 5e-6, duration);
    let by_time = [2e-5, 1e-5].map(|dt| difference(&rallpack_3(50, dt, duration), &fine));
    let fine = rallpack_3(200, 2e-5, duration);
    let by_space = [50, 100].map(|count| difference(&rallpack_3(count, 2e-5, duration), &fine));
    // Against a reference twice as fine as the finer of each pair, an error of second order falls by (16 - 1) / (4 - 1).
    assert!((by_time[0] / by_time[1] - 5.0).abs() < 0.5, "{by_time:?}");
    assert!((by_space[0] / by_space[1] - 5.0).abs() < 0.5, "{by_space:?}");
    // The benchmark accepts 0.1 ms; what is left at 100 compartments and 10 us is a third of these differences.
    assert!((by_time[1] + by_space[1]) / 3.0 < 1e-5, "{by_time:?} {by_space:?}");
}

fn by_name(name: &str) -> Box<dyn NeuronLayer> {
    catalogue::find(name).unwrap().neurons(&toml::Table::new(), 1, SpikeTiming::Exact).unwrap()
}

#[test]
fn the_passive_cable_by_name_is_that_of_the_closed_form_at_both_ends() {
    let (mut layer, mut fired, mut v) = (by_name("cable"), Vec::new(), [0.0]);
    for ms in 0..250 {
        layer.advance(1e-3 * f64::from(ms), 1e-3, &[Input::constant(CURRENT)], &mut fired).unwrap();
        for (index, x) in [0.0, LENGTH].into_iter().enumerate() {
            layer.read(index, &mut v);
            let error = (v[0] - closed_form(x, 1e-3 * f64::from(ms + 1))).abs();
            assert!(error <= 1e-4, "{error:e} V at {x} m after {} ms", ms + 1); // what the benchmark accepts
        }
    }
    assert_eq!(fired.len(), 1);
    assert!(closed_form(LENGTH, fired[0].time).abs() < 1e-4, "arrives at 0 mV");
}

#[test]
fn arrivals_at_the_end_of_the_axon_by_name_are_those_of_fine_steps() {
    let mut fired = Vec::new();
    by_name("axon").advance(0.0, 0.1, &[Input::constant(CURRENT)], &mut fired).unwrap();
    let found: Vec<f64> = fired.iter().map(|spike| spike.time).collect();
    let expected: Vec<f64> = rallpack_3(100, 1e-5, 0.1).iter().map(|time| 1e3 * time).collect();
    assert_spikes(&found, &expected, 1e-2); // the benchmark accepts 0.1 ms
}

#[test]
fn the_resistance_of_ball_and_stick_is_that_of_its_parts() {
    let soma = Compartment { length: 20e-6, diameter: 20e-6, membrane: leak() };
    let part = Compartment { length: 1e-6, diameter: 1e-6, membrane: leak() };
    let (soma_leak, half) = (soma.area() / 4.0, 2.0 * 20e-6 / (PI * 4e-10));
    let mut parts = vec![soma];
    parts.extend(vec![part; 1000]);
    let mut cable = Cable::new(parts, 1.0).unwrap();
    let electrode = Electrode { place: Place::Middle(0), current: 1e-12 };
    (0..400).for_each(|_| cable.advance(1e-2, &[electrode]).unwrap());
    let stick = 4e-3 / (PI * 1e-12) / 1.0_f64.tanh(); // a sealed cable one space constant long
    let resistance = 1.0 / (soma_leak + 1.0 / (half + stick));
    let found = (cable.potential(10e-6).unwrap() - E_M) / 1e-12;
    assert!((found / resistance - 1.0).abs() < 1e-6, "{found} {resistance}"); // (1 um / 1 mm)^2
}

#[test]
fn a_spike_of_the_soma_runs_along_the_stick_and_decays() {
    let soma = Compartment { length: 20e-6, diameter: 20e-6, membrane: Membrane::Channels(HodgkinHuxley::squid()) };
    let part = Compartment { length: 10e-6, diameter: 2e-6, membrane: leak() };
    let mut parts = vec![soma];
    parts.extend(vec![part; 50]);
    let mut cable = Cable::new(parts, 1.0).unwrap();
    let electrode = Electrode { place: Place::Middle(0), current: 0.5e-9 };
    let mut peaks = [(0.0, f64::NEG_INFINITY); 3];
    for step in 0..2000 {
        cable.advance(1e-5, &[electrode]).unwrap();
        for (peak, x) in peaks.iter_mut().zip([10e-6, 150e-6, 500e-6]) {
            let v = cable.potential(x).unwrap();
            if v > peak.1 {
                *peak = (step as f64 * 1e-5, v);
            }
        }
    }
    assert!(peaks[0].1 > 0.0 && peaks[0].1 > peaks[1].1 && peaks[1].1 > peaks[2].1 && peaks[2].1 > E_M, "{peaks:?}");
    assert!(peaks[0].0 < peaks[1].0 && peaks[1].0 <= peaks[2].0, "{peaks:?}");
}

#[test]
fn impossible_neurites_are_refused() {
    let part = || Compartment { length: 1e-6, diameter: 1e-6, membrane: leak() };
    assert!(Cable::new(vec![], 1.0).is_err());
    assert!(Cable::new(vec![part()], 0.0).is_err());
    assert!(Cable::new(vec![Compartment { length: f64::NAN, ..part() }], 1.0).is_err());
    let wall = Membrane::Passive { c_m: 0.01, r_m: -4.0, e_m: E_M };
    assert!(Cable::new(vec![Compartment { membrane: wall, ..part() }], 1.0).is_err());
    let mut cable = Cable::new(vec![part()], 1.0).unwrap();
    assert!(cable.advance(f64::NAN, &[]).is_err());
    assert!(cable.advance(1e-5, &[Electrode { place: Place::Middle(1), current: 0.0 }]).is_err());
    assert!(cable.advance(1e-5, &[Electrode { place: Place::End, current: f64::NAN }]).is_err());
    assert!(cable.advance(1e-5, &[Electrode { place: Place::End, current: 1e308 }]).is_err());
    assert!(cable.potential(2e-6).is_err());
}
