//! A condition over all splits, and tables of them.

use super::{Accuracy, Condition, Outcome};
use crate::bench::{latex_heading, latex_table, markdown_heading, markdown_table, percent, quoted, with_deviation};
use crate::mean_and_sd;

/// Accuracy lost against the clean array, split by split (percentage points).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Loss {
    /// Mean; negative where accuracy is gained.
    pub mean: f64,
    /// Standard error of the mean; none for a single split.
    pub standard_error: Option<f64>,
}

/// A read-out over all splits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// Mean and standard deviation of the accuracy (%).
    pub accuracy: (f64, f64),
    /// What it lost.
    pub loss: Loss,
}

/// The read-outs over all splits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReadOuts {
    /// By the first neuron.
    pub winner: Measured,
    /// By vote.
    pub vote: Measured,
    /// By ridge regression on first-spike times.
    pub ridge: Measured,
}

/// A condition over all splits.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// What was done.
    pub condition: String,
    /// When.
    pub acts: &'static str,
    /// Number of splits.
    pub splits: usize,
    /// With neurons named and the regression fitted under the condition.
    pub named: ReadOuts,
    /// With the names and the regression of before.
    pub kept: Option<ReadOuts>,
}

impl Loss {
    /// Of two columns of shares, split by split.
    pub(super) fn between(clean: &[f64], disturbed: &[f64]) -> Self {
        let lost: Vec<f64> =
            clean.iter().zip(disturbed).map(|(clean, disturbed)| 100.0 * (clean - disturbed)).collect();
        let (mean, sd) = mean_and_sd(&lost);
        Self { mean, standard_error: (lost.len() > 1).then(|| sd / (lost.len() as f64).sqrt()) }
    }

    fn text(self) -> String {
        match self.standard_error {
            Some(error) => format!("{:.2} ± {error:.2}", self.mean),
            None => format!("{:.2}", self.mean),
        }
    }
}

impl ReadOuts {
    /// Of accuracies and those of the clean array, split by split.
    fn new(accuracies: &[Accuracy], clean: &[Accuracy]) -> Self {
        let measured = |of: fn(&Accuracy) -> f64| {
            let [accuracies, clean] = [accuracies, clean].map(|all| all.iter().map(of).collect::<Vec<_>>());
            Measured { accuracy: percent(&accuracies), loss: Loss::between(&clean, &accuracies) }
        };
        Self { winner: measured(|of| of.winner), vote: measured(|of| of.vote), ridge: measured(|of| of.ridge) }
    }

    /// Names for files, and the read-outs.
    pub fn all(&self) -> [(&'static str, Measured); 3] {
        [("winner", self.winner), ("vote", self.vote), ("ridge", self.ridge)]
    }
}

impl Summary {
    /// `outcomes` and those of the clean array, split by split.
    pub fn new(condition: &Condition, outcomes: &[Outcome], clean: &[Outcome]) -> Self {
        let named = |of: &[Outcome]| of.iter().map(|outcome| outcome.named).collect::<Vec<_>>();
        let (clean, kept) = (named(clean), outcomes.iter().map(|outcome| outcome.kept).collect::<Option<Vec<_>>>());
        Self {
            condition: condition.name.clone(),
            acts: condition.acts.describe(),
            splits: outcomes.len(),
            named: ReadOuts::new(&named(outcomes), &clean),
            kept: kept.map(|kept| ReadOuts::new(&kept, &clean)),
        }
    }

    /// Titles of [`cells`](Summary::cells).
    pub const TITLES: [&'static str; 10] = [
        "condition",
        "acts",
        "winner (%)",
        "vote (%)",
        "ridge (%)",
        "loss of winner (points)",
        "loss of vote (points)",
        "loss of ridge (points)",
        "winner, old names (%)",
        "its loss (points)",
    ];

    /// The row in words.
    pub fn cells(&self) -> [String; 10] {
        let accuracy = |of: Measured| with_deviation(of.accuracy, self.splits);
        let ReadOuts { winner, vote, ridge } = self.named;
        let old = self.kept.map(|kept| kept.winner);
        let (kept, kept_loss) = old.map_or_else(Default::default, |old| (accuracy(old), old.loss.text()));
        let [named_winner, named_vote, named_ridge] = [winner, vote, ridge].map(accuracy);
        let [winner, vote, ridge] = [winner, vote, ridge].map(|of| of.loss.text());
        let (condition, acts) = (self.condition.clone(), self.acts.into());
        [condition, acts, named_winner, named_vote, named_ridge, winner, vote, ridge, kept, kept_loss]
    }
}

/// Comma-separated values, accuracies in percent, losses in points; a header row first.
pub fn csv(rows: &[Summary]) -> String {
    let columns = ["", "old_"].into_iter().flat_map(|when| {
        let of = move |name: &str| {
            ["mean_percent", "sd_percent", "loss_points", "loss_standard_error"]
                .map(|what| format!("{when}{name}_{what}"))
        };
        ["winner", "vote", "ridge"].into_iter().flat_map(of)
    });
    let header: Vec<String> = ["condition", "acts", "splits"].map(String::from).into_iter().chain(columns).collect();
    let numbers = |Measured { accuracy: (mean, sd), loss }: Measured| {
        let error = loss.standard_error.map_or_else(String::new, |error| format!("{error:.4}"));
        format!("{mean:.4},{sd:.4},{:.4},{error}", loss.mean)
    };
    let cells = |of: ReadOuts| of.all().map(|(_, measured)| numbers(measured)).join(",");
    let lines = rows.iter().map(|row| {
        let kept = row.kept.map_or_else(|| ",".repeat(11), cells);
        format!("{},{},{},{},{kept}\n", quoted(&row.condition), quoted(row.acts), row.splits, cells(row.named))
    });
    std::iter::once(header.join(",") + "\n").chain(lines).collect()
}

/// A Markdown table; `heading` are lines above it.
pub fn markdown(heading: &[String], rows: &[Summary]) -> String {
    markdown_heading(heading) + "\n" + &markdown_table(&Summary::TITLES, rows.iter().map(Summary::cells))
}

/// A LaTeX table in the style of `booktabs`; `heading` becomes comments.
pub fn latex(heading: &[String], rows: &[Summary]) -> String {
    latex_heading(heading) + &latex_table("llrrrrrrrr", &Summary::TITLES, rows.iter().map(Summary::cells))
}
