//! Runs that are kept while they are under way, so that they can go on after an interruption.

use std::path::Path;
use std::time::SystemTime;

use benchmarks::checkpoint::{self, Checkpoint, Heading, Identity, complete_pieces, heading_of};
use devices::units::engineering;
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
    /// Least room that it takes on the disk (bytes): for each piece, and for those under way together.
    pub room: [u64; 2],
    /// Another file that it writes at its end.
    pub beside: Option<&'a Destination>,
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
                    tracing::info!(file = %file.display(), "an interrupted run continues");
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
        let folder = file.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
        // where the system does not tell, the run will
        let Ok(free) = fs4::available_space(folder) else { return Ok(()) };
        let [each, under_way] = self.room;
        let needed = each.saturating_mul((self.pieces - complete.min(self.pieces)) as u64).saturating_add(under_way);
        if free >= needed {
            return Ok(());
        }
        let [free, needed] = [free, needed].map(|bytes| engineering(bytes as f64, "B"));
        let message = format!("{} has {free} of free space, but the run needs at least {needed}", display(folder));
        Err(Failure::usage_help(message, "make room, or name a file on another disk with --output"))
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

/// Deletes what was kept of a run that is complete.
///
/// # Errors
/// [`Failure`] when it cannot be deleted.
pub fn complete(file: &Path) -> Result<(), Failure> {
    interrupt::set_run(None);
    checkpoint::discard(file).map_err(Failure::run)
}
