//! Validates what scripts pass. An error names the argument, what was found, and what to pass.

use super::results;
use crate::engine::{Mode, MultiplyOptions, ParseOptions, Progress, Source, VerifyOptions};
use crate::failure::{Failure, js_message};
use crate::memory::can_share;
use crate::operand::{Elements, Operand, is_array, own_view};
use js_sys::{Array, ArrayBuffer, Function, Reflect, Uint8Array};
use shared::format::{Dialect, Export};
use shared::kernel::{Algorithm, Kernel};
use shared::{Shape, ShapeError};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::AbortSignal;
use worker::array::construct;

/// An error that names an argument.
pub fn wrong(name: &str, found: &JsValue, expected: &str) -> Failure {
    Failure::Format(instead(name, found, expected))
}

/// The format to write.
pub fn export(kind: &JsValue) -> Result<Export, Failure> {
    let export = kind.as_string().and_then(|name| Export::from_name(&name));
    export.ok_or_else(|| wrong("the kind of format", kind, "\"json\", \"csv\", \"tsv\", \"npy\" or \"mtx\""))
}

/// "{name} is {found}; pass {expected}".
pub(super) fn instead(name: &str, found: &JsValue, expected: &str) -> String {
    let found = match found.as_string() {
        Some(text) => format!("{:?}", text.chars().take(40).collect::<String>()),
        None if found.is_object() && !found.is_function() => Reflect::get(found, &"constructor".into())
            .and_then(|class| Reflect::get(&class, &"name".into()))
            .ok()
            .and_then(|name| name.as_string())
            .map_or_else(|| "an object".to_owned(), |class| format!("an object of class {class}")),
        None if found.is_function() => "a function".to_owned(),
        None if found.is_symbol() => "a symbol".to_owned(),
        None => {
            let text = format!("{found:?}");
            text.strip_prefix("JsValue(").and_then(|text| text.strip_suffix(')')).unwrap_or(&text).to_owned()
        }
    };
    format!("{name} is {found}; pass {expected}")
}

/// The error for an array that is detached.
fn taken_away(name: &str) -> Failure {
    Failure::Format(format!("{name} has no memory: its buffer was transferred, or it is a proxy; pass a copy"))
}

/// The elements of a `Float64Array` or a `Float32Array`.
fn elements(value: &JsValue, name: &str, purpose: &str) -> Result<Elements, Failure> {
    match Elements::of_script(value) {
        Some(view) => view.map_err(|_| taken_away(name)),
        None => Err(wrong(name, value, &format!("a Float64Array or a Float32Array{purpose}"))),
    }
}

fn field(object: &JsValue, name: &str) -> Result<JsValue, Failure> {
    Reflect::get(object, &name.into()).map_err(|error| {
        Failure::Format(format!("{name} cannot be read ({}); pass an object with readable fields", js_message(&error)))
    })
}

/// A field that may be missing.
pub(super) fn option(object: &JsValue, name: &str) -> Result<Option<JsValue>, Failure> {
    field(object, name).map(|value| Some(value).filter(|value| !value.is_undefined() && !value.is_null()))
}

fn size(matrix: &JsValue, name: &str, field_name: &str) -> Result<usize, Failure> {
    let value = field(matrix, field_name)?;
    let whole = value.as_f64().filter(|size| (0.0..=f64::from(u32::MAX)).contains(size) && size.fract() == 0.0);
    whole.map(|size| size as usize).ok_or_else(|| {
        Failure::Shape(instead(&format!("{field_name} of {name}"), &value, "a whole number from 0 to 4294967295"))
    })
}

/// `{ rows, cols, data }`.
///
/// # Errors
/// [`Failure::Format`] when it is not a matrix, [`Failure::Shape`] when its data does not fit its shape.
pub fn matrix(value: &JsValue, name: &str) -> Result<Operand, Failure> {
    if !value.is_object() {
        return Err(wrong(name, value, "an object { rows, cols, data }"));
    }
    let data = field(value, "data")?;
    let elements = elements(&data, &format!("data of {name}"), "")?;
    let shape = Shape::new(size(value, name, "rows")?, size(value, name, "cols")?);
    let found = u64::from(elements.len());
    if shape.elements() != Some(found) {
        return Err(Failure::Shape(format!("{name}: {}", ShapeError::Data { shape, found })));
    }
    Ok(Operand { shape, elements })
}

/// What `multiply` is called with.
pub struct Multiply {
    /// Left operand.
    pub a: Operand,
    /// Right operand.
    pub b: Operand,
    /// The options.
    pub options: MultiplyOptions,
    /// The caller's `out` array, if any, in which the product is returned.
    pub out: Option<JsValue>,
}

