//! Source code that holds one array of arrays, in JavaScript, Python, C, Rust and languages like them; and Mathematica's
//! lists. What stands around the array is left out, which a note says, but nothing may change its values.

use crate::format::allocation::checked_size;
use crate::format::byte_source::ByteWindow;
use crate::format::display::lists::{self, Brackets, comment};
use crate::format::display::notation::keywords;
use crate::format::error::{ErrorKind, FormatError, quote};
use crate::format::note::Note;
use crate::format::number::Number;
use crate::format::parsed::{Format, Parsed};
use crate::format::text_input::TextInput;
use crate::format::text_sample::TextSample;
use crate::format::token_count::count_tokens;
use crate::format::value_sink::ChunkedSink;
use crate::matrix::Shape;

/// The longest code before the array, and the longest after it.
const MOST_CODE: usize = 1 << 14;

/// Where the array begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct ArrayStart {
    /// Bytes before its bracket.
    at: usize,
    brackets: Brackets,
}

/// Whether a text is code with an array of arrays, or begins with Mathematica's braces.
pub(crate) fn recognise(sample: &TextSample, _name: Option<&str>) -> Result<bool, ErrorKind> {
    Ok(array_start(&sample.text).is_some())
}

/// Reads the array.
pub(crate) fn read_text<T: Number>(input: &mut TextInput<'_, '_>) -> Result<Parsed<Shape>, FormatError> {
    let separates = |byte| (byte <= b' ') | (byte == b',') | (byte == b'{') | (byte == b'[') | (byte == b'(');
    let most = count_tokens(&mut input.source.text()?, separates, |byte| !separates(byte))?;
    let Some(start) = array_start(&input.sample.text) else { return Err(ErrorKind::Empty.into()) };
    let before = &input.sample.text[..start.at];
    let code_before = code(before);
    let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count() as u64;
    let mut values = ChunkedSink::<T>::new(most, input.options.limit_bytes, input.sink)?;
    let mut window = input.source.text()?;
    window.fill()?;
    window.advance(start.at);
    let found = lists::scan(&mut window, start.brackets, line, &mut values)?;
    let has_more = end(&mut window, found.line, name(&code_before))?;
    checked_size::<T>(found.rows, found.cols, u64::MAX)?;
    values.finish()?;
    let is_bare = code_before.trim_ascii().is_empty();
    let mut notes = vec![if is_bare { Note::ListsInBraces } else { Note::ArrayInCode }];
    notes.extend(found.flat.then_some(Note::ListAsRow));
    notes.extend(has_more.then_some(Note::CodeLeftOut));
    notes.extend(found.spelling.notes());
    Ok(Parsed::new(Shape::new(found.rows as usize, found.cols as usize), Format::Text, notes))
}

/// The first array of arrays in `text`, or a list in braces at its start or behind `=`.
fn array_start(text: &[u8]) -> Option<ArrayStart> {
    let head = &text[..text.len().min(MOST_CODE)];
    let mut at = 0;
    let mut before = Vec::new();
    while at < head.len() {
        if let Some(length) = comment(&head[at..]) {
            at += length;
            continue;
        }
        if let Some(brackets) = Brackets::opened_by(head[at])
            && begins_list(&text[at..], brackets, true)
            && may_precede(&before, brackets)
            && begins_list(&text[at..], brackets, is_assigned(&before))
        {
            return Some(ArrayStart { at, brackets });
        }
        before.push(head[at]);
        at += 1;
    }
    None
}

/// `text` without its comments.
fn code(text: &[u8]) -> Vec<u8> {
    let mut code = Vec::new();
    let mut at = 0;
    while at < text.len() {
        match comment(&text[at..]) {
            Some(length) => at += length,
            None => {
                code.push(text[at]);
                at += 1;
            }
        }
    }
    code
}

/// Whether `before` is code that ends where a value begins. Without any, only braces show that this is no other notation.
fn may_precede(before: &[u8], brackets: Brackets) -> bool {
    let before = before.trim_ascii_end();
    if before.trim_ascii().is_empty() {
        return brackets == Brackets::Curly;
    }
    let before = before.strip_suffix(b"vec!").or_else(|| before.strip_suffix(b"&")).unwrap_or(before).trim_ascii_end();
    let has_name = before.iter().any(u8::is_ascii_alphabetic);
    has_name && ["=", "return", "default", "(", "!"].iter().any(|end| before.ends_with(end.as_bytes()))
}

