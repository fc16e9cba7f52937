//! Cells with typeset spaces: no-break and thin spaces between cells, around them, or between thousands.

use crate::format::spelling::SPACES;

/// What a cell with typeset spaces in it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TypesetCell {
    /// Texts between typeset spaces; none if there is nothing else.
    Apart(Vec<String>),
    /// One number, whose thousands were separated.
    Thousands(String),
}

impl TypesetCell {
    /// What `cell` holds; `None` if it has no typeset spaces.
    pub(crate) fn of(cell: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(cell).ok().filter(|text| text.contains(SPACES))?;
        let parts: Vec<&str> = text.split(SPACES).map(str::trim).filter(|part| !part.is_empty()).collect();
        Some(if parts.len() > 1 && are_thousands(&parts) {
            TypesetCell::Thousands(parts.concat())
        } else {
            TypesetCell::Apart(parts.into_iter().map(str::to_owned).collect())
        })
    }
}

/// Whether `parts` may be groups of digits of one number.
fn are_thousands(parts: &[&str]) -> bool {
    let digits = |part: &str| part.bytes().take_while(u8::is_ascii_digit).count();
    let [first, middle @ .., last] = parts else { return false };
    let first = first.trim_start_matches(['-', '+', '\u{2212}']);
    let begins = matches!(first.len(), 1..=3) && digits(first) == first.len() && !first.starts_with('0');
    let goes_on = middle.iter().all(|part| part.len() == 3 && digits(part) == 3);
    let ends = digits(last) == 3 && last.as_bytes().get(3).is_none_or(|mark| b".,".contains(mark));
    begins && goes_on && ends
}
