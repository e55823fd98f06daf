//! What stands below the options of `ferrospike device --help` and of its measurements.

/// Of `device stdp-array`.
pub(super) const PLACES: &str = "\
Examples:
  ferrospike device stdp-array --size 32x32 --grid 4
  ferrospike device stdp-array --segment '5 ohm' --change 'domains = \"infinite\"' --json

A pair of spikes plays on one word line and one bit line, all other lines at 0 V; near is the corner next to both drivers.
Devices with chance in them differ from place to place, with and without lines; for bfo_demo, --change 'domains =
\"infinite\"' takes expected values instead.";

/// Of `device`.
pub(super) const IMPERFECTIONS: &str = r#"Examples:
  ferrospike device stdp                                                                                  the window of the default device
  ferrospike device iv --device my-set.toml
  ferrospike device pulses --device chanthbouala2012_demo --imperfections 'write_noise.deviation = 0.1'

Imperfections, for --imperfections; all are optional, the values are examples:
  levels = 16                                                            # conductances that can be told apart
  spread = { conductance = 0.3, switching = 0.05, imprint = "10 mV" }    # standard deviations between devices
  cycle_to_cycle = { switching = 0.03, reversal = "5 mV" }               # from one write to the next
  write_noise = { deviation = 0.1 }                                      # added by motion over the whole range
  stuck = { on = 0.02, off = 0.05, unformed = 0.01 }                     # fractions of the devices
  programming_error = "rram_wan"                                         # or rram_milo, pcm_joshi, pcm_nandakumar
  retention = { tau = "2.6 Ms", beta = 0.5, rest = 0.3 }                # stretched exponential towards `rest`
  drift = { exponent.normal = { nu = 0.05, deviation = 0.01 }, t_0 = "1 s" }
  read_noise.white = { bandwidth = "1 MHz" }                             # thermal and shot noise
  read_noise.flicker = { k_f = 1e-6, lowest = "1 Hz", highest = "1 MHz" }
  read_noise.telegraph = { tau_c = "1 us", tau_e = "3 us", step = "5 %", devices = 0.5 }
  fatigue.law.stretched = { n_0 = 1e6, beta = 0.5 }                      # or logarithmic = { n_0, pinned_per_decade }
  wake_up = { cycles = 1e3, window = 0.7, spread = 0.05 }
  imprint = { v_i = "10 mV", t_i = "1 s", potentiation = "positive" }    # built-in voltage per decade of time
  temperature = { value = "358 K" }
  asymmetry = { positive_switching = 1.1, negative_current = 0.9 }       # factors by sign of the voltage"#;

/// Of `device fit`.
pub(super) const FIT_DATA: &str = "\
Examples:
  ferrospike device fit --example > measured.csv                       a measurement to try it on
  ferrospike device fit measured.csv --fit up.alpha,v_th
  ferrospike device fit sweep.csv --device yakopcic2013 -o fitted.h5

A measurement has one of these sets of columns, each with its unit, such as `voltage (V)`:
  time, voltage, current             an I-V sweep or any other waveform; the device is off at the start
  voltage, width, conductance        pulses, each followed by a reading; a first line of width 0 gives the start
  voltage, time, switched_fraction   single pulses from the opposite state
A column `sd` with standard deviations may stand beside them.";

/// Of `device iv`.
pub(super) const IV: &str = "\
Examples:
  ferrospike device iv --device bfo_demo
  ferrospike device iv --amplitude '3 V' --period '1 us' --cycles 3 --json";

/// Of `device pulses`.
pub(super) const PULSES: &str = "\
Examples:
  ferrospike device pulses --up 100 --down 100
  ferrospike device pulses --device lammie2020_vteam --up-voltage '1.2 V' --up-width '10 ns'";

/// Of `device switching`.
pub(super) const SWITCHING: &str = "\
Examples:
  ferrospike device switching
  ferrospike device switching --voltages '1.5 V,2 V,2.5 V' --longest '1 ms'";

/// Of `device stdp`.
pub(super) const STDP: &str = "\
Examples:
  ferrospike device stdp --shape triangle
  ferrospike device stdp --delays '-100 ns,0 s,100 ns' --json
  ferrospike device stdp --pre my-pre.csv --post my-post.csv";

/// Of `device retention`.
pub(super) const RETENTION: &str = "\
Examples:
  ferrospike device retention
  ferrospike device retention --device pcm_demo --starts '1,0.5' --longest '1 Ms'";

/// Of `device endurance`.
pub(super) const ENDURANCE: &str = "\
Examples:
  ferrospike device endurance --cycles 10000
  ferrospike device endurance --imperfections 'fatigue.law.stretched = { n_0 = 1e6, beta = 0.5 }'";
