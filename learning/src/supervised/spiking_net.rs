//! Two layers of leaky neurons: their course in time, and the gradient back through it.

use super::dense::Dense;
use super::leaky::Leaky;
use super::loss::{Readout, cross_entropy};
use super::surrogate::Surrogate;
use super::trainer::Trainable;
use super::{SupervisedError, largest};

/// Inputs of one presentation: row-major steps x inputs.
pub type Pattern = Vec<f64>;

/// Inputs, hidden neurons and output neurons, fully joined; a spike is seen by the next layer in the same step.
#[derive(Clone, Debug, PartialEq)]
pub struct SpikingNet {
    /// The weights.
    pub dense: Dense,
    neuron: Leaky,
    surrogate: Surrogate,
    readout: Readout,
}

/// Potentials and spikes of one layer, row-major steps x neurons.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LayerCourse {
    /// Potentials before the reset.
    pub potentials: Vec<f64>,
    /// 1 where a neuron fires, else 0.
    pub spikes: Vec<f64>,
}

/// What both layers did: hidden, then output.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NetCourse {
    /// The two layers.
    pub layers: [LayerCourse; 2],
}

impl SpikingNet {
    /// Neurons of one kind on these weights.
    ///
    /// # Errors
    /// [`SupervisedError::Setting`] for an impossible neuron.
    pub fn new(
        dense: Dense,
        neuron: Leaky,
        surrogate: Surrogate,
        readout: Readout,
    ) -> Result<SpikingNet, SupervisedError> {
        neuron.check()?;
        Ok(SpikingNet { dense, neuron, surrogate, readout })
    }

    /// The neurons.
    pub fn neuron(&self) -> Leaky {
        self.neuron
    }

    /// The same neurons on other weights.
    ///
    /// # Panics
    /// When the numbers of neurons differ.
    pub fn with_weights(&self, dense: Dense) -> SpikingNet {
        assert_eq!(dense.sizes(), self.dense.sizes(), "the same layers");
        SpikingNet { dense, ..self.clone() }
    }

    /// Presents a pattern.
    ///
    /// # Panics
    /// When the pattern is not whole steps of the network's inputs.
    pub fn run(&self, pattern: &[f64]) -> NetCourse {
        self.run_with(pattern, |distance| if distance > 0.0 { 1.0 } else { 0.0 })
    }

    /// The course with spikes `fire(potential - threshold)`.
    pub(super) fn run_with(&self, pattern: &[f64], fire: impl Fn(f64) -> f64 + Copy) -> NetCourse {
        let [inputs, hidden, outputs] = self.dense.sizes();
        assert!(pattern.len().is_multiple_of(inputs), "a pattern has whole steps of {inputs} inputs");
        let mut course = NetCourse::default();
        let [first, second] = &mut course.layers;
        self.run_layer(0, pattern, hidden, first, fire);
        self.run_layer(1, &first.spikes, outputs, second, fire);
        course
    }

    fn run_layer(
        &self,
        layer: usize,
        sources: &[f64],
        neurons: usize,
        course: &mut LayerCourse,
        fire: impl Fn(f64) -> f64,
    ) {
        // the first step finds `start` itself, not what a leak leaves of it
        let (mut u, mut s) = (vec![self.neuron.start / self.neuron.beta; neurons], vec![0.0; neurons]);
        let mut sums = vec![0.0; neurons];
        for sources in sources.chunks_exact(self.dense.sizes()[layer]) {
            self.dense.sums(layer, sources, &mut sums);
            for ((u, s), sum) in u.iter_mut().zip(&mut s).zip(&sums) {
                *u = self.neuron.next(*u, *s, *sum);
                *s = fire(*u - self.neuron.threshold);
            }
            course.potentials.extend(&u);
            course.spikes.extend(&s);
        }
    }

    /// Value of each output, as the read-out says.
    pub fn values(&self, course: &NetCourse) -> Vec<f64> {
        self.readout.values(&course.layers[1].spikes, self.dense.sizes()[2])
    }

    /// Adds to `gradient` the slopes of the loss against all weights, the slope of a spike replaced by the surrogate, the
    /// way through the reset included; returns the loss.
    pub(super) fn backward(&self, pattern: &[f64], course: &NetCourse, label: usize, gradient: &mut [f64]) -> f64 {
        let [inputs, hidden, _] = self.dense.sizes();
        let (loss, slopes) = cross_entropy(&self.values(course), label);
        let [first, second] = &course.layers;
        let (into_first, into_second) = gradient.split_at_mut(inputs * hidden);
        let spikes = self.readout.backward(&second.spikes, &slopes);
        let potentials = self.layer_backward(second, &spikes, slopes.len());
        add_products(&first.spikes, &potentials, [hidden, slopes.len()], into_second);
        let spikes = self.through_weights(&potentials);
        let potentials = self.layer_backward(first, &spikes, hidden);
        add_products(pattern, &potentials, [inputs, hidden], into_first);
        loss
    }

    /// From slopes against the spikes of a layer to slopes against its potentials, last step first.
    fn layer_backward(&self, course: &LayerCourse, spikes: &[f64], neurons: usize) -> Vec<f64> {
        let mut slopes = vec![0.0; spikes.len()];
        let mut later = vec![0.0; neurons]; // slope against the potential of the next step
        for t in (0..spikes.len() / neurons).rev() {
            for (neuron, later) in later.iter_mut().enumerate() {
                let k = t * neurons + neuron;
                let (u, s) = (course.potentials[k], course.spikes[k]);
                let (by_u, by_s) = self.neuron.slopes(u, s);
                let spike = spikes[k] + *later * by_s;
                *later = spike * self.surrogate.slope(u - self.neuron.threshold) + *later * by_u;
                slopes[k] = *later;
            }
        }
        slopes
    }

    /// From slopes against the potentials of the output neurons to slopes against the hidden spikes.
    fn through_weights(&self, potentials: &[f64]) -> Vec<f64> {
        let [_, hidden, outputs] = self.dense.sizes();
        let weights = self.dense.layer(1);
        let slope = |step: &[f64], neuron: usize| {
            let row = &weights[neuron * outputs..][..outputs];
            row.iter().zip(step).map(|(weight, slope)| weight * slope).sum::<f64>()
        };
        potentials.chunks_exact(outputs).flat_map(|step| (0..hidden).map(move |neuron| slope(step, neuron))).collect()
    }
}

/// Adds products of sources and slopes over all steps to a gradient, sources x targets.
fn add_products(sources: &[f64], slopes: &[f64], [inputs, outputs]: [usize; 2], gradient: &mut [f64]) {
    for (sources, slopes) in sources.chunks_exact(inputs).zip(slopes.chunks_exact(outputs)) {
        for (row, &source) in gradient.chunks_exact_mut(outputs).zip(sources).filter(|(_, source)| **source != 0.0) {
            row.iter_mut().zip(slopes).for_each(|(sum, slope)| *sum += source * slope);
        }
    }
}

impl Trainable for SpikingNet {
    fn dense(&self) -> &Dense {
        &self.dense
    }

    fn dense_mut(&mut self) -> &mut Dense {
        &mut self.dense
    }

    fn gradient(&self, pattern: &[f64], label: usize, gradient: &mut [f64]) -> f64 {
        self.backward(pattern, &self.run(pattern), label, gradient)
    }

    fn classify(&self, pattern: &[f64]) -> usize {
        largest(&self.values(&self.run(pattern)))
    }
}

#[cfg(test)]
#[path = "spiking_net_tests.rs"]
mod tests;
