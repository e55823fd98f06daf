//! How the program ends when it cannot go on.

use std::fmt::Display;
use std::io::Write;
use std::path::Path;

use benchmarks::ExperimentError;
use miette::{Diagnostic, Report};

/// A message for the user, and the exit code: 2 when the input must change, 1 when the run failed.
pub struct Failure {
    report: Report,
    code: u8,
}

impl Failure {
    /// What the user gave cannot be used.
    pub fn usage(message: impl Display) -> Self {
        Self { report: miette::miette!("{message}"), code: 2 }
    }

    /// What the user gave cannot be used; `help` says what can be done.
    pub fn usage_help(message: impl Display, help: impl Into<String>) -> Self {
        Self { report: miette::miette!(help = help.into(), "{message}"), code: 2 }
    }

    /// An error that knows its place in a text.
    pub fn located(error: impl Diagnostic + Send + Sync + 'static) -> Self {
        Self { report: Report::new(error), code: 2 }
    }

    /// The first of several errors in a text, and how many more there are.
    ///
    /// # Panics
    /// When there is none: a bug.
    pub fn located_first(errors: Vec<ExperimentError>) -> Self {
        let more = errors.len() - 1;
        let first = errors.into_iter().next().expect("a refusal has a reason");
        match more {
            0 => Self::located(first),
            _ => Self {
                report: Report::new(first)
                    .wrap_err(format!("the first of {} errors; `ferrospike check` shows all", more + 1)),
                code: 2,
            },
        }
    }

    /// The run itself failed.
    pub fn run(message: impl Display) -> Self {
        Self { report: miette::miette!("{message}"), code: 1 }
    }

    /// The same failure of a run that is kept beside its result.
    pub fn resumable(self, result: &Path) -> Self {
        let help = format!(
            "what has been computed is kept; when the cause is removed, `ferrospike resume {}` goes on",
            result.display()
        );
        let report = miette::miette!(help = help, "{}", self.report);
        Self { report, ..self }
    }

    /// The message, where the run itself failed and not what the user gave.
    pub fn of_run(&self) -> Option<String> {
        (self.code == 1).then(|| self.report.to_string())
    }

    /// Prints the message to stderr and gives the exit code.
    pub fn report(self) -> i32 {
        // nobody reads a closed stderr
        let _ = writeln!(std::io::stderr(), "{:?}", self.report);
        self.code.into()
    }
}

impl From<benchmarks::RunError> for Failure {
    fn from(error: benchmarks::RunError) -> Self {
        Self::run(error)
    }
}

impl From<benchmarks::baselines::BaselineError> for Failure {
    fn from(error: benchmarks::baselines::BaselineError) -> Self {
        Self::run(error)
    }
}
