//! What a text is recognised by, in order of certainty. The one table of all notations.
//!
//! A notation is a file with two functions and a row here. The first function looks at the beginning of a text, and must
//! decide alike for a small text and for a large one that begins in the same way; the second reads it in a stream.

use crate::format::display::{block_start, latex, r_code, source_code};
use crate::format::error::{ErrorKind, FormatError};
use crate::format::number::Number;
use crate::format::parsed::Parsed;
use crate::format::text_input::TextInput;
use crate::format::text_sample::TextSample;
use crate::format::{json, mtx, recognise, table};
use crate::matrix::Shape;

/// Says whether a text is in a notation, by its beginning and its name; or why it cannot be read.
type Recognise = fn(&TextSample, Option<&str>) -> Result<bool, ErrorKind>;

/// Reads a text that was recognised.
type Read = fn(&mut TextInput<'_, '_>) -> Result<Parsed<Shape>, FormatError>;

/// A row of the table.
enum Notation {
    /// A text that is refused, whatever follows.
    Refused(fn(&TextSample) -> Result<(), ErrorKind>),
    /// A notation.
    Read(Recognise, Read),
}

/// The notations in order of certainty: the first that recognises a text reads it.
const fn notations<T: Number>() -> [Notation; 9] {
    use Notation::{Read, Refused};
    [
        // A first line or a name that says so.
        Read(mtx::recognise, mtx::read_text::<T>),
        Refused(recognise::refuse_binary),
        Refused(recognise::refuse_markup),
        // A command or a call that makes a matrix.
        Read(latex::recognise, latex::read_text::<T>),
        Read(r_code::recognise, r_code::read_text::<T>),
        // Brackets at the start, or behind what makes an array of them.
        Read(block_start::recognise, table::read_block::<T>),
        Read(source_code::recognise, source_code::read_text::<T>),
        Read(json::recognise, json::read_text::<T>),
        // Anything else.
        Read(|_, _| Ok(true), table::read_text::<T>),
    ]
}

/// Reads a text in the first notation that recognises it.
pub(crate) fn read<T: Number>(input: &mut TextInput<'_, '_>) -> Result<Parsed<Shape>, FormatError> {
    let TextSample { text, whole } = input.sample;
    if *whole && text.trim_ascii_start().is_empty() {
        return Err(ErrorKind::Empty.into());
    }
    for notation in notations::<T>() {
        match notation {
            Notation::Refused(refuse) => refuse(input.sample)?,
            Notation::Read(recognise, read) => {
                if recognise(input.sample, input.name)? {
                    return read(input);
                }
            }
        }
    }
    Err(ErrorKind::Empty.into())
}
