use std::path::Path;

use devices::units;
use traces::{Overwrite, Provenance, Trace};

use super::*;
use crate::baselines::{BaselineError, Rows};
use crate::checkpoint::{Checkpoint, Heading};
use crate::experiment::{NeuronChoice, Protocol};
use crate::published::{Measure, Status};
use crate::{Experiment, Progress, ReadOut, Recorder, Setup, Split, SplitResult};

const PLAIN: Options =
    Options { neurons: None, device: None, lines: Lines::Exact, seed: None, count: None, quick: false };

fn experiment(job: &Job) -> Experiment {
    Experiment::parse(&job.name, &job.text).unwrap_or_else(|error| panic!("{}: {error}", job.name))
}

#[test]
fn every_set_runs_with_and_without_a_teacher_under_the_protocols_of_the_field() {
    for benchmark in BENCHMARKS {
        let jobs = benchmark.jobs(&PLAIN);
        for job in &jobs {
            let taught = experiment(job).training.teacher.is_some();
            assert_eq!(job.name.starts_with("teacher"), taught, "{}", job.name);
        }
        let protocols: Vec<Protocol> = jobs.iter().map(|job| experiment(job).protocol).collect();
        match benchmark.set {
            "landsat" => assert_eq!(protocols, [Protocol::Official { seeds: 3 }; 2]),
            _ => {
                let both = [Protocol::HalfSplits(50), Protocol::Folds { repeats: 10, folds: 10 }];
                assert_eq!(protocols[..4], [both, both].concat());
                assert!(protocols[4..].is_empty() || protocols[4..] == both, "{}", benchmark.set);
            }
        }
    }
}

#[test]
fn every_job_knows_the_experiment_that_it_is_made_from() {
    for benchmark in BENCHMARKS {
        for job in benchmark.jobs(&PLAIN) {
            let (recipe, made) = (benchmark.recipe(&job), experiment(&job));
            assert_eq!(recipe.spikes.post.corners(), made.spikes.post.corners(), "{}", job.name);
            let NeuronChoice::Lif(by_recipe) = recipe.neuron;
            let NeuronChoice::Lif(by_job) = made.neuron;
            assert_eq!((by_recipe.count, by_recipe.tau_m), (by_job.count, by_job.tau_m), "{}", job.name);
        }
    }
}

#[test]
fn the_text_of_a_job_holds_all_that_was_asked_for() {
    let options = Options {
        neurons: Some(12),
        device: Some("lammie2020_vteam".into()),
        lines: Lines::Ideal,
        seed: Some(7),
        count: Some(2),
        quick: true,
    };
    let job = &BENCHMARKS[2].jobs(&options)[0];
    let changed = experiment(job);
    let NeuronChoice::Lif(lif) = changed.neuron;
    assert_eq!((lif.count, changed.seed, changed.training.epochs), (12, 7, 1));
    assert_eq!((changed.device.parameters.as_str(), changed.device.change.len()), ("lammie2020_vteam", 0));
    assert_eq!((changed.wires.segment, changed.wires.driver, changed.wires.sense), (0.0, 0.0, 0.0));
    assert_eq!(changed.protocol, Protocol::Official { seeds: 2 });
    assert!(job.text.contains("`landsat`"));
}

#[test]
fn fewer_neurons_than_voters_all_vote() {
    for job in BENCHMARKS[2].jobs(&Options { neurons: Some(2), ..PLAIN }) {
        assert!(experiment(&job).training.vote <= 2, "{}", job.name);
    }
}

#[test]
fn what_runs_beyond_the_changes_is_the_embedded_experiment() {
    for name in ["iris", "landsat-teacher"] {
        let text = Experiment::embedded(name).unwrap();
        let jobs: Vec<Job> = BENCHMARKS.iter().flat_map(|benchmark| benchmark.jobs(&PLAIN)).collect();
        let job = jobs.iter().find(|job| job.text.contains(&format!("`{name}`"))).unwrap();
        let mut embedded = Experiment::parse(name, text).unwrap();
        embedded.protocol = experiment(job).protocol;
        assert_eq!(format!("{embedded:?}"), format!("{:?}", experiment(job)), "{name}");
    }
}

