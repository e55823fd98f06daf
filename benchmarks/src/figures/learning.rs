//! Figures of recorded training: accuracy, conductances, spikes, answers.

use traces::figures::{Axis, ConfusionMatrix, Curve, HeatMap, Line, Panel, Svg};
use traces::{ReadError, TraceFile};

use super::{DrawError, Selection};
use crate::{Classifier, mean_and_sd};

/// Most pictures of a film: more would make it long and its file large.
const PICTURES: usize = 60;

/// Splits that the file holds: a run that was interrupted holds complete ones, perhaps none.
fn splits(trace: &TraceFile) -> Result<usize, ReadError> {
    Ok(trace.shape("training/split")?.first().copied().unwrap_or(0))
}

/// The split that was asked for, whose conductances stand in the file epoch by row by column.
struct Learned<'a> {
    trace: &'a TraceFile,
    epochs: Vec<i64>,
    rows: usize,
    columns: usize,
    split: usize,
}

impl<'a> Learned<'a> {
    /// Nothing where no split is recorded.
    fn new(trace: &'a TraceFile, selection: &Selection) -> Result<Option<Self>, DrawError> {
        let (held, split) = (splits(trace)?, selection.split.unwrap_or(0));
        if held == 0 {
            return Ok(None);
        }
        if split >= held {
            return Err(DrawError::NoSplit { asked: split, held });
        }
        let [_, _, rows, columns] = trace.shape("training/conductance")?[..] else { return Ok(None) };
        let epochs = trace.read::<i64>("training/epoch")?.values;
        Ok(Some(Self { trace, epochs, rows, columns, split }))
    }

    /// Conductances after `epoch` of the recorded ones.
    fn at(&self, epoch: usize) -> Result<Vec<f64>, ReadError> {
        let part = [self.split..self.split + 1, epoch..epoch + 1];
        Ok(self.trace.read_part("training/conductance", &part)?.values)
    }

    /// The same under a label.
    fn panel(&self, epoch: usize, label: String) -> Result<Panel, ReadError> {
        Ok(Panel { label, values: self.at(epoch)? })
    }

    fn map(&self, column_title: &str, panels: Vec<Panel>) -> HeatMap {
        conductance_map((self.rows, self.columns), column_title, panels)
    }
}

/// Conductances of an array of rows and columns.
fn conductance_map((rows, columns): (usize, usize), column_title: &str, panels: Vec<Panel>) -> HeatMap {
    let (row_title, column_title) = ("Word line".into(), column_title.into());
    HeatMap { row_title, column_title, value: Axis::linear("Conductance", "S"), rows, columns, panels }
}

/// Test accuracy after each epoch, mean and standard deviation over the splits; nothing where reading would have moved the
/// devices, so that none was taken.
pub(super) fn curve(trace: &TraceFile) -> Result<Option<Svg>, DrawError> {
    let accuracy = trace.read::<f64>("training/test_accuracy")?;
    if splits(trace)? == 0 || accuracy.values.iter().all(|accuracy| !accuracy.is_finite()) {
        return Ok(None);
    }
    let epochs = accuracy.shape[1];
    let of = |epoch: usize| {
        mean_and_sd(&accuracy.values.iter().skip(epoch).step_by(epochs).map(|a| 100.0 * a).collect::<Vec<_>>())
    };
    let passed = trace.read::<i64>("training/epoch")?.values;
    let points = (0..epochs).map(|epoch| (passed[epoch] as f64, of(epoch).0)).collect();
    let deviations = (0..epochs).map(|epoch| of(epoch).1).collect();
    let lines = vec![Line::with_band("mean and standard deviation over splits", points, deviations)];
    Ok(Some(Curve { x: Axis::whole("Epoch"), y: Axis::percent("Test accuracy"), lines }.draw()))
}

/// Conductances of a split before the first and after the last epoch, or those of a saved network.
pub(super) fn conductances(trace: &TraceFile, selection: &Selection) -> Result<Option<Svg>, DrawError> {
    if trace.groups()?.iter().any(|group| group == "network") {
        return saved(trace).map(Some);
    }
    let Some(learned) = Learned::new(trace, selection)? else { return Ok(None) };
    let last = learned.epochs.len() - 1;
    let after = format!("after {} epochs", learned.epochs[last]);
    let panels = vec![learned.panel(0, "before".into())?, learned.panel(last, after)?];
    Ok(Some(learned.map("Neuron", panels).draw()))
}

