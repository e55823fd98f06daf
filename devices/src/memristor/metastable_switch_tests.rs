use super::*;
use crate::catalogue;
use crate::memristor::SwitchState;
use crate::model::Segment;
use crate::rng::uniform;

fn law() -> MetastableSwitch {
    MetastableSwitch {
        r_on: 500.0,
        r_off: 1500.0,
        v_on: 0.27,
        v_off: 0.27,
        t_c: 1e-4,
        temperature: 298.5,
        potentiation: Potentiation::Positive,
        switches: Switches::Mean,
        phi: 0.6,
        alpha_f: 1e-9,
        beta_f: 8.5,
        alpha_r: 22e-9,
        beta_r: 6.2,
    }
}

fn ramp(start: f64, end: f64, dt: f64) -> Ramp {
    Ramp { start, end, dt }
}

fn mean(x: f64, start: f64, end: f64, dt: f64) -> f64 {
    MeanSwitches(law()).advance(&x, ramp(start, end, dt), Random::new(1, 0))
}

fn sampled(switches: u32) -> SampledSwitches {
    SampledSwitches { law: law(), switches }
}

fn moments(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    (mean, values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (count - 1.0))
}

/// Random voltages between -1 and 1 V and durations between 1 ns and 1 s.
fn random_ramp(number: u64, start: f64) -> Ramp {
    let draw = |k| uniform(7, 3 * number + k);
    let end = if draw(2) < 0.3 { start } else { 2.0 * draw(0) - 1.0 };
    ramp(start, end, 10f64.powf(9.0 * draw(1) - 9.0))
}

#[test]
fn rates_are_those_of_the_published_probabilities() {
    // P_A = alpha/(1 + exp(-(V - V_A)/V_T)), P_B = alpha (1 - 1/(1 + exp(-(V + V_B)/V_T))), alpha = dt/t_c
    let v_t = 1.380649e-23 * 298.5 / 1.602176634e-19;
    for v in [-0.6, -0.27, 0.0, 0.1, 0.27, 0.5] {
        let a = 1e4 / (1.0 + f64::exp(-(v - 0.27) / v_t));
        let b = 1e4 * (1.0 - 1.0 / (1.0 + f64::exp(-(v + 0.27) / v_t)));
        let [on, off] = law().rates(v);
        assert!((on / a - 1.0).abs() < 1e-12 && (off - b).abs() < 1e-12 * 1e4, "{v} V: {on} {off}");
    }
    assert!((law().rates(0.27)[0] * 1e-4 - 0.5).abs() < 1e-15);
}

#[test]
fn constant_voltage_relaxes_exponentially_to_the_ratio_of_the_rates() {
    for v in [-0.3, 0.0, 0.2, 0.3] {
        let [on, off] = law().rates(v);
        let (rest, rate) = (on / (on + off), on + off);
        for dt in [1e-9, 1e-5, 1e-3, 1e3] {
            let exact = rest + (0.2 - rest) * (-rate * dt).exp();
            assert!((mean(0.2, v, v, dt) - exact).abs() < 1e-14);
        }
        let halves = mean(mean(0.2, v, v, 4e-5), v, v, 6e-5);
        assert!((mean(0.2, v, v, 1e-4) - halves).abs() < 1e-15);
    }
}

#[test]
fn tiny_steps_add_up_to_the_closed_form() {
    let [on, off] = law().rates(0.1);
    let share = (on + off) * 1e-9; // far below 1, so that 1 - exp would lose nine digits
    let small = mean(0.0, 0.1, 0.1, 1e-9);
    assert!((small / (on * 1e-9 * (1.0 - share / 2.0)) - 1.0).abs() < 1e-12);
}

#[test]
fn midpoint_steps_approach_a_ramp_with_second_order() {
    let (start, end, dt) = (-0.1, 0.4, 2e-4);
    let exact = mean(0.3, start, end, dt);
    let stepped = |n: usize| {
        let voltage = |k: usize| start + (end - start) * (k as f64 + 0.5) / n as f64;
        (0..n).fold(0.3, |x, k| mean(x, voltage(k), voltage(k), dt / n as f64))
    };
    let (coarse, fine) = (stepped(500), stepped(1000));
    let order = ((coarse - exact) / (fine - exact)).log2();
    assert!((order - 2.0).abs() < 0.01, "measured order {order}");
    // Richardson: the error of fourth order that is left is below 1e-10
    assert!(((4.0 * fine - coarse) / 3.0 - exact).abs() < 1e-9);
}

