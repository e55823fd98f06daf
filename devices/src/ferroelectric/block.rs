//! Up to [`BLOCK`] junctions and how a voltage ramp moves them.

use super::bins::{Bins, Direction, Window};
use super::doses::{LANES, Reached, offset_doses, ramp_doses};
use super::ensemble::Disorder;
use super::idle::{Dosed, Envelope, Front, Reach};
use super::journal::{Copies, Journal, State};
use super::junction::{Junction, Reversal};
use super::kind::Kind;
use crate::ramp::Ramp;

/// Junctions in a block: fixed, so that the work is shared out alike for any number of threads.
pub(crate) const BLOCK: usize = 1024;

/// Up to [`BLOCK`] junctions.
#[derive(Clone, Debug)]
pub(crate) struct Block<B: Bins> {
    pub first: usize,
    /// Disorder junction by junction; empty when it is shared.
    pub disorder: Vec<Disorder>,
    pub state: State<B>,
    pub journal: Journal<B>,
    /// Bounds of `state`.
    pub envelope: Envelope,
    trial: Copies<B>,
    doses: Vec<f64>,
    up: Vec<f64>,
}

/// One step as all junctions of an array share it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    pub reach: Reach,
    /// Duration (s).
    pub dt: f64,
    /// When it begins (s).
    pub now: f64,
}

/// Part of a ramp beyond the threshold, in voltage magnitudes (V).
#[derive(Clone, Copy, Debug)]
struct Drive {
    direction: Direction,
    ramp: Ramp,
    /// When it ends (s).
    end: f64,
}

impl<B: Bins> Block<B> {
    /// `count` junctions from number `first` on, all domains down, doses empty.
    pub fn new(kind: &Kind, first: usize, count: usize, disorder: Vec<Disorder>) -> Block<B> {
        let relaxing = matches!(kind.junction.reversal, Reversal::Relax { .. });
        let state = State {
            front: vec![Front::NONE; count],
            up_fraction: vec![0.0; count],
            dosed: vec![Dosed::default(); count],
            since: vec![0.0; if relaxing { count } else { 0 }],
            bins: B::new(kind, first, count),
        };
        let scratch = vec![0.0; kind.junction.bins.next_multiple_of(LANES)];
        let mut block = Block {
            first,
            disorder,
            state,
            journal: Journal::new(count),
            envelope: Envelope::NONE,
            trial: Copies::new(),
            doses: scratch.clone(),
            up: scratch,
        };
        (0..count).for_each(|device| block.refresh(kind, device));
        block.update_envelope();
        block
    }

    pub fn len(&self) -> usize {
        self.state.front.len()
    }

    pub fn disorder<'a>(&'a self, kind: &'a Kind, device: usize) -> &'a Disorder {
        self.disorder.get(device).unwrap_or(&kind.shared)
    }

    /// Moves junction `device` along the ramp `start` to `end` (V across the device); returns |change of S|.
    ///
    /// `None` when the junction was idle.
    pub fn advance(&mut self, kind: &Kind, device: usize, start: f64, end: f64, step: &Step) -> Option<f64> {
        let before = self.state.up_fraction[device];
        let active = if kind.has_feedback() {
            self.follow_with_feedback(kind, device, Ramp { start, end, dt: step.dt }, step)
        } else {
            let drop = |voltage| kind.drop(voltage, before);
            self.follow(kind, device, Ramp { start: drop(start), end: drop(end), dt: step.dt }, step)
        };
        active.then(|| (self.state.up_fraction[device] - before).abs())
    }

    /// Cuts a ramp across the device into parts in which S moves little, and takes S in the middle of each.
    fn follow_with_feedback(&mut self, kind: &Kind, device: usize, whole: Ramp, step: &Step) -> bool {
        const SHORTEST: f64 = 1e-12; // of the whole: domains may switch all at once
        let (mut done, mut share, mut active) = (0.0, 1.0f64, false);
        while done < 1.0 {
            share = share.min(1.0 - done);
            let at = |place: f64| whole.start + (whole.end - whole.start) * place;
            let part = |to: f64, up: f64| Ramp {
                start: kind.drop(at(done), up),
                end: kind.drop(at(to), up),
                dt: whole.dt * (to - done),
            };
            let step = &Step { now: step.now + whole.dt * done, ..*step };
            let before = self.state.up_fraction[device];
            self.state.save(kind, device, 0..kind.junction.bins, &mut self.trial);
            self.follow(kind, device, part(done + 0.5 * share, before), step);
            let middle = self.state.up_fraction[device];
            self.state.restore(kind, &mut self.trial);

            self.state.save(kind, device, 0..kind.junction.bins, &mut self.trial);
            let moved = self.follow(kind, device, part(done + share, middle), step);
            let change = (self.state.up_fraction[device] - before).abs().max(2.0 * (middle - before).abs());
            if change > kind.feedback_step && share > SHORTEST {
                self.state.restore(kind, &mut self.trial);
                share *= 0.5;
                continue;
            }
            self.trial.clear();
            active |= moved;
            done += share;
            share *= 2.0;
        }
        active
    }

    /// Moves the domains along a ramp of the voltage that they see; false when nothing was touched.
    fn follow(&mut self, kind: &Kind, device: usize, ramp: Ramp, step: &Step) -> bool {
        let first = if ramp.start >= ramp.end { Direction::Up } else { Direction::Down };
        let before = self.drive(kind, device, first, ramp, step);
        let after = self.drive(kind, device, first.opposite(), ramp, step);
        before | after
    }

