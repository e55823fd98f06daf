//! What is taken of one moment of a presentation.

use devices::Column;
use learning::{LearningError, Moment, Solution};

use crate::experiment::{Quantity, RecordSettings};

/// The recorded quantities at one moment.
pub(super) struct Taken {
    pub split: usize,
    pub training: bool,
    /// Number of the presentation.
    pub presentation: usize,
    /// Row of the data set.
    pub sample: usize,
    /// Time within the presentation (s).
    pub time: f64,
    /// The values of each variable of the layout.
    pub values: Vec<Vec<f64>>,
}

impl Taken {
    /// Bytes that it holds.
    pub fn size(&self) -> usize {
        self.values.iter().map(|values| size_of_val(values.as_slice())).sum::<usize>() + size_of::<Self>()
    }
}

/// Over what a quantity extends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// The network as a whole.
    Whole,
    Rows,
    /// Bit lines and their neurons.
    Columns,
    Devices,
}

impl Extent {
    /// Dimensions of a variable in the file.
    pub fn dims(self) -> &'static [&'static str] {
        match self {
            Self::Whole => &["moment"],
            Self::Rows => &["moment", "row"],
            Self::Columns => &["moment", "column"],
            Self::Devices => &["moment", "row", "column"],
        }
    }
}

/// Where the values of a variable come from.
#[derive(Clone, Copy)]
enum Source {
    Moment(fn(&Moment<'_>) -> Vec<f64>),
    /// The solved array.
    Solution(fn(&Solution) -> &Vec<f64>),
    /// A quantity that the devices tell of their state, by its number.
    State(usize),
}

/// One variable of the file.
pub(super) struct Variable {
    source: Source,
    pub name: String,
    pub units: &'static str,
    pub long_name: &'static str,
    pub extent: Extent,
}

/// Variables and lines that are recorded.
pub(super) struct Layout {
    /// Numbers of the word lines.
    pub rows: Vec<usize>,
    /// Numbers of the bit lines.
    pub columns: Vec<usize>,
    /// Bit lines of the whole array.
    across: usize,
    pub variables: Vec<Variable>,
}

impl Layout {
    /// For an array with `size` rows and columns of devices that tell `states` of themselves.
    pub fn new(settings: &RecordSettings, size: (usize, usize), states: &[Column]) -> Self {
        let quantities = settings.quantities.get_ref();
        Self {
            rows: settings.rows.get_ref().below(size.0),
            columns: settings.columns.get_ref().below(size.1),
            across: size.1,
            variables: quantities.iter().flat_map(|quantity| variables(*quantity, states)).collect(),
        }
    }

    /// The values of each variable at a moment.
    ///
    /// # Errors
    /// [`LearningError::Circuit`] when the array has to be solved and cannot be.
    pub fn take(&self, moment: &Moment<'_>) -> Result<Vec<Vec<f64>>, LearningError> {
        let solves = self.variables.iter().any(|variable| matches!(variable.source, Source::Solution(_)));
        let solution = if solves { Some(moment.solve()?) } else { None };
        let values = |variable: &Variable| match (variable.source, &solution) {
            (Source::Moment(of), _) => of(moment),
            (Source::Solution(of), Some(solution)) => of(solution).clone(),
            (Source::Solution(_), None) => unreachable!("a layout that needs a solution has one"),
            (Source::State(index), _) => moment.state(index),
        };
        Ok(self.variables.iter().map(|variable| self.chosen(variable.extent, values(variable))).collect())
    }

    /// The values on the chosen lines.
    fn chosen(&self, extent: Extent, all: Vec<f64>) -> Vec<f64> {
        match extent {
            Extent::Whole => all,
            Extent::Rows => self.rows.iter().map(|row| all[*row]).collect(),
            Extent::Columns => self.columns.iter().map(|column| all[*column]).collect(),
            Extent::Devices if self.rows.len() * self.columns.len() == all.len() => all,
            Extent::Devices => {
                let row = |row: &usize| {
                    let all = &all[row * self.across..][..self.across];
                    self.columns.iter().map(|column| all[*column]).collect::<Vec<_>>()
                };
                self.rows.iter().flat_map(row).collect()
            }
        }
    }
}

/// The variables of a quantity; a state is as many as the model tells.
fn variables(quantity: Quantity, states: &[Column]) -> Vec<Variable> {
    use Source::{Moment, Solution};
    let (name, units, long_name, extent, source) = match quantity {
        Quantity::RowVoltage => {
            ("row_voltage", "V", "word-line voltage", Extent::Rows, Moment(|m| m.row_voltages.to_vec()))
        }
        Quantity::RowCurrent => (
            "row_current",
            "A",
            "current of the driver into the word line",
            Extent::Rows,
            Solution(|s| &s.row_currents),
        ),
        Quantity::ColumnVoltage => {
            ("column_voltage", "V", "bit-line voltage", Extent::Columns, Moment(|m| m.column_voltages.to_vec()))
        }
        Quantity::ColumnCurrent => {
            ("column_current", "A", "bit-line current", Extent::Columns, Moment(|m| m.column_currents.to_vec()))
        }
        Quantity::Potential => {
            ("potential", "V", "membrane potential", Extent::Columns, Moment(|m| m.potentials.to_vec()))
        }
        Quantity::Threshold => {
            ("threshold", "V", "firing threshold", Extent::Columns, Moment(|m| m.thresholds.to_vec()))
        }
        Quantity::Energy => {
            ("energy", "J", "energy since the beginning of the presentation", Extent::Whole, Moment(|m| vec![m.energy]))
        }
        Quantity::DeviceVoltage => {
            let long_name = "device voltage, word line minus bit line";
            ("device_voltage", "V", long_name, Extent::Devices, Solution(|s| &s.device_voltages))
        }
        Quantity::DeviceCurrent => {
            let long_name = "current of the device from word to bit line";
            ("device_current", "A", long_name, Extent::Devices, Solution(|s| &s.device_currents))
        }
        Quantity::Conductance => {
            ("conductance", "S", "device conductance at 0 V", Extent::Devices, Moment(|m| m.conductances()))
        }
        Quantity::SpikeTime => return spike_times(),
        Quantity::State => return state_variables(states),
    };
    vec![Variable { source, name: name.into(), units, long_name, extent }]
}

/// Of word lines and of neurons.
fn spike_times() -> Vec<Variable> {
    let variable = |name: &str, long_name, extent, of| Variable {
        source: Source::Moment(of),
        name: name.into(),
        units: "s",
        long_name,
        extent,
    };
    let of_row = "when the last spike on the word line began, within the presentation";
    let of_column = "when the neuron fired last, within the presentation";
    vec![
        variable("row_spike_time", of_row, Extent::Rows, |m| m.row_spike_times.to_vec()),
        variable("column_spike_time", of_column, Extent::Columns, |m| m.column_spike_times.to_vec()),
    ]
}

/// The position, then what else the model tells; the conductance is a quantity of its own.
fn state_variables(states: &[Column]) -> Vec<Variable> {
    let variable = |(index, state): (usize, &Column)| Variable {
        source: Source::State(index),
        name: if index == 0 { "state".into() } else { format!("state_{}", state.name) },
        units: state.unit,
        long_name: state.long_name,
        extent: Extent::Devices,
    };
    states.iter().enumerate().filter(|(index, _)| *index != 1).map(variable).collect()
}
