//! Validates what `power` and `chain` are called with.

use super::arguments::{matrix, multiply_options, wrong};
use crate::engine::{Factor, MultiplyOptions};
use crate::failure::Failure;
use crate::operand::Operand;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};

/// What `power` is called with: A, the exponent, the options and the caller's `out` array.
///
/// # Errors
/// As for [`super::arguments::multiply`], and [`Failure::Format`] for an exponent that is no whole number from 0 on.
pub fn power(
    a: &JsValue,
    exponent: &JsValue,
    options: &JsValue,
) -> Result<(Operand, u64, MultiplyOptions, Option<JsValue>), Failure> {
    const LARGEST: f64 = ((1u64 << 53) - 1) as f64;
    let a = matrix(a, "A")?;
    let whole = exponent.as_f64().filter(|found| (0.0..=LARGEST).contains(found) && found.fract() == 0.0);
    let whole = whole.ok_or_else(|| wrong("the exponent", exponent, "a whole number from 0 to 9007199254740991"))?;
    let (options, out) = multiply_options(options)?;
    without_transposes(&options, "power")?;
    Ok((a, whole as u64, options, out))
}

/// What `chain` is called with: the factors, the options and the caller's `out` array.
///
/// # Errors
/// As for [`super::arguments::multiply`], and [`Failure::Format`] for too few or too many factors.
pub fn chain(factors: &JsValue, options: &JsValue) -> Result<(Vec<Factor>, MultiplyOptions, Option<JsValue>), Failure> {
    const NAMES: [&str; 8] = ["A", "B", "C", "D", "E", "F", "G", "H"];
    let Some(array) = Array::is_array(factors).then(|| factors.unchecked_ref::<Array>()) else {
        return Err(wrong("the chain", factors, "an array of two to eight matrices"));
    };
    if !(2..=NAMES.len() as u32).contains(&array.length()) {
        let count = array.length();
        return Err(Failure::Format(format!(
            "the chain is {count} matrices long; pass two to eight, or multiply parts of it"
        )));
    }
    let factor = |(value, name): (JsValue, &&str)| {
        matrix(&value, name).map(|matrix| Factor { matrix, is_transposed: false, name: (*name).to_owned() })
    };
    let factors = array.iter().zip(&NAMES).map(factor).collect::<Result<_, _>>()?;
    let (options, out) = multiply_options(options)?;
    without_transposes(&options, "chain")?;
    Ok((factors, options, out))
}

fn without_transposes(options: &MultiplyOptions, method: &str) -> Result<(), Failure> {
    for (is_transposed, name) in options.transposed.into_iter().zip(["transposeA", "transposeB"]) {
        if is_transposed {
            return Err(Failure::Format(format!(
                "option {name} is true, and {method} takes its matrices as they are; leave it out, or use multiply"
            )));
        }
    }
    Ok(())
}
