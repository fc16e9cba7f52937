//! Products with few rows, at the rate at which B can be read: one chain per element, over k in order.
//!
//! `row_product!` expands inside the module that `simd` generates and uses its names. The trait's methods check slices.
//!
//! **Wide rows.** A few rows of B, times a factor for each row of A, are added into C at a time. Each is read from
//! beginning to end, which every prefetcher recognises. A vector of C is loaded and stored once for all rows of B that
//! are added together; C stays in the first-level cache, as the driver divides longer rows. In strips, rows a power of
//! two apart would fall into the same sets of that cache (half the rate on AMD's Zen 3).
//!
//! **Narrow rows**, and the remainder of wide ones, go in strips: a few vectors of C stay in registers while a band of
//! rows of B streams past. Each step takes one row, so that no chain has two steps in one iteration (LLVM would nest
//! them, and V8 run out of registers).
//!
//! Unlike the tile, wide rows have no defence against loop strength reduction; `tests/bundle/hot_loop.rs` checks their
//! loop, too.

#![allow(unsafe_code)]

/// The functions for one element type and instruction set; parameters as for `register_tiles!`.
macro_rules! row_product {
    (
        features: $features:literal, multiply_add: $multiply_add:path,
        broadcast: $broadcast:path, store_first: $store_first:path,
    ) => {
        /// Vectors of each row of C in one step, one after the other: the store between them keeps V8 from loading for
        /// both at once.
        const PAIR: usize = 2;
        /// Rows of A that are multiplied at a time, M, at most. With M of them R rows of B are added at a time: 7, 4, 3
        /// and 3, as many as V8's 15 registers hold factors, M · R, vectors of B, R, and a sum. With four rows that is
        /// one too many, and still a tenth faster than R = 2. One row of C and seven of B are eight lines in a set of
        /// the first-level cache where rows lie a power of two apart, which is as many as fit.
        const TOGETHER: usize = 4;
        /// Rows of B that stay in the second-level cache while all rows of A are processed, if these are more than
        /// [`TOGETHER`]: a multiple of every R, so that no group is cut.
        const ROWS_OF_B: usize = 84;
        /// Vectors of C that stay in registers: enough independent chains, with registers to spare for what is loaded.
        const STRIP: usize = 8;
        /// Rows of B that stream past a strip.
        const BAND: usize = 16;

        /// C += A · B for M rows of A, R rows of B and `count` pairs of vectors.
        ///
        /// # Safety
        /// At their strides each of M rows of A must hold R elements, each of R rows of B and of M rows of C `2 ·
        /// count` vectors.
        #[target_feature(enable = $features)]
        #[inline(never)]
        unsafe fn rows<const M: usize, const R: usize>(
            count: usize,
            (a, a_stride): (*const Scalar, usize),
            (b, b_stride): (*const Scalar, usize),
            (c, c_stride): (*mut Scalar, usize),
        ) {
            let mut factors = [[f64x2_splat(0.0); R]; M];
            for i in 0..M {
                for p in 0..R {
                    // SAFETY: one of R elements of a row of A, by the caller's contract.
                    factors[i][p] = unsafe { $broadcast(a.add(i * a_stride + p).cast()) };
                }
            }
            let (mut b, mut c) = (b, c);
            for _ in 0..count {
                // One address for each row, so that WebAssembly's `offset=` takes the vector.
                let (mut row_of_b, mut row_of_c) = ([b; R], [c; M]);
                for p in 0..R {
                    // SAFETY: the same column of one of R rows of B, by the caller's contract.
                    row_of_b[p] = unsafe { b.add(p * b_stride) };
                }
                for i in 0..M {
                    // SAFETY: the same column of one of M rows of C, by the caller's contract.
                    row_of_c[i] = unsafe { c.add(i * c_stride) };
                }
                for v in 0..PAIR {
                    let mut vectors = [f64x2_splat(0.0); R];
                    for p in 0..R {
                        // SAFETY: a vector of a row of B, by the caller's contract.
                        vectors[p] = unsafe { v128_load(row_of_b[p].add(v * LANES).cast()) };
                    }
                    for i in 0..M {
                        // SAFETY: a vector of a row of C, by the caller's contract.
                        let mut sum = unsafe { v128_load(row_of_c[i].add(v * LANES).cast()) };
                        for p in 0..R {
                            sum = $multiply_add(factors[i][p], vectors[p], sum);
                        }
                        // SAFETY: as for the load.
                        unsafe { v128_store(row_of_c[i].add(v * LANES).cast(), sum) };
                    }
                }
                b = b.wrapping_add(PAIR * LANES);
                c = c.wrapping_add(PAIR * LANES);
            }
        }

        /// The same for any number of rows of B, R of them at a time.
        ///
        /// # Safety
        /// Each of M rows of A must hold `k` elements, each of `k` rows of B and M rows of C `count` pairs of vectors.
        unsafe fn groups<const M: usize, const R: usize>(
            k: usize,
            count: usize,
            (a, a_stride): (*const Scalar, usize),
            (b, b_stride): (*const Scalar, usize),
            c: (*mut Scalar, usize),
        ) {
            let whole = k - k % R;
            let twos = k - (k - whole) % 2;
            // SAFETY: each row of B is named once, with its column of A, by the caller's contract.
            unsafe {
                for p in (0..whole).step_by(R) {
                    rows::<M, R>(count, (a.add(p), a_stride), (b.add(p * b_stride), b_stride), c);
                }
                for p in (whole..twos).step_by(2) {
                    rows::<M, 2>(count, (a.add(p), a_stride), (b.add(p * b_stride), b_stride), c);
                }
                for p in twos..k {
                    rows::<M, 1>(count, (a.add(p), a_stride), (b.add(p * b_stride), b_stride), c);
                }
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
            a: *const Scalar,
            b: *const Scalar,
            b_stride: usize,
            c: *mut Scalar,
        ) {
            let zero = opaque_zero();
            let (mut b, mut c) = (b, c);
            for _ in 0..count {
                let mut sums = [f64x2_splat(0.0); VECTORS];
                for v in 0..VECTORS {
                    // SAFETY: a vector of C, by the caller's contract.
                    sums[v] = unsafe { v128_load(c.add(v * LANES).cast()) };
                }
                let (mut a, mut row_of_b) = (a, b);
                for _ in 0..k {
                    // SAFETY: one of k elements of a.
                    let factor = unsafe { $broadcast(a.cast()) };
                    for v in 0..VECTORS {
                        // SAFETY: a vector of a row of B, by the caller's contract.
                        let b = unsafe { v128_load(row_of_b.add(v * LANES).cast()) };
                        sums[v] = $multiply_add(factor, b, sums[v]);
                    }
                    a = advance(a, SIZE, zero);
                    row_of_b = advance(row_of_b, b_stride * SIZE, zero);
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
        unsafe fn single_column(k: usize, a: *const Scalar, b: *const Scalar, b_stride: usize, c: *mut Scalar) {
            // SAFETY: an element of C, by the caller's contract.
            let mut sum = unsafe { $broadcast(c.cast()) };
            let (mut a, mut b) = (a, b);
            for _ in 0..k {
                // SAFETY: one of k elements of a, and of B, by the caller's contract.
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
        /// `a` must hold `k` elements, `c` and each of the `k` rows of B `columns` elements.
        unsafe fn narrow(
            k: usize,
            a: *const Scalar,
            b: *const Scalar,
            b_stride: usize,
            c: *mut Scalar,
            columns: usize,
        ) {
            let vectors = columns / LANES;
            // SAFETY: every column of c and B is named once, none beyond the last, by the caller's contract.
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

        /// C += A · B for a few rows of A and whole pairs of vectors, in bands of B where all rows of A do not go
        /// together.
        ///
        /// # Safety
        /// As for [`few_rows`].
        unsafe fn wide_rows(
            Dims { m, k, n }: Dims,
            (a, a_stride): (*const Scalar, usize),
            (b, b_stride): (*const Scalar, usize),
            (c, c_stride): (*mut Scalar, usize),
        ) {
            let pairs = n / LANES / PAIR;
            let band = if m > TOGETHER { ROWS_OF_B } else { k };
            for p in (0..k).step_by(band) {
                let k = band.min(k - p);
                let (parts, mut first) = (m.div_ceil(TOGETHER), 0);
                for part in 0..parts {
                    let rows_of_a = (m - first).div_ceil(parts - part);
                    // SAFETY: every row of A and C is named once with each band of B, by the caller's contract.
                    unsafe {
                        let a = (a.add(first * a_stride + p), a_stride);
                        let b = (b.add(p * b_stride), b_stride);
                        let c = (c.add(first * c_stride), c_stride);
                        match rows_of_a {
                            1 => groups::<1, 7>(k, pairs, a, b, c),
                            2 => groups::<2, 4>(k, pairs, a, b, c),
                            3 => groups::<3, 3>(k, pairs, a, b, c),
                            _ => groups::<TOGETHER, 3>(k, pairs, a, b, c),
                        }
                    }
                    first += rows_of_a;
                }
            }
        }

        /// C += A · B for a few rows of A.
        ///
        /// # Safety
        /// Each of `m` rows of A must hold `k` elements, each of `k` rows of B and `m` rows of C `n` of them.
        unsafe fn few_rows(
            Dims { m, k, n }: Dims,
            (a, a_stride): (*const Scalar, usize),
            (b, b_stride): (*const Scalar, usize),
            (c, c_stride): (*mut Scalar, usize),
        ) {
            let wide = if is_wide::<Scalar>(m, n) { n - n % (PAIR * LANES) } else { 0 };
            // SAFETY: every part of B is named once for all rows of A, and nothing beyond the last, by the caller's
            // contract.
            unsafe {
                if wide > 0 {
                    wide_rows(Dims { m, k, n: wide }, (a, a_stride), (b, b_stride), (c, c_stride));
                }
                if wide < n {
                    for p in (0..k).step_by(BAND) {
                        for i in 0..m {
                            let (a, b) = (a.add(i * a_stride + p), b.add(p * b_stride + wide));
                            narrow(BAND.min(k - p), a, b, b_stride, c.add(i * c_stride + wide), n - wide);
                        }
                    }
                }
            }
        }
    };
}

pub(super) use row_product;
