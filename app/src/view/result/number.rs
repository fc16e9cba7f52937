//! Numbers as text for people: shortened for the grid, in full for titles and for the editor.
//!
//! Exported files are not made of these texts: the engine writes them from the numbers. So the [`NumberStyle`] changes
//! what is shown, and nothing that is copied, saved or edited.

use crate::view::text::language::Language;
use shared::DType;
use shared::format::DecimalMark;
use std::cell::Cell;

/// How numbers are shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NumberStyle {
    /// Significant digits, at least [`LEAST_DIGITS`] and at most [`MOST_DIGITS`].
    pub digits: usize,
    /// The decimal mark; `None` is the one usual in the language of the page.
    pub decimal: Option<DecimalMark>,
}

/// The fewest digits that can be chosen.
pub const LEAST_DIGITS: usize = 3;

/// The most digits that can be chosen: they tell all numbers apart.
pub const MOST_DIGITS: usize = 17;

impl NumberStyle {
    const DEFAULT: Self = Self { digits: 7, decimal: None };

    /// The decimal mark that is shown.
    pub fn mark(self) -> DecimalMark {
        self.decimal.unwrap_or(match Language::current() {
            Language::English => DecimalMark::Point,
            Language::German => DecimalMark::Comma,
        })
    }

    /// As text, to be remembered: digits and decimal mark.
    pub fn to_text(self) -> String {
        let mark = self.decimal.map_or("", |mark| if mark == DecimalMark::Comma { "," } else { "." });
        format!("{}{mark}", self.digits)
    }

    /// The style that [`NumberStyle::to_text`] made this text of.
    pub fn of_text(text: &str) -> Option<Self> {
        let (digits, decimal) = match text.chars().last()? {
            ',' => (text.strip_suffix(','), Some(DecimalMark::Comma)),
            '.' => (text.strip_suffix('.'), Some(DecimalMark::Point)),
            _ => (Some(text), None),
        };
        let digits = digits?.parse().ok().filter(|digits| (LEAST_DIGITS..=MOST_DIGITS).contains(digits))?;
        Some(Self { digits, decimal })
    }

    /// Makes it the style of [`short`] and [`fitting`].
    pub fn apply(self) {
        CURRENT.set(self);
    }
}

impl Default for NumberStyle {
    fn default() -> Self {
        Self::DEFAULT
    }
}

thread_local! {
    static CURRENT: Cell<NumberStyle> = const { Cell::new(NumberStyle::DEFAULT) };
}

/// Characters up to which a whole number is shown in full.
const WHOLE_DIGITS: usize = 12;

/// The shortest text that reads back to the same bits.
pub fn full(value: f64, dtype: DType) -> String {
    if value.is_nan() {
        return "nan".into();
    }
    if value.is_infinite() {
        return if value > 0.0 { "inf".into() } else { "-inf".into() };
    }
    let text = match dtype {
        DType::F64 => format!("{value:?}"),
        DType::F32 => format!("{:?}", value as f32),
    };
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

/// The number of significant digits shown.
pub fn digits() -> usize {
    CURRENT.get().digits
}

/// All digits, with the decimal mark and the minus sign for reading.
pub fn legible(value: f64, dtype: DType) -> String {
    with_marks(&full(value, dtype))
}

/// At most the chosen number of significant digits, with an exponent where the number is far from 1.
pub fn short(value: f64, dtype: DType) -> String {
    let exact = full(value, dtype);
    let digits = digits();
    // A whole number is worth showing in full as long as it fits the cell.
    let room = if value.fract() == 0.0 { WHOLE_DIGITS.max(digits) } else { digits + 2 };
    if !value.is_finite() || exact.len() <= room && !exact.contains('e') {
        return with_marks(&exact);
    }
    rounded(value, digits)
}

/// Whether `shown` is all of `value`.
pub fn has_all_digits(shown: &str, value: f64, dtype: DType) -> bool {
    shown == legible(value, dtype)
}

/// Two significant digits, for sizes that are no entries.
pub fn rough(value: f64) -> String {
    if value.is_finite() { rounded(value, 2) } else { full(value, DType::F64) }
}

/// The same in at most `room` characters, with fewer digits if necessary; a number that is cut off would hide its size.
/// Every number fits into [`MIN_ROOM`].
pub fn fitting(value: f64, dtype: DType, room: usize) -> String {
    let fits = |text: &String| text.chars().count() <= room;
    let short = short(value, dtype);
    if fits(&short) || !value.is_finite() {
        return short;
    }
    (1..digits()).rev().map(|digits| rounded(value, digits)).find(fits).unwrap_or_else(|| scientific(value, 1))
}

/// Characters of the longest number with one digit: \u{2212}1e\u{2212}300.
pub const MIN_ROOM: usize = 7;

fn rounded(value: f64, digits: usize) -> String {
    let text = format!("{value:.*e}", digits - 1);
    let exponent: i32 = text.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0);
    if (-5..digits as i32).contains(&exponent) {
        let decimals = (digits as i32 - 1 - exponent).max(0) as usize;
        with_marks(without_tail(&format!("{value:.decimals$}")))
    } else {
        scientific(value, digits)
    }
}

fn scientific(value: f64, digits: usize) -> String {
    let text = format!("{value:.*e}", digits - 1);
    match text.split_once('e') {
        Some((mantissa, exponent)) => with_marks(&format!("{}e{exponent}", without_tail(mantissa))),
        None => with_marks(&text),
    }
}

/// Without trailing zeros after the decimal point.
fn without_tail(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
}

/// With the typographic minus sign and the decimal mark chosen, for display only.
fn with_marks(text: &str) -> String {
    let text = text.replace('-', "\u{2212}");
    match CURRENT.get().mark() {
        DecimalMark::Point => text,
        DecimalMark::Comma => text.replace('.', ","),
    }
}

