//! One number as text: read correctly rounded, straight from bytes.
//!
//! Accepts `[+-]digits[mark digits][e[+-]digits]`, `nan`, `inf` and `infinity`: no hexadecimal, no `_`, no thousands
//! separators, no percent. Short numbers are converted here, with either decimal mark; the others by `fast_float2`.

use crate::element::Element;
use crate::matrix::{AnyMatrix, Matrix};

/// An element type that can be read from and written as text.
pub(crate) trait Number: Element + zmij::Float {
    /// Quiet NaN without sign or payload.
    const NAN: Self;
    /// Positive infinity.
    const INFINITY: Self;
    /// `digits * 10^exponent` where that takes one rounding only, else `None`.
    fn exact(digits: u64, exponent: i32) -> Option<Self>;
    /// The value nearest to the decimal number that `text` is.
    fn from_decimal(text: &[u8]) -> Option<Self>;
    /// `-self`.
    fn negated(self) -> Self;
    /// The nearest value to a whole number, rounded once.
    fn from_u64(value: u64) -> Self;
    /// A matrix of this element type as one of any type.
    fn any(matrix: Matrix<Self>) -> AnyMatrix;
}

/// A product or quotient of two exactly represented numbers is rounded once, hence correctly
/// (W. D. Clinger, "How to read floating point numbers accurately", 1990).
macro_rules! number {
    ($type:ty, $any:path, $digits:expr, [$($power:literal),*]) => {
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
            fn from_decimal(text: &[u8]) -> Option<Self> {
                fast_float2::parse(text).ok()
            }
            #[inline]
            fn negated(self) -> Self {
                -self
            }
            fn from_u64(value: u64) -> Self {
                value as $type
            }
            fn any(matrix: Matrix<Self>) -> AnyMatrix {
                $any(matrix)
            }
        }
    };
}
number!(f32, AnyMatrix::F32, 24, [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10]);
number!(
    f64,
    AnyMatrix::F64,
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
        (digits, end) = append_digits(bytes, start, digits);
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
    convert(&bytes[..at], mark).map(|value| (value, at))
}

/// Appends the digits from `at` on to `digits`; also gives their end. Decimals come in runs, so it takes eight at a time.
#[inline]
fn append_digits(bytes: &[u8], mut at: usize, mut digits: u64) -> (u64, usize) {
    const POWERS: [u64; 9] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];
    while let Some(&eight) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let (count, value) = leading_digits(u64::from_le_bytes(eight));
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

/// The number of digits that eight bytes begin with (the first byte is the lowest), and their value. Works on all bytes
/// at once, as in D. Lemire, "Number parsing at a gigabyte per second", 2021.
#[inline]
fn leading_digits(eight: u64) -> (usize, u64) {
    const EACH: u64 = 0x0101_0101_0101_0101;
    // A digit becomes its value. Any other byte becomes 10 or more, and then gets its highest bit set.
    let values = eight ^ (EACH * 0x30);
    let others = (values.wrapping_add(EACH * 0x76) | values) & (EACH * 0x80);
    let count = others.trailing_zeros() as usize / 8;
    if count == 0 {
        return (0, 0);
    }
    // Shifts out what follows the digits, and zeros in before them.
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

/// The correctly rounded conversion of any decimal number.
fn convert<T: Number>(text: &[u8], mark: u8) -> Option<T> {
    if mark == b'.' {
        return T::from_decimal(text);
    }
    let text: Vec<u8> = text.iter().map(|&byte| if byte == mark { b'.' } else { byte }).collect();
    T::from_decimal(&text)
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
    convert(&[digits, format!("e{}", exponent.saturating_add(shift.into())).as_bytes()].concat(), mark)
}
