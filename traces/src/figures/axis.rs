use super::unit::{Factor, decimal_label, number, pretty, takes_prefix, titled};

/// What one axis shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Axis {
    /// The quantity in words.
    pub title: String,
    /// Its unit, as recorded: SI without prefix (the figure chooses one); `1` or empty for numbers.
    pub unit: String,
    /// What equal distances are.
    pub scale: Scale,
}

/// What equal distances on an axis are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Equal differences.
    Linear,
    /// Equal differences of shares in percent: what reaches below 0 or above 100, as deviations may, ends there.
    Percent,
    /// Equal factors.
    Logarithmic,
    /// Equal differences of things that are counted: only whole numbers are labelled.
    Whole,
    /// So many lines of an array, counted from 0, whether or not there is data on them.
    Lines(usize),
}

impl Axis {
    /// Equal distances are equal differences.
    pub fn linear(title: &str, unit: &str) -> Self {
        Self { title: title.into(), unit: unit.into(), scale: Scale::Linear }
    }

    /// Shares in percent.
    pub fn percent(title: &str) -> Self {
        Self { title: title.into(), unit: "%".into(), scale: Scale::Percent }
    }

    /// Equal distances are equal factors; values of zero and below are left out.
    pub fn logarithmic(title: &str, unit: &str) -> Self {
        Self { title: title.into(), unit: unit.into(), scale: Scale::Logarithmic }
    }

    /// Things that are counted: epochs, pulses.
    pub fn whole(title: &str) -> Self {
        Self { title: title.into(), unit: "1".into(), scale: Scale::Whole }
    }

    /// The `count` lines of an array: neurons, word lines.
    pub fn lines(title: &str, count: usize) -> Self {
        Self { title: title.into(), unit: "1".into(), scale: Scale::Lines(count) }
    }
}

/// An axis with limits and labelled ticks.
#[derive(Debug)]
pub(super) struct Ruler {
    pub(super) low: f64,
    pub(super) high: f64,
    /// What it shows.
    pub(super) axis: Axis,
    /// Value and label, ascending.
    pub(super) ticks: Vec<(f64, String)>,
    /// Ticks without label.
    pub(super) minor: Vec<f64>,
    /// Title with unit.
    pub(super) title: String,
}

/// Most powers of ten that are labelled.
const LABELS: i32 = 8;
/// Share of an axis left free beyond the data on either side.
const MARGIN: f64 = 0.04;

impl Ruler {
    /// An axis around these values, with some free space.
    pub(super) fn around(axis: &Axis, values: impl Iterator<Item = f64>) -> Self {
        Self::spanning(axis, values, MARGIN)
    }

    /// An axis from the least to the greatest of these values.
    pub(super) fn exactly_around(axis: &Axis, values: impl Iterator<Item = f64>) -> Self {
        Self::spanning(axis, values, 0.0)
    }

    fn spanning(axis: &Axis, values: impl Iterator<Item = f64>, margin: f64) -> Self {
        if let Scale::Lines(count) = axis.scale {
            return Self::counting(&axis.title, count);
        }
        let logarithmic = axis.scale == Scale::Logarithmic;
        let usable = values.filter(|&value| value.is_finite() && (value > 0.0 || !logarithmic));
        let usable = usable.map(|value| within(axis, value));
        let (low, high) =
            usable.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        if logarithmic {
            let (low, high) = if low > high { (1.0, 10.0) } else { (low, high) };
            let spare = if high / low < 1.2 { 1.5 } else { (high / low).powf(margin) };
            return Self::logarithmic_between(axis, low / spare, high * spare);
        }
        let (low, high) = if low > high { (0.0, 1.0) } else { (low, high) };
        let spare = match high - low {
            0.0 if low == 0.0 => 1.0,
            0.0 => low.abs() / 2.0,
            range => range * margin,
        };
        Self::between(axis, low - spare, high + spare)
    }

