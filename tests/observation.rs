//! What an observer sees of a presentation is the solved circuit, and looking changes nothing.

use learning::{LearningError, Mode, Moment, Network, Observer, Presentation, Solution};

use crate::setup::{deterministic_junction, input, network};
use devices::DeviceArray;
use learning::Columns;

/// Everything that can be asked of a moment.
struct Seen {
    time: f64,
    rows: Vec<f64>,
    columns: Vec<f64>,
    column_currents: Vec<f64>,
    energy: f64,
    potentials: Vec<f64>,
    thresholds: Vec<f64>,
    fired: Vec<f64>,
    conductances: Vec<f64>,
    positions: Vec<f64>,
    solution: Solution,
}

#[derive(Default)]
struct Everything(Vec<Seen>);

impl Observer for Everything {
    fn observe(&mut self, moment: &Moment<'_>) -> Result<(), LearningError> {
        self.0.push(Seen {
            time: moment.time,
            rows: moment.row_voltages.to_vec(),
            columns: moment.column_voltages.to_vec(),
            column_currents: moment.column_currents.to_vec(),
            energy: moment.energy,
            potentials: moment.potentials.to_vec(),
            thresholds: moment.thresholds.to_vec(),
            fired: moment.column_spike_times.to_vec(),
            conductances: moment.conductances(),
            positions: moment.state(0),
            solution: moment.solve()?,
        });
        Ok(())
    }
}

const SEGMENT: f64 = 20.0;

fn fresh() -> Network {
    network(Columns::of(&deterministic_junction(), 12, 3, 1), SEGMENT)
}

fn observed(mode: Mode) -> (Vec<Seen>, Presentation, Network) {
    let (mut network, mut seen) = (fresh(), Everything::default());
    let shown = network.present(&input(), mode, 1, Some(&mut seen)).unwrap();
    (seen.0, shown, network)
}

#[test]
fn device_currents_add_up_to_those_of_the_lines_in_quiet_and_in_stepped_time() {
    for mode in [Mode::Learn, Mode::Infer] {
        let (seen, shown, _) = observed(mode);
        assert_eq!(shown.device_steps > 0, mode == Mode::Learn, "some moments are stepped, some are not");
        let largest = seen.iter().flat_map(|seen| &seen.column_currents).fold(0.0, |most: f64, i| most.max(i.abs()));
        assert!(largest > 1e-6, "some current flows");
        for seen in &seen {
            let Solution { device_currents, row_currents, .. } = &seen.solution;
            let rows = device_currents.chunks(3).map(|row| row.iter().sum::<f64>());
            rows.zip(row_currents)
                .for_each(|(sum, row)| assert!((sum - row).abs() <= 1e-9 * largest, "{sum} and {row}"));
            for (column, current) in seen.column_currents.iter().enumerate() {
                let sum: f64 = device_currents.iter().skip(column).step_by(3).sum();
                // transfer conductances are carried along while the array learns, within 1e-4; a column that is followed
                // alone leaves out what it does to the others in second order
                assert!(
                    (sum - current).abs() <= 2e-4 * largest,
                    "column {column} at {}: {sum} and {current}",
                    seen.time
                );
            }
        }
    }
}

#[test]
fn device_voltages_are_those_behind_the_line_resistance() {
    let (seen, _, _) = observed(Mode::Learn);
    let quiet = seen.iter().find(|seen| seen.columns.iter().all(|v| *v == 0.0) && seen.rows.iter().all(|v| *v > 0.6));
    let quiet = quiet.expect("all rows are on while no column is driven");
    let mut short = 0;
    for (k, voltage) in quiet.solution.device_voltages.iter().enumerate() {
        let source = quiet.rows[k / 3];
        assert!(*voltage < source && *voltage > 0.9 * source, "device {k}: {voltage} V of {source} V");
        // conductance times voltage, for devices that obey Ohm's law
        let current = quiet.conductances[k] * voltage;
        assert!((quiet.solution.device_currents[k] - current).abs() < 1e-6 * current);
        short += usize::from(*voltage < 0.999 * source);
    }
    assert!(short > 0, "the lines take their share");
    assert!(quiet.positions.iter().all(|position| (0.0..=1.0).contains(position)));
}

