//! How a value crosses as a JavaScript value: [`Wired`], and macros that implement it from lists of fields.
//!
//! serde's code for the same messages is several times as large: it visits fields in any order and of any type, and
//! describes what it expected. Here a value that has another form is just not understood.

use js_sys::{Array, Object};
use std::cell::RefCell;
use std::ops::Range;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

/// A type whose values cross as JavaScript values.
pub trait Wired: Sized {
    /// As a JavaScript value.
    fn to_js(&self) -> JsValue;

    /// From a JavaScript value, which may be anything; `None` if it has another form.
    fn from_js(value: &JsValue) -> Option<Self>;
}

#[wasm_bindgen]
extern "C" {
    /// An object, read and written by keys.
    #[wasm_bindgen(extends = Object)]
    type Keyed;

    #[wasm_bindgen(method, structural, indexing_getter)]
    fn get(this: &Keyed, key: &JsValue) -> JsValue;

    #[wasm_bindgen(method, structural, indexing_setter)]
    fn set(this: &Keyed, key: &JsValue, value: &JsValue);
}

/// The fields of an object.
pub(super) struct Fields(Keyed);

impl Fields {
    /// No fields yet.
    pub(super) fn new() -> Self {
        Self(Object::new().unchecked_into())
    }

    /// The fields of `value`; `None` if it is no object, since those of `null` would throw.
    pub(super) fn of(value: &JsValue) -> Option<Self> {
        value.is_object().then(|| Self(value.clone().unchecked_into()))
    }

    /// Adds a field.
    pub(super) fn with(self, name: &'static str, value: &JsValue) -> Self {
        with_key(name, |key| self.0.set(key, value));
        self
    }

    /// Reads a field; one that is missing is `undefined`.
    pub(super) fn read<T: Wired>(&self, name: &'static str) -> Option<T> {
        T::from_js(&self.value(name))
    }

    fn value(&self, name: &'static str) -> JsValue {
        with_key(name, |key| self.0.get(key))
    }

    /// The object.
    pub(super) fn into_js(self) -> JsValue {
        self.0.into()
    }
}

/// Names of fields as JavaScript strings, ordered by where the name is in memory: to make a string takes longer than to
/// find it here.
fn with_key<R>(name: &'static str, action: impl FnOnce(&JsValue) -> R) -> R {
    thread_local! {
        static KEYS: RefCell<Vec<((*const u8, usize), JsValue)>> = const { RefCell::new(Vec::new()) };
    }
    KEYS.with_borrow_mut(|keys| {
        let address = (name.as_ptr(), name.len());
        let place = keys.binary_search_by_key(&address, |&(address, _)| address).unwrap_or_else(|place| {
            keys.insert(place, (address, JsValue::from_str(name)));
            place
        });
        action(&keys[place].1)
    })
}

/// A variant with fields, `{ name: fields }`.
pub(super) fn variant(name: &'static str, fields: Fields) -> JsValue {
    Fields::new().with(name, &fields.into_js()).into_js()
}

/// Name and fields of a variant.
pub(super) fn read_variant(value: &JsValue) -> Option<(String, Fields)> {
    let object: &Object = value.is_object().then(|| value.unchecked_ref())?;
    let names = Object::keys(object);
    let name = names.get(0);
    let fields = Fields::of(&object.unchecked_ref::<Keyed>().get(&name))?;
    Some((name.as_string().filter(|_| names.length() == 1)?, fields))
}

/// Structs, as objects with the same fields.
macro_rules! structs {
    ($($name:ty { $($field:ident),* })*) => {$(
        impl Wired for $name {
            fn to_js(&self) -> JsValue {
                Fields::new()$(.with(stringify!($field), &self.$field.to_js()))*.into_js()
            }

            fn from_js(value: &JsValue) -> Option<Self> {
                let fields = Fields::of(value)?;
                Some(Self { $($field: fields.read(stringify!($field))?),* })
            }
        }
    )*};
}

