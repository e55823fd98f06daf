//! Classical methods on the same rows and splits as the spiking networks, for comparison.
//!
//! Every setting is chosen inside the training rows: by leave-one-out or by stratified 5-fold cross-validation that
//! depends on the seed alone; of more than 2000 training rows, 2000 take part in such a search (for kNN all do). What
//! was chosen is told in the [`Evaluation`]. [`Rows`] holds raw features; each method standardizes them, or turns them
//! into the population code, by training rows only.

mod error;
mod folds;
mod k_means;
mod knn;
mod lda;
mod population;
mod prototypes;
mod ridge_on_code;
mod rows;
mod smo;
mod som;
mod standardization;
mod svm;

pub use error::BaselineError;
pub use k_means::KMeans;
pub use knn::Knn;
pub use lda::Lda;
pub use rows::Rows;
pub use som::Som;
pub use svm::{Svm, SvmSetting};

/// Fields per feature that are tried for the population code.
const FIELDS: [usize; 3] = [6, 12, 16];

/// A classical method, with the candidates for its settings.
#[derive(Clone, Debug, PartialEq)]
pub enum Baseline {
    /// Clusters on the population code, named by their training rows: labels choose names and fields alone.
    KMeansOnCode {
        /// Number of clusters: compare with as many neurons.
        clusters: usize,
    },
    /// Ridge regression on the bare population code.
    RidgeOnCode,
    /// The nearest neighbors among standardized features.
    Knn {
        /// Candidates for their number, each below the number of training rows.
        neighbors: Vec<usize>,
    },
    /// Linear discriminant analysis.
    Lda,
    /// Support vector machine with a Gaussian kernel on standardized features.
    SvmRbf {
        /// Candidates for the penalty `C`.
        costs: Vec<f64>,
        /// Candidates for `gamma` times the number of features.
        widths: Vec<f64>,
    },
    /// Self-organizing map of standardized features, nodes named by their training rows.
    Som {
        /// Candidates for the number of nodes on a side.
        sides: Vec<usize>,
    },
}

/// What a method reached.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// Share of the test rows that got their own class, 0 to 1.
    pub accuracy: f64,
    /// Settings that were chosen inside the training rows, by name.
    pub chosen: Vec<(&'static str, f64)>,
}

impl Baseline {
    /// All methods with candidates that suit small and middle-sized sets, in the order of a table.
    ///
    /// Candidates that need more than `rows` training rows are left out.
    pub fn all(clusters: usize, rows: usize) -> Vec<Baseline> {
        // the largest map must fit into four fifths of the rows
        let sides = [1, 2, 3, 4, 5, 6, 8, 10].into_iter().filter(|side| side * side <= rows * 4 / 5).collect();
        vec![
            Baseline::KMeansOnCode { clusters },
            Baseline::RidgeOnCode,
            Baseline::Knn { neighbors: [1, 3, 5, 7, 9, 11, 15].into_iter().filter(|&k| k < rows).collect() },
            Baseline::Lda,
            Baseline::SvmRbf { costs: vec![0.5, 2.0, 8.0, 32.0], widths: vec![0.25, 1.0, 4.0] },
            Baseline::Som { sides },
        ]
    }

    /// Name for tables.
    pub fn name(&self) -> &str {
        match self {
            Baseline::KMeansOnCode { .. } => "k-means on the code",
            Baseline::RidgeOnCode => "ridge on the code",
            Baseline::Knn { .. } => "kNN",
            Baseline::Lda => "LDA",
            Baseline::SvmRbf { .. } => "SVM-RBF",
            Baseline::Som { .. } => "SOM",
        }
    }

    /// Names of the settings in [`Evaluation::chosen`], in their order.
    pub fn settings(&self) -> &'static [&'static str] {
        match self {
            Baseline::KMeansOnCode { .. } => &["clusters", "fields"],
            Baseline::RidgeOnCode => &["fields", "lambda"],
            Baseline::Knn { .. } => &["neighbors"],
            Baseline::Lda => &[],
            Baseline::SvmRbf { .. } => &["C", "gamma"],
            Baseline::Som { .. } => &["side"],
        }
    }

    /// Share of the test rows (0 to 1) that the method, trained on the training rows, gives their own class.
    ///
    /// # Errors
    /// As [`Baseline::evaluate`].
    pub fn accuracy(&self, train: &Rows, test: &Rows, seed: u64) -> Result<f64, BaselineError> {
        Ok(self.evaluate(train, test, seed)?.accuracy)
    }

    /// Trains on the training rows, settings included, and tests once.
    ///
    /// The same rows and seed give the same bits on any number of threads.
    ///
    /// # Errors
    /// [`BaselineError`] for test rows of another kind, for settings that cannot be, and for too few training rows.
    pub fn evaluate(&self, train: &Rows, test: &Rows, seed: u64) -> Result<Evaluation, BaselineError> {
        same_kind(train, test)?;
        let (correct, values) = match self {
            Baseline::KMeansOnCode { clusters } => {
                let k_means = k_means::KMeansOnCode::fit(train, *clusters, &FIELDS, seed)?;
                (k_means.correct(test)?, vec![*clusters as f64, k_means.fields as f64])
            }
            Baseline::RidgeOnCode => {
                let ridge = ridge_on_code::RidgeOnCode::fit(train, &FIELDS, seed)?;
                (ridge.correct(test)?, vec![ridge.fields as f64, ridge.lambda()])
            }
            Baseline::Knn { neighbors } => {
                let knn = Knn::fit(train, neighbors)?;
                (test.correct(|row| knn.classify(row)), vec![knn.neighbors() as f64])
            }
            Baseline::Lda => {
                let lda = Lda::fit(train)?;
                (test.correct(|row| lda.classify(row)), Vec::new())
            }
            Baseline::SvmRbf { costs, widths } => {
                let svm = Svm::fit(train, costs, widths, seed)?;
                let SvmSetting { cost, gamma } = svm.setting();
                (test.correct(|row| svm.classify(row)), vec![cost, gamma])
            }
            Baseline::Som { sides } => {
                let som = Som::fit(train, sides, seed)?;
                (test.correct(|row| som.classify(row)), vec![som.side() as f64])
            }
        };
        let chosen = self.settings().iter().copied().zip(values).collect();
        Ok(Evaluation { accuracy: correct as f64 / test.count() as f64, chosen })
    }
}

fn same_kind(train: &Rows, test: &Rows) -> Result<(), BaselineError> {
    if (train.width(), train.classes()) == (test.width(), test.classes()) {
        return Ok(());
    }
    Err(BaselineError::OtherShape {
        train_features: train.width(),
        train_classes: train.classes(),
        test_features: test.width(),
        test_classes: test.classes(),
    })
}

#[cfg(test)]
mod tests;
