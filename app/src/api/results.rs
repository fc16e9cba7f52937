//! What scripts get: plain objects with the field names of the interface.

use crate::engine::{PoolStats, Product, Report, Transport};
use crate::operand::Operand;
use js_sys::{Array, Object, Reflect};
use shared::format::Parsed;
use wasm_bindgen::JsValue;

/// An object of these fields.
pub(super) fn object(fields: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in fields {
        // Setting a field of a fresh plain object cannot fail.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object
}

fn matrix_fields(matrix: &Operand) -> [(&'static str, JsValue); 3] {
    [
        ("rows", (matrix.shape.rows as f64).into()),
        ("cols", (matrix.shape.cols as f64).into()),
        ("data", matrix.elements.as_js().clone()),
    ]
}

/// `Product`; its data is in `out` where the caller gave an array for it.
pub fn product(product: &Product, out: Option<JsValue>) -> JsValue {
    let [rows, cols, (name, data)] = matrix_fields(&product.matrix);
    let data = (name, out.unwrap_or(data));
    object(&[rows, cols, data, ("report", report(&product.report))]).into()
}

fn report(report: &Report) -> JsValue {
    let transport = match report.transport {
        Transport::Shared => "shared",
        Transport::Clone => "clone",
        Transport::None => "none",
    };
    object(&[
        ("mode", report.mode.name().into()),
        ("reason", report.reason.to_string().into()),
        ("workers", report.workers.into()),
        ("tiles", report.tiles.into()),
        ("retries", report.retries.into()),
        ("kernel", report.kernel.name().into()),
        ("algorithm", report.algorithm.name().into()),
        ("transport", transport.into()),
        ("milliseconds", report.milliseconds.into()),
        ("gflops", report.gflops.into()),
        ("verified", report.verification.verified().map_or(JsValue::NULL, JsValue::from)),
        ("exact", report.exact.into()),
        ("errorBound", report.error_bound.into()),
    ])
    .into()
}

/// What `parse` gives.
pub fn parsed(parsed: &Parsed<Operand>) -> JsValue {
    let [rows, cols, data] = matrix_fields(&parsed.matrix);
    let notes: Array = parsed.notes.iter().map(|note| JsValue::from(note.to_string())).collect();
    object(&[rows, cols, data, ("format", parsed.format.name().into()), ("notes", notes.into())]).into()
}

/// `Stats`.
pub fn stats(stats: &PoolStats) -> JsValue {
    let workers: Array = stats
        .workers
        .iter()
        .map(|worker| {
            object(&[
                ("id", worker.id.into()),
                ("state", worker.state.name().into()),
                ("tiles", worker.tiles.into()),
                ("busyMs", worker.busy_ms.into()),
            ])
        })
        .collect();
    object(&[
        ("totalTasks", stats.total_tasks.into()),
        ("completedTasks", stats.completed_tasks.into()),
        ("activeTasks", stats.active_tasks.into()),
        ("queueSize", stats.queue_size.into()),
        ("workers", workers.into()),
    ])
    .into()
}
