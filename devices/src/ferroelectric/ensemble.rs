//! Local fields of the bins: quantiles of the Lorentz distribution, and how up-ranks go with down-ranks.

use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};

use super::doses::{LANES, PADDING};
use super::junction::Junction;
use crate::rng::{Purpose, stream};

/// Local fields (V) of the K bins of one junction, in falling order of `up`; filled up to whole [`LANES`].
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LocalFields {
    pub up: Vec<f64>,
    pub down: Vec<f64>,
}

impl LocalFields {
    /// Mid-quantiles (i + 1/2) / K, i = 0 the most easily switched.
    pub fn quantiles(junction: &Junction) -> LocalFields {
        let k = junction.bins;
        let rank = |i: usize| (i as f64 + 0.5) / k as f64;
        let partners = down_ranks(k, junction.rank_correlation);
        let up = (0..k).map(|i| junction.up.quantile(rank(i))).collect();
        let down = partners.iter().map(|&i| junction.down.quantile(rank(i))).collect();
        LocalFields::padded(up, down)
    }

    /// K independent pairs for junction number `device`.
    pub fn drawn(junction: &Junction, seed: u64, device: usize) -> LocalFields {
        let mut random = stream(seed, Purpose::Ensemble, device as u64);
        let rho = junction.rank_correlation;
        let mut pairs: Vec<(f64, f64)> = (0..junction.bins)
            .map(|_| {
                // |rho| = 1 takes the uniform rank itself: no detour through the normal distribution
                let easier = (random.random::<f64>() + f64::EPSILON).min(1.0 - f64::EPSILON);
                let independent: f64 = StandardNormal.sample(&mut random);
                let partner = match rho {
                    1.0 => easier,
                    -1.0 => 1.0 - easier,
                    _ => normal_cdf(rho * normal_quantile(easier) + (1.0 - rho * rho).sqrt() * independent),
                };
                (junction.up.quantile(easier), junction.down.quantile(partner))
            })
            .collect();
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (up, down) = pairs.into_iter().unzip();
        LocalFields::padded(up, down)
    }

    fn padded(mut up: Vec<f64>, mut down: Vec<f64>) -> LocalFields {
        let length = up.len().next_multiple_of(LANES);
        up.resize(length, PADDING);
        down.resize(length, PADDING);
        LocalFields { up, down }
    }
}

/// Rank for down switching of the bin with rank i for up switching: a permutation with normal-score correlation `rho`.
fn down_ranks(k: usize, rho: f64) -> Vec<usize> {
    if rho == 1.0 {
        return (0..k).collect();
    }
    if rho == -1.0 {
        return (0..k).rev().collect();
    }
    let score = |i: usize| normal_quantile((i as f64 + 0.5) / k as f64);
    // golden-ratio order, made orthogonal to the ranks: all but independent of them, and the same every time
    let golden: Vec<f64> = (0..k).map(|i| ((i as f64 + 0.5) * 0.618_033_988_749_894_9).fract()).collect();
    let independent = ranks(&golden);
    let square: f64 = (0..k).map(|i| score(i).powi(2)).sum();
    let overlap = (0..k).map(|i| score(i) * score(independent[i])).sum::<f64>() / square.max(f64::MIN_POSITIVE);
    let orthogonal =
        |i: usize| (score(independent[i]) - overlap * score(i)) / (1.0 - overlap * overlap).max(f64::EPSILON).sqrt();
    let scores: Vec<f64> = (0..k).map(|i| rho * score(i) + (1.0 - rho * rho).sqrt() * orthogonal(i)).collect();
    ranks(&scores)
}

/// Position of each value in rising order.
fn ranks(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0; values.len()];
    for (rank, &index) in order.iter().enumerate() {
        ranks[index] = rank;
    }
    ranks
}

/// Normal distribution function by its Taylor-like series (Marsaglia 2004, doi:10.18637/jss.v011.i04), kept inside (0, 1).
fn normal_cdf(z: f64) -> f64 {
    let z = z.clamp(-8.0, 8.0);
    let (mut sum, mut term, mut k) = (z, z, 1.0);
    while sum + term != sum {
        k += 2.0;
        term *= z * z / k;
        sum += term;
    }
    let density = (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt();
    (0.5 + sum * density).clamp(1e-15, 1.0 - 1e-15)
}

/// Inverse of [`normal_cdf`] by Newton's method, which from 0 approaches without overshoot (the function is convex).
fn normal_quantile(u: f64) -> f64 {
    let mut z = 0.0f64;
    for _ in 0..200 {
        let density = (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt();
        let step = (normal_cdf(z) - u) / density;
        z = (z - step).clamp(-8.0, 8.0);
        if step.abs() < 1e-13 {
            break;
        }
    }
    z
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Correlation of the normal scores of up-ranks and down-ranks.
    fn score_correlation(k: usize, rho: f64) -> f64 {
        let score = |i: usize| normal_quantile((i as f64 + 0.5) / k as f64);
        let square: f64 = (0..k).map(|i| score(i).powi(2)).sum();
        let product: f64 = down_ranks(k, rho).iter().enumerate().map(|(i, &j)| score(i) * score(j)).sum();
        product / square
    }

    #[test]
    fn ranks_are_permutations_with_the_wanted_correlation() {
        for k in [32, 64, 200] {
            for rho in [-1.0, -0.7, -0.2, 0.0, 0.5, 0.9, 1.0] {
                let mut sorted = down_ranks(k, rho);
                sorted.sort_unstable();
                assert!(sorted.into_iter().eq(0..k));
                let measured = score_correlation(k, rho);
                // few ranks cannot meet a correlation exactly; a random permutation would miss by 1/sqrt(k)
                assert!((measured - rho).abs() < 0.04, "{k} bins, rho = {rho}: {measured}");
            }
        }
    }

    #[test]
    fn full_correlation_is_exact() {
        assert!(down_ranks(64, 1.0).into_iter().eq(0..64));
        assert!(down_ranks(64, -1.0).into_iter().eq((0..64).rev()));
    }

    #[test]
    fn normal_distribution_has_its_tabulated_values() {
        // Abramowitz and Stegun table 26.1
        for (z, tabulated) in
            [(0.0, 0.5), (1.0, 0.841_344_746_068_543), (-2.0, 0.022_750_131_948_179), (3.0, 0.998_650_101_968_370)]
        {
            assert!((normal_cdf(z) - tabulated).abs() < 1e-14);
            assert!((normal_quantile(tabulated) - z).abs() < 1e-11);
        }
    }
}
