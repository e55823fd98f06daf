use resvg::tiny_skia::Pixmap;
use resvg::usvg::roxmltree::{self, Document};
use resvg::usvg::{Node, Options, Rect, Tree};

use super::canvas::FONT;
use super::colors::hex;
use super::*;

fn curve(x: Axis, points: Vec<(f64, f64)>) -> Curve {
    Curve { x, y: Axis::linear("Change", "S"), lines: vec![Line::new("model", points)] }
}

fn confusion(classes: &[&str], counts: Vec<u64>) -> ConfusionMatrix {
    ConfusionMatrix { classes: classes.iter().map(|&name| name.into()).collect(), counts }
}

fn map(rows: usize, columns: usize, panels: Vec<Vec<f64>>) -> HeatMap {
    let labelled = |(k, values)| Panel { label: format!("neuron {k}"), values };
    HeatMap {
        row_title: "Word line".into(),
        column_title: "Bit line".into(),
        value: Axis::linear("Conductance", "S"),
        rows,
        columns,
        panels: panels.into_iter().enumerate().map(labelled).collect(),
    }
}

/// One figure of each kind and shape, with words that must stand in it.
fn samples() -> Vec<(Svg, Vec<&'static str>)> {
    let decades = (0..=9).map(|k| (1e-9 * 10_f64.powi(k), 1e-6 * f64::from(k))).collect();
    let mut family = curve(Axis::logarithmic("Pulse width", "s"), decades);
    family.lines.extend((0..9).map(|k| Line::new(&format!("{k} V"), vec![(1e-6, 0.0), (1e-5, 1e-6)])));
    let window = vec![(-9.9e-8, -2e-6), (0.0, f64::NAN), (9.9e-8, 2e-6)];
    let mut stdp = curve(Axis::linear("Delay", "s"), window.clone());
    stdp.lines.push(Line::with_bars("devices", window.clone(), vec![1e-7; 3]));
    stdp.lines.push(Line::with_band("deviation over seeds", window, vec![1e-7; 3]));
    let long = ["Iris setosa", "Iris versicolor", "Iris virginica", "Iris sibirica", "Iris germanica", "Iris pumila"];
    let ramp = |count: usize| (0..count).map(|k| 1e-6 + 1e-8 * k as f64).collect::<Vec<_>>();
    let spikes = |count: usize| Line::strokes("", (0..count).map(|k| (1e-7 * k as f64, k as f64)).collect());
    let raster =
        |count: usize| Curve { x: Axis::linear("Time", "s"), y: Axis::lines("Neuron", 40), lines: vec![spikes(count)] };
    let activity = Strips {
        title: "Split 0, training presentation 100, data row 17".into(),
        x: Axis::linear("Time", "s"),
        strips: vec![
            Strip { y: Axis::lines("Word line", 40), lines: vec![spikes(40)] },
            Strip { y: Axis::lines("Neuron", 3), lines: vec![spikes(3)] },
            Strip {
                y: Axis::linear("Potential", "V"),
                lines: vec![Line::new("neuron 0", vec![(0.0, 0.0), (4e-6, 0.1)])],
            },
        ],
    };
    let pulses = |count: i32, unit: f64| {
        (0..count).map(|k| Line::new(&format!("row {k}"), vec![(0.0, 0.0), (2e-6, unit * f64::from(k))])).collect()
    };
    let strips = Strips {
        title: String::new(),
        x: Axis::linear("Time", "s"),
        strips: vec![
            Strip { y: Axis::linear("Source voltage", "V"), lines: pulses(8, 0.02) },
            Strip { y: Axis::linear("Column current", "A"), lines: pulses(1, 1e-3) },
            Strip { y: Axis::linear("Device position", "1"), lines: pulses(16, 0.1) },
        ],
    };
    let mut classes = map(36, 4, vec![ramp(144); 6]);
    classes.panels.iter_mut().zip(long).for_each(|(panel, name)| panel.label = name.into());
    classes.value.title = "Mean conductance after many epochs of learning".into();
    let mut one = map(6, 32, vec![vec![0.5; 192]]);
    one.panels[0].label = "Split 0, training presentation 100, data row 17".into();
    one.value = Axis::linear("Voltage lost on lines at 12.34 µs", "V");
    vec![
        (strips.draw(), vec!["Source voltage (mV)", "Column current (A)", "Device position", "Time (µs)", "row 15"]),
        (family.draw(), vec!["Pulse width", "Change (µS)", "1 ns", "10 µs", "100 ms", "8 V"]),
        (stdp.draw(), vec!["Delay (ns)", "Change (µS)", "devices", "deviation over seeds"]),
        (curve(Axis::linear("Epoch", "1"), vec![]).draw(), vec!["Epoch"]),
        (
            confusion(&["setosa", "virginica"], vec![48, 2, 0, 0]).draw(),
            vec!["True class", "Predicted class", "setosa", "48", "96 %", "4 %", "0 %"],
        ),
        (confusion(&long, (0..36).map(|k| 100 * k).collect()).draw(), vec!["Iris versicolor", "3500"]),
        (map(64, 10, vec![ramp(640)]).draw(), vec!["Word line", "Bit line", "Conductance (µS)", "60", "8"]),
        (map(1, 300, vec![ramp(300)]).draw(), vec!["Word line", "Bit line", "250"]),
        (map(8, 8, vec![ramp(64); 5]).draw(), vec!["Word line", "neuron 4", "Conductance (µS)"]),
        (map(4, 4, vec![ramp(16); 100]).draw(), vec!["Bit line", "neuron 99"]),
        (map(3, 2, vec![ramp(6); 3]).draw(), vec!["Conductance (µS)", "neuron 2"]),
        (classes.draw(), [&long[..], &["Mean conductance after many epochs of learning (µS)"]].concat()),
        (one.draw(), vec!["Split 0, training presentation 100, data row 17", "Voltage lost on lines at 12.34 µs (mV)"]),
        (raster(40).draw(), vec!["Time (µs)", "Neuron", "30"]),
        (raster(0).draw(), vec!["Neuron", "no spikes"]),
        (
            activity.draw(),
            vec![
                "Time (µs)",
                "Word line",
                "Neuron",
                "2",
                "Potential (mV)",
                "neuron 0",
                "Split 0, training presentation 100, data row 17",
            ],
        ),
    ]
}

