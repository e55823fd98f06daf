//! Trained networks in files, as a user saves and reads them; read-outs, codes and spikes of single lines in experiments.

use super::{experiment_refused, ferrospike, iris_with, refused, text};

const IRIS: &str = include_str!("../../benchmarks/data/iris.csv");

/// A quick Iris experiment.
fn quick() -> String {
    iris_with("epochs = 15", "epochs = 2")
}

#[test]
fn a_saved_network_reads_rows_as_it_did_in_its_run() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("mine.toml"), quick()).unwrap();
    std::fs::write(folder.path().join("iris.csv"), IRIS).unwrap();
    let run =
        ferrospike(folder.path(), &["run", "mine.toml", "--splits", "2", "--seed", "7", "--save-network", "net.h5"]);
    assert!(run.status.success() && text(&run.stdout).contains("net.h5"), "{}", text(&run.stderr));
    let read = ferrospike(folder.path(), &["classify", "net.h5", "iris.csv", "--format", "json"]);
    assert!(read.status.success(), "{}", text(&read.stderr));
    let answers: serde_json::Value = serde_json::from_slice(&read.stdout).unwrap();
    assert_eq!(answers["rows"].as_array().unwrap().len(), 150);
    let file = traces::TraceFile::open(&folder.path().join("results/mine.h5")).unwrap();
    let (samples, said) = (file.read::<i64>("test/sample").unwrap(), file.read::<i64>("test/prediction").unwrap());
    let classes = file.read::<String>("test/class").unwrap().values;
    for (sample, class) in samples.slab(0).iter().zip(said.slab(0)) {
        let expected = usize::try_from(*class).ok().map(|class| classes[class].as_str());
        let row = &answers["rows"][usize::try_from(*sample).unwrap()];
        assert_eq!(row["class"].as_str(), expected, "row {sample}");
    }
    let drawn = ferrospike(folder.path(), &["plot", "net.h5", "conductances", "--format", "svg", "-o", "net"]);
    assert!(drawn.status.success(), "{}", text(&drawn.stderr));
    let svg = std::fs::read_to_string(folder.path().join("net/conductances.svg")).unwrap();
    assert!(["Trained on split 0", "Conductance (", "Neuron"].iter().all(|word| svg.contains(word)), "{svg}");
    let table = ferrospike(folder.path(), &["classify", "net.h5", "iris.csv"]);
    assert!(text(&table.stdout).contains("read rightly"));
    let csv = text(&ferrospike(folder.path(), &["classify", "net.h5", "iris.csv", "--format", "csv"]).stdout);
    assert_eq!(csv.lines().count(), 151, "a header and a line per row");
    std::fs::write(folder.path().join("narrow.csv"), "petal_width\n0.2\n").unwrap();
    let bytes = std::fs::read(folder.path().join("net.h5")).unwrap();
    std::fs::write(folder.path().join("cut.h5"), &bytes[..bytes.len() / 2]).unwrap();
    for (arguments, words) in [
        (["classify", "net.h5", "narrow.csv"], ["sepal_length", "columns are"]),
        (["classify", "cut.h5", "iris.csv"], ["cut.h5", "HDF5"]),
        (["classify", "results/mine.h5", "iris.csv"], ["results/mine.h5", "`network`"]),
    ] {
        let output = ferrospike(folder.path(), &arguments);
        let message = text(&output.stderr).replace(['│', '\n'], " ");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {message}");
        assert!(words.iter().all(|word| message.contains(word)), "{arguments:?}: {message}");
    }
    let again = ferrospike(folder.path(), &["run", "mine.toml", "--splits", "1", "--save-network", "net.h5"]);
    assert_eq!(again.status.code(), Some(2), "a saved network is not replaced");
}

#[test]
fn a_network_is_saved_only_where_rows_can_be_classified() {
    refused(&["run", "boyn2017-array", "--save-network", "net.h5"], &[], &["--save-network", "pattern array"]);
    refused(&["run", "iris", "-o", "a.h5", "--save-network", "a.h5"], &[], &["a.h5", "different files"]);
}

#[test]
fn rates_are_read_out_beside_first_spikes() {
    let folder = tempfile::tempdir().unwrap();
    let rate = quick().replace("tau_m = \"500 ns\"", "tau_m = \"500 ns\"\nt_ref = \"100 ns\"");
    let rate = rate.replace("vote = 1", "vote = 1\nread = \"rate\"");
    std::fs::write(folder.path().join("rate.toml"), rate).unwrap();
    let output = ferrospike(folder.path(), &["run", "rate.toml", "--splits", "1", "--json"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let result: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(result["read"], "rate");
    assert_eq!(result["accuracy_percent"]["mean"], result["rate_percent"]);
    assert!(result["interval_percent"].is_number());
    let file = traces::TraceFile::open(&folder.path().join("results/rate.h5")).unwrap();
    assert_eq!(file.read::<f64>("test/accuracy_rate").unwrap().values.len(), 1);
    experiment_refused("vote = 1", "vote = 1\nread = \"rate\"", &["read", "t_ref", "mine.toml:"]);
    experiment_refused("vote = 1", "vote = 1\nread = \"fastest\"", &["fastest", "interval", "mine.toml:"]);
}

#[test]
fn spikes_of_single_lines_are_refused_with_their_place() {
    let own = |rows: &str| {
        format!(
            "presentation = \"5 us\"\n[[spikes.of_rows]]\nrows = {rows}\npre = [[\"0 ns\", \"0.5 V\"], [\"9 ns\", \"0.5 V\"]]"
        )
    };
    experiment_refused("presentation = \"5 us\"", &own("[32]"), &["row 32", "0 to 31", "mine.toml:"]);
    experiment_refused("presentation = \"5 us\"", &own("[2, 2]"), &["row 2", "twice", "mine.toml:"]);
}

#[test]
fn rows_as_signals_in_time_and_as_currents_are_learned() {
    let iris = quick();
    let (before, rest) = iris.split_once("[encoder.population_latency]").unwrap();
    let (_, after) = rest.split_once("\n\n").unwrap();
    let delta = "[encoder.delta]\nthreshold = 0.5\ndt = \"500 ns\"";
    let direct = "[encoder.direct]\ni_max = \"1 uA\"\nc_m = \"1 pF\"\ntau_m = \"1 us\"\nv_th = \"0.2 V\"\nt_ref = \"2.4 us\"\nwindow = \"2 us\"";
    let folder = tempfile::tempdir().unwrap();
    for (name, code, rows) in [("delta", delta, 2), ("direct", direct, 4)] {
        std::fs::write(folder.path().join(format!("{name}.toml")), format!("{before}{code}\n\n{after}")).unwrap();
        let output = ferrospike(folder.path(), &["run", &format!("{name}.toml"), "--splits", "1", "--json"]);
        assert!(output.status.success(), "{name}: {}", text(&output.stderr));
        let file = traces::TraceFile::open(&folder.path().join(format!("results/{name}.h5"))).unwrap();
        assert_eq!(file.read::<f64>("training/conductance").unwrap().shape[2], rows, "{name}");
    }
}
