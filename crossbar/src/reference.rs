//! Reproducible test circuits.

use crate::{drive::Drive, wires::Wires};

/// A square crossbar with random conductances and inputs, the same on every machine and in every language.
///
/// SplitMix64 (Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195) seeded with `seed` draws size^2 conductances row
/// by row, log-uniform between `g_min` and `g_max`, then `size` voltages uniform below `v_max`. Word line i is driven at
/// its left end through its first segment, bit line j grounded below its last row through one last segment; the other
/// ends float.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reference {
    /// Number of word lines and of bit lines.
    pub size: usize,
    /// Seed of the generator.
    pub seed: u64,
    /// Resistance of every segment (ohm).
    pub segment: f64,
    /// Lowest conductance (S).
    pub g_min: f64,
    /// Highest conductance (S).
    pub g_max: f64,
    /// Upper limit of the input voltages (V).
    pub v_max: f64,
}

impl Reference {
    /// Wires, drive, and conductances (S, row-major).
    pub fn circuit(&self) -> (Wires, Drive, Vec<f64>) {
        let mut state = self.seed;
        let conductances = draw(self.size * self.size, &mut state, self.g_min, self.g_max);
        let voltages: Vec<f64> = (0..self.size).map(|_| self.v_max * uniform(&mut state)).collect();
        (Wires::uniform(self.size, self.size, self.segment), Drive::read(&voltages, self.size), conductances)
    }
}

/// As many conductances (S), log-uniform between `g_min` and `g_max`, drawn by SplitMix64 as those of [`Reference`].
pub fn log_uniform(count: usize, seed: u64, g_min: f64, g_max: f64) -> Vec<f64> {
    draw(count, &mut { seed }, g_min, g_max)
}

fn draw(count: usize, state: &mut u64, g_min: f64, g_max: f64) -> Vec<f64> {
    let decades = (g_max / g_min).log10();
    (0..count).map(|_| g_min * 10f64.powf(decades * uniform(state))).collect()
}

/// Uniform number in [0, 1) from the upper 53 bits of the next output of SplitMix64.
pub(crate) fn uniform(state: &mut u64) -> f64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^= z >> 31;
    (z >> 11) as f64 * (-53f64).exp2()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Circuit, Direct, LineCg, LinearSolver, Nodes, end_currents};
    use serde_json::Value;

    /// A circuit solved by an independent nodal analysis and by ngspice; the description is in the file.
    fn golden(name: &str) -> Value {
        let path = format!("{}/../tests/golden/crossbar/{name}.json", env!("CARGO_MANIFEST_DIR"));
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    }

    fn numbers(value: &Value) -> Vec<f64> {
        match value {
            Value::Array(values) => values.iter().flat_map(numbers).collect(),
            number => vec![number.as_f64().unwrap()],
        }
    }

    fn reference(golden: &Value) -> Reference {
        let field = |name: &str| golden[name].as_f64().unwrap();
        Reference {
            size: golden["n"].as_u64().unwrap() as usize,
            seed: golden["seed"].as_u64().unwrap(),
            segment: field("r_wl_ohm"),
            g_min: field("gmin_S"),
            g_max: field("gmax_S"),
            v_max: field("vmax_V"),
        }
    }

    /// Largest difference relative to the largest expected value.
    fn difference(found: &[f64], expected: &[f64]) -> f64 {
        assert_eq!(found.len(), expected.len());
        let largest = expected.iter().fold(0.0, |a: f64, b| a.max(b.abs()));
        found.iter().zip(expected).fold(0.0, |a: f64, (f, e)| a.max((f - e).abs())) / largest
    }

    #[test]
    fn the_generator_draws_the_numbers_of_the_golden_files() {
        for name in ["static_n16_a", "static_n64_a"] {
            let golden = golden(name);
            let (wires, drive, conductances) = reference(&golden).circuit();
            let voltages: Vec<f64> = drive.left.iter().map(|end| end.voltage().unwrap()).collect();
            // the power of ten may differ in the last bit between mathematical libraries
            assert!(difference(&voltages, &numbers(&golden["v_V"])) < 1e-15);
            if let Some(sum) = golden["g_sum_S"].as_f64() {
                assert!((conductances.iter().sum::<f64>() / sum - 1.0).abs() < 1e-13);
            }
            if golden["g_S"].is_array() {
                assert!(difference(&conductances, &numbers(&golden["g_S"])) < 1e-15);
            }
            assert_eq!(wires.devices(), conductances.len());
        }
    }

    #[test]
    fn both_solvers_agree_with_an_independent_solution_and_with_ngspice() {
        for name in ["static_n16_a", "static_n64_a"] {
            let golden = golden(name);
            let (wires, drive, conductances) = reference(&golden).circuit();
            let solvers: [Box<dyn LinearSolver>; 2] = [Box::new(LineCg::new()), Box::new(Direct::new())];
            for mut solver in solvers {
                let mut nodes = Nodes::default();
                let stats = solver.solve(&Circuit::ohmic(&wires, &drive, &conductances), &mut nodes).unwrap();
                assert!(stats.residual < 1e-10, "{stats:?}");
                let out = end_currents(&Circuit::ohmic(&wires, &drive, &conductances), &nodes).bottom;
                for expected in ["i_out_A", "i_out_ngspice_A"] {
                    let difference = difference(&out, &numbers(&golden[expected]));
                    assert!(difference < 1e-9, "{name}: {expected} differs by {difference:.1e} ({stats:?})");
                }
                if golden["v_word_V"].is_array() {
                    assert!(difference(&nodes.word, &numbers(&golden["v_word_V"])) < 1e-9);
                    assert!(difference(&nodes.bit, &numbers(&golden["v_bit_V"])) < 1e-9);
                }
            }
        }
    }
}
