//! The group of recorded moments.

use traces::{About, Group, Growing, WriteError};

use super::taken::{Layout, Taken};

/// Growing variables over the dimension `moment`, one entry per recorded moment.
pub(super) struct Moments {
    moment: Growing<i64>,
    time: Growing<f64>,
    split: Growing<i64>,
    training: Growing<bool>,
    presentation: Growing<i64>,
    sample: Growing<i64>,
    values: Vec<Growing<f64>>,
}

impl Moments {
    pub fn new(group: &Group, layout: &Layout) -> Result<Self, WriteError> {
        let moment =
            group.growing_coordinate("moment", About::new("1", "number of the moment, over all presentations"))?;
        let lines = |numbers: &[usize]| numbers.iter().map(|number| *number as i64).collect::<Vec<_>>();
        group.coordinate("row", About::new("1", "word line"), &lines(&layout.rows))?;
        group.coordinate("column", About::new("1", "bit line and neuron"), &lines(&layout.columns))?;
        let number = |name, long_name| group.growing(name, &["moment"], About::new("1", long_name));
        let training = About::new("1", "whether the network learned; else it was read");
        Ok(Self {
            moment,
            // begins anew with each presentation, so it is no coordinate
            time: group.growing("time", &["moment"], About::new("s", "time within the presentation"))?,
            split: number("split", "number of the split")?,
            training: group.growing("training", &["moment"], training)?,
            presentation: number(
                "presentation",
                "number of the presentation: of training over all epochs, of reading among the test rows",
            )?,
            sample: number("sample", "row of the data set that was shown")?,
            values: layout
                .variables
                .iter()
                .map(|variable| {
                    let about = About::new(variable.units, variable.long_name);
                    group.growing(&variable.name, variable.extent.dims(), about)
                })
                .collect::<Result<_, _>>()?,
        })
    }

    /// Appends moment number `number`.
    pub fn append(&self, number: i64, taken: &Taken) -> Result<(), WriteError> {
        self.moment.append(&[number])?;
        self.time.append(&[taken.time])?;
        self.split.append(&[taken.split as i64])?;
        self.training.append(&[taken.training])?;
        self.presentation.append(&[taken.presentation as i64])?;
        self.sample.append(&[taken.sample as i64])?;
        self.values.iter().zip(&taken.values).try_for_each(|(variable, values)| variable.append(values))
    }
}
