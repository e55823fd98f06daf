use learning::Inhibition;

use super::*;
use crate::Setup;

/// The Iris experiment with 6 neurons and one epoch, and with `lines` of TOML in the table at `path`, in place of what
/// stands there.
pub(super) fn with(path: &[&str], lines: &str) -> Result<Experiment, Box<ExperimentError>> {
    let mut text: toml::Table = Experiment::embedded("iris").unwrap().parse().unwrap();
    for (path, lines) in [(&["training"][..], "epochs = 1"), (&["neuron", "lif"], "count = 6"), (path, lines)] {
        let table = path.iter().fold(&mut text, |table, name| table[*name].as_table_mut().unwrap());
        table.extend(lines.parse::<toml::Table>().unwrap());
    }
    Experiment::parse("mine.toml", &text.to_string())
}

fn training(lines: &str) -> Result<Experiment, Box<ExperimentError>> {
    with(&["training"], lines)
}

fn lif(experiment: &Experiment) -> LifSettings {
    let NeuronChoice::Lif(lif) = experiment.neuron;
    lif
}

#[test]
fn what_is_not_said_is_a_grounded_array_with_hard_inhibition_and_no_teacher() {
    let plain = Experiment::parse("iris.toml", Experiment::embedded("iris").unwrap()).unwrap();
    assert_eq!(learning::Bias::from(plain.spikes.bias), learning::Bias::GROUNDED);
    assert_eq!(Inhibition::from(lif(&plain).inhibition), Inhibition::Hard);
    assert_eq!((lif(&plain).t_ref, plain.training.inhibit_after), (None, 1));
    assert!(plain.training.teacher.is_none());
    assert_eq!(plain.training.snapshots.epochs(3), [0, 1, 2, 3]);
}

#[test]
fn bias_is_a_scheme_by_name_or_two_shares() {
    let bias = |text: &str| with(&["spikes"], &format!("bias = {text}"));
    for (text, expected) in [
        ("\"grounded\"", learning::Bias::GROUNDED),
        ("\"half\"", learning::Bias::HALF),
        ("\"third\"", learning::Bias::THIRD),
        ("{ columns = 0.25, rows = -0.5 }", learning::Bias { columns: 0.25, rows: -0.5 }),
    ] {
        assert_eq!(learning::Bias::from(bias(text).unwrap().spikes.bias), expected, "{text}");
    }
    assert!(bias("{ columns = 1.5, rows = 0 }").unwrap_err().to_string().contains("between -1 and 1"));
    for wrong in ["\"quarter\"", "{ columns = 0.5 }", "0.5"] {
        assert!(bias(wrong).unwrap_err().to_string().contains("grounded"), "{wrong}");
    }
}

#[test]
fn neurons_may_listen_again_and_leave_the_others_a_share_of_their_potential() {
    let neuron = |lines: &str| with(&["neuron", "lif"], lines);
    let soft = lif(&neuron("t_ref = \"500 ns\"\ninhibition = { soft = 0.8 }").unwrap());
    assert_eq!((soft.t_ref, Inhibition::from(soft.inhibition)), (Some(500e-9), Inhibition::Soft { keep: 0.8 }));
    assert_eq!(Inhibition::from(lif(&neuron("inhibition = \"hard\"").unwrap()).inhibition), Inhibition::Hard);
    for (lines, words) in [
        ("inhibition = { soft = 1.5 }", ["`inhibition`", "1.5"]),
        ("inhibition = \"firm\"", ["firm", "hard"]),
        ("t_ref = \"-1 ns\"", ["`t_ref`", "refractory"]),
        ("t_ref = 3", ["no unit", "a time"]),
        ("tau_syn = \"0 s\"", ["`tau_syn`", "positive"]),
        ("tau_syn = \"-1 ns\"", ["`tau_syn`", "leave it out"]),
    ] {
        let message = neuron(lines).unwrap_err().to_string();
        assert!(words.iter().all(|word| message.contains(word)), "{lines}: {message}");
    }
    // a column that carries its spike back cannot be listened to
    let short = Setup::new(neuron("t_ref = \"5 ns\"").unwrap()).unwrap_err().to_string();
    assert!(short.contains("t_ref") && short.contains("post spike"), "{short}");
}

