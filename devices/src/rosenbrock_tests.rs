use super::*;

/// x' = -x^2 v and, driven by it, y' = -x y.
struct Pair;

impl Law<2> for Pair {
    fn rate(&self, &[x, y]: &[f64; 2], v: f64) -> [f64; 2] {
        [-x * x * v, -x * y]
    }

    fn slopes(&self, state: &[f64; 2], v: f64, change: f64) -> Slopes<2> {
        let [x, y] = *state;
        Slopes {
            rate: self.rate(state, v),
            by_state: [[-2.0 * x * v, 0.0], [-y, -x]],
            by_share: [-x * x * change, 0.0],
        }
    }

    fn first_share(&self, _rate: &[f64; 2], _dt: f64) -> f64 {
        1.0
    }

    fn measure(&self, _state: &[f64; 2], [x, y]: &[f64; 2]) -> f64 {
        (x.abs() + y.abs()) / 1e-9
    }
}

const RAMP: Ramp = Ramp { start: 1.0, end: 1.5, dt: 0.5 };

/// With v = 1 + t: x = 1/(1 + t + t^2/2) = 2/(1 + (1 + t)^2), and y = exp(-integral of x).
fn exact() -> [f64; 2] {
    let t = RAMP.dt;
    let integral = 2.0 * ((1.0 + t).atan() - 1f64.atan());
    [1.0 / (1.0 + t + 0.5 * t * t), (-integral).exp()]
}

#[test]
fn fixed_steps_converge_with_fourth_order_and_their_estimate_with_the_same_per_step() {
    let run = |n: usize| {
        let step = 1.0 / n as f64;
        (0..n).fold(([1.0, 1.0], 0.0), |(state, estimate), k| {
            let done = k as f64 * step;
            let slopes = Pair.slopes(&state, RAMP.start + done * 0.5, 0.5);
            let (next, [x, y]) = try_step(&Pair, &state, Part { ramp: RAMP, done, step }, &slopes);
            (next, f64::max(estimate, x.abs() + y.abs()))
        })
    };
    let (coarse, fine) = (run(16), run(32));
    let error = |[x, y]: [f64; 2]| (x - exact()[0]).abs() + (y - exact()[1]).abs();
    let order = (error(coarse.0) / error(fine.0)).log2();
    assert!((order - 4.0).abs() < 0.2, "measured order {order:.2}");
    // an embedded solution of order 3 differs by h^4 in a step
    let order = (coarse.1 / fine.1).log2();
    assert!((order - 4.0).abs() < 0.4, "measured order {order:.2} of the estimate");
}

#[test]
fn coupled_numbers_end_where_their_closed_forms_say() {
    let [x, y] = solve(&Pair, [1.0, 1.0], RAMP);
    assert!((x - exact()[0]).abs() < 1e-7 && (y - exact()[1]).abs() < 1e-7, "{x} {y}");
}

/// x' = -(x - v)/tau for two numbers of which one is in use.
struct Relaxation {
    tau: f64,
}

impl Law<2> for Relaxation {
    fn count(&self) -> usize {
        1
    }

    fn rate(&self, state: &[f64; 2], v: f64) -> [f64; 2] {
        [(v - state[0]) / self.tau, f64::NAN]
    }

    fn slopes(&self, state: &[f64; 2], v: f64, change: f64) -> Slopes<2> {
        Slopes {
            rate: self.rate(state, v),
            by_state: [[-1.0 / self.tau, f64::NAN], [f64::NAN; 2]],
            by_share: [change / self.tau, f64::NAN],
        }
    }

    fn first_share(&self, rate: &[f64; 2], dt: f64) -> f64 {
        0.1 / (rate[0].abs() * dt)
    }

    fn measure(&self, _state: &[f64; 2], error: &[f64; 2]) -> f64 {
        error[0].abs() / 1e-8
    }
}

#[test]
fn numbers_that_are_not_in_use_stay_and_disturb_nothing() {
    for tau in [1e3, 1.0, 1e-6, 1e-15] {
        let lag = 1.0 * tau;
        let [x, unused] = solve(&Relaxation { tau }, [2.0, 7.0], RAMP);
        let exact = 1.5 - lag + (2.0 - 1.0 + lag) * (-0.5 / tau).exp();
        assert!((x - exact).abs() < 1e-7 && unused == 7.0, "{tau:e}: {x} for {exact}, {unused}");
    }
}
