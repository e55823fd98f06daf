//! All figures of a file, drawn into the page.

use traces::figures::{PICTURE, Svg};
use traces::{ReadError, TraceFile};

use super::html::Html;
use crate::figures::{self, Drawn};

/// All figures, and for one that cannot be drawn, why.
///
/// # Errors
/// [`ReadError`] when the file cannot be read at all.
pub(super) fn section(trace: &TraceFile) -> Result<Html, ReadError> {
    let all = |(kind, drawn): Drawn| match drawn {
        Ok(figures) => figures.iter().map(|(name, svg)| figure_of(name, kind.title(), svg)).collect(),
        Err(error) => vec![Html::paragraph(&format!("{} cannot be drawn: {error}", kind.title()))],
    };
    let figures: Vec<Html> = figures::all(trace)?.into_iter().flat_map(all).collect();
    if figures.is_empty() {
        return Ok(Html::default());
    }
    let help = "Wheel or buttons zoom, a drag moves, a double click shows all; a pointer over a figure reads its values, also \
                while a film is paused.";
    let help = Html::element("p", &[("class", "help")], [Html::text(help)]);
    Ok(Html::all([help, Html::element("div", &[("class", "figures")], figures)]))
}

fn figure_of(name: &str, title: &str, svg: &Svg) -> Html {
    let button = |name: &'static str, sign: &str, what: &str| {
        let attributes = [("type", "button"), ("data-zoom", name), ("aria-label", what)];
        Html::element("button", &attributes, [Html::text(sign)])
    };
    let zoom = [button("in", "+", "enlarge"), button("out", "−", "reduce"), button("all", "all", "show all")];
    let pause = || Html::element("button", &[("type", "button"), ("data-pause", "")], [Html::text("pause")]);
    let buttons = svg.moves().then(pause).into_iter().chain(zoom);
    let caption = Html::element("span", &[], [Html::text(title)]);
    let caption = Html::element("figcaption", &[], [caption, Html::element("span", &[("class", "zoom")], buttons)]);
    let tip = Html::element("div", &[("class", "tip"), ("role", "status"), ("hidden", "")], []);
    let sheet = Html::element("div", &[("class", "sheet")], [Html::drawing(svg), tip]);
    let data = serde_json::to_value(svg.areas()).unwrap_or_else(|error| unreachable!("numbers and texts: {error}"));
    let picture = PICTURE.to_string();
    let attributes = [("id", name), ("data-picture", picture.as_str())];
    Html::element("figure", &attributes, [caption, sheet, Html::data(&data)])
}
