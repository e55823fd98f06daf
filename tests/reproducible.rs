//! Same inputs, same bits.

use benchmarks::{Experiment, Setup, SplitResult};
use crossbar::{Capacitance, Drive, Dynamics, LineSources, Nodes, PiecewiseLinear, Tolerance, Wires};

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

fn on_threads<T: Send>(threads: usize, run: impl Fn() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(run)
}

/// Voltages of all nodes and positions of all devices after a pulse on an array that is large enough for all of its parts
/// (lines, residual, devices) to be shared among threads.
fn pulsed() -> (Nodes, Vec<f64>) {
    const SIZE: usize = 140;
    let device = devices::catalogue::load("bfo_demo", &Default::default()).unwrap();
    let (wires, drive) = (Wires::uniform(SIZE, SIZE, 1.0), Drive::read(&[0.0; SIZE], SIZE));
    let (array, tolerance) = (device.array(SIZE * SIZE, 5), Tolerance { voltage: 0.1, state: f64::INFINITY });
    let mut array = Dynamics::new(wires, drive, array, Capacitance::default(), tolerance).unwrap();
    array.program(&[0.5; SIZE * SIZE]);
    let pulse = PiecewiseLinear::new(vec![(0.0, 0.0), (2e-9, 2.0), (20e-9, 2.0)]).unwrap();
    let sources = LineSources::left_and_bottom(vec![pulse; SIZE], vec![PiecewiseLinear::constant(0.0); SIZE]);
    let mut time = 0.0;
    for corner in [2e-9, 20e-9] {
        while time < corner {
            time = array.step(&sources, time, corner).unwrap().time;
        }
    }
    let mut positions = vec![0.0; SIZE * SIZE];
    array.devices().read(0, &mut positions);
    (array.moments().1.nodes.clone(), positions)
}

#[test]
fn one_and_two_threads_give_the_same_bits() {
    let setup = short();
    let run = || without_wall_time(setup.run(3, &setup.split(3), |_| ()).unwrap());
    assert_eq!(on_threads(1, run), on_threads(2, run));
    let (one, two) = (on_threads(1, pulsed), on_threads(2, pulsed));
    assert!(one.1.iter().any(|position| *position != 0.5), "the pulse moves devices");
    assert_eq!(one, two);
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
