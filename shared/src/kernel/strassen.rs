//! Strassen–Winograd recursion: each level replaces 8 products of half the size by 7 and 15 additions.
//!
//! Used only on request: its error bound is normwise and grows with each level (see [`crate::certificate`]).
//! The form is Winograd's (Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd ed., section 23.1), ordered so
//! that C itself holds the intermediate products (after Boyer, Dumas, Pernet and Zhou, *Memory efficient scheduling of
//! Strassen–Winograd's matrix multiplication algorithm*, ISSAC 2009) and three of the additions disappear in
//! products that continue the chains of C.
//!
//! **Bits.** C is divided into [`slabs`] of rows, and each slab is one recursion whose levels depend on its size only.
//! So a slab has the same bits wherever it is computed, and a tile must consist of whole slabs.
//!
//! A slab has about 1024 rows, because with fewer a level would be lost. The price of bits that do not depend on the
//! number of workers: a product of fewer than 1536 rows runs on one worker, and w workers need about 1024·w rows.
//!
//! If a call has several slabs of one height, they go through the recursion together: they share the sums of quarters
//! of B, and B packed.
//!
//! Where [`levels`] is 0 this is the classical product, bit for bit.

#![forbid(unsafe_code)]

use super::aligned::Aligned;
use super::recursion::{PADDING_BYTES, SLABS_TOGETHER, levels, slabs};
use super::tile::{Batch, Start, Tiles, View, ViewMut};
use super::workspace::{Temporaries, Workspace};
use super::{Dims, driver};
use crate::element::Element;

/// C = A · B, slab by slab, or several slabs of one height together.
pub fn multiply<T: Element, I: Tiles<T>>(
    dims: Dims,
    a: View<'_, T>,
    b: View<'_, T>,
    mut c: ViewMut<'_, T>,
    workspace: &mut Workspace<T>,
) {
    let slabs = slabs(dims);
    let alike = slabs.chunk_by(|one, next| one.len() == next.len());
    for together in alike.flat_map(|alike| alike.chunks(SLABS_TOGETHER)) {
        let (m, count, first) = (together[0].len(), together.len(), together[0].start);
        let (a, c) = (a.from(first, 0), c.from(first, 0));
        let a = Batch { first: a, count, distance: m * a.stride };
        let distance = m * c.stride;
        slabs_together::<T, I>(Dims { m, ..dims }, a, b, Batch { first: c, count, distance }, workspace);
    }
}

/// The core, whose sizes can be halved at every level, goes through the recursion; the fringes are computed
/// classically.
fn slabs_together<T: Element, I: Tiles<T>>(
    dims: Dims,
    a: Batch<View<'_, T>>,
    b: View<'_, T>,
    mut c: Batch<ViewMut<'_, T>>,
    workspace: &mut Workspace<T>,
) {
    let levels = levels(dims);
    let Dims { m, k, n } = dims;
    let even = |size: usize| size >> levels << levels;
    let core = Dims::new(even(m), even(k), even(n));
    if levels > 0 {
        workspace.levels.resize_with(levels as usize, Temporaries::default);
        recurse::<T, I>(levels, core, a, b, c.from(0, 0), Start::Zero, workspace);
    }

    let mut fringe = |dims: Dims, a: Batch<View<'_, T>>, b: View<'_, T>, mut c: Batch<ViewMut<'_, T>>, start: Start| {
        for i in 0..c.count {
            driver::multiply::<T, I>(dims, a.get(i), b, c.get(i), start, workspace);
        }
    };
    if levels == 0 {
        return fringe(dims, a, b, c, Start::Zero);
    }
    if core.k < k {
        let rest = Dims::new(core.m, k - core.k, core.n);
        fringe(rest, a.from(0, core.k), b.from(core.k, 0), c.from(0, 0), Start::Accumulate);
    }
    if core.n < n {
        let rest = Dims::new(core.m, k, n - core.n);
        fringe(rest, a, b.from(0, core.n), c.from(0, core.n), Start::Zero);
    }
    if core.m < m {
        let rest = Dims::new(m - core.m, k, n);
        fringe(rest, a.from(core.m, 0), b, c.from(core.m, 0), Start::Zero);
    }
}

