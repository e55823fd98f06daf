//! What is done to the devices and lines, and when.

/// When a condition acts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Acts {
    /// Never: what the others are compared with.
    Never,
    /// From the first presentation on: neurons are named as they are.
    WhileLearning,
    /// On the learned array, which first rests without voltage for `wait` (s).
    AfterLearning {
        /// Time (s).
        wait: f64,
    },
    /// On the learned array, which then goes on learning.
    Retrained,
}

impl Acts {
    /// In words.
    pub fn describe(self) -> &'static str {
        match self {
            Acts::Never => "",
            Acts::WhileLearning => "while learning",
            Acts::AfterLearning { .. } => "after learning",
            Acts::Retrained => "after learning, retrained",
        }
    }
}

/// One line of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// What is done.
    pub name: String,
    /// When.
    pub acts: Acts,
    /// What differs from the experiment, as TOML.
    pub change: String,
    /// Whether devices may change in every presentation, so that all of them are followed step by step.
    pub stepped: bool,
}

impl Condition {
    fn new(name: impl Into<String>, acts: Acts, change: impl Into<String>) -> Self {
        Self { name: name.into(), acts, change: change.into(), stepped: false }
    }

    fn stepped(self) -> Self {
        Self { stepped: true, ..self }
    }
}

/// Acts on the learned array at once.
const AFTER: Acts = Acts::AfterLearning { wait: 0.0 };

/// All conditions, the clean array first.
pub fn conditions() -> Vec<Condition> {
    let clean = Condition::new("clean", Acts::Never, "");
    let parts = [levels(), steps(), spread(), stuck(), lines(), read_noise(), retention(), temperature()];
    [clean].into_iter().chain(parts.into_iter().flatten()).collect()
}

/// A change of the imperfections of the devices.
fn imperfection(text: &str) -> String {
    format!("[device.imperfections]\n{text}")
}

fn levels() -> Vec<Condition> {
    let levels = |count: usize| {
        Condition::new(format!("{count} conductance levels"), AFTER, imperfection(&format!("levels = {count}")))
    };
    [16, 4, 2].map(levels).into()
}

/// Changes that scatter. With a deviation of 0.2 the error of a step s has the standard deviation 0.2 s^(1/2), which is
/// that of a uniform error of +-100 %, s / 3^(1/2), where s = 3 x 0.2^2 = 0.12, and more where steps are smaller.
fn steps() -> Vec<Condition> {
    let write = imperfection("write_noise = { deviation = 0.2 }");
    // reading at 0.7 V begins no new write, and with draws within three deviations reaches 0.8 V in no device
    let cycles = imperfection("cycle_to_cycle = { switching = 0.04, reversal = \"0.75 V\" }");
    vec![
        Condition::new("step noise, ±100 % of steps of 12 % of the range", Acts::WhileLearning, write),
        Condition::new("4 % cycle-to-cycle scatter of switching voltages", Acts::WhileLearning, cycles),
    ]
}

fn spread() -> Vec<Condition> {
    let spread = |percent: u32, acts: Acts| {
        let change = imperfection(&format!("spread = {{ conductance = {} }}", f64::from(percent) / 100.0));
        Condition::new(format!("{percent} % lognormal spread of conductance"), acts, change)
    };
    [AFTER, Acts::WhileLearning].into_iter().flat_map(|acts| [30, 60].map(|percent| spread(percent, acts))).collect()
}

fn stuck() -> Vec<Condition> {
    let stuck = |percent: u32, acts: Acts| {
        let half = f64::from(percent) / 200.0;
        let change = imperfection(&format!("stuck = {{ on = {half}, off = {half} }}"));
        Condition::new(format!("{percent} % stuck, half on, half off"), acts, change)
    };
    [5, 20].into_iter().flat_map(|percent| [AFTER, Acts::Retrained].map(|acts| stuck(percent, acts))).collect()
}

/// The experiments learn on lines of 1 ohm.
fn lines() -> Vec<Condition> {
    let lines = |ohms: f64, acts: Acts| {
        let change = format!("[wires]\nsegment = \"{ohms} ohm\"");
        Condition::new(format!("lines of {ohms} ohm per segment"), acts, change)
    };
    let written = [0.1, 1.0, 10.0].map(|ohms| lines(ohms, AFTER));
    let learned = [0.1, 10.0].map(|ohms| lines(ohms, Acts::WhileLearning));
    written.into_iter().chain(learned).collect()
}

/// Amplitudes differ by orders of magnitude between devices: these are assumed.
fn read_noise() -> Vec<Condition> {
    let noise = |name: &str, text: &str| {
        Condition::new(name, AFTER, imperfection(&format!("read_noise = {{ {text} }}"))).stepped()
    };
    vec![
        noise("thermal and shot noise in 1 MHz", "white = { bandwidth = \"1 MHz\" }"),
        noise("1/f noise, k_f 1e-4, 1 Hz to 1 MHz", "flicker = { k_f = 1e-4, lowest = \"1 Hz\", highest = \"1 MHz\" }"),
        noise(
            "telegraph noise of 10 % in all devices",
            "telegraph = { tau_c = \"1 us\", tau_e = \"1 us\", step = 0.1 }",
        ),
    ]
}

/// A year of 365.25 days (s).
const YEAR: f64 = 31_557_600.0;

/// Without a law of its own, a device keeps what lies below its nucleation threshold for ever. The law laid over it is
/// assumed: half of the polarization is left after ten years, exp[-(10 y / tau)^0.3] = 1/2.
fn retention() -> Vec<Condition> {
    let tau = 10.0 * YEAR / f64::ln(2.0).powf(1.0 / 0.3);
    let assumed = imperfection(&format!("retention = {{ tau = \"{tau:e} s\", beta = 0.3, rest = 0.5 }}"));
    let own = Condition::new("10 years, law of the device itself", Acts::AfterLearning { wait: 10.0 * YEAR }, "");
    let times = [("1 hour", 3600.0), ("1 day", 86_400.0), ("1 year", YEAR), ("10 years", 10.0 * YEAR)];
    let later = |(name, wait): (&str, f64)| {
        let name = format!("{name}, half left after 10 years");
        Condition::new(name, Acts::AfterLearning { wait }, assumed.clone())
    };
    [own].into_iter().chain(times.map(later)).collect()
}

/// The layer scales the voltages that write: at 358 K reading at 0.7 V is above the nucleation threshold of 0.8 V.
fn temperature() -> Vec<Condition> {
    let at = |kelvins: u32, acts: Acts| {
        let change = imperfection(&format!("temperature = {{ value = \"{kelvins} K\" }}"));
        let name = format!("{kelvins} K, parameters for 300 K");
        let condition = Condition::new(name, acts, change);
        if kelvins > 300 { condition.stepped() } else { condition }
    };
    [AFTER, Acts::WhileLearning].into_iter().flat_map(|acts| [273, 358].map(|kelvins| at(kelvins, acts))).collect()
}
