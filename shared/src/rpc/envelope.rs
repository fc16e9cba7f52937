//! The request's envelope: its method, and the text of its content.
//!
//! What precedes a syntax error is kept, so that the reply can echo the method.

use super::RpcError;
use crate::format::ErrorKind;
use crate::format::json::JsonParser;
use std::borrow::Cow;

/// A request, before its method is known to exist and its content is parsed.
#[derive(Debug, Default)]
pub(super) struct RpcEnvelope<'t> {
    /// The value of the first meta entry called `method`.
    pub(super) method: Option<String>,
    /// The JSON text of the content, taken out of its string if it was in one.
    pub(super) content: Option<Cow<'t, [u8]>>,
    /// Why this is not an envelope.
    pub(super) error: Option<RpcError>,
}

impl<'t> RpcEnvelope<'t> {
    pub(super) fn parse(text: &'t str) -> Self {
        let mut envelope = Self::read(text, true);
        if envelope.error.is_some() && envelope.method.is_none() {
            // The error may be in the content, and the method after it.
            envelope.method = Self::without_content(text).method;
        }
        envelope
    }

    /// Parses all but the content, of which nothing is kept in memory.
    pub(super) fn without_content(text: &'t str) -> Self {
        Self::read(text, false)
    }

    fn read(text: &'t str, keeps_content: bool) -> Self {
        let mut envelope = Self::default();
        let mut parser = JsonParser::over(text.as_bytes(), r#"send {"meta":[...],"content":"..."}"#);
        let parsed = parser.object(|parser, name| {
            match name {
                "meta" => parser.list(|parser| {
                    let method = method_entry(parser)?;
                    if envelope.method.is_none() {
                        envelope.method = method;
                    }
                    Ok(())
                })?,
                "content" if keeps_content => envelope.content = Some(json_text(parser, text.as_bytes())?),
                _ => parser.skip()?,
            }
            Ok(())
        });
        envelope.error = parsed
            .and_then(|()| parser.end())
            .err()
            .map(|error| RpcError::malformed(format!("the request is not an envelope: {error}")));
        envelope
    }
}

/// Reads one meta entry: its value, if it is called `method` and the value is a string. What is no object is skipped.
fn method_entry(parser: &mut JsonParser<'_>) -> Result<Option<String>, ErrorKind> {
    if parser.peek()? != Some(b'{') {
        return parser.skip().map(|()| None);
    }
    let (mut is_method, mut value) = (false, None);
    parser.object(|parser, name| {
        match name {
            "name" => is_method = string_or_skip(parser)?.as_deref() == Some("method"),
            "value" => value = string_or_skip(parser)?,
            _ => parser.skip()?,
        }
        Ok(())
    })?;
    Ok(value.filter(|_| is_method))
}

fn string_or_skip(parser: &mut JsonParser<'_>) -> Result<Option<String>, ErrorKind> {
    match parser.peek()? {
        Some(b'"') => parser.string("a string").map(Some),
        _ => parser.skip().map(|()| None),
    }
}

/// Reads JSON that may stand in a string or by itself: its text. `text` is all that is parsed.
pub(super) fn json_text<'t>(parser: &mut JsonParser<'t>, text: &'t [u8]) -> Result<Cow<'t, [u8]>, ErrorKind> {
    if parser.peek()? == Some(b'"') {
        return Ok(Cow::Owned(parser.string("a string")?.into_bytes()));
    }
    let start = parser.offset() as usize;
    parser.skip()?;
    Ok(Cow::Borrowed(&text[start..parser.offset() as usize]))
}
