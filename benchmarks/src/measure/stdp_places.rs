//! What the same pair of spikes does at different places of an array.

use learning::stdp_fit::{Exponential, Window, window};
use traces::figures::{Axis, Curve, Line, Map, Maps, Svg};
use traces::{ReadError, TraceFile};

use super::stdp_array::PLACES;
use super::stdp_window::side_text;
use super::summary::shown;
use super::{Outcome, Quantity, Summary};
use crate::figures::DrawError;

/// Windows at three places, and a map of the strongest changes.
#[derive(Clone, Debug, PartialEq)]
pub struct StdpPlaces {
    /// `t_post - t_pre` (s).
    pub delays: Vec<f64>,
    /// Nearest to the drivers, in the middle, and farthest from them.
    pub places: [Place; 3],
    /// The pair that potentiates most.
    pub up: Peaks,
    /// The pair that depresses most.
    pub down: Peaks,
    /// Word lines of the map.
    pub rows: Vec<usize>,
    /// Bit lines of the map.
    pub columns: Vec<usize>,
}

/// The window of one device of an array.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Where it lies, in a word.
    pub name: &'static str,
    /// Word line, counted from 0.
    pub row: usize,
    /// Bit line, counted from 0.
    pub column: usize,
    /// Change of its conductance at 0 V in the array (S), by delay.
    pub change: Vec<f64>,
    /// Change when the spikes meet at this device alone, without lines (S).
    pub alone: Vec<f64>,
}

/// Changes by one pair over the map.
#[derive(Clone, Debug, PartialEq)]
pub struct Peaks {
    /// `t_post - t_pre` of the pair (s).
    pub delay: f64,
    /// In the array (S), row-major over the word and bit lines of the map.
    pub change: Vec<f64>,
    /// The same devices alone (S).
    pub alone: Vec<f64>,
}

impl Place {
    /// The exponentials that fit best.
    fn fit(&self, delays: &[f64]) -> Window {
        window(delays, &self.change)
    }

    /// Largest and smallest change (S).
    fn peaks(&self) -> [f64; 2] {
        let fold = |of: fn(f64, f64) -> f64| self.change.iter().copied().fold(0.0, of);
        [fold(f64::max), fold(f64::min)]
    }
}

impl StdpPlaces {
    /// A number of each place.
    fn each(&self, of: impl Fn(&Place) -> f64) -> Vec<f64> {
        self.places.iter().map(of).collect()
    }

    /// Numbers of the fits, place by place.
    fn fit_quantities(&self) -> Vec<Quantity> {
        let of_fit = |side: fn(&Window) -> Option<Exponential>, of: fn(Exponential) -> f64| {
            self.each(|place| side(&place.fit(&self.delays)).map_or(f64::NAN, of))
        };
        let over = |name, unit, long_name, values: Vec<f64>| Quantity::over(&["place"], name, unit, long_name, &values);
        vec![
            over("a_plus", "S", "change at no delay, pre before post", of_fit(|fit| fit.plus, |side| side.amplitude)),
            over("tau_plus", "s", "decay time, pre before post", of_fit(|fit| fit.plus, |side| side.tau)),
            over("r_squared_plus", "1", "share that it explains", of_fit(|fit| fit.plus, |side| side.r_squared)),
            over("a_minus", "S", "change at no delay, post before pre", of_fit(|fit| fit.minus, |side| side.amplitude)),
            over("tau_minus", "s", "decay time, post before pre", of_fit(|fit| fit.minus, |side| side.tau)),
            over("r_squared_minus", "1", "share that it explains", of_fit(|fit| fit.minus, |side| side.r_squared)),
        ]
    }
}

impl Outcome for StdpPlaces {
    const NAME: &'static str = "stdp_array";

