//! Settings chosen inside the training rows by cross-validation, so that no test row has a say.

use devices::rng::{Purpose, stream};
use rand::seq::SliceRandom;
use rayon::prelude::*;

use super::{BaselineError, Rows};

/// Parts into which training rows are divided to choose settings.
const FOLDS: usize = 5;

/// Most rows that take part in a search; more of them are sampled, class by class, because the cost of a search grows
/// with the square of the rows and its outcome hardly changes.
const SEARCH_ROWS: usize = 2000;

/// Training rows, divided once more.
pub(super) struct Fold {
    /// Rows to learn from.
    pub train: Rows,
    /// Rows to compare settings on.
    pub test: Rows,
}

/// Five stratified folds of the training rows, or of 2000 of them where there are more; every row tests once.
///
/// The same rows and seed give the same folds.
pub(super) fn folds(rows: &Rows, seed: u64) -> Vec<Fold> {
    let dealt = deal(rows, seed);
    let part = |fold: usize, tests: bool| -> Vec<usize> {
        let taken = dealt.iter().enumerate().filter(|(k, _)| (k % FOLDS == fold) == tests);
        taken.map(|(_, &row)| row).collect()
    };
    // with a single row nothing can be held back
    let folds = (0..FOLDS).filter(|&fold| !part(fold, true).is_empty() && !part(fold, false).is_empty());
    folds.map(|fold| Fold { train: rows.select(&part(fold, false)), test: rows.select(&part(fold, true)) }).collect()
}

/// The rows that take part in a search: all, or 2000 in the shares of the classes.
pub(super) fn sampled(rows: &Rows, seed: u64) -> Rows {
    rows.select(&deal(rows, seed))
}

/// Rows of a search, class after class, shuffled within each: dealt like cards, they make folds of equal size.
fn deal(rows: &Rows, seed: u64) -> Vec<usize> {
    let mut random = stream(seed, Purpose::Folds, 0);
    let mut dealt = Vec::new();
    for class in 0..rows.classes() {
        let mut members = rows.members(class);
        members.shuffle(&mut random);
        if rows.count() > SEARCH_ROWS {
            members.truncate((members.len() * SEARCH_ROWS).div_ceil(rows.count()));
        }
        dealt.extend(members);
    }
    dealt
}

/// The candidate with most correct rows over all folds; the first of equal ones, so list simple ones first.
///
/// `correct` counts the correct rows of one fold. Candidates are tried in parallel; the choice does not depend on it.
///
/// # Errors
/// [`BaselineError::Setting`] without candidates, and what `correct` returns.
pub(super) fn best<C: Clone + Sync>(
    name: &'static str,
    candidates: &[C],
    folds: &[Fold],
    correct: impl Fn(&C, &Fold) -> Result<usize, BaselineError> + Sync,
) -> Result<C, BaselineError> {
    let total = |candidate: &C| folds.iter().map(|fold| correct(candidate, fold)).sum::<Result<usize, _>>();
    let totals = candidates.par_iter().map(total).collect::<Result<Vec<_>, _>>()?;
    let expected = "at least one candidate must be given";
    let none = || BaselineError::Setting { name, value: "an empty list".into(), expected };
    candidates.get(super::rows::largest(&totals)).cloned().ok_or_else(none)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(counts: &[usize]) -> Rows {
        let labels: Vec<usize> = counts.iter().enumerate().flat_map(|(class, &n)| vec![class; n]).collect();
        Rows::new((0..labels.len()).map(|row| vec![row as f64]).collect(), labels, counts.len()).unwrap()
    }

    #[test]
    fn every_row_tests_once_and_trains_in_all_other_folds() {
        let rows = numbered(&[13, 7, 3]);
        let folds = folds(&rows, 5);
        assert_eq!(folds.len(), FOLDS);
        let mut tested: Vec<f64> = folds.iter().flat_map(|fold| fold.test.features().concat()).collect();
        tested.sort_by(f64::total_cmp);
        assert!(tested.iter().copied().eq((0..23).map(f64::from)));
        for fold in &folds {
            assert!(fold.test.features().iter().all(|row| !fold.train.features().contains(row)));
            assert_eq!(fold.train.count() + fold.test.count(), 23);
            assert!((2..=3).contains(&fold.test.members(0).len()), "13 rows in 5 folds");
        }
    }

    #[test]
    fn a_search_takes_no_more_than_two_thousand_rows_in_the_shares_of_the_classes() {
        let folds = folds(&numbered(&[3000, 900, 100]), 5);
        let tested = |class| folds.iter().map(|fold| fold.test.members(class).len()).sum::<usize>();
        assert_eq!([tested(0), tested(1), tested(2)], [1500, 450, 50]);
    }

    #[test]
    fn the_first_of_equal_candidates_is_taken() {
        let folds = folds(&numbered(&[10, 10]), 1);
        let choice = best("value", &[1, 4, 2, 5, 3], &folds, |&value, _| Ok(if value >= 4 { 7 } else { 3 })).unwrap();
        assert_eq!(choice, 4);
        let empty: [usize; 0] = [];
        assert!(best("value", &empty, &folds, |_, _| Ok(0)).unwrap_err().to_string().contains("`value` is an empty"));
    }
}
