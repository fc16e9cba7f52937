//! The form of every message: its fields, by their names in `shared::protocol` and where that takes them from. A field that
//! is missing here does not compile.

use super::wired::{Fields, Wired, named, names, read_variant, structs, variant, variants};
use super::{Payload, Request, Response};
use shared::certificate::{Norms, Verification};
use shared::element::DType;
use shared::format::{Alternative, DecimalMark, Delimiter, Dialect, Export, Format, Labels, Parsed};
use shared::kernel::{Algorithm, Dims, Kernel};
use shared::map::{CellSummary, ColourScale, MapBlock, PixelDetail, PixelSpan};
use shared::matrix::Shape;
use shared::measurement::{Measurement, Sample};
use shared::protocol::{CheckStep, ProductSpec, RejectionKind, SharedOperands, TileReport, TileTimings};
use shared::rpc::RpcMethod;
use shared::tiling::Tile;
use wasm_bindgen::JsValue;

variants! {
    Request {
        Open { job, spec, operands }
        Band { job, block, columns, first_row, elements }
        Run { job, tile_id, tile, a }
        Claim { job, turn, slot, limit, table }
        Close { job }
        Parse { job, source, name, dialect, shared }
        Format { job, shape, elements, export, file }
        ParseRpc { job, text }
        EncodeRpc { job, method, shape, elements }
        WarmUp { products, megabytes }
        Check { job, step, arrays, cols, b_dtype, seed }
        Summarise { job, elements, block }
        Paint { job, shown, scale }
        Measure { job, what }
    }
    Response {
        Hello { build, kernels }
        Done { job, tile_id, c, returned, tile_report, times }
        TurnEnded { job, turn, failure }
        ReadProgress { job, done, total }
        Parsed { job, parsed, elements }
        Formatted { job, bytes }
        Unpacked { job, file, format, notes, alternatives }
        RpcParsed { job, method, shapes, operands }
        RpcEncoded { job, text }
        Checked { job, numbers }
        Summarised { job, shown, total, detail }
        Painted { job, image }
        Measured { job, sample }
        Rejected { job, kind, reason, alternatives }
        Failed { job, tile_id, reason }
        Crashed { reason }
    }
}

structs! {
    ProductSpec { dims, dtype, kernel, algorithm, transposed, verify, one_tile_per_block, return_buffers }
    SharedOperands<Payload> { a, b, c, upload }
    Dims { m, k, n }
    Shape { rows, cols }
    Tile { block, rows, cols }
    TileReport { a, b, verification }
    TileTimings { wait, copy, pack, compute, certify }
    Norms { max_abs, max_norm1, max_norm2, integers, finite }
    Parsed<Shape, String> { matrix, format, dialect, notes, alternatives }
    Alternative { dialect, shape, description }
    Sample { work, milliseconds }
    PixelSpan { cells, pixels, range }
    MapBlock { first, pitch, rows, cols }
    ColourScale { most, is_logarithmic }
    CellSummary { min, max, finite, zeros, nans, infinities, negative_infinities }
    PixelDetail { mean, cell }
}

names! {
    DType { F32 F64 }
    CheckStep { Columns Sketch Rows Entries }
    Verification { Skipped Passed Failed Undecided }
    Format { Json Csv Tsv Text Npy Mtx Xlsx Ods Html }
    Export { Json Csv CsvDecimalComma Tsv Npy Mtx NumpyLiteral MatlabLiteral Latex Markdown }
    Delimiter { Comma Semicolon Tab Pipe Whitespace }
    DecimalMark { Point Comma }
    Labels { Recognised Numbers FirstRow FirstColumn FirstRowAndColumn }
    RejectionKind { Format Limit }
}

named! {
    Kernel: Kernel::parse
    Algorithm: Algorithm::parse
    RpcMethod: RpcMethod::from_name
}

/// A table as `{ Table: { delimiter, decimal, labels } }`, a block as `"Block"`, a part as its number.
impl Wired for Dialect {
    fn to_js(&self) -> JsValue {
        match self {
            Dialect::Table { delimiter, decimal, labels } => variant(
                "Table",
                Fields::new()
                    .with("delimiter", &delimiter.to_js())
                    .with("decimal", &decimal.to_js())
                    .with("labels", &labels.to_js()),
            ),
            Dialect::Block => JsValue::from_str("Block"),
            Dialect::Part(number) => JsValue::from(*number),
        }
    }

    fn from_js(value: &JsValue) -> Option<Self> {
        if value.as_string().is_some_and(|name| name == "Block") {
            return Some(Dialect::Block);
        }
        if let Some(number) = u32::from_js(value) {
            return Some(Dialect::Part(number));
        }
        let (name, table) = read_variant(value)?;
        let table = (name == "Table").then_some(table)?;
        Some(Dialect::Table {
            delimiter: table.read("delimiter")?,
            decimal: table.read("decimal")?,
            labels: table.read("labels")?,
        })
    }
}

/// An object with the fields of the variant, whose name is one more of them: scripts write these by hand. What has a
/// default may be missing.
impl Wired for Measurement {
    fn to_js(&self) -> JsValue {
        let named = |name: &str| Fields::new().with("what", &name.into());
        let fields = match self {
            Self::Roofline { dtype } => named("roofline").with("dtype", &dtype.to_js()),
            Self::PlainRoofline { dtype } => named("plainRoofline").with("dtype", &dtype.to_js()),
            Self::Read { dtype, elements } => {
                named("read").with("dtype", &dtype.to_js()).with("elements", &elements.to_js())
            }
            Self::Gemm { kernel, dtype, dims, algorithm } => named("gemm")
                .with("kernel", &kernel.to_js())
                .with("dtype", &dtype.to_js())
                .with("dims", &dims.to_js())
                .with("algorithm", &algorithm.to_js()),
            Self::Parse { file, n, decimals } => {
                named("parse").with("file", &file.to_js()).with("n", &n.to_js()).with("decimals", &decimals.to_js())
            }
            Self::Copy { bytes, again } => named("copy").with("bytes", &bytes.to_js()).with("again", &again.to_js()),
        };
        fields.into_js()
    }

    fn from_js(value: &JsValue) -> Option<Self> {
        let fields = Fields::of(value)?;
        Some(match fields.read::<String>("what")?.as_str() {
            "roofline" => Self::Roofline { dtype: fields.read("dtype")? },
            "plainRoofline" => Self::PlainRoofline { dtype: fields.read("dtype")? },
            "read" => Self::Read { dtype: fields.read("dtype")?, elements: fields.read("elements")? },
            "gemm" => Self::Gemm {
                kernel: fields.read("kernel")?,
                dtype: fields.read("dtype")?,
                dims: fields.read("dims")?,
                algorithm: fields.read::<Option<_>>("algorithm")?.unwrap_or_default(),
            },
            "parse" => {
                Self::Parse { file: fields.read("file")?, n: fields.read("n")?, decimals: fields.read("decimals")? }
            }
            "copy" => Self::Copy {
                bytes: fields.read("bytes")?,
                again: fields.read::<Option<_>>("again")?.unwrap_or_default(),
            },
            _ => return None,
        })
    }
}
