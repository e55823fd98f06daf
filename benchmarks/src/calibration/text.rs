//! The text of an experiment with the spikes of a calibration.

use devices::units;
use toml::{Table, Value};

use super::Calibration;
use super::pulses::trapezoid;
use crate::Experiment;
use crate::experiment::{Mounting, NeuronChoice};

impl Calibration {
    /// Changes `text`, the table of the experiment `recipe`, to the device and the spikes of this calibration.
    pub fn apply(&self, text: &mut Table, recipe: &Experiment) {
        let stretched = |time: f64| seconds(self.stretch * time);
        let device = table(text, "device");
        if self.mounting == Mounting::Reversed {
            device.insert("mounting".into(), "reversed".into());
        } else {
            device.remove("mounting");
        }
        device.insert("start".into(), Value::Array(self.start.map(Value::Float).to_vec()));
        for code in table(text, "encoder").iter_mut().filter_map(|(_, code)| code.as_table_mut()) {
            for key in ["window", "dt"] {
                let time = code.get(key).and_then(Value::as_str).and_then(|time| units::parse(time, units::TIME).ok());
                time.into_iter().for_each(|time| drop(code.insert(key.into(), stretched(time))));
            }
        }
        let wires = table(text, "wires");
        for (key, resistance) in [("driver", self.wires.driver), ("sense", self.wires.sense)] {
            wires.insert(key.into(), format!("{resistance:e} ohm").into());
        }
        let spikes = table(text, "spikes");
        let pre = recipe.spikes.pre.scaled(self.plateau / self.recipe_plateau);
        spikes.insert("pre".into(), corners(pre.corners().iter().map(|&(time, v)| (self.stretch * time, v))));
        spikes.insert("post".into(), corners(self.post.corners().into_iter()));
        spikes.insert("presentation".into(), stretched(recipe.spikes.presentation));
        let NeuronChoice::Lif(lif) = recipe.neuron;
        let neuron = table(table(text, "neuron"), "lif");
        neuron.insert("tau_m".into(), stretched(lif.tau_m));
        neuron.insert("c_m".into(), format!("{:e} F", self.charge * lif.c_m).into());
        let current = self.charge / self.stretch;
        let training = table(text, "training");
        let tolerance = recipe.training.tolerance * self.plateau / self.recipe_plateau;
        training.insert("tolerance".into(), volts(tolerance));
        if let (Some(Value::Table(teacher)), Some(choice)) = (training.get_mut("teacher"), &recipe.training.teacher) {
            teacher.insert("right".into(), format!("{:e} A", current * choice.right).into());
            teacher.insert("wrong".into(), format!("{:e} A", current * choice.wrong).into());
            teacher.insert("punish_delay".into(), stretched(choice.punish_delay));
            if choice.punish.is_some() {
                teacher.insert("punish".into(), corners(trapezoid(self.post.depressing()).into_iter()));
            }
        }
    }
}

fn table<'a>(parent: &'a mut Table, name: &str) -> &'a mut Table {
    parent.get_mut(name).and_then(Value::as_table_mut).expect("an experiment has this table")
}

fn corners(corners: impl Iterator<Item = (f64, f64)>) -> Value {
    Value::Array(corners.map(|(time, voltage)| Value::Array(vec![seconds(time), volts(voltage)])).collect())
}

fn seconds(time: f64) -> Value {
    format!("{time:e} s").into()
}

fn volts(voltage: f64) -> Value {
    format!("{voltage:e} V").into()
}
