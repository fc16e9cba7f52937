//! `.npy`: types, orders, shapes, corrupt files; `npyz` is the oracle.

use npyz::WriterBuilder;
use proptest::prelude::*;
use shared::format::{Export, MatrixRef, read_bytes, write};
use shared::matrix::{AnyMatrix, Shape};

/// A file of the given header text and data.
pub(crate) fn file(version: u8, header: &str, data: &[u8]) -> Vec<u8> {
    let mut bytes = b"\x93NUMPY".to_vec();
    bytes.extend_from_slice(&[version, 0]);
    if version == 1 {
        bytes.extend_from_slice(&(header.len() as u16).to_le_bytes());
    } else {
        bytes.extend_from_slice(&(header.len() as u32).to_le_bytes());
    }
    bytes.extend_from_slice(header.as_bytes());
    bytes.extend_from_slice(data);
    bytes
}

pub(crate) fn header(descr: &str, fortran: bool, shape: &str) -> String {
    let order = if fortran { "True" } else { "False" };
    format!("{{'descr': '{descr}', 'fortran_order': {order}, 'shape': {shape}, }}\n")
}

fn values(bytes: &[u8]) -> (Shape, Vec<f64>) {
    let parsed = read_bytes(bytes, None).unwrap_or_else(|error| panic!("{error}"));
    match parsed.matrix {
        AnyMatrix::F64(matrix) => (matrix.shape(), matrix.into_data()),
        AnyMatrix::F32(matrix) => (matrix.shape(), matrix.data().iter().map(|&value| f64::from(value)).collect()),
    }
}

#[track_caller]
fn refuses(bytes: &[u8], words: &[&str]) {
    let message = read_bytes(bytes, Some("x.npy")).expect_err("must be refused").to_string();
    for word in words {
        assert!(message.contains(word), "{message:?} does not say {word:?}");
    }
}

#[test]
fn every_real_type_is_read_in_both_byte_orders() {
    let numbers = [0i64, 1, 2, 100, 7, 5];
    macro_rules! check {
        ($($type:ty: $code:literal),*) => {$(
            for (order, big) in [("<", false), (">", true)] {
                let order = if size_of::<$type>() == 1 { "|" } else { order };
                let data: Vec<u8> = numbers
                    .iter()
                    .flat_map(|&n| if big { (n as $type).to_be_bytes() } else { (n as $type).to_le_bytes() })
                    .collect();
                for version in 1..=3 {
                    let bytes = file(version, &header(&format!("{order}{}", $code), false, "(2, 3)"), &data);
                    let (shape, found) = values(&bytes);
                    assert_eq!(shape, Shape::new(2, 3));
                    assert_eq!(found, [0.0, 1.0, 2.0, 100.0, 7.0, 5.0], "{}", $code);
                }
            }
        )*};
    }
    check!(f64: "f8", f32: "f4", i8: "i1", u8: "u1", i16: "i2", u16: "u2", i32: "i4", u32: "u4", i64: "i8", u64: "u8");
}

#[test]
fn negative_integers_keep_their_sign() {
    let data: Vec<u8> = [-1i16, -32768].iter().flat_map(|n| n.to_be_bytes()).collect();
    assert_eq!(values(&file(1, &header(">i2", false, "(1, 2)"), &data)).1, [-1.0, -32768.0]);
    assert_eq!(values(&file(1, &header("|i1", false, "(1, 2)"), &[0x80, 0xff])).1, [-128.0, -1.0]);
}

#[test]
fn half_precision_is_exact() {
    let cases: [(u16, f64); 10] = [
        (0x0000, 0.0),
        (0x8000, -0.0),
        (0x3c00, 1.0),
        (0xc000, -2.0),
        (0x7bff, 65504.0),
        (0x0001, 5.960464477539063e-8),
        (0x03ff, 6.097555160522461e-5),
        (0x0400, 6.103515625e-5),
        (0x7c00, f64::INFINITY),
        (0xfc00, f64::NEG_INFINITY),
    ];
    let data: Vec<u8> = cases.iter().flat_map(|(bits, _)| bits.to_le_bytes()).collect();
    let found = values(&file(1, &header("<f2", false, "(10,)"), &data)).1;
    for (found, (_, expected)) in found.iter().zip(cases) {
        assert_eq!(found.to_bits(), expected.to_bits());
    }
    let nan = file(1, &header("<f2", false, "()"), &0x7e00u16.to_le_bytes());
    assert!(values(&nan).1[0].is_nan());
}

