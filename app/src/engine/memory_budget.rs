//! Bounds the memory of all products on this page together. Counts only; it allocates nothing.

use super::options::MultiplyOptions;
use crate::failure::Failure;
use crate::memory::{limit, too_large};
use crate::operand::{Elements, Operand};
use crate::pool::data_path::Transport;
use shared::{DType, Shape};
use std::cell::Cell;
use std::rc::Rc;

/// Most products at once. (The pool has a separate bound for its queue.)
const MAX_PRODUCTS: u32 = 1 << 16;

/// Most bytes that a product may use in one worker: no array there can have more, and one may need most of it.
const MAX_WORKER_BYTES: u64 = (2 << 30) - 1;

/// What a product needs, in bytes.
pub(super) struct MemoryEstimate {
    /// Shapes of A and B as they are multiplied.
    shapes: [Shape; 2],
    /// Elements of the result.
    elements: u128,
    /// For what exists already: the operands, counted once if they are the same, and the caller's array for the result.
    existing: u128,
    /// For the result and copies of operands; with shared memory also for the shared array in which tiles are assembled,
    /// unless that is the result.
    fresh: u128,
    per_worker: u128,
    workers: u128,
}

impl MemoryEstimate {
    /// The estimate for a product with elements of `dtype`, without the workers.
    pub(super) fn of([a, b]: [&Operand; 2], dtype: DType, transport: Transport, options: &MultiplyOptions) -> Self {
        let MultiplyOptions { out, shared, .. } = options;
        let shapes = options.factor_shapes(a.shape, b.shape);
        let elements = shapes[0].rows as u128 * shapes[1].cols as u128;
        let result = elements * dtype.size() as u128;
        let is_shared = transport == Transport::Shared;
        let operands = [Some(a), Some(b).filter(|b| a.elements != b.elements)];
        let (mut existing, mut fresh) = if out.is_some() { (result, 0) } else { (0, result) };
        for operand in operands.into_iter().flatten() {
            existing += u128::from(operand.bytes());
            if operand.dtype() != dtype || is_shared && !operand.elements.is_shared() {
                fresh += u128::from(operand.elements.len()) * dtype.size() as u128;
            }
        }
        if is_shared && !out.as_ref().map_or(*shared, Elements::is_shared) {
            fresh += result;
        }
        Self { shapes, elements, existing, fresh, per_worker: 0, workers: 0 }
    }

    /// The estimate for the product of two square matrices with `n` rows. `copied` counts copies of both.
    pub(super) fn of_square(
        n: u32,
        dtype: DType,
        transport: Transport,
        MultiplyOptions { out, shared, .. }: &MultiplyOptions,
        copied: bool,
    ) -> Self {
        let elements = u128::from(n) * u128::from(n);
        let bytes = elements * dtype.size() as u128;
        let is_shared = transport == Transport::Shared;
        let assembled = is_shared && !out.as_ref().map_or(*shared, Elements::is_shared);
        let fresh = bytes * (1 + if copied { 2 } else { 0 } + u128::from(assembled));
        let shape = Shape::new(n as usize, n as usize);
        Self { shapes: [shape; 2], elements, existing: 2 * bytes, fresh, per_worker: 0, workers: 0 }
    }

    /// Adds `bytes` in each of `workers` workers.
    pub(super) fn with_workers(mut self, workers: u32, bytes: u64) -> Self {
        (self.per_worker, self.workers) = (bytes.into(), workers.into());
        self
    }
}

/// The memory that products on this page may use. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct MemoryBudget(Rc<MemoryUsage>);

#[derive(Default)]
struct MemoryUsage {
    products: Cell<u32>,
    bytes: Cell<u64>,
}

impl MemoryBudget {
    /// Checks that a product fits, by itself and beside those that are running.
    ///
    /// # Errors
    /// [`Failure::Limit`] with the bytes needed and the limit.
    pub(super) fn check(&self, estimate: &MemoryEstimate) -> Result<(), Failure> {
        let (limit, used) = (limit(), self.0.bytes.get());
        let MemoryEstimate { shapes: [a, b], per_worker, .. } = *estimate;
        let needed = estimate.existing + estimate.fresh + per_worker * estimate.workers;
        let what = || format!("the product of {a} and {b}");
        // A typed array of the bindings has at most 2^32 - 1 elements.
        if needed > u128::from(limit) || estimate.elements > u128::from(u32::MAX) {
            return Err(too_large(&format!("{} (operands, copies, result)", what()), needed, limit));
        }
        if per_worker > u128::from(MAX_WORKER_BYTES) {
            return Err(too_large(&format!("{} (in each worker)", what()), per_worker, MAX_WORKER_BYTES));
        }
        if needed + u128::from(used) > u128::from(limit) {
            return Err(Failure::Limit(format!(
                "{} needs {needed} bytes, and running products use {used} of the {limit} bytes that may be used here; wait for some of them to end and call again",
                what()
            )));
        }
        let products = self.0.products.get();
        if products >= MAX_PRODUCTS {
            return Err(Failure::Limit(format!(
                "{products} products are running already, which is the limit; wait for some of them to end and call again"
            )));
        }
        Ok(())
    }

    /// Whether other products are running.
    pub(super) fn is_in_use(&self) -> bool {
        self.0.products.get() > 0
    }

    /// Counts what a product needs on the page, until the reservation is dropped.
    pub(super) fn reserve(&self, estimate: &MemoryEstimate) -> Reservation {
        let bytes = u64::try_from(estimate.fresh).unwrap_or(u64::MAX);
        self.0.products.set(self.0.products.get() + 1);
        self.0.bytes.set(self.0.bytes.get() + bytes);
        Reservation { budget: self.clone(), bytes }
    }
}

/// A running product's part of the budget.
pub(super) struct Reservation {
    budget: MemoryBudget,
    bytes: u64,
}

impl Drop for Reservation {
    fn drop(&mut self) {
        let MemoryUsage { products, bytes } = &*self.budget.0;
        products.set(products.get() - 1);
        bytes.set(bytes.get() - self.bytes);
    }
}
