//! From spikes of neurons to a class: neurons are named after what they fire for.

use serde::{Deserialize, Serialize};

use crate::Presentation;

/// How many spikes are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstSpikes {
    /// The first neuron to fire decides.
    Winner,
    /// The first few neurons vote, each once, the r-th with weight 1/r, which it divides among the classes as its wins over the
    /// training rows were divided; the lower class wins a tie.
    Vote(usize),
}

impl FirstSpikes {
    /// Number of neurons that must be allowed to fire before inhibition.
    pub fn spikes(self) -> usize {
        match self {
            FirstSpikes::Winner => 1,
            FirstSpikes::Vote(spikes) => spikes,
        }
    }
}

/// The class that each neuron stands for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decoder {
    /// Class of each neuron; none when it never came first.
    names: Vec<Option<usize>>,
    /// Share of each class among the rows for which a neuron came first, neurons x classes; zeros when it never did.
    shares: Vec<Vec<f64>>,
}

impl Decoder {
    /// Names each neuron after the class for which it came first most often; the lower class wins a tie.
    ///
    /// `wins` are pairs (neuron, class) over the training rows: the only use of labels in unsupervised learning.
    pub fn name(neurons: usize, classes: usize, wins: impl IntoIterator<Item = (usize, usize)>) -> Self {
        let mut shares = vec![vec![0.0; classes]; neurons];
        for (neuron, class) in wins {
            shares[neuron][class] += 1.0;
        }
        for counts in &mut shares {
            let all = counts.iter().sum::<f64>().max(1.0);
            counts.iter_mut().for_each(|count| *count /= all);
        }
        Self::of_shares(shares)
    }

    /// Names each neuron after its largest share; `shares` (neurons x classes) are those of [`shares`](Decoder::shares).
    pub fn of_shares(shares: Vec<Vec<f64>>) -> Self {
        Self { names: shares.iter().map(|of| largest(of)).collect(), shares }
    }

    /// The same names, and for neurons without one that of `class`.
    pub fn name_idle(mut self, class: impl Fn(usize) -> usize) -> Self {
        for (neuron, name) in self.names.iter_mut().enumerate().filter(|(_, name)| name.is_none()) {
            let class = class(neuron);
            (*name, self.shares[neuron][class]) = (Some(class), 1.0);
        }
        self
    }

    /// Class of each neuron.
    pub fn names(&self) -> &[Option<usize>] {
        &self.names
    }

    /// Share of each class among the training rows for which a neuron came first, neurons x classes; zeros when it never
    /// did and has no name.
    pub fn shares(&self) -> &[Vec<f64>] {
        &self.shares
    }

    /// Reads a presentation: the class of the first neurons to fire, or of the one nearest to its threshold when none
    /// fired; nothing when these neurons have no name.
    pub fn read(&self, presentation: &Presentation, first: FirstSpikes) -> Option<usize> {
        let mut votes = vec![0.0; self.shares.first().map_or(0, Vec::len)];
        let mut heard = vec![false; self.names.len()];
        let first_time = |neuron: &usize| !std::mem::replace(&mut heard[*neuron], true);
        let fired: Vec<usize> = presentation.spikes.iter().map(|spike| spike.neuron).filter(first_time).collect();
        let voters = if fired.is_empty() { vec![presentation.closest] } else { fired };
        for (rank, &neuron) in voters.iter().take(first.spikes()).enumerate() {
            let weight = 1.0 / (rank + 1) as f64;
            votes.iter_mut().zip(&self.shares[neuron]).for_each(|(vote, share)| *vote += weight * share);
        }
        largest(&votes)
    }
}

/// Place of the largest positive value; the first of equals.
fn largest(values: &[f64]) -> Option<usize> {
    let (mut winner, mut most) = (None, 0.0);
    for (k, &value) in values.iter().enumerate() {
        if value > most {
            (winner, most) = (Some(k), value);
        }
    }
    winner
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Spike;

    fn fired(neurons: &[usize]) -> Presentation {
        let spikes = neurons.iter().enumerate().map(|(k, &neuron)| Spike { neuron, time: k as f64 });
        Presentation { spikes: spikes.collect(), ..Presentation::default() }
    }

    #[test]
    fn neurons_are_named_by_majority_and_idle_ones_stay_unnamed() {
        let decoder = Decoder::name(3, 2, [(0, 1), (0, 1), (0, 0), (2, 0), (2, 1)]);
        assert_eq!(decoder.names(), [Some(1), None, Some(0)]);
        assert_eq!(decoder.name_idle(|_| 0).names(), [Some(1), Some(0), Some(0)], "only idle ones get another name");
    }

    #[test]
    fn the_first_of_three_loses_to_two_agreeing_followers_only_when_their_ranks_outweigh_it() {
        let decoder = Decoder::name(4, 2, [(0, 0), (1, 1), (2, 1), (3, 1)]);
        assert_eq!(decoder.read(&fired(&[0, 1, 2]), FirstSpikes::Winner), Some(0));
        assert_eq!(decoder.read(&fired(&[0, 1, 2]), FirstSpikes::Vote(3)), Some(0), "1 against 1/2 + 1/3");
        assert_eq!(decoder.read(&fired(&[0, 1, 2, 3]), FirstSpikes::Vote(4)), Some(1), "1 against 1/2 + 1/3 + 1/4");
    }

    #[test]
    fn a_follower_that_stands_for_one_class_outvotes_a_winner_that_is_in_doubt() {
        let doubtful = [(0, 0), (0, 0), (0, 0), (0, 1), (0, 1)];
        let decoder = Decoder::name(2, 2, doubtful.into_iter().chain([(1, 1)]));
        assert_eq!(decoder.read(&fired(&[0, 1]), FirstSpikes::Winner), Some(0));
        assert_eq!(decoder.read(&fired(&[0, 1]), FirstSpikes::Vote(2)), Some(1), "3/5 against 2/5 + 1/2");
    }

    #[test]
    fn a_neuron_that_fires_again_votes_once() {
        let decoder = Decoder::name(3, 2, [(0, 0), (1, 1), (2, 1)]);
        assert_eq!(decoder.read(&fired(&[1, 0, 0, 0, 0]), FirstSpikes::Vote(5)), Some(1), "1 against 1/2");
        assert_eq!(decoder.read(&fired(&[0, 0, 1, 2]), FirstSpikes::Vote(3)), Some(0), "1 against 1/2 + 1/3");
    }

    #[test]
    fn silence_is_read_from_the_neuron_nearest_to_its_threshold() {
        let decoder = Decoder::name(2, 2, [(0, 0), (1, 1)]);
        let silent = Presentation { closest: 1, ..Presentation::default() };
        assert_eq!(decoder.read(&silent, FirstSpikes::Winner), Some(1));
        assert_eq!(Decoder::name(2, 2, []).read(&silent, FirstSpikes::Winner), None);
    }
}
