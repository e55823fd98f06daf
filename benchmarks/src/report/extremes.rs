//! Least, mean and greatest value of a variable of any size, block by block.

use std::ops::Range;

use traces::{ReadError, Recorded, TraceFile};

/// Values that are read at a time: 8 MB of numbers.
const BLOCK: usize = 1 << 20;

/// Least, mean and greatest of all values that are finite; not a number where there is none.
///
/// # Errors
/// [`ReadError`] when the file cannot be read.
pub(super) fn extremes(trace: &TraceFile, variable: &str) -> Result<[f64; 3], ReadError> {
    let (mut least, mut greatest, mut sum, mut count) = (f64::NAN, f64::NAN, 0.0, 0_usize);
    for block in blocks(&trace.shape(variable)?, BLOCK) {
        let Recorded::Numbers(numbers) = trace.read_any_part(variable, &block)? else { continue };
        for value in numbers.values.into_iter().filter(|value| value.is_finite()) {
            (least, greatest) = (value.min(least), value.max(greatest)); // of a number and NaN the number
            sum += value;
            count += 1;
        }
    }
    Ok([least, sum / count as f64, greatest])
}

/// Parts of a variable of this shape that have at most `most` values and together all of them: runs along one dimension, one
/// entry of those before it, all of those behind.
pub(super) fn blocks(shape: &[usize], most: usize) -> Vec<Vec<Range<usize>>> {
    let behind = |axis: usize| shape[axis + 1..].iter().product::<usize>();
    // the first dimension of which several entries fit, or the last
    let Some(axis) = (0..shape.len()).find(|axis| 2 * behind(*axis) <= most || axis + 1 == shape.len()) else {
        return vec![Vec::new()]; // a scalar
    };
    let run = (most / behind(axis).max(1)).max(1);
    let mut blocks = vec![Vec::new()];
    for (k, &length) in shape[..=axis].iter().enumerate() {
        let step = if k == axis { run } else { 1 };
        let ranges = || (0..length).step_by(step).map(move |begin| begin..(begin + step).min(length));
        let longer = |block: &Vec<Range<usize>>| {
            let block = block.clone();
            ranges().map(move |range| [block.clone(), vec![range]].concat()).collect::<Vec<_>>()
        };
        blocks = blocks.iter().flat_map(longer).collect();
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_small_and_hold_every_value_once() {
        for (shape, most) in [
            (vec![], 8),
            (vec![100], 8),
            (vec![7, 3], 8),
            (vec![3, 100], 8),
            (vec![2, 3, 5, 4], 41),
            (vec![2, 0, 3], 8),
            (vec![1, 2, 50], 8),
        ] {
            let mut seen = vec![0; shape.iter().product()];
            for block in blocks(&shape, most) {
                let mut places = vec![0];
                for (axis, &length) in shape.iter().enumerate() {
                    let range = block.get(axis).cloned().unwrap_or(0..length);
                    places = places.iter().flat_map(|place| range.clone().map(move |k| place * length + k)).collect();
                }
                assert!(places.len() <= most, "{shape:?}: a block of {}", places.len());
                places.into_iter().for_each(|place| seen[place] += 1);
            }
            assert!(seen.iter().all(|count| *count == 1), "{shape:?} in blocks of {most}: {seen:?}");
        }
    }
}
