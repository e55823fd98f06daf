//! Runs in time against closed forms and independent solutions.

use devices::{DeviceArray, catalogue};
use serde_json::Value;

use crate::{
    Capacitance, Dynamics, Line, LineSources, Moment, Observer, PiecewiseLinear, Source, StepError, Tolerance, Wires,
    run,
};

/// Keeps what is sampled.
#[derive(Default)]
struct Recorder {
    times: Vec<f64>,
    positions: Vec<Vec<f64>>,
    columns: Vec<Vec<f64>>,
    rows: Vec<Vec<f64>>,
    voltages: Vec<Vec<f64>>,
    steps: Vec<f64>,
}

impl Observer for Recorder {
    fn sample(&mut self, moment: &Moment, devices: &dyn DeviceArray) {
        let mut positions = vec![0.0; devices.len()];
        devices.read(0, &mut positions);
        self.times.push(moment.time);
        self.positions.push(positions);
        self.columns.push(moment.ends.bottom.clone());
        self.rows.push(moment.ends.left.clone());
        self.voltages.push(moment.voltages.clone());
    }

    fn step(&mut self, _start: &Moment, end: &Moment) {
        self.steps.push(end.time);
    }
}

/// A 4 x 4 array followed by an independent stiff solver and by ngspice; the description is in the file.
struct Golden {
    description: Value,
    /// Sample times (s).
    times: Vec<f64>,
    /// States, then column and row currents, at each time.
    rows: Vec<Vec<f64>>,
}

impl Golden {
    fn open(name: &str) -> Golden {
        let read = |ending: &str| {
            let path = format!("{}/../tests/golden/crossbar/{name}.{ending}", env!("CARGO_MANIFEST_DIR"));
            std::fs::read_to_string(path).unwrap()
        };
        let csv = read("csv");
        let lines = csv.lines().filter(|line| !line.starts_with('#')).skip(1);
        let numbers = lines.map(|line| line.split(',').map(|field| field.parse().unwrap()).collect());
        let all: Vec<Vec<f64>> = numbers.collect();
        Golden {
            description: serde_json::from_str(&read("json")).unwrap(),
            times: all.iter().map(|row| row[0]).collect(),
            rows: all.into_iter().map(|row| row[1..].to_vec()).collect(),
        }
    }

    fn waves(&self, name: &str) -> Vec<PiecewiseLinear> {
        let corner = |pair: &Value| (pair[0].as_f64().unwrap(), pair[1].as_f64().unwrap());
        let wave = |line: &Value| {
            let corners = line.as_array().unwrap().iter().map(corner).collect();
            PiecewiseLinear::new(corners).unwrap()
        };
        self.description[name].as_array().unwrap().iter().map(wave).collect()
    }

    /// Positions at the start, from the states of the file.
    fn start(&self, position: fn(f64) -> f64) -> Vec<f64> {
        let rows = self.description["x0"].as_array().unwrap().iter();
        rows.flat_map(|row| row.as_array().unwrap()).map(|x| position(x.as_f64().unwrap())).collect()
    }

    fn stop(&self) -> f64 {
        self.description["tstop_s"].as_f64().unwrap()
    }
}

fn array(wires: Wires, set: &str, changes: &str, capacitance: Capacitance, tolerance: Tolerance) -> Dynamics {
    let device = catalogue::load(set, &changes.parse().unwrap()).unwrap();
    let devices = device.array(wires.devices(), 1);
    let drive = crate::Drive::read(&vec![0.0; wires.rows], wires.columns);
    Dynamics::new(wires, drive, devices, capacitance, tolerance).unwrap()
}

