//! A condition over all splits, and tables of them.

use super::{Condition, Outcome};
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

/// A condition over all splits; accuracies are mean and standard deviation (%).
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// What was done.
    pub condition: String,
    /// When.
    pub acts: &'static str,
    /// Number of splits.
    pub splits: usize,
    /// By the first neuron, neurons named under the condition.
    pub winner: (f64, f64),
    /// By vote, neurons named under the condition.
    pub vote: (f64, f64),
    /// Loss of the first neuron.
    pub loss: Loss,
    /// Loss of the vote.
    pub vote_loss: Loss,
    /// By the first neuron with the names that neurons had before, and its loss.
    pub kept: Option<((f64, f64), Loss)>,
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

impl Summary {
    /// `outcomes` and those of the clean array, split by split.
    pub fn new(condition: &Condition, outcomes: &[Outcome], clean: &[Outcome]) -> Self {
        let winners = |of: &[Outcome]| of.iter().map(|outcome| outcome.named.winner).collect::<Vec<_>>();
        let votes = |of: &[Outcome]| of.iter().map(|outcome| outcome.named.vote).collect::<Vec<_>>();
        let kept: Option<Vec<f64>> = outcomes.iter().map(|outcome| Some(outcome.kept?.winner)).collect();
        Self {
            condition: condition.name.clone(),
            acts: condition.acts.describe(),
            splits: outcomes.len(),
            winner: percent(&winners(outcomes)),
            vote: percent(&votes(outcomes)),
            loss: Loss::between(&winners(clean), &winners(outcomes)),
            vote_loss: Loss::between(&votes(clean), &votes(outcomes)),
            kept: kept.map(|kept| (percent(&kept), Loss::between(&winners(clean), &kept))),
        }
    }

    /// Titles of [`cells`](Summary::cells).
    pub const TITLES: [&'static str; 8] = [
        "condition",
        "acts",
        "winner (%)",
        "vote (%)",
        "loss of winner (points)",
        "loss of vote (points)",
        "winner, old names (%)",
        "its loss (points)",
    ];

    /// The row in words.
    pub fn cells(&self) -> [String; 8] {
        let accuracy = |of: (f64, f64)| with_deviation(of, self.splits);
        let (kept, kept_loss) = self.kept.map_or_else(Default::default, |(kept, loss)| (accuracy(kept), loss.text()));
        [
            self.condition.clone(),
            self.acts.into(),
            accuracy(self.winner),
            accuracy(self.vote),
            self.loss.text(),
            self.vote_loss.text(),
            kept,
            kept_loss,
        ]
    }
}

/// Comma-separated values, accuracies in percent, losses in points; a header row first.
pub fn csv(rows: &[Summary]) -> String {
    let header = "condition,acts,splits,winner_mean_percent,winner_sd_percent,vote_mean_percent,vote_sd_percent,\
                  winner_loss_points,winner_loss_standard_error,vote_loss_points,vote_loss_standard_error,\
                  old_names_winner_mean_percent,old_names_winner_sd_percent,old_names_loss_points,\
                  old_names_loss_standard_error\n";
    let lines = rows.iter().map(|row| {
        let error = |loss: Loss| loss.standard_error.map_or_else(String::new, |error| format!("{error:.4}"));
        let accuracies = [row.winner.0, row.winner.1, row.vote.0, row.vote.1].map(|value| format!("{value:.4}"));
        let losses = [row.loss, row.vote_loss].map(|loss| format!("{:.4},{}", loss.mean, error(loss)));
        let kept = row.kept.map_or_else(
            || ",,,".into(),
            |((mean, sd), loss)| format!("{mean:.4},{sd:.4},{:.4},{}", loss.mean, error(loss)),
        );
        let name = quoted(&row.condition);
        format!("{name},{},{},{},{},{kept}\n", quoted(row.acts), row.splits, accuracies.join(","), losses.join(","))
    });
    [header.to_string()].into_iter().chain(lines).collect()
}

/// A Markdown table; `heading` are lines above it.
pub fn markdown(heading: &[String], rows: &[Summary]) -> String {
    markdown_heading(heading) + "\n" + &markdown_table(&Summary::TITLES, rows.iter().map(Summary::cells))
}

/// A LaTeX table in the style of `booktabs`; `heading` becomes comments.
pub fn latex(heading: &[String], rows: &[Summary]) -> String {
    latex_heading(heading) + &latex_table("llrrrrrr", &Summary::TITLES, rows.iter().map(Summary::cells))
}
