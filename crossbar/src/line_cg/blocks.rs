//! Sharing blocks of work among threads so that no result depends on their number.

/// Consecutive blocks of a pass. Blocks are independent and their borders fixed by the array alone; what they sum goes
/// into one slot per block, added in block order afterwards.
pub(super) trait Blocks: Sized + Send {
    /// Number of blocks.
    fn count(&self) -> usize;
    /// The first `blocks` blocks and the rest.
    fn split(self, blocks: usize) -> (Self, Self);
    /// Does the work, on one thread.
    fn run(self);
}

/// How finely a pass is shared.
#[derive(Clone, Copy, Debug)]
pub(super) enum Sharing {
    /// Too little work to wake another thread.
    OneThread,
    /// Parts of at most this many blocks.
    Parts(usize),
}

/// Runs all blocks, on one thread or many.
pub(super) fn share<B: Blocks>(work: B, sharing: Sharing) {
    match sharing {
        Sharing::Parts(largest) if work.count() > largest => {
            let half = work.count() / 2;
            let (first, rest) = work.split(half);
            rayon::join(|| share(first, sharing), || share(rest, sharing));
        }
        _ => work.run(),
    }
}
