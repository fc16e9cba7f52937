//! Compresses and decompresses bytes with the browser's own streams, as zlib: its checksum finds what was changed.

use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;
use worker::array::construct;

/// Why there are no bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CompressionError {
    /// The browser has no such streams.
    Unavailable,
    /// There would be more than allowed.
    TooLong,
    /// They are not what was compressed.
    Damaged,
}

/// Compressed bytes.
///
/// # Errors
/// [`CompressionError::Unavailable`].
pub async fn compress(bytes: &[u8]) -> Result<Vec<u8>, CompressionError> {
    through("CompressionStream", bytes, usize::MAX).await
}

/// The bytes that were compressed; reading ends when there are more than `most`.
///
/// # Errors
/// [`CompressionError`].
pub async fn decompress(bytes: &[u8], most: usize) -> Result<Vec<u8>, CompressionError> {
    through("DecompressionStream", bytes, most).await
}

async fn through(class: &str, bytes: &[u8], most: usize) -> Result<Vec<u8>, CompressionError> {
    let damaged = |_: JsValue| CompressionError::Damaged;
    // The bindings of these classes are not stable yet.
    let stream = construct(class, &Array::of1(&"deflate".into())).map_err(|_| CompressionError::Unavailable)?;
    let source = Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(bytes))).map_err(damaged)?;
    let piped =
        call(&source, "stream", &Array::new()).and_then(|source| call(&source, "pipeThrough", &Array::of1(&stream)));
    let reader = piped.and_then(|piped| call(&piped, "getReader", &Array::new())).map_err(damaged)?;
    let mut all = Vec::new();
    loop {
        let piece = call(&reader, "read", &Array::new()).map_err(damaged)?.unchecked_into::<Promise>();
        let piece = JsFuture::from(piece).await.map_err(damaged)?;
        let value = Reflect::get(&piece, &"value".into()).map_err(damaged)?;
        let Ok(value) = value.dyn_into::<Uint8Array>() else { return Ok(all) };
        if all.len() + value.length() as usize > most {
            // What is left is not wanted, whether or not the stream ends well.
            let _ = call(&reader, "cancel", &Array::new());
            return Err(CompressionError::TooLong);
        }
        all.extend(value.to_vec());
    }
}

fn call(object: &JsValue, method: &str, arguments: &Array) -> Result<JsValue, JsValue> {
    Reflect::get(object, &method.into())?.dyn_into::<Function>()?.apply(object, arguments)
}
