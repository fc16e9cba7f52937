//! What is written reads back to the same bits, in every format, dtype and dialect.

use crate::with;
use proptest::prelude::*;
use shared::element::DType;
use shared::format::{Export, Format, MatrixRef, Note, ReadOptions, write};
use shared::matrix::{AnyMatrix, Shape};

/// Any bits, and often small whole numbers and halves, as matrices have.
fn value64() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<u64>().prop_map(f64::from_bits),
        (-1000i32..1000).prop_map(f64::from),
        (-1000i32..1000).prop_map(|n| f64::from(n) / 8.0),
        (any::<i64>(), -30i32..30).prop_map(|(n, e)| n as f64 * 10f64.powi(e)),
    ]
}

fn value32() -> impl Strategy<Value = f32> {
    prop_oneof![
        any::<u32>().prop_map(f32::from_bits),
        (-1000i16..1000).prop_map(f32::from),
        (any::<i32>(), -20i32..20).prop_map(|(n, e)| n as f32 * 10f32.powi(e)),
    ]
}

fn matrix<S: Strategy>(value: fn() -> S) -> impl Strategy<Value = (Shape, Vec<S::Value>)> {
    (1usize..7, 1usize..7)
        .prop_flat_map(move |(rows, cols)| (Just(Shape::new(rows, cols)), prop::collection::vec(value(), rows * cols)))
}

fn bytes(shape: Shape, data: MatrixRef<'_>, export: Export) -> Vec<u8> {
    let mut out = Vec::new();
    write(shape, data, export, &mut out).unwrap();
    out
}

fn same64(found: &AnyMatrix, shape: Shape, data: &[f64]) -> bool {
    let AnyMatrix::F64(matrix) = found else { return false };
    // A text has one NaN.
    let same = |(a, b): (&f64, &f64)| a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan());
    matrix.shape() == shape && matrix.data().iter().zip(data).all(same)
}

fn same32(found: &AnyMatrix, shape: Shape, data: &[f32]) -> bool {
    let AnyMatrix::F32(matrix) = found else { return false };
    let same = |(a, b): (&f32, &f32)| a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan());
    matrix.shape() == shape && matrix.data().iter().zip(data).all(same)
}

const READ_BACK: [(Export, Format); 8] = [
    (Export::Csv, Format::Csv),
    (Export::Tsv, Format::Tsv),
    (Export::CsvDecimalComma, Format::Csv),
    (Export::Json, Format::Json),
    (Export::NumpyLiteral, Format::Text),
    (Export::MatlabLiteral, Format::Text),
    (Export::Npy, Format::Npy),
    (Export::Mtx, Format::Mtx),
];

fn check(shape: Shape, data: MatrixRef<'_>, export: Export, format: Format) -> Result<(), TestCaseError> {
    let finite = match data {
        MatrixRef::F32(data) => data.iter().all(|value| value.is_finite()),
        MatrixRef::F64(data) => data.iter().all(|value| value.is_finite()),
    };
    if export == Export::Json && !finite {
        prop_assert!(write(shape, data, export, Vec::new()).is_err());
        return Ok(());
    }
    let bytes = bytes(shape, data, export);
    let options = ReadOptions { dtype: data.dtype(), ..ReadOptions::default() };
    let parsed = with(&bytes, &options);
    prop_assert!(parsed.is_ok(), "{:?}: {}", String::from_utf8_lossy(&bytes), parsed.unwrap_err());
    let parsed = parsed.unwrap();
    let same = |found: &AnyMatrix| match data {
        MatrixRef::F32(data) => same32(found, shape, data),
        MatrixRef::F64(data) => same64(found, shape, data),
    };
    if export == Export::MatlabLiteral {
        // `[5]` is JSON as well.
        prop_assert!(parsed.format == format || shape == Shape::new(1, 1));
    } else if shape.cols > 1 || export != Export::Csv {
        prop_assert_eq!(parsed.format, format);
    }
    prop_assert!(same(&parsed.matrix), "{:?} read as {:?}", String::from_utf8_lossy(&bytes), parsed.matrix);
    Ok(())
}

macro_rules! round_trips {
    ($($name:ident: $place:literal),*) => {
        proptest! {
            #![proptest_config(crate::cases(1000))]
            $(
                #[test]
                fn $name((shape, data) in matrix(value64), (narrow_shape, narrow) in matrix(value32)) {
                    let (export, format) = READ_BACK[$place];
                    check(shape, MatrixRef::F64(&data), export, format)?;
                    check(narrow_shape, MatrixRef::F32(&narrow), export, format)?;
                }
            )*
        }
    };
}
round_trips!(
    csv_keeps_every_bit: 0,
    tsv_keeps_every_bit: 1,
    csv_with_decimal_commas_keeps_every_bit: 2,
    json_keeps_every_bit: 3,
    a_numpy_literal_keeps_every_bit: 4,
    a_matlab_literal_keeps_every_bit: 5,
    npy_keeps_every_bit: 6,
    mtx_keeps_every_bit: 7
);

