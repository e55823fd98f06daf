//! What a network does beyond learning by itself: followed columns, inhibition, lessons, biased lines, checkpoints.

use approx::assert_relative_eq;
use learning::{
    Adaptation, Adapting, Bias, Circuit, Columns, Homeostasis, Inhibition, LearningError, Lif, Mode, Moment, Network,
    NetworkSettings, Observer, PreSpike, Punishment, Teacher, Waveform,
};

use crate::setup::{deterministic_junction, input, network, never_idle, spikes, wires};

/// Lets a test change the settings of the usual network.
fn with(change: impl FnOnce(&mut NetworkSettings), t_ref: f64) -> Network {
    of(Lif::new(3, 1e-12, 100e-9, 0.15).unwrap().with_refractory_time(t_ref).unwrap(), change)
}

/// The usual network with neurons of its own.
fn of(neurons: Lif, change: impl FnOnce(&mut NetworkSettings)) -> Network {
    on(Columns::of(&deterministic_junction(), 12, 3, 1), neurons, change)
}

/// The same on given devices.
fn on(devices: Columns, neurons: Lif, change: impl FnOnce(&mut NetworkSettings)) -> Network {
    let (pre, post) = spikes();
    let mut settings = NetworkSettings::new(pre, post, 5e-6, Homeostasis { gain: 0.01, floor: 0.01 });
    change(&mut settings);
    let mut circuit = Circuit::new(wires(12, 3, 1.0, 50.0), devices, 1e-3).unwrap();
    circuit.program(&(0..36).map(|k| 0.2 + 0.6 * f64::from((k * 7) % 11) / 10.0).collect::<Vec<_>>());
    Network::new(circuit, neurons, settings).unwrap()
}

fn largest_difference(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).fold(0.0, |most: f64, (a, b)| most.max((a - b).abs()))
}

#[test]
fn a_column_followed_alone_learns_what_it_learns_in_the_whole_array() {
    let device = deterministic_junction();
    for segment in [0.0, 1.0, 20.0] {
        // devices that never admit to be idle keep the others from standing still: the whole array is stepped
        let (mut alone, mut whole) =
            (network(Columns::of(&device, 12, 3, 1), segment), network(never_idle(&device, 3), segment));
        let before = alone.circuit().conductances().to_vec();
        let (a, b) = (
            alone.present(&input(), Mode::Learn, 1, None).unwrap(),
            whole.present(&input(), Mode::Learn, 1, None).unwrap(),
        );
        assert_eq!(a.spikes[0].neuron, b.spikes[0].neuron);
        let (a_after, b_after) = (alone.circuit().conductances(), whole.circuit().conductances());
        let moved = largest_difference(&before, a_after);
        assert!(moved > 1e-8, "{moved:e} S");
        // both are right within the tolerance of a step, 1 mV of 2 V; where nothing is left out they agree far better
        let allowed = if segment == 0.0 { 1e-9 } else { 1e-3 };
        assert!(largest_difference(a_after, b_after) <= allowed * moved, "{segment} ohm");
        assert_relative_eq!(a.energy, b.energy, max_relative = 2e-3);
    }
}

/// 12 rows and `columns` neurons that fire soon after each other, those of distant columns too.
fn crowd(devices: Columns, columns: usize, segment: f64, driver: f64) -> Network {
    let mut circuit = Circuit::new(wires(12, columns, segment, driver), devices, 1e-3).unwrap();
    circuit.program(&(0..12 * columns).map(|k| 0.45 + 0.005 * ((k * 7) % 11) as f64).collect::<Vec<_>>());
    let (pre, post) = spikes();
    let neurons = Lif::new(columns, 1e-12, 100e-9, 0.15).unwrap();
    Network::new(circuit, neurons, NetworkSettings::new(pre, post, 5e-6, Homeostasis { gain: 0.01, floor: 0.01 }))
        .unwrap()
}

