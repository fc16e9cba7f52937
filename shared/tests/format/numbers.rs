//! Numbers are read correctly rounded and written shortest.

use crate::format_samples::samples;
use crate::{rows, text, with};
use shared::element::DType;
use shared::format::{Export, MatrixRef, ReadOptions, read_bytes, write};
use shared::matrix::{AnyMatrix, Shape};

fn written(value: f64) -> String {
    let mut out = Vec::new();
    write(Shape::new(1, 1), MatrixRef::F64(&[value]), Export::Tsv, &mut out).unwrap();
    String::from_utf8(out).unwrap().trim_end().to_string()
}

#[test]
fn numbers_are_written_as_people_and_ecmascript_write_them() {
    for (value, expected) in [
        (0.0, "0"),
        (-0.0, "-0"),
        (19.0, "19"),
        (-22.0, "-22"),
        (1e15, "1000000000000000"),
        (9007199254740993.0, "9007199254740992"),
        (1e20, "100000000000000000000"),
        (1.152921504606847e18, "1152921504606847000"),
        (1e21, "1e21"),
        (-1.5e300, "-1.5e300"),
        (0.1, "0.1"),
        (1.0 / 3.0, "0.3333333333333333"),
        (0.000001, "0.000001"),
        (1.5e-7, "1.5e-7"),
        (-0.0000012, "-0.0000012"),
        (123456.789, "123456.789"),
        (5e-324, "5e-324"),
        (f64::MAX, "1.7976931348623157e308"),
        (f64::NAN, "nan"),
        (-f64::NAN, "nan"),
        (f64::INFINITY, "inf"),
        (f64::NEG_INFINITY, "-inf"),
    ] {
        assert_eq!(written(value), expected);
    }
}

#[test]
fn f32_is_written_shortest_for_f32() {
    let mut out = Vec::new();
    let values = [0.1f32, 16_777_216.0, 1e-10, 3.4028235e38, 0.333_333_34];
    write(Shape::new(1, 5), MatrixRef::F32(&values), Export::Csv, &mut out).unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), "0.1,16777216,1e-10,3.4028235e38,0.33333334\n");
}

#[test]
fn hard_cases_are_rounded_correctly() {
    for text in [
        "9007199254740993",
        "9007199254740992.999999999999999999999999999999",
        "2.2250738585072011e-308",
        "2.4703282292062327208e-324",
        "2.4703282292062328e-324",
        "1.7976931348623158e308",
        "1.7976931348623159e308",
        "0.000000000000000000000000000000000000000000000000000000000000000000001e69",
        "123456789012345678901234567890",
        "00000000000000000000000000000000000000001.5",
        "8.5e22",
        "8.5e23",
        "1e23",
        "6.0221409e+23",
        "1.",
        ".5",
        "+1.5",
        "1E5",
    ] {
        let expected: f64 = text.parse().unwrap();
        let found = rows(&crate::text(&format!("{text}\t0")).unwrap())[0][0];
        assert_eq!(found.to_bits(), expected.to_bits(), "{text}");
    }
}

#[test]
fn f32_is_rounded_once() {
    // Halfway between two f32 as an f64, a little above it as a decimal.
    let source = b"1.00000005960464477540\t0";
    let options = ReadOptions { dtype: DType::F32, ..ReadOptions::default() };
    let AnyMatrix::F32(matrix) = with(source, &options).unwrap().matrix else { panic!("f32 was asked for") };
    assert_eq!(matrix.data()[0].to_bits(), "1.00000005960464477540".parse::<f32>().unwrap().to_bits());
    let AnyMatrix::F32(matrix) = with(b"[[1.00000005960464477540]]", &options).unwrap().matrix else {
        panic!("f32 was asked for")
    };
    assert_eq!(matrix.data()[0].to_bits(), "1.00000005960464477540".parse::<f32>().unwrap().to_bits());
}

#[test]
fn every_sample_number_has_its_bits_in_both_dtypes() {
    let Some(folder) = samples() else { return };
    let json: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder.join("numbers/bits.json")).unwrap()).unwrap();
    let cases = json["bits"].as_array().unwrap();
    assert!(cases.len() > 5_000);
    let column: String = cases.iter().map(|case| format!("{}\t0\n", case["text"].as_str().unwrap())).collect();
    let wide = rows(&text(&column).unwrap());
    let options = ReadOptions { dtype: DType::F32, ..ReadOptions::default() };
    let AnyMatrix::F32(narrow) = with(column.as_bytes(), &options).unwrap().matrix else { panic!("f32 was asked for") };
    for (row, case) in cases.iter().enumerate() {
        let bits64 = u64::from_str_radix(case["f64"].as_str().unwrap(), 16).unwrap();
        let bits32 = u32::from_str_radix(case["f32"].as_str().unwrap(), 16).unwrap();
        assert_eq!(wide[row][0].to_bits(), bits64, "{case}");
        assert_eq!(narrow.row(row)[0].to_bits(), bits32, "{case}");
        // JSON reads the same numbers, where its grammar and range allow.
        let source = format!("[{}]", case["text"].as_str().unwrap());
        if let Ok(parsed) = read_bytes(source.as_bytes(), Some("x.json")) {
            assert_eq!(rows(&parsed)[0][0].to_bits(), bits64, "{source}");
        } else {
            assert!(
                !f64::from_bits(bits64).is_finite()
                    || serde_json::from_str::<f64>(&source[1..source.len() - 1]).is_err()
            );
        }
        // With a decimal comma as well.
        let source = format!("{};0,5", case["text"].as_str().unwrap().replace('.', ","));
        if !source.starts_with(',') && !source.contains(",;") && !source.contains(",e") {
            assert_eq!(rows(&crate::text(&source).unwrap())[0][0].to_bits(), bits64, "{source}");
        }
    }
}
