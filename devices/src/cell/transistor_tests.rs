//! Limits of the transistor law.

use super::*;

const LAW: Transistor = Transistor { i_s: 1e-6, v_t0: 0.4, n: 1.3, v_g: 1.0, temperature: 300.0 };

fn current(gate: f64, source: f64, drop: f64) -> f64 {
    LAW.branch(gate, source, drop).current
}

#[test]
fn weak_inversion_takes_n_phi_t_ln_10_per_decade() {
    let decade = LAW.n * LAW.phi_t() * std::f64::consts::LN_10;
    for source in [0.0, 0.2] {
        let low = LAW.v_t0 + LAW.n * source - 10.0 * decade;
        // F(x) = e^x (1 - e^(x/2) + ...), and e^(x/2) is below 1e-4 here
        let ratio = current(low + decade, source, 1.0) / current(low, source, 1.0);
        assert!((ratio / 10.0 - 1.0).abs() < 1e-4, "{ratio}");
    }
}

#[test]
fn weak_inversion_saturates_with_the_thermal_voltage() {
    let (gate, phi_t) = (LAW.v_t0 - 0.6, LAW.phi_t());
    for drop in [0.5 * phi_t, phi_t, 3.0 * phi_t] {
        let ratio = current(gate, 0.0, drop) / current(gate, 0.0, 1.0);
        assert!((ratio / (1.0 - (-drop / phi_t).exp()) - 1.0).abs() < 1e-4, "{ratio}"); // next term of F
    }
}

#[test]
fn strong_inversion_is_the_square_law() {
    // F(x) = (x/2)^2 up to e^(-x/2): overdrives of a volt and more are 15 phi_t and more
    let scale = LAW.i_s / (2.0 * LAW.n * LAW.phi_t()).powi(2);
    for (gate, source) in [(2.0f64, 0.0), (3.0, 0.0), (3.0, 0.5)] {
        let overdrive = gate - LAW.v_t0 - LAW.n * source;
        let saturated = scale * overdrive * overdrive;
        assert!((current(gate, source, 10.0) / saturated - 1.0).abs() < 1e-6);
        // the triode region, n = 1 - 2 terms of the difference of two squares
        let drop = 0.2 * overdrive / LAW.n;
        let triode = scale * (2.0 * overdrive - LAW.n * drop) * LAW.n * drop;
        assert!((current(gate, source, drop) / triode - 1.0).abs() < 1e-5, "{}", current(gate, source, drop) / triode);
    }
}

#[test]
fn exchanging_source_and_drain_turns_the_current_around() {
    for (gate, source, drop) in
        [(0.2, 0.0, 0.3), (1.0, 0.1, 1e-6), (1.0, 0.1, 0.05), (2.0, -0.3, 4.0), (0.0, 0.0, 60.0)]
    {
        let (there, back) = (current(gate, source, drop), current(gate, source + drop, -drop));
        // the sum source + drop is rounded
        let rounding = 1e-14 + 4.0 * f64::EPSILON * (source + drop).abs() / drop.min(LAW.phi_t());
        assert!(there > 0.0 && (there / back + 1.0).abs() < rounding, "{there:e} {back:e}");
    }
}

#[test]
fn the_conductance_is_the_slope_of_the_current() {
    for gate in [0.0, 0.4, 0.8, 2.0] {
        for drop in [-2.0, -0.05, 0.0, 1e-3, 0.03, 0.4] {
            let step = 1e-5;
            let slope = (current(gate, 0.1, drop + step) - current(gate, 0.1, drop - step)) / (2.0 * step);
            let conductance = LAW.branch(gate, 0.1, drop).conductance;
            // third derivative: (step / phi_t)^2 / 6; rounding of the two currents over the step
            let error = 1e-7 * conductance + 1e-15 * current(gate, 0.1, drop).abs() / step;
            assert!((slope - conductance).abs() < error, "{gate} {drop}: {slope:e} {conductance:e}");
        }
    }
}

#[test]
fn voltages_far_out_of_range_give_numbers() {
    for gate in [-100.0, 0.0, 100.0] {
        for source in [-100.0, 100.0] {
            for drop in [-200.0, 0.0, 200.0] {
                let branch = LAW.branch(gate, source, drop);
                assert!(branch.current.is_finite() && branch.conductance >= 0.0, "{gate} {source} {drop}: {branch:?}");
            }
        }
    }
}

#[test]
fn small_voltages_read_the_conductance_to_all_digits() {
    for drop in [1e-12, 1e-9, 1e-7] {
        let Branch { current, conductance } = LAW.branch(1.0, 0.3, drop);
        // curvature: drop / phi_t
        assert!((current / (conductance * drop) - 1.0).abs() < 1e-15 + 20.0 * drop, "{drop}");
    }
}
