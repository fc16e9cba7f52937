//! Products with one row or one column: as fast as their matrix can be read, and still one chain per element.
//!
//! `vector_products!` expands inside the module that `simd` generates and uses its `Element`, `LANES` and `bump`.
//! Refuses to check: the trait's methods do.

#![allow(unsafe_code)]

/// The two functions for one element type and instruction set; parameters as for `register_tiles!`.
macro_rules! vector_products {
    (
        features: $features:literal, multiply_add: $multiply_add:path,
        broadcast: $broadcast:path, store_first: $store_first:path, transpose: $transpose:path,
    ) => {
        /// c[j ..] += Σ a[p] · B[p][j ..] over `ROWS` rows of B, for as many whole vectors as `columns` holds, then
        /// element by element.
        ///
        /// # Safety
        /// `a` must hold ROWS elements, `c` and each row of B `columns`.
        #[target_feature(enable = $features)]
        #[inline(never)]
        unsafe fn vector_matrix<const ROWS: usize>(
            columns: usize,
            a: *const Element,
            b: *const Element,
            b_stride: usize,
            c: *mut Element,
        ) {
            let zero = opaque_zero();
            let mut factors = [f64x2_splat(0.0); ROWS];
            for row in 0..ROWS {
                // SAFETY: `a` holds ROWS elements.
                factors[row] = unsafe { $broadcast(a.add(row).cast()) };
            }
            let (mut b, mut c) = (b, c);
            for _ in 0..columns / (2 * LANES) {
                // SAFETY: two vectors of C, by the caller's promise.
                let mut sums = unsafe { [v128_load(c.cast()), v128_load(c.add(LANES).cast())] };
                let mut row_of_b = b;
                for row in 0..ROWS {
                    for v in 0..2 {
                        // SAFETY: two vectors of a row of B, by the caller's promise.
                        let b = unsafe { v128_load(row_of_b.add(v * LANES).cast()) };
                        sums[v] = $multiply_add(factors[row], b, sums[v]);
                    }
                    row_of_b = row_of_b.wrapping_add(b_stride);
                }
                // SAFETY: as for the loads.
                unsafe {
                    v128_store(c.cast(), sums[0]);
                    v128_store(c.add(LANES).cast(), sums[1]);
                }
                b = bump(b, 32, zero);
                c = bump(c, 32, zero).cast_mut();
            }
            for _ in 0..columns % (2 * LANES) {
                // SAFETY: one of the remaining elements of C.
                let mut sum = unsafe { $broadcast(c.cast()) };
                let mut row_of_b = b;
                for row in 0..ROWS {
                    // SAFETY: the element above it in a row of B.
                    sum = $multiply_add(factors[row], unsafe { $broadcast(row_of_b.cast()) }, sum);
                    row_of_b = row_of_b.wrapping_add(b_stride);
                }
                // SAFETY: as for the load.
                unsafe { $store_first(sum, c.cast()) };
                b = b.wrapping_add(1);
                c = c.wrapping_add(1);
            }
        }

        /// y = A · x for `BLOCKS * LANES` rows, a row in each lane: square blocks of A are transposed in registers, so
        /// that A is read in whole vectors and each row remains one chain.
        ///
        /// # Safety
        /// `x` and each row of A must hold `k` elements, `y` as many as there are rows.
        #[target_feature(enable = $features)]
        #[inline(never)]
        unsafe fn matrix_vector<const BLOCKS: usize>(
            k: usize,
            a: *const Element,
            a_stride: usize,
            x: *const Element,
            y: *mut Element,
        ) {
            let zero = opaque_zero();
            let mut sums = [f64x2_splat(0.0); BLOCKS];
            let (mut a, mut x) = (a, x);
            // Several vectors of each row before the next row: rows a power of two apart fall on the same few places of
            // the first-level cache, and a line of it would be gone before it was used up.
            for _ in 0..k / LINE {
                let mut row = a;
                for sum in &mut sums {
                    let mut blocks = [[f64x2_splat(0.0); LANES]; LINE / LANES];
                    for p in 0..LANES {
                        for (v, block) in blocks.iter_mut().enumerate() {
                            // SAFETY: LANES elements of a row of A.
                            block[p] = unsafe { v128_load(row.add(v * LANES).cast()) };
                        }
                        row = row.wrapping_add(a_stride);
                    }
                    for (v, block) in blocks.into_iter().enumerate() {
                        let columns = $transpose(block);
                        for p in 0..LANES {
                            // SAFETY: one of LINE elements of x.
                            let factor = unsafe { $broadcast(x.add(v * LANES + p).cast()) };
                            *sum = $multiply_add(columns[p], factor, *sum);
                        }
                    }
                }
                a = bump(a, LINE * SIZE, zero);
                x = bump(x, LINE * SIZE, zero);
            }
            for _ in 0..k % LINE / LANES {
                let mut row = a;
                for sum in &mut sums {
                    let mut block = [f64x2_splat(0.0); LANES];
                    for vector in &mut block {
                        // SAFETY: LANES elements of a row of A.
                        *vector = unsafe { v128_load(row.cast()) };
                        row = row.wrapping_add(a_stride);
                    }
                    let columns = $transpose(block);
                    for p in 0..LANES {
                        // SAFETY: one of LANES elements of x.
                        let factor = unsafe { $broadcast(x.add(p).cast()) };
                        *sum = $multiply_add(columns[p], factor, *sum);
                    }
                }
                a = bump(a, 16, zero);
                x = bump(x, 16, zero);
            }
            for _ in 0..k % LANES {
                // SAFETY: one of the remaining elements of x.
                let factor = unsafe { $broadcast(x.cast()) };
                let mut row = a;
                for sum in &mut sums {
                    let mut column: [Element; LANES] = [0.0; LANES];
                    for element in &mut column {
                        // SAFETY: one of the remaining elements of a row of A.
                        *element = unsafe { *row };
                        row = row.wrapping_add(a_stride);
                    }
                    // SAFETY: an array of 16 bytes.
                    let column = unsafe { v128_load((&raw const column).cast()) };
                    *sum = $multiply_add(column, factor, *sum);
                }
                a = a.wrapping_add(1);
                x = x.wrapping_add(1);
            }
            for (block, sum) in sums.into_iter().enumerate() {
                // SAFETY: LANES elements of y.
                unsafe { v128_store(y.add(block * LANES).cast(), sum) };
            }
        }
    };
}

pub(super) use vector_products;
