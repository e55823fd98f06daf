//! The embedded parameter sets.

use super::Entry;
use crate::spelling::{did_you_mean, nearest};

/// Name and text of a file in `devices/parameters`.
macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../parameters/", $name, ".toml")))),*]
    };
}

/// One line per file, so that sets can be added side by side.
const FILES: &[(&str, &str)] = files![
    "bfo_demo",
    "bfo_demo_step",
    "bfo_demo_scalar",
    "lammie2020_vteam",
    "gruverman_demo",
    "hzo_bilayer_ftj_demo",
    "schottky_demo",
    "sinh_demo",
    "fefet_demo",
    "strukov2008_hp",
    "strukov2008_hp_biolek_demo",
    "kvatinsky2013_team",
    "yakopcic2013",
    "yakopcic2013_high_threshold",
    "lammie2020_stanford_pku",
    "stanford_pku_noise_demo",
    "messaris2018_tiox_dut1",
    "messaris2018_tiox_dut2_demo",
    "messaris2018_taox",
    "messaris2018_taox_tio2_demo",
    "cueppers2019_jart_vcm",
    "bengel2020_jart_vcm",
    "knowm_mss",
    "nugent2014_ag_chalcogenide",
    "nugent2014_aist",
    "nugent2014_gst",
    "nugent2014_wox",
    "chen2018_neurosim",
    "lookup_demo",
    "pcm_demo",
    "chanthbouala2012_demo",
    "quindeau2014_demo",
    "preisach_demo",
    "materlik2015_landau_demo",
    "alessandri2019_hzo",
    "deng2020_hzo_8nm",
    "deng2020_hzo_10nm",
    "deng2020_mfm",
    "deng2020_fefet_demo",
    "kai_demo",
    "tagantsev_demo",
    "gauss_demo",
    "jo_lorentz_demo",
];

/// A name that is not in the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no parameter set `{name}`{} All sets: {}", did_you_mean(nearest), names().join(", "))]
pub struct UnknownName {
    /// The name that was asked for.
    pub name: String,
    /// The most similar name.
    pub nearest: &'static str,
}

/// Names of all embedded parameter sets.
pub fn names() -> Vec<&'static str> {
    FILES.iter().map(|(name, _)| *name).collect()
}

/// The embedded set called `name`.
///
/// # Errors
/// [`UnknownName`] with the most similar name.
pub fn find(name: &str) -> Result<Entry, UnknownName> {
    match FILES.iter().find(|(known, _)| *known == name) {
        Some((name, text)) => {
            Ok(Entry::parse(name, text).unwrap_or_else(|error| panic!("embedded set is broken: {error}")))
        }
        None => {
            let nearest = nearest(name, FILES.iter().map(|(known, _)| *known));
            Err(UnknownName { name: name.to_owned(), nearest })
        }
    }
}
