//! All splits of an experiment, from its beginning or from where it was interrupted, to files and figures.

use std::path::PathBuf;
use std::time::Instant;

use benchmarks::checkpoint::Checkpoint;
use benchmarks::{Event, Recorder, Setup, SplitResult, TrainedNetwork, figures, mean_and_sd, run_splits};
use crossbar::Choice;
use devices::units::engineering;
use rayon::current_num_threads;
use traces::Provenance;

use super::experiment::{accuracy, majority};
use super::progress::counting;
use crate::failure::Failure;
use crate::kept::{Begun, Room, Run, complete, failed};
use crate::results::Destination;

/// What a run leaves behind.
pub struct Recorded {
    /// The file of the results.
    pub file: PathBuf,
    /// What came of the splits.
    pub results: Vec<SplitResult>,
    /// The file of the network of the first split, where it was asked for.
    pub network: Option<PathBuf>,
    /// The figures.
    pub drawn: Vec<PathBuf>,
}

/// Runs all splits that are not kept from an interrupted run of the same identity, records them all, saves the network of the
/// first split where a file for it is named, and draws the figures.
///
/// # Errors
/// [`Failure`] when the circuit cannot be solved or a file cannot be written.
pub fn record(
    setup: &Setup,
    text: &str,
    destination: &Destination,
    network: Option<&Destination>,
) -> Result<Recorded, Failure> {
    tracing::info!(
        data = setup.data.name,
        samples = setup.data.rows.len(),
        rows = setup.rows(),
        columns = setup.columns(),
        device = setup.experiment.device.parameters,
        splits = setup.experiment.protocol.splits(),
        seed = setup.experiment.seed,
        "experiment is ready"
    );
    let choice = Choice::of(&setup.experiment.wires(setup.rows(), setup.columns()));
    tracing::info!(file = %destination.file.display(), "crossbar solver {}: {}", choice.solver, choice.reason);
    let begun = Run { beside: network, ..run_of(setup, text)? }.begin(destination)?;
    let recorded = finish(setup, begun, destination, network).map_err(|failure| failed(failure, &destination.file))?;
    complete(&destination.file)?;
    warn_of_silence(&recorded.results);
    warn_of_chance(setup, &recorded.results);
    Ok(recorded)
}

fn run_of(setup: &Setup, text: &str) -> Result<Run<'static>, Failure> {
    let pieces = setup.experiment.protocol.splits();
    let under_way = pieces.min(current_num_threads()) as u64;
    let room = Room {
        each: setup.least_bytes(),
        under_way: under_way * setup.state_bytes()?,
        recording: setup.recording_size()?,
    };
    Ok(Run { identity: setup.identity(text), pieces, sources: setup.sources(), room, beside: None })
}

fn finish(
    setup: &Setup,
    begun: Begun,
    destination: &Destination,
    network: Option<&Destination>,
) -> Result<Recorded, Failure> {
    let Begun { trace, checkpoint, complete, provenance } = begun;
    let mut recorder = Recorder::new(trace, setup)?;
    let (results, trained) = run_all(setup, &mut recorder, (&checkpoint, complete), network.is_some())?;
    // before the results are complete: a run that is interrupted in between goes on here
    let network = match (network, trained) {
        (Some(network), Some(trained)) => Some(save(&trained, network, &provenance)?),
        _ => None,
    };
    let file = recorder.finish().map_err(Failure::run)?;
    let begun = Instant::now();
    let drawn = figures::draw(&file, &destination.figures).map_err(Failure::run)?;
    let time = engineering(begun.elapsed().as_secs_f64(), "s");
    tracing::info!(figures = drawn.len(), time, "drawn");
    Ok(Recorded { file, results, network, drawn })
}

fn save(trained: &TrainedNetwork, network: &Destination, provenance: &Provenance) -> Result<PathBuf, Failure> {
    let trace = network.open(provenance)?;
    trained.write(&trace).map_err(Failure::run)?;
    trace.finish().map_err(Failure::run)
}

/// Runs all splits with a progress bar on stderr, recording each as it comes; `complete` are kept already.
fn run_all(
    setup: &Setup,
    recorder: &mut Recorder,
    (checkpoint, complete): (&Checkpoint, usize),
    with_network: bool,
) -> Result<(Vec<SplitResult>, Option<TrainedNetwork>), Failure> {
    let (splits, epochs) = (setup.experiment.protocol.splits(), setup.experiment.training.epochs);
    let bar = counting(splits.saturating_mul(epochs), "epochs");
    let (mut results, mut network) = (Vec::with_capacity(splits), None);
    let recording = recorder.recording();
    run_splits(setup, checkpoint, 0..usize::from(with_network), recording.as_deref(), |event| {
        match event {
            Event::Epoch => bar.inc(1),
            Event::Split(finished) => {
                recorder.append(&finished.result).map_err(Failure::run)?;
                results.push(finished.result);
                network = network.take().or(finished.network);
                let read_out = setup.experiment.training.read.into();
                let percent = results.iter().map(|result| 100.0 * result.accuracy(read_out)).collect::<Vec<_>>();
                let (mean, _) = mean_and_sd(&percent);
                tracing::info!(splits = results.len(), of = splits, mean_percent = format!("{mean:.2}"), "recorded");
                bar.set_message(format!("; {mean:.1} % after {} splits", results.len()));
            }
        }
        // what was kept takes no time and says nothing about the rest
        if results.len() == complete {
            bar.reset_eta();
        }
        Ok::<_, Failure>(())
    })?;
    bar.finish_and_clear();
    Ok((results, network))
}

fn warn_of_silence(results: &[SplitResult]) {
    let share = mean_and_sd(&results.iter().map(SplitResult::silent).collect::<Vec<_>>()).0;
    if share > 0.5 {
        tracing::warn!(
            "no neuron fired for {:.0} % of the test rows: the neuron nearest to its threshold answered, and few spikes \
             mean little learning; lower `v_th_per_feature` or `segment`",
            100.0 * share
        );
    }
}

fn warn_of_chance(setup: &Setup, results: &[SplitResult]) {
    let (percent, _) = accuracy(results, setup.experiment.training.read.into());
    let largest = 100.0 * majority(&setup.data.balance());
    if percent <= largest + 0.5 {
        tracing::warn!(
            "{:.1} % of the test rows are read rightly, {:.1} % would be by always naming the largest class: the network \
             has learned next to nothing; see which neurons fired for what (`conductances-by-class`, `confusion`), give it \
             more neurons or epochs, or spikes that suit the device",
            percent,
            largest
        );
    }
}
