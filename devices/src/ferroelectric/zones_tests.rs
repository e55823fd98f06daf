use super::*;
use crate::catalogue;
use crate::conduction::Ohmic;
use crate::constants::EPSILON_0;
use crate::ferroelectric::Interlayer;

const fn merz(t_inf: f64, alpha: f64) -> Merz {
    Merz { t_inf, alpha }
}

fn zone(weight: f64, alpha: f64) -> Zone {
    let up = Stages { nucleation: merz(5e-15, alpha), propagation: merz(1e-14, alpha) };
    Zone { weight, up, down: up }
}

fn device() -> Zones {
    Zones {
        conduction: Conduction::Ohmic(Ohmic { g_on: 1.0 / 1.6e5, g_off: 1.0 / 4.6e7 }),
        potentiation: Potentiation::Positive,
        v_th: 0.1,
        n: 2.0,
        zones: vec![zone(0.3, 18.0), zone(0.5, 20.0), zone(0.2, 22.0)],
        film: None,
    }
}

fn single() -> Zones {
    Zones { zones: vec![zone(1.0, 20.0)], ..device() }
}

fn moved(device: &Zones, states: [ZoneState; MAX_ZONES], start: f64, end: f64, dt: f64) -> [ZoneState; MAX_ZONES] {
    device.advance(&states, Ramp { start, end, dt }, Random::new(1, 0))
}

fn at(device: &Zones, position: f64) -> [ZoneState; MAX_ZONES] {
    device.state(position, Random::new(1, 0))
}

#[test]
fn constant_voltage_gives_the_published_sum_over_zones() {
    let device = device();
    for time in [1e-9, 3e-8, 1e-7, 3e-7, 1e-6] {
        let expected: f64 = device
            .zones
            .iter()
            .map(|zone| {
                let late = time - zone.up.nucleation.time(2.8);
                let share = late / zone.up.propagation.time(2.8);
                if late > 0.0 { zone.weight * (1.0 - (-share * share).exp()) } else { 0.0 }
            })
            .sum();
        let up = device.position(&moved(&device, at(&device, 0.0), 2.8, 2.8, time));
        assert!((up - expected).abs() < 1e-12, "{time} s: {up} instead of {expected}");
        let down = 1.0 - device.position(&moved(&device, at(&device, 1.0), -2.8, -2.8, time));
        assert!((down - expected).abs() < 1e-12, "{time} s: {down} instead of {expected}");
    }
}

#[test]
fn growth_reaches_1_less_1_over_e_with_slope_n_over_e() {
    let device = single();
    let Stages { nucleation, propagation } = device.zones[0].up;
    let s = |decades: f64| {
        let time = nucleation.time(2.8) + propagation.time(2.8) * 10f64.powf(decades);
        device.position(&moved(&device, at(&device, 0.0), 2.8, 2.8, time))
    };
    assert!((s(0.0) - (1.0 - (-1f64).exp())).abs() < 1e-12);
    let slope = (s(1e-3) - s(-1e-3)) / 2e-3; // central difference, error of order 1e-6
    let expected = 2.0 / std::f64::consts::E * std::f64::consts::LN_10;
    assert!((slope / expected - 1.0).abs() < 1e-4, "{slope} instead of {expected}");
}

#[test]
fn any_split_of_a_ramp_gives_the_same_state() {
    let device = device();
    for (start, end) in [(2.8, 2.8), (0.0, 3.2), (3.2, 0.5), (3.0, -3.0)] {
        let whole = moved(&device, at(&device, 0.2), start, end, 4e-7);
        let parts = 7;
        let split = (0..parts).fold(at(&device, 0.2), |states, k| {
            let voltage = |k: i32| start + (end - start) * f64::from(k) / f64::from(parts);
            moved(&device, states, voltage(k), voltage(k + 1), 4e-7 / f64::from(parts))
        });
        for (a, b) in whole.iter().zip(&split) {
            assert!((a.up - b.up).abs() < 1e-11 && (a.dose - b.dose).abs() < 1e-11, "{a:?} and {b:?}");
        }
    }
}

#[test]
fn midpoint_steps_approach_the_ramp_with_second_order() {
    let device = single();
    let whole = device.position(&moved(&device, at(&device, 0.1), 2.4, 2.9, 1e-7));
    let error = |steps: i32| {
        let states = (0..steps).fold(at(&device, 0.1), |states, k| {
            let voltage = 2.4 + 0.5 * (f64::from(k) + 0.5) / f64::from(steps);
            moved(&device, states, voltage, voltage, 1e-7 / f64::from(steps))
        });
        device.position(&states) - whole
    };
    let order = (error(16) / error(32)).log2();
    assert!((order - 2.0).abs() < 0.02, "measured order {order}");
}

#[test]
fn a_partly_switched_zone_grows_back_at_once_and_a_uniform_one_nucleates_first() {
    let device = single();
    let Stages { nucleation, .. } = device.zones[0].down;
    let brief = 0.5 * nucleation.time(2.8);
    let partly = moved(&device, at(&device, 0.6), -2.8, -2.8, brief);
    assert!(partly[0].up < 0.6 && partly[0].dose == 0.0);
    let uniform = moved(&device, at(&device, 1.0), -2.8, -2.8, brief);
    assert!(uniform[0].up == 1.0 && (uniform[0].dose + 0.5).abs() < 1e-12);
    // nuclei vanish on reversal, so the next pulse starts again
    let reversed = moved(&device, uniform, 2.8, 2.8, 1e-12);
    assert_eq!(moved(&device, reversed, -2.8, -2.8, 1.8 * brief)[0].up, 1.0);
    assert!(moved(&device, uniform, -2.8, -2.8, 1.8 * brief)[0].up < 1.0);
}

