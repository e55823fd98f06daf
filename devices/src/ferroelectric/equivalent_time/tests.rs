use proptest::prelude::*;

use super::law::LinearizedLorentz;
use super::law::{self, Law};
use super::*;
use crate::conduction::Ohmic;
use crate::ferroelectric::{Distribution, LogTime, NucleationLaw, RandomField, Width};
use crate::model::{Advance, Segment};

const FIELDS: RandomField =
    RandomField { t_inf: 1e-14, alpha: 14.0, delta: 0.0286, distribution: Distribution::Lorentz };
const LORENTZ: LogTime = LogTime {
    t_inf: 1e-14,
    alpha: 14.0,
    width: Width::InverseSquare { gamma_0: 1.0 },
    distribution: Distribution::Lorentz,
};
const KAI: Kai = Kai { t_inf: 1e-14, alpha: 14.0, n: 2.0 };

fn device(law: SwitchingLaw, v_th: f64) -> EquivalentTime {
    let conduction = Conduction::Ohmic(Ohmic { g_on: 1e-6, g_off: 1e-8 });
    EquivalentTime { conduction, potentiation: Potentiation::Positive, v_th, up: law, down: law }
}

fn fields() -> EquivalentTime {
    device(SwitchingLaw::RandomField(FIELDS), 0.0)
}

fn lorentz() -> EquivalentTime {
    device(SwitchingLaw::LogTime(LORENTZ), 1.05)
}

fn kai() -> EquivalentTime {
    device(SwitchingLaw::Kai(KAI), 0.0)
}

/// One device.
struct Junction(Box<dyn DeviceArray>);

impl Junction {
    fn at(kind: EquivalentTime, up: f64) -> Junction {
        let mut array = kind.array(1, 1);
        array.program(&[up]);
        Junction(array)
    }

    fn ramp(&mut self, start: f64, end: f64, dt: f64) -> Advance {
        self.0.advance(Segment { start: &[start], end: &[end] }, dt)
    }

    fn hold(&mut self, voltage: f64, dt: f64) -> Advance {
        self.ramp(voltage, voltage, dt)
    }

    fn up(&self) -> f64 {
        let mut up = [0.0];
        self.0.read(0, &mut up);
        up[0]
    }
}

/// Fraction after `dt` (s) on a ramp from the fraction `up`.
fn after(kind: EquivalentTime, up: f64, start: f64, end: f64, dt: f64) -> f64 {
    let mut junction = Junction::at(kind, up);
    junction.ramp(start, end, dt);
    junction.up()
}

/// Rectangular pulse, then a slope of opposite sign that ends after 600 ns.
fn spike(t: f64, positive: f64, negative: f64, pulse: f64) -> f64 {
    const TOTAL: f64 = 600e-9;
    if !(0.0..TOTAL).contains(&t) {
        0.0
    } else if t < pulse {
        positive
    } else {
        -negative * (1.0 - (t - pulse) / (TOTAL - pulse))
    }
}

/// Change of the ON fraction from 1/2 when the post-spike follows the pre-spike by `delay` (s).
fn change(positive: f64, negative: f64, pulse: f64, delay: f64) -> f64 {
    let (device, h) = (lorentz(), 1e-9);
    let mut junction = Junction::at(device, 0.5);
    for k in 0..2400 {
        let t = -1200e-9 + h * (f64::from(k) + 0.5);
        junction.hold(spike(t, positive, negative, pulse) - spike(t - delay, positive, negative, pulse), h);
    }
    0.5 - junction.up() // the down state conducts
}

#[test]
fn overlapping_spikes_give_the_published_timing_window() {
    let rows = [
        (1.0, 1.0, 100e-9, [0.1438, 0.1788, 0.0795, 0.0278, 0.0081, 0.0020, 0.0004, 0.0001]),
        (0.9, 1.1, 100e-9, [0.1394, 0.1706, 0.0676, 0.0204, 0.0050, 0.0010, 0.0002, 0.0000]),
        (1.0, 1.0, 200e-9, [0.1330, 0.1592, 0.1645, 0.1655, 0.0548, 0.0131, 0.0024, 0.0003]),
        (1.0, 1.0, 300e-9, [0.1171, 0.1324, 0.1341, 0.1342, 0.1342, 0.1342, 0.0266, 0.0033]),
    ];
    for (positive, negative, pulse, expected) in rows {
        for (k, expected) in expected.into_iter().enumerate() {
            let delay = 50e-9 * (k + 1) as f64;
            let forward = change(positive, negative, pulse, delay);
            let backward = change(positive, negative, pulse, -delay);
            // the table holds for steps of 2 and 0.5 ns to 1e-4, and is rounded to as much
            assert!((forward - expected).abs() < 1.5e-4, "{pulse} s, delay {delay}: {forward}, not {expected}");
            assert!((forward + backward).abs() < 1e-9, "not odd at {delay}: {forward} and {backward}");
        }
    }
}

