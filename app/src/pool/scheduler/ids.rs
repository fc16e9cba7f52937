//! Numbers and units of measure that the whole scheduler uses.

/// Milliseconds on the driver's clock.
pub type Time = f64;

/// Number of a unit within its job.
pub type UnitId = u32;

/// Number of a slot; stays when its worker is replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SlotId(pub u32);

/// Number of a worker; never reused in a page, so that late messages can be told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkerId(pub u32);
