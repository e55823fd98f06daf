use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb::Database};

use super::canvas::FONT;

/// PNG pixels per SVG pixel: 540 dpi when 900 pixels are printed 8.5 cm wide.
const PNG_SCALE: f32 = 2.0;

/// A figure as SVG text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Svg {
    text: String,
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
    pub(super) fn new(text: String) -> Self {
        Self { text }
    }

    /// The SVG document.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The same picture as a PNG file, two pixels for each of the SVG's.
    ///
    /// # Errors
    /// [`FigureError::Render`].
    pub fn png(&self) -> Result<Vec<u8>, FigureError> {
        let render = |reason: String| FigureError::Render { reason };
        let mut fonts = Database::new();
        fonts.load_font_data(FONT.to_vec());
        let options = Options { fontdb: Arc::new(fonts), ..Options::default() };
        let tree = Tree::from_str(&self.text, &options).map_err(|reason| render(reason.to_string()))?;
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
        let write = |extension: &str, bytes: &[u8]| {
            let mut name = path.as_os_str().to_owned(); // not `with_extension`: "run-0.1" keeps its dot
            name.push(extension);
            let path = PathBuf::from(name);
            fs::write(&path, bytes).map_err(|reason| FigureError::Write { path, reason })
        };
        write(".svg", self.text.as_bytes())?;
        write(".png", &self.png()?)
    }
}