#[test]
fn columns_whose_spikes_overlap_learn_what_they_learn_in_the_whole_array() {
    let device = deterministic_junction();
    // each followed by itself, at the end so many on such lines that they are stepped together
    for (columns, segment, driver, post) in
        [(9, 0.0, 0.0, 4), (9, 0.0, 50.0, 4), (9, 1.0, 50.0, 4), (9, 20.0, 50.0, 4), (40, 200.0, 50.0, 12)]
    {
        let devices = Columns::of(&device, 12, columns, 1);
        let (mut apart, mut whole) = (
            crowd(devices, columns, segment, driver),
            crowd(never_idle(&device, columns as u64), columns, segment, driver),
        );
        let before = apart.circuit().conductances().to_vec();
        let (a, b) = (
            apart.present(&input(), Mode::Learn, post, None).unwrap(),
            whole.present(&input(), Mode::Learn, post, None).unwrap(),
        );
        assert_eq!(a.spikes.len(), post);
        let overlap = a.spikes.windows(2).all(|pair| pair[1].time - pair[0].time < 24e-9);
        assert!(overlap && 2 * a.device_steps < b.device_steps, "{:?}, {} steps", a.spikes, a.device_steps);
        for (a, b) in a.spikes.iter().zip(&b.spikes) {
            assert_eq!(a.neuron, b.neuron);
            // of second order in the voltage drop along the lines
            let allowed = match segment {
                200.0 => 1e-10,
                20.0 => 1e-11,
                _ => 1e-12,
            };
            assert!((a.time - b.time).abs() < allowed, "{segment} ohm: {a:?} and {b:?}");
        }
        let (a_after, b_after) = (apart.circuit().conductances(), whole.circuit().conductances());
        let moved = largest_difference(&before, a_after);
        assert!(moved > 1e-8, "{moved:e} S");
        // as for one column; different last digits tell that the whole array has not been stepped
        let allowed = match (segment, driver) {
            (0.0, 0.0) => 1e-9,
            // of second order in the voltage drop in the drivers
            (0.0, _) => 3e-5,
            _ => 1e-3,
        };
        let missed = largest_difference(a_after, b_after);
        assert!(missed <= allowed * moved && missed > 0.0, "{segment} and {driver} ohm: {:e}", missed / moved);
        assert_relative_eq!(a.energy, b.energy, max_relative = 2e-3);
    }
}

#[test]
fn looking_at_columns_that_are_followed_apart_changes_no_bit() {
    struct Watching {
        allowed: f64,
        several: usize,
    }
    impl Observer for Watching {
        fn observe(&mut self, moment: &Moment<'_>) -> Result<(), LearningError> {
            let solved = moment.solve()?;
            let highest = moment.column_currents.iter().fold(0.0, |most: f64, current| most.max(current.abs()));
            for (column, current) in moment.column_currents.iter().enumerate() {
                let sum: f64 = solved.device_currents.iter().skip(column).step_by(9).sum();
                assert!(
                    (sum - current).abs() <= self.allowed * highest.max(1e-6),
                    "column {column} at {}: {sum} {current}",
                    moment.time
                );
            }
            self.several += usize::from(moment.column_voltages.iter().filter(|voltage| **voltage != 0.0).count() > 1);
            Ok(())
        }
    }
    // of first order in the voltage drop where lines have resistance
    for (segment, driver, allowed) in [(0.0, 0.0, 1e-9), (1.0, 50.0, 2e-4)] {
        let fresh = || crowd(Columns::of(&deterministic_junction(), 12, 9, 1), 9, segment, driver);
        let (mut alone, mut observed) = (fresh(), fresh());
        let mut watching = Watching { allowed, several: 0 };
        let expected = alone.present(&input(), Mode::Learn, 4, None).unwrap();
        assert_eq!(observed.present(&input(), Mode::Learn, 4, Some(&mut watching)).unwrap(), expected);
        assert!(watching.several > 2, "several columns are driven at once");
        assert_eq!(observed.save(), alone.save());
    }
}

#[test]
fn carried_transfer_conductances_are_those_of_a_fresh_solution() {
    let mut network = network(Columns::of(&deterministic_junction(), 12, 3, 1), 5.0);
    for k in 0..40 {
        let spikes: Vec<(usize, f64)> = input().into_iter().map(|(row, time)| ((row + k) % 12, time)).collect();
        network.present(&spikes, Mode::Learn, 1, None).unwrap();
    }
    let carried = network.circuit_mut().carried_transfer().unwrap().values().to_vec();
    let solved = network.circuit_mut().transfer().unwrap().values();
    let largest = solved.iter().fold(0.0, |most: f64, g| most.max(*g));
    let missed = largest_difference(&carried, solved);
    assert!(missed > 0.0 && missed <= 1e-4 * largest, "{:.1e} of the largest", missed / largest);
}

