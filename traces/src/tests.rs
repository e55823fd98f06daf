use std::path::Path;
use std::process::Command;

use crate::{About, Growing, Overwrite, Provenance, ReadError, Recorded, Trace, TraceFile, WriteError};

#[path = "../examples/write_trace.rs"]
#[expect(dead_code, reason = "the example's `main`")]
mod write_trace;

fn provenance() -> Provenance {
    Provenance {
        version: "0.1.0".into(),
        command: "ferrospike run iris.toml".into(),
        seed: u64::MAX,
        experiment: "# µ\nseed = 42\n".into(),
        sources: vec!["10.1103/PhysRevB.66.214109".into(), "10.1038/ncomms14736".into()],
        created: "2026-03-01T12:00:00Z".into(),
    }
}

fn create(path: &Path) -> Trace {
    Trace::create(path, &provenance(), Overwrite::Refuse).unwrap()
}

const VOLTAGE: About = About { units: "V", long_name: "voltage" };

#[test]
fn every_type_comes_back_bit_for_bit_with_dimensions_unit_and_meaning() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("types.h5");
    let trace = create(&path);
    let group = trace.group("a/b").unwrap();
    let names = vec!["Fe".to_owned(), String::new(), "µ 忆".to_owned()];
    group.coordinate("name", About::new("", "species"), &names).unwrap();
    group.coordinate("gate", About::new("1", "gate open"), &[true, false]).unwrap();
    let doubles = [f64::MIN_POSITIVE / 2.0, -0.0, f64::INFINITY, f64::NAN, 0.1, -1e300];
    group.variable("voltage", &["name", "gate"], VOLTAGE, &doubles).unwrap();
    group.variable("single", &["gate"], VOLTAGE, &[0.1_f32, -1e-40]).unwrap();
    group.variable("count", &["gate"], About::new("1", "count"), &[0_u32, u32::MAX]).unwrap();
    group.variable("shift", &["gate"], About::new("1", "shift"), &[i64::MIN, i64::MAX]).unwrap();
    group.scalar("verdict", About::new("", "verdict"), "sound".to_owned()).unwrap();
    group.scalar("passed", About::new("1", "passed"), true).unwrap();
    group.attribute("network", "one layer").unwrap();
    trace.finish().unwrap();

    let file = TraceFile::open(&path).unwrap();
    let voltage = file.read::<f64>("a/b/voltage").unwrap();
    assert_eq!((voltage.dims, voltage.shape), (vec!["name".into(), "gate".into()], vec![3, 2]));
    assert_eq!((voltage.units.as_str(), voltage.long_name.as_str()), ("V", "voltage"));
    let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(&voltage.values), bits(&doubles));
    assert_eq!(file.read::<String>("a/b/name").unwrap().values, names);
    assert_eq!(file.read::<String>("a/b/name").unwrap().units, "");
    let gate = file.read::<bool>("a/b/gate").unwrap();
    assert_eq!((gate.dims, gate.values), (vec!["gate".to_owned()], vec![true, false]));
    assert_eq!(file.read::<f32>("a/b/single").unwrap().values, [0.1, -1e-40]);
    assert_eq!(file.read::<u32>("a/b/count").unwrap().values, [0, u32::MAX]);
    assert_eq!(file.read::<i64>("a/b/shift").unwrap().values, [i64::MIN, i64::MAX]);
    let verdict = file.read::<String>("a/b/verdict").unwrap();
    assert_eq!((verdict.dims.len(), verdict.values), (0, vec!["sound".to_owned()]));
    assert_eq!(file.read::<bool>("a/b/passed").unwrap().values, [true]);
    assert_eq!(file.attribute("a/b", "network").unwrap(), "one layer");
    assert_eq!(file.provenance().unwrap(), provenance());
    assert_eq!(file.groups().unwrap(), ["a", "a/b"]);
    assert_eq!(file.variables("a").unwrap(), Vec::<String>::new());
    assert_eq!(
        file.variables("a/b").unwrap(),
        ["count", "gate", "name", "passed", "shift", "single", "verdict", "voltage"]
    );
}

#[test]
fn a_variable_of_many_chunks_comes_back_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.h5");
    let trace = create(&path);
    let group = trace.group("g").unwrap();
    let (rows, columns) = (3, 200_003); // a row is 1.6 MB: chunks cut across the last axis
    group.index("row", rows, "row").unwrap();
    group.index("column", columns, "column").unwrap();
    let values: Vec<f64> = (0..rows * columns).map(|k| k as f64).collect();
    group.variable("voltage", &["row", "column"], VOLTAGE, &values).unwrap();
    trace.finish().unwrap();

    let read = TraceFile::open(&path).unwrap().read::<f64>("g/voltage").unwrap();
    assert_eq!(read.values, values);
    assert_eq!(read.slab(2), &values[2 * columns..]);
    let column = TraceFile::open(&path).unwrap().read::<i64>("g/column").unwrap();
    assert_eq!(column.values[columns - 1], columns as i64 - 1);
    // 1.6 MB of counting numbers and 4.8 MB of counting floats shrink at least fourfold
    assert!(path.metadata().unwrap().len() < 1_600_000, "the data is not compressed");
}

