//! Settings chosen inside the training rows: random search over a space that is data.

mod cut;
mod figure;
mod record;
mod search;
mod space;
mod trial;

pub use cut::{Cut, cuts};
pub(crate) use figure::trials;
pub use record::{best_text, csv_header, csv_line, finished_trials, record};
pub use search::Search;
pub use space::{Parameter, Space, number};
pub use trial::{Lines, Trial};

#[cfg(test)]
mod tests;
