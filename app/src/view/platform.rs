//! What the page needs from the browser and from Yew, and what has nothing to do with matrices.

pub mod browser;
pub mod by_ptr;
pub mod focus;
