use std::path::{Path, PathBuf};

use traces::{About, Overwrite, Provenance, Trace};

use super::*;

fn file(folder: &Path, fill: impl FnOnce(&Trace)) -> PathBuf {
    let trace = Trace::create(&folder.join("test.h5"), &Provenance::default(), Overwrite::Refuse).unwrap();
    fill(&trace);
    trace.finish().unwrap()
}

/// Presentation 5 of training and test row 2, four moments each, of two word lines and two neurons; devices lose a tenth of
/// what is across them, in the test row half of it.
fn presentations(trace: &Trace, device_voltages: bool) {
    let group = trace.group("presentation").unwrap();
    group.index("moment", 8, "moment").unwrap();
    group.index("row", 2, "word line").unwrap();
    group.index("column", 2, "neuron").unwrap();
    let time = [0.0, 1e-6, 2e-6, 3e-6];
    group.variable("time", &["moment"], About::new("s", "time"), &time.repeat(2)).unwrap();
    let number = |name: &str, two: [i64; 2]| {
        let values: Vec<i64> = two.iter().flat_map(|value| [*value; 4]).collect();
        group.variable(name, &["moment"], About::new("1", name), &values).unwrap();
    };
    number("split", [0, 0]);
    number("presentation", [5, 2]);
    number("sample", [40, 77]);
    let training = [[true; 4], [false; 4]].concat();
    group.variable("training", &["moment"], About::new("1", "learned"), &training).unwrap();
    let over = |name: &str, line: &str, values: &[f64]| {
        group.variable(name, &["moment", line], About::new("V", name), values).unwrap();
    };
    let row = [0.0, 0.5, 0.0, 0.5, 0.5, 0.5, 0.0, 0.0].repeat(2);
    let column = [[0.0, 0.0, 0.0, 0.0, 0.0, -1.0, 0.0, 0.0], [0.0; 8]].concat();
    let never = f64::NAN;
    over("row_spike_time", "row", &[never, never, never, 0.0, 1e-6, 0.0, 1e-6, 0.0].repeat(2));
    over("column_spike_time", "column", &[never, never, never, never, never, 1e-6, never, 1e-6].repeat(2));
    over("row_voltage", "row", &row);
    over("column_voltage", "column", &column);
    over("potential", "column", &[0.0, 0.0, 0.1, 0.2, 0.1, 0.3, 0.1, 0.0].repeat(2));
    if device_voltages {
        let share = |k: usize| if k < 4 { 0.9 } else { 0.5 };
        let across = |k: usize, r: usize, c: usize| share(k) * (row[2 * k + r] - column[2 * k + c]);
        let values: Vec<f64> = (0..32).map(|d| across(d / 4, d / 2 % 2, d % 2)).collect();
        let dims = ["moment", "row", "column"];
        group.variable("device_voltage", &dims, About::new("V", "device voltage"), &values).unwrap();
    }
}

/// The only figure of a kind.
fn drawn(kind: Kind, trace: &TraceFile, selection: &Selection) -> Svg {
    kind.figures(trace, selection).unwrap().remove(0).1
}

#[test]
fn every_kind_stands_once_at_its_own_place_and_is_found_by_its_name() {
    let kinds: Vec<Kind> = Kind::all().collect();
    for (place, kind) in kinds.iter().enumerate() {
        assert_eq!(*kind as usize, place, "{kind:?}");
        assert_eq!(Kind::named(kind.name()), Some(*kind));
    }
    assert_eq!(kinds.len(), Kind::Trials as usize + 1, "the last kind");
}

#[test]
fn spikes_of_a_presentation_are_those_that_were_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let trace = TraceFile::open(&file(folder.path(), |trace| presentations(trace, false))).unwrap();
    let svg = drawn(Kind::Raster, &trace, &Selection::default());
    let points = |k: usize| match &svg.areas()[k] {
        traces::figures::Area::Plot { series, .. } => series[0].points.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(points(0), [(1e-6, 0.0), (0.0, 1.0)]);
    assert_eq!(points(1), [(1e-6, 1.0)]);
    let one = Selection { neurons: Some(vec![1]), ..Selection::default() };
    let svg = drawn(Kind::Raster, &trace, &one);
    assert!(svg.as_str().contains("neuron 1") && !svg.as_str().contains("neuron 0"));
    let beyond = Selection { neurons: Some(vec![2]), ..Selection::default() };
    let error = Kind::Raster.figures(&trace, &beyond).unwrap_err();
    assert!(error.to_string().contains("no neuron 2, but neurons 0, 1"), "{error}");
}

