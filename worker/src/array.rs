//! One interface to the typed arrays of both element types. Elements are copied in or out, never viewed, because a view
//! of WebAssembly memory is detached when the memory grows.

use js_sys::{Array, Float32Array, Float64Array, Function, Reflect};
use shared::Element;
use wasm_bindgen::{JsCast, JsValue};

/// An element type with its typed array.
pub trait ArrayElement: Element {
    /// The typed array's type.
    type Array: JsCast + Clone + Into<JsValue>;
    /// A new array of these elements.
    fn array_of(elements: &[Self]) -> Self::Array;
    /// A new array of these elements at the start of the buffer of `array`; `None` if they do not fit.
    fn array_over(array: &Self::Array, elements: &[Self]) -> Option<Self::Array>;
    /// Number of elements.
    fn length(array: &Self::Array) -> usize;
    /// Copies elements `from..from + target.len()` out of the array.
    fn copy_out(array: &Self::Array, from: usize, target: &mut [Self]);
    /// Copies `source` over the elements from `from` on.
    fn copy_in(array: &Self::Array, from: usize, source: &[Self]);
}

/// `new class(...arguments)`, for a class of the browser.
///
/// # Errors
/// What the browser threw. The constructors of the bindings do not catch it.
pub fn construct(class: &str, arguments: &Array) -> Result<JsValue, JsValue> {
    let constructor: Function = Reflect::get(&js_sys::global(), &class.into())?.dyn_into()?;
    Reflect::construct(&constructor, arguments)
}

/// A new `ArrayBuffer`, or a `SharedArrayBuffer`, of zeros.
///
/// # Errors
/// What the browser threw, usually because there is not enough memory.
pub fn buffer(bytes: u64, shared: bool) -> Result<JsValue, JsValue> {
    let class = if shared { "SharedArrayBuffer" } else { "ArrayBuffer" };
    construct(class, &Array::of1(&(bytes as f64).into()))
}

macro_rules! array_element {
    ($element:ty, $array:ty) => {
        impl ArrayElement for $element {
            type Array = $array;

            fn array_of(elements: &[Self]) -> $array {
                <$array>::from(elements)
            }

            fn array_over(array: &$array, elements: &[Self]) -> Option<$array> {
                let buffer = array.buffer();
                (size_of_val(elements) <= buffer.byte_length() as usize).then(|| {
                    let over = <$array>::new_with_byte_offset_and_length(&buffer, 0, elements.len() as u32);
                    over.copy_from(elements);
                    over
                })
            }

            fn length(array: &$array) -> usize {
                array.length() as usize
            }

            fn copy_out(array: &$array, from: usize, target: &mut [Self]) {
                array.subarray(from as u32, (from + target.len()) as u32).copy_to(target);
            }

            fn copy_in(array: &$array, from: usize, source: &[Self]) {
                array.subarray(from as u32, (from + source.len()) as u32).copy_from(source);
            }
        }
    };
}

array_element!(f32, Float32Array);
array_element!(f64, Float64Array);