    /// Lets the part of a ramp that drives domains in one direction do so; false when nothing was touched.
    fn drive(&mut self, kind: &Kind, device: usize, direction: Direction, ramp: Ramp, step: &Step) -> bool {
        let Some(drive) = Drive::beyond(kind.junction.v_th, direction, ramp, step.now) else { return false };
        let (ramp, reach) = (drive.ramp, &step.reach);
        let (front, dosed) = (&self.state.front[device], self.state.dosed[device]);
        let highest = ramp.start.max(ramp.end);
        if reach.side_idle(direction, front, dosed, highest) {
            return false;
        }
        let opposed = dosed.has(direction.opposite());
        let emptied = opposed && kind.junction.reversal == Reversal::Reset;
        if emptied {
            self.empty(kind, device);
        }
        let horizon = reach.side(direction).horizon;
        let hardest = kind.law(direction).at(highest + kind.largest_offset()).limit(horizon);
        let all = opposed && kind.junction.reversal == Reversal::Decrement;
        let Some(window) = self.window(kind, device, direction, hardest, all) else {
            return emptied;
        };
        let kept = if self.state.since.is_empty() { window.bins.clone() } else { 0..kind.junction.bins };
        self.journal.keep(kind, device, kept, &self.state);
        self.state.dosed[device] = self.state.dosed[device].with(direction);
        if let Reversal::Relax { tau_rel } = kind.junction.reversal {
            self.relax(kind, device, drive, tau_rel);
        }
        if self.collect(kind, &window, ramp, Reached { hardest, horizon }) {
            self.refresh(kind, device);
        }
        true
    }

    /// Adds the doses of `ramp` to the bins of `window` and switches what is due; true when a domain may have switched.
    fn collect(&mut self, kind: &Kind, window: &Window, ramp: Ramp, reached: Reached) -> bool {
        let law = kind.law(window.direction);
        let disorder = self.disorder.get(window.device).unwrap_or(&kind.shared);
        let q = &disorder.hardness(window.direction)[window.bins.start..window.bins.end.next_multiple_of(LANES)];
        let doses = &mut self.doses[..q.len()];
        if disorder.offset.is_empty() {
            ramp_doses(law, ramp, reached, q, doses);
        } else {
            let against = if window.direction == Direction::Up { 1.0 } else { -1.0 };
            let offset = disorder.offset[window.bins.clone()].iter().map(|offset| against * offset);
            offset_doses(law, ramp, reached, q, offset, doses);
        }
        self.state.bins.respond(kind, self.first, window, &mut doses[..window.bins.len()])
    }

    /// Empties all doses of `device`.
    fn empty(&mut self, kind: &Kind, device: usize) {
        let dosed = self.state.bins.dosed(kind, device);
        self.journal.keep(kind, device, dosed, &self.state);
        self.state.bins.empty(kind, device);
        self.state.dosed[device] = Dosed::default();
    }

    /// Bins whose dose counts, in whole groups of [`LANES`]; with `all` those that have switched, too.
    fn window(&self, kind: &Kind, device: usize, direction: Direction, hardest: f64, all: bool) -> Option<Window> {
        let bins = kind.junction.bins;
        let q = &self.disorder(kind, device).hardness(direction)[..bins];
        let counts = |&first: &usize| {
            let q = &q[first..bins.min(first + LANES)];
            let any_left = || self.state.bins.any_left(kind, device, direction, first, q, hardest);
            if all { q.iter().any(|&q| q <= hardest) } else { any_left() }
        };
        let mut groups = (0..bins).step_by(LANES);
        let first = groups.find(counts)?;
        let last = groups.rfind(counts).unwrap_or(first);
        Some(Window { device, bins: first..bins.min(last + LANES), direction })
    }

    /// Lets doses decay since the last drive, those of domains that the drive does not oppose through the drive as well.
    fn relax(&mut self, kind: &Kind, device: usize, drive: Drive, tau_rel: f64) {
        let start = drive.end - drive.ramp.dt;
        let resting = (-(start - self.state.since[device]).max(0.0) / tau_rel).exp();
        let aligned = (-drive.ramp.dt / tau_rel).exp();
        self.state.bins.relax(kind, device, drive.direction, resting, aligned);
        self.state.since[device] = drive.end;
    }

    /// Brings what is derived from the bins of `device` up to date.
    pub fn refresh(&mut self, kind: &Kind, device: usize) {
        let disorder = self.disorder.get(device).unwrap_or(&kind.shared);
        let scan = disorder.scan(self.state.bins.up(kind, device, &mut self.up), &kind.capacity);
        self.state.up_fraction[device] = scan.up / disorder.total;
        let Junction { up, down, .. } = &kind.junction;
        self.state.front[device] = Front { up: up.front(scan.easiest_up), down: down.front(scan.easiest_down) };
    }

    /// Bytes of states, copies and drawn disorder.
    #[cfg(test)]
    pub fn bytes(&self) -> usize {
        self.state.bytes(&self.journal) + self.disorder.iter().map(Disorder::bytes).sum::<usize>()
    }

    pub fn update_envelope(&mut self) {
        self.envelope = Envelope::of(&self.state.front, &self.state.dosed, &self.state.up_fraction);
    }
}

impl Drive {
    /// The part of a ramp, which begins at `now`, beyond `v_th` in one direction.
    #[inline(always)]
    fn beyond(v_th: f64, direction: Direction, ramp: Ramp, now: f64) -> Option<Drive> {
        let seen = match direction {
            Direction::Up => ramp,
            Direction::Down => ramp.negated(),
        };
        let part = seen.above(v_th)?;
        let falls = part.end < part.start; // then it is the beginning of the ramp
        Some(Drive { direction, ramp: part, end: if falls { now + part.dt } else { now + ramp.dt } })
    }
}
