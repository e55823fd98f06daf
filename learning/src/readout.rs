//! What spikes say about each neuron: mean rate, first spike, intervals; and which neuron wins.
//!
//! In every decision the lowest number wins a tie, silent neurons never win, and when all are silent nobody does.

use crate::{LearningError, Spike};
use devices::units::engineering;

/// The spikes of a layer of neurons within a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Raster {
    /// Spike times of each neuron (s), ascending.
    trains: Vec<Vec<f64>>,
    duration: f64,
}

/// What the intervals between the spikes of a neuron say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Intervals {
    /// Mean interval (s); none for fewer than two spikes.
    pub mean: Option<f64>,
    /// Standard deviation of the intervals over their mean, all intervals taken as the whole population; none for fewer
    /// than three spikes, or when all are at one time.
    pub cv: Option<f64>,
    /// One over the mean interval (Hz); 0 for fewer than two spikes.
    pub rate: f64,
}

impl Raster {
    /// Sorts `spikes` by neuron; they are those between 0 s and `duration` (s).
    ///
    /// # Errors
    /// [`LearningError::Setting`] when the duration is not positive or a spike lies outside, or comes from a neuron that
    /// does not exist.
    pub fn new(neurons: usize, duration: f64, spikes: &[Spike]) -> Result<Self, LearningError> {
        let refuse = |name, value, expected| Err(LearningError::Setting { name, value, expected });
        if !(duration > 0.0 && duration.is_finite()) {
            return refuse("duration", engineering(duration, "s"), "it must be a positive time");
        }
        let mut trains = vec![Vec::new(); neurons];
        for spike in spikes {
            if !(0.0..=duration).contains(&spike.time) {
                return refuse(
                    "spike",
                    format!("at {}", engineering(spike.time, "s")),
                    "spikes lie between 0 s and `duration`",
                );
            }
            match trains.get_mut(spike.neuron) {
                Some(train) => train.push(spike.time),
                None => return refuse("spike", format!("of neuron {}", spike.neuron), "there are fewer neurons"),
            }
        }
        trains.iter_mut().for_each(|train: &mut Vec<f64>| train.sort_by(f64::total_cmp));
        Ok(Self { trains, duration })
    }

    /// Spikes of each neuron over the duration (Hz).
    pub fn rates(&self) -> Vec<f64> {
        self.trains.iter().map(|train| train.len() as f64 / self.duration).collect()
    }

    /// Time of the first spike of each neuron (s); none for a silent one.
    pub fn first_spikes(&self) -> Vec<Option<f64>> {
        self.trains.iter().map(|train| train.first().copied()).collect()
    }

    /// What the intervals of each neuron say.
    pub fn intervals(&self) -> Vec<Intervals> {
        self.trains.iter().map(|train| intervals(train)).collect()
    }

    /// The neuron with the most spikes.
    pub fn most_active(&self) -> Option<usize> {
        let active = self.trains.iter().enumerate().filter(|(_, train)| !train.is_empty());
        active.reduce(|best, next| if next.1.len() > best.1.len() { next } else { best }).map(|(neuron, _)| neuron)
    }

    /// The neuron with the shortest mean interval; none when no neuron fires twice.
    pub fn shortest_interval(&self) -> Option<usize> {
        let means = self.intervals().into_iter().map(|intervals| intervals.mean).enumerate();
        let regular = means.filter_map(|(neuron, mean)| Some((neuron, mean?)));
        regular.reduce(|best, next| if next.1 < best.1 { next } else { best }).map(|(neuron, _)| neuron)
    }

    /// The neuron that fires first.
    pub fn first(&self) -> Option<usize> {
        let firsts = self.first_spikes().into_iter().enumerate();
        let fired = firsts.filter_map(|(neuron, time)| Some((neuron, time?)));
        fired.reduce(|best, next| if next.1 < best.1 { next } else { best }).map(|(neuron, _)| neuron)
    }
}

