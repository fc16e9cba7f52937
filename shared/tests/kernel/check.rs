//! What every kernel must fulfil. Also compiled into `tests/wasm/kernel.rs`, which runs it in a browser.

use shared::Element;
use shared::certificate::{Norms, strassen_error_bound, strassen_levels};
use shared::kernel::{Dims, Gemm, Kernel, PackedB, Workspace, naive, recursion};
use shared::random::numbers;

/// Sizes around every boundary: 0, 1, primes, MR, NR, KC and NC ± 1, long and thin.
pub(crate) fn shapes() -> Vec<Dims> {
    let mut shapes = Vec::new();
    let small = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 17];
    for m in small {
        for k in [0, 1, 2, 3, 5, 8, 9] {
            for n in small {
                shapes.push(Dims::new(m, k, n));
            }
        }
    }
    for k in [31, 64, 127, 128, 129, 255, 256, 257, 320, 511, 513, 641] {
        for (m, n) in [(1, 1), (1, 9), (2, 37), (9, 1), (17, 1), (33, 1), (4, 3), (7, 2), (7, 5), (13, 33), (8, 131)] {
            shapes.push(Dims::new(m, k, n));
        }
    }
    for n in [127, 128, 129, 511, 512, 513, 1023, 1024, 1025, 2047, 2048, 2049] {
        for (m, k) in [(1, 3), (2, 17), (5, 17), (7, 33), (6, 257)] {
            shapes.push(Dims::new(m, k, n));
        }
    }
    // A few rows of A: rows of B in groups of each size and the remainder, wide and divided, with extra columns.
    for m in 1..=13 {
        for (k, n) in [(9, 1030), (86, 131), (170, 77), (41, 4099)] {
            shapes.push(Dims::new(m, k, n));
        }
    }
    for (m, k, n) in [
        (64, 64, 64),
        (61, 67, 71),
        (101, 103, 107),
        (200, 300, 150),
        (1000, 3, 5),
        (3, 5, 1000),
        (1, 5, 4097),
        (5, 1500, 7),
        (6, 6000, 3),
        // Divided for the cache, with a last part of one column.
        (12, 3, 32_257),
    ] {
        shapes.push(Dims::new(m, k, n));
    }
    shapes
}

/// Compares two matrices bit by bit; any NaN equals any NaN.
///
/// # Errors
/// The position of the first difference and the two numbers.
pub(crate) fn same_bits<T: Element>(what: &str, dims: Dims, found: &[T], expected: &[T]) -> Result<(), String> {
    if found.len() != expected.len() {
        return Err(format!("{what} {dims:?}: {} elements instead of {}", found.len(), expected.len()));
    }
    let is_nan = |x: T| x.to_f64().is_nan();
    let same = |x: T, y: T| x.to_f64().to_bits() == y.to_f64().to_bits() || (is_nan(x) && is_nan(y));
    match found.iter().zip(expected).position(|(&x, &y)| !same(x, y)) {
        None => Ok(()),
        Some(at) => Err(format!("{what} {dims:?}: element {at} is {:?} instead of {:?}", found[at], expected[at])),
    }
}

/// The naive loop with the rounding of `kernel`.
pub(crate) fn oracle<T: Element>(kernel: Kernel, dims: Dims, a: &[T], b: &[T]) -> Vec<T> {
    match kernel {
        Kernel::Simd128 => naive::unfused(dims, a, b),
        Kernel::Relaxed => naive::fused(dims, a, b),
    }
}

/// The content of C before a call that must overwrite all of it.
fn garbage<T: Element>(dims: Dims) -> Vec<T> {
    vec![T::from_f64(f64::NAN); dims.m * dims.n]
}

