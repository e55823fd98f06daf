//! Watching a run without changing it.

/// The state of the network at one moment of a presentation.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    /// Time within the presentation (s).
    pub time: f64,
    /// Source voltage of each word line (V).
    pub row_voltages: &'a [f64],
    /// Source voltage of each bit line (V); 0 V while it is sensed.
    pub column_voltages: &'a [f64],
    /// Current out of each bit line into its neuron (A).
    pub column_currents: &'a [f64],
    /// Membrane potential of each neuron (V).
    pub potentials: &'a [f64],
}

/// Sees every step of a presentation, changes nothing.
pub trait Observer {
    /// Called at the end of every step with the state reached.
    fn observe(&mut self, moment: &Moment<'_>);
}
