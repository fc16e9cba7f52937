//! Hostile input: truncation, lies about size, deep nesting, failing readers, bounded memory.

use crate::format_npy::{file, header};
use crate::format_samples::verdicts;
use crate::with;
use shared::format::{ErrorKind, Export, Format, MatrixRef, ReadOptions, read, read_bytes, write};
use shared::matrix::Shape;
use std::io::{Cursor, Read, Seek, SeekFrom};

/// One small source of each format.
fn own_samples() -> Vec<(Vec<u8>, Format)> {
    let mut all = Vec::new();
    let data = [1.5, -2.0, 1e-7, 12345.678, 0.0, 6.0];
    for (export, format) in [
        (Export::Csv, Format::Csv),
        (Export::CsvDecimalComma, Format::Csv),
        (Export::Tsv, Format::Tsv),
        (Export::Json, Format::Json),
        (Export::NumpyLiteral, Format::Text),
        (Export::MatlabLiteral, Format::Text),
        (Export::Npy, Format::Npy),
        (Export::Mtx, Format::Mtx),
    ] {
        let mut out = Vec::new();
        write(Shape::new(3, 2), MatrixRef::F64(&data), export, &mut out).unwrap();
        all.push((out, format));
    }
    all
}

/// Texts as other programs print them, which we do not write.
const PRINTED: [&str; 10] = [
    "# name: A\n# type: matrix\n# rows: 2\n# columns: 2\n 1 2\n 3 4\n\n\n",
    "A = 2×2 single matrix\n  1 2\n  3 4\n",
    "           [,1]    [,2]\n[1,] -0.62 -0.8356\n       [,3]\n[1,]  0.3\n",
    "[111111111111111111 222222222222222222 333333333333333333\n 444444444444444444]",
    "[np.float64(1.5), -np.inf, np.float64(nan)]",
    "A =\n\n   1.0e+03 *\n\n    1.0000    2.0000\n    3.0000    NaN\n",
    "B = [1, 2 ...\n 3; 4 5 6];\n",
    "[[1., 2.],\n [3. , 4.5]]\n",
    "#####\n# x\n[m];[s]\n1,5;2\n",
    "A =\n\n  Columns 1 through 2\n\n 1 2\n 3 4\n\n  Column 3\n\n 5\n 6\n",
];

#[test]
fn every_truncation_is_read_or_refused_and_never_panics() {
    let mut sources: Vec<Vec<u8>> = own_samples().into_iter().map(|(bytes, _)| bytes).collect();
    sources.extend(PRINTED.map(Vec::from));
    sources.extend(verdicts().into_iter().map(|(path, _)| std::fs::read(path).unwrap()));
    for bytes in &sources {
        // Large bodies are cut everywhere in their first and last kilobytes, and now and then between.
        for length in (0..bytes.len()).filter(|&n| n < 1500 || n + 300 > bytes.len() || n % 509 == 0) {
            let _ = read_bytes(&bytes[..length], None);
        }
    }
}

#[test]
fn a_truncated_npy_json_or_block_is_always_refused() {
    for (bytes, format) in own_samples() {
        if matches!(format, Format::Npy | Format::Json) {
            for length in 0..bytes.len() {
                assert!(read_bytes(&bytes[..length], None).is_err(), "{format:?} cut to {length}");
            }
        }
    }
}

#[test]
fn every_changed_byte_is_read_or_refused_and_never_panics() {
    for bytes in own_samples().into_iter().map(|(bytes, _)| bytes).chain(PRINTED.map(Vec::from)) {
        for place in 0..bytes.len() {
            for value in [0, b'\n', b'"', b',', b'[', b'9', b'-', 0xff] {
                let mut changed = bytes.clone();
                changed[place] = value;
                let _ = read_bytes(&changed, None);
            }
        }
    }
}

#[test]
fn deep_nesting_is_refused() {
    for open in ["[", "{\"a\":", "[[1],", "{\"rows\":["] {
        let source = open.repeat(1_000_000);
        assert!(read_bytes(source.as_bytes(), None).is_err());
    }
    let deep = format!("{{\"x\":{}{},\"rows\":0,\"cols\":0,\"data\":[]}}", "[".repeat(90), "]".repeat(90));
    assert!(read_bytes(deep.as_bytes(), None).is_ok());
}

#[test]
fn endless_tokens_are_refused_without_being_held() {
    let long = 8_000_000;
    for (start, token) in [
        ("", "1"),
        ("1,", "1"),
        ("\"", "1"),
        ("1,\"", "\"\""),
        ("", "a"),
        ("1", " "),
        ("[[", "1"),
        ("[[\"", "a"),
        ("{\"", "a "),
        ("[1 ", "2"),
        ("[", " "),
        ("%%MatrixMarket matrix array real general\n2 2\n", "1"),
        ("%%MatrixMarket ", "x"),
    ] {
        let source = format!("{start}{}", token.repeat(long / token.len()));
        let outcome = reading_meter(source.into_bytes());
        assert!(outcome.0.is_err() || start == "[", "{start:?}");
        // Refused long before a third pass.
        assert!(outcome.1 <= 3 * long as u64, "{start:?} read {} bytes", outcome.1);
    }
}

