//! Milliseconds since the start of the worker or page, as precise as the browser allows.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Performance;

thread_local! {
    static PERFORMANCE: Option<Performance> =
        Reflect::get(&js_sys::global(), &JsValue::from_str("performance")).ok().and_then(|value| value.dyn_into().ok());
}

/// The current time.
pub fn now() -> f64 {
    PERFORMANCE.with(|performance| performance.as_ref().map_or_else(js_sys::Date::now, Performance::now))
}

/// The current time on the clock that the page and its workers share: milliseconds since 1970.
pub fn epoch_now() -> f64 {
    PERFORMANCE.with(|performance| {
        performance.as_ref().map_or_else(js_sys::Date::now, |performance| performance.time_origin() + performance.now())
    })
}

/// Adds the time that `work` takes to `total`.
pub fn timed<R>(total: &mut f64, work: impl FnOnce() -> R) -> R {
    let start = now();
    let result = work();
    *total += now() - start;
    result
}