/// Each C (+)= its A · B by `levels` levels.
fn recurse<T: Element, I: Tiles<T>>(
    levels: u32,
    dims: Dims,
    a: Batch<View<'_, T>>,
    b: View<'_, T>,
    mut c: Batch<ViewMut<'_, T>>,
    start: Start,
    workspace: &mut Workspace<T>,
) {
    if levels == 0 {
        // Products at the bottom are too large for the driver's other paths.
        driver::pack_and_stream::<T, I>(dims, a, b, c, start, workspace);
        return;
    }
    let level = levels as usize - 1;
    if start == Start::Accumulate {
        let mut z = core::mem::take(&mut workspace.levels[level].z);
        let mut product = matrices(&mut z, c.count, dims.m, dims.n);
        recurse::<T, I>(levels, dims, a, b, product.from(0, 0), Start::Zero, workspace);
        update(dims.m, dims.n, &mut c, product.as_batch(), sum);
        workspace.levels[level].z = z;
        return;
    }

    let half = Dims::new(dims.m / 2, dims.k / 2, dims.n / 2);
    let Dims { m, k, n } = half;
    let (a11, a12, a21, a22) = (a, a.from(0, k), a.from(m, 0), a.from(m, k));
    let (b11, b12, b21, b22) = (b, b.from(0, n), b.from(k, 0), b.from(k, n));
    let (mut x_buffer, mut y_buffer) =
        (core::mem::take(&mut workspace.levels[level].x), core::mem::take(&mut workspace.levels[level].y));
    let (mut x, mut y) = (matrices(&mut x_buffer, c.count, m, k), matrices(&mut y_buffer, 1, k, n));
    let mut product = |a: Batch<View<'_, T>>, b: View<'_, T>, c: Batch<ViewMut<'_, T>>, start: Start| {
        recurse::<T, I>(levels - 1, half, a, b, c, start, workspace);
    };
    let one = Batch::one;

    // S, T, P and U as in the literature; comments name what the left-hand side then holds.
    combine(m, k, a11, a21, &mut x, difference); // S3 = A11 − A21
    combine(k, n, one(b22), one(b12), &mut y, difference); // T3 = B22 − B12
    product(x.as_batch(), y.first.as_view(), c.from(m, 0), Start::Zero); // C21: P7 = S3 T3
    combine(m, k, a21, a22, &mut x, sum); // S1 = A21 + A22
    combine(k, n, one(b12), one(b11), &mut y, difference); // T1 = B12 − B11
    product(x.as_batch(), y.first.as_view(), c.from(m, n), Start::Zero); // C22: P5 = S1 T1
    update(m, k, &mut x, a11, difference); // S2 = S1 − A11
    update(k, n, &mut y, one(b22), reversed_difference); // T2 = B22 − T1
    product(x.as_batch(), y.first.as_view(), c.from(0, n), Start::Zero); // C12: P6 = S2 T2
    product(a11, b11, c.from(0, 0), Start::Zero); // C11: P1 = A11 B11
    combine_quarters(m, n, &mut c); // C12: U4, C21: U3, C22: U7
    update(m, k, &mut x, a12, reversed_difference); // S4 = A12 − S2
    product(x.as_batch(), b22, c.from(0, n), Start::Accumulate); // C12: U5 = U4 + S4 B22
    update(k, n, &mut y, one(b21), reversed_difference); // −T4 = B21 − T2
    product(a22, y.first.as_view(), c.from(m, 0), Start::Accumulate); // C21: U6 = U3 − A22 T4
    product(a12, b21, c.from(0, 0), Start::Accumulate); // C11: U1 = P1 + A12 B21

    (workspace.levels[level].x, workspace.levels[level].y) = (x_buffer, y_buffer);
}

/// `count` matrices of rows × columns in a buffer, with padding between rows.
fn matrices<T: Element>(buffer: &mut Aligned<T>, count: usize, rows: usize, columns: usize) -> Batch<ViewMut<'_, T>> {
    let stride = columns + PADDING_BYTES / size_of::<T>();
    buffer.grow(count * rows * stride);
    Batch { first: ViewMut::new(buffer.as_mut_slice(), stride), count, distance: rows * stride }
}

// Sums of quarters. Nothing here names an instruction set: the compiler vectorises the loops, see `.cargo/config.toml`.

fn sum<T: Element>(x: T, y: T) -> T {
    x + y
}

fn difference<T: Element>(x: T, y: T) -> T {
    x - y
}

fn reversed_difference<T: Element>(x: T, y: T) -> T {
    y - x
}

/// Each `out = step(x, y)`, element by element.
fn combine<T: Element>(
    rows: usize,
    columns: usize,
    x: Batch<View<'_, T>>,
    y: Batch<View<'_, T>>,
    out: &mut Batch<ViewMut<'_, T>>,
    step: impl Fn(T, T) -> T,
) {
    for i in 0..out.count {
        let (x, y, mut out) = (x.get(i), y.get(i), out.get(i));
        for row in 0..rows {
            let (x, y) = (&x.from(row, 0).data[..columns], &y.from(row, 0).data[..columns]);
            let out = &mut out.from(row, 0).data[..columns];
            for ((out, &x), &y) in out.iter_mut().zip(x).zip(y) {
                *out = step(x, y);
            }
        }
    }
}

/// Each `x = step(x, y)`, element by element.
fn update<T: Element>(
    rows: usize,
    columns: usize,
    x: &mut Batch<ViewMut<'_, T>>,
    y: Batch<View<'_, T>>,
    step: impl Fn(T, T) -> T,
) {
    for i in 0..x.count {
        let (mut x, y) = (x.get(i), y.get(i));
        for row in 0..rows {
            let y = &y.from(row, 0).data[..columns];
            for (x, &y) in x.from(row, 0).data[..columns].iter_mut().zip(y) {
                *x = step(*x, y);
            }
        }
    }
}

/// With P1, P6, P7 and P5 in the quarters of each C, m × n: U2 = P1 + P6, U3 = U2 + P7, U4 = U2 + P5, U7 = U3 + P5.
fn combine_quarters<T: Element>(m: usize, n: usize, c: &mut Batch<ViewMut<'_, T>>) {
    for i in 0..c.count {
        let c = c.get(i);
        let (top, bottom) = c.data.split_at_mut(m * c.stride);
        for row in 0..m {
            let (c11, c12) = top[row * c.stride..][..2 * n].split_at_mut(n);
            let (c21, c22) = bottom[row * c.stride..][..2 * n].split_at_mut(n);
            for (((&mut c11, c12), c21), c22) in c11.iter_mut().zip(c12).zip(c21).zip(c22) {
                let u2 = c11 + *c12;
                *c21 += u2;
                *c12 = u2 + *c22;
                *c22 += *c21;
            }
        }
    }
}
