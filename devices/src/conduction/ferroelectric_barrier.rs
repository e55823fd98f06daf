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

    fn equations(&self) -> &'static str {
        "\
I = area (S J_on + (1 - S) J_off),   J = J_tunnel + J_heat
J_tunnel = e / (8 pi^2 hbar thickness^2) s^2 exp(-c q) sinh(3 c e V / (4 s)),   c = 4 thickness sqrt(2 mass m_e) / (3 hbar)
s = a + b,   q = s - a b / s,   a = sqrt(phi_2 - e V / 2),   b = sqrt(phi_1 + e V / 2)
beyond e V = phi_2 and -e V = phi_1: J_tunnel grows as Fowler-Nordheim emission, joined with equal value and slope
J_heat = A* temperature^2 exp(-(phi - sqrt(e^3 F / (4 pi epsilon_0 epsilon_image))) / kT) (1 - exp(-e V / kT)),   F = |V| / thickness
phi = max(phi_1, phi_2 - e V) for V > 0; mirrored for V < 0;   A* = 4 pi e mass m_e k^2 / h^3"
    }

    #[inline(always)]
    fn branch(&self, on: f64, voltage: f64) -> Branch {
        parallel(self.junction.area, on, self.on.density(voltage), self.off.density(voltage))
    }
}
