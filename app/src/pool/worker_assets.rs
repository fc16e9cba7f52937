//! The files of a worker: the compiled module and the script that belongs to it, fetched once.
//!
//! The module is compiled once and posted to every worker, and the script is kept as a blob, so that replacing a
//! worker needs no network. There are two builds; a browser without relaxed SIMD would reject the whole module,
//! so a probe is validated first.

use crate::bundle_files::url_of;
use crate::failure::js_message;
use futures_util::future::try_join;
use js_sys::{Promise, Reflect, Uint8Array, WebAssembly};
use std::cell::Cell;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

/// A function whose only instruction is `f64x2.relaxed_madd`
/// (<https://github.com/WebAssembly/relaxed-simd>, opcode 0xfd 0x107).
const RELAXED_PROBE: [u8; 37] = [
    0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, // magic, version
    0x01, 0x08, 0x01, 0x60, 0x03, 0x7b, 0x7b, 0x7b, 0x01, 0x7b, // type (v128, v128, v128) -> v128
    0x03, 0x02, 0x01, 0x00, // one function of that type
    0x0a, 0x0d, 0x01, 0x0b, 0x00, 0x20, 0x00, 0x20, 0x01, 0x20, 0x02, 0xfd, 0x87, 0x02, 0x0b,
];

#[wasm_bindgen(module = "/src/pool/scripts.js")]
extern "C" {
    /// The language's `import()`, which is syntax and so has no binding.
    pub(crate) fn import_module(url: &str) -> Promise;

    /// A URL for a text as a script, which stays valid without the network.
    #[wasm_bindgen(catch)]
    fn script_url(text: &JsValue) -> Result<String, JsValue>;

    /// What `new Worker` takes for a URL of [`script_url`].
    ///
    /// # Errors
    /// A `TypeError` for any other URL.
    #[wasm_bindgen(catch)]
    pub(super) fn trusted_script_url(url: &JsValue) -> Result<JsValue, JsValue>;
}

/// Whether this browser runs relaxed SIMD.
pub fn has_relaxed_simd() -> bool {
    thread_local! {
        static ANSWER: bool = WebAssembly::validate(&Uint8Array::from(&RELAXED_PROBE[..])).unwrap_or(false);
    }
    ANSWER.with(|answer| *answer)
}

/// Everything needed to start a worker without the network.
#[derive(Clone, Debug)]
pub struct WorkerAssets {
    /// `WebAssembly.Module`.
    pub module: JsValue,
    /// URL of the script that belongs to it, for the page: a JavaScript module whose default export takes the module.
    pub script: String,
    /// URL of a copy of that script, for workers, which it starts.
    pub worker_script: String,
}

impl WorkerAssets {
    /// Fetches and compiles the workers' files for this browser.
    ///
    /// # Errors
    /// As [`WorkerAssets::load`].
    pub async fn load_for_browser() -> Result<Self, String> {
        Self::load(if has_relaxed_simd() { "worker_relaxed" } else { "worker_simd128" }).await
    }

    /// Fetches and compiles the module `name` and its script.
    ///
    /// # Errors
    /// A sentence that names the file and what is wrong with it.
    pub async fn load(name: &str) -> Result<Self, String> {
        let (script, binary) = (url_of(&format!("{name}.js"))?, url_of(&format!("{name}_bg.wasm"))?);
        // Both requests are under way before the first is awaited.
        let (script_response, binary_response) = (request(&script), request(&binary));
        // Awaited together: a promise that is rejected and that nothing awaits is an uncaught error.
        let (module, response) = try_join(compile(&binary, binary_response), answer(&script, script_response)).await?;
        let text =
            async { JsFuture::from(response.text()?).await }.await.map_err(|error| unreadable(&script, &error))?;
        // A browser remembers a script that it could not import, so each attempt imports another one.
        let copy = another_copy(&script);
        // A broken script is found here, once and with its name, instead of in every worker.
        let imported = JsFuture::from(import_module(&copy)).await.map_err(|error| unreadable(&script, &error))?;
        if !Reflect::get(&imported, &"default".into()).is_ok_and(|init| init.is_function()) {
            return Err(format!("the file {script} does not belong to this version of the page; reload the page"));
        }
        let worker_script = script_url(&text).map_err(|error| unreadable(&script, &error))?;
        Ok(Self { module, script: copy, worker_script })
    }
}

/// The URL of a JavaScript module with another fragment: for the browser it is another module, with a state of its own.
pub(super) fn another_copy(url: &str) -> String {
    thread_local! {
        static COPIES: Cell<u32> = const { Cell::new(0) };
    }
    COPIES.set(COPIES.get() + 1);
    format!("{}#{}", url.split('#').next().unwrap_or(url), COPIES.get())
}

fn request(url: &str) -> Promise {
    match web_sys::window() {
        Some(window) => window.fetch_with_str(url).unchecked_into(),
        None => Promise::reject(&JsValue::from_str("there is no window")),
    }
}

async fn answer(url: &str, response: Promise) -> Result<Response, String> {
    let response = JsFuture::from(response).await.map_err(|error| unreadable(url, &error))?;
    let response: Response = response.dyn_into().map_err(|error| unreadable(url, &error))?;
    if !response.ok() {
        return Err(format!("the file {url} is missing on the server (status {})", response.status()));
    }
    Ok(response)
}

async fn compile(url: &str, response: Promise) -> Result<JsValue, String> {
    let response = answer(url, response).await?;
    let is_wasm =
        response.headers().get("content-type").ok().flatten().is_some_and(|kind| kind.starts_with("application/wasm"));
    let compiled = if is_wasm {
        JsFuture::from(WebAssembly::compile_streaming(Promise::resolve(&response).unchecked_ref())).await
    } else {
        // Some servers do not send this type; streaming compilation requires it.
        let bytes = async { JsFuture::from(response.array_buffer()?).await }.await;
        let bytes = bytes.map_err(|error| unreadable(url, &error))?;
        JsFuture::from(WebAssembly::compile(&bytes)).await
    };
    compiled.map_err(|error| unreadable(url, &error))
}

fn unreadable(url: &str, error: &JsValue) -> String {
    format!("the file {url} could not be loaded ({})", js_message(error))
}
