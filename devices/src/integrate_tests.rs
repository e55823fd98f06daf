use super::*;

const WIDE: [f64; 2] = [-100.0, 100.0];

fn ramp(start: f64, end: f64, dt: f64) -> Ramp {
    Ramp { start, end, dt }
}

/// x' = -(x - V)/tau has the closed solution V - slope tau + (x0 - V0 + slope tau) exp(-t/tau).
fn relaxed(x: f64, Ramp { start, end, dt }: Ramp, tau: f64) -> f64 {
    let lag = (end - start) / dt * tau;
    end - lag + (x - start + lag) * (-dt / tau).exp()
}

#[test]
fn relaxation_follows_its_closed_form_from_slow_to_extremely_stiff() {
    for tau in [1e3, 1.0, 1e-3, 1e-9, 1e-15] {
        let ramp = ramp(0.3, 2.0, 1.0);
        let solved = integrate(5.0, ramp, |x, v| (v - x) / tau, WIDE, 1e-8);
        // a handful of steps of local error 1e-8, contracted
        assert!((solved - relaxed(5.0, ramp, tau)).abs() < 3e-7, "tau {tau:e}: {solved}");
    }
}

#[test]
fn a_hundredfold_tighter_tolerance_gives_a_smaller_error() {
    let exact = 1.0 / (1.0 - 0.5 - 0.125);
    let error =
        |tolerance| (integrate(1.0, ramp(1.0, 1.5, 0.5), |x, v| x * x * v, [0.0, 10.0], tolerance) - exact).abs();
    assert!(error(1e-4) < 1e-3 && error(1e-6) < 1e-5 && error(1e-8) < 1e-7);
    assert!(error(1e-8) < 0.05 * error(1e-4));
}

#[test]
fn rates_that_rise_by_many_powers_of_e_along_a_ramp_are_resolved() {
    // dx/dt = r exp(40 v): integral r (exp(40 v1) - exp(40 v0)) / (40 slope)
    let exact = 1e-18 * ((40.0f64).exp() - 1.0) / 40.0;
    for dt in [1e-3, 1.0] {
        let solved = integrate(0.0, ramp(0.0, 1.0, dt), |_, v| 1e-18 / dt * (40.0 * v).exp(), [0.0, 1.0], 1e-9);
        assert!((solved - exact).abs() < 1e-7, "{solved} for {exact}");
    }
}

#[test]
fn the_state_waits_at_a_bound_until_the_rate_points_inward() {
    // V from 1 to -1: up to the bound at once, then down by 20 * 0.1 = 2, to the other bound
    let rate = |_: f64, v: f64| 40.0 * v;
    let solved = integrate(0.2, ramp(1.0, -1.0, 0.2), rate, [0.0, 1.0], 1e-9);
    assert_eq!(solved, 0.0);
    let mild = integrate(0.2, ramp(1.0, -0.2, 0.12), rate, [0.0, 1.0], 1e-9);
    assert!((mild - (1.0 - 40.0 * 0.5 * 0.2 * 0.02)).abs() < 1e-7, "{mild}");
}

#[test]
fn unstable_growth_is_followed_until_it_meets_the_bound() {
    let rate = |x: f64, _: f64| x * 1e9;
    let close = integrate(1e-3, ramp(1.0, 1.0, 6.9e-9), rate, [0.0, 1.0], 1e-9);
    // local errors of 1e-9 at 1e-3 grow with the solution
    assert!((close / (1e-3 * 6.9f64.exp()) - 1.0).abs() < 1e-5, "{close}");
    assert_eq!(integrate(1e-3, ramp(1.0, 1.0, 1.0), rate, [0.0, 1.0], 1e-9), 1.0);
}

#[test]
fn a_rate_that_first_slows_down_is_not_taken_for_a_relaxation() {
    // at x = 0 the tangent of the rate ends at x = 0.26, but the rate is positive everywhere
    let rate = |x: f64, v: f64| 1e9 * v * ((x - 0.5).powi(2) + 0.01);
    assert_eq!(integrate(0.0, ramp(1.0, 0.0, 1.0), rate, [0.0, 1.0], 1e-6), 1.0);
}

