//! k-means clusters on the population code: the unsupervised network's task without a network.

use devices::rng::{Purpose, stream};
use nalgebra::DMatrix;
use rand::RngExt;

use super::folds::{best, folds};
use super::population::PopulationCode;
use super::prototypes::Prototypes;
use super::{BaselineError, Rows};

/// Starts of which the one with the least inertia is kept.
const STARTS: u64 = 4;

/// Rounds after which clusters are taken as they are; usually some tens are enough.
const MOST_ROUNDS: usize = 300;

/// Centers of clusters (Lloyd 1982, doi:10.1109/TIT.1982.1056489), started by k-means++ (Arthur and Vassilvitskii 2007,
/// Proceedings of SODA, 1027).
#[derive(Clone, Debug)]
pub struct KMeans {
    centers: Vec<Vec<f64>>,
    /// Sum of squared distances to the nearest center at the start of each round.
    inertia: Vec<f64>,
}

impl KMeans {
    /// At most `clusters` centers in `points`, from start number `start`; fewer when fewer points are distinct.
    ///
    /// # Errors
    /// [`BaselineError::TooFewRows`] for more clusters than points, [`BaselineError::Setting`] for none.
    pub fn fit(points: &[Vec<f64>], clusters: usize, seed: u64, start: u64) -> Result<KMeans, BaselineError> {
        if clusters == 0 {
            let expected = "at least one cluster is needed";
            return Err(BaselineError::Setting { name: "clusters", value: "0".into(), expected });
        }
        if points.len() < clusters {
            return Err(BaselineError::TooFewRows { method: "k-means", needed: clusters, found: points.len() });
        }
        let data = DMatrix::from_fn(points[0].len(), points.len(), |feature, point| points[point][feature]);
        let mut centers = starting_centers(&data, clusters, seed, start);
        let (mut members, mut inertia) = (Vec::new(), Vec::new());
        for _ in 0..MOST_ROUNDS {
            let nearest = nearest_centers(&data, &centers);
            inertia.push(spread(&data, &centers, &nearest));
            if nearest == members {
                break;
            }
            members = nearest;
            centers = means(&data, &members, centers);
        }
        let centers = centers.column_iter().map(|center| center.iter().copied().collect()).collect();
        Ok(KMeans { centers, inertia })
    }

    /// The best of several starts: the least inertia, the first in a tie.
    ///
    /// # Errors
    /// As [`KMeans::fit`].
    pub fn best_of(starts: u64, points: &[Vec<f64>], clusters: usize, seed: u64) -> Result<KMeans, BaselineError> {
        let mut best = KMeans::fit(points, clusters, seed, 0)?;
        for start in 1..starts {
            let other = KMeans::fit(points, clusters, seed, start)?;
            if other.inertia() < best.inertia() {
                best = other;
            }
        }
        Ok(best)
    }

    /// Center of each cluster.
    pub fn centers(&self) -> &[Vec<f64>] {
        &self.centers
    }

    /// Sum of squared distances of the points to the nearest center.
    pub fn inertia(&self) -> f64 {
        self.inertia.last().copied().unwrap_or(f64::INFINITY)
    }
}

/// Clusters on the population code, each named by the majority of its training rows.
#[derive(Clone, Debug)]
pub(super) struct KMeansOnCode {
    code: PopulationCode,
    prototypes: Prototypes,
    /// Fields per feature that were chosen.
    pub fields: usize,
}

impl KMeansOnCode {
    /// Chooses the fields per feature by 5-fold cross-validation with one start each, then keeps the best of four
    /// starts.
    pub fn fit(train: &Rows, clusters: usize, fields: &[usize], seed: u64) -> Result<KMeansOnCode, BaselineError> {
        let fields = best("fields", fields, &folds(train, seed), |&fields, fold| {
            // a fold may hold fewer rows than clusters are asked for
            let clusters = clusters.min(fold.train.count());
            KMeansOnCode::with(&fold.train, clusters, fields, 1, seed)?.correct(&fold.test)
        })?;
        KMeansOnCode::with(train, clusters, fields, STARTS, seed)
    }

    fn with(train: &Rows, clusters: usize, fields: usize, starts: u64, seed: u64) -> Result<Self, BaselineError> {
        let code = PopulationCode::fit(train, fields)?;
        let rows = code.encode_all(train)?;
        let clusters = KMeans::best_of(starts, rows.features(), clusters, seed)?;
        Ok(KMeansOnCode { prototypes: Prototypes::named(clusters.centers(), &rows), code, fields })
    }

    /// Number of rows that get their own class.
    pub fn correct(&self, test: &Rows) -> Result<usize, BaselineError> {
        Ok(self.code.encode_all(test)?.correct(|row| self.prototypes.classify(row)))
    }
}

