//! What the page needs from the browser and from Yew; nothing here knows matrices.

pub mod browser;
pub mod by_ptr;
pub mod clipboard;
pub mod focus;
pub mod hooks;
