use std::borrow::Cow;

use hdf5::H5Type;
use hdf5::types::{FloatSize, IntSize, TypeDescriptor, VarLenUnicode};

use sealed::Stored;

/// What a variable may hold: `f64`, `f32`, `i64`, `u32`, `bool` (stored as one byte, marked as
/// xarray expects) and `String` (variable-length UTF-8).
pub trait Element: Stored {}

impl<T: Stored> Element for T {}

pub(crate) mod sealed {
    use super::*;

    /// How an element lies in the file.
    pub trait Stored: Sized + Clone + Send + 'static {
        /// The type HDF5 sees.
        type Disk: H5Type + Clone;
        /// The element's name in messages.
        const NAME: &'static str;
        /// The only stored type that is read back as this element.
        fn descriptor() -> TypeDescriptor;
        /// The values as they are stored.
        fn store(values: &[Self]) -> Cow<'_, [Self::Disk]>;
        /// The values as they were given.
        fn load(stored: Vec<Self::Disk>) -> Vec<Self>;
    }
}

macro_rules! stored_as_is {
    ($($number:ty => $descriptor:expr),*) => {$(
        impl Stored for $number {
            type Disk = Self;
            const NAME: &'static str = stringify!($number);
            fn descriptor() -> TypeDescriptor {
                $descriptor
            }
            fn store(values: &[Self]) -> Cow<'_, [Self]> {
                Cow::Borrowed(values)
            }
            fn load(stored: Vec<Self>) -> Vec<Self> {
                stored
            }
        }
    )*};
}

stored_as_is!(
    f64 => TypeDescriptor::Float(FloatSize::U8),
    f32 => TypeDescriptor::Float(FloatSize::U4),
    i64 => TypeDescriptor::Integer(IntSize::U8),
    u32 => TypeDescriptor::Unsigned(IntSize::U4)
);

impl Stored for bool {
    type Disk = u8; // not HDF5's enumeration of two names: netCDF readers refuse it
    const NAME: &'static str = "bool";
    fn descriptor() -> TypeDescriptor {
        TypeDescriptor::Unsigned(IntSize::U1)
    }
    fn store(values: &[Self]) -> Cow<'_, [u8]> {
        Cow::Owned(values.iter().map(|&value| u8::from(value)).collect())
    }
    fn load(stored: Vec<u8>) -> Vec<Self> {
        stored.into_iter().map(|value| value != 0).collect()
    }
}

impl Stored for String {
    type Disk = VarLenUnicode;
    const NAME: &'static str = "String";
    fn descriptor() -> TypeDescriptor {
        TypeDescriptor::VarLenUnicode
    }
    fn store(values: &[Self]) -> Cow<'_, [VarLenUnicode]> {
        Cow::Owned(values.iter().map(|value| unicode(value)).collect())
    }
    fn load(stored: Vec<VarLenUnicode>) -> Vec<Self> {
        stored.into_iter().map(|value| value.as_str().to_owned()).collect()
    }
}

/// Text as HDF5 takes it. A NUL ends a string in HDF5, so it becomes U+FFFD.
pub(crate) fn unicode(text: &str) -> VarLenUnicode {
    let text = text.replace('\0', "\u{FFFD}");
    text.parse().unwrap_or_else(|_| unreachable!("text without NUL is a valid HDF5 string"))
}
