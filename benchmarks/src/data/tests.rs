use super::*;

#[test]
fn iris_is_fishers_table() {
    let iris = DataSet::embedded("iris").unwrap();
    assert_eq!((iris.rows.len(), iris.features.len(), iris.classes.len()), (150, 4, 3));
    assert_eq!(iris.rows[34], [4.9, 3.1, 1.5, 0.2], "row 35 is Fisher's, not that of the UCI file");
    assert_eq!(iris.rows[37], [4.9, 3.6, 1.4, 0.1], "row 38 is Fisher's, not that of the UCI file");
    assert!((0..3).all(|class| iris.labels.iter().filter(|&&label| label == class).count() == 50));
}

/// Rows of each class among the first or the other rows.
fn members(set: &DataSet, rows: std::ops::Range<usize>) -> Vec<(&str, usize)> {
    let count = |class: usize| set.labels[rows.clone()].iter().filter(|&&label| label == class).count();
    set.classes.iter().enumerate().map(|(class, name)| (name.as_str(), count(class))).collect()
}

#[test]
fn the_breast_cancer_set_is_that_of_1992_without_incomplete_rows() {
    let wbc = DataSet::embedded("wbc").unwrap();
    assert_eq!((wbc.rows.len(), wbc.features.len(), wbc.official), (683, 9, None));
    assert_eq!(members(&wbc, 0..683), [("benign", 444), ("malignant", 239)]);
    assert!(wbc.rows.iter().flatten().all(|grade| (1.0..=10.0).contains(grade) && grade.fract() == 0.0));
}

#[test]
fn landsat_is_the_official_division_with_the_counts_of_its_documentation() {
    let landsat = DataSet::embedded("landsat").unwrap();
    assert_eq!((landsat.rows.len(), landsat.features.len(), landsat.official), (6435, 36, Some(4435)));
    let classes =
        ["cotton_crop", "damp_grey_soil", "grey_soil", "red_soil", "vegetation_stubble", "very_damp_grey_soil"];
    let counts = |counts: [usize; 6]| classes.into_iter().zip(counts).collect::<Vec<_>>();
    assert_eq!(members(&landsat, 0..4435), counts([479, 415, 961, 1072, 470, 1038]));
    assert_eq!(members(&landsat, 4435..6435), counts([224, 211, 397, 461, 237, 470]));
}

#[test]
fn errors_name_line_and_column() {
    let message = |text: &str| DataSet::parse("my.csv", text, "class").unwrap_err().to_string();
    assert!(message("a,b,class\n1,2,x\n1,?,y\n").contains("line 3, column `b`: `?`"));
    assert!(message("a,b,class\n1,NaN,x\n1,2,y\n").contains("line 2, column `b`: `NaN`"));
    assert!(message("a,b,class\n1,2,x\n1,y\n").contains("line: 3"), "{}", message("a,b,class\n1,2,x\n1,y\n"));
    assert!(message("a,b\n1,2\n").contains("no column is called `class`; columns are: a, b"));
    assert!(message("a,class\n1,x\n2,x\n").contains("at least two classes"));
    assert!(message("a,class\n1,x\n2,x\n3,y\n").contains("class `y` has 1 row"));
    assert!(message("class\nx\ny\n").contains("no feature"));
    assert!(message("").contains("no column"));
    assert!(message("a,a,class\n1,2,x\n1,2,y\n").contains("two columns are called `a`"));
}

#[test]
fn a_missing_file_says_which() {
    let message = DataSet::open(Path::new("nowhere/my.csv"), "class").unwrap_err().to_string();
    assert!(message.contains("nowhere/my.csv"), "{message}");
}

fn read(text: &str, missing: Missing, keep: &[&str]) -> Result<DataSet, DataError> {
    let keep = keep.iter().map(|column| (*column).to_string()).collect();
    DataSet::from_table(&Table::parse("my.csv", text)?, "class", &TableUse { missing, keep })
}

/// A column `v` of the values given and one of the numbers of the rows squared, classes in turn.
fn column(values: &[&str]) -> String {
    let line = |(k, value): (usize, &&str)| format!("{value},{},{}\n", k * k, ["x", "y"][k % 2]);
    "v,square,class\n".to_string() + &values.iter().enumerate().map(line).collect::<String>()
}

#[test]
fn all_699_rows_without_their_gaps_are_the_683_complete_ones() {
    let file = TableFile {
        path: Path::new(env!("CARGO_MANIFEST_DIR")).join("data/wisconsin-breast-cancer.csv"),
        label: "class".into(),
        missing: Missing::Drop,
        keep: Vec::new(),
    };
    let (dropped, complete) = (DataSet::read(&file).unwrap(), DataSet::embedded("wbc").unwrap());
    assert_eq!((&dropped.rows, &dropped.labels), (&complete.rows, &complete.labels));
    assert_eq!(dropped.report.gaps.len(), 16);
    assert!(dropped.report.gaps.iter().all(|gap| gap.column == "bare_nuclei"));
    let filled = DataSet::read(&TableFile { missing: Missing::Mean, ..file }).unwrap();
    assert_eq!(filled.balance(), [458, 241]);
}

