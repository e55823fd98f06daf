use super::*;

const SETS: [&str; 4] =
    ["messaris2018_tiox_dut1", "messaris2018_tiox_dut2_demo", "messaris2018_taox", "messaris2018_taox_tio2_demo"];

fn device(name: &str) -> Messaris {
    crate::catalogue::find(name).unwrap().parameters.try_into().unwrap()
}

fn moved(device: &Messaris, resistance: f64, start: f64, end: f64, dt: f64) -> f64 {
    device.advance(&resistance, Ramp { start, end, dt }, Random::new(1, 0))
}

#[test]
fn constant_voltage_follows_the_published_solution() {
    // eqs. (9) and (10) as printed, with exponents small enough for their form
    let device = device("messaris2018_tiox_dut1");
    for time in [1e-6, 1e-4, 1e-2, 1.0, 1e3] {
        let (k, s, r): (f64, f64, f64) = (8.1e-3, 0.12 * ((0.59 * 1.5f64).exp() - 1.0), 3085.0 + 1862.0 * 1.5);
        let exact = ((k * r).exp() + (-k * s * time).exp() * ((k * 4600.0f64).exp() - (k * r).exp())).ln() / k;
        let solved = moved(&device, 4600.0, 1.5, 1.5, time);
        assert!((solved - exact).abs() < 1e-7, "{time:e} s: {solved} for {exact}");
        let (k, s, r): (f64, f64, f64) = (9.43e-3, -79.03 * ((1.12 * 1.3f64).exp() - 1.0), 5193.0 - 378.0 * 1.3);
        let product = k * s * time;
        let exact = -((-k * 5900.0 + product).exp() - (-k * r).exp() * product.exp_m1()).ln() / k;
        let solved = moved(&device, 5900.0, -1.3, -1.3, time);
        assert!((solved - exact).abs() < 1e-7, "{time:e} s: {solved} for {exact}");
    }
}

#[test]
fn integrated_rate_agrees_with_the_closed_form_at_constant_voltage() {
    for (name, voltage) in [(SETS[0], 1.7), (SETS[0], -1.5), (SETS[2], 0.8), (SETS[2], -1.3), (SETS[3], 6.0)] {
        let device = device(name);
        let polarity = device.polarity(voltage);
        let range = device.r_off - device.r_on;
        let start = device.r_on + 0.5 * range;
        for dt in [1e-9, 1e-6, 1e-3, 1.0] {
            let ramp = Ramp { start: voltage, end: voltage, dt };
            let rate = |r: f64, v: f64| polarity.rate(r, v);
            let solved = integrate(start, ramp, rate, [device.r_on, device.r_off], TOLERANCE * range);
            let exact = moved(&device, start, voltage, voltage, dt);
            assert!((solved - exact).abs() < 2e-5 * range, "{name} {voltage} V {dt:e} s: {solved} for {exact}");
        }
    }
}

#[test]
fn a_ramp_with_constant_level_has_a_closed_form_that_splits() {
    let device = device(SETS[1]); // r_p does not depend on V
    let whole = moved(&device, 1.1e4, 0.0, 0.8, 1e-3);
    let split = (0..50).fold(1.1e4, |r, k| moved(&device, r, 0.016 * f64::from(k), 0.016 * f64::from(k + 1), 2e-5));
    assert!((whole - split).abs() < 1e-8 * whole, "{whole} {split}");
    let range = device.r_off - device.r_on;
    let ramp = Ramp { start: 0.0, end: 0.8, dt: 1e-3 };
    let integrated = integrate(1.1e4, ramp, |r, v| device.positive.rate(r, v), [1e4, 1.7e4], 1e-8 * range);
    assert!((whole - integrated).abs() < 1e-6 * range, "{whole} {integrated}");
}

