//! One number as text: read correctly rounded, straight from bytes.
//!
//! Refuses everything but `[+-]digits[mark digits][e[+-]digits]`, `nan`, `inf` and `infinity`: no
//! hexadecimal, no `_`, no thousands separators, no percent.

use crate::element::Element;

/// An element type that can be read from and written as text.
pub(crate) trait Number: Element + std::str::FromStr + zmij::Float {
    /// Quiet NaN without sign or payload.
    const NAN: Self;
    /// Positive infinity.
    const INFINITY: Self;
    /// `digits * 10^exponent` where that takes one rounding only, else `None`.
    fn exact(digits: u64, exponent: i32) -> Option<Self>;
    /// `-self`.
    fn negated(self) -> Self;
    /// The nearest value to a whole number, rounded once.
    fn from_u64(value: u64) -> Self;
}

/// A product or quotient of two exactly represented numbers is rounded once, hence correctly
/// (W. D. Clinger, "How to read floating point numbers accurately", 1990).
macro_rules! number {
    ($type:ty, $digits:expr, [$($power:literal),*]) => {
        impl Number for $type {
            const NAN: Self = <$type>::from_bits(<$type>::NAN.to_bits());
            const INFINITY: Self = <$type>::INFINITY;
            #[inline]
            fn exact(digits: u64, exponent: i32) -> Option<Self> {
                const POWERS: &[$type] = &[$($power),*];
                if digits > 1 << $digits {
                    return None;
                }
                let power = *POWERS.get(exponent.unsigned_abs() as usize)?;
                // As signed, which processors convert in one step; so few digits are no negative number.
                let value = digits.cast_signed() as $type;
                Some(if exponent < 0 { value / power } else { value * power })
            }
            #[inline]
            fn negated(self) -> Self {
                -self
            }
            fn from_u64(value: u64) -> Self {
                value as $type
            }
        }
    };
}
number!(f32, 24, [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10]);
number!(
    f64,
    53,
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    ]
);

/// Reads the number that `bytes` begins with: its value and its length. What follows it is the
/// caller's to judge.
#[inline]
pub(crate) fn scan<T: Number>(bytes: &[u8], mark: u8) -> Option<(T, usize)> {
    let (negative, signed) = match bytes.first()? {
        b'-' => (true, 1),
        b'+' => (false, 1),
        _ => (false, 0),
    };
    let mut at = signed;
    let mut digits: u64 = 0;
    while let Some(digit) = digit_at(bytes, at) {
        digits = digits.wrapping_mul(10).wrapping_add(digit);
        at += 1;
    }
    let mut count = at - signed;
    let mut decimals = 0;
    if bytes.get(at) == Some(&mark) {
        let start = at + 1;
        let end;
        (digits, end) = run(bytes, start, digits);
        decimals = end - start;
        // `1.` and `.5` are numbers, as NumPy and C print them. With a comma only `1,5` is: a comma
        // at an end is far more often a delimiter.
        let complete = if mark == b'.' { count + decimals > 0 } else { count > 0 && decimals > 0 };
        if complete {
            at = end;
            count += decimals;
        } else {
            decimals = 0;
        }
    }
    if count == 0 {
        return word::<T>(bytes, signed, negative);
    }
    let mut exponent: i64 = 0;
    if let Some(b'e' | b'E') = bytes.get(at) {
        let (down, start) = match bytes.get(at + 1) {
            Some(b'-') => (true, at + 2),
            Some(b'+') => (false, at + 2),
            _ => (false, at + 1),
        };
        let mut end = start;
        while let Some(digit) = digit_at(bytes, end) {
            exponent = exponent.saturating_mul(10).saturating_add(digit as i64);
            end += 1;
        }
        if end > start {
            at = end;
            exponent = if down { -exponent } else { exponent };
        }
    }
    // 19 digits cannot have wrapped a u64.
    if count <= 19
        && let Ok(exponent) = i32::try_from(exponent.saturating_sub(decimals as i64))
        && let Some(value) = T::exact(digits, exponent)
    {
        return Some((if negative { value.negated() } else { value }, at));
    }
    slow(&bytes[..at], mark).map(|value| (value, at))
}