#[test]
fn spikes_that_do_not_overlap_change_nothing() {
    for delay in [-700e-9, -600e-9, 0.0, 600e-9, 700e-9] {
        assert_eq!(change(1.0, 1.0, 100e-9, delay), 0.0);
    }
}

#[test]
fn reversal_follows_the_published_scalar_column() {
    let up = after(fields(), 0.0, 2.0, 2.0, 50e-9);
    assert!((up - 0.098).abs() < 6e-4, "{up}");
    for (time, expected) in [(1e-9, 0.0975), (10e-9, 0.093), (50e-9, 0.079), (100e-9, 0.068), (1e-6, 0.034)] {
        let s = after(fields(), up, -2.0, -2.0, time);
        assert!((s - expected).abs() < 6e-4, "{time} s: {s} instead of {expected}");
    }
}

#[test]
fn one_pulse_is_the_closed_form_and_pulses_add_up() {
    let time = 1e-14 * 10f64.powf(6.5);
    for (kind, closed) in [
        (fields(), NucleationLaw::RandomField(FIELDS).fraction(time, 2.0)),
        (lorentz(), NucleationLaw::LogTime(LORENTZ).fraction(time, 2.0)),
        (kai(), KAI.fraction(time, 2.0)),
    ] {
        // none switched counts as t_inf = 10 fs elapsed where the law allows no less: a change of 1e-7
        assert!((after(kind, 0.0, 2.0, 2.0, time) - closed).abs() < 1e-7);
        let mut split = Junction::at(kind, 0.0);
        (0..1000).for_each(|_| {
            split.hold(2.0, time / 1000.0);
        });
        assert!((split.up() - closed).abs() < 1e-7, "{} instead of {closed}", split.up());
    }
}

#[test]
fn any_split_of_a_constant_pulse_gives_the_same_state_to_rounding() {
    for kind in [fields(), lorentz(), kai()] {
        let whole = after(kind, 0.1, 1.8, 1.8, 1e-6);
        let mut split = Junction::at(kind, 0.1);
        for part in [1e-15, 0.3, 1e-6, 0.2, 0.1, 0.399_998_999_999_999] {
            split.hold(1.8, part * 1e-6);
        }
        assert!((split.up() / whole - 1.0).abs() < 1e-12, "{} instead of {whole}", split.up());
    }
}

#[test]
fn avrami_slope_at_the_median_time_is_n_over_e() {
    for n in [1.0, 2.0, 3.0] {
        let kind = device(SwitchingLaw::Kai(Kai { n, ..KAI }), 0.0);
        let s = |time: f64| after(kind, 0.0, 2.0, 2.0, time);
        assert!((s(1e-7) - (1.0 - (-1f64).exp())).abs() < 1e-12); // tau = 10 fs 10^7
        let h = 1e-3; // decades; central difference, error of order h^2
        let slope = (s(1e-7 * 10f64.powf(h)) - s(1e-7 * 10f64.powf(-h))) / (2.0 * h);
        let expected = n / std::f64::consts::E * std::f64::consts::LN_10;
        assert!((slope / expected - 1.0).abs() < 1e-4, "{slope} instead of {expected}");
    }
}

/// Front after a rising or falling ramp at positive voltage in `steps` steps.
fn stepped<L: Law>(law: &L, up: f64, (start, end, dt): (f64, f64, f64), steps: usize) -> f64 {
    let (rise, ln_x) = ((end - start) / steps as f64, (dt / steps as f64 / law.t_inf()).ln());
    let front =
        (0..steps).fold(law::front(up), |front, k| law::ramp(law, front, start + rise * (k as f64 + 0.5), rise, ln_x));
    law::fraction(front)
}

fn order<L: Law>(law: &L, ramp: (f64, f64, f64)) -> f64 {
    let exact = stepped(law, 0.1, ramp, 1_500);
    ((stepped(law, 0.1, ramp, 16) - exact) / (stepped(law, 0.1, ramp, 32) - exact)).log2()
}

