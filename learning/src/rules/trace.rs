//! Traces: what past spikes have left.

/// A sum of exponentials, one per spike, in which a spike does not see itself or one at the same time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Trace {
    tau: f64,
    last: f64,
    /// Number of spikes at that time.
    spikes: f64,
    /// Value just before that time.
    before: f64,
}

impl Trace {
    /// A trace without spikes, with decay time `tau` (s).
    pub fn new(tau: f64) -> Self {
        Self { tau, last: f64::NEG_INFINITY, spikes: 0.0, before: 0.0 }
    }

    /// Sum over all spikes before `time` (s).
    pub fn all(&self, time: f64) -> f64 {
        if time > self.last { (self.before + self.spikes) * self.nearest(time) } else { self.before }
    }

    /// Term of the last spike alone, at or before `time` (s).
    pub fn nearest(&self, time: f64) -> f64 {
        (-(time - self.last) / self.tau).exp()
    }

    /// Adds a spike.
    pub fn spike(&mut self, time: f64) {
        if time > self.last {
            self.before = self.all(time);
            (self.last, self.spikes) = (time, 0.0);
        }
        self.spikes += 1.0;
    }
}
