//! What the row with Copy link offers besides. Pure.

/// What came of the last press of Copy link.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum ShareState {
    /// Nothing, or the link was copied.
    #[default]
    Idle,
    /// The clipboard was not available: the link, to be copied by hand.
    Link(String),
    /// No link can hold the matrices: their files are offered.
    Files,
}