#[test]
fn splitting_a_ramp_changes_nothing_to_a_part_in_a_billion() {
    for (start, end) in [(-0.5, 0.5), (0.9, -0.7), (0.1, 0.100_1), (5.0, -5.0)] {
        for dt in [1e-7, 1e-4, 1e-2, 10.0] {
            let whole = mean(0.4, start, end, dt);
            let middle = start + 0.37 * (end - start);
            let parts = mean(mean(0.4, start, middle, 0.37 * dt), middle, end, 0.63 * dt);
            assert!((whole - parts).abs() < 1e-9, "{start} to {end} V in {dt} s: {whole} {parts}");
        }
    }
}

#[test]
fn slow_ramps_end_at_the_rest_state_less_the_lag() {
    let dt = 1e5;
    let rest = |v: f64| law().rates(v)[0] / (law().rates(v)[0] + law().rates(v)[1]);
    let (v, slope) = (0.02, 0.5 / dt);
    let lag = (rest(v + 1e-4) - rest(v - 1e-4)) / 2e-4 * slope / law().rates(v).iter().sum::<f64>();
    let end = mean(0.0, v - 0.5, v, dt);
    // the next order is smaller by slope/(V_T (k_on + k_off)), here 4e-4
    assert!((end - (rest(v) - lag)).abs() < 1e-3 * lag, "{end} {lag:e}");
}

#[test]
fn absurd_ramps_neither_hang_nor_leave_the_range() {
    let clocks = sampled(50);
    for (start, end, dt) in
        [(1e300, -1e300, 1.0), (-1e6, 1e6, 1e-9), (0.0, 1.0, 1e300), (0.3, 0.3, 1e300), (1.0, -1.0, 0.0)]
    {
        let x = mean(0.5, start, end, dt);
        assert!((0.0..=1.0).contains(&x), "{start} to {end} V in {dt} s: {x}");
        let state = clocks.state(0.5, Random::new(1, 0));
        let end = clocks.advance(&state, ramp(start, end, dt), Random::new(1, 0));
        assert!((0.0..=1.0).contains(&clocks.position(&end)));
    }
}

#[test]
fn the_state_rises_with_voltage_and_start_and_moves_towards_rest() {
    let rest = law().rates(0.26)[0] / law().rates(0.26).iter().sum::<f64>();
    let times = [1e-6, 1e-5, 1e-4, 1e-3];
    let below: Vec<f64> = times.iter().map(|&dt| mean(0.0, 0.26, 0.26, dt)).collect();
    assert!(below.windows(2).all(|pair| pair[0] < pair[1]) && below[3] <= rest);
    let by_voltage: Vec<f64> = (-10..=10).map(|k| mean(0.5, 0.0, 0.05 * f64::from(k), 1e-4)).collect();
    assert!(by_voltage.windows(2).all(|pair| pair[0] <= pair[1]));
    assert!(mean(0.6, -0.4, 0.4, 1e-4) > mean(0.5, -0.4, 0.4, 1e-4));
}

#[test]
fn a_mirrored_device_under_mirrored_voltage_moves_alike() {
    let mirrored = MeanSwitches(MetastableSwitch { potentiation: Potentiation::Negative, ..law() });
    let whole = mirrored.advance(&0.2, ramp(0.2, -0.5, 1e-4), Random::new(1, 0));
    assert_eq!(whole, mean(0.2, -0.2, 0.5, 1e-4));
}

#[test]
fn current_is_zero_at_zero_and_its_slope_is_the_conductance() {
    assert_eq!(law().branch_at(0.4, 0.0).current, 0.0);
    for v in [-1.5, -0.3, 0.01, 0.2, 1.2] {
        let (h, here) = (1e-5, law().branch_at(0.4, v));
        let slope = (law().branch_at(0.4, v + h).current - law().branch_at(0.4, v - h).current) / (2.0 * h);
        assert!((slope / here.conductance - 1.0).abs() < 1e-8, "{v} V");
        assert!(here.current * v > 0.0); // passive
    }
    assert_eq!(MetastableSwitch { phi: 1.0, ..law() }.branch_at(1.0, 0.1).current, 0.1 / 500.0);
}

#[test]
fn random_segments_never_leave_the_range() {
    let (clocks, random) = (sampled(20), Random::new(3, 0));
    let (mut x, mut state, mut start) = (0.5, clocks.state(0.5, random), 0.0);
    for number in 0..100_000 {
        let ramp = random_ramp(number, start);
        x = MeanSwitches(law()).advance(&x, ramp, random);
        // hops: 20 switches for at most 100 relaxation times
        state = clocks.advance(&state, Ramp { dt: ramp.dt.min(1e-4), ..ramp }, random);
        start = ramp.end;
        assert!((0.0..=1.0).contains(&x) && (0.0..=1.0).contains(&clocks.position(&state)));
    }
}

