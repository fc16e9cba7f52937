//! What several tests share: matrices, a web server for the built bundle, a browser.
//!
//! Everything here uses the public interface only, so that a test fails only when a promise is broken.

#![forbid(unsafe_code)]

#[cfg(not(target_arch = "wasm32"))]
pub mod dask;
pub mod fixtures;
pub mod packing;
#[cfg(not(target_arch = "wasm32"))]
pub mod samples;
#[cfg(not(target_arch = "wasm32"))]
pub mod server;
#[cfg(not(target_arch = "wasm32"))]
pub mod texts;

#[cfg(feature = "browser")]
pub mod browser;
#[cfg(feature = "browser")]
pub mod hosts;
#[cfg(feature = "browser")]
pub mod lighthouse;
#[cfg(feature = "browser")]
pub mod page;