fn provenance(job: &Job) -> Provenance {
    Provenance {
        version: env!("CARGO_PKG_VERSION").into(),
        command: String::new(),
        seed: 42,
        experiment: job.text.clone(),
        sources: Vec::new(),
        created: String::new(),
    }
}

/// A short Iris job.
fn short() -> (Job, Setup) {
    let options = Options { count: Some(3), quick: true, ..PLAIN };
    let mut job = BENCHMARKS[0].jobs(&options).swap_remove(0);
    let mut text: toml::Table = job.text.parse().unwrap();
    text["training"].as_table_mut().unwrap().insert("epochs".into(), 2.into());
    job.text = text.to_string();
    let setup = Setup::new(experiment(&job)).unwrap();
    (job, setup)
}

fn split_by_split(setup: &Setup) -> Vec<SplitResult> {
    (0..setup.experiment.protocol.splits())
        .map(|index| setup.run(index, &setup.split(index), |_| ()).unwrap())
        .collect()
}

#[test]
fn a_file_holds_exactly_its_job_while_it_is_written_and_when_it_is_complete() {
    let (job, setup) = short();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("left.h5");
    let trace = Trace::create(&path, &provenance(&job), Overwrite::Refuse).unwrap();
    let partial = folder.path().join("left.h5.partial");
    Recorder::new(trace, &setup).unwrap();
    assert!(holds(&partial, &job) && !holds(&path, &job));
    assert!(!holds(&partial, &Job { text: format!("{}# other", job.text), ..job.clone() }));
}

#[test]
fn a_table_says_what_the_file_holds() {
    let (job, setup) = short();
    let all = split_by_split(&setup);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("short.h5");
    let provenance = provenance(&job);
    let trace = Trace::create(&path, &provenance, Overwrite::Refuse).unwrap();
    let mut recorder = Recorder::new(trace, &setup).unwrap();
    all.iter().for_each(|result| recorder.append(result).unwrap());
    let file = recorder.finish().unwrap();
    let rows = rows(&file, &setup.experiment).unwrap();
    let accuracy = |read_out| Score::Splits(all.iter().map(|result| result.accuracy(read_out)).collect());
    assert_eq!(rows[0].score, accuracy(ReadOut::Winner));
    assert_eq!(rows.last().unwrap().score, accuracy(ReadOut::Ridge));
    assert_eq!(rows[0].neurons, Some(setup.columns()));
    let energy = all.iter().map(|result| result.energy_per_classification).sum::<f64>() / 3.0;
    // a mean in another order of sums
    assert!((rows[0].energy_per_classification.unwrap() / energy - 1.0).abs() < 1e-12);
}

#[test]
fn no_character_of_a_field_breaks_a_table() {
    let row = Row {
        method: "a|b, \"c\" & 5 %".into(),
        protocol: "p_1".into(),
        score: Score::Splits(vec![0.9, 1.0]),
        neurons: None,
        energy_per_classification: Some(units::parse("2 pJ", units::ENERGY).unwrap()),
        energy_per_training: None,
        simulated: None,
        wall: None,
        remark: String::new(),
    };
    let csv = csv(std::slice::from_ref(&row));
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let record = reader.records().next().unwrap().unwrap();
    let shown = [0, 1, 3, 5, 7, 11, 12].map(|column| &record[column]);
    assert_eq!(shown, ["network", "a|b, \"c\" & 5 %", "95.0000", "2", "2e-12", "accuracy", "computed"]);
    let markdown = markdown(&["heading".into()], std::slice::from_ref(&row));
    assert!(markdown.contains("| a\\|b, \"c\" & 5 % | p_1 | 95.00 ± 7.07 |"), "{markdown}");
    let latex = latex(&["heading".into()], &[row]);
    assert!(latex.contains("a|b, \"c\" \\& 5 \\% & p\\_1 & 95.00 $\\pm$ 7.07 &"), "{latex}");
    // method, protocol, accuracy and one energy; columns that no row fills are left out
    assert!(latex.contains("\\begin{tabular}{llrr}") && latex.contains("method & protocol & accuracy (\\%) & energy"));
}

