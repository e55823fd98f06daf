use std::path::{Path, PathBuf};
use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb::Database};

use super::area::Area;
use super::canvas::FONT;
use crate::whole_file;

/// PNG pixels per SVG pixel: 540 dpi when 900 pixels are printed 8.5 cm wide.
const PNG_SCALE: f32 = 2.0;

/// A figure as SVG text, with the data in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Svg {
    text: String,
    areas: Vec<Area>,
    /// What is shown where nothing can move.
    still: Option<String>,
}

/// A kind of picture file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Scalable, as text.
    Svg,
    /// Pixels.
    Png,
}

impl Format {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Svg, Self::Png];

    /// The extension of its files, with the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Svg => ".svg",
            Self::Png => ".png",
        }
    }
}

/// Why a figure could not be kept.
#[derive(Debug, thiserror::Error)]
pub enum FigureError {
    /// The file cannot be written.
    #[error("cannot write the figure `{}`: {reason}; check that its folder exists and is writable", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: std::io::Error,
    },
    /// The SVG could not be turned into pixels.
    #[error("cannot turn the figure into a PNG: {reason}; the SVG beside it is complete")]
    Render {
        /// What the renderer said.
        reason: String,
    },
}

impl Svg {
    pub(super) fn new(text: String, areas: Vec<Area>) -> Self {
        Self { text, areas, still: None }
    }

    /// Whether its pictures follow each other.
    pub fn moves(&self) -> bool {
        self.still.is_some()
    }

    /// The same sheet with `more` elements on top, and `areas` in place of its own; they move, and the PNG shows `still`.
    pub(super) fn moving(self, more: &str, areas: Vec<Area>, still: Svg) -> Self {
        let end = self.text.rfind("</svg>").unwrap_or(self.text.len());
        let text = format!("{}{more}</svg>\n", &self.text[..end]);
        Self { text, areas, still: Some(still.text) }
    }

    /// The SVG document.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The data in the figure, part by part.
    pub fn areas(&self) -> &[Area] {
        &self.areas
    }

    /// The same picture as a PNG file, two pixels for each of the SVG's; of a moving figure all pictures side by side.
    ///
    /// # Errors
    /// [`FigureError::Render`].
    pub fn png(&self) -> Result<Vec<u8>, FigureError> {
        let render = |reason: String| FigureError::Render { reason };
        let mut fonts = Database::new();
        fonts.load_font_data(FONT.to_vec());
        let options = Options { fontdb: Arc::new(fonts), ..Options::default() };
        let tree = Tree::from_str(self.still.as_ref().unwrap_or(&self.text), &options)
            .map_err(|reason| render(reason.to_string()))?;
        let size = tree.size();
        let pixels = |length: f32| (length * PNG_SCALE).round() as u32;
        let mut pixmap = Pixmap::new(pixels(size.width()), pixels(size.height()))
            .ok_or_else(|| render("the picture is too large for the memory".into()))?;
        resvg::render(&tree, Transform::from_scale(PNG_SCALE, PNG_SCALE), &mut pixmap.as_mut());
        pixmap.encode_png().map_err(|reason| render(reason.to_string()))
    }

    /// Writes `<path>.svg` and `<path>.png`, replacing what is there.
    ///
    /// # Errors
    /// [`FigureError::Write`], [`FigureError::Render`].
    pub fn save(&self, path: &Path) -> Result<(), FigureError> {
        Format::ALL.into_iter().try_for_each(|format| self.write(path, format).map(drop))
    }

    /// Writes the figure as `path` with the extension of `format`, replacing what is there: the path of the file.
    ///
    /// # Errors
    /// [`FigureError::Write`], [`FigureError::Render`].
    pub fn write(&self, path: &Path, format: Format) -> Result<PathBuf, FigureError> {
        let mut name = path.as_os_str().to_owned(); // not `with_extension`: "run-0.1" keeps its dot
        name.push(format.extension());
        let path = PathBuf::from(name);
        let written = match format {
            Format::Svg => whole_file::write(&path, &self.text),
            Format::Png => whole_file::write(&path, self.png()?),
        };
        written.map_err(|reason| FigureError::Write { path: path.clone(), reason })?;
        Ok(path)
    }
}
