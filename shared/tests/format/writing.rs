//! Every kind of export, letter by letter.

use shared::element::DType;
use shared::format::{ErrorKind, Export, MatrixRef, Order, Writer, read_bytes, write};
use shared::matrix::{AnyMatrix, Shape};

fn written(shape: (usize, usize), data: &[f64], export: Export) -> String {
    let mut out = Vec::new();
    write(Shape::new(shape.0, shape.1), MatrixRef::F64(data), export, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

const DATA: [f64; 4] = [1.0, -2.5, 1e-7, 1e21];

#[test]
fn each_kind_is_laid_out_as_its_readers_expect() {
    for (export, expected) in [
        (Export::Json, "[[1,-2.5],[1e-7,1e21]]"),
        (Export::Csv, "1,-2.5\n1e-7,1e21\n"),
        (Export::CsvDecimalComma, "1;-2,5\r\n1e-7;1e21\r\n"),
        (Export::Tsv, "1\t-2.5\n1e-7\t1e21\n"),
        (Export::Mtx, "%%MatrixMarket matrix array real general\n2 2\n1\n1e-7\n-2.5\n1e21\n"),
        (Export::NumpyLiteral, "np.array([[1, -2.5],\n          [1e-7, 1e21]], dtype=np.float64)\n"),
        (Export::MatlabLiteral, "[1 -2.5; 1e-7 1e21]\n"),
        (Export::Latex, "\\begin{bmatrix}\n1 & -2.5 \\\\\n1 \\times 10^{-7} & 1 \\times 10^{21}\n\\end{bmatrix}\n"),
        (Export::Markdown, "|   |   |\n|---:|---:|\n| 1 | -2.5 |\n| 1e-7 | 1e21 |\n"),
    ] {
        assert_eq!(written((2, 2), &DATA, export), expected);
    }
}

#[test]
fn a_column_of_decimal_commas_says_so_as_excel_does() {
    assert_eq!(written((2, 1), &[1.5, 2.0], Export::CsvDecimalComma), "sep=;\r\n1,5\r\n2\r\n");
}

#[test]
fn a_lone_number_is_read_back_from_every_text() {
    for value in [2.5, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        for export in [Export::Csv, Export::CsvDecimalComma, Export::Tsv, Export::NumpyLiteral, Export::MatlabLiteral] {
            let text = written((1, 1), &[value], export);
            let AnyMatrix::F64(found) = read_bytes(text.as_bytes(), None).unwrap().matrix else { panic!("it is f64") };
            assert_eq!(found.data()[0].to_bits(), value.to_bits(), "{text:?}");
        }
    }
    assert_eq!(written((1, 1), &[f64::NAN], Export::MatlabLiteral), "NaN\n");
}

#[test]
fn special_values_have_the_words_of_each_kind() {
    let data = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY];
    for (export, expected) in [
        (Export::Csv, "nan,inf,-inf\n"),
        (Export::Tsv, "nan\tinf\t-inf\n"),
        (Export::NumpyLiteral, "np.array([[np.nan, np.inf, -np.inf]], dtype=np.float64)\n"),
        (Export::MatlabLiteral, "[NaN Inf -Inf]\n"),
        (Export::Latex, "\\begin{bmatrix}\n\\mathrm{NaN} & \\infty & -\\infty\n\\end{bmatrix}\n"),
    ] {
        assert_eq!(written((1, 3), &data, export), expected);
    }
}

#[test]
fn json_refuses_special_values_and_names_the_cell() {
    for (value, word) in [(f64::NAN, "nan"), (f64::INFINITY, "inf"), (f64::NEG_INFINITY, "-inf")] {
        let error = write(Shape::new(2, 2), MatrixRef::F64(&[1.0, 2.0, 3.0, value]), Export::Json, Vec::new());
        assert_eq!(*error.unwrap_err().kind, ErrorKind::NotWritable { row: 2, column: 2, value: word });
    }
}

#[test]
fn empty_matrices_are_written() {
    for (export, none, blank) in [
        (Export::Json, "[]", "[[],[]]"),
        (Export::Csv, "", "\n\n"),
        (Export::NumpyLiteral, "np.zeros((0, 2), dtype=np.float64)\n", "np.zeros((2, 0), dtype=np.float64)\n"),
        (Export::MatlabLiteral, "zeros(0, 2)\n", "zeros(2, 0)\n"),
        (
            Export::Mtx,
            "%%MatrixMarket matrix array real general\n0 2\n",
            "%%MatrixMarket matrix array real general\n2 0\n",
        ),
    ] {
        assert_eq!(written((0, 2), &[], export), none);
        assert_eq!(written((2, 0), &[], export), blank);
    }
}

#[test]
fn no_cell_of_a_table_begins_like_a_formula() {
    let data = [-1.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, -0.0, 1e300, 5e-324, -1e-300];
    for (export, delimiter) in [(Export::Csv, ','), (Export::Tsv, '\t'), (Export::CsvDecimalComma, ';')] {
        for cell in written((1, 8), &data, export).trim_end().split(delimiter) {
            assert!(!cell.starts_with(['=', '+', '@', '\t', '\r', '\0']), "{cell:?}");
            assert!(!cell.is_empty());
        }
    }
}

#[test]
fn bands_of_any_size_give_the_same_bytes() {
    let data: Vec<f64> = (0..60).map(|n| f64::from(n) / 7.0).collect();
    for export in Export::ALL {
        let shape = Shape::new(6, 10);
        let mut whole = Vec::new();
        write(shape, MatrixRef::F64(&data), export, &mut whole).unwrap();
        let ordered: Vec<f64> = match export.order() {
            Order::Rows => data.clone(),
            Order::Columns => (0..60).map(|n| data[n % 6 * 10 + n / 6]).collect(),
        };
        for band in [1, 7, 10, 60] {
            let mut writer = Writer::new(Vec::new(), export, shape, DType::F64).unwrap();
            for piece in ordered.chunks(band) {
                writer.push(piece).unwrap();
            }
            assert_eq!(writer.finish().unwrap(), whole, "{export:?} in bands of {band}");
        }
    }
}

#[test]
fn what_does_not_fill_the_shape_is_refused() {
    let shape = Shape::new(2, 2);
    let filling = |found| ErrorKind::Filling { shape, found };
    let error = write(shape, MatrixRef::F64(&[1.0]), Export::Csv, Vec::new()).unwrap_err();
    assert_eq!(*error.kind, filling(1));
    let mut writer = Writer::new(Vec::new(), Export::Npy, shape, DType::F64).unwrap();
    assert_eq!(*writer.push(&[0.0f64; 5]).unwrap_err().kind, filling(5));
    writer.push(&[0.0f64; 3]).unwrap();
    assert!(matches!(*writer.push(&[0.0f32]).unwrap_err().kind, ErrorKind::Mixed { .. }));
    assert_eq!(*writer.finish().unwrap_err().kind, filling(3));
}

#[test]
fn a_writer_that_fails_is_a_sentence() {
    struct Full;
    impl std::io::Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("disk full"))
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let error = write(Shape::new(1, 1), MatrixRef::F64(&[1.0]), Export::Csv, Full).unwrap_err();
    assert!(error.to_string().contains("disk full"), "{error}");
}
