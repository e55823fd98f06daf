//! Ctrl-C: says what is kept and how to go on.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::failure::Failure;
use crate::results::display;

/// The result of the run that is under way.
static RUN: Mutex<Option<PathBuf>> = Mutex::new(None);

/// Exit codes of programs that a signal ends are this plus the signal.
const ENDED_BY_SIGNAL: i32 = 128;

/// Waits for signals that end the program, on a thread of its own.
///
/// # Errors
/// [`Failure`] when the system does not allow that.
pub fn watch() -> Result<(), Failure> {
    let mut signals = Signals::new([SIGINT, SIGTERM]).map_err(Failure::run)?;
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            let _ = std::io::stderr().write_all(farewell().as_bytes());
            // at once: a checkpoint is whole at any moment, and HDF5 must not be closed while another thread writes
            signal_hook::low_level::exit(ENDED_BY_SIGNAL + signal);
        }
    });
    Ok(())
}

/// What is said at the end.
fn farewell() -> String {
    let run = RUN.lock().unwrap_or_else(PoisonError::into_inner);
    match run.as_deref().map(display) {
        None => "\ninterrupted\n".into(),
        Some(file) => format!(
            "\ninterrupted; {file}.checkpoint keeps what has been computed, {file}.partial can be read up to the last split or point in \
             order\ngo on with:  ferrospike resume {file}\n"
        ),
    }
}

/// From now on what has come of the run with this result is kept, or no longer.
pub fn set_run(result: Option<&Path>) {
    *RUN.lock().unwrap_or_else(PoisonError::into_inner) = result.map(Path::to_path_buf);
}
