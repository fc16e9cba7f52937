//! What makes a text a Matrix Market file: its first line or its name. A file that claims to be one and has another first
//! line is refused, so that its entries are never read as a table.

use crate::format::error::{ErrorKind, quote};
use crate::format::lines::lines;
use crate::format::mtx::header::{BANNER, header};
use crate::format::text_sample::TextSample;

/// Lines searched for a banner that is not the first line.
const MOST_LINES: usize = 1000;

/// Whether a text is a Matrix Market file.
///
/// # Errors
/// What is wrong with the banner of one that says so in another spelling, or only by its name.
pub(crate) fn recognise(sample: &TextSample, name: Option<&str>) -> Result<bool, ErrorKind> {
    let first = lines(sample.start()).next().unwrap_or_default().trim_ascii();
    let word = first.split(u8::is_ascii_whitespace).next().unwrap_or_default();
    if word.eq_ignore_ascii_case(BANNER) {
        return Ok(true);
    }
    let is_claim = |line: &&[u8]| is_comment(line) && claims_to_be_banner(line);
    let before_table = |line: &&[u8]| line.trim_ascii().is_empty() || is_comment(line);
    if claims_to_be_banner(first) {
        let found = format!("is misspelt as \"{}\"", quote(first));
        return Err(header(found, "begin the first line with %%MatrixMarket"));
    }
    if let Some(line) = lines(sample.start()).take(MOST_LINES).take_while(before_table).find(is_claim) {
        let found = format!("\"{}\" is not in the first line", quote(line));
        return Err(header(found, "remove the lines before it"));
    }
    refuse_name(name, &format!("\"{}\"", quote(first)))?;
    Ok(false)
}

/// Refuses a file whose name says that it is a Matrix Market file, and that begins with `start` instead.
pub(crate) fn refuse_name(name: Option<&str>, start: &str) -> Result<(), ErrorKind> {
    let extension = name.and_then(|name| name.rsplit_once('.')).map(|(_, extension)| extension);
    if !extension.is_some_and(|extension| extension.eq_ignore_ascii_case("mtx")) {
        return Ok(());
    }
    let found = format!("is missing: this .mtx file begins with {start}");
    Err(header(found, "begin it with %%MatrixMarket matrix array real general, or rename a file of another kind"))
}

fn is_comment(line: &[u8]) -> bool {
    matches!(line.trim_ascii_start().first(), Some(b'%' | b'#'))
}

/// Whether a line says "Matrix Market" in any spelling, perhaps behind signs of a comment.
fn claims_to_be_banner(line: &[u8]) -> bool {
    const WORDS: &[u8] = b"matrixmarket";
    let mut letters = line.iter().filter(|byte| !b"%#-_ \t".contains(byte)).map(u8::to_ascii_lowercase);
    WORDS.iter().all(|letter| letters.next() == Some(*letter))
}
