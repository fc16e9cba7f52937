//! Why a link cannot be read, in words.

use crate::view::share::link::{LinkError, MAX_GENERATED};
use crate::view::text::share as text;

/// A sentence that says what is wrong with a link, and what to do.
pub fn link_refusal(error: &LinkError) -> String {
    match error {
        LinkError::Unknown => text::UNKNOWN_LINK.get().into(),
        LinkError::Version(version) => text::OTHER_VERSION.with(&[version]),
        LinkError::Incomplete => text::CUT_LINK.get().into(),
        LinkError::Damaged => text::DAMAGED_LINK.get().into(),
        LinkError::TooLong => text::ENDLESS_LINK.get().into(),
        LinkError::NoCompression => text::NO_COMPRESSION.get().into(),
        LinkError::Part(part) => text::UNKNOWN_PART.with(&[part]),
        LinkError::NoMatrix => text::NO_MATRIX.get().into(),
        LinkError::Ragged(side) => text::RAGGED.with(&[&side.letter()]),
        LinkError::Generator(side, _) => text::UNKNOWN_GENERATOR.with(&[&side.letter()]),
        LinkError::TooLarge(side, shape) => text::TOO_LARGE_TO_GENERATE.with(&[&side.letter(), shape, &MAX_GENERATED]),
    }
}
