//! From the spikes of a presentation to a class, by each read-out that names neurons.

use learning::readout::Raster;
use learning::{Decoder, FirstSpikes, LearningError, Presentation, Sample, Supervision, name_neurons};

use crate::ReadOut;

/// Neurons named after the classes for which they won in training, once for each way of winning.
///
/// When no neuron fires twice, the first to fire has the shortest interval; when none fires, the one that came nearest to
/// its threshold wins in every way. Of equals the neuron with the lowest number wins, in a vote the lowest class.
#[derive(Clone, Debug)]
pub(crate) struct Decoding {
    pub vote: usize,
    /// Length of a presentation (s).
    pub duration: f64,
    first: Decoder,
    rate: Decoder,
    interval: Decoder,
}

impl Decoding {
    /// Names `neurons` by what the network showed for `samples`.
    pub fn name(
        (neurons, classes): (usize, usize),
        (vote, duration): (usize, f64),
        samples: &[Sample],
        shown: &[Presentation],
        supervision: Supervision,
    ) -> Result<Self, LearningError> {
        let first = name_neurons(neurons, classes, samples, shown, supervision);
        let by = |read_out| -> Result<Decoder, LearningError> {
            let winners = shown.iter().map(|shown| winner(shown, (neurons, duration), read_out));
            let winners = winners.collect::<Result<Vec<usize>, _>>()?;
            let wins = winners.into_iter().zip(samples).map(|(neuron, sample)| (neuron, sample.class));
            let decoder = Decoder::name(neurons, classes, wins);
            Ok(match supervision {
                Supervision::None => decoder,
                Supervision::Teacher { classes } => decoder.name_idle(|neuron| neuron % classes),
            })
        };
        Ok(Self { vote, duration, rate: by(ReadOut::Rate)?, interval: by(ReadOut::Interval)?, first })
    }

    /// Neurons that stand for classes already, from a trained network: shares as of [`Decoder::shares`]. All read-outs go by
    /// them.
    pub fn known(shares: Vec<Vec<f64>>, (vote, duration): (usize, f64)) -> Self {
        let decoder = Decoder::of_shares(shares);
        Self { vote, duration, first: decoder.clone(), rate: decoder.clone(), interval: decoder }
    }

    /// Share of each class among what each neuron won for in the way of `read_out`, neurons x classes.
    pub fn shares(&self, read_out: ReadOut) -> &[Vec<f64>] {
        self.decoder(read_out).shares()
    }

    /// Class of each neuron, by what it won for in the way of `read_out`.
    pub fn names(&self, read_out: ReadOut) -> &[Option<usize>] {
        self.decoder(read_out).names()
    }

    /// The class that a presentation says; none when the neurons that count have no name. Ridge regression, which names no
    /// neurons, is read as a vote.
    pub fn read(&self, shown: &Presentation, read_out: ReadOut) -> Result<Option<usize>, LearningError> {
        match read_out {
            ReadOut::Winner => Ok(self.first.read(shown, FirstSpikes::Winner)),
            ReadOut::Vote | ReadOut::Ridge => Ok(self.first.read(shown, FirstSpikes::Vote(self.vote))),
            ReadOut::Rate | ReadOut::Interval => {
                let names = self.names(read_out);
                Ok(names[winner(shown, (names.len(), self.duration), read_out)?])
            }
        }
    }

    fn decoder(&self, read_out: ReadOut) -> &Decoder {
        match read_out {
            ReadOut::Winner | ReadOut::Vote | ReadOut::Ridge => &self.first,
            ReadOut::Rate => &self.rate,
            ReadOut::Interval => &self.interval,
        }
    }
}

/// The neuron that wins a presentation among `neurons` that lasts `duration` (s).
fn winner(shown: &Presentation, (neurons, duration): (usize, f64), by: ReadOut) -> Result<usize, LearningError> {
    let raster = Raster::new(neurons, duration, &shown.spikes)?;
    let winner = match by {
        ReadOut::Winner | ReadOut::Vote | ReadOut::Ridge => raster.first(),
        ReadOut::Rate => raster.most_active(),
        ReadOut::Interval => raster.shortest_interval(),
    };
    Ok(winner.unwrap_or(shown.closest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use learning::Spike;

    fn shown(spikes: &[(usize, f64)]) -> Presentation {
        let spikes: Vec<Spike> = spikes.iter().map(|&(neuron, time)| Spike { neuron, time }).collect();
        Presentation { closest: spikes.first().map_or(2, |first| first.neuron), spikes, ..Presentation::default() }
    }

    /// Neuron 0 fires first, neuron 1 most often, neuron 2 with the shortest interval.
    const MIXED: [(usize, f64); 6] = [(0, 1.0), (1, 2.0), (1, 4.0), (1, 6.0), (2, 7.0), (2, 7.5)];

    #[test]
    fn each_read_out_names_and_reads_by_its_own_winner() {
        let samples: Vec<Sample> = (0..3).map(|class| Sample { spikes: Vec::new(), class }).collect();
        let training = [shown(&MIXED), shown(&[(1, 1.0), (1, 2.0)]), shown(&[])];
        let decoding = Decoding::name((3, 3), (2, 10.0), &samples, &training, Supervision::None).unwrap();
        assert_eq!(decoding.names(ReadOut::Winner), [Some(0), Some(1), Some(2)]);
        assert_eq!(decoding.names(ReadOut::Rate), [None, Some(0), Some(2)], "class 0 and 1 tie for neuron 1");
        assert_eq!(decoding.names(ReadOut::Interval), [None, Some(1), Some(0)], "class 0 and 2 tie for neuron 2");
        let read = |spikes: &[(usize, f64)], by| decoding.read(&shown(spikes), by).unwrap();
        assert_eq!([ReadOut::Winner, ReadOut::Rate, ReadOut::Interval].map(|by| read(&MIXED, by)), [Some(0); 3]);
        assert_eq!(read(&[(0, 1.0), (1, 2.0)], ReadOut::Interval), None, "none fires twice: neuron 0, without a name");
        assert_eq!(read(&[(0, 1.0), (1, 2.0)], ReadOut::Rate), None, "neuron 0 wins the tie");
        assert_eq!(read(&[], ReadOut::Rate), Some(2), "silence is read from the neuron nearest to its threshold");
    }
}
