//! What a reader of TOML or JSON says of a text that does not fit, in the words of the text: keys, whole numbers, lists, tables.

/// The message of a reader in words that someone knows who has only seen the text; what is none of its messages stays as it is.
pub fn in_words(message: &str) -> String {
    let message = message.trim();
    if let Some(words) = whole_message(message) {
        return words.into();
    }
    if let Some((found, expected)) = wrong_value(message) {
        return format!("{} is needed here, not {}", kind(expected), value(found));
    }
    if let Some((found, expected)) = split(message, "invalid length ") {
        return format!("{} is needed here; this has {}", kind(expected), counted(found));
    }
    let renamed =
        [("unknown field ", "unknown key "), ("missing field ", "missing key "), ("duplicate field ", "key twice: ")];
    let renamed = renamed.iter().find_map(|(theirs, ours)| Some(format!("{ours}{}", message.strip_prefix(theirs)?)));
    let renamed = renamed.or_else(|| Some(format!("unknown word {}", message.strip_prefix("unknown variant ")?)));
    renamed.unwrap_or_else(|| message.to_string())
}

/// All that a reader of TOML says, its message in these words behind the place.
pub fn with_place(error: &toml::de::Error) -> String {
    error.to_string().replace(error.message(), &in_words(error.message()))
}

/// The message of a reader of `text`, in these words, and the line it is about: for text that is part of a file, where the
/// number of a line would mislead.
pub(crate) fn with_line(error: &toml::de::Error, text: &str) -> String {
    let message = in_words(error.message());
    let Some(span) = error.span() else { return message };
    let begin = text[..span.start].rfind('\n').map_or(0, |end| end + 1);
    match text[begin..].lines().next().map(str::trim) {
        Some(line) if !line.is_empty() => format!("{message}, in `{line}`"),
        _ => message,
    }
}

/// What was found, and what was expected.
fn wrong_value(message: &str) -> Option<(&str, &str)> {
    split(message, "invalid type: ").or_else(|| split(message, "invalid value: "))
}

fn split<'a>(message: &'a str, beginning: &str) -> Option<(&'a str, &'a str)> {
    message.strip_prefix(beginning)?.rsplit_once(", expected ")
}

/// What is said of a word of a choice that has got a value.
const ALONE: &str = "this word takes no value: write it alone, in quotation marks";

/// Messages without anything of the text in them.
fn whole_message(message: &str) -> Option<&'static str> {
    match message {
        "wanted string or table" => Some("a word in quotation marks or a table is needed here"),
        "wanted exactly 1 element, found 0 elements" | "expected table with exactly 1 entry, found empty table" => {
            Some("the table is empty: one key is needed")
        }
        "wanted exactly 1 element, more than 1 element" | "expected table with exactly 1 entry, found more than 1" => {
            Some("the table has several keys: one of them is needed")
        }
        "invalid type: unit variant, expected newtype variant"
        | "invalid type: unit variant, expected tuple variant"
        | "invalid type: unit variant, expected struct variant" => {
            Some("this word needs a value: write a table with it as the key, such as { soft = 0.5 }")
        }
        "expected empty table" | "expected empty array" => Some(ALONE),
        // readers ask for tables by themselves only behind the words of a choice
        table if table.starts_with("expected table, found ") => Some(ALONE),
        "integer number overflowed" => Some("a number too large for a whole one"),
        "floating-point number overflowed" => Some("a number too large"),
        _ => None,
    }
}

/// What is expected.
fn kind(expected: &str) -> String {
    let whole = |range: &str| format!("a whole number{range}");
    match expected {
        "usize" | "u64" | "u128" => whole(" from 0 on"),
        "u8" => whole(" from 0 to 255"),
        "u16" => whole(" from 0 to 65535"),
        "u32" => whole(" from 0 to 4294967295"),
        "isize" | "i8" | "i16" | "i32" | "i64" | "i128" => whole(""),
        "f64" | "f32" => "a number".into(),
        "a boolean" => "true or false".into(),
        "a string" | "a borrowed string" | "path string" => "a text in quotation marks".into(),
        "a sequence" => "a list".into(),
        "a map" | "map" => "a table".into(),
        other => list(other).or_else(|| table(other)).unwrap_or_else(|| other.to_string()),
    }
}

/// `an array of length 2`, `a tuple of size 2`, `struct Span with 2 elements`.
fn list(expected: &str) -> Option<String> {
    let count = expected.strip_prefix("an array of length ").or_else(|| expected.strip_prefix("a tuple of size "));
    let count = count.or_else(|| expected.split_once(" with ")?.1.strip_suffix(" elements"));
    let count = count.or_else(|| expected.split_once(" with ")?.1.strip_suffix(" element"))?;
    Some(format!("a list of {}", counted(count)))
}