#[test]
fn gaps_are_filled_from_training_rows_alone() {
    let text = column(&["1", "2", "?", "6", "", "1000", "7"]);
    let at = |missing, train: &[usize]| read(&text, missing, &[]).unwrap().filled(train)[2][0];
    assert_eq!(at(Missing::Mean, &[0, 1, 2, 3]), 3.0);
    assert_eq!(at(Missing::Median, &[0, 1, 3, 4]), 2.0);
    assert_eq!(at(Missing::Median, &[0, 1, 3, 5]), 4.0, "between the two in the middle");
    // a feature without any training value has no range: whatever stands there says nothing
    assert!(at(Missing::Mean, &[2, 4]).is_finite());
    let dropped = read(&text, Missing::Drop, &[]).unwrap();
    assert_eq!(dropped.rows.iter().map(|row| row[0]).collect::<Vec<_>>(), [1.0, 2.0, 6.0, 1000.0, 7.0]);
    let lines: Vec<u64> = dropped.report.gaps.iter().map(|gap| gap.line).collect();
    assert_eq!(lines, [4, 6]);
}

#[test]
fn columns_that_cannot_tell_classes_apart_are_left_out_with_their_reason_and_kept_when_asked_for() {
    let line = |k: usize| format!("{k},{},same,{},,7,{}\n", 1000 - 7 * k, (k * k) % 11, ["x", "y"][k % 2]);
    let text =
        "row,Sample ID,note,square,nothing,constant,class\n".to_string() + &(1..=20).map(line).collect::<String>();
    let set = read(&text, Missing::Drop, &[]).unwrap();
    assert_eq!((set.features.len(), set.rows.len()), (1, 20));
    let reasons: Vec<Reason> = set.report.left_out.iter().map(|left| left.reason).collect();
    assert_eq!(reasons, [Reason::Counter, Reason::Name, Reason::Text, Reason::Empty, Reason::Constant]);
    assert_eq!(set.report.sentences().len(), 5);
    let kept = read(&text, Missing::Drop, &["row", "constant"]).unwrap();
    assert_eq!(kept.features, ["row", "square", "constant"]);
    assert!(read(&text, Missing::Drop, &["rows"]).unwrap_err().to_string().contains("did you mean `row`?"));
}

#[test]
fn numeric_labels_are_ordered_by_value_however_they_are_written() {
    let set = read("a,class\n1,10\n2,9\n3, 9.0 \n4,10\n", Missing::Drop, &[]).unwrap();
    assert_eq!((set.classes, set.labels), (vec!["9".to_string(), "10".into()], vec![1, 0, 0, 1]));
}

#[test]
fn marks_of_other_programs_do_not_change_a_table() {
    let plain = read("a,b,class\n1,2,x\n3,4,y\n5,5,x\n8,9,y\n", Missing::Drop, &[]).unwrap();
    for text in [
        "\u{feff}a,b,class\r\n1,2,x\r\n3,4,y\r\n5,5,x\r\n8,9,y\r\n",
        "\"a\",\"b\",\"class\"\n\"1\",\"2\",\"x\"\n3,4,\"y\"\n5, 5 ,x\n8,9,y",
        "a;b;class\n1;2;x\n3;4;y\n5;5;x\n8;9;y\n",
        "a\tb\tclass\n1\t2\tx\n3\t4\ty\n\n5\t5\tx\n8\t9\ty\n",
    ] {
        assert_eq!(read(text, Missing::Drop, &[]).unwrap(), plain, "{text:?}");
    }
}

#[test]
fn tables_that_cannot_be_learned_say_why() {
    let message = |text: &str| read(text, Missing::Drop, &[]).unwrap_err().to_string();
    assert!(message(&column(&["1", "inf", "2", "3"])).contains("line 3, column `v`: `inf`"));
    assert!(message(&column(&["1", "NaN", "2", "3"])).contains("`?` or empty"));
    assert!(message(&column(&["1", "?", "2", "?"])).contains("class `y` has 0 row"));
    assert!(message(&column(&["1", "?", "2", "?"])).contains("lines 3, 5"), "the gaps explain it");
    assert!(message("a,Class\n1,x\n").contains("did you mean `Class`?"));
    assert!(message("a,b,class\n1,u,x\n1,v,y\n1,v,y\n1,v,x\n").contains("no feature"));
    let price: String = (0..30).map(|k| format!("{},{}.5\n", k * k, k)).collect();
    assert!(message(&format!("a,class\n{price}")).contains("30 different values in 30 rows"));
}

#[test]
fn a_file_that_is_no_text_says_where() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("latin.csv");
    std::fs::write(&path, b"a,class\n1,\xe9\n").unwrap();
    let message = DataSet::open(&path, "class").unwrap_err().to_string();
    assert!(message.contains("byte 11 is not UTF-8"), "{message}");
}
