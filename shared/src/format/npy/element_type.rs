//! The element types of a `.npy` file that are real numbers, and how their bytes become `f64` or
//! `f32`.
//!
//! Refuses integers that an f64 cannot hold exactly, bytes that are no truth value, and every
//! other type.

use crate::format::error::{ErrorKind, quote};

/// What the bytes of an element mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Float,
    Signed,
    Unsigned,
    Truth,
}

/// An element type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NpyType {
    pub(crate) kind: Kind,
    pub(crate) size: usize,
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
        let (kind, size) = match code {
            b"f8" => (Kind::Float, 8),
            b"f4" => (Kind::Float, 4),
            b"f2" => (Kind::Float, 2),
            b"i1" => (Kind::Signed, 1),
            b"i2" => (Kind::Signed, 2),
            b"i4" => (Kind::Signed, 4),
            b"i8" => (Kind::Signed, 8),
            b"u1" => (Kind::Unsigned, 1),
            b"u2" => (Kind::Unsigned, 2),
            b"u4" => (Kind::Unsigned, 4),
            b"u8" => (Kind::Unsigned, 8),
            b"b1" | b"?" => (Kind::Truth, 1),
            _ => return Err(refusal(descr, code.first())),
        };
        if order == b'|' && size > 1 {
            let found = format!("states the type '{}' without a byte order", quote(bytes));
            return Err(ErrorKind::header(".npy", found, "save the array with np.save"));
        }
        Ok(Self { kind, size, big_endian: order == b'>' })
    }

    /// Whether elements become `f32` (f4 and f2) or `f64` (all others).
    pub(crate) fn is_single(self) -> bool {
        self.kind == Kind::Float && self.size < 8
    }

    /// In words: `float64`, `int16`, `bool`.
    pub(crate) fn words(self) -> String {
        let bits = self.size * 8;
        match self.kind {
            Kind::Float => format!("float{bits}"),
            Kind::Signed => format!("int{bits}"),
            Kind::Unsigned => format!("uint{bits}"),
            Kind::Truth => "bool".into(),
        }
    }

    /// The value of one element of `size` bytes that is no f8 or f4, or why it is none.
    pub(crate) fn value(self, bytes: &[u8]) -> Result<f64, String> {
        let mut wide = [0; 8];
        for (place, &byte) in bytes.iter().take(8).enumerate() {
            let place = if self.big_endian { self.size - 1 - place } else { place };
            wide[place] = byte;
        }
        let bits = u64::from_le_bytes(wide);
        match (self.kind, self.size) {
            (Kind::Float, 2) => Ok(f64::from(half(bits as u16))),
            (Kind::Float, 4) => Ok(f64::from(f32::from_bits(bits as u32))),
            (Kind::Float, _) => Ok(f64::from_bits(bits)),
            (Kind::Truth, _) if bits < 2 => Ok(bits as f64),
            (Kind::Truth, _) => Err(format!("the byte {bits} is no truth value")),
            (Kind::Unsigned, _) if bits <= EXACT => Ok(bits as f64),
            (Kind::Unsigned, _) => Err(format!("the integer {bits} lies beyond 2^53, where an f64 has gaps")),
            (Kind::Signed, size) => {
                let unused = 64 - 8 * size as u32;
                let value = (bits << unused) as i64 >> unused;
                if value.unsigned_abs() <= EXACT {
                    Ok(value as f64)
                } else {
                    Err(format!("the integer {value} lies beyond 2^53, where an f64 has gaps"))
                }
            }
        }
    }
}

/// Whole numbers up to this are all f64.
const EXACT: u64 = 1 << 53;

fn refusal(descr: &str, code: Option<&u8>) -> ErrorKind {
    let (what, remedy) = match code {
        Some(b'c') => ("complex numbers", "save the real part, a.real"),
        Some(b'O') => ("Python objects", "save it as numbers: a.astype(float)"),
        Some(b'S' | b'U' | b'a') => ("strings", "save it as numbers: a.astype(float)"),
        Some(b'V') => ("a structured or raw type", "save one field of the array, such as a['x']"),
        Some(b'M' | b'm') => ("dates or times", "save it as numbers: a.astype(float)"),
        _ => ("a type that is not read", "save it as float64: a.astype(float)"),
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