/// A trace that counts: entry n holds n in the coordinate and n, n + 1/2 in the variable.
fn counting(path: &Path) -> (Trace, Growing<i64>, Growing<f64>) {
    let trace = create(path);
    let group = trace.group("run").unwrap();
    group.index("row", 2, "word line").unwrap();
    let epoch = group.growing_coordinate::<i64>("epoch", About::new("1", "pass")).unwrap();
    let voltage = group.growing::<f64>("voltage", &["epoch", "row"], VOLTAGE).unwrap();
    (trace, epoch, voltage)
}

fn count(entries: std::ops::Range<i64>, epoch: &Growing<i64>, voltage: &Growing<f64>) {
    for n in entries {
        epoch.append(&[n]).unwrap();
        voltage.append(&[n as f64, n as f64 + 0.5]).unwrap();
    }
}

fn assert_counts(path: &Path, entries: usize) {
    let file = TraceFile::open(path).unwrap();
    let voltage = file.read::<f64>("run/voltage").unwrap();
    assert_eq!((voltage.dims, voltage.shape), (vec!["epoch".into(), "row".into()], vec![entries, 2]));
    let expected: Vec<f64> = (0..2 * entries).map(|k| k as f64 / 2.0).collect();
    assert!(voltage.values == expected);
    let epoch = file.read::<i64>("run/epoch").unwrap();
    assert!(epoch.values.iter().copied().eq(0..entries as i64));
}

#[test]
fn entries_appended_one_by_one_and_in_blocks_line_up() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("append.h5");
    let (trace, epoch, voltage) = counting(&path);
    count(0..5, &epoch, &voltage);
    epoch.append(&[5, 6]).unwrap();
    voltage.append(&[5.0, 5.5, 6.0, 6.5]).unwrap();
    voltage.append(&[]).unwrap();
    trace.finish().unwrap();
    assert_counts(&path, 7);
    assert!(voltage.append(&[7.0, 7.5]).is_err(), "a finished file must not change");
}

#[test]
fn a_trace_that_was_dropped_unfinished_opens_under_its_partial_name_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dropped.h5");
    let (trace, epoch, voltage) = counting(&path);
    count(0..3, &epoch, &voltage);
    drop((trace, epoch, voltage));
    let missing = TraceFile::open(&path).unwrap_err();
    assert!(matches!(missing, ReadError::Missing { partial: true, .. }), "{missing}");
    assert_counts(&folder.path().join("dropped.h5.partial"), 3);
    counting(&path).0.finish().unwrap(); // the next run takes its place
    assert_counts(&path, 0);
}

const VICTIM: &str = "FERROSPIKE_TEST_ABORTS_AT";

#[test]
#[ignore = "the process that the next test starts and that kills itself"]
fn aborting_child() {
    let path = std::env::var_os(VICTIM).expect("only the next test runs this");
    let (trace, epoch, voltage) = counting(Path::new(&path));
    count(0..10_000, &epoch, &voltage);
    trace.flush().unwrap();
    count(10_000..200_000, &epoch, &voltage); // 4.5 MB more: fills chunks and caches
    std::process::abort();
}

#[test]
fn a_killed_run_leaves_everything_up_to_the_last_flush() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("killed.h5");
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["tests::aborting_child", "--exact", "--ignored"])
        .env(VICTIM, &path)
        .output()
        .unwrap()
        .status;
    assert!(!status.success(), "the child was to abort");
    assert_counts(&folder.path().join("killed.h5.partial"), 10_000);
}

#[test]
fn an_earlier_result_is_replaced_only_on_request_and_only_when_the_new_one_is_complete() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("result.h5");
    create(&path).finish().unwrap();
    let earlier = std::fs::read(&path).unwrap();
    let refused = Trace::create(&path, &provenance(), Overwrite::Refuse).unwrap_err();
    assert!(matches!(refused, WriteError::ResultExists { .. }), "{refused}");
    assert!(refused.to_string().contains("result.h5") && refused.to_string().contains("overwrit"));

    let trace = Trace::create(&path, &provenance(), Overwrite::Replace).unwrap();
    trace.group("new").unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), earlier);
    trace.finish().unwrap();
    assert_eq!(TraceFile::open(&path).unwrap().groups().unwrap(), ["new"]);
}

#[test]
fn two_runs_to_the_same_path_do_not_harm_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shared.h5");
    let (trace, epoch, voltage) = counting(&path);
    count(0..4, &epoch, &voltage);
    let second = Trace::create(&path, &provenance(), Overwrite::Replace).unwrap_err();
    assert!(matches!(second, WriteError::CannotCreate { .. }), "{second}");
    assert!(second.to_string().contains("another run is writing it"), "{second}");
    trace.finish().unwrap();
    assert_counts(&path, 4);
}

