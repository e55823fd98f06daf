//! What pulse-coupled neurons make of an image.

use learning::neuron::{NeuronError, Pcnn, Pulses};
use traces::TraceFile;
use traces::figures::{Axis, Curve, Line, Map, Maps, Svg};

use crate::figures::DrawError;
use crate::measure::{Outcome, Quantity, Summary};

/// An image and the pulses of its pixels.
#[derive(Clone, Debug, PartialEq)]
pub struct ImagePulses {
    /// Brightness of the pixels, 0 to 1, row-major.
    pub image: Vec<f64>,
    /// Pixels in a row.
    pub columns: usize,
    /// What they did.
    pub pulses: Pulses,
}

impl ImagePulses {
    /// Shows an `image` of rows of `columns` pixels to `network` for so many `iterations`.
    ///
    /// # Errors
    /// [`NeuronError`] as of [`Pcnn::pulses`].
    pub fn of(network: &Pcnn, image: Vec<f64>, columns: usize, iterations: usize) -> Result<Self, NeuronError> {
        let pulses = network.pulses(&image, columns, iterations)?;
        Ok(Self { image, columns, pulses })
    }

    /// A bright disc, darker towards its rim, on a dark ground of `side` x `side` pixels.
    pub fn disc(side: usize) -> Vec<f64> {
        let middle = 0.5 * (side as f64 - 1.0);
        let brightness = |k: usize| {
            let distance = f64::hypot((k / side) as f64 - middle, (k % side) as f64 - middle) / (0.4 * side as f64);
            if distance < 1.0 { 1.0 - 0.7 * distance * distance } else { 0.05 }
        };
        (0..side * side).map(brightness).collect()
    }

    /// Number of pulses of each pixel.
    fn counts(&self) -> Vec<f64> {
        let mut counts = vec![0.0; self.image.len()];
        self.pulses.fired.iter().flatten().for_each(|&pixel| counts[pixel] += 1.0);
        counts
    }

    /// Iteration of the first pulse of each pixel after the first iteration, in which all that is not black fires; not a
    /// number where there is none.
    fn returns(&self) -> Vec<f64> {
        let mut first = vec![f64::NAN; self.image.len()];
        for (iteration, fired) in self.pulses.fired.iter().enumerate().skip(1) {
            for &pixel in fired {
                if first[pixel].is_nan() {
                    first[pixel] = iteration as f64;
                }
            }
        }
        first
    }
}

/// 0, 1, 2, ...
fn numbered(count: usize) -> Vec<f64> {
    (0..count).map(|k| k as f64).collect()
}

impl Outcome for ImagePulses {
    const NAME: &'static str = "pcnn";

    fn quantities(&self) -> Vec<Quantity> {
        let (fired, pixels) = (&self.pulses.fired, self.image.len());
        let mut pulses = vec![0.0; fired.len() * pixels];
        for (iteration, pixel) in fired.iter().enumerate().flat_map(|(k, fired)| fired.iter().map(move |p| (k, *p))) {
            pulses[iteration * pixels + pixel] = 1.0;
        }
        let signature: Vec<f64> = self.pulses.signature().iter().map(|&count| count as f64).collect();
        let pixel = ["row", "column"];
        vec![
            Quantity::coordinate("iteration", "1", "iteration", &numbered(fired.len())),
            Quantity::coordinate("row", "1", "row of pixels, from above", &numbered(pixels / self.columns)),
            Quantity::coordinate("column", "1", "column of pixels", &numbered(self.columns)),
            Quantity::over(&pixel, "brightness", "1", "brightness", &self.image),
            Quantity::over(&["iteration", "row", "column"], "pulse", "1", "1 where the pixel fired, else 0", &pulses),
            Quantity::over(&["iteration"], "signature", "1", "pixels that fired", &signature),
            Quantity::over(&pixel, "pulses", "1", "number of pulses", &self.counts()),
            Quantity::over(
                &pixel,
                "first_return",
                "1",
                "iteration of the first pulse after iteration 0",
                &self.returns(),
            ),
        ]
    }

    fn summary(&self) -> Summary {
        let signature = self.pulses.signature();
        let share = |count: usize| format!("{:.1} %", 100.0 * count as f64 / self.image.len() as f64);
        let row = |k: usize| vec![k.to_string(), signature[k].to_string(), share(signature[k])];
        let mut summary = Summary::of(&["iteration", "pixels that fired", "of all"], signature.len(), row);
        summary.line("image", format!("{} rows x {} columns", self.image.len() / self.columns, self.columns));
        summary.line("pulses", signature.iter().sum::<usize>().to_string());
        summary
    }
}

/// Brightness, first and number of pulses of all pixels.
pub(crate) fn pulse_maps(trace: &TraceFile) -> Result<Option<Svg>, DrawError> {
    let read = |name: &str| trace.read::<f64>(&format!("pcnn/{name}"));
    let brightness = read("brightness")?;
    let (rows, columns) = (brightness.shape[0], brightness.shape[1]);
    let map = |title: &str, values: Vec<f64>| Map { value: Axis::linear(title, "1"), values };
    let maps = vec![
        map("Brightness", brightness.values),
        map("First pulse after iteration 0", read("first_return")?.values),
        map("Number of pulses", read("pulses")?.values),
    ];
    let (row_title, column_title) = ("Pixel row".into(), "Pixel column".into());
    let (rows, columns) = ((0..rows).collect(), (0..columns).collect());
    Ok(Some(Maps { row_title, column_title, rows, columns, maps, caption: String::new() }.draw()))
}

/// The time signature of the image.
pub(crate) fn signature(trace: &TraceFile) -> Result<Option<Svg>, DrawError> {
    let read = |name: &str| trace.read::<f64>(&format!("pcnn/{name}"));
    let signature = read("iteration")?.values.into_iter().zip(read("signature")?.values).collect();
    let (x, y) = (Axis::linear("Iteration", "1"), Axis::linear("Pixels that fired", "1"));
    Ok(Some(Curve { x, y, lines: vec![Line::new("time signature", signature)] }.draw()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pulses_are_counted_pixel_by_pixel_and_iteration_by_iteration() {
        // fires as computed by hand in `Pcnn`: pixel 0 in iterations 0 and 3, pixel 1 in iteration 1
        let shown = ImagePulses::of(&Pcnn::lindblad_kinser(), vec![1.0, 0.0], 2, 4).unwrap();
        assert_eq!(shown.counts(), [2.0, 1.0]);
        assert_eq!(shown.returns(), [3.0, 1.0]);
        let quantities = shown.quantities();
        let values = |name: &str| &quantities.iter().find(|quantity| quantity.name == name).unwrap().values;
        assert_eq!(values("pulse"), &[1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0]);
        assert_eq!(values("signature"), &[1.0, 1.0, 0.0, 1.0]);
    }

    #[test]
    fn the_disc_pulses_as_one_and_its_mirror_image_the_same() {
        let side = 16;
        let shown = ImagePulses::of(&Pcnn::lindblad_kinser(), ImagePulses::disc(side), side, 40).unwrap();
        let counts = shown.counts();
        assert!((0..side * side).all(|k| counts[k] == counts[side * side - 1 - k]));
        assert!(counts[side * side / 2 + side / 2] > counts[0], "{counts:?}");
    }
}