#[test]
fn fortran_order_is_transposed() {
    let data: Vec<u8> = [1.0f64, 4.0, 2.0, 5.0, 3.0, 6.0].iter().flat_map(|n| n.to_le_bytes()).collect();
    let (shape, found) = values(&file(1, &header("<f8", true, "(2, 3)"), &data));
    assert_eq!((shape, found.as_slice()), (Shape::new(2, 3), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0].as_slice()));
    // More columns than one panel holds.
    let (rows, cols) = (700_000u64, 5);
    let data: Vec<u8> = (0..rows * cols).flat_map(|n| (n as f64).to_le_bytes()).collect();
    let (_, found) = values(&file(1, &header("<f8", true, "(700000, 5)"), &data));
    for (row, column) in [(0, 0), (0, 4), (1, 0), (699_999, 4), (350_000, 3)] {
        assert_eq!(found[(row * cols + column) as usize], (column * rows + row) as f64);
    }
}

#[test]
fn fewer_dimensions_become_a_row() {
    let data: Vec<u8> = [1.0f64, 2.0].iter().flat_map(|n| n.to_le_bytes()).collect();
    assert_eq!(values(&file(1, &header("<f8", true, "(2,)"), &data)).0, Shape::new(1, 2));
    assert_eq!(values(&file(1, &header("<f8", false, "()"), &data[..8])).0, Shape::new(1, 1));
    assert_eq!(values(&file(1, &header("<f8", false, "(0, 3)"), &[])).0, Shape::new(0, 3));
    assert_eq!(values(&file(1, &header("<f8", false, "(3L, 0L)"), &[])).0, Shape::new(3, 0));
}

#[test]
fn integers_beyond_2_to_the_53_are_rejected_with_their_position() {
    let edge = [1i64 << 53, -(1 << 53)];
    let data: Vec<u8> = edge.iter().flat_map(|n| n.to_le_bytes()).collect();
    assert_eq!(values(&file(1, &header("<i8", false, "(2, 1)"), &data)).1, [9007199254740992.0, -9007199254740992.0]);
    let data: Vec<u8> = [0, 1, 2, (1i64 << 53) + 1, 4, 5].iter().flat_map(|n| n.to_le_bytes()).collect();
    refuses(&file(1, &header("<i8", false, "(3, 2)"), &data), &["row 2, column 2", "9007199254740993", "2^53"]);
    refuses(&file(1, &header("<i8", true, "(3, 2)"), &data), &["row 1, column 2", "9007199254740993"]);
    let data = u64::MAX.to_le_bytes();
    refuses(&file(1, &header("<u8", false, "()"), &data), &["18446744073709551615"]);
    let data = i64::MIN.to_le_bytes();
    refuses(&file(1, &header("<i8", false, "()"), &data), &["-9223372036854775808"]);
}

#[test]
fn truth_values_are_0_and_1() {
    assert_eq!(values(&file(1, &header("|b1", false, "(1, 2)"), &[0, 1])).1, [0.0, 1.0]);
    refuses(&file(1, &header("|b1", false, "(1, 2)"), &[0, 2]), &["row 1, column 2", "truth value"]);
}

#[test]
fn other_types_are_rejected() {
    for (descr, word) in [
        ("<c16", "complex"),
        ("<c8", "complex"),
        ("|O", "objects"),
        ("<U5", "strings"),
        ("|S3", "strings"),
        ("|V8", "structured"),
        ("<M8[s]", "dates"),
        ("<f16", "'<f16'"),
        ("f8", "byte order"),
    ] {
        refuses(&file(1, &header(descr, false, "(1,)"), &[0; 16]), &[word]);
    }
    let structured = "{'descr': [('x', '<f8')], 'fortran_order': False, 'shape': (1,), }\n";
    refuses(&file(1, structured, &[0; 8]), &["structured"]);
    refuses(&file(1, &header("<f8", false, "(1, 1, 1)"), &[0; 8]), &["3 dimensions"]);
}

#[test]
fn headers_that_numpy_never_writes_are_rejected() {
    for text in [
        "",
        "{}",
        "{'descr': '<f8', 'fortran_order': False}",
        "{'descr': '<f8', 'fortran_order': 0, 'shape': (1,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': 1}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1.5,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'x': 1}",
        "{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (1,)}",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1,)} + 1",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999999,)}",
        "{'descr': '<f8, 'fortran_order': False, 'shape': (1,)}",
        "__import__('os').system('x')",
    ] {
        refuses(&file(1, text, &[0; 8]), &[".npy header"]);
    }
    refuses(&file(4, &header("<f8", false, "(1,)"), &[0; 8]), &["version 4.0"]);
    // Any order of entries and either quote is the same dictionary.
    let other = "{\"shape\": (1,), \"fortran_order\": False, \"descr\": \"<f8\"}";
    assert_eq!(values(&file(1, other, &1.5f64.to_le_bytes())).1, [1.5]);
}

