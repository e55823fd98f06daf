use super::*;

fn device() -> StanfordPku {
    crate::catalogue::find("lammie2020_stanford_pku").unwrap().parameters.try_into().unwrap()
}

fn moved(device: &StanfordPku, gap: f64, start: f64, end: f64, dt: f64) -> f64 {
    device.advance(&Filament { gap, age: 0 }, Ramp { start, end, dt }, Random::new(1, 0)).gap
}

fn close(value: f64, expected: f64, relative: f64) {
    assert!((value / expected - 1.0).abs() < relative, "{value:e} for {expected:e}");
}

#[test]
fn gap_limits_carry_the_resistances_of_the_source_at_its_read_voltage() {
    let device = device();
    for (gap, resistance) in [(device.gap_min, 542.0), (device.gap_max, 218_586.0)] {
        let current = device.branch(&Filament { gap, age: 0 }, 0.1).current;
        close(0.1 / current, resistance, 1e-3); // the source rounds to three digits
    }
}

#[test]
fn without_heating_and_gap_dependence_constant_voltage_moves_the_gap_linearly() {
    let device = StanfordPku { r_th: 0.0, beta: 0.0, ..device() };
    let thermal = K_B * 298.0 / E;
    let speed = 10.0 * (-0.6 / thermal).exp() * (16.0 * 0.25 / 12.0 * 1.5 / thermal).sinh();
    close(1.7e-9 - moved(&device, 1.7e-9, 1.5, 1.5, 1e-8), speed * 1e-8, 1e-6);
    close(moved(&device, 0.3e-9, -1.5, -1.5, 1e-8) - 0.3e-9, speed * 1e-8, 1e-6);
}

#[test]
fn without_heating_and_gap_dependence_a_ramp_follows_the_integral_of_sinh() {
    let device = StanfordPku { r_th: 0.0, beta: 0.0, ..device() };
    let thermal = K_B * 298.0 / E;
    let scale = 16.0 * 0.25 / 12.0 / thermal;
    let threshold: f64 = 1.4e9 * 12e-9 / 16.0;
    let (end, dt) = (1.6, 2e-8);
    let integral = ((scale * end).cosh() - (scale * threshold).cosh()) / scale * dt / end;
    let exact = 10.0 * (-0.6 / thermal).exp() * integral;
    close(1.7e-9 - moved(&device, 1.7e-9, 0.0, end, dt), exact, 1e-5);
    close(1.7e-9 - moved(&device, 1.7e-9, end, 0.0, dt), exact, 1e-4); // the cut at the threshold is found by halving
}

#[test]
fn below_the_minimum_field_nothing_moves_and_a_reset_ends_at_it() {
    let device = device();
    let threshold = |gap: f64| 1.4e9 * 12e-9 / (16.0 - 0.8 * gap.powi(3));
    assert_eq!(moved(&device, 1.7e-9, 0.0, threshold(1.7) - 1e-9, 1e6), 1.7e-9);
    assert!(device.idle(-1.0, 1.0, 1e6) && !device.idle(0.0, threshold(0.2) + 1e-9, 1.0));
    // gamma(gap) 1.3 V / t_ox = f_min
    let limit = ((16.0 - 1.4e9 * 12e-9 / 1.3) / 0.8f64).cbrt() * 1e-9;
    close(moved(&device, 0.2e-9, -1.3, -1.3, 1.0), limit, 1e-12);
    close(moved(&device, 0.2e-9, 0.0, -1.3, 1.0), limit, 1e-12);
    assert_eq!(moved(&device, limit, -1.3, 0.0, 1.0), limit);
}

#[test]
fn speed_has_the_arrhenius_slope_of_the_barrier_lowered_by_the_field() {
    let at = |t_0: f64| StanfordPku { t_0, r_th: 0.0, ..device() }.speed(1.7e-9, 1.5).abs().ln();
    let gamma = 16.0 - 0.8 * 1.7f64.powi(3);
    let barrier = 0.6 - gamma * 0.25 / 12.0 * 1.5;
    let slope = (at(310.0) - at(290.0)) / (1.0 / 310.0 - 1.0 / 290.0);
    close(slope, -barrier * E / K_B, 1e-6); // the back hop is smaller by exp(-25)
}

