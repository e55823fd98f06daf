//! Which known word an unknown one may have been meant for.

/// Likeness (Jaro-Winkler, 0 to 1) from which one word may have been meant by another.
const NEAR: f64 = 0.68;

/// The known word that looks most like `name`, first of all one that a single slip makes of it; empty where none looks much like it.
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> &'a str {
    // short symbols differ by half where `_` is left out
    let letters = |word: &str| word.to_lowercase().replace('_', "");
    let name = letters(name);
    let likeness = |known: &str| strsim::jaro_winkler(&letters(known), &name);
    // likeness favors longer words, into which more of the letters fit
    let slipped = |known: &str| strsim::osa_distance(&letters(known), &name) <= 1;
    let nearer = |a: &&str, b: &&str| slipped(a).cmp(&slipped(b)).then(likeness(a).total_cmp(&likeness(b)));
    known.max_by(nearer).filter(|known| likeness(known) >= NEAR).unwrap_or("")
}

/// Whether a word was meant, as a question; none for the empty word, which [`nearest`] gives where none is near.
pub fn question(nearest: &str) -> Option<String> {
    (!nearest.is_empty()).then(|| format!("did you mean `{nearest}`?"))
}

/// The [`question`] behind a statement, a full stop where there is none.
pub fn did_you_mean(nearest: &str) -> String {
    question(nearest).map_or_else(|| ".".into(), |question| format!("; {question}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_is_nearer_than_a_longer_word_that_is_alike() {
        assert_eq!(nearest("tau_n", ["c_m", "tau_m", "tau_syn"].into_iter()), "tau_m");
        assert_eq!(nearest("tau_sn", ["c_m", "tau_m", "tau_syn"].into_iter()), "tau_syn");
        assert_eq!(nearest("color", ["c_m", "tau_m", "tau_syn"].into_iter()), "");
    }
}
