//! An experiment for a table of one's own, chosen by its numbers of rows, features and classes.

use super::{Data, Experiment};
use crate::{DataSet, Missing, TableFile};

/// What a table asks for.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Choice {
    splits: usize,
    fields: usize,
    bins: usize,
    neurons: usize,
    homeostasis: f64,
    epochs: usize,
    vote: usize,
    /// Epochs from one look at the network to the next.
    every: usize,
}

/// Word lines beyond which features get fewer fields, down to [`FEWEST_FIELDS`]: what follows a column takes time in proportion.
const MOST_LINES: usize = 600;

/// Fewest fields of a feature: of three the middle one answers nearly every value, and what is low differs from what is high in
/// too few lines to be told apart. Three Gaussian classes in 20 of 100 features (300 rows): 38 % with 3 fields, 95 % with 4.
const FEWEST_FIELDS: usize = 4;

/// Training presentations of a split, about, on an array of up to [`USUAL_LINES`] word lines.
const PRESENTATIONS: usize = 5000;

/// Word lines beyond which rows are shown less often.
const USUAL_LINES: usize = 300;

impl Choice {
    /// Values between those of the experiments on Iris (150 rows), breast cancer (683) and Landsat (6435).
    fn of(data: &DataSet) -> Self {
        let (rows, features, classes) = (data.rows.len(), data.features.len().max(1), data.classes.len());
        let neurons = (rows / 25).clamp(6, 200).max(3 * classes);
        let fields = (MOST_LINES / features).clamp(FEWEST_FIELDS, if rows > 2000 { 12 } else { 8 });
        let presentations = PRESENTATIONS * USUAL_LINES / (features * fields).max(USUAL_LINES);
        let epochs = (presentations / (rows / 2).max(1)).clamp(1, 15);
        Self {
            splits: if rows <= 1000 { 10 } else { 20_000usize.div_ceil(rows).min(3) },
            fields,
            bins: if neurons > 50 { 32 } else { 64 },
            neurons,
            // the threshold of all neurons together moves alike for any number of them
            homeostasis: if neurons < 12 { 0.02 } else { 0.005 },
            epochs,
            vote: (neurons / classes / 2).clamp(1, 7),
            every: epochs.div_ceil(5),
        }
    }
}

impl Experiment {
    /// Text of an experiment on a table whose rows are `data`, to be run, saved and edited; with another number of neurons
    /// or of splits where one is given.
    pub fn own(file: &TableFile, data: &DataSet, neurons: Option<usize>, splits: Option<usize>, seed: u64) -> String {
        let chosen = Choice::of(data);
        let neurons = neurons.unwrap_or(chosen.neurons);
        let choice = Choice { neurons, splits: splits.unwrap_or(chosen.splits), ..chosen };
        text(file, data, &Choice { vote: choice.vote.min(neurons).max(1), ..choice }, seed)
    }

    /// The table that the experiment is about, where it is a file.
    pub fn table(&self) -> Option<&TableFile> {
        if let Data::File(file) = &self.data { Some(file) } else { None }
    }
}

