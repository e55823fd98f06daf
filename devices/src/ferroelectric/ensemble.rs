//! How the domains of one junction differ: hardnesses for both directions, and weights.

use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};
use statrs::distribution::ContinuousCDF;

use super::bins::Direction;
use super::distribution::normal;
use super::doses::{LANES, PADDING};
use super::exponent::NEVER;
use super::junction::Junction;
use crate::rng::{Purpose, stream};

/// Hardnesses of the K bins of one junction, those for `up` in rising order, filled up to whole [`LANES`].
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Disorder {
    pub up: Vec<f64>,
    pub down: Vec<f64>,
    /// Weight of a domain in the polarization, K values.
    pub weight: Vec<f64>,
    /// Built-in voltage of a domain (V), K values; empty when there are none.
    pub offset: Vec<f64>,
    /// Weight of all domains.
    pub total: f64,
}

impl Disorder {
    /// Mid-quantiles (i + 1/2) / K, i = 0 the most easily switched; `capacity` domains in each bin.
    pub fn quantiles(junction: &Junction, capacity: &[f64]) -> Disorder {
        let k = junction.bins;
        let rank = |i: usize| (i as f64 + 0.5) / k as f64;
        let partners = down_ranks(k, junction.rank_correlation);
        let up = (0..k).map(|i| junction.up.quantile(rank(i))).collect();
        let down = partners.iter().map(|&i| junction.down.quantile(rank(i))).collect();
        let normals = |ratio| independent_ranks(k, ratio).into_iter().map(|i| normal_quantile(rank(i)));
        let weights = normals(GOLDEN).map(|z| weight(junction, z)).collect();
        Disorder::padded(up, down, weights, offsets(junction, normals(SILVER)), capacity)
    }

    /// K independent domains for junction number `device`.
    pub fn drawn(junction: &Junction, capacity: &[f64], seed: u64, device: usize) -> Disorder {
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
                    _ => normal().cdf(rho * normal_quantile(easier) + (1.0 - rho * rho).sqrt() * independent),
                };
                let partner = partner.clamp(f64::EPSILON, 1.0 - f64::EPSILON);
                let up = junction.up.quantile(easier);
                let same = partner == easier && junction.up == junction.down; // quantiles may be costly
                (up, if same { up } else { junction.down.quantile(partner) })
            })
            .collect();
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (up, down) = pairs.into_iter().unzip();
        let weights = (0..junction.bins).map(|_| weight(junction, StandardNormal.sample(&mut random))).collect();
        let normals = std::iter::repeat_with(|| StandardNormal.sample(&mut random));
        Disorder::padded(up, down, weights, offsets(junction, normals), capacity)
    }

    fn padded(mut up: Vec<f64>, mut down: Vec<f64>, weight: Vec<f64>, offset: Vec<f64>, capacity: &[f64]) -> Disorder {
        let length = up.len().next_multiple_of(LANES);
        up.resize(length, PADDING);
        down.resize(length, PADDING);
        let mut disorder = Disorder { up, down, weight, offset, total: 0.0 };
        disorder.total = disorder.scan(capacity, capacity).up; // summed as later: all up is exactly 1
        disorder
    }

    /// Hardnesses of the bins for one direction.
    #[inline(always)]
    pub fn hardness(&self, direction: Direction) -> &[f64] {
        match direction {
            Direction::Up => &self.up,
            Direction::Down => &self.down,
        }
    }

    /// Looks at all bins of a junction, of whose domains `up` are up; in eight lanes, so that it vectorizes.
    pub fn scan(&self, up: &[f64], capacity: &[f64]) -> Scan {
        const LANES: usize = 8;
        let (mut easiest_up, mut easiest_down, mut sums) = ([NEVER; LANES], [NEVER; LANES], [0.0; LANES]);
        let own = self.up.chunks(LANES).zip(self.down.chunks(LANES)).zip(self.weight.chunks(LANES));
        for ((up, capacity), ((q_up, q_down), weight)) in up.chunks(LANES).zip(capacity.chunks(LANES)).zip(own) {
            for lane in 0..up.len() {
                let q_up = if up[lane] < capacity[lane] { q_up[lane] } else { NEVER };
                let q_down = if up[lane] > 0.0 { q_down[lane] } else { NEVER };
                easiest_up[lane] = if q_up < easiest_up[lane] { q_up } else { easiest_up[lane] };
                easiest_down[lane] = if q_down < easiest_down[lane] { q_down } else { easiest_down[lane] };
                sums[lane] += weight[lane] * up[lane];
            }
        }
        let least = |lanes: [f64; LANES]| lanes.into_iter().fold(NEVER, f64::min);
        Scan { easiest_up: least(easiest_up), easiest_down: least(easiest_down), up: sums.iter().sum() }
    }

    /// Bytes of one junction's own values.
    #[cfg(test)]
    pub fn bytes(&self) -> usize {
        size_of::<Disorder>()
            + 8 * (self.up.capacity() + self.down.capacity() + self.weight.capacity() + self.offset.capacity())
    }
}

/// What one look at all bins of a junction shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scan {
    /// Least hardness among bins that are not all up; [`NEVER`] when there is none.
    pub easiest_up: f64,
    /// The same for bins that are not all down.
    pub easiest_down: f64,
    /// Weight of the domains that are up.
    pub up: f64,
}

/// Weight of a domain from a normal number: the square of N(1, `weight_spread`), as of a scattered diameter.
fn weight(junction: &Junction, normal: f64) -> f64 {
    (1.0 + junction.weight_spread * normal).powi(2)
}

/// Offsets are cut at this many standard deviations, so that a voltage is known below which nothing switches.
pub(crate) const MOST_OFFSET: f64 = 4.0;

/// Built-in voltages (V) of the domains from normal numbers; none when they do not scatter.
fn offsets(junction: &Junction, normals: impl Iterator<Item = f64>) -> Vec<f64> {
    let count = if junction.sigma_off > 0.0 { junction.bins } else { 0 };
    normals.take(count).map(|z| junction.sigma_off * z.clamp(-MOST_OFFSET, MOST_OFFSET)).collect()
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
    let independent = independent_ranks(k, GOLDEN);
    let square: f64 = (0..k).map(|i| score(i).powi(2)).sum();
    let overlap = (0..k).map(|i| score(i) * score(independent[i])).sum::<f64>() / square.max(f64::MIN_POSITIVE);
    let orthogonal =
        |i: usize| (score(independent[i]) - overlap * score(i)) / (1.0 - overlap * overlap).max(f64::EPSILON).sqrt();
    let scores: Vec<f64> = (0..k).map(|i| rho * score(i) + (1.0 - rho * rho).sqrt() * orthogonal(i)).collect();
    ranks(&scores)
}

const GOLDEN: f64 = 0.618_033_988_749_894_9;
const SILVER: f64 = std::f64::consts::SQRT_2 - 1.0;

/// Order of the multiples of an irrational `ratio`: all but independent of the ranks, and the same every time.
fn independent_ranks(k: usize, ratio: f64) -> Vec<usize> {
    let places: Vec<f64> = (0..k).map(|i| ((i as f64 + 0.5) * ratio).fract()).collect();
    ranks(&places)
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

fn normal_quantile(u: f64) -> f64 {
    normal().inverse_cdf(u)
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
}