#[test]
fn thresholds_may_rise_with_spikes_of_neurons_that_fire_again() {
    let neuron = |lines: &str| with(&["neuron", "lif"], lines);
    let rise = "adaptation = { beta_per_feature = \"20 mV\", tau_b = \"1 us\" }";
    let adapting = lif(&neuron(&format!("t_ref = \"100 ns\"\n{rise}")).unwrap());
    assert_eq!(adapting.adaptation, Some(AdaptationSettings { beta_per_feature: 20e-3, tau_b: 1e-6 }));
    for (lines, words) in [
        (rise.to_owned(), ["`adaptation`", "`t_ref`"]),
        (format!("t_ref = \"1 us\"\n{}", rise.replace("20 mV", "-20 mV")), ["`beta_per_feature`", "-20 mV"]),
        (format!("t_ref = \"1 us\"\n{}", rise.replace("1 us", "0 s")), ["`tau_b`", "comes back"]),
        (format!("t_ref = \"1 us\"\n{}", rise.replace("tau_b", "tau_c")), ["tau_c", "tau_b"]),
    ] {
        let message = neuron(&lines).unwrap_err().to_string();
        assert!(words.iter().all(|word| message.contains(word)), "{lines}: {message}");
    }
}

#[test]
fn a_teacher_injects_currents_and_punishes_after_a_delay() {
    let spike = "[[\"0 ns\", \"0 V\"], [\"2 ns\", \"2 V\"], [\"20 ns\", \"2 V\"], [\"22 ns\", \"0 V\"]]";
    let currents = "right = \"0 A\", wrong = \"-10 uA\"";
    let gentle = training(&format!("teacher = {{ {currents} }}")).unwrap();
    let teacher = learning::Teacher::from(gentle.training.teacher.as_ref().unwrap());
    assert_eq!((teacher.right, teacher.wrong, teacher.punishment), (0.0, -10e-6, None));
    assert_eq!(teacher.adapting, learning::Adapting::All);
    let fair = training(&format!("teacher = {{ {currents}, adapting = \"right\" }}")).unwrap();
    assert_eq!(learning::Teacher::from(fair.training.teacher.as_ref().unwrap()).adapting, learning::Adapting::Right);
    let strict = training(&format!("teacher = {{ {currents}, punish = {spike}, punish_delay = \"10 ns\" }}")).unwrap();
    let punishment = learning::Teacher::from(strict.training.teacher.as_ref().unwrap()).punishment.unwrap();
    assert_eq!((punishment.delay, punishment.spike.range()), (10e-9, (0.0, 2.0)));
    for (lines, words) in [
        (format!("teacher = {{ {currents}, punish_delay = \"10 ns\" }}"), ["`punish_delay`", "no punishment"]),
        (format!("teacher = {{ {currents}, punish = {spike}, punish_delay = \"1 s\" }}"), ["`presentation`", "short"]),
        ("teacher = { right = \"2 A\", wrong = \"0 A\" }".into(), ["`right`", "1 A"]),
        ("teacher = { right = \"0 A\" }".into(), ["missing", "wrong"]),
        ("inhibit_after = 7".into(), ["`inhibit_after`", "there are 6"]),
        ("inhibit_after = 0".into(), ["`inhibit_after`", "1 to 6"]),
        ("ridge_thresholds = [1.0, 0.0]".into(), ["`ridge_thresholds`", "more than 0"]),
        ("snapshots = { every = 0, rows = 5 }".into(), ["`every`", "at least 1"]),
    ] {
        let message = training(&lines).unwrap_err().to_string();
        assert!(words.iter().all(|word| message.contains(word)), "{lines}: {message}");
    }
}