/// Largest error of the states and, relative to the largest current, of the currents.
fn golden_errors(name: &str, set: &str, changes: &str, state: fn(f64) -> f64, tolerance: Tolerance) -> (f64, f64) {
    let golden = Golden::open(name);
    let mut array = array(Wires::uniform(4, 4, 1.0), set, changes, Capacitance::default(), tolerance);
    array.program(&golden.start(state));
    let sources = LineSources::left_and_bottom(golden.waves("pre_pwl"), golden.waves("post_pwl"));
    let mut recorder = Recorder::default();
    run(&mut array, &sources, golden.stop(), &golden.times, &mut recorder).unwrap();
    assert_eq!(recorder.times, golden.times);
    let largest = golden.rows.iter().flat_map(|row| &row[16..]).fold(0.0, |most: f64, i| most.max(i.abs()));
    let (mut of_states, mut of_currents) = (0.0f64, 0.0f64);
    for (k, expected) in golden.rows.iter().enumerate() {
        for (position, x) in recorder.positions[k].iter().zip(expected) {
            of_states = of_states.max((state(*position) - x).abs());
        }
        let currents = recorder.columns[k].iter().copied().chain(recorder.rows[k].iter().map(|out| -out));
        for (current, i) in currents.zip(&expected[16..]) {
            of_currents = of_currents.max((current - i).abs() / largest);
        }
    }
    (of_states, of_currents)
}

#[test]
fn golden_vteam_and_yakopcic_arrays_are_followed_within_the_accuracy_asked_for() {
    let biolek = "window.biolek = { p = 2.0 }";
    // x of the netlist runs from low to high resistance, our position from off to on
    let vteam = golden_errors("tran_vteam_4x4", "lammie2020_vteam", biolek, |x| 1.0 - x, Tolerance::default());
    let yakopcic = golden_errors("tran_yak_4x4", "yakopcic2013", "", |x| x, Tolerance::default());
    for (states, currents) in [vteam, yakopcic] {
        assert!(states < 1e-4 && currents < 1e-3, "states {states:.2e}, currents {currents:.2e}");
    }
}

#[test]
fn samples_change_no_bit_of_the_run() {
    let golden = Golden::open("tran_vteam_4x4");
    let sources = LineSources::left_and_bottom(golden.waves("pre_pwl"), golden.waves("post_pwl"));
    let followed = |samples: &[f64], capacitance: Capacitance| {
        let mut array = array(Wires::uniform(4, 4, 1.0), "lammie2020_vteam", "", capacitance, Tolerance::default());
        array.program(&golden.start(|x| 1.0 - x));
        let mut recorder = Recorder::default();
        run(&mut array, &sources, golden.stop(), samples, &mut recorder).unwrap();
        let mut last = vec![0.0; 16];
        array.devices().read(0, &mut last);
        (recorder.steps, last, array.moments().1.clone())
    };
    let many: Vec<f64> = (0..997).map(|k| golden.stop() * f64::from(k) / 997.0).collect();
    for capacitance in [Capacitance::default(), Capacitance { word: 1e-12, bit: 1e-12, ..Capacitance::default() }] {
        assert_eq!(followed(&[], capacitance), followed(&many, capacitance));
    }
}

#[test]
fn a_line_charges_like_a_resistor_and_a_capacitor() {
    // one word line of 1 kohm and 1 pF behind an almost open device: V (1 - exp(-t / RC)) after a step of the source
    let wires = Wires::new(1, 1, Line::with_segment(1e3), Line::with_segment(1.0));
    let capacitance = Capacitance { word: 1e-12, ..Capacitance::default() };
    let voltage_at = |tolerance: f64, samples: &[f64]| {
        let tolerance = Tolerance { voltage: tolerance, ..Tolerance::default() };
        let mut array = array(wires.clone(), "yakopcic2013", "", capacitance, tolerance);
        array.program(&[0.0]);
        let rise = PiecewiseLinear::new(vec![(0.0, 0.0), (1e-15, 0.1), (1e-8, 0.1)]).unwrap();
        let sources = LineSources::left_and_bottom(vec![rise], vec![PiecewiseLinear::constant(0.0)]);
        let mut recorder = Recorder::default();
        run(&mut array, &sources, 1e-8, samples, &mut recorder).unwrap();
        (recorder.voltages.iter().map(|v| v[0]).collect::<Vec<_>>(), recorder.steps.len())
    };
    let samples = [0.3e-9, 1e-9, 2.5e-9, 9e-9];
    let error = |tolerance: f64| {
        let (found, steps) = voltage_at(tolerance, &samples);
        let exact = samples.map(|t: f64| 0.1 * -(-t / 1e-9).exp_m1());
        (found.iter().zip(exact).fold(0.0f64, |most, (a, b)| most.max((a - b).abs())), steps)
    };
    let (coarse, few) = error(1e-3);
    let (fine, many) = error(1e-6);
    assert!(coarse < 1e-3 && fine < 1e-6 * 10.0, "{coarse:.1e} V in {few} steps, {fine:.1e} V in {many}");
    assert!(many < 1000, "{many} steps");
}

