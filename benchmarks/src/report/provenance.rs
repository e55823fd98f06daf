//! Where a file comes from.

use traces::Provenance;

use super::html::Html;
use super::links::linked;

/// The full text of the experiment.
pub(super) fn experiment(provenance: &Provenance) -> Html {
    if provenance.experiment.trim().is_empty() {
        return Html::default();
    }
    Html::folded("The whole text", false, [Html::element("pre", &[], [Html::text(&provenance.experiment)])])
}

/// Version, command, seed, date and sources.
pub(super) fn section(provenance: &Provenance) -> Html {
    let Provenance { version, command, seed, sources, created, .. } = provenance;
    let command = Html::element("code", &[], [Html::text(command)]);
    let facts = [
        ("version", Html::text(&format!("ferrospike {version}"))),
        ("command", command),
        ("seed", Html::text(&seed.to_string())),
        ("created", Html::text(created)),
    ];
    let source = |text: &String| ("source", linked(text));
    let rows = facts.into_iter().chain(sources.iter().map(source));
    Html::table(&[], rows.map(|(name, value)| vec![Html::text(name), value]))
}