/// Enums whose variants have named fields, as `{ Variant: { field: … } }`.
macro_rules! variants {
    ($($name:ty { $($variant:ident { $($field:ident),* })* })*) => {$(
        impl Wired for $name {
            fn to_js(&self) -> JsValue {
                match self {
                    $(Self::$variant { $($field),* } => {
                        variant(stringify!($variant), Fields::new()$(.with(stringify!($field), &$field.to_js()))*)
                    })*
                }
            }

            fn from_js(value: &JsValue) -> Option<Self> {
                let (name, fields) = read_variant(value)?;
                match name.as_str() {
                    $(stringify!($variant) => Some(Self::$variant { $($field: fields.read(stringify!($field))?),* }),)*
                    _ => None,
                }
            }
        }
    )*};
}

/// Enums without fields, as the names of their variants.
macro_rules! names {
    ($($name:ty { $($variant:ident)* })*) => {$(
        impl Wired for $name {
            fn to_js(&self) -> JsValue {
                JsValue::from_str(match self { $(Self::$variant => stringify!($variant)),* })
            }

            fn from_js(value: &JsValue) -> Option<Self> {
                match value.as_string()?.as_str() {
                    $(stringify!($variant) => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    )*};
}

/// Enums that have names of their own: `name` gives them, and the function reads them.
macro_rules! named {
    ($($name:ty: $read:path)*) => {$(
        impl Wired for $name {
            fn to_js(&self) -> JsValue {
                JsValue::from_str(self.name())
            }

            fn from_js(value: &JsValue) -> Option<Self> {
                $read(&value.as_string()?)
            }
        }
    )*};
}

pub(super) use {named, names, structs, variants};

/// Whole numbers; those of 64 bits must be below 2^53.
macro_rules! whole_numbers {
    ($($name:ty)*) => {$(
        impl Wired for $name {
            fn to_js(&self) -> JsValue {
                JsValue::from_f64(*self as f64)
            }

            fn from_js(value: &JsValue) -> Option<Self> {
                let number = value.as_f64()?;
                (number as Self as f64 == number).then_some(number as Self)
            }
        }
    )*};
}

whole_numbers! { u8 u32 u64 usize }

impl Wired for f64 {
    fn to_js(&self) -> JsValue {
        JsValue::from_f64(*self)
    }

    fn from_js(value: &JsValue) -> Option<Self> {
        value.as_f64()
    }
}

impl Wired for bool {
    fn to_js(&self) -> JsValue {
        JsValue::from_bool(*self)
    }

    fn from_js(value: &JsValue) -> Option<Self> {
        value.as_bool()
    }
}

impl Wired for String {
    fn to_js(&self) -> JsValue {
        JsValue::from_str(self)
    }

    fn from_js(value: &JsValue) -> Option<Self> {
        value.as_string()
    }
}

impl<T: Wired> Wired for Option<T> {
    fn to_js(&self) -> JsValue {
        self.as_ref().map_or(JsValue::UNDEFINED, T::to_js)
    }

    fn from_js(value: &JsValue) -> Option<Self> {
        if value.is_undefined() || value.is_null() { Some(None) } else { T::from_js(value).map(Some) }
    }
}

impl<T: Wired> Wired for Vec<T> {
    fn to_js(&self) -> JsValue {
        self.iter().map(T::to_js).collect::<Array>().into()
    }

    fn from_js(value: &JsValue) -> Option<Self> {
        value.dyn_ref::<Array>()?.iter().map(|element| T::from_js(&element)).collect()
    }
}

impl<T: Wired, U: Wired> Wired for (T, U) {
    fn to_js(&self) -> JsValue {
        Array::of2(&self.0.to_js(), &self.1.to_js()).into()
    }

    fn from_js(value: &JsValue) -> Option<Self> {
        let pair = value.dyn_ref::<Array>().filter(|array| array.length() == 2)?;
        Some((T::from_js(&pair.get(0))?, U::from_js(&pair.get(1))?))
    }
}

impl Wired for [bool; 2] {
    fn to_js(&self) -> JsValue {
        (self[0], self[1]).to_js()
    }

    fn from_js(value: &JsValue) -> Option<Self> {
        Wired::from_js(value).map(|(first, second)| [first, second])
    }
}

structs! { Range<usize> { start, end } }
