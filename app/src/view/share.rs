//! Sends what is on the page to somebody else.

pub mod share_button;
