//! Draws one figure of each kind from closed-form data, to look at after a change of the drawing.
//!
//! `cargo run --release -p ferrospike-traces --example draw_figures FOLDER`

use std::error::Error;
use std::f64::consts::TAU;
use std::path::Path;

use ferrospike_traces::figures::{Axis, ConfusionMatrix, Curve, FigureError, HeatMap, Line, Panel};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).ok_or("name the folder to draw into")?;
    let folder = Path::new(&folder);
    draw_curves(folder)?;
    draw_matrices(folder)?;
    draw_maps(folder)?;
    draw_spikes(folder)?;
    Ok(())
}

fn draw_curves(folder: &Path) -> Result<(), FigureError> {
    let learning = |label: &str, rate: f64| {
        let points = (1..=20).map(f64::from).map(|epoch| (epoch, 0.95 - 0.6 * (-rate * epoch).exp())).collect();
        Line::with_band(label, points, (1..=20).map(|epoch| 0.1 / f64::from(epoch)).collect())
    };
    let lines = vec![learning("ferrospike, test", 0.4), learning("software baseline", 0.6)];
    Curve { x: Axis::linear("Epoch", "1"), y: Axis::linear("Accuracy", "1"), lines }
        .draw()
        .save(&folder.join("learning"))?;

    // Kolmogorov-Avrami switching with Merz's law, ten voltages
    let switching = |tenths: u32| {
        let characteristic = 1e-12 * (28.0 / f64::from(tenths) * 10.0 / 2.0).exp();
        let widths = (0..=180).map(|k| 1e-9 * 10_f64.powf(f64::from(k) / 20.0));
        let points = widths.map(|t| (t, 1.0 - (-(t / characteristic).powi(2)).exp())).collect();
        Line::new(&format!("{:.1} V", f64::from(tenths) / 10.0), points)
    };
    let lines = (5..=14).map(switching).collect();
    let y = Axis::linear("Switched fraction S", "1");
    Curve { x: Axis::logarithmic("Pulse width", "s"), y, lines }.draw().save(&folder.join("switching"))?;

    // at zero delay the window has no value, which breaks the line
    let window = |delay: f64| 2e-6 * (delay / delay.abs()) * (-delay.abs() / 60e-9).exp();
    let delays: Vec<f64> = (-20..=20).map(|k| f64::from(k) * 10e-9).collect();
    let measured: Vec<(f64, f64)> =
        delays.iter().step_by(2).map(|&delay| (delay, window(delay) + 2e-7 * (delay * 1e9).sin())).collect();
    let bars = vec![2.5e-7; measured.len()];
    let lines = vec![
        Line::new("exponential", delays.iter().map(|&delay| (delay, window(delay))).collect()),
        Line::with_bars("devices", measured, bars),
    ];
    let y = Axis::linear("Conductance change", "S");
    Curve { x: Axis::linear("Delay post − pre", "s"), y, lines }.draw().save(&folder.join("stdp"))
}

fn draw_matrices(folder: &Path) -> Result<(), FigureError> {
    let iris = ConfusionMatrix {
        classes: ["setosa", "versicolor", "virginica"].map(String::from).into(),
        counts: vec![50, 0, 0, 0, 46, 4, 0, 3, 47],
    };
    iris.draw().save(&folder.join("confusion_iris"))?;
    let digits = |k: usize| if k.is_multiple_of(11) { 1000 - 10 * (k as u64 % 7) } else { k as u64 % 9 };
    let digits = ConfusionMatrix {
        classes: (0..10).map(|digit| digit.to_string()).collect(),
        counts: (0..100).map(digits).collect(),
    };
    digits.draw().save(&folder.join("confusion_digits"))
}

fn draw_maps(folder: &Path) -> Result<(), FigureError> {
    let bump = |rows: usize, columns: usize, waves: f64| -> Vec<f64> {
        let place = |k: usize| ((k / columns) as f64 / rows as f64, (k % columns) as f64 / columns as f64);
        let value = |(y, x): (f64, f64)| 1e-6 * (5.0 + 4.0 * (TAU * waves * x).sin() * (TAU * y).cos());
        (0..rows * columns).map(|k| value(place(k))).collect()
    };
    let value = Axis::linear("Conductance", "S");
    let mut values = bump(32, 12, 1.0);
    values[40] = f64::NAN;
    let panels = vec![Panel { label: String::new(), values }];
    let (row_title, column_title) = ("Word line".to_owned(), "Bit line".to_owned());
    let map = HeatMap { row_title, column_title, value: value.clone(), rows: 32, columns: 12, panels };
    map.draw().save(&folder.join("conductance"))?;

    let panels = (0..10)
        .map(|neuron| Panel { label: format!("neuron {neuron}"), values: bump(28, 28, 0.5 * f64::from(neuron)) })
        .collect();
    let (row_title, column_title) = ("Pixel row".to_owned(), "Pixel column".to_owned());
    let map = HeatMap { row_title, column_title, value, rows: 28, columns: 28, panels };
    map.draw().save(&folder.join("receptive_fields"))
}

fn draw_spikes(folder: &Path) -> Result<(), FigureError> {
    let spikes = (0..24_usize)
        .flat_map(|line| (0..30_u32).map(move |k| (line, f64::from(k))))
        .map(|(line, k)| (1e-6 * (k + 1.0 + 0.9 * (line as f64 * 0.7 + k).sin()), line as f64))
        .collect();
    let y = Axis::lines("Word line", 24);
    let figure = Curve { x: Axis::linear("Time", "s"), y, lines: vec![Line::strokes("", spikes)] };
    figure.draw().save(&folder.join("raster"))
}