fn words(svg: &Svg) -> Vec<String> {
    let document = Document::parse(svg.as_str()).unwrap();
    let texts = document.descendants().filter(|node| node.has_tag_name("text"));
    texts.map(|node| node.text().unwrap().trim().to_owned()).collect()
}

fn render_tree(svg: &Svg) -> Tree {
    let mut options = Options::default();
    options.fontdb_mut().load_font_data(FONT.to_vec());
    Tree::from_str(svg.as_str(), &options).unwrap()
}

fn text_boxes(tree: &Tree) -> Vec<Rect> {
    let boxed = |node: &Node| match node {
        Node::Text(text) => Some(text.abs_bounding_box()),
        _ => None,
    };
    // no shape is nested: plotters writes a flat list, the only group is the scaling of the sheet
    let mut children: Vec<&Node> = tree.root().children().iter().collect();
    while let [Node::Group(group)] = children.as_slice() {
        children = group.children().iter().collect();
    }
    children
        .into_iter()
        .filter_map(|node| match node {
            Node::Group(group) => group.children().iter().find_map(boxed),
            node => boxed(node),
        })
        .collect()
}

#[test]
fn every_figure_names_its_axes_with_their_units() {
    for (svg, expected) in samples() {
        let words = words(&svg);
        for word in expected {
            assert!(words.iter().any(|present| present == word), "`{word}` is not among {words:?}");
        }
    }
}

#[test]
fn no_text_is_cut_off_or_overlaps_another() {
    for (svg, expected) in samples() {
        let tree = render_tree(&svg);
        let boxes = text_boxes(&tree);
        let words = words(&svg);
        assert_eq!(boxes.len(), words.len(), "figure with {expected:?}");
        for (index, a) in boxes.iter().enumerate() {
            let inside = a.left() >= 0.0 && a.top() >= 0.0;
            let inside = inside && a.right() <= tree.size().width() && a.bottom() <= tree.size().height();
            assert!(inside, "`{}` at {a:?} leaves the sheet {:?}", words[index], tree.size());
            for (other, b) in boxes.iter().enumerate().skip(index + 1) {
                let apart = a.right() <= b.left() || b.right() <= a.left();
                let apart = apart || a.bottom() <= b.top() || b.bottom() <= a.top();
                assert!(apart, "`{}` {a:?} and `{}` {b:?} overlap", words[index], words[other]);
            }
        }
    }
}

