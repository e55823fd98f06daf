//! An array that learns images: because its spikes are timed, and only then.

use benchmarks::RunError;
use benchmarks::patterns::{Condition, Experiment, Job, Level, Setup, jobs, levels, run_jobs};

/// The embedded experiment with few seeds, of which none is reported.
fn setup(change: impl Fn(&mut Experiment)) -> Setup {
    let text = benchmarks::Experiment::embedded("boyn2017-array").unwrap();
    let mut experiment = Experiment::parse("boyn2017-array.toml", text).unwrap();
    experiment.seed = 2000;
    experiment.learning.seeds = 8;
    experiment.learning.presentations = 120;
    change(&mut experiment);
    Setup::new(experiment).unwrap()
}

/// All conditions at one noise level.
fn levels_at(noise: f64) -> [Level; 3] {
    let setup = setup(|experiment| {
        experiment.patterns.noise = vec![noise];
        experiment.learning.control_noise = vec![noise];
    });
    let mut results = Vec::new();
    run_jobs(&setup, &jobs(&setup.experiment), None, |job, result| {
        results.push((*job, result));
        Ok::<_, RunError>(())
    })
    .unwrap();
    levels(&results, 50).try_into().unwrap()
}

#[test]
fn images_are_recognized_after_learning_and_no_control_specializes() {
    for noise in [0.0, 0.3] {
        let [learning, off, permuted] = levels_at(noise);
        let conditions = [Condition::Learning, Condition::Off, Condition::Permuted];
        assert_eq!([learning, off, permuted].map(|level| level.condition), conditions);
        // on: 1 uS, off: 10 nS
        assert!(learning.rate > 0.9 && learning.contrast > 0.5e-6, "{learning:?}");
        // five standard errors of 8 x 50 guesses at three images
        let chance_error = (2.0f64 / 9.0 / 400.0).sqrt();
        assert!((off.rate - 1.0 / 3.0).abs() < 5.0 * chance_error, "{off:?}");
        assert_eq!(off.contrast, 0.0, "no device moves without post spikes");
        assert!(permuted.contrast.abs() < 0.1 * learning.contrast, "{permuted:?}");
        assert!(permuted.rate < 0.6, "{permuted:?}");
    }
}

#[test]
fn dark_pixels_that_stay_silent_are_not_depressed_by_spikes_below_threshold() {
    let setup = setup(|experiment| experiment.code.cutoff = 0.1);
    let result = setup.run(Condition::Learning, 0.0, 2000).unwrap();
    let (first, last) = (&result.snapshots[0].conductances, &result.snapshots[result.snapshots.len() - 1].conductances);
    assert!(first.iter().zip(last).all(|(before, after)| after >= before), "a conductance fell");
    assert_ne!(first, last, "bright pixels are potentiated all the same");
}

#[test]
fn runs_of_pattern_arrays_are_the_same_bits_on_any_number_of_threads() {
    let setup = setup(|experiment| experiment.learning.presentations = 50);
    let runs: Vec<Job> = (0..3).map(|seed| Job { condition: Condition::Learning, noise: 0.4, seed }).collect();
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let mut results = Vec::new();
        pool.install(|| {
            run_jobs(&setup, &runs, None, |_, result| {
                results.push(result);
                Ok::<_, RunError>(())
            })
        })
        .unwrap();
        results
    };
    assert_eq!(on(1), on(2));
}
