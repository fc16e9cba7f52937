//! `matmill.random`: matrices of random numbers, the same ones for the same arguments on every machine.

use super::arguments::{choice, flag, instead, is_options, option, shared, wrong};
use super::results;
use crate::failure::Failure;
use crate::memory::generated::generated_at_once;
use shared::generate::{Generator, NumberRange};
use shared::{DType, Shape};
use wasm_bindgen::JsValue;

/// JavaScript's numbers hold whole numbers up to this one exactly.
const MAX_SEED: f64 = ((1u64 << 53) - 1) as f64;

/// Makes the matrix. It is no promise, so the page waits for a large one.
///
/// # Errors
/// [`Failure::Shape`] or [`Failure::Format`] that names an argument, [`Failure::Limit`] when it is too large.
pub fn random(shape: [&JsValue; 2], options: &JsValue) -> Result<JsValue, Failure> {
    let shape = Shape::new(size(shape[0], "rows")?, size(shape[1], "cols")?);
    let (mut seed, mut bounds, mut is_whole, mut dtype, mut is_shared) = (0, [0.0, 1.0], false, DType::F64, false);
    if is_options(options)? {
        if let Some(value) = option(options, "seed")? {
            let whole = value.as_f64().filter(|seed| (0.0..=MAX_SEED).contains(seed) && seed.fract() == 0.0);
            let expected = "a whole number from 0 to 9007199254740991";
            seed = whole.ok_or_else(|| wrong("option seed", &value, expected))? as u64;
        }
        for (bound, name) in bounds.iter_mut().zip(["min", "max"]) {
            if let Some(value) = option(options, name)? {
                let number = value.as_f64().filter(|number| number.is_finite());
                *bound = number.ok_or_else(|| wrong(&format!("option {name}"), &value, "a finite number"))?;
            }
        }
        is_whole = flag(options, "integers")? == Some(true);
        let parse = |name: &str| match name {
            "f64" => Some(DType::F64),
            "f32" => Some(DType::F32),
            _ => None,
        };
        dtype = choice(options, "dtype", parse, "\"f64\" or \"f32\"")?.unwrap_or(dtype);
        is_shared = shared(options)?;
    }
    let [min, max] = bounds;
    let range = NumberRange::new(min, max, is_whole, dtype).map_err(|error| Failure::Format(error.to_string()))?;
    generated_at_once(&Generator::Random { shape, seed, range }, dtype, is_shared)
        .map(|matrix| results::matrix(&matrix))
}

fn size(value: &JsValue, name: &str) -> Result<usize, Failure> {
    let whole = value.as_f64().filter(|size| (0.0..=f64::from(u32::MAX)).contains(size) && size.fract() == 0.0);
    let size = whole.map(|size| size as usize);
    size.ok_or_else(|| Failure::Shape(instead(name, value, "a whole number from 0 to 4294967295")))
}
