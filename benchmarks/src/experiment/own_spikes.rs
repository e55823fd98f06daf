//! Spikes of single lines, in place of those that all others share.

use std::collections::HashSet;
use std::ops::Range;

use learning::Waveform;
use serde::Deserialize;
use toml::Spanned;

use super::Spikes;
use super::spikes::{IMPLAUSIBLE, plausible, spanned_waveform};
use crate::RunError;

/// A pre spike of some rows.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfRows {
    /// Numbers of the rows, counted from 0.
    pub rows: Spanned<Vec<usize>>,
    /// Their spike.
    #[serde(deserialize_with = "spanned_waveform")]
    pub pre: Spanned<Waveform>,
}

/// A post spike of some columns.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfColumns {
    /// Numbers of the columns, counted from 0.
    pub columns: Spanned<Vec<usize>>,
    /// Their spike.
    #[serde(deserialize_with = "spanned_waveform")]
    pub post: Spanned<Waveform>,
}

/// The numbers of some lines, and the spike that is theirs.
type Own<'a> = (&'a Spanned<Vec<usize>>, &'a Spanned<Waveform>);

impl Spikes {
    /// Pre spikes of an array with `rows` rows.
    ///
    /// # Errors
    /// [`RunError::Number`] for a row that does not exist.
    pub fn pre_on(&self, rows: usize) -> Result<learning::Spikes, RunError> {
        on_lines("row", rows, &self.pre, self.own_pre())
    }

    /// Post spikes of an array with `columns` columns.
    ///
    /// # Errors
    /// [`RunError::Number`] for a column that does not exist.
    pub fn post_on(&self, columns: usize) -> Result<learning::Spikes, RunError> {
        on_lines("column", columns, &self.post, self.own_post())
    }

    /// Longest pre and longest post spike of any line (s).
    pub fn longest(&self) -> [f64; 2] {
        let longest = |common: &Waveform, own: &mut dyn Iterator<Item = Own<'_>>| {
            own.map(|(_, spike)| spike.get_ref().duration()).fold(common.duration(), f64::max)
        };
        [longest(&self.pre, &mut self.own_pre()), longest(&self.post, &mut self.own_post())]
    }

    /// First of the spikes of single lines that cannot be: its place in the text, and a message.
    pub(super) fn own_problem(&self) -> Option<(Range<usize>, String)> {
        let check = |line, own: Vec<Own<'_>>| twice(line, &own).or_else(|| shapeless(&own));
        check("row", self.own_pre().collect()).or_else(|| check("column", self.own_post().collect()))
    }

    /// Where a spike of a single line stands in the text; nothing when all lines share theirs.
    pub(crate) fn own_place(&self) -> Option<Range<usize>> {
        self.own_pre().chain(self.own_post()).map(|(lines, _)| lines.span()).next()
    }

    fn own_pre(&self) -> impl Iterator<Item = Own<'_>> {
        self.of_rows.iter().map(|own| (&own.rows, &own.pre))
    }

    fn own_post(&self) -> impl Iterator<Item = Own<'_>> {
        self.of_columns.iter().map(|own| (&own.columns, &own.post))
    }
}

