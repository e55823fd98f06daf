//! Shapes of post spikes.

use devices::catalogue::Pulse;
use devices::units::engineering;

/// Each ramp of a pulse lasts this share of its width.
const RAMP: f64 = 0.2;

/// A post spike, and what makes it potentiate devices whose row has fired.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PostSpike {
    /// Two pulses of opposite sign, for devices whose polarity decides: the first potentiates on top of the plateau, the second alone
    /// depresses.
    Twofold {
        /// What the first adds to the plateau (V, positive), and its width between the ramps.
        potentiating: Pulse,
        /// What a silent device sees of the second (V, positive for negative voltage), and its width.
        depressing: Pulse,
    },
    /// One pulse, for devices whose amplitude decides: alone it depresses, and what the plateau leaves of it potentiates.
    ///
    /// So do phase-change memories: a high pulse melts, a lower one crystallizes. As in the spikes of Kuzum et al. 2012,
    /// doi:10.1021/nl201040y, the overlap sets the amplitude, and the amplitude what happens.
    Single(
        /// What a silent device sees (V, positive for negative voltage), and its width between the ramps.
        Pulse,
    ),
}

impl PostSpike {
    /// Corners (s, V) on a column.
    pub(super) fn corners(self) -> Vec<(f64, f64)> {
        match self {
            Self::Single(pulse) => trapezoid(pulse),
            Self::Twofold { potentiating, depressing } => {
                let first = trapezoid(Pulse { voltage: -potentiating.voltage, ..potentiating });
                let start = end(&first);
                let second = trapezoid(depressing).into_iter().skip(1);
                first.into_iter().chain(second.map(|(time, voltage)| (start + time, voltage))).collect()
            }
        }
    }

    /// Duration (s).
    pub(super) fn duration(self) -> f64 {
        end(&self.corners())
    }

    /// The pulse that depresses silent devices.
    pub fn depressing(self) -> Pulse {
        match self {
            Self::Single(depressing) | Self::Twofold { depressing, .. } => depressing,
        }
    }

    /// The pulse that potentiates on top of the plateau; none where the plateau weakens the depressing one instead.
    pub fn potentiating(self) -> Option<Pulse> {
        match self {
            Self::Single(_) => None,
            Self::Twofold { potentiating, .. } => Some(potentiating),
        }
    }

    /// The pulses in words.
    pub(super) fn describe(self) -> String {
        let words = |pulse: Pulse| format!("{} {}", engineering(pulse.voltage, "V"), engineering(pulse.width, "s"));
        let down = words(self.depressing());
        match self.potentiating() {
            Some(up) => format!("+{}; -{down}", words(up)),
            None => format!("-{down}, weaker in overlap"),
        }
    }
}

/// Corners of a pulse with its ramps.
pub(super) fn trapezoid(Pulse { voltage, width }: Pulse) -> Vec<(f64, f64)> {
    let ramp = RAMP * width;
    vec![(0.0, 0.0), (ramp, voltage), (ramp + width, voltage), (2.0 * ramp + width, 0.0)]
}

/// Time of the last corner (s).
fn end(corners: &[(f64, f64)]) -> f64 {
    corners.last().map_or(0.0, |corner| corner.0)
}
