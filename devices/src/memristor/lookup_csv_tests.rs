use super::*;

const HEADER: &str = "voltage (V),conductance (uS),change (nS),width (us)\n";

fn read(lines: &str) -> Result<LookUp, LookUpError> {
    LookUp::from_csv(format!("{HEADER}{lines}").as_bytes())
}

fn message(text: &str) -> String {
    LookUp::from_csv(text.as_bytes()).unwrap_err().to_string()
}

const GRID: &str = "-1,1,-5,10\n-1,2,-50,10\n0,1,0,10\n0,2,0,10\n1,1,40,10\n1,2,5,10\n";

#[test]
fn a_table_is_read_with_the_units_of_its_header() {
    let table = read(GRID).unwrap();
    assert_eq!(table.width, 1e-5);
    assert_eq!(table.voltage, [-1.0, 0.0, 1.0]);
    assert_eq!(table.conductance, [1e-6, 2e-6]);
    assert_eq!(table.change, [[-5e-9, -50e-9], [0.0, 0.0], [40e-9, 5e-9]]);
}

#[test]
fn order_of_columns_spaces_comments_and_further_columns_do_not_matter() {
    let text = "# a comment\n width ( ms ), note, change (pS), voltage (mV), conductance (S)\n\
                0.01, x, -5000, -1000, 1e-6\n0.01,,-50000,-1000,2e-6\n0.01,,0,0,1e-6\n0.01,,0,0,2e-6\n\
                0.01,,40000,1000,1e-6\n0.01,,5000,1000,2e-6\n";
    let (table, other) = (LookUp::from_csv(text.as_bytes()).unwrap(), read(GRID).unwrap());
    assert_eq!((table.voltage, table.conductance, table.width), (other.voltage, other.conductance, other.width));
}

#[test]
fn a_table_survives_the_way_through_a_parameter_file() {
    let table = read(GRID).unwrap();
    let again: LookUp = toml::from_str(&table.table().to_string()).unwrap();
    assert_eq!(again, table);
}

#[test]
fn headers_without_column_or_unit_are_refused_by_name() {
    let text = message("voltage (V),conductance (uS),width (us)\n1,1,1\n");
    assert!(text.contains("no column `change`") && text.contains("`width (us)`"), "{text}");
    let text = message("voltage,conductance (uS),change (nS),width (us)\n1,1,1,1\n");
    assert!(text.contains("column `voltage`") && text.contains("has no unit"), "{text}");
    let text = message("voltage (V),conductance (kohm),change (nS),width (us)\n1,1,1,1\n");
    assert!(text.contains("conductance (kohm)") && text.contains("is a resistance"), "{text}");
    let text = message("voltage (V),conductance (uX),change (nS),width (us)\n1,1,1,1\n");
    assert!(text.contains("unknown unit `uX`"), "{text}");
    assert!(message("").contains("no column `voltage`"));
}

#[test]
fn fields_that_are_no_finite_numbers_are_refused_with_their_line() {
    for wrong in ["NaN", "inf", "", "abc", "1e999"] {
        let error = read(&format!("0,1,0,10\n0,2,{wrong},10\n")).unwrap_err();
        assert_eq!(error, LookUpError::NotANumber { line: 3, column: "change", text: wrong.to_owned() });
    }
    assert!(matches!(read("0,1,0\n").unwrap_err(), LookUpError::Csv { .. }));
}

#[test]
fn tables_that_are_no_sorted_grid_of_one_width_are_refused_with_their_line() {
    assert_eq!(read("").unwrap_err(), LookUpError::Empty);
    assert_eq!(read("0,2,0,10\n0,1,0,10\n").unwrap_err(), LookUpError::Unsorted { line: 3 });
    assert_eq!(read("0,1,0,10\n0,1,0,10\n").unwrap_err(), LookUpError::Unsorted { line: 3 });
    assert_eq!(read("1,1,0,10\n1,2,0,10\n0,1,0,10\n").unwrap_err(), LookUpError::Unsorted { line: 4 });
    let uneven = |lines: &str, line| {
        assert!(
            matches!(read(lines).unwrap_err(), LookUpError::NotRectangular { line: at, .. } if at == line),
            "{:?}",
            read(lines)
        );
    };
    uneven("0,1,0,10\n0,2,0,10\n1,1,0,10\n", 4);
    uneven("0,1,0,10\n0,2,0,10\n1,1,0,10\n1,2.5,0,10\n", 5);
    uneven("0,1,0,10\n0,2,0,10\n1,1,0,10\n1,2,0,10\n1,3,0,10\n", 6);
    assert!(matches!(read("0,1,0,10\n0,2,0,20\n").unwrap_err(), LookUpError::ManyWidths { line: 3, .. }));
}

#[test]
fn tables_without_rest_or_with_impossible_values_are_refused() {
    let text = read("-1,1,-5,10\n-1,2,-50,10\n1,1,40,10\n1,2,5,10\n").unwrap_err().to_string();
    assert!(text.contains("0 V, where nothing changes"), "{text}");
    let text = read("0,1,3,10\n0,2,0,10\n1,1,40,10\n1,2,5,10\n").unwrap_err().to_string();
    assert!(text.contains("0 V, where nothing changes"), "{text}");
    let text = read("0,-1,0,10\n0,2,0,10\n1,-1,40,10\n1,2,5,10\n").unwrap_err().to_string();
    assert!(text.contains("`conductance` is -1 uS"), "{text}");
    let text = read("0,1,0,0\n0,2,0,0\n1,1,40,0\n1,2,5,0\n").unwrap_err().to_string();
    assert!(text.contains("`width`"), "{text}");
    let text = read("0,1,0,10\n1,1,40,10\n").unwrap_err().to_string();
    assert!(text.contains("a list of two or more"), "{text}");
}