#[test]
fn the_presentation_that_is_asked_for_is_shown_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = file(folder.path(), |trace| presentations(trace, false));
    let trace = TraceFile::open(&file).unwrap();
    let shows = |presentation, split, words: &str| {
        let svg = drawn(Kind::Raster, &trace, &Selection { presentation, split, ..Selection::default() });
        assert!(svg.as_str().contains(words), "{words}");
    };
    shows(None, None, "Split 0, training presentation 5, data row 40");
    shows(Some(Shown::Training(5)), Some(0), "training presentation 5");
    shows(Some(Shown::Test(2)), None, "Split 0, test row 2, data row 77");
    let refused = |presentation, split, words: &str| {
        let error =
            Kind::Raster.figures(&trace, &Selection { presentation, split, ..Selection::default() }).unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
    };
    refused(Some(Shown::Test(5)), None, "no test row 5, but split 0: training presentation 5, test row 2;");
    refused(Some(Shown::Training(5)), Some(1), "no training presentation 5 of split 1, but");
    refused(None, Some(3), "no presentation of split 3, but");
    let all_of = |split| Selection { split: Some(split), ..Selection::default() };
    let request = |kinds, selection| Request { kinds, selection, ..Request::default() };
    let error = draw_some(&file, folder.path(), &request(Vec::new(), all_of(3))).unwrap_err();
    assert!(matches!(error, DrawError::Nothing { .. }), "of a split without presentations the rest is drawn: {error}");
    let error = draw_some(&file, folder.path(), &request(vec![Kind::Raster], all_of(3))).unwrap_err();
    assert!(matches!(error, DrawError::NoPresentation { .. }), "{error}");
}

#[test]
fn of_many_presentations_a_message_lists_some() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path(), |trace| {
        let group = trace.group("presentation").unwrap();
        group.index("moment", 200, "moment").unwrap();
        group.index("column", 1, "neuron").unwrap();
        let whole = |name: &str, of: &dyn Fn(i64) -> i64| {
            group.variable(name, &["moment"], About::new("1", name), &(0..200).map(of).collect::<Vec<_>>()).unwrap();
        };
        whole("split", &|k| k / 20);
        whole("presentation", &|k| 10 * (k % 20));
        whole("sample", &|k| k);
        group.variable("training", &["moment"], About::new("1", "learned"), &[true; 200]).unwrap();
        group.variable("time", &["moment"], About::new("s", "time"), &[0.0; 200]).unwrap();
        for name in ["row_spike_time", "column_spike_time", "potential"] {
            group.variable(name, &["moment", "column"], About::new("V", name), &[0.0; 200]).unwrap();
        }
    });
    let selection = Selection { presentation: Some(Shown::Training(5)), ..Selection::default() };
    let error = Kind::Raster.figures(&TraceFile::open(&path).unwrap(), &selection).unwrap_err().to_string();
    let some = "but splits 0, 1, 2, 3, ... 9 (10 in all): training presentations 0, 10, 20, 30, ... 190 (20 in all);";
    assert!(error.contains(some), "{error}");
}

#[test]
fn the_drop_on_lines_is_drawn_at_its_worst_moment_where_device_voltages_are_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let trace = TraceFile::open(&file(folder.path(), |trace| presentations(trace, true))).unwrap();
    let svg = drawn(Kind::IrDrop, &trace, &Selection::default());
    let [traces::figures::Area::Cells { frames, value, .. }] = svg.areas() else { panic!("one map") };
    assert_eq!(frames[0], [0.05, 0.15, 0.05, 0.15]); // a tenth of 0.5 V and of 1.5 V
    assert_eq!(value.title, "Voltage lost on lines at 2 µs");
    let test = Selection { presentation: Some(Shown::Test(2)), ..Selection::default() };
    let svg = drawn(Kind::IrDrop, &trace, &test);
    let [traces::figures::Area::Cells { frames, .. }] = svg.areas() else { panic!("one map") };
    assert_eq!(frames[0], [0.0, 0.0, 0.25, 0.25], "the moment is searched in the presentation that is shown");
    assert!(svg.as_str().contains("Split 0, test row 2, data row 77"));
    let folder = tempfile::tempdir().unwrap();
    let trace = TraceFile::open(&file(folder.path(), |trace| presentations(trace, false))).unwrap();
    assert_eq!(Kind::IrDrop.figures(&trace, &Selection::default()).unwrap(), []);
}

#[test]
fn a_kind_that_a_file_does_not_hold_is_refused_with_those_that_it_holds() {
    let folder = tempfile::tempdir().unwrap();
    let file = file(folder.path(), |trace| presentations(trace, false));
    let request = Request { kinds: vec![Kind::Hysteresis], ..Request::default() };
    let error = draw_some(&file, folder.path(), &request).unwrap_err().to_string();
    for word in ["`hysteresis`", "`ferrospike device iv` records", "it holds: raster"] {
        assert!(error.contains(word), "{error}");
    }
}
