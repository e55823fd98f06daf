//! Eight numbers at a time, the unit of all passes.

/// Numbers handled together: rows of a block, columns between two turns of a tile, columns of a step down the bit lines.
pub(crate) const LANES: usize = 8;

/// One number per lane.
pub(crate) type Lanes = [f64; LANES];

/// `width` numbers from `start` on by value, so that the compiler need not fear that arrays overlap. The lanes behind
/// `width` hold whatever follows, or 0 at the end of the array; they belong to no node and are never used.
#[inline(always)]
pub(crate) fn load(numbers: &[f64], start: usize, width: usize) -> Lanes {
    // a full tile needs no decision at run time
    let room = if width == LANES { &numbers[start..start + LANES] } else { &numbers[start..] };
    if let Some(lanes) = room.first_chunk::<LANES>() {
        return *lanes;
    }
    let mut lanes = Lanes::default();
    for (lane, number) in lanes.iter_mut().zip(&room[..width]) {
        *lane = *number;
    }
    lanes
}

/// The first `width` lanes to `start`. No more than these are written: a load of the next row right after would have to
/// wait for an overlapping store.
#[inline(always)]
pub(crate) fn store(lanes: &Lanes, numbers: &mut [f64], start: usize, width: usize) {
    const HALF: usize = LANES / 2;
    let numbers = &mut numbers[start..start + width];
    if width == LANES {
        numbers.copy_from_slice(lanes);
        return;
    }
    let first = if width < HALF { 0 } else { HALF };
    if let Some(half) = numbers.first_chunk_mut::<HALF>() {
        half.copy_from_slice(&lanes[..HALF]);
    }
    for (number, lane) in numbers[first..].iter_mut().zip(&lanes[first..]) {
        *number = *lane;
    }
}
