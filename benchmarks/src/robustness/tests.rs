use devices::DeviceArray;
use learning::Columns;

use super::run::{disturb, learn};
use super::study::merged;
use super::*;
use crate::bench::Job;
use crate::checkpoint::{Checkpoint, Heading};
use crate::{Experiment, Setup};

/// Irises, two splits of which learn for two epochs.
fn text() -> String {
    let short = "[protocol]\nhalf_splits = 2\n[training]\nepochs = 2";
    merged(Experiment::embedded("iris").unwrap(), short)
}

fn set_up(change: &str) -> Setup {
    Setup::new(Experiment::parse("test", &merged(&text(), change)).unwrap()).unwrap()
}

/// Outcomes of split 0: of the clean network, and of `change` on it.
fn clean_and(change: &str, acts: Acts) -> (Outcome, Outcome) {
    let learned = learn(&set_up(""), 0).unwrap();
    (learned.memory.outcome, disturb(&set_up(change), 0, acts, &learned).unwrap())
}

const AFTER: Acts = Acts::AfterLearning { wait: 0.0 };

#[test]
fn an_array_written_with_what_was_learned_reads_as_the_one_that_learned() {
    let (clean, written) = clean_and("", AFTER);
    assert_eq!(written, clean);
}

#[test]
fn without_stuck_devices_and_without_spread_nothing_is_lost() {
    let (clean, stuck) = clean_and("[device.imperfections]\nstuck = { on = 0.0, off = 0.0 }", AFTER);
    assert_eq!(stuck, clean);
    let (_, spread) = clean_and("[device.imperfections]\nspread = { conductance = 0.0 }", AFTER);
    assert_eq!(spread, clean);
}

#[test]
fn at_no_voltage_a_device_with_a_nucleation_threshold_loses_nothing_in_any_time() {
    for wait in [0.0, 1.0, 3e8] {
        let (clean, rested) = clean_and("", Acts::AfterLearning { wait });
        assert_eq!(rested, clean, "{wait} s");
    }
}

#[test]
fn learning_anew_without_a_change_gives_the_clean_accuracy() {
    let (clean, again) = clean_and("", Acts::WhileLearning);
    assert_eq!((again.named, again.kept), (clean.named, None));
}

#[test]
fn conditions_change_what_they_say() {
    let conductances = |change: &str| {
        let setup = set_up(change);
        let mut devices = Columns::of(&setup.device, 32, 6, 1);
        devices.program(&setup.experiment.device.positions(32 * 6, 1));
        let (mut currents, mut conductances) = (vec![0.0; 192], vec![0.0; 192]);
        devices.branches(&vec![0.0; 192], &mut currents, &mut conductances);
        conductances.sort_by(f64::total_cmp);
        conductances
    };
    for condition in conditions().iter().filter(|condition| condition.name.contains("levels")) {
        let mut distinct = conductances(&condition.change);
        // counted domains come within a hundredth of the range of a level; 16 levels are 0.067 of it apart
        distinct.dedup_by(|a, b| (*a - *b).abs() < 1e-8);
        let levels: usize = condition.name.split(' ').next().unwrap().parse().unwrap();
        assert!(distinct.len() <= levels, "{}: {distinct:?}", condition.name);
        if levels == 2 {
            assert_eq!(distinct.len(), 2, "uniform positions fall on both sides");
        }
    }
    let clean = conductances("");
    let differs = |condition: &&Condition| {
        let acts_at_once = ["spread", "stuck", "1/f", "telegraph"].iter().any(|word| condition.name.contains(word));
        acts_at_once && conductances(&condition.change) == clean
    };
    assert_eq!(conditions().iter().find(differs), None);
}

#[test]
fn a_study_keeps_the_clean_array_first_and_its_record_reads_back() {
    let job = Job { name: "test".into(), text: text() };
    let some = |condition: &Condition| condition.acts == Acts::Never || condition.name.contains("20 % stuck");
    let conditions: Vec<Condition> = conditions().into_iter().filter(some).collect();
    let study = Study::new(&job, conditions).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let checkpoint = Checkpoint::open(&folder.path().join("study.h5"), &Heading::default()).unwrap();
    let outcomes = study.run(&checkpoint, &|| ()).unwrap();
    let piece = |number: usize| folder.path().join(format!("study.h5.checkpoint/piece-{number}"));
    assert!((0..study.pieces()).all(|number| piece(number).is_file()) && !piece(study.pieces()).exists());
    // what one split has learned, and two outcomes: each is computed again, from what is kept of the other splits
    [0, 2, 5].iter().for_each(|&number| std::fs::remove_file(piece(number)).unwrap());
    let before = std::fs::metadata(piece(4)).unwrap().modified().unwrap();
    assert_eq!(study.run(&checkpoint, &|| ()).unwrap(), outcomes);
    assert_eq!(std::fs::metadata(piece(4)).unwrap().modified().unwrap(), before);
    let rows = study.summaries(&outcomes);
    let nothing = Loss { mean: 0.0, standard_error: Some(0.0) };
    assert_eq!((rows.len(), rows[0].named.all().map(|(_, of)| of.loss)), (3, [nothing; 3]));
    assert!(rows.iter().all(|row| row.splits == 2 && row.kept.is_some()));
    assert!(csv(&rows).lines().all(|line| line.matches(',').count() - line.matches(", ").count() == 26));

    let folder = tempfile::tempdir().unwrap();
    let experiment = job.under(&study.conditions).text;
    let provenance = traces::Provenance { experiment, ..traces::Provenance::default() };
    let path = folder.path().join("robustness.h5");
    let trace = traces::Trace::create(&path, &provenance, traces::Overwrite::Refuse).unwrap();
    assert_eq!(read(&write(trace, &study.conditions, &outcomes).unwrap()).unwrap(), outcomes);
    let recorded = traces::TraceFile::open(&path).unwrap().provenance().unwrap().experiment;
    assert!(Experiment::parse("recorded", &recorded).is_ok(), "the record is an experiment that runs");
}

#[test]
fn losses_are_paired_over_splits() {
    let outcome = |winner: f64| {
        let accuracy = Accuracy { winner, vote: winner, ridge: winner };
        Outcome { named: accuracy, kept: Some(accuracy) }
    };
    let (clean, disturbed) = ([outcome(0.9), outcome(0.8)], [outcome(0.88), outcome(0.78)]);
    let summary = Summary::new(&conditions()[1], &disturbed, &clean);
    // both lose two points, however far apart the splits are
    assert!((summary.named.winner.loss.mean - 2.0).abs() < 1e-12);
    assert!(summary.named.winner.loss.standard_error.unwrap() < 1e-12);
}