fn counted(count: &str) -> String {
    format!("{count} {}", if count == "1" { "value" } else { "values" })
}

/// `struct Wires` and `enum Protocol`: their names are those of the program.
fn table(expected: &str) -> Option<String> {
    let kinds = [("struct ", "a table"), ("enum ", "a word in quotation marks or a table")];
    kinds.iter().find(|(theirs, _)| expected.starts_with(theirs)).map(|(_, ours)| ours.to_string())
}

/// What was found.
fn value(found: &str) -> String {
    let literal = |name: &str| Some(found.strip_prefix(name)?.split('`').nth(1)?.to_string());
    let plain = ["boolean ", "integer ", "floating point ", "number "].iter().find_map(|name| literal(name));
    let text = || Some(format!("the text {}", found.strip_prefix("string ")?));
    plain.or_else(text).unwrap_or_else(|| {
        match found {
            "sequence" => "a list",
            "map" => "a table",
            "null" | "unit value" => "nothing",
            other => other,
        }
        .to_string()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use toml::Table;

    /// A value of every kind that files have.
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code)]
    struct File {
        whole: Option<usize>,
        small: Option<u8>,
        signed: Option<i64>,
        number: Option<f64>,
        truth: Option<bool>,
        word: Option<String>,
        list: Option<Vec<f64>>,
        pair: Option<[f64; 2]>,
        table: Option<Inner>,
        choice: Option<Choice>,
    }

    #[derive(Debug, Deserialize)]
    #[expect(dead_code)]
    struct Inner {
        needed: f64,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    #[expect(dead_code)]
    enum Choice {
        One(f64),
        Two,
    }

    fn told(text: &str) -> String {
        in_words(toml::from_str::<File>(text).unwrap_err().message())
    }

    #[test]
    fn messages_speak_of_the_text_and_not_of_the_program() {
        for (text, words) in [
            ("whole = \"many\"", "a whole number from 0 on is needed here, not the text \"many\""),
            ("whole = -1", "a whole number from 0 on is needed here, not -1"),
            ("whole = 1.5", "a whole number from 0 on is needed here, not 1.5"),
            ("small = 300", "a whole number from 0 to 255 is needed here, not 300"),
            ("signed = [1]", "a whole number is needed here, not a list"),
            ("number = true", "a number is needed here, not true"),
            ("truth = 1", "true or false is needed here, not 1"),
            ("word = 1", "a text in quotation marks is needed here, not 1"),
            ("list = { a = 1 }", "a list is needed here, not a table"),
            ("pair = [1.0]", "a list of 2 values is needed here; this has 1 value"),
            ("table = 3", "a table is needed here, not 3"),
            ("table = {}", "missing key `needed`"),
            ("choice = 3", "a word in quotation marks or a table is needed here"),
            ("choice = {}", "the table is empty: one key is needed"),
            ("choice = \"one\"", "this word needs a value: write a table with it as the key"),
            ("choice = { two = true }", "this word takes no value: write it alone, in quotation marks"),
            ("choice = { two = { a = 1 } }", "this word takes no value"),
            ("choice = { two = [1] }", "this word takes no value"),
            ("choice = \"three\"", "unknown word `three`, expected `one` or `two`"),
            ("wole = 1", "unknown key `wole`, expected one of `whole`, `small`"),
            ("whole = 99999999999999999999999", "99999999999999999999999"),
        ] {
            let message = told(text);
            assert!(message.contains(words), "{text}: {message}");
            for theirs in
                ["usize", "i64", "u64", "i128", "struct", "enum", "invalid", "string", "integer", "float", "variant"]
            {
                assert!(!message.contains(theirs), "{text}: {message}");
            }
        }
    }

    #[test]
    fn json_is_told_alike_and_other_messages_stay() {
        let json = "invalid type: null, expected f64";
        assert_eq!(in_words(json), "a number is needed here, not nothing");
        let own = "`3 s` is a time, but a resistance is needed here, for example \"1 kohm\"";
        assert_eq!(in_words(own), own);
        let list = "invalid type: integer `3`, expected numbers such as [0, 100], \"all\" or { every = 10 }";
        assert_eq!(in_words(list), "numbers such as [0, 100], \"all\" or { every = 10 } is needed here, not 3");
        let syntax = "a = ".parse::<Table>().unwrap_err();
        assert_eq!(in_words(syntax.message()), syntax.message().trim());
    }
}
