//! Products with one column, at the rate at which A can be read, in one of two orders of summation.
//!
//! `column_in_order!` keeps one chain per element, over k in order: the plain SIMD kernel must have the bits of the
//! naive loop. In exchange, blocks of A are transposed in registers.
//!
//! `column_in_lanes!` is for relaxed SIMD: each lane of a vector is a chain of its own, as in
//! [`naive::fused`](super::naive::fused), and nothing is transposed. The order depends on k only.
//!
//! Both expand inside the module that `simd` generates, use its `Scalar`, `LANES` and `advance`, and define
//! `matrix_vector`, which is safe.

#![allow(unsafe_code)]

use core::arch::wasm32::*;

/// The sum of both lanes, in both lanes.
#[target_feature(enable = "simd128")]
#[inline]
pub(super) fn sum_of_lanes_f64(x: v128) -> v128 {
    f64x2_add(x, i64x2_shuffle::<1, 0>(x, x))
}

/// The sum of all lanes, in all lanes: (0 + 2) + (1 + 3).
#[target_feature(enable = "simd128")]
#[inline]
pub(super) fn sum_of_lanes_f32(x: v128) -> v128 {
    let halves = f32x4_add(x, i64x2_shuffle::<1, 0>(x, x));
    f32x4_add(halves, i32x4_shuffle::<1, 0, 3, 2>(halves, halves))
}

