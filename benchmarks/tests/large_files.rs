//! Figures and pages of large files need little memory. A process of its own, whose memory is looked at.
// only Linux tells the memory of a process this way
#![cfg(target_os = "linux")]

use std::path::Path;

use ferrospike_benchmarks as benchmarks;
use traces::{About, Overwrite, Provenance, Trace, WriteError};

use benchmarks::figures::{Kind, Request, Selection, Shown, draw_some};

/// Lines along each side of the array, moments of a presentation, and presentations.
const SIDE: usize = 64;
const MOMENTS: usize = 100;
const PRESENTATIONS: usize = 60;

/// Records presentations whose device voltages alone are 196 MB.
fn record(path: &Path) -> Result<(), WriteError> {
    let trace = Trace::create(path, &Provenance::default(), Overwrite::Refuse)?;
    let group = trace.group("presentation")?;
    let moment = group.growing_coordinate::<i64>("moment", About::new("1", "moment"))?;
    group.index("row", SIDE, "word line")?;
    group.index("column", SIDE, "neuron")?;
    let growing = |name: &str, dims: &[&str]| group.growing::<f64>(name, dims, About::new("V", name));
    let number = |name: &str| group.growing::<i64>(name, &["moment"], About::new("1", name));
    let (split, presentation, sample) = (number("split")?, number("presentation")?, number("sample")?);
    let training = group.growing::<bool>("training", &["moment"], About::new("1", "training"))?;
    let time = growing("time", &["moment"])?;
    let rows = growing("row_voltage", &["moment", "row"])?;
    let columns = growing("column_voltage", &["moment", "column"])?;
    let potential = growing("potential", &["moment", "column"])?;
    let row_spikes = growing("row_spike_time", &["moment", "row"])?;
    let column_spikes = growing("column_spike_time", &["moment", "column"])?;
    let device = growing("device_voltage", &["moment", "row", "column"])?;
    // memory does not depend on the values, the time to compress them does
    let values: Vec<f64> = (0..SIDE * SIDE * MOMENTS).map(|k| (k % 251) as f64).collect();
    for shown in 0..PRESENTATIONS {
        let first = (shown * MOMENTS) as i64;
        moment.append(&(first..first + MOMENTS as i64).collect::<Vec<_>>())?;
        split.append(&[0; MOMENTS])?;
        presentation.append(&[shown as i64; MOMENTS])?;
        sample.append(&[shown as i64; MOMENTS])?;
        training.append(&[true; MOMENTS])?;
        time.append(&(0..MOMENTS).map(|k| k as f64 * 1e-9).collect::<Vec<_>>())?;
        for lines in [&rows, &columns, &potential, &row_spikes, &column_spikes] {
            lines.append(&values[..SIDE * MOMENTS])?;
        }
        device.append(&values)?;
    }
    trace.finish().map(drop)
}

/// Most memory that this process ever had (bytes).
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(1024 * line.split_whitespace().nth(1)?.parse::<u64>().ok()?)
}

#[test]
fn figures_and_a_page_of_two_hundred_megabytes_take_little_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.h5");
    record(&path).unwrap();
    let selection = Selection { presentation: Some(Shown::Training(40)), ..Selection::default() };
    let request = Request { kinds: vec![Kind::Raster, Kind::IrDrop], selection, ..Request::default() };
    draw_some(&path, folder.path(), &request).unwrap();
    for name in ["raster.svg", "ir-drop.svg"] {
        let svg = std::fs::read_to_string(folder.path().join(name)).unwrap();
        assert!(svg.contains("training presentation 40"), "{name}");
    }
    let page = benchmarks::report::page(&path).unwrap();
    assert!(page.contains("<td>6000 moment × 64 row × 64 column</td><td>0 V</td>"), "its range stands in the page");
    let most = peak().unwrap();
    assert!(most < 128 << 20, "it took {} MB", most >> 20);
}