/// What `multiply` is called with.
///
/// # Errors
/// As for [`matrix`], and [`Failure::Format`] that names an option.
pub fn multiply(a: &JsValue, b: &JsValue, options: &JsValue) -> Result<Multiply, Failure> {
    let (a, b) = (matrix(a, "A")?, matrix(b, "B")?);
    let (options, out) = multiply_options(options)?;
    Ok(Multiply { a, b, options, out })
}

pub(super) fn choice<T>(
    options: &JsValue,
    name: &str,
    parse: impl Fn(&str) -> Option<T>,
    expected: &str,
) -> Result<Option<T>, Failure> {
    let Some(value) = option(options, name)? else { return Ok(None) };
    let choice = value.as_string().and_then(|text| parse(&text));
    choice.map(Some).ok_or_else(|| wrong(&format!("option {name}"), &value, expected))
}

/// The options of `multiply`, all of them optional, and the caller's `out` array.
///
/// # Errors
/// [`Failure::Format`] that names the option.
pub(super) fn multiply_options(value: &JsValue) -> Result<(MultiplyOptions, Option<JsValue>), Failure> {
    if !is_options(value)? {
        return Ok((MultiplyOptions::default(), None));
    }
    let kernel = |text: &str| if text == "auto" { Some(None) } else { Kernel::parse(text).map(Some) };
    supported(value)?;
    let out = option(value, "out")?;
    let room = out.as_ref().map(|out| elements(out, "option out", ", where the product goes")).transpose()?;
    let shared = shared(value)?;
    // An empty array is replaced by one of ours, wherever it was.
    if shared && room.as_ref().is_some_and(|room| !room.is_empty() && !room.is_shared()) {
        return Err(Failure::Format(
            "option shared asks for a product on a SharedArrayBuffer, and option out is not on one; pass one of the two, \
             or an array on a SharedArrayBuffer"
                .into(),
        ));
    }
    let signal = option(value, "signal")?.map(signal).transpose()?;
    let on_progress = option(value, "onProgress")?.map(|call| {
        let call = call.dyn_into::<Function>().map_err(|found| wrong("option onProgress", &found, "a function"))?;
        Ok::<_, Failure>(Rc::new(move |progress: Progress| report(&call, progress)) as Rc<dyn Fn(Progress)>)
    });
    let on_progress = on_progress.transpose()?;
    let options = MultiplyOptions {
        mode: choice(value, "mode", Mode::parse, "\"auto\", \"pool\" or \"local\"")?.unwrap_or_default(),
        workers: workers(value)?,
        kernel: choice(value, "kernel", kernel, "\"auto\", \"simd128\" or \"relaxed\"")?.flatten(),
        algorithm: choice(value, "algorithm", Algorithm::parse, "\"classical\" or \"strassen\"")?.unwrap_or_default(),
        transposed: [flag(value, "transposeA")? == Some(true), flag(value, "transposeB")? == Some(true)],
        skip_verify: flag(value, "verify")? == Some(false),
        out: room,
        shared,
        signal,
        on_progress,
        on_start: None,
    };
    Ok((options, out))
}

/// An option that is true or false.
pub(super) fn flag(options: &JsValue, name: &str) -> Result<Option<bool>, Failure> {
    let Some(value) = option(options, name)? else { return Ok(None) };
    let flag = value.as_bool();
    flag.map(Some).ok_or_else(|| wrong(&format!("option {name}"), &value, "true or false"))
}

/// Whether the result is to lie in shared memory.
pub(super) fn shared(options: &JsValue) -> Result<bool, Failure> {
    let shared = flag(options, "shared")? == Some(true);
    if shared && !can_share() {
        return Err(Failure::Format(
            "option shared is true, and this page cannot share memory; leave the option out, or serve the page \
             cross-origin isolated (Cross-Origin-Opener-Policy: same-origin, Cross-Origin-Embedder-Policy: require-corp)"
                .into(),
        ));
    }
    Ok(shared)
}

/// Refuses what the interface promises and this version cannot do yet: without the option the result would be another.
fn supported(options: &JsValue) -> Result<(), Failure> {
    for name in ["exact", "accuracy"] {
        if let Some(value) = option(options, name)?.filter(|value| *value != false) {
            return Err(wrong(&format!("option {name}"), &value, "nothing, because this version does not support it"));
        }
    }
    Ok(())
}

