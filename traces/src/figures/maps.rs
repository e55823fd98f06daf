use super::area::Side;
use super::axis::{Axis, Ruler};
use super::canvas::{Anchor, Canvas, Point, TEXT, sketch};
use super::cells::{Cells, ColorBar};
use super::colors::INK;
use super::frame::{Frame, GAP};
use super::svg::Svg;

/// Width of maps one below the other (pixels), one column of a journal.
const COLUMN: f64 = 900.0;
/// Width of maps side by side (pixels), two columns of a journal.
const PAGE: f64 = 1800.0;
/// Height of a map without its axis (pixels): least and greatest.
const HEIGHTS: (f64, f64) = (160.0, 900.0);
/// Height of the axis below a map (pixels).
const AXIS: f64 = 110.0;
/// Height of the title above a map (pixels).
const TITLE: f64 = 1.2 * TEXT;
/// Largest number of cells along a side of a map: more could not be seen in print.
const CELLS: usize = 128;

/// Matrices of different quantities over the same devices, each as colors with its own scale.
///
/// Three maps share the width of a page; maps much wider than high stand one below the other in a column.
#[derive(Debug, Clone, PartialEq)]
pub struct Maps {
    /// What the rows of a matrix are: "Word line".
    pub row_title: String,
    /// What its columns are: "Bit line".
    pub column_title: String,
    /// Numbers of the rows of each matrix.
    pub rows: Vec<usize>,
    /// Numbers of the columns of each matrix.
    pub columns: Vec<usize>,
    /// The quantities.
    pub maps: Vec<Map>,
    /// A line below the maps; empty for none. That cells are means of several entries is said besides.
    pub caption: String,
}

/// A map as it is drawn.
struct Shown {
    cells: Cells,
    bar: ColorBar,
}

/// One matrix of [`Maps`].
#[derive(Debug, Clone, PartialEq)]
pub struct Map {
    /// The quantity and its unit.
    pub value: Axis,
    /// Row-major; row 0 is drawn at the top. Values that are not finite are grey.
    pub values: Vec<f64>,
}

impl Maps {
    /// The figure, 900 or 1800 pixels wide.
    ///
    /// # Panics
    /// When there is no map, a matrix is empty, or one has not a value for every row and column.
    pub fn draw(&self) -> Svg {
        let (rows, columns) = self.shape();
        let devices = rows * columns;
        assert!(!self.maps.is_empty() && devices > 0, "maps need at least one value");
        assert!(self.maps.iter().all(|map| map.values.len() == devices), "every map needs {devices} values");
        let stacked = columns > 2 * rows;
        let (width, across) = if stacked { (COLUMN, 1) } else { (PAGE, self.maps.len()) };
        let pitch = width / across as f64;
        let shape = rows as f64 / columns as f64;
        // axis and color bar take about 230 pixels
        let height = ((pitch - 230.0) * shape).clamp(HEIGHTS.0, HEIGHTS.1) + AXIS + TITLE;
        let caption = self.whole_caption();
        let below = if caption.is_empty() { 0.0 } else { TEXT + 2.0 * GAP };
        let down = self.maps.len().div_ceil(across) as f64;
        let shown: Vec<Shown> = self.maps.iter().map(|map| self.shown(map)).collect();
        // all maps are equally wide
        let room = shown.iter().map(|shown| shown.bar.room).fold(0.0, f64::max);
        sketch(width as u32, (down * height + below) as u32, |canvas| {
            for (index, shown) in shown.iter().enumerate() {
                let (left, top) = ((index % across) as f64 * pitch, (index / across) as f64 * height);
                self.draw_map(canvas, shown, (left, top), (pitch - room, height));
            }
            let middle = down * height + GAP / 2.0 + TEXT / 2.0;
            canvas.text(&caption, (2.0 * GAP, middle), Anchor::Left, INK);
        })
    }

    fn shape(&self) -> (usize, usize) {
        (self.rows.len(), self.columns.len())
    }

    fn shown(&self, map: &Map) -> Shown {
        let cells = Cells::of(&map.values, self.shape(), CELLS);
        // the scale spans what is drawn: means are closer together than single values
        Shown { bar: ColorBar::around(&map.value, cells.values.iter().copied()), cells }
    }