#[test]
fn published_rows_say_what_is_unverified_and_what_is_no_accuracy() {
    for benchmark in BENCHMARKS {
        let rows = published_rows(benchmark.set).unwrap();
        assert!(rows.iter().all(|row| row.kind() == Kind::Published && !row.remark.is_empty()));
        let tables = [csv(&rows), markdown(&[], &rows), latex(&[], &rows)];
        for row in &rows {
            let Score::Published { status, measure, .. } = row.score else { panic!("{row:?}") };
            let accuracy = row.cells()[2].clone();
            assert_eq!(accuracy.ends_with(", unverified"), status == Status::Unverified, "{accuracy}");
            assert_eq!(accuracy.starts_with("F1 "), measure == Measure::F1, "{accuracy}");
            // a method may hold characters that LaTeX and Markdown escape
            assert!(tables[..2].iter().all(|table| table.contains(&row.method)), "{}", row.method);
        }
    }
    let iris = published_rows("iris").unwrap();
    let shown = |work: &str| iris.iter().find(|row| row.method.starts_with(work)).unwrap().cells()[2].clone();
    assert_eq!((shown("SWAT").as_str(), shown("Sboev").as_str()), ("95.3", "F1 99.0"));
    assert_eq!(shown("SpikeProp"), "96.1 ± 0.1, unverified");
}

/// What the classical methods reach, wall times left out, with a checkpoint at this result.
fn baselines_kept(baselines: &Baselines<'_>, result: &Path) -> Vec<BaselineSplit> {
    let heading = Heading { identity: baselines.identity(), ..Default::default() };
    let checkpoint = Checkpoint::open(result, &heading).unwrap();
    let mut results = Vec::new();
    baselines
        .run(&checkpoint, |progress| {
            if let Progress::Done(mut result) = progress {
                result.outcomes.iter_mut().for_each(|outcome| outcome.wall = 0.0);
                results.push(result);
            }
            Ok::<_, BaselineError>(())
        })
        .unwrap();
    results
}

#[test]
fn classical_methods_see_the_splits_of_the_networks_and_leave_them_in_a_file() {
    let (_, setup) = short();
    let baselines = Baselines::beside(&setup);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("b.h5");
    let all = baselines_kept(&baselines, &path);
    assert_eq!(all.len(), 3);
    for (index, result) in all.iter().enumerate() {
        let Split { train, test } = setup.split(index);
        let rows = |places: &[usize]| Rows::of(&setup.data, places).unwrap();
        for (method, outcome) in baselines.methods().iter().zip(&result.outcomes) {
            let seed = setup.experiment.seed + index as u64;
            let evaluation = method.evaluate(&rows(&train), &rows(&test), seed).unwrap();
            let (names, chosen): (Vec<_>, Vec<_>) = evaluation.chosen.into_iter().unzip();
            assert_eq!((evaluation.accuracy, chosen), (outcome.accuracy, outcome.chosen.clone()), "{method:?}");
            assert_eq!(names, method.settings());
        }
    }
    // as when the program is stopped after two of three
    std::fs::remove_file(folder.path().join("b.h5.checkpoint/piece-2")).unwrap();
    assert_eq!(baselines_kept(&baselines, &path), all, "as if nothing had interrupted it");
    let job = baselines.job();
    let trace = Trace::create(&path, &provenance(&job), Overwrite::Refuse).unwrap();
    let mut recorder = BaselineRecorder::new(trace, &baselines).unwrap();
    all.iter().for_each(|result| recorder.append(result).unwrap());
    let file = recorder.finish().unwrap();
    assert!(holds(&file, &job));
    let rows = baseline_rows(&file, &baselines).unwrap();
    for (k, row) in rows.iter().enumerate() {
        assert_eq!(row.score, Score::Splits(all.iter().map(|result| result.outcomes[k].accuracy).collect()));
        assert_eq!((row.kind(), row.wall), (Kind::Baseline, Some(0.0)));
    }
    assert!(rows[0].remark.starts_with("clusters 6; fields "), "{}", rows[0].remark);
}