#[test]
fn text_is_seven_points_or_larger_in_a_column_of_a_journal() {
    for (svg, _) in samples() {
        let document = Document::parse(svg.as_str()).unwrap();
        let view_box = document.root_element().attribute("viewBox").unwrap();
        let width: f64 = view_box.split(' ').nth(2).unwrap().parse().unwrap();
        for node in document.descendants().filter(|node| node.has_tag_name("text")) {
            assert_eq!(node.attribute("font-family"), Some("DejaVu Sans, sans-serif"));
            let size: f64 = node.attribute("font-size").unwrap().parse().unwrap();
            assert!(size / width * 8.5 / 2.54 * 72.0 >= 7.0, "{size} of {width}");
        }
    }
}

#[test]
fn the_png_has_two_pixels_per_svg_pixel_and_shows_the_figure() {
    for (svg, expected) in samples() {
        let size = render_tree(&svg).size();
        let pixmap = Pixmap::decode_png(&svg.png().unwrap()).unwrap();
        assert_eq!((pixmap.width() as f32, pixmap.height() as f32), (2.0 * size.width(), 2.0 * size.height()));
        let painted = pixmap.pixels().iter().filter(|pixel| pixel.red() < 250).count();
        let share = painted as f64 / pixmap.pixels().len() as f64;
        assert!(share > 0.01, "{:.2} % of the figure with {expected:?} is painted", 100.0 * share);
    }
}

/// Points of the lines that are as thick as data.
fn data_lines(svg: &Svg) -> Vec<Vec<(f64, f64)>> {
    let document = Document::parse(svg.as_str()).unwrap();
    let lines = document.descendants().filter(|node| node.attribute("stroke-width") == Some("40"));
    let number = |text: &str| text.parse::<f64>().unwrap();
    let point = |pair: &str| pair.split_once(',').map(|(x, y)| (number(x), number(y))).unwrap();
    lines.map(|node| node.attribute("points").unwrap().split_whitespace().map(point).collect()).collect()
}

#[test]
fn equal_factors_are_equal_distances_on_a_logarithmic_axis_and_larger_is_higher() {
    let points = vec![(1e-9, 0.0), (1e-7, 1e-6), (1e-5, 3e-6)];
    let svg = curve(Axis::logarithmic("Pulse width", "s"), points).draw();
    let lines = data_lines(&svg);
    let [(x0, y0), (x1, y1), (x2, y2)] = lines[0][..] else { panic!("three points, not {lines:?}") };
    assert!(((x2 - x1) - (x1 - x0)).abs() <= 2.0, "{lines:?}"); // each is rounded to a unit
    assert!(((y1 - y2) - 2.0 * (y0 - y1)).abs() <= 3.0 && y1 < y0, "{lines:?}");
}

#[test]
fn a_missing_value_breaks_the_line() {
    let points = vec![(0.0, 0.0), (1.0, 1.0), (2.0, f64::NAN), (3.0, 1.0), (4.0, 0.0)];
    let lines = data_lines(&curve(Axis::linear("Epoch", "1"), points).draw());
    assert_eq!(lines.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2]);
}

#[test]
fn a_band_that_reaches_zero_on_a_logarithmic_axis_goes_on_to_its_lower_end() {
    let points = vec![(0.0, 1e-6), (1.0, 1e-6), (2.0, 1e-6)];
    let line = Line::with_band("deviation over devices", points, vec![5e-7, 1e-6, 2e-6]);
    let (x, y) = (Axis::linear("Cycle", "1"), Axis::logarithmic("Conductance", "S"));
    let svg = Curve { x, y, lines: vec![line] }.draw();
    let document = Document::parse(svg.as_str()).unwrap();
    let band = document.descendants().find(|node| node.has_tag_name("polygon")).unwrap();
    assert_eq!(band.attribute("points").unwrap().split_whitespace().count(), 6);
}