#[test]
fn one_change_of_a_column_is_carried_to_the_transfer_conductances_of_a_wide_array() {
    let (rows, columns) = (16, 60);
    let devices = Columns::of(&deterministic_junction(), rows, columns, 1);
    let mut circuit = Circuit::new(wires(rows, columns, 2.0, 50.0), devices, 1e-3).unwrap();
    circuit.program(&(0..rows * columns).map(|k| 0.1 + 0.8 * ((k * 7) % 11) as f64 / 10.0).collect::<Vec<_>>());
    circuit.carried_transfer().unwrap();
    let (pre, post) = spikes();
    let pair = learning::stdp::Pair { pre, post, delay: 1e-6 };
    let changes = learning::stdp::in_circuit(&mut circuit, 5, 34, &pair).unwrap();
    assert!(changes[5 * columns + 34].abs() > 1e-8, "the device moves");
    let carried = circuit.carried_transfer().unwrap().values().to_vec();
    let solved = circuit.transfer().unwrap().values();
    let largest = solved.iter().fold(0.0, |most: f64, g| most.max(*g));
    assert!(largest_difference(&carried, solved) <= 1e-5 * largest);
}

#[test]
fn reading_between_presentations_changes_nothing_of_what_is_learned() {
    let learn = |read: bool| {
        let mut network = network(Columns::of(&deterministic_junction(), 12, 3, 1), 5.0);
        for k in 0..12 {
            let spikes: Vec<(usize, f64)> = input().into_iter().map(|(row, time)| ((row + k) % 12, time)).collect();
            network.present(&spikes, Mode::Learn, 1, None).unwrap();
            if read {
                network.present(&spikes, Mode::Infer, 2, None).unwrap();
            }
        }
        let carried = network.circuit_mut().carried_transfer().unwrap().values().to_vec();
        (network.circuit().conductances().to_vec(), network.neurons().thresholds().to_vec(), carried)
    };
    assert!(learn(true) == learn(false));
}

#[test]
fn very_resistive_lines_are_never_followed_column_by_column_where_that_would_matter() {
    let device = deterministic_junction();
    for segment in [1e3, 1e5] {
        let (mut alone, mut whole) =
            (network(Columns::of(&device, 12, 3, 1), segment), network(never_idle(&device, 3), segment));
        let (a, b) = (
            alone.present(&input(), Mode::Learn, 1, None).unwrap(),
            whole.present(&input(), Mode::Learn, 1, None).unwrap(),
        );
        assert_eq!(a.spikes.first().map(|s| s.neuron), b.spikes.first().map(|s| s.neuron));
        let (after, expected) = (alone.circuit().conductances(), whole.circuit().conductances());
        assert!(largest_difference(after, expected) <= 2e-9, "{segment} ohm"); // 1 uS devices, tolerance 1 mV of 2 V
    }
}

#[test]
fn a_row_carries_the_share_of_its_pre_spike_that_a_spike_asks_for() {
    struct Highest(Vec<f64>);
    impl Observer for Highest {
        fn observe(&mut self, moment: &Moment<'_>) -> Result<(), LearningError> {
            self.0.iter_mut().zip(moment.row_voltages).for_each(|(highest, voltage)| *highest = highest.max(*voltage));
            Ok(())
        }
    }
    let mut network = with(|_| (), f64::INFINITY);
    let spike = |row, amplitude| PreSpike { row, time: 20e-9, amplitude };
    let mut seen = Highest(vec![0.0; 12]);
    network.present(&[spike(0, 0.25), spike(3, 1.0)], Mode::Infer, 3, Some(&mut seen)).unwrap();
    for (row, highest) in seen.0.into_iter().enumerate() {
        let expected =
            [(0, 0.25 * 0.7), (3, 0.7)].iter().find(|(of, _)| *of == row).map_or(0.0, |(_, voltage)| *voltage);
        assert_relative_eq!(highest, expected, max_relative = 1e-12);
    }
    // fewer volts charge a neuron later, and whole spikes are what pairs of row and time are
    let first = |network: &mut Network, amplitude| {
        let spikes: Vec<PreSpike> = input().into_iter().map(|(row, time)| PreSpike { row, time, amplitude }).collect();
        network.present(&spikes, Mode::Infer, 1, None).unwrap()
    };
    let whole = network.present(&input(), Mode::Infer, 1, None).unwrap();
    assert_eq!(first(&mut network, 1.0), whole);
    assert!(first(&mut network, 0.8).spikes[0].time > whole.spikes[0].time);
    // 0.7 V move no device, 2.1 V do
    assert!(
        network.reads_leave_no_mark([&[spike(0, 1.0)][..]]) && !network.reads_leave_no_mark([&[spike(0, 3.0)][..]])
    );
}

