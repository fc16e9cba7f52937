//! Products with one row: as fast as B can be read, and one chain per element, over k in order.
//!
//! `row_product!` expands inside the module that `simd` generates and uses its `Element` and `LANES`.
//!
//! A few whole rows of B are added into C at a time. Each is read from its beginning to its end, which every processor
//! foresees, and C, which is loaded and stored a vector for as many of B as there are rows, stays in the first-level
//! cache. Strips of C that stay in registers while many rows pass by are slower: rows a power of two apart then fall on
//! the same places of the first-level cache (half the rate on AMD's Zen 3).
//!
//! Refuses to check: the trait's methods do.

#![allow(unsafe_code)]

/// The functions for one element type and instruction set; parameters as for `register_tiles!`.
macro_rules! row_product {
    (
        features: $features:literal, multiply_add: $multiply_add:path,
        broadcast: $broadcast:path, store_first: $store_first:path,
    ) => {
        /// Rows of B that are added at a time.
        const ROWS_OF_B: usize = 4;
        /// Vectors of C in one step. The compiler loads all vectors of B before it uses the first: with 8 of them, 4
        /// factors and 2 sums the step needs 14 of V8's 15 registers.
        const VECTORS: usize = 2;

        /// c += a · B for `ROWS` rows and `count` × `VECTORS` vectors.
        ///
        /// # Safety
        /// `c` and each row of B must hold so many vectors.
        #[target_feature(enable = $features)]
        #[inline]
        unsafe fn steps<const ROWS: usize, const VECTORS: usize>(
            count: usize,
            factors: [v128; ROWS],
            b: *const Element,
            b_stride: usize,
            c: *mut Element,
        ) {
            let (mut b, mut c) = (b, c);
            for _ in 0..count {
                let mut sums = [f64x2_splat(0.0); VECTORS];
                for v in 0..VECTORS {
                    // SAFETY: a vector of C, by the caller's promise.
                    sums[v] = unsafe { v128_load(c.add(v * LANES).cast()) };
                }
                for row in 0..ROWS {
                    // SAFETY: the beginning of a vector in the same row of B. In two steps, so that WebAssembly's `offset=` takes
                    // the second.
                    let b = unsafe { b.add(row * b_stride) };
                    for v in 0..VECTORS {
                        // SAFETY: a vector of a row of B, by the caller's promise.
                        let b = unsafe { v128_load(b.add(v * LANES).cast()) };
                        sums[v] = $multiply_add(factors[row], b, sums[v]);
                    }
                }
                for v in 0..VECTORS {
                    // SAFETY: as for the load.
                    unsafe { v128_store(c.add(v * LANES).cast(), sums[v]) };
                }
                b = b.wrapping_add(VECTORS * LANES);
                c = c.wrapping_add(VECTORS * LANES);
            }
        }

        /// c += a · B for `ROWS` rows.
        ///
        /// # Safety
        /// `a` must hold `ROWS` elements, `c` and each row of B `columns`.
        #[target_feature(enable = $features)]
        #[inline(never)]
        unsafe fn rows<const ROWS: usize>(
            columns: usize,
            a: *const Element,
            b: *const Element,
            b_stride: usize,
            c: *mut Element,
        ) {
            let mut factors = [f64x2_splat(0.0); ROWS];
            for row in 0..ROWS {
                // SAFETY: one of ROWS elements of a.
                factors[row] = unsafe { $broadcast(a.add(row).cast()) };
            }
            let (pairs, vectors) = (columns / (VECTORS * LANES), columns / LANES);
            let (in_pairs, in_vectors) = (pairs * VECTORS * LANES, vectors * LANES);
            // SAFETY: every column of c and B is named once, none beyond the last, by the caller's promise.
            unsafe {
                steps::<ROWS, VECTORS>(pairs, factors, b, b_stride, c);
                steps::<ROWS, 1>(vectors - pairs * VECTORS, factors, b.add(in_pairs), b_stride, c.add(in_pairs));
                for column in in_vectors..columns {
                    let (b, c) = (b.add(column), c.add(column));
                    let mut sum = $broadcast(c.cast());
                    for row in 0..ROWS {
                        sum = $multiply_add(factors[row], $broadcast(b.add(row * b_stride).cast()), sum);
                    }
                    $store_first(sum, c.cast());
                }
            }
        }

        /// c += a · B.
        ///
        /// # Safety
        /// Each of as many rows of B as `a` has elements must hold as many as `c`.
        unsafe fn vector_matrix(a: &[Element], b: *const Element, b_stride: usize, c: &mut [Element]) {
            let (columns, c) = (c.len(), c.as_mut_ptr());
            for (number, a) in a.chunks(ROWS_OF_B).enumerate() {
                let b = b.wrapping_add(number * ROWS_OF_B * b_stride);
                // SAFETY: so many rows of B begin here, by the caller's promise.
                unsafe {
                    match a.len() {
                        1 => rows::<1>(columns, a.as_ptr(), b, b_stride, c),
                        2 => rows::<2>(columns, a.as_ptr(), b, b_stride, c),
                        3 => rows::<3>(columns, a.as_ptr(), b, b_stride, c),
                        _ => rows::<ROWS_OF_B>(columns, a.as_ptr(), b, b_stride, c),
                    }
                }
            }
        }
    };
}

pub(super) use row_product;