#[test]
fn halving_the_step_on_a_ramp_lowers_the_error_at_least_eightfold() {
    // the front runs as fast as the ramp at 2 V and 100 ns, and hardly moves at 1.8 V and 1 ns
    for ramp in [(1.6, 2.1, 1e-7), (2.1, 1.6, 1e-7), (1.7, 1.8, 1e-9)] {
        for order in [order(&FIELDS, ramp), order(&LinearizedLorentz::from(LORENTZ), ramp), order(&KAI, ramp)] {
            assert!(order > 2.9, "measured order {order}");
        }
    }
}

#[test]
fn ramps_of_every_speed_and_height_err_by_less_than_1e_4() {
    let mut worst = 0.0f64;
    for dt in [1e-9, 1e-7, 1e-5, 1e-3, 1.0] {
        for (start, end) in [(0.0, 1.5), (0.0, 2.5), (1.5, 3.0), (3.0, 1.1), (2.0, 2.2), (2.2, 2.0), (0.0, 6.0)] {
            for up in [0.0, 0.02, 0.5, 0.97] {
                let error = after(fields(), up, start, end, dt) - stepped(&FIELDS, up, (start, end, dt), 1_500);
                worst = worst.max(error.abs());
                let error = after(kai(), up, start, end, dt) - stepped(&KAI, up, (start, end, dt), 1_500);
                worst = worst.max(error.abs());
                let (start, end) = (start.max(1.2), end.max(1.2));
                let error = after(lorentz(), up, start, end, dt)
                    - stepped(&LinearizedLorentz::from(LORENTZ), up, (start, end, dt), 1_500);
                worst = worst.max(error.abs());
            }
        }
    }
    assert!(worst < 1e-4, "worst error {worst:e}");
}

#[test]
fn a_ramp_through_zero_switches_there_and_back_in_order_of_time() {
    for kind in [fields(), lorentz(), kai()] {
        for (start, end) in [(2.2, -2.1), (-2.2, 2.1)] {
            let mut halves = Junction::at(kind, 0.3);
            halves.ramp(start, 0.0, 1e-7 * start / (start - end));
            halves.ramp(0.0, end, 1e-7 * end / (end - start));
            let whole = after(kind, 0.3, start, end, 1e-7);
            assert!((whole - halves.up()).abs() < 1e-4, "{whole} and {}", halves.up());
        }
    }
}

#[test]
fn guard_stops_the_linearized_law_and_must_be_given() {
    assert_eq!(after(lorentz(), 0.3, 1.05, -1.05, 1.0), 0.3);
    let array = lorentz().array(1, 1);
    assert!(array.idle(-1.05, 1.05, 1.0) && !array.idle(0.0, 1.06, 1.0));
    assert_eq!(EquivalentTime { v_th: 0.0, ..lorentz() }.validate().unwrap_err().parameter, "v_th");
}

#[test]
fn small_voltages_never_switch_noticeably() {
    // the regression of the linearized law, which tends to one half at 0 V: a read of 1 s at 10 mV
    for kind in [fields(), lorentz(), kai()] {
        let change = after(kind, 0.01, 0.01, 0.01, 1.0) - 0.01;
        assert!((0.0..1e-3).contains(&change), "{change}");
    }
    assert_eq!(after(kai(), 0.0, 0.01, 0.01, 1.0), 0.0);
}

#[test]
fn more_voltage_or_time_never_switches_less() {
    for kind in [fields(), lorentz(), kai()] {
        let s = |voltage: f64, time: f64| after(kind, 0.05, voltage, voltage, time);
        for decade in -12..-5 {
            for step in 0..40 {
                let (time, voltage) = (10f64.powi(decade), 1.1 + 0.05 * f64::from(step));
                assert!(s(voltage + 0.05, time) >= s(voltage, time) && s(voltage, 2.0 * time) >= s(voltage, time));
            }
        }
    }
}

#[test]
fn mirrored_voltages_give_mirrored_states() {
    let soft = SwitchingLaw::RandomField(RandomField { alpha: 12.0, ..FIELDS });
    let kind = EquivalentTime { down: soft, ..fields() };
    let mirror = EquivalentTime { up: kind.down, down: kind.up, ..kind };
    let (mut a, mut b) = (Junction::at(kind, 0.3), Junction::at(mirror, 0.7));
    for (start, end, dt) in [(2.0, 2.0, 1e-8), (2.0, -1.8, 1e-7), (-1.8, -1.8, 1e-8), (-0.5, 2.1, 3e-8)] {
        a.ramp(start, end, dt);
        b.ramp(-start, -end, dt);
        assert!((a.up() + b.up() - 1.0).abs() < 1e-12, "{} and {}", a.up(), b.up());
    }
}

