use std::cell::RefCell;
use std::sync::Once;

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::area::Area;
use super::svg::Svg;

/// DejaVu Sans 2.37, licence in `fonts/LICENSE`.
pub(super) static FONT: &[u8] = include_bytes!("../../fonts/DejaVuSans.ttf");
/// The embedded font, and for viewers that do not have it, theirs.
pub(super) const FAMILY: &str = "DejaVu Sans, sans-serif";
/// Text size in pixels: 7.2 pt when 900 pixels are printed 8.5 cm (241 pt) wide.
pub(super) const TEXT: f64 = 27.0;
/// Plotters draws on whole numbers: one of its units is a tenth of a pixel.
pub(super) const UNITS: f64 = 10.0;
/// Plotters writes `font-size = size / 1.24`.
const PLOTTERS_FONT_SCALE: f64 = 1.24;
/// SVG centers text on half the height of an x; digits and capitals are this much higher (pixels).
pub(super) const DIGIT_RISE: f64 = 0.09 * TEXT;

/// A point on the canvas (pixels from the top left).
pub(super) type Point = (f64, f64);

/// Where text stands relative to its point.
#[derive(Debug, Clone, Copy)]
pub(super) enum Anchor {
    Left,
    Right,
    Center,
    /// Centered, reading upwards.
    Upwards,
    /// Reading upwards, beginning at the point.
    UpwardsBegin,
    /// Reading upwards, ending at the point.
    UpwardsEnd,
}

/// A white sheet with the few shapes that figures are made of, in pixels.
pub(super) struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
    /// What a pointer can be told.
    noted: RefCell<Vec<Area>>,
    /// Elements that lie on the sheet below all that is drawn.
    below: RefCell<String>,
}

/// The drawing of `paint` on a sheet of this size (pixels).
pub(super) fn sketch(width: u32, height: u32, paint: impl FnOnce(&Canvas)) -> Svg {
    let (wide, high) = (width * UNITS as u32, height * UNITS as u32);
    let mut text = String::new();
    let (noted, below) = {
        let area = SVGBackend::with_string(&mut text, (wide, high)).into_drawing_area();
        let canvas = Canvas { area, noted: RefCell::default(), below: RefCell::default() };
        drawn(canvas.area.fill(&WHITE));
        paint(&canvas);
        drawn(canvas.area.present());
        (canvas.noted.take(), canvas.below.take())
    };
    // the first element is the white of the sheet
    let sheet = text.find("/>\n").map_or(text.len(), |end| end + 3);
    text.insert_str(sheet, &below);
    let units = format!("width=\"{wide}\" height=\"{high}\"");
    Svg::new(text.replacen(&units, &format!("width=\"{width}\" height=\"{height}\""), 1), noted)
}

impl Canvas<'_> {
    /// Remembers what a pointer can be told about a part of the sheet.
    pub(super) fn note(&self, area: Area) {
        self.noted.borrow_mut().push(area);
    }

    /// Puts SVG elements, whose lengths are those of plotters, below all that is drawn.
    pub(super) fn below(&self, elements: &str) {
        self.below.borrow_mut().push_str(elements);
    }

    pub(super) fn line(&self, points: &[Point], color: RGBColor, width: f64) {
        let points: Vec<_> = points.iter().map(|&point| units(point)).collect();
        drawn(self.area.draw(&PathElement::new(points, color.stroke_width(length(width)))));
    }

    pub(super) fn polygon(&self, points: &[Point], color: RGBAColor) {
        let points: Vec<_> = points.iter().map(|&point| units(point)).collect();
        drawn(self.area.draw(&Polygon::new(points, color.filled())));
    }

    pub(super) fn rectangle(&self, corners: [Point; 2], color: RGBColor) {
        drawn(self.area.draw(&Rectangle::new(corners.map(units), color.filled())));
    }

    pub(super) fn frame(&self, corners: [Point; 2]) {
        let [(left, top), (right, bottom)] = corners;
        let outline = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
        self.line(&outline, super::colors::INK, 1.5);
    }

    pub(super) fn dot(&self, center: Point, radius: f64, color: RGBColor) {
        drawn(self.area.draw(&Circle::new(units(center), length(radius), color.filled())));
    }

    pub(super) fn text(&self, text: &str, at: Point, anchor: Anchor, color: RGBColor) {
        if text.is_empty() {
            return;
        }
        // characters that XML does not have
        let text = &text.replace(|c: char| c.is_control(), "\u{FFFD}");
        let (horizontal, turn) = match anchor {
            Anchor::Left => (HPos::Left, FontTransform::None),
            Anchor::Right => (HPos::Right, FontTransform::None),
            Anchor::Center => (HPos::Center, FontTransform::None),
            Anchor::Upwards => (HPos::Center, FontTransform::Rotate270),
            Anchor::UpwardsBegin => (HPos::Left, FontTransform::Rotate270),
            Anchor::UpwardsEnd => (HPos::Right, FontTransform::Rotate270),
        };
        let style = font().color(&color).pos(Pos::new(horizontal, VPos::Center)).transform(turn);
        let (x, y) = match anchor {
            Anchor::Left | Anchor::Right | Anchor::Center => (at.0, at.1 + DIGIT_RISE),
            Anchor::Upwards | Anchor::UpwardsBegin | Anchor::UpwardsEnd => (at.0 + DIGIT_RISE, at.1),
        };
        drawn(self.area.draw_text(text, &style, units((x, y))));
    }
}

/// Width of a text (pixels).
pub(super) fn text_width(text: &str) -> f64 {
    drawn(font().font.box_size(text)).0 as f64 / UNITS
}

/// The widest of some texts (pixels).
pub(super) fn widest<'t>(texts: impl IntoIterator<Item = &'t String>) -> f64 {
    texts.into_iter().map(|text| text_width(text)).fold(0.0, f64::max)
}

fn font() -> TextStyle<'static> {
    static REGISTER: Once = Once::new();
    REGISTER.call_once(|| {
        let registered = plotters::style::register_font(FAMILY, FontStyle::Normal, FONT);
        assert!(registered.is_ok(), "the embedded font is a font");
    });
    TextStyle::from((FAMILY, TEXT * UNITS * PLOTTERS_FONT_SCALE).into_font())
}

fn units((x, y): Point) -> (i32, i32) {
    ((x * UNITS).round() as i32, (y * UNITS).round() as i32)
}

fn length(pixels: f64) -> u32 {
    (pixels * UNITS).round() as u32
}

fn drawn<T>(outcome: Result<T, impl std::fmt::Display>) -> T {
    outcome.unwrap_or_else(|reason| unreachable!("drawing into memory does not fail: {reason}"))
}