fn is_assigned(before: &[u8]) -> bool {
    let before = before.trim_ascii();
    before.is_empty() || before.ends_with(b"=")
}

/// Whether an array of arrays begins here, or, for an assigned one in braces, a list of numbers.
fn begins_list(text: &[u8], brackets: Brackets, is_assigned: bool) -> bool {
    let next = |mut at: usize| {
        loop {
            at += text[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            match comment(&text[at..]) {
                Some(length) => at += length,
                None => return at,
            }
        }
    };
    let mut at = next(1);
    for before in [&b"vec!"[..], b"&"] {
        at += if text[at..].starts_with(before) { before.len() } else { 0 };
    }
    if text.get(at).copied().and_then(Brackets::opened_by) != Some(brackets) {
        return brackets == Brackets::Curly && is_assigned && text.get(at).is_some_and(begins_number);
    }
    let first = next(at + 1);
    text.get(first).is_some_and(begins_number) || text[first..].starts_with("\u{2212}".as_bytes())
}

fn begins_number(byte: &u8) -> bool {
    byte.is_ascii_digit() || b"+-.".contains(byte)
}

/// The name that the array is assigned to.
fn name(before: &[u8]) -> Option<Vec<u8>> {
    let text = &before[..before.iter().rposition(|byte| *byte == b'=')?];
    // `double A[2][2]` and `let a: [[f64; 2]; 2]`.
    let line = text.trim_ascii_end().rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = line.split(|byte| *byte == b':').next().unwrap_or_default();
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || !byte.is_ascii();
    let line = line.split(|byte| *byte == b'[').next().unwrap_or_default().trim_ascii();
    let word = line.rsplit(|byte| !is_word(byte)).next().unwrap_or_default();
    (!word.is_empty()).then(|| word.to_vec())
}

/// Checks what follows the array, of which `name` is the name: whether there is more code.
fn end(window: &mut ByteWindow<'_>, line: u64, name: Option<Vec<u8>>) -> Result<bool, ErrorKind> {
    let refused = |text: &[u8], remedy: &'static str| {
        let found = format!("\"{}\" follows the last bracket", quote(text)).into();
        ErrorKind::Syntax { line, found, remedy: remedy.into() }
    };
    window.fill()?;
    let rest = window.available();
    if !window.is_last() || rest.len() > MOST_CODE {
        return Err(refused(&rest[..rest.len().min(80)], "load one matrix at a time"));
    }
    let mut text = rest.trim_ascii_start();
    if let Some(after) = keywords(text) {
        text = after.trim_ascii_start();
    }
    let closed = text.iter().take_while(|byte| byte.is_ascii_whitespace() || b")".contains(byte)).count();
    let text = &text[closed..];
    // What begins otherwise may be an operator or a call, which changes the values.
    let is_end = |text: &[u8]| match text.first() {
        None | Some(b';' | b'}' | b'#') => true,
        Some(first) => comment(text).is_some() || (first.is_ascii_alphabetic() || *first == b'_'),
    };
    if !is_end(text) {
        return Err(refused(text, "write the array without operations on it"));
    }
    let mut at = 0;
    let mut has_more = false;
    while at < text.len() {
        if let Some(length) = comment(&text[at..]) {
            at += length;
            continue;
        }
        has_more |= !(text[at].is_ascii_whitespace() || b";})],".contains(&text[at]));
        if let Some(brackets) = Brackets::opened_by(text[at])
            && begins_list(&text[at..], brackets, false)
        {
            return Err(refused(&text[at..], "load one matrix at a time"));
        }
        at += 1;
    }
    let changes = |line: &&[u8]| {
        let line = line.trim_ascii();
        let rest = name.as_ref().and_then(|name| line.strip_prefix(name.as_slice()));
        rest.is_some_and(|rest| !rest.first().is_some_and(u8::is_ascii_alphanumeric) && rest.contains(&b'='))
    };
    match text.split(|byte| matches!(byte, b'\n' | b';')).find(changes) {
        Some(line) => Err(refused(line, "write the array with its final values")),
        None => Ok(has_more),
    }
}
