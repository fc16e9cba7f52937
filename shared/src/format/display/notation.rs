//! Notation around and in place of numbers in NumPy, MATLAB and Octave: `np.array(`, `double(0.5)`, `np.inf`,
//! `shape=(0, 3)`.

use crate::format::display::heading::after_name;
use crate::format::number::{self, Number};

/// Whether `text` may stand before the bracket of a block.
pub(crate) fn is_prefix(text: &[u8]) -> bool {
    let text = match text.iter().position(|&byte| byte == b'=') {
        None => text,
        Some(at) => {
            let name = text[..at].trim_ascii();
            // Maple writes `:=`.
            let name = name.strip_suffix(b":").unwrap_or(name).trim_ascii_end();
            if name.is_empty() || !name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_') {
                return false;
            }
            text[at + 1..].trim_ascii()
        }
    };
    let text = text.strip_prefix(b"Parameter containing:").unwrap_or(text).trim_ascii();
    let Some(open) = text.iter().position(|byte| *byte == b'(') else { return text.is_empty() };
    let (call, sizes) = (text[..open].trim_ascii_end(), &text[open + 1..]);
    let is_path = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.".contains(byte);
    let word = call.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
    let is_known = CALLS.iter().any(|known| known.as_bytes() == word) && call.iter().all(is_path);
    sizes.is_empty() && is_class(call) || is_known && (sizes.is_empty() || declared_sizes(text).is_some())
}

/// What makes an array of lists in NumPy, PyTorch, JAX, SymPy, Maple and SageMath.
const CALLS: [&str; 15] = [
    "array",
    "matrix",
    "asarray",
    "tensor",
    "Tensor",
    "FloatTensor",
    "DoubleTensor",
    "constant",
    "Array",
    "Matrix",
    "MutableDenseMatrix",
    "ImmutableDenseMatrix",
    "ImmutableMatrix",
    "SparseMatrix",
    "mat",
];

/// The rows and columns in `Matrix(2, 3, `, as Maple writes them before the lists.
pub(crate) fn declared_sizes(text: &[u8]) -> Option<(u64, u64)> {
    let open = text.iter().rposition(|byte| *byte == b'(')?;
    let words = std::str::from_utf8(&text[open + 1..]).ok()?.trim().strip_suffix(',')?;
    let (rows, cols) = words.split_once(',')?;
    Some((rows.trim().parse().ok()?, cols.trim().parse().ok()?))
}

/// The size in `, shape=(2, 3)`, and what follows.
pub(crate) fn shape_keyword(text: &[u8]) -> Option<((u64, u64), &[u8])> {
    let text = text.strip_prefix(b",")?.trim_ascii_start().strip_prefix(b"shape=(")?;
    let close = text.iter().position(|byte| *byte == b')')?;
    let (rows, cols) = std::str::from_utf8(&text[..close]).ok()?.split_once(',')?;
    Some(((rows.trim().parse().ok()?, cols.trim().parse().ok()?), &text[close + 1..]))
}

/// What follows keywords such as `, dtype=float32, device='cuda:0'`; `None` if there are none, or if one of them may
/// change the matrix.
pub(crate) fn keywords(text: &[u8]) -> Option<&[u8]> {
    const KNOWN: [&str; 8] = ["dtype", "device", "requires_grad", "grad_fn", "copy", "order", "weak_type", "datatype"];
    let mut rest = text;
    while let Some(after) = rest.strip_prefix(b",") {
        let after = after.trim_ascii_start();
        let at = after.iter().take(64).position(|byte| *byte == b'=')?;
        let name = after[..at].trim_ascii();
        if !KNOWN.iter().any(|known| known.as_bytes() == name) {
            return None;
        }
        let value = &after[at + 1..];
        let mut depth = 0_u32;
        let ends = |byte: &u8| {
            match byte {
                b'(' | b'[' => depth += 1,
                b')' | b']' if depth > 0 => depth -= 1,
                b')' | b',' => return depth == 0,
                _ => {}
            }
            false
        };
        let length = value.iter().position(ends)?;
        let is_value = |byte: &u8| byte.is_ascii_alphanumeric() || b"._'\"<>:,()[]- ".contains(byte);
        if !value[..length].iter().all(is_value) {
            return None;
        }
        rest = &value[length..];
    }
    (rest.len() < text.len()).then_some(rest)
}