#[test]
fn a_minor_loop_does_not_return_to_its_starting_point() {
    // equivalent time is a memory of first order: it has no return-point memory
    let mut junction = Junction::at(fields(), 0.0);
    junction.hold(2.0, 100e-9);
    let turn = junction.up();
    for end in [-1.6, 2.0] {
        junction.ramp(0.0, end, 50e-9);
        junction.ramp(end, 0.0, 50e-9);
    }
    assert!((junction.up() - turn).abs() > 0.01, "{turn} and {}", junction.up());
}

#[test]
fn both_tails_keep_their_precision() {
    // a fraction of 1e-12 left and a long pulse: half of what is left at twice the distance of the front
    let junction = after(fields(), 1e-12, -2.0, -2.0, 1e-15);
    assert!((junction / 1e-12 - 1.0).abs() < 1e-6);
    for kind in [fields(), lorentz(), kai()] {
        for up in [0.0, 1.0] {
            assert_eq!(after(kind, up, 2.0 - 4.0 * (1.0 - up), 2.0 - 4.0 * (1.0 - up), 0.0), up);
        }
        assert_eq!(after(kind, 1.0, 2.5, 2.5, 1.0), 1.0);
        assert_eq!(after(kind, 0.0, -2.5, -2.5, 1.0), 0.0);
    }
}

#[test]
fn devices_do_not_depend_on_their_neighbors_or_on_threads() {
    let count = 5000;
    let start: Vec<f64> = (0..count).map(|k| 2.2 * (k as f64 * 0.7).sin()).collect();
    let end: Vec<f64> = (0..count).map(|k| 2.2 * (k as f64 * 0.3).cos()).collect();
    let mut array = fields().array(count, 1);
    array.program(&vec![0.4; count]);
    let step = array.advance(Segment { start: &start, end: &end }, 1e-8);
    let mut ups = vec![0.0; count];
    array.read(0, &mut ups);
    for k in (0..count).step_by(37) {
        assert_eq!(ups[k], after(fields(), 0.4, start[k], end[k], 1e-8), "device {k}");
    }
    let largest = ups.iter().map(|up| (up - 0.4).abs()).fold(0.0, f64::max);
    assert_eq!(step.largest_change, largest);
    array.rollback();
    array.read(0, &mut ups);
    assert!(ups.iter().all(|up| *up == 0.0)); // marked when new
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(30))]

    #[test]
    fn states_stay_between_zero_and_one_and_conductance_between_its_bounds(
        segments in prop::collection::vec((-1e3f64..1e3, -3.0f64..3.0, -20.0f64..3.0), 100), which in 0..3usize,
    ) {
        let mut junction = Junction::at([fields(), lorentz(), kai()][which], 0.5);
        for (wild, tame, decade) in segments {
            junction.ramp(tame, if wild > 990.0 { wild } else { -tame }, 10f64.powf(decade));
            prop_assert!((0.0..=1.0).contains(&junction.up()), "S = {}", junction.up());
            let conductance = junction.0.conductances()[0];
            prop_assert!((1e-8..=1e-6 * (1.0 + 1e-15)).contains(&conductance));
        }
    }
}

#[test]
fn a_hundred_thousand_random_segments_keep_the_bounds() {
    for kind in [fields(), lorentz(), kai()] {
        let mut array = kind.array(1000, 1);
        for step in 0..100u32 {
            let voltage = |k: usize, salt: f64| 4.0 * ((k as f64 + salt) * (f64::from(step) + 0.37)).sin();
            let start: Vec<f64> = (0..1000).map(|k| voltage(k, 0.1)).collect();
            let end: Vec<f64> = (0..1000).map(|k| voltage(k, 0.6)).collect();
            array.advance(Segment { start: &start, end: &end }, 10f64.powi(step as i32 % 12 - 12));
            let mut ups = vec![0.0; 1000];
            array.read(0, &mut ups);
            assert!(ups.iter().all(|up| (0.0..=1.0).contains(up)));
        }
    }
}
