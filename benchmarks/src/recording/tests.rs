use std::path::Path;

use traces::{Overwrite, Provenance, Trace, TraceFile};

use crate::checkpoint::{Checkpoint, Heading, KeepError};
use crate::{Event, Experiment, Recorder, RunError, Setup, SplitResult, run_splits};

/// The Iris experiment with two epochs, three splits and a table `[record]`.
fn experiment(record: &str) -> Experiment {
    let text = Experiment::embedded("iris").unwrap();
    let short = text.replace("epochs = 15", "epochs = 2").replace("half_splits = 50", "half_splits = 3");
    Experiment::parse("mine.toml", &format!("{short}\n{record}")).unwrap()
}

const ALL: &str = "quantities = [\"row_voltage\", \"row_current\", \"column_voltage\", \"column_current\", \"potential\", \"threshold\", \"spike_time\", \
                   \"energy\", \"device_voltage\", \"device_current\", \"conductance\", \"state\"]";

/// Runs all splits on some threads and records them at `path`.
fn run(record: &str, path: &Path, threads: usize) -> Vec<SplitResult> {
    go_on(record, path, threads, usize::MAX).unwrap()
}

/// The same, from where it was broken off after so many splits the last time.
fn go_on(record: &str, path: &Path, threads: usize, splits: usize) -> Result<Vec<SplitResult>, RunError> {
    let setup = Setup::new(experiment(record)).unwrap();
    let heading = Heading { identity: setup.identity(record), pieces: 3, ..Heading::default() };
    let checkpoint = Checkpoint::open(path, &heading).unwrap();
    let provenance = Provenance {
        version: "0".into(),
        command: String::new(),
        seed: 42,
        experiment: String::new(),
        sources: Vec::new(),
        created: String::new(),
    };
    let mut recorder = Recorder::new(Trace::create(path, &provenance, Overwrite::Replace).unwrap(), &setup).unwrap();
    let (recording, mut results) = (recorder.recording(), Vec::new());
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| {
        run_splits(&setup, &checkpoint, 0..0, recording.as_deref(), |event| {
            if let Event::Split(split) = event {
                recorder.append(&split.result).map_err(RunError::from)?;
                results.push(SplitResult { wall: 0.0, ..split.result });
            }
            if results.len() == splits { Err(RunError::Keep(KeepError::Stopped)) } else { Ok(()) }
        })
    })?;
    recorder.finish().unwrap();
    Ok(results)
}

fn values(file: &TraceFile, name: &str) -> Vec<f64> {
    file.read::<f64>(&format!("presentation/{name}")).unwrap().values
}

fn numbers(file: &TraceFile, name: &str) -> Vec<i64> {
    file.read::<i64>(&format!("presentation/{name}")).unwrap().values
}

#[test]
fn recording_changes_no_bit_of_the_run_and_does_not_depend_on_threads() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let record = format!("[record]\nsplits = \"all\"\ntraining = {{ every = 50 }}\ntest = [3, 70]\n{ALL}");
    let plain = run("", &at("plain.h5"), 2);
    assert_eq!(run(&record, &at("one.h5"), 1), plain);
    assert_eq!(run(&record, &at("two.h5"), 2), plain);
    let (one, two) = (TraceFile::open(&at("one.h5")).unwrap(), TraceFile::open(&at("two.h5")).unwrap());
    for name in ["moment", "split", "presentation", "sample"] {
        assert_eq!(numbers(&one, name), numbers(&two, name), "{name}");
    }
    let moments = numbers(&one, "moment");
    assert!(moments.iter().copied().eq(0..moments.len() as i64), "each moment has a number of its own");
    for name in ["time", "energy", "device_voltage", "device_current", "row_current", "state", "potential"] {
        assert_eq!(values(&one, name), values(&two, name), "{name}");
    }
    let (split, training) = (numbers(&one, "split"), one.read::<bool>("presentation/training").unwrap().values);
    assert!(split.is_sorted() && split.last() == Some(&2));
    // 75 training rows twice
    let shown = numbers(&one, "presentation");
    let of = |learned: bool| {
        let mut seen: Vec<i64> = (0..shown.len()).filter(|k| training[*k] == learned).map(|k| shown[k]).collect();
        seen.sort_unstable();
        seen.dedup();
        seen
    };
    assert_eq!((of(true), of(false)), (vec![0, 50, 100], vec![3, 70]));
}

