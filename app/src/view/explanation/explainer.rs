//! Takes the terms of an element of C from A and B, in slices, so that a sum of a million terms does not block the page.

use crate::event_loop::{spawn_local, yield_to_event_loop};
use crate::operand::Operand;
use crate::view::explanation::sum::{ExplainedSum, RunningSum};
use crate::view::platform::browser::now;
use crate::view::platform::by_ptr::ByPtr;
use crate::view::result::selection::GridCell;
use crate::view::state::ShownProduct;
use gloo_timers::future::TimeoutFuture;
use shared::matrix::product_shape;
use std::cell::Cell;
use std::rc::Rc;
use yew::prelude::*;

/// Sums up to this length are formed while the focus moves, longer ones once it rests.
const SHORT_SUM: usize = 4096;

/// How long the focus has to rest, in milliseconds.
const PAUSE_MS: u32 = 150;

/// Milliseconds of adding in one task.
const SLICE_MS: f64 = 8.0;

/// Terms between two looks at the clock.
const CHUNK: usize = 512;

/// The matrices whose product C is.
#[derive(Clone)]
pub struct Factors {
    /// The left one.
    pub a: Operand,
    /// The right one.
    pub b: Operand,
    /// Which of them is taken transposed.
    transposed: [bool; 2],
}

impl Factors {
    /// The factors of `shown`; `None` if it is not one product of two matrices that the page still has.
    pub fn of(shown: &ShownProduct) -> Option<Self> {
        let transposed = shown.operation.pair()?.map(|(_, is_transposed)| is_transposed);
        let [a, b] = [shown.operands.first()?, shown.operands.last()?];
        let factors = Self { a: a.matrix.clone(), b: b.matrix.clone(), transposed };
        let [left, right] = [&factors.a, &factors.b].map(|operand| operand.shape);
        let shape = product_shape(left.transposed_if(transposed[0]), right.transposed_if(transposed[1]));
        (shape == Ok(shown.product.matrix.shape)).then_some(factors)
    }

    /// The number of terms of each element of C.
    pub fn terms(&self) -> usize {
        self.a.shape.transposed_if(self.transposed[0]).cols
    }

    /// a(row, t).
    pub fn a(&self, row: usize, t: usize) -> f64 {
        if self.transposed[0] { self.a.get(t, row) } else { self.a.get(row, t) }
    }

    /// b(t, col).
    pub fn b(&self, t: usize, col: usize) -> f64 {
        if self.transposed[1] { self.b.get(col, t) } else { self.b.get(t, col) }
    }
}

/// Everything about one number of C.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The product that it belongs to.
    pub shown: ByPtr<ShownProduct>,
    /// Its place in C.
    pub cell: GridCell,
    /// The number.
    pub value: f64,
    /// How it comes about.
    pub sum: ExplainedSum,
}

/// A sum in progress.
struct Explainer {
    shown: ByPtr<ShownProduct>,
    factors: Factors,
    cell: GridCell,
    sum: RunningSum,
}

impl Explainer {
    /// `None` if there is no such cell, or nothing to explain it by.
    fn new(shown: &ByPtr<ShownProduct>, cell: GridCell, first_terms: usize) -> Option<Self> {
        let (matrix, factors) = (&shown.product.matrix, Factors::of(shown)?);
        let is_inside = cell.0 < matrix.shape.rows && cell.1 < matrix.shape.cols;
        let sum = RunningSum::new(matrix.dtype(), shown.product.report.kernel, factors.terms(), first_terms);
        is_inside.then(|| Self { shown: shown.clone(), factors, cell, sum })
    }

    /// Adds terms for one slice of time; true when all are added.
    fn advance(&mut self) -> bool {
        let (start, (row, col)) = (now(), self.cell);
        while let Some(t) = self.sum.next() {
            self.sum.add(self.factors.a(row, t), self.factors.b(t, col));
            if t % CHUNK == CHUNK - 1 && now() - start > SLICE_MS {
                return false;
            }
        }
        true
    }

    fn finish(self) -> Explanation {
        let value = self.shown.product.matrix.get(self.cell.0, self.cell.1);
        Explanation { sum: self.sum.finish(value), shown: self.shown, cell: self.cell, value }
    }
}

/// The explanation of `cell` with so many of its first terms, once there is one: until then that of the cell before, or
/// none. Nothing is computed while `is_wanted` is false.
#[hook]
pub fn use_explanation(
    shown: &ByPtr<ShownProduct>,
    cell: GridCell,
    first_terms: usize,
    is_wanted: bool,
) -> Option<Rc<Explanation>> {
    let explanation = use_state(|| None::<Rc<Explanation>>);
    use_effect_with((shown.clone(), cell, first_terms, is_wanted), {
        let explanation = explanation.clone();
        move |(shown, cell, first_terms, is_wanted)| {
            let is_outdated = Rc::new(Cell::new(false));
            let explainer = is_wanted.then(|| Explainer::new(shown, *cell, *first_terms)).flatten();
            if let Some(mut explainer) = explainer {
                if explainer.factors.terms() <= SHORT_SUM && explainer.advance() {
                    explanation.set(Some(Rc::new(explainer.finish())));
                } else {
                    let is_outdated = is_outdated.clone();
                    spawn_local(async move {
                        TimeoutFuture::new(PAUSE_MS).await;
                        while !is_outdated.get() && !explainer.advance() {
                            yield_to_event_loop().await;
                        }
                        if !is_outdated.get() {
                            explanation.set(Some(Rc::new(explainer.finish())));
                        }
                    });
                }
            }
            move || is_outdated.set(true)
        }
    });
    let found = explanation.as_ref().filter(|explanation| is_wanted && explanation.shown == *shown);
    found.cloned()
}
