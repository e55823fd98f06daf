use plotters::style::RGBColor;

/// Text, axes.
pub(crate) const INK: RGBColor = RGBColor(0x22, 0x22, 0x22);
/// Missing values.
pub(crate) const MISSING: RGBColor = RGBColor(0xd9, 0xd9, 0xd9);
/// Grid lines.
pub(crate) const GRID: RGBColor = RGBColor(0xe4, 0xe4, 0xe4);
pub(crate) const WHITE: RGBColor = RGBColor(0xff, 0xff, 0xff);

/// The palette of Okabe and Ito (<https://jfly.uni-koeln.de/color/>) without its yellow, which is
/// too faint for lines on white; black last.
pub(crate) const PALETTE: [RGBColor; 7] = [
    RGBColor(0x00, 0x72, 0xb2),
    RGBColor(0xd5, 0x5e, 0x00),
    RGBColor(0x00, 0x9e, 0x73),
    RGBColor(0xcc, 0x79, 0xa7),
    RGBColor(0xe6, 0x9f, 0x00),
    RGBColor(0x56, 0xb4, 0xe9),
    RGBColor(0x00, 0x00, 0x00),
];

/// Viridis at 0, 1/8, ... 1 (S. van der Walt and N. Smith, CC0): lightness rises evenly, so that it
/// reads in grey and to color-blind eyes.
const VIRIDIS: [RGBColor; 9] = [
    RGBColor(0x44, 0x01, 0x54),
    RGBColor(0x47, 0x2d, 0x7b),
    RGBColor(0x3b, 0x52, 0x8b),
    RGBColor(0x2c, 0x72, 0x8e),
    RGBColor(0x21, 0x91, 0x8c),
    RGBColor(0x28, 0xae, 0x80),
    RGBColor(0x5e, 0xc9, 0x62),
    RGBColor(0xad, 0xdc, 0x30),
    RGBColor(0xfd, 0xe7, 0x25),
];

/// Color of line `index` of `count`: the palette, or steps of viridis where that is too short.
pub(crate) fn line_color(index: usize, count: usize) -> RGBColor {
    if count <= PALETTE.len() {
        return PALETTE[index];
    }
    viridis(0.9 * index as f64 / (count - 1) as f64) // the yellow end is too faint for lines
}

/// Viridis at `share` in [0, 1].
pub(crate) fn viridis(share: f64) -> RGBColor {
    let place = share.clamp(0.0, 1.0) * (VIRIDIS.len() - 1) as f64;
    let index = (place as usize).min(VIRIDIS.len() - 2);
    mix(VIRIDIS[index], VIRIDIS[index + 1], place - index as f64)
}

/// From white (0) to the palette's blue (1).
pub(crate) fn blues(share: f64) -> RGBColor {
    mix(WHITE, PALETTE[0], share.clamp(0.0, 1.0))
}

/// A color as SVG writes it.
pub(crate) fn hex(color: RGBColor) -> String {
    format!("#{:02x}{:02x}{:02x}", color.0, color.1, color.2)
}

fn mix(from: RGBColor, to: RGBColor, share: f64) -> RGBColor {
    let channel = |a: u8, b: u8| (f64::from(a) + share * (f64::from(b) - f64::from(a))).round() as u8;
    RGBColor(channel(from.0, to.0), channel(from.1, to.1), channel(from.2, to.2))
}
