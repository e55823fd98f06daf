//! Same inputs, same bits.

use benchmarks::{Experiment, Setup, SplitResult};

/// The Iris experiment, shortened.
fn short() -> Setup {
    let text = Experiment::embedded("iris").unwrap();
    let mut experiment = Experiment::parse("iris.toml", text).unwrap();
    experiment.training.epochs = 2;
    Setup::new(experiment).unwrap()
}

fn without_wall_time(result: SplitResult) -> SplitResult {
    SplitResult { wall: 0.0, ..result }
}

fn on_threads(threads: usize, run: impl Fn() -> SplitResult + Sync) -> SplitResult {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| without_wall_time(run()))
}

#[test]
fn one_and_two_threads_give_the_same_bits() {
    let setup = short();
    let run = || setup.run(3, &setup.split(3), |_| ()).unwrap();
    assert_eq!(on_threads(1, run), on_threads(2, run));
}

#[test]
fn a_split_does_not_depend_on_what_ran_before() {
    let setup = short();
    let run = |index| without_wall_time(setup.run(index, &setup.split(index), |_| ()).unwrap());
    let alone = run(1);
    run(0);
    assert_eq!(run(1), alone);
    assert_ne!(run(0).snapshots, alone.snapshots, "different splits differ");
}
