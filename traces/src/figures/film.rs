//! Pictures that follow each other at one place, as SVG animations that any browser plays from a file.

use std::fmt::Write;

use super::area::{Area, short};
use super::canvas::{DIGIT_RISE, FAMILY, Point, TEXT, UNITS};
use super::cells::{Cells, ColorBar};
use super::colors::hex;
use super::heat_map::HeatMap;

/// Time that a picture is seen (s).
pub const PICTURE: f64 = 0.5;
/// Largest number of cells along a side: each carries its color in every picture.
const CELLS: usize = 96;

/// The moving cells of a film with its labels at height `label` (pixels), and what a pointer can be told.
pub(super) fn pictures(map: &HeatMap, bar: &ColorBar, corners: [Point; 2], label: f64) -> (String, Area) {
    let shape = (map.rows, map.columns);
    let frames: Vec<Cells> = map.panels.iter().map(|panel| Cells::of(&panel.values, shape, CELLS)).collect();
    let mut text = String::new();
    for k in 0..frames[0].values.len() {
        let colors: Vec<String> = frames.iter().map(|cells| hex(bar.color(cells.values[k]))).collect();
        rectangle(&mut text, frames[0].place(k, corners), &colors);
    }
    outline(&mut text, corners);
    let center = (corners[0].0 + corners[1].0) / 2.0;
    for (index, panel) in map.panels.iter().enumerate() {
        title(&mut text, &panel.label, (center, label), (index, map.panels.len()));
    }
    let mut area = frames[0].area(corners, map.sides(&frames[0]), "", bar);
    if let Area::Cells { frames: values, .. } = &mut area {
        *values = frames.iter().map(|cells| cells.values.iter().map(|&value| short(value)).collect()).collect();
    }
    (text, area)
}

/// Attributes that every animation has.
fn timing(pictures: usize) -> String {
    format!("calcMode=\"discrete\" dur=\"{}s\" repeatCount=\"indefinite\"", PICTURE * pictures as f64)
}

fn rectangle(text: &mut String, [(left, top), (right, bottom)]: [Point; 2], colors: &[String]) {
    let [x, y, width, height] = [left, top, right - left, bottom - top].map(|pixels| (pixels * UNITS).round());
    let last = &colors[colors.len() - 1];
    let _ = write!(text, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{last}\">");
    if colors.iter().any(|color| color != last) {
        let (timing, colors) = (timing(colors.len()), colors.join(";"));
        let _ = write!(text, "<animate attributeName=\"fill\" {timing} values=\"{colors}\"/>");
    }
    text.push_str("</rect>\n");
}

fn outline(text: &mut String, [(left, top), (right, bottom)]: [Point; 2]) {
    let [x, y, width, height] = [left, top, right - left, bottom - top].map(|pixels| (pixels * UNITS).round());
    let _ = writeln!(
        text,
        "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"none\" stroke=\"#222222\" stroke-width=\"15\"/>"
    );
}

/// The label of picture `index` of `count`, seen with it.
fn title(text: &mut String, label: &str, (x, y): Point, (index, count): (usize, usize)) {
    let [x, y] = [x * UNITS, (y + DIGIT_RISE) * UNITS].map(f64::round);
    let seen = if index + 1 == count { "visible" } else { "hidden" };
    let states: Vec<&str> = (0..count).map(|k| if k == index { "visible" } else { "hidden" }).collect();
    let (size, timing, states) = (TEXT * UNITS, timing(count), states.join(";"));
    let label = label.replace('&', "&amp;").replace('<', "&lt;");
    let _ = writeln!(
        text,
        "<text x=\"{x}\" y=\"{y}\" dy=\"0.5ex\" text-anchor=\"middle\" font-family=\"{FAMILY}\" font-size=\"{size}\" \
         fill=\"#222222\" visibility=\"{seen}\">{label}<animate attributeName=\"visibility\" {timing} values=\"{states}\"/></text>"
    );
}
