//! What scripts get: plain objects with the field names of the interface.

use crate::engine::{Product, Report};
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
