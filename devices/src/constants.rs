//! Constants of nature, CODATA 2022 (exact since the SI of 2019 unless marked).

/// Elementary charge (C).
pub const E: f64 = 1.602_176_634e-19;
/// Planck constant (J s).
pub const H: f64 = 6.626_070_15e-34;
/// Reduced Planck constant (J s).
pub const HBAR: f64 = H / (2.0 * std::f64::consts::PI);
/// Boltzmann constant (J/K).
pub const K_B: f64 = 1.380_649e-23;
/// Electron mass (kg), measured.
pub const M_E: f64 = 9.109_383_713_9e-31;
/// Vacuum permittivity (F/m), measured.
pub const EPSILON_0: f64 = 8.854_187_818_8e-12;

/// Temperature (K) at which parameters hold where their source says no other; a convention, not a constant of nature.
pub const ROOM_TEMPERATURE: f64 = 300.0;