/// What `verify` is called with: A, B and C, and the options.
///
/// # Errors
/// As for [`matrix`], and [`Failure::Format`] that names an option.
pub fn verify(matrices: [&JsValue; 3], options: &JsValue) -> Result<([Operand; 3], VerifyOptions), Failure> {
    let [a, b, c] = matrices;
    let matrices = [matrix(a, "A")?, matrix(b, "B")?, matrix(c, "C")?];
    if !is_options(options)? {
        return Ok((matrices, VerifyOptions::default()));
    }
    let signal = option(options, "signal")?.map(signal).transpose()?;
    Ok((matrices, VerifyOptions { workers: workers(options)?, signal, on_progress: None }))
}

/// The options of `parse`, all of them optional.
///
/// # Errors
/// [`Failure::Format`] that names the option.
pub fn parse_options(value: &JsValue) -> Result<ParseOptions, Failure> {
    if !is_options(value)? {
        return Ok(ParseOptions::default());
    }
    supported(value)?;
    let part = option(value, "part")?.map(|part| {
        let number = part.as_f64().filter(|part| (1.0..=f64::from(u32::MAX)).contains(part) && part.fract() == 0.0);
        number
            .map(|number| Dialect::Part(number as u32))
            .ok_or_else(|| wrong("option part", &part, "a number from 1 on"))
    });
    Ok(ParseOptions { shared: shared(value)?, dialect: part.transpose()?, ..ParseOptions::default() })
}

/// Whether there are options.
pub(super) fn is_options(value: &JsValue) -> Result<bool, Failure> {
    match value.is_undefined() || value.is_null() {
        true => Ok(false),
        false if value.is_object() => Ok(true),
        false => Err(wrong("options", value, "an object, or nothing")),
    }
}

/// A signal that follows the caller's, which may come from another window or have overridden methods. In browsers
/// without `AbortSignal.any` it is the caller's own.
fn signal(theirs: JsValue) -> Result<AbortSignal, Failure> {
    let class = Reflect::get(&js_sys::global(), &"AbortSignal".into());
    let any =
        class.as_ref().ok().and_then(|class| Reflect::get(class, &"any".into()).ok()).filter(JsValue::is_function);
    let followed = match (&class, any) {
        (Ok(class), Some(any)) => any.unchecked_into::<Function>().call1(class, &Array::of1(&theirs)),
        // Browsers before 2023. What is not a signal throws here.
        _ => Reflect::get(&theirs, &"aborted".into()).map(|_| theirs.clone()),
    };
    let signal = followed.ok().and_then(|signal| signal.dyn_into::<AbortSignal>().ok());
    signal.ok_or_else(|| wrong("option signal", &theirs, "an AbortSignal"))
}

/// Calls the caller's function; what it throws does not affect the job.
fn report(call: &Function, progress: Progress) {
    if let Err(error) = call.call1(&JsValue::UNDEFINED, &results::object(&progress)) {
        log::warn!("onProgress threw {error:?}");
    }
}

/// `workers` of an options object.
///
/// # Errors
/// [`Failure::Format`] unless it is a whole number of at least 1, or absent.
pub fn workers(options: &JsValue) -> Result<Option<u32>, Failure> {
    if !is_options(options)? {
        return Ok(None);
    }
    let Some(value) = option(options, "workers")? else { return Ok(None) };
    let whole = value.as_f64().filter(|count| *count >= 1.0 && count.fract() == 0.0);
    whole
        .map(|count| Some(count.min(f64::from(u32::MAX)) as u32))
        .ok_or_else(|| wrong("option workers", &value, "a whole number of at least 1"))
}

/// Bytes or text to parse, with or without a file name.
///
/// # Errors
/// [`Failure::Format`] when it is neither.
pub fn source(bytes: JsValue, name: &JsValue) -> Result<Source, Failure> {
    const NAME: &str = "the first argument of parse";
    if let Some(text) = bytes.as_string() {
        return Ok(Source::bytes(Uint8Array::from(text.as_bytes()), name.as_string()));
    }
    let bytes = if bytes.is_instance_of::<ArrayBuffer>() {
        construct("Uint8Array", &Array::of1(&bytes)).map_err(|_| taken_away(NAME))?
    } else if is_array(&bytes, "Uint8Array") {
        bytes
    } else {
        let file = bytes.dyn_into::<web_sys::File>();
        return file.map(Source::File).map_err(|found| wrong(NAME, &found, "a Uint8Array"));
    };
    let bytes = own_view(&bytes, "Uint8Array").map_err(|_| taken_away(NAME))?;
    Ok(Source::bytes(bytes, name.as_string()))
}
