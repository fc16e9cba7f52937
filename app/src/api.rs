//! `window.matmill`: the engine for scripts. `app/matmill.d.ts` has the types for TypeScript.
//!
//! In reading order: [`install`] makes the object, [`arguments`] validates what scripts pass, [`results`] makes what
//! they get, [`mod@random`] makes matrices, [`envelope`] answers the predecessor's RPC, [`embedding`] pages that show this one in a frame,
//! [`mod@bench`] measures. Arguments are read before a call returns, so later changes to an options object have no effect.

pub mod arguments;
pub mod bench;
pub mod embedding;
pub mod envelope;
pub mod random;
pub mod results;
pub mod sequences;

use crate::engine::Engine;
use crate::event_loop::future_to_promise;
use crate::failure::Failure;
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use js_sys::{Object, Promise, Reflect};
use std::future::Future;
use wasm_bindgen::prelude::*;

/// Puts the object on the window, and offers its methods to the pages around a frame.
///
/// # Errors
/// What the browser threw, if it has no window.
pub fn install(engine: &Engine) -> Result<(), JsValue> {
    let object = Object::new();
    let set = |name: &str, value: &JsValue| Reflect::set(&object, &name.into(), value).map(drop);

    set("version", &env!("CARGO_PKG_VERSION").into())?;
    let ready = engine.clone();
    set(
        "ready",
        &future_to_promise(async move {
            ready.ready().await;
            Ok(JsValue::UNDEFINED)
        }),
    )?;

    let on = engine.clone();
    let multiply = move |a: JsValue, b: JsValue, options: JsValue| {
        let (engine, call) = (on.clone(), arguments::multiply(&a, &b, &options));
        promise(async move {
            let arguments::Multiply { a, b, options, out } = call?;
            engine.multiply(&a, &b, options).await.map(|product| results::product(&product, out))
        })
    };
    set("multiply", &Closure::<dyn Fn(JsValue, JsValue, JsValue) -> Promise>::new(multiply).into_js_value())?;

    let on = engine.clone();
    let power = move |a: JsValue, exponent: JsValue, options: JsValue| {
        let (engine, call) = (on.clone(), sequences::power(&a, &exponent, &options));
        promise(async move {
            let (a, exponent, options, out) = call?;
            engine.power(&a, exponent, options).await.map(|product| results::product(&product, out))
        })
    };
    set("power", &Closure::<dyn Fn(JsValue, JsValue, JsValue) -> Promise>::new(power).into_js_value())?;

    let on = engine.clone();
    let chain = move |factors: JsValue, options: JsValue| {
        let (engine, call) = (on.clone(), sequences::chain(&factors, &options));
        promise(async move {
            let (factors, options, out) = call?;
            engine.chain(&factors, options).await.map(|product| results::product(&product, out))
        })
    };
    set("chain", &Closure::<dyn Fn(JsValue, JsValue) -> Promise>::new(chain).into_js_value())?;

    let on = engine.clone();
    let verify = move |a: JsValue, b: JsValue, c: JsValue, options: JsValue| {
        let (engine, call) = (on.clone(), arguments::verify([&a, &b, &c], &options));
        promise(async move {
            let ([a, b, c], options) = call?;
            engine.verify([&a, &b, &c], options).await.map(|verdict| results::verdict(&verdict))
        })
    };
    set("verify", &Closure::<dyn Fn(JsValue, JsValue, JsValue, JsValue) -> Promise>::new(verify).into_js_value())?;

    let on = engine.clone();
    let rpc = move |request: JsValue| {
        let engine = on.clone();
        future_to_promise(async move { Ok(envelope::answer(&engine, request).await) })
    };
    set("rpc", &Closure::<dyn Fn(JsValue) -> Promise>::new(rpc).into_js_value())?;

    let on = engine.clone();
    let parse = move |bytes: JsValue, name: JsValue, options: JsValue| {
        let (engine, source, options) =
            (on.clone(), arguments::source(bytes, &name), arguments::parse_options(&options));
        promise(async move { engine.parse(source?, options?).await.map(|parsed| results::parsed(&parsed)) })
    };
    set("parse", &Closure::<dyn Fn(JsValue, JsValue, JsValue) -> Promise>::new(parse).into_js_value())?;

    let on = engine.clone();
    let format = move |matrix: JsValue, kind: JsValue| {
        let (engine, matrix) = (on.clone(), arguments::matrix(&matrix, "the matrix"));
        promise(async move {
            let matrix = matrix?;
            engine.format(&matrix, arguments::export(&kind)?).await.map(JsValue::from)
        })
    };
    set("format", &Closure::<dyn Fn(JsValue, JsValue) -> Promise>::new(format).into_js_value())?;

    let random = |rows: JsValue, cols: JsValue, options: JsValue| {
        random::random([&rows, &cols], &options).map_err(|failure| failure.to_js())
    };
    set(
        "random",
        &Closure::<dyn Fn(JsValue, JsValue, JsValue) -> Result<JsValue, JsValue>>::new(random).into_js_value(),
    )?;

    let on = engine.clone();
    let stats = move || results::object(&on.stats());
    set("stats", &Closure::<dyn Fn() -> JsValue>::new(stats).into_js_value())?;

    let on = engine.clone();
    let configure = move |options: JsValue| {
        let engine = on.clone();
        promise(async move {
            let workers = arguments::workers(&options)?;
            engine.configure(workers).await.map(|()| JsValue::UNDEFINED)
        })
    };
    set("configure", &Closure::<dyn Fn(JsValue) -> Promise>::new(configure).into_js_value())?;

    Reflect::set(&js_sys::global(), &"matmill".into(), &Object::freeze(&object))?;
    embedding::start(&object);
    Ok(())
}

fn promise(work: impl Future<Output = Result<JsValue, Failure>> + 'static) -> Promise {
    settled(work.boxed_local())
}

fn settled(work: LocalBoxFuture<'static, Result<JsValue, Failure>>) -> Promise {
    future_to_promise(async move { work.await.map_err(|failure| failure.to_js()) })
}
