use std::path::{Path, PathBuf};

use traces::{About, Overwrite, Provenance, Trace};

use super::*;

fn file(folder: &Path, fill: impl FnOnce(&Trace)) -> PathBuf {
    let provenance = Provenance {
        version: "0.1.0".into(),
        command: "ferrospike test".into(),
        seed: 1,
        experiment: String::new(),
        sources: Vec::new(),
        created: String::new(),
    };
    let trace = Trace::create(&folder.join("test.h5"), &provenance, Overwrite::Refuse).unwrap();
    fill(&trace);
    trace.finish().unwrap()
}

/// Four moments of two word lines and two neurons; devices lose a tenth of what is across them.
fn presentation(trace: &Trace, device_voltages: bool) {
    let group = trace.group("presentation").unwrap();
    group.coordinate("time", About::new("s", "time"), &[0.0, 1e-6, 2e-6, 3e-6]).unwrap();
    group.index("row", 2, "word line").unwrap();
    group.index("column", 2, "neuron").unwrap();
    let over = |name: &str, line: &str, values: &[f64]| {
        group.variable(name, &["time", line], About::new("V", name), values).unwrap();
    };
    let row = [0.0, 0.5, 0.0, 0.5, 0.5, 0.5, 0.0, 0.0];
    over("row_voltage", "row", &row);
    over("column_voltage", "column", &[0.0, 0.0, 0.0, 0.0, 0.0, -1.0, 0.0, 0.0]);
    over("potential", "column", &[0.0, 0.0, 0.1, 0.2, 0.1, 0.3, 0.1, 0.0]);
    if device_voltages {
        let column = [0.0, 0.0, 0.0, 0.0, 0.0, -1.0, 0.0, 0.0];
        let across = |k: usize, r: usize, c: usize| 0.9 * (row[2 * k + r] - column[2 * k + c]);
        let values: Vec<f64> = (0..16).map(|d| across(d / 4, d / 2 % 2, d % 2)).collect();
        let dims = ["time", "row", "column"];
        group.variable("device_voltage", &dims, About::new("V", "device voltage"), &values).unwrap();
    }
}

#[test]
fn every_kind_stands_once_at_its_own_place_and_is_found_by_its_name() {
    let kinds: Vec<Kind> = Kind::all().collect();
    for (place, kind) in kinds.iter().enumerate() {
        assert_eq!(*kind as usize, place, "{kind:?}");
        assert_eq!(Kind::named(kind.name()), Some(*kind));
    }
    assert_eq!(kinds.len(), Kind::Sweep as usize + 1, "the last kind");
}

#[test]
fn spikes_of_a_presentation_are_where_lines_leave_their_rest() {
    let folder = tempfile::tempdir().unwrap();
    let trace = TraceFile::open(&file(folder.path(), |trace| presentation(trace, false))).unwrap();
    let svg = Kind::Raster.figures(&trace, &Selection::default()).unwrap().remove(0).1;
    let points = |k: usize| match &svg.areas()[k] {
        traces::figures::Area::Plot { series, .. } => series[0].points.clone(),
        other => panic!("{other:?}"),
    };
    // word line 1 is active from the first sample on; word line 0 leaves its rest after the second
    assert_eq!(points(0), [(1e-6, 0.0), (0.0, 1.0)]);
    assert_eq!(points(1), [(1e-6, 1.0)]);
    let one = Selection { neurons: Some(vec![1]), ..Selection::default() };
    let svg = Kind::Raster.figures(&trace, &one).unwrap().remove(0).1;
    assert!(svg.as_str().contains("neuron 1") && !svg.as_str().contains("neuron 0"));
    let beyond = Selection { neurons: Some(vec![2]), ..Selection::default() };
    let error = Kind::Raster.figures(&trace, &beyond).unwrap_err();
    assert!(error.to_string().contains("no neuron 2: the file holds 2"), "{error}");
}

#[test]
fn the_drop_on_lines_is_drawn_at_its_worst_moment_where_device_voltages_are_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let trace = TraceFile::open(&file(folder.path(), |trace| presentation(trace, true))).unwrap();
    let svg = Kind::IrDrop.figures(&trace, &Selection::default()).unwrap().remove(0).1;
    let [traces::figures::Area::Cells { frames, value, .. }] = svg.areas() else { panic!("one map") };
    assert_eq!(frames[0], [0.05, 0.15, 0.05, 0.15]); // a tenth of 0.5 V and of 1.5 V
    assert_eq!(value.title, "Voltage lost on lines at 2 µs");
    let folder = tempfile::tempdir().unwrap();
    let trace = TraceFile::open(&file(folder.path(), |trace| presentation(trace, false))).unwrap();
    assert_eq!(Kind::IrDrop.figures(&trace, &Selection::default()).unwrap(), []);
}

#[test]
fn a_kind_that_a_file_does_not_hold_is_refused_with_those_that_it_holds() {
    let folder = tempfile::tempdir().unwrap();
    let file = file(folder.path(), |trace| presentation(trace, false));
    let request = Request { kinds: vec![Kind::Hysteresis], ..Request::default() };
    let error = draw_some(&file, folder.path(), &request).unwrap_err().to_string();
    for word in ["`hysteresis`", "`ferrospike device iv` records", "it holds: raster"] {
        assert!(error.contains(word), "{error}");
    }
}
