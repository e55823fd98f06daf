use super::*;
use crate::catalogue;
use crate::model::Segment;
use crate::rng::uniform;

fn parameters() -> PulseModel {
    PulseModel {
        g_max: 3.8462e-8,
        g_min: 3.0769e-9,
        p_max_ltp: 97.0,
        p_max_ltd: 100.0,
        nl_ltp: 2.4,
        nl_ltd: -4.88,
        v_ltp: 3.2,
        v_ltd: 2.8,
        width_ltp: 300e-6,
        width_ltd: 300e-6,
        sigma_c2c: 0.0,
    }
}

fn device(sigma_c2c: f64) -> PulsedDevice {
    PulsedDevice::new(PulseModel { sigma_c2c, ..parameters() })
}

fn pulsed(device: &PulsedDevice, state: PulseState, voltage: f64, dt: f64, random: Random) -> PulseState {
    device.advance(&state, Ramp { start: voltage, end: voltage, dt }, random)
}

#[test]
fn labels_give_the_constants_of_the_published_table() {
    // label and normalized A, documents/Nonlinearity-NormA.htm of MLP_NeuroSim_V3.0
    let table = [
        (0.01, 126.269),
        (0.1, 12.6258),
        (0.5, 2.5199),
        (1.0, 1.2517),
        (1.51, 0.8195),
        (2.4, 0.4992),
        (3.01, 0.3853),
        (4.0, 0.2691),
        (4.88, 0.2003),
        (6.01, 0.1351),
        (7.51, 0.0702),
        (8.5, 0.0369),
    ];
    for (label, a) in table {
        // one unit of the last digit that the table has
        assert!((normalized_a(label) - a).abs() < f64::max(1e-4, 5e-6 * a), "{label}: {}", normalized_a(label));
        assert_eq!(normalized_a(-label), -normalized_a(label));
    }
}

#[test]
fn pulses_follow_the_published_curves() {
    let (device, random) = (device(0.0), Random::new(1, 0));
    let PulseModel { g_max, g_min, .. } = parameters();
    let [a_up, a_down] = parameters().curve_constants();
    let b = |a: f64, p_max: f64| (g_max - g_min) / (1.0 - (-p_max / a).exp());
    let (mut up, mut down) = (device.state(0.0, random), device.state(1.0, random));
    for pulse in 1..=97 {
        up = pulsed(&device, up, 3.2, 300e-6, random);
        let law = b(a_up, 97.0) * (1.0 - (-f64::from(pulse) / a_up).exp()) + g_min;
        assert!((device.branch(&up, 0.5).conductance / law - 1.0).abs() < 1e-12, "up {pulse}");
        down = pulsed(&device, down, -2.8, 300e-6, random);
        // the form of the source, with the negative A of the label -4.88, P counted down from 100
        let (a, p) = (-a_down, f64::from(100 - pulse));
        let law = b(a, 100.0) * (1.0 - (-p / a).exp()) + g_min;
        assert!((device.branch(&down, 0.5).conductance / law - 1.0).abs() < 1e-12, "down {pulse}");
    }
    assert!((up.position - 1.0).abs() < 1e-12);
}

#[test]
fn label_zero_is_a_straight_line_and_the_other_sign_starts_slowly() {
    let random = Random::new(1, 0);
    let straight = PulsedDevice::new(PulseModel { nl_ltp: 0.0, p_max_ltp: 100.0, ..parameters() });
    let half = pulsed(&straight, straight.state(0.0, random), 3.2, 50.0 * 300e-6, random);
    assert!((half.position - 0.5).abs() < 1e-6);
    let slow = PulsedDevice::new(PulseModel { nl_ltp: -2.4, ..parameters() });
    let first = pulsed(&slow, slow.state(0.0, random), 3.2, 300e-6, random).position;
    let fast = pulsed(&device(0.0), slow.state(0.0, random), 3.2, 300e-6, random).position;
    assert!(0.0 < first && first < 0.2 * fast);
    assert_eq!(pulsed(&slow, slow.state(0.0, random), 3.2, 1e6, random).position, 1.0);
}

#[test]
fn half_selected_devices_and_readings_change_nothing() {
    let (device, random) = (device(0.035), Random::new(1, 0));
    let state = device.state(0.3, random);
    for voltage in [1.6, -1.4, 0.5] {
        assert_eq!(pulsed(&device, state, voltage, 1.0, random), state);
    }
    assert!(device.idle(-1.4, 1.6, 1e9) && !device.idle(-1.5, 0.0, 1e-9) && !device.idle(0.0, 1.7, 1e-9));
    let other = pulsed(&device, state, 1.7, 300e-6, random); // what line resistance leaves of a pulse still counts
    assert_eq!(other.completed, 1);
}

