//! What of an array outlives a presentation.

use devices::{DeviceArray, RestoreError};

use super::{Circuit, Sensed};
use crate::columns::column_of;

impl Circuit {
    /// Appends the state of devices and carried transfer conductances to `state`.
    pub(crate) fn save(&self, state: &mut Vec<u64>) {
        self.devices.save(state);
        state.extend(self.changed.iter().map(|changed| u64::from(*changed)));
        self.carried.save(state);
    }

    /// Takes what [`save`](Circuit::save) appended, which is all that is left of `state`; none when the transfer
    /// conductances are not there. What cannot be restored changes nothing.
    ///
    /// # Errors
    /// [`RestoreError`] when the devices refuse their part.
    pub(crate) fn restore(&mut self, mut state: &[u64]) -> Result<Option<()>, RestoreError> {
        let (mut before, flags) = (Vec::new(), self.changed.clone());
        self.devices.save(&mut before);
        self.devices.restore(&mut state)?;
        let Some((changed, _)) = state.split_at_checked(flags.len()).filter(|(_, rest)| self.carried.restore(rest))
        else {
            self.devices.restore(&mut before.as_slice())?;
            return Ok(None);
        };
        self.sensed = Sensed::default();
        self.refresh();
        self.forget();
        // devices with clocks (drift, noise) may read otherwise than when they were last read before the state was saved
        let known = self.carried.conductances();
        let differs = |column: usize| {
            known.is_empty() || !column_of(known, flags.len(), column).eq(&self.by_column[self.places(column)])
        };
        self.changed = changed.iter().enumerate().map(|(column, saved)| *saved != 0 || differs(column)).collect();
        Ok(Some(()))
    }
}
