//! Dense matrix product.