#[test]
fn sizes_are_compared_with_the_bytes_present() {
    refuses(&file(1, &header("<f8", false, "(2, 2)"), &[0; 31]), &["32", "31"]);
    refuses(&file(1, &header("<f8", false, "(2, 2)"), &[0; 33]), &["32", "33"]);
    refuses(&file(1, &header("<f8", false, "(1000000, 1000000)"), &[0; 8]), &["8000000000000"]);
    refuses(&file(1, &header("<f8", false, "(4294967296, 4294967296)"), &[]), &["147573952589676412928"]);
    refuses(&file(1, &header("<f8", false, "(18446744073709551615, 18446744073709551615)"), &[]), &["bytes"]);
    refuses(&file(1, &header("<f8", false, "(536870912, 1)"), &[0; 8]), &["4294967296"]);
}

#[test]
fn a_header_longer_than_the_file_is_rejected() {
    let mut bytes = b"\x93NUMPY\x02\x00".to_vec();
    bytes.extend_from_slice(&u32::MAX.to_le_bytes());
    bytes.extend_from_slice(&[b' '; 100]);
    refuses(&bytes, &["4294967307", "112"]);
    // The file is long enough, but no header is this long.
    let long = format!("{{'descr': '<f8', 'fortran_order': False, 'shape': (1,), {}}}", " ".repeat(200_000));
    refuses(&file(2, &long, &[0; 8]), &["bytes long"]);
}

#[test]
fn what_we_write_is_what_numpy_writes() {
    let mut bytes = Vec::new();
    write(Shape::new(2, 3), MatrixRef::F64(&[0.0; 6]), Export::Npy, &mut bytes).unwrap();
    let text = format!("{{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }}{}\n", " ".repeat(58));
    assert_eq!(&bytes[..10], b"\x93NUMPY\x01\x00v\x00");
    assert_eq!(String::from_utf8_lossy(&bytes[10..128]), text);
    assert_eq!(bytes.len(), 128 + 48);
}

proptest! {
    #![proptest_config(crate::cases(1000))]

    #[test]
    fn npyz_reads_what_we_write(rows in 0usize..6, cols in 0usize..6, seed in any::<u64>()) {
        let data: Vec<f64> = (0..rows * cols).map(|n| f64::from_bits(seed.rotate_left(n as u32 * 7))).collect();
        let mut bytes = Vec::new();
        write(Shape::new(rows, cols), MatrixRef::F64(&data), Export::Npy, &mut bytes).unwrap();
        prop_assert_eq!((bytes.len() - data.len() * 8) % 64, 0);
        let oracle = npyz::NpyFile::new(bytes.as_slice()).unwrap();
        prop_assert_eq!(oracle.shape(), &[rows as u64, cols as u64]);
        let found: Vec<f64> = oracle.into_vec().unwrap();
        prop_assert!(found.iter().zip(&data).all(|(a, b)| a.to_bits() == b.to_bits()));
    }

    #[test]
    fn we_read_what_npyz_writes(rows in 1usize..6, cols in 1usize..6, fortran: bool, seed in any::<u64>()) {
        let data: Vec<f64> = (0..rows * cols).map(|n| f64::from_bits(seed.rotate_left(n as u32 * 7))).collect();
        let mut bytes = Vec::new();
        let order = if fortran { npyz::Order::Fortran } else { npyz::Order::C };
        let mut writer = npyz::WriteOptions::new()
            .default_dtype()
            .order(order)
            .shape(&[rows as u64, cols as u64])
            .writer(&mut bytes)
            .begin_nd()
            .unwrap();
        writer.extend(data.iter().copied()).unwrap();
        writer.finish().unwrap();
        let AnyMatrix::F64(matrix) = read_bytes(&bytes, None).unwrap().matrix else { panic!("f8 is f64") };
        for row in 0..rows {
            for column in 0..cols {
                let place = if fortran { column * rows + row } else { row * cols + column };
                prop_assert_eq!(matrix.row(row)[column].to_bits(), data[place].to_bits());
            }
        }
    }
}
