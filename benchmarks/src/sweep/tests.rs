use toml::Value;

use super::*;
use crate::checkpoint::{Checkpoint, Heading, Identity};
use crate::{Experiment, ReadOut, RunError, Setup};

/// Iris in few words with a table `[vary]`.
fn text(vary: &str) -> String {
    let iris = Experiment::embedded("iris").unwrap();
    iris.replace("epochs = 15", "epochs = 1").replace("half_splits = 50", "half_splits = 2") + "\n[vary]\n" + vary
}

fn plan(vary: &str) -> Plan {
    Plan::parse("sweep.toml", &text(vary), Changes::default()).unwrap_or_else(|error| panic!("{vary}: {error}"))
}

fn refusal(vary: &str) -> String {
    Plan::parse("sweep.toml", &text(vary), Changes::default()).unwrap_err().to_string()
}

/// Messages of a check, and the text that each points at.
fn problems(vary: &str) -> Vec<(String, String)> {
    use miette::Diagnostic;
    let plan = plan(vary);
    let text = text(vary);
    let place = |error: &crate::ExperimentError| {
        let label = error.labels().unwrap().next().unwrap();
        text[label.offset()..label.offset() + label.len()].to_string()
    };
    let errors = plan.check(0..plan.points()).unwrap_err();
    errors.iter().map(|error| (format!("{error} {}", error.remedy().unwrap_or_default()), place(error))).collect()
}

#[test]
fn a_grid_is_the_product_of_its_keys_the_last_varying_fastest() {
    let plan = plan("'wires.segment' = ['0 ohm', '1 ohm']\ntraining.epochs = { from = 1, to = 5, points = 3 }");
    assert_eq!(plan.points(), 6);
    assert_eq!(plan.describe(1), "wires.segment = 0 ohm, training.epochs = 3");
    let experiment = |point: usize| Experiment::parse("point", &plan.experiment(point).unwrap()).unwrap();
    assert_eq!((experiment(5).wires.segment, experiment(5).training.epochs), (1.0, 5));
    assert_eq!((experiment(2).wires.segment, experiment(2).training.epochs), (0.0, 5));
}

#[test]
fn a_hypercube_has_one_point_in_each_part_of_every_range_and_every_grid_point_has_the_whole_sample() {
    let vary = "'training.epochs' = [1, 2]\n[vary.latin_hypercube]\npoints = 8\nseed = 3\n\
                'neuron.lif.homeostasis' = { from = 0.0, to = 0.8 }\n'wires.segment' = { from = '1 ohm', to = '256 ohm', scale = 'log' }";
    let plan = plan(vary);
    assert_eq!((plan.points(), plan.keys.len()), (16, 3));
    let number = |point: usize, key: usize| crate::range::quantity(&plan.values(point)[key]).unwrap().0;
    let parts = |key: usize, part: &dyn Fn(f64) -> f64| {
        let mut parts: Vec<usize> = (0..8).map(|point| part(number(point, key)) as usize).collect();
        parts.sort_unstable();
        parts
    };
    let all: Vec<usize> = (0..8).collect();
    assert_eq!(parts(1, &|x| x / 0.1), all);
    assert_eq!(parts(2, &|ohm| ohm.log2()), all);
    assert_eq!(plan.values(3)[1..], plan.values(11)[1..], "the same sample at each point of the grid");
    let random = Plan::parse("s", &text(&vary.replace("latin_hypercube", "random")), Changes::default()).unwrap();
    let drawn: std::collections::HashSet<String> = (0..8).map(|point| random.describe(point)).collect();
    assert_eq!(drawn.len(), 8);
}

#[test]
fn what_is_written_wrongly_is_refused_with_words() {
    for (vary, word) in [
        ("", "[vary] is empty"),
        ("'wires.segment' = '1 ohm'", "give a list"),
        ("'wires.segment' = ['1 ohm', '1 ohm']", "twice"),
        ("'wires.segment' = { from = '1 ohm', to = '2 ohm' }", "`points`"),
        ("'wires.segment' = { from = '1 ohm', to = '2 ohm', points = 1 }", "at least 2"),
        ("'wires.segment' = ['1 ohm']\nwires.segment = ['2 ohm']", "varies twice"),
        ("[vary.random]\n'wires.segment' = ['1 ohm']", "points = 20"),
        ("[vary.random]\npoints = 2", "at least one key"),
        (
            "[vary.random]\npoints = 2\n'wires.segment' = { from = '1 ohm', to = '2 ohm', points = 3 }",
            "no `points` of its own",
        ),
        ("[vary.random]\npoints = 2\na = [1]\n[vary.latin_hypercube]\npoints = 2\nb = [1]", "exclude each other"),
        (
            "training.epochs = { from = 1, to = 100, points = 100 }\nseed = { from = 1, to = 9999, points = 9999 }",
            "100000 points",
        ),
        ("training.epochs = { from = 1, to = 2, points = 3 }", "2 occurs twice"),
    ] {
        let message = refusal(vary);
        assert!(message.contains(word), "{vary}: {message}");
    }
    assert!(
        Plan::parse("run.toml", Experiment::embedded("iris").unwrap(), Changes::default())
            .unwrap_err()
            .to_string()
            .contains("no table [vary]")
    );
}

