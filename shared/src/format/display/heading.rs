//! The lines that MATLAB and Octave print before a matrix: `A =`, its size or kind, and a common factor.

/// `A =`, as MATLAB prints before a matrix; its Live Editor adds the size.
pub(crate) fn is_assignment(text: &[u8]) -> bool {
    after_name(text).is_some_and(|rest| rest.is_empty() || size(text).is_some())
}

/// What follows `A =`.
pub(crate) fn after_name(text: &[u8]) -> Option<&[u8]> {
    let at = text.iter().position(|byte| *byte == b'=')?;
    let name = text[..at].trim_ascii();
    let word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let named = name.first().is_some_and(u8::is_ascii_alphabetic) && name.iter().all(word);
    (named && !name.eq_ignore_ascii_case(b"sep")).then(|| text[at + 1..].trim_ascii())
}

/// The kind of a matrix, as MATLAB prints it for types other than double (`2×3 single matrix`, `1×4 int32 row vector`), and
/// Octave for special storage (`Diagonal Matrix`).
pub(crate) fn is_kind(text: &[u8]) -> bool {
    matches!(text, b"Diagonal Matrix" | b"Permutation Matrix") || text.starts_with(b"julia> ") || size(text).is_some()
}

/// The rows and columns that a line `2×3 single matrix`, `A = 2×3` or `A = 2×3 single matrix` declares.
pub(crate) fn size(text: &[u8]) -> Option<(u64, u64)> {
    if let Some(size) = julia_size(text) {
        return Some(size);
    }
    let assigned = after_name(text);
    let words = std::str::from_utf8(assigned.unwrap_or(text)).ok()?;
    let (size, kind) = words.split_once(' ').unwrap_or((words, ""));
    let known = ["matrix", "array", "vector"].iter().any(|shape| kind.ends_with(shape));
    if !(known || kind.is_empty() && assigned.is_some()) {
        return None;
    }
    let (rows, cols) = size.split_once(['×', 'x'])?;
    let side = |side: &str| if side.bytes().all(|byte| byte.is_ascii_digit()) { side.parse().ok() } else { None };
    Some((side(rows)?, side(cols)?))
}

/// The size in the line of a type that Julia prints: `2×3 Matrix{Float64}:`, `3-element Vector{Int64}:`.
fn julia_size(text: &[u8]) -> Option<(u64, u64)> {
    let text = std::str::from_utf8(text).ok()?.strip_suffix(':')?;
    let (size, kind) = text.split_once(' ')?;
    let is_type = kind.starts_with(|first: char| first.is_ascii_uppercase()) && kind.contains('{');
    let is_view = kind.contains(" with eltype ");
    if !(is_type || is_view) {
        return None;
    }
    if let Some(count) = size.strip_suffix("-element") {
        return Some((count.parse().ok()?, 1));
    }
    let (rows, cols) = size.split_once('×')?;
    Some((rows.parse().ok()?, cols.parse().ok()?))
}

/// Whether a line is one that MATLAB or Octave prints before the numbers.
pub(crate) fn belongs_before(text: &[u8]) -> bool {
    is_assignment(text) || is_kind(text) || factor(text).is_some()
}

/// The exponent of a line `1.0e+03 *`, as MATLAB prints above values of another order of magnitude.
pub(crate) fn factor(text: &[u8]) -> Option<i16> {
    let text = std::str::from_utf8(text.strip_suffix(b"*")?).ok()?.trim_ascii();
    text.strip_prefix("1.0e").or_else(|| text.strip_prefix("1e"))?.parse().ok()
}
