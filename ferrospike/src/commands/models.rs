//! `ferrospike models`: the device parameter sets.

use devices::catalogue;

use crate::cli::Models;
use crate::failure::Failure;
use crate::output::print;
use crate::table::table;

/// Lists all sets, or shows one with its source, its validity and its values.
///
/// # Errors
/// [`Failure`] for a name that is not in the catalogue.
pub fn list(arguments: &Models) -> Result<(), Failure> {
    match &arguments.name {
        Some(name) => print(catalogue::find(name).map_err(Failure::usage)?.text.trim_end()),
        None => {
            let mut rows = Vec::new();
            for name in catalogue::names() {
                let entry = catalogue::find(name).map_err(Failure::usage)?;
                rows.push([name.to_string(), entry.model, entry.status, entry.description]);
            }
            let mut table = table(["parameters", "model", "values", "what"], rows);
            for column in table.column_iter_mut() {
                column.set_cell_alignment(comfy_table::CellAlignment::Left);
            }
            table.set_content_arrangement(comfy_table::ContentArrangement::Dynamic);
            print(&format!("{table}\n`ferrospike models NAME` shows parameters, source and validity of one set"))
        }
    }
}
