//! Runs that are killed, interrupted or run out of disk, and go on.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use benchmarks::checkpoint::{Checkpoint, folder_of, heading_of};
use devices::rng::{Purpose, key, uniform};
use traces::{Element, TraceFile};

use super::{ferrospike, iris_with, text, walk};

pub fn start(folder: &Path, arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ferrospike"));
    command.args(arguments).current_dir(folder).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Waits until a complete file is there whose path holds `name`.
pub fn wait_for(folder: &Path, name: &str) {
    let begun = Instant::now();
    let paths = || walk(folder).into_iter().map(|path| path.display().to_string());
    let is_there = || paths().any(|path| path.contains(name) && !path.ends_with(".partial"));
    while !is_there() {
        assert!(begun.elapsed() < Duration::from_secs(60), "no {name} in {}", folder.display());
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Starts a command and kills it (`kill -9`) when such a file is there, see [`wait_for`].
pub fn kill_at(folder: &Path, arguments: &[&str], name: &str) {
    let mut child = start(folder, arguments);
    wait_for(folder, name);
    child.kill().unwrap();
    child.wait().unwrap();
}

pub fn succeeds(output: &Output) -> String {
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout)
}

/// The message on stderr in one line.
pub fn message(output: &Output) -> String {
    text(&output.stderr).replace(['│', '\n'], " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn refused(output: &Output, words: &[&str]) {
    let message = message(output);
    assert_eq!(output.status.code(), Some(2), "{message}");
    for word in words {
        assert!(message.contains(word), "`{word}` in: {message}");
    }
}

/// Shape and bits of a variable, if it is of this type.
fn bits_as<T: Element + std::fmt::Debug>(file: &TraceFile, name: &str) -> Option<String> {
    let variable = file.read::<T>(name).ok()?;
    Some(format!("{:?} {:?} {:?}", variable.dims, variable.shape, variable.values))
}

/// Every variable of a file but wall times, with shape and values; numbers are written so that they differ when a bit does.
fn contents(path: &Path) -> Vec<(String, String)> {
    let file = TraceFile::open(path).unwrap();
    let mut all = Vec::new();
    for group in file.groups().unwrap() {
        for variable in file.variables(&group).unwrap().iter().filter(|variable| *variable != "wall_time") {
            let name = format!("{group}/{variable}");
            let bits = bits_as::<f64>(&file, &name)
                .or_else(|| bits_as::<i64>(&file, &name))
                .or_else(|| bits_as::<bool>(&file, &name))
                .or_else(|| bits_as::<String>(&file, &name));
            all.push((name, bits.unwrap()));
        }
    }
    assert!(all.len() >= 5, "{all:?}");
    all
}

fn assert_same(path: &Path, expected: &[(String, String)]) {
    for ((name, bits), (_, expected)) in contents(path).iter().zip(expected) {
        assert!(bits == expected, "{name} of {} differs", path.display());
    }
    assert_eq!(contents(path).len(), expected.len());
}

/// What a run prints, without its wall time.
fn without_wall_time(printed: &str) -> Vec<&str> {
    printed.lines().filter(|line| !line.contains("computing time")).collect()
}

/// Nothing is left beside the results.
pub fn assert_tidy(folder: &Path) {
    let left: Vec<PathBuf> =
        walk(folder).into_iter().filter(|path| path.to_string_lossy().contains(".checkpoint")).collect();
    assert!(left.is_empty(), "{left:?}");
    assert!(!walk(folder).iter().any(|path| path.extension().is_some_and(|extension| extension == "partial")));
}

const RUN: [&str; 7] = ["run", "mine.toml", "--splits", "4", "--save-network", "net.h5", "-v"];

/// A folder with an experiment that takes a second or two.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("mine.toml"), iris_with("epochs = 15", "epochs = 12")).unwrap();
    folder
}

#[test]
fn a_run_that_is_killed_at_any_of_twenty_moments_ends_with_the_same_bits() {
    let straight = folder();
    let begun = Instant::now();
    let printed = succeeds(&ferrospike(straight.path(), &RUN));
    let duration = begun.elapsed();
    let [expected, network] = ["results/mine.h5", "net.h5"].map(|file| contents(&straight.path().join(file)));
    let mut kills = 0;
    'folders: while kills < 20 {
        let folder = folder();
        let path = folder.path();
        let last = loop {
            // killed before anything was kept, it begins anew
            let goes_on = heading_of(&path.join("results/mine.h5")).unwrap().is_some();
            if !goes_on && path.join("results/mine.h5").is_file() {
                // killed while it drew the figures of a complete result: nothing is left to go on with
                continue 'folders;
            }
            let arguments: &[&str] = if goes_on { &["resume", "results/mine.h5"] } else { &RUN };
            let mut child = start(path, arguments);
            std::thread::sleep(duration.mul_f64(0.8 * uniform(key(7, Purpose::Order, 0), kills)));
            if child.try_wait().unwrap().is_some() {
                break child.wait_with_output().unwrap();
            }
            child.kill().unwrap();
            child.wait().unwrap();
            kills += 1;
        };
        let again = succeeds(&last);
        assert_eq!(without_wall_time(&again), without_wall_time(&printed), "after {kills} kills");
        assert_same(&path.join("results/mine.h5"), &expected);
        assert_same(&path.join("net.h5"), &network);
        assert!(path.join("results/mine/confusion.png").is_file());
        assert_tidy(path);
    }
}

#[test]
fn ctrl_c_says_what_is_kept_and_how_to_go_on() {
    let folder = folder();
    let mut child = start(folder.path(), &["run", "mine.toml", "--splits", "6"]);
    wait_for(folder.path(), "under-way");
    let interrupted = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(interrupted.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let said = message(&child.wait_with_output().unwrap());
    for words in ["results/mine.h5.checkpoint", "ferrospike resume results/mine.h5"] {
        assert!(said.contains(words), "{said}");
    }
    // what was recorded can be read meanwhile
    assert!(TraceFile::open(&folder.path().join("results/mine.h5.partial")).unwrap().provenance().is_ok());
    let again = ferrospike(folder.path(), &["resume"]);
    assert!(succeeds(&again).contains("results/mine.h5"));
    assert_tidy(folder.path());
    let file = TraceFile::open(&folder.path().join("results/mine.h5")).unwrap();
    let provenance = file.provenance().unwrap();
    assert!(provenance.command.ends_with("run mine.toml --splits 6"), "{}", provenance.command);
    assert!(file.attribute("", "resumed").unwrap().ends_with('Z'), "when it went on");
    refused(&ferrospike(folder.path(), &["resume"]), &["no interrupted run"]);
    refused(&ferrospike(folder.path(), &["resume", "results/mine.h5"]), &["complete", "nothing to go on with"]);
}

#[test]
fn the_same_command_goes_on_and_another_leaves_what_is_kept_alone() {
    let folder = folder();
    let path = folder.path();
    let run = ["run", "mine.toml", "--splits", "4"];
    kill_at(path, &run, "piece-0");
    let kept = path.join("results/mine.h5.checkpoint/piece-0");
    let first = std::fs::metadata(&kept).unwrap().modified().unwrap();
    // another seed takes another name, and is refused where it is sent to the same
    succeeds(&ferrospike(path, &["run", "mine.toml", "--splits", "1", "--seed", "7"]));
    assert!(path.join("results/mine-2.h5").is_file());
    let other = ["run", "mine.toml", "--splits", "1", "--seed", "7", "-o", "results/mine.h5"];
    refused(&ferrospike(path, &other), &["mine.h5.checkpoint", "the seed differs", "ferrospike resume", "--force"]);
    assert_eq!(std::fs::metadata(&kept).unwrap().modified().unwrap(), first);
    kill_at(path, &run, "piece-1");
    assert_eq!(std::fs::metadata(&kept).unwrap().modified().unwrap(), first, "it was not computed again");
    succeeds(&ferrospike(path, &run));
    assert_tidy(path);
    assert_eq!(TraceFile::open(&path.join("results/mine.h5")).unwrap().read::<i64>("test/split").unwrap().shape, [4]);
    kill_at(path, &["run", "mine.toml", "-o", "new.h5"], "piece-0");
    succeeds(&ferrospike(path, &[&other[..6], &["-o", "new.h5", "--force"]].concat()));
    assert_tidy(path);
}

#[test]
fn other_versions_damaged_headings_and_changed_tables_are_refused_with_what_to_do() {
    let folder = folder();
    let path = folder.path();
    let iris = include_str!("../../benchmarks/data/iris.csv");
    std::fs::write(path.join("my.csv"), iris).unwrap();
    kill_at(path, &["run", "--data", "my.csv", "--splits", "8"], "under-way");
    let result = path.join("results/my.h5");
    // resumed from elsewhere, its paths count from where it was begun
    std::fs::write(path.join("my.csv"), iris.replacen("5.1", "5.2", 1)).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let name = result.display().to_string();
    let resume = |name: &str| ferrospike(elsewhere.path(), &["resume", name]);
    refused(&resume(&name), &["rows of the data have changed", "put back the table"]);
    std::fs::write(path.join("my.csv"), iris).unwrap();

    let heading_file = folder_of(&result).join("heading");
    let (heading, bytes) = (heading_of(&result).unwrap().unwrap(), std::fs::read(&heading_file).unwrap());
    let mut foreign = heading.clone();
    foreign.identity.version = "0.0.7".into();
    Checkpoint::open(&result, &foreign).unwrap();
    refused(&resume(&name), &["was begun by ferrospike 0.0.7", "--force"]);
    std::fs::write(&heading_file, &bytes[..bytes.len() / 2]).unwrap();
    refused(&resume(&name), &["heading", "cut off", "first command again"]);
    std::fs::write(&heading_file, &bytes).unwrap();

    // moved as a whole, and meant by what is kept of it
    let moved = elsewhere.path().join("moved");
    std::fs::rename(path, &moved).unwrap();
    succeeds(&resume("moved/results/my.h5.checkpoint"));
    assert_tidy(&moved);
    std::fs::rename(&moved, path).unwrap();
}

#[test]
fn several_interrupted_runs_are_listed() {
    let folder = folder();
    for name in ["a", "b"] {
        std::fs::create_dir_all(folder.path().join("results").join(name)).unwrap();
        let result = format!("results/{name}/mine.h5");
        kill_at(folder.path(), &["run", "mine.toml", "-o", &result], &format!("{name}/mine.h5.checkpoint/heading"));
    }
    // a way back into the same folder is none to other runs
    #[cfg(unix)]
    std::os::unix::fs::symlink(".", folder.path().join("results/again")).unwrap();
    let listed = ferrospike(folder.path(), &["resume"]);
    refused(
        &listed,
        &["2 runs in results/", "results/a/mine.h5", "results/b/mine.h5", "of 50 complete", "run mine.toml"],
    );
    refused(&ferrospike(folder.path(), &["resume", "none.h5"]), &["nothing is kept", "none.h5.checkpoint"]);
}

#[test]
fn a_damaged_result_is_not_called_complete() {
    let folder = folder();
    let path = folder.path();
    succeeds(&ferrospike(path, &["run", "mine.toml", "--splits", "1", "-o", "whole.h5"]));
    let whole = std::fs::read(path.join("whole.h5")).unwrap();
    let run_again = &["run the experiment again"];
    std::fs::write(path.join("cut.h5"), &whole[..whole.len() / 2]).unwrap();
    refused(&ferrospike(path, &["resume", "cut.h5"]), run_again);
    std::fs::write(path.join("foreign.h5"), "mine").unwrap();
    refused(&ferrospike(path, &["resume", "foreign.h5"]), run_again);
    refused(&ferrospike(path, &["resume", "whole.h5"]), &["complete"]);
}

#[test]
fn what_stands_in_the_way_of_a_run_that_goes_on_is_told_with_what_resume_can_do() {
    let folder = folder();
    let path = folder.path();
    kill_at(path, &["run", "mine.toml", "--save-network", "net.h5"], "under-way");
    std::fs::write(path.join("net.h5"), "mine").unwrap();
    let stopped = ferrospike(path, &["resume"]);
    refused(&stopped, &["net.h5", "move what stands there to another place"]);
    assert!(!message(&stopped).contains("--"), "resume has no such options: {}", message(&stopped));
    assert_eq!(std::fs::read_to_string(path.join("net.h5")).unwrap(), "mine");
}

#[test]
fn a_benchmark_goes_on_inside_a_split_and_ends_with_the_same_bits() {
    let bench = ["bench", "iris", "--quick", "--seeds", "2"];
    let (straight, broken) = (folder(), folder());
    succeeds(&ferrospike(straight.path(), &bench));
    kill_at(broken.path(), &bench, "under-way");
    kill_at(broken.path(), &bench, "under-way");
    succeeds(&ferrospike(broken.path(), &["resume"]));
    for file in ["unsupervised-half-splits.h5", "teacher-half-splits.h5", "baselines-half-splits.h5"] {
        let [expected, path] = [&straight, &broken].map(|folder| folder.path().join("results/bench/iris").join(file));
        assert_same(&path, &contents(&expected));
    }
    let table = std::fs::read_to_string(broken.path().join("results/bench/iris/table.md")).unwrap();
    assert!(table.contains("bench iris --quick --seeds 2"), "the first command: {table}");
    assert_tidy(broken.path());
}

#[test]
fn a_robustness_study_goes_on_with_the_conditions_that_are_missing() {
    let folder = folder();
    let path = folder.path();
    let bench = ["bench", "robustness", "iris", "--seeds", "1"];
    // what one split has learned and some outcomes
    kill_at(path, &bench, "piece-9");
    let kept = path.join("results/bench/iris/robustness.h5.checkpoint/piece-0");
    let first = std::fs::metadata(&kept).unwrap().modified().unwrap();
    kill_at(path, &bench, "piece-12");
    assert_eq!(std::fs::metadata(&kept).unwrap().modified().unwrap(), first, "it has not learned again");
    let shown = succeeds(&ferrospike(path, &["resume"]));
    assert!(shown.contains("telegraph noise"), "{shown}");
    assert_tidy(path);
    assert_eq!(succeeds(&ferrospike(path, &bench)), shown);
}

#[test]
fn a_circuit_that_cannot_be_followed_keeps_nothing_to_go_on_with() {
    let folder = folder();
    let path = folder.path();
    std::fs::write(path.join("mine.toml"), iris_with("segment = \"1 ohm\"", "segment = \"1e-310 ohm\"")).unwrap();
    let stopped = ferrospike(path, &["run", "mine.toml"]);
    assert_eq!(stopped.status.code(), Some(1));
    let said = message(&stopped);
    assert!(said.contains("is 1e-310 ohm") && said.contains("change the experiment"), "{said}");
    assert!(!said.contains("resume") && !folder_of(&path.join("results/mine.h5")).exists(), "{said}");
}

#[test]
fn a_pattern_array_goes_on_with_the_runs_that_are_missing() {
    let (straight, broken) = (folder(), folder());
    let run = ["run", "boyn2017-array", "--seeds", "2"];
    let printed = succeeds(&ferrospike(straight.path(), &run));
    kill_at(broken.path(), &run, "piece-");
    assert_eq!(succeeds(&ferrospike(broken.path(), &["resume"])), printed);
    let file = "results/boyn2017-array.h5";
    assert_same(&broken.path().join(file), &contents(&straight.path().join(file)));
    assert_tidy(broken.path());
}

/// Runs under a limit on the size of files (KiB), which the system treats as a full disk.
fn with_little_disk(folder: &Path, kib: usize, arguments: &str) -> Output {
    // without the trap the signal of the limit would end the program
    let line = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" {arguments}", 2 * kib);
    let mut shell = Command::new("sh");
    shell.args(["-c", &line, env!("CARGO_BIN_EXE_ferrospike")]).current_dir(folder).output().unwrap()
}

#[test]
fn a_full_disk_ends_the_run_with_its_reason_and_what_was_kept_goes_on() {
    let straight = folder();
    let run = ["run", "mine.toml", "--splits", "9"];
    succeeds(&ferrospike(straight.path(), &run));
    let expected = contents(&straight.path().join("results/mine.h5"));
    // too little for the file of the results, for what is kept of a split under way
    for (kib, full) in [(340, ".partial"), (150, ".checkpoint/")] {
        let folder = folder();
        let output = with_little_disk(folder.path(), kib, &run.join(" "));
        let said = message(&output);
        assert_eq!(output.status.code(), Some(1), "{kib} KiB: {said}");
        for words in ["cannot write", full, "ferrospike resume results/mine.h5"] {
            assert!(said.contains(words), "{said}");
        }
        succeeds(&ferrospike(folder.path(), &["resume"]));
        assert_same(&folder.path().join("results/mine.h5"), &expected);
        assert_tidy(folder.path());
    }
}

#[test]
fn a_network_that_cannot_be_written_is_refused_before_the_run_and_leaves_nothing() {
    let folder = folder();
    std::fs::write(folder.path().join("net.h5"), "mine").unwrap();
    let run =
        |network: &str| ferrospike(folder.path(), &["run", "mine.toml", "--splits", "1", "--save-network", network]);
    refused(&run("net.h5"), &["net.h5", "another file with --save-network", "--force"]);
    refused(&run("no/folder/net.h5"), &["no/folder"]);
    assert_tidy(folder.path());
    assert_eq!(std::fs::read_to_string(folder.path().join("net.h5")).unwrap(), "mine");
}
