//! What the text of a cell is that is not a number: a missing value, a spreadsheet's error, a misspelt number; and what
//! to do about it.

use crate::format::number::whole;

/// Whether `text` consists of words for a missing value.
pub(crate) fn is_missing(text: &[u8]) -> bool {
    const WORDS: [&[u8]; 12] =
        [b"na", b"<na>", b"n/a", b"n.a.", b"null", b"nil", b"none", b"missing", b"-", b"--", b"?", b"\\n"];
    let mut words = text.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).peekable();
    words.peek().is_some() && words.all(|word| WORDS.iter().any(|missing| missing.eq_ignore_ascii_case(word)))
}

/// Whether a byte separates cells in some dialect, or quotes them.
fn separates_cells(byte: &u8) -> bool {
    b" \t\r\n,;|\"".contains(byte)
}

/// Whether `text` is a truth value as programs and spreadsheets write it.
pub(crate) fn is_truth_value(text: &[u8]) -> bool {
    const WORDS: [&str; 8] = ["true", "false", "wahr", "falsch", "vrai", "faux", "verdadero", "falso"];
    WORDS.iter().any(|word| word.as_bytes().eq_ignore_ascii_case(text))
}

const CURRENCIES: [&str; 12] = ["EUR", "USD", "GBP", "CHF", "JPY", "CNY", "INR", "SEK", "NOK", "DKK", "PLN", "CZK"];

/// Whether `text` is a number in an unsupported spelling: with another sign, a currency, a comparison, digits of another
/// script, or invisible characters around it; or only such characters. Not `x1`, `e5`, `№ 1` or `day 2`.
pub(crate) fn is_misspelt(text: &[u8]) -> bool {
    let around = |character: char| {
        is_around(character)
            || "+-<>=~()[]\"'%$¢£¤¥±‰−–—≈≤≥".contains(character)
            || matches!(character, '\u{20a0}'..='\u{20cf}')
    };
    let text = String::from_utf8_lossy(text);
    let mut bare = text.trim_matches(around);
    for code in CURRENCIES {
        bare = bare.strip_prefix(code).unwrap_or(bare);
        bare = bare.strip_suffix(code).unwrap_or(bare);
    }
    let bare = bare.trim_matches(around);
    let within =
        |character: char| character.is_numeric() || character.is_whitespace() || ".,'’_eE+-−×^·⁻∞".contains(character);
    let begins = bare.trim_start_matches(['.', ',']).starts_with(|first: char| first.is_numeric() || first == '∞');
    begins && bare.chars().all(within) || text.trim_matches(is_around).is_empty()
}

/// Whitespace and invisible characters.
fn is_around(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// Whether `text` begins with what a spreadsheet shows in place of a value: `#N/A` in several languages, `#DIV/0!`,
/// `#NAME?` and the like, `####` for a column that is too narrow, and `Err:522`.
pub(crate) fn is_error_value(text: &[u8]) -> bool {
    const NOT_AVAILABLE: [&str; 5] = ["N/A", "NV", "N/D", "N/B", "Н/Д"];
    let Some(rest) = text.strip_prefix(b"#") else {
        return text.strip_prefix(b"Err:").is_some_and(|code| code.first().is_some_and(u8::is_ascii_digit));
    };
    let end = rest.iter().position(separates_cells).unwrap_or(rest.len());
    match &rest[..end] {
        [b'#', b'#', more @ ..] => !more.is_empty() && more.iter().all(|byte| *byte == b'#'),
        [_, .., b'!' | b'?'] => !rest[..end].iter().any(u8::is_ascii_lowercase),
        word => NOT_AVAILABLE.iter().any(|error| error.as_bytes() == word),
    }
}

/// Whether a line is a row of values of which the first is an error value, and not a comment: `#N/A,1`, but not
/// `#NV centers` or `#### Part one`.
pub(crate) fn is_error_row(line: &[u8]) -> bool {
    let is_value = |cell: &[u8]| is_error_value(cell) || is_missing(cell) || whole::<f64>(cell, b'.').is_some();
    let mut cells = line.split(separates_cells).filter(|cell| !cell.is_empty());
    is_error_value(line) && cells.all(is_value)
}

/// What to do about a cell that is not a number, by what it looks like.
pub(crate) fn remedy(text: &[u8]) -> &'static str {
    let has = |byte| text.contains(&byte);
    let lower = text.trim_ascii().to_ascii_lowercase();
    if is_missing(&lower) {
        "a missing value is not read as 0; fill it in, or write nan"
    } else if is_elided(text) {
        ELIDED
    } else if matches!(text.trim_ascii(), [0xc2, 0xb7] | [0xe2, 0x8b, 0x85]) {
        "the dot stands for a value that is not stored; in Julia, print Matrix(A)"
    } else if lower.first() == Some(&b'=') {
        "copy the values of the cells, not their formulas"
    } else if is_truth_value(&lower) {
        "write 1 for true and 0 for false"
    } else if is_error_value(text) {
        "repair the error value in the spreadsheet, or write nan"
    } else if lower.first() == Some(&b'#') || lower.first() == Some(&b'%') && !lower[1..].iter().any(u8::is_ascii_digit)
    {
        "remove the comment, or put it above the table"
    } else if is_accounted(&lower) {
        "write a negative number with a minus sign, without parentheses"
    } else if has_currency(text) {
        "write the amount without its currency"
    } else if lower.windows(4).any(|part| part == b".#in" || part == b".#qn" || part == b".#sn") {
        "write nan or inf"
    } else if has(b'%') {
        "write a percentage as a fraction, such as 0.05"
    } else if lower.starts_with("\u{2212}".as_bytes()) || lower.starts_with("\u{2013}".as_bytes()) {
        "write the minus sign as -"
    } else if has_invisible_around(&lower) {
        "remove the invisible characters around it"
    } else if String::from_utf8_lossy(&lower).contains('∞') {
        "write inf or -inf"
    } else if has_gap(&lower) || has(b'.') && has(b',') || has(b'\'') || has(b'_') {
        "write it without thousands separators"
    } else if has(b',') {
        "use one decimal mark throughout, and no thousands separators"
    } else if lower.starts_with(b"0x") {
        "write it in decimal"
    } else if is_fraction(&lower) {
        FRACTION
    } else if lower.last().is_some_and(|last| matches!(last, b'i' | b'j')) {
        "only real numbers are supported; take the real part"
    } else {
        "write a number such as 1.5 or 2e-3"
    }
}

