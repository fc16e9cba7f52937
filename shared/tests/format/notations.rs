//! Matrices as programs print them, as people type them, and as they stand in source code: kind by kind, with variants.

use crate::{refuses, rows, text};
use shared::format::{Export, Format, MatrixRef, write};
use shared::matrix::{AnyMatrix, Shape};

const MATRIX: [[f64; 2]; 2] = [[1.5, -2.0], [3.0, 400.0]];

/// Texts that hold [`MATRIX`], by kind.
const KINDS: [(&str, &[&str]); 12] = [
    (
        "Mathematica",
        &[
            "{{1.5,-2},{3,400}}",
            "{{1.5, -2.}, {3., 4.*^2}}\n",
            "m = {{1.5, -2},\r\n     {3, 0.4*^3}};\r\n",
            "Out[3]= {{1.5`, -2.`20.}, {3, 400}}",
            "(* a comment *) {{1.5, -2}, (* another *) {3, 400}}",
            "{ {1.5 , -2} , {3 , 40*^+1} }",
        ],
    ),
    (
        "C",
        &[
            "double A[2][2] = {{1.5, -2}, {3, 400}};",
            "#include <stdio.h>\n\n// A matrix\nstatic const float A[2][2] = {\n  {1.5f, -2.0f}, /* first */\n  {3.0F, 4e2f},\n};\n",
            "std::vector<std::vector<double>> a = {{1.5, -2}, {3, 400}};\nint main() { return 0; }\n",
            "double[][] a = {{1.5, -2d}, {3, 400}};",
        ],
    ),
    (
        "JavaScript",
        &[
            "const A = [\n  [1.5, -2],\n  [3, 400],\n];",
            "export default [[1.5, -2], [3, 4e2]];\n",
            "// made by hand\nlet a = [[1.5, -2], [3, 400]]; // done\nconsole.log(a);\n",
            "module.exports = [\n\t[1.5, -2],\n\t[3, 400]\n]\n",
        ],
    ),
    (
        "Python",
        &[
            "A = [[1.5, -2], [3, 400]]",
            "A = [\n    [1.5, -2],  # first\n    [3, 400],\n]\n",
            "import numpy as np\n\nA = np.array([[1.5, -2], [3, 400]], dtype=float)\nprint(A)\n",
            "a = ((1.5, -2), (3, 400))",
            "A = np.array([\n    [1.5, -2],\n    [3, 400],\n])",
            "# the matrix\nmatrix: list = [[1.5, -2.0], [3.0, 4e2]]\n",
        ],
    ),
    (
        "Rust",
        &[
            "let a = [[1.5, -2.0], [3.0, 400.0]];",
            "let a: [[f64; 2]; 2] = [[1.5_f64, -2.0], [3.0, 400f64]];",
            "let a = vec![vec![1.5, -2.0], vec![3.0, 400.0]];",
            "fn main() {\n    // rows\n    const A: [[f64; 2]; 2] = [\n        [1.5, -2.0],\n        [3.0, 400.0],\n    ];\n}\n",
            "let a = array![[1.5, -2.0], [3.0, 400.0]];",
        ],
    ),
    (
        "Python libraries",
        &[
            "Matrix([[1.5, -2], [3, 400]])",
            "Matrix([\n[1.5,  -2],\n[  3, 400]])",
            "ImmutableDenseMatrix([[1.5, -2], [3, 400]])",
            "Matrix(2, 2, [[1.5, -2], [3, 400]])",
            "A := Matrix(2, 2, [[1.5, -2], [3, 400]]);",
            "tensor([[  1.5,  -2.0],\n        [  3.0, 400.0]])",
            "tensor([[1.5000, -2.], [3., 400.]], device='cuda:0', dtype=torch.float64, requires_grad=True)",
            "tensor([[1.5, -2.], [3., 4e2]], grad_fn=<MulBackward0>)",
            "torch.tensor([[1.5, -2], [3, 400]], dtype=torch.float32)",
            "Parameter containing:\ntensor([[1.5, -2.],\n        [3., 400.]], requires_grad=True)\n",
            "array([[  1.5,  -2. ],\n       [  3. , 400. ]], dtype=float32)",
            "Array([[1.5, -2.], [3., 400.]], dtype=float32)",
            "tf.Tensor(\n[[  1.5  -2. ]\n [  3.  400. ]], shape=(2, 2), dtype=float64)",
            "np.matrix([[1.5, -2], [3, 400]])",
        ],
    ),
    (
        "rows in brackets",
        &[
            "[ 1.5  -2]\n[   3 400]",
            "[1.5 -2]\r\n[3 400]\r\n",
            "                        [1.5     -2]\n                        [          ]\n                        [3      400]\n",
            "[1.5, -2]\n[3, 400]\n",
            "[1.5,-2.0]\n\n[3.0,4e2]",
        ],
    ),
    (
        "Julia",
        &[
            "2×2 Matrix{Float64}:\n 1.5   -2.0\n 3.0  400.0",
            "julia> A\n2×2 Matrix{Float64}:\n 1.5   -2.0\n 3.0  400.0\n",
            "2×2 Array{Float64,2}:\r\n 1.5   -2.0\r\n 3.0  400.0\r\n",
            "2×2 LinearAlgebra.Adjoint{Float64, Matrix{Float64}}:\n 1.5   -2.0\n 3.0  400.0",
            "2×2 view(::Matrix{Float64}, 1:2, 1:2) with eltype Float64:\n 1.5   -2.0\n 3.0  400.0",
            "[1.5 -2.0; 3.0 400.0]",
        ],
    ),
    (
        "LaTeX",
        &[
            "\\begin{bmatrix}\n1.5 & -2 \\\\\n3 & 400\n\\end{bmatrix}",
            "\\begin{pmatrix} 1.5 & -2 \\\\ 3 & 400 \\\\ \\end{pmatrix}",
            "$$A = \\left[\\begin{array}{cc} 1.5 & -2 \\\\ 3 & 4 \\times 10^{2} \\end{array}\\right]$$",
            "\\[\n\\mathbf{A} = \\begin{vmatrix}\n  1.5 & {-2} \\\\[2pt]\n  3 & 400 % last\n\\end{vmatrix}.\n\\]\n",
            "\\left( \\begin{smallmatrix} 1.5&-2\\\\3&400 \\end{smallmatrix} \\right)",
            "\\begin{tabular}{|r|r|}\r\n\\hline\r\n1.5 & $-2$ \\\\ \\hline\r\n3 & 400 \\\\ \\hline\r\n\\end{tabular}\r\n",
            "\\pmatrix{1.5 & -2 \\cr 3 & 400 \\cr}",
            "\\begin{equation}\n\\begin{Bmatrix*}[r] 1.5 & \\phantom{-}-2\\\\3\\, & 400 \\end{Bmatrix*}\n\\end{equation}",
        ],
    ),
    (
        "R",
        &[
            "structure(c(1.5, 3, -2, 400), dim = c(2L, 2L))",
            "structure(c(1.5, 3, -2, 400), .Dim = c(2L, 2L), .Dimnames = list(NULL, c(\"a\", \"b)\")))\n",
            "A <- structure(c(1.5, 3,\n-2, 400), dim = c(2L, 2L))",
            "matrix(c(1.5, 3, -2, 400), nrow = 2)",
            "m = matrix(c(1.5, -2, 3, 400), ncol=2, byrow=TRUE)",
            "rbind(c(1.5, -2), c(3, 4e2))",
            "cbind(a = c(1.5, 3), b = c(-2, 400))",
            "structure(list(x = c(1.5, 3), y = c(-2, 400)), class = \"data.frame\", row.names = c(NA, -2L))",
            "    [,1] [,2]\n[1,] 1.5   -2\n[2,] 3.0  400\n",
            "   [,1] [,2]\nr1  1.5   -2\nr2  3.0  400\n",
            "   [,1]\nr1  1.5\nr2  3.0\n   [,2]\nr1   -2\nr2  400\n",
            "      a    b\nr1  1.5   -2\nr2  3.0  400\n",
            "     a   b\n[1,] 1.5  -2\n[2,] 3.0 400\n",
            "    V1  V2\n1  1.5  -2\n2  3.0 400\n",
            "\"a\" \"b\"\n\"1\" 1.5 -2\n\"2\" 3 400\n",
        ],
    ),
    (
        "JSON",
        &[
            "{\"mathjs\":\"DenseMatrix\",\"data\":[[1.5,-2],[3,400]],\"size\":[2,2]}",
            "[{\"a\":1.5,\"b\":-2},{\"a\":3,\"b\":400}]",
            "[{\"a\":1.5,\"b\":-2},\n {\"b\":4e2,\"a\":3}]",
            "{\"a\":1.5,\"b\":-2}\n{\"a\":3,\"b\":400}\n",
            "{\"columns\":[\"a\",\"b\"],\"index\":[0,1],\"data\":[[1.5,-2],[3,400]]}",
            "{\"columns\":[0,1],\"index\":[\"x\",\"y\"],\"data\":[[1.5,-2],[3,400]]}",
            "{\"a\":{\"0\":1.5,\"1\":3},\"b\":{\"0\":-2,\"1\":400}}",
            "{\"größe\":[1.5,3],\"b c\":[-2,400]}",
            "[1.5,-2]\r\n[3,400]",
            "{\"rows\":2,\"cols\":2,\"data\":[[1.5,-2],[3,400]]}",
        ],
    ),
    ("drawn", &["| x | y |\n|--:|--:|\n| 1.5 | −2 |\n| 3 | 400 |\n", "x|y\n-|-\n1.5|-2\n3|400"]),
];

