//! `ferrospike plot` and `ferrospike report`.

use std::path::PathBuf;

use benchmarks::figures::Kind;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};

/// Arguments of `plot`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Plot {
    /// Recorded HDF5 file.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Figures to draw [default: all that the file holds].
    #[arg(value_name = "KIND", value_parser = kinds(), hide_possible_values = true, long_help = kinds_in_words())]
    pub kinds: Vec<Kind>,
    /// Folder for the figures, which replace those of the same name [default: beside the file].
    #[arg(short, long, value_name = "FOLDER")]
    pub output: Option<PathBuf>,
    /// Files to write [default: both].
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<PictureFormat>,
    /// Split whose conductances, spikes and presentations are drawn [default: the first].
    #[arg(long, value_name = "K")]
    pub split: Option<usize>,
    /// Training presentation that `raster` and `ir-drop` show, numbered as in `[record]` [default: the first recorded].
    #[arg(long, value_name = "K", conflicts_with = "test")]
    pub training: Option<usize>,
    /// Test row that they show in its place, numbered as in `[record]`.
    #[arg(long, value_name = "K")]
    pub test: Option<usize>,
    /// Neurons whose potential the raster shows, such as `0,3` [default: up to six that fired first].
    #[arg(long, value_name = "K,..", value_delimiter = ',')]
    pub neurons: Option<Vec<usize>>,
    /// Print the paths as one JSON object.
    #[arg(long)]
    pub json: bool,
}

/// A kind of picture file.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum PictureFormat {
    /// Scalable.
    Svg,
    /// Pixels: 540 dpi in a column of 8.5 cm.
    Png,
}

/// Arguments of `report`.
#[derive(Debug, Args)]
#[command(after_help = REPORT_EXAMPLES)]
pub struct Report {
    /// Recorded HDF5 file.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Page to write [default: beside the file, with the extension html].
    #[arg(short, long, value_name = "FILE.html")]
    pub output: Option<PathBuf>,
    /// Replace an existing page.
    #[arg(long)]
    pub force: bool,
    /// Print the path as one JSON object.
    #[arg(long)]
    pub json: bool,
}

/// Takes the name of a kind of figure.
fn kinds() -> impl TypedValueParser<Value = Kind> {
    let names = Kind::all().map(|kind| PossibleValue::new(kind.name()).help(kind.title()));
    let named = |name: String| Kind::named(&name).ok_or_else(|| format!("no kind is called `{name}`"));
    PossibleValuesParser::new(names).try_map(named)
}

/// Every kind with what it shows and what records it.
fn kinds_in_words() -> String {
    let widest = Kind::all().map(|kind| kind.name().len()).max().unwrap_or(0);
    let line = |kind: Kind| format!("\n  {:widest$}  {}, from {}", kind.name(), kind.title(), kind.command());
    format!("Figures to draw [default: all that the file holds]:{}", Kind::all().map(line).collect::<String>())
}

const EXAMPLES: &str = "\
Examples:
  ferrospike plot results/iris.h5                      into results/iris
  ferrospike plot results/iris.h5 -o figures
  ferrospike plot results/iris.h5 raster confusion     these only
  ferrospike plot mine.h5 raster --split 1 --test 3    another presentation that `[record]` names
  ferrospike plot results/sweep.h5.partial -o so-far   what an interrupted run has recorded";

const REPORT_EXAMPLES: &str = "\
Examples:
  ferrospike report results/iris.h5                    results/iris.html, for any browser, without network
  ferrospike report results/iris.h5 -o page.html --force";
