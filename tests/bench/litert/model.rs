//! The bytes of a LiteRT model (`.tflite`) with one operation, C = A·B.
//!
//! A model is a FlatBuffer. Its tables are described here as values, with the fields in the order of LiteRT's schema
//! (`schema.fbs`), and written parents first, so that every offset points forward.

/// Numbers of the schema.
const SCHEMA_VERSION: u32 = 3;
const BATCH_MATMUL: u8 = 126;
const BATCH_MATMUL_OPTIONS: u8 = 101;

/// What an offset points to.
enum FlatValue {
    Table(Vec<FlatField>),
    Numbers(Vec<u32>),
    Values(Vec<FlatValue>),
    Text(&'static str),
}

/// A field of a table.
enum FlatField {
    /// Left out: it has its default.
    Omitted,
    Byte(u8),
    Number(u32),
    Offset(FlatValue),
}

use FlatField::{Byte, Number, Offset, Omitted};
use FlatValue::{Numbers, Table, Text, Values};

/// C = A·B, all three 1 × n × n of f32. A and B are inputs: XNNPACK packs B for every product, as we do.
pub(super) fn product(n: usize) -> Vec<u8> {
    let n = n as u32;
    // Tensor: shape, type (0 is f32), buffer (0 is none), name.
    let tensor = |name| Table(vec![Offset(Numbers(vec![1, n, n])), Omitted, Omitted, Offset(Text(name))]);
    // Operator: its code (0 is the first), inputs, outputs, type and value of its options.
    let operator = Table(vec![
        Omitted,
        Offset(Numbers(vec![0, 1])),
        Offset(Numbers(vec![2])),
        Byte(BATCH_MATMUL_OPTIONS),
        Offset(Table(Vec::new())),
    ]);
    // Operator code: the number as a byte, custom code, version, the number in full.
    let code = Table(vec![Byte(BATCH_MATMUL), Omitted, Number(1), Number(BATCH_MATMUL.into())]);
    let graph = Table(vec![
        Offset(Values(vec![tensor("a"), tensor("b"), tensor("c")])),
        Offset(Numbers(vec![0, 1])),
        Offset(Numbers(vec![2])),
        Offset(Values(vec![operator])),
        Offset(Text("product")),
    ]);
    // Model: version, operator codes, graphs, description, buffers (the first is empty).
    let model = Table(vec![
        Number(SCHEMA_VERSION),
        Offset(Values(vec![code])),
        Offset(Values(vec![graph])),
        Offset(Text("A product for the benchmark")),
        Offset(Values(vec![Table(Vec::new())])),
    ]);
    let mut bytes = vec![0, 0, 0, 0];
    bytes.extend(b"TFL3");
    let at = write(&mut bytes, &model);
    patch(&mut bytes, 0, at);
    bytes
}

/// Appends a value and all it points to; gives its place.
fn write(bytes: &mut Vec<u8>, value: &FlatValue) -> usize {
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    match value {
        Text(text) => {
            let at = number(bytes, text.len() as u32);
            bytes.extend(text.as_bytes());
            bytes.push(0);
            at
        }
        Numbers(numbers) => {
            let at = number(bytes, numbers.len() as u32);
            for &entry in numbers {
                number(bytes, entry);
            }
            at
        }
        Values(values) => {
            let at = number(bytes, values.len() as u32);
            let places: Vec<usize> = values.iter().map(|_| number(bytes, 0)).collect();
            for (place, value) in places.into_iter().zip(values) {
                let target = write(bytes, value);
                patch(bytes, place, target);
            }
            at
        }
        Table(fields) => table(bytes, fields),
    }
}

/// A table: where its fields are, then how far before itself that stands, then the fields, four bytes each.
fn table(bytes: &mut Vec<u8>, fields: &[FlatField]) -> usize {
    let present = fields.iter().filter(|field| !matches!(field, Omitted)).count();
    let map = bytes.len();
    for size in [4 + 2 * fields.len(), 4 + 4 * present] {
        bytes.extend((size as u16).to_le_bytes());
    }
    let mut offset = 4u16;
    for field in fields {
        let is_default = matches!(field, Omitted);
        bytes.extend(if is_default { 0 } else { offset }.to_le_bytes());
        offset += if is_default { 0 } else { 4 };
    }
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    let at = bytes.len();
    number(bytes, (at - map) as u32);
    let mut children = Vec::new();
    for field in fields {
        match field {
            Omitted => {}
            Byte(byte) => {
                number(bytes, u32::from(*byte));
            }
            Number(value) => {
                number(bytes, *value);
            }
            Offset(value) => children.push((number(bytes, 0), value)),
        }
    }
    for (place, value) in children {
        let target = write(bytes, value);
        patch(bytes, place, target);
    }
    at
}

/// Appends four bytes; gives their place.
fn number(bytes: &mut Vec<u8>, number: u32) -> usize {
    bytes.extend(number.to_le_bytes());
    bytes.len() - 4
}

/// Writes at `place` how far away `target` is.
fn patch(bytes: &mut [u8], place: usize, target: usize) {
    bytes[place..place + 4].copy_from_slice(&((target - place) as u32).to_le_bytes());
}
