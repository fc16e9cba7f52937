//! Reads a matrix, or a line, from JSON straight into a flat vector.
//!
//! Accepts the rows themselves or a string that holds them. Refuses ragged rows, anything but
//! numbers, numbers beyond f64, and more than [`MAX_ELEMENTS`] elements. Recursion ends at depth
//! three, whatever the text.

use super::{Fault, MAX_ELEMENTS};
use crate::matrix::{Matrix, Shape};
use serde::de::{DeserializeSeed, Deserializer, Error, SeqAccess, Visitor};

/// Whether rows of numbers are wanted, or the numbers of one row.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Wanted {
    Rows,
    Line,
}

/// Reads the operand called `name`. A fault within text in a string is a value, so that the rest of
/// the request is still read; a fault outside of it is an error of the deserializer, with the fault
/// left in `broken`.
pub(super) struct Operand<'f> {
    pub(super) name: &'static str,
    pub(super) wanted: Wanted,
    /// Whether a string may stand for the operand.
    pub(super) or_text: bool,
    pub(super) broken: &'f mut Option<Fault>,
}

impl<'de> DeserializeSeed<'de> for Operand<'_> {
    type Value = Result<Matrix<f64>, Fault>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Operand<'_> {
    fn refuse<E: Error>(&mut self, found: impl core::fmt::Display) -> E {
        let wanted = match self.wanted {
            Wanted::Rows => "rows of numbers, such as [[1,2],[3,4]]",
            Wanted::Line => "one row of numbers, such as [1,2]",
        };
        *self.broken = Some(Fault::malformed(format!("{} is {found}; it must be {wanted}", self.name)));
        E::custom("see the fault")
    }

    /// Reads the whole of `text`.
    fn read(self, text: &str) -> Result<Matrix<f64>, Fault> {
        let Self { name, wanted, .. } = self;
        let mut broken = None;
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let operand = Operand { name, wanted, or_text: false, broken: &mut broken };
        let read = operand.deserialize(&mut deserializer).and_then(|matrix| deserializer.end().map(|()| matrix));
        read.unwrap_or_else(|error| {
            Err(broken.unwrap_or_else(|| {
                Fault::malformed(format!("{name} cannot be read: {error}; write it as JSON such as [[1,2],[3,4]]"))
            }))
        })
    }
}

impl<'de> Visitor<'de> for Operand<'_> {
    type Value = Result<Matrix<f64>, Fault>;

    fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> Result<Self::Value, S::Error> {
        let mut flat = Flat { name: self.name, data: Vec::new(), row: 0, broken: self.broken };
        let shape = match self.wanted {
            Wanted::Line => Shape::new(1, flat.read_row(seq)?),
            Wanted::Rows => {
                let mut cols = 0;
                let mut rows = 0;
                while let Some(count) = seq.next_element_seed(Row { flat: &mut flat })? {
                    if rows == 0 {
                        cols = count;
                    } else if count != cols {
                        return Err(flat.ragged(rows + 1, count, cols));
                    }
                    rows += 1;
                    // Empty rows count too, or else a request of empty rows would have no limit.
                    if rows > MAX_ELEMENTS {
                        return Err(flat.too_many());
                    }
                }
                Shape::new(rows, cols)
            }
        };
        let Flat { data, name, .. } = flat;
        Ok(Matrix::new(shape, data).map_err(|error| Fault::malformed(format!("{name}: {error}"))))
    }

    fn visit_str<E: Error>(mut self, text: &str) -> Result<Self::Value, E> {
        if self.or_text { Ok(self.read(text)) } else { Err(self.refuse("a string")) }
    }

    fn visit_map<M: serde::de::MapAccess<'de>>(mut self, _: M) -> Result<Self::Value, M::Error> {
        Err(self.refuse("an object"))
    }

    fn visit_bool<E: Error>(mut self, value: bool) -> Result<Self::Value, E> {
        Err(self.refuse(value))
    }

    fn visit_unit<E: Error>(mut self) -> Result<Self::Value, E> {
        Err(self.refuse("null"))
    }

    fn visit_i64<E: Error>(mut self, value: i64) -> Result<Self::Value, E> {
        Err(self.refuse(value))
    }

    fn visit_u64<E: Error>(mut self, value: u64) -> Result<Self::Value, E> {
        Err(self.refuse(value))
    }

    fn visit_f64<E: Error>(mut self, value: f64) -> Result<Self::Value, E> {
        Err(self.refuse(value))
    }
}

/// The elements read so far.
struct Flat<'f> {
    name: &'static str,
    data: Vec<f64>,
    /// Whole rows read so far.
    row: usize,
    broken: &'f mut Option<Fault>,
}

impl Flat<'_> {
    /// Reads the numbers of a row; gives their number.
    fn read_row<'de, S: SeqAccess<'de>>(&mut self, mut seq: S) -> Result<usize, S::Error> {
        let start = self.data.len();
        loop {
            match seq.next_element::<f64>() {
                Ok(Some(value)) => self.data.push(value),
                Ok(None) => break,
                Err(error) => {
                    let (name, row, column) = (self.name, self.row + 1, self.data.len() - start + 1);
                    *self.broken = Some(Fault::malformed(format!(
                        "{name}, row {row}, column {column}: {error}; a number must stand there"
                    )));
                    return Err(error);
                }
            }
            if self.data.len() > MAX_ELEMENTS {
                return Err(self.too_many());
            }
        }
        self.row += 1;
        Ok(self.data.len() - start)
    }

    fn too_many<E: Error>(&mut self) -> E {
        let reason = format!("{} has more than {MAX_ELEMENTS} elements, the most that are read", self.name);
        *self.broken = Some(Fault::limit(reason));
        E::custom("see the fault")
    }

    fn ragged<E: Error>(&mut self, row: usize, found: usize, cols: usize) -> E {
        *self.broken = Some(Fault::malformed(format!(
            "{}, row {row} has {found} numbers, but row 1 has {cols}; all rows must be equally long",
            self.name
        )));
        E::custom("see the fault")
    }
}

/// Reads one row into the flat vector.
struct Row<'r, 'f> {
    flat: &'r mut Flat<'f>,
}

impl<'de> DeserializeSeed<'de> for Row<'_, '_> {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Row<'_, '_> {
    type Value = usize;

    fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "row {} of {} as an array of numbers", self.flat.row + 1, self.flat.name)
    }

    fn visit_seq<S: SeqAccess<'de>>(self, seq: S) -> Result<usize, S::Error> {
        self.flat.read_row(seq)
    }
}