fn text(file: &TableFile, data: &DataSet, choice: &Choice, seed: u64) -> String {
    let quoted = |text: &str| toml::Value::from(text).to_string();
    let keep: Vec<String> = file.keep.iter().map(|column| quoted(column)).collect();
    let keep = if keep.is_empty() { String::new() } else { format!(", keep = [{}]", keep.join(", ")) };
    let missing = match file.missing {
        Missing::Drop => "drop",
        Missing::Mean => "mean",
        Missing::Median => "median",
        Missing::Refuse => "refuse",
    };
    let (path, label) = (quoted(&file.path.display().to_string()), quoted(&file.label));
    let (rows, features, classes) = (data.rows.len(), data.features.len(), data.classes.len());
    let Choice { splits, fields, bins, neurons, homeostasis, epochs, vote, every } = *choice;
    format!(
        r#"# {rows} rows of {features} features in {classes} classes, learned by {neurons} neurons on a {lines} x {neurons} array of ferroelectric
# tunnel junctions. Chosen by these numbers alone, by the example of the experiments `iris`, `wbc` and `landsat`: a start, to be edited.
seed = {seed}

# `missing`: rows with a gap are left out (`drop`), or it is filled with the `mean` or `median` of the training rows of each split.
[data]
file = {{ path = {path}, label = {label}, missing = "{missing}"{keep} }}

[protocol]
half_splits = {splits}

[device]
parameters = "bfo_demo"
# Below `v_th` nothing nucleates, so that reading at 0.7 V is not destructive.
change = {{ potentiation = "positive", v_th = "0.8 V", bins = {bins} }}
start = [0.2, 0.8]

[wires]
segment = "1 ohm"
driver = "50 ohm"
sense = "50 ohm"

[encoder.population_latency]
fields_per_feature = {fields}
beta = 1.5
window = "2 us"
cutoff = 0.2

# A row holds 0.7 V from its spike on: too little to switch anything, enough to be read.
# A column that fires goes to -1.3 V, which potentiates the devices of rows that have fired (2 V in all) and no others,
# then to +2 V, which depresses the devices of silent rows; rows that have fired are protected (1.3 V).
[spikes]
pre = [["0 ns", "0 V"], ["2 ns", "0.7 V"], ["2400 ns", "0.7 V"], ["2402 ns", "0 V"]]
post = [["0 ns", "0 V"], ["2 ns", "-1.3 V"], ["12 ns", "-1.3 V"], ["16 ns", "2 V"], ["22 ns", "2 V"], ["24 ns", "0 V"]]
presentation = "5 us"

[neuron.lif]
count = {neurons}
c_m = "1 pF"
tau_m = "500 ns"
v_th_per_feature = "80 mV"
homeostasis = {homeostasis}
v_th_floor_per_feature = "10 mV"

[training]
epochs = {epochs}
vote = {vote}
# On the way 200 training rows name the neurons and 200 test rows are read.
snapshots = {{ every = {every}, rows = 200 }}
# The regression sees first spikes by how long after the first of all they come.
ridge_decay = "250 ns"
tolerance = "1 mV"
"#,
        lines = features * fields,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{NeuronChoice, Protocol};

    fn file() -> TableFile {
        let (path, label) = ("a \"b\"\\c.csv".into(), "my \"class\"".into());
        TableFile { path, label, missing: Missing::Median, keep: vec!["id".into()] }
    }

    fn table(rows: usize, features: usize, classes: usize) -> DataSet {
        let names = |count: usize, letter: char| (0..count).map(|k| format!("{letter}{k}")).collect();
        let iris = DataSet::embedded("iris").unwrap();
        let (labels, rows) = ((0..rows).map(|row| row % classes).collect(), vec![vec![0.0; features]; rows]);
        DataSet { features: names(features, 'f'), classes: names(classes, 'c'), rows, labels, ..iris }
    }

    #[test]
    fn any_size_of_table_gives_a_valid_experiment_that_names_file_and_column() {
        for (rows, features, classes) in [(4, 1, 2), (150, 4, 3), (6435, 36, 6), (300, 900, 2), (1_000_000, 3, 1200)] {
            let text = Experiment::own(&file(), &table(rows, features, classes), None, None, 7);
            let experiment = Experiment::parse("own", &text).unwrap_or_else(|error| panic!("{error:?}\n{text}"));
            let NeuronChoice::Lif(lif) = experiment.neuron;
            assert!(lif.count >= 3 * classes, "{} neurons for {classes} classes", lif.count);
            assert!(
                !text.contains("fields_per_feature = 3\n"),
                "{features} features have a middle field that tells nothing"
            );
            let named = experiment.table().unwrap();
            assert_eq!((&named.path, &named.label), (&file().path, &file().label));
            assert_eq!((named.missing, &named.keep), (Missing::Median, &file().keep));
        }
    }

    #[test]
    fn what_is_asked_for_stands_in_the_text() {
        let text = Experiment::own(&file(), &table(150, 4, 3), Some(2), Some(5), 7);
        let experiment = Experiment::parse("own", &text).unwrap();
        let NeuronChoice::Lif(lif) = experiment.neuron;
        assert_eq!((lif.count, experiment.protocol, experiment.seed), (2, Protocol::HalfSplits(5), 7));
        assert!(experiment.training.vote <= 2);
    }
}