/// Appends the digits that stand from `at` on to `digits`, and where they end. Decimals come in runs, so they are
/// taken eight at a time.
#[inline]
fn run(bytes: &[u8], mut at: usize, mut digits: u64) -> (u64, usize) {
    const POWERS: [u64; 9] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];
    while let Some(&eight) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let (count, value) = leading(u64::from_le_bytes(eight));
        digits = digits.wrapping_mul(POWERS[count]).wrapping_add(value);
        at += count;
        if count < 8 {
            return (digits, at);
        }
    }
    while let Some(digit) = digit_at(bytes, at) {
        digits = digits.wrapping_mul(10).wrapping_add(digit);
        at += 1;
    }
    (digits, at)
}

/// How many of eight bytes, the first one lowest, are digits before one that is none; and the number that they are.
/// All bytes are worked on at once, as in D. Lemire, "Number parsing at a gigabyte per second", 2021.
#[inline]
fn leading(eight: u64) -> (usize, u64) {
    const EACH: u64 = 0x0101_0101_0101_0101;
    // A digit becomes its value; every other byte becomes 10 or more, and then has its highest bit set.
    let values = eight ^ (EACH * 0x30);
    let others = (values.wrapping_add(EACH * 0x76) | values) & (EACH * 0x80);
    let count = others.trailing_zeros() as usize / 8;
    if count == 0 {
        return (0, 0);
    }
    // What follows the digits is pushed out, zeros stand before them.
    let values = values << (64 - 8 * count);
    let pairs = values.wrapping_mul(10).wrapping_add(values >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = pairs.wrapping_mul(100).wrapping_add(pairs >> 16) & 0x0000_ffff_0000_ffff;
    (count, fours.wrapping_mul(10_000).wrapping_add(fours >> 32) & 0xffff_ffff)
}

#[inline]
fn digit_at(bytes: &[u8], at: usize) -> Option<u64> {
    let digit = bytes.get(at)?.wrapping_sub(b'0');
    (digit < 10).then_some(u64::from(digit))
}

/// The standard library's correctly rounded conversion.
fn slow<T: Number>(text: &[u8], mark: u8) -> Option<T> {
    if mark == b'.' {
        return std::str::from_utf8(text).ok()?.parse().ok();
    }
    let text: String = text.iter().map(|&byte| if byte == mark { '.' } else { char::from(byte) }).collect();
    text.parse().ok()
}

/// `nan`, `inf` and `infinity` in any case.
#[cold]
fn word<T: Number>(bytes: &[u8], at: usize, negative: bool) -> Option<(T, usize)> {
    let begins =
        |word: &str| bytes.get(at..at + word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word.as_bytes()));
    let infinity = if negative { T::INFINITY.negated() } else { T::INFINITY };
    if begins("nan") {
        Some((T::NAN, at + 3))
    } else if begins("infinity") {
        Some((infinity, at + 8))
    } else if begins("inf") {
        Some((infinity, at + 3))
    } else {
        None
    }
}

/// The number that all of `text` is.
pub(crate) fn whole<T: Number>(text: &[u8], mark: u8) -> Option<T> {
    scan(text, mark).filter(|&(_, length)| length == text.len()).map(|(value, _)| value)
}

/// The number that all of `text` is, times `10^shift`: rounded once, as the exponent is shifted before the text is
/// read.
pub(crate) fn shifted<T: Number>(text: &[u8], mark: u8, shift: i16) -> Option<T> {
    let value = whole(text, mark)?;
    if shift == 0 || !text.iter().any(u8::is_ascii_digit) {
        return Some(value);
    }
    let end = text.iter().position(|byte| matches!(byte, b'e' | b'E'));
    let (digits, exponent) = text.split_at(end.unwrap_or(text.len()));
    let exponent = match exponent {
        [] => 0,
        // An exponent of more digits than an i64 is far beyond what a shift could bring back.
        [_, exponent @ ..] => match std::str::from_utf8(exponent).ok()?.parse::<i64>() {
            Ok(exponent) => exponent,
            Err(_) => return Some(value),
        },
    };
    slow(&[digits, format!("e{}", exponent.saturating_add(shift.into())).as_bytes()].concat(), mark)
}

