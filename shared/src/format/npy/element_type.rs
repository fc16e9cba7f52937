//! The element types of a `.npy` file that are real numbers.

use crate::element::DType;
use crate::format::error::{ErrorKind, quote};

/// What the bytes of an element mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NpyKind {
    Float16,
    Float32,
    Float64,
    Integer {
        signed: bool,
        /// Bytes, 1 to 8.
        size: usize,
    },
    Bool,
}

/// An element type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NpyType {
    pub(crate) kind: NpyKind,
    pub(crate) big_endian: bool,
}

impl NpyType {
    /// The type that `descr` names, as in `<f8`.
    pub(crate) fn parse(descr: &str) -> Result<Self, ErrorKind> {
        let bytes = descr.as_bytes();
        let (order, code) = match bytes.split_first() {
            Some((order @ (b'<' | b'>' | b'|' | b'='), code)) => (*order, code),
            _ => (b'|', bytes),
        };
        let kind = match code {
            b"f2" => NpyKind::Float16,
            b"f4" => NpyKind::Float32,
            b"f8" => NpyKind::Float64,
            [sign @ (b'i' | b'u'), size @ (b'1' | b'2' | b'4' | b'8')] => {
                NpyKind::Integer { signed: *sign == b'i', size: usize::from(size - b'0') }
            }
            b"b1" | b"?" => NpyKind::Bool,
            _ => return Err(unsupported(descr, code.first())),
        };
        let element = Self { kind, big_endian: order == b'>' };
        if order == b'|' && element.size() > 1 {
            let found = format!("states the type '{}' without a byte order", quote(bytes));
            return Err(ErrorKind::header(".npy", found, "save the array with np.save"));
        }
        Ok(element)
    }

    /// Bytes of an element.
    pub(crate) fn size(self) -> usize {
        match self.kind {
            NpyKind::Float16 => 2,
            NpyKind::Float32 => 4,
            NpyKind::Float64 => 8,
            NpyKind::Integer { size, .. } => size,
            NpyKind::Bool => 1,
        }
    }

    /// The type that elements become.
    pub(crate) fn dtype(self) -> DType {
        match self.kind {
            NpyKind::Float16 | NpyKind::Float32 => DType::F32,
            NpyKind::Float64 | NpyKind::Integer { .. } | NpyKind::Bool => DType::F64,
        }
    }

    /// NumPy's name for it: `float64`, `int16`, `bool`.
    pub(crate) fn name(self) -> String {
        let bits = 8 * self.size();
        match self.kind {
            NpyKind::Float16 | NpyKind::Float32 | NpyKind::Float64 => format!("float{bits}"),
            NpyKind::Integer { signed: true, .. } => format!("int{bits}"),
            NpyKind::Integer { signed: false, .. } => format!("uint{bits}"),
            NpyKind::Bool => "bool".into(),
        }
    }
}

/// The value of an integer of 1 to 8 bytes, little-endian if not `big_endian`, or why an f64 cannot hold it.
pub(crate) fn integer(bytes: &[u8], signed: bool, big_endian: bool) -> Result<f64, String> {
    let mut wide = [0; 8];
    let place = &mut wide[..bytes.len()];
    place.copy_from_slice(bytes);
    if big_endian {
        place.reverse();
    }
    let bits = u64::from_le_bytes(wide);
    let unused = 64 - 8 * bytes.len() as u32;
    let value = if signed { i128::from((bits << unused) as i64 >> unused) } else { i128::from(bits) };
    // Up to here, every integer is an f64.
    if value.unsigned_abs() <= 1 << 53 {
        Ok(value as f64)
    } else {
        Err(format!("the integer {value} lies beyond 2^53, where an f64 has gaps"))
    }
}

fn unsupported(descr: &str, code: Option<&u8>) -> ErrorKind {
    let (what, remedy) = match code {
        Some(b'c') => ("complex numbers", "save the real part, a.real"),
        Some(b'O') => ("Python objects", "save it as numbers: a.astype(float)"),
        Some(b'S' | b'U' | b'a') => ("strings", "save it as numbers: a.astype(float)"),
        Some(b'V') => ("a structured or raw type", "save one field of the array, such as a['x']"),
        Some(b'M' | b'm') => ("dates or times", "save it as numbers: a.astype(float)"),
        _ => ("a type that is not supported", "save it as float64: a.astype(float)"),
    };
    ErrorKind::header(".npy", format!("states the type '{}', which holds {what}", quote(descr.as_bytes())), remedy)
}

/// IEEE 754 binary16 to binary32, exact.
pub(crate) fn half(bits: u16) -> f32 {
    let sign = u32::from(bits & 0x8000) << 16;
    let exponent = u32::from(bits >> 10 & 0x1f);
    let fraction = u32::from(bits & 0x3ff);
    match exponent {
        // Zero and subnormals: multiples of 2^-24.
        0 => f32::from_bits((fraction as f32 / 16_777_216.0).to_bits() | sign),
        0x1f => f32::from_bits(sign | 0x7f80_0000 | fraction << 13),
        _ => f32::from_bits(sign | (exponent + 112) << 23 | fraction << 13),
    }
}
