//! What a link says after its `#`: matrices as numbers or as generators, and the choices that change the product. Pure.
//!
//! `v1&A=1,2;3,4&B=hilbert:2&end` is the readable form: rows end with `;`, cells with `,`. The word at the end shows that
//! nothing is missing. `v1z` is followed by the rest of the same text, compressed by zlib, as base64url.

use crate::view::state::operation::Operation;
use crate::view::state::slot::{BySide, OperandSide};
use shared::Shape;
use shared::generate::{Generator, GeneratorTextError};
use shared::kernel::{Algorithm, Kernel};

/// Most characters of a whole link: many programs cut longer ones.
pub const MAX_LINK: usize = 8_000;

/// Most numbers of the matrices of a link. Compressed, larger ones of few different numbers would fit, but nobody could
/// read them.
pub const MAX_NUMBERS: u64 = 40_000;

/// Most numbers of a matrix that a link has generated without being asked: 8192 × 8192.
pub const MAX_GENERATED: u64 = 1 << 26;

/// Most bytes of the text of a link, once decompressed: 26 for each number, and the rest.
pub const MAX_TEXT: usize = 26 * MAX_NUMBERS as usize + 4_096;

/// How readable links begin.
const READABLE: &str = "v1&";

/// How compressed ones begin.
const COMPRESSED: &str = "v1z";

/// What a link ends with.
const END: &str = "end";

/// What marks a matrix of f32 numbers.
const F32: &str = "f32:";

/// What marks a matrix without numbers.
const EMPTY: &str = "empty:";

/// A matrix in a link.
#[derive(Clone, Debug, PartialEq)]
pub enum LinkedMatrix {
    /// One that can be generated.
    Generated(Generator),
    /// Its numbers.
    Numbers {
        /// Rows and columns.
        shape: Shape,
        /// Its elements are f32.
        is_f32: bool,
        /// A line for each row, cells separated by commas, with decimal points.
        csv: String,
    },
}

impl LinkedMatrix {
    /// Rows and columns.
    pub fn shape(&self) -> Shape {
        match self {
            LinkedMatrix::Generated(generator) => generator.shape(),
            LinkedMatrix::Numbers { shape, .. } => *shape,
        }
    }
}

/// What a link says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LinkContent {
    /// The matrices.
    pub matrices: BySide<Option<LinkedMatrix>>,
    /// What is computed of them, if it is not A·B.
    pub operation: Option<Operation>,
    /// The algorithm, if it is not the usual one.
    pub algorithm: Option<Algorithm>,
    /// The instruction set, if one was chosen.
    pub kernel: Option<Kernel>,
}

/// Why a link cannot be read.
#[derive(Clone, Debug, PartialEq)]
pub enum LinkError {
    /// It does not begin as links do.
    Unknown,
    /// It is of a version that this program does not know.
    Version(String),
    /// Its end is missing.
    Incomplete,
    /// It was changed on its way.
    Damaged,
    /// It is longer than links are, before or after it is decompressed.
    TooLong,
    /// This browser cannot decompress it.
    NoCompression,
    /// A part that this program does not know, or that is there twice.
    Part(String),
    /// There is no matrix in it.
    NoMatrix,
    /// The rows of this matrix do not have the same length.
    Ragged(OperandSide),
    /// The generator of this matrix does not exist.
    Generator(OperandSide, GeneratorTextError),
    /// This matrix would be too large to be generated.
    TooLarge(OperandSide, Shape),
}

/// The text after the `#` as it stands there.
#[derive(Clone, Debug, PartialEq)]
pub enum LinkText<'a> {
    /// The text itself.
    Readable(&'a str),
    /// The base64url of its compressed bytes.
    Compressed(&'a str),
}

impl<'a> LinkText<'a> {
    /// Looks at the beginning of a fragment, which stands after the `#`.
    ///
    /// # Errors
    /// [`LinkError::Unknown`], [`LinkError::Version`], [`LinkError::TooLong`].
    pub fn of(fragment: &'a str) -> Result<Self, LinkError> {
        // Twice as much as this program writes: other programs may percent-encode a link.
        if fragment.len() > 4 * MAX_LINK {
            return Err(LinkError::TooLong);
        }
        if let Some(text) = fragment.strip_prefix(READABLE) {
            return Ok(LinkText::Readable(text));
        }
        if let Some(text) = fragment.strip_prefix(COMPRESSED) {
            return Ok(LinkText::Compressed(text));
        }
        let version = fragment.strip_prefix('v').map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next());
        match version.flatten() {
            Some("1") => Err(LinkError::Incomplete),
            Some(version) if !version.is_empty() => Err(LinkError::Version(format!("v{version}"))),
            _ => Err(LinkError::Unknown),
        }
    }
}

/// The fragment for a readable text.
pub fn readable(text: &str) -> String {
    format!("{READABLE}{text}")
}