/// The numbers in full, a line for each row, the columns aligned: what the editor shows of a small matrix.
pub fn table(rows: usize, cols: usize, dtype: DType, cell: impl Fn(usize, usize) -> f64) -> String {
    let texts: Vec<Vec<String>> =
        (0..rows).map(|row| (0..cols).map(|col| full(cell(row, col), dtype)).collect()).collect();
    let widths: Vec<usize> =
        (0..cols).map(|col| texts.iter().map(|row| row[col].len()).max().unwrap_or_default()).collect();
    let lines: Vec<String> = texts
        .iter()
        .map(|row| {
            let cells: Vec<String> = row.iter().zip(&widths).map(|(text, &width)| format!("{text:>width$}")).collect();
            cells.join("  ")
        })
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn whole_numbers_are_shown_without_a_point() {
        assert_eq!(full(19.0, DType::F64), "19");
        assert_eq!(short(19.0, DType::F64), "19");
        assert_eq!(short(-3.0, DType::F64), "\u{2212}3");
        assert_eq!(short(0.0, DType::F64), "0");
        assert_eq!(short(123456789012.0, DType::F64), "123456789012");
        assert_eq!(short(1234567890123.0, DType::F64), "1.234568e12");
    }

    #[test]
    fn full_text_reads_back_to_the_same_bits() {
        for value in [0.1, 1.0 / 3.0, 5e-324, f64::MAX, -0.0, 1e21, 123456789012345680.0] {
            assert_eq!(full(value, DType::F64).parse::<f64>().unwrap().to_bits(), value.to_bits());
        }
        for value in [0.1f32, 1.0 / 3.0, f32::MIN_POSITIVE, f32::MAX] {
            assert_eq!(full(f64::from(value), DType::F32).parse::<f32>().unwrap().to_bits(), value.to_bits());
        }
        assert_eq!(full(f64::from(0.1f32), DType::F32), "0.1");
    }

    #[test]
    fn long_numbers_are_shortened_to_seven_digits() {
        assert_eq!(short(1.0 / 3.0, DType::F64), "0.3333333");
        assert_eq!(short(12345.678912, DType::F64), "12345.68");
        assert_eq!(short(-1.23456789e-8, DType::F64), "\u{2212}1.234568e\u{2212}8");
        assert_eq!(short(6.02214076e23, DType::F64), "6.022141e23");
        assert_eq!(short(999999.99999, DType::F64), "1000000");
    }

    #[test]
    fn a_number_fits_its_room_and_stays_as_large_as_it_is() {
        let fitting = |value, room| fitting(value, DType::F64, room);
        assert_eq!(fitting(19.0, 7), "19");
        assert_eq!(fitting(1.234568e15, 9), "1.2346e15");
        assert_eq!(fitting(123456789012.0, 8), "1.235e11");
        assert_eq!(fitting(-1.234568e-12, 10), "\u{2212}1.235e\u{2212}12");
        assert_eq!(fitting(-0.0635595, 8), "\u{2212}0.06356");
        assert_eq!(fitting(99999.96, 7), "100000");
        for value in [-1.7976931348623157e308, -5e-324, 1.0 / 3.0, -123456.789, 9.999999e-5] {
            assert!(fitting(value, MIN_ROOM).chars().count() <= MIN_ROOM, "{}", fitting(value, MIN_ROOM));
        }
    }

    #[test]
    fn digits_and_decimal_mark_are_those_chosen() {
        let shown = |digits, decimal, value| {
            NumberStyle { digits, decimal }.apply();
            let texts = (short(value, DType::F64), fitting(value, DType::F64, 8), full(value, DType::F64));
            NumberStyle::default().apply();
            texts
        };
        let texts = |short: &str, fitting: &str, full: &str| (short.to_owned(), fitting.to_owned(), full.to_owned());
        let (point, comma) = (Some(DecimalMark::Point), Some(DecimalMark::Comma));
        assert_eq!(shown(3, point, 1234.5678), texts("1.23e3", "1.23e3", "1234.5678"));
        assert_eq!(shown(3, comma, -1.0 / 3.0), texts("\u{2212}0,333", "\u{2212}0,333", "-0.3333333333333333"));
        assert_eq!(shown(17, None, 0.1 + 0.2), texts("0.30000000000000004", "0.3", "0.30000000000000004"));
        assert_eq!(shown(17, comma, 2.0f64.powi(53)).0, "9007199254740992");
        assert_eq!(shown(3, comma, 123456.0), texts("123456", "123456", "123456"));
    }

    #[test]
    fn a_style_is_remembered_and_other_texts_are_none() {
        for digits in [LEAST_DIGITS, 7, MOST_DIGITS] {
            for decimal in [None, Some(DecimalMark::Point), Some(DecimalMark::Comma)] {
                let style = NumberStyle { digits, decimal };
                assert_eq!(NumberStyle::of_text(&style.to_text()), Some(style));
            }
        }
        for text in ["", ",", "2", "18.", "-7", "7;", "seven", "7,,"] {
            assert_eq!(NumberStyle::of_text(text), None, "{text}");
        }
    }

    #[test]
    fn values_that_are_no_numbers_have_words() {
        assert_eq!(short(f64::NAN, DType::F64), "nan");
        assert_eq!(full(f64::NEG_INFINITY, DType::F64), "-inf");
        assert_eq!(short(f64::INFINITY, DType::F32), "inf");
    }

    #[test]
    fn a_table_has_a_line_for_each_row_and_aligned_columns() {
        let cells = [[1.0, -0.5], [100.0, 2.0]];
        assert_eq!(table(2, 2, DType::F64, |row, col| cells[row][col]), "  1  -0.5\n100     2");
    }
}