#[test]
fn after_soft_inhibition_the_others_go_on_and_fire_later_than_without() {
    let times = |inhibition| {
        let mut network = with(|settings| settings.inhibition = inhibition, f64::INFINITY);
        network.present(&input(), Mode::Infer, 1, None).unwrap().spikes
    };
    let hard = times(Inhibition::Hard);
    let (free, soft) = (times(Inhibition::Soft { keep: 1.0 }), times(Inhibition::Soft { keep: 0.5 }));
    assert_eq!((hard.len(), free.len(), soft.len()), (1, 3, 3));
    assert_eq!((hard[0], free[0]), (soft[0], soft[0]), "the first is not inhibited by anybody");
    assert!(soft[1].time > free[1].time);
}

#[test]
fn neurons_with_a_refractory_time_fire_again_after_it_and_no_sooner() {
    let t_ref = 200e-9;
    let mut network = with(|settings| settings.inhibition = Inhibition::Soft { keep: 1.0 }, t_ref);
    let shown = network.present(&input(), Mode::Infer, 1, None).unwrap();
    let mut intervals = Vec::new();
    for neuron in 0..3 {
        let times: Vec<f64> = shown.spikes.iter().filter(|s| s.neuron == neuron).map(|s| s.time).collect();
        intervals.extend(times.windows(2).map(|pair| pair[1] - pair[0]));
    }
    assert!(intervals.len() > 3, "{} intervals", intervals.len());
    assert!(intervals.iter().all(|interval| *interval > t_ref));
    let deaf = Lif::new(3, 1e-12, 100e-9, 0.15).unwrap().with_refractory_time(1e-9).unwrap();
    let (pre, post) = spikes();
    let settings = NetworkSettings::new(pre, post, 5e-6, Homeostasis { gain: 0.0, floor: 0.01 });
    let devices = Columns::of(&deterministic_junction(), 12, 3, 1);
    let circuit = Circuit::new(wires(12, 3, 1.0, 50.0), devices, 1e-3).unwrap();
    let refused = Network::new(circuit, deaf, settings).err().expect("shorter than the post spike").to_string();
    assert!(refused.contains("t_ref"), "{refused}");
}

#[test]
fn behind_synapses_neurons_fire_later_and_alike_in_quiet_and_in_stepped_time() {
    let device = deterministic_junction();
    let free = |settings: &mut NetworkSettings| settings.inhibition = Inhibition::Soft { keep: 1.0 };
    let direct = || Lif::new(3, 1e-12, 100e-9, 0.15).unwrap().with_refractory_time(200e-9).unwrap();
    // equal to `tau_m` among them
    for tau_syn in [40e-9, 100e-9] {
        let behind = || direct().with_synapses(tau_syn).unwrap();
        let quiet = of(behind(), free).present(&input(), Mode::Infer, 1, None).unwrap();
        let stepped = on(never_idle(&device, 3), behind(), free).present(&input(), Mode::Infer, 1, None).unwrap();
        assert!(quiet.device_steps == 0 && stepped.device_steps > 10);
        assert!(quiet.spikes.len() > 6, "{} spikes", quiet.spikes.len());
        assert_eq!(quiet.spikes.len(), stepped.spikes.len());
        for (a, b) in quiet.spikes.iter().zip(&stepped.spikes) {
            assert_eq!(a.neuron, b.neuron);
            assert_relative_eq!(a.time, b.time, max_relative = 1e-6); // solver residual 1e-10, amplified by the slope
        }
        let without = of(direct(), free).present(&input(), Mode::Infer, 1, None).unwrap();
        assert!(quiet.spikes[0].time > without.spikes[0].time + 10e-9);
        // nothing of one presentation is left in the next
        let mut network = of(behind(), free);
        network.present(&input(), Mode::Infer, 1, None).unwrap();
        assert_eq!(network.present(&input(), Mode::Infer, 1, None).unwrap(), quiet);
    }
}