#[test]
fn a_taught_network_fires_for_the_class_shown_alone() {
    let mut experiment = training("inhibit_after = 2\nteacher = { right = \"0 A\", wrong = \"-1 mA\" }").unwrap();
    experiment.protocol = Protocol::Folds { repeats: 1, folds: 5 };
    let setup = Setup::new(experiment).unwrap();
    let result = setup.run(4, &setup.split(4), |_| ()).unwrap();
    assert!(result.spikes.len() > 120, "some presentations bring two spikes: {}", result.spikes.len());
    for spike in &result.spikes {
        assert_eq!(spike.neuron % 3, setup.data.labels[spike.sample], "neuron {}", spike.neuron);
    }
    assert!(result.names.iter().all(Option::is_some), "taught neurons have a name even when they never win");
}

#[test]
fn snapshots_can_be_few_and_look_at_few_rows() {
    let snapshots = Snapshots { every: 4, rows: 3 };
    assert_eq!(snapshots.epochs(10), [0, 4, 8, 10]);
    assert_eq!(snapshots.choose(&[10, 11, 12, 13, 14, 15, 16]), [10, 12, 14]);
    assert_eq!(snapshots.choose(&[10, 11]), [10, 11]);
}

#[test]
fn a_protocol_counts_its_splits_and_must_fit_the_data() {
    let protocol = |text: &str| with(&[], &format!("protocol = {{ {text} }}"));
    let folds = protocol("folds = { repeats = 3, folds = 10 }").unwrap();
    assert_eq!(folds.protocol.splits(), 30);
    assert_eq!(folds.protocol.with_count(2), Protocol::Folds { repeats: 2, folds: 10 });
    let setup = Setup::new(folds).unwrap();
    assert_eq!((setup.split(0).test.len(), setup.split(29).train.len()), (15, 135));
    let official = Setup::new(protocol("official = { seeds = 3 }").unwrap()).unwrap_err().to_string();
    assert!(official.contains("`iris` has no official"), "{official}");
    let many = Setup::new(protocol("folds = { repeats = 1, folds = 151 }").unwrap()).unwrap_err().to_string();
    assert!(many.contains("151 folds") && many.contains("150 rows"), "{many}");
    for (text, word) in [
        ("folds = { repeats = 1, folds = 1 }", "at least 2"),
        ("folds = { repeats = 0, folds = 5 }", "at least 1"),
        ("official = { seeds = 0 }", "at least 1"),
        ("half_splits = 3, official = { seeds = 1 }", "several keys: one of them"),
    ] {
        let message = protocol(text).unwrap_err();
        assert!(format!("{message:?}{message}").contains(word), "{text}: {message}");
    }
}

