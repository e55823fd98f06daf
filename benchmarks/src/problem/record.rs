//! What the solution of a problem leaves behind: the group `crossbar` of an HDF5 file, written input by input.

use crossbar::Terminal;
use traces::{About, Group, Growing, Trace, WriteError};

use super::{Devices, Outputs, Problem, Solution, Solver};

/// Name of the group.
pub(super) const GROUP: &str = "crossbar";

/// Writes solutions as they come.
pub struct Recorder {
    group: Group,
    trace: Trace,
    outputs: Outputs,
    input: Growing<i64>,
    /// One number per device and input.
    devices: [Growing<f64>; 5],
    /// One number per line end and input.
    ends: [Growing<f64>; 5],
    /// One number per input.
    powers: [Growing<f64>; 4],
    residual: Growing<f64>,
    iterations: Growing<i64>,
    /// Differences of pairs (A), and weighted sums (V).
    pairs: Vec<Growing<f64>>,
}

impl Recorder {
    /// Lays out the file and records what does not depend on the input.
    ///
    /// # Errors
    /// [`WriteError`] when the file cannot be written.
    pub fn new(trace: Trace, problem: &Problem) -> Result<Recorder, WriteError> {
        let group = trace.group(GROUP)?;
        let input = group.growing_coordinate("input", About::new("1", "number of the input vector"))?;
        group.index("row", problem.wires.rows, "word line")?;
        group.index("column", problem.wires.columns, "bit line")?;
        devices(&group, problem)?;
        let device = |name, unit, long| group.growing(name, &["input", "row", "column"], About::new(unit, long));
        let row = |name, unit, long| group.growing(name, &["input", "row"], About::new(unit, long));
        let column = |name, unit, long| group.growing(name, &["input", "column"], About::new(unit, long));
        let one = |name, unit, long| group.growing(name, &["input"], About::new(unit, long));
        Ok(Recorder {
            input,
            devices: [
                device("word_voltage", "V", "voltage of the word-line node")?,
                device("bit_voltage", "V", "voltage of the bit-line node")?,
                device("device_voltage", "V", "device voltage, word line minus bit line")?,
                device("device_current", "A", "device current from word to bit line")?,
                device("ir_drop", "V", "voltage lost on the lines of the device")?,
            ],
            ends: [
                row("input_voltage", "V", "source voltage at the left end of the word line")?,
                row("left_current", "A", "current out through the left end of the word line")?,
                row("right_current", "A", "current out through the right end of the word line")?,
                column("top_current", "A", "current out through the top end of the bit line")?,
                column("bottom_current", "A", "current out through the bottom end of the bit line")?,
            ],
            powers: [
                one("power_sources", "W", "power delivered by the sources")?,
                one("power_devices", "W", "power dissipated in the devices")?,
                one("power_wires", "W", "power dissipated in segments, drivers and bridges")?,
                one("power_shunts", "W", "power dissipated in conductances to ground")?,
            ],
            residual: one("residual", "1", "largest violation of Kirchhoff's current law over the largest current")?,
            iterations: group.growing("iterations", &["input"], About::new("1", "iterations of the solver"))?,
            pairs: pairs(&group, problem)?,
            outputs: problem.outputs,
            group,
            trace,
        })
    }

    /// Appends the solution of input number `input` and flushes the file.
    ///
    /// # Errors
    /// [`WriteError`] when the file cannot be written.
    pub fn append(&self, solver: &mut Solver<'_>, input: usize, solution: &Solution) -> Result<(), WriteError> {
        self.input.append(&[input as i64])?;
        let Solution { nodes, currents, power, stats, .. } = solution;
        let voltages = solution.device_voltages();
        let (through, _) = solver.branches(solution);
        let devices = [&nodes.word, &nodes.bit, &voltages, &through, &solution.ir_drops];
        for (growing, values) in self.devices.iter().zip(devices) {
            growing.append(values)?;
        }
        // what nothing holds has no source voltage
        let source = |end: &Terminal| end.voltage().unwrap_or(f64::NAN);
        let inputs: Vec<f64> = solver.problem().drives[input].left.iter().map(source).collect();
        let ends = [&inputs, &currents.left, &currents.right, &currents.top, &currents.bottom];
        for (growing, values) in self.ends.iter().zip(ends) {
            growing.append(values)?;
        }
        for (growing, watts) in self.powers.iter().zip([power.sources, power.devices, power.wires, power.shunts]) {
            growing.append(&[watts])?;
        }
        self.residual.append(&[stats.residual])?;
        self.iterations.append(&[stats.iterations as i64])?;
        if let [differences, rest @ ..] = self.pairs.as_slice() {
            differences.append(&self.outputs.currents(&currents.bottom))?;
            if let ([products], Some(values)) = (rest, self.outputs.products(&currents.bottom)) {
                products.append(&values)?;
            }
        }
        self.trace.flush()
    }

    /// Records transfer conductances (S), rows x columns.
    ///
    /// # Errors
    /// [`WriteError`] when the file cannot be written.
    pub fn transfer(&self, conductances: &[f64]) -> Result<(), WriteError> {
        let about = About::new("S", "change of the column current per change of the row voltage");
        self.group.variable("transfer_conductance", &["row", "column"], about, conductances)
    }

    /// Names the solver and completes the file.
    ///
    /// # Errors
    /// [`WriteError`] when the file cannot be written.
    pub fn finish(self, solver: &str) -> Result<std::path::PathBuf, WriteError> {
        self.group.attribute("solver", solver)?;
        self.trace.finish()
    }
}

/// The devices themselves: their conductances, or the positions of those of a model.
fn devices(group: &Group, problem: &Problem) -> Result<(), WriteError> {
    let (name, about, values) = match &problem.devices {
        Devices::Ohmic(conductances) => ("conductance", About::new("S", "device conductance"), conductances),
        Devices::Model(devices) => ("position", About::new("1", "position, 0 off to 1 on"), &devices.positions),
    };
    group.variable(name, &["row", "column"], about, values)
}

/// The variables over pairs of columns, where there are any.
fn pairs(group: &Group, problem: &Problem) -> Result<Vec<Growing<f64>>, WriteError> {
    if problem.outputs == Outputs::Columns {
        return Ok(Vec::new());
    }
    group.index("pair", problem.outputs.count(problem.wires.columns), "pair of bit lines")?;
    let over = |name, unit, long| group.growing(name, &["input", "pair"], About::new(unit, long));
    let mut pairs = vec![over("pair_current", "A", "difference of the currents of the two bit lines")?];
    if matches!(problem.outputs, Outputs::Weights(_)) {
        pairs.push(over("weighted_sum", "V", "weighted sum of the input voltages")?);
    }
    Ok(pairs)
}
