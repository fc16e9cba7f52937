//! Products with one row: as fast as B can be read, and one chain per element, over k in order.
//!
//! `row_product!` expands inside the module that `simd` generates and uses its `Element`, `LANES` and `bump`.
//!
//! **Wide rows.** A few rows of B are added into C at a time. Each is read from its beginning to its end, which every
//! processor foresees, and C, which is loaded and stored a vector for as many of B as there are rows, stays in the
//! first-level cache, if the driver cuts what is longer. In strips rows a power of two apart would fall on the same
//! places of the first-level cache (half the rate on AMD's Zen 3).
//!
//! **Narrow rows**, and what is left beside wide ones, go in strips: a few vectors of C stay in registers while a band of
//! rows of B passes by. Each step takes one row, so that no chain has two steps in one round of the loop (LLVM would nest
//! them, and V8 run out of registers).
//!
//! Wide rows have no defence against loop strength reduction, as the tile has: `tests/hot_loop.rs` looks at their loop,
//! too.
//!
//! Refuses to check: the trait's methods do.

#![allow(unsafe_code)]

/// The functions for one element type and instruction set; parameters as for `register_tiles!`.
macro_rules! row_product {
    (
        features: $features:literal, multiply_add: $multiply_add:path,
        broadcast: $broadcast:path, store_first: $store_first:path,
    ) => {
        /// Rows of B that are added at a time. V8 loads a vector of each before it uses the first, so with as many
        /// factors and a sum they fill its 15 registers. With C they are 8 rows, as many as the first-level cache has
        /// places for where rows lie a power of two apart.
        const ROWS_OF_B: usize = 7;
        /// Vectors of C in one step, one after the other: what is stored between them keeps V8 from loading for both at once.
        const PAIR: usize = 2;
        /// Vectors of a row from which on it is wide. With fewer, the ends of rows cost more than strips do.
        const WIDE: usize = 64;
        /// Vectors of C that stay in registers: enough independent chains, with registers to spare for what is loaded.
        const STRIP: usize = 8;
        /// Rows of B that pass by a strip.
        const BAND: usize = 16;

        /// c += a · B for `ROWS` rows and `count` pairs of vectors.
        ///
        /// # Safety
        /// `a` must hold `ROWS` elements, `c` and each row of B so many vectors.
        #[target_feature(enable = $features)]
        #[inline(never)]
        unsafe fn rows<const ROWS: usize>(
            count: usize,
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
            let (mut b, mut c) = (b, c);
            for _ in 0..count {
                let mut row_of_b = [b; ROWS];
                for row in 0..ROWS {
                    // SAFETY: the same column of one of ROWS rows of B, by the caller's promise. Apart from the addition
                    // below, so that WebAssembly's `offset=` takes that.
                    row_of_b[row] = unsafe { b.add(row * b_stride) };
                }
                for v in 0..PAIR {
                    // SAFETY: a vector of C, by the caller's promise.
                    let mut sum = unsafe { v128_load(c.add(v * LANES).cast()) };
                    for row in 0..ROWS {
                        // SAFETY: a vector of a row of B, by the caller's promise.
                        let b = unsafe { v128_load(row_of_b[row].add(v * LANES).cast()) };
                        sum = $multiply_add(factors[row], b, sum);
                    }
                    // SAFETY: as for the load.
                    unsafe { v128_store(c.add(v * LANES).cast(), sum) };
                }
                b = b.wrapping_add(PAIR * LANES);
                c = c.wrapping_add(PAIR * LANES);
            }
        }

        /// c += a · B for `count` strips of `VECTORS` vectors.
        ///
        /// # Safety
        /// `a` must hold `k` elements, `c` and each of the `k` rows of B as many as the strips.
        #[target_feature(enable = $features)]
        #[inline(never)]
        unsafe fn strips<const VECTORS: usize>(
            count: usize,
            k: usize,
            a: *const Element,
            b: *const Element,
            b_stride: usize,
            c: *mut Element,
        ) {
            let zero = opaque_zero();
            let (mut b, mut c) = (b, c);
            for _ in 0..count {
                let mut sums = [f64x2_splat(0.0); VECTORS];
                for v in 0..VECTORS {
                    // SAFETY: a vector of C, by the caller's promise.
                    sums[v] = unsafe { v128_load(c.add(v * LANES).cast()) };
                }
                let (mut a, mut row_of_b) = (a, b);
                for _ in 0..k {
                    // SAFETY: one of k elements of a.
                    let factor = unsafe { $broadcast(a.cast()) };
                    for v in 0..VECTORS {
                        // SAFETY: a vector of a row of B, by the caller's promise.
                        let b = unsafe { v128_load(row_of_b.add(v * LANES).cast()) };
                        sums[v] = $multiply_add(factor, b, sums[v]);
                    }
                    a = bump(a, SIZE, zero);
                    row_of_b = bump(row_of_b, b_stride * SIZE, zero);
                }
                for v in 0..VECTORS {
                    // SAFETY: as for the load.
                    unsafe { v128_store(c.add(v * LANES).cast(), sums[v]) };
                }
                b = b.wrapping_add(VECTORS * LANES);
                c = c.wrapping_add(VECTORS * LANES);
            }
        }

        /// c += a · B for one column.
        ///
        /// # Safety
        /// `a` must hold `k` elements, `c` and each of the `k` rows of B one.
        #[target_feature(enable = $features)]
        #[inline(never)]
        unsafe fn single_column(k: usize, a: *const Element, b: *const Element, b_stride: usize, c: *mut Element) {
            // SAFETY: an element of C, by the caller's promise.
            let mut sum = unsafe { $broadcast(c.cast()) };
            let (mut a, mut b) = (a, b);
            for _ in 0..k {
                // SAFETY: one of k elements of a, and of B, by the caller's promise.
                let (factor, element) = unsafe { ($broadcast(a.cast()), $broadcast(b.cast())) };
                sum = $multiply_add(factor, element, sum);
                a = a.wrapping_add(1);
                b = b.wrapping_add(b_stride);
            }
            // SAFETY: as for the load.
            unsafe { $store_first(sum, c.cast()) };
        }

        /// c += a · B in strips, then narrower ones, then column by column.
        ///
        /// # Safety
        /// `a` must hold `k` elements, each of the `k` rows of B as many as `c`.
        unsafe fn narrow(k: usize, a: *const Element, b: *const Element, b_stride: usize, c: &mut [Element]) {
            let (columns, c) = (c.len(), c.as_mut_ptr());
            let vectors = columns / LANES;
            // SAFETY: every column of c and B is named once, none beyond the last, by the caller's promise.
            unsafe {
                strips::<STRIP>(vectors / STRIP, k, a, b, b_stride, c);
                let mut done = vectors / STRIP * STRIP * LANES;
                if vectors & 4 != 0 {
                    strips::<4>(1, k, a, b.add(done), b_stride, c.add(done));
                    done += 4 * LANES;
                }
                if vectors & 2 != 0 {
                    strips::<2>(1, k, a, b.add(done), b_stride, c.add(done));
                    done += 2 * LANES;
                }
                if vectors & 1 != 0 {
                    strips::<1>(1, k, a, b.add(done), b_stride, c.add(done));
                    done += LANES;
                }
                for column in done..columns {
                    single_column(k, a, b.add(column), b_stride, c.add(column));
                }
            }
        }

        /// c += a · B.
        ///
        /// # Safety
        /// Each of as many rows of B as `a` has elements must hold as many as `c`.
        unsafe fn vector_matrix(a: &[Element], b: *const Element, b_stride: usize, c: &mut [Element]) {
            let pairs = if c.len() < WIDE * LANES { 0 } else { c.len() / (PAIR * LANES) };
            let (wide, rest) = c.split_at_mut(pairs * PAIR * LANES);
            if !wide.is_empty() {
                let c = wide.as_mut_ptr();
                for (number, a) in a.chunks(ROWS_OF_B).enumerate() {
                    let b = b.wrapping_add(number * ROWS_OF_B * b_stride);
                    // SAFETY: so many rows of B begin here, by the caller's promise.
                    unsafe {
                        match a.len() {
                            1 => rows::<1>(pairs, a.as_ptr(), b, b_stride, c),
                            2 => rows::<2>(pairs, a.as_ptr(), b, b_stride, c),
                            3 => rows::<3>(pairs, a.as_ptr(), b, b_stride, c),
                            4 => rows::<4>(pairs, a.as_ptr(), b, b_stride, c),
                            5 => rows::<5>(pairs, a.as_ptr(), b, b_stride, c),
                            6 => rows::<6>(pairs, a.as_ptr(), b, b_stride, c),
                            _ => rows::<ROWS_OF_B>(pairs, a.as_ptr(), b, b_stride, c),
                        }
                    }
                }
            }
            if !rest.is_empty() {
                for (number, a) in a.chunks(BAND).enumerate() {
                    let b = b.wrapping_add(number * BAND * b_stride + wide.len());
                    // SAFETY: so many rows of B begin here, each with the rest of its columns, by the caller's promise.
                    unsafe { narrow(a.len(), a.as_ptr(), b, b_stride, rest) }
                }
            }
        }
    };
}

pub(super) use row_product;
