//! Why a fit is impossible.

use devices::catalogue::LoadError;
use devices::spelling::did_you_mean;

/// A measurement or a parameter that cannot be used for a fit.
#[derive(Debug, thiserror::Error)]
pub enum FitError {
    /// The text is not a table.
    #[error("{name}: {source}; every line must have as many fields as the header, in UTF-8")]
    Table {
        /// The file.
        name: String,
        /// What the CSV reader said, with its line.
        source: csv::Error,
    },
    /// Nothing in the file.
    #[error("{name} is empty; a fit needs a header and at least 2 lines, --example prints some")]
    Empty {
        /// The file.
        name: String,
    },
    /// Columns separated by something else.
    #[error("{name}: its columns are not separated by commas but by {separator}; write `{example}`")]
    Separator {
        /// The file.
        name: String,
        /// What stands between the columns.
        separator: &'static str,
        /// The header as it should be.
        example: String,
    },
    /// No known set of columns.
    #[error(
        "{name}: columns are {found}; a fit needs one of\n  \
         time, voltage, current              an I-V sweep or any other waveform\n  \
         voltage, width, conductance         pulses, each followed by a reading\n  \
         voltage, time, switched_fraction    single pulses from the opposite state\n\
         each with its unit, such as `voltage (V)`; a column `sd` with standard deviations may stand beside them"
    )]
    Columns {
        /// The file.
        name: String,
        /// The header.
        found: String,
    },
    /// A column without unit, or with the wrong one.
    #[error("{name}, column `{column}`: {problem}; write it as `{example}`")]
    Unit {
        /// The file.
        name: String,
        /// The header of the column.
        column: String,
        /// What is wrong.
        problem: String,
        /// A header that would do.
        example: String,
    },
    /// A field that cannot be used.
    #[error("{name}, line {line}, column `{column}`: `{value}` {problem}; correct it or remove the line")]
    Field {
        /// The file.
        name: String,
        /// Line in the file, counted from 1.
        line: u64,
        /// The header of the column.
        column: String,
        /// The text of the field.
        value: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A measurement from which nothing can be learned.
    #[error("{name}: {problem}")]
    Unfit {
        /// The file.
        name: String,
        /// What is wrong, and what is needed.
        problem: String,
    },
    /// A key that is no parameter.
    #[error("there is no parameter `{key}` that could be fitted{} These can: {all}", did_you_mean(nearest))]
    UnknownParameter {
        /// What was asked for.
        key: String,
        /// The most similar parameter.
        nearest: String,
        /// All that can be fitted.
        all: String,
    },
    /// A key that several parameters share.
    #[error("`{key}` may be any of {all}; name one of them in full")]
    Ambiguous {
        /// What was asked for.
        key: String,
        /// The parameters that it fits.
        all: String,
    },
    /// A parameter that is named twice.
    #[error("`{key}` is named twice; name each parameter once")]
    Twice {
        /// The parameter in full.
        key: String,
    },
    /// A parameter that is 0 has no scale to start from.
    #[error("`{key}` is 0, from where its logarithm cannot start; give it a value with --change")]
    Zero {
        /// The parameter.
        key: String,
    },
    /// Fewer points than parameters.
    #[error(
        "{points} measured values cannot determine {} parameters: {}; measure more, or name fewer with --fit",
        parameters.len(),
        parameters.join(", ")
    )]
    TooFewPoints {
        /// Number of measured values.
        points: usize,
        /// The parameters.
        parameters: Vec<String>,
    },
    /// Parameters without influence on the data.
    #[error("at the start of the fit the measured values do not depend on {}: this measurement cannot determine {}; leave {} out of --fit, or start elsewhere with --change",
        keys.join(", "), if keys.len() == 1 { "it" } else { "them" }, if keys.len() == 1 { "it" } else { "them" })]
    NoInfluence {
        /// The parameters.
        keys: Vec<String>,
    },
    /// What the model gives at the start is no number.
    #[error(
        "at the start of the fit the device gives values that are no numbers; give it other parameters with --change"
    )]
    Start,
    /// The parameter set is unusable.
    #[error(transparent)]
    Device(#[from] LoadError),
}
