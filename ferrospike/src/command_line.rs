//! The command that runs, in its words.

use std::sync::OnceLock;

/// The command that `resume` goes on with.
static RESUMED: OnceLock<Vec<String>> = OnceLock::new();

/// The words of the command, the program first: those of this process, or of the run that it goes on with.
pub fn words() -> Vec<String> {
    RESUMED
        .get()
        .cloned()
        .unwrap_or_else(|| std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect())
}

/// From now on the command is that of a run which goes on.
pub fn resume(words: Vec<String>) {
    // there is one `resume` in a process
    let _ = RESUMED.set(words);
}

/// Whether the command is that of a run which goes on.
pub fn is_resumed() -> bool {
    RESUMED.get().is_some()
}