#[test]
fn equal_runs_write_equal_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str| {
        let path = folder.path().join(name);
        let (trace, epoch, voltage) = counting(&path);
        count(0..100, &epoch, &voltage);
        std::fs::read(trace.finish().unwrap()).unwrap()
    };
    let first = write("first.h5");
    std::thread::sleep(std::time::Duration::from_millis(1100)); // HDF5 stamps whole seconds
    assert!(first == write("second.h5"));
}

#[test]
fn a_path_that_cannot_be_written_is_refused_before_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("no/such/folder.h5");
    let error = Trace::create(&nowhere, &provenance(), Overwrite::Refuse).unwrap_err();
    assert!(matches!(error, WriteError::FolderMissing { .. }), "{error}");
    assert!(error.to_string().contains("create it"), "{error}");

    // A folder in the place of the file stops root as well, whom permissions do not.
    std::fs::create_dir(folder.path().join("taken.h5.partial")).unwrap();
    let taken = folder.path().join("taken.h5");
    let error = Trace::create(&taken, &provenance(), Overwrite::Refuse).unwrap_err();
    assert!(matches!(error, WriteError::CannotCreate { .. }), "{error}");
    assert!(error.to_string().contains("taken.h5.partial"), "{error}");
}

#[test]
fn a_wrong_file_or_name_says_what_there_is_instead() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("there.h5");
    let missing = TraceFile::open(&path).unwrap_err();
    assert!(matches!(missing, ReadError::Missing { partial: false, .. }), "{missing}");
    std::fs::write(&path, "seed = 42").unwrap();
    let text = TraceFile::open(&path).unwrap_err();
    assert!(matches!(text, ReadError::NotHdf5 { .. }), "{text}");
    hdf5::File::create(&path).unwrap();
    let foreign = TraceFile::open(&path).unwrap_err();
    assert!(foreign.to_string().contains("not written by ferrospike"), "{foreign}");

    let counted = folder.path().join("counted.h5");
    counting(&counted).0.finish().unwrap();
    let file = TraceFile::open(&counted).unwrap();
    let group = file.read::<f64>("runs/voltage").unwrap_err();
    assert!(matches!(&group, ReadError::NoGroup { present, .. } if present == &["run"]), "{group}");
    let variable = file.read::<f64>("run/voltages").unwrap_err();
    assert!(variable.to_string().contains("epoch, row, voltage"), "{variable}");
    let kind = file.read::<i64>("run/voltage").unwrap_err();
    assert!(kind.to_string().contains("holds float64, not i64"), "{kind}");
}

#[test]
#[expect(clippy::print_stderr, reason = "a skipped check must not look like a passed one")]
fn python_reads_values_units_and_coordinates() {
    let Some(python) = std::env::var_os("FERROSPIKE_PYTHON") else {
        eprintln!("SKIPPED: FERROSPIKE_PYTHON names no python with h5py, xarray and h5netcdf");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sample.h5");
    write_trace::write(&path).unwrap();
    let check = Path::new(env!("CARGO_MANIFEST_DIR")).join("check/open_with_python.py");
    let output = Command::new(python).arg(check).arg(&path).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_part_of_a_variable_is_what_lies_within_its_ranges() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("part.h5");
    let trace = create(&path);
    let group = trace.group("g").unwrap();
    for (name, length) in [("a", 4), ("b", 3), ("c", 5)] {
        group.index(name, length, name).unwrap();
    }
    let values: Vec<f64> = (0..60).map(f64::from).collect();
    group.variable("voltage", &["a", "b", "c"], VOLTAGE, &values).unwrap();
    let words: Vec<String> = (0..4).map(|k| format!("word {k}")).collect();
    group.variable("word", &["a"], About::new("", "word"), &words).unwrap();
    group.scalar("one", VOLTAGE, 1.0).unwrap();
    trace.finish().unwrap();
    let file = TraceFile::open(&path).unwrap();
    let part = file.read_part::<f64>("g/voltage", &[1..3, 2..3]).unwrap();
    assert_eq!((part.shape, part.dims.len()), (vec![2, 1, 5], 3));
    assert_eq!(part.values, [25.0, 26.0, 27.0, 28.0, 29.0, 40.0, 41.0, 42.0, 43.0, 44.0]);
    assert_eq!(file.read_entries::<f64>("g/voltage", 3..4).unwrap().values, values[45..]);
    assert_eq!(file.read_entries::<String>("g/word", 1..3).unwrap().values, words[1..3]);
    assert_eq!(file.read_entries::<f64>("g/voltage", 4..4).unwrap().shape, [0, 3, 5]);
    assert_eq!(file.read_entries::<f64>("g/one", 0..0).unwrap().values, [1.0], "a scalar has no dimensions to cut");
    let Recorded::Numbers(about) = file.describe("g/voltage").unwrap() else { panic!("numbers") };
    assert_eq!((about.dims.join(" "), about.units.as_str(), about.values.len()), ("a b c".into(), "V", 0));
    let beyond = file.read_entries::<f64>("g/voltage", 2..5).unwrap_err();
    assert!(beyond.to_string().contains("it has 4 entries, not 5"), "{beyond}");
}