/// One product through every path, each compared bit for bit with the oracle.
///
/// # Errors
/// A description of the first difference.
pub(crate) fn product<T: Element>(gemm: &dyn Gemm<T>, dims: Dims, a: &[T], b: &[T]) -> Result<(), String> {
    let expected = oracle(gemm.kernel(), dims, a, b);
    let mut workspace = Workspace::new();

    let mut c = garbage(dims);
    gemm.multiply(dims, a, b, &mut c, &mut workspace);
    same_bits("multiply", dims, &c, &expected)?;

    // B arrives in bands of seven rows, last band first.
    let mut packed = PackedB::new(dims.k, dims.n);
    for first in (0..dims.k).step_by(7).rev() {
        let last = dims.k.min(first + 7);
        packed.pack_rows(first, &b[first * dims.n..last * dims.n]);
    }
    let mut c = garbage(dims);
    gemm.multiply_packed(dims.m, a, &packed, &mut c, &mut workspace);
    same_bits("multiply_packed", dims, &c, &expected)?;

    // Rows split in three uneven tiles.
    let mut c = garbage(dims);
    for cut in [0, dims.m / 5, dims.m / 2, dims.m].windows(2) {
        let (a, c) = (&a[cut[0] * dims.k..cut[1] * dims.k], &mut c[cut[0] * dims.n..cut[1] * dims.n]);
        gemm.multiply_packed(cut[1] - cut[0], a, &packed, c, &mut workspace);
    }
    same_bits("tiles of rows", dims, &c, &expected)
}

/// Every shape of the table.
///
/// # Errors
/// A description of the first difference.
pub(crate) fn every_shape<T: Element>(gemm: &dyn Gemm<T>) -> Result<(), String> {
    for (seed, dims) in shapes().into_iter().enumerate() {
        let a = numbers(dims.m * dims.k, seed as u64);
        let b = numbers(dims.k * dims.n, !(seed as u64));
        product(gemm, dims, &a, &b)?;
    }
    Ok(())
}

/// NaN, infinities, signed zeros and subnormals, alone and beside each other, on every path.
///
/// # Errors
/// A description of the first difference.
pub(crate) fn special_numbers<T: Element>(gemm: &dyn Gemm<T>) -> Result<(), String> {
    let smallest = if size_of::<T>() == 4 { f64::from(f32::from_bits(1)) } else { f64::from_bits(1) };
    let largest = if size_of::<T>() == 4 { f64::from(f32::MAX) } else { f64::MAX };
    let palettes: [&[f64]; 5] = [
        &[0.0, -0.0],
        &[0.0, -0.0, 1.0, -1.0, smallest, -smallest, 0.5],
        &[0.0, -0.0, f64::INFINITY, 1.0],
        &[0.0, f64::NAN, 1.0, 2.0, 3.0, 4.0, 5.0, -1.0, -2.0, -3.0, -4.0],
        &[largest, -largest, 2.0, -2.0, smallest, 0.5],
    ];
    for palette in palettes {
        for (m, k, n) in [
            (1, 9, 9),
            (3, 4, 12),
            (9, 9, 1),
            (19, 7, 1),
            (7, 5, 7),
            (13, 300, 9),
            (6, 20, 140),
            (2, 6000, 3),
            (1, 30, 300),
            (5, 90, 140),
        ] {
            let dims = Dims::new(m, k, n);
            let pick = |len: usize, seed: u64| -> Vec<T> {
                let places = numbers::<f64>(len, seed).into_iter();
                places.map(|x| T::from_f64(palette[((x + 1.0) / 2.0 * palette.len() as f64) as usize])).collect()
            };
            product(gemm, dims, &pick(m * k, 5), &pick(k * n, 6))?;
        }
    }
    Ok(())
}

