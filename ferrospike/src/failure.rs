//! How the program ends when it cannot go on.

use std::fmt::Display;
use std::io::Write;

use benchmarks::ExperimentError;
use learning::LearningError;
use miette::{Diagnostic, Report};

/// A message for the user, and what has failed.
pub struct Failure {
    report: Report,
    of: Cause,
}

/// What has failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cause {
    /// What the user gave: it must change.
    Input,
    /// The circuit, which cannot be followed: another attempt ends alike.
    Circuit,
    /// The run, for a reason outside of it: another attempt may succeed.
    Run,
}

impl Failure {
    /// What the user gave cannot be used.
    pub fn usage(message: impl Display) -> Self {
        Self { report: miette::miette!("{message}"), of: Cause::Input }
    }

    /// What the user gave cannot be used; `help` says what can be done.
    pub fn usage_help(message: impl Display, help: impl Into<String>) -> Self {
        Self { report: miette::miette!(help = help.into(), "{message}"), of: Cause::Input }
    }

    /// An error that knows its place in a text.
    pub fn located(error: impl Diagnostic + Send + Sync + 'static) -> Self {
        Self { report: Report::new(error), of: Cause::Input }
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
                of: Cause::Input,
            },
        }
    }

    /// The run itself failed.
    pub fn run(message: impl Display) -> Self {
        Self { report: miette::miette!("{message}"), of: Cause::Run }
    }

    /// The same failure with what can be done.
    pub fn with_help(self, help: String) -> Self {
        let report = miette::miette!(help = help, "{}", self.report);
        Self { report, ..self }
    }

    /// The message, where it is the circuit that cannot be followed.
    pub fn of_circuit(&self) -> Option<String> {
        (self.of == Cause::Circuit).then(|| self.report.to_string())
    }

    /// Prints the message to stderr and gives the exit code.
    pub fn report(self) -> i32 {
        // nobody reads a closed stderr
        let _ = writeln!(std::io::stderr(), "{:?}", self.report);
        match self.of {
            Cause::Input => 2,
            Cause::Circuit | Cause::Run => 1,
        }
    }
}

impl From<benchmarks::RunError> for Failure {
    fn from(error: benchmarks::RunError) -> Self {
        use benchmarks::RunError::Learning;
        let of = match &error {
            // who observes cannot write
            Learning(LearningError::Observer(_)) => Cause::Run,
            Learning(_) => Cause::Circuit,
            _ => Cause::Run,
        };
        Self { of, ..Self::run(error) }
    }
}

impl From<benchmarks::baselines::BaselineError> for Failure {
    fn from(error: benchmarks::baselines::BaselineError) -> Self {
        Self::run(error)
    }
}

#[cfg(test)]
mod tests {
    use benchmarks::RunError;
    use benchmarks::checkpoint::KeepError;

    use super::*;

    #[test]
    fn a_circuit_is_told_apart_from_a_disk() {
        let disk = KeepError::Write { path: "a".into(), reason: std::io::Error::other("full") };
        assert_eq!(Failure::from(RunError::Keep(disk)).of_circuit(), None);
        let observer = LearningError::Observer("the disk is full".into());
        assert_eq!(Failure::from(RunError::Learning(observer)).of_circuit(), None);
        let corner = LearningError::Waveform { corner: 3, problem: "too steep".into() };
        let failure = Failure::from(RunError::Learning(corner));
        assert_eq!(failure.of_circuit().unwrap(), "waveform corner 3: too steep");
        assert_eq!(failure.report(), 1);
    }
}