/// Whether a word is one of MATLAB's numeric types, as `mat2str(A, "class")` writes before the numbers.
fn is_class(word: &[u8]) -> bool {
    let integer = word.strip_prefix(b"u").unwrap_or(word).strip_prefix(b"int");
    matches!(word, b"single" | b"double") || integer.is_some_and(is_width)
}

fn is_width(word: &[u8]) -> bool {
    matches!(word, b"8" | b"16" | b"32" | b"64")
}

/// The single number that a text is, if its notation shows that it is not a column of a table: `A = 5`, `double(0.5)`,
/// `np.float64(1.5)`.
pub(crate) fn lone_number<T: Number>(text: &[u8]) -> Option<T> {
    // The longest text that may be one number.
    const MOST: usize = 256;
    let text = Some(text.trim_ascii()).filter(|text| text.len() <= MOST)?;
    let text = text.strip_suffix(b";").unwrap_or(text).trim_ascii();
    let assigned = after_name(text);
    let value = assigned.unwrap_or(text);
    let called = value.strip_suffix(b")").and_then(|call| {
        let open = call.iter().position(|byte| *byte == b'(')?;
        is_class(&call[..open]).then(|| call[open + 1..].trim_ascii())
    });
    if let Some(number) = called.or(assigned).and_then(|text| number::whole(text, b'.')) {
        return Some(number);
    }
    numpy_number(value).filter(|(_, length)| *length == value.len()).map(|(value, _)| value)
}

/// A number in Python notation, and its length: `np.nan`, `-np.inf`, `np.float64(1.5)`.
#[cold]
pub(crate) fn numpy_number<T: Number>(bytes: &[u8]) -> Option<(T, usize)> {
    let negative = bytes.first() == Some(&b'-');
    let rest = bytes.strip_prefix(b"-").unwrap_or(bytes);
    let word = ["np.", "numpy.", "math.", "torch."].iter().find_map(|path| rest.strip_prefix(path.as_bytes()))?;
    let before = bytes.len() - word.len();
    if word.starts_with(b"nan") || word.starts_with(b"inf") {
        let (value, length) = number::scan::<T>(word, b'.')?;
        return Some((if negative { value.negated() } else { value }, before + length));
    }
    let open = word.iter().take(16).position(|byte| *byte == b'(').filter(|_| !negative)?;
    let kind = &word[..open];
    if !(is_class(kind) || kind.strip_prefix(b"float").is_some_and(is_width)) {
        return None;
    }
    let (value, length) = number::scan::<T>(&word[open + 1..], b'.')?;
    let close = open + 1 + length;
    (word.get(close) == Some(&b')')).then_some((value, before + close + 1))
}

/// The sides in `, shape=(0, 3)` after an empty array, or in Octave's `(0x3)`, and what follows.
pub(crate) fn empty_shape(text: &[u8]) -> Option<(u64, u64, &[u8])> {
    let (text, mark) = match text.strip_prefix(b",") {
        Some(text) => {
            let text = text.trim_ascii_start();
            (text.strip_prefix(b"shape=(").or_else(|| text.strip_prefix(b"size=("))?, ',')
        }
        None => (text.strip_prefix(b"(")?, 'x'),
    };
    let close = text.iter().position(|byte| *byte == b')')?;
    let (rows, cols) = std::str::from_utf8(&text[..close]).ok()?.split_once(mark)?;
    let (rows, cols) = (rows.trim().parse().ok()?, cols.trim().parse().ok()?);
    (rows == 0 || cols == 0).then(|| (rows, cols, text[close + 1..].trim_ascii_start()))
}
