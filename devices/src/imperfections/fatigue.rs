//! Fatigue: the window of a device closes with the number of write cycles.

use serde::Deserialize;

use super::cycles::{Reversals, default_switched, in_window, validate_switched};
use super::layer::{Books, Layer, Passage};
use crate::error::{ModelError, positive, within};
use crate::words::words;

/// Fatigue: the position read is `center + (position - center) open(N)` after N cycles.
///
/// A cycle is two reversals, each of which moved the device back by the fraction `switched` of its range. Programming
/// a device makes it new. Of one segment only the net motion counts, so a segment should end where the voltage turns.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fatigue {
    /// How the window closes.
    pub law: FatigueLaw,
    /// Position around which it closes (0 off to 1 on): the middle when as many domains are pinned up as down.
    #[serde(default = "middle")]
    pub center: f64,
    /// Fraction of the range that completes a reversal.
    #[serde(default = "default_switched")]
    pub switched: f64,
}

fn middle() -> f64 {
    0.5
}

/// Part of the window that is open after N cycles.
///
/// Ferroelectric BiFeO3 junctions last 4e6 cycles and lose domains to pinning of their walls (Boyn et al. 2014,
/// arXiv:1402.1289); both forms are in use for it.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum FatigueLaw {
    /// `open = exp[-(N / n_0)^beta]`.
    Stretched {
        /// Cycles after which 1/e is left.
        n_0: f64,
        /// Exponent, at most 1 in most films.
        beta: f64,
    },
    /// `open = 1 - pinned_per_decade log10(1 + N / n_0)`, at least 0: the pinned fraction grows with log N.
    Logarithmic {
        /// Cycles at which it begins.
        n_0: f64,
        /// Fraction of the domains that is pinned in each decade of cycles.
        pinned_per_decade: f64,
    },
}

impl FatigueLaw {
    /// Part of the window that is open after `cycles`.
    pub fn open(&self, cycles: f64) -> f64 {
        match *self {
            FatigueLaw::Stretched { n_0, beta } => (-(cycles / n_0).powf(beta)).exp(),
            FatigueLaw::Logarithmic { n_0, pinned_per_decade } => {
                (1.0 - pinned_per_decade * (1.0 + cycles / n_0).log10()).max(0.0)
            }
        }
    }
}

impl Fatigue {
    pub(super) fn validate(&self) -> Result<(), ModelError> {
        match self.law {
            FatigueLaw::Stretched { n_0, beta } => {
                positive("fatigue.law.stretched", "n_0", n_0, "cycles")?;
                within("fatigue.law.stretched.beta", beta, 0.01, 10.0, "0.2 to 1 are usual")?;
            }
            FatigueLaw::Logarithmic { n_0, pinned_per_decade } => {
                positive("fatigue.law.logarithmic", "n_0", n_0, "cycles")?;
                within("fatigue.law.logarithmic.pinned_per_decade", pinned_per_decade, 0.0, 1.0, "it is a fraction")?;
            }
        }
        within("fatigue.center", self.center, 0.0, 1.0, "it is a position between off and on")?;
        validate_switched("fatigue.switched", self.switched)
    }

    pub(super) fn layer(&self, count: usize) -> Wear {
        Wear { law: *self, worn: Books::new(vec![Worn::NEW; count]) }
    }
}

/// How far every device is worn.
#[derive(Clone, Debug)]
pub(super) struct Wear {
    law: Fatigue,
    worn: Books<Worn>,
}

words!(Wear { worn });

#[derive(Clone, Copy, Debug)]
struct Worn {
    reversals: Reversals,
    open: f64,
}

words!(Worn { reversals, open });

impl Worn {
    const NEW: Worn = Worn { reversals: Reversals::NONE, open: 1.0 };
}

impl Layer for Wear {
    fn keeps_books(&self) -> bool {
        true
    }

    fn passed(&mut self, passage: Passage<'_>) {
        let law = self.law;
        self.worn.each(|device, worn| {
            if worn.reversals.pass(passage.moved(device), law.switched) {
                worn.open = law.law.open(worn.reversals.cycles());
            }
        });
    }

    fn shifts_positions(&self) -> bool {
        true
    }

    fn positions(&self, positions: &mut [f64]) {
        for (position, worn) in positions.iter_mut().zip(&self.worn.now) {
            *position = in_window(*position, self.law.center, worn.open);
        }
    }

    fn programmed(&mut self, device: usize) {
        self.worn.now[device] = Worn::NEW;
    }

    fn mark(&mut self) {
        self.worn.mark();
    }

    fn rollback(&mut self) {
        self.worn.rollback();
    }
}
