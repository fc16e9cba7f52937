//! When the editor shows a matrix as text, and that text.

use crate::operand::Operand;
use crate::view::result::number;

/// Most numbers that the editor shows without being asked.
const MAX_NUMBERS: usize = 2_000;

/// Most numbers that the editor shows when asked.
const MAX_NUMBERS_ON_REQUEST: usize = 10_000;

fn is_within(matrix: &Operand, most: usize) -> bool {
    (1..=most).contains(&matrix.shape.rows.saturating_mul(matrix.shape.cols))
}

/// Whether the editor shows `matrix` without being asked. It cannot show an empty one.
pub fn is_shown(matrix: &Operand) -> bool {
    is_within(matrix, MAX_NUMBERS)
}

/// Whether the editor can show `matrix`.
pub fn can_be_shown(matrix: &Operand) -> bool {
    is_within(matrix, MAX_NUMBERS_ON_REQUEST)
}

/// The text of `matrix` in the editor.
pub fn of(matrix: &Operand) -> String {
    let (rows, cols) = (matrix.shape.rows, matrix.shape.cols);
    number::table(rows, cols, matrix.dtype(), |row, col| matrix.get(row, col))
}

/// The text without the line of the caret and without the last line, at which the user may be at work; `None` if
/// nothing remains, or if the text is one expression in brackets, whose lines mean nothing alone.
pub fn without_work(text: &str, caret: usize) -> Option<String> {
    if text.trim_start().starts_with(['[', '{', '(']) {
        return None;
    }
    let lines: Vec<&str> = text.lines().collect();
    let last = lines.iter().rposition(|line| !line.trim().is_empty())?;
    let mut end = 0;
    let is_at_caret = |line: &str| {
        // The caret counts in UTF-16 and after the line's own characters; the editor has no carriage returns.
        let start = end;
        end += line.encode_utf16().count() + 1;
        (start..end).contains(&caret)
    };
    let at_caret: Vec<bool> = lines.iter().copied().map(is_at_caret).collect();
    let rest: Vec<&str> = (0..last).filter(|&index| !at_caret[index]).map(|index| lines[index]).collect();
    let rest = rest.join("\n");
    (!rest.trim().is_empty()).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_user_is_at_work_on_is_the_line_of_the_caret_and_the_last_one() {
        for (text, caret, rest) in [
            ("1 2\n3", 5, Some("1 2")),
            ("1 2\n3\n", 6, Some("1 2")),
            ("1 2\nx\n3 4\n5 6", 5, Some("1 2\n3 4")),
            ("1 2\nx\n3 4\n5 6", 0, Some("x\n3 4")),
            ("é 2\nx\n3 4", 4, Some("é 2")),
            ("1 2 x", 5, None),
            ("1\n2", 0, None),
            ("", 0, None),
            ("[[1,\n2],\n3", 10, None),
        ] {
            assert_eq!(without_work(text, caret).as_deref(), rest, "{text:?}, caret at {caret}");
        }
    }
}