#[test]
fn heating_speeds_up_the_filament_that_conducts() {
    let device = device();
    close(device.temperature(0.2e-9, 1.0), 298.0 + 1e-3 * (-0.8f64).exp() * 4f64.sinh() * 2.1e3, 1e-12);
    let cold = StanfordPku { r_th: 0.0, ..device };
    assert!(device.speed(0.3e-9, 1.3).abs() > 2.0 * cold.speed(0.3e-9, 1.3).abs());
}

#[test]
fn parts_of_a_ramp_give_what_the_whole_gives() {
    let device = device();
    for (gap, start, end, dt) in [
        (1.7e-9, 1.3, 1.7, 2e-7),
        (1.7e-9, 1.7, 1.3, 2e-7),
        (0.2e-9, -1.0, -1.5, 1e-5),
        (0.2e-9, -1.5, -1.0, 1e-6),
        (1.0e-9, -1.4, 1.6, 1e-6),
        (0.2e-9, 0.0, -1.6, 1.0),
    ] {
        let whole = moved(&device, gap, start, end, dt);
        for parts in [2, 7, 100] {
            let voltage = |k: i32| start + (end - start) * f64::from(k) / f64::from(parts);
            let split =
                (0..parts).fold(gap, |gap, k| moved(&device, gap, voltage(k), voltage(k + 1), dt / f64::from(parts)));
            // local errors of 1e-6 of the range, amplified where SET runs away
            assert!((whole - split).abs() < 1e-4 * 1.5e-9, "{start} to {end}, {parts} parts: {whole:e} {split:e}");
        }
    }
}

#[test]
fn a_loop_sets_on_positive_and_resets_on_negative_voltage() {
    let device = device();
    let mut gap = device.gap_max;
    let mut read = |from: f64, to: f64| {
        gap = moved(&device, gap, from, to, 1e-3);
        device.branch(&Filament { gap, age: 0 }, 0.1).current
    };
    let [up, down, reset, back] = [read(0.0, 1.8), read(1.8, 0.0), read(0.0, -1.8), read(-1.8, 0.0)];
    assert!(up > 1e-4 && down == up, "SET: {up:e} {down:e}");
    assert!(reset < 1e-6 && back == reset, "RESET: {reset:e} {back:e}");
}

#[test]
fn noise_makes_the_same_gap_for_any_number_of_steps_and_has_the_variance_of_a_wiener_process() {
    let device = StanfordPku { delta_g: 1e-4, ..device() };
    let (dt, count) = (1e-6, 2000);
    let strength = 1e-4 * 1e-9f64.sqrt() / (1.0 + ((450.0 - 298.0) / 500.0f64).exp());
    for steps in [1u32, 10, 100] {
        let gaps: Vec<f64> = (0..count)
            .map(|index| {
                let ramp = Ramp { start: 0.0, end: 0.0, dt: dt / f64::from(steps) };
                let start = Filament { gap: 1e-9, age: 0 };
                (0..steps).fold(start, |state, _| device.advance(&state, ramp, Random::new(9, index))).gap
            })
            .collect();
        let mean = gaps.iter().sum::<f64>() / count as f64;
        let variance = gaps.iter().map(|gap| (gap - mean).powi(2)).sum::<f64>() / count as f64;
        // standard error of a variance: sqrt(2/n)
        assert!((variance / (strength * strength * dt) - 1.0).abs() < 4.0 * (2.0 / count as f64).sqrt());
        let once =
            device.advance(&Filament { gap: 1e-9, age: 0 }, Ramp { start: 0.0, end: 0.0, dt }, Random::new(9, 5));
        // steps end on ticks of 1e-18 s and the path is rounded at 1e-13
        assert!((gaps[5] - once.gap).abs() < 1e-6 * strength * dt.sqrt());
    }
}

#[test]
fn no_noise_without_delta_g_and_a_rest_moves_nothing() {
    let device = device();
    let state = Filament { gap: 1e-9, age: 0 };
    assert_eq!(device.advance(&state, Ramp { start: 0.3, end: -0.3, dt: 1e6 }, Random::new(1, 0)), state);
}