#[test]
fn classical_methods_do_not_depend_on_devices_and_wires_but_on_seed_and_neurons() {
    let text = |options: &Options| {
        let setup = Setup::new(experiment(&BENCHMARKS[0].jobs(options)[0])).unwrap();
        Baselines::beside(&setup).job().text
    };
    let plain = text(&PLAIN);
    assert_eq!(plain, text(&Options { lines: Lines::Ideal, ..PLAIN }));
    for other in [Options { seed: Some(1), ..PLAIN }, Options { neurons: Some(9), ..PLAIN }] {
        assert_ne!(plain, text(&other));
    }
}

#[test]
fn devices_that_learned_stand_before_those_that_could_not_and_fields_keep_their_columns() {
    let benchmark = &BENCHMARKS[0];
    let reached = |winner: f64| Reached {
        protocol: "p".into(),
        winner: vec![winner],
        vote: vec![winner],
        silent: 0.0,
        energy_per_classification: 1e-12,
        energy_per_training: 1e-12,
        simulated: 1.0,
        wall: 1.0,
    };
    let job = |device: &str| benchmark.on_device(device, &PLAIN).unwrap();
    let mut rows = vec![
        DeviceRow::refused("strukov2008_hp", None, "no, \"none\"".into()),
        DeviceRow::new(&job("lammie2020_vteam"), reached(0.8)),
        DeviceRow::new(&job("yakopcic2013"), reached(0.9)),
    ];
    rank(&mut rows);
    let names: Vec<&str> = rows.iter().map(|row| row.device.as_str()).collect();
    assert_eq!(names, ["yakopcic2013", "lammie2020_vteam", "strukov2008_hp"]);
    let csv = device_csv(&rows);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let records: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!((&records[0][0], &records[0][2], &records[0][4]), ("1", "yakopcic", "90.0000"));
    assert_eq!((&records[2][0], &records[2][1], &records[2][20]), ("", "strukov2008_hp", "no, \"none\""));
}

#[test]
fn the_text_of_a_device_says_everything_that_runs() {
    let job = BENCHMARKS[0].on_device("lammie2020_vteam", &PLAIN).unwrap();
    let asked = experiment(&job.job);
    assert_eq!(asked.device.mounting, crate::experiment::Mounting::Reversed);
    assert_eq!(asked.protocol, Protocol::HalfSplits(10));
    let Origin::Calibration(calibration) = &job.origin else { panic!("calibrated") };
    // numbers written and read again
    assert!((asked.spikes.pre.range().1 / calibration.plateau - 1.0).abs() < 1e-12);
    assert!((asked.spikes.post.range().1 / calibration.post.depressing().voltage - 1.0).abs() < 1e-12);
    assert_eq!(BENCHMARKS[0].on_device("lammie2020_vteam", &PLAIN).unwrap(), job);
}

#[test]
fn a_ranking_leaves_out_learning_curves_and_learns_the_same() {
    let options = Options { count: Some(1), ..PLAIN };
    let learned = |text: &str| {
        let setup = Setup::new(Experiment::parse("job", text).unwrap()).unwrap();
        let result = setup.run(0, &setup.split(0), |_| ()).unwrap();
        let conductances = result.snapshots.last().unwrap().conductances.clone();
        (result.snapshots.len(), (conductances, result.accuracy(ReadOut::Winner)))
    };
    let (whole, same) = learned(&BENCHMARKS[0].of_recipe(Recipe::Unsupervised, &options).unwrap().text);
    let (ends, ranked) = learned(&BENCHMARKS[0].by_hand(&options).job.text);
    assert!((whole, ends) == (16, 2) && ranked == same, "{whole} {ends}");
}

#[test]
fn a_device_file_with_other_values_is_another_job() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.toml");
    let text = std::fs::read_to_string("../devices/parameters/lammie2020_vteam.toml").unwrap();
    let job = |text: &str| {
        std::fs::write(&file, text).unwrap();
        BENCHMARKS[0].on_device(file.to_str().unwrap(), &PLAIN).unwrap().job
    };
    let first = job(&text);
    assert_eq!(first, job(&format!("# as before\n{text}")));
    assert_ne!(first.text, job(&text.replace("r_off = \"1 kohm\"", "r_off = \"1.00001 kohm\"")).text);
}