#[test]
fn parts_of_a_ramp_give_what_the_whole_gives() {
    for (name, start, end, dt) in [
        (SETS[0], 0.0, 1.7, 1e-2),
        (SETS[0], 1.0, -1.5, 1e-3),
        (SETS[2], -1.5, 0.9, 1e-6),
        (SETS[2], 0.0, -1.75, 1e-6),
        (SETS[3], -6.0, 6.0, 1e-2),
    ] {
        let device = device(name);
        let range = device.r_off - device.r_on;
        let from = device.r_on + 0.4 * range;
        let whole = moved(&device, from, start, end, dt);
        for parts in [3, 40] {
            let voltage = |k: i32| start + (end - start) * f64::from(k) / f64::from(parts);
            let split =
                (0..parts).fold(from, |r, k| moved(&device, r, voltage(k), voltage(k + 1), dt / f64::from(parts)));
            // a few dozen steps of 1e-6 of the range
            assert!((whole - split).abs() < 5e-5 * range, "{name} {start} to {end}: {whole} {split}");
        }
    }
}

#[test]
fn the_resistance_stops_at_the_level_of_the_voltage_and_stays_when_beyond() {
    let device = device(SETS[0]);
    let level = 5193.0 - 378.0 * 1.4;
    assert!((moved(&device, 5900.0, -1.4, -1.4, 1e6) - level).abs() < 1e-6);
    assert_eq!(moved(&device, level - 1.0, -1.4, -1.4, 1e6), level - 1.0);
    assert_eq!(moved(&device, level - 1.0, -1.4, 0.0, 1e3), level - 1.0);
}

#[test]
fn a_longer_pulse_and_a_higher_voltage_move_farther() {
    for name in SETS {
        let device = device(name);
        let entry = crate::catalogue::find(name).unwrap();
        for (pulse, start) in [(entry.protocol.on, 0.0), (entry.protocol.off, 1.0)] {
            let from = device.state(start, Random::new(1, 0));
            let change = |share: f64, time: f64| {
                let voltage = share * pulse.voltage;
                (moved(&device, from, voltage, voltage, time * pulse.width) - from).abs()
            };
            assert!(change(1.0, 0.5) < change(1.0, 1.0) && change(0.9, 1.0) < change(1.0, 1.0), "{name}");
        }
    }
}

#[test]
fn idle_means_that_no_resistance_moves() {
    for name in SETS {
        let device = device(name);
        let range = device.r_off - device.r_on;
        assert!(device.idle(0.0, 0.0, 1e6));
        for (voltage, dt) in [(0.05, 1e-9), (-0.05, 1e-9), (0.3, 1e-6), (-0.3, 1e-6), (1.0, 1e-3), (-1.0, 1e-3)] {
            let interval = [f64::min(voltage, 0.0), f64::max(voltage, 0.0)];
            if device.idle(interval[0], interval[1], dt) {
                for position in [0.0, 0.5, 1.0] {
                    let from = device.state(position, Random::new(1, 0));
                    let change = (moved(&device, from, voltage, voltage, dt) - from).abs();
                    assert!(change <= 1e-9 * range, "{name} {voltage} V: {change}");
                }
            }
        }
    }
}

#[test]
fn a_sensitivity_of_the_wrong_sign_is_refused() {
    let mut wrong = device(SETS[0]);
    wrong.negative.sensitivity *= -1.0;
    assert!(wrong.validate().unwrap_err().to_string().contains("`negative.A`"));
    assert!(Messaris { eta: 0.5, ..device(SETS[0]) }.validate().is_err());
}

#[test]
fn a_resistance_that_waits_moves_again_when_the_level_turns_back() {
    // r_n of this set is lowest at -0.84 V: on the way from -1.5 V to 0 the resistance moves, waits and moves again
    let device = device(SETS[2]);
    let (start, dt, steps) = (-1.5, 6.25e-7, 20_000);
    let whole = moved(&device, 520.0, start, 0.0, dt);
    let stepped = (0..steps).fold(520.0, |r, k| {
        let voltage = start * (1.0 - (f64::from(k) + 0.5) / f64::from(steps));
        moved(&device, r, voltage, voltage, dt / f64::from(steps)) // the closed form at the middle of each step
    });
    assert!((whole - stepped).abs() < 1e-4 * 800.0, "{whole} for {stepped}");
    assert!(stepped - moved(&device, 520.0, start, -0.84, dt * 0.44) > 1.0);
}
