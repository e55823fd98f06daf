//! Coefficients and one step of the explicit Runge-Kutta method of order 8 by Dormand and Prince.
//!
//! Twelve stages, with embedded solutions of order 5 and 3 for the error (Hairer, Nørsett and Wanner, Solving Ordinary
//! Differential Equations I, 2nd edition, section II.5 and program DOP853). The tests measure the order.

/// When the stages look at the rates, as a share of the step.
const TIMES: [f64; 12] = [
    0.0,
    0.05260015195876773,
    0.0789002279381516,
    0.1183503419072274,
    0.2816496580927726,
    0.3333333333333333,
    0.25,
    0.3076923076923077,
    0.6512820512820513,
    0.6,
    0.8571428571428571,
    1.0,
];

/// Weights of the earlier stages in the state of each.
#[rustfmt::skip]
const STATES: [&[f64]; 12] = [
    &[],
    &[0.05260015195876773],
    &[0.0197250569845379, 0.0591751709536137],
    &[0.02958758547680685, 0.0, 0.08876275643042054],
    &[0.2413651341592667, 0.0, -0.8845494793282861, 0.924834003261792],
    &[0.037037037037037035, 0.0, 0.0, 0.17082860872947386, 0.12546768756682242],
    &[0.037109375, 0.0, 0.0, 0.17025221101954405, 0.06021653898045596, -0.017578125],
    &[0.03709200011850479, 0.0, 0.0, 0.17038392571223998, 0.10726203044637328, -0.015319437748624402,
      0.008273789163814023],
    &[0.6241109587160757, 0.0, 0.0, -3.3608926294469414, -0.868219346841726, 27.59209969944671, 20.154067550477894,
      -43.48988418106996],
    &[0.47766253643826434, 0.0, 0.0, -2.4881146199716677, -0.590290826836843, 21.230051448181193, 15.279233632882423,
      -33.28821096898486, -0.020331201708508627],
    &[-0.9371424300859873, 0.0, 0.0, 5.186372428844064, 1.0914373489967295, -8.149787010746927, -18.52006565999696,
      22.739487099350505, 2.4936055526796523, -3.0467644718982196],
    &[2.273310147516538, 0.0, 0.0, -10.53449546673725, -2.0008720582248625, -17.9589318631188, 27.94888452941996,
      -2.8589982771350235, -8.87285693353063, 12.360567175794303, 0.6433927460157636],
];

/// Weights of the stages in the state at the end.
const END: [f64; 12] = [
    0.054293734116568765,
    0.0,
    0.0,
    0.0,
    0.0,
    4.450312892752409,
    1.8915178993145003,
    -5.801203960010585,
    0.3111643669578199,
    -0.1521609496625161,
    0.20136540080403034,
    0.04471061572777259,
];

/// Weights in its difference from the solution of order 5.
const ERROR_5: [f64; 12] = [
    0.01312004499419488,
    0.0,
    0.0,
    0.0,
    0.0,
    -1.2251564463762044,
    -0.4957589496572502,
    1.6643771824549864,
    -0.35032884874997366,
    0.3341791187130175,
    0.08192320648511571,
    -0.022355307863886294,
];

/// Weights in its difference from the solution of order 3.
const ERROR_3: [f64; 12] = [
    -0.18980075407240762,
    0.0,
    0.0,
    0.0,
    0.0,
    4.450312892752409,
    1.8915178993145003,
    -5.801203960010585,
    -0.4226823213237919,
    -0.1521609496625161,
    0.20136540080403034,
    0.02265179219836082,
];

/// Where a step begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Beginning<const N: usize> {
    /// Time (s).
    pub time: f64,
    /// State.
    pub state: [f64; N],
    /// d(state)/dt there (1/s).
    pub rate: [f64; N],
}

/// State at the end of a step of `dt` and the estimated error as a multiple of the permitted one, which `permitted` gives
/// for each number of the state from its size.
#[inline(always)]
pub(super) fn try_step<const N: usize>(
    rate: &impl Fn(f64, &[f64; N]) -> [f64; N],
    beginning: &Beginning<N>,
    dt: f64,
    permitted: impl Fn(usize, f64) -> f64,
) -> ([f64; N], f64) {
    let mut rates = [beginning.rate; 12];
    for stage in 1..12 {
        let mut state = beginning.state;
        for (i, value) in state.iter_mut().enumerate() {
            *value += dt * STATES[stage].iter().zip(&rates).map(|(weight, rate)| weight * rate[i]).sum::<f64>();
        }
        rates[stage] = rate(beginning.time + TIMES[stage] * dt, &state);
    }
    let weighted =
        |weights: &[f64; 12], i: usize| -> f64 { (0..12).map(|stage| weights[stage] * rates[stage][i]).sum() };
    let mut end = beginning.state;
    let (mut square_5, mut square_3) = (0.0, 0.0);
    for (i, end) in end.iter_mut().enumerate() {
        *end += dt * weighted(&END, i);
        let permitted = permitted(i, end.abs().max(beginning.state[i].abs()));
        square_5 += (weighted(&ERROR_5, i) / permitted).powi(2);
        square_3 += (weighted(&ERROR_3, i) / permitted).powi(2);
    }
    let denominator = square_5 + 0.01 * square_3;
    let measure = if denominator == 0.0 { 0.0 } else { dt * square_5 / (denominator * N as f64).sqrt() };
    (end, measure)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Error after one unit of time of y' = y cos t, y(0) = 1, in steps of `dt`.
    fn error(count: usize) -> f64 {
        let rate = |t: f64, &[y]: &[f64; 1]| [y * t.cos()];
        let dt = 1.0 / count as f64;
        let mut state = [1.0];
        for step in 0..count {
            let time = step as f64 * dt;
            (state, _) = try_step(&rate, &Beginning { time, state, rate: rate(time, &state) }, dt, |_, _| 1.0);
        }
        (state[0] - 1.0_f64.sin().exp()).abs()
    }

    #[test]
    fn halving_the_step_divides_the_error_by_two_to_the_eighth() {
        // Both errors are far above rounding; a wrong digit in any coefficient lowers the order.
        let order = (error(1) / error(2)).log2();
        assert!((order - 8.0).abs() < 0.8, "measured order {order:.2}, errors {:e} {:e}", error(1), error(2));
    }

    #[test]
    fn every_stage_sees_the_state_at_its_own_time() {
        for (time, weights) in TIMES.iter().zip(STATES) {
            // Rounding of weights of size 40.
            assert!((weights.iter().sum::<f64>() - time).abs() < 2e-14);
        }
        assert!((END.iter().sum::<f64>() - 1.0).abs() < 1e-14);
        assert!(ERROR_5.iter().sum::<f64>().abs() < 1e-14 && ERROR_3.iter().sum::<f64>().abs() < 1e-14);
    }
}
