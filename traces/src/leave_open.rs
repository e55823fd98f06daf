//! What happens to open files when HDF5 cannot write.

use hdf5_sys::h5f::{H5F_OBJ_ALL, H5Fget_obj_count, H5Fget_obj_ids};
use hdf5_sys::h5i::{H5Iinc_ref, hid_t};

/// Keeps everything that is open in HDF5 open, whoever lets go of it.
///
/// Closing writes what is in HDF5's caches. When that fails, as on a full disk, HDF5 works on with what it has freed already
/// and the process dies before it can tell why. A program that ends after a failed write has to end without HDF5's own exit
/// functions for the same reason.
pub(crate) fn leave_all_open() {
    // SAFETY: the buffer holds as many ids as HDF5 is told, only ids that HDF5 has just named are counted up, and `sync`
    // holds the lock without which HDF5 is not thread-safe.
    hdf5::sync::sync(|| unsafe {
        let everywhere = hid_t::from(H5F_OBJ_ALL);
        let count = usize::try_from(H5Fget_obj_count(everywhere, H5F_OBJ_ALL)).unwrap_or(0);
        let mut ids: Vec<hid_t> = vec![0; count];
        let found = H5Fget_obj_ids(everywhere, H5F_OBJ_ALL, count, ids.as_mut_ptr());
        for id in ids.into_iter().take(usize::try_from(found).unwrap_or(0)) {
            H5Iinc_ref(id);
        }
    });
}
