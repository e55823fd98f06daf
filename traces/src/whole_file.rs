//! Files that stand under their name whole or not at all.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

pub use crate::write::partial_path;

/// Writes `content` to `<path>.partial`, brings it to the disk and gives it its name.
///
/// # Errors
/// As [`write_with`].
pub fn write(path: &Path, content: impl AsRef<[u8]>) -> io::Result<()> {
    write_with(path, |file| file.write_all(content.as_ref()))
}

/// The same with a file that `fill` fills.
///
/// # Errors
/// What the system says; then nothing new is there, and a file of before as it was.
pub fn write_with(path: &Path, fill: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    if path.metadata().is_ok_and(|found| !found.is_file()) {
        return fill(&mut File::create(path)?); // a device such as /dev/stdout takes no other name
    }
    let partial = partial_path(path);
    let filled = File::create(&partial).and_then(|mut file| fill(&mut file));
    let written = filled.and_then(|()| rename(&partial, path));
    if written.is_err() {
        // what cannot be deleted is replaced by the next attempt
        let _ = std::fs::remove_file(&partial);
    }
    written
}

/// Gives a complete file its name when its content is on the disk: a machine that loses its power keeps the one or the other.
///
/// # Errors
/// What the system says; then the file may have either name.
pub fn rename(partial: &Path, path: &Path) -> io::Result<()> {
    OpenOptions::new().write(true).open(partial)?.sync_all()?;
    std::fs::rename(partial, path)?;
    // a new name in a folder is on the disk when the folder is; not every file system can be asked for that
    if let Ok(folder) = File::open(folder_of(path)) {
        let _ = folder.sync_all();
    }
    Ok(())
}

/// The folder in which a file stands, or is to stand.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::{write, write_with};

    #[test]
    fn what_cannot_be_written_leaves_the_old_content_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("page.html");
        write(&path, "old").unwrap();
        write(&path, "new").unwrap();
        let full = write_with(&path, |_| Err(io::ErrorKind::StorageFull.into()));
        assert_eq!(full.unwrap_err().kind(), io::ErrorKind::StorageFull);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "what was begun is gone");
        // a folder stands where the content is collected
        std::fs::create_dir(folder.path().join("page.html.partial")).unwrap();
        assert!(write(&path, "newer").is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "new");
    }

    #[test]
    #[cfg(unix)]
    fn a_device_is_written_to_directly() {
        write("/dev/null".as_ref(), "gone").unwrap();
        assert!(!std::path::Path::new("/dev/null.partial").exists());
    }
}