#[test]
fn shares_in_percent_end_at_0_and_100() {
    let points = vec![(1.0, 2.0), (2.0, 50.0), (3.0, 99.0)];
    let lines = vec![Line::with_band("mean and deviation", points, vec![5.0; 3])];
    let svg = Curve { x: Axis::whole("Epoch"), y: Axis::percent("Accuracy"), lines }.draw();
    let [Area::Plot { corners, y, .. }] = svg.areas() else { panic!("{:?}", svg.areas()) };
    assert_eq!((y.low, y.high), (-4.0, 104.0), "four percent beyond the data, which end at 0 and 100");
    let high =
        |percent: f64| 10.0 * (corners[1].1 - (percent - y.low) / (y.high - y.low) * (corners[1].1 - corners[0].1));
    let document = Document::parse(svg.as_str()).unwrap();
    let band = document.descendants().find(|node| node.has_tag_name("polygon")).unwrap();
    let heights = band.attribute("points").unwrap().split_whitespace().map(|pair| pair.split_once(',').unwrap().1);
    let heights: Vec<f64> = heights.map(|height| height.parse().unwrap()).collect();
    let expected = [0.0, 45.0, 94.0, 100.0, 55.0, 7.0].map(high);
    assert!(heights.iter().zip(expected).all(|(a, b)| (a - b).abs() <= 1.0), "{heights:?} is not {expected:?}");
}

/// Colors of the cells of a map with one row, as `#rrggbb` from left to right.
fn cell_colors(svg: &Svg, cells: usize) -> Vec<String> {
    let document = Document::parse(svg.as_str()).unwrap();
    let filled = document.descendants().filter(|node| node.has_tag_name("rect")).skip(1); // the sheet
    let place = |node: &roxmltree::Node| node.attribute("x").unwrap().parse::<i32>().unwrap();
    let cells: Vec<_> = filled.take(cells).collect();
    assert!(cells.is_sorted_by_key(place), "cells are not drawn from left to right");
    cells.iter().map(|node| node.attribute("fill").unwrap().to_lowercase()).collect()
}

#[test]
fn a_heat_map_runs_from_dark_to_light_with_missing_values_grey() {
    let svg = map(1, 4, vec![vec![2e-6, 1e-6, f64::NAN, 3e-6]]).draw();
    let expected = [colors::viridis(0.5), colors::viridis(0.0), colors::MISSING, colors::viridis(1.0)];
    assert_eq!(cell_colors(&svg, 4), expected.map(hex));
}

#[test]
fn a_large_map_is_drawn_by_block_means() {
    // 800 columns alternate between 0 and 2 µS, 800 between 1 and 3 µS: eight become one of 1 or 2 µS
    let value = |k: usize| 1e-6 * ((k / 800) + 2 * (k % 2)) as f64;
    let mut values: Vec<f64> = (0..1600).map(value).collect();
    (values[0], values[1], values[1598], values[1599]) = (-3e-6, 5e-6, -3e-6, 7e-6); // same means
    let svg = map(1, 1600, vec![values]).draw();
    let colors = cell_colors(&svg, 200);
    let [low, high] = [4.0, 5.0].map(|above| hex(colors::viridis(above / 10.0))); // from -3 to 7 µS
    assert!(colors[..100].iter().all(|color| *color == low), "{colors:?}");
    assert!(colors[100..].iter().all(|color| *color == high), "{colors:?}");
    assert!(svg.as_str().len() < 200_000, "the SVG has {} bytes", svg.as_str().len());
}

#[test]
fn many_cells_make_a_small_file_and_the_same_picture() {
    let value = |k: usize| ((k * 7919) % 1009) as f64;
    let svg = map(96, 96, vec![(0..96 * 96).map(value).collect()]).draw();
    assert!(svg.as_str().len() < 250_000, "the SVG has {} bytes", svg.as_str().len());
    let pixmap = Pixmap::decode_png(&svg.png().unwrap()).unwrap();
    let [Area::Cells { corners: [(left, top), (right, bottom)], .. }] = svg.areas() else { panic!("one map") };
    for k in (0..96 * 96).step_by(37) {
        let x = left + (right - left) * ((k % 96) as f64 + 0.5) / 96.0;
        let y = top + (bottom - top) * ((k / 96) as f64 + 0.5) / 96.0;
        let pixel = pixmap.pixel((2.0 * x) as u32, (2.0 * y) as u32).unwrap();
        let color = plotters::style::RGBColor(pixel.red(), pixel.green(), pixel.blue());
        assert_eq!(color, colors::viridis(value(k) / 1008.0), "cell {k}");
    }
    // cells of every other column: no seam lets the sheet through
    let row = (2.0 * (top + bottom) / 2.0) as u32;
    let white = |x: u32| pixmap.pixel(x, row).unwrap().blue() == 255;
    assert!(!((2.0 * left) as u32 + 4..(2.0 * right) as u32 - 4).any(white), "a seam");
}

