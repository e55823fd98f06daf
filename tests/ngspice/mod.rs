//! Circuits solved here and by ngspice from the netlist that is written here.
//!
//! The variable FERROSPIKE_NGSPICE names the program; without it any `ngspice` on the path serves, and none is a reason to
//! skip.

mod arrays;
mod static_circuits;
mod transients;

use std::path::Path;
use std::process::Command;

/// What ngspice prints about `netlist` and what it writes into the file `table`. None, and a notice, when it is not
/// installed.
#[expect(clippy::print_stderr, reason = "a skipped test must not look like a passed one")]
fn ngspice(netlist: &str, table: &str) -> Option<(String, String)> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("circuit.cir"), netlist).unwrap();
    let named = std::env::var_os("FERROSPIKE_NGSPICE");
    let program = named.clone().unwrap_or_else(|| "ngspice".into());
    let run = Command::new(&program).args(["-b", "circuit.cir"]).current_dir(folder.path()).output();
    let output = match (run, named) {
        (Ok(output), _) => output,
        (Err(error), Some(_)) => panic!("FERROSPIKE_NGSPICE names {program:?}, which does not start: {error}"),
        (Err(_), None) => {
            eprintln!("SKIPPED: ngspice is not installed");
            return None;
        }
    };
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {printed}\n{complaints}", output.status);
    Some((printed, read_if_there(&folder.path().join(table))))
}

fn read_if_there(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}
