//! Reads the envelope of a request: its method, and the operands in its content.
//!
//! What is found before the text breaks off is kept, so that the answer can echo the method.
//! Refuses to judge: whether the method exists and the operands suffice is decided in [`super`].

use super::Fault;
use super::operand::{Operand, Wanted};
use crate::matrix::Matrix;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;

/// The operands by their keys; each either read, or why not.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) a: Option<Result<Matrix<f64>, Fault>>,
    pub(super) b: Option<Result<Matrix<f64>, Fault>>,
    pub(super) line: Option<Result<Matrix<f64>, Fault>>,
}

/// What was read of a request.
#[derive(Debug, Default)]
pub(super) struct Envelope {
    pub(super) method: Option<String>,
    pub(super) content: Option<Content>,
    /// Why the request is refused whatever its method.
    pub(super) fault: Option<Fault>,
    /// A fault of the content alone; an unknown method weighs more.
    pub(super) content_fault: Option<Fault>,
    /// Whether to pass over the content.
    pub(super) skip_content: bool,
}

impl Envelope {
    /// Reads a request.
    pub(super) fn read(text: &str) -> Self {
        let mut envelope = Self::default();
        envelope.fill(text);
        if envelope.fault.is_some() && envelope.method.is_none() {
            // The content may have stopped the reading before the method was reached.
            envelope.method = Self::read_without_content(text).method;
        }
        envelope
    }

    /// Reads the method only.
    pub(super) fn read_without_content(text: &str) -> Self {
        let mut envelope = Self { skip_content: true, ..Self::default() };
        envelope.fill(text);
        envelope
    }

    fn fill(&mut self, text: &str) {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let read = deserializer.deserialize_map(Whole(self)).and_then(|()| deserializer.end());
        if let Err(error) = read {
            self.fault.get_or_insert_with(|| {
                Fault::malformed(format!(
                    "the request is no envelope: {error}; send {{\"meta\":[...],\"content\":\"...\"}}"
                ))
            });
        }
    }
}

/// The envelope's object.
struct Whole<'e>(&'e mut Envelope);

impl<'de> Visitor<'de> for Whole<'_> {
    type Value = ();

    fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("an object with \"meta\" and \"content\"")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        while let Some(key) = map.next_key_seed(Text)? {
            match key.as_deref() {
                Some("meta") => map.next_value_seed(Meta(&mut self.0.method))?,
                Some("content") if !self.0.skip_content => {
                    self.0.content = None;
                    self.0.content_fault = None;
                    map.next_value_seed(ContentSeed(self.0))?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// The list of meta entries; the first method is kept.
struct Meta<'m>(&'m mut Option<String>);

impl<'de> DeserializeSeed<'de> for Meta<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Meta<'_> {
    type Value = ();

    fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("\"meta\" as an array of objects with \"name\" and \"value\"")
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> Result<(), S::Error> {
        while let Some(found) = seq.next_element_seed(Entry)? {
            if self.0.is_none() {
                *self.0 = found;
            }
        }
        Ok(())
    }
}

/// One meta entry: the method, if it names one.
struct Entry;

impl<'de> DeserializeSeed<'de> for Entry {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Entry {
    type Value = Option<String>;

    fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("a meta entry as an object with \"name\" and \"value\"")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
        let mut is_method = false;
        let mut value = None;
        while let Some(key) = map.next_key_seed(Text)? {
            match key.as_deref() {
                Some("name") => is_method = map.next_value_seed(Text)?.as_deref() == Some("method"),
                Some("value") => value = map.next_value_seed(Text)?.map(Cow::into_owned),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(value.filter(|_| is_method))
    }
}

/// A string, borrowed where it can be; `None` for anything else.
struct Text;

impl<'de> DeserializeSeed<'de> for Text {
    type Value = Option<Cow<'de, str>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Text {
    type Value = Option<Cow<'de, str>>;

    fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(text.into())))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> Result<Self::Value, S::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

/// The content: an object, or a string that holds one.
struct ContentSeed<'e>(&'e mut Envelope);

impl<'de> DeserializeSeed<'de> for ContentSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ContentSeed<'_> {
    type Value = ();

    fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("\"content\" as a string that holds an object with the operands")
    }

    fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<(), M::Error> {
        self.0.content = Some(read_operands(map, &mut self.0.fault)?);
        Ok(())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        let mut broken = None;
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let read = deserializer
            .deserialize_map(Operands { broken: &mut broken })
            .and_then(|content| deserializer.end().map(|()| content));
        match read {
            Ok(content) => self.0.content = Some(content),
            Err(error) => {
                self.0.content_fault = Some(broken.unwrap_or_else(|| {
                    Fault::malformed(format!(
                        "the content is no object in JSON: {error}; send {{\"A\":\"[[...]]\",\"B\":\"[[...]]\"}}"
                    ))
                }));
            }
        }
        Ok(())
    }
}

/// The object of operands within a string.
struct Operands<'f> {
    broken: &'f mut Option<Fault>,
}

impl<'de> Visitor<'de> for Operands<'_> {
    type Value = Content;

    fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("an object with the operands")
    }

    fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Content, M::Error> {
        read_operands(map, self.broken)
    }
}

fn read_operands<'de, M: MapAccess<'de>>(mut map: M, broken: &mut Option<Fault>) -> Result<Content, M::Error> {
    let mut content = Content::default();
    while let Some(key) = map.next_key_seed(Text)? {
        let (place, name, wanted) = match key.as_deref() {
            Some("A") => (&mut content.a, "A", Wanted::Rows),
            Some("B") => (&mut content.b, "B", Wanted::Rows),
            Some("line") => (&mut content.line, "line", Wanted::Line),
            _ => {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
        };
        *place = Some(map.next_value_seed(Operand { name, wanted, or_text: true, broken })?);
    }
    Ok(content)
}