#[test]
fn bars_that_would_cover_each_other_stand_side_by_side() {
    let at = |y: f64, places: [f64; 2]| Line::with_bars("series", places.map(|x| (x, y)).to_vec(), vec![0.1; 2]);
    let series = |places| at(1.0, places);
    let drawn = |lines: Vec<Line>| {
        let svg = Curve { x: Axis::linear("Neurons", "1"), y: Axis::percent("Accuracy"), lines }.draw();
        let document = Document::parse(svg.as_str()).unwrap();
        let dots = document.descendants().filter(|node| node.has_tag_name("circle"));
        // the first two are those of the legend
        dots.skip(2).map(|node| node.attribute("cx").unwrap().parse::<i32>().unwrap()).collect::<Vec<_>>()
    };
    let together = drawn(vec![series([3.0, 6.0]), series([3.0, 6.0])]);
    assert!(together[2] - together[0] >= 140, "dots are as wide as that: {together:?}");
    let apart = drawn(vec![series([3.0, 6.0]), series([4.0, 8.0])]);
    assert!((3 * (apart[3] - apart[0]) - 5 * (apart[1] - apart[0])).abs() <= 8, "nothing is moved: {apart:?}");
    let above = drawn(vec![series([3.0, 6.0]), at(2.0, [3.0, 6.0])]);
    assert_eq!(above[..2], above[2..], "nothing is covered");
    let twice = drawn(vec![series([3.0, 3.0]), series([6.0, 8.0])]);
    assert_eq!(twice[0], apart[0], "a line does not give way to itself");
}

#[test]
fn a_pointer_is_told_the_values_that_are_drawn() {
    let svg = curve(Axis::logarithmic("Pulse width", "s"), vec![(1e-9, 0.0), (1e-7, 1.23456789e-6)]).draw();
    let [Area::Plot { x, y, series, .. }] = svg.areas() else { panic!("{:?}", svg.areas()) };
    assert!(x.logarithmic && x.prefix && x.low < 1e-9 && x.high > 1e-7);
    assert_eq!((x.title.as_str(), y.unit.as_str()), ("Pulse width", "S"));
    assert_eq!(series[0].points, [(1e-9, 0.0), (1e-7, 1.2346e-6)]);
    let svg = map(2, 2, vec![vec![1e-6, 2e-6, 3e-6, f64::NAN]]).draw();
    let [Area::Cells { rows, frames, .. }] = svg.areas() else { panic!("{:?}", svg.areas()) };
    assert_eq!((rows.title.as_str(), rows.of, frames[0][2]), ("Word line", 2, 3e-6));
}

#[test]
fn a_film_shows_every_panel_in_turn_and_its_png_all_of_them() {
    let panels = vec![vec![1e-6, 2e-6], vec![3e-6, 2e-6], vec![2e-6, 2e-6]];
    let map = map(1, 2, panels);
    let film = map.film();
    let document = Document::parse(film.as_str()).unwrap();
    let animations: Vec<_> = document.descendants().filter(|node| node.has_tag_name("animate")).collect();
    let values = |k: usize| animations[k].attribute("values").unwrap();
    let expected = [0.0, 1.0, 0.5].map(|share| hex(colors::viridis(share))).join(";");
    assert_eq!(values(0), expected, "the second cell keeps its color, so that the first alone moves");
    assert_eq!(values(1), "visible;hidden;hidden");
    assert_eq!(animations.len(), 1 + 3);
    assert!(animations.iter().all(|node| node.attribute("dur") == Some("1.5s")));
    assert_eq!(film.png().unwrap(), map.draw().png().unwrap());
    let [Area::Cells { frames, .. }] = film.areas() else { panic!("{:?}", film.areas()) };
    assert_eq!(frames.len(), 3);
}

#[test]
fn a_figure_is_saved_as_svg_and_png_or_says_why_not() {
    let folder = tempfile::tempdir().unwrap();
    let svg = confusion(&["a", "b"], vec![1, 2, 3, 4]).draw();
    svg.save(&folder.path().join("run-0.1")).unwrap();
    assert_eq!(std::fs::read_to_string(folder.path().join("run-0.1.svg")).unwrap(), svg.as_str());
    assert_eq!(std::fs::read(folder.path().join("run-0.1.png")).unwrap(), svg.png().unwrap());
    let error = svg.save(&folder.path().join("no/figure")).unwrap_err();
    assert!(error.to_string().contains("no/figure.svg"), "{error}");
}
