//! Which words a table of imperfections may hold, so that a wrong one is answered with the nearest right one.

use serde::de::value::Error;
use serde::de::{Deserialize, Deserializer, Error as _, Visitor};
use toml::{Table, Value};

use super::*;
use crate::spelling::nearest;

/// Checks the keys of `table` and of the tables in it.
///
/// # Errors
/// [`LoadError::UnknownParameter`] for the first unknown one.
pub(super) fn check(table: &Table) -> Result<(), LoadError> {
    check_names(NAME, table, of::<Imperfections>(), "")?;
    let tables: [(&str, &[&str]); 17] = [
        ("spread", of::<Spread>()),
        ("cycle_to_cycle", of::<CycleToCycle>()),
        ("write_noise", of::<WriteNoise>()),
        ("stuck", of::<Stuck>()),
        ("programming_error", of::<ProgrammingError>()),
        ("programming_error.polynomial", of::<Polynomial>()),
        ("retention", of::<Retention>()),
        ("retention.early", of::<PowerLaw>()),
        ("drift", of::<Drift>()),
        ("drift.exponent", of::<DriftExponent>()),
        ("read_noise", of::<ReadNoise>()),
        ("fatigue", of::<Fatigue>()),
        ("fatigue.law", of::<FatigueLaw>()),
        ("wake_up", of::<WakeUp>()),
        ("imprint", of::<Imprint>()),
        ("temperature", of::<Temperature>()),
        ("asymmetry", of::<Asymmetry>()),
    ];
    let noise: [(&str, &[&str]); 3] = [
        ("read_noise.white", of::<White>()),
        ("read_noise.flicker", of::<Flicker>()),
        ("read_noise.telegraph", of::<Telegraph>()),
    ];
    for (path, names) in tables.into_iter().chain(noise) {
        let mut keys = path.split('.');
        let first = keys.next().and_then(|key| table.get(key));
        if let Some(Value::Table(inner)) = keys.try_fold(first, |value, key| Some(value?.get(key))).flatten() {
            check_names(NAME, inner, names, &format!("{path}."))?;
        }
    }
    Ok(())
}

/// Checks that `table`, which messages call `name` and whose keys stand behind `path`, has none but `names`.
///
/// # Errors
/// [`LoadError::UnknownParameter`] for the first other one.
pub(crate) fn check_names(name: &str, table: &Table, names: &[&str], path: &str) -> Result<(), LoadError> {
    match table.keys().find(|key| !names.contains(&key.as_str())) {
        None => Ok(()),
        Some(key) => Err(LoadError::UnknownParameter {
            name: name.into(),
            key: format!("{path}{key}"),
            nearest: nearest(key, names.iter().copied()).to_owned(),
            all: names.join(", "),
        }),
    }
}

/// Names of the fields of a structure, or of the variants of an enumeration.
pub(crate) fn of<'de, T: Deserialize<'de>>() -> &'static [&'static str] {
    let mut names: &'static [&'static str] = &[];
    let stopped = T::deserialize(Names(&mut names));
    debug_assert!(stopped.is_err(), "nothing is read");
    names
}

/// Writes down the names that a type asks for, and reads nothing.
struct Names<'a>(&'a mut &'static [&'static str]);

impl<'de> Deserializer<'de> for Names<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Error> {
        Err(Error::custom("only names are looked at"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        *self.0 = fields;
        self.deserialize_any(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        *self.0 = variants;
        self.deserialize_any(visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map identifier ignored_any
    }
}
