//! The table of claims: a check of every interleaving of a small model, and the code itself on real threads.

#![allow(clippy::unwrap_used)]

mod model;
mod threads;
