//! How much room there is for products on this page, and who has taken it: whatever callers ask for, memory stays bounded.
//!
//! Refuses to allocate; it counts what others are about to.

use crate::failure::Failure;
use crate::memory::{limit, too_large};
use crate::operand::Operand;
use shared::{DType, Shape};
use std::cell::Cell;
use std::rc::Rc;

/// Products under way at once; one more is refused. (The pool has a bound of its own for what waits there.)
const MOST_PRODUCTS: u32 = 1 << 16;

/// Bytes that a product may take in a worker: no array there can have more, and most of it may be one.
const WORKER_BYTES: u64 = (2 << 30) - 1;

/// What a product takes, in bytes.
pub(super) struct Needs {
    /// Shapes of A and B.
    shapes: [Shape; 2],
    /// Elements of the result.
    elements: u128,
    /// For the operands, which are there already.
    operands: u128,
    /// For the result, for copies of operands, and where memory is shared for a second result, in which it is assembled.
    fresh: u128,
    /// In each worker, and how many there are.
    in_each: (u128, u128),
}

impl Needs {
    /// Of a product with elements of `dtype`, workers not counted.
    pub(super) fn of(a: &Operand, b: &Operand, dtype: DType, shared: bool) -> Self {
        let elements = a.shape.rows as u128 * b.shape.cols as u128;
        let (operands, result) = (u128::from(a.bytes()) + u128::from(b.bytes()), elements * dtype.size() as u128);
        // An operand is copied where it is not yet where, and what, it has to be.
        let copy = |operand: &Operand| {
            let is_there = operand.dtype() == dtype && (!shared || operand.elements.is_shared());
            if is_there { 0 } else { u128::from(operand.elements.len()) * dtype.size() as u128 }
        };
        let assembled = if shared { result } else { 0 };
        let fresh = copy(a) + copy(b) + assembled + result;
        Self { shapes: [a.shape, b.shape], elements, operands, fresh, in_each: (0, 0) }
    }

    /// The same with `bytes` in each of so many workers.
    pub(super) fn and_in_workers(mut self, workers: u32, bytes: u64) -> Self {
        self.in_each = (bytes.into(), workers.into());
        self
    }
}

/// What is taken. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Room(Rc<Taken>);

#[derive(Default)]
struct Taken {
    products: Cell<u32>,
    bytes: Cell<u64>,
}

impl Room {
    /// Whether a product fits, by itself and beside those under way.
    ///
    /// # Errors
    /// [`Failure::Limit`] with the bytes needed and the limit.
    pub(super) fn refuse(&self, needs: &Needs) -> Result<(), Failure> {
        let (limit, taken) = (limit(), self.0.bytes.get());
        let (in_each, workers) = needs.in_each;
        let needed = needs.operands + needs.fresh + in_each * workers;
        let what = || format!("the product of {} and {}", needs.shapes[0], needs.shapes[1]);
        // A typed array of this crate's bindings has at most 2^32 - 1 elements.
        if needed > u128::from(limit) || needs.elements > u128::from(u32::MAX) {
            return Err(too_large(&format!("{} (operands, copies, result)", what()), needed, limit));
        }
        if in_each > u128::from(WORKER_BYTES) {
            return Err(too_large(&format!("{} (in each worker)", what()), in_each, WORKER_BYTES));
        }
        if needed + u128::from(taken) > u128::from(limit) {
            return Err(Failure::Limit(format!(
                "{} needs {needed} bytes, and products under way have {taken} of the {limit} bytes that may be used here; wait for some of them to end and call again",
                what()
            )));
        }
        let products = self.0.products.get();
        if products >= MOST_PRODUCTS {
            return Err(Failure::Limit(format!(
                "{products} products are under way already, which is the limit; wait for some of them to end and call again"
            )));
        }
        Ok(())
    }

    /// Takes what a product needs here, for as long as the place is kept.
    pub(super) fn take(&self, needs: &Needs) -> Place {
        let place = Place { room: self.clone(), bytes: u64::try_from(needs.fresh).unwrap_or(u64::MAX) };
        self.0.products.set(self.0.products.get() + 1);
        self.0.bytes.set(self.0.bytes.get() + place.bytes);
        place
    }
}

/// A product's place.
pub(super) struct Place {
    room: Room,
    bytes: u64,
}

impl Drop for Place {
    fn drop(&mut self) {
        let Taken { products, bytes } = &*self.room.0;
        products.set(products.get() - 1);
        bytes.set(bytes.get() - self.bytes);
    }
}
