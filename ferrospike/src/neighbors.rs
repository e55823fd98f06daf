//! What may have been meant by the name of a file that does not exist.

use std::path::{Path, PathBuf};

use devices::spelling::{nearest, question};
use traces::whole_file::folder_of;

/// Most files that a message names.
const NAMED: usize = 6;

/// What to give in place of `given`, which is neither a file nor one of the `known` names, where files of this extension are
/// meant: a name that looks much like it, else what files there are.
pub fn of(given: &str, known: &[&str], extension: &str) -> String {
    let path = Path::new(given);
    let folder = folder_of(path);
    let is_path = path.extension().is_some() || folder != Path::new(".");
    let files = files(folder, extension);
    let stems = files.iter().filter_map(|file| file.strip_suffix(extension)?.strip_suffix('.'));
    let names = stems.chain(known.iter().copied().filter(|_| !is_path));
    let meant = nearest(&path.file_stem().unwrap_or_default().to_string_lossy(), names);
    let meant = match meant {
        "" => String::new(),
        name if known.contains(&name) && !is_path => name.into(),
        stem => path.with_file_name(format!("{stem}.{extension}")).display().to_string(),
    };
    if let Some(question) = question(&meant) {
        return question;
    }
    if is_path && !folder.is_dir() {
        return format!("there is no folder {}", folder.display());
    }
    let place = if folder == Path::new(".") { "here".into() } else { format!("in {}", folder.display()) };
    match files.len() {
        0 => format!("there is no .{extension} file {place}"),
        count if count > NAMED => format!("{place} are {} and {} more", files[..NAMED].join(", "), count - NAMED),
        1 => format!("{place} is {}", files[0]),
        _ => format!("{place} are {}", files.join(", ")),
    }
}

/// Names of the files of this extension in a folder.
fn files(folder: &Path, extension: &str) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let wanted = |path: &PathBuf| path.extension().is_some_and(|of| of == extension) && path.is_file();
    let name = |path: PathBuf| path.file_name().map(|name| name.to_string_lossy().into_owned());
    let mut files: Vec<String> = entries.filter(wanted).filter_map(name).collect();
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_suggested_and_else_what_there_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).display().to_string();
        let of = |name: &str| of(&path(name), &["iris", "wbc"], "toml");
        assert!(of("wbc.toml").starts_with("there is no .toml file in "));
        for name in ["segments.toml", "neurons.toml", "notes.txt"] {
            std::fs::write(path(name), "").unwrap();
        }
        assert_eq!(of("segmnts.toml"), format!("did you mean `{}`?", path("segments.toml")));
        let listed = of("qqq.toml");
        assert!(listed.contains("neurons.toml, ") && listed.contains("segments.toml") && !listed.contains("notes"));
        assert!(of("nowhere/a.toml").starts_with("there is no folder "));
        assert!(!of("b.toml").contains("did you mean"), "what all files end with makes none near");
        assert_eq!(super::of("irsi", &["iris", "wbc"], "toml"), "did you mean `iris`?");
    }
}
