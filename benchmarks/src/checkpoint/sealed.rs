//! Files that are whole or not there: written to a temporary name, brought to the disk and renamed; length and check sum tell
//! what is damaged.

use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use traces::whole_file;

/// First bytes of every file.
const MARK: [u8; 8] = *b"fspkkept";

/// Changes with what the files hold and how.
const FORMAT: u32 = 1;

/// Bytes before the content: mark, format, length and check sum of the content (little endian).
const HEAD: usize = MARK.len() + 4 + 8 + 4;

/// Why a file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Unsealed {
    /// The system cannot read it.
    #[error(transparent)]
    Unreadable(#[from] io::Error),
    /// Another program wrote it.
    #[error("it is no part of a checkpoint of ferrospike")]
    Foreign,
    /// Another version wrote it.
    #[error("it has format {found}, this version of ferrospike reads {FORMAT}")]
    Format {
        /// Its format.
        found: u32,
    },
    /// Bytes are missing.
    #[error("it is cut off after {found} of {needed} bytes")]
    CutOff {
        /// Bytes that there are.
        found: u64,
        /// Bytes that there should be.
        needed: u64,
    },
    /// Bytes have changed.
    #[error("its content does not fit its check sum")]
    Damaged,
    /// The content is something else.
    #[error("its content is something else than its name says")]
    Content,
}

/// Writes `content` so that at any moment either the file of before or the new one stands at `path`.
///
/// # Errors
/// What the system says; the file of before is still there, and no other.
pub fn write(path: &Path, content: &impl Serialize) -> io::Result<()> {
    whole_file::write_with(path, |file| fill(file, content))
}

fn fill(file: &mut File, content: &impl Serialize) -> io::Result<()> {
    file.write_all(&[0; HEAD])?;
    let mut body = Summed::new(file);
    if postcard::to_io(content, &mut body).is_err() {
        return Err(body.failure.unwrap_or_else(|| io::Error::other("the content cannot be encoded")));
    }
    let (sum, length) = body.finish()?;
    file.seek(SeekFrom::Start(0))?;
    file.write_all(&head(length, sum))
}

fn head(length: u64, sum: u32) -> [u8; HEAD] {
    let parts = [&MARK[..], &FORMAT.to_le_bytes(), &length.to_le_bytes(), &sum.to_le_bytes()];
    let mut head = [0; HEAD];
    head.iter_mut().zip(parts.concat()).for_each(|(place, byte)| *place = byte);
    head
}

/// Counts and sums what goes into a file.
struct Summed<'a> {
    file: BufWriter<&'a File>,
    sum: crc32fast::Hasher,
    length: u64,
    /// What the system said, which the encoder does not hand on.
    failure: Option<io::Error>,
}

impl<'a> Summed<'a> {
    fn new(file: &'a File) -> Self {
        Self { file: BufWriter::with_capacity(1 << 16, file), sum: crc32fast::Hasher::new(), length: 0, failure: None }
    }

    /// Check sum and length of all that went in.
    fn finish(mut self) -> io::Result<(u32, u64)> {
        self.file.flush()?;
        Ok((self.sum.finalize(), self.length))
    }
}

impl Write for Summed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.file.write(bytes) {
            Ok(count) => {
                self.sum.update(&bytes[..count]);
                self.length += count as u64;
                Ok(count)
            }
            Err(error) => {
                let kind = error.kind();
                self.failure = Some(error);
                Err(kind.into())
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Reads what [`write`] wrote.
///
/// # Errors
/// [`Unsealed`] when the file is not that.
pub fn read<T: DeserializeOwned>(path: &Path) -> Result<T, Unsealed> {
    let bytes = std::fs::read(path)?;
    let found = bytes.len() as u64;
    let (mark, rest) = bytes.split_first_chunk().ok_or(Unsealed::CutOff { found, needed: HEAD as u64 })?;
    if *mark != MARK {
        return Err(Unsealed::Foreign);
    }
    let cut_off = |needed: u64| Unsealed::CutOff { found, needed };
    let (format, rest) = rest.split_first_chunk().ok_or(cut_off(HEAD as u64))?;
    match u32::from_le_bytes(*format) {
        FORMAT => (),
        found => return Err(Unsealed::Format { found }),
    }
    let (length, rest) = rest.split_first_chunk().ok_or(cut_off(HEAD as u64))?;
    let (sum, content) = rest.split_first_chunk().ok_or(cut_off(HEAD as u64))?;
    let needed = u64::from_le_bytes(*length).saturating_add(HEAD as u64);
    if found < needed {
        return Err(cut_off(needed));
    }
    if found > needed || crc32fast::hash(content) != u32::from_le_bytes(*sum) {
        return Err(Unsealed::Damaged);
    }
    postcard::from_bytes(content).map_err(|_| Unsealed::Content)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn written(folder: &Path) -> (PathBuf, Vec<u8>) {
        let path = folder.join("part");
        write(&path, &(vec![0.5, f64::NAN, -0.0], "µ", u64::MAX)).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        (path, bytes)
    }

    type Content = (Vec<f64>, String, u64);

    #[test]
    fn what_is_written_is_read_to_the_bit_and_nothing_else_stays() {
        let folder = tempfile::tempdir().unwrap();
        let (path, _) = written(folder.path());
        let (values, text, word): Content = read(&path).unwrap();
        let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&values), bits(&[0.5, f64::NAN, -0.0]));
        assert_eq!((text.as_str(), word), ("µ", u64::MAX));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn every_length_but_its_own_and_every_changed_byte_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let (path, bytes) = written(folder.path());
        for length in 0..bytes.len() {
            std::fs::write(&path, &bytes[..length]).unwrap();
            assert!(matches!(read::<Content>(&path), Err(Unsealed::CutOff { .. })), "{length} bytes");
        }
        std::fs::write(&path, [&bytes[..], b"more"].concat()).unwrap();
        assert!(matches!(read::<Content>(&path), Err(Unsealed::Damaged)));
        for place in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[place] ^= 4;
            std::fs::write(&path, changed).unwrap();
            assert!(read::<Content>(&path).is_err(), "byte {place}");
        }
    }

    #[test]
    fn other_formats_and_other_files_are_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let (path, mut bytes) = written(folder.path());
        assert!(matches!(read::<(Content, Content)>(&path), Err(Unsealed::Content)));
        bytes[MARK.len()] += 1;
        std::fs::write(&path, &bytes).unwrap();
        assert!(matches!(read::<Content>(&path), Err(Unsealed::Format { found: 2 })));
        std::fs::write(&path, "seed = 42, and more than the head is long").unwrap();
        assert!(matches!(read::<Content>(&path), Err(Unsealed::Foreign)));
        assert!(matches!(read::<Content>(&folder.path().join("none")), Err(Unsealed::Unreadable(_))));
    }

    #[test]
    fn a_file_that_cannot_be_written_leaves_the_one_before() {
        let folder = tempfile::tempdir().unwrap();
        let (path, bytes) = written(folder.path());
        std::fs::create_dir(folder.path().join("part.partial")).unwrap();
        assert!(write(&path, &1).is_err());
        assert_eq!(std::fs::read(&path).unwrap(), bytes);
    }
}
