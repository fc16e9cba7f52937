//! `window.matmillBenchmark`: the Benchmark view's measurements for scripts, on pages opened with `#benchmark`.
//!
//! Not part of the interface; `cargo xtask bench` drives it. In TypeScript:
//!
//! ```ts
//! measure(what: Measurement, workers = 1): Promise<{ work: number, milliseconds: number }[]>
//! multiply(a: Matrix, b: Matrix, options?: Options): Promise<Product>
//! ```
//!
//! `measure` takes one sample on each of `workers` workers at once, none of them from the page's own pool;
//! `Measurement` is `shared::measurement::Measurement` as JSON. `multiply` is `matmill.multiply`, with `report.spent`
//! for where the time went: `bring`, `pool` and `deliver` follow each other on the page; `copy`, `pack`, `compute` and
//! `certify` are sums over the workers. Nothing runs before a call.

use super::{arguments, promise, results};
use crate::engine::{Engine, is_benchmark_requested};
use crate::failure::{Failure, js_message};
use futures_util::future::try_join_all;
use js_sys::{Object, Promise, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// Puts the object on the window if the page's address ends in `#benchmark`.
///
/// # Errors
/// What the browser threw.
pub fn install(engine: &Engine) -> Result<(), JsValue> {
    if !is_benchmark_requested() {
        return Ok(());
    }
    let object = Object::new();
    let own: Rc<RefCell<Option<Engine>>> = Rc::default();
    let measure = move |what: JsValue, workers: JsValue| {
        let own = own.clone();
        promise(async move {
            let engine = own.borrow_mut().get_or_insert_with(Engine::start).clone();
            engine.ready().await;
            let workers = workers.as_f64().unwrap_or(1.0) as usize;
            let samples = try_join_all((0..workers.max(1)).map(|_| engine.measure_object(what.clone(), None))).await?;
            Ok(results::object(&samples))
        })
    };
    let measure = Closure::<dyn Fn(JsValue, JsValue) -> Promise>::new(measure).into_js_value();
    Reflect::set(&object, &"measure".into(), &measure)?;

    let engine = engine.clone();
    let multiply = move |a: JsValue, b: JsValue, options: JsValue| {
        let (engine, call) = (engine.clone(), arguments::multiply(&a, &b, &options));
        promise(async move {
            let arguments::Multiply { a, b, options, out } = call?;
            let product = engine.multiply(&a, &b, options).await?;
            let result = results::product(&product, out);
            Reflect::get(&result, &"report".into())
                .and_then(|report| Reflect::set(&report, &"spent".into(), &results::object(&product.report.timings)))
                .map_err(|error| Failure::Pool(format!("the report could not be made ({})", js_message(&error))))?;
            Ok(result)
        })
    };
    let multiply = Closure::<dyn Fn(JsValue, JsValue, JsValue) -> Promise>::new(multiply).into_js_value();
    Reflect::set(&object, &"multiply".into(), &multiply)?;
    Reflect::set(&js_sys::global(), &"matmillBenchmark".into(), &Object::freeze(&object)).map(drop)
}
