//! Arrays in time solved by two other simulators; tests/golden/crossbar/README.md says how.

use crossbar::{LineSources, PiecewiseLinear, Wires};
use devices::catalogue::{self, Device};
use serde_json::Value;

use crate::setup::toml;

/// A 4 x 4 array and what others find.
pub struct GoldenTransient {
    pub wires: Wires,
    pub sources: LineSources,
    pub device: Device,
    /// Position of every device at the beginning, 0 off to 1 on.
    pub positions: Vec<f64>,
    /// Duration (s).
    pub stop: f64,
    /// Whether the state of the file is the position, or 1 minus it.
    rises_to_on: bool,
    name: &'static str,
}

/// The array at one time.
pub struct Sample {
    /// Time (s).
    pub time: f64,
    /// Position of every device.
    pub positions: Vec<f64>,
    /// Current out of the bottom end of every column (A).
    pub bottom: Vec<f64>,
    /// Current out of the left end of every row (A).
    pub left: Vec<f64>,
}

impl GoldenTransient {
    /// VTEAM with the window of Biolek, p = 2.
    pub fn vteam() -> GoldenTransient {
        let device = catalogue::load("lammie2020_vteam", &toml("window = { biolek = { p = 2.0 } }")).unwrap();
        GoldenTransient::load("tran_vteam_4x4", device, false)
    }

    /// The model of Yakopcic.
    pub fn yakopcic() -> GoldenTransient {
        GoldenTransient::load("tran_yak_4x4", catalogue::load("yakopcic2013", &toml("")).unwrap(), true)
    }

    fn load(name: &'static str, device: Device, rises_to_on: bool) -> GoldenTransient {
        let file: Value = serde_json::from_str(&read(&format!("{name}.json"))).unwrap();
        let segment = file["r_wl_ohm"].as_f64().unwrap();
        assert_eq!(file["r_bl_ohm"].as_f64(), Some(segment));
        let states: Vec<Vec<f64>> = serde_json::from_value(file["x0"].clone()).unwrap();
        let waveforms = |key: &str| -> Vec<PiecewiseLinear> {
            let lines: Vec<Vec<(f64, f64)>> = serde_json::from_value(file[key].clone()).unwrap();
            lines.into_iter().map(|corners| PiecewiseLinear::new(corners).unwrap()).collect()
        };
        let sources = LineSources::left_and_bottom(waveforms("pre_pwl"), waveforms("post_pwl"));
        let mut golden = GoldenTransient {
            wires: Wires::uniform(4, 4, segment),
            sources,
            device,
            positions: Vec::new(),
            stop: file["tstop_s"].as_f64().unwrap(),
            rises_to_on,
            name,
        };
        golden.positions = golden.positions_of(&states.concat());
        golden
    }

    /// What an integration with SciPy found.
    pub fn reference(&self) -> Vec<Sample> {
        self.samples(".csv")
    }

    /// What ngspice found with a netlist from elsewhere.
    pub fn ngspice(&self) -> Vec<Sample> {
        self.samples("_ngspice.csv")
    }

    fn samples(&self, suffix: &str) -> Vec<Sample> {
        let text = read(&format!("{}{suffix}", self.name));
        let rows = text.lines().filter(|line| !line.starts_with(['#', 't']));
        rows.map(|row| {
            let values: Vec<f64> = row.split(',').map(|value| value.parse().unwrap()).collect();
            Sample {
                time: values[0],
                positions: self.positions_of(&values[1..17]),
                bottom: values[17..21].to_vec(),
                // the file has the currents that the word-line sources deliver
                left: values[21..25].iter().map(|current| -current).collect(),
            }
        })
        .collect()
    }

    fn positions_of(&self, states: &[f64]) -> Vec<f64> {
        states.iter().map(|x| if self.rises_to_on { *x } else { 1.0 - x }).collect()
    }
}

fn read(file: &str) -> String {
    std::fs::read_to_string(format!("{}/golden/crossbar/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}
