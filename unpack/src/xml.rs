//! XML as a stream of elements and text, within bounds. No entity is expanded but the five that XML names, so a document
//! cannot grow.

use crate::error::UnpackError;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Error, Reader, XmlVersion};
use std::io::{BufReader, Read};
use std::ops::ControlFlow;

/// The most bytes of one XML file: 512 MiB.
pub(crate) const MOST_XML_BYTES: u64 = 1 << 29;
/// Levels of elements.
const MOST_LEVELS: usize = 64;

/// A piece of a document.
pub(crate) enum XmlPiece<'p> {
    /// An element begins.
    Open(&'p str, Attributes<'p>),
    /// An element ends.
    Close(&'p str),
    /// Text in it.
    Text(&'p str),
}

/// The attributes of an element.
pub(crate) struct Attributes<'p>(&'p BytesStart<'p>);

impl Attributes<'_> {
    /// The value of the attribute with this name, whatever its namespace.
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let found = attributes.with_checks(false).filter_map(Result::ok);
        let found = found.into_iter().find(|attribute| local(text(attribute.key.as_ref())) == name)?;
        found.normalized_value(XmlVersion::Implicit1_0).ok().map(|value| value.into_owned())
    }

    /// The value as a number.
    pub(crate) fn number<N: std::str::FromStr>(&self, name: &str) -> Option<N> {
        self.get(name)?.trim().parse().ok()
    }
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

fn text<T: AsRef<str> + ?Sized>(name: &T) -> &str {
    name.as_ref()
}

/// Calls `take` with every piece of `content`, until it breaks.
///
/// # Errors
/// What is wrong with the XML of `file`, or what `take` returned.
pub(crate) fn for_each_piece(
    content: impl Read,
    file: &str,
    take: &mut dyn FnMut(XmlPiece<'_>) -> Result<ControlFlow<()>, UnpackError>,
) -> Result<(), UnpackError> {
    let malformed = || UnpackError::Xml { file: file.to_owned() };
    let mut reader = Reader::from_reader(BufReader::with_capacity(1 << 16, content));
    reader.config_mut().expand_empty_elements = true;
    let (mut buffer, mut levels) = (Vec::new(), 0_usize);
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer).map_err(|error| match error {
            Error::Io(error) => UnpackError::from_io(&error, file),
            _ => malformed(),
        })?;
        let flow = match &event {
            Event::Start(start) => {
                levels += 1;
                if levels > MOST_LEVELS {
                    return Err(UnpackError::Deep { file: file.to_owned(), limit: MOST_LEVELS });
                }
                take(XmlPiece::Open(local(text(start.name().as_ref())), Attributes(start)))?
            }
            Event::End(end) => {
                levels = levels.saturating_sub(1);
                take(XmlPiece::Close(local(text(end.name().as_ref()))))?
            }
            Event::Text(content) => take(XmlPiece::Text(&content.xml10_content()))?,
            Event::CData(content) => take(XmlPiece::Text(&content.xml10_content()))?,
            Event::GeneralRef(reference) => {
                let character = reference.resolve_char_ref().map_err(|_| malformed())?;
                let name = reference.xml10_content();
                match character {
                    Some(character) => take(XmlPiece::Text(character.encode_utf8(&mut [0; 4])))?,
                    None => take(XmlPiece::Text(resolve_predefined_entity(&name).ok_or_else(malformed)?))?,
                }
            }
            Event::Eof if levels > 0 => return Err(malformed()),
            Event::Eof => return Ok(()),
            _ => ControlFlow::Continue(()),
        };
        if flow.is_break() {
            return Ok(());
        }
    }
}
