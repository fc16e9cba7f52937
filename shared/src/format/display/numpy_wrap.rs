//! Distinguishes a long row that NumPy wrapped from rows on lines of their own.

/// The lines of a row that NumPy wrapped, of which `text` is what follows the bracket. NumPy gives all numbers the same
/// width, begins the lines after the first with one blank, and puts as many numbers on a line as
/// [`NUMPY_LINE`] characters hold; a matrix with a row on each line hardly ever looks like that.
pub(crate) fn wrapped_by_numpy(text: &[u8]) -> Option<u64> {
    // For most blocks the first line decides.
    let first = text.iter().take(NUMPY_LINE + 2).position(|byte| *byte == b'\n')?;
    if text[..first].iter().any(|byte| b",;[]".contains(byte)) {
        return None;
    }
    let text = &text[..text.iter().position(|byte| *byte == b']')?];
    if text.iter().any(|byte| b",;[\t".contains(byte)) {
        return None;
    }
    let mut lines = Vec::new();
    for (place, line) in text.split(|byte| *byte == b'\n').enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        lines.push(if place == 0 { line } else { line.strip_prefix(b" ")? });
    }
    let numbers = |line: &[u8]| line.split(|byte| *byte == b' ').filter(|word| !word.is_empty()).count();
    let (last, full) = lines.split_last()?;
    let most = numbers(full.first()?);
    if full.iter().any(|line| numbers(line) != most) || !(1..=most).contains(&numbers(last)) {
        return None;
    }
    let fits = |pitch: usize| {
        let (mut left, mut right) = (false, false);
        for line in &lines {
            // All numbers of a line stand in cells of their own, and nothing stands between the cells.
            for cell in line.chunks(pitch) {
                let (word, gap) = cell.split_at(cell.len().min(pitch - 1));
                if numbers(word) != 1 && !word.trim_ascii().is_empty() || !gap.trim_ascii().is_empty() {
                    return false;
                }
                left |= word.first().is_some_and(|byte| *byte != b' ');
                right |= word.len() == pitch - 1 && word.last().is_some_and(|byte| *byte != b' ');
            }
        }
        // No cell is wider than its numbers ask for.
        left && right
    };
    let wrapped = (2..=NUMPY_LINE).filter(|pitch| NUMPY_LINE / pitch == most).any(fits);
    wrapped.then_some(lines.len() as u64)
}

/// The characters of a line that NumPy fills: 75, less one for a closing bracket.
const NUMPY_LINE: usize = 74;
