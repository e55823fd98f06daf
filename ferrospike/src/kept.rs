//! Runs that are kept while they are under way, so that they can go on after an interruption.

use std::path::Path;
use std::time::SystemTime;

use benchmarks::RecordingSize;
use benchmarks::checkpoint::{self, Checkpoint, Heading, Identity, complete_pieces, heading_of};
use devices::units::engineering;
use traces::whole_file::folder_of;
use traces::{Overwrite, Provenance, Trace, TraceFile};

use crate::failure::Failure;
use crate::results::{Destination, display};
use crate::{command_line, interrupt};

/// A run that is to begin, or to go on.
pub struct Run<'a> {
    /// What its results depend on.
    pub identity: Identity,
    /// Splits or runs in all.
    pub pieces: usize,
    /// Where equations and values come from.
    pub sources: Vec<String>,
    /// Least room that it takes on the disk.
    pub room: Room,
    /// Another file that it writes at its end.
    pub beside: Option<&'a Destination>,
}

/// Least room that a run takes on the disk (bytes).
#[derive(Clone, Copy, Default)]
pub struct Room {
    /// For each piece.
    pub each: u64,
    /// For the pieces under way together.
    pub under_way: u64,
    /// For what a table `[record]` asks for.
    pub recording: Option<RecordingSize>,
}

/// Everything that is open while a run lasts.
pub struct Begun {
    /// The file of its results.
    pub trace: Trace,
    /// What is kept of it.
    pub checkpoint: Checkpoint,
    /// Pieces that were complete when it began or went on.
    pub complete: usize,
    /// Where its files come from.
    pub provenance: Provenance,
}

impl Run<'_> {
    /// Opens the result's file and the checkpoint beside it: what is kept of the same run is used.
    ///
    /// # Errors
    /// [`Failure`] when the file exists and may not be replaced, another run is kept beside it, there is too little room, or
    /// something cannot be written.
    pub fn begin(self, destination: &Destination) -> Result<Begun, Failure> {
        let file = &destination.file;
        let (heading, goes_on) = self.heading(destination)?;
        let complete = if goes_on { complete_pieces(file) } else { 0 };
        self.refuse_without_room(file, complete)?;
        let provenance = provenance(&heading, self.sources);
        if let Some(other) = self.beside {
            other.check(&provenance)?;
        }
        let trace = destination.open(&provenance)?;
        let checkpoint = open_checkpoint(file, &heading, goes_on);
        let checkpoint = match checkpoint.and_then(|kept| note(&trace, &heading).map(|()| kept)) {
            Ok(checkpoint) => checkpoint,
            Err(failure) => {
                trace.abandon();
                return Err(failure);
            }
        };
        interrupt::set_run(Some(file));
        Ok(Begun { trace, checkpoint, complete, provenance })
    }

    /// The heading of the checkpoint, and whether the run goes on from what it keeps.
    fn heading(&self, destination: &Destination) -> Result<(Heading, bool), Failure> {
        let file = &destination.file;
        let now = traces::timestamp(SystemTime::now());
        match heading_of(file) {
            Ok(None) => Ok((self.new_heading(file, now), false)),
            Err(error) => {
                let heading = checkpoint::folder_of(file).join("heading");
                tracing::warn!("{} cannot be used, {error}: it is written anew", heading.display());
                Ok((self.new_heading(file, now), true))
            }
            Ok(Some(mut kept)) => match kept.identity.difference(&self.identity) {
                None => {
                    let (complete, of) = (complete_pieces(file), self.pieces);
                    tracing::info!(file = %file.display(), complete, of, "an interrupted run continues");
                    kept.resumed.push(now);
                    Ok((kept, true))
                }
                Some(_) if destination.overwrite == Overwrite::Replace && !command_line::is_resumed() => {
                    Ok((self.new_heading(file, now), false))
                }
                Some(difference) => Err(other_run(file, &difference)),
            },
        }
    }

    fn new_heading(&self, file: &Path, now: String) -> Heading {
        Heading {
            identity: self.identity.clone(),
            pieces: self.pieces,
            command: command_line::words(),
            folder: std::env::current_dir().map(|folder| display(&folder)).unwrap_or_default(),
            file: display(file),
            created: now,
            resumed: Vec::new(),
        }
    }

    fn refuse_without_room(&self, file: &Path, complete: usize) -> Result<(), Failure> {
        let folder = folder_of(file);
        // where the system does not tell, the run will
        let Ok(free) = fs4::available_space(folder) else { return Ok(()) };
        let place = display(folder);
        if let Some((lack, help)) = self.room.lacking(self.pieces - complete.min(self.pieces), free) {
            return Err(Failure::usage_help(format!("{place} has {lack}"), help));
        }
        if let Some(doubt) = self.room.doubt(free) {
            tracing::warn!("{place} has {doubt}");
        }
        Ok(())
    }
}

