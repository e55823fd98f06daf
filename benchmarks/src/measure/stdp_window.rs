//! What pairs of spikes do to a device, and which rule that comes near to.

use learning::Waveform;
use learning::stdp_fit::{Exponential, IdealPair, Power, Window, ideal_pair, power, window};
use traces::figures::{Axis, Curve, Line, Svg};
use traces::{ReadError, TraceFile};

use super::summary::{number, shown};
use super::{Outcome, Quantity, Spread, Summary};
use crate::figures::DrawError;

/// Change of the conductance against the delay.
#[derive(Clone, Debug, PartialEq)]
pub struct StdpWindow {
    /// Spike on the word line.
    pub pre: Waveform,
    /// Spike on the bit line.
    pub post: Waveform,
    /// `t_post - t_pre` (s).
    pub delays: Vec<f64>,
    /// Change of the conductance (S).
    pub change: Spread,
    /// Mean conductance before each pair (S).
    pub start: f64,
    /// Mean change of the conductance by a pre and by a post spike alone (S).
    pub alone: [f64; 2],
    /// How the strongest changes depend on the conductance.
    pub dependence: ConductanceDependence,
}

/// The strongest potentiation and depression of a window, from other conductances.
#[derive(Clone, Debug, PartialEq)]
pub struct ConductanceDependence {
    /// `t_post - t_pre` of the pairs (s).
    pub delays: [f64; 2],
    /// Mean conductance before each pair, 0 for that of devices that are off, 1 for on.
    pub fraction: Vec<f64>,
    /// Mean change of the conductance by each of the two pairs (S).
    pub change: [Vec<f64>; 2],
}

/// R2 below which a law does not describe a window: most of its variance is something else.
const DESCRIBES: f64 = 0.5;

/// Depression over potentiation of the ideal pair rule that windows are compared with, as in
/// `tests/golden/spiking/stdp/pair_window.csv`.
const ALPHA: f64 = 1.05;

impl ConductanceDependence {
    /// Power of the room that is left by which potentiation goes (`(1 - g)^mu`), and depression (`g^mu`), with `g` from 0
    /// (off) to 1 (on); nothing for a pair that does not change the device in that direction.
    pub fn powers(&self) -> [Option<Power>; 2] {
        let rooms: [fn(f64) -> f64; 2] = [|g| 1.0 - g, |g| g];
        [0, 1].map(|k| {
            let sign = [1.0, -1.0][k];
            let points = self.fraction.iter().map(|&g| rooms[k](g)).zip(self.change[k].iter().copied());
            if self.change[k].iter().all(|change| sign * change <= 0.0) {
                None
            } else {
                power(&points.collect::<Vec<_>>())
            }
        })
    }
}

impl StdpWindow {
    /// The exponentials that fit best.
    pub fn fit(&self) -> Window {
        window(&self.delays, &self.change.mean)
    }

    /// The ideal pair rule that fits best.
    pub fn ideal(&self) -> Option<IdealPair> {
        ideal_pair(&self.delays, &self.change.mean, ALPHA)
    }
}

/// A fitted exponential in words.
pub(super) fn side_text(side: Option<Exponential>) -> String {
    match side {
        None => "nothing to fit".into(),
        Some(Exponential { r_squared, .. }) if r_squared < DESCRIBES => {
            format!("does not describe these changes, R2 {r_squared:.3}")
        }
        Some(Exponential { amplitude, tau, r_squared }) => {
            format!("{}, {}, {r_squared:.3}", shown(amplitude, "S"), shown(tau, "s"))
        }
    }
}

