//! A static circuit as a netlist.

use devices::spice::Subcircuit;

use super::{error::NetlistError, names::suffix, network::Netlist, switching::Switching};
use crate::{
    circuit::Circuit,
    drive::Drive,
    error::{Lines, SolveError},
    wires::Wires,
};

/// A netlist of ngspice that finds the operating point of `circuit` and prints the current (A) out of every held line end.
///
/// Open devices and broken segments are left out. Resistances are written with all digits, so that ngspice solves the same
/// circuit up to its rounding.
/// # Errors
/// [`SolveError`] when sizes disagree, a value is impossible, or a part of the circuit floats.
pub fn operating_point(circuit: &Circuit<'_>) -> Result<String, SolveError> {
    circuit.check()?;
    let mut netlist = start(circuit.wires, circuit.drive);
    devices(&mut netlist, circuit.wires.columns, circuit.conductances);
    extras(&mut netlist, circuit);
    Ok(finish(netlist))
}

/// The same of devices of a model that stay at their `positions` (0 off to 1 on, row-major).
///
/// # Errors
/// [`NetlistError`] when sizes disagree, a value is impossible, or a part of the circuit floats.
pub fn device_operating_point(
    wires: &Wires,
    drive: &Drive,
    subcircuit: &Subcircuit,
    positions: &[f64],
) -> Result<String, NetlistError> {
    let devices = Switching::Devices { subcircuit, positions };
    devices.check(wires, drive)?;
    let mut netlist = start(wires, drive);
    devices.write(&mut netlist, wires.columns, |node, position| format!("V{node} {node} 0 DC {position:e}"));
    Ok(finish(netlist))
}

/// The lines and what holds them.
fn start<'a>(wires: &'a Wires, drive: &Drive) -> Netlist<'a> {
    let mut netlist = Netlist::new("Crossbar at its operating point", wires, drive);
    // for nodes that only nearly open devices hold
    netlist.line(".options gmin=1e-20 reltol=1e-9 abstol=1e-18 vntol=1e-12");
    netlist.network(drive, |line, end| format!("DC {:e}", line.ends[end].voltage().unwrap_or(0.0)));
    netlist
}

/// The text, with what ngspice has to do.
fn finish(mut netlist: Netlist<'_>) -> String {
    netlist.line(".control\nop\nset numdgt=16");
    for source in netlist.sources.clone() {
        netlist.line(&format!("print i({source})"));
    }
    netlist.line("quit\n.endc\n.end");
    netlist.text
}

/// Devices of these conductances (S) as resistors.
pub(super) fn devices(netlist: &mut Netlist<'_>, columns: usize, conductances: &[f64]) {
    for (device, g) in conductances.iter().enumerate().filter(|(_, g)| **g != 0.0) {
        let [word, bit] = nodes(netlist, device);
        netlist.resistor(&format!("device{}", suffix(device, columns)), &word, &bit, 1.0 / g);
    }
}

/// Conductances to ground and currents from outside.
fn extras(netlist: &mut Netlist<'_>, circuit: &Circuit<'_>) {
    for device in 0..circuit.conductances.len() {
        let suffix = suffix(device, circuit.wires.columns);
        let shunts = [circuit.word_shunt(device), circuit.shunts.bit];
        let mut injected = circuit.injected.map_or([0.0; 2], |injected| [injected.word[device], injected.bit[device]]);
        injected[0] += circuit.wires.loads.get(device).map_or(0.0, |load| load.current);
        for (((kind, node), shunt), current) in
            ["word", "bit"].iter().zip(nodes(netlist, device)).zip(shunts).zip(injected)
        {
            if shunt > 0.0 {
                netlist.resistor(&format!("shunt_{kind}{suffix}"), &node, "0", 1.0 / shunt);
            }
            if current != 0.0 {
                netlist.line(&format!("I{kind}{suffix} 0 {node} DC {current:e}"));
            }
        }
    }
}

/// Names of the word-line and the bit-line node of a device.
pub(super) fn nodes(netlist: &Netlist<'_>, device: usize) -> [String; 2] {
    [Lines::Word, Lines::Bit].map(|lines| netlist.names.of_device(lines, device).to_owned())
}
