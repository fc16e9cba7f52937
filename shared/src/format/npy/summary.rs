//! Says what a `.npy` file holds, for lists of arrays.

use crate::format::error::ErrorKind;
use crate::format::npy::header::parse;

/// Shape and type of the array in a file of `length` bytes that begins with `head`: `2 × 3 float64`.
///
/// # Errors
/// Why the file cannot be read.
pub fn summary(head: &[u8], length: u64) -> Result<String, ErrorKind> {
    let header = parse(head, length)?;
    let sizes: Vec<String> = header.dimensions.iter().map(u64::to_string).collect();
    let shape = if sizes.is_empty() { "1".to_owned() } else { sizes.join(" × ") };
    Ok(format!("{shape} {}", header.element.name()))
}