#[test]
fn thresholds_that_rise_make_a_network_fire_more_slowly_as_the_closed_form_says() {
    let (c_m, tau_m, v_th, t_ref) = (1e-12, 100e-9, 0.15, 100e-9);
    let Adaptation { beta, tau_b } = Adaptation { beta: 0.1, tau_b: 1e-6 };
    // all rows carry 0.7 V from 2 ns to 2.4 us: currents are constant
    let plateau: Vec<(usize, f64)> = (0..12).map(|row| (row, 0.0)).collect();
    let lif = || Lif::new(3, c_m, tau_m, v_th).unwrap().with_refractory_time(t_ref).unwrap();
    let free = |settings: &mut NetworkSettings| settings.inhibition = Inhibition::Soft { keep: 1.0 };
    let mut adapting = of(lif().with_adaptation(Adaptation { beta, tau_b }).unwrap(), free);
    let shown = adapting.present(&plateau, Mode::Infer, 1, None).unwrap();
    let steady = of(lif(), free).present(&plateau, Mode::Infer, 1, None).unwrap();
    assert!(3 * shown.spikes.len() < 2 * steady.spikes.len(), "{} {}", shown.spikes.len(), steady.spikes.len());
    let transfer = adapting.circuit_mut().transfer().unwrap().values().to_vec();
    for neuron in 0..3 {
        let current: f64 = transfer.iter().skip(neuron).step_by(3).map(|g| 0.7 * g).sum();
        let on_it = shown.spikes.iter().filter(|spike| spike.neuron == neuron && spike.time < 2400e-9);
        let times: Vec<f64> = on_it.map(|spike| spike.time).collect();
        assert!(times.len() > 4, "{times:?}");
        let mut rise = 0.0;
        for pair in times.windows(2) {
            let interval = pair[1] - pair[0];
            rise = (rise + beta) * (-interval / tau_b).exp();
            let v = current * tau_m / c_m * -(-(interval - t_ref) / tau_m).exp_m1();
            assert_relative_eq!(v, v_th + rise, max_relative = 1e-6);
        }
    }
    // each presentation begins without a rise: nothing of it is left for a checkpoint to hold
    assert_eq!(adapting.present(&plateau, Mode::Infer, 1, None).unwrap(), shown);
}

#[test]
fn half_bias_halves_what_silent_devices_of_the_firing_column_would_see_and_spares_the_other_columns() {
    let changes = |bias| {
        let mut network = with(|settings| settings.bias = bias, f64::INFINITY);
        let before = network.circuit().conductances().to_vec();
        let spikes: Vec<(usize, f64)> = (0..8).map(|row| (row, row as f64 * 20e-9)).collect();
        let winner = network.present(&spikes, Mode::Learn, 1, None).unwrap().spikes[0].neuron;
        let after = network.circuit().conductances();
        let silent: f64 = (8..12).map(|row| (after[row * 3 + winner] - before[row * 3 + winner]).abs()).sum();
        let others: f64 = (0..36).filter(|k| k % 3 != winner).map(|k| (after[k] - before[k]).abs()).sum();
        (silent, others)
    };
    let ((grounded, spared), (half, disturbed)) = (changes(Bias::GROUNDED), changes(Bias::HALF));
    assert!(grounded > 1e-8 && spared == 0.0, "{grounded:e} {spared:e}");
    // 2 V become 1 V: far less than the threshold of most domains
    assert!(half < 0.2 * grounded, "{half:e}");
    // rows that carry 0.7 V and half of the 1.3 V see 0.7 V on the other columns, which carry the same half
    assert!(disturbed < 1e-3 * grounded, "{disturbed:e}");
}

