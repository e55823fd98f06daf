//! What is wrong with a problem is told with its place and what to do.

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme};

use super::{Method, Problem, Solver};

const PROBLEM: &str = r#"conductances = [["10 uS", "20 uS"], ["1 uS", "2 uS"]]
[wires]
segment = "1 ohm"
[drive]
left = ["0.2 V", "0.1 V"]
"#;

/// The whole message, places and help included, in one line.
fn message(error: &dyn Diagnostic) -> String {
    let mut text = String::new();
    GraphicalReportHandler::new_themed(GraphicalTheme::none()).with_width(400).render_report(&mut text, error).unwrap();
    text.replace(['\n', '│', '|'], " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn refused_as(name: &str, text: &str, words: &[&str]) {
    let error = Problem::parse(name, text).expect_err(text);
    let message = message(error.as_ref());
    for word in words {
        assert!(message.contains(word), "should say `{word}`: {message}\n{text}");
    }
}

/// Asserts that the problem with this change is refused with all of `words`.
fn refused(from: &str, to: &str, words: &[&str]) {
    assert!(PROBLEM.contains(from), "the problem has `{from}`");
    refused_as("mine.toml", &PROBLEM.replacen(from, to, 1), words);
}

#[test]
fn impossible_conductances_are_refused_at_their_place() {
    refused("\"2 uS\"", "\"-2 uS\"", &["mine.toml:1:", "`-2 uS` is negative"]);
    refused("\"2 uS\"", "\"NaN\"", &["mine.toml:1:", "does not begin with a number", "a conductance"]);
    refused("\"2 uS\"", "\"1e999 S\"", &["mine.toml:1:", "not finite"]);
    refused("\"2 uS\"", "\"2 ohm\"", &["mine.toml:1:", "a resistance", "a conductance"]);
    refused("\"2 uS\"", "2e-6", &["mine.toml:1:", "no unit", "\"1 uS\""]);
    refused("\"2 uS\"", "nan", &["mine.toml:1:", "a conductance"]);
    refused("\"2 uS\"", "true", &["mine.toml:1:", "a conductance, for example"]);
}

#[test]
fn matrices_without_a_shape_are_refused() {
    refused("[\"1 uS\", \"2 uS\"]", "[\"1 uS\"]", &["mine.toml:1:", "row 1 has length 1", "row 0 has length 2"]);
    refused("[[\"10 uS\", \"20 uS\"], [\"1 uS\", \"2 uS\"]]", "[]", &["mine.toml:1:", "empty"]);
    refused("[[\"10 uS\", \"20 uS\"], [\"1 uS\", \"2 uS\"]]", "[[], []]", &["the first row has no values"]);
    refused("[[\"10 uS\", \"20 uS\"], [\"1 uS\", \"2 uS\"]]", "[\"1 uS\", \"2 uS\"]", &["a row", "list"]);
    refused("[[\"10 uS\", \"20 uS\"], [\"1 uS\", \"2 uS\"]]", "\"g.txt\"", &["g.txt", ".csv"]);
    refused("[[\"10 uS\", \"20 uS\"], [\"1 uS\", \"2 uS\"]]", "\"no.csv\"", &["mine.toml:1:", "cannot read no.csv"]);
    refused("conductances", "rows = 3\nconductances", &["mine.toml:1:", "3 rows are named", "the matrix has 2"]);
    refused_as("mine.toml", "wires = { segment = \"1 ohm\" }", &["no devices", "conductances = "]);
}

#[test]
fn random_and_weighted_conductances_need_their_numbers() {
    let made = |text: &str, words: &[&str]| {
        refused("[[\"10 uS\", \"20 uS\"], [\"1 uS\", \"2 uS\"]]", text, words);
    };
    let limits = "g_min = \"1 uS\", g_max = \"2 uS\"";
    made(&format!("{{ random = {{ seed = 1, {limits} }} }}"), &["`rows` and `columns`"]);
    made(&format!("{{ randum = {{ seed = 1, {limits} }} }}"), &["randum", "did you mean `random`?"]);
    made(
        "{ weights = { matrix = [[0.5, 2.0]], largest = 1.0, g_min = \"1 uS\", g_max = \"2 uS\" } }",
        &["mine.toml:1:", "weight 1 is 2", "between -1 and 1"],
    );
    made(
        "{ weights = { matrix = [[0.5]], largest = 1.0, g_min = \"3 uS\", g_max = \"2 uS\" } }",
        &["0 <= g_min < g_max"],
    );
    let text = PROBLEM.replace(
        "[[\"10 uS\", \"20 uS\"], [\"1 uS\", \"2 uS\"]]",
        "{ random = { seed = 1, g_min = \"0 S\", g_max = \"2 uS\" } }",
    );
    refused_as("mine.toml", &format!("rows = 2\ncolumns = 2\n{text}"), &["0 < g_min"]);
    refused_as("mine.toml", &format!("rows = 0\ncolumns = 2\n{text}"), &["mine.toml:1:", "empty"]);
    refused_as("mine.toml", &format!("rows = 1000000\ncolumns = 1000000\n{text}"), &["fit in memory"]);
}

#[test]
fn unknown_keys_show_the_nearest_right_one() {
    refused("segment", "segmnet", &["mine.toml:3:1", "segmnet", "did you mean `segment`?"]);
    refused("left", "lefd", &["mine.toml:5:1", "did you mean `left`?"]);
    refused("[drive]", "[drives]", &["mine.toml:4:", "did you mean `drive`?"]);
}

#[test]
fn impossible_lines_are_refused() {
    refused("\"1 ohm\"", "\"-1 ohm\"", &["mine.toml:3:", "`segment` of the word lines is -1 ohm"]);
    refused("\"1 ohm\"", "\"1 S\"", &["mine.toml:3:", "a conductance", "a resistance"]);
    refused("\"1 ohm\"", "\"1 ohm\"\nword = { driver_left = \"-5 ohm\" }", &["mine.toml:4:", "-5 ohm"]);
    refused("segment = \"1 ohm\"", "driver = \"1 ohm\"", &["mine.toml:", "no segment resistance for the word lines"]);
    let each = "\"1 ohm\"\nbit = { segment = [[\"1 ohm\", \"1 ohm\"], [\"1 ohm\", \"1 ohm\"]] }";
    refused("\"1 ohm\"", each, &["mine.toml:4:", "2 x 2 resistances", "3 x 2 segments"]);
    refused("\"1 ohm\"", "\"1 ohm\"\nopen = [{ word = 5, before = 0 }]", &["mine.toml:4:", "word line 5", "has 2"]);
    refused("\"1 ohm\"", "\"1 ohm\"\nopen = [{ word = 1, before = 3 }]", &["before device 3", "0 (before the first"]);
    refused("\"1 ohm\"", "\"1 ohm\"\nopen = [{ before = 0 }]", &["names one line"]);
    let bridge = |text: &str| format!("\"1 ohm\"\nbridges = [{{ {text} }}]");
    let to = "to = \"ground\", resistance = \"1 ohm\"";
    refused("\"1 ohm\"", &bridge(&format!("from = {{ word = [0, 7] }}, {to}")), &["mine.toml:4:", "(0, 7)"]);
    refused("\"1 ohm\"", &bridge(&format!("from = \"ground\", {to}")), &["to itself"]);
    refused(
        "\"1 ohm\"",
        &bridge("from = { bit = [0, 0] }, to = \"ground\", resistance = \"0 ohm\""),
        &["a bridge of 0 ohm"],
    );
    refused("\"1 ohm\"", &bridge(&format!("from = \"gruond\", {to}")), &["gruond", "did you mean `ground`?"]);
}

#[test]
fn impossible_drives_are_refused() {
    refused("[\"0.2 V\", \"0.1 V\"]", "[\"0.2 V\"]", &["mine.toml:5:", "1 ends are given", "2 rows"]);
    refused("\"0.1 V\"", "\"0.1 A\"", &["mine.toml:5:", "a current", "a voltage", "`floating`"]);
    refused("\"0.1 V\"", "0.1", &["mine.toml:5:", "no unit"]);
    refused("\"0.1 V\"", "\"grund\"", &["mine.toml:5:", "`ground` and `floating`"]);
    refused("left = [\"0.2 V\", \"0.1 V\"]", "", &["mine.toml:4:", "nothing is driven"]);
    refused("left = [\"0.2 V\", \"0.1 V\"]", "inputs = [[\"1 V\"]]", &["mine.toml:5:", "1 voltages each", "2 rows"]);
    refused("left = [", "inputs = \"v.csv\"\nleft = [", &["leave `left` out"]);
    let select = |text: &str| format!("select = {{ {text} }}");
    let refused_selection = |text: &str, words: &[&str]| refused("left = [\"0.2 V\", \"0.1 V\"]", &select(text), words);
    refused_selection("row = 2, columns = [0], voltage = \"1 V\", scheme = \"half\"", &["mine.toml:5:", "word line 2"]);
    refused_selection("row = 0, columns = [], voltage = \"1 V\", scheme = \"half\"", &["no device is selected"]);
    refused_selection("row = 0, columns = [0], voltage = \"1 V\", scheme = \"haf\"", &["haf", "did you mean `half`?"]);
    refused(
        "left = [",
        "select = { row = 0, columns = [0], voltage = \"1 V\", scheme = \"half\" }\nleft = [",
        &["leave"],
    );
    let shorted = PROBLEM.replace("1 ohm", "0 ohm").replace(
        "left = [",
        "right = \"0.3 V\"
left = [",
    );
    refused_as("mine.toml", &shorted, &["mine.toml:4:", "word line 0 joins 200 mV and 300 mV"]);
}

#[test]
fn faults_outside_of_the_array_and_odd_pairs_are_refused() {
    let stuck = "stuck = [{ row = 2, column = 0, conductance = \"1 S\" }]\nconductances";
    refused("conductances", stuck, &["mine.toml:1:", "device (2, 0)", "2 rows"]);
    let negative = "stuck = [{ row = 0, column = 0, conductance = \"-1 S\" }]\nconductances";
    refused("conductances", negative, &["mine.toml:1:", "negative"]);
    let odd = PROBLEM.replace(", \"20 uS\"", "").replace(", \"2 uS\"", "");
    refused_as("mine.toml", &format!("outputs = \"pairs\"\n{odd}"), &["mine.toml:1:", "1 columns make no pairs"]);
}

#[test]
fn devices_of_a_model_are_checked() {
    let device = |text: &str| {
        PROBLEM.replace("conductances = [[\"10 uS\", \"20 uS\"], [\"1 uS\", \"2 uS\"]]\n", "rows = 2\ncolumns = 2\n")
            + "[device]\n"
            + text
    };
    let refused = |text: &str, words: &[&str]| refused_as("mine.toml", &device(text), words);
    refused("parameters = \"bfo_domo\"\npositions = 0.5\n", &["mine.toml:8:", "did you mean `bfo_demo`"]);
    refused("parameters = \"bfo_demo\"\npositions = 1.5\n", &["mine.toml:9:", "is at 1.5", "0 (off) to 1 (on)"]);
    refused("parameters = \"bfo_demo\"\npositions = [[0.5]]\n", &["mine.toml:1:", "2 rows are named"]);
    refused("parameters = \"bfo_demo\"\npositions = 0\nchange = { nothing = 1 }\n", &["mine.toml:10:", "nothing"]);
    refused_as("mine.toml", &format!("{PROBLEM}[device]\nparameters = \"bfo_demo\"\npositions = 0\n"), &["both given"]);
}

#[test]
fn impossible_waveforms_are_refused() {
    let refused = |left: &str, stop: &str, words: &[&str]| {
        let text = format!("{PROBLEM}[waveforms]\nleft = {left}\nsample = \"1 ns\"\nstop = \"{stop}\"\n");
        refused_as("mine.toml", &text, words);
    };
    refused("[[\"5 ns\", \"0 V\"], [\"1 ns\", \"1 V\"]]", "9 ns", &["mine.toml:7:", "not after the one before"]);
    refused(
        "[[[\"5 ns\", \"0 V\"], [\"1 ns\", \"1 V\"]], \"ground\"]",
        "9 ns",
        &["mine.toml:7:", "not after the one before"],
    );
    refused("[[\"5 ns\", \"0 ns\"]]", "9 ns", &["mine.toml:7:", "a time", "a voltage"]);
    refused("[[\"5 ns\"]]", "9 ns", &["mine.toml:7:", "a pair of texts"]);
    refused("[[\"0 ns\", \"0 V\"], \"ground\"]", "9 ns", &["mine.toml:7:", "beside entries of other lines"]);
    refused("[\"ground\"]", "9 ns", &["mine.toml:7:", "1 ends are given", "2 rows"]);
    refused("\"ground\"", "0 ns", &["mine.toml:9:", "above 0 s"]);
    refused("\"ground\"", "0.5 ns", &["mine.toml:8:", "samples every"]);
}

#[test]
fn json_is_refused_with_its_place_as_well() {
    let json = "{\n  \"conductances\": [[\"1 uS\", \"2 uS\"]],\n  \"wires\": {\"segment\": \"1 ohm\"},\n  \"drive\": {\"left\": \"0.1 V\"}\n}";
    assert!(Problem::parse("mine.json", json).is_ok());
    let refused = |from: &str, to: &str, words: &[&str]| refused_as("mine.json", &json.replacen(from, to, 1), words);
    refused("segment", "segmnet", &["mine.json:3:", "did you mean `segment`?"]);
    refused("2 uS", "-2 uS", &["mine.json:2:", "`-2 uS` is negative"]);
    refused("1 ohm", "-1 ohm", &["mine.json:3:", "-1 ohm"]);
    refused("\"0.1 V\"", "[\"1 V\", \"1 V\"]", &["mine.json:4:", "2 ends are given"]);
    refused("]],", "]]", &["mine.json:3:"]);
}

#[test]
fn a_floating_island_is_told_when_the_circuit_is_solved() {
    let text = PROBLEM.replace("\"1 uS\", \"2 uS\"", "\"open\", \"open\"").replace("\"0.1 V\"", "\"floating\"");
    let problem = Problem::parse("mine.toml", &text).unwrap();
    let error = Solver::new(&problem, Method::Automatic).solve(0..1).unwrap_err();
    let message = message(problem.locate(error).as_ref());
    assert!(message.contains("word line 1 floats") && message.contains("mine.toml:4:"), "{message}");
    let broken = PROBLEM.replace("\"1 ohm\"", "\"1 ohm\"\nopen = [{ word = 0, before = 0 }, { word = 0, before = 1 }]");
    let problem = Problem::parse("mine.toml", &broken.replace("\"10 uS\"", "\"open\"")).unwrap();
    let error = Solver::new(&problem, Method::Automatic).solve(0..1).unwrap_err();
    assert!(error.to_string().contains("word line node at device (0, 0) floats"), "{error}");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let message = Problem::open("nowhere.toml".as_ref()).unwrap_err().to_string();
    assert!(message.contains("cannot read nowhere.toml"), "{message}");
}