fn intervals(train: &[f64]) -> Intervals {
    let intervals: Vec<f64> = train.windows(2).map(|pair| pair[1] - pair[0]).collect();
    if intervals.is_empty() {
        return Intervals { mean: None, cv: None, rate: 0.0 };
    }
    let count = intervals.len() as f64;
    let mean = intervals.iter().sum::<f64>() / count;
    let variance = intervals.iter().map(|interval| (interval - mean).powi(2)).sum::<f64>() / count;
    let cv = (intervals.len() > 1 && mean > 0.0).then(|| variance.sqrt() / mean);
    Intervals { mean: Some(mean), cv, rate: 1.0 / mean }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn raster(trains: &[&[f64]], duration: f64) -> Raster {
        let of = |(neuron, train): (usize, &&[f64])| train.iter().map(move |&time| Spike { neuron, time }).collect();
        let spikes: Vec<Vec<Spike>> = trains.iter().enumerate().map(of).collect();
        Raster::new(trains.len(), duration, &spikes.concat()).unwrap()
    }

    /// Numbers of a list; none for null.
    fn numbers(value: &Value) -> Vec<Option<f64>> {
        value.as_array().unwrap().iter().map(Value::as_f64).collect()
    }

    #[test]
    fn rates_first_spikes_and_intervals_are_those_of_the_reference() {
        let text = include_str!("../../tests/golden/spiking/encodings/golden.json");
        let golden = &serde_json::from_str::<Value>(text).unwrap()["decoders"];
        let train = |neuron: &str| numbers(&golden["raster"][neuron]).into_iter().flatten().collect::<Vec<f64>>();
        let trains = ["0", "1", "2"].map(train);
        let raster = raster(&[&trains[0], &trains[1], &trains[2]], golden["T"].as_f64().unwrap());
        assert_eq!(raster.rates().into_iter().map(Some).collect::<Vec<_>>(), numbers(&golden["rate"]));
        assert_eq!(raster.first_spikes(), numbers(&golden["ttfs"]));
        assert_eq!(raster.most_active(), golden["winner_rate"].as_u64().map(|neuron| neuron as usize));
        assert_eq!(raster.first(), golden["winner_ttfs"].as_u64().map(|neuron| neuron as usize));
        let intervals = raster.intervals();
        assert_eq!(intervals.iter().map(|of| of.mean).collect::<Vec<_>>(), numbers(&golden["mean_isi"]));
        assert_eq!(intervals.iter().map(|of| of.cv).collect::<Vec<_>>(), numbers(&golden["cv_isi"]));
        assert_eq!(intervals.iter().map(|of| Some(of.rate)).collect::<Vec<_>>(), numbers(&golden["rate_from_isi"]));
    }

    #[test]
    fn the_lowest_number_wins_a_tie_and_silence_never_wins() {
        let tied = raster(&[&[], &[3.0, 5.0], &[3.0, 4.0]], 10.0);
        assert_eq!((tied.most_active(), tied.first()), (Some(1), Some(1)));
        let paired = raster(&[&[1.0], &[2.0, 5.0], &[6.0, 9.0], &[3.0, 7.0]], 10.0);
        assert_eq!(paired.shortest_interval(), Some(1), "two intervals of 3 s; one spike has no interval");
        let silent = raster(&[&[], &[]], 10.0);
        assert_eq!(silent.shortest_interval(), None);
        assert_eq!((silent.most_active(), silent.first()), (None, None));
    }

    #[test]
    fn the_order_in_which_spikes_are_given_does_not_matter() {
        assert_eq!(raster(&[&[5.0, 2.0, 9.0]], 10.0), raster(&[&[9.0, 5.0, 2.0]], 10.0));
    }

    #[test]
    fn spikes_that_cannot_be_are_refused() {
        assert!(Raster::new(1, 0.0, &[]).is_err());
        assert!(Raster::new(1, 1.0, &[Spike { neuron: 1, time: 0.5 }]).is_err());
        assert!(Raster::new(1, 1.0, &[Spike { neuron: 0, time: f64::NAN }]).is_err());
    }
}
