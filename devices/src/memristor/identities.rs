//! What every memristor without noise has to do, whatever its law: for the tests of the models.

use crate::Ramp;
use crate::catalogue;
use crate::model::{DeviceModel, Segment};
use crate::rng::{Random, uniform};

const KEY: u64 = 0x5eed;

fn moved<M: DeviceModel>(model: &M, state: &M::State, ramp: Ramp) -> M::State {
    model.advance(state, ramp, Random::new(1, 0))
}

/// Walks through `count` random ramps between -`volt` and `volt`, of 1e-6 to 1 times `time`, and checks at each that the
/// position stays in its bounds, that a split ramp ends where the whole one does (within `tolerance`), that a shortcut
/// agrees with the full step, that more time moves at least as far in the same direction, and that dI/dV is right.
pub(super) fn check<M: DeviceModel>(model: &M, volt: f64, time: f64, count: u64, tolerance: f64) {
    survives_absurd_ramps(model);
    let mut state = model.state(0.3, Random::new(1, 0));
    for n in 0..count {
        let random = |k: u64| uniform(KEY, 8 * n + k);
        let voltage = |k: u64| volt * (2.0 * random(k) - 1.0);
        let start = voltage(0);
        let end = if random(1) < 0.2 { start } else { voltage(2) };
        let ramp = Ramp { start, end, dt: time * 10f64.powf(-6.0 * random(3)) };
        let next = moved(model, &state, ramp);
        let position = model.position(&next);
        assert!((0.0..=1.0).contains(&position), "{position} after {ramp:?}");

        let share = random(4);
        let middle = start + share * (end - start);
        let half = moved(model, &state, Ramp { start, end: middle, dt: share * ramp.dt });
        let split = moved(model, &half, Ramp { start: middle, end, dt: (1.0 - share) * ramp.dt });
        let error = (model.position(&split) - position).abs();
        assert!(error <= tolerance, "{ramp:?} at {share} from {state:?}: {error:e}");

        let (short, served) = model.shortcut(&state, ramp, Random::new(1, 0));
        let error = (model.position(&short) - position).abs();
        assert!(!served || error <= tolerance, "shortcut {ramp:?} from {state:?}: {error:e}");

        longer_and_stronger_move_farther(model, &state, Ramp { end: start, ..ramp }, tolerance);
        conducts(model, &state, start);
        state = if random(5) < 0.01 { model.state(random(6), Random::new(1, 0)) } else { next };
    }
}

/// Nothing that a number can say leads to a position outside the bounds or to no number.
fn survives_absurd_ramps<M: DeviceModel>(model: &M) {
    let numbers = [-0.0, 1e-300, 1.0, -1e9, 1e154, f64::MAX, f64::MIN];
    for (start, end) in numbers.iter().flat_map(|&start| numbers.map(|end| (start, end))) {
        for (dt, position) in [(0.0, 0.5), (1e-300, 0.0), (1.0, 1.0), (1e300, 0.5)] {
            let (state, ramp) = (model.state(position, Random::new(1, 0)), Ramp { start, end, dt });
            let (short, served) = model.shortcut(&state, ramp, Random::new(1, 0));
            for (next, counts) in [(moved(model, &state, ramp), true), (short, served)] {
                assert!(!counts || (0.0..=1.0).contains(&model.position(&next)), "{ramp:?} from {position}: {next:?}");
            }
        }
    }
}

/// At constant voltage twice the time, or a voltage higher by a tenth, moves at least as far in the same direction.
fn longer_and_stronger_move_farther<M: DeviceModel>(model: &M, state: &M::State, ramp: Ramp, tolerance: f64) {
    let way = |ramp: Ramp| model.position(&moved(model, state, ramp)) - model.position(state);
    let once = way(ramp);
    let stronger = Ramp { start: 1.1 * ramp.start, end: 1.1 * ramp.end, dt: ramp.dt };
    for farther in [way(Ramp { dt: 2.0 * ramp.dt, ..ramp }), way(stronger)] {
        assert!(farther * once >= 0.0 && farther.abs() >= once.abs() - tolerance, "{ramp:?}: {once} {farther}");
    }
    let rest = moved(model, state, Ramp { start: 0.0, end: 0.0, dt: 1e9 });
    assert!(rest == *state, "moves at 0 V");
}

/// Passive, I(0) = 0, and dI/dV is the slope of I by central differences.
fn conducts<M: DeviceModel>(model: &M, state: &M::State, voltage: f64) {
    let current = |v: f64| model.branch(state, v).current;
    assert!(voltage * current(voltage) >= 0.0 && current(0.0) == 0.0);
    let step = 1e-4 * voltage.abs().max(1e-3);
    let slope = (current(voltage + step) - current(voltage - step)) / (2.0 * step);
    let conductance = model.branch(state, voltage).conductance;
    assert!((slope - conductance).abs() <= 1e-6 * conductance, "{slope} {conductance} at {voltage} V");
}

/// A device and its mirror image (ON and OFF, and the polarities, exchanged) follow mirrored voltages in mirrored ways.
pub(super) fn mirrored<M: DeviceModel>(model: &M, image: &M, volt: f64, time: f64, tolerance: f64) {
    let (mut state, mut mirror) = (model.state(0.3, Random::new(1, 0)), image.state(0.7, Random::new(1, 0)));
    for n in 0..1000 {
        let voltage = |k: u64| volt * (2.0 * uniform(KEY, 4 * n + k) - 1.0);
        let ramp = Ramp { start: voltage(0), end: voltage(1), dt: time * 10f64.powf(-4.0 * uniform(KEY, 4 * n + 2)) };
        (state, mirror) = (moved(model, &state, ramp), moved(image, &mirror, ramp.negated()));
        let error = (model.position(&state) - (1.0 - image.position(&mirror))).abs();
        assert!(error <= tolerance, "{ramp:?}: {error:e}");
    }
}

/// The pulses of a set move its device, and its reading does not.
pub(super) fn protocol_moves(name: &str) {
    let entry = catalogue::find(name).unwrap();
    let device = entry.device(&toml::Table::new()).unwrap();
    let after = |from: f64, voltage: f64, width: f64| {
        let mut array = device.array(1, 1);
        array.program(&[from]);
        let before = array.conductances()[0];
        array.mark();
        let advance = array.advance(Segment { start: &[voltage], end: &[voltage] }, width);
        (before, array.conductances()[0], advance.largest_change)
    };
    let protocol = entry.protocol;
    let (off, raised, way) = after(0.0, protocol.on.voltage, protocol.on.width);
    assert!(raised > 1.1 * off && way > 0.1, "{name}: on moves by {way}, {off} S to {raised} S");
    let (on, lowered, way) = after(1.0, protocol.off.voltage, protocol.off.width);
    assert!(lowered < 0.9 * on && way > 0.1, "{name}: off moves by {way}, {on} S to {lowered} S");
    for position in [0.0, 0.5, 1.0] {
        assert!(after(position, protocol.read, 1e-6).2 <= 1e-3, "{name}: reading moves the device");
    }
}
