//! Error bounds and checks, compared with exact and double-double arithmetic.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod bounds;
mod check;
mod norms;
mod oracle;
mod product_check;
mod strassen;
