//! Links to what is on the page.

pub mod base64url;
pub mod link;
pub mod refusal;
pub mod share_bar;
