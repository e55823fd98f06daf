//! `ferrospike classify`: rows read by a trained network.

use benchmarks::bench::quoted;
use benchmarks::experiment::Data;
use benchmarks::{Answer, Classifier, NetworkFileError, NewRows};
use devices::units::engineering;

use crate::cli::{Classify, Format};
use crate::failure::Failure;
use crate::output::print;
use crate::table::table;

/// Classifies the rows of a file.
///
/// # Errors
/// [`Failure`] when the network or the data cannot be used.
pub fn classify(arguments: &Classify) -> Result<(), Failure> {
    let mut classifier = Classifier::open(&arguments.network).map_err(refusal)?;
    let label = match &classifier.experiment.data {
        Data::Set(_) => "class".to_string(),
        Data::File(file) => file.label.clone(),
    };
    let data = NewRows::open(&arguments.data, &classifier.trained.features, &label).map_err(Failure::usage)?;
    let answers = data.rows.iter().enumerate().map(|(number, row)| classifier.read(number, row));
    let answers = answers.collect::<Result<Vec<_>, _>>()?;
    let report = Report { classes: &classifier.trained.classes, answers: &answers, labels: data.labels.as_deref() };
    match if arguments.json { Format::Json } else { arguments.format } {
        Format::Table => print(&report.table()),
        Format::Csv => print(report.csv().trim_end()),
        Format::Json => print(&report.json()),
    }
}

fn refusal(error: NetworkFileError) -> Failure {
    match error {
        NetworkFileError::Experiment(error) => Failure::located(*error),
        other => Failure::usage(other),
    }
}

/// What the network said of all rows.
struct Report<'a> {
    classes: &'a [String],
    answers: &'a [Answer],
    /// The true classes, where they are known.
    labels: Option<&'a [String]>,
}

impl Report<'_> {
    fn class(&self, answer: &Answer) -> &str {
        answer.class.map_or("", |class| self.classes[class].as_str())
    }

    /// Share of rows that are read rightly.
    fn accuracy(&self) -> Option<f64> {
        let labels = self.labels?;
        let right = self.answers.iter().zip(labels).filter(|(answer, label)| self.class(answer) == *label).count();
        (!labels.is_empty()).then(|| right as f64 / labels.len() as f64)
    }

    fn table(&self) -> String {
        let rows = self.answers.iter().enumerate().map(|(number, answer)| {
            let class = if answer.class.is_some() { self.class(answer) } else { "none: its neuron has no name" };
            let time = answer.time.map_or_else(|| "silent: nearest to threshold".into(), |time| engineering(time, "s"));
            let number = (number + 1).to_string();
            [number, class.into(), answer.neuron.to_string(), time, engineering(answer.energy, "J")]
        });
        let text = table(["row", "class", "first neuron", "its spike", "energy"], rows).to_string();
        match self.accuracy() {
            Some(share) => format!("{text}\n\nread rightly  {:.1} % of {} rows", 100.0 * share, self.answers.len()),
            None => text,
        }
    }

    fn csv(&self) -> String {
        let line = |(number, answer): (usize, &Answer)| {
            let time = answer.time.map_or_else(String::new, |time| format!("{time:e}"));
            let class = quoted(self.class(answer));
            format!("{},{class},{},{time},{:e}\n", number + 1, answer.neuron, answer.energy)
        };
        let lines: String = self.answers.iter().enumerate().map(line).collect();
        format!("row,class,first_neuron,spike_time_s,energy_J\n{lines}")
    }

    fn json(&self) -> String {
        let row = |answer: &Answer| {
            serde_json::json!({
                "class": answer.class.map(|class| &self.classes[class]),
                "first_neuron": answer.neuron,
                "spike_time_s": answer.time,
                "energy_J": answer.energy,
            })
        };
        let rows: Vec<_> = self.answers.iter().map(row).collect();
        serde_json::json!({ "rows": rows, "accuracy": self.accuracy() }).to_string()
    }
}