impl Room {
    /// What is lacking and what can be done, where `free` bytes are too few for so many pieces that are left.
    fn lacking(self, pieces: usize, free: u64) -> Option<(String, &'static str)> {
        let Self { each, under_way, recording } = self;
        let recording = recording.map_or(0, |size| size.least_bytes());
        let results = each.saturating_mul(pieces as u64).saturating_add(under_way);
        let needed = results.saturating_add(recording);
        if free >= needed {
            return None;
        }
        let [free_in_words, needed] = [free, needed].map(|bytes| engineering(bytes as f64, "B"));
        let lack = format!("{free_in_words} of free space, but the run needs at least {needed}");
        let disk = "make room, or name a file on another disk with --output";
        if free < results {
            return Some((lack, disk));
        }
        let recording = engineering(recording as f64, "B");
        let fewer = "below [record] ask for fewer presentations, quantities or lines, or for every n-th step by `every`; \
                     `ferrospike check` says how much it is";
        Some((format!("{lack}, {recording} of it for what [record] asks for"), fewer))
    }

    /// What is to be said where a recording fits only as far as it can be compressed.
    fn doubt(self, free: u64) -> Option<String> {
        let bytes = self.recording?.bytes();
        let [free_in_words, recording] = [free as f64, bytes].map(|bytes| engineering(bytes, "B"));
        let told = format!("{free_in_words} of free space, and [record] asks for about {recording} before compression");
        (bytes > free as f64).then_some(told)
    }
}

fn open_checkpoint(file: &Path, heading: &Heading, goes_on: bool) -> Result<Checkpoint, Failure> {
    let cleared = if goes_on { Ok(()) } else { checkpoint::discard(file) };
    let opened = cleared.and_then(|()| Checkpoint::open(file, heading));
    opened.map_err(|error| Failure::usage_help(error, "name another file with --output"))
}

/// What keeps a run from beginning where another was interrupted.
fn other_run(file: &Path, difference: &str) -> Failure {
    let kept = display(&checkpoint::folder_of(file));
    let help = "or begin anew: name another file with --output, or add --force to the command to give up what is kept";
    Failure::usage_help(format!("{kept} keeps an interrupted run: {difference}"), help)
}

fn provenance(heading: &Heading, sources: Vec<String>) -> Provenance {
    let Heading { identity, command, created, .. } = heading;
    Provenance {
        version: identity.version.clone(),
        command: command.join(" "),
        seed: identity.seed,
        experiment: identity.experiment.clone(),
        sources,
        created: created.clone(),
    }
}

/// Notes in the file when the run went on.
fn note(trace: &Trace, heading: &Heading) -> Result<(), Failure> {
    if heading.resumed.is_empty() {
        return Ok(());
    }
    let root = trace.group("").map_err(Failure::run)?;
    root.attribute("resumed", &heading.resumed.join("\n")).map_err(Failure::run)
}

/// Whether the complete file at `path` is one that the run of this provenance wrote before it was interrupted.
pub fn is_own(path: &Path, provenance: &Provenance) -> bool {
    let same = |of: Provenance| of.created == provenance.created && of.command == provenance.command;
    path.is_file() && TraceFile::open(path).and_then(|file| file.provenance()).is_ok_and(same)
}

/// Whether a run of this identity was interrupted at this file.
pub fn was_interrupted(file: &Path, identity: &Identity) -> bool {
    heading_of(file).is_ok_and(|heading| heading.is_some_and(|heading| heading.identity == *identity))
}

/// Ends a run that has failed: it says how to go on, or, where the circuit cannot be followed and every attempt would end
/// alike, keeps nothing but the unfinished file.
pub fn failed(failure: Failure, file: &Path) -> Failure {
    let name = display(file);
    if failure.of_circuit().is_none() {
        return failure.with_help(format!(
            "what has been computed is kept; when the cause is removed, `ferrospike resume {name}` goes on"
        ));
    }
    match complete(file) {
        Ok(()) => failure
            .with_help(format!("change the experiment and run it anew; what was recorded before is in {name}.partial")),
        Err(other) => other,
    }
}

/// Deletes what was kept of a run that is complete.
///
/// # Errors
/// [`Failure`] when it cannot be deleted.
pub fn complete(file: &Path) -> Result<(), Failure> {
    interrupt::set_run(None);
    checkpoint::discard(file).map_err(Failure::run)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_needs_room_for_what_is_left_of_it_to_the_byte() {
        let room = Room { each: 100, under_way: 30, recording: None };
        assert_eq!(room.lacking(4, 430), None);
        let (lack, help) = room.lacking(4, 429).unwrap();
        assert!(lack.contains("429 B of free space") && lack.contains("at least 430 B"), "{lack}");
        assert!(help.contains("--output"));
        assert_eq!(room.lacking(0, 30), None, "what is complete takes no more");
        assert!(Room { each: u64::MAX, ..room }.lacking(2, u64::MAX - 1).is_some(), "no overflow");
    }

    #[test]
    fn a_recording_that_does_not_fit_is_told_apart_from_the_results() {
        let size = RecordingSize { presentations: 3, moments: 1e9, bytes_per_moment: 5 * 1032 };
        let room = Room { each: 100, under_way: 30, recording: Some(size) };
        assert_eq!(room.lacking(4, 5_000_000_430), None);
        assert!(room.doubt(5_000_000_430).unwrap().contains("about 5160 GB before compression"));
        assert_eq!(room.doubt(size.bytes() as u64), None);
        let (lack, help) = room.lacking(4, 1_000_000).unwrap();
        assert!(lack.contains("5 GB of it for what [record] asks for") && help.contains("`every`"), "{lack}: {help}");
        assert!(!room.lacking(4, 400).unwrap().0.contains("[record]"), "without it there is too little as well");
    }
}
