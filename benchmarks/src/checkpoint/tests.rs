use std::path::{Path, PathBuf};

use super::*;
use crate::{Event, Experiment, FinishedSplit, RunError, Setup, run_splits};

/// What the Iris experiments become here, to be quick.
const SPLITS: usize = 3;
const EPOCHS: usize = 3;

/// An embedded experiment, shortened, with replaced pieces of text.
fn experiment(name: &str, replace: &[(&str, &str)]) -> (String, Setup) {
    let mut text = Experiment::embedded(name).unwrap().to_string();
    for (from, to) in replace {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    let mut experiment = Experiment::parse(name, &text).unwrap();
    experiment.training.epochs = EPOCHS;
    experiment.protocol = experiment.protocol.with_count(SPLITS);
    (text, Setup::new(experiment).unwrap())
}

fn open(result: &Path, text: &str, setup: &Setup) -> Checkpoint {
    let heading = Heading { identity: setup.identity(text), pieces: SPLITS, ..Heading::default() };
    Checkpoint::open(result, &heading).unwrap().with_share(f64::INFINITY)
}

/// All splits with their networks, without wall times; `stop` says after how many events the run is broken off.
fn run(setup: &Setup, checkpoint: &Checkpoint, stop: usize) -> Result<Vec<FinishedSplit>, RunError> {
    let (mut finished, mut events) = (Vec::new(), 0);
    run_splits(setup, checkpoint, 0..SPLITS, None, |event| {
        if let Event::Split(mut split) = event {
            split.result.wall = 0.0;
            finished.push(*split);
        }
        events += 1;
        if events == stop { Err(RunError::Keep(KeepError::Stopped)) } else { Ok(()) }
    })?;
    Ok(finished)
}

fn uninterrupted(text: &str, setup: &Setup) -> Vec<FinishedSplit> {
    let folder = tempfile::tempdir().unwrap();
    run(setup, &open(&folder.path().join("straight.h5"), text, setup).with_share(SHARE), usize::MAX).unwrap()
}

/// Bits of a result: not a number equals itself.
fn bits(finished: &[FinishedSplit]) -> Vec<u8> {
    postcard::to_stdvec(finished).unwrap()
}

/// Breaks runs off again and again, a split at any presentation, until one comes to its end.
fn assert_goes_on_to_the_bit(name: &str, replace: &[(&str, &str)]) {
    let (text, setup) = experiment(name, replace);
    let expected = uninterrupted(&text, &setup);
    let folder = tempfile::tempdir().unwrap();
    let result = folder.path().join("broken.h5");
    let mut interruptions = 0;
    let finished = loop {
        // opened anew, as by another process
        match run(&setup, &open(&result, &text, &setup), 1 + 2 * interruptions) {
            Ok(finished) => break finished,
            Err(RunError::Keep(KeepError::Stopped)) => interruptions += 1,
            Err(error) => panic!("{error}"),
        }
    };
    assert!(interruptions >= 3, "{interruptions} interruptions");
    assert!(bits(&finished) == bits(&expected), "{name} differs after {interruptions} interruptions");
}

#[test]
fn a_split_that_was_broken_off_goes_on_to_the_bit() {
    assert_goes_on_to_the_bit("iris", &[]);
}

#[test]
fn a_split_with_a_teacher_goes_on_to_the_bit() {
    assert_goes_on_to_the_bit("iris-teacher", &[]);
}

#[test]
fn splits_with_devices_that_fluctuate_by_themselves_begin_anew_and_end_with_the_same_bits() {
    let noisy = "start = [0.2, 0.8]\nimperfections = { read_noise = { telegraph = { tau_c = \"20 us\", tau_e = \"20 us\", \
                 step = 0.05, devices = 0.3 } } }";
    assert_goes_on_to_the_bit("iris", &[("start = [0.2, 0.8]", noisy)]);
}

#[test]
fn spikes_that_are_drawn_anew_in_each_epoch_go_on_to_the_bit() {
    let latency = "[encoder.population_latency]\nfields_per_feature = 8\nbeta = 1.0\nwindow = \"2 us\"\ncutoff = 0.2";
    assert_goes_on_to_the_bit("iris", &[(latency, "[encoder.rate_poisson]\nrate = \"2 MHz\"\nwindow = \"2 us\"")]);
}

/// A run that has stopped within its splits: the first is complete, the second under way, the third not begun.
fn broken_off(folder: &Path) -> (PathBuf, String, Setup) {
    let (text, setup) = experiment("iris", &[]);
    let result = folder.join("broken.h5");
    let checkpoint = open(&result, &text, &setup);
    let (first, network) = setup.train(0, &setup.split(0), (Some(checkpoint.piece(0)), None), |_| ()).unwrap();
    let first = FinishedSplit { result: crate::SplitResult { wall: 0.0, ..first }, network: Some(network) };
    checkpoint.keep_complete(0, &first).unwrap();
    let stopped = setup.train(1, &setup.split(1), (Some(checkpoint.piece(1)), None), |_| checkpoint.stop());
    assert!(matches!(stopped, Err(RunError::Keep(KeepError::Stopped))));
    (result, text, setup)
}

#[test]
fn what_is_damaged_cut_off_or_of_another_run_is_computed_again() {
    let folder = tempfile::tempdir().unwrap();
    let (result, text, setup) = broken_off(folder.path());
    let expected = bits(&uninterrupted(&text, &setup));
    assert_eq!(complete_pieces(&result), 1);
    let kept: Vec<_> = ["piece-0", "under-way-1"].iter().map(|name| folder_of(&result).join(name)).collect();
    for path in &kept {
        let whole = std::fs::read(path).unwrap();
        let mut changed = whole.clone();
        changed[whole.len() / 2] ^= 1;
        let lengths = [0, 1, 23, 24, whole.len() / 2, whole.len() - 1];
        let damaged = lengths.iter().map(|length| whole[..*length].to_vec()).chain([changed, b"foreign".to_vec()]);
        for bytes in damaged {
            std::fs::write(path, &bytes).unwrap();
            let checkpoint = open(&result, &text, &setup);
            assert!(checkpoint.complete::<FinishedSplit>(0).is_none() || path.ends_with("under-way-1"));
            assert!(
                checkpoint.piece(1).under_way::<crate::course::Course<'_>>().is_none() || path.ends_with("piece-0")
            );
        }
    }
    // both are damaged now
    assert!(bits(&run(&setup, &open(&result, &text, &setup), usize::MAX).unwrap()) == expected);
}

#[test]
fn files_that_strayed_in_from_another_run_or_number_are_not_taken() {
    let folder = tempfile::tempdir().unwrap();
    let (result, text, setup) = broken_off(folder.path());
    let kept = folder_of(&result);
    std::fs::copy(kept.join("piece-0"), kept.join("piece-2")).unwrap();
    let checkpoint = open(&result, &text, &setup);
    assert!(checkpoint.complete::<FinishedSplit>(0).is_some() && checkpoint.complete::<FinishedSplit>(2).is_none());
    let other = open(&result, &format!("{text}# other\n"), &setup);
    assert!(other.complete::<FinishedSplit>(0).is_none());
}

#[test]
fn what_cannot_be_kept_ends_the_run_and_what_was_kept_stays() {
    let folder = tempfile::tempdir().unwrap();
    let (result, text, setup) = broken_off(folder.path());
    let checkpoint = open(&result, &text, &setup);
    // a folder in the way stops root as well, whom permissions do not
    let obstacle = folder_of(&result).join("under-way-1.partial");
    std::fs::create_dir(&obstacle).unwrap();
    let error = run(&setup, &checkpoint, usize::MAX).unwrap_err();
    assert!(error.to_string().contains("under-way-1"), "{error}");
    std::fs::remove_dir(obstacle).unwrap();
    let finished = run(&setup, &open(&result, &text, &setup), usize::MAX).unwrap();
    assert!(bits(&finished) == bits(&uninterrupted(&text, &setup)));
}

#[test]
fn a_network_that_is_asked_for_later_is_computed_again() {
    let folder = tempfile::tempdir().unwrap();
    let (text, setup) = experiment("iris", &[]);
    let result = folder.path().join("later.h5");
    run_splits(&setup, &open(&result, &text, &setup), 0..0, None, |_| Ok::<_, RunError>(())).unwrap();
    let finished = run(&setup, &open(&result, &text, &setup), usize::MAX).unwrap();
    assert!(bits(&finished) == bits(&uninterrupted(&text, &setup)));
}

#[test]
fn the_heading_is_found_until_the_checkpoint_is_discarded() {
    let folder = tempfile::tempdir().unwrap();
    let result = folder.path().join("some.h5");
    assert!(heading_of(&result).unwrap().is_none());
    discard(&result).unwrap();
    let heading = Heading { pieces: 7, command: vec!["ferrospike".into(), "run".into()], ..Heading::default() };
    Checkpoint::open(&result, &heading).unwrap();
    assert_eq!(heading_of(&result).unwrap(), Some(heading));
    discard(&result).unwrap();
    assert!(heading_of(&result).unwrap().is_none() && !folder_of(&result).exists());
}
