//! Device models as subcircuits of ngspice: the equations of the model with the values of one parameter set.
//!
//! The state of a device is the voltage of a node of its own, on a capacitor that a source charges at the rate of the
//! state equation. One file per model; models without a file say so by [`SubcircuitError`].

mod hp_drift;
mod vteam;
mod window;
mod yakopcic;

pub(crate) use hp_drift::hp_drift;
pub(crate) use vteam::vteam;
pub(crate) use yakopcic::yakopcic;

/// A device model as a subcircuit of ngspice.
///
/// Its pins are the node of the word line, the node of the bit line, and the position, whose voltage runs from 0 V (off)
/// to 1 V (on) as [`DeviceArray::program`](crate::DeviceArray::program) counts it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subcircuit {
    /// Name by which an instance calls it.
    pub name: &'static str,
    /// Lines from `.subckt` to `.ends`, each with its end of line.
    pub text: String,
}

/// Why devices have no subcircuit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubcircuitError {
    /// Nobody has written the model down for ngspice.
    #[error("the model `{model}` is not written as a subcircuit of ngspice; choose a device of one of: {written}")]
    Model {
        /// The model.
        model: &'static str,
        /// All models that are.
        written: String,
    },
    /// Imperfections are layers of this program.
    #[error("devices with imperfections have no subcircuit; remove the table `imperfections`")]
    Imperfections,
    /// A subcircuit has the electrodes of its parameter set.
    #[error(
        "devices that are turned round have no subcircuit; write them as they are and exchange their nodes in the netlist"
    )]
    Reversed,
}

/// Capacitance of the state (F). The rates cancel it; 1 uF keeps the currents of states that move within nanoseconds to
/// seconds between 1e-9 A and 1e3 A, far above `abstol`.
const STATE_CAPACITANCE: f64 = 1e-6;

/// Part of the range in which a motion at full speed comes to rest at a bound. A rate that jumps to zero there has
/// backward steps without a solution, which ngspice halves for ever.
const BOUND: f64 = 1e-6;

/// A subcircuit of a model whose position moves at `rate` (1/s) and whose current is `current` (A), both expressions of
/// [`VOLTAGE`] and [`POSITION`]; `equation` says in a comment what they are.
fn subcircuit(name: &'static str, equation: &str, rate: &str, current: &str) -> Subcircuit {
    let capacitance = number(STATE_CAPACITANCE);
    let comment: String = equation.lines().map(|line| format!("* {line}\n")).collect();
    let text = format!(
        ".subckt {name} word bit position\n{comment}Cposition position 0 {capacitance}\n\
         Bposition 0 position I = {capacitance}*({rate})\nBdevice word bit I = {current}\n.ends {name}\n"
    );
    Subcircuit { name, text }
}

/// Voltage across the device (V).
const VOLTAGE: &str = "V(word,bit)";

/// Position, 0 off to 1 on.
const POSITION: &str = "V(position)";

/// A number as ngspice reads it, all digits kept.
fn number(value: f64) -> String {
    if value < 0.0 { format!("({value:e})") } else { format!("{value:e}") }
}

/// The rate expression of a model that moves beyond `above` (V) by `up`, below `below` (V) by `down` (1/s), else not.
fn beyond_thresholds(above: f64, up: &str, below: f64, down: &str) -> String {
    let (above, below) = (number(above), number(below));
    format!("{VOLTAGE} > {above} ? {up} : ({VOLTAGE} < {below} ? {down} : 0)")
}

#[cfg(test)]
mod tests {
    use toml::Table;

    use super::*;
    use crate::catalogue;

    fn subcircuit_of(name: &str, changes: &str) -> Result<Subcircuit, SubcircuitError> {
        catalogue::load(name, &changes.parse().unwrap()).unwrap().subcircuit()
    }

    #[test]
    fn every_set_of_a_model_with_a_subcircuit_has_one_and_the_others_name_those_models() {
        for name in catalogue::names() {
            let entry = catalogue::find(name).unwrap();
            match entry.device(&Table::new()).unwrap().subcircuit() {
                Ok(subcircuit) => {
                    assert!(["hp_drift", "vteam", "yakopcic"].contains(&subcircuit.name), "{name}");
                    assert!(subcircuit.text.starts_with(&format!(".subckt {} word bit position\n", entry.model)));
                }
                Err(SubcircuitError::Model { model, written }) => {
                    assert_eq!(model, entry.model);
                    assert_eq!(written, "vteam, hp_drift, yakopcic");
                }
                Err(SubcircuitError::Imperfections) => assert!(!entry.imperfections.is_empty(), "{name}"),
                Err(SubcircuitError::Reversed) => panic!("{name} is not turned round"),
            }
        }
        let turned = catalogue::load("lammie2020_vteam", &Table::new()).unwrap().turned_round();
        assert_eq!(turned.subcircuit(), Err(SubcircuitError::Reversed));
    }

    #[test]
    fn expressions_hold_the_values_of_the_set_with_all_digits_and_balanced_brackets() {
        let windows = ["'none'", "{ joglekar = { p = 2.0 } }", "{ kvatinsky = { a = 0.3, w_c = 0.1 } }"];
        for window in windows {
            let text = subcircuit_of("lammie2020_vteam", &format!("window = {window}\nr_on = '50.000000001 ohm'"));
            let text = text.unwrap().text;
            assert!(text.contains("5.0000000001e1"), "{text}");
            for line in text.lines() {
                assert_eq!(line.matches('(').count(), line.matches(')').count(), "{line}");
            }
        }
    }
}
