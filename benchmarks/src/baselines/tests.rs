//! Claims about all methods together.

use super::*;
use crate::{DataSet, Split, half_split};

fn halves(seed: u64, index: usize) -> (Rows, Rows) {
    let iris = DataSet::embedded("iris").unwrap();
    let Split { train, test } = half_split(&iris.labels, 3, seed, index);
    (Rows::of(&iris, &train).unwrap(), Rows::of(&iris, &test).unwrap())
}

#[test]
fn half_splits_of_iris_reach_what_scikit_learn_and_minisom_reach() {
    // means of 50 half splits by scikit-learn 1.9 and minisom 2.3; the mean of 10 splits scatters by
    // 2.4 / sqrt(10) = 0.8 points, the splits are others, and so are the candidates
    let golden = [95.8, 95.6, 95.0, 97.6, 95.6, 91.3];
    let splits = 10;
    for (baseline, golden) in Baseline::all(10, 75).iter().zip(golden) {
        let accuracy = |index: u32| {
            let (train, test) = halves(1, index as usize);
            baseline.accuracy(&train, &test, u64::from(index)).unwrap()
        };
        let mean = 100.0 * (0..splits).map(accuracy).sum::<f64>() / f64::from(splits);
        assert!((mean - golden).abs() < 2.5, "{}: {mean:.2}, scikit-learn {golden}", baseline.name());
    }
}

#[test]
fn the_same_seed_gives_the_same_choice_on_one_and_on_many_threads() {
    let (train, test) = halves(2, 0);
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let evaluate = |baseline: &Baseline| baseline.evaluate(&train, &test, 9).unwrap();
        pool.install(|| Baseline::all(10, 75).iter().map(evaluate).collect::<Vec<_>>())
    };
    let one = on(1);
    assert_eq!(one, on(4));
    assert!(one.iter().all(|evaluation| evaluation.accuracy > 0.8), "{one:?}");
}

#[test]
fn labels_of_test_rows_have_no_say() {
    // what is learned from shuffled labels of the test rows would not be the same
    let (train, test) = halves(2, 1);
    for baseline in Baseline::all(10, 75) {
        let honest = baseline.evaluate(&train, &test, 4).unwrap();
        let wrong =
            Rows::new(test.features().to_vec(), test.labels().iter().map(|l| (l + 1) % 3).collect(), 3).unwrap();
        assert_eq!(baseline.evaluate(&train, &wrong, 4).unwrap().chosen, honest.chosen, "{}", baseline.name());
    }
}

#[test]
fn rows_of_another_kind_are_refused() {
    let (train, _) = halves(2, 1);
    let narrow = Rows::new(vec![vec![1.0]], vec![0], 3).unwrap();
    let message = Baseline::Lda.accuracy(&train, &narrow, 0).unwrap_err().to_string();
    assert!(message.contains("test rows have 1 features and 3 classes, training rows 4 and 3"), "{message}");
}