    /// One map with its title, axes and color bar, the latter right of `size`.
    fn draw_map(&self, canvas: &Canvas, shown: &Shown, (left, top): Point, (width, height): (f64, f64)) {
        let x = Ruler::numbered(&self.column_title, &self.columns);
        let y = Ruler::numbered(&self.row_title, &self.rows).downwards();
        let frame = Frame::fit((width, top + height), top + TITLE, x, y).moved(left);
        let corners = [(frame.left, frame.top), (frame.right, frame.bottom)];
        shown.cells.draw(canvas, corners, &shown.bar);
        frame.draw_axes(canvas);
        let sides = [Side::of(&self.row_title, &self.rows, CELLS), Side::of(&self.column_title, &self.columns, CELLS)];
        canvas.note(shown.cells.area(corners, sides, "", &shown.bar));
        let middle = (frame.left + frame.right) / 2.0;
        canvas.text(shown.bar.title(), (middle, top + GAP + TEXT / 2.0), Anchor::Center, INK);
        shown.bar.draw(canvas, frame.right, frame.top, frame.bottom);
    }

    /// The caption, and how many entries a cell stands for.
    fn whole_caption(&self) -> String {
        let block = |length: usize| length.div_ceil(length.min(CELLS));
        let of = self.shape();
        let (rows, columns) = (block(of.0), block(of.1));
        if rows * columns == 1 {
            return self.caption.clone();
        }
        let even = |length: usize| length.is_multiple_of(length.min(CELLS));
        let up_to = if even(of.0) && even(of.1) { "" } else { "up to " };
        format!("{} Each cell is the mean of {up_to}{rows} × {columns} devices.", self.caption).trim().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn maps(rows: usize, columns: usize) -> Maps {
        let map = |title: &str, unit: &str| {
            let values = (0..rows * columns).map(|k| k as f64 * 1e-3).collect();
            Map { value: Axis::linear(title, unit), values }
        };
        Maps {
            row_title: "Word line".into(),
            column_title: "Bit line".into(),
            rows: (0..rows).collect(),
            columns: (0..columns).collect(),
            maps: vec![map("Device voltage", "V"), map("IR drop", "V"), map("Power", "W")],
            caption: "Input 0.".into(),
        }
    }

    #[test]
    fn maps_name_their_quantities_with_units_and_stand_where_there_is_room() {
        for (rows, columns, width) in [(8, 8, 1800), (40, 2, 1800), (2, 40, 900)] {
            let figure = maps(rows, columns).draw();
            assert!(figure.as_str().contains(&format!("<svg width=\"{width}\"")), "{rows} x {columns}");
            for word in ["Device voltage (", "IR drop (", "Power (", "Word line", "Bit line", "Input 0."] {
                assert!(figure.as_str().contains(word), "{word}");
            }
        }
    }

    #[test]
    fn lines_that_are_not_neighbors_are_labelled_by_their_numbers() {
        let figure = Maps { rows: vec![0, 9, 18, 27], columns: vec![3, 5], ..maps(4, 2) }.draw();
        for number in [9, 18, 27, 5] {
            assert!(figure.as_str().contains(&format!(">\n{number}\n<")), "{number}");
        }
    }

    #[test]
    fn the_caption_says_how_many_devices_a_cell_stands_for() {
        assert_eq!(maps(128, 128).whole_caption(), "Input 0.");
        assert_eq!(maps(512, 256).whole_caption(), "Input 0. Each cell is the mean of 4 × 2 devices.");
        assert_eq!(maps(300, 3).whole_caption(), "Input 0. Each cell is the mean of up to 3 × 1 devices.");
    }

    #[test]
    fn the_mean_over_blocks_is_the_mean_of_the_matrix() {
        // every drawn cell covers 2 x 2 entries of 1 and 3, so all of them are 2
        let figure = maps(256, 256);
        let values = (0..256 * 256).map(|k| if (k / 256 + k % 256) % 2 == 0 { 1.0 } else { 3.0 }).collect();
        let shown = figure.shown(&Map { value: Axis::linear("Device voltage", "V"), values });
        assert_eq!(shown.cells.values, [2.0; 128 * 128]);
    }
}
