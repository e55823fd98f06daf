//! Tables as text.

use super::row::percent;
use super::{DeviceRow, Origin, Reached, Row, Score};

/// Comma-separated values: numbers in SI units, accuracy in percent; a header row first.
pub fn csv(rows: &[Row]) -> String {
    let header = "method,protocol,accuracy_mean_percent,accuracy_sd_percent,splits,neurons,energy_per_classification_J,\
                  energy_per_training_J,simulated_s,wall_s,remark";
    let lines = rows.iter().map(|row| {
        let number = |value: Option<f64>| value.map_or_else(String::new, |value| format!("{value:e}"));
        let (mean, sd, splits) = match &row.score {
            Score::Published(text) => (text.clone(), String::new(), String::new()),
            Score::Splits(shares) => {
                let (mean, sd) = percent(shares);
                (format!("{mean:.4}"), format!("{sd:.4}"), shares.len().to_string())
            }
        };
        let neurons = row.neurons.map_or_else(String::new, |count| count.to_string());
        let energies = [row.energy_per_classification, row.energy_per_training, row.simulated, row.wall].map(number);
        let fields = [&[row.method.clone(), row.protocol.clone(), mean, sd, splits, neurons][..], &energies].concat();
        let fields = fields.iter().chain([&row.remark]).map(|field| quoted(field));
        fields.collect::<Vec<_>>().join(",")
    });
    [header.to_string()].into_iter().chain(lines).map(|line| line + "\n").collect()
}

/// A field that commas and quotes do not break.
pub(crate) fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\n']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field.into() }
}

/// Devices as comma-separated values: numbers in SI units, accuracy in percent; a header row first.
pub fn device_csv(rows: &[DeviceRow]) -> String {
    let header = "rank,device,model,protocol,first_neuron_mean_percent,first_neuron_sd_percent,vote_mean_percent,\
                  vote_sd_percent,splits,current_on_A,current_off_A,energy_per_classification_J,energy_per_training_J,\
                  simulated_s,wall_s,plateau_V,potentiating_V,potentiating_s,depressing_V,depressing_s,remark";
    let lines = rows.iter().enumerate().map(|(k, row)| {
        let reached = row.reached.as_ref().map_or_else(
            || vec![String::new(); 10],
            |reached| {
                let ((winner, sd), (vote, vote_sd)) = (percent(&reached.winner), percent(&reached.vote));
                let Reached { energy_per_classification, energy_per_training, simulated, wall, .. } = *reached;
                let percents = [winner, sd, vote, vote_sd].map(|value| format!("{value:.4}"));
                let rest = [energy_per_classification, energy_per_training, simulated, wall].map(|v| format!("{v:e}"));
                let splits = reached.winner.len().to_string();
                [&[reached.protocol.clone()][..], &percents, &[splits], &rest].concat()
            },
        );
        let pulses = match &row.origin {
            Some(Origin::Calibration(c)) => {
                let (up, down) = (c.potentiating, c.depressing);
                let numbers = [c.currents[0], c.currents[1], c.plateau, up.voltage, up.width, down.voltage, down.width];
                numbers.map(|value| format!("{value:e}")).to_vec()
            }
            _ => vec![String::new(); 7],
        };
        let rank = row.reached.as_ref().map_or_else(String::new, |_| (k + 1).to_string());
        let names = [rank, row.device.clone(), row.model.clone()];
        let fields =
            [&names[..], &reached[..6], &pulses[..2], &reached[6..], &pulses[2..], std::slice::from_ref(&row.remark)];
        fields.concat().iter().map(|field| quoted(field)).collect::<Vec<_>>().join(",")
    });
    [header.to_string()].into_iter().chain(lines).map(|line| line + "\n").collect()
}

/// A Markdown table of methods; `heading` are lines above it.
pub fn markdown(heading: &[String], rows: &[Row]) -> String {
    markdown_table(heading, Row::TITLES, rows.iter().map(Row::cells))
}

/// A Markdown table; `heading` are lines above it.
pub fn markdown_table<const N: usize>(
    heading: &[String],
    titles: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
) -> String {
    let line = |cells: &[String]| {
        format!("| {} |\n", cells.iter().map(|cell| cell.replace('|', "\\|")).collect::<Vec<_>>().join(" | "))
    };
    let heading: String = heading.iter().map(|text| format!("{text}\n")).collect();
    let titles = line(&titles.map(String::from));
    let body: String = rows.map(|cells| line(&cells)).collect();
    format!("{heading}\n{titles}|{}\n{body}", "---|".repeat(N))
}

/// A LaTeX table of methods in the style of `booktabs`; `heading` becomes comments.
pub fn latex(heading: &[String], rows: &[Row]) -> String {
    latex_table(heading, &format!("ll{}l", "r".repeat(Row::TITLES.len() - 3)), Row::TITLES, rows.iter().map(Row::cells))
}

/// A LaTeX table in the style of `booktabs`; `heading` becomes comments, `columns` says how columns are aligned.
pub fn latex_table<const N: usize>(
    heading: &[String],
    columns: &str,
    titles: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
) -> String {
    let line =
        |cells: &[String]| format!("{} \\\\\n", cells.iter().map(|cell| escaped(cell)).collect::<Vec<_>>().join(" & "));
    let heading: String = heading.iter().map(|text| format!("% {text}\n")).collect();
    let titles = line(&titles.map(String::from));
    let body: String = rows.map(|cells| line(&cells)).collect();
    format!(
        "{heading}\\begin{{tabular}}{{{columns}}}\n\\toprule\n{titles}\\midrule\n{body}\\bottomrule\n\\end{{tabular}}\n"
    )
}

/// Text that LaTeX prints as it stands.
pub(crate) fn escaped(text: &str) -> String {
    let character = |character: char| match character {
        '\\' => "\\textbackslash{}".to_string(),
        '~' => "\\textasciitilde{}".into(),
        '^' => "\\textasciicircum{}".into(),
        '±' => "$\\pm$".into(),
        'µ' | 'μ' => "$\\mu$".into(),
        '&' | '%' | '$' | '#' | '_' | '{' | '}' => format!("\\{character}"),
        other => other.to_string(),
    };
    text.chars().map(character).collect()
}
