//! Generators as short texts, as they stand in links: `random:512x512:1:-1:1`, `hilbert:8`.

use super::{Family, Generator, NumberRange, RangeError};
use crate::element::DType;
use crate::matrix::Shape;
use core::fmt;

/// What marks whole numbers.
const INTEGERS: &str = "integers";

/// Digits of the longest whole number.
const MAX_DIGITS: usize = 20;

/// Why a text describes no matrix.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum GeneratorTextError {
    /// No family has this name.
    #[error("there is no generator of this name")]
    Name,
    /// A part is missing, is no number, or is too many.
    #[error("it does not have the form random:rows x columns:seed:min:max, or name:size")]
    Form,
    /// The family has no matrix with this parameter.
    #[error("there is no such matrix of this size")]
    Parameter,
    /// The range of random numbers.
    #[error("{0}")]
    Range(RangeError),
}

impl fmt::Display for Generator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Generator::Random { shape: Shape { rows, cols }, seed, range } => {
                let (min, max, is_whole) = range.bounds();
                let [min, max] = [min, max].map(|bound| format!("{bound:?}"));
                let [min, max] = [&min, &max].map(|text| text.strip_suffix(".0").unwrap_or(text));
                write!(f, "random:{rows}x{cols}:{seed}:{min}:{max}")?;
                if is_whole { write!(f, ":{INTEGERS}") } else { Ok(()) }
            }
            Generator::Family(family, parameter) => write!(f, "{}:{parameter}", family.name()),
        }
    }
}

impl Generator {
    /// Whether `text` is meant to describe a matrix, and is no row of numbers.
    pub fn is_meant(text: &str) -> bool {
        text.contains(':')
    }

    /// The matrix that `text` describes. `number` reads a decimal number, which consists of digits, signs, a point and an
    /// exponent.
    ///
    /// # Errors
    /// [`GeneratorTextError`].
    pub fn parse(text: &str, number: &dyn Fn(&str) -> Option<f64>) -> Result<Self, GeneratorTextError> {
        let parts: Vec<&str> = text.split(':').collect();
        if parts[0] == "random" {
            let (shape, seed, [min, max], is_whole) = match parts[1..] {
                [shape, seed, min, max] => (shape, seed, [min, max], false),
                [shape, seed, min, max, INTEGERS] => (shape, seed, [min, max], true),
                _ => return Err(GeneratorTextError::Form),
            };
            let sizes = shape.split_once('x').and_then(|(rows, cols)| Some((whole(rows)?, whole(cols)?)));
            let sizes = sizes.and_then(|(rows, cols)| Some((u32::try_from(rows).ok()?, u32::try_from(cols).ok()?)));
            let bounds = [min, max].map(|text| Some(text).filter(|text| is_decimal(text)).and_then(number));
            let (Some((rows, cols)), Some(seed), [Some(min), Some(max)]) = (sizes, whole(seed), bounds) else {
                return Err(GeneratorTextError::Form);
            };
            let range = NumberRange::new(min, max, is_whole, DType::F64).map_err(GeneratorTextError::Range)?;
            return Ok(Generator::Random { shape: Shape::new(rows as usize, cols as usize), seed, range });
        }
        let family = Family::ALL.into_iter().find(|family| family.name() == parts[0]);
        let family = family.ok_or(GeneratorTextError::Name)?;
        let [_, parameter] = parts[..] else { return Err(GeneratorTextError::Form) };
        let parameter = whole(parameter).ok_or(GeneratorTextError::Form)?;
        let parameter = u32::try_from(parameter).ok().filter(|&parameter| family.allows(parameter));
        parameter.map(|parameter| Generator::Family(family, parameter)).ok_or(GeneratorTextError::Parameter)
    }
}

/// A whole number of digits only.
fn whole(text: &str) -> Option<u64> {
    let is_whole = text.len() <= MAX_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_whole)
}

/// Whether the text has only characters of decimal numbers, and a digit.
fn is_decimal(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte))
        && text.bytes().any(|byte| byte.is_ascii_digit())
}
