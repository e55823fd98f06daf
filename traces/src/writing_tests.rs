//! What is appended is written elsewhere: errors come back, memory stays bounded, order is kept.

use std::path::Path;
use std::process::{Command, Output};

use crate::sonata::{Population, Spike, write_spikes};
use crate::{About, Growing, Overwrite, Provenance, Trace, TraceFile, WriteError};

const PATH: &str = "FERROSPIKE_TEST_WRITES_TO";

fn create(path: &Path) -> Trace {
    let provenance = Provenance {
        version: "0.1.0".into(),
        command: "test".into(),
        seed: 1,
        experiment: String::new(),
        sources: Vec::new(),
        created: "2026-03-01T12:00:00Z".into(),
    };
    Trace::create(path, &provenance, Overwrite::Refuse).unwrap()
}

/// A variable of `width` values per moment.
fn moments(trace: &Trace, width: usize) -> (Growing<f64>, Growing<f64>) {
    let group = trace.group("run").unwrap();
    let time = group.growing_coordinate("time", About::new("s", "time")).unwrap();
    group.index("device", width, "device").unwrap();
    (time, group.growing("voltage", &["time", "device"], About::new("V", "voltage")).unwrap())
}

/// Numbers that hardly compress.
fn noise(seed: u64) -> impl Iterator<Item = f64> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as f64
    })
}

/// Runs one of the ignored tests below in a process of its own, started by `shell` commands.
fn child(test: &str, path: &Path, shell: &str) -> Output {
    Command::new("sh")
        .args(["-c", &format!("{shell} exec \"$0\" \"$@\"")])
        .arg(std::env::current_exe().unwrap())
        .args([&format!("writing_tests::{test}"), "--exact", "--ignored", "--nocapture"])
        .env(PATH, path)
        .output()
        .unwrap()
}

#[test]
#[ignore = "the process that the next test starts, which may not write more than 2 MB"]
fn filling_child() {
    let path = std::env::var_os(PATH).expect("only the next test runs this");
    let trace = create(Path::new(&path));
    let (time, voltage) = moments(&trace, 4096);
    let told = (0..4096_u32).find_map(|k| {
        let values: Vec<f64> = noise(u64::from(k)).take(4096).collect();
        time.append(&[f64::from(k)]).and_then(|()| voltage.append(&values)).err()
    });
    let told = told.expect("128 MB do not fit into 2 MB");
    assert!(matches!(told, WriteError::Write { .. }), "{told}");
    let finished = trace.finish().unwrap_err();
    assert_eq!(told.to_string(), finished.to_string(), "the first reason is the one that is told");
    assert!(told.to_string().contains("full.h5.partial") && told.to_string().contains("disk full"), "{told}");
}

#[test]
fn a_full_disk_is_told_by_a_later_append_and_by_finish_and_leaves_no_result() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("full.h5");
    // in blocks of 512 bytes; the signal would kill the process, without it the write fails
    let output = child("filling_child", &path, "trap '' XFSZ; ulimit -f 4096;");
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
    assert!(!path.exists(), "no result stands under the final name");
}

/// Most memory that this process ever had (bytes).
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(1024 * line.split_whitespace().nth(1)?.parse::<u64>().ok()?)
}

#[test]
#[ignore = "the process that the next test starts and whose memory it looks at"]
fn growing_child() {
    let path = std::env::var_os(PATH).expect("only the next test runs this");
    let trace = create(Path::new(&path));
    let (time, voltage) = moments(&trace, 32 * 32);
    // memory does not depend on the values, the time to compress them does
    let values: Vec<f64> = (0..32 * 32 * 64).map(|k| f64::from(k % 251)).collect();
    let before = peak();
    for k in 0..600_u32 {
        time.append(&(0..64).map(|moment| f64::from(64 * k + moment)).collect::<Vec<_>>()).unwrap();
        voltage.append(&values).unwrap();
    }
    trace.finish().unwrap();
    // 16 MB wait at most, and HDF5 has chunks and their index
    let grown = before.zip(peak()).map_or(0, |(before, after)| after - before);
    assert!(grown < 64 << 20, "memory has grown by {} MB", grown >> 20);
}

#[test]
fn three_hundred_megabytes_are_written_with_bounded_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("long.h5");
    let output = child("growing_child", &path, "");
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
    let time = TraceFile::open(&path).unwrap().read::<f64>("run/time").unwrap();
    assert_eq!((time.values.len(), time.values[38_399]), (38_400, 38_399.0));
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn values_of_several_threads_are_all_there_and_each_threads_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("threads.h5");
    let trace = create(&path);
    let (time, voltage) = moments(&trace, 2);
    let count = 20_000;
    std::thread::scope(|scope| {
        for thread in [0.0, 0.5] {
            let voltage = &voltage;
            scope.spawn(move || (0..count).for_each(|k| voltage.append(&[f64::from(k), thread]).unwrap()));
        }
    });
    time.append(&vec![0.0; 2 * count as usize]).unwrap();
    trace.finish().unwrap();
    let voltage = TraceFile::open(&path).unwrap().read::<f64>("run/voltage").unwrap();
    for thread in [0.0, 0.5] {
        let own = voltage.values.chunks(2).filter(|pair| pair[1] == thread).map(|pair| pair[0]);
        assert!(own.eq((0..count).map(f64::from)), "thread {thread}");
    }
}

#[test]
fn what_is_flushed_stands_in_the_file_while_the_run_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("flushed.h5");
    let trace = create(&path);
    let (time, voltage) = moments(&trace, 2);
    time.append(&[0.5]).unwrap();
    voltage.append(&[1.0, 2.0]).unwrap();
    trace.flush().unwrap();
    let copy = folder.path().join("copy.h5");
    std::fs::copy(folder.path().join("flushed.h5.partial"), &copy).unwrap();
    assert_eq!(TraceFile::open(&copy).unwrap().read::<f64>("run/voltage").unwrap().values, [1.0, 2.0]);
}

#[test]
fn spikes_are_laid_out_as_sonata_says() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("spikes.h5");
    let spike = |node, time| Spike { node, time };
    let spikes = vec![spike(3, 2e-3), spike(1, 1.5e-6), spike(0, 2e-3)];
    let populations =
        [Population { name: "split_0".into(), spikes }, Population { name: "split_1".into(), spikes: Vec::new() }];
    write_spikes(&path, &populations, Overwrite::Refuse).unwrap();
    let file = hdf5::File::open(&path).unwrap();
    assert_eq!(file.attr("magic").unwrap().read_scalar::<u32>().unwrap(), 0x0A7A);
    assert_eq!(file.attr("version").unwrap().read_raw::<u32>().unwrap(), [0, 1]);
    let group = file.group("spikes/split_0").unwrap();
    assert_eq!(group.dataset("node_ids").unwrap().read_raw::<u64>().unwrap(), [1, 3, 0]);
    assert_eq!(group.dataset("timestamps").unwrap().read_raw::<f64>().unwrap(), [1.5e-3, 2.0, 2.0]);
    assert!(file.group("spikes/split_1").unwrap().dataset("node_ids").unwrap().size() == 0);
    let again = write_spikes(&path, &populations, Overwrite::Refuse).unwrap_err();
    assert!(matches!(again, WriteError::ResultExists { .. }), "{again}");
}
