//! The whole state of a network between two presentations.

use devices::RestoreError;

use super::Network;

/// First word of a network's state.
const MARK: u64 = u64::from_le_bytes(*b"spikenet");

/// Why the state of a network cannot be restored; the network is as it was.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum CheckpointError {
    /// The words are not the state of a network of this size.
    #[error(
        "this is no state of a network of {rows} x {columns} devices; take a checkpoint of the same experiment and of the \
         same version of ferrospike"
    )]
    Other {
        /// Rows of the network.
        rows: usize,
        /// Columns of the network.
        columns: usize,
    },
    /// The devices refuse their part.
    #[error(transparent)]
    Devices(#[from] RestoreError),
}

impl Network {
    /// Everything that a presentation leaves behind: devices, thresholds, and the transfer conductances that are carried
    /// along. After [`restore`](Network::restore) all that follows is the same to the bit.
    pub fn save(&self) -> Vec<u64> {
        let wires = self.circuit.wires();
        let mut state = vec![MARK, wires.rows as u64, wires.columns as u64];
        state.extend(self.neurons.thresholds().iter().map(|v_th| v_th.to_bits()));
        self.circuit.save(&mut state);
        state
    }

    /// Takes what [`save`](Network::save) gave, from a network built in the same way.
    ///
    /// # Errors
    /// [`CheckpointError`] when the state is of another network, cut off or damaged; the network is then as it was.
    pub fn restore(&mut self, state: &[u64]) -> Result<(), CheckpointError> {
        let (rows, columns) = (self.circuit.wires().rows, self.circuit.wires().columns);
        let other = CheckpointError::Other { rows, columns };
        let Some((heading, rest)) = state.split_at_checked(3) else { return Err(other) };
        if heading != [MARK, rows as u64, columns as u64] {
            return Err(other);
        }
        let Some((thresholds, rest)) = rest.split_at_checked(columns) else { return Err(other) };
        let thresholds: Vec<f64> = thresholds.iter().map(|bits| f64::from_bits(*bits)).collect();
        if !thresholds.iter().all(|v_th| *v_th > 0.0 && v_th.is_finite()) {
            return Err(other);
        }
        self.circuit.restore(rest)?.ok_or(other)?;
        self.neurons.set_thresholds(&thresholds);
        Ok(())
    }
}
