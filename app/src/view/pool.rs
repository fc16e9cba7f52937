//! The pool for people: the state of each worker, and the timeline of the last product.

pub mod pool_panel;
pub mod timeline;