/// Name and value of each number of a fit, for the side with this suffix.
fn fit_quantities(fit: Option<Exponential>, names: [&'static str; 3]) -> [Quantity; 3] {
    let value = |of: fn(Exponential) -> f64| fit.map_or(f64::NAN, of);
    [
        Quantity::scalar(names[0], "S", "change of the fitted exponential at no delay", value(|fit| fit.amplitude)),
        Quantity::scalar(names[1], "s", "decay time of the fitted exponential", value(|fit| fit.tau)),
        Quantity::scalar(names[2], "1", "share of the variance that it explains", value(|fit| fit.r_squared)),
    ]
}

impl StdpWindow {
    /// What compares the window with ideal rules.
    fn rule_quantities(&self) -> Vec<Quantity> {
        let ideal = self.ideal();
        let of_ideal = |of: fn(IdealPair) -> f64| ideal.map_or(f64::NAN, of);
        let ConductanceDependence { delays: [up, down], fraction, change } = &self.dependence;
        let of_power = |power: Option<Power>, of: fn(Power) -> f64| power.map_or(f64::NAN, of);
        let [plus, minus] = self.dependence.powers();
        vec![
            Quantity::scalar("ideal_a", "S", "change at no delay by the ideal pair rule", of_ideal(|fit| fit.a)),
            Quantity::scalar("ideal_tau", "s", "decay time of the ideal pair rule", of_ideal(|fit| fit.tau)),
            Quantity::scalar(
                "ideal_r_squared",
                "1",
                "share of the variance it explains",
                of_ideal(|fit| fit.r_squared),
            ),
            Quantity::scalar("up_delay", "s", "delay of the strongest potentiation", *up),
            Quantity::scalar("down_delay", "s", "delay of the strongest depression", *down),
            Quantity::coordinate("fraction", "1", "conductance before a pair, 0 off to 1 on", fraction),
            Quantity::over(&["fraction"], "up", "S", "change by the strongest potentiation", &change[0]),
            Quantity::over(&["fraction"], "down", "S", "change by the strongest depression", &change[1]),
            Quantity::scalar("mu_plus", "1", "power of potentiation", of_power(plus, |fit| fit.mu)),
            Quantity::scalar("mu_minus", "1", "power of depression", of_power(minus, |fit| fit.mu)),
            Quantity::scalar("r_squared_mu_plus", "1", "share that it explains", of_power(plus, |fit| fit.r_squared)),
            Quantity::scalar("r_squared_mu_minus", "1", "share that it explains", of_power(minus, |fit| fit.r_squared)),
        ]
    }

    /// The same in words.
    fn rule_lines(&self, summary: &mut Summary) {
        let fit = self.fit();
        for (side, name) in [(fit.plus, "A+, tau+, R2"), (fit.minus, "A-, tau-, R2")] {
            summary.line(format!("exponential {name}"), side_text(side));
        }
        let text = self.ideal().map_or("nothing to fit".into(), |IdealPair { a, tau, r_squared }| {
            format!("{}, {}, {r_squared:.3}", shown(a, "S"), shown(tau, "s"))
        });
        summary.line(format!("ideal pair rule (A-/A+ = -{ALPHA}) A, tau, R2"), text);
        for (power, name) in self.dependence.powers().into_iter().zip(["(1 - g)^mu+", "g^mu-"]) {
            let text = power.map_or("nothing to fit".into(), |Power { mu, r_squared, .. }| {
                format!("{}, {}", number(mu), number(r_squared))
            });
            summary.line(format!("change with conductance {name}, R2"), text);
        }
    }
}

impl Outcome for StdpWindow {
    const NAME: &'static str = "stdp";

    fn quantities(&self) -> Vec<Quantity> {
        let (pre_times, pre_voltages): (Vec<f64>, Vec<f64>) = self.pre.corners().iter().copied().unzip();
        let (post_times, post_voltages): (Vec<f64>, Vec<f64>) = self.post.corners().iter().copied().unzip();
        let mut quantities = vec![
            Quantity::coordinate("delay", "s", "delay of post against pre spike", &self.delays),
            Quantity::over(&["delay"], "change", "S", "change of conductance", &self.change.mean),
            Quantity::over(&["delay"], "change_sd", "S", "standard deviation over devices", &self.change.sd),
            Quantity::scalar("start", "S", "conductance before each pair", self.start),
            Quantity::scalar("pre_alone", "S", "change by a pre spike alone", self.alone[0]),
            Quantity::scalar("post_alone", "S", "change by a post spike alone", self.alone[1]),
            Quantity::coordinate("pre_time", "s", "corners of the pre spike", &pre_times),
            Quantity::over(&["pre_time"], "pre_voltage", "V", "pre spike", &pre_voltages),
            Quantity::coordinate("post_time", "s", "corners of the post spike", &post_times),
            Quantity::over(&["post_time"], "post_voltage", "V", "post spike", &post_voltages),
        ];
        let fit = self.fit();
        quantities.extend(fit_quantities(fit.plus, ["a_plus", "tau_plus", "r_squared_plus"]));
        quantities.extend(fit_quantities(fit.minus, ["a_minus", "tau_minus", "r_squared_minus"]));
        quantities.push(Quantity::scalar("r_squared", "1", "share of the variance that both explain", fit.r_squared));
        quantities.extend(self.rule_quantities());
        quantities
    }

    fn summary(&self) -> Summary {
        let header = ["t_post - t_pre", "change", "sd"];
        let mut summary = Summary::of(&header, self.delays.len(), |k| {
            vec![shown(self.delays[k], "s"), shown(self.change.mean[k], "S"), shown(self.change.sd[k], "S")]
        });
        summary.line("conductance before each pair", shown(self.start, "S"));
        let alone = self.alone.map(|change| shown(change, "S"));
        summary.line("change by a spike alone, pre and post", alone.join(" and "));
        self.rule_lines(&mut summary);
        summary
    }
}

fn read(trace: &TraceFile, name: &str) -> Result<Vec<f64>, ReadError> {
    Ok(trace.read::<f64>(&format!("stdp/{name}"))?.values)
}

/// The measured window and the exponentials that describe it.
pub(crate) fn window_figure(trace: &TraceFile) -> Result<Option<Svg>, DrawError> {
    let delay = read(trace, "delay")?;
    let farthest = delay.iter().fold(0.0f64, |farthest, delay| farthest.max(delay.abs()));
    let points = delay.into_iter().zip(read(trace, "change")?).collect();
    let mut lines = vec![Line::with_bars("measured", points, read(trace, "change_sd")?)];
    for (sign, side) in [(1.0, "plus"), (-1.0, "minus")] {
        let [a, tau, r_squared] = ["a", "tau", "r_squared"].map(|name| format!("{name}_{side}"));
        let (a, tau, r_squared) = (read(trace, &a)?[0], read(trace, &tau)?[0], read(trace, &r_squared)?[0]);
        if r_squared >= DESCRIBES {
            let course = |k: u32| farthest * f64::from(k) / 100.0;
            let points = (0..=100).map(course).map(|t| (sign * t, a * (-t / tau).exp())).collect();
            lines.push(Line::new(&format!("fit, R² = {r_squared:.2}"), points));
        }
    }
    let x = Axis::linear("Delay of post against pre", "s");
    Ok(Some(Curve { x, y: Axis::linear("Change of conductance", "S"), lines }.draw()))
}

/// The spikes of either side.
pub(crate) fn spikes(trace: &TraceFile) -> Result<Option<Svg>, DrawError> {
    let spike = |name: &str| {
        let corners = read(trace, &format!("{name}_time"))?.into_iter().zip(read(trace, &format!("{name}_voltage"))?);
        // 0 V before and after, so that a jump at either end is seen
        let corners: Vec<_> = corners.collect();
        let ends = [(corners[0].0, 0.0), (corners[corners.len() - 1].0, 0.0)];
        let points = ends[..1].iter().chain(&corners).chain(&ends[1..]).copied().collect();
        Ok::<_, ReadError>(Line::new(&format!("{name} spike"), points))
    };
    let (pre, post) = (spike("pre")?, spike("post")?);
    // one would hide the other
    let (title, lines) = match pre.points == post.points {
        true => ("Voltage of pre and post spike", vec![pre]),
        false => ("Voltage", vec![pre, post]),
    };
    Ok(Some(Curve { x: Axis::linear("Time", "s"), y: Axis::linear(title, "V"), lines }.draw()))
}
