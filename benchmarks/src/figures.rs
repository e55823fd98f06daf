//! Which figures a recorded file holds, drawn from the file alone.

use std::path::{Path, PathBuf};

use traces::figures::{Axis, ConfusionMatrix, Curve, FigureError, HeatMap, Line, Panel, Raster, Svg};
use traces::{ReadError, TraceFile};

use crate::{mean_and_sd, measure, patterns, problem, supervised, sweep};

/// Figures that could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    /// The file cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The figure cannot be made or saved.
    #[error(transparent)]
    Figure(#[from] FigureError),
    /// The folder for the figures cannot be made.
    #[error("cannot make the folder {}: {source}; choose another with --output", folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file of ours without anything to draw.
    #[error("{} holds nothing that can be drawn; its groups are: {groups}", file.display())]
    Nothing {
        /// The file.
        file: PathBuf,
        /// What it holds.
        groups: String,
    },
}

/// Draws every figure that `file` has data for into `folder` (SVG and PNG) and returns the paths of the PNG files.
///
/// # Errors
/// [`DrawError`] when the file cannot be read or a figure cannot be saved.
pub fn draw(file: &Path, folder: &Path) -> Result<Vec<PathBuf>, DrawError> {
    let trace = TraceFile::open(file)?;
    let groups = trace.groups()?;
    let has = |name: &str| groups.iter().any(|group| group == name);
    let mut figures: Vec<(&str, Svg)> = Vec::new();
    // a run that was interrupted holds complete splits, perhaps none, and no confusion matrix
    let splits = if has("training") { trace.read::<i64>("training/split")?.values.len() } else { 0 };
    if splits > 0 {
        figures.push(("learning-curve", learning_curve(&trace)?));
        figures.push(("conductances", conductances(&trace)?));
        figures.push(("conductances-by-class", conductances_by_class(&trace)?));
    }
    if has("test") && trace.variables("test")?.iter().any(|variable| variable == "confusion") {
        figures.push(("confusion", confusion(&trace)?));
    }
    if has("presentation") {
        figures.extend(potentials(&trace)?.map(|figure| ("potentials", figure)));
    }
    if has("spikes") && splits > 0 {
        figures.push(("spikes", spikes(&trace)?));
    }
    let measured = measure::DRAWERS.iter().chain(&problem::DRAWERS);
    let drawers = measured.chain(&supervised::DRAWERS).chain([&patterns::DRAWER]);
    for (_, drawer) in drawers.filter(|(group, _)| has(group)) {
        figures.extend(drawer(&trace)?);
    }
    let sweep = if has(sweep::GROUP) { sweep::figures(&trace, file)? } else { Vec::new() };
    figures.extend(sweep.iter().map(|(name, svg)| (name.as_str(), svg.clone())));
    if has("fit") {
        figures.push(("fit", crate::fit::figure(&trace)?));
    }
    if figures.is_empty() {
        return Err(DrawError::Nothing { file: file.into(), groups: groups.join(", ") });
    }
    std::fs::create_dir_all(folder).map_err(|source| DrawError::Folder { folder: folder.into(), source })?;
    let mut drawn = Vec::with_capacity(figures.len());
    for (name, svg) in figures {
        let path = folder.join(name);
        svg.save(&path)?;
        drawn.push(path.with_extension("png"));
    }
    Ok(drawn)
}

/// Test accuracy after each epoch, mean and standard deviation over the splits.
fn learning_curve(trace: &TraceFile) -> Result<Svg, DrawError> {
    let accuracy = trace.read::<f64>("training/test_accuracy")?;
    let epochs = accuracy.shape[1];
    let of = |epoch: usize| {
        mean_and_sd(&accuracy.values.iter().skip(epoch).step_by(epochs).map(|a| 100.0 * a).collect::<Vec<_>>())
    };
    let passed = trace.read::<i64>("training/epoch")?.values;
    let points = (0..epochs).map(|epoch| (passed[epoch] as f64, of(epoch).0)).collect();
    let deviations = (0..epochs).map(|epoch| of(epoch).1).collect();
    let lines = vec![Line::with_band("mean and standard deviation over splits", points, deviations)];
    Ok(Curve { x: Axis::linear("Epoch", "1"), y: Axis::linear("Test accuracy", "%"), lines }.draw())
}

