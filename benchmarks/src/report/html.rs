//! HTML that is escaped by construction: text enters through [`Html::text`] and attributes, and nowhere else.

/// A piece of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Html(String);

impl Html {
    /// Text as it is read; what HTML reserves is escaped.
    pub fn text(text: &str) -> Self {
        Self(escape(text))
    }

    /// An element with attributes, whose values are escaped, and content.
    pub fn element(
        name: &'static str,
        attributes: &[(&'static str, &str)],
        content: impl IntoIterator<Item = Self>,
    ) -> Self {
        let attributes: String =
            attributes.iter().map(|(name, value)| format!(" {name}=\"{}\"", escape(value))).collect();
        Self(format!("<{name}{attributes}>{}</{name}>", Self::all(content).0))
    }

    /// Pieces one after the other.
    pub fn all(pieces: impl IntoIterator<Item = Self>) -> Self {
        Self(pieces.into_iter().map(|piece| piece.0).collect())
    }

    /// A drawing: its texts were escaped when it was drawn.
    pub fn drawing(svg: &traces::figures::Svg) -> Self {
        // a page needs no name space for it
        Self(svg.as_str().replacen(" xmlns=\"http://www.w3.org/2000/svg\"", "", 1))
    }

    /// Data for the script of the page. `<` is written by its number, so that no text can end the element.
    pub fn data(value: &serde_json::Value) -> Self {
        Self(format!("<script type=\"application/json\">{}</script>", value.to_string().replace('<', "\\u003c")))
    }

    /// A table: titles of the columns, then rows. The first cell of a row heads it.
    pub fn table(titles: &[String], rows: impl IntoIterator<Item = Vec<Self>>) -> Self {
        let title = |text: &String| Self::element("th", &[("scope", "col")], [Self::text(text)]);
        let head = Self::element("thead", &[], [Self::element("tr", &[], titles.iter().map(title))]);
        let row = |cells: Vec<Self>| {
            let cell = |(k, cell): (usize, Self)| match k {
                0 => Self::element("th", &[("scope", "row")], [cell]),
                _ => Self::element("td", &[], [cell]),
            };
            Self::element("tr", &[], cells.into_iter().enumerate().map(cell))
        };
        let body = Self::element("tbody", &[], rows.into_iter().map(row));
        let head = if titles.is_empty() { Self::default() } else { head };
        Self::element("div", &[("class", "wide")], [Self::element("table", &[], [head, body])])
    }

    /// Something under a title that opens and closes.
    pub fn folded(title: &str, open: bool, content: impl IntoIterator<Item = Self>) -> Self {
        let title = Self::element("summary", &[], [Self::text(title)]);
        let attributes: &[(&str, &str)] = if open { &[("open", "")] } else { &[] };
        Self::element("details", attributes, [title, Self::all(content)])
    }

    /// A paragraph of text.
    pub fn paragraph(text: &str) -> Self {
        Self::element("p", &[], [Self::text(text)])
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn escape(text: &str) -> String {
    let escaped = |character| match character {
        '&' => "&amp;".into(),
        '<' => "&lt;".into(),
        '>' => "&gt;".into(),
        '"' => "&quot;".into(),
        '\'' => "&#39;".into(),
        // no characters of HTML
        control if control.is_control() && !matches!(control, '\n' | '\t') => "\u{FFFD}".into(),
        other => String::from(other),
    };
    text.chars().map(escaped).collect()
}
