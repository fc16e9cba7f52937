//! Matrices as the page holds them: a shape over a JavaScript typed array.
//!
//! Elements stay in the browser's memory; a large matrix is never copied into the memory of the page's WebAssembly.

use crate::failure::Failure;
use js_sys::{Array, ArrayBuffer, Float32Array, Float64Array, Reflect, SharedArrayBuffer, Symbol};
use shared::{DType, Shape};
use std::ops::RangeInclusive;
use wasm_bindgen::{JsCast, JsValue};
use worker::array::{buffer, construct};

/// The elements of a matrix, row by row, in a typed array of the caller or of the page.
#[derive(Clone, Debug)]
pub enum Elements {
    /// f32 elements.
    F32(Float32Array),
    /// f64 elements.
    F64(Float64Array),
}

/// Two arrays are equal if they are the same memory, whatever numbers they hold.
impl PartialEq for Elements {
    fn eq(&self, other: &Self) -> bool {
        let location = |array: &Self| (array.dtype(), array.byte_offset(), array.len());
        location(self) == location(other) && self.buffer() == other.buffer()
    }
}

impl Elements {
    /// A new array of `length` zeros, on a `SharedArrayBuffer` if `shared`.
    pub fn zeros(dtype: DType, length: u32, shared: bool) -> Result<Self, JsValue> {
        Ok(Self::on(&buffer(u64::from(length) * dtype.size() as u64, shared)?, dtype, length))
    }

    /// A view of the first `length` elements of a buffer that is large enough.
    pub fn on(buffer: &JsValue, dtype: DType, length: u32) -> Self {
        match dtype {
            DType::F32 => Elements::F32(Float32Array::new_with_byte_offset_and_length(buffer, 0, length)),
            DType::F64 => Elements::F64(Float64Array::new_with_byte_offset_and_length(buffer, 0, length)),
        }
    }

    /// An [`own_view`] of a script's `Float64Array` or `Float32Array`; `None` for anything else.
    ///
    /// # Errors
    /// As [`own_view`].
    pub fn of_script(value: &JsValue) -> Option<Result<Self, JsValue>> {
        if is_array(value, "Float64Array") {
            Some(own_view(value, "Float64Array").map(Elements::F64))
        } else if is_array(value, "Float32Array") {
            Some(own_view(value, "Float32Array").map(Elements::F32))
        } else {
            None
        }
    }

    /// A `Float64Array` or `Float32Array` that the page or a worker made; `None` for anything else.
    pub fn from_js(value: &JsValue) -> Option<Self> {
        if let Some(array) = value.dyn_ref::<Float64Array>() {
            Some(Elements::F64(array.clone()))
        } else {
            value.dyn_ref::<Float32Array>().map(|array| Elements::F32(array.clone()))
        }
    }

    /// Element type.
    pub fn dtype(&self) -> DType {
        match self {
            Elements::F32(_) => DType::F32,
            Elements::F64(_) => DType::F64,
        }
    }

    /// Number of elements.
    pub fn len(&self) -> u32 {
        match self {
            Elements::F32(array) => array.length(),
            Elements::F64(array) => array.length(),
        }
    }

    /// Whether there are no elements.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the arrays share memory.
    pub fn overlaps(&self, other: &Self) -> bool {
        let bytes = |array: &Self| {
            let start = array.byte_offset();
            start..start + u64::from(array.len()) * array.dtype().size() as u64
        };
        let (one, two) = (bytes(self), bytes(other));
        self.buffer() == other.buffer() && one.start < two.end && two.start < one.end
    }

    /// Checks that there still are `expected` elements, see [`ensure_attached`].
    ///
    /// # Errors
    /// [`Failure::Format`] that names the array.
    pub fn ensure_attached(&self, expected: u32, name: &str) -> Result<(), Failure> {
        ensure_attached(self.len(), expected, name)
    }

    /// The typed array itself.
    pub fn as_js(&self) -> &JsValue {
        match self {
            Elements::F32(array) => array.as_ref(),
            Elements::F64(array) => array.as_ref(),
        }
    }

    /// The buffer that the elements sit on.
    pub fn buffer(&self) -> JsValue {
        match self {
            Elements::F32(array) => array.buffer().into(),
            Elements::F64(array) => array.buffer().into(),
        }
    }

    /// Bytes of the buffer before the first element, which may exceed the bindings' 32 bits.
    fn byte_offset(&self) -> u64 {
        Reflect::get(self.as_js(), &"byteOffset".into()).ok().and_then(|bytes| bytes.as_f64()).unwrap_or(0.0) as u64
    }

    /// Whether the elements sit on a `SharedArrayBuffer`.
    pub fn is_shared(&self) -> bool {
        // On a page that is not isolated the constructor does not exist, and `instanceof` would throw.
        js_sys::Reflect::has(&js_sys::global(), &"SharedArrayBuffer".into()).unwrap_or(false)
            && self.buffer().is_instance_of::<SharedArrayBuffer>()
    }

