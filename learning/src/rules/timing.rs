//! When spikes reach the place where they meet.

/// Where the delay between two neurons lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Delay {
    /// In the dendrite: a post spike counts at `t_post` + delay (s), as in NEST.
    Dendritic(f64),
    /// In the axon: a pre spike counts at `t_pre` + delay (s), as in Brian2.
    Axonal(f64),
}

/// A number between two neurons that moves with their spikes. Times (s) are those at which spikes meet, ascending; of
/// spikes at the same time the post spike is told first.
pub trait IdealSynapse {
    /// A pre spike arrives.
    fn pre(&mut self, time: f64);

    /// A post spike arrives.
    fn post(&mut self, time: f64);

    /// The number.
    fn weight(&self) -> f64;
}

/// Weight with which each spike of `pre` is sent, under spikes of both neurons (s, ascending).
pub fn weights_at_pre_spikes(synapse: &mut impl IdealSynapse, pre: &[f64], post: &[f64], delay: Delay) -> Vec<f64> {
    let (axon, dendrite) = match delay {
        Delay::Dendritic(delay) => (0.0, delay),
        Delay::Axonal(delay) => (delay, 0.0),
    };
    let mut post = post.iter().map(|time| time + dendrite).peekable();
    let mut send = |time: &f64| {
        while let Some(earlier) = post.next_if(|post| *post <= time + axon) {
            synapse.post(earlier);
        }
        synapse.pre(time + axon);
        synapse.weight()
    };
    pre.iter().map(&mut send).collect()
}
