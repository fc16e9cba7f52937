//! What scripts pass, checked: a wrong argument is named, with what it was and what it should be.
//!
//! Refuses to guess: a plain array is not taken for a matrix's data.

use crate::engine::{Mode, MultiplyOptions, Progress, Source};
use crate::failure::Failure;
use crate::operand::{Elements, Operand};
use js_sys::{ArrayBuffer, Function, Object, Reflect, Uint8Array};
use shared::kernel::{Algorithm, Kernel};
use shared::{Shape, ShapeError};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::AbortSignal;

/// A refusal that names an argument.
pub fn wrong(name: &str, found: &JsValue, expected: &str) -> Failure {
    let found = match found.as_string() {
        Some(text) => format!("{:?}", text.chars().take(40).collect::<String>()),
        None if found.is_object() => found
            .dyn_ref::<Object>()
            .and_then(|object| object.constructor().name().as_string())
            .map_or_else(|| "an object".to_owned(), |class| format!("an object of class {class}")),
        None => format!("{found:?}").trim_start_matches("JsValue(").trim_end_matches(')').to_owned(),
    };
    Failure::Format(format!("{name} is {found}; pass {expected}"))
}

fn field(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

fn size(matrix: &JsValue, name: &str, field_name: &str) -> Result<usize, Failure> {
    let value = field(matrix, field_name);
    let whole = value.as_f64().filter(|size| (0.0..=f64::from(u32::MAX)).contains(size) && size.fract() == 0.0);
    match whole {
        Some(size) => Ok(size as usize),
        None => {
            let Failure::Format(words) =
                wrong(&format!("{field_name} of {name}"), &value, "a whole number from 0 to 4294967295")
            else {
                return Ok(0);
            };
            Err(Failure::Shape(words))
        }
    }
}

/// `{ rows, cols, data }`.
///
/// # Errors
/// [`Failure::Format`] when it is not a matrix, [`Failure::Shape`] when its data does not fit its shape.
pub fn matrix(value: &JsValue, name: &str) -> Result<Operand, Failure> {
    if !value.is_object() {
        return Err(wrong(name, value, "an object { rows, cols, data }"));
    }
    let data = field(value, "data");
    let elements = Elements::from_js(&data)
        .ok_or_else(|| wrong(&format!("data of {name}"), &data, "a Float64Array or a Float32Array"))?;
    let shape = Shape::new(size(value, name, "rows")?, size(value, name, "cols")?);
    let found = u64::from(elements.len());
    if shape.elements() != Some(found) {
        return Err(Failure::Shape(format!("{name}: {}", ShapeError::Data { shape, found })));
    }
    Ok(Operand { shape, elements })
}

/// What `multiply` is called with.
///
/// # Errors
/// As for [`matrix`], and [`Failure::Format`] that names an option.
pub fn multiply(a: &JsValue, b: &JsValue, options: &JsValue) -> Result<(Operand, Operand, MultiplyOptions), Failure> {
    Ok((matrix(a, "A")?, matrix(b, "B")?, multiply_options(options)?))
}

fn choice<T>(
    options: &JsValue,
    name: &str,
    parse: impl Fn(&str) -> Option<T>,
    expected: &str,
) -> Result<Option<T>, Failure> {
    let value = field(options, name);
    if value.is_undefined() || value.is_null() {
        return Ok(None);
    }
    let choice = value.as_string().and_then(|text| parse(&text));
    choice.map(Some).ok_or_else(|| wrong(&format!("option {name}"), &value, expected))
}

/// The options of `multiply`, all of them optional.
///
/// # Errors
/// [`Failure::Format`] that names the option.
fn multiply_options(value: &JsValue) -> Result<MultiplyOptions, Failure> {
    if value.is_undefined() || value.is_null() {
        return Ok(MultiplyOptions::default());
    }
    if !value.is_object() {
        return Err(wrong("options", value, "an object, or nothing"));
    }
    let kernel = |text: &str| if text == "auto" { Some(None) } else { Kernel::parse(text).map(Some) };
    let verify = field(value, "verify");
    if !(verify.is_undefined() || verify.is_null() || verify.as_bool().is_some()) {
        return Err(wrong("option verify", &verify, "true or false"));
    }
    let out = field(value, "out");
    let out = if out.is_undefined() || out.is_null() {
        None
    } else {
        let words = || wrong("option out", &out, "a Float64Array or a Float32Array, where the product goes");
        Some(Elements::from_js(&out).ok_or_else(words)?)
    };
    let signal = field(value, "signal");
    let signal = if signal.is_undefined() || signal.is_null() {
        None
    } else {
        Some(signal.dyn_into::<AbortSignal>().map_err(|found| wrong("option signal", &found, "an AbortSignal"))?)
    };
    let on_progress = field(value, "onProgress");
    let on_progress = if on_progress.is_undefined() || on_progress.is_null() {
        None
    } else {
        let call =
            on_progress.dyn_into::<Function>().map_err(|found| wrong("option onProgress", &found, "a function"))?;
        Some(Rc::new(move |progress: Progress| report(&call, progress)) as Rc<dyn Fn(Progress)>)
    };
    Ok(MultiplyOptions {
        mode: choice(value, "mode", Mode::parse, "\"auto\", \"pool\" or \"local\"")?.unwrap_or_default(),
        workers: workers(value)?,
        kernel: choice(value, "kernel", kernel, "\"auto\", \"simd128\" or \"relaxed\"")?.flatten(),
        algorithm: choice(value, "algorithm", Algorithm::parse, "\"classical\" or \"strassen\"")?.unwrap_or_default(),
        skip_verify: verify.as_bool() == Some(false),
        out,
        signal,
        on_progress,
    })
}

/// What a caller's function throws is the caller's concern and does not touch the job.
fn report(call: &Function, progress: Progress) {
    let object = Object::new();
    let set = |name: &str, value: u32| Reflect::set(&object, &name.into(), &value.into());
    if set("tilesDone", progress.tiles_done).and_then(|_| set("tilesTotal", progress.tiles_total)).is_ok()
        && let Err(error) = call.call1(&JsValue::UNDEFINED, &object)
    {
        log::warn!("onProgress threw {error:?}");
    }
}

/// `workers` of an options object.
///
/// # Errors
/// [`Failure::Format`] unless it is a whole number from 1 on, or absent.
pub fn workers(options: &JsValue) -> Result<Option<u32>, Failure> {
    if options.is_undefined() || options.is_null() {
        return Ok(None);
    }
    let value = field(options, "workers");
    if value.is_undefined() || value.is_null() {
        return Ok(None);
    }
    let whole = value.as_f64().filter(|count| *count >= 1.0 && count.fract() == 0.0);
    whole
        .map(|count| Some(count.min(f64::from(u32::MAX)) as u32))
        .ok_or_else(|| wrong("option workers", &value, "a whole number from 1 on"))
}

/// Bytes or text to be read, with a file name or without.
///
/// # Errors
/// [`Failure::Format`] when it is neither.
pub fn source(bytes: JsValue, name: &JsValue) -> Result<Source, Failure> {
    let bytes = if let Some(text) = bytes.as_string() {
        Uint8Array::from(text.as_bytes())
    } else if bytes.is_instance_of::<ArrayBuffer>() {
        Uint8Array::new(&bytes)
    } else {
        match bytes.dyn_into::<web_sys::File>() {
            Ok(file) => return Ok(Source::File(file)),
            Err(bytes) => bytes
                .dyn_into::<Uint8Array>()
                .map_err(|found| wrong("the first argument of parse", &found, "a Uint8Array"))?,
        }
    };
    Ok(Source::bytes(bytes, name.as_string()))
}