    /// A view of the elements `from..to` on the same buffer.
    pub fn subarray(&self, from: u32, to: u32) -> Self {
        match self {
            Elements::F32(array) => Elements::F32(array.subarray(from, to)),
            Elements::F64(array) => Elements::F64(array.subarray(from, to)),
        }
    }

    /// Copies `source` to the elements from `at` on, converting the dtype if it differs.
    pub fn set(&self, source: &Elements, at: u32) {
        match self {
            Elements::F32(array) => array.set(source.as_js().unchecked_ref(), at),
            Elements::F64(array) => array.set(source.as_js().unchecked_ref(), at),
        }
    }

    /// Replaces element `index`, rounding to the dtype. Does nothing where there is none.
    pub fn put(&self, index: u32, value: f64) {
        match self {
            Elements::F32(array) => array.set_index(index, value as f32),
            Elements::F64(array) => array.set_index(index, value),
        }
    }

    /// Element `index` as f64.
    pub fn get(&self, index: u32) -> f64 {
        match self {
            Elements::F32(array) => f64::from(array.get_index(index)),
            Elements::F64(array) => array.get_index(index),
        }
    }
}

/// Whether a script's value is a typed array of this class, of a class derived from it, or of the same class in another
/// window. `instanceof` fails for the last; the array's tag does not.
pub fn is_array(value: &JsValue, class: &str) -> bool {
    let tag = Reflect::get(value, &Symbol::to_string_tag()).ok().and_then(|tag| tag.as_string());
    ArrayBuffer::is_view(value) && tag.as_deref() == Some(class)
}

/// A view of the same memory that is an instance of `class` itself and fixed in length. A class derived from it may
/// override methods (`subarray` constructs an array through it, and npm's `buffer` has a `slice` that copies nothing).
/// An empty array is replaced by a new one, whose buffer no script can transfer.
///
/// # Errors
/// What JavaScript throws when the array's buffer was transferred.
pub fn own_view<T: JsCast>(array: &JsValue, class: &str) -> Result<T, JsValue> {
    let [buffer, offset, length] = ["buffer", "byteOffset", "length"].map(|name| Reflect::get(array, &name.into()));
    let length = length?;
    let view = construct(class, &Array::of3(&buffer?, &offset?, &length))?;
    let view = if length == 0.0 { construct(class, &Array::new())? } else { view };
    view.dyn_into()
}

/// Checks that an array still has its elements. Its owner may transfer or shrink the buffer between two tasks, and then
/// copying from it would throw.
///
/// # Errors
/// [`Failure::Format`] that names the array.
pub fn ensure_attached(found: u32, expected: u32, name: &str) -> Result<(), Failure> {
    if found >= expected {
        return Ok(());
    }
    Err(Failure::Format(format!(
        "{name} had {expected} elements when the job started and has {found} now: its buffer was transferred or resized; do not transfer or resize it until the promise settles, or pass a copy"
    )))
}

/// A matrix on the page: what `parse` returns and `multiply` takes. Cheap to clone (a handle).
#[derive(Clone, Debug, PartialEq)]
pub struct Operand {
    /// Rows and columns.
    pub shape: Shape,
    /// Row-major elements, exactly rows × cols.
    pub elements: Elements,
}

impl Operand {
    /// Element type.
    pub fn dtype(&self) -> DType {
        self.elements.dtype()
    }

    /// Checks that its elements are still there, see [`ensure_attached`].
    ///
    /// # Errors
    /// [`Failure::Format`] that names the matrix.
    pub fn ensure_attached(&self, name: &str) -> Result<(), Failure> {
        self.elements.ensure_attached((self.shape.rows * self.shape.cols) as u32, name)
    }

    /// The elements in some rows and columns, all of which must exist: a view for whole rows, otherwise a copy.
    ///
    /// # Errors
    /// What JavaScript throws when the copy cannot be allocated.
    pub fn block(&self, rows: RangeInclusive<usize>, cols: RangeInclusive<usize>) -> Result<Self, JsValue> {
        let shape = Shape::new(rows.clone().count(), cols.clone().count());
        let width = shape.cols as u32;
        let start = |row: usize| (row * self.shape.cols + cols.start()) as u32;
        let elements = if shape.cols == self.shape.cols {
            self.elements.subarray(start(*rows.start()), start(*rows.end()) + width)
        } else {
            let block = Elements::zeros(self.dtype(), shape.rows as u32 * width, false)?;
            for (at, row) in (0..).step_by(shape.cols).zip(rows) {
                block.set(&self.elements.subarray(start(row), start(row) + width), at);
            }
            block
        };
        Ok(Self { shape, elements })
    }

    /// One element.
    pub fn get(&self, row: usize, col: usize) -> f64 {
        self.elements.get((row * self.shape.cols + col) as u32)
    }

    /// Size of the elements in bytes.
    pub fn bytes(&self) -> u64 {
        u64::from(self.elements.len()) * self.dtype().size() as u64
    }
}