#[test]
fn every_point_is_checked_and_its_problem_stands_where_the_value_is_written() {
    for (vary, words, place) in [
        ("'wires.segment' = ['1 ohm', '3 s']", vec!["`3 s` is a time", "a resistance"], "'3 s'"),
        ("'neuron.lif.tau_n' = ['1 us', '2 us']", vec!["tau_n", "did you mean `tau_m`"], "'neuron.lif.tau_n'"),
        ("'device.change.v_thr' = ['1 V', '2 V']", vec!["v_thr", "did you mean `v_th`"], "'device.change.v_thr'"),
        ("'device.parameters' = ['bfo_demo', 'bfo_domo']", vec!["did you mean `bfo_demo`"], "'bfo_domo'"),
        ("'training.vote' = [1, 9]", vec!["9 neurons vote", "there are 6"], "9"),
        ("'seed.x' = [1, 2]", vec!["`seed`", "not a table"], "'seed.x'"),
    ] {
        let problems = problems(vary);
        assert_eq!(problems.len(), 1, "{problems:?}");
        let (message, at) = &problems[0];
        assert!(words.iter().all(|word| message.contains(word)), "{vary}: {message}");
        assert_eq!(at, place, "{vary}: {message}");
    }
}

#[test]
fn a_problem_of_many_points_is_told_once() {
    let twice = "[vary.random]\npoints = 30\n'training.epochs' = { from = -9, to = 0 }";
    let problems = problems(twice);
    assert_eq!(problems.len(), 1, "{problems:?}");
    // a list names its values: each has its own place
    let listed = self::problems("'training.vote' = [7, 8, 9]");
    assert_eq!(listed.len(), 3, "{listed:?}");
}

#[test]
fn whole_numbers_are_drawn_where_the_experiment_counts() {
    let plan = plan("[vary.latin_hypercube]\npoints = 4\n'neuron.lif.count' = { from = 1, to = 9 }");
    let mut counts: Vec<i64> = (0..4).map(|point| plan.values(point)[0].as_integer().unwrap()).collect();
    counts.sort_unstable();
    assert!(counts.windows(2).all(|pair| pair[0] <= pair[1]) && counts[0] <= 3 && counts[3] >= 7, "{counts:?}");
    assert_eq!(plan.check(0..4).unwrap().len(), 4);
}

#[test]
fn a_share_that_is_written_as_0_is_drawn_as_a_share() {
    let vary = "[vary.latin_hypercube]\npoints = 4\n'neuron.lif.homeostasis' = { from = 0.0, to = 0.05 }";
    let text = |vary: &str, line: &dyn Fn(&str) -> Option<String>| {
        text(vary).lines().filter_map(line).collect::<Vec<_>>().join("\n")
    };
    let zero =
        |line: &str| Some(if line.starts_with("homeostasis") { "homeostasis = 0".into() } else { line.to_owned() });
    let written = text(vary, &zero);
    assert!(written.contains("homeostasis = 0\n"));
    let drawn = |text: &str, key: usize| -> Vec<Value> {
        let plan = Plan::parse("sweep.toml", text, Changes::default()).unwrap_or_else(|error| panic!("{error}"));
        (0..plan.points()).map(|point| plan.values(point)[key].clone()).collect()
    };
    let shares: std::collections::HashSet<String> = drawn(&written, 0).iter().map(Value::to_string).collect();
    assert_eq!(shares.len(), 4, "{shares:?}");
    let grid = text("'neuron.lif.homeostasis' = { from = 0.0, to = 0.05, points = 3 }", &zero);
    assert_eq!(drawn(&grid, 0), [0.0, 0.025, 0.05].map(Value::Float));
    // what the experiment counts is whole though it has none of its own, and nothing in place of another key that varies
    let neither =
        |line: &str| (!line.starts_with("count = ") && !line.starts_with("segment = ")).then(|| line.to_owned());
    let vary = "'wires.segment' = ['0 ohm']\n'neuron.lif.count' = { from = 1, to = 4, points = 4 }";
    assert_eq!(drawn(&text(vary, &neither), 1), [1, 2, 3, 4].map(Value::Integer));
}

