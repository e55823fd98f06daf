//! The group of recorded moments.

use traces::{About, Group, Growing, WriteError};

use super::taken::{Layout, Taken};

/// Growing variables over the dimension `time`, one entry per recorded moment.
pub(super) struct Moments {
    time: Growing<f64>,
    split: Growing<i64>,
    training: Growing<bool>,
    presentation: Growing<i64>,
    sample: Growing<i64>,
    values: Vec<Growing<f64>>,
}

impl Moments {
    pub fn new(group: &Group, layout: &Layout) -> Result<Self, WriteError> {
        let time = group.growing_coordinate("time", About::new("s", "time within the presentation"))?;
        let lines = |numbers: &[usize]| numbers.iter().map(|number| *number as i64).collect::<Vec<_>>();
        group.coordinate("row", About::new("1", "word line"), &lines(&layout.rows))?;
        group.coordinate("column", About::new("1", "bit line and neuron"), &lines(&layout.columns))?;
        let number = |name, long_name| group.growing(name, &["time"], About::new("1", long_name));
        let training = About::new("1", "whether the network learned; else it was read");
        Ok(Self {
            time,
            split: number("split", "number of the split")?,
            training: group.growing("training", &["time"], training)?,
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

    pub fn append(&self, taken: &Taken) -> Result<(), WriteError> {
        self.time.append(&[taken.time])?;
        self.split.append(&[taken.split as i64])?;
        self.training.append(&[taken.training])?;
        self.presentation.append(&[taken.presentation as i64])?;
        self.sample.append(&[taken.sample as i64])?;
        self.values.iter().zip(&taken.values).try_for_each(|(variable, values)| variable.append(values))
    }
}