#[test]
fn lines_much_faster_than_the_pulses_do_not_shorten_the_steps_for_long() {
    let capacitance = Capacitance { word: 1e-16, bit: 1e-16, ..Capacitance::default() };
    let golden = Golden::open("tran_vteam_4x4");
    let sources = LineSources::left_and_bottom(golden.waves("pre_pwl"), golden.waves("post_pwl"));
    let mut array = array(Wires::uniform(4, 4, 1.0), "lammie2020_vteam", "", capacitance, Tolerance::default());
    array.program(&golden.start(|x| 1.0 - x));
    let stats = run(&mut array, &sources, golden.stop(), &[], &mut Recorder::default()).unwrap();
    // 97 corners, RC of 1e-16 s against pulses of 1e-7 s
    assert!(stats.steps < 1000, "{} steps", stats.steps);
}

#[test]
fn sources_that_do_not_fit_and_impossible_times_are_refused() {
    let wires = Wires::uniform(2, 1, 1.0);
    let attempt = |rows: usize, stop: f64, samples: &[f64]| {
        let mut array = array(wires.clone(), "yakopcic2013", "", Capacitance::default(), Tolerance::default());
        let flat = || PiecewiseLinear::constant(0.0);
        let sources = LineSources::left_and_bottom(vec![flat(); rows], vec![flat()]);
        run(&mut array, &sources, stop, samples, &mut Recorder::default())
    };
    assert!(attempt(2, 1e-6, &[0.0, 1e-6]).is_ok());
    let named = |result: Result<_, StepError>, expected: &str| match result {
        Err(StepError::Setting { name, .. }) => assert_eq!(name, expected),
        other => panic!("{other:?}"),
    };
    named(attempt(3, 1e-6, &[]), "left");
    named(attempt(2, f64::NAN, &[]), "stop");
    named(attempt(2, 1e-6, &[0.5e-6, 0.5e-6]), "samples");
    named(attempt(2, 1e-6, &[2e-6]), "samples");
}

#[test]
fn floating_and_sensed_ends_are_held_as_they_are_named() {
    let sources = LineSources {
        left: vec![Source::Voltage(PiecewiseLinear::constant(0.3))],
        right: vec![Source::Floating],
        top: vec![Source::VirtualGround],
        bottom: vec![Source::Floating],
        gates: Vec::new(),
    };
    let drive = sources.drive(1.0);
    assert_eq!((drive.left[0].voltage(), drive.right[0].voltage()), (Some(0.3), None));
    assert_eq!((drive.top[0].voltage(), drive.bottom[0].voltage()), (Some(0.0), None));
}

#[test]
fn steps_that_miss_the_tolerance_are_counted_and_there_are_none_where_nothing_jumps() {
    let jumps = |domains: &str| {
        // one of 64 domains moves the voltage behind 1 kohm by 3 mV
        let changes =
            format!("potentiation = 'positive'\n{domains}\nconduction.ohmic = {{ g_on = '1 mS', g_off = '10 uS' }}");
        let wires = Wires::new(1, 1, Line::with_segment(1e3), Line::with_segment(1.0));
        let tolerance = Tolerance { voltage: 1e-4, ..Tolerance::default() };
        let mut array = array(wires, "bfo_demo", &changes, Capacitance::default(), tolerance);
        array.program(&[0.0]);
        let rise = PiecewiseLinear::new(vec![(0.0, 0.0), (1e-9, 2.0), (2e-7, 2.0)]).unwrap();
        let sources = LineSources::left_and_bottom(vec![rise], vec![PiecewiseLinear::constant(0.0)]);
        run(&mut array, &sources, 2e-7, &[], &mut Recorder::default()).unwrap().beyond_tolerance
    };
    assert!(jumps("domains = 64") > 0);
    assert_eq!(jumps("domains = 'infinite'"), 0);
}
