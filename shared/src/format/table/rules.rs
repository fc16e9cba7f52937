//! The lines that text tables draw around their cells, `|---|---:|`, `+----+`, `=====`, and the counts that some
//! programs print below: `(2 rows)`, `[2 rows x 3 columns]`.

/// What a line of a drawn table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RuleKind {
    /// `---`
    Thin,
    /// `===`
    Thick,
}

/// The rule that `line` is, of which the end may be cut off. `below_names` where a row of names precedes it, so that a
/// single `-` between pipes is no missing value.
pub(crate) fn rule(line: &[u8], below_names: bool) -> Option<RuleKind> {
    if !line.iter().all(|byte| b"|+-=: \t".contains(byte)) {
        return None;
    }
    let has = |part: &[u8]| line.windows(part.len()).any(|window| window == part);
    if has(b"===") {
        return Some(RuleKind::Thick);
    }
    let thin = has(b"---") || has(b"+-") || has(b":-") || has(b"-:");
    (thin || below_names && line.contains(&b'-')).then_some(RuleKind::Thin)
}

/// The rows, and perhaps the columns, that a line below a table counts.
pub(crate) fn footer(line: &[u8]) -> Option<(u64, Option<u64>)> {
    let line = std::str::from_utf8(line.trim_ascii()).ok()?;
    let inner = line.strip_prefix('(').and_then(|line| line.strip_suffix(')'));
    let inner = inner.or_else(|| line.strip_prefix('[').and_then(|line| line.strip_suffix(']')))?;
    let words: Vec<&str> = inner.split_ascii_whitespace().collect();
    match words.as_slice() {
        [rows, "row" | "rows"] => Some((rows.parse().ok()?, None)),
        [rows, "row" | "rows", "x" | "×", cols, "column" | "columns"] => {
            Some((rows.parse().ok()?, Some(cols.parse().ok()?)))
        }
        _ => None,
    }
}