    /// A linear axis with these limits.
    pub(super) fn between(axis: &Axis, low: f64, high: f64) -> Self {
        let step = step(high - low);
        Self::stepped(axis, low, high, if axis.scale == Scale::Whole { step.max(1.0) } else { step })
    }

    /// An axis of `count` lines 0, 1, ... upwards, each in the middle of its share of the axis.
    pub(super) fn counting(title: &str, count: usize) -> Self {
        let step = step(count as f64).max(1.0);
        Self::stepped(&Axis::lines(title, count), -0.5, count.max(1) as f64 - 0.5, step)
    }

    /// The same for lines that have other numbers than 0, 1, ...
    pub(super) fn numbered(title: &str, numbers: &[usize]) -> Self {
        let mut ruler = Self::counting(title, numbers.len());
        for (place, label) in &mut ruler.ticks {
            *label = numbers.get(*place as usize).map_or_else(String::new, usize::to_string);
        }
        ruler
    }

    /// The same downwards, as the rows of a matrix are counted.
    pub(super) fn downwards(self) -> Self {
        Self { low: self.high, high: self.low, ..self }
    }

    /// An axis of words downwards, each in the middle of its share of the axis.
    pub(super) fn words(words: &[&str]) -> Self {
        let ticks = words.iter().enumerate().map(|(k, word)| (k as f64, (*word).to_owned())).collect();
        Self { ticks, title: String::new(), ..Self::counting("", words.len()).downwards() }
    }

    /// An axis of words upwards, each in the middle of its share of the axis.
    pub(super) fn named(title: &str, words: &[String]) -> Self {
        let ticks = words.iter().enumerate().map(|(k, word)| (k as f64, word.clone())).collect();
        Self { ticks, ..Self::counting(title, words.len()) }
    }

    fn stepped(axis: &Axis, low: f64, high: f64, step: f64) -> Self {
        let factor = Factor::of(&axis.unit, low.abs().max(high.abs()));
        let digits = (-(step / factor.value).log10() - 1e-9).ceil().max(0.0) as usize;
        let first = (low / step - 1e-9).ceil() as i64;
        let last = (high / step + 1e-9).floor() as i64;
        let ticks = (first..=last)
            .map(|k| k as f64 * step)
            .map(|value| (value, number(value / factor.value, digits)))
            .collect();
        let title = titled(&axis.title, &factor.unit);
        Self { low, high, axis: axis.clone(), ticks, minor: Vec::new(), title }
    }

    /// Makes ticks without labels of some labelled ones: first of those within a decade, then of every other, until the
    /// labels stand `apart`.
    pub(super) fn thin(&mut self, apart: impl Fn(&[(f64, String)]) -> bool) {
        let power_of_ten = |value: f64| (value.log10() - value.log10().round()).abs() < 1e-9;
        while self.ticks.len() > 2 && !apart(&self.ticks) {
            let within = self.axis.scale == Scale::Logarithmic
                && self.ticks.iter().filter(|(value, _)| power_of_ten(*value)).count() >= 2
                && self.ticks.iter().any(|(value, _)| !power_of_ten(*value));
            let mut index = 0;
            let minor = &mut self.minor;
            self.ticks.retain(|(value, _)| {
                index += 1;
                let stays = if within { power_of_ten(*value) } else { index % 2 == 1 };
                if !stays {
                    minor.push(*value);
                }
                stays
            });
        }
    }

