use std::time::{SystemTime, UNIX_EPOCH};

/// Where a trace comes from: root attributes of every file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Provenance {
    /// Version of ferrospike that ran.
    pub version: String,
    /// The command line that was given.
    pub command: String,
    /// The seed of all random streams.
    pub seed: u64,
    /// The experiment file, complete and unchanged (TOML).
    pub experiment: String,
    /// DOIs of the parameter sets and data used.
    pub sources: Vec<String>,
    /// When the run began, ISO 8601 in UTC; see [`timestamp`].
    pub created: String,
}

/// The root attribute by which a trace is recognized.
pub(crate) const VERSION: &str = "ferrospike_version";
/// Name of the attribute that holds [`Provenance::command`].
pub(crate) const COMMAND: &str = "command";
/// Name of the attribute that holds [`Provenance::seed`].
pub(crate) const SEED: &str = "seed";
/// Name of the attribute that holds [`Provenance::experiment`].
pub(crate) const EXPERIMENT: &str = "experiment";
/// Name of the attribute that holds [`Provenance::sources`], one DOI per line (named as in CF).
pub(crate) const SOURCES: &str = "references";
/// Name of the attribute that holds [`Provenance::created`].
pub(crate) const CREATED: &str = "created";

/// A moment as ISO 8601 text in UTC to the second, such as `2026-03-01T12:00:00Z`.
///
/// Moments before 1970 count as 1970.
pub fn timestamp(moment: SystemTime) -> String {
    let seconds = moment.duration_since(UNIX_EPOCH).map_or(0, |age| age.as_secs());
    let (year, month, day) = civil_date(seconds / 86_400);
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Year, month and day in the Gregorian calendar, from days since 1970-01-01.
///
/// Years run from March, so that the leap day is the last; eras have 400 years = 146 097 days
/// (H. Hinnant, <https://howardhinnant.github.io/date_algorithms.html>, `civil_from_days`).
fn civil_date(days_since_1970: u64) -> (u64, u64, u64) {
    let days = days_since_1970 + 719_468; // since 0000-03-01
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn timestamps_agree_with_the_calendar_on_and_after_leap_days() {
        // from `date -u -d @SECONDS +%FT%TZ` of GNU coreutils
        for (seconds, expected) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_709_251_200, "2024-03-01T00:00:00Z"),
            (4_107_542_399, "2100-02-28T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
        ] {
            assert_eq!(timestamp(UNIX_EPOCH + Duration::from_secs(seconds)), expected);
        }
    }
}
