//! What the driver needs of an instruction set: the register tile, two special cases, and views of matrices.

#![forbid(unsafe_code)]

use super::blocking::panel_columns;
use super::{Dims, Kernel};
use crate::element::Element;

/// The initial value of a tile's accumulators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// From +0: C is overwritten.
    Zero,
    /// From C: its chains are continued.
    Accumulate,
}

/// The layout of a tile's rows of A: where element (row, p) lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowsOfA {
    /// At `p * rows + row`: packed for this number of rows.
    Packed,
    /// At `row * stride + p`: as in the matrix.
    Strided(usize),
}

/// The size of one call: register tiles side by side, all of one size.
#[derive(Clone, Copy, Debug)]
pub struct TileSize {
    /// Rows of C, 1 ..= MR.
    pub rows: usize,
    /// Columns of each tile in vectors of 16 bytes, 1 or 2.
    pub vectors: usize,
    /// Inner size.
    pub k: usize,
    /// How many tiles. They share their rows of A.
    pub across: usize,
}

/// The columns of B for tiles side by side: element (p, j) of tile t lies at `t * step + p * stride + j`.
#[derive(Clone, Copy, Debug)]
pub struct Panels<'a, T> {
    /// The elements, beginning with the first of the first panel.
    pub data: &'a [T],
    /// Distance of two rows in elements.
    pub stride: usize,
    /// Distance of two panels in elements.
    pub step: usize,
}

impl<'a, T> Panels<'a, T> {
    /// Packed panels of `k` rows, one after the other.
    pub fn packed(data: &'a [T], k: usize) -> Self {
        Self { data, stride: panel_columns::<T>(), step: k * panel_columns::<T>() }
    }

    /// B in place.
    pub fn in_place(b: View<'a, T>) -> Self {
        Self { data: b.data, stride: b.stride, step: panel_columns::<T>() }
    }
}

/// A row-major matrix inside a slice: row i begins at `i * stride`.
#[derive(Clone, Copy, Debug)]
pub struct View<'a, T> {
    /// The elements, beginning with element (0, 0).
    pub data: &'a [T],
    /// Distance of two rows in elements.
    pub stride: usize,
}

impl<'a, T> View<'a, T> {
    /// A view of `data` with rows `stride` elements apart.
    pub fn new(data: &'a [T], stride: usize) -> Self {
        Self { data, stride }
    }

    /// The part that begins at (row, column).
    pub fn from(self, row: usize, column: usize) -> Self {
        Self { data: self.data.get(row * self.stride + column..).unwrap_or(&[]), stride: self.stride }
    }
}

/// A mutable row-major matrix inside a slice.
#[derive(Debug)]
pub struct ViewMut<'a, T> {
    /// The elements, beginning with element (0, 0).
    pub data: &'a mut [T],
    /// Distance of two rows in elements.
    pub stride: usize,
}

impl<'a, T> ViewMut<'a, T> {
    /// A view of `data` with rows `stride` elements apart.
    pub fn new(data: &'a mut [T], stride: usize) -> Self {
        Self { data, stride }
    }

    /// The part that begins at (row, column), for as long as it is borrowed.
    pub fn from(&mut self, row: usize, column: usize) -> ViewMut<'_, T> {
        ViewMut { data: self.data.get_mut(row * self.stride + column..).unwrap_or(&mut []), stride: self.stride }
    }

    /// The same elements, read only.
    pub fn as_view(&self) -> View<'_, T> {
        View { data: self.data, stride: self.stride }
    }
}

/// Matrices of one size inside a slice: number i begins at `i * distance`. `V` is [`View`] or [`ViewMut`].
#[derive(Clone, Copy, Debug)]
pub struct Batch<V> {
    /// The first of them.
    pub first: V,
    /// How many there are.
    pub count: usize,
    /// Distance of two in elements.
    pub distance: usize,
}

impl<V> Batch<V> {
    /// One matrix.
    pub fn one(only: V) -> Self {
        Self { first: only, count: 1, distance: 0 }
    }
}

impl<'a, T> Batch<View<'a, T>> {
    /// Number `i`.
    pub fn get(self, i: usize) -> View<'a, T> {
        View { data: &self.first.data[i * self.distance..], stride: self.first.stride }
    }

    /// The part of each that begins at (row, column).
    pub fn from(self, row: usize, column: usize) -> Self {
        Self { first: self.first.from(row, column), ..self }
    }
}

impl<T> Batch<ViewMut<'_, T>> {
    /// Number `i`, for as long as it is borrowed.
    pub fn get(&mut self, i: usize) -> ViewMut<'_, T> {
        ViewMut { data: &mut self.first.data[i * self.distance..], stride: self.first.stride }
    }

    /// The part of each that begins at (row, column), for as long as they are borrowed.
    pub fn from(&mut self, row: usize, column: usize) -> Batch<ViewMut<'_, T>> {
        Batch { first: self.first.from(row, column), count: self.count, distance: self.distance }
    }

    /// The same elements, read only.
    pub fn as_batch(&self) -> Batch<View<'_, T>> {
        Batch { first: self.first.as_view(), count: self.count, distance: self.distance }
    }
}

/// Dense operands as views.
///
/// # Panics
/// When a slice does not hold exactly as many elements as `dims` says.
pub fn views<'a, 'c, T>(
    dims: Dims,
    a: &'a [T],
    b: &'a [T],
    c: &'c mut [T],
) -> (View<'a, T>, View<'a, T>, ViewMut<'c, T>) {
    let Dims { m, k, n } = dims;
    assert_eq!(a.len(), m * k, "A must hold {m} × {k} elements");
    assert_eq!(b.len(), k * n, "B must hold {k} × {n} elements");
    assert_eq!(c.len(), m * n, "C must hold {m} × {n} elements");
    (View::new(a, k), View::new(b, n), ViewMut::new(c, n))
}

/// An instruction set: the innermost functions, each a safe call that checks its slices once and then runs.
///
/// All of them keep one chain per element of C, over k in order, except [`Tiles::matrix_vector`] of the relaxed kernel.
pub trait Tiles<T: Element>: Sync + 'static {
    /// Which instruction set this is, or whose rounding it reproduces.
    const KERNEL: Kernel;

    /// MR: rows of the largest tile, at most [`super::blocking::MAX_TILE_ROWS`].
    const ROWS: usize;

    /// C (+)= A · B for register tiles side by side.
    fn tiles(size: TileSize, a: &[T], rows_of_a: RowsOfA, b: Panels<'_, T>, c: ViewMut<'_, T>, start: Start);

    /// C += A · B for a few rows of A, which share what is read of B.
    fn few_rows(dims: Dims, a: View<'_, T>, b: View<'_, T>, c: ViewMut<'_, T>);

    /// y = A · x: A has as many rows as `y` and as many columns as `x`. Only for products with
    /// n = 1: the relaxed kernel sums in another order, [`super::naive::fused_in_lanes`].
    fn matrix_vector(a: View<'_, T>, x: &[T], y: &mut [T]);
}