/// Every third value, and the last.
fn third(values: &[f64]) -> Vec<f64> {
    let places = (0..values.len()).step_by(3);
    let last = (values.len() % 3 != 1).then(|| values.len() - 1);
    places.chain(last).map(|place| values[place]).collect()
}

#[test]
fn what_is_recorded_does_not_depend_on_what_else_is() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    run(&format!("[record]\ntraining = [7]\n{ALL}"), &at("all.h5"), 1);
    let few = "quantities = [\"device_voltage\", \"conductance\", \"energy\"]\nrows = [30, 2]\ncolumns = { first = 4 }";
    run(&format!("[record]\ntraining = [7]\nevery = 3\n{few}"), &at("few.h5"), 1);
    let (all, few) = (TraceFile::open(&at("all.h5")).unwrap(), TraceFile::open(&at("few.h5")).unwrap());
    let (times, some) = (values(&all, "time"), values(&few, "time"));
    assert!(some.len() > 10 && some.iter().eq(third(&times).iter()), "every third step and the last");
    assert_eq!((numbers(&few, "row"), numbers(&few, "column")), (vec![2, 30], vec![4, 5]));
    for name in ["device_voltage", "conductance"] {
        let (whole, part) = (values(&all, name), values(&few, name));
        for (entry, part) in part.chunks(4).enumerate() {
            let moment = (3 * entry).min(times.len() - 1);
            let at = |row: usize, column: usize| whole[(moment * 32 + row) * 6 + column];
            assert_eq!(part, [at(2, 4), at(2, 5), at(30, 4), at(30, 5)], "{name}, entry {entry}");
        }
    }
    assert!(values(&few, "energy").iter().eq(third(&values(&all, "energy")).iter()));
}

#[test]
fn a_run_that_goes_on_has_recorded_what_it_would_have_without_the_interruption() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let record = "[record]\nsplits = [1, 2]\ntraining = { every = 50 }\ntest = [3]";
    let straight = run(record, &at("straight.h5"), 2);
    assert!(go_on(record, &at("broken.h5"), 1, 2).is_err());
    assert_eq!(go_on(record, &at("broken.h5"), 2, usize::MAX).unwrap(), straight);
    let [straight, broken] = ["straight.h5", "broken.h5"].map(|name| TraceFile::open(&at(name)).unwrap());
    assert!(numbers(&straight, "split").contains(&1) && !numbers(&straight, "split").contains(&0));
    for name in ["split", "presentation", "sample"] {
        assert_eq!(numbers(&broken, name), numbers(&straight, name), "{name}");
    }
    for name in ["time", "row_voltage", "column_current", "potential"] {
        assert_eq!(values(&broken, name), values(&straight, name), "{name}");
    }
}

#[test]
fn without_a_table_one_presentation_of_the_untrained_network_is_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plain.h5");
    let first = &run("", &path, 1)[0];
    let file = TraceFile::open(&path).unwrap();
    assert!(numbers(&file, "presentation").iter().all(|number| *number == 0));
    assert_eq!(numbers(&file, "sample")[0], first.spikes[0].sample as i64, "what is shown first in training");
    let fired = values(&file, "column_spike_time").into_iter().rfind(|time| time.is_finite());
    let of_first = first.spikes.iter().filter(|spike| spike.presentation == 0).map(|spike| spike.time);
    assert_eq!(fired, of_first.reduce(f64::max));
    let potential = file.read::<f64>("presentation/potential").unwrap();
    assert_eq!((potential.dims, potential.shape[1]), (vec!["moment".to_string(), "column".to_string()], 6));
    assert!(first.spikes.len() > 100 && values(&file, "time").is_sorted());
}

#[test]
fn lines_splits_and_presentations_that_do_not_exist_are_refused_with_their_place() {
    for (record, words) in [
        ("rows = [32]", ["row 32", "the array has 32, numbered 0 to 31"]),
        ("columns = { last = 6 }", ["column 6", "0 to 5"]),
        ("splits = [0, 3]", ["split 3", "0 to 2"]),
        ("training = [150]", ["training presentation 150", "0 to 149"]),
        ("test = [75]", ["test row 75", "0 to 74"]),
    ] {
        let text = format!("[record]\n{record}");
        let error = Setup::new(experiment(&text)).unwrap_err();
        assert!(words.iter().all(|word| error.to_string().contains(word)), "{record}: {error}");
        assert!(matches!(&error, RunError::Number { place, .. } if !place.is_empty()), "{record}");
    }
}
