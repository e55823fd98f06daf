//! All three ways across a ferroelectric barrier at once.

use serde::Deserialize;

use super::Law;
use super::barrier::{HotJunction, Trapezoid, parallel};
use super::gruverman::Tunneling;
use super::schottky::Thermionic;
use crate::error::ModelError;
use crate::model::Branch;

/// Direct tunneling (12), Fowler-Nordheim tunneling beyond its onset and thermionic emission, added for each state.
///
/// The sum is that of Pantel and Alexe, Phys. Rev. B 82, 134105 (2010), doi:10.1103/PhysRevB.82.134105; here direct
/// and Fowler-Nordheim tunneling are one current ([`Tunneling`]) that changes its shape where the trapezoid turns into
/// a triangle, so that no electron is counted twice.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(from = "HotJunction")]
pub struct FerroelectricBarrier {
    junction: HotJunction,
    on: Transport,
    off: Transport,
}

/// One state.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Transport {
    tunneling: Tunneling,
    thermionic: Thermionic,
}

impl Transport {
    fn new(junction: &HotJunction, barrier: Trapezoid) -> Transport {
        Transport { tunneling: barrier.into(), thermionic: Thermionic::new(junction, barrier) }
    }

    #[inline(always)]
    fn density(&self, voltage: f64) -> Branch {
        let (through, over) = (self.tunneling.density(voltage), self.thermionic.density(voltage));
        Branch { current: through.current + over.current, conductance: through.conductance + over.conductance }
    }
}

impl From<HotJunction> for FerroelectricBarrier {
    fn from(junction: HotJunction) -> FerroelectricBarrier {
        let tunnel = junction.tunnel();
        let transport = |barrier| Transport::new(&junction, barrier);
        FerroelectricBarrier { junction, on: transport(tunnel.on()), off: transport(tunnel.off()) }
    }
}

impl Law for FerroelectricBarrier {
    fn validate(&self) -> Result<(), ModelError> {
        self.junction.validate()
    }

    #[inline(always)]
    fn branch(&self, on: f64, voltage: f64) -> Branch {
        parallel(self.junction.area, on, self.on.density(voltage), self.off.density(voltage))
    }
}
