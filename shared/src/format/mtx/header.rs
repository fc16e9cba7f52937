//! Parses the two lines at the start of a Matrix Market file: the banner and the sizes.

use crate::format::error::{ErrorKind, quote};
use std::borrow::Cow;

/// How every Matrix Market file begins, in any case.
pub(crate) const BANNER: &[u8] = b"%%MatrixMarket";

/// How entries are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    Array,
    Coordinate,
}

/// The type of the entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Real,
    Integer,
    Pattern,
}

/// How the triangles relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Symmetry {
    General,
    Symmetric,
    Skew,
}

/// The parsed first line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Banner {
    layout: Layout,
    field: Field,
    symmetry: Symmetry,
}

/// The parsed first two lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MtxHeader {
    pub(crate) layout: Layout,
    pub(crate) field: Field,
    pub(crate) symmetry: Symmetry,
    pub(crate) rows: u64,
    pub(crate) cols: u64,
    /// Entries stored in the file.
    pub(crate) entries: u128,
}

impl MtxHeader {
    /// Bytes of the shortest entry, its line end included.
    pub(crate) fn shortest_entry(&self) -> u64 {
        match (self.layout, self.field) {
            (Layout::Array, _) => 2,
            (Layout::Coordinate, Field::Pattern) => 4,
            (Layout::Coordinate, _) => 6,
        }
    }
}

/// Reads `%%MatrixMarket matrix coordinate real general`.
pub(crate) fn parse_banner(line: &[u8]) -> Result<Banner, ErrorKind> {
    let text = String::from_utf8_lossy(line).to_ascii_lowercase();
    let fields: Vec<&str> = text.split_ascii_whitespace().take(6).collect();
    let [_, object, layout, field, symmetry] = *fields.as_slice() else {
        let found = format!("\"{}\" does not have five words", quote(line));
        return Err(header(found, "write %%MatrixMarket matrix array real general"));
    };
    if object != "matrix" {
        return Err(header(
            format!("describes the object \"{}\"", quote(object.as_bytes())),
            "load a file whose object is matrix",
        ));
    }
    let layout = match layout {
        "array" => Layout::Array,
        "coordinate" => Layout::Coordinate,
        other => return Err(unknown("layout", other, "array or coordinate")),
    };
    let field = match field {
        "real" | "double" => Field::Real,
        // SciPy writes unsigned-integer.
        "integer" | "unsigned-integer" => Field::Integer,
        "pattern" => Field::Pattern,
        "complex" => {
            return Err(header("states complex values", "complex matrices are not supported; save the real part"));
        }
        other => return Err(unknown("field", other, "real, integer or pattern")),
    };
    let symmetry = match symmetry {
        "general" => Symmetry::General,
        "symmetric" => Symmetry::Symmetric,
        "skew-symmetric" => Symmetry::Skew,
        // The conjugate of a real number is itself.
        "hermitian" => Symmetry::Symmetric,
        other => return Err(unknown("symmetry", other, "general, symmetric or skew-symmetric")),
    };
    if field == Field::Pattern && (layout == Layout::Array || symmetry == Symmetry::Skew) {
        return Err(header(
            "states a pattern that is an array or skew-symmetric",
            "write coordinate and general or symmetric",
        ));
    }
    Ok(Banner { layout, field, symmetry })
}

/// Reads the line of sizes: `rows cols`, and for coordinates `entries`.
pub(crate) fn parse_size(banner: Banner, line: &[u8]) -> Result<MtxHeader, ErrorKind> {
    let Banner { layout, field, symmetry } = banner;
    let invalid = || {
        let wanted = match layout {
            Layout::Array => "write the rows and the columns as two whole numbers",
            Layout::Coordinate => "write the rows, the columns and the number of entries as three whole numbers",
        };
        header(format!("states the sizes \"{}\"", quote(line)), wanted)
    };
    let sizes: Option<Vec<u64>> = line
        .split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty())
        .take(4)
        .map(
            |word| {
                if word.iter().all(u8::is_ascii_digit) { std::str::from_utf8(word).ok()?.parse().ok() } else { None }
            },
        )
        .collect();
    let (rows, cols, stored) = match (layout, sizes.ok_or_else(invalid)?.as_slice()) {
        (Layout::Array, &[rows, cols]) => (rows, cols, None),
        (Layout::Coordinate, &[rows, cols, stored]) => (rows, cols, Some(stored)),
        _ => return Err(invalid()),
    };
    if symmetry != Symmetry::General && rows != cols {
        return Err(header(
            format!("states a symmetric matrix of {rows} × {cols}"),
            "symmetric matrices are square, correct the sizes",
        ));
    }
    let wide = u128::from(rows);
    let entries = match (stored, symmetry) {
        (Some(stored), _) => u128::from(stored),
        (None, Symmetry::General) => wide * u128::from(cols),
        (None, Symmetry::Symmetric) => triangle(wide) + wide,
        (None, Symmetry::Skew) => triangle(wide),
    };
    Ok(MtxHeader { layout, field, symmetry, rows, cols, entries })
}

/// Cells below the diagonal of `n` rows.
fn triangle(n: u128) -> u128 {
    n * n.saturating_sub(1) / 2
}

fn unknown(what: &str, found: &str, known: &str) -> ErrorKind {
    let found = format!("states the {what} \"{}\"", quote(found.as_bytes()));
    ErrorKind::Header { format: "Matrix Market", found: found.into(), remedy: format!("write {known}").into() }
}

pub(crate) fn header(found: impl Into<Cow<'static, str>>, remedy: &'static str) -> ErrorKind {
    ErrorKind::header("Matrix Market", found, remedy)
}
