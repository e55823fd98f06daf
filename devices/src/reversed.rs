//! Devices mounted the other way round: the electrode that faced the word line faces the bit line.

use crate::checkpoint::RestoreError;
use crate::model::{Advance, Column, DeviceArray, Segment};

/// See [`Device::turned_round`](crate::catalogue::Device::turned_round). Devices alone: a cell has a third terminal, whose
/// voltage counts from one of the other two, so that changing the sign of the voltage across it would not turn it round.
pub(crate) struct Reversed(Box<dyn DeviceArray>);

impl Reversed {
    /// Turns `devices` round.
    pub fn new(devices: Box<dyn DeviceArray>) -> Self {
        Self(devices)
    }
}

fn negated(voltages: &[f64]) -> Vec<f64> {
    voltages.iter().map(|voltage| -voltage).collect()
}

fn negate(values: &mut [f64]) {
    values.iter_mut().for_each(|value| *value = -*value);
}

impl DeviceArray for Reversed {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn branches(&self, voltages: &[f64], currents: &mut [f64], conductances: &mut [f64]) {
        self.0.branches(&negated(voltages), currents, conductances);
        negate(currents);
    }

    fn charges(&self, voltages: &[f64], charges: &mut [f64], capacitances: &mut [f64]) {
        self.0.charges(&negated(voltages), charges, capacitances);
        negate(charges);
    }

    fn idle(&self, lowest: f64, highest: f64, dt: f64) -> bool {
        self.0.idle(-highest, -lowest, dt)
    }

    fn jumps(&self) -> bool {
        self.0.jumps()
    }

    fn advance(&mut self, segment: Segment<'_>, dt: f64) -> Advance {
        self.0.advance(Segment { start: &negated(segment.start), end: &negated(segment.end) }, dt)
    }

    fn wait(&mut self, dt: f64) {
        self.0.wait(dt);
    }

    fn conducts_the_same_after_waiting(&self) -> bool {
        self.0.conducts_the_same_after_waiting()
    }

    fn mark(&mut self) {
        self.0.mark();
    }

    fn rollback(&mut self) {
        self.0.rollback();
    }

    fn save(&self, state: &mut Vec<u64>) {
        self.0.save(state);
    }

    fn restore(&mut self, state: &mut &[u64]) -> Result<(), RestoreError> {
        self.0.restore(state)
    }

    fn program(&mut self, positions: &[f64]) {
        self.0.program(positions);
    }

    fn place(&mut self, devices: &[usize], positions: &[f64]) {
        self.0.place(devices, positions);
    }

    fn columns(&self) -> &[Column] {
        self.0.columns()
    }

    fn read(&self, column: usize, out: &mut [f64]) {
        self.0.read(column, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue;

    fn array(name: &str, changes: &str) -> Box<dyn DeviceArray> {
        catalogue::load(name, &changes.parse().unwrap()).unwrap().array(20, 7)
    }

    fn conductances_after(devices: &mut dyn DeviceArray, voltages: &[f64]) -> Vec<f64> {
        devices.program(&[0.5; 20]);
        for &voltage in voltages {
            devices.advance(Segment { start: &[0.0; 20], end: &[voltage; 20] }, 20e-9);
        }
        devices.conductances()
    }

    #[test]
    fn a_junction_turned_round_is_the_junction_whose_other_polarity_turns_it_on() {
        // without counted domains nothing is drawn, and the laws of both directions are the same
        let mut reversed = Reversed::new(array("bfo_demo", "potentiation = 'negative'\ndomains = 'infinite'"));
        let mut other = array("bfo_demo", "potentiation = 'positive'\ndomains = 'infinite'");
        let pulses = [2.0, -1.9, 1.7, 1.7, -2.1];
        assert_eq!(conductances_after(&mut reversed, &pulses), conductances_after(other.as_mut(), &pulses));
        assert_eq!(reversed.idle(-0.1, 1.5, 1e-6), other.idle(-0.1, 1.5, 1e-6));
    }

    #[test]
    fn currents_change_their_sign_and_slopes_do_not() {
        // the JART filament conducts one way better than the other
        let (plain, reversed) = (array("cueppers2019_jart_vcm", ""), Reversed::new(array("cueppers2019_jart_vcm", "")));
        let ask = |devices: &dyn DeviceArray, voltage: f64| {
            let (mut currents, mut slopes) = ([0.0; 20], [0.0; 20]);
            devices.branches(&[voltage; 20], &mut currents, &mut slopes);
            (currents[0], slopes[0])
        };
        for voltage in [-0.4, 0.3] {
            let (current, slope) = ask(plain.as_ref(), voltage);
            assert_eq!(ask(&reversed, -voltage), (-current, slope));
            assert_ne!(ask(&reversed, voltage), (current, slope));
        }
    }
}