/// Conductances of the first split before the first and after the last epoch.
fn conductances(trace: &TraceFile) -> Result<Svg, DrawError> {
    let conductance = trace.read::<f64>("training/conductance")?;
    let (epochs, rows, columns) = (conductance.shape[1], conductance.shape[2], conductance.shape[3]);
    let at = |epoch: usize| conductance.slab(0)[epoch * rows * columns..][..rows * columns].to_vec();
    let panels = vec![
        Panel { label: "before".into(), values: at(0) },
        Panel {
            label: format!("after {} epochs", trace.read::<i64>("training/epoch")?.values[epochs - 1]),
            values: at(epochs - 1),
        },
    ];
    let (row_title, column_title) = ("Word line".into(), "Neuron".into());
    Ok(HeatMap { row_title, column_title, value: Axis::linear("Conductance", "S"), rows, columns, panels }.draw())
}

/// What the neurons of each class have learned in the first split: mean conductance of their devices, feature by field.
fn conductances_by_class(trace: &TraceFile) -> Result<Svg, DrawError> {
    let conductance = trace.read::<f64>("training/conductance")?;
    let (epochs, rows, columns) = (conductance.shape[1], conductance.shape[2], conductance.shape[3]);
    let last = &conductance.slab(0)[(epochs - 1) * rows * columns..];
    let names = trace.read::<i64>("training/neuron_class")?;
    let features = trace.read::<i64>("training/feature")?.values;
    let fields = features.iter().take_while(|feature| **feature == 0).count();
    let panel = |(class, label): (usize, String)| {
        let own: Vec<usize> = (0..columns).filter(|column| names.slab(0)[*column] == class as i64).collect();
        let mean = |row: usize| own.iter().map(|column| last[row * columns + column]).sum::<f64>() / own.len() as f64;
        // a class that no neuron stands for has no conductance
        (!own.is_empty()).then(|| Panel { label, values: (0..rows).map(mean).collect() })
    };
    let panels = trace.read::<String>("test/class")?.values.into_iter().enumerate().filter_map(panel).collect();
    let (row_title, column_title) = ("Feature".into(), "Field".into());
    let value = Axis::linear("Mean conductance", "S");
    Ok(HeatMap { row_title, column_title, value, rows: rows / fields, columns: fields, panels }.draw())
}

/// Test rows of all splits.
fn confusion(trace: &TraceFile) -> Result<Svg, DrawError> {
    let counts = trace.read::<i64>("test/confusion")?.values.iter().map(|&count| count.unsigned_abs()).collect();
    Ok(ConfusionMatrix { classes: trace.read::<String>("test/class")?.values, counts }.draw())
}

/// Membrane potentials of all recorded neurons during the first recorded presentation; nothing where none are recorded.
fn potentials(trace: &TraceFile) -> Result<Option<Svg>, DrawError> {
    let time = trace.read::<f64>("presentation/time")?.values;
    if time.is_empty() || !trace.variables("presentation")?.iter().any(|variable| variable == "potential") {
        return Ok(None);
    }
    let potential = trace.read::<f64>("presentation/potential")?;
    // time begins anew with each presentation
    let first = 1 + time.windows(2).take_while(|pair| pair[0] <= pair[1]).count();
    let neurons = trace.read::<i64>("presentation/column")?.values;
    let course = |(k, neuron): (usize, &i64)| {
        let values = potential.values.iter().skip(k).step_by(neurons.len());
        Line::new(&format!("neuron {neuron}"), time[..first].iter().copied().zip(values.copied()).collect())
    };
    let lines = neurons.iter().enumerate().map(course).collect();
    Ok(Some(Curve { x: Axis::linear("Time", "s"), y: Axis::linear("Membrane potential", "V"), lines }.draw()))
}

/// Spikes of the neurons over the training presentations of the first split, by presentation.
fn spikes(trace: &TraceFile) -> Result<Svg, DrawError> {
    let split = trace.read::<i64>("spikes/split")?.values;
    let presentation = trace.read::<i64>("spikes/presentation")?.values;
    let neuron = trace.read::<i64>("spikes/neuron")?.values;
    let first = (0..split.len()).filter(|&k| split[k] == split[0]);
    let spikes: Vec<(f64, usize)> =
        first.map(|k| (presentation[k] as f64, neuron[k].unsigned_abs() as usize)).collect();
    let lines = spikes.iter().map(|spike| spike.1 + 1).max().unwrap_or(1);
    let time = Axis::linear("Training presentation", "1");
    Ok(Raster { time, line_title: "Neuron".into(), lines, spikes }.draw())
}