#[test]
fn energy_grows_to_that_of_the_presentation() {
    let (seen, shown, _) = observed(Mode::Learn);
    assert!(seen.windows(2).all(|pair| pair[0].energy <= pair[1].energy * (1.0 + 1e-12)));
    let last = seen.last().unwrap();
    assert!((last.energy - shown.energy).abs() <= 1e-12 * shown.energy, "{} and {}", last.energy, shown.energy);
}

#[test]
fn a_spike_is_two_moments_the_threshold_reached_and_what_the_spike_has_done() {
    let (seen, shown, network) = observed(Mode::Learn);
    let [spike] = shown.spikes[..] else { panic!("one spike: {:?}", shown.spikes) };
    let neuron = spike.neuron;
    let at_spike: Vec<&Seen> = seen.iter().filter(|seen| seen.time == spike.time).collect();
    let [before, after] = at_spike[..] else { panic!("{} moments at the spike", at_spike.len()) };
    assert!((before.potentials[neuron] - before.thresholds[neuron]).abs() < 1e-9 && before.fired[neuron].is_nan());
    // hard inhibition: all at rest; the winner's threshold is higher by 1 %, those of the others are lower
    assert!(after.potentials.iter().all(|potential| *potential == 0.0));
    assert!(after.thresholds[neuron] > 1.009 * before.thresholds[neuron]);
    assert_eq!((after.fired[neuron], &after.thresholds[..]), (spike.time, network.neurons().thresholds()));
    assert_eq!((&before.conductances, before.energy), (&after.conductances, after.energy));
    assert_eq!(before.solution, after.solution);
}

#[test]
fn moments_begin_at_rest_and_are_close_while_neurons_listen_in_quiet_time() {
    let (seen, shown, _) = observed(Mode::Infer);
    assert!(seen[0].time == 0.0 && seen[0].potentials.iter().all(|potential| *potential == 0.0));
    let spike = shown.spikes[0].time;
    let (mut listening, quarter) = (0, 25e-9); // of the time constant
    for pair in seen.windows(2).filter(|pair| pair[1].time <= spike) {
        let dt = pair[1].time - pair[0].time;
        assert!((0.0..=quarter * (1.0 + 1e-9)).contains(&dt), "{dt:e} s");
        listening += 1;
    }
    assert!(listening > 10, "{listening} moments");
}

#[test]
fn a_network_that_is_observed_goes_on_to_the_bit() {
    for mode in [Mode::Learn, Mode::Infer] {
        let mut alone = fresh();
        let expected = alone.present(&input(), mode, 1, None).unwrap();
        let (_, shown, mut network) = observed(mode);
        assert_eq!(shown, expected);
        assert_eq!(network.save(), alone.save());
        let again = |network: &mut Network| network.present(&input(), Mode::Learn, 1, None).unwrap();
        assert_eq!(again(&mut network), again(&mut alone), "also what comes after");
    }
}

#[test]
fn an_observer_that_cannot_go_on_ends_the_presentation() {
    struct Refusing;
    impl Observer for Refusing {
        fn observe(&mut self, _moment: &Moment<'_>) -> Result<(), LearningError> {
            Err(LearningError::Observer("the disk is full".into()))
        }
    }
    let ended = fresh().present(&input(), Mode::Learn, 1, Some(&mut Refusing)).unwrap_err();
    assert_eq!(ended.to_string(), "the disk is full");
}

#[test]
fn solving_a_moment_twice_gives_the_same_bits() {
    struct Twice;
    impl Observer for Twice {
        fn observe(&mut self, moment: &Moment<'_>) -> Result<(), LearningError> {
            assert_eq!(moment.solve()?, moment.solve()?);
            assert_eq!(moment.states()[1].unit, "S");
            assert_eq!(moment.state(1), moment.conductances());
            Ok(())
        }
    }
    let mut network = fresh();
    network.present(&input(), Mode::Learn, 1, Some(&mut Twice)).unwrap();
    assert_eq!(network.circuit().devices().len(), 36);
}