    fn quantities(&self) -> Vec<Quantity> {
        let numbers = |lines: &[usize]| lines.iter().map(|&line| line as f64).collect::<Vec<_>>();
        let windows = |of: fn(&Place) -> &Vec<f64>| self.places.iter().flat_map(of).copied().collect::<Vec<_>>();
        let (over_windows, over_map) = (["place", "delay"], ["row", "column"]);
        let mut quantities = vec![
            Quantity::coordinate("delay", "s", "delay of post against pre spike", &self.delays),
            Quantity::coordinate("place", "1", "0 near the drivers, 1 in the middle, 2 far", &[0.0, 1.0, 2.0]),
            Quantity::over(&["place"], "place_row", "1", "its word line", &self.each(|place| place.row as f64)),
            Quantity::over(&["place"], "place_column", "1", "its bit line", &self.each(|place| place.column as f64)),
            Quantity::over(&over_windows, "change", "S", "change of conductance", &windows(|place| &place.change)),
            Quantity::over(&over_windows, "alone", "S", "change without lines", &windows(|place| &place.alone)),
            Quantity::over(&["place"], "peak_up", "S", "largest change", &self.each(|place| place.peaks()[0])),
            Quantity::over(&["place"], "peak_down", "S", "smallest change", &self.each(|place| place.peaks()[1])),
        ];
        quantities.extend(self.fit_quantities());
        quantities.extend([
            Quantity::coordinate("row", "1", "word line of the map", &numbers(&self.rows)),
            Quantity::coordinate("column", "1", "bit line of the map", &numbers(&self.columns)),
            Quantity::scalar("up_delay", "s", "delay of the strongest potentiation", self.up.delay),
            Quantity::over(&over_map, "up", "S", "strongest potentiation", &self.up.change),
            Quantity::over(&over_map, "up_alone", "S", "the same without lines", &self.up.alone),
            Quantity::scalar("down_delay", "s", "delay of the strongest depression", self.down.delay),
            Quantity::over(&over_map, "down", "S", "strongest depression", &self.down.change),
            Quantity::over(&over_map, "down_alone", "S", "the same without lines", &self.down.alone),
        ]);
        quantities
    }

    fn summary(&self) -> Summary {
        let header = ["t_post - t_pre", "near, without lines", PLACES[0], PLACES[1], PLACES[2]];
        let mut summary = Summary::of(&header, self.delays.len(), |k| {
            let alone = self.places[0].alone[k];
            let changes = self.places.iter().map(|place| shown(place.change[k], "S"));
            [shown(self.delays[k], "s"), shown(alone, "S")].into_iter().chain(changes).collect()
        });
        for place in &self.places {
            let at = format!("{} (word line {}, bit line {})", place.name, place.row, place.column);
            let [up, down] = place.peaks();
            summary.line(format!("{at}, peaks"), format!("{} and {}", shown(up, "S"), shown(down, "S")));
            let fit = place.fit(&self.delays);
            for (side, name) in [(fit.plus, "A+, tau+, R2"), (fit.minus, "A-, tau-, R2")] {
                summary.line(format!("{}, exponential {name}", place.name), side_text(side));
            }
        }
        summary
    }
}

/// Windows at the three places, and that of the near one without lines.
pub(crate) fn windows(trace: &TraceFile) -> Result<Option<Svg>, DrawError> {
    let read = |name: &str| trace.read::<f64>(&format!("stdp_array/{name}"));
    let (delays, change, alone) = (read("delay")?.values, read("change")?, read("alone")?);
    let line =
        |name: &str, values: &[f64]| Line::new(name, delays.iter().copied().zip(values.iter().copied()).collect());
    let mut lines = vec![line("near, without lines", alone.slab(0))];
    lines.extend(PLACES.iter().enumerate().map(|(k, name)| line(name, change.slab(k))));
    let x = Axis::linear("Delay of post against pre", "s");
    Ok(Some(Curve { x, y: Axis::linear("Change of conductance", "S"), lines }.draw()))
}

/// Strongest potentiation and depression over the array, as shares of what the devices do alone.
pub(crate) fn map(trace: &TraceFile) -> Result<Option<Svg>, DrawError> {
    let read = |name: &str| trace.read::<f64>(&format!("stdp_array/{name}"));
    let share = |name: &str| {
        let (change, alone) = (read(name)?.values, read(&format!("{name}_alone"))?.values);
        // a device that does nothing alone has no share: grey
        Ok::<_, ReadError>(change.iter().zip(&alone).map(|(change, alone)| change / alone).collect())
    };
    let numbers = |name: &str| Ok::<_, ReadError>(read(name)?.values.iter().map(|&line| line as usize).collect());
    let map = |title: &str, values| Map { value: Axis::linear(title, "1"), values };
    let maps = Maps {
        row_title: "Word line".into(),
        column_title: "Bit line".into(),
        rows: numbers("row")?,
        columns: numbers("column")?,
        maps: vec![
            map("Potentiation, share of alone", share("up")?),
            map("Depression, share of alone", share("down")?),
        ],
        caption: "Word lines are driven on the left, bit lines at the bottom.".into(),
    };
    Ok(Some(maps.draw()))
}
