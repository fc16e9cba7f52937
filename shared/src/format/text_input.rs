//! What the reader of a notation is given: the text, and where its numbers go.

use crate::format::byte_source::ByteSource;
use crate::format::matrix_sink::MatrixSink;
use crate::format::parsed::ReadOptions;
use crate::format::text_sample::TextSample;

/// A text to be read, and the matrix's destination.
pub(crate) struct TextInput<'i, 's> {
    pub(crate) source: &'i mut ByteSource<'s>,
    /// The beginning of the text.
    pub(crate) sample: &'i TextSample,
    /// The name of the file.
    pub(crate) name: Option<&'i str>,
    pub(crate) options: &'i ReadOptions,
    pub(crate) sink: &'i mut dyn MatrixSink,
}
