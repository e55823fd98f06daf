//! Claims about ensembles of domains, and the junctions that they are made about.

mod bookkeeping;
mod films;
mod history;
mod literature;
mod memory;
mod protocols;
mod scatter;
mod switching;

use super::array::JunctionArray;
use super::bins::Bins;
use super::gradual::Gradual;
use super::sharp::Sharp;
use super::{
    ActivationField, ActivationFields, Distribution, Domains, Ensemble, Junction, Kernel, LogTime, NucleationLaw,
    Potentiation, RandomField, Reversal, Width,
};
use crate::catalogue::Parameters as _;
use crate::conduction::{Conduction, Ohmic};
use crate::model::{Advance, DeviceArray, Segment};

/// The law of the tables: alpha = 14 V decade, t_inf = 10 fs, Delta = 28.6 mV.
fn random_field() -> NucleationLaw {
    NucleationLaw::RandomField(RandomField {
        t_inf: 1e-14,
        alpha: 14.0,
        delta: 0.0286,
        distribution: Distribution::Lorentz,
    })
}

fn log_time(width: Width, distribution: Distribution) -> NucleationLaw {
    NucleationLaw::LogTime(LogTime { t_inf: 1e-14, alpha: 14.0, width, distribution })
}

/// The "literature" set of Deng et al. for HZO.
fn hzo() -> NucleationLaw {
    let e_a = ActivationFields::Gb2 { a: 6.7582, b: 1.6686e8, p: 2.0998, q: 1.3641 };
    NucleationLaw::ActivationField(ActivationField {
        tau_0: 446.33e-9,
        alpha: 4.2408,
        thickness: 8.3e-9,
        t_lim: 1e9,
        e_a,
    })
}

/// One law of each kind, all of which switch within microseconds at 2 V.
fn laws() -> [NucleationLaw; 5] {
    [
        random_field(),
        log_time(Width::InverseSquare { gamma_0: 0.4 }, Distribution::Lorentz),
        log_time(Width::Constant { gamma: 0.3 }, Distribution::Gauss),
        log_time(Width::Constant { gamma: 0.3 }, Distribution::Tagantsev { plateau: 2.0 }),
        hzo(),
    ]
}

/// Expected values, sharp times.
fn mean_junction(bins: usize, rank_correlation: f64) -> Junction {
    Junction {
        conduction: Conduction::Ohmic(Ohmic { g_on: 1e-6, g_off: 1e-8 }),
        potentiation: Potentiation::Positive,
        up: random_field(),
        down: random_field(),
        v_th: 0.0,
        imprint: 0.0,
        bins,
        domains: Domains::Infinite,
        kernel: Kernel::Step,
        shape: 1.0,
        rank_correlation,
        ensemble: Ensemble::Quantiles,
        weight_spread: 0.0,
        sigma_off: 0.0,
        reversal: Reversal::Reset,
        film: None,
    }
}

/// 200 domains in 50 bins, random events.
fn counted_junction(shape: f64) -> Junction {
    Junction { domains: Domains::Count(200), kernel: Kernel::Weibull, shape, ..mean_junction(50, -1.0) }
}

/// One domain in each of 40 bins, random events, for doses that survive a reversal.
fn single_domains(reversal: Reversal) -> Junction {
    Junction { domains: Domains::Count(40), kernel: Kernel::Weibull, shape: 2.0, reversal, ..mean_junction(40, 1.0) }
}

fn with_law(law: NucleationLaw, junction: Junction) -> Junction {
    Junction { up: law, down: law, ..junction }
}

fn several(junction: Junction, count: usize, seed: u64) -> Box<dyn DeviceArray> {
    junction.validate().unwrap();
    junction.array(count, seed)
}

fn one(junction: Junction) -> Box<dyn DeviceArray> {
    several(junction, 1, 1)
}

fn ramp(array: &mut dyn DeviceArray, start: f64, end: f64, dt: f64) -> Advance {
    let (start, end) = (vec![start; array.len()], vec![end; array.len()]);
    array.advance(Segment { start: &start, end: &end }, dt)
}

fn pulse(array: &mut dyn DeviceArray, voltage: f64, dt: f64) {
    ramp(array, voltage, voltage, dt);
}

fn column(array: &dyn DeviceArray, column: usize) -> Vec<f64> {
    let mut out = vec![0.0; array.len()];
    array.read(column, &mut out);
    out
}

fn fractions(array: &dyn DeviceArray) -> Vec<f64> {
    column(array, 0)
}

fn fraction(array: &dyn DeviceArray) -> f64 {
    fractions(array)[0]
}

fn mean_and_variance(values: &[f64]) -> (f64, f64) {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let variance = values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (values.len() - 1) as f64;
    (mean, variance)
}
