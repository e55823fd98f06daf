//! HDF5 dimension scales: what makes a variable's axis a named dimension with values.
//!
//! The two functions belong to HDF5's high-level library, which `hdf5-sys` links (feature `hl`) but
//! does not declare: <https://support.hdfgroup.org/documentation/hdf5/latest/group___h5_d_s.html>.

use std::ffi::{CString, c_char, c_uint};

use hdf5::Dataset;
use hdf5_sys::h5::herr_t;
use hdf5_sys::h5i::hid_t;

unsafe extern "C" {
    fn H5DSset_scale(dimension: hid_t, name: *const c_char) -> herr_t;
    fn H5DSattach_scale(variable: hid_t, dimension: hid_t, axis: c_uint) -> herr_t;
}

/// Makes a one-dimensional dataset the values of the dimension `name`.
pub(crate) fn set_scale(coordinate: &Dataset, name: &str) -> Result<(), String> {
    let text = CString::new(name).map_err(|_| format!("the name {name:?} contains a NUL"))?;
    // SAFETY: the id is held open by `coordinate`, the C string outlives the call, and `sync` holds
    // the lock without which HDF5 is not thread-safe.
    let status = hdf5::sync::sync(|| unsafe { H5DSset_scale(coordinate.id(), text.as_ptr()) });
    accepted(status, || format!("HDF5 does not take `{name}` as a dimension"))
}

/// Names axis `axis` of `variable` after the dimension whose values `coordinate` holds.
pub(crate) fn attach_scale(variable: &Dataset, coordinate: &Dataset, axis: usize) -> Result<(), String> {
    let index = c_uint::try_from(axis).map_err(|_| format!("axis {axis} is out of range"))?;
    // SAFETY: both ids are held open by the datasets, and `sync` holds HDF5's lock.
    let status = hdf5::sync::sync(|| unsafe { H5DSattach_scale(variable.id(), coordinate.id(), index) });
    accepted(status, || format!("HDF5 does not attach a dimension to axis {axis}"))
}

fn accepted(status: herr_t, message: impl FnOnce() -> String) -> Result<(), String> {
    if status < 0 { Err(message()) } else { Ok(()) }
}