#[test]
fn a_teacher_current_decides_who_fires_and_a_punishment_turns_what_the_post_spike_does_around() {
    let mut free = with(|_| (), f64::INFINITY);
    let winner = free.present(&input(), Mode::Infer, 1, None).unwrap().spikes[0].neuron;
    let other = (winner + 1) % 3;
    let right: Vec<bool> = (0..3).map(|neuron| neuron == other).collect();
    let mut taught = with(|settings| settings.teacher = Teacher { wrong: -5e-6, ..Teacher::default() }, f64::INFINITY);
    assert_eq!(taught.teach(&input(), &right, 1, None).unwrap().spikes[0].neuron, other);

    // 2.7 V on the column: rows at 0.7 V see the 2 V that depress, and so do the silent ones
    let spike = Waveform::new(vec![(0.0, 0.0), (2e-9, 2.7), (6e-9, 2.7), (8e-9, 0.0)]).unwrap();
    let teacher = Teacher { punishment: Some(Punishment { spike, delay: 100e-9 }), ..Teacher::default() };
    let mut punished = with(|settings| settings.teacher = teacher.clone(), f64::INFINITY);
    let before = punished.circuit().conductances().to_vec();
    let thresholds = punished.neurons().thresholds().to_vec();
    let shown = punished.teach(&input(), &right, 1, None).unwrap();
    let after = punished.circuit().conductances();
    assert_eq!(shown.spikes[0].neuron, winner);
    assert!((0..12).all(|row| after[row * 3 + winner] <= before[row * 3 + winner]), "nothing is potentiated");
    assert!(largest_difference(after, &before) > 1e-8);
    assert_eq!(punished.neurons().thresholds(), thresholds, "a wrong spike does not adapt");

    let strict = Teacher { adapting: Adapting::Right, ..teacher };
    let mut adapted = with(|settings| settings.teacher = strict, f64::INFINITY);
    assert_eq!(adapted.teach(&input(), &right, 1, None).unwrap().spikes[0].neuron, winner);
    let v_th = adapted.neurons().thresholds();
    assert!(v_th[winner] > thresholds[winner] && v_th[other] < thresholds[other], "a mistake becomes less likely");
    assert_eq!(v_th[3 - winner - other], thresholds[3 - winner - other]);
}

/// Presentation number `k` of a stream that differs from one to the next.
fn shifted(k: usize) -> Vec<(usize, f64)> {
    input().into_iter().map(|(row, time)| ((row + k) % 12, time)).collect()
}

/// A network after 6 presentations, restored into a fresh one: what follows is the same to the bit.
fn assert_goes_on_to_the_bit(device: &devices::catalogue::Device) {
    let fresh = || network(Columns::of(device, 12, 3, 1), 1.0);
    let mut straight = fresh();
    for k in 0..6 {
        straight.present(&shifted(k), Mode::Learn, 1, None).unwrap();
    }
    let state = straight.save();
    let rest = |network: &mut Network| {
        let shown: Vec<_> = (6..20).map(|k| network.present(&shifted(k), Mode::Learn, 1, None).unwrap()).collect();
        (shown, network.circuit().conductances().to_vec(), network.save())
    };
    let expected = rest(&mut straight);
    let mut resumed = fresh();
    resumed.restore(&state).unwrap();
    assert!(rest(&mut resumed) == expected);

    let mut untouched = fresh();
    let before = untouched.save();
    for damaged in [&state[..state.len() - 1], &state[..40], &[], &state[1..]] {
        assert!(untouched.restore(damaged).is_err());
        assert!(untouched.save() == before);
    }
}

#[test]
fn a_restored_network_goes_on_to_the_bit() {
    assert_goes_on_to_the_bit(&devices::catalogue::load("bfo_demo", &crate::setup::toml("v_th = \"0.8 V\"")).unwrap());
}

#[test]
fn a_restored_network_whose_devices_change_while_they_wait_goes_on_to_the_bit() {
    let device = devices::catalogue::load("bfo_demo", &crate::setup::toml("v_th = \"0.8 V\"")).unwrap();
    let read_noise =
        "read_noise = { telegraph = { tau_c = \"20 us\", tau_e = \"20 us\", step = 0.05, devices = 0.5 } }";
    // so slow that nothing has to be stepped for it
    let drift = "drift = { exponent = { normal = { nu = 1e-5 } }, t_0 = \"1 us\" }";
    for imperfection in [read_noise, drift] {
        let table = crate::setup::toml(imperfection);
        let imperfections = devices::imperfections::Imperfections::from_table(&table).unwrap();
        assert_goes_on_to_the_bit(&device.clone().with(imperfections).unwrap());
    }
}
