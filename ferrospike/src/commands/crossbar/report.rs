//! What is shown of a solution.

use benchmarks::problem::{Method, Outputs, Problem, Solution};
use comfy_table::CellAlignment;
use crossbar::{Choice, NewtonStats, Power, SolveStats};
use devices::units::engineering;
use serde_json::{Map, Value, json};

use crate::table::table;

/// Outputs, inputs and lines that tables show; `--json` and `--csv` give all.
const SHOWN: usize = 8;

/// Numbers that sum up the solutions of a problem.
pub struct Report {
    outputs: Outputs,
    columns: usize,
    choice: Choice,
    method: Method,
    inputs: Vec<Solved>,
    /// Time that the solver took (s).
    pub seconds: f64,
    /// Transfer conductances (S), rows x columns.
    pub transfer: Option<Vec<f64>>,
}

/// What stays of one solution.
struct Solved {
    currents: Vec<f64>,
    products: Option<Vec<f64>>,
    power: Power,
    stats: SolveStats,
    newton: Option<NewtonStats>,
    /// Row, column and voltage (V).
    ir_drop: (usize, usize, f64),
}

impl Report {
    /// A report without solutions.
    pub fn new(problem: &Problem, method: Method) -> Report {
        Report {
            outputs: problem.outputs,
            columns: problem.wires.columns,
            choice: Choice::of(&problem.wires),
            method,
            inputs: Vec::new(),
            seconds: 0.0,
            transfer: None,
        }
    }

    /// Adds the solution of the next input.
    pub fn add(&mut self, solution: &Solution) {
        let columns = &solution.currents.bottom;
        self.inputs.push(Solved {
            currents: self.outputs.currents(columns),
            products: self.outputs.products(columns),
            power: solution.power,
            stats: solution.stats,
            newton: solution.newton,
            ir_drop: solution.largest_ir_drop(self.columns),
        });
    }

    /// The solver and why it was used.
    pub fn solver(&self) -> String {
        format!("{}: {}", self.used(), self.reason())
    }

    fn used(&self) -> String {
        self.inputs.last().map_or(self.choice.solver, |solved| solved.stats.solver).to_string()
    }

