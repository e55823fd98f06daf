//! The models that a parameter file can name.

use std::fmt::Debug;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use toml::Table;

use super::{LoadError, read_table};
use crate::error::ModelError;
use crate::ferroelectric::{EquivalentTime, Junction, LandauKhalatnikov, Preisach, Zones};
use crate::memristor::{
    HpDrift, JartVcm, LookUp, Messaris, MetastableSwitch, PhaseChange, PulseModel, StanfordPku, Team, Vteam, Yakopcic,
};
use crate::model::DeviceArray;
use crate::spelling::nearest;
use crate::spice::Subcircuit;

/// Parameters of one model, as a file gives them.
pub trait Parameters: Clone + Debug + DeserializeOwned + Send + Sync + 'static {
    /// Name of the model in files.
    const MODEL: &'static str;

    /// Who published the model, with DOI.
    const REFERENCE: &'static str;

    /// The equations with the names of the parameters, as lines of text.
    const EQUATIONS: &'static str;

    /// Writes the model as a subcircuit of ngspice; none where no such text exists.
    const SUBCIRCUIT: Option<fn(&Self) -> Subcircuit> = None;

    /// Checks every parameter.
    ///
    /// # Errors
    /// [`ModelError`] names the first parameter that is out of range.
    fn validate(&self) -> Result<(), ModelError>;

    /// `count` devices, all OFF; `seed` decides everything random about them. The parameters have been checked.
    fn array(&self, count: usize, seed: u64) -> Box<dyn DeviceArray>;
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
    /// Whether it is written as a subcircuit of ngspice.
    pub has_subcircuit: bool,
    read: Read,
}

/// Reads and checks the parameters of the set that is named.
type Read = fn(&str, &Table) -> Result<Arc<dyn AnyParameters>, LoadError>;

/// Every model, one line each.
const KINDS: &[Kind] = &[
    Kind::of::<Junction>(),
    Kind::of::<EquivalentTime>(),
    Kind::of::<Vteam>(),
    Kind::of::<HpDrift>(),
    Kind::of::<Team>(),
    Kind::of::<Yakopcic>(),
    Kind::of::<StanfordPku>(),
    Kind::of::<Messaris>(),
    Kind::of::<JartVcm>(),
    Kind::of::<MetastableSwitch>(),
    Kind::of::<PulseModel>(),
    Kind::of::<LookUp>(),
    Kind::of::<PhaseChange>(),
    Kind::of::<Zones>(),
    Kind::of::<Preisach>(),
    Kind::of::<LandauKhalatnikov>(),
];

/// Every model.
pub fn kinds() -> &'static [Kind] {
    KINDS
}

/// [`Parameters`] of any model.
pub(super) trait AnyParameters: Debug + Send + Sync {
    fn array(&self, count: usize, seed: u64) -> Box<dyn DeviceArray>;

    /// Name of the model in files.
    fn model(&self) -> &'static str;

    fn subcircuit(&self) -> Option<Subcircuit>;
}

impl<P: Parameters> AnyParameters for P {
    fn array(&self, count: usize, seed: u64) -> Box<dyn DeviceArray> {
        Parameters::array(self, count, seed)
    }

    fn model(&self) -> &'static str {
        P::MODEL
    }

    fn subcircuit(&self) -> Option<Subcircuit> {
        P::SUBCIRCUIT.map(|write| write(self))
    }
}

impl Kind {
    const fn of<P: Parameters>() -> Kind {
        Kind {
            name: P::MODEL,
            reference: P::REFERENCE,
            equations: P::EQUATIONS,
            has_subcircuit: P::SUBCIRCUIT.is_some(),
            read: read::<P>,
        }
    }

    pub(super) fn read(&self, name: &str, parameters: &Table) -> Result<Arc<dyn AnyParameters>, LoadError> {
        (self.read)(name, parameters)
    }
}

fn read<P: Parameters>(name: &str, parameters: &Table) -> Result<Arc<dyn AnyParameters>, LoadError> {
    let parameters: P = read_table(name, parameters)?;
    parameters.validate().map_err(|error| LoadError::Range { name: name.into(), error })?;
    Ok(Arc::new(parameters))
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
