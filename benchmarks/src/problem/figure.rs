//! Heat maps of a recorded solution.

use std::path::Path;

use traces::figures::{Axis, FigureError, Map, Maps, Svg};
use traces::{TraceFile, whole_file};

use super::record::GROUP;
use crate::figures::DrawError;

/// Draws heat maps of the recorded file `file` as `figure`, a PNG when it is called so, else an SVG.
///
/// # Errors
/// [`DrawError`] when the file cannot be read or the figure cannot be saved.
pub fn draw_heat_maps(file: &Path, figure: &Path) -> Result<(), DrawError> {
    let trace = TraceFile::open(file)?;
    heat_maps(&trace)?.map_or(Ok(()), |svg| save(&svg, figure))
}

/// Writes a drawing as `figure`, a PNG when it is called so, else an SVG.
pub(super) fn save(svg: &Svg, figure: &Path) -> Result<(), DrawError> {
    let bytes = match figure.extension().is_some_and(|extension| extension == "png") {
        true => svg.png()?,
        false => svg.as_str().as_bytes().to_vec(),
    };
    whole_file::write(figure, bytes).map_err(|reason| FigureError::Write { path: figure.into(), reason })?;
    Ok(())
}

/// Device voltage, IR drop and power per device for the first input of a recorded file; a run that was interrupted may hold
/// none.
pub(crate) fn heat_maps(trace: &TraceFile) -> Result<Option<Svg>, DrawError> {
    let inputs = trace.shape(&format!("{GROUP}/input"))?.first().copied().unwrap_or(0);
    if inputs == 0 {
        return Ok(None);
    }
    let read = |name: &str| trace.read_entries::<f64>(&format!("{GROUP}/{name}"), 0..1);
    let (voltage, current, drop) = (read("device_voltage")?, read("device_current")?, read("ir_drop")?);
    let power = voltage.values.iter().zip(&current.values).map(|(v, i)| v * i).collect();
    let map = |title: &str, unit: &str, values| Map { value: Axis::linear(title, unit), values };
    let maps = Maps {
        row_title: "Word line".into(),
        column_title: "Bit line".into(),
        rows: (0..voltage.shape[1]).collect(),
        columns: (0..voltage.shape[2]).collect(),
        maps: vec![
            map("Device voltage", "V", voltage.values),
            map("IR drop on lines", "V", drop.values),
            map("Device power", "W", power),
        ],
        caption: if inputs > 1 { format!("Input 0 of {inputs}.") } else { String::new() },
    };
    Ok(Some(maps.draw()))
}