proptest! {
    #![proptest_config(crate::cases(2000))]

    /// A table in any dialect, with or without names, quotes, blanks, CRLF and a byte order mark.
    #[test]
    fn a_table_in_any_dialect_is_read(
        (shape, data) in matrix(value64),
        delimiter in prop_oneof![Just(","), Just(";"), Just("\t"), Just("|"), Just(" "), Just("   ")],
        comma: bool, names: bool, quoted: bool, blanks: bool, crlf: bool, mark: bool, last: bool,
    ) {
        prop_assume!(!(comma && delimiter == "," && !quoted));
        let cell = |value: f64| {
            let text = if value.is_nan() { "NaN".to_string() } else { value.to_string() };
            let text = if comma { text.replace('.', ",") } else { text };
            let text = if quoted { format!("\"{text}\"") } else { text };
            if blanks && delimiter != "\t" { format!(" {text} ") } else { text }
        };
        let end = if crlf { "\r\n" } else { "\n" };
        let mut source = String::from(if mark { "\u{feff}" } else { "" });
        if names {
            let row: Vec<String> = (0..shape.cols).map(|column| format!("name{column}")).collect();
            source.push_str(&row.join(delimiter));
            source.push_str(end);
        }
        let rows: Vec<String> = data
            .chunks(shape.cols)
            .map(|row| row.iter().map(|&value| cell(value)).collect::<Vec<_>>().join(delimiter))
            .collect();
        source.push_str(&rows.join(end));
        source.push_str(if last { end } else { "" });
        let parsed = with(source.as_bytes(), &ReadOptions::default());
        let column = shape.cols == 1 && comma && !names;
        // Commas in quotes between commas may part thousands.
        let ambiguous = column || comma && delimiter == ",";
        match parsed {
            Ok(parsed) => {
                let right = same64(&parsed.matrix, shape, &data);
                prop_assert!(right || column, "{:?} read as {:?}", source, parsed);
                prop_assert_eq!(names, parsed.notes.iter().any(|note| matches!(note, Note::HeaderRowSkipped(names) if names.starts_with("name0"))));
            }
            Err(error) => {
                prop_assert!(ambiguous && !error.alternatives.is_empty(), "{:?}: {}", source, error);
                let options = ReadOptions { dialect: Some(error.alternatives[0].dialect), ..ReadOptions::default() };
                prop_assert!(same64(&with(source.as_bytes(), &options).unwrap().matrix, shape, &data));
            }
        }
    }

    /// The crate that others write CSV with, quotes always on, as an oracle.
    #[test]
    fn what_the_csv_crate_writes_is_read((shape, data) in matrix(value64)) {
        let mut writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
        for row in data.chunks(shape.cols) {
            writer.write_record(row.iter().map(f64::to_string)).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        prop_assert!(same64(&with(&bytes, &ReadOptions::default()).unwrap().matrix, shape, &data));
    }

    /// Any text at all is read or refused, in every dialect and without a panic.
    #[test]
    fn no_text_makes_a_panic(source in "[-+0-9.,;eE\\[\\]{}\"' \t\r\nanif#=|:%]{0,60}") {
        for dtype in [DType::F32, DType::F64] {
            let _ = with(source.as_bytes(), &ReadOptions { dtype, ..ReadOptions::default() });
        }
        for dialect in shared::format::Dialect::TABLES.into_iter().chain([shared::format::Dialect::Block]) {
            let _ = with(source.as_bytes(), &ReadOptions { dialect: Some(dialect), ..ReadOptions::default() });
        }
    }
}

/// The numbers in a text that is only written, whatever stands around them.
fn numbers(text: &str, between: &[&str], parted: char) -> Vec<f64> {
    let text = between.iter().fold(text.to_owned(), |text, word| text.replace(word, " "));
    text.split([parted, '\n'])
        .map(str::trim)
        .filter(|cell| !cell.is_empty())
        .map(|cell| cell.parse().unwrap())
        .collect()
}

proptest! {
    #![proptest_config(crate::cases(1000))]

    #[test]
    fn latex_and_markdown_show_every_bit((shape, data) in matrix(value64)) {
        let text = |export| String::from_utf8(bytes(shape, MatrixRef::F64(&data), export)).unwrap();
        let latex = text(Export::Latex)
            .replace("\\mathrm{NaN}", "nan")
            .replace("\\infty", "inf")
            .replace(" \\times 10^{", "e")
            .replace('}', " ")
            .replace("\\begin{bmatrix ", "")
            .replace("\\end{bmatrix ", "");
        let markdown = text(Export::Markdown);
        let markdown = markdown.splitn(3, '\n').nth(2).unwrap();
        for found in [numbers(&latex, &["\\\\"], '&'), numbers(markdown, &[], '|')] {
            prop_assert_eq!(found.len(), data.len());
            let same = |(a, b): (&f64, &f64)| a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan());
            prop_assert!(found.iter().zip(&data).all(same), "{:?} shows {:?}", found, data);
        }
    }
}
