//! Memristors: devices whose history is a few numbers, one model per file.

mod follow;
mod hp_drift;
#[cfg(test)]
mod identities;
mod resistance;
mod team;
mod travel;
mod vteam;
mod window;
mod yakopcic;

pub use hp_drift::HpDrift;
pub use resistance::Resistance;
pub use team::Team;
pub use vteam::Vteam;
pub use window::Window;
pub use yakopcic::Yakopcic;