/// The fragment for a compressed text, as base64url.
pub fn compressed(base64url: &str) -> String {
    format!("{COMPRESSED}{base64url}")
}

impl LinkContent {
    /// The text, without the mark of the version.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for (side, matrix) in OperandSide::ALL.into_iter().zip(&self.matrices) {
            let Some(matrix) = matrix else { continue };
            text.push_str(&format!("{}=", side.letter()));
            match matrix {
                LinkedMatrix::Generated(generator) => text.push_str(&generator.to_string()),
                LinkedMatrix::Numbers { shape, is_f32, csv } => {
                    if *is_f32 {
                        text.push_str(F32);
                    }
                    if csv.is_empty() {
                        text.push_str(&format!("{EMPTY}{}x{}", shape.rows, shape.cols));
                    }
                    text.push_str(&csv.trim_end_matches('\n').replace('\n', ";"));
                }
            }
            text.push('&');
        }
        if let Some(operation) = self.operation {
            text.push_str(&format!("operation={}&", operation.to_text()));
        }
        if let Some(algorithm) = self.algorithm {
            text.push_str(&format!("algorithm={}&", algorithm.name()));
        }
        if let Some(kernel) = self.kernel {
            text.push_str(&format!("kernel={}&", kernel.name()));
        }
        text.push_str(END);
        text
    }

    /// Reads a text that [`to_text`](Self::to_text) wrote; `number` reads a decimal number.
    ///
    /// # Errors
    /// [`LinkError`].
    pub fn parse(text: &str, number: &dyn Fn(&str) -> Option<f64>) -> Result<Self, LinkError> {
        let text = text.strip_suffix(END).and_then(|text| text.strip_suffix('&')).ok_or(LinkError::Incomplete)?;
        let mut content = LinkContent::default();
        for part in text.split('&') {
            let unknown = || LinkError::Part(part.chars().take(40).collect());
            let (name, value) = part.split_once('=').ok_or_else(unknown)?;
            let side = OperandSide::ALL.into_iter().find(|side| side.letter() == name);
            let is_first = match (side, name) {
                (Some(side), _) => content.matrices[side.index()].replace(matrix(side, value, number)?).is_none(),
                (None, "operation") => {
                    content.operation.replace(Operation::of_text(value).ok_or_else(unknown)?).is_none()
                }
                (None, "algorithm") => {
                    content.algorithm.replace(Algorithm::parse(value).ok_or_else(unknown)?).is_none()
                }
                (None, "kernel") => content.kernel.replace(Kernel::parse(value).ok_or_else(unknown)?).is_none(),
                (None, _) => false,
            };
            if !is_first {
                return Err(unknown());
            }
        }
        if content.matrices.iter().all(Option::is_none) {
            return Err(LinkError::NoMatrix);
        }
        let numbers = content.matrices.iter().flatten().filter_map(|matrix| match matrix {
            LinkedMatrix::Numbers { shape, .. } => shape.elements(),
            LinkedMatrix::Generated(_) => None,
        });
        if numbers.sum::<u64>() > MAX_NUMBERS { Err(LinkError::TooLong) } else { Ok(content) }
    }
}

fn matrix(side: OperandSide, value: &str, number: &dyn Fn(&str) -> Option<f64>) -> Result<LinkedMatrix, LinkError> {
    let (value, is_f32) = value.strip_prefix(F32).map_or((value, false), |value| (value, true));
    if let Some(shape) = value.strip_prefix(EMPTY) {
        let sizes = shape.split_once('x').and_then(|(rows, cols)| Some((rows.parse().ok()?, cols.parse().ok()?)));
        let shape = sizes.map(|(rows, cols): (u32, u32)| Shape::new(rows as usize, cols as usize));
        let shape = shape.filter(|shape| shape.elements() == Some(0)).ok_or(LinkError::Ragged(side))?;
        return Ok(LinkedMatrix::Numbers { shape, is_f32, csv: String::new() });
    }
    if !is_f32 && Generator::is_meant(value) {
        let generator = Generator::parse(value, number).map_err(|error| LinkError::Generator(side, error))?;
        let is_small = generator.shape().elements().is_some_and(|elements| elements <= MAX_GENERATED);
        let generated = Some(LinkedMatrix::Generated(generator)).filter(|_| is_small);
        return generated.ok_or(LinkError::TooLarge(side, generator.shape()));
    }
    let cols = |row: &str| row.bytes().filter(|&byte| byte == b',').count() + 1;
    let width = cols(value.split(';').next().unwrap_or_default());
    let mut rows = 0;
    for row in value.split(';') {
        if cols(row) != width || row.split(',').any(str::is_empty) {
            return Err(LinkError::Ragged(side));
        }
        rows += 1;
    }
    Ok(LinkedMatrix::Numbers { shape: Shape::new(rows, width), is_f32, csv: value.replace(';', "\n") })
}

#[cfg(test)]
mod tests;