/// The first list that is empty or names a line for the second time.
fn twice(line: &str, own: &[Own<'_>]) -> Option<(Range<usize>, String)> {
    let mut seen = HashSet::new();
    for (lines, _) in own {
        if lines.get_ref().is_empty() {
            return Some((lines.span(), format!("name at least one {line} whose spike this is")));
        }
        for number in lines.get_ref() {
            if !seen.insert(*number) {
                return Some((lines.span(), format!("{line} {number} is named twice; a {line} has one spike")));
            }
        }
    }
    None
}

fn shapeless(own: &[Own<'_>]) -> Option<(Range<usize>, String)> {
    let wrong = own.iter().find(|(_, spike)| !plausible(spike.get_ref()));
    wrong.map(|(_, spike)| (spike.span(), IMPLAUSIBLE.to_string()))
}

fn on_lines<'a>(
    what: &'static str,
    count: usize,
    common: &Waveform,
    own: impl Iterator<Item = Own<'a>>,
) -> Result<learning::Spikes, RunError> {
    let mut own = own.peekable();
    if own.peek().is_none() {
        return Ok(learning::Spikes::Same(common.clone()));
    }
    let mut each = vec![common.clone(); count];
    for (lines, spike) in own {
        for &number in lines.get_ref() {
            let place = lines.span();
            *each.get_mut(number).ok_or(RunError::Number { what, number, whole: "the array", count, place })? =
                spike.get_ref().clone();
        }
    }
    Ok(learning::Spikes::Each(each))
}

#[cfg(test)]
mod tests {
    use crate::experiment::tests::with;
    use crate::{RunError, Setup};

    const FLAT: &str = r#"[["0 ns", "0.5 V"], ["100 ns", "0.5 V"]]"#;

    fn own(lines: &str) -> String {
        match with(&["spikes"], lines) {
            Err(error) => error.to_string(),
            Ok(experiment) => Setup::new(experiment).map_or_else(|error| error.to_string(), |_| String::new()),
        }
    }

    #[test]
    fn lines_that_are_named_have_their_own_spike_and_all_others_the_common_one() {
        let lines =
            format!("of_rows = [{{ rows = [0, 3], pre = {FLAT} }}]\nof_columns = [{{ columns = [5], post = {FLAT} }}]");
        let spikes = with(&["spikes"], &lines).unwrap().spikes;
        let (pre, post) = (spikes.pre_on(32).unwrap(), spikes.post_on(6).unwrap());
        for row in 0..32 {
            assert_eq!(pre.on(row).duration() == 100e-9, [0, 3].contains(&row), "row {row}");
            assert!(row == 0 || row == 3 || *pre.on(row) == spikes.pre);
        }
        assert_eq!((post.on(5).range(), post.on(4)), ((0.0, 0.5), &spikes.post));
        assert_eq!(spikes.longest(), [spikes.pre.duration(), 100e-9]);
    }

    #[test]
    fn an_own_spike_equal_to_the_common_one_changes_no_bit() {
        let one = |lines: &str| {
            let mut experiment = with(&["spikes"], lines).unwrap();
            experiment.protocol = crate::experiment::Protocol::Folds { repeats: 1, folds: 5 };
            let setup = Setup::new(experiment).unwrap();
            let result = setup.run(0, &setup.split(0), |_| ()).unwrap();
            (result.snapshots[1].conductances.clone(), result.spikes, result.predictions)
        };
        let pre = r#"[["0 ns", "0 V"], ["2 ns", "0.7 V"], ["2400 ns", "0.7 V"], ["2402 ns", "0 V"]]"#;
        let common = one("");
        assert_eq!(common, one(&format!("of_rows = [{{ rows = [7, 31], pre = {pre} }}]")));
        let other = one(&format!("of_rows = [{{ rows = [7, 31], pre = {FLAT} }}]"));
        assert_ne!(common.0, other.0, "another spike is another network");
    }

    #[test]
    fn lines_that_cannot_have_a_spike_of_their_own_are_refused() {
        for (lines, words) in [
            (format!("of_rows = [{{ rows = [32], pre = {FLAT} }}]"), ["row 32", "0 to 31"]),
            (format!("of_columns = [{{ columns = [6], post = {FLAT} }}]"), ["column 6", "0 to 5"]),
            (format!("of_rows = [{{ rows = [1, 1], pre = {FLAT} }}]"), ["row 1", "twice"]),
            (format!("of_rows = [{{ rows = [], pre = {FLAT} }}]"), ["at least one", "row"]),
            (format!("of_rows = [{{ columns = [1], pre = {FLAT} }}]"), ["columns", "rows"]),
            ("of_rows = [{ rows = [1], pre = [[\"0 s\", \"0 V\"], [\"1 s\", \"2 kV\"]] }]".into(), ["spike", "1 kV"]),
            (
                "of_rows = [{ rows = [1], pre = [[\"0 s\", \"0 V\"], [\"9 us\", \"0 V\"]] }]".into(),
                ["`presentation`", "short"],
            ),
        ] {
            let message = own(&lines);
            assert!(words.iter().all(|word| message.contains(word)), "{lines}: {message}");
        }
        let missing = with(&["spikes"], &format!("of_rows = [{{ rows = [40], pre = {FLAT} }}]")).unwrap();
        assert!(matches!(missing.spikes.pre_on(32), Err(RunError::Number { number: 40, count: 32, .. })));
    }
}