/// A · I = A and I · B = B, for numbers that are not zero.
///
/// # Errors
/// A description of the first difference.
pub(crate) fn identities<T: Element>(gemm: &dyn Gemm<T>) -> Result<(), String> {
    let mut workspace = Workspace::new();
    for n in [1, 2, 3, 7, 16, 65, 257] {
        let mut identity = vec![T::default(); n * n];
        for i in 0..n {
            identity[i * n + i] = T::from_f64(1.0);
        }
        for m in [1, 5, 40] {
            let mut c = garbage(Dims::new(m, n, n));
            let a = numbers(m * n, 7);
            gemm.multiply(Dims::new(m, n, n), &a, &identity, &mut c, &mut workspace);
            same_bits("A · I", Dims::new(m, n, n), &c, &a)?;
            gemm.multiply(Dims::new(n, n, m), &identity, &a, &mut c, &mut workspace);
            same_bits("I · B", Dims::new(n, n, m), &c, &a)?;
        }
    }
    Ok(())
}

/// A product with one column has the same bits however its rows are divided, whether or not B is packed, and below a level of
/// the recursion: its order of summation may depend on k only.
///
/// # Errors
/// A description of the first difference.
pub(crate) fn one_column<T: Element>(gemm: &dyn Gemm<T>) -> Result<(), String> {
    let mut workspace = Workspace::new();
    for (seed, place) in numbers::<f64>(100, 12).into_iter().enumerate() {
        let between = |low: usize, high: usize, place: f64| low + ((place + 1.0) / 2.0 * (high - low) as f64) as usize;
        let seed = seed as u64;
        let dims = Dims::new(between(1, 60, place), between(1, 400, numbers::<f64>(1, !seed)[0]), 1);
        let Dims { m, k, .. } = dims;
        let (a, x) = (numbers::<T>(m * k, seed), numbers::<T>(k, !seed));
        let mut whole = garbage(dims);
        gemm.multiply(dims, &a, &x, &mut whole, &mut workspace);

        let mut packed = PackedB::new(k, 1);
        packed.pack_rows(0, &x);
        let mut cuts: Vec<usize> = numbers::<f64>(4, seed ^ 13).into_iter().map(|place| between(0, m, place)).collect();
        cuts.extend([0, m]);
        cuts.sort_unstable();
        let (mut plain_parts, mut packed_parts, mut recursive) = (garbage(dims), garbage(dims), garbage(dims));
        for cut in cuts.windows(2) {
            let (rows, part) = (&a[cut[0] * k..cut[1] * k], Dims { m: cut[1] - cut[0], ..dims });
            gemm.multiply(part, rows, &x, &mut plain_parts[cut[0]..cut[1]], &mut workspace);
            gemm.multiply_packed(part.m, rows, &packed, &mut packed_parts[cut[0]..cut[1]], &mut workspace);
        }
        gemm.multiply_strassen(dims, &a, &x, &mut recursive, &mut workspace);
        same_bits("rows of one column", dims, &plain_parts, &whole)?;
        same_bits("rows of one packed column", dims, &packed_parts, &whole)?;
        same_bits("one column by the recursion", dims, &recursive, &whole)?;
    }
    Ok(())
}

/// A product split by columns of B, as two calls, has the bits of one; with relaxed SIMD as long as neither is a
/// single column.
///
/// # Errors
/// A description of the first difference.
pub(crate) fn tiles_of_columns<T: Element>(gemm: &dyn Gemm<T>) -> Result<(), String> {
    let dims = Dims::new(37, 270, 150);
    let Dims { m, k, n } = dims;
    let (a, b) = (numbers::<T>(m * k, 8), numbers::<T>(k * n, 9));
    let mut workspace = Workspace::new();
    let mut whole = garbage(dims);
    gemm.multiply(dims, &a, &b, &mut whole, &mut workspace);
    let narrowest = if gemm.kernel() == Kernel::Relaxed { 2 } else { 1 };
    for cut in [narrowest, 3, 64, n - narrowest] {
        for columns in [0..cut, cut..n] {
            let take = |matrix: &[T]| -> Vec<T> {
                matrix.chunks(n).flat_map(|row| row[columns.clone()].iter().copied()).collect()
            };
            let part = Dims { n: columns.len(), ..dims };
            let mut c = garbage(part);
            gemm.multiply(part, &a, &take(&b), &mut c, &mut workspace);
            same_bits("tiles of columns", part, &c, &take(&whole))?;
        }
    }
    Ok(())
}

