//! DOIs in a text as links, which a browser follows only when they are clicked.

use super::html::Html;

/// The text with every DOI in it as a link to its publication.
pub(super) fn linked(text: &str) -> Html {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = next_doi(rest) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c: char| c.is_whitespace() || ",;<>\"'".contains(c)).unwrap_or(from.len());
        let doi = from[..end].trim_end_matches(['.', ':', ')', ']']);
        pieces.push(Html::text(before));
        let target = format!("https://doi.org/{doi}");
        pieces.push(Html::element("a", &[("href", &target), ("rel", "noreferrer")], [Html::text(doi)]));
        rest = &from[doi.len()..];
    }
    pieces.push(Html::text(rest));
    Html::all(pieces)
}

/// Where the next `10.NNNN/` begins: a directory of four to nine digits, then a slash and a name.
fn next_doi(text: &str) -> Option<usize> {
    let is_doi = |&(start, _): &(usize, &str)| {
        let after = &text[start + 3..];
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        let name = after[digits..].strip_prefix('/').and_then(|name| name.chars().next());
        let begins = !text[..start].ends_with(|c: char| c.is_alphanumeric() || c == '.');
        begins && (4..=9).contains(&digits) && name.is_some_and(char::is_alphanumeric)
    };
    text.match_indices("10.").find(is_doi).map(|(start, _)| start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dois_become_links_and_nothing_else_does() {
        let link = |doi: &str| format!("<a href=\"https://doi.org/{doi}\" rel=\"noreferrer\">{doi}</a>");
        let html = linked("Boyn et al. 2017, doi:10.1038/ncomms14736 (Fig. 1), 10.1103/PhysRev.1, 10.5 V at 10.1000/");
        let expected = format!(
            "Boyn et al. 2017, doi:{} (Fig. 1), {}, 10.5 V at 10.1000/",
            link("10.1038/ncomms14736"),
            link("10.1103/PhysRev.1")
        );
        assert_eq!(html.as_str(), expected);
        assert!(!linked("10.1000/<script>").as_str().contains("<script"));
    }
}
