//! Reading a network with plasticity off.

use learning::supervised::{Ridge, features};
use learning::{Audience, LearningError, Network, Presentation, Sample, infer, infer_before, mean_energy};

use crate::decoding::Decoding;
use crate::{Prediction, ReadOut, RunError, Setup, Snapshot, Split};

/// The rows of a split, encoded.
pub(crate) struct Rows<'a> {
    /// Which rows train and which test.
    pub split: &'a Split,
    /// All rows of the data set.
    pub samples: &'a [Sample],
}

impl Rows<'_> {
    /// Some of the rows.
    pub fn of(&self, rows: &[usize]) -> Vec<Sample> {
        rows.iter().map(|&row| self.samples[row].clone()).collect()
    }
}

/// What a network says.
pub(crate) struct Reading {
    /// Class that each neuron stands for.
    pub names: Vec<Option<usize>>,
    /// Share of each class among the training rows for which a neuron won, neurons x classes.
    pub shares: Vec<Vec<f64>>,
    /// The test rows.
    pub predictions: Vec<Prediction>,
    /// Mean energy of a test presentation (J).
    pub energy: f64,
}

/// No neuron inhibits another. The spikes that a read-out uses are the same as if inhibition came after the last of them.
pub(crate) const ALL: usize = usize::MAX;

impl Setup {
    /// Shows the training rows, which name the neurons and fit the regression, then the test rows, to an audience.
    pub(crate) fn read(
        &self,
        network: &mut Network,
        rows: &Rows<'_>,
        audience: &mut dyn Audience,
    ) -> Result<Reading, RunError> {
        let (train, test) = (rows.of(&rows.split.train), rows.of(&rows.split.test));
        let known = infer(network, &train, ALL)?;
        let decoding = self.decoding(&train, &known)?;
        let shown = infer_before(network, &test, ALL, audience)?;
        let ridge = self.regression(network, &train, &known)?;
        let ridge = self.first_spikes(network, &test, &shown)?.into_iter().map(|times| ridge.classify(&times));
        let again = |presentation: &Presentation, read_out| -> Result<Option<usize>, LearningError> {
            if self.fires_again() { decoding.read(presentation, read_out) } else { Ok(None) }
        };
        let predictions = rows.split.test.iter().zip(&shown).zip(ridge).map(|((&sample, presentation), ridge)| {
            Ok(Prediction {
                sample,
                class: self.data.labels[sample],
                fired: !presentation.spikes.is_empty(),
                winner: decoding.read(presentation, ReadOut::Winner)?,
                vote: decoding.read(presentation, ReadOut::Vote)?,
                ridge,
                rate: again(presentation, ReadOut::Rate)?,
                interval: again(presentation, ReadOut::Interval)?,
            })
        });
        let predictions = predictions.collect::<Result<_, LearningError>>()?;
        let read_out = self.experiment.training.read.into();
        let (names, shares) = (decoding.names(read_out).to_vec(), decoding.shares(read_out).to_vec());
        Ok(Reading { names, shares, predictions, energy: mean_energy(&shown) })
    }

    fn decoding(&self, train: &[Sample], known: &[Presentation]) -> Result<Decoding, LearningError> {
        let size = (self.columns(), self.data.classes.len());
        let how = (self.experiment.training.vote, self.experiment.spikes.presentation);
        Decoding::name(size, how, train, known, self.supervision())
    }

    /// Ridge regression on first-spike times, fitted to the training rows with what the network showed for them at its own
    /// thresholds.
    pub(crate) fn regression(
        &self,
        network: &mut Network,
        train: &[Sample],
        shown: &[Presentation],
    ) -> Result<Ridge, RunError> {
        let times = self.first_spikes(network, train, shown)?;
        let labels: Vec<usize> = train.iter().map(|sample| sample.class).collect();
        Ok(Ridge::fit(&times, &labels, self.data.classes.len(), &Ridge::lambdas())?)
    }

    /// What the regression sees of each sample: first-spike features of all neurons at each of the thresholds at which they
    /// are read, length thresholds x neurons; `shown` is what the network showed at its own.
    pub(crate) fn first_spikes(
        &self,
        network: &mut Network,
        samples: &[Sample],
        shown: &[Presentation],
    ) -> Result<Vec<Vec<f64>>, RunError> {
        let (neurons, duration) = (self.columns(), self.experiment.spikes.presentation);
        let decay = self.experiment.training.ridge_decay;
        let own = network.neurons().thresholds().to_vec();
        let mut rows = vec![Vec::new(); samples.len()];
        let mut append = |shown: &[Presentation]| {
            let features = shown.iter().map(|shown| match decay {
                Some(tau) => features::first_spike_traces(&shown.spikes, neurons, tau),
                None => features::first_spikes(&shown.spikes, neurons, duration),
            });
            rows.iter_mut().zip(features).for_each(|(row, features)| row.extend(features));
        };
        for &share in &self.experiment.training.ridge_thresholds {
            if share < 1.0 {
                network.neurons_mut().set_thresholds(&own.iter().map(|v_th| share * v_th).collect::<Vec<_>>());
                append(&infer(network, samples, ALL)?);
            } else {
                append(shown);
            }
        }
        network.neurons_mut().set_thresholds(&own);
        Ok(rows)
    }

    /// The network as it stands after an epoch; `training_energy` (J) is the mean of a presentation in it.
    pub(crate) fn snapshot(
        &self,
        network: &mut Network,
        rows: &Rows<'_>,
        epoch: usize,
        training_energy: f64,
    ) -> Result<Snapshot, RunError> {
        // Reading that moves devices would let test rows train the network.
        let shown = rows.samples.iter().map(|sample| sample.spikes.as_slice());
        let test_accuracy = if network.reads_leave_no_mark(shown) { self.glance(network, rows)? } else { f64::NAN };
        Ok(Snapshot {
            conductances: network.circuit().conductances().to_vec(),
            thresholds: network.neurons().thresholds().to_vec(),
            epoch,
            test_accuracy,
            training_energy,
        })
    }

    /// Accuracy by the experiment's read-out on the rows that a snapshot looks at.
    fn glance(&self, network: &mut Network, rows: &Rows<'_>) -> Result<f64, RunError> {
        let snapshots = self.experiment.training.snapshots;
        let (train, test) =
            (rows.of(&snapshots.choose(&rows.split.train)), rows.of(&snapshots.choose(&rows.split.test)));
        let [one, voters] = if self.fires_again() { [ALL; 2] } else { [1, self.experiment.training.vote] };
        let known = infer(network, &train, one)?;
        let decoding = self.decoding(&train, &known)?;
        let shown = infer(network, &test, voters)?;
        let read = self.experiment.training.read.into();
        let classes = shown.iter().map(|presentation| decoding.read(presentation, read));
        let classes = classes.collect::<Result<Vec<_>, _>>()?;
        let right = classes.iter().zip(&test).filter(|(class, sample)| **class == Some(sample.class)).count();
        Ok(right as f64 / test.len().max(1) as f64)
    }
}
