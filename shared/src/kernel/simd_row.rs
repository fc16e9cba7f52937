//! Products with one row: as fast as B can be read, and one chain per element, over k in order.
//!
//! `row_product!` expands inside the module that `simd` generates and uses its `Element`, `LANES` and `bump`.
//!
//! **Strips.** A few vectors of C stay in registers while a band of rows of B passes by; each step takes one row, so
//! that no chain has two steps in one round of the loop (LLVM would nest them, and V8 run out of registers). The
//! loads and stores of C are then few beside those of B, and B is read a few whole lines at a time: rows a power of
//! two apart fall on the same places of the first-level cache, and what is left of a line for later would be gone.
//! All rows in one go would walk down B by its stride, which no processor foresees: a band is as many rows as it can
//! follow at once.
//!
//! Refuses to check: the trait's methods do.

#![allow(unsafe_code)]

/// The functions for one element type and instruction set; parameters as for `register_tiles!`.
macro_rules! row_product {
    (
        features: $features:literal, multiply_add: $multiply_add:path,
        broadcast: $broadcast:path, store_first: $store_first:path,
    ) => {
        /// Vectors of C that stay in registers: enough independent chains, with registers to spare for what is loaded.
        const STRIP: usize = 8;
        /// Rows of B that pass by a strip.
        const BAND: usize = 16;

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

        /// c += a · B for a band of rows: strips, then narrower ones, then column by column.
        ///
        /// # Safety
        /// `a` must hold `k` elements, each of the `k` rows of B as many as `c`.
        unsafe fn band(k: usize, a: *const Element, b: *const Element, b_stride: usize, c: &mut [Element]) {
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
    };
}

pub(super) use row_product;
