//! State of up to [`BLOCK`] junctions and how a voltage ramp moves it.

use super::bins::{Bins, Clocks, event_wait, left};
use super::doses::{LANES, Ramp, horizon, ramp_doses};
use super::ensemble::LocalFields;
use super::idle::{Envelope, Front};
use super::journal::Journal;
use super::junction::{Domains, Junction, Kernel, Potentiation};
use crate::ramp;

/// Junctions in a block: fixed, so that the work is shared out alike for any number of threads.
pub(crate) const BLOCK: usize = 1024;

/// What all junctions of an array have in common.
#[derive(Clone, Debug)]
pub(crate) struct Kind {
    pub junction: Junction,
    /// Local fields when all junctions share them.
    pub shared_fields: LocalFields,
    /// Domains in each bin; 1 each where bins fill continuously.
    pub capacity: Vec<f64>,
    /// Sum of `capacity`.
    pub domains: f64,
    pub seed: u64,
}

impl Kind {
    pub fn new(junction: Junction, seed: u64) -> Kind {
        let k = junction.bins;
        let capacity: Vec<f64> = match junction.domains {
            Domains::Infinite => vec![1.0; k],
            Domains::Count(n) => (0..k).map(|i| ((i + 1) * n / k - i * n / k) as f64).collect(),
        };
        let domains = capacity.iter().sum();
        Kind { shared_fields: LocalFields::quantiles(&junction), junction, capacity, domains, seed }
    }

    /// Fraction of ON domains when the fraction `up` is up, and the other way round.
    pub fn on_fraction(&self, up: f64) -> f64 {
        match self.junction.potentiation {
            Potentiation::Positive => up,
            Potentiation::Negative => 1.0 - up,
        }
    }
}

/// Values of one junction, drawn once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Individual {
    /// Factor of the current.
    pub area: f64,
    pub alpha_factor: f64,
    pub imprint: f64,
}

/// Which way domains switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Up,
    Down,
}

/// Per-bin state of all junctions of a block, junction after junction.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct State {
    pub front: Vec<Front>,
    /// Fraction of domains that are up.
    pub up_fraction: Vec<f64>,
    /// Domains that are up, per bin.
    pub up: Vec<f64>,
    /// Integral of dt / tau since the field last turned, per bin.
    pub dose: Vec<f64>,
    /// Hazard left until the next event (unit exponential), per bin; empty when events are not random.
    pub residual: Vec<f64>,
    /// Random numbers used so far, per bin; empty when events are not random.
    pub events: Vec<u32>,
}

/// Up to [`BLOCK`] junctions.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub first: usize,
    pub individuals: Vec<Individual>,
    /// Local fields junction by junction; empty when they are shared.
    pub fields: Vec<LocalFields>,
    pub state: State,
    /// Conductances (S), kept in step with `state`.
    pub conductance: Vec<f64>,
    pub journal: Journal,
    /// Bounds of `state.front`.
    pub envelope: Envelope,
    scratch: Vec<f64>,
}

/// Part of a voltage ramp beyond the threshold; voltages as magnitudes (V).
#[derive(Clone, Copy, Debug)]
struct Drive {
    direction: Direction,
    start: f64,
    end: f64,
    dt: f64,
}

impl Block {
    /// Junctions `first` and up, as many as there are `individuals`, all domains down, doses empty.
    pub fn new(kind: &Kind, first: usize, individuals: Vec<Individual>, fields: Vec<LocalFields>) -> Block {
        let (count, bins) = (individuals.len(), kind.junction.bins);
        let random = if kind.junction.random_events() { count * bins } else { 0 };
        let state = State {
            front: vec![Front { up: f64::INFINITY, down: f64::NEG_INFINITY, dosed: None }; count],
            up_fraction: vec![0.0; count],
            up: vec![0.0; count * bins],
            dose: vec![0.0; count * bins],
            residual: (0..random).map(|n| event_wait(kind.seed, first * bins + n, 0)).collect(),
            events: vec![1; random],
        };
        let journal = Journal::new(count);
        let (conductance, scratch) = (vec![0.0; count], vec![0.0; bins.next_multiple_of(LANES)]);
        let mut block =
            Block { first, individuals, fields, state, conductance, journal, envelope: Envelope::NONE, scratch };
        (0..count).for_each(|device| block.refresh(kind, device));
        block.update_envelope();
        block
    }

    /// Moves junction `device` along the ramp `start` to `end` (V, signed) in `dt` (s); returns |change of S|.
    ///
    /// `None` when the junction was idle.
    pub fn advance(&mut self, kind: &Kind, device: usize, start: f64, end: f64, dt: f64) -> Option<f64> {
        let imprint = self.individuals[device].imprint;
        let before = self.state.up_fraction[device];
        let drives = beyond_threshold(start - imprint, end - imprint, dt, kind.junction.v_th);
        let mut active = false;
        for drive in drives.into_iter().flatten() {
            active |= self.drive(kind, device, drive);
        }
        active.then(|| (self.state.up_fraction[device] - before).abs())
    }