    fn reason(&self) -> &'static str {
        if self.method == Method::Direct {
            return "asked for";
        }
        match self.inputs.last() {
            Some(solved) if solved.stats.solver != self.choice.solver => "line_cg refused, -vv says why",
            _ => self.choice.reason,
        }
    }

    /// One object; one per input in the list `inputs` where there are several.
    pub fn json(&self) -> Value {
        let mut object = match self.inputs.as_slice() {
            [one] => one.json(),
            many => Map::from_iter([(
                "inputs".to_owned(),
                many.iter().map(|solved| Value::Object(solved.json())).collect::<Vec<_>>().into(),
            )]),
        };
        object.insert("seconds".into(), self.seconds.into());
        object.insert("solver".into(), self.used().into());
        object.insert("reason".into(), self.reason().into());
        if let Some(transfer) = &self.transfer {
            let rows = transfer.chunks_exact(self.columns).map(|row| json!(row)).collect::<Vec<_>>();
            object.insert("transfer_S".into(), rows.into());
        }
        Value::Object(object)
    }

    /// The output currents, one line per input and output.
    pub fn csv(&self) -> String {
        let weighted = matches!(self.outputs, Outputs::Weights(_));
        let mut text =
            format!("input,{},current (A){}\n", self.title(), if weighted { ",weighted sum (V)" } else { "" });
        for (input, solved) in self.inputs.iter().enumerate() {
            for (output, current) in solved.currents.iter().enumerate() {
                let product =
                    solved.products.as_ref().map_or(String::new(), |products| format!(",{}", products[output]));
                text += &format!("{input},{output},{current:e}{product}\n");
            }
        }
        text
    }

    /// What an output is.
    fn title(&self) -> &'static str {
        match self.outputs {
            Outputs::Columns => "column",
            Outputs::Pairs | Outputs::Weights(_) => "pair",
        }
    }

    /// Tables, then what sums them up.
    pub fn text(&self) -> String {
        let mut text = match self.inputs.as_slice() {
            [one] => self.one_table(one),
            many => self.many_table(many),
        };
        if let Some(transfer) = &self.transfer {
            text += &format!("\n\ntransfer conductances\n{}", self.transfer_table(transfer));
        }
        text + "\n" + &self.lines().join("\n")
    }

    fn one_table(&self, solved: &Solved) -> String {
        let count = solved.currents.len();
        let rows = (0..count.min(SHOWN)).map(|output| {
            let product = solved.products.as_ref().map(|products| engineering(products[output], "V"));
            [output.to_string(), engineering(solved.currents[output], "A")].into_iter().chain(product).collect()
        });
        let mut header = vec![self.title().to_owned(), "current".into()];
        header.extend(solved.products.as_ref().map(|_| "weighted sum".into()));
        let more = if count > SHOWN {
            format!("\n… and {} more; --json prints all, --csv FILE writes them", count - SHOWN)
        } else {
            String::new()
        };
        let sum = engineering(solved.currents.iter().sum(), "A");
        format!("{}{more}\nsum        {sum}", grid(header, rows))
    }

    fn many_table(&self, inputs: &[Solved]) -> String {
        let shown = self.outputs.count(self.columns).min(SHOWN);
        let header = std::iter::once("input".to_owned()).chain((0..shown).map(|k| format!("{} {k}", self.title())));
        let rows = inputs.iter().enumerate().take(SHOWN).map(|(input, solved)| {
            let currents = solved.currents.iter().take(shown).map(|current| engineering(*current, "A"));
            std::iter::once(input.to_string()).chain(currents).collect()
        });
        let table = grid(header.collect(), rows);
        let (outputs, count) = (self.outputs.count(self.columns), inputs.len());
        if count <= SHOWN && outputs <= SHOWN {
            return table;
        }
        format!("{table}\n{count} inputs and {outputs} outputs in all; --json prints all, --csv FILE writes them")
    }

    fn transfer_table(&self, transfer: &[f64]) -> String {
        let shown = self.columns.min(SHOWN);
        let header = std::iter::once("row".to_owned()).chain((0..shown).map(|column| format!("column {column}")));
        let rows = transfer.chunks_exact(self.columns).enumerate().take(SHOWN).map(|(row, line)| {
            let cells = line.iter().take(shown).map(|conductance| engineering(*conductance, "S"));
            std::iter::once(row.to_string()).chain(cells).collect()
        });
        let more = if self.columns > SHOWN || transfer.len() > SHOWN * self.columns {
            "\n… and more; --json prints all, --output FILE.h5 records them"
        } else {
            ""
        };
        format!("{}{more}", grid(header.collect(), rows))
    }

    /// Power, IR drop and solver; of several inputs the one with the largest value.
    fn lines(&self) -> Vec<String> {
        let of_largest = |value: fn(&Solved) -> f64| {
            let mut best = 0;
            for (input, solved) in self.inputs.iter().enumerate() {
                if value(solved) > value(&self.inputs[best]) {
                    best = input;
                }
            }
            let label = if self.inputs.len() > 1 { format!(" (input {best})") } else { String::new() };
            (&self.inputs[best], label)
        };
        let (solved, input) = of_largest(|solved| solved.power.sources);
        let Power { sources, devices, wires, shunts, .. } = solved.power;
        let shunted = if shunts == 0.0 { String::new() } else { format!(" + shunts {}", engineering(shunts, "W")) };
        let watts = |value| engineering(value, "W");
        let power = format!(
            "power      sources {} = devices {} + wires {}{shunted}{input}",
            watts(sources),
            watts(devices),
            watts(wires)
        );
        let (solved, input) = of_largest(|solved| solved.ir_drop.2);
        let (row, column, drop) = solved.ir_drop;
        let drop = format!("IR drop    at most {}, at device ({row}, {column}){input}", engineering(drop, "V"));
        let (solved, _) = of_largest(|solved| solved.stats.residual);
        let iterations = self.inputs.iter().map(|solved| solved.stats.iterations).max().unwrap_or(0);
        let circuits = self.inputs.iter().filter_map(|solved| solved.newton).map(|newton| newton.iterations).max();
        let newton = circuits.map_or(String::new(), |count| format!("Newton's method, {count} linear circuits, "));
        let solver = format!(
            "solver     {} ({}): {newton}{iterations} iterations, Kirchhoff residual {}, {}",
            self.used(),
            self.reason(),
            residual(solved.stats.residual),
            engineering(self.seconds, "s")
        );
        vec![power, drop, solver]
    }
}

impl Solved {
    fn json(&self) -> Map<String, Value> {
        let Power { sources, devices, wires, shunts, .. } = self.power;
        let (row, column, drop) = self.ir_drop;
        let mut object = Map::from_iter([
            ("outputs".to_owned(), json!(self.currents)),
            ("iterations".into(), self.stats.iterations.into()),
            ("residual".into(), self.stats.residual.into()),
            ("power_W".into(), json!({ "sources": sources, "devices": devices, "wires": wires, "shunts": shunts })),
            ("largest_ir_drop".into(), json!({ "row": row, "column": column, "drop_V": drop })),
        ]);
        if let Some(newton) = self.newton {
            object.insert("newton_iterations".into(), newton.iterations.into());
        }
        if let Some(products) = &self.products {
            object.insert("weighted_sums_V".into(), json!(products));
        }
        object
    }
}

/// A table whose first column is a name and whose others are numbers.
fn grid(header: Vec<String>, rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut table = table::<0>([], []);
    table.set_header(header);
    for row in rows {
        table.add_row(row);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table.to_string()
}

/// The residual, which is exactly 0 when rounding explains all of it.
fn residual(value: f64) -> String {
    if value == 0.0 { "below rounding".into() } else { format!("{value:.1e}") }
}
