//! `ferrospike neuron pcnn`: an image and the pulses of its pixels.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use benchmarks::measure::Outcome;
use benchmarks::measure::neuron::ImagePulses;
use devices::wording::in_words;
use learning::neuron::Pcnn;
use png::{ColorType, Decoder, Transformations};
use toml::Table;

use crate::cli::Neuron;
use crate::commands::device::changes;
use crate::commands::report::deliver;
use crate::failure::Failure;
use crate::results::Destination;

/// Name of the neuron.
pub const NAME: &str = ImagePulses::NAME;
/// What it is, for the list.
pub const DESCRIPTION: &str = "Pulse-coupled neurons of Lindblad and Kinser, one per pixel of an image.";

const EQUATIONS: &str = "F = e^-alpha_f F + S + v_f (K Y), L = e^-alpha_l L + v_l (K Y), U = F (1 + beta L), Y = 1 where \
                         U > Theta, Theta = e^-alpha_theta Theta + v_theta Y, once per iteration";
const REFERENCE: &str = "T. Lindblad, J. M. Kinser, Image Processing Using Pulse-Coupled Neural Networks, 2nd ed., 2005; \
                         the values are widely quoted after the book and were not compared with it";
/// Iterations where none are asked for, as is usual.
const ITERATIONS: usize = 40;
/// Pixels times iterations that fit in memory.
const MOST: usize = 1 << 25;
/// Side of the image that is shown where none is given.
const SIDE: usize = 64;

/// Shows the image to one neuron per pixel, records what they do, draws and prints it.
///
/// # Errors
/// [`Failure`] for options of other neurons, impossible values, an image that cannot be read or is too large, and when the
/// result cannot be written.
pub fn show(arguments: &Neuron) -> Result<(), Failure> {
    let time = [&arguments.from, &arguments.to, &arguments.until, &arguments.step];
    if arguments.current.is_some() || arguments.sweep.is_some() || time.iter().any(|time| time.is_some()) {
        let help = "it sees an image, iteration by iteration: --image and --iterations";
        return Err(Failure::usage_help(format!("{NAME} has no input current and no time"), help));
    }
    let network = changed(&arguments.change)?;
    let iterations = arguments.iterations.unwrap_or(ITERATIONS);
    let (image, columns) = match &arguments.image {
        Some(path) => brightness(path)?,
        None => (ImagePulses::disc(SIDE), SIDE),
    };
    if iterations == 0 || iterations.saturating_mul(image.len()) > MOST {
        let message = format!(
            "--iterations {iterations}: {} pixels can pulse in 1 to {} iterations",
            image.len(),
            MOST / image.len()
        );
        return Err(Failure::usage_help(message, "give fewer iterations or a smaller image"));
    }
    let shown = match &arguments.image {
        Some(path) => path.display().to_string(),
        None => format!("a disc of {SIDE} x {SIDE} pixels; give another image with --image"),
    };
    let destination = Destination::new(&format!("neuron-{NAME}"), &arguments.output)?;
    let parameters = toml::to_string(&network).map_err(Failure::run)?;
    let trace = destination.create(0, &format!("# image: {shown}\n{parameters}"), vec![REFERENCE.into()])?;
    let pulses = ImagePulses::of(&network, image, columns, iterations).map_err(Failure::usage)?;
    let facts = [
        ("neuron", format!("{NAME}: {DESCRIPTION}")),
        ("equations", EQUATIONS.into()),
        ("reference", REFERENCE.into()),
        ("parameters", parameters.trim_end().into()),
        ("image", shown),
    ];
    deliver(trace, &pulses, &destination, &facts, arguments.json)
}

/// Refuses what only `pcnn` has.
///
/// # Errors
/// [`Failure`] when an image or iterations are given to the neuron called `name`.
pub fn refuse(arguments: &Neuron, name: &str) -> Result<(), Failure> {
    if arguments.image.is_none() && arguments.iterations.is_none() {
        return Ok(());
    }
    let help = format!("`ferrospike neuron {NAME} --image FILE.png` shows an image to one neuron per pixel");
    Err(Failure::usage_help(format!("{name} sees no image"), help))
}

/// The usual parameters with changes.
fn changed(texts: &[String]) -> Result<Pcnn, Failure> {
    let mut table = Table::try_from(Pcnn::lindblad_kinser()).map_err(Failure::run)?;
    let known = table.keys().cloned().collect::<Vec<_>>().join(", ");
    for (key, value) in changes(texts)? {
        // 1 for 1.0
        let value = value.as_integer().map_or(value, |number| toml::Value::Float(number as f64));
        table.insert(key, value);
    }
    table.try_into().map_err(|error: toml::de::Error| {
        Failure::usage_help(format!("--change: {}", in_words(error.message())), format!("the parameters are {known}"))
    })
}

/// Brightness of the pixels (0 to 1, row-major) and their number in a row: luma of Rec. ITU-R BT.601, transparent is black.
fn brightness(path: &Path) -> Result<(Vec<f64>, usize), Failure> {
    let failed = |error: &dyn std::fmt::Display| {
        Failure::usage_help(format!("cannot read the image {}: {error}", path.display()), "give a PNG file")
    };
    let file = File::open(path).map_err(|error| failed(&error))?;
    let mut decoder = Decoder::new(BufReader::new(file));
    decoder.set_transformations(Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(|error| failed(&error))?;
    let (columns, rows) = reader.info().size();
    if u64::from(columns) * u64::from(rows) > MOST as u64 {
        return Err(failed(&format!("{columns} x {rows} pixels are too many, {MOST} at most")));
    }
    let size = reader.output_buffer_size().ok_or_else(|| failed(&"it is too large"))?;
    let mut bytes = vec![0; size];
    let frame = reader.next_frame(&mut bytes).map_err(|error| failed(&error))?;
    let luma = |rgb: &[u8]| (0.299 * f64::from(rgb[0]) + 0.587 * f64::from(rgb[1]) + 0.114 * f64::from(rgb[2])) / 255.0;
    let share = |byte: u8| f64::from(byte) / 255.0;
    let pixels = bytes[..frame.buffer_size()].chunks_exact(frame.color_type.samples());
    let brightness = pixels.map(|pixel| match frame.color_type {
        ColorType::GrayscaleAlpha => share(pixel[0]) * share(pixel[1]),
        ColorType::Rgb => luma(pixel),
        ColorType::Rgba => luma(pixel) * share(pixel[3]),
        ColorType::Grayscale | ColorType::Indexed => share(pixel[0]),
    });
    Ok((brightness.collect(), columns as usize))
}