/// Conductances of a saved network as it is restored.
fn saved(trace: &TraceFile) -> Result<Svg, DrawError> {
    let classifier = Classifier::open(trace.path()).map_err(Box::new)?;
    let size = classifier.size();
    let label = format!("Trained on split {}", classifier.trained.split);
    let panels = vec![Panel { label, values: classifier.conductances().to_vec() }];
    Ok(conductance_map(size, "Neuron", panels).draw())
}

/// Conductances of a split after each epoch, or of the first run of a pattern array after each snapshot.
pub(super) fn film(trace: &TraceFile, selection: &Selection) -> Result<Option<Svg>, DrawError> {
    if trace.groups()?.iter().any(|group| group == "patterns") {
        return crate::patterns::film(trace);
    }
    let Some(learned) = Learned::new(trace, selection)? else { return Ok(None) };
    let panel = |k: usize| learned.panel(k, learned.epochs[k].to_string());
    let count = learned.epochs.len();
    let shown = count.min(PICTURES);
    // from the first to the last
    let panels = (0..shown).map(|k| panel(k * (count - 1) / (shown - 1).max(1))).collect::<Result<_, _>>()?;
    Ok(Some(learned.map("Neuron (epochs above)", panels).film()))
}

/// What the neurons of each class have learned in a split: mean conductance of their devices, feature by field.
pub(super) fn by_class(trace: &TraceFile, selection: &Selection) -> Result<Option<Svg>, DrawError> {
    let Some(learned) = Learned::new(trace, selection)? else { return Ok(None) };
    let (rows, columns) = (learned.rows, learned.columns);
    let last = learned.at(learned.epochs.len() - 1)?;
    let named = trace.read_entries::<i64>("training/neuron_class", learned.split..learned.split + 1)?.values;
    let features = trace.read::<i64>("training/feature")?.values;
    let fields = features.iter().take_while(|feature| **feature == 0).count();
    let panel = |(class, label): (usize, String)| {
        let own: Vec<usize> = (0..columns).filter(|column| named[*column] == class as i64).collect();
        let mean = |row: usize| own.iter().map(|column| last[row * columns + column]).sum::<f64>() / own.len() as f64;
        // a class that no neuron stands for has no conductance
        (!own.is_empty()).then(|| Panel { label, values: (0..rows).map(mean).collect() })
    };
    let classes = trace.read::<String>("test/class")?.values;
    let panels: Vec<Panel> = classes.into_iter().enumerate().filter_map(panel).collect();
    if panels.is_empty() {
        return Ok(None); // no neuron has won for any row
    }
    let (row_title, column_title) = ("Feature".into(), "Field".into());
    let value = Axis::linear("Mean conductance", "S");
    Ok(Some(HeatMap { row_title, column_title, value, rows: rows / fields, columns: fields, panels }.draw()))
}

/// Test rows of all splits; a run that was interrupted has no such matrix.
pub(super) fn confusion(trace: &TraceFile) -> Result<Option<Svg>, DrawError> {
    if !trace.variables("test")?.iter().any(|variable| variable == "confusion") {
        return Ok(None);
    }
    let counts = trace.read::<i64>("test/confusion")?.values.iter().map(|&count| count.unsigned_abs()).collect();
    Ok(Some(ConfusionMatrix { classes: trace.read::<String>("test/class")?.values, counts }.draw()))
}

/// Spikes of the neurons over the training presentations of a split.
pub(super) fn spikes(trace: &TraceFile, selection: &Selection) -> Result<Option<Svg>, DrawError> {
    let Some(learned) = Learned::new(trace, selection)? else { return Ok(None) };
    let asked = trace.read_entries::<i64>("training/split", learned.split..learned.split + 1)?.values;
    let split = trace.read::<i64>("spikes/split")?.values;
    // splits stand one after the other
    let own = split.partition_point(|split| *split < asked[0])..split.partition_point(|split| *split <= asked[0]);
    let read = |name: &str| trace.read_entries::<i64>(name, own.clone());
    let (presentation, neuron) = (read("spikes/presentation")?.values, read("spikes/neuron")?.values);
    let spikes = presentation.iter().zip(neuron).map(|(&number, neuron)| (number as f64, neuron as f64)).collect();
    let (x, y) = (Axis::whole("Training presentation"), Axis::lines("Neuron", learned.columns));
    Ok(Some(Curve { x, y, lines: vec![Line::strokes("", spikes)] }.draw()))
}
