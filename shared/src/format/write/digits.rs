//! Writes one number as the shortest text that reads back to the same bits. NaN and infinities are the formats' business.

use crate::format::number::Number;

/// Whole numbers below this are written exactly, digit by digit: 2^53.
const WHOLE: f64 = 9_007_199_254_740_992.0;

/// Appends the finite `value` to `out`: whole numbers without a decimal point, an exponent only
/// from 1e21 and below 1e-6, -0 as `-0`.
pub(crate) fn write_number<T: Number>(out: &mut Vec<u8>, value: T) {
    let wide = value.to_f64();
    if wide.abs() < WHOLE && wide.trunc() == wide {
        if wide.is_sign_negative() {
            out.push(b'-');
        }
        return write_whole(out, wide.abs() as u64);
    }
    let mut buffer = zmij::Buffer::new();
    let text = buffer.format_finite(value).as_bytes();
    if text.ends_with(b".0") || text.contains(&b'e') { lay_out(out, text) } else { out.extend_from_slice(text) }
}

fn write_whole(out: &mut Vec<u8>, mut value: u64) {
    let mut digits = [0; 20];
    let mut start = digits.len();
    loop {
        start -= 1;
        digits[start] = b'0' + (value % 10) as u8;
        value /= 10;
        if value == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[start..]);
}

/// Rewrites `[-]digits[.digits][e[-]digits]`: the same digits, the point or exponent where people
/// and ECMAScript put it.
fn lay_out(out: &mut Vec<u8>, text: &[u8]) {
    let text = match text.strip_prefix(b"-") {
        Some(rest) => {
            out.push(b'-');
            rest
        }
        None => text,
    };
    let (mantissa, exponent) = match text.iter().position(|&byte| byte == b'e') {
        Some(at) => {
            (&text[..at], std::str::from_utf8(&text[at + 1..]).ok().and_then(|e| e.parse::<i32>().ok()).unwrap_or(0))
        }
        None => (text, 0),
    };
    let point = mantissa.iter().position(|&byte| byte == b'.').unwrap_or(mantissa.len());
    let mut digits: Vec<u8> = mantissa.iter().copied().filter(|byte| *byte != b'.').collect();
    let leading = digits.iter().take_while(|digit| **digit == b'0').count();
    digits.drain(..leading);
    while digits.last() == Some(&b'0') {
        digits.pop();
    }
    // The value is 0.digits * 10^place.
    let place = point as i32 - leading as i32 + exponent;
    let count = digits.len() as i32;
    if (count..=21).contains(&place) {
        out.extend_from_slice(&digits);
        out.resize(out.len() + (place - count) as usize, b'0');
    } else if (1..=21).contains(&place) {
        out.extend_from_slice(&digits[..place as usize]);
        out.push(b'.');
        out.extend_from_slice(&digits[place as usize..]);
    } else if (-5..=0).contains(&place) {
        out.extend_from_slice(b"0.");
        out.resize(out.len() + -place as usize, b'0');
        out.extend_from_slice(&digits);
    } else {
        out.push(digits[0]);
        if count > 1 {
            out.push(b'.');
            out.extend_from_slice(&digits[1..]);
        }
        out.push(b'e');
        if place < 1 {
            out.push(b'-');
        }
        write_whole(out, u64::from((place - 1).unsigned_abs()));
    }
}