/// Whether `text` is nothing but words that stand for a missing value.
pub(crate) fn is_missing(text: &[u8]) -> bool {
    const WORDS: [&[u8]; 12] =
        [b"na", b"<na>", b"n/a", b"n.a.", b"null", b"nil", b"none", b"missing", b"-", b"--", b"?", b"\\n"];
    let mut words = text.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).peekable();
    words.peek().is_some() && words.all(|word| WORDS.iter().any(|missing| missing.eq_ignore_ascii_case(word)))
}

/// Whether a byte parts cells in some dialect, or quotes them.
fn parts_cells(byte: &u8) -> bool {
    b" \t\r\n,;|\"".contains(byte)
}

/// Whether `text` is a truth value as programs and spreadsheets write it.
pub(crate) fn is_truth_value(text: &[u8]) -> bool {
    const WORDS: [&str; 8] = ["true", "false", "wahr", "falsch", "vrai", "faux", "verdadero", "falso"];
    WORDS.iter().any(|word| word.as_bytes().eq_ignore_ascii_case(text))
}

/// Whether `text` is a number in a spelling that is not read: with another sign, a currency, a comparison, digits of
/// another script, or invisible characters around it; or nothing but these. `x1`, `e5`, `№ 1` and `day 2` are none.
pub(crate) fn is_misspelt(text: &[u8]) -> bool {
    const CURRENCIES: [&str; 12] = ["EUR", "USD", "GBP", "CHF", "JPY", "CNY", "INR", "SEK", "NOK", "DKK", "PLN", "CZK"];
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

/// White space, and what nobody sees at all.
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
    let end = rest.iter().position(parts_cells).unwrap_or(rest.len());
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
    let mut cells = line.split(parts_cells).filter(|cell| !cell.is_empty());
    is_error_value(line) && cells.all(is_value)
}

/// What to do about a cell that is not a number, by what it looks like.
pub(crate) fn remedy(text: &[u8]) -> &'static str {
    let has = |byte| text.contains(&byte);
    let lower = text.trim_ascii().to_ascii_lowercase();
    if is_missing(&lower) {
        "a missing value is never taken as 0; fill it in, or write nan"
    } else if lower.first() == Some(&b'=') {
        "copy the values of the cells, not their formulas"
    } else if is_truth_value(&lower) {
        "write 1 for what is true and 0 for what is false"
    } else if is_error_value(text) {
        "repair the error value in the spreadsheet, or write nan"
    } else if lower.first() == Some(&b'#') || lower.first() == Some(&b'%') && !lower[1..].iter().any(u8::is_ascii_digit)
    {
        "take the comment out, or put it above the table"
    } else if has(b'%') {
        "write a percentage as a fraction, such as 0.05"
    } else if lower.starts_with("\u{2212}".as_bytes()) || lower.starts_with("\u{2013}".as_bytes()) {
        "write the minus sign as -"
    } else if is_amid_unseen(&lower) {
        "remove the invisible characters around it"
    } else if String::from_utf8_lossy(&lower).contains('∞') {
        "write inf or -inf"
    } else if has_gap(&lower) || has(b'.') && has(b',') || has(b'\'') || has(b'_') {
        "write it without separators between thousands"
    } else if has(b',') {
        "use one decimal mark throughout, and nothing between thousands"
    } else if lower.starts_with(b"0x") {
        "write it in decimal digits"
    } else if lower.last().is_some_and(|last| matches!(last, b'i' | b'j')) {
        "only real numbers are multiplied; take the real part"
    } else {
        "write a number such as 1.5 or 2e-3"
    }
}

/// Whether `text` would be a number without the non-breaking blanks and invisible characters around it.
fn is_amid_unseen(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text);
    let bare = text.trim_matches(is_around);
    bare.len() < text.len() && [b'.', b','].iter().any(|&mark| whole::<f64>(bare.as_bytes(), mark).is_some())
}

/// Whether every blank in `text` stands where it may part thousands, as in `-1 234,5`; `None` where there is none.
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

/// Whether blanks, plain or non-breaking, stand between digits.
fn has_gap(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text);
    let joined: String = text.chars().filter(|character| !character.is_whitespace()).collect();
    joined.len() < text.len() && whole::<f64>(joined.replace(',', ".").as_bytes(), b'.').is_some()
}