    fn logarithmic_between(axis: &Axis, low: f64, high: f64) -> Self {
        let first = (low.log10() - 1e-9).ceil() as i32;
        let last = (high.log10() + 1e-9).floor() as i32;
        let inside = |value: f64| value >= low * (1.0 - 1e-9) && value <= high * (1.0 + 1e-9);
        let few = (first - 1..=last).flat_map(|decade| [1, 2, 5].map(|digit| f64::from(digit) * 10_f64.powi(decade)));
        let few_suffice = few.filter(|&value| inside(value)).count() >= 2;
        // 1, 2, 5 up to two decades, every digit where that leaves less than two labels; then powers of ten
        let digits: &[i32] = match (high / low).log10() {
            ..=1.0 if !few_suffice => &[1, 2, 3, 4, 5, 6, 7, 8, 9],
            ..=2.2 => &[1, 2, 5],
            _ => &[1],
        };
        let stride = ((last - first) / LABELS + 1).max(1);
        let mut ticks = Vec::new();
        let mut minor = Vec::new();
        for decade in first - 1..=last {
            for mantissa in 1..=9 {
                let value = f64::from(mantissa) * 10_f64.powi(decade);
                let labelled = digits.contains(&mantissa) && (decade - first).rem_euclid(stride) == 0;
                if !inside(value) {
                    continue;
                } else if labelled {
                    ticks.push((value, decimal_label(mantissa, decade, &axis.unit)));
                } else if last - first < LABELS || mantissa == 1 {
                    minor.push(value);
                }
            }
        }
        let unit = if takes_prefix(&axis.unit) { String::new() } else { pretty(&axis.unit) };
        Self { low, high, axis: axis.clone(), ticks, minor, title: titled(&axis.title, &unit) }
    }

    /// Where a value stands: 0 at the low end, 1 at the high end; `None` where it has no place.
    pub(super) fn place(&self, value: f64) -> Option<f64> {
        place(&self.axis, (self.low, self.high), value)
    }

    /// The value that stands `share` of the axis beyond `value`.
    pub(super) fn beside(&self, value: f64, share: f64) -> f64 {
        match self.axis.scale {
            Scale::Logarithmic => value * (self.high / self.low).powf(share),
            Scale::Linear | Scale::Percent | Scale::Whole | Scale::Lines(_) => value + (self.high - self.low) * share,
        }
    }
}

/// Where a value stands on an axis with these ends.
pub(super) fn place(axis: &Axis, (low, high): (f64, f64), value: f64) -> Option<f64> {
    let share = match axis.scale {
        Scale::Logarithmic => (value / low).ln() / (high / low).ln(),
        Scale::Linear | Scale::Percent | Scale::Whole | Scale::Lines(_) => (within(axis, value) - low) / (high - low),
    };
    share.is_finite().then_some(share)
}

/// The value, or the limit of the quantity that it is beyond.
fn within(axis: &Axis, value: f64) -> f64 {
    if axis.scale == Scale::Percent { value.clamp(0.0, 100.0) } else { value }
}