#[test]
fn any_splitting_of_a_pulse_train_gives_the_same_state() {
    for sigma in [0.0, 0.035] {
        let (device, random) = (device(sigma), Random::new(2, 0));
        let start = device.state(0.2, random);
        let whole = pulsed(&device, start, 3.2, 20.0 * 300e-6, random);
        for parts in [3, 20, 70, 1000] {
            let dt = 20.0 * 300e-6 / f64::from(parts);
            let cut = (0..parts).fold(start, |state, _| pulsed(&device, state, 3.2, dt, random));
            assert!((cut.position - whole.position).abs() < 1e-9, "{parts}: {cut:?} {whole:?}");
            assert_eq!(cut.completed, whole.completed);
        }
        let ramp = Ramp { start: -3.0, end: 3.5, dt: 0.01 };
        let halves = [Ramp { end: -1.7, dt: 0.002, ..ramp }, Ramp { start: -1.7, dt: 0.008, ..ramp }];
        let cut = halves.iter().fold(start, |state, part| device.advance(&state, *part, random));
        assert!((cut.position - device.advance(&start, ramp, random).position).abs() < 1e-9);
    }
}

#[test]
fn scatter_adds_up_with_the_root_of_the_number_of_pulses() {
    // a nearly straight curve in the middle of the range, where nothing is cut off
    let device = PulsedDevice::new(PulseModel { nl_ltp: 1e-3, p_max_ltp: 1000.0, sigma_c2c: 0.01, ..parameters() });
    for pulses in [1, 4, 64] {
        let devices = 4000;
        let ends: Vec<f64> = (0..devices)
            .map(|number| {
                let random = Random::new(8, number);
                pulsed(&device, device.state(0.45, random), 3.2, f64::from(pulses) * 300e-6, random).position
            })
            .collect();
        let mean = ends.iter().sum::<f64>() / devices as f64;
        let variance = ends.iter().map(|end| (end - mean).powi(2)).sum::<f64>() / (devices - 1) as f64;
        let expected = 0.01f64.powi(2) * f64::from(pulses);
        assert!((mean - 0.45 - f64::from(pulses) / 1000.0).abs() < 5.0 * (expected / devices as f64).sqrt() + 1e-4);
        assert!((variance / expected - 1.0).abs() < 5.0 * (2.0 / devices as f64).sqrt(), "{pulses}: {variance}");
    }
}

#[test]
fn endless_trains_end_where_the_last_pulses_of_the_same_number_end() {
    // the draws belong to pulse numbers, so leaving out forgotten pulses changes nothing
    let (device, random) = (device(0.035), Random::new(5, 0));
    let long = pulsed(&device, device.state(0.0, random), 3.2, 10_000.0 * 300e-6, random);
    let cut = (0..100).fold(device.state(0.0, random), |state, _| pulsed(&device, state, 3.2, 100.0 * 300e-6, random));
    assert_eq!(long.completed, cut.completed);
    assert!((long.position - cut.position).abs() < 1e-6, "{long:?} {cut:?}");
    let endless = pulsed(&device, device.state(0.5, random), -2.8, 1e300, random);
    assert!((0.0..0.5).contains(&endless.position));
}

#[test]
fn random_segments_never_leave_the_range() {
    let (device, random) = (device(0.2), Random::new(3, 0));
    let (mut state, mut start) = (device.state(0.5, random), 0.0);
    for number in 0..100_000 {
        let end = 12.0 * uniform(4, 2 * number) - 6.0;
        let dt = 10f64.powf(9.0 * uniform(4, 2 * number + 1) - 11.0);
        state = device.advance(&state, Ramp { start, end, dt }, random);
        start = end;
        assert!((0.0..=1.0).contains(&state.position));
    }
    assert!(state.completed > 10_000);
}

#[test]
fn scatter_does_not_depend_on_the_number_of_devices_or_threads() {
    let device = catalogue::load("chen2018_neurosim", &toml::Table::new()).unwrap();
    let positions = |count: usize| {
        let (mut array, voltages) = (device.array(count, 4), vec![3.2; count]);
        array.advance(Segment { start: &voltages, end: &voltages }, 5.0 * 300e-6);
        let mut out = vec![0.0; count];
        array.read(0, &mut out);
        out.truncate(500);
        out
    };
    let few = positions(500); // one thread
    assert_eq!(few, positions(6000)); // all threads
    assert!(few.iter().any(|&x| x != few[0]));
}