#[test]
fn values_that_do_not_go_together_are_told_together() {
    let problems = problems("'neuron.lif.count' = [3, 9]\n'training.vote' = [1, 5]");
    assert_eq!(problems.len(), 1, "{problems:?}");
    let message = &problems[0].0;
    assert!(message.contains("point 1 of 4: neuron.lif.count = 3, training.vote = 5"), "{message}");
}

fn checkpoint(folder: &std::path::Path) -> Checkpoint {
    Checkpoint::open(&folder.join("sweep.h5"), &Heading::default()).unwrap()
}

/// The points that come until `stop` says so, with what the checkpoint keeps.
fn run_until(
    plan: &Plan,
    points: std::ops::Range<usize>,
    checkpoint: &Checkpoint,
    stop: impl Fn() -> bool,
) -> Vec<Point> {
    let sizes = plan.check(points).unwrap();
    let mut done = Vec::new();
    let ended = plan.run(&sizes, checkpoint, |event| {
        if let Event::Point(point) = event {
            done.push(point);
        }
        if stop() { Err(RunError::Keep(crate::checkpoint::KeepError::Stopped)) } else { Ok(()) }
    });
    assert!(ended.is_ok() || stop(), "{ended:?}");
    done
}

fn run(plan: &Plan, points: std::ops::Range<usize>) -> Vec<Point> {
    let folder = tempfile::tempdir().unwrap();
    run_until(plan, points, &checkpoint(folder.path()), || false)
}

/// The same without what is not reproducible.
fn timeless(points: Vec<Point>) -> Vec<Point> {
    let without = |point: Point| {
        let score = |score: Score| Score {
            wall: 0.0,
            accuracies: score.accuracies.into_iter().map(|a| if a.is_nan() { -1.0 } else { a }).collect(),
            ..score
        };
        Point { outcome: point.outcome.map(|scores| scores.into_iter().map(score).collect()), ..point }
    };
    points.into_iter().map(without).collect()
}

#[test]
fn a_point_gives_what_a_run_of_its_experiment_gives_on_any_number_of_threads() {
    let plan = plan("'wires.segment' = ['0 ohm', '5 ohm']\n'training.vote' = [1, 3]");
    let all = timeless(run(&plan, 0..4));
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert_eq!(one.install(|| timeless(run(&plan, 2..4))), all[2..]);
    let setup = Setup::new(Experiment::parse("point", &plan.experiment(3).unwrap()).unwrap()).unwrap();
    let result = setup.run(1, &setup.split(1), |_| ()).unwrap();
    let score = &all[3].outcome.as_ref().unwrap()[1];
    assert_eq!(score.accuracies[1], result.accuracy(ReadOut::Vote));
    assert_eq!(score.energy_per_training, result.energy_per_training);
}

#[test]
fn a_point_that_is_done_is_kept_while_an_earlier_one_runs_and_is_not_run_again() {
    let plan = plan("'training.epochs' = [60, 1, 2]");
    let expected = timeless(run(&plan, 0..3));
    let folder = tempfile::tempdir().unwrap();
    let piece = |number: usize| folder.path().join(format!("sweep.h5.checkpoint/piece-{number}"));
    if rayon::current_num_threads() < 2 {
        return; // one thread takes one after the other
    }
    // two splits of each point: with two threads and the second split kept, the later points pass by the first one
    run_until(&plan, 0..3, &checkpoint(folder.path()), || piece(1).exists());
    let kept = std::fs::read(piece(1)).unwrap();
    std::fs::remove_dir_all(folder.path().join("sweep.h5.checkpoint")).unwrap();
    let broken = checkpoint(folder.path());
    std::fs::write(piece(1), kept).unwrap();
    let handed_over = run_until(&plan, 0..3, &broken, || piece(4).exists());
    assert!(handed_over.is_empty() && !piece(0).exists(), "the first point holds back the others");
    let before = std::fs::metadata(piece(2)).unwrap().modified().unwrap();
    let done = timeless(run_until(&plan, 0..3, &checkpoint(folder.path()), || false));
    assert_eq!(done, expected);
    assert_eq!(std::fs::metadata(piece(2)).unwrap().modified().unwrap(), before);
}