    /// One direction; false when nothing was touched.
    fn drive(&mut self, kind: &Kind, device: usize, drive: Drive) -> bool {
        let front = self.state.front[device];
        let bins = kind.junction.bins;
        let turned = front.dosed.is_some_and(|dosed| dosed != drive.direction);
        if turned {
            self.journal.keep(device, bins, &self.state);
            self.state.dose[device * bins..][..bins].fill(0.0);
            self.state.front[device].dosed = None;
        }
        let (law, hardest_left) = match drive.direction {
            Direction::Up => (&kind.junction.up, front.up),
            Direction::Down => (&kind.junction.down, front.down),
        };
        let activation = law.alpha * std::f64::consts::LN_10 * self.individuals[device].alpha_factor;
        let highest = drive.start.max(drive.end);
        let horizon = horizon(drive.dt, law.t_inf);
        if (highest + hardest_left) * horizon < activation {
            return turned;
        }
        self.journal.keep(device, bins, &self.state);
        self.state.front[device].dosed = Some(drive.direction);
        let lowest = activation / horizon - highest;
        let ramp = Ramp { start: drive.start, end: drive.end, dt: drive.dt, activation, t_inf: law.t_inf };
        if self.collect(kind, device, drive.direction, ramp, lowest) {
            self.refresh(kind, device);
        }
        true
    }

    /// Adds the doses of `ramp` and switches what is due; true when a domain switched.
    fn collect(&mut self, kind: &Kind, device: usize, direction: Direction, ramp: Ramp, lowest: f64) -> bool {
        let bins = kind.junction.bins;
        let own = device * bins..(device + 1) * bins;
        let fields = self.fields.get(device).unwrap_or(&kind.shared_fields);
        let (eta, up) = match direction {
            Direction::Up => (&fields.up, &self.state.up[own.clone()]),
            Direction::Down => (&fields.down, &self.state.up[own.clone()]),
        };
        let counts = |bin: usize| eta[bin] >= lowest && left(direction, up[bin], kind.capacity[bin]) > 0.0;
        let Some(begin) = (0..bins).find(|&bin| counts(bin)) else {
            return false;
        };
        let end = (begin..bins).rfind(|&bin| counts(bin)).map_or(begin, |last| last + 1);
        let (begin, whole) = (begin / LANES * LANES, end.next_multiple_of(LANES));
        let end = whole.min(bins);
        ramp_doses(ramp, lowest, &eta[begin..whole], &mut self.scratch[..whole - begin]);
        let doses = &mut self.scratch[..end - begin];

        let part = own.start + begin..own.start + end;
        let capacity = &kind.capacity[begin..end];
        let (up, dose) = (&mut self.state.up[part.clone()], &mut self.state.dose[part.clone()]);
        let bins = Bins { direction, capacity, up, dose };
        let shape = kind.junction.shape;
        match kind.junction.kernel {
            Kernel::Step => bins.step(doses),
            Kernel::Weibull if kind.junction.random_events() => {
                let clocks = Clocks {
                    residual: &mut self.state.residual[part.clone()],
                    events: &mut self.state.events[part.clone()],
                    first: self.first * kind.junction.bins + part.start,
                    seed: kind.seed,
                };
                bins.nucleate(doses, shape, clocks)
            }
            Kernel::Weibull => bins.decay(doses, shape),
        }
    }

    /// Brings what is derived from the bins of `device` up to date.
    pub fn refresh(&mut self, kind: &Kind, device: usize) {
        let bins = kind.junction.bins;
        let up = &self.state.up[device * bins..][..bins];
        let fields = self.fields.get(device).unwrap_or(&kind.shared_fields);
        let front = &mut self.state.front[device];
        front.up = (0..bins).find(|&bin| up[bin] < kind.capacity[bin]).map_or(f64::NEG_INFINITY, |bin| fields.up[bin]);
        (front.down, self.state.up_fraction[device]) = scan(up, &fields.down);
        self.state.up_fraction[device] /= kind.domains;
        self.update_conductance(kind, device);
    }

    pub fn update_envelope(&mut self) {
        self.envelope = Envelope::of(&self.state.front, &self.individuals);
    }

    /// Equation (6).
    pub fn update_conductance(&mut self, kind: &Kind, device: usize) {
        let s = kind.on_fraction(self.state.up_fraction[device]);
        let area = self.individuals[device].area;
        self.conductance[device] = area * kind.junction.conduction.branch(s, 0.0).conductance;
    }
}

/// Largest field among bins that are not empty, and the sum of `up`; in eight lanes, so that it vectorizes.
fn scan(up: &[f64], fields: &[f64]) -> (f64, f64) {
    const LANES: usize = 8;
    let (mut largest, mut sums) = ([f64::NEG_INFINITY; LANES], [0.0; LANES]);
    for (up, fields) in up.chunks(LANES).zip(fields.chunks(LANES)) {
        for lane in 0..up.len() {
            let field = if up[lane] > 0.0 { fields[lane] } else { f64::NEG_INFINITY };
            largest[lane] = if field > largest[lane] { field } else { largest[lane] };
            sums[lane] += up[lane];
        }
    }
    (largest.into_iter().fold(f64::NEG_INFINITY, f64::max), sums.iter().sum())
}

/// The parts of a ramp with |voltage| > `v_th`, in order of time.
fn beyond_threshold(start: f64, end: f64, dt: f64, v_th: f64) -> [Option<Drive>; 2] {
    let ramp = ramp::Ramp { start, end, dt };
    let drive = |direction, part: ramp::Ramp| Drive { direction, start: part.start, end: part.end, dt: part.dt };
    let up = ramp.above(v_th).map(|part| drive(Direction::Up, part));
    let down = ramp.negated().above(v_th).map(|part| drive(Direction::Down, part));
    if start >= end { [up, down] } else { [down, up] }
}