/// Reads through a reader that counts the bytes it hands out.
fn reading_meter(bytes: Vec<u8>) -> (Result<shared::format::Parsed, shared::format::FormatError>, u64) {
    struct Meter(Cursor<Vec<u8>>, u64);
    impl Read for Meter {
        fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
            let count = self.0.read(out)?;
            self.1 += count as u64;
            Ok(count)
        }
    }
    impl Seek for Meter {
        fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
            self.0.seek(to)
        }
    }
    let length = bytes.len() as u64;
    let mut meter = Meter(Cursor::new(bytes), 0);
    let outcome = read(&mut meter, length, None, &ReadOptions::default());
    (outcome, meter.1)
}

#[test]
fn a_reader_that_hands_out_one_byte_at_a_time_changes_nothing() {
    struct Drop(Cursor<Vec<u8>>);
    impl Read for Drop {
        fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
            let length = out.len().min(1);
            self.0.read(&mut out[..length])
        }
    }
    impl Seek for Drop {
        fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
            self.0.seek(to)
        }
    }
    for (bytes, _) in own_samples() {
        let whole = read_bytes(&bytes, None).unwrap();
        let length = bytes.len() as u64;
        let dropped = read(Drop(Cursor::new(bytes)), length, None, &ReadOptions::default()).unwrap();
        assert_eq!(whole, dropped);
    }
}

#[test]
fn a_reader_that_fails_or_ends_early_is_a_sentence() {
    struct FailingReader;
    impl Read for FailingReader {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("stopped by the user"))
        }
    }
    impl Seek for FailingReader {
        fn seek(&mut self, _: SeekFrom) -> std::io::Result<u64> {
            Ok(0)
        }
    }
    let error = read(FailingReader, 100, Some("A.csv"), &ReadOptions::default()).unwrap_err();
    assert_eq!(*error.kind, ErrorKind::Io { message: "stopped by the user".into() });
    let error = read(Cursor::new(b"1,2"), 100, None, &ReadOptions::default()).unwrap_err();
    assert!(matches!(*error.kind, ErrorKind::Io { .. }), "{error}");
}

#[test]
fn only_the_stated_length_is_read() {
    let parsed = read(Cursor::new(b"1,2\n3,4\nrubbish"), 8, None, &ReadOptions::default()).unwrap();
    assert_eq!(parsed.matrix.shape(), Shape::new(2, 2));
}

#[test]
fn the_limit_holds_in_every_format() {
    let options = ReadOptions { limit_bytes: 40, ..ReadOptions::default() };
    for (bytes, format) in own_samples() {
        let error = with(&bytes, &options).unwrap_err();
        assert!(error.is_limit(), "{format:?}: {error}");
        assert!(with(&bytes, &ReadOptions { limit_bytes: 48, ..options }).is_ok(), "{format:?}");
    }
}

#[test]
fn claims_of_terabytes_are_refused_from_the_header() {
    for shape in
        ["(1000000, 1000000)", "(4294967296, 4294967296)", "(18446744073709551615, 2)", "(2305843009213693952, 8)"]
    {
        for descr in ["<f8", "<f4", "<f2", "<i8", "|b1"] {
            for fortran in [false, true] {
                let error = read_bytes(&file(1, &header(descr, fortran, shape), &[0; 64]), None).unwrap_err();
                assert!(matches!(*error.kind, ErrorKind::Amount { present: 64, .. }), "{error}");
            }
        }
    }
}

#[test]
fn a_wide_empty_shape_costs_nothing() {
    let bytes = file(1, &header("<f8", true, "(1000000000, 0)"), &[]);
    assert_eq!(read_bytes(&bytes, None).unwrap().matrix.shape(), Shape::new(1_000_000_000, 0));
}

#[test]
fn rows_without_columns_are_not_written_by_the_billion() {
    for (export, few) in [(Export::Csv, "\n\n\n"), (Export::Tsv, "\n\n\n"), (Export::Json, "[[],[],[]]")] {
        let mut out = Vec::new();
        let error = write(Shape::new(4_000_000_000, 0), MatrixRef::F64(&[]), export, &mut out).unwrap_err();
        assert!(error.is_limit() && out.len() < 100, "{export:?}: {error}");
        write(Shape::new(3, 0), MatrixRef::F64(&[]), export, &mut out).unwrap();
        assert_eq!(String::from_utf8_lossy(&out), few, "{export:?}");
    }
}