#[test]
fn sampled_switches_are_binomial_about_the_mean_field() {
    let (clocks, devices, switches) = (sampled(40), 4000, 40.0);
    // constant, then a ramp, then rest: all switches start off, so they stay independent and alike
    let path = [ramp(0.25, 0.25, 1e-4), ramp(0.25, -0.3, 1.5e-4), ramp(0.0, 0.0, 1e-2)];
    for length in 1..=path.len() {
        let expected = path[..length].iter().fold(0.0, |x, part| mean(x, part.start, part.end, part.dt));
        let ends: Vec<f64> = (0..devices)
            .map(|device| {
                let random = Random::new(5, device);
                let start = clocks.state(0.0, random);
                let end = path[..length].iter().fold(start, |state, part| clocks.advance(&state, *part, random));
                clocks.position(&end)
            })
            .collect();
        let (average, variance) = moments(&ends);
        let binomial = expected * (1.0 - expected) / switches;
        assert!((average - expected).abs() < 5.0 * (binomial / devices as f64).sqrt(), "{average} {expected}");
        // the relative standard error of a variance is sqrt(2/devices) for a nearly normal one
        assert!((variance / binomial - 1.0).abs() < 5.0 * (2.5 / devices as f64).sqrt(), "{variance} {binomial}");
    }
}

#[test]
fn sampled_switches_forget_where_they_began_and_stay_stationary() {
    let (clocks, devices) = (sampled(40), 4000);
    let rest = law().rates(5e-3)[0] / law().rates(5e-3).iter().sum::<f64>();
    // 11 relaxation times of 1.8 s, then 5500 of them, most of which are left out
    for (start, dt) in [(0.0, 20.0), (1.0, 20.0), (0.0, 1e4)] {
        let ends: Vec<f64> = (0..devices)
            .map(|device| {
                let random = Random::new(6, device);
                clocks.position(&clocks.advance(&clocks.state(start, random), ramp(5e-3, 5e-3, dt), random))
            })
            .collect();
        let (average, variance) = moments(&ends);
        let binomial = rest * (1.0 - rest) / 40.0;
        assert!((average - rest).abs() < 5.0 * (binomial / devices as f64).sqrt());
        assert!((variance / binomial - 1.0).abs() < 5.0 * (2.5 / devices as f64).sqrt());
    }
}

#[test]
fn any_splitting_of_a_segment_gives_the_same_hops() {
    let clocks = sampled(1000);
    for (device, (start, end, dt)) in
        [(0.27, 0.27, 5e-4), (-0.3, 0.4, 1e-3), (0.35, -0.5, 1e-3)].into_iter().enumerate()
    {
        let random = Random::new(9, device);
        let first = clocks.state(0.3, random);
        let whole = clocks.advance(&first, ramp(start, end, dt), random);
        for parts in [2, 7, 100] {
            let voltage = |k: usize| start + (end - start) * k as f64 / parts as f64;
            let cut: SwitchState = (0..parts).fold(first, |state, k| {
                clocks.advance(&state, ramp(voltage(k), voltage(k + 1), dt / parts as f64), random)
            });
            assert_eq!((cut.on, cut.draws), (whole.on, whole.draws), "{parts} parts");
            for clock in 0..2 {
                assert!((cut.left[clock] - whole.left[clock]).abs() < 1e-6); // a thousand hops of rounding 1e-10
            }
        }
    }
}

#[test]
fn hops_do_not_depend_on_the_number_of_devices_or_threads() {
    let device = catalogue::load("knowm_mss", &"switches = { sampled = 50 }".parse().unwrap()).unwrap();
    let positions = |count: usize| {
        let mut array = device.array(count, 4);
        let voltages = vec![0.3; count];
        array.advance(Segment { start: &voltages, end: &voltages }, 1e-4);
        let mut out = vec![0.0; count];
        array.read(0, &mut out);
        out.truncate(500);
        out
    };
    let few = positions(500); // one thread
    assert_eq!(few, positions(6000)); // all threads
    assert!(few.iter().any(|&x| x != few[0]));
}

#[test]
fn idle_says_that_the_state_fades_at_zero_voltage() {
    let model = MeanSwitches(law());
    assert!(!model.idle(0.0, 0.0, 1.0) && model.idle(0.0, 0.0, 1e-13));
    // 1/(k_on + k_off) at 0 V: 2 exp(-0.27/0.0257) / 0.1 ms
    let fading = 1.0 / law().rates(0.0).iter().sum::<f64>();
    assert!((0.5..3.0).contains(&fading), "{fading} s");
}