#[test]
fn every_kind_is_read_in_its_variants() {
    let mut wrong = Vec::new();
    for (kind, sources) in KINDS {
        for source in sources {
            for source in [(*source).to_owned(), format!("\u{feff}{source}"), format!("\n{source}\n\n")] {
                match text(&source) {
                    Ok(parsed) if rows(&parsed) == MATRIX => {
                        assert_ne!(parsed.format, Format::Npy);
                    }
                    Ok(parsed) => wrong.push(format!("{kind}: {source:?} is {:?}", rows(&parsed))),
                    Err(error) => wrong.push(format!("{kind}: {source:?}: {error}")),
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_truncation_of_every_kind_is_read_or_refused() {
    for source in KINDS.iter().flat_map(|(_, sources)| *sources) {
        for length in (0..source.len()).filter(|length| source.is_char_boundary(*length)) {
            if let Err(error) = text(&source[..length]) {
                let message = error.to_string();
                assert!(message.contains(';') && message.len() < 500, "{:?}: {message}", &source[..length]);
            }
        }
        for place in (0..source.len()).filter(|place| source.is_char_boundary(*place)) {
            for other in ["{", "}", "[", "(", "\\", ",", "\n", "\"", "9", "−"] {
                let _ = text(&format!("{}{other}{}", &source[..place], &source[place..]));
            }
        }
    }
}

#[test]
fn small_matrices_and_special_values_of_every_kind() {
    for (source, expected) in [
        ("{{5}}", vec![vec![5.0]]),
        ("{1, 2, 3}", vec![vec![1.0, 2.0, 3.0]]),
        ("{{1}, {2}}", vec![vec![1.0], vec![2.0]]),
        ("const a = [[1], [2]];", vec![vec![1.0], vec![2.0]]),
        ("tensor([1., 2.])", vec![vec![1.0, 2.0]]),
        ("Matrix([[7]])", vec![vec![7.0]]),
        ("3-element Vector{Int64}:\n 1\n 2\n 3", vec![vec![1.0], vec![2.0], vec![3.0]]),
        ("1×2 Matrix{Int64}:\n 1  2", vec![vec![1.0, 2.0]]),
        ("\\begin{pmatrix}5\\end{pmatrix}", vec![vec![5.0]]),
        ("\\begin{pmatrix}1\\\\2\\end{pmatrix}", vec![vec![1.0], vec![2.0]]),
        ("structure(1:6, dim = 2:3)", vec![vec![1.0, 3.0, 5.0], vec![2.0, 4.0, 6.0]]),
        ("[{\"a\":1}]", vec![vec![1.0]]),
        ("{\"mathjs\":\"DenseMatrix\",\"data\":[1,2],\"size\":[2]}", vec![vec![1.0, 2.0]]),
        ("let a = [[f64::INFINITY, 1.0], [-2.0, 3.0]];", vec![]),
        ("A = [[1, math.inf], [2, -np.inf]]", vec![vec![1.0, f64::INFINITY], vec![2.0, f64::NEG_INFINITY]]),
        ("{{1, Infinity}, {2, -Infinity}}", vec![vec![1.0, f64::INFINITY], vec![2.0, f64::NEG_INFINITY]]),
        (
            "structure(c(1, Inf, -Inf, 2), dim = c(2L, 2L))",
            vec![vec![1.0, f64::NEG_INFINITY], vec![f64::INFINITY, 2.0]],
        ),
    ] {
        match text(source) {
            Ok(parsed) => assert_eq!(rows(&parsed), expected, "{source:?}"),
            Err(error) => assert!(expected.is_empty(), "{source:?}: {error}"),
        }
    }
}

#[test]
fn what_would_change_or_leave_out_values_is_refused() {
    for (source, words) in [
        ("{{1,2},{3,4}} * 2", &["follows the last bracket"] as &[&str]),
        ("{{1,2},{3}}", &["row 2", "1 cell"]),
        ("{{1,,2}}", &["row 1, column 2", "empty"]),
        ("{{1,2},{3,4}", &["ends before the last closing bracket"]),
        ("{{{1,2}},{{3,4}}}", &[""]),
        ("{{1,2},{3,x}}", &["row 2, column 2", "\"x\""]),
        ("{{1/2,2},{3,4}}", &["row 1, column 1", "fractions"]),
        ("{{1,2},{3,4}} {{5,6},{7,8}}", &[""]),
        ("const a = [[1, 2], [3, 4]];\nconst b = [[5, 6], [7, 8]];\n", &["one matrix at a time"]),
        ("A = [[1, 2], [3, 4]]\nB = [[1, 2], [3, 4]]\n", &[""]),
        ("import numpy as np\nA = np.array([[1, 2], [3, 4]]).T\n", &["follows the last bracket"]),
        ("import numpy as np\nA = np.array([[1, 2], [3, 4]])\nA[0, 0] = 9\n", &["final values"]),
        ("const a = [[1_000, 2], [3, 4]];", &["1_000"]),
        ("let a = [[0x10, 2], [3, 4]];", &["0x10", "decimal"]),
        ("const a = [[1 + 1, 2], [3, 4]];", &["expressions"]),
        ("Matrix([[1, x], [3, 4]])", &["row 1, column 2", "\"x\""]),
        ("Matrix([[1/2, 1], [3, 4]])", &["row 1, column 1", "fractions"]),
        ("Matrix(2, 3, [[1, 2], [3, 4]])", &["2 × 3", "2 × 2"]),
        ("tensor([[1., 2.,  ..., 3.],\n        [4., 5.,  ..., 6.]])", &["values are missing"]),
        ("tensor([[1.+2.j, 2.]])", &["row 1, column 1", "real"]),
        ("tensor([[[1., 2.]]])", &["two dimensions"]),
        ("tensor([[1., 2.]]).T", &["follows the last bracket"]),
        ("[1 2]\n[3 4 5]", &["row 2", "3 cells"]),
        ("[1 2; 3 4]\n[5 6; 7 8]", &["follows the last bracket"]),
        ("[1 2]\n[3 4; 5 6]", &["two matrices"]),
        ("[1,2]\n[3]\n", &["row 2", "1 cell"]),
        ("[1,2] [3,4]", &[""]),
        ("3×2 Matrix{Float64}:\n 1.0  2.0\n 3.0  4.0", &["3 × 2", "cut off"]),
        ("9×2 Matrix{Float64}:\n 1.0  2.0\n ⋮    \n 3.0  4.0", &["row 2", "left out"]),
        ("2×9 Matrix{Float64}:\n 1.0  …  2.0\n 3.0  …  4.0", &["row 1, column 2", "left out"]),
        ("2×2 Diagonal{Float64, Vector{Float64}}:\n 1.0   ⋅ \n  ⋅   4.0", &["row 1, column 2", "Matrix(A)"]),
        ("2×2 Matrix{Rational{Int64}}:\n 1//2  1//3\n 2//1  3//1", &["row 1, column 1", "fractions"]),
        ("\\begin{bmatrix} \\frac{1}{2} & 1 \\\\ 1 & 2 \\end{bmatrix}", &["row 1, column 1", "fractions"]),
        ("\\begin{bmatrix} 1 & \\cdots & 2 \\\\ 3 & \\cdots & 4 \\end{bmatrix}", &["row 1, column 2", "left out"]),
        ("2 \\begin{bmatrix} 1 & 2 \\end{bmatrix}", &["before the matrix"]),
        ("\\begin{bmatrix} 1 & 2 \\end{bmatrix}^T", &["follows the matrix"]),
        ("\\begin{bmatrix} 1 & 2 \\end{bmatrix} \\begin{bmatrix} 3 \\\\ 4 \\end{bmatrix}", &["one matrix at a time"]),
        ("\\begin{bmatrix} 1 & 2 \\\\ 3 \\end{bmatrix}", &["row 2", "1 cell"]),
        ("\\begin{bmatrix} 1 & \\\\ 3 & 4 \\end{bmatrix}", &["row 1, column 2", "empty"]),
        ("\\begin{bmatrix} 1 & 2 \\\\ 3", &["ends before"]),
        ("\\begin{bmatrix} 1{,}5 & 2 \\end{bmatrix}", &["row 1, column 1"]),
        ("structure(c(1, NA, 2, 4), dim = c(2L, 2L))", &["NA", "missing"]),
        ("structure(c(1, 2, 3), dim = c(2L, 2L))", &["3 numbers", "2 × 2"]),
        ("structure(c(1, 2, 3, 4), dim = c(1L, 2L, 2L))", &["two sizes"]),
        ("structure(c(1, 2, 3, 4), dim = c(2L, 2L), tsp = c(1, 2, 1))", &["tsp"]),
        ("structure(c(1, 2, 3, 4), dim = c(2L, 2L)) * 2", &["follows the matrix"]),
        ("matrix(c(1, 2), nrow = 2, ncol = 2)", &["2 numbers"]),
        ("structure(1:2000000000, dim = c(2L, 1000000000L))", &["limit"]),
        ("[{\"a\":1,\"b\":2},{\"a\":3}]", &["record 2", "\"b\""]),
        ("[{\"a\":1},{\"a\":3,\"b\":4}]", &["record 2", "\"b\""]),
        ("[{\"a\":1,\"a\":2}]", &["two members"]),
        ("[{\"a\":null}]", &["row 1, column 1", "missing"]),
        ("[{\"a\":\"x\"}]", &["row 1, column 1", "quotes"]),
        ("{\"a\":[1,2],\"b\":[3]}", &["1 values", "2"]),
        ("{\"a\":{\"0\":1,\"1\":2},\"b\":{\"1\":3,\"0\":4}}", &["other names"]),
        ("{\"mathjs\":\"SparseMatrix\",\"values\":[1],\"index\":[0],\"ptr\":[0,1],\"size\":[1,1]}", &["SparseMatrix"]),
        ("{\"mathjs\":\"DenseMatrix\",\"data\":[[1,2]],\"size\":[2,1]}", &["correct the sizes"]),
        ("{\"columns\":[\"a\"],\"index\":[0],\"data\":[[1,2]]}", &["columns", "correct"]),
    ] {
        refuses(source, words);
    }
}

#[test]
fn what_says_that_it_is_matrix_market_is_never_read_as_a_table() {
    use shared::format::read_bytes;
    let body = "matrix coordinate real general\n3 3 3\n1 1 1\n2 2 1\n3 3 1\n";
    for banner in [
        "%MatrixMarket",
        "%%%MatrixMarket",
        "%% MatrixMarket",
        "%%Matrix Market",
        "%%matrix-market",
        "% MATRIXMARKET",
        "%%MatrixMarkets",
        "MatrixMarket",
        "#MatrixMarket",
        "% a comment\n%%MatrixMarket",
    ] {
        for end in ["\n", "\r\n"] {
            let source = format!("{banner} {body}").replace('\n', end);
            let error = refuses(&source, &["Matrix Market header"]);
            assert!(error.alternatives.is_empty());
        }
    }
    for source in ["3 3 3\n1 1 1\n", "1,2\n3,4\n", "[[1,2]]", "{{1,2}}", "% c\n3 3\n"] {
        for name in ["A.mtx", "a.b.MTX"] {
            let error = read_bytes(source.as_bytes(), Some(name)).unwrap_err().to_string();
            assert!(error.contains("Matrix Market header is missing"), "{error}");
        }
    }
    let comment = format!("%%MatrixMarket matrix array real general\n%{}\n1 1\n5\n", "x".repeat(1_000_000));
    assert_eq!(rows(&text(&comment).unwrap()), [[5.0]]);
    let split = format!("%%MatrixMarket matrix array real general\r\n%{}\r\n1 1\r\nx\r\n", "x".repeat(1_048_534));
    refuses(&split, &["line 4"]);
}

#[test]
fn large_texts_of_each_kind_are_read_in_a_stream() {
    let count = 30_000;
    let repeated = |row: &str, between: &str| vec![row; count].join(between);
    for (open, row, between, close) in [
        ("{", "{1,2}", ",\n", "}"),
        ("const a = [", "[1, 2]", ",\n", ",\n];"),
        ("Matrix([", "[1, 2]", ", ", "])"),
        ("", "[1 2]", "\n", "\n"),
        ("", "[1,2]", "\n", "\n"),
        ("[", "{\"a\":1,\"b\":2}", ",", "]"),
        ("", "{\"a\":1,\"b\":2}", "\n", "\n"),
        ("\\begin{bmatrix}", "1 & 2", "\\\\\n", "\\end{bmatrix}"),
        ("rbind(", "c(1, 2)", ",\n", ")"),
        ("| a | b |\n|---|---|\n", "| 1 | 2 |", "\n", "\n"),
        ("{\"columns\":[\"a\",\"b\"],\"data\":[", "[1,2]", ",", "]}"),
        ("30000×2 Matrix{Float64}:\n", " 1.0 2.0", "\n", ""),
    ] {
        let parsed = text(&format!("{open}{}{close}", repeated(row, between)));
        let parsed = parsed.unwrap_or_else(|error| panic!("{open:?} {row:?}: {error}"));
        assert_eq!((parsed.matrix.shape().rows, parsed.matrix.shape().cols), (count, 2), "{open:?} {row:?}");
        assert_eq!(rows(&parsed)[count - 1], [1.0, 2.0]);
        if row != " 1.0 2.0" {
            let small = text(&format!("{open}{row}{between}{row}{close}")).unwrap();
            assert_eq!(small.notes, parsed.notes, "{open:?} {row:?}");
        }
    }
}

proptest::proptest! {
    #![proptest_config(crate::cases(300))]

    /// The page's own LaTeX and Markdown read back to the same bits.
    #[test]
    fn latex_and_markdown_read_back(
        numbers in proptest::collection::vec(proptest::num::f64::ANY, 1..24),
        cols in 1_usize..4,
    ) {
        let rows = numbers.len() / cols;
        proptest::prop_assume!(rows > 0);
        let data = &numbers[..rows * cols];
        for export in [Export::Latex, Export::Markdown] {
            let mut out = Vec::new();
            write(Shape::new(rows, cols), MatrixRef::F64(data), export, &mut out).unwrap();
            let source = String::from_utf8(out).unwrap();
            let parsed = text(&source).unwrap_or_else(|error| panic!("{source:?}: {error}"));
            let AnyMatrix::F64(matrix) = &parsed.matrix else { panic!("expected f64") };
            assert_eq!(matrix.shape(), Shape::new(rows, cols));
            for (found, expected) in matrix.data().iter().zip(data) {
                let same = found.to_bits() == expected.to_bits() || found.is_nan() && expected.is_nan();
                assert!(same, "{source:?} read as {found} and not as {expected}");
            }
        }
    }
}
