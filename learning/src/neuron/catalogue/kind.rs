//! The models that a parameter file can name.

use devices::units::{self, Dimension};
use devices::wording::with_place;
use serde::de::DeserializeOwned;
use toml::Table;

use devices::spelling::nearest;

use super::LoadError;
use crate::neuron::{
    AdEx, Alif, FitzHughNagumo, HindmarshRose, HodgkinHuxley, Izhikevich, IzhikevichPublished, LifCoba, LifCuba,
    LifCurrent, Mat2, Neuron, NeuronError, NeuronLayer, Qif, Sfa, SpikeTiming, Threshold, UniformCable,
};

/// A model that parameter files can name, with what a reader wants to know of it.
pub trait Described: DeserializeOwned + 'static {
    /// Name of the model in files.
    const MODEL: &'static str;

    /// Who published the model, with DOI.
    const REFERENCE: &'static str;

    /// The equations with the names of the parameters, as lines of text.
    const EQUATIONS: &'static str;

    /// What the input is.
    const INPUT: Dimension;

    /// What its time is: seconds, or a plain number where the equations have no units.
    const TIME: Dimension = units::TIME;
}

/// A model that a file can name.
#[derive(Debug)]
pub struct Kind {
    /// Name in files.
    pub name: &'static str,
    /// Who published it, with DOI.
    pub reference: &'static str,
    /// Its equations, as lines of text.
    pub equations: &'static str,
    /// What the input is.
    pub input: Dimension,
    /// What its time is.
    pub time: Dimension,
    build: Build,
}

/// Reads and checks the parameters of the set that is named, and makes so many neurons of them.
type Build = fn(&str, &Table, usize, SpikeTiming) -> Result<Box<dyn NeuronLayer>, LoadError>;

/// Every model, one line each; `on_grid` where it also follows the rules of simulators with a grid.
const KINDS: &[Kind] = &[
    Kind::on_grid::<LifCurrent>(),
    Kind::on_grid::<LifCuba>(),
    Kind::on_grid::<LifCoba>(),
    Kind::on_grid::<Alif>(),
    Kind::on_grid::<Mat2>(),
    Kind::on_grid::<Sfa>(),
    Kind::free::<Qif>(),
    Kind::free::<AdEx>(),
    Kind::free::<Izhikevich>(),
    Kind::free::<IzhikevichPublished>(),
    Kind::free::<HodgkinHuxley>(),
    Kind::free::<FitzHughNagumo>(),
    Kind::free::<HindmarshRose>(),
    Kind::of::<UniformCable>(|name, parameters, count, timing| {
        read::<UniformCable>(name, parameters)?.layer(count, timing).map_err(|error| range(name, error))
    }),
];

impl Kind {
    const fn on_grid<N: Described + Threshold>() -> Kind {
        Kind::of::<N>(|name, parameters, count, timing| {
            let neuron: N = read(name, parameters)?;
            timing.layer(neuron, count).map_err(|error| range(name, error))
        })
    }

    const fn free<N: Described + Neuron>() -> Kind {
        Kind::of::<N>(|name, parameters, count, timing| {
            timing.free_layer(read::<N>(name, parameters)?, count).map_err(|error| range(name, error))
        })
    }

    const fn of<N: Described>(build: Build) -> Kind {
        let (name, reference, equations) = (N::MODEL, N::REFERENCE, N::EQUATIONS);
        Kind { name, reference, equations, input: N::INPUT, time: N::TIME, build }
    }

    pub(super) fn build(
        &self,
        name: &str,
        parameters: &Table,
        count: usize,
        timing: SpikeTiming,
    ) -> Result<Box<dyn NeuronLayer>, LoadError> {
        (self.build)(name, parameters, count, timing)
    }
}

fn read<N: Described>(name: &str, parameters: &Table) -> Result<N, LoadError> {
    // through text, so that the message shows the line at fault
    let value = |error: toml::de::Error| LoadError::Value { name: name.into(), message: with_place(&error) };
    toml::from_str(&parameters.to_string()).map_err(value)
}

fn range(name: &str, error: NeuronError) -> LoadError {
    LoadError::Range { name: name.into(), error }
}

/// The model called `model`, for the set `name`.
pub(super) fn find(name: &str, model: &str) -> Result<&'static Kind, LoadError> {
    KINDS.iter().find(|kind| kind.name == model).ok_or_else(|| LoadError::UnknownModel {
        name: name.into(),
        model: model.into(),
        nearest: nearest(model, KINDS.iter().map(|kind| kind.name)),
        all: KINDS.iter().map(|kind| kind.name).collect::<Vec<_>>().join(", "),
    })
}