#[test]
fn every_code_can_be_asked_for_and_impossible_ones_are_refused_by_name() {
    let text = Experiment::embedded("iris").unwrap();
    let (before, rest) = text.split_once("[encoder.population_latency]").unwrap();
    let (_, after) = rest.split_once("\n\n").unwrap();
    let with = |code: &str| Experiment::parse("codes.toml", &format!("{before}{code}\n\n{after}"));
    for code in [
        "[encoder.latency]\nsteps = 16\ndt = '100 ns'",
        "[encoder.snntorch_latency]\nsteps = 16\ndt = '100 ns'\nthreshold = 0.01\nbelow = 'silent'",
        "[encoder.rate_poisson]\nrate = '1 MHz'\nwindow = '2 us'",
        "[encoder.rate_bernoulli]\nsteps = 16\ndt = '100 ns'",
        "[encoder.rate_deterministic]\nsteps = 16\ndt = '100 ns'",
        "[encoder.phase]\nbits = 8\nperiods = 2\ndt = '100 ns'",
        "[encoder.burst]\nn_max = 5\nlongest = 4\nshortest = 2\ndt = '100 ns'",
        "[encoder.direct]\ni_max = '1 uA'\nc_m = '1 pF'\ntau_m = '1 us'\nv_th = '0.2 V'\nt_ref = '0 s'\nwindow = '2 us'",
        "[encoder.amplitude]\nlowest = 0.2\nhighest = 1.0",
    ] {
        let experiment = with(code).unwrap_or_else(|error| panic!("{code}: {error}"));
        let setup = Setup::new(experiment).unwrap();
        assert_eq!(setup.rows(), 4, "{code}: one line per feature");
    }
    let weak = "[encoder.direct]\ni_max = '1 nA'\nc_m = '1 pF'\ntau_m = '1 us'\nv_th = '0.2 V'\nt_ref = '0 s'\nwindow = '2 us'";
    let message = with(weak).unwrap_err().to_string();
    assert!(message.contains("`i_max`") && message.contains("above `v_th`"), "{message}");
    let message = with("[encoder.rate_poisson]\nrate = '-1 MHz'\nwindow = '2 us'").unwrap_err().to_string();
    assert!(message.contains("`rate`") && message.contains("positive frequency"), "{message}");
    let message = with("[encoder.amplitude]\nlowest = 0.2\nhighest = 1.5").unwrap_err().to_string();
    assert!(message.contains("`highest`") && message.contains("the whole pre spike"), "{message}");
    let late = with("[encoder.latency]\nsteps = 160\ndt = '100 ns'").unwrap_err().to_string();
    assert!(late.contains("`presentation`") && late.contains("too short"), "{late}");
}

#[test]
fn a_delta_code_reads_a_row_as_signals_in_time() {
    let text = Experiment::embedded("iris").unwrap();
    let (before, rest) = text.split_once("[encoder.population_latency]").unwrap();
    let (_, after) = rest.split_once("\n\n").unwrap();
    let setup = |dt: &str, channels: usize| {
        let code = format!("[encoder.delta]\nthreshold = 0.5\ndt = '{dt}'\nchannels = {channels}");
        Setup::new(Experiment::parse("delta.toml", &format!("{before}{code}\n\n{after}")).unwrap())
    };
    assert_eq!(setup("500 ns", 1).unwrap().rows(), 2, "up and down, however long the signal is");
    assert_eq!(setup("500 ns", 2).unwrap().rows(), 4, "each of two signals of two samples");
    for (dt, channels, words) in [
        ("500 ns", 3, ["`channels`", "4 features"]),
        ("500 ns", 4, ["`channels`", "at least two samples"]),
        ("1 us", 1, ["`presentation`", "4 features"]),
    ] {
        let message = setup(dt, channels).unwrap_err().to_string();
        assert!(words.iter().all(|word| message.contains(word)), "{message}");
    }
}

#[test]
fn rates_and_intervals_are_read_where_neurons_may_fire_again() {
    let message = training("read = \"rate\"").unwrap_err().to_string();
    assert!(message.contains("`read`") && message.contains("t_ref"), "{message}");
    assert!(training("read = \"loudest\"").unwrap_err().to_string().contains("interval"));
    let mut text: toml::Table = Experiment::embedded("iris").unwrap().parse().unwrap();
    text["neuron"]["lif"].as_table_mut().unwrap().insert("t_ref".into(), "100 ns".into());
    text["training"].as_table_mut().unwrap().extend("epochs = 2\nread = \"rate\"".parse::<toml::Table>().unwrap());
    let setup = Setup::new(Experiment::parse("mine.toml", &text.to_string()).unwrap()).unwrap();
    assert_eq!(setup.read_outs(), crate::ReadOut::ALL);
    let result = setup.run(0, &setup.split(0), |_| ()).unwrap();
    assert!(result.predictions.iter().any(|row| row.rate != row.winner), "rates say the same as first spikes");
    let last = result.snapshots.last().unwrap().test_accuracy;
    assert!((last - result.accuracy(crate::ReadOut::Rate)).abs() < 1e-12, "the learning curve is read by rate");
}
