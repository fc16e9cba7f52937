//! The fixed texts around and between the numbers in each format.

use crate::element::DType;
use crate::format::export::Export;
use crate::matrix::Shape;

/// The fixed texts of one kind of export.
#[derive(Clone, Debug)]
pub(crate) struct Style {
    /// Before everything.
    pub(crate) opening: String,
    pub(crate) row_opening: &'static str,
    pub(crate) between_cells: &'static str,
    pub(crate) row_closing: &'static str,
    pub(crate) between_rows: &'static str,
    /// After everything.
    pub(crate) closing: String,
    /// `nan`, `inf` and `-inf`; `None` where they cannot be written.
    pub(crate) words: Option<[&'static str; 3]>,
    pub(crate) decimal_comma: bool,
    /// Whether `1e21` is written as `1 \times 10^{21}`.
    pub(crate) powers: bool,
}

impl Style {
    /// The style of `export`, for a matrix of `shape`.
    pub(crate) fn of(export: Export, shape: Shape, dtype: DType) -> Self {
        let plain = Style {
            opening: String::new(),
            row_opening: "",
            between_cells: "",
            row_closing: "",
            between_rows: "",
            closing: String::new(),
            words: Some(["nan", "inf", "-inf"]),
            decimal_comma: false,
            powers: false,
        };
        match export {
            Export::Json => Style {
                opening: "[".into(),
                row_opening: "[",
                between_cells: ",",
                row_closing: "]",
                between_rows: ",",
                closing: "]".into(),
                words: None,
                ..plain
            },
            Export::Csv => Style { between_cells: ",", row_closing: "\n", ..plain },
            Export::CsvDecimalComma => Style {
                // Nothing else in a single column distinguishes its decimal commas from delimiters; the
                // line is Excel's own way to say it, and Excel does not show it.
                opening: if shape.cols == 1 { "sep=;\r\n".into() } else { String::new() },
                between_cells: ";",
                row_closing: "\r\n",
                decimal_comma: true,
                ..plain
            },
            Export::Tsv => Style { between_cells: "\t", row_closing: "\n", ..plain },
            Export::Npy => Style { words: None, ..plain },
            Export::Mtx => Style {
                opening: format!("%%MatrixMarket matrix array real general\n{} {}\n", shape.rows, shape.cols),
                // One number a line, whatever the row.
                between_cells: "\n",
                row_closing: "\n",
                ..plain
            },
            Export::NumpyLiteral => numpy(shape, dtype, plain),
            Export::MatlabLiteral => matlab(shape, dtype, plain),
            Export::Latex => Style {
                opening: "\\begin{bmatrix}\n".into(),
                between_cells: " & ",
                between_rows: " \\\\\n",
                closing: if shape.rows > 0 { "\n\\end{bmatrix}\n".into() } else { "\\end{bmatrix}\n".into() },
                words: Some(["\\mathrm{NaN}", "\\infty", "-\\infty"]),
                powers: true,
                ..plain
            },
            Export::Markdown => Style {
                opening: format!("|{}\n|{}\n", "   |".repeat(shape.cols), "---:|".repeat(shape.cols)),
                row_opening: "| ",
                between_cells: " | ",
                row_closing: " |\n",
                ..plain
            },
        }
    }
}

fn numpy(shape: Shape, dtype: DType, plain: Style) -> Style {
    let dtype = match dtype {
        DType::F32 => "np.float32",
        DType::F64 => "np.float64",
    };
    if shape.elements() == Some(0) {
        let opening = format!("np.zeros(({}, {}), dtype={dtype})\n", shape.rows, shape.cols);
        return Style { opening, ..plain };
    }
    Style {
        opening: "np.array([".into(),
        row_opening: "[",
        between_cells: ", ",
        row_closing: "]",
        between_rows: ",\n          ",
        closing: format!("], dtype={dtype})\n"),
        words: Some(["np.nan", "np.inf", "-np.inf"]),
        ..plain
    }
}

fn matlab(shape: Shape, dtype: DType, plain: Style) -> Style {
    let single = dtype == DType::F32;
    if shape.elements() == Some(0) {
        let class = if single { ", 'single'" } else { "" };
        return Style { opening: format!("zeros({}, {}{class})\n", shape.rows, shape.cols), ..plain };
    }
    // A lone number has no brackets, as `mat2str` writes it: `[NaN]` would be taken for JSON that is wrong.
    let (opening, closing) = match (single, shape.elements()) {
        (true, _) => ("single([", "])\n"),
        (false, Some(1)) => ("", "\n"),
        (false, _) => ("[", "]\n"),
    };
    Style {
        opening: opening.into(),
        between_cells: " ",
        between_rows: "; ",
        closing: closing.into(),
        words: Some(["NaN", "Inf", "-Inf"]),
        ..plain
    }
}
