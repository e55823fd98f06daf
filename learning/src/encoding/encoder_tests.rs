//! What holds for every fitted code.

use approx::assert_relative_eq;

use super::*;
use crate::encoding::{Bernoulli, Burst, Direct, GaussianPopulation, Latency, PhaseCode, Poisson, Regular};

const CODE: GaussianPopulation = GaussianPopulation { fields: 6, beta: 1.5, window: 1e-6, cutoff: 0.1 };
const POISSON: Poisson = Poisson { rate: 1e3, window: 200.0 };

fn all() -> [Code; 8] {
    let (steps, dt) = (16, 1e-7);
    [
        CODE.into(),
        Code::Latency(Latency { steps, dt }),
        Code::RatePoisson(Poisson { rate: 1e7, window: 2e-6 }),
        Code::RateBernoulli(Bernoulli { steps, dt }),
        Code::RateDeterministic(Regular { steps, dt }),
        Code::Phase(PhaseCode { bits: 8, periods: 2, dt }),
        Code::Burst(Burst { n_max: 5, longest: 8, shortest: 2, dt }),
        Code::Direct(Direct { i_max: 2e-6, c_m: 1e-12, tau_m: 500e-9, v_th: 0.1, t_ref: 0.0, window: 2e-6 }),
    ]
}

#[test]
fn a_value_at_a_center_spikes_at_once_and_one_width_away_it_spikes_later_by_the_gaussian() {
    let encoder = Encoder::fit(CODE, &[&[0.0], &[4.0]]).unwrap();
    // centers at -0.5, 0.5, 1.5, .. in units of the feature; width 4 / (1.5 * 4) = 2/3
    let spikes = encoder.encode(0, &[1.5]).unwrap();
    assert_eq!(spikes[0], (2, 0.0));
    let one_center_away = 1e-6 * (1.0 - (-0.5f64 * 1.5 * 1.5).exp());
    assert_relative_eq!(spikes[1].1, one_center_away, max_relative = 1e-12);
    assert_eq!((spikes[1].0, spikes[2].0, spikes.len()), (1, 3, 3), "the others are below the cutoff");
}

#[test]
fn values_outside_the_training_range_are_coded_as_its_ends() {
    for code in all() {
        let encoder = Encoder::fit(code, &[&[-1.0, 5.0], &[1.0, 5.0]]).unwrap();
        let inside = encoder.encode(0, &[1.0, 5.0]).unwrap();
        assert_eq!(encoder.encode(0, &[1e9, 7.0]).unwrap(), inside, "{code:?}");
    }
}

#[test]
fn values_that_are_not_finite_are_refused_with_sample_and_feature() {
    for (code, value) in all().into_iter().zip([f64::NAN, f64::INFINITY, f64::NEG_INFINITY].into_iter().cycle()) {
        let encoder = Encoder::fit(code, &[&[0.0, 0.0], &[1.0, 1.0]]).unwrap();
        let message = encoder.encode(6, &[0.5, value]).unwrap_err().to_string();
        assert!(message.contains("sample 7, feature 2"), "{message}");
        let message = Encoder::fit(code, &[&[0.0, 0.0], &[1.0, value]]).unwrap_err().to_string();
        assert!(message.contains("sample 2, feature 2"), "{message}");
    }
}

#[test]
fn empty_and_ragged_rows_are_refused() {
    assert!(Encoder::fit(CODE, &[]).is_err());
    assert!(Encoder::fit(CODE, &[&[]]).is_err());
    let message = Encoder::fit(CODE, &[&[1.0, 2.0], &[1.0]]).unwrap_err().to_string();
    assert!(message.contains("sample 2 has 1 feature, but 2"), "{message}");
    let message = Encoder::fit(CODE, &[&[1.0], &[2.0]]).unwrap().encode(0, &[]).unwrap_err().to_string();
    assert!(message.contains("sample 1 has 0 features"), "{message}");
}

#[test]
fn impossible_codes_are_refused() {
    let codes = [
        GaussianPopulation { fields: 2, ..CODE }.into(),
        GaussianPopulation { beta: 0.0, ..CODE }.into(),
        GaussianPopulation { window: -1.0, ..CODE }.into(),
        GaussianPopulation { cutoff: 1.0, ..CODE }.into(),
        Code::Latency(Latency { steps: 0, dt: 1.0 }),
        Code::Latency(Latency { steps: 4, dt: f64::NAN }),
        Code::RatePoisson(Poisson { rate: 1e9, window: 1.0 }),
        Code::RatePoisson(Poisson { rate: f64::INFINITY, window: 1.0 }),
        Code::RateBernoulli(Bernoulli { steps: usize::MAX, dt: 1.0 }),
        Code::Phase(PhaseCode { bits: 33, periods: 1, dt: 1.0 }),
        Code::Phase(PhaseCode { bits: 8, periods: 0, dt: 1.0 }),
        Code::Burst(Burst { n_max: 5, longest: 2, shortest: 3, dt: 1.0 }),
    ];
    for code in codes {
        assert!(Encoder::fit(code, &[&[0.0], &[1.0]]).is_err(), "{code:?}");
    }
}

#[test]
fn no_spike_begins_later_than_the_code_says() {
    for code in all() {
        let encoder = Encoder::fit(code, &[&[0.0], &[1.0]]).unwrap();
        for k in 0..=1000 {
            let spikes = encoder.encode(k, &[k as f64 / 1000.0]).unwrap();
            // times are products of a step, rounded once more than their bound
            assert!(spikes.iter().all(|spike| spike.1 <= code.latest(1) * (1.0 + 1e-15)), "{code:?}");
        }
    }
}

#[test]
fn random_spikes_depend_on_seed_sample_and_presentation_and_on_nothing_else() {
    for code in all() {
        let encoder = Encoder::fit(code, &[&[0.0, 0.0], &[1.0, 1.0]]).unwrap().with_seed(5);
        let first = encoder.encode(3, &[0.5, 0.5]).unwrap();
        let others = [
            encoder.encode(4, &[0.5, 0.5]).unwrap(),
            encoder.encode_again(3, &[0.5, 0.5], 1).unwrap(),
            encoder.clone().with_seed(6).encode(3, &[0.5, 0.5]).unwrap(),
        ];
        assert!(others.iter().all(|other| (*other != first) == code.is_random()), "{code:?}");
        assert_eq!(encoder.encode(3, &[0.5, 0.5]).unwrap(), first);
    }
}

#[test]
fn poisson_counts_and_intervals_have_the_moments_of_their_process() {
    let (mean, window) = (300.0, POISSON.window); // a feature at 0.3 of its range
    let times: Vec<f64> = POISSON.spikes(0.3, 17).collect();
    let expected = mean * window;
    assert!((times.len() as f64 - expected).abs() < 4.0 * expected.sqrt(), "{} spikes", times.len());
    let intervals: Vec<f64> = times.windows(2).map(|pair| (pair[1] - pair[0]) * mean).collect();
    let moment = |power: i32| intervals.iter().map(|x| x.powi(power)).sum::<f64>() / intervals.len() as f64;
    // moments of an exponential distribution are k!, their variances (2k)! - k!^2
    for (power, moment_of_exponential, variance) in [(1, 1.0, 1.0), (2, 2.0, 20.0), (3, 6.0, 684.0)] {
        let error = 4.0 * f64::sqrt(variance / intervals.len() as f64);
        assert!((moment(power) - moment_of_exponential).abs() < error, "moment {power}: {}", moment(power));
    }
    assert_eq!(POISSON.spikes(0.0, 17).count(), 0, "a feature at the bottom of its range is silent");
}
