//! What the page needs from the browser and from Yew; nothing here knows matrices.

pub mod browser;
pub mod by_ptr;
pub mod clipboard;
pub mod compression;
pub mod deployment;
pub mod focus;
pub mod hooks;
pub mod launched_files;
pub mod requests;
pub mod tab;