#[test]
fn resistances_are_parallel_zones() {
    let device = device();
    for s in [0.0, 0.3, 1.0] {
        let branch = device.branch(&at(&device, 1.0 - s), 0.1);
        assert!((branch.conductance * (1.0 / (s / 4.6e7 + (1.0 - s) / 1.6e5)) - 1.0).abs() < 1e-12);
        assert!(branch.current * 0.1 >= 0.0 && device.branch(&at(&device, s), 0.0).current == 0.0);
    }
}

#[test]
fn more_voltage_or_time_never_switches_less_and_none_at_rest() {
    let device = device();
    let up = |voltage: f64, dt: f64| device.position(&moved(&device, at(&device, 0.0), voltage, voltage, dt));
    for step in 0..30 {
        let (voltage, time) = (1.5 + 0.1 * f64::from(step), 1e-8 * 1.5f64.powi(step % 10));
        assert!(up(voltage + 0.1, time) >= up(voltage, time) && up(voltage, 1.1 * time) >= up(voltage, time));
    }
    assert_eq!(up(0.1, 1e3), 0.0);
    assert!(device.idle(-0.1, 0.1, 1e3) && !device.idle(0.0, 0.2, 1e3));
    assert_eq!(up(3.0, 1.0), 1.0);
}

#[test]
fn random_segments_keep_the_bounds_and_mirror() {
    let device = device();
    let mut states = at(&device, 0.5);
    let mut mirror = states;
    for k in 0..20_000 {
        let (start, end) = (4.0 * (f64::from(k) * 1.7).sin(), 4.0 * (f64::from(k) * 2.3).cos());
        let dt = 10f64.powi(k % 9 - 13);
        states = moved(&device, states, start, end, dt);
        mirror = moved(&device, mirror, -start, -end, dt);
        let (a, b) = (device.position(&states), device.position(&mirror));
        assert!((0.0..=1.0).contains(&a) && states.iter().all(|zone| zone.dose.abs() <= 1.0), "{states:?}");
        assert!((a + b - 1.0).abs() < 1e-9, "{a} and {b}");
    }
}

#[test]
fn one_zone_of_the_quindeau_set_has_one_time_of_100_ns() {
    let array = |time: f64| {
        let mut array = catalogue::load("quindeau2014_demo", &toml::Table::new()).unwrap().array(1, 1);
        let voltage = [2.0];
        array.advance(crate::Segment { start: &voltage, end: &voltage }, time);
        let mut position = [0.0];
        array.read(0, &mut position);
        position[0]
    };
    for time in [2e-8, 1e-7, 2e-7] {
        let expected = 1.0 - (-(time / 1e-7f64).powi(2)).exp();
        // nucleation takes 0.1 ns
        assert!((array(time) - expected).abs() < 2e-3, "{} instead of {expected}", array(time));
    }
}

#[test]
fn wrong_zones_are_refused_with_their_name() {
    let error = |zones: Vec<Zone>| Zones { zones, ..device() }.validate().unwrap_err().parameter;
    assert_eq!(error(vec![]), "zones");
    assert_eq!(error(vec![zone(0.5, 20.0)]), "sum of the weights");
    assert_eq!(error(vec![zone(1.0, -20.0)]), "zones.up.nucleation.alpha");
}

#[test]
fn switched_charge_is_twice_the_remanent_polarization_times_the_area() {
    let film = Film { area: 1e-14, p_r: 0.3, epsilon_r: 60.0, thickness: 2e-9, interlayer: None };
    for potentiation in [Potentiation::Positive, Potentiation::Negative] {
        let device = Zones { film: Some(film), potentiation, ..device() };
        let off = [ZoneState { up: 0.0, dose: 0.0 }; MAX_ZONES];
        let (mut states, mut integral) = (off, 0.0);
        for _ in 0..50 {
            let before = device.charge(&states, 2.8).charge;
            states = moved(&device, states, 2.8, 2.8, 2e-8);
            integral += device.charge(&states, 2.8).charge - before; // current of a step times its duration
        }
        assert!(device.up(&states) > 0.9);
        assert!((integral / (2.0 * 0.3 * 1e-14 * device.up(&states)) - 1.0).abs() < 1e-12, "{integral:e}");
        let [low, high] = [-1.0, 2.0].map(|voltage| device.charge(&states, voltage));
        assert!((low.capacitance / (EPSILON_0 * 60.0 * 1e-14 / 2e-9) - 1.0).abs() < 1e-14);
        assert!(((high.charge - low.charge) / 3.0 / low.capacitance - 1.0).abs() < 1e-12);
    }
    assert_eq!(device().charge(&at(&device(), 0.5), 1.0), Charge::default());
    let interlayer = Some(Interlayer { thickness: 1e-9, epsilon_r: 9.0 });
    let bilayer = Zones { film: Some(Film { interlayer, ..film }), ..device() };
    assert_eq!(bilayer.validate().unwrap_err().parameter, "film.interlayer");
}