#[test]
fn any_rate_ends_within_the_bounds() {
    let rough = |x: f64, v: f64| 1e20 * ((1e6 * x).sin() + v); // never resolved: the last resort has to do
    let solved = integrate(0.4, ramp(-0.5, 0.5, 1.0), rough, [0.0, 1.0], 1e-9);
    assert!((0.0..=1.0).contains(&solved));
    let broken = integrate(0.4, ramp(0.5, 0.5, 1.0), |_, _| f64::NAN, [0.0, 1.0], 1e-9);
    assert_eq!(broken, 0.4);
}

/// Speed of a boundary towards OFF as a part of its range (1/s): TEAM with 100 ohm to 10 kohm, alpha_off = 2,
/// i_off = 100 uA, k_off = 1 m/s over 3 nm.
fn braked(s: f64, volt: f64) -> f64 {
    let resistance = 100.0 + 9900.0 * s;
    (volt / resistance / 100e-6 - 1.0).max(0.0).powi(2) / 3e-9
}

#[test]
fn a_motion_that_brakes_itself_by_eight_decades_ends_the_same_whole_and_split() {
    let whole = ramp(0.923, 0.986, 0.37e-6);
    let (first, second) = (ramp(0.923, 0.9545, 0.185e-6), ramp(0.9545, 0.986, 0.185e-6));
    for tolerance in [1e-6, 1e-8, 1e-10, 1e-12] {
        for s in [0.0, 1e-3, 0.5] {
            let go = |s: f64, ramp: Ramp| integrate(s, ramp, braked, [0.0, 1.0], tolerance);
            let (once, twice) = (go(s, whole), go(go(s, first), second));
            // the ramp lags behind its limit 0.9859 / 0.99 by far more than that
            assert!((once - twice).abs() < tolerance.max(1e-12), "{tolerance:e} from {s}: {once} {twice}");
            assert!(once > 0.96 && once < 0.976_364, "{once}");
        }
    }
}

#[test]
fn permitted_errors_in_proportion_keep_what_grows_from_next_to_nothing() {
    let reach = 1e6f64.ln();
    let go = |share: f64| {
        let rest = ramp(1.0, 1.0, share * reach);
        integrate_within(1e-6, rest, |s, _| s, [0.0, 1.0], |s| 1e-9 * s)
    };
    for share in [0.1, 0.5, 0.9, 0.999] {
        // some thirty steps of 1e-9
        assert!((go(share) / (1e-6 * (share * reach).exp()) - 1.0).abs() < 1e-7, "{share}: {}", go(share));
    }
    assert_eq!(go(1.001), 1.0);
}

#[test]
fn algebraic_settling_over_twelve_decades_of_time_follows_its_closed_form() {
    for duration in [1e-3, 1.0, 1e3, 1e9] {
        let rate = |s: f64, _: f64| (0.8 - s).max(0.0).powi(2);
        let solved = integrate(0.0, ramp(1.0, 1.0, duration), rate, [0.0, 1.0], 1e-9);
        let exact = 0.8 - 1.0 / (1.0 / 0.8 + duration); // 1/(0.8 - s) grows with time
        assert!((solved - exact).abs() < 1e-7, "{duration:e}: {solved} {exact}");
    }
}

#[test]
fn motion_that_ends_early_in_a_long_time_is_not_stepped_over() {
    for active in [1e-1, 1e-3, 1e-6] {
        let rate = |_: f64, t: f64| 0.1 / active * (1.0 - t / active).max(0.0);
        let solved = integrate(0.2, ramp(0.0, 1.0, 1.0), rate, [0.0, 1.0], 1e-9);
        assert!((solved - 0.25).abs() < 1e-7, "{active:e}: {solved}");
    }
}
