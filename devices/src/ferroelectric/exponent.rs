//! ln of the switching time in units of its value at infinite voltage, for many domains at one voltage.
//!
//! A domain is told apart by one number, its hardness q: the larger, the longer it takes. Every law has one of two
//! forms in q, and the loops over domains are written once for both.

/// An exponent x that makes the rate `exp(-x) / t_0`, as a function of the hardness.
pub(crate) trait Exponent: Copy + Send + Sync {
    /// Exponent of a domain of hardness `q`.
    fn of(&self, q: f64) -> f64;

    /// Hardness up to which the exponent is at most `horizon`.
    fn limit(&self, horizon: f64) -> f64;
}

/// Hardness of a domain that never switches; finite, so that products with it are numbers.
pub(crate) const NEVER: f64 = 1e300;

/// `x = a / (v - q)`, infinite for q >= v: the barrier is overcome by the voltage less the hardness.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Inverse {
    pub a: f64,
    pub v: f64,
}

const TINY_VOLTAGE: f64 = 1e-200; // keeps a / (v - q) finite; the rate there is zero anyway

impl Exponent for Inverse {
    #[inline(always)]
    fn of(&self, q: f64) -> f64 {
        let v = self.v - q;
        self.a / if v > TINY_VOLTAGE { v } else { TINY_VOLTAGE }
    }

    #[inline(always)]
    fn limit(&self, horizon: f64) -> f64 {
        if horizon > 0.0 { self.v - self.a / horizon } else { -NEVER }
    }
}

/// `x = max(a + b q, floor)`, infinite above `ceiling`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    pub a: f64,
    pub b: f64,
    pub floor: f64,
    pub ceiling: f64,
}

impl Exponent for Line {
    #[inline(always)]
    fn of(&self, q: f64) -> f64 {
        let x = self.a + self.b * q;
        let x = if x > self.floor { x } else { self.floor };
        if x > self.ceiling { f64::INFINITY } else { x }
    }

    #[inline(always)]
    fn limit(&self, horizon: f64) -> f64 {
        let horizon = if horizon < self.ceiling { horizon } else { self.ceiling };
        if self.floor > horizon { -NEVER } else { (horizon - self.a) / self.b }
    }
}

/// The exponent of either form.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Exponents {
    Inverse(Inverse),
    Line(Line),
}

impl Exponents {
    /// As [`Exponent::of`].
    pub fn of(&self, q: f64) -> f64 {
        match self {
            Exponents::Inverse(law) => law.of(q),
            Exponents::Line(law) => law.of(q),
        }
    }

    /// As [`Exponent::limit`].
    #[inline(always)]
    pub fn limit(&self, horizon: f64) -> f64 {
        match self {
            Exponents::Inverse(law) => law.limit(horizon),
            Exponents::Line(law) => law.limit(horizon),
        }
    }
}

/// Tells whether a domain of hardness `front` would stay below a given exponent's rate at voltage `v`, for any law:
/// `front (m0 + m1 v) + c0 + c1 v + c2 v^2 > 0`, or `v < least`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quiet {
    pub m0: f64,
    pub m1: f64,
    pub c0: f64,
    pub c1: f64,
    pub c2: f64,
    pub least: f64,
}

impl Quiet {
    /// The least that all laws have in common: nothing is quiet.
    pub const NOTHING: Quiet = Quiet { m0: 0.0, m1: 0.0, c0: 0.0, c1: 0.0, c2: 0.0, least: 0.0 };

    /// True at voltage magnitude `v` (V); straight-line arithmetic, as branches would cost more than they save.
    #[inline(always)]
    pub fn at(&self, front: f64, v: f64) -> bool {
        (front * (self.m0 + self.m1 * v) + (self.c0 + v * (self.c1 + v * self.c2)) > 0.0) | (v < self.least)
    }
}
