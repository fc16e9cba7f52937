//! The outcome of the check, the same from a tile to the report of a product.

/// Outcome of Freivalds' check of a product, or of a part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verification {
    /// The check was not requested.
    Skipped,
    /// Every row is within its tolerance.
    Passed,
    /// A row is not what A and B give.
    Failed,
    /// Some row cannot be decided: operands are not finite, or so large that the product may overflow.
    Undecided,
}

impl Verification {
    /// What is known before the first part was checked, if the check is `requested`.
    pub const fn new(requested: bool) -> Self {
        if requested { Self::Passed } else { Self::Skipped }
    }

    /// The outcome for both parts: passed only if both are.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Failed, _) | (_, Self::Failed) => Self::Failed,
            (Self::Undecided, _) | (_, Self::Undecided) => Self::Undecided,
            (Self::Skipped, _) | (_, Self::Skipped) => Self::Skipped,
            (Self::Passed, Self::Passed) => Self::Passed,
        }
    }

    /// As `report.verified` says it: `None` when skipped or undecided.
    pub const fn verified(self) -> Option<bool> {
        match self {
            Self::Passed => Some(true),
            Self::Failed => Some(false),
            Self::Skipped | Self::Undecided => None,
        }
    }
}
