//! Texts that stand under their name whole or not at all.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

/// Writes `text` to `<path>.partial` and gives it its name; what cannot be written leaves nothing behind, and a file that
/// stood there as it was.
///
/// # Errors
/// What the system says.
pub fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut name = OsString::from(path);
    name.push(".partial");
    let partial = PathBuf::from(name);
    let written = std::fs::write(&partial, text).and_then(|()| std::fs::rename(&partial, path));
    if written.is_err() {
        // what cannot be deleted is replaced by the next attempt
        let _ = std::fs::remove_file(&partial);
    }
    written
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_cannot_be_written_leaves_the_old_text_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("page.html");
        super::write(&path, "old").unwrap();
        super::write(&path, "new").unwrap();
        // a folder stands where the text is collected
        std::fs::create_dir(folder.path().join("page.html.partial")).unwrap();
        assert!(super::write(&path, "newer").is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "new");
    }
}
