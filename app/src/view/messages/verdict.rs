//! What the check of a product says.

use super::rounded_up;
use crate::engine::Verdict;
use crate::view::platform::by_ptr::ByPtr;
use crate::view::result::number;
use crate::view::state::check_state::CheckState;
use crate::view::state::slot::{OperandSide, OperandSlot};
use crate::view::text::{check as text, messages as common};
use shared::DType;
use shared::certificate::WrongEntry;

/// Why a check cannot start.
pub fn nothing_to_check(side: OperandSide) -> String {
    common::NOTHING_TO_CHECK.with(&[&side.letter()])
}

/// What assistive technology announces about a check: its quarters.
pub fn checking(check: &CheckState) -> String {
    match check {
        CheckState::Waiting => text::WAITING.get().into(),
        CheckState::Running { percent, .. } => text::CHECKING.with(&[&(percent / 25 * 25)]),
        CheckState::Idle | CheckState::Judged(..) | CheckState::Failed(_) => String::new(),
    }
}

/// What was found.
pub fn verdict(verdict: &Verdict, slots: &[ByPtr<OperandSlot>]) -> String {
    let text = match verdict {
        Verdict::Right { bound: 0.0 } => text::EXACTLY.get().into(),
        Verdict::Right { bound } => text::WITHIN_ROUNDING.with(&[&rounded_up(*bound)]),
        Verdict::Undecided { row: Some(row) } => text::UNDECIDED_ROW.with(&[&(row + 1)]),
        Verdict::Undecided { row: None } => text::UNDECIDED_COLUMNS.get().into(),
        Verdict::Wrong { row, entry, rows } => {
            let dtype = slots[OperandSide::C.index()].ready().map_or(DType::F64, |matrix| matrix.loaded.matrix.dtype());
            wrong(*row, entry, *rows, dtype)
        }
    };
    text.replace('-', "\u{2212}")
}

fn wrong(row: usize, entry: &WrongEntry, rows: usize, dtype: DType) -> String {
    let WrongEntry { col, found, expected, difference, bound } = *entry;
    let (row, col) = (row + 1, col + 1);
    let (found, expected) = (number::full(found, dtype), number::full(expected, DType::F64));
    let explained: String = match bound {
        0.0 => text::WITHOUT_ROUNDING.get().into(),
        bound => text::ROUNDING_EXPLAINS.with(&[&rounded_up(bound)]),
    };
    let difference = number::short(difference, DType::F64);
    let mut sentences = vec![text::WRONG.with(&[&row, &col, &found, &expected, &difference, &explained])];
    let digits = digits(entry);
    if digits > 2 {
        sentences.push(text::DIGITS_AGREE.with(&[&digits]));
    }
    if rows > 1 {
        sentences.push(text::ROWS_WRONG.with(&[&rows]));
    }
    sentences.join(" ")
}

/// The number of significant digits to which an entry is right.
fn digits(entry: &WrongEntry) -> i32 {
    // Half a unit of the last digit is what rounding to it leaves.
    let share = 2.0 * entry.difference / entry.expected.abs();
    if share > 0.0 && share < 1.0 { (-share.log10()).floor() as i32 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::wrong;
    use shared::DType;
    use shared::certificate::WrongEntry;

    #[test]
    fn a_wrong_row_is_described_by_its_worst_entry() {
        let entry = |found: f64, expected: f64, bound| {
            let difference = (found - expected).abs();
            WrongEntry { col: 2, found, expected, difference, bound }
        };
        let cases = [
            (
                (entry(51.0, 50.0, 0.0), 1),
                "Row 17 of C is not A·B: entry (17, 3) is 51 and should be 50. It is off by 1, without any rounding.",
            ),
            (
                (entry(4.25, 4.125, 3e-15), 1),
                "Row 17 of C is not A·B: entry (17, 3) is 4.25 and should be 4.125. It is off by 0.125, rounding \
                 explains 3.0e-15 at most.",
            ),
            (
                (entry(0.333333, 1.0 / 3.0, 1e-16), 9),
                "Row 17 of C is not A·B: entry (17, 3) is 0.333333 and should be 0.3333333333333333. It is off by \
                 3.333333e\u{2212}7, rounding explains 1.0e-16 at most. They agree to 5 digits; C may hold rounded \
                 numbers. At least 9 rows are wrong.",
            ),
        ];
        for ((entry, rows), text) in cases {
            assert_eq!(wrong(16, &entry, rows, DType::F64), text);
        }
    }
}