/// y = A · x with one chain per element; parameters as for `register_tiles!`, and `lanes` turns a square block of rows
/// into columns.
macro_rules! column_in_order {
    (
        features: $features:literal, multiply_add: $multiply_add:path,
        broadcast: $broadcast:path, store_first: $store_first:path, lanes: $transpose:path,
    ) => {
        /// Blocks of LANES rows that are taken together.
        const BLOCKS: usize = 4;
        /// Elements of a row that are taken before the next row: as many as the registers allow, which is a line of
        /// the cache for `f64`.
        const LINE: usize = 16 / LANES;

        /// y = A · x for `BLOCKS * LANES` rows, a row in each lane: square blocks of A are transposed in registers, so
        /// that A is read in whole vectors and each row remains one chain.
        ///
        /// # Safety
        /// `x` and each row of A must hold `k` elements, `y` as many as there are rows.
        #[target_feature(enable = $features)]
        #[inline(never)]
        unsafe fn blocks_of_rows<const BLOCKS: usize>(
            k: usize,
            a: *const Scalar,
            a_stride: usize,
            x: *const Scalar,
            y: *mut Scalar,
        ) {
            let zero = opaque_zero();
            let mut sums = [f64x2_splat(0.0); BLOCKS];
            let (mut a, mut x) = (a, x);
            // Several vectors of each row before the next row: rows a power of two apart fall into the same few sets of
            // the first-level cache, and a line would be evicted before it was used up.
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
                a = advance(a, LINE * SIZE, zero);
                x = advance(x, LINE * SIZE, zero);
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
                a = advance(a, 16, zero);
                x = advance(x, 16, zero);
            }
            for _ in 0..k % LANES {
                // SAFETY: one of the remaining elements of x.
                let factor = unsafe { $broadcast(x.cast()) };
                let mut row = a;
                for sum in &mut sums {
                    let mut column: [Scalar; LANES] = [0.0; LANES];
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

        /// y = A · x, all of which the slices hold.
        fn matrix_vector(a: View<'_, Scalar>, x: &[Scalar], y: &mut [Scalar]) {
            let (rows, k) = (y.len(), x.len());
            let (data, stride, x) = (a.data.as_ptr(), a.stride, x.as_ptr());
            let together = BLOCKS * LANES;
            let mut row = 0;
            while row < rows {
                // Groups at the end overlap: an element computed twice has the same bits.
                if rows >= together {
                    let first = row.min(rows - together);
                    // SAFETY: rows first .. first + together exist in A and y.
                    unsafe {
                        let y = y.as_mut_ptr().add(first);
                        blocks_of_rows::<BLOCKS>(k, data.add(first * stride), stride, x, y);
                    }
                    row += together;
                } else if rows >= LANES {
                    let first = row.min(rows - LANES);
                    // SAFETY: rows first .. first + LANES exist in A and y.
                    unsafe {
                        let y = y.as_mut_ptr().add(first);
                        blocks_of_rows::<1>(k, data.add(first * stride), stride, x, y);
                    }
                    row += LANES;
                } else {
                    let mut copies: [Scalar; LANES] = [0.0; LANES];
                    // SAFETY: with a stride of 0 all lanes read this one row, which exists.
                    unsafe { blocks_of_rows::<1>(k, data.add(row * stride), 0, x, copies.as_mut_ptr()) };
                    y[row] = copies[0];
                    row += 1;
                }
            }
        }
    };
}

/// y = A · x with a chain for each lane; parameters as for `register_tiles!`, and `lanes` adds the lanes of a vector.
macro_rules! column_in_lanes {
    (
        features: $features:literal, multiply_add: $multiply_add:path,
        broadcast: $broadcast:path, store_first: $store_first:path, lanes: $sum_of_lanes:path,
    ) => {
        /// Rows that are taken together: as many chains as hide the latency of a multiply-add, and few enough for x and
        /// what is loaded to stay in registers. With fewer, the ends of rows cost more than all else. With one more,
        /// rows a power of two apart leave no place for x in a first-level cache of 8 ways (a tenth slower on AMD's Zen
        /// 3).
        const ROWS_TOGETHER: usize = 7;

        /// y = A · x for `ROWS` rows, a vector of lanes for each.
        ///
        /// # Safety
        /// `x` and each row of A must hold `k` elements, `y` ROWS.
        #[target_feature(enable = $features)]
        #[inline(never)]
        unsafe fn rows_in_lanes<const ROWS: usize>(
            k: usize,
            a: *const Scalar,
            a_stride: usize,
            x: *const Scalar,
            y: *mut Scalar,
        ) {
            let zero = opaque_zero();
            let mut sums = [f64x2_splat(0.0); ROWS];
            let (mut a, mut x) = (a, x);
            for _ in 0..k / (2 * LANES) {
                // SAFETY: 2 * LANES elements of x.
                let factors = unsafe { [v128_load(x.cast()), v128_load(x.add(LANES).cast())] };
                let mut row = a;
                for sum in &mut sums {
                    // SAFETY: 2 * LANES elements of a row of A.
                    let elements = unsafe { [v128_load(row.cast()), v128_load(row.add(LANES).cast())] };
                    *sum = $multiply_add(elements[0], factors[0], *sum);
                    *sum = $multiply_add(elements[1], factors[1], *sum);
                    row = row.wrapping_add(a_stride);
                }
                a = advance(a, 32, zero);
                x = advance(x, 32, zero);
            }
            if k % (2 * LANES) >= LANES {
                // SAFETY: LANES elements of x.
                let factors = unsafe { v128_load(x.cast()) };
                let mut row = a;
                for sum in &mut sums {
                    // SAFETY: LANES elements of a row of A.
                    *sum = $multiply_add(unsafe { v128_load(row.cast()) }, factors, *sum);
                    row = row.wrapping_add(a_stride);
                }
                a = a.wrapping_add(LANES);
                x = x.wrapping_add(LANES);
            }
            for sum in &mut sums {
                *sum = $sum_of_lanes(*sum);
            }
            for _ in 0..k % LANES {
                // SAFETY: one of the remaining elements of x.
                let factor = unsafe { $broadcast(x.cast()) };
                let mut row = a;
                for sum in &mut sums {
                    // SAFETY: one of the remaining elements of a row of A.
                    *sum = $multiply_add(unsafe { $broadcast(row.cast()) }, factor, *sum);
                    row = row.wrapping_add(a_stride);
                }
                a = a.wrapping_add(1);
                x = x.wrapping_add(1);
            }
            for (row, sum) in sums.into_iter().enumerate() {
                // SAFETY: one of ROWS elements of y.
                unsafe { $store_first(sum, y.add(row).cast()) };
            }
        }

        /// y = A · x, all of which the slices hold.
        fn matrix_vector(a: View<'_, Scalar>, x: &[Scalar], y: &mut [Scalar]) {
            let (rows, k) = (y.len(), x.len());
            let (data, stride, x, y) = (a.data.as_ptr(), a.stride, x.as_ptr(), y.as_mut_ptr());
            if rows < ROWS_TOGETHER {
                for row in 0..rows {
                    // SAFETY: the row exists in A and y.
                    unsafe { rows_in_lanes::<1>(k, data.add(row * stride), stride, x, y.add(row)) };
                }
                return;
            }
            for row in (0..rows).step_by(ROWS_TOGETHER) {
                // The last group overlaps its neighbour: an element computed twice has the same bits.
                let first = row.min(rows - ROWS_TOGETHER);
                // SAFETY: rows first .. first + ROWS_TOGETHER exist in A and y.
                unsafe { rows_in_lanes::<ROWS_TOGETHER>(k, data.add(first * stride), stride, x, y.add(first)) };
            }
        }
    };
}

pub(super) use {column_in_lanes, column_in_order};
