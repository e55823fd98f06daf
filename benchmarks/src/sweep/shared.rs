//! What all splits of a point share.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A value for each place, made when the first of its users asks for it and let go with the last.
pub(super) struct Shared<T, F> {
    make: F,
    slots: Vec<Mutex<Slot<T>>>,
}

struct Slot<T> {
    /// Users that have not come yet.
    left: usize,
    value: Option<Arc<T>>,
}

impl<T, F: Fn(usize) -> T> Shared<T, F> {
    /// So many users for each place.
    pub fn new(users: impl Iterator<Item = usize>, make: F) -> Self {
        let slots = users.map(|left| Mutex::new(Slot { left, value: None })).collect();
        Self { make, slots }
    }

    /// The value at a place for one of its users; others that come meanwhile wait for it.
    pub fn take(&self, place: usize) -> Arc<T> {
        let mut slot = self.lock(place);
        let value = slot.value.take().unwrap_or_else(|| Arc::new((self.make)(place)));
        slot.left = slot.left.saturating_sub(1);
        slot.value = (slot.left > 0).then(|| value.clone());
        value
    }

    /// One of the users of a place does without.
    pub fn pass(&self, place: usize) {
        let mut slot = self.lock(place);
        slot.left = slot.left.saturating_sub(1);
        if slot.left == 0 {
            slot.value = None;
        }
    }

    fn lock(&self, place: usize) -> MutexGuard<'_, Slot<T>> {
        self.slots[place].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn a_value_is_made_once_for_all_its_users_and_let_go_with_the_last() {
        let made = Cell::new(0);
        let shared = Shared::new([3, 1].into_iter(), |place| {
            made.set(made.get() + 1);
            place
        });
        let first = shared.take(0);
        assert_eq!((*first, made.get()), (0, 1));
        shared.pass(0);
        assert_eq!(Arc::strong_count(&first), 2, "one user is still to come");
        let last = shared.take(0);
        assert!(Arc::ptr_eq(&first, &last) && made.get() == 1);
        assert_eq!(Arc::strong_count(&first), 2, "nobody but the two users has it");
        shared.pass(1);
        assert_eq!(made.get(), 1, "what nobody asks for is not made");
    }
}
