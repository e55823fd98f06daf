use super::*;
use crate::rng::uniform;

/// Two voltages per polarity, three conductances; one change of sign at 2 V.
fn table() -> LookUp {
    LookUp {
        width: 1e-6,
        voltage: vec![-2.0, -1.0, 0.0, 1.0, 2.0],
        conductance: vec![1e-6, 4e-6, 10e-6],
        change: vec![
            vec![0.0, -0.6e-6, -2e-6],
            vec![0.0, 0.0, 0.0],
            vec![0.0, 0.0, 0.0],
            vec![0.3e-6, 0.1e-6, 0.0],
            vec![1.2e-6, 0.4e-6, -0.2e-6],
        ],
    }
}

fn moved(g: f64, start: f64, end: f64, dt: f64) -> f64 {
    table().advance(&g, Ramp { start, end, dt }, Random::new(1, 0))
}

#[test]
fn the_table_is_met_at_its_points_and_bilinear_between_them() {
    let table = table();
    assert!(table.validate().is_ok());
    for (row, &v) in table.change.iter().zip(&table.voltage) {
        for (change, &g) in row.iter().zip(&table.conductance) {
            assert!((table.change(v, g) - change).abs() < 1e-20);
        }
    }
    // a quarter of the way from 1 to 2 V, half the way from 4 to 10 uS
    let expected = 0.5 * ((0.75 * 0.1e-6 + 0.25 * 0.4e-6) + 0.25 * -0.2e-6);
    assert!((table.change(1.25, 7e-6) - expected).abs() < 1e-20);
    assert_eq!(table.change(9.0, 1e-6), 1.2e-6); // the edge beyond the table
}

#[test]
fn constant_voltage_moves_exponentially_within_a_cell() {
    // 2 V from 1 uS: rate 1.2 - 0.8 (g - 1)/3 uS per pulse up to 4 uS, where it is 0.4
    let slope = -0.8 / 3.0;
    let pulses: f64 = 2.0;
    let expected = 1.0 + 1.2 / slope * ((slope * pulses).exp() - 1.0);
    assert!((moved(1e-6, 2.0, 2.0, 2e-6) * 1e6 - expected).abs() < 1e-12);
    // the time to 4 uS is ln(0.4/1.2)/slope, then towards the zero of the next cell, 8 uS
    let reach = (0.4f64 / 1.2).ln() / slope;
    let after = 8.0 - 4.0 * (-0.1f64 * 3.0).exp();
    assert!((moved(1e-6, 2.0, 2.0, (reach + 3.0) * 1e-6) * 1e6 - after).abs() < 1e-9);
    assert!((moved(1e-6, 2.0, 2.0, 1e9) * 1e6 - 8.0).abs() < 1e-9);
    assert!((moved(10e-6, 2.0, 2.0, 1e9) * 1e6 - 8.0).abs() < 1e-9); // from above too
}

#[test]
fn small_pulses_change_by_the_table_in_proportion() {
    for v in [-2.0, -1.5, 0.5, 1.0, 1.7, 2.0] {
        for g in [1e-6, 3e-6, 4e-6, 9e-6] {
            let change = moved(g, v, v, 1e-12) - g;
            let expected = if g == 1e-6 && v < 0.0 { 0.0 } else { table().change(v, g) * 1e-6 };
            assert!((change - expected).abs() < 1e-6 * expected.abs() + 1e-21, "{v} V, {g} S: {change} {expected}");
        }
    }
}

#[test]
fn any_splitting_gives_the_same_conductance() {
    for (start, end) in [(2.0, 2.0), (-1.7, -1.7), (-2.0, 2.0), (0.3, 1.9), (3.0, -3.0)] {
        for dt in [1e-7, 3e-6, 1e-4, 1.0] {
            let whole = moved(5e-6, start, end, dt);
            let middle = start + 0.3 * (end - start);
            let parts = moved(moved(5e-6, start, middle, 0.3 * dt), middle, end, 0.7 * dt);
            // some ten steps of 1e-6 of the range
            let allowed = if start == end { 1e-12 } else { 1e-5 };
            assert!((whole - parts).abs() < allowed * 9e-6, "{start} to {end} V in {dt} s: {whole:e} {parts:e}");
        }
    }
}

#[test]
fn constant_steps_at_the_middle_voltage_approach_a_ramp_with_second_order() {
    let stepped = |n: usize| {
        let voltage = |k: usize| 1.1 + 0.8 * (k as f64 + 0.5) / n as f64;
        (0..n).fold(5e-6, |g, k| moved(g, voltage(k), voltage(k), 1e-6 / n as f64))
    };
    let (coarse, middle, fine) = (stepped(5), stepped(10), stepped(20));
    let order = ((coarse - middle) / (middle - fine)).log2();
    assert!((order - 2.0).abs() < 0.01, "measured order {order}");
    let exact = (4.0 * fine - middle) / 3.0;
    // some ten steps of 1e-6 of the range at most
    assert!((moved(5e-6, 1.1, 1.9, 1e-6) - exact).abs() < 1e-5 * 9e-6);
}

#[test]
fn order_is_kept_and_the_range_is_never_left() {
    let (mut low, mut high, mut start) = (2e-6, 8e-6, 0.0);
    for number in 0..100_000 {
        let end = 8.0 * uniform(4, 3 * number) - 4.0;
        let start_now = if uniform(4, 3 * number + 2) < 0.9 { end } else { start };
        let dt = 10f64.powf(9.0 * uniform(4, 3 * number + 1) - 13.0);
        (low, high) = (moved(low, start_now, end, dt), moved(high, start_now, end, dt));
        start = end;
        assert!((1e-6..=10e-6).contains(&low) && (1e-6..=10e-6).contains(&high));
        assert!(low <= high + 1e-5 * 9e-6, "{number}: {low:e} {high:e}"); // the tolerance along ramps
        if high - low < 1e-9 {
            (low, high) = (2e-6, 8e-6);
        }
    }
}

#[test]
fn idle_is_true_only_where_the_table_is_zero_or_time_is_short() {
    let table = table();
    assert!(table.idle(-1.0, 0.0, 1e9) && !table.idle(-1.1, 0.0, 1.0) && !table.idle(0.0, 0.1, 1.0));
    assert!(table.idle(-2.0, 2.0, 1e-18));
    assert_eq!(moved(5e-6, -1.0, -1.0, 1e9), 5e-6);
}

#[test]
fn absurd_ramps_neither_hang_nor_leave_the_range() {
    for (start, end, dt) in [(1e300, -1e300, 1.0), (0.0, 2.0, 1e300), (2.0, 2.0, 1e300), (-2.0, 2.0, 0.0)] {
        let g = moved(3e-6, start, end, dt);
        assert!((1e-6..=10e-6).contains(&g), "{start} to {end} V in {dt} s: {g}");
    }
}

#[test]
fn tables_of_the_wrong_shape_are_refused() {
    let refused = |change: &dyn Fn(&mut LookUp), words: &str| {
        let mut wrong = table();
        change(&mut wrong);
        let text = wrong.validate().unwrap_err().to_string();
        assert!(text.contains(words), "{text}");
    };
    refused(&|table| table.voltage.swap(0, 1), "ascending");
    refused(&|table| table.conductance[2] = 4e-6, "4 uS followed by 4 uS");
    refused(&|table| table.change.truncate(4), "4 rows");
    refused(&|table| table.change[1].truncate(2), "`change at -1 V` is a row of 2");
    refused(&|table| table.change[2][0] = 1e-9, "0 V, where nothing changes");
    refused(&|table| table.change[1][0] = f64::NAN, "must be finite");
}
