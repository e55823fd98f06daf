//! The state of an array of devices as a part of a checkpoint: which devices it is of, then what evolves in them.

use std::fmt::{self, Debug, Write};

use crate::rng::mix;
use crate::words::Words;

/// Why a saved state cannot be restored; the array is as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RestoreError {
    /// Words are missing.
    #[error(
        "the saved state of {count} devices ends after {found} words of {needed}; it was cut off: take an earlier \
         checkpoint"
    )]
    TooShort {
        /// Number of devices of the array.
        count: usize,
        /// Words that the array needs.
        needed: usize,
        /// Words that there are.
        found: usize,
    },
    /// The state is of devices with other parameters, another seed or other imperfections.
    #[error(
        "the saved state is of other devices (identity {saved:016x}, here {here:016x}); take the parameters, \
         imperfections and seed that it was saved with"
    )]
    OtherDevices {
        /// Identity of the devices that were saved.
        saved: u64,
        /// Identity of the devices of the array.
        here: u64,
    },
    /// The state is of another number of devices.
    #[error("the saved state is of {saved} devices, but there are {here} here; make an array of the size saved")]
    OtherCount {
        /// Number of devices that were saved.
        saved: u64,
        /// Number of devices of the array.
        here: usize,
    },
    /// The words are not those that were saved.
    #[error(
        "the saved state of {count} devices is damaged (its {words} words have the check sum {found:016x}, saved was \
         {saved:016x}); take an earlier checkpoint"
    )]
    Damaged {
        /// Number of devices of the array.
        count: usize,
        /// Words that evolve.
        words: usize,
        /// Check sum that was saved.
        saved: u64,
        /// Check sum of the words.
        found: u64,
    },
}

/// Words before those that evolve: identity, number of devices, check sum.
const LENGTH: usize = 3;

/// What the state of an array begins with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Heading {
    identity: u64,
    count: usize,
}

impl Heading {
    /// Of `count` devices, about which `identity` says all that does not evolve: parameters and seed.
    pub fn new(identity: &dyn Debug, count: usize) -> Heading {
        let mut text = Digest(0);
        // digests take any text
        let _ = write!(text, "{identity:?}");
        Heading { identity: text.0, count }
    }

    /// Appends this heading and what evolves to `state`.
    pub fn save(self, evolving: &(impl Words + ?Sized), state: &mut Vec<u64>) {
        let first = state.len() + LENGTH;
        state.extend([self.identity, self.count as u64, 0]);
        evolving.append_to(state);
        state[first - 1] = digest(&state[first..]);
    }

    /// Takes what [`save`](Heading::save) wrote off the front of `state`: the words of `evolving`, complete and intact.
    ///
    /// # Errors
    /// [`RestoreError`] when they are not; `state` is as it was.
    pub fn take<'a>(self, evolving: &(impl Words + ?Sized), state: &mut &'a [u64]) -> Result<&'a [u64], RestoreError> {
        let mut own = Vec::new();
        evolving.append_to(&mut own);
        let (count, needed) = (self.count, LENGTH + own.len());
        let too_short = RestoreError::TooShort { count, needed, found: state.len() };
        let Some((&[identity, devices, sum], _)) = state.split_first_chunk::<LENGTH>() else { return Err(too_short) };
        if identity != self.identity {
            return Err(RestoreError::OtherDevices { saved: identity, here: self.identity });
        }
        if devices != count as u64 {
            return Err(RestoreError::OtherCount { saved: devices, here: count });
        }
        let Some((saved, rest)) = state.split_at_checked(needed) else { return Err(too_short) };
        let (words, found) = (&saved[LENGTH..], digest(&saved[LENGTH..]));
        if found != sum {
            return Err(RestoreError::Damaged { count, words: words.len(), saved: sum, found });
        }
        *state = rest;
        Ok(words)
    }
}

/// A number that differs as soon as one of `words` does.
fn digest(words: &[u64]) -> u64 {
    words.iter().fold(words.len() as u64, |sum, word| mix(sum ^ word))
}

/// The same of a text, piece by piece.
struct Digest(u64);

impl Write for Digest {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 = text.bytes().fold(self.0, |sum, byte| mix(sum ^ u64::from(byte)));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COUNT: usize = 3;

    fn heading() -> Heading {
        Heading::new(&("resistors", 7), COUNT)
    }

    fn saved() -> Vec<u64> {
        let mut state = vec![99];
        heading().save(&[0.5, 0.25, 0.0], &mut state);
        state
    }

    fn taken(heading: Heading, mut state: &[u64]) -> Result<Vec<u64>, RestoreError> {
        let before = state;
        let taken = heading.take(&[0.0; COUNT], &mut state).map(<[u64]>::to_vec);
        assert!(taken.is_ok() || state == before, "a refused state stays as it is");
        taken
    }

    #[test]
    fn what_was_appended_is_taken_off_and_no_more() {
        let mut state = saved();
        state.push(11);
        let mut rest = &state[1..];
        let words = heading().take(&[0.0; COUNT], &mut rest).unwrap();
        assert_eq!((words, rest), (&[0.5f64, 0.25, 0.0].map(f64::to_bits)[..], &[11][..]));
    }

    #[test]
    fn other_devices_are_refused_with_their_numbers() {
        let state = saved();
        let other = taken(Heading::new(&("resistors", 8), COUNT), &state[1..]);
        assert!(matches!(other, Err(RestoreError::OtherDevices { saved, here }) if saved != here), "{other:?}");
        let four = taken(Heading::new(&("resistors", 7), 4), &state[1..]);
        assert_eq!(four, Err(RestoreError::OtherCount { saved: 3, here: 4 }));
    }

    #[test]
    fn a_state_cut_off_anywhere_is_refused() {
        let state = saved();
        for end in 1..state.len() {
            let short = taken(heading(), &state[1..end]);
            assert_eq!(short, Err(RestoreError::TooShort { count: 3, needed: 6, found: end - 1 }));
        }
    }

    #[test]
    fn a_single_wrong_bit_is_found_anywhere() {
        for (word, bit) in (1..saved().len()).flat_map(|word| (0..64).map(move |bit| (word, bit))) {
            let mut state = saved();
            state[word] ^= 1 << bit;
            assert!(taken(heading(), &state[1..]).is_err(), "bit {bit} of word {word}");
        }
    }
}

#[cfg(test)]
#[path = "checkpoint_tests.rs"]
mod array_tests;