/// The distance of ticks (1, 2 or 5 times a power of ten) that gives at most six of them.
fn step(range: f64) -> f64 {
    let decade = 10_f64.powf((range / 6.0).log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0].map(|multiple| multiple * decade);
    steps.into_iter().find(|step| range / step <= 6.0).unwrap_or(10.0 * decade)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(ruler: &Ruler) -> Vec<&str> {
        ruler.ticks.iter().map(|(_, label)| label.as_str()).collect()
    }

    #[test]
    fn a_linear_axis_takes_the_prefix_that_leaves_short_numbers() {
        let conductance = Ruler::between(&Axis::linear("Conductance", "S"), 0.0, 2.1e-5);
        assert_eq!(conductance.title, "Conductance (µS)");
        assert_eq!(labels(&conductance), ["0", "5", "10", "15", "20"]);
        let delay = Ruler::between(&Axis::linear("Delay", "s"), -1.5e-9, 1.5e-9);
        assert_eq!(delay.title, "Delay (ns)");
        assert_eq!(labels(&delay), ["−1.5", "−1.0", "−0.5", "0.0", "0.5", "1.0", "1.5"]);
    }

    #[test]
    fn a_unit_without_prefix_gets_a_power_of_ten_instead() {
        let field = Ruler::between(&Axis::linear("Field", "V m-1"), 0.0, 4e8);
        assert_eq!(field.title, "Field (10⁶ V m⁻¹)");
        assert_eq!(labels(&field), ["0", "100", "200", "300", "400"]);
        let accuracy = Ruler::between(&Axis::linear("Accuracy", "1"), 0.9, 1.0);
        assert_eq!(accuracy.title, "Accuracy");
        assert_eq!(labels(&accuracy), ["0.90", "0.92", "0.94", "0.96", "0.98", "1.00"]);
    }

    #[test]
    fn a_long_logarithmic_axis_is_labelled_at_every_other_decade_and_ticked_at_each() {
        let axis = Axis::logarithmic("Pulse width", "s");
        let ruler = Ruler::around(&axis, [1e-9, 1e-1, 0.0, f64::NAN].into_iter());
        assert_eq!(labels(&ruler), ["1 ns", "100 ns", "10 µs", "1 ms", "100 ms"]);
        assert_eq!(ruler.minor.len(), 4);
        assert_eq!(ruler.place(0.0), None);
        // four percent of the data's range are left free on either side
        assert!((ruler.place(1e-9).unwrap() - 0.04 / 1.08).abs() < 1e-12);
        assert!((ruler.place(1e-5).unwrap() - 0.5).abs() < 1e-12); // rounding of two logarithms
    }

    #[test]
    fn a_short_logarithmic_axis_is_labelled_within_the_decade() {
        let ruler = Ruler::around(&Axis::logarithmic("Resistance", "ohm"), [1.5e3, 1.2e4].into_iter());
        assert_eq!(labels(&ruler), ["2 kΩ", "5 kΩ", "10 kΩ"]);
        let ruler = Ruler::around(&Axis::logarithmic("Ratio", "1"), [1e-5, 1e-2].into_iter());
        assert_eq!(labels(&ruler), ["10⁻⁵", "10⁻⁴", "10⁻³", "0.01"]);
    }

    #[test]
    fn powers_of_ten_are_labelled_at_every_decade_while_there_is_room() {
        let cycles = Ruler::around(&Axis::logarithmic("Cycle", "1"), [1.0, 1e6].into_iter());
        assert_eq!(labels(&cycles), ["1", "10", "100", "1000", "10⁴", "10⁵", "10⁶"]);
        let long = Ruler::around(&Axis::logarithmic("Cycle", "1"), [1.0, 1e12].into_iter());
        assert_eq!(labels(&long), ["1", "100", "10⁴", "10⁶", "10⁸", "10¹⁰", "10¹²"]);
        let narrow = Ruler::around(&Axis::logarithmic("Conductance", "S"), [2.5e-7, 7.5e-7].into_iter());
        assert_eq!(labels(&narrow), ["300 nS", "400 nS", "500 nS", "600 nS", "700 nS"]);
    }

    #[test]
    fn up_to_two_decades_are_labelled_within_and_thinned_to_powers_of_ten_where_labels_would_touch() {
        let mut ruler = Ruler::around(&Axis::logarithmic("Conductance", "S"), [1e-8, 1e-6].into_iter());
        assert_eq!(labels(&ruler), ["10 nS", "20 nS", "50 nS", "100 nS", "200 nS", "500 nS", "1 µS"]);
        ruler.thin(|ticks| ticks.len() < 7);
        assert_eq!(labels(&ruler), ["10 nS", "100 nS", "1 µS"]);
    }

    #[test]
    fn things_that_are_counted_are_labelled_by_whole_numbers() {
        assert_eq!(labels(&Ruler::around(&Axis::whole("Neuron"), [0.0, 3.0].into_iter())), ["0", "1", "2", "3"]);
        assert_eq!(labels(&Ruler::around(&Axis::lines("Neuron", 4), [1.0].into_iter())), ["0", "1", "2", "3"]);
    }

    #[test]
    fn one_value_or_none_still_makes_an_axis() {
        for values in [vec![], vec![0.0], vec![-3e-7], vec![f64::NAN]] {
            for axis in [Axis::linear("x", "V"), Axis::logarithmic("x", "V")] {
                let ruler = Ruler::around(&axis, values.iter().copied());
                assert!(ruler.ticks.len() >= 2, "{axis:?} of {values:?} has ticks {:?}", ruler.ticks);
            }
        }
    }
}
