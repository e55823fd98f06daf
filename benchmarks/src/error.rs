//! Errors in an experiment or a crossbar problem, with the place in its text.

use devices::spelling::{nearest, question};
use devices::wording::in_words;
use miette::{Diagnostic, NamedSource, SourceSpan};

/// An experiment that cannot be run, or a crossbar problem that cannot be solved, as written.
#[derive(Debug, Diagnostic, thiserror::Error)]
#[error("{message}")]
pub struct ExperimentError {
    message: String,
    #[source_code]
    source_code: NamedSource<String>,
    #[label("here")]
    span: Option<SourceSpan>,
    #[help]
    help: Option<String>,
}

impl ExperimentError {
    /// A text that is not TOML, or whose keys or units do not fit.
    pub(crate) fn syntax(name: &str, text: &str, error: &toml::de::Error) -> Self {
        Self::located(name, text, error.span(), in_words(error.message()))
    }

    /// What is wrong at `span` of a text, with the nearest right word where the message names some.
    pub(crate) fn located(name: &str, text: &str, span: Option<std::ops::Range<usize>>, message: String) -> Self {
        let help = nearest_expected(&message);
        Self::new(name, text, span, message, help)
    }

    /// A value outside its range; `key` is found in the text.
    pub(crate) fn value(name: &str, text: &str, key: &str, problem: &str) -> Self {
        Self::new(name, text, find_key(text, key), format!("`{key}`: {problem}"), None)
    }

    /// An experiment that cannot be set up; `key` names the place in the text where the cause stands.
    fn setup(name: &str, text: &str, key: &str, error: &RunError) -> Self {
        Self::new(name, text, find_key(text, key), error.to_string(), None)
    }

    /// Whether `other` says the same of the same place, apart from numbers.
    pub(crate) fn resembles(&self, other: &Self) -> bool {
        let words = |error: &Self| error.message.replace(|c: char| c.is_ascii_digit() || ".-".contains(c), "");
        self.span == other.span && words(self) == words(other)
    }

    /// What can be done, where that is known.
    pub(crate) fn remedy(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// What is wrong at `span` of a text, and what can be done.
    pub(crate) fn new(
        name: &str,
        text: &str,
        span: Option<std::ops::Range<usize>>,
        message: String,
        help: Option<String>,
    ) -> Self {
        let source_code = NamedSource::new(name, text.to_string());
        Self { message, source_code, span: span.map(SourceSpan::from), help }
    }
}

/// `did you mean` for "unknown key `x`, expected one of `a`, `b`".
fn nearest_expected(message: &str) -> Option<String> {
    let rest = message.strip_prefix("unknown ")?;
    let mut quoted = rest.split('`').skip(1).step_by(2);
    let given = quoted.next()?;
    question(nearest(given, quoted))
}

/// Where the value at the path `key` stands, or the innermost table on the way to it; without a dot, that of the first key
/// of this name in any table.
fn find_key(text: &str, key: &str) -> Option<std::ops::Range<usize>> {
    fn along(table: &toml::de::DeTable<'_>, path: &str) -> Option<std::ops::Range<usize>> {
        let (key, rest) = path.split_once('.').unwrap_or((path, ""));
        let value = table.get(key)?;
        let inner = value.get_ref().as_table().and_then(|inner| along(inner, rest));
        Some(inner.unwrap_or_else(|| value.span()))
    }
    fn search(table: &toml::de::DeTable<'_>, key: &str) -> Option<std::ops::Range<usize>> {
        table.iter().find_map(|(name, value)| {
            if name.get_ref() == key {
                return Some(value.span());
            }
            value.get_ref().as_table().and_then(|inner| search(inner, key))
        })
    }
    let document = toml::de::DeTable::parse(text).ok()?;
    if key.contains('.') { along(document.get_ref(), key) } else { search(document.get_ref(), key) }
}

/// An experiment that stops.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The data set is unusable.
    #[error(transparent)]
    Data(#[from] crate::DataError),
    /// There is no such parameter set.
    #[error(transparent)]
    Set(#[from] crate::SetError),
    /// The device parameters are unusable.
    #[error(transparent)]
    Device(#[from] devices::catalogue::LoadError),
    /// The imperfections are unusable.
    #[error(transparent)]
    Imperfections(devices::catalogue::LoadError),
    /// The data set has no official division.
    #[error("`{data}` has no official training and test rows; choose `half_splits` or `folds`")]
    NoOfficialSplit {
        /// The set.
        data: String,
    },
    /// More folds than rows.
    #[error("{folds} folds of `{data}`, which has {rows} rows; give at most one fold per row")]
    TooManyFolds {
        /// The set.
        data: String,
        /// Folds asked for.
        folds: usize,
        /// Rows of the set.
        rows: usize,
    },
    /// A line, split or presentation that does not exist.
    #[error("there is no {what} {number}: {whole} has {count}, numbered 0 to {}", count.saturating_sub(1))]
    Number {
        /// What was asked for, such as `row`.
        what: &'static str,
        /// Its number.
        number: usize,
        /// What ought to have it.
        whole: &'static str,
        /// How many there are.
        count: usize,
        /// Where it stands in the text.
        place: std::ops::Range<usize>,
    },
    /// The regression on spike times cannot be fitted.
    #[error(transparent)]
    Supervised(#[from] learning::supervised::SupervisedError),
    /// What is recorded cannot be written.
    #[error(transparent)]
    Record(#[from] traces::WriteError),
    /// What has come of the run cannot be kept.
    #[error(transparent)]
    Keep(#[from] crate::checkpoint::KeepError),
    /// A setting is outside its range, or the circuit cannot be solved.
    #[error(transparent)]
    Learning(#[from] learning::LearningError),
}

impl RunError {
    /// The same error with its place in the text of the experiment.
    pub fn locate(&self, name: &str, text: &str) -> ExperimentError {
        use learning::LearningError;
        if let Self::Number { place, .. } = self {
            return ExperimentError::located(name, text, Some(place.clone()), self.to_string());
        }
        let key = match self {
            Self::Data(crate::DataError::Unknown { .. }) => "data.set",
            Self::Data(crate::DataError::NoLabel { .. }) => "data.file.label",
            Self::Data(_) => "data.file.path",
            Self::NoOfficialSplit { .. } => "protocol.official",
            Self::TooManyFolds { .. } => "protocol.folds",
            Self::Supervised(_) => "training",
            Self::Number { .. } => "spikes",
            Self::Record(_) => "record",
            Self::Keep(_) => "training",
            Self::Set(_) => "device.parameters",
            Self::Imperfections(_) => "device.imperfections",
            Self::Device(_) => "device.change",
            Self::Learning(LearningError::Setting { name, .. }) => name,
            Self::Learning(LearningError::Waveform { .. }) => "spikes",
            Self::Learning(_) => "wires",
        };
        ExperimentError::setup(name, text, key, self)
    }
}
