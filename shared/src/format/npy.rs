//! NumPy's `.npy` (NEP 1): the header, the element types, the elements after it.

mod element_type;
mod elements;
mod header;
mod prologue;
mod summary;

pub(crate) use elements::read;
pub(crate) use header::MAGIC;
pub(crate) use prologue::npy_prologue;
pub use summary::summary;
