//! What counts as a number in a cell: what the readers of files accept, with either decimal mark.
//!
//! The page's module has no parser of floats. JavaScript's is correctly rounded, but takes more than numbers, so the text
//! is compared with the grammar first.

use wasm_bindgen::JsValue;

/// A number as text that JavaScript and the readers read alike, if `text` is one:
/// `[+-]digits[mark digits][e[+-]digits]`, `nan`, `inf` or `infinity`.
pub fn normalized(text: &str) -> Option<String> {
    let text = text.trim().replace('\u{2212}', "-");
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(&text)),
    };
    if unsigned.eq_ignore_ascii_case("nan") {
        return Some("nan".into());
    }
    if unsigned.eq_ignore_ascii_case("inf") || unsigned.eq_ignore_ascii_case("infinity") {
        return Some(format!("{sign}inf"));
    }
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], Some(&unsigned[at + 1..])),
        None => (unsigned, None),
    };
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_exponent = exponent.is_none_or(|text| is_digits(text.strip_prefix(['+', '-']).unwrap_or(text)));
    let is_mantissa = match mantissa.split_once(['.', ',']) {
        None => is_digits(mantissa),
        // As for the readers, `1.` and `.5` are numbers, `1,` and `,5` are not.
        Some((whole, decimals)) if !mantissa.contains(',') => {
            (whole.is_empty() || is_digits(whole)) && (decimals.is_empty() || is_digits(decimals)) && mantissa.len() > 1
        }
        Some((whole, decimals)) => is_digits(whole) && is_digits(decimals),
    };
    (is_mantissa && is_exponent).then(|| format!("{sign}{}", unsigned.replace(',', ".")))
}

/// The number that `text` is, correctly rounded.
pub fn parse(text: &str) -> Option<f64> {
    let text = normalized(text)?;
    Some(match text.as_str() {
        "nan" => f64::NAN,
        "inf" => f64::INFINITY,
        "-inf" => f64::NEG_INFINITY,
        decimal => JsValue::from_str(decimal).unchecked_into_f64(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_what_the_readers_take() {
        for (text, expected) in [
            ("1", "1"),
            (" -2.50 ", "-2.50"),
            ("+3", "3"),
            ("\u{2212}4", "-4"),
            ("1,5", "1.5"),
            ("-1,5e-3", "-1.5e-3"),
            ("1.", "1."),
            (".5", ".5"),
            ("1E+5", "1E+5"),
            ("007", "007"),
            ("NaN", "nan"),
            ("-Inf", "-inf"),
            ("Infinity", "inf"),
        ] {
            assert_eq!(normalized(text).as_deref(), Some(expected), "{text:?}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for text in [
            "", " ", "-", ".", "1e", "1e+", "1,", ",5", "1.5.2", "1,234.5", "1.234,5", "0x10", "1_000", "1 2", "abc",
            "1a", "--1", "+-1", "1e5.5", "e5", "infinit", "50%", "=1+1", "٣",
        ] {
            assert_eq!(normalized(text), None, "{text:?}");
        }
    }
}
