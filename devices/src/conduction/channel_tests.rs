use super::*;

const CHANNEL: Channel =
    Channel { v_th0: 0.8, kappa: 2.5, p_r: 0.2, v_gate: 0.9, n: 1.3, i_s: 1e-6, temperature: 300.0 };

#[test]
fn polarization_moves_the_threshold_by_the_memory_window() {
    assert!((CHANNEL.threshold(0.0) - CHANNEL.threshold(1.0) - 2.0 * 2.5 * 0.2).abs() < 1e-15);
    assert_eq!(CHANNEL.threshold(0.5), 0.8);
}

#[test]
fn weak_inversion_has_the_subthreshold_swing() {
    let current = |v_gate: f64| Channel { v_gate, ..CHANNEL }.branch(0.0, 0.5).current;
    let swing = 0.1 / (current(0.3) / current(0.2)).log10();
    let expected = 1.3 * K_B * 300.0 / E * std::f64::consts::LN_10;
    assert!((swing / expected - 1.0).abs() < 1e-3, "{swing} V, {expected} V"); // e^-15 and e^-12 of strong inversion
}

#[test]
fn strong_inversion_saturates_as_the_square_of_the_gate_voltage() {
    // I = i_s ((v_gate - V_th) / (2 n U_T))^2
    let channel = Channel { v_gate: 2.8, ..CHANNEL };
    let overdrive = 2.8 - channel.threshold(1.0);
    let expected = 1e-6 * (overdrive / (2.0 * 1.3 * K_B / E * 300.0)).powi(2);
    assert!((channel.branch(1.0, 3.0).current / expected - 1.0).abs() < 1e-12);
    assert!(channel.branch(1.0, 3.0).conductance < 1e-9 * channel.branch(1.0, 0.0).conductance);
}

#[test]
fn drain_and_source_may_be_exchanged_when_the_gate_goes_with_them() {
    // I(V) with the source held = -I(-V) with gate and threshold counted from the other end
    for voltage in [0.01, 0.3, 1.0] {
        let other = Channel { v_gate: CHANNEL.v_gate - 1.3 * voltage, ..CHANNEL };
        let (here, there) = (CHANNEL.branch(0.6, voltage).current, other.branch(0.6, -voltage).current);
        assert!((here / -there - 1.0).abs() < 1e-12, "{here:e}, {there:e}");
    }
}

#[test]
fn smallest_voltages_keep_their_digits() {
    let small = CHANNEL.branch(0.3, 1e-12);
    assert!((small.current / 1e-12 / small.conductance - 1.0).abs() < 1e-10); // second order: V / (4 U_T)
}

#[test]
fn a_channel_that_nothing_ever_passes_is_refused() {
    let closed = Channel { v_gate: -90.0, ..CHANNEL };
    assert!(closed.validate().unwrap_err().to_string().contains("nothing flows that far below threshold"));
    assert!(CHANNEL.validate().is_ok());
}