/// The norms of a matrix with rows of `length` elements, by rows: the bound depends on the largest entry only.
fn norms<T: Element>(matrix: &[T], length: usize) -> Norms {
    let mut norms = Norms::EMPTY;
    for row in matrix.chunks_exact(length) {
        norms.add_row(row);
    }
    norms
}

/// The largest error the recursion may have, relative to max|C|, for entries in [-1, 1).
fn recursion_tolerance<T: Element>() -> f64 {
    // 5e-14 for f64, and as many units roundoff for f32.
    5e-14 / f64::UNIT_ROUNDOFF * T::UNIT_ROUNDOFF
}

/// The recursion against a double-double oracle at sampled entries: the error is below the tolerance and below the
/// a-priori bound, and differs from that of the classical product. Then slab by slab against the whole.
///
/// # Errors
/// A description of the first difference.
pub(crate) fn strassen<T: Element>(gemm: &dyn Gemm<T>, sizes: &[Dims]) -> Result<(), String> {
    let mut workspace = Workspace::new();
    for &dims in sizes {
        let Dims { m, k, n } = dims;
        if recursion::levels(dims) == 0 {
            return Err(format!("{dims:?} is too small for a level, so this would test nothing"));
        }
        let (a, b) = (numbers::<T>(m * k, 10), numbers::<T>(k * n, 11));
        let mut c = garbage(dims);
        gemm.multiply_strassen(dims, &a, &b, &mut c, &mut workspace);

        let largest = c.iter().map(|x| x.to_f64().abs()).fold(0.0, f64::max);
        let bound = strassen_error_bound(k, strassen_levels(dims), &norms(&a, k), &norms(&b, n), T::DTYPE);
        let tolerance = (recursion_tolerance::<T>() * largest).min(bound);
        // A stride that visits every quarter and, over the rows, every column; and the last row and column.
        let sampled = (0..m * n).step_by(499).chain((m - 1) * n..m * n).chain((n - 1..m * n).step_by(n));
        for at in sampled {
            let exact = double_double(&a[at / n * k..][..k], b[at % n..].iter().step_by(n));
            let error = (c[at].to_f64() - exact).abs();
            if error.is_nan() || error > tolerance {
                return Err(format!("strassen {dims:?}: element {at} is off by {error:e}, more than {tolerance:e}"));
            }
        }

        let mut classical = garbage(dims);
        gemm.multiply(dims, &a, &b, &mut classical, &mut workspace);
        if same_bits("classical", dims, &classical, &c).is_ok() {
            return Err(format!("strassen {dims:?}: there was no recursion"));
        }

        let mut parts = garbage(dims);
        for slab in recursion::slabs(dims).into_iter().rev() {
            let part = Dims { m: slab.len(), ..dims };
            let (a, c) = (&a[slab.start * k..slab.end * k], &mut parts[slab.start * n..slab.end * n]);
            gemm.multiply_strassen(part, a, &b, c, &mut workspace);
        }
        same_bits("slabs", dims, &parts, &c)?;
    }
    Ok(())
}

/// Σ x·y with about 106 bits (two-product and two-sum; Dekker 1971, Knuth TAOCP 4.2.2), rounded once at the end.
pub(crate) fn double_double<'a, T: Element>(x: &'a [T], y: impl Iterator<Item = &'a T>) -> f64 {
    let (mut high, mut low) = (0.0f64, 0.0f64);
    for (x, y) in x.iter().zip(y) {
        let (x, y) = (x.to_f64(), y.to_f64());
        let product = x * y;
        let product_error = x.mul_add(y, -product);
        let sum = high + product;
        let virtual_product = sum - high;
        let sum_error = (high - (sum - virtual_product)) + (product - virtual_product);
        high = sum;
        low += product_error + sum_error;
    }
    high + low
}
