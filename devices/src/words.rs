//! Values that evolve as plain words of 64 bits, every bit of them kept.

/// What evolves in a value, as words that a file can hold; parameters and what is drawn once from the seed stay out.
///
/// The number of words is fixed by the shape of the value, so that words say nothing about it.
pub trait Words {
    /// Appends what evolves to `words`.
    fn append_to(&self, words: &mut Vec<u64>);

    /// Takes what [`append_to`](Words::append_to) wrote off the front of `words`, for a value of the same shape.
    ///
    /// # Panics
    /// When there are too few words: who calls has counted them.
    fn take_from(&mut self, words: &mut &[u64]);
}

/// The next of `words`.
fn next(words: &mut &[u64]) -> u64 {
    *words.split_off_first().expect("words have been counted before they are taken")
}

impl Words for u64 {
    fn append_to(&self, words: &mut Vec<u64>) {
        words.push(*self);
    }

    fn take_from(&mut self, words: &mut &[u64]) {
        *self = next(words);
    }
}

impl Words for u128 {
    fn append_to(&self, words: &mut Vec<u64>) {
        words.extend([(*self >> 64) as u64, *self as u64]);
    }

    fn take_from(&mut self, words: &mut &[u64]) {
        *self = u128::from(next(words)) << 64 | u128::from(next(words));
    }
}

impl Words for u32 {
    fn append_to(&self, words: &mut Vec<u64>) {
        words.push(u64::from(*self));
    }

    fn take_from(&mut self, words: &mut &[u64]) {
        *self = next(words) as u32;
    }
}

impl Words for u8 {
    fn append_to(&self, words: &mut Vec<u64>) {
        words.push(u64::from(*self));
    }

    fn take_from(&mut self, words: &mut &[u64]) {
        *self = next(words) as u8;
    }
}

impl Words for i8 {
    fn append_to(&self, words: &mut Vec<u64>) {
        words.push(*self as u64);
    }

    fn take_from(&mut self, words: &mut &[u64]) {
        *self = next(words) as i8;
    }
}

impl Words for bool {
    fn append_to(&self, words: &mut Vec<u64>) {
        words.push(u64::from(*self));
    }

    fn take_from(&mut self, words: &mut &[u64]) {
        *self = next(words) != 0;
    }
}

impl Words for f64 {
    fn append_to(&self, words: &mut Vec<u64>) {
        words.push(self.to_bits());
    }

    fn take_from(&mut self, words: &mut &[u64]) {
        *self = f64::from_bits(next(words));
    }
}

/// As many words whether there is a value or not.
impl<T: Words + Default> Words for Option<T> {
    fn append_to(&self, words: &mut Vec<u64>) {
        self.is_some().append_to(words);
        match self {
            Some(value) => value.append_to(words),
            None => T::default().append_to(words),
        }
    }

    fn take_from(&mut self, words: &mut &[u64]) {
        let (mut some, mut value) = (false, T::default());
        some.take_from(words);
        value.take_from(words);
        *self = some.then_some(value);
    }
}

impl<T: Words> Words for [T] {
    fn append_to(&self, words: &mut Vec<u64>) {
        self.iter().for_each(|value| value.append_to(words));
    }

    fn take_from(&mut self, words: &mut &[u64]) {
        self.iter_mut().for_each(|value| value.take_from(words));
    }
}

impl<T: Words, const N: usize> Words for [T; N] {
    fn append_to(&self, words: &mut Vec<u64>) {
        self.as_slice().append_to(words);
    }

    fn take_from(&mut self, words: &mut &[u64]) {
        self.as_mut_slice().take_from(words);
    }
}

impl<T: Words> Words for Vec<T> {
    fn append_to(&self, words: &mut Vec<u64>) {
        self.as_slice().append_to(words);
    }

    fn take_from(&mut self, words: &mut &[u64]) {
        self.as_mut_slice().take_from(words);
    }
}

impl<T: Words + ?Sized> Words for Box<T> {
    fn append_to(&self, words: &mut Vec<u64>) {
        (**self).append_to(words);
    }

    fn take_from(&mut self, words: &mut &[u64]) {
        (**self).take_from(words);
    }
}

/// [`Words`] of a type of which the named fields evolve.
macro_rules! words {
    ($type:ty { $($field:tt),* }) => {
        impl crate::words::Words for $type {
            fn append_to(&self, _words: &mut Vec<u64>) {
                $(self.$field.append_to(_words);)*
            }

            fn take_from(&mut self, _words: &mut &[u64]) {
                $(self.$field.take_from(_words);)*
            }
        }
    };
}

pub(crate) use words;

#[cfg(test)]
mod tests {
    use super::*;

    /// `value` after a way through words, into `other`; all words are used.
    fn returned<T: Words>(value: &T, mut other: T) -> T {
        let mut words = Vec::new();
        value.append_to(&mut words);
        let mut rest = &words[..];
        other.take_from(&mut rest);
        assert!(rest.is_empty(), "{rest:?} is left");
        other
    }

    #[test]
    fn every_bit_returns() {
        for value in [-0.0, f64::MIN_POSITIVE / 2.0, 0.1, f64::NEG_INFINITY, f64::from_bits(0x7ff8_dead_beef_0001)] {
            assert_eq!(returned(&value, 1.0).to_bits(), value.to_bits());
        }
        assert_eq!(returned(&(u128::MAX - 5), 0), u128::MAX - 5);
        assert_eq!(returned(&u32::MAX, 0), u32::MAX);
        assert_eq!([-1i8, 0, 1].map(|value| returned(&value, 0)), [-1, 0, 1]);
        assert_eq!(returned(&vec![[true, false]], vec![[false, true]]), [[true, false]]);
    }

    #[test]
    fn a_value_and_none_take_as_many_words() {
        for (value, other) in [(Some(2.5), None), (None, Some(7.0)), (Some(0.0), None)] {
            assert_eq!(returned(&vec![value, Some(1.0)], vec![other, None]), [value, Some(1.0)]);
        }
    }
}