/// Whether `text` stands for values that a display leaves out: `...`, `…`, `⋮` and the like.
pub(crate) fn is_elided(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text);
    let text = text.trim();
    !text.is_empty() && text != "." && text.chars().all(|mark| ".…⋮⋯⋰⋱".contains(mark))
}

/// What to do about values that are left out.
pub(crate) const ELIDED: &str = "values are left out there; print, copy or save the whole matrix";

/// What to do about a fraction.
pub(crate) const FRACTION: &str = "fractions are not read yet; write it as a decimal number, such as 0.5 for 1/2";

/// Whether `text` is a number in parentheses, as accountants write negative ones.
fn is_accounted(text: &[u8]) -> bool {
    let inner = text.trim_ascii().strip_prefix(b"(").and_then(|inner| inner.strip_suffix(b")"));
    inner.is_some_and(|inner| {
        inner.iter().any(u8::is_ascii_digit) && inner.iter().all(|byte| !byte.is_ascii_alphabetic())
    })
}

/// Whether a sign or code of a currency stands beside a number.
fn has_currency(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text);
    let has_sign = text.contains(|sign: char| "$¢£¤¥".contains(sign) || matches!(sign, '\u{20a0}'..='\u{20cf}'));
    let has_code = CURRENCIES.iter().any(|code| text.starts_with(code) || text.ends_with(code));
    text.contains(|digit: char| digit.is_ascii_digit()) && (has_sign || has_code)
}

/// Whether `text` is a fraction of whole numbers: `1/2`, `-3//4`.
fn is_fraction(text: &[u8]) -> bool {
    let digits = |part: &[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_digit);
    let Some(at) = text.iter().position(|byte| *byte == b'/') else { return false };
    let (above, below) = (&text[..at], &text[at + 1..]);
    let above = above.strip_prefix(b"-").or_else(|| above.strip_prefix(b"+")).unwrap_or(above);
    digits(above.trim_ascii()) && digits(below.strip_prefix(b"/").unwrap_or(below).trim_ascii())
}

/// Whether `text` is a number with non-breaking spaces or invisible characters around it.
fn has_invisible_around(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text);
    let bare = text.trim_matches(is_around);
    bare.len() < text.len() && [b'.', b','].iter().any(|&mark| whole::<f64>(bare.as_bytes(), mark).is_some())
}

/// Whether every space in `text` could be a thousands separator, as in `-1 234,5`; `None` if there is none.
pub(crate) fn is_grouped_by_blanks(text: &[u8]) -> Option<bool> {
    let mut groups = text.strip_prefix(b"-").unwrap_or(text).split(|byte| *byte == b' ');
    let first = groups.next()?;
    let digits = |group: &[u8]| group.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut last = groups.next()?;
    let mut right = matches!(first.len(), 1..=3) && digits(first) == first.len() && first[0] != b'0';
    for group in groups {
        right &= last.len() == 3 && digits(last) == 3;
        last = group;
    }
    // Decimals may follow the last group.
    Some(right && digits(last) == 3 && last.get(3).is_none_or(|mark| b".,".contains(mark)))
}

/// Whether spaces, plain or non-breaking, stand between digits.
fn has_gap(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text);
    let joined: String = text.chars().filter(|character| !character.is_whitespace()).collect();
    joined.len() < text.len() && whole::<f64>(joined.replace(',', ".").as_bytes(), b'.').is_some()
}
