//! `ferrospike device stdp`.

use benchmarks::measure;
use devices::units::TIME;
use learning::{Phase, SpikeShape, Waveform};

use super::report::take;
use super::set::{Set, load};
use super::values::{list, or, position, time, voltage};
use super::waveform;
use crate::cli::{Shape, Spikes, Stdp};
use crate::commands::quantity::quantity;
use crate::failure::Failure;

/// Measures, records and shows an STDP window.
///
/// # Errors
/// [`Failure`] for unknown devices and impossible values, and when the result cannot be written.
pub fn measure(arguments: &Stdp) -> Result<(), Failure> {
    let set = load(&arguments.common)?;
    take(&asked_for(&arguments.spikes, &set)?, &set, &arguments.common)
}

/// The measurement on one device that the arguments ask for.
///
/// # Errors
/// [`Failure`] for impossible values.
pub fn asked_for(arguments: &Spikes, set: &Set) -> Result<measure::Stdp, Failure> {
    let start = position("start", arguments.start)?;
    let shaped = shaped(arguments, set)?;
    let pre = own("pre", arguments.pre.as_ref(), shaped.pre)?;
    let post = own("post", arguments.post.as_ref(), shaped.post)?;
    let delays = match arguments.delays.as_slice() {
        [] => measure::delays(&pre, &post),
        texts => delays(texts)?,
    };
    Ok(measure::Stdp { pre, post, delays, start, read: shaped.read })
}

/// The spikes of the set in the shape that was asked for, with what the options say about both of them.
fn shaped(arguments: &Spikes, set: &Set) -> Result<measure::Stdp, Failure> {
    let mut phases = measure::Stdp::phases(&set.entry.protocol, &set.device);
    for [first, second] in &mut phases {
        let from_zero = |option: &str, text: &str| time(option, text, 0.0);
        *first = Phase {
            voltage: or(first.voltage, "v-p", arguments.v_p.as_ref(), voltage)?,
            duration: or(first.duration, "t-p", arguments.t_p.as_ref(), from_zero)?,
        };
        *second = Phase {
            voltage: -or(-second.voltage, "v-n", arguments.v_n.as_ref(), voltage)?,
            duration: or(second.duration, "t-r", arguments.t_r.as_ref(), from_zero)?,
        };
        if first.duration + second.duration <= 0.0 {
            return Err(Failure::usage("--t-p, --t-r: a spike must last longer than 0 s"));
        }
    }
    let shape = match arguments.shape {
        Shape::Rectangle => SpikeShape::Rectangle,
        Shape::Triangle => SpikeShape::Triangle,
        Shape::Exponential => SpikeShape::Exponential,
        Shape::Biphasic => SpikeShape::Biphasic,
    };
    measure::Stdp::shaped(shape, phases, set.entry.protocol.read)
        .map_err(|error| Failure::usage(format!("--t-p, --t-r: {error}")))
}

/// A spike of the user's own, else `default`.
fn own(option: &str, given: Option<&String>, default: Waveform) -> Result<Waveform, Failure> {
    given.map_or(Ok(default), |given| waveform::read(option, given))
}

/// Delays in ascending order, each once.
fn delays(texts: &[String]) -> Result<Vec<f64>, Failure> {
    let any = |option: &str, text: &str| {
        let delay = quantity(option, text, TIME)?;
        if delay.abs() <= 1e12 {
            return Ok(delay);
        }
        Err(Failure::usage(format!("--{option} {text}: give a time between -1e12 s and 1e12 s")))
    };
    let mut delays = list("delays", texts, any)?;
    delays.sort_by(f64::total_cmp);
    delays.dedup();
    Ok(delays)
}