/// k-means++: each next center is a point drawn by its squared distance to the nearest center so far.
fn starting_centers(data: &DMatrix<f64>, clusters: usize, seed: u64, start: u64) -> DMatrix<f64> {
    let mut random = stream(seed, Purpose::Centers, start);
    let mut chosen = vec![random.random_range(0..data.ncols())];
    let mut distances = vec![f64::INFINITY; data.ncols()];
    while chosen.len() < clusters {
        let last = data.column(chosen[chosen.len() - 1]);
        for (distance, point) in distances.iter_mut().zip(data.column_iter()) {
            *distance = distance.min((point - last).norm_squared());
        }
        let mut left = random.random::<f64>() * distances.iter().sum::<f64>();
        let draw = |(point, distance): (usize, &f64)| {
            left -= distance;
            (*distance > 0.0 && left <= 0.0).then_some(point)
        };
        let drawn = distances.iter().enumerate().find_map(draw);
        // rounding can leave a remainder after the last point; no point is left when all lie on centers
        match drawn.or_else(|| distances.iter().rposition(|&distance| distance > 0.0)) {
            Some(point) => chosen.push(point),
            None => break,
        }
    }
    data.select_columns(&chosen)
}

/// Nearest center of each point, the first in a tie, by `|c|^2 - 2 c.x`: the matrix product takes nearly all the time.
fn nearest_centers(data: &DMatrix<f64>, centers: &DMatrix<f64>) -> Vec<usize> {
    let squares: Vec<f64> = centers.column_iter().map(|center| center.norm_squared()).collect();
    let products = centers.transpose() * data;
    let nearest = |products: nalgebra::DVectorView<'_, f64>| {
        let distance = |k: usize| squares[k] - 2.0 * products[k];
        (1..squares.len()).fold(0, |best, k| if distance(k) < distance(best) { k } else { best })
    };
    products.column_iter().map(nearest).collect()
}

fn spread(data: &DMatrix<f64>, centers: &DMatrix<f64>, nearest: &[usize]) -> f64 {
    let distance = |(point, &center): (usize, &usize)| (data.column(point) - centers.column(center)).norm_squared();
    nearest.iter().enumerate().map(distance).sum()
}

/// Mean of the members of each cluster; a cluster without members stays where it was.
fn means(data: &DMatrix<f64>, members: &[usize], mut centers: DMatrix<f64>) -> DMatrix<f64> {
    let mut counts = vec![0; centers.ncols()];
    members.iter().for_each(|&center| counts[center] += 1);
    for (center, _) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        centers.column_mut(center).fill(0.0);
    }
    for (point, &center) in members.iter().enumerate() {
        let mut sum = centers.column_mut(center);
        sum += data.column(point);
    }
    for (center, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        centers.column_mut(center).unscale_mut(f64::from(count));
    }
    centers
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    fn iris() -> Vec<Vec<f64>> {
        crate::DataSet::embedded("iris").unwrap().rows
    }

    #[test]
    fn inertia_never_rises_and_the_rounds_end() {
        for start in 0..10 {
            let k_means = KMeans::fit(&iris(), 7, 3, start).unwrap();
            let course = &k_means.inertia;
            // rounding of sums of 150 squares
            assert!(course.windows(2).all(|pair| pair[1] <= pair[0] * (1.0 + 1e-13)), "{course:?}");
            assert!(course.len() < MOST_ROUNDS);
        }
    }

    #[test]
    fn one_cluster_is_the_mean_and_its_inertia_the_total_variance() {
        let points: Vec<Vec<f64>> = (0..5).map(|k| vec![f64::from(k), 2.0]).collect();
        let k_means = KMeans::fit(&points, 1, 0, 0).unwrap();
        assert_eq!(k_means.centers(), [vec![2.0, 2.0]]);
        assert_relative_eq!(k_means.inertia(), 4.0 + 1.0 + 0.0 + 1.0 + 4.0);
    }

    #[test]
    fn iris_in_three_clusters_reaches_the_known_least_inertia() {
        // 78.8514 is what scikit-learn's KMeans(3) and R's kmeans find for these rows
        assert_relative_eq!(KMeans::best_of(10, &iris(), 3, 0).unwrap().inertia(), 78.8514, epsilon = 1e-4);
    }

    #[test]
    fn as_many_clusters_as_distinct_points_leave_no_inertia() {
        let points: Vec<Vec<f64>> = (0..12).map(|k| vec![f64::from(k % 4)]).collect();
        let k_means = KMeans::fit(&points, 6, 1, 0).unwrap();
        assert_eq!((k_means.centers().len(), k_means.inertia()), (4, 0.0));
    }

    #[test]
    fn no_cluster_and_more_clusters_than_points_are_refused() {
        assert!(matches!(KMeans::fit(&iris(), 0, 0, 0), Err(BaselineError::Setting { .. })));
        assert!(matches!(KMeans::fit(&iris(), 151, 0, 0), Err(BaselineError::TooFewRows { needed: 151, .. })));
    }
}