#[test]
fn a_sweep_whose_table_changes_is_another_one() {
    let folder = tempfile::tempdir().unwrap();
    let csv = folder.path().join("my.csv");
    let iris = include_str!("../../data/iris.csv");
    let vary = "'wires.segment' = ['0 ohm', '1 ohm']";
    let text =
        text(vary).replace("set = \"iris\"", &format!("file = {{ path = \"{}\", label = \"class\" }}", csv.display()));
    let identity = |points: std::ops::Range<usize>| {
        let plan = Plan::parse("sweep.toml", &text, Changes::default()).unwrap();
        plan.identity(&points, &plan.check(points.clone()).unwrap())
    };
    std::fs::write(&csv, iris).unwrap();
    let before = identity(0..2);
    assert_eq!(before, identity(0..2));
    assert!(before.difference(&identity(0..1)).unwrap().contains("points asked for differ"));
    std::fs::write(&csv, iris.replacen("5.1", "5.2", 1)).unwrap();
    assert!(before.difference(&identity(0..2)).unwrap().contains("put back the table"));
}

#[test]
fn what_is_recorded_is_read_back_to_the_bit_and_belongs_to_its_sweep_alone() {
    let plan = plan("'device.parameters' = ['bfo_demo']\n'wires.segment' = ['0 ohm', '5 ohm']");
    let mut points = run(&plan, 0..2);
    points[1].outcome = Err("the circuit, as \"it\" is".into());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sweep.h5");
    let provenance = traces::Provenance {
        version: env!("CARGO_PKG_VERSION").into(),
        command: "test".into(),
        seed: plan.seed(),
        experiment: plan.text.clone(),
        sources: Vec::new(),
        created: "now".into(),
    };
    let trace = traces::Trace::create(&file, &provenance, traces::Overwrite::Refuse).unwrap();
    let identity = plan.identity(&(0..2), &plan.check(0..2).unwrap());
    let mut recorder = Recorder::new(trace, &plan, (&(0..2), 3), &identity).unwrap();
    recorder.append(&plan, &points[0]).unwrap();
    let partial = folder.path().join("sweep.h5.partial");
    let found = |file: &std::path::Path| recorded(file, &identity).unwrap();
    // the file itself is locked while it is written
    let copy = folder.path().join("copy.partial");
    std::fs::copy(&partial, &copy).unwrap();
    assert_eq!(found(&copy).len(), 1, "readable while under way");
    recorder.append(&plan, &points[1]).unwrap();
    recorder.finish().unwrap();
    let same = |points: Vec<Point>| format!("{points:?}");
    assert_eq!(same(found(&file)), same(points.clone()));
    let other = Plan::parse("sweep.toml", &plan.text, Changes { seed: Some(7), splits: None }).unwrap();
    for (plan, points) in [(&plan, 0..1), (&other, 0..2)] {
        assert!(recorded(&file, &plan.identity(&points, &plan.check(points.clone()).unwrap())).is_none());
    }
    for other in [Identity { data: 1, ..identity.clone() }, Identity { device: 1, ..identity.clone() }] {
        assert!(recorded(&file, &other).is_none(), "rows or devices have changed since");
    }
    assert!(recorded(&folder.path().join("none.h5"), &identity).is_none());
    let read = traces::TraceFile::open(&file).unwrap();
    assert_eq!(read.read::<f64>("sweep/wires.segment").unwrap().units, "ohm");
    assert_eq!(read.read::<String>("sweep/device.parameters").unwrap().values, ["bfo_demo", "bfo_demo"]);
    let table = csv(&plan, &points);
    assert!(
        table.starts_with("point,device.parameters,wires.segment (ohm),splits,winner (%),winner sd (%),"),
        "{table}"
    );
    assert!(table.lines().nth(2).unwrap().ends_with("\"the circuit, as \"\"it\"\" is\""), "{table}");
    assert!(!crate::figures::draw(&file, &folder.path().join("figures")).unwrap().is_empty());
}

#[test]
fn a_table_of_recordings_is_refused_at_its_place() {
    let problems = problems("'neuron.lif.count' = [6, 9]\n[record]\ntraining = [0]\n");
    assert_eq!(problems.len(), 1, "{problems:?}");
    let (message, place) = &problems[0];
    assert!(message.contains("records results and no presentations") && place == "[record]", "{message}: {place}");
}
