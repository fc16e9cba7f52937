//! What scripts get: plain objects with the field names of the interface.

use crate::engine::{Product, Report, Verdict};
use crate::operand::Operand;
use serde::Serialize;
use shared::format::Parsed;
use wasm_bindgen::JsValue;

/// The plain object of a value.
pub fn object(value: &impl Serialize) -> JsValue {
    // No type here has a value that cannot be written.
    value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap_or(JsValue::UNDEFINED)
}

#[derive(Serialize)]
struct ProductObject<'a> {
    rows: usize,
    cols: usize,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    data: JsValue,
    report: &'a Report,
}

/// `Product`; its data is in `out` where the caller gave an array for it.
pub fn product(product: &Product, out: Option<JsValue>) -> JsValue {
    let Operand { shape, elements } = &product.matrix;
    let data = out.unwrap_or_else(|| elements.as_js().clone());
    object(&ProductObject { rows: shape.rows, cols: shape.cols, data, report: &product.report })
}

#[derive(Serialize)]
struct MatrixObject {
    rows: usize,
    cols: usize,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    data: JsValue,
}

/// `Matrix`.
pub fn matrix(Operand { shape, elements }: &Operand) -> JsValue {
    object(&MatrixObject { rows: shape.rows, cols: shape.cols, data: elements.as_js().clone() })
}

#[derive(Serialize)]
struct ParsedObject<'a> {
    rows: usize,
    cols: usize,
    #[serde(with = "serde_wasm_bindgen::preserve")]
    data: JsValue,
    format: &'static str,
    notes: &'a [String],
}

/// What `parse` returns.
pub fn parsed(parsed: &Parsed<Operand, String>) -> JsValue {
    let Operand { shape, elements } = &parsed.matrix;
    object(&ParsedObject {
        rows: shape.rows,
        cols: shape.cols,
        data: elements.as_js().clone(),
        format: parsed.format.name(),
        notes: &parsed.notes,
    })
}

#[derive(Serialize)]
struct VerdictObject {
    verified: Option<bool>,
    bound: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    off: Option<f64>,
}

/// What `verify` returns.
pub fn verdict(verdict: &Verdict) -> JsValue {
    object(&match *verdict {
        Verdict::Right { bound } => VerdictObject { verified: Some(true), bound, row: None, off: None },
        Verdict::Wrong { row, entry, .. } => {
            VerdictObject { verified: Some(false), bound: entry.bound, row: Some(row), off: Some(entry.difference) }
        }
        Verdict::Undecided { .. } => VerdictObject { verified: None, bound: f64::INFINITY, row: None, off: None },
    })
}
