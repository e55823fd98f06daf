//! `ferrospike device`: measurements on single devices.

use benchmarks::measure::{StdpWindow, SwitchingFamily, stdp_window, switching};
use benchmarks::{figures, record_stdp, record_switching};
use devices::catalogue::{self, Device as Parameters};
use devices::units::{TIME, VOLTAGE, engineering};
use learning::Waveform;

use crate::cli::{Device, Measurement, Stdp, Switching};
use crate::commands::crossbar::quantity;
use crate::failure::Failure;
use crate::output::print;
use crate::results::{Destination, display};
use crate::table::table;

/// Largest number of devices, delays or pulse lengths in one measurement.
const LARGEST: usize = 100_000;

/// Takes a measurement.
///
/// # Errors
/// [`Failure`] for unknown devices and impossible values, and when the result cannot be written.
pub fn measure(arguments: &Device) -> Result<(), Failure> {
    match &arguments.measurement {
        Measurement::Stdp(arguments) => stdp(arguments),
        Measurement::Switching(arguments) => family(arguments),
    }
}

fn load(name: &str) -> Result<(Parameters, Vec<String>), Failure> {
    let device = catalogue::load(name, &Default::default()).map_err(Failure::usage)?;
    let entry = catalogue::find(name).map_err(Failure::usage)?;
    Ok((device, vec![entry.source]))
}

fn count(option: &str, value: usize) -> Result<usize, Failure> {
    if (1..=LARGEST).contains(&value) {
        return Ok(value);
    }
    Err(Failure::usage(format!("--{option} {value}: give a number from 1 to {LARGEST}")))
}

fn stdp(arguments: &Stdp) -> Result<(), Failure> {
    let (device, sources) = load(&arguments.common.device)?;
    let repeats = count("repeats", arguments.common.repeats)?;
    if !(0.0..=1.0).contains(&arguments.start) {
        return Err(Failure::usage(format!("--start {}: the position runs from 0 (off) to 1 (on)", arguments.start)));
    }
    let spike = Waveform::rectangle_then_slope(
        quantity("v-p", &arguments.v_p, VOLTAGE)?,
        quantity("v-n", &arguments.v_n, VOLTAGE)?,
        quantity("t-p", &arguments.t_p, TIME)?,
        quantity("t-r", &arguments.t_r, TIME)?,
    )
    .map_err(|error| Failure::usage(format!("--t-p, --t-r: {error}")))?;
    if spike.duration() <= 0.0 {
        return Err(Failure::usage("--t-p, --t-r: a spike must last longer than 0 s"));
    }
    let destination = Destination::new(&format!("stdp-{}", arguments.common.device), &arguments.common.output)?;
    let trace = destination.create(arguments.common.seed, "", sources)?;
    let window =
        stdp_window(&device, &spike, &delays(spike.duration()), arguments.start, repeats, arguments.common.seed);
    record_stdp(&trace, &window).map_err(Failure::run)?;
    let text = if arguments.common.json { stdp_json(&window) } else { stdp_table(&window) };
    finish(trace, &destination, &text, arguments.common.json)
}

/// Delays from a little before minus the spike's length to a little after plus it, 12 per length.
fn delays(duration: f64) -> Vec<f64> {
    (-13..=13).map(|k| duration * f64::from(k) / 12.0).collect()
}

fn stdp_table(window: &StdpWindow) -> String {
    let rows = (0..window.delays.len()).map(|k| {
        [engineering(window.delays[k], "s"), engineering(window.mean[k], "S"), engineering(window.sd[k], "S")]
    });
    let head = format!("conductance before each pair {}", engineering(window.start, "S"));
    format!("{}\n{head}", table(["t_post - t_pre", "change", "sd"], rows))
}

fn stdp_json(window: &StdpWindow) -> String {
    serde_json::json!({
        "delay_s": window.delays, "change_S": window.mean, "change_sd_S": window.sd, "start_S": window.start,
    })
    .to_string()
}

fn family(arguments: &Switching) -> Result<(), Failure> {
    let (device, sources) = load(&arguments.common.device)?;
    let repeats = count("repeats", arguments.common.repeats)?;
    let voltages =
        arguments.voltages.iter().map(|text| quantity("voltages", text, VOLTAGE)).collect::<Result<Vec<_>, _>>()?;
    let times = pulse_lengths(arguments)?;
    let destination = Destination::new(&format!("switching-{}", arguments.common.device), &arguments.common.output)?;
    let trace = destination.create(arguments.common.seed, "", sources)?;
    let family = switching(&device, &voltages, &times, repeats, arguments.common.seed);
    record_switching(&trace, &family).map_err(Failure::run)?;
    let text = if arguments.common.json { switching_json(&family) } else { switching_table(&family) };
    finish(trace, &destination, &text, arguments.common.json)
}

/// Pulse lengths evenly spaced in the logarithm of time.
fn pulse_lengths(arguments: &Switching) -> Result<Vec<f64>, Failure> {
    let shortest = quantity("shortest", &arguments.shortest, TIME)?;
    let longest = quantity("longest", &arguments.longest, TIME)?;
    let per_decade = count("per-decade", arguments.per_decade)?;
    if !(shortest > 0.0 && longest >= shortest && longest.is_finite()) {
        let range = format!("--shortest {} --longest {}", arguments.shortest, arguments.longest);
        return Err(Failure::usage(format!("{range}: times must satisfy 0 s < shortest <= longest")));
    }
    let decades = (longest / shortest).log10();
    let steps = (decades * per_decade as f64).round() as usize;
    count("per-decade", steps + 1)?;
    Ok((0..=steps).map(|k| shortest * 10f64.powf(decades * k as f64 / steps.max(1) as f64)).collect())
}

fn switching_table(family: &SwitchingFamily) -> String {
    let header = std::iter::once("pulse".to_string()).chain(family.voltages.iter().map(|&v| engineering(v, "V")));
    let mut table = table::<0>([], []);
    table.set_header(header);
    for (k, &time) in family.times.iter().enumerate() {
        let fractions = family.mean.chunks_exact(family.times.len()).map(|of_voltage| format!("{:.4}", of_voltage[k]));
        table.add_row(std::iter::once(engineering(time, "s")).chain(fractions));
    }
    format!("{table}\nmean switched fraction")
}

fn switching_json(family: &SwitchingFamily) -> String {
    let by_voltage = |values: &[f64]| values.chunks_exact(family.times.len()).map(<[f64]>::to_vec).collect::<Vec<_>>();
    serde_json::json!({
        "voltage_V": family.voltages,
        "time_s": family.times,
        "switched_fraction": by_voltage(&family.mean),
        "switched_fraction_sd": by_voltage(&family.sd),
    })
    .to_string()
}

/// Completes the file, draws its figure and prints the result.
fn finish(trace: traces::Trace, destination: &Destination, text: &str, json: bool) -> Result<(), Failure> {
    let file = trace.finish().map_err(Failure::run)?;
    let drawn = figures::draw(&file, &destination.figures).map_err(Failure::run)?;
    print(text)?;
    if json {
        return Ok(());
    }
    print(&format!("\nrecorded  {}", display(&file)))?;
    drawn.iter().try_for_each(|path| print(&format!("figure    {}", display(path))))
}
